//! Columns read out of a frame by name and type, with an error that names both.

use chrono::{Days, NaiveDate};
use polars::prelude::*;

/// A table that does not have the shape its reader was promised: a fault of the program.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("table `{table}` has no column `{column}`")]
    Missing { table: String, column: String },
    #[error("table `{table}`, column `{column}`: {wanted} was promised, {found} came")]
    WrongType { table: String, column: String, wanted: String, found: String },
    #[error("the table engine failed: {0}")]
    Engine(#[from] PolarsError),
}

/// The texts of a column.
pub fn texts<'a>(frame: &'a DataFrame, column: &str) -> Result<&'a StringChunked, TableError> {
    Ok(frame.column(column)?.str()?)
}

/// The whole numbers of a column.
pub fn integers<'a>(frame: &'a DataFrame, column: &str) -> Result<&'a Int64Chunked, TableError> {
    Ok(frame.column(column)?.i64()?)
}

/// The dates of a column.
pub fn dates(frame: &DataFrame, column: &str) -> Result<Vec<Option<NaiveDate>>, TableError> {
    dates_of(frame.column(column)?)
}

/// The dates of one column.
pub fn dates_of(column: &Column) -> Result<Vec<Option<NaiveDate>>, TableError> {
    let days = column.date()?;
    Ok(days.physical().iter().map(|day| day.and_then(date_of_day)).collect())
}

/// The date of a number of days since 1970-01-01.
fn date_of_day(day: i32) -> Option<NaiveDate> {
    let days = Days::new(day.unsigned_abs().into());
    if day < 0 {
        NaiveDate::default().checked_sub_days(days)
    } else {
        NaiveDate::default().checked_add_days(days)
    }
}

/// A column with the cells empty that are marked.
pub fn emptied(column: &Column, marked: &BooleanChunked) -> PolarsResult<Column> {
    let empty = Column::full_null(column.name().clone(), column.len(), column.dtype());
    column.zip_with(&!marked, &empty)
}

/// One value as a person would write it: dates as 2017-08-31, decimals without trailing zeros.
pub fn cell_text(value: &AnyValue<'_>) -> Option<String> {
    match value {
        AnyValue::Null => None,
        AnyValue::String(text) => Some((*text).to_owned()),
        AnyValue::StringOwned(text) => Some(text.to_string()),
        AnyValue::Date(day) => date_of_day(*day).map(|date| date.to_string()),
        AnyValue::Float64(number) => Some(number.to_string()),
        AnyValue::Decimal(unscaled, _, scale) => Some(decimal_text(*unscaled, *scale)),
        other => Some(other.to_string()),
    }
}

fn decimal_text(unscaled: i128, scale: usize) -> String {
    let sign = if unscaled < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_written_without_trailing_zeros_and_keeps_its_sign() {
        assert_eq!(decimal_text(12_500_000, 6), "12.5");
        assert_eq!(decimal_text(-500_000, 6), "-0.5");
        assert_eq!(decimal_text(0, 6), "0");
    }

    #[test]
    fn a_date_before_1970_is_read_as_well() {
        assert_eq!(date_of_day(-1).map(|date| date.to_string()).as_deref(), Some("1969-12-31"));
    }
}
