//! Citizen numbers as clerks type them.

use super::kinds::*;
use super::rates::{Of, Rates};
use crate::domain::PersonKey;
use crate::standard::citizen_id::Number;
use crate::synth::dice::Dice;

/// Writes a citizen number as it was typed.
pub fn number(key: PersonKey, rates: &Rates, dice: &mut Dice, out: &mut String) -> Kinds {
    let number = Number::of(key);
    let clean = number.as_str();
    let Some(kind) = rates.draw(Of::Numbers, dice) else {
        out.push_str(clean);
        return Kinds::default();
    };
    match kind {
        LOWER_X if clean.ends_with('X') => out.extend(clean.chars().map(|c| c.to_ascii_lowercase())),
        FULL_WIDTH => out.extend(clean.chars().map(full_width)),
        SPACES => {
            let (division, rest) = clean.split_at_checked(6).unwrap_or((clean, ""));
            let (birth, order) = rest.split_at_checked(8).unwrap_or((rest, ""));
            out.extend([division, " ", birth, " ", order]);
        }
        APOSTROPHE => out.extend(["'", clean]),
        TAB => out.extend([clean, "\t"]),
        FIFTEEN if clean.get(6..8) == Some("19") => {
            out.extend([clean.get(..6).unwrap_or_default(), clean.get(8..17).unwrap_or_default()]);
        }
        EXCEL if !clean.ends_with("000") => {
            if dice.chance(0.8) {
                out.extend([clean.get(..15).unwrap_or_default(), "000"]);
            } else {
                out.extend([
                    clean.get(..1).unwrap_or_default(),
                    ".",
                    clean.get(1..6).unwrap_or_default(),
                    "E+17",
                ]);
            }
        }
        WRONG_DIGIT => {
            let place = dice.below(17);
            let by = 1 + dice.below(9);
            out.extend(clean.chars().enumerate().map(|(at, c)| if at == place { turned(c, by) } else { c }));
        }
        SWAPPED => {
            let place = dice.below(16);
            let (before, after) = clean.split_at_checked(place).unwrap_or((clean, ""));
            let (pair, after) = after.split_at_checked(2).unwrap_or((after, ""));
            out.push_str(before);
            out.extend(pair.chars().rev());
            out.push_str(after);
            // Of two equal digits nobody sees that they were exchanged.
            if pair.bytes().min() == pair.bytes().max() {
                return Kinds::default();
            }
        }
        MISSING => {}
        _ => {
            out.push_str(clean);
            return Kinds::default();
        }
    }
    kind
}

fn full_width(c: char) -> char {
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
}

/// Another digit: one wrong digit always breaks the check character.
fn turned(c: char, by: usize) -> char {
    let digit = c.to_digit(10).unwrap_or(0) as usize;
    char::from_digit(u32::try_from((digit + by) % 10).unwrap_or(0), 10).unwrap_or(c)
}
