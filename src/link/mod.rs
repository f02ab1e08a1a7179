//! Linking of records to roster persons: a ladder of rungs, surest first.
//!
//! Built so far: the rungs that need an equal number (`by_number`), and a number nearly equal as a match to be
//! checked (`near_number`). The others of the contract (repairs that are unique, register context, name with birth
//! and place, name only) take the records that these leave, and join [`of_extract`] as further steps.

mod by_number;
mod near_number;

use polars::prelude::IdxSize;

use crate::table::{Extract, Link, Links, Namesakes, Roster, TableError};

/// Links every record of an extract to the roster persons it is about; `namesakes` are those of the roster.
pub fn of_extract(
    extract: &Extract,
    roster: &Roster,
    namesakes: &Namesakes<'_>,
) -> Result<Links, TableError> {
    let mut links = Vec::new();
    for subject in &extract.schema().subjects {
        links.extend(by_number::links(extract, subject, roster)?);
        links.extend(near_number::links(extract, subject, namesakes)?);
    }
    Ok(Links::new(links))
}

/// Links the registry: every row is certainly about the member it describes, whatever its number;
/// and by its number about the same person elsewhere on the roster.
pub fn of_registry(registry: &Extract, roster: &Roster) -> Result<Links, TableError> {
    let mut links: Vec<Link> = Vec::new();
    for subject in &registry.schema().subjects {
        links.extend(by_number::links(registry, subject, roster)?);
    }
    for (place, person) in (0u32..).zip(roster.persons()) {
        if let Some(row) = person.registry_row {
            links.push(own_row(row, place));
        }
    }
    Ok(Links::new(links))
}

fn own_row(row: IdxSize, place: u32) -> Link {
    Link { row, place, method: crate::domain::Method::Id }
}

#[cfg(test)]
mod tests;
