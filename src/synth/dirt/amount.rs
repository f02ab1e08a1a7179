//! Amounts as departments write them.

use std::fmt::Write as _;

use super::kinds::*;
use super::rates::{Of, Rates};
use crate::synth::dice::Dice;

/// Writes an amount of money, in fen, as yuan: with commas, with the unit, or in tens of thousands.
pub fn amount(fen: i64, rates: &Rates, dice: &mut Dice, out: &mut String) -> Kinds {
    let (yuan, rest) = (fen / 100, fen % 100);
    let kind = rates.draw(Of::Amounts, dice);
    // Writing to a text never fails.
    let written = match kind {
        None => write!(out, "{yuan}.{rest:02}"),
        Some(TEN_THOUSANDS) => write!(out, "{}.{:06}万元", fen / 1_000_000, fen % 1_000_000),
        Some(_) if yuan >= 1000 && dice.chance(0.5) => {
            write!(out, "{},{:03}.{rest:02}", yuan / 1000, yuan % 1000)
        }
        Some(_) => write!(out, "{yuan}.{rest:02}元"),
    };
    written.ok();
    kind.unwrap_or_default()
}

/// Writes an area, in hundredths of a square metre: with the unit, or in mu, of which 15 are a hectare.
pub fn area(hundredths: i64, rates: &Rates, dice: &mut Dice, out: &mut String) -> Kinds {
    let kind = rates.draw(Of::Areas, dice);
    let written = match kind {
        // 1 mu is 2000/3 m²; what is left of a hundredth of a mu is cut off, as on a land certificate.
        Some(MU) => write!(out, "{}.{:02}亩", hundredths * 3 / 200_000, hundredths * 3 / 2_000 % 100),
        _ => write!(out, "{}.{:02}", hundredths / 100, hundredths % 100),
    };
    written.ok();
    if kind == Some(AREA_FORM) {
        out.push_str(dice.pick(&["平方米", "㎡", "m2"]));
    }
    kind.unwrap_or_default()
}
