//! Dates as departments write them.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};

use super::kinds::*;
use super::rates::{Of, Rates};
use crate::synth::calendar::day;
use crate::synth::dice::Dice;

/// Writes a day in one of the forms that departments use, or one that never was.
pub fn date(date: NaiveDate, rates: &Rates, dice: &mut Dice, out: &mut String) -> Kinds {
    let (year, month, of_month) = (date.year(), date.month(), date.day());
    let Some(kind) = rates.draw(Of::Dates, dice) else {
        iso(date, out);
        return Kinds::default();
    };
    // Writing to a text never fails.
    let written = match (kind, dice.below(4)) {
        (IMPOSSIBLE_DATE, 0) => write!(out, "{year}-02-30"),
        (IMPOSSIBLE_DATE, 1) => write!(out, "{year}-13-{of_month:02}"),
        (IMPOSSIBLE_DATE, 2) => write!(out, "00000000"),
        (IMPOSSIBLE_DATE, _) => write!(out, "{year}/{month}/32"),
        (_, 0) => write!(out, "{year}/{month}/{of_month}"),
        (_, 1) => write!(out, "{year}{month:02}{of_month:02}"),
        (_, 2) => write!(out, "{year}年{month}月{of_month}日"),
        _ => write!(out, "{}", (date - day(1899, 12, 30)).num_days()),
    };
    written.ok();
    kind
}

/// The form of the standard; written by hand, for there are millions.
fn iso(date: NaiveDate, out: &mut String) {
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
}
