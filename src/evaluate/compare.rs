//! Two columns held against each other, row by row: equal, a spelling, a difference, or nothing to say.

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use crate::domain::{IdState, PersonKey};
use crate::rulebook::{Comparator, DECIMAL_ONE};
use crate::schema::{ColumnKind, FORMER_NAME, MONTH_ONLY};
use crate::standard::citizen_id;
use crate::standard::near_number::{Likeness, likeness, slips};
use crate::standard::person_name::{self, NameMatch};
use crate::table::{Extract, TableError, dates_of};

/// What one row of two columns comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Same,
    /// What a clerk or a machine may have made of the same: no difference; the level says what.
    Spelling(&'static str),
    /// How far apart they are.
    Different(&'static str),
    /// One side is empty.
    Silent,
    /// One side has something that cannot be read.
    Unread,
}

/// The level of two values that have nothing in common.
const DIFFERENT: &str = "different";

/// A column of an extract that is compared.
pub(super) struct Compared<'a> {
    extract: &'a Extract,
    column: &'a str,
    values: Column,
}

impl<'a> Compared<'a> {
    pub(super) fn of(extract: &'a Extract, column: &'a str) -> Result<Self, TableError> {
        Ok(Self { extract, column, values: extract.values(column)? })
    }

    /// Some of its rows, in order; a row that is none says nothing.
    pub(super) fn at<'b>(&'b self, rows: &'b IdxCa) -> Side<'b> {
        Side { extract: self.extract, column: self.column, values: &self.values, rows }
    }
}

/// One of two columns, at the rows that are compared.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    extract: &'a Extract,
    column: &'a str,
    values: &'a Column,
    rows: &'a IdxCa,
}

impl Side<'_> {
    /// The values that are compared.
    fn own(&self) -> Result<Column, TableError> {
        Ok(self.values.take(self.rows)?)
    }

    /// What stands beside them.
    fn take(&self, column: &str) -> Result<Column, TableError> {
        Ok(self.extract.frame().column(column)?.take(self.rows)?)
    }

    fn is_number_of_persons(&self) -> bool {
        self.kind() == Some(ColumnKind::CitizenId)
    }

    fn kind(&self) -> Option<ColumnKind> {
        self.extract.schema().comparable(self.column).map(|column| column.kind)
    }

    /// What the first subject was called before, where this is its name.
    fn former_names(&self) -> Result<Option<Column>, TableError> {
        let schema = self.extract.schema();
        let is_name = schema.subjects.first().is_some_and(|own| own.name == self.column);
        (is_name && schema.column(FORMER_NAME).is_some()).then(|| self.take(FORMER_NAME)).transpose()
    }

    /// Which of the days stand for their month.
    fn months(&self) -> Result<Vec<bool>, TableError> {
        let bit = self.extract.schema().month_bit(self.column).unwrap_or(0);
        let months = self.take(MONTH_ONLY)?;
        Ok(months.u32()?.iter().map(|months| months.is_some_and(|months| months & bit != 0)).collect())
    }
}

/// Holds two columns against each other. What is noted as not understood is null in them, and silent here.
pub(super) fn outcomes(a: Side<'_>, b: Side<'_>, by: Comparator) -> Result<Vec<Outcome>, TableError> {
    match by {
        Comparator::Exact if a.is_number_of_persons() => numbers_of_persons(a, b),
        Comparator::Exact | Comparator::Codes => match a.kind() {
            Some(ColumnKind::Date) => dates(a, b),
            Some(ColumnKind::Integer | ColumnKind::Decimal) => numbers(a, b, 0, 0.0),
            _ => texts(a, b, |a, b| if a == b { Outcome::Same } else { Outcome::Different(DIFFERENT) }),
        },
        Comparator::Name => names(a, b),
        Comparator::Date => dates(a, b),
        Comparator::Number { tolerance, share } => numbers(a, b, tolerance, share),
        Comparator::Text { similarity } => texts(a, b, |a, b| text_outcome(a, b, similarity)),
    }
}

fn texts(
    a: Side<'_>,
    b: Side<'_>,
    outcome: impl Fn(&str, &str) -> Outcome,
) -> Result<Vec<Outcome>, TableError> {
    let (a, b) = (a.own()?, b.own()?);
    let pairs = a.str()?.iter().zip(b.str()?.iter());
    Ok(pairs.map(|(a, b)| a.zip(b).map_or(Outcome::Silent, |(a, b)| outcome(a, b))).collect())
}

fn names(a: Side<'_>, b: Side<'_>) -> Result<Vec<Outcome>, TableError> {
    let mut outcomes = texts(a, b, name_outcome)?;
    for (side, other) in [(a, b), (b, a)] {
        let Some(former) = side.former_names()? else { continue };
        let names = other.own()?;
        let pairs = names.str()?.iter().zip(former.str()?.iter());
        for (outcome, pair) in outcomes.iter_mut().zip(pairs) {
            if let (Outcome::Different(_), (Some(name), Some(former))) = (&outcome, pair)
                && matches!(person_name::compare(name, former), NameMatch::Equal | NameMatch::Variant)
            {
                *outcome = Outcome::Spelling(FORMER);
            }
        }
    }
    Ok(outcomes)
}

fn name_outcome(a: &str, b: &str) -> Outcome {
    let level = person_name::level(a, b);
    match level.matches() {
        NameMatch::Equal => Outcome::Same,
        NameMatch::Variant => Outcome::Spelling(level.as_str()),
        // Of what is left of the name nothing can be said.
        NameMatch::Different if person_name::is_damaged(a) || person_name::is_damaged(b) => Outcome::Unread,
        NameMatch::Different => Outcome::Different(level.as_str()),
        NameMatch::Unknown => Outcome::Unread,
    }
}

fn text_outcome(a: &str, b: &str, similarity: f64) -> Outcome {
    if a == b {
        return Outcome::Same;
    }
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    match strsim::jaro_winkler(&a, &b) {
        _ if a == b => Outcome::Same,
        reached if reached >= similarity => Outcome::Spelling(SIMILAR),
        _ => Outcome::Different(DIFFERENT),
    }
}

/// By whom the numbers identify; one that identifies nobody is a spelling of a number that it is a slip away from.
fn numbers_of_persons(a: Side<'_>, b: Side<'_>) -> Result<Vec<Outcome>, TableError> {
    let (first, second) = (Numbers::of(a)?, Numbers::of(b)?);
    let outcome = |at| {
        let (a, b) = (first.at(at)?, second.at(at)?);
        let near = |person: i64, other: Delivered<'_>| {
            let own = citizen_id::number(PersonKey(person));
            match likeness(&own, other.number, other.state) {
                Likeness::Same | Likeness::Near => Outcome::Spelling(ONE_SLIP),
                Likeness::NoNumber => Outcome::Unread,
                // What ends in zeros by itself and has a slip looks as if a spreadsheet had cut it.
                Likeness::Other if own.ends_with("000") && begin_alike(&own, other.number) => {
                    Outcome::Spelling(ONE_SLIP)
                }
                Likeness::Other => Outcome::Different(DIFFERENT),
            }
        };
        Some(match (a.person, b.person) {
            (Some(a), Some(b)) if a == b => Outcome::Same,
            // Of one number that a spreadsheet cut, one in eleven is somebody else's.
            (Some(a), Some(b)) if may_be_cut(a, b) => Outcome::Spelling(CUT),
            (Some(_), Some(_)) => Outcome::Different(DIFFERENT),
            (Some(person), None) => near(person, b),
            (None, Some(person)) => near(person, a),
            (None, None) if a.number == b.number => Outcome::Same,
            (None, None) => Outcome::Unread,
        })
    };
    Ok((0..a.rows.len()).map(|at| outcome(at).unwrap_or(Outcome::Silent)).collect())
}

/// Whether one of two numbers may be what a spreadsheet left of the other: fifteen digits, and zeros.
fn may_be_cut(a: i64, b: i64) -> bool {
    let cut = |person| citizen_id::may_be_cut(PersonKey(person));
    a / 100 == b / 100 && (cut(a) || cut(b))
}

/// Whether the fifteen digits that a spreadsheet keeps are those of a number, but for one slip.
fn begin_alike(own: &str, delivered: &str) -> bool {
    let mantissa = delivered.split(['E', 'e']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).take(15).collect();
    digits.len() == 15 && own.get(..15).is_some_and(|own| slips(own, &digits).is_some())
}

/// A column of citizen numbers, with what cleaning made of them.
struct Numbers {
    numbers: Column,
    persons: Column,
    states: Column,
}

/// One of them.
#[derive(Clone, Copy)]
struct Delivered<'a> {
    number: &'a str,
    person: Option<i64>,
    state: IdState,
}

impl Numbers {
    fn of(side: Side<'_>) -> Result<Self, TableError> {
        let schema = side.extract.schema();
        Ok(Self {
            numbers: side.own()?,
            persons: side.take(&schema.person_column(side.column))?,
            states: side.take(&schema.id_state_column(side.column))?,
        })
    }

    fn at(&self, at: usize) -> Option<Delivered<'_>> {
        let state = self.states.str().ok()?.get(at).and_then(IdState::parse);
        Some(Delivered {
            number: self.numbers.str().ok()?.get(at)?,
            person: self.persons.i64().ok()?.get(at),
            state: state.unwrap_or(IdState::Missing),
        })
    }
}

fn dates(a: Side<'_>, b: Side<'_>) -> Result<Vec<Outcome>, TableError> {
    let months = a.months()?.into_iter().zip(b.months()?).map(|(a, b)| a || b);
    let days = |side: Side<'_>| dates_of(&side.own()?);
    let pairs = days(a)?.into_iter().zip(days(b)?).zip(months);
    let outcome = |((a, b), month): ((Option<NaiveDate>, _), _)| {
        a.zip(b).map_or(Outcome::Silent, |(a, b)| day_outcome(a, b, month))
    };
    Ok(pairs.map(outcome).collect())
}

fn numbers(a: Side<'_>, b: Side<'_>, tolerance: i128, share: f64) -> Result<Vec<Outcome>, TableError> {
    let pairs = millionths(&a.own()?)?.into_iter().zip(millionths(&b.own()?)?);
    let outcome = |(a, b): (Option<i128>, Option<i128>)| {
        a.zip(b).map_or(Outcome::Silent, |(a, b)| number_outcome(a, b, tolerance, share))
    };
    Ok(pairs.map(outcome).collect())
}

/// The levels of a spelling that are no level of names.
pub(super) const FORMER: &str = "former_name";
const SIMILAR: &str = "similar";
const ONE_SLIP: &str = "one_slip";
const CUT: &str = "cut";

/// A number column in millionths.
fn millionths(column: &Column) -> Result<Vec<Option<i128>>, TableError> {
    if let Ok(whole) = column.i64() {
        return Ok(whole
            .iter()
            .map(|number| number.map(|number| i128::from(number) * DECIMAL_ONE))
            .collect());
    }
    Ok(column.decimal()?.physical().iter().collect())
}

/// Two numbers in millionths.
pub(super) fn number_outcome(a: i128, b: i128, tolerance: i128, share: f64) -> Outcome {
    let apart = (a - b).unsigned_abs();
    let larger = a.unsigned_abs().max(b.unsigned_abs());
    let near = apart <= tolerance.unsigned_abs() || apart as f64 <= share * larger as f64;
    if near { Outcome::Same } else { Outcome::Different(DIFFERENT) }
}

fn day_outcome(a: NaiveDate, b: NaiveDate, month_only: bool) -> Outcome {
    let parts = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
    let exchanged = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
    match parts {
        [true, true, true] => Outcome::Same,
        [true, true, false] if month_only => Outcome::Same,
        _ if !month_only && (exchanged || parts.iter().filter(|same| **same).count() == 2) => {
            Outcome::Different("one_part_differs")
        }
        _ => Outcome::Different(DIFFERENT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_agrees_with_each_of_its_days_and_a_day_only_with_itself() {
        let day = |text: &str| text.parse().unwrap();
        let outcome = |a: &str, b: &str, month| day_outcome(day(a), day(b), month);
        assert_eq!(outcome("2014-01-01", "2014-01-31", true), Outcome::Same);
        assert_eq!(outcome("2014-01-01", "2014-02-01", true), Outcome::Different(DIFFERENT));
        assert_eq!(outcome("2014-01-01", "2014-01-31", false), Outcome::Different("one_part_differs"));
        assert_eq!(outcome("2014-01-02", "2014-02-01", false), Outcome::Different("one_part_differs"));
        assert_eq!(outcome("2014-01-02", "2015-02-02", false), Outcome::Different(DIFFERENT));
    }

    #[test]
    fn a_number_may_be_off_by_the_tolerance_and_by_no_more() {
        let outcome = |a: i128, b: i128, tolerance: i128, share| {
            number_outcome(a * DECIMAL_ONE, b * DECIMAL_ONE, tolerance * DECIMAL_ONE, share) == Outcome::Same
        };
        assert!(outcome(3000, 3000, 0, 0.0) && outcome(3000, 3100, 100, 0.0) && outcome(3000, 3150, 0, 0.05));
        assert!(!outcome(3000, 3101, 100, 0.0) && !outcome(3000, 3158, 0, 0.05) && !outcome(4, 5, 0, 0.0));
    }
}
