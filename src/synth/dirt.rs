//! What happens to a value on the way from a clerk's desk? Every kind at a stated rate.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};

use super::calendar::day;
use super::dice::Dice;
use super::extract::Extract;
use super::kinds::{
    AMOUNT_FORM, APOSTROPHE, DATE_FORM, EXCEL, FIFTEEN, FULL_WIDTH, Kinds, LOWER_X, MISSING, NAME_DOT,
    NAME_LOST, NAME_SPACES, NAME_TRADITIONAL, SPACES, SWAPPED, WRONG_DIGIT,
};
use crate::domain::PersonKey;
use crate::standard::citizen_id::Number;

/// How dirty the deliveries are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    None,
    Usual,
    Heavy,
}

/// Shares of the values; of each kind of dirt by weight within its share.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Numbers that still tell whose they are, for whoever looks closely.
    pub number_form: f64,
    /// Numbers that no longer do.
    pub number_lost: f64,
    pub name: f64,
    pub date: f64,
    pub amount: f64,
    pub duplicate: f64,
    /// Members of a card entered with the number of its head.
    pub of_the_head: f64,
}

const FORMS: &[(Kinds, u32)] =
    &[(LOWER_X, 45), (SPACES, 18), (APOSTROPHE, 12), (FULL_WIDTH, 10), (FIFTEEN, 15)];
const LOSSES: &[(Kinds, u32)] = &[(EXCEL, 30), (WRONG_DIGIT, 30), (SWAPPED, 15), (MISSING, 25)];

impl Rates {
    /// The household register comes from the system that issues the numbers: it has their forms
    /// wrong at times, and loses them only where dirt is heavy.
    pub fn of(level: Level, extract: Extract) -> Self {
        // Who is twice on one card is another mistake than a row delivered twice.
        let repeated = |share: f64| if extract == Extract::Registry { 0.0 } else { share };
        let household_register = extract == Extract::Population;
        let clean = Self {
            number_form: 0.0,
            number_lost: 0.0,
            name: 0.0,
            date: 0.0,
            amount: 0.0,
            duplicate: 0.0,
            of_the_head: 0.0,
        };
        match (level, household_register) {
            (Level::None, _) => clean,
            (Level::Usual, true) => Self { number_form: 0.01, name: 0.004, date: 0.03, ..clean },
            (Level::Usual, false) => Self {
                number_form: 0.06,
                number_lost: 0.01,
                name: 0.02,
                date: 0.15,
                amount: 0.1,
                duplicate: repeated(0.005),
                of_the_head: 0.002,
            },
            (Level::Heavy, true) => {
                Self { number_form: 0.05, number_lost: 0.002, name: 0.02, date: 0.1, ..clean }
            }
            (Level::Heavy, false) => Self {
                number_form: 0.2,
                number_lost: 0.06,
                name: 0.1,
                date: 0.4,
                amount: 0.3,
                duplicate: repeated(0.03),
                of_the_head: 0.02,
            },
        }
    }
}

/// Writes a citizen number as it was typed.
pub fn number(key: PersonKey, rates: &Rates, dice: &mut Dice, out: &mut String) -> Kinds {
    let number = Number::of(key);
    let clean = number.as_str();
    let kind = if dice.chance(rates.number_lost) {
        dice.weighted(LOSSES)
    } else if dice.chance(rates.number_form) {
        dice.weighted(FORMS)
    } else {
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

/// Simplified, then traditional.
const TRADITIONAL: &str =
    "张張 刘劉 陈陳 杨楊 赵趙 吴吳 孙孫 马馬 国國 华華 丽麗 兰蘭 凤鳳 东東 军軍 云雲 长長 连連";

fn traditional(c: char) -> Option<char> {
    TRADITIONAL.split(' ').find_map(|pair| pair.strip_prefix(c)?.chars().next())
}

/// Writes a name as it was typed.
pub fn name(name: &str, rates: &Rates, dice: &mut Dice, out: &mut String) -> Kinds {
    if !dice.chance(rates.name) {
        out.push_str(name);
        return Kinds::default();
    }
    if name.contains('·') {
        let dot = dice.pick(&['•', '・', '．', '.']);
        out.extend(name.chars().map(|c| if c == '·' { dot } else { c }));
        return NAME_DOT;
    }
    let length = name.chars().count();
    match dice.below(10) {
        0..=4 => {
            let space = if dice.chance(0.6) { '\u{3000}' } else { ' ' };
            for (place, c) in name.chars().enumerate() {
                if place == 1 {
                    out.push(space);
                }
                out.push(c);
            }
            NAME_SPACES
        }
        5..=7 if name.chars().any(|c| traditional(c).is_some()) => {
            out.extend(name.chars().map(|c| traditional(c).unwrap_or(c)));
            NAME_TRADITIONAL
        }
        _ => {
            // Never the surname; a short name keeps a mark where the character was.
            let lost = 1 + dice.below(length.saturating_sub(1));
            let mark = if length < 3 || dice.chance(0.5) { Some(dice.pick(&['?', '■'])) } else { None };
            out.extend(
                name.chars().enumerate().filter_map(|(at, c)| if at == lost { mark } else { Some(c) }),
            );
            NAME_LOST
        }
    }
}

/// Writes a day in one of the forms that departments use.
pub fn date(date: NaiveDate, rates: &Rates, dice: &mut Dice, out: &mut String) -> Kinds {
    let (year, month, of_month) = (date.year(), date.month(), date.day());
    // Writing to a text never fails.
    let written = match if dice.chance(rates.date) { 1 + dice.below(4) } else { 0 } {
        0 => return iso(date, out),
        1 => write!(out, "{year}/{month}/{of_month}"),
        2 => write!(out, "{year}{month:02}{of_month:02}"),
        3 => write!(out, "{year}年{month}月{of_month}日"),
        _ => write!(out, "{}", (date - day(1899, 12, 30)).num_days()),
    };
    written.ok();
    DATE_FORM
}

/// The form of the standard; written by hand, for there are millions.
fn iso(date: NaiveDate, out: &mut String) -> Kinds {
    let mut rest = date.year().unsigned_abs() * 10_000 + date.month() * 100 + date.day();
    let mut digits = [b'0'; 8];
    for place in digits.iter_mut().rev() {
        *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    for (place, digit) in digits.iter().enumerate() {
        if place == 4 || place == 6 {
            out.push('-');
        }
        out.push(char::from(*digit));
    }
    Kinds::default()
}

/// Writes an amount of hundredths.
pub fn amount(hundredths: i64, rates: &Rates, dice: &mut Dice, out: &mut String) -> Kinds {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let dirty = dice.chance(rates.amount);
    let written = match if dirty { dice.below(2) } else { 2 } {
        0 if whole >= 1000 => write!(out, "\"{},{:03}.{rest:02}\"", whole / 1000, whole % 1000),
        1 => write!(out, "{whole}.{rest:02}元"),
        _ => write!(out, "{whole}.{rest:02}"),
    };
    written.ok();
    if dirty { AMOUNT_FORM } else { Kinds::default() }
}
