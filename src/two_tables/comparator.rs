//! Comparators: which level of agreement two values reach.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use crate::schema::ColumnKind;
use crate::standard::person_name::{self, Level as NameLevel};
use crate::words::{Said, said};

/// How two values are compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparator {
    Exact,
    /// Names of persons by the levels of [`person_name`].
    Name,
    /// Equal; two of year, month and day equal, or month and day exchanged; else.
    Date,
    /// Jaro–Winkler similarity of at least these, falling.
    Text(Vec<f64>),
    /// Damerau–Levenshtein distance of at most these, rising.
    Edits(Vec<usize>),
    /// Apart by no more than `tolerance`, or by no more than `share` of the larger.
    Number {
        tolerance: f64,
        share: f64,
    },
}

/// The levels of names that are compared, the best first; a name that cannot be read is none.
const NAME_LEVELS: &[NameLevel] = &[
    NameLevel::Equal,
    NameLevel::SameSound,
    NameLevel::SimilarSound,
    NameLevel::LookAlike,
    NameLevel::CharacterLost,
    NameLevel::CutShort,
    NameLevel::Different,
];

impl FromStr for Comparator {
    type Err = Said;

    fn from_str(text: &str) -> Result<Self, Said> {
        let (word, given) = match text.split_once('(') {
            Some((word, rest)) => (word, rest.strip_suffix(')').unwrap_or(rest).split(',').collect()),
            None => (text, Vec::new()),
        };
        let wrong = || said!("comparators");
        match (word, given.as_slice()) {
            ("exact", []) => Ok(Self::Exact),
            ("name", []) => Ok(Self::Name),
            ("date", []) => Ok(Self::Date),
            ("text", []) => Ok(Self::Text(vec![0.95, 0.88])),
            ("text", given) => {
                let limits: Vec<f64> = numbers(given).ok_or_else(wrong)?;
                let falling = limits.iter().all(|limit| (0.0..=1.0).contains(limit))
                    && limits.is_sorted_by(|a, b| a > b);
                if falling { Ok(Self::Text(limits)) } else { Err(said!("similarities-fall")) }
            }
            ("edits", []) => Ok(Self::Edits(vec![1, 2])),
            ("edits", given) => {
                let limits: Vec<usize> = numbers(given).ok_or_else(wrong)?;
                if limits.is_sorted_by(|a, b| a < b) {
                    Ok(Self::Edits(limits))
                } else {
                    Err(said!("edits-rise"))
                }
            }
            ("number", []) => Ok(Self::Number { tolerance: 0.0, share: 0.0 }),
            ("number", [limit]) => {
                let share = limit.trim().strip_suffix('%');
                let limit: f64 = share.unwrap_or(limit).trim().parse().map_err(|_| wrong())?;
                Ok(match share {
                    Some(_) => Self::Number { tolerance: 0.0, share: limit / 100.0 },
                    None => Self::Number { tolerance: limit, share: 0.0 },
                })
            }
            _ => Err(said!("no-comparator", text, comparators = wrong())),
        }
    }
}

fn numbers<T: FromStr>(given: &[&str]) -> Option<Vec<T>> {
    given.iter().map(|text| text.trim().parse().ok()).collect()
}

/// A value made ready to be compared many times.
#[derive(Debug, Clone)]
pub enum Value {
    Text(String),
    Date(NaiveDate),
    Number(f64),
}

impl Comparator {
    /// As what the columns are read.
    pub const fn kind(&self) -> ColumnKind {
        match self {
            Self::Name => ColumnKind::Name,
            Self::Date => ColumnKind::Date,
            Self::Number { .. } => ColumnKind::Decimal,
            Self::Exact | Self::Text(_) | Self::Edits(_) => ColumnKind::Text,
        }
    }

    /// What the levels are called, the best first.
    pub fn levels(&self) -> Vec<String> {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        match self {
            Self::Exact => words(&["equal", "different"]),
            Self::Name => NAME_LEVELS.iter().map(|level| level.as_str().to_owned()).collect(),
            Self::Date => words(&["equal", "one_part_differs", "different"]),
            Self::Text(limits) => with_ends(limits.iter().map(|limit| format!("similar_{limit}"))),
            Self::Edits(limits) => with_ends(limits.iter().map(|limit| format!("edits_{limit}"))),
            Self::Number { .. } => words(&["equal", "near", "different"]),
        }
    }

    /// Whether sharing a rare value says more than sharing a common one.
    pub const fn weighs_frequency(&self) -> bool {
        matches!(self, Self::Exact | Self::Name | Self::Text(_) | Self::Edits(_))
    }

    /// A text as this comparator sees it: what differs in it only in form is one value.
    pub fn folded(&self, text: &str) -> String {
        match self {
            Self::Name => person_name::fold(text),
            Self::Text(_) | Self::Edits(_) => text.to_lowercase(),
            Self::Exact | Self::Date | Self::Number { .. } => text.to_owned(),
        }
    }

    /// A folded text made ready; none if it says nothing.
    pub fn value(&self, folded: &str) -> Option<Value> {
        match self {
            Self::Date => folded.parse().ok().map(Value::Date),
            Self::Number { .. } => folded.parse().ok().map(Value::Number),
            // What cannot be read is the same as nothing, its like included.
            Self::Name if person_name::level_of_folded(folded, folded) == NameLevel::Unknown => None,
            _ => Some(Value::Text(folded.to_owned())),
        }
    }

    /// The level of two values that are not equal, counted from the best; none if nothing can be said.
    pub fn level(&self, a: &Value, b: &Value) -> Option<usize> {
        match (self, a, b) {
            (Self::Exact, ..) => Some(1),
            (Self::Name, Value::Text(a), Value::Text(b)) => {
                let level = person_name::level_of_folded(a, b);
                NAME_LEVELS.iter().position(|own| *own == level)
            }
            (Self::Date, Value::Date(a), Value::Date(b)) => Some(date_level(*a, *b)),
            (Self::Text(limits), Value::Text(a), Value::Text(b)) => {
                let similarity = strsim::jaro_winkler(a, b);
                let reached = limits.iter().position(|limit| similarity >= *limit);
                Some(1 + reached.unwrap_or(limits.len()))
            }
            (Self::Edits(limits), Value::Text(a), Value::Text(b)) => {
                let edits = strsim::osa_distance(a, b);
                let reached = limits.iter().position(|limit| edits <= *limit);
                Some(1 + reached.unwrap_or(limits.len()))
            }
            (Self::Number { tolerance, share }, Value::Number(a), Value::Number(b)) => {
                let apart = (a - b).abs();
                let near = apart <= *tolerance || apart <= share * a.abs().max(b.abs());
                Some(if near { 1 } else { 2 })
            }
            _ => None,
        }
    }
}

fn with_ends(between: impl Iterator<Item = String>) -> Vec<String> {
    let (first, last) = (std::iter::once("equal".to_owned()), std::iter::once("different".to_owned()));
    first.chain(between).chain(last).collect()
}

/// Clerks mistype one part of a date, or exchange month and day.
fn date_level(a: NaiveDate, b: NaiveDate) -> usize {
    let parts = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
    let exchanged = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
    if a == b {
        0
    } else if parts.iter().filter(|same| **same).count() == 2 || exchanged {
        1
    } else {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(by: &str, a: &str, b: &str) -> String {
        let by: Comparator = by.parse().unwrap();
        let value = |text: &str| by.value(&by.folded(text));
        let level = value(a).zip(value(b)).and_then(|(a, b)| by.level(&a, &b));
        level.map(|level| by.levels()[level].clone()).unwrap_or_default()
    }

    #[test]
    fn each_comparator_tells_a_slip_from_another_value() {
        assert_eq!(level("date", "1950-01-02", "1950-02-01"), "one_part_differs");
        assert_eq!(level("date", "1950-01-02", "1950-01-12"), "one_part_differs");
        assert_eq!(level("date", "1950-01-02", "1951-02-02"), "different");
        assert_eq!(level("name", "张丽", "张莉"), "same_sound");
        assert_eq!(level("name", "李娜", "李妮"), "different");
        assert_eq!(level("name", "李娜", "???"), "");
        assert_eq!(level("text", "martha", "MARHTA"), "similar_0.95");
        assert_eq!(level("text(0.9)", "martha", "barbara"), "different");
        assert_eq!(level("edits", "12345", "12354"), "edits_1");
        assert_eq!(level("edits", "12345", "54321"), "different");
        assert_eq!(level("number(5%)", "100", "104"), "near");
        assert_eq!(level("number(1)", "100", "102"), "different");
    }
}
