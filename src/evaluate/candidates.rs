//! Candidates: the linked records that a rule is run on, with the columns that it reads.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;

use super::{Sources, boolean};
use crate::domain::{Confidence, Method};
use crate::rulebook::{ColumnRef, ColumnScope, CompiledRule, CompiledUnless};
use crate::schema::RECORD;
use crate::table::{CardIdx, Extract, Link, PlaceIdx, RosterPerson, RowIdx, TableError, integers};

/// One record that a rule looks at, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    pub card: CardIdx,
    pub place: PlaceIdx,
    pub row: RowIdx,
    pub method: Method,
    /// How sure it is that the record is about the person.
    pub link: Confidence,
    /// The same for rows that are one record, delivered twice.
    pub record: i64,
    /// How sure it is that the person matters to the card, and how, where the rule asks it.
    pub belongs: Confidence,
}

impl Candidate {
    pub fn confidence(&self) -> Confidence {
        self.link.min(self.belongs)
    }
}

/// The candidates of one rule and, row by row, the columns that its expressions read.
#[derive(Debug, Clone)]
pub struct Candidates {
    pub rows: Vec<Candidate>,
    /// The extract that `row` counts in.
    pub extract: String,
    pub frame: DataFrame,
}

impl Candidates {
    /// The records of a rule's own extract.
    pub(super) fn of_links(
        sources: &Sources<'_>,
        extract: &Extract,
        links: &[Link],
        compiled: &CompiledRule,
    ) -> Result<Self, TableError> {
        let mut columns: BTreeSet<_> = compiled.where_columns.union(&compiled.having_columns).collect();
        for unless in compiled.unless.iter().filter(|unless| unless.extract.is_none()) {
            columns.extend(&unless.columns);
        }
        build(sources, extract, links, &columns)
    }

    /// The records of the extract that an exemption reads.
    pub(super) fn for_exemption(
        sources: &Sources<'_>,
        extract: &Extract,
        links: &[Link],
        unless: &CompiledUnless,
    ) -> Result<Self, TableError> {
        build(sources, extract, links, &unless.columns.iter().collect())
    }
}

/// Which rows of an extract may meet `where`, as far as it asks nothing but the record: those that do not say no more than
/// none, whoever they are about, and nearly all are such. Nothing where every row may.
pub(super) fn rows_that_may_meet(
    extract: &Extract,
    compiled: &CompiledRule,
) -> Result<Option<Vec<bool>>, TableError> {
    let Some((asked, _)) = compiled.where_of(ColumnScope::Record) else { return Ok(None) };
    Ok(Some(may_be(&boolean(extract.frame(), &asked)?)))
}

/// Which links are of people of whom `where` may hold, as far as it asks nothing but how they stand to the card. Nothing
/// where all are.
pub(super) fn of_people_who_may_meet(
    sources: &Sources<'_>,
    links: &[Link],
    compiled: &CompiledRule,
) -> Result<Option<Vec<bool>>, TableError> {
    let Some((asked, columns)) = compiled.where_of(ColumnScope::Roster) else { return Ok(None) };
    let mut built = Vec::new();
    for column in columns {
        let people = links.iter().filter_map(|link| sources.roster.person(link.place));
        let values = roster_column(&column.name, people, sources.as_of)?;
        built.push(values.with_name(column.frame_name().into()));
    }
    let meets = boolean(&DataFrame::new_infer_height(built)?, &asked)?;
    Ok((meets.len() == links.len()).then(|| may_be(&meets)))
}

fn may_be(meets: &[Option<bool>]) -> Vec<bool> {
    meets.iter().map(|meets| *meets != Some(false)).collect()
}

fn build(
    sources: &Sources<'_>,
    extract: &Extract,
    links: &[Link],
    columns: &BTreeSet<&ColumnRef>,
) -> Result<Candidates, TableError> {
    let person = |link: &Link| sources.roster.person(link.place);
    let known: Vec<(&Link, &RosterPerson)> =
        links.iter().filter_map(|link| Some((link, person(link)?))).collect();
    let records = integers(extract.frame(), RECORD)?;
    let relation = ColumnRef::new(ColumnScope::Roster, "relation");
    let asks_relation = columns.contains(&relation);
    let rows: Vec<_> = known
        .iter()
        .map(|(link, person)| Candidate {
            card: person.card,
            place: link.place,
            row: link.row,
            method: link.method,
            link: link.confidence,
            record: records.get(link.row.at()).unwrap_or_default(),
            belongs: if asks_relation && person.may_be_member {
                person.belongs.min(Confidence::Possible)
            } else {
                person.belongs
            },
        })
        .collect();
    let record = IdxCa::from_vec("row".into(), rows.iter().map(|row| row.row.0).collect());
    let card = IdxCa::from_vec("card".into(), rows.iter().map(|row| row.card.0).collect());
    let member = known.iter().map(|(_, person)| person.registry_row.map(|row| row.0));
    let member = IdxCa::from_iter_options("member".into(), member);
    // The card itself comes first, so that the frame has its rows even if no column is read.
    let mut built = vec![Column::new("bidui.card".into(), card.clone().into_series())];
    for column in columns {
        let name = column.name.as_str();
        let values = match column.scope {
            ColumnScope::Record => extract.frame().column(name)?.take(&record)?,
            ColumnScope::Card => sources.roster.card_values().column(name)?.take(&card)?,
            ColumnScope::Member => sources.registry.frame().column(name)?.take(&member)?,
            ColumnScope::Roster => {
                roster_column(name, known.iter().map(|(_, person)| *person), sources.as_of)?
            }
        };
        built.push(values.with_name(column.frame_name().into()));
    }
    Ok(Candidates { rows, extract: extract.name().to_owned(), frame: DataFrame::new_infer_height(built)? })
}

fn roster_column<'a>(
    name: &str,
    persons: impl Iterator<Item = &'a RosterPerson>,
    as_of: NaiveDate,
) -> Result<Column, TableError> {
    let label: PlSmallStr = name.into();
    Ok(match name {
        "relation" => {
            let relations: Vec<_> = persons.map(|person| person.relation.as_str()).collect();
            Column::new(label, relations)
        }
        "sex" => Column::new(label, persons.map(|person| person.sex.as_deref()).collect::<Vec<_>>()),
        "name" => Column::new(label, persons.map(|person| person.name.as_str()).collect::<Vec<_>>()),
        "age" => {
            let ages = persons.map(|person| person.birth.and_then(|birth| full_years(birth, as_of)));
            Column::new(label, ages.collect::<Vec<_>>())
        }
        other => return Err(TableError::Missing { table: "roster".into(), column: other.to_owned() }),
    })
}

/// Full years from birth to `as_of`; none for who is not born yet.
pub(super) fn full_years(birth: NaiveDate, as_of: NaiveDate) -> Option<i64> {
    let before_birthday = (as_of.month(), as_of.day()) < (birth.month(), birth.day());
    let years = i64::from(as_of.year()) - i64::from(birth.year()) - i64::from(before_birthday);
    (years >= 0).then_some(years)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_a_year_older_on_the_birthday_and_not_before() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(full_years(date(1950, 8, 31), date(2017, 8, 30)), Some(66));
        assert_eq!(full_years(date(1950, 8, 31), date(2017, 8, 31)), Some(67));
        assert_eq!(full_years(date(2018, 1, 1), date(2017, 8, 31)), None);
    }
}
