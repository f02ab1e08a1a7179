//! The rows that can matter to a card, out of a county's millions.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;

use super::usable::{UsableTable, UsableTables};
use crate::domain::{IdState, PersonKey, RosterSource};
use crate::ingest::{Born, Names, Persons};
use crate::standard::citizen_id::birth_date;
use crate::standard::near_number::neighbours;
use crate::table::{Extract, Roster, TableError, dates, integers, texts};

/// What the registry says of its members, as far as rows of other extracts are found by it.
pub(super) struct Members {
    /// Their numbers.
    pub persons: Persons,
    /// Every number that one slip may have made one of theirs.
    pub near: Persons,
    /// What they are called.
    pub names: Names,
    /// What those are called whose number says nothing.
    pub nameless: Names,
    /// When they were born, by their numbers.
    pub born: Born,
}

impl Members {
    pub(super) fn of(registry: &UsableTable) -> Result<Self, TableError> {
        let persons = || {
            let mut persons = Persons::default();
            add_all(&mut persons, registry)?;
            Ok::<_, TableError>(persons)
        };
        let names = || Ok::<_, TableError>(Names::of(&names(registry)?));
        let born = || Ok::<_, TableError>(Born::of(&born(registry)?));
        let ((persons, names), (broken, born)) =
            rayon::join(|| rayon::join(persons, names), || rayon::join(|| broken(registry), born));
        let (near, nameless) = broken?;
        Ok(Self { persons: persons?, near, names: names?, nameless: Names::of(&nameless), born: born? })
    }
}

/// Every number that one slip may have made a member's, and what those are called whose number says nothing. Any of the
/// members' numbers may be wrong, also those that could be somebody's.
fn broken(registry: &UsableTable) -> Result<(Persons, Vec<&str>), TableError> {
    let (mut near, mut nameless) = (Persons::default(), Vec::new());
    for subject in &registry.schema.subjects {
        let (numbers, names) = (texts(&registry.table, &subject.id)?, texts(&registry.table, &subject.name)?);
        let states = texts(&registry.table, &registry.schema.id_state_column(&subject.id))?;
        let may_be = |row: usize| {
            let state = states.get(row).and_then(IdState::parse).unwrap_or(IdState::Missing);
            let neighbours = neighbours(numbers.get(row).unwrap_or_default(), state);
            let nameless = names.get(row).filter(|_| neighbours.is_empty() && !state.usable());
            (!neighbours.is_empty() || nameless.is_some()).then_some((nameless, neighbours))
        };
        let rows = (0..registry.table.height()).into_par_iter();
        let found: Vec<_> = rows.filter_map(may_be).collect();
        near.reserve(found.iter().map(|(_, neighbours)| neighbours.len()).sum());
        near.extend(found.iter().flat_map(|(_, neighbours)| neighbours).map(|person| person.0));
        nameless.extend(found.iter().filter_map(|(name, _)| *name));
    }
    Ok((near, nameless))
}

/// What the members are called, and when they were born by their numbers.
fn born(registry: &UsableTable) -> Result<Vec<(&str, NaiveDate)>, TableError> {
    let mut born = Vec::new();
    for subject in &registry.schema.subjects {
        let (names, persons) = (
            texts(&registry.table, &subject.name)?,
            integers(&registry.table, &registry.schema.person_column(&subject.id))?,
        );
        let known = names.iter().zip(persons.iter());
        born.extend(known.filter_map(|(name, person)| Some((name?, birth_date(PersonKey(person?))?))));
    }
    Ok(born)
}

/// What everyone is called whom a table is about.
pub(super) fn names(table: &UsableTable) -> Result<Vec<&str>, TableError> {
    let mut names = Vec::new();
    for subject in &table.schema.subjects {
        names.extend(texts(&table.table, &subject.name)?.iter().flatten());
    }
    Ok(names)
}

/// Everyone who stands in a row of the marriage registry with one of these persons.
pub(super) fn partners(persons: &[&Persons], marriage: &UsableTable) -> Result<Persons, TableError> {
    let columns = person_columns(marriage);
    let is_with_them = any_is_one_of(&marriage.table, &columns, persons)?;
    let of_persons = marriage.table.select(columns.iter().map(String::as_str))?.filter(&is_with_them)?;
    let mut partners = Persons::default();
    add_all(&mut partners, &UsableTable { table: of_persons, ..marriage.clone() })?;
    Ok(partners)
}

/// Adds everyone a table is about.
pub(super) fn add_all(persons: &mut Persons, table: &UsableTable) -> Result<(), TableError> {
    for column in person_columns(table) {
        persons.reserve(table.table.height());
        persons.extend(integers(&table.table, &column)?.iter().flatten());
    }
    Ok(())
}

/// The registry; none if it cannot be used.
pub(super) fn registry(tables: &UsableTables) -> Result<Option<Extract>, TableError> {
    for_cards(tables, RosterSource::Registry)
}

/// What else the roster is built from: of the household register the members and whom they registered a marriage with,
/// and everyone in the same registers; of the marriages those of the members and of whom they registered with.
pub(super) fn for_roster(tables: &UsableTables) -> Result<(Option<Extract>, Option<Extract>), TableError> {
    Ok((for_cards(tables, RosterSource::Population)?, for_cards(tables, RosterSource::Marriage)?))
}

/// The as-of date, where a marriage is registered later: that has not happened yet. Else the day does not matter.
pub(super) fn day_of_roster(
    tables: &UsableTables,
    as_of: NaiveDate,
) -> Result<Option<NaiveDate>, TableError> {
    let Some(marriage) = tables.get(RosterSource::Marriage.as_str()) else { return Ok(None) };
    let later = dates(&marriage.table, "registered_on")?.into_iter().flatten().any(|on| on > as_of);
    Ok(later.then_some(as_of))
}

fn for_cards(tables: &UsableTables, source: RosterSource) -> Result<Option<Extract>, TableError> {
    let name = source.as_str();
    tables.get(name).map(|table| extract(name, table, table.for_cards()?)).transpose()
}

/// Every usable extract with the rows that somebody of the roster, or who may have been left out, is a subject of; whole
/// where every row is compared. What is not asked for again is gone from memory.
pub(super) fn of_roster(
    tables: UsableTables,
    roster: &Roster,
    left_out: &Persons,
) -> Result<BTreeMap<String, Extract>, TableError> {
    let numbers = roster.persons().iter().flat_map(|person| person.numbers()).map(|key| key.0);
    let persons: Persons = numbers.chain(roster.guesses()).chain(left_out.iter()).collect();
    let of_roster = |(name, table): (String, UsableTable)| {
        let rows = if table.whole {
            table.table.clone()
        } else {
            let of_roster = any_is_one_of(&table.table, &person_columns(&table), &[&persons])?;
            table.table.filter(&(of_roster | unsure(&table)?))?
        };
        let of_roster = extract(&name, &table, rows)?;
        Ok((name, of_roster))
    };
    tables.into_par_iter().map(of_roster).collect()
}

/// The rows whose number does not tell whose they are: they were kept for their names.
fn unsure(table: &UsableTable) -> PolarsResult<BooleanChunked> {
    let mut any = BooleanChunked::full("".into(), false, table.table.height());
    for subject in &table.schema.subjects {
        let states = table.table.column(&table.schema.id_state_column(&subject.id))?.str()?;
        let unsure = |state: Option<&str>| {
            let state = state.and_then(IdState::parse);
            !state.is_some_and(IdState::is_sure)
        };
        any = any | BooleanChunked::from_iter_values("".into(), states.iter().map(unsure));
    }
    Ok(any)
}

fn person_columns(table: &UsableTable) -> Vec<String> {
    table.schema.subjects.iter().map(|subject| table.schema.person_column(&subject.id)).collect()
}

fn any_is_one_of(rows: &DataFrame, columns: &[String], persons: &[&Persons]) -> PolarsResult<BooleanChunked> {
    let mut any = BooleanChunked::full("".into(), false, rows.height());
    for column in columns {
        any = any | is_one_of(rows.column(column)?, persons)?;
    }
    Ok(any)
}

fn is_one_of(column: &Column, persons: &[&Persons]) -> PolarsResult<BooleanChunked> {
    let all: Vec<_> = column.i64()?.iter().collect();
    let is_there = |person: i64| persons.iter().any(|persons| persons.contains(person));
    let found = all.par_iter().map(|person| person.is_some_and(is_there));
    Ok(BooleanChunked::from_slice("".into(), &found.collect::<Vec<_>>()))
}

fn extract(name: &str, table: &UsableTable, frame: DataFrame) -> Result<Extract, TableError> {
    Ok(Extract::new(name, table.schema.clone(), frame)?.with_rejected(Arc::clone(&table.rejected)))
}
