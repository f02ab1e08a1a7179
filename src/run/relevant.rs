//! Which of a county's rows can matter to a card? Only these are read back from where the deliveries wait.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::REGISTRY;
use super::inputs::{Inputs, UsableTable};
use crate::table::{Extract, Roster, TableError, integers};

const POPULATION: &str = "population";

type Persons = PlHashSet<i64>;

/// What says who matters to a card.
pub(super) struct ForRoster {
    pub registry: Extract,
    /// The members and whom they registered a marriage with, and everyone in the same registers: whoever
    /// may come on the roster.
    pub population: Option<Extract>,
    /// The registrations of the members and of whom they registered with.
    pub marriage: Option<Extract>,
}

/// Reads what the roster is built from; nothing without a registry.
pub(super) fn for_roster(inputs: &Inputs) -> Result<Option<ForRoster>, TableError> {
    let Some(registry) = inputs.tables.get(REGISTRY) else { return Ok(None) };
    let registry = extract(REGISTRY, registry, registry.table.read()?)?;
    let members = integers(registry.frame(), &registry.schema().person_column("citizen_id"))?;
    let members: Persons = members.iter().flatten().collect();
    let mut known = members.clone();
    let marriage = inputs.tables.get("marriage");
    let marriage = marriage.map(|table| of_partners(table, &members, &mut known)).transpose()?;
    let population = inputs.tables.get(POPULATION).map(|table| of_registers(table, &known)).transpose()?;
    Ok(Some(ForRoster { registry, population, marriage }))
}

/// The rows of some persons and of their registers.
fn of_registers(population: &UsableTable, persons: &Persons) -> Result<Extract, TableError> {
    let columns = [population.schema.person_column("citizen_id"), "register_id".to_owned()];
    let [person, register] = &columns;
    let registers = population.table.scan(&columns, |piece| {
        let known = is_one_of(piece.column(person)?, persons)?;
        Ok(piece.column(register)?.filter(&known)?.str()?.iter().flatten().map(str::to_owned).collect())
    })?;
    let registers: PlHashSet<String> = registers.into_iter().flat_map(|found: Vec<String>| found).collect();
    let frame = population.table.select(&columns, |piece| {
        let register = piece.column(register)?.str()?;
        let shared = register.iter().map(|id| id.is_some_and(|id| registers.contains(id)));
        Ok(is_one_of(piece.column(person)?, persons)? | BooleanChunked::from_iter_values("".into(), shared))
    })?;
    extract(POPULATION, population, frame)
}

/// The registrations of the members and of their partners, who are added to `known`.
fn of_partners(
    marriage: &UsableTable,
    members: &Persons,
    known: &mut Persons,
) -> Result<Extract, TableError> {
    let columns = person_columns(marriage);
    let partners = marriage.table.scan(&columns, |piece| {
        let of_members = piece.filter(&any_is_one_of(piece, &columns, members)?)?;
        let mut partners = Vec::new();
        for column in &columns {
            partners.extend(of_members.column(column)?.i64()?.iter().flatten());
        }
        Ok(partners)
    })?;
    let partners: Persons = partners.into_iter().flatten().collect();
    let frame = of_persons(marriage, &partners)?;
    known.extend(partners);
    extract("marriage", marriage, frame)
}

/// Every usable extract with the rows that somebody of the roster is a subject of; the registry whole.
pub(super) fn of_roster(
    inputs: &Inputs,
    known: &ForRoster,
    roster: &Roster,
) -> Result<BTreeMap<String, Extract>, TableError> {
    let persons: Persons = roster.persons().iter().filter_map(|person| Some(person.person?.0)).collect();
    let mut extracts = BTreeMap::new();
    for (name, table) in &inputs.tables {
        let found = match (name.as_str(), &known.population) {
            (REGISTRY, _) => known.registry.clone(),
            // Read back already, and the largest of all.
            (POPULATION, Some(population)) => {
                let frame = population.frame();
                let columns = person_columns(table);
                extract(name, table, frame.filter(&any_is_one_of(frame, &columns, &persons)?)?)?
            }
            _ => extract(name, table, of_persons(table, &persons)?)?,
        };
        extracts.insert(name.clone(), found);
    }
    Ok(extracts)
}

fn of_persons(table: &UsableTable, persons: &Persons) -> Result<DataFrame, TableError> {
    let columns = person_columns(table);
    Ok(table.table.select(&columns, |piece| any_is_one_of(piece, &columns, persons))?)
}

fn person_columns(table: &UsableTable) -> Vec<String> {
    table.schema.subjects.iter().map(|subject| table.schema.person_column(&subject.id)).collect()
}

fn any_is_one_of(piece: &DataFrame, columns: &[String], persons: &Persons) -> PolarsResult<BooleanChunked> {
    let mut any = BooleanChunked::full("".into(), false, piece.height());
    for column in columns {
        any = any | is_one_of(piece.column(column)?, persons)?;
    }
    Ok(any)
}

fn is_one_of(column: &Column, persons: &Persons) -> PolarsResult<BooleanChunked> {
    let found = column.i64()?.iter().map(|person| person.is_some_and(|person| persons.contains(&person)));
    Ok(BooleanChunked::from_iter_values("".into(), found))
}

fn extract(name: &str, table: &UsableTable, frame: DataFrame) -> Result<Extract, TableError> {
    Extract::new(name, table.schema.clone(), frame)
}
