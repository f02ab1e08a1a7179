//! Whom is each record about? The ladder of rungs, surest first.
//!
//! Built so far: the rungs that need an equal number (`by_number`). The others of the contract
//! (repaired numbers, register context, name with birth and place, name only) take the records that
//! this rung leaves, and join [`of_extract`] as further steps.

mod by_number;

use polars::prelude::IdxSize;

use crate::table::{Extract, Link, Links, Roster, TableError};

/// Links every record of an extract to the roster persons it is about.
pub fn of_extract(extract: &Extract, roster: &Roster) -> Result<Links, TableError> {
    let mut links = Vec::new();
    for subject in &extract.schema().subjects {
        links.extend(by_number::links(extract, subject, roster)?);
    }
    Ok(Links::new(links))
}

/// Links the registry: every row is certainly about the member it describes, whatever its number;
/// and by its number about the same person elsewhere on the roster.
pub fn of_registry(registry: &Extract, roster: &Roster) -> Result<Links, TableError> {
    let mut links: Vec<Link> = of_extract(registry, roster)?.as_slice().to_vec();
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
