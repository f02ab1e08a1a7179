//! Functions that Polars does not have: exact arithmetic, dates that move, LIKE.
//!
//! None of these can fail on data: what has no answer is null, and null is undetermined.

use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};
use polars::prelude::{
    BooleanChunked, Column, DataType, Int32Chunked, Int128Chunked, IntoColumn, IntoSeries, PolarsResult,
    StringChunked,
};

use super::ast::{Arithmetic, Unit};
use super::value::DECIMAL_ONE;
use crate::table::{DECIMAL_PRECISION, DECIMAL_SCALE};

/// One more than the largest number that a decimal of 38 digits holds.
const LIMIT: i128 = 10_i128.pow(DECIMAL_PRECISION as u32);

/// Reckons with two decimals in millionths; products and quotients are rounded to six places, halves
/// away from zero. Null for a division by zero and for what does not fit.
pub fn reckon(op: Arithmetic, left: i128, right: i128) -> Option<i128> {
    let result = match op {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => rounded_quotient(left.checked_mul(right)?, DECIMAL_ONE),
        Arithmetic::Divide => rounded_quotient(left.checked_mul(DECIMAL_ONE)?, right),
    };
    result.filter(|number| number.abs() < LIMIT)
}

fn rounded_quotient(dividend: i128, divisor: i128) -> Option<i128> {
    let quotient = dividend.checked_div(divisor)?;
    let rest = dividend.checked_rem(divisor)?;
    // Twice the rest against the divisor, without overflow.
    let up = rest.unsigned_abs() >= divisor.unsigned_abs() - rest.unsigned_abs();
    let away = if (dividend < 0) == (divisor < 0) { 1 } else { -1 };
    if rest != 0 && up { quotient.checked_add(away) } else { Some(quotient) }
}

/// Moves a date; a month that is too short ends where it ends (31 January + 1 month = 28 February).
pub fn shift(date: NaiveDate, count: i64, unit: Unit) -> Option<NaiveDate> {
    let size = count.unsigned_abs();
    match unit {
        Unit::Day if count < 0 => date.checked_sub_days(Days::new(size)),
        Unit::Day => date.checked_add_days(Days::new(size)),
        Unit::Month | Unit::Year => {
            let months = if unit == Unit::Year { size.checked_mul(12)? } else { size };
            let months = Months::new(u32::try_from(months).ok()?);
            if count < 0 { date.checked_sub_months(months) } else { date.checked_add_months(months) }
        }
    }
}

/// Whether a text has the shape of a LIKE pattern: `%` any characters, `_` one, everything else itself.
pub fn like(text: &str, pattern: &[char]) -> bool {
    let text: Vec<char> = text.chars().collect();
    // Greedy with one point to come back to: linear for usual patterns, never exponential.
    let (mut at, mut in_pattern) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(at) {
        match pattern.get(in_pattern) {
            Some('%') => {
                star = Some((in_pattern + 1, at));
                in_pattern += 1;
            }
            Some(sign) if *sign == '_' || sign == letter => {
                at += 1;
                in_pattern += 1;
            }
            _ => {
                let Some((after, taken)) = star else { return false };
                star = Some((after, taken + 1));
                at = taken + 1;
                in_pattern = after;
            }
        }
    }
    pattern.iter().skip(in_pattern).all(|sign| *sign == '%')
}

/// The column form of [`reckon`]; a column of one row stands for all rows.
pub fn reckon_columns(op: Arithmetic, columns: &[Column]) -> PolarsResult<Column> {
    let (left, right) = match columns {
        [left, right] => (left, right),
        _ => return Err(polars::prelude::PolarsError::ComputeError("two numbers are needed".into())),
    };
    let name = left.name().clone();
    let (left, right) = (left.as_materialized_series().decimal()?, right.as_materialized_series().decimal()?);
    let (left, right) = (left.physical(), right.physical());
    let both = |pair: (Option<i128>, Option<i128>)| reckon(op, pair.0?, pair.1?);
    let result: Int128Chunked = match (left.len(), right.len()) {
        (1, _) => {
            let left = left.get(0);
            right.iter().map(|right| both((left, right))).collect()
        }
        (_, 1) => {
            let right = right.get(0);
            left.iter().map(|left| both((left, right))).collect()
        }
        _ => left.iter().zip(right.iter()).map(both).collect(),
    };
    let result = result.with_name(name).into_decimal_unchecked(DECIMAL_PRECISION, DECIMAL_SCALE);
    Ok(result.into_series().into_column())
}

/// The column form of [`shift`].
pub fn shift_column(column: &Column, count: i64, unit: Unit) -> PolarsResult<Column> {
    let dates = column.as_materialized_series().date()?;
    let moved: Int32Chunked =
        dates.physical().iter().map(|day| shift(from_days(day?)?, count, unit).map(to_days)).collect();
    moved.with_name(column.name().clone()).into_series().cast(&DataType::Date).map(IntoColumn::into_column)
}

/// The column form of [`like`].
pub fn like_column(column: &Column, pattern: &[char]) -> PolarsResult<Column> {
    let texts: &StringChunked = column.as_materialized_series().str()?;
    let found: BooleanChunked = texts.iter().map(|text| Some(like(text?, pattern))).collect();
    Ok(found.with_name(column.name().clone()).into_series().into_column())
}

/// Whether each text is one of a list.
pub fn among_column(column: &Column, among: &BTreeSet<String>) -> PolarsResult<Column> {
    let texts: &StringChunked = column.as_materialized_series().str()?;
    let found: BooleanChunked = texts.iter().map(|text| Some(among.contains(text?))).collect();
    Ok(found.with_name(column.name().clone()).into_series().into_column())
}

/// Whether each list, joined by commas, holds the code.
pub fn has_code_column(column: &Column, code: &str) -> PolarsResult<Column> {
    let lists: &StringChunked = column.as_materialized_series().str()?;
    let found: BooleanChunked =
        lists.iter().map(|list| Some(list?.split(',').any(|item| item == code))).collect();
    Ok(found.with_name(column.name().clone()).into_series().into_column())
}

/// Whether each list of column names, joined by commas, has the name; false where there is no list.
pub fn lists_column(column: &Column, name: &str) -> PolarsResult<Column> {
    let lists: &StringChunked = column.as_materialized_series().str()?;
    let found: BooleanChunked = lists
        .iter()
        .map(|list| Some(list.is_some_and(|list| list.split(',').any(|item| item == name))))
        .collect();
    Ok(found.with_name(column.name().clone()).into_series().into_column())
}

/// Days since 1970-01-01, as Polars keeps dates.
pub fn to_days(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}

pub fn from_days(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likes(text: &str, pattern: &str) -> bool {
        like(text, &pattern.chars().collect::<Vec<_>>())
    }

    #[test]
    fn like_knows_any_text_and_one_character_and_counts_characters_not_bytes() {
        assert!(likes("冀J12345", "冀J%"));
        assert!(likes("小轿车", "__车"));
        assert!(likes("", "%"));
        assert!(likes("abcab", "%ab"));
        assert!(!likes("abcabc", "%ab"));
        assert!(!likes("轿车", "_"));
        assert!(!likes("A", "a"));
        assert!(likes("a.c", "a.c") && !likes("abc", "a.c"));
    }

    #[test]
    fn arithmetic_is_exact_to_six_places_and_null_where_there_is_no_answer() {
        let one = DECIMAL_ONE;
        assert_eq!(reckon(Arithmetic::Add, 100_000, 200_000), Some(300_000));
        assert_eq!(reckon(Arithmetic::Divide, one, 3 * one), Some(333_333));
        assert_eq!(reckon(Arithmetic::Divide, 2 * one, 3 * one), Some(666_667));
        assert_eq!(reckon(Arithmetic::Divide, -2 * one, 3 * one), Some(-666_667));
        assert_eq!(reckon(Arithmetic::Divide, one, 0), None);
        assert_eq!(reckon(Arithmetic::Multiply, LIMIT - 1, LIMIT - 1), None);
    }

    #[test]
    fn a_month_after_the_last_day_ends_with_the_month() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(shift(day("2017-01-31"), 1, Unit::Month), Some(day("2017-02-28")));
        assert_eq!(shift(day("2016-02-29"), -1, Unit::Year), Some(day("2015-02-28")));
        assert_eq!(shift(day("2017-03-01"), -1, Unit::Day), Some(day("2017-02-28")));
        assert_eq!(shift(NaiveDate::MAX, 1, Unit::Day), None);
    }
}
