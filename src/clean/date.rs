//! Dates in every form that departments write; never a guess.

use chrono::{Datelike, NaiveDate};

/// What a cell of a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<T> {
    Value(T),
    /// Nothing there, or a word for nothing.
    Empty,
    /// Something is there that cannot be one: becomes null and is counted.
    Bad,
}

impl<T> Cell<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Cell<U> {
        match self {
            Self::Value(value) => Cell::Value(change(value)),
            Self::Empty => Cell::Empty,
            Self::Bad => Cell::Bad,
        }
    }

    pub const fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    pub const fn is_bad(&self) -> bool {
        matches!(self, Self::Bad)
    }
}

/// Days from 1970-01-01 to the day a tidied text means. A month alone is its first day.
pub fn read(text: &str) -> Cell<i32> {
    // Nearly every date is written like this, and there are millions.
    if let Some(date) = year_month_day(text.as_bytes()) {
        return Cell::Value(day_number(date));
    }
    if crate::standard::text::is_placeholder(text) || is_open_ended(text) {
        return Cell::Empty;
    }
    match parse(text) {
        Some((9999, _, _)) => Cell::Empty,
        Some((year @ 1900..=2100, month, day)) => {
            let date = NaiveDate::from_ymd_opt(year, month, day).filter(is_meant);
            date.map_or(Cell::Bad, |date| Cell::Value(day_number(date)))
        }
        _ => Cell::Bad,
    }
}

/// Whether a text that [`read`] takes for a date names a month only: 201401, 2014-01, 2014年1月.
pub fn names_a_month(text: &str) -> bool {
    // Nearly every date is longer.
    if text.len() > "2014年12月".len() {
        return false;
    }
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(only), None, None) => only.len() == 6,
        (Some(year), Some(_), None) => year.len() == 4,
        _ => false,
    }
}

/// Whether a text is a day as [`read`] takes it without a second look.
pub fn is_plain(text: &str) -> bool {
    year_month_day(text.as_bytes()).is_some()
}

/// 2014-01-01, where there is such a day in the years that matter; anything else is left to [`parse`].
fn year_month_day(text: &[u8]) -> Option<NaiveDate> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text else { return None };
    let digits = [a, b, c, d, e, f, g, h];
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [a, b, c, d, e, f, g, h] = digits.map(|digit| u32::from(digit - b'0'));
    let year =
        i32::try_from(a * 1000 + b * 100 + c * 10 + d).ok().filter(|year| (1900..=2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, e * 10 + f, g * 10 + h).filter(is_meant)
}

/// Systems write the first day of 1900 where they know none; whether it is still open or was never asked for,
/// nobody can say.
fn is_meant(date: &NaiveDate) -> bool {
    (date.year(), date.ordinal()) != (1900, 1)
}

fn is_open_ended(text: &str) -> bool {
    matches!(text, "长期" | "长期有效" | "永久" | "至今" | "现在" | "无期限" | "无固定期限")
}

const EPOCH: i32 = 719_163;

/// Days from 1970-01-01.
pub fn day_number(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH
}

/// Year, month and day as written; whether there is such a day is not asked.
fn parse(text: &str) -> Option<(i32, u32, u32)> {
    let mut numbers = [(0u32, 0usize); 3];
    let mut found = 0;
    let mut in_number = false;
    // What stands between the first number and the second.
    let mut separator = None;
    let mut rest = text.char_indices();
    for (at, c) in rest.by_ref() {
        if let Some(digit) = c.to_digit(10) {
            if !in_number {
                found += 1;
                in_number = true;
            }
            let (number, width) = numbers.get_mut(found - 1)?;
            // A time written on behind the day: 20140101120000.
            if *width < 8 {
                *number = *number * 10 + digit;
            }
            *width += 1;
        } else if found == 3 && in_number && matches!(c, ' ' | 'T') {
            return time_follows(text, at).then(|| in_order(numbers, found, separator))?;
        } else if found == 1 && in_number && c == ' ' && text.get(at..).is_some_and(|rest| rest.contains(':'))
        {
            return in_order(numbers, found, separator);
        } else if matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '号' | ' ' | '–' | '—') {
            in_number = false;
            if found == 1 {
                separator = separator.or(Some(c));
            }
            if matches!(c, '日' | '号') {
                let behind = text.get(at + c.len_utf8()..).unwrap_or_default().trim_start();
                let ends = behind.is_empty() || time_follows(behind, 0);
                return ends.then(|| in_order(numbers, found, separator))?;
            }
        } else {
            return None;
        }
    }
    if found == 0 { None } else { in_order(numbers, found, separator) }
}

/// Whether what stands from `at` is a time of day: digits and colons, and perhaps a zone.
fn time_follows(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default().trim_start_matches([' ', 'T']);
    rest.starts_with(|c: char| c.is_ascii_digit())
        && rest.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | '时' | '分' | '秒' | ' ')
        })
}

fn in_order(numbers: [(u32, usize); 3], found: usize, separator: Option<char>) -> Option<(i32, u32, u32)> {
    let [(first, width), (second, second_width), (third, third_width)] = numbers;
    let year = |year: u32| i32::try_from(year).ok();
    match (found, width) {
        (1, 8 | 14) => Some((year(first / 10_000)?, first / 100 % 100, first % 100)),
        (1, 6) => Some((year(first / 100)?, first % 100, 1)),
        // A day as Excel counts them, perhaps with a fraction for the time. 20141 may as well be a month.
        (1 | 2, 5)
            if (20_000..=60_000).contains(&first)
                && !(1900..=2100).contains(&(first / 10))
                && (found == 1 || separator == Some('.')) =>
        {
            let date = NaiveDate::from_ymd_opt(1899, 12, 30)?
                .checked_add_days(chrono::Days::new(u64::from(first)))?;
            Some((date.year(), date.month(), date.day()))
        }
        // A spreadsheet that takes 2014.10 for a number writes 2014.1.
        (2, 4) if separator == Some('.') && second_width == 1 => None,
        (2, 4) if second_width <= 2 => Some((year(first)?, second, 1)),
        (3, 4) if second_width <= 2 && third_width <= 2 => Some((year(first)?, second, third)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Option<String> {
        match read(text) {
            Cell::Value(days) => {
                NaiveDate::from_num_days_from_ce_opt(days + EPOCH).map(|date| date.to_string())
            }
            _ => None,
        }
    }

    #[test]
    fn a_month_without_a_day_is_told_from_its_first_day() {
        for month in ["201401", "2014-01", "2014/1", "2014.01", "2014年1月"] {
            assert!(names_a_month(month) && day(month).as_deref() == Some("2014-01-01"), "{month}");
        }
        for date in ["2014-01-01", "20140101", "2014年1月1日", "41640", "41640.5", "2014/1/1", "2014 1 1"]
        {
            assert!(!names_a_month(date) && day(date).as_deref() == Some("2014-01-01"), "{date}");
        }
    }

    #[test]
    fn every_form_that_departments_write_is_the_same_day() {
        for text in [
            "2014-01-01",
            "2014/1/1",
            "2014.1.1",
            "2014-1-01",
            "20140101",
            "201401",
            "2014-01",
            "2014/1",
            "2014年1月",
            "2014年1月1日",
            "2014年01月01日 08:30:00",
            "2014-01-01 00:00:00",
            "2014-01-01T08:30:00.000Z",
            "2014/1/1 8:30",
            "20140101120000",
            "20140101 12:00:00",
            "41640",
            "41640.5",
        ] {
            assert_eq!(day(text).as_deref(), Some("2014-01-01"), "{text}");
        }
    }

    #[test]
    fn an_impossible_or_ambiguous_day_is_bad_and_never_guessed() {
        for text in [
            "2014-02-30",
            "2014-13-01",
            "201413",
            "00000000",
            "1/2/2014",
            "14-01-01",
            "2014",
            "99999",
            "1899-12-31",
            "1900-01-01",
            "1900年1月1日",
            "1900-01-00",
            "2101-01-01",
            "明天",
            "2014-01-01-01",
            "2014-01-01 abc",
            "2014-001-01",
            "2014.1",
            "20141",
            "41640-99",
            "41640 99",
            "去年八月",
        ] {
            assert_eq!(read(text), Cell::Bad, "{text}");
        }
    }

    #[test]
    fn an_open_end_is_empty_and_not_bad() {
        for text in ["长期", "永久", "至今", "9999-12-31", "99991231", "", "无", "-"] {
            assert_eq!(read(text), Cell::Empty, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_crash(text in "\\PC{0,24}") {
            read(&text);
        }
    }
}
