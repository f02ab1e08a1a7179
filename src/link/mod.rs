//! Linking of records to roster persons: a ladder of rungs, surest first.
//!
//! A file each: an equal number (`by_number`), a number nearly equal (`near_number`), name, birth date and place
//! (`name_birth_place`), and of the household register the name among those registered together (`register_context`).

mod by_number;
mod name_birth_place;
mod near_number;
mod register_context;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::domain::{Method, PersonKey, RosterSource};
use crate::table::{Extract, Link, LinkedExtract, Links, Namesakes, PlaceIdx, Roster, TableError};

/// Links all extracts side by side, the registry as what describes the members.
pub fn link_all(
    extracts: BTreeMap<String, Extract>,
    roster: &Roster,
) -> Result<BTreeMap<String, LinkedExtract>, TableError> {
    let namesakes = Namesakes::of(roster.persons());
    let link = |(name, extract): (String, Extract)| {
        let links = if RosterSource::Registry.is(&name) {
            of_registry(&extract, roster)?
        } else {
            of_extract(&extract, roster, &namesakes)?
        };
        Ok((name, LinkedExtract { extract, links }))
    };
    let linked: Vec<_> = extracts.into_par_iter().map(link).collect::<Result<_, TableError>>()?;
    Ok(linked.into_iter().collect())
}

/// Links every record of an extract to the roster persons it is about; `namesakes` are those of the roster.
pub fn of_extract(
    extract: &Extract,
    roster: &Roster,
    namesakes: &Namesakes<'_>,
) -> Result<Links, TableError> {
    let mut links = Vec::new();
    for subject in &extract.schema().subjects {
        links.extend(by_number::links(extract, subject, roster)?);
        links.extend(near_number::links(extract, subject, roster, namesakes)?);
        links.extend(name_birth_place::links(extract, subject, roster, namesakes)?);
    }
    if RosterSource::Population.is(extract.name()) {
        links.extend(register_context::links(extract, roster, &links)?);
    }
    Ok(Links::new(links))
}

/// Links the registry: every row is certainly about the member it describes, whatever its number; and by its number,
/// or by the one that the household register has for that member, about the same person elsewhere on the roster.
pub fn of_registry(registry: &Extract, roster: &Roster) -> Result<Links, TableError> {
    let mut links: Vec<Link> = Vec::new();
    for subject in &registry.schema().subjects {
        links.extend(by_number::links(registry, subject, roster)?);
    }
    for (place, person) in PlaceIdx::all().zip(roster.persons()) {
        if let Some(row) = person.registry_row {
            links.push(Link::new(row, place, Method::Id));
            let Some(PersonKey(key)) = person.person.filter(|_| person.resolved.is_some()) else { continue };
            for elsewhere in roster.places_of(key).iter().filter(|elsewhere| **elsewhere != place) {
                let Some(other) = roster.person(*elsewhere) else { continue };
                links.push(by_number::link(row, &person.name, *elsewhere, other, person.resolved));
            }
        }
    }
    Ok(Links::new(links))
}

#[cfg(test)]
mod tests;
