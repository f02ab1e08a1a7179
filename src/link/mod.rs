//! Linking of records to roster persons: a ladder of rungs, surest first.
//!
//! A file each: an equal number (`by_number`), a number nearly equal (`near_number`), the weight of name, birth date,
//! sex and place (`by_weight`), of the household register the name among those registered together
//! (`register_context`), and of a copy of the registry the person id or the name within the household
//! (`by_person_id`, `by_household`).

mod alone;
mod by_household;
mod by_number;
mod by_person_id;
mod by_weight;
mod company;
mod name_counts;
mod near_number;
mod register_context;
mod weights;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::domain::{LinkLimits, Method, PersonKey, RosterSource};
use crate::table::{Extract, LeftOut, Link, LinkedExtract, Links, Namesakes, PlaceIdx, Roster, TableError};
use by_weight::County;
use name_counts::NameCounts;
use weights::Households;
pub use weights::Strangers;

/// What an earlier run knew of the same roster.
#[derive(Debug, Default)]
pub struct Known {
    /// The links of extracts that are the same.
    pub links: BTreeMap<String, Links>,
    pub strangers: Option<Strangers>,
}

/// Links all extracts side by side, the registry as what describes the members. `registered` is how many people the
/// household register has; none if there is no register. Extracts whose links are known keep those. Gives the strangers,
/// too, if they had to be counted.
pub fn link_all(
    extracts: BTreeMap<String, Extract>,
    roster: &Roster,
    limits: LinkLimits,
    registered: Option<u64>,
    known: Known,
) -> Result<(BTreeMap<String, LinkedExtract>, Option<Strangers>), TableError> {
    let Known { links: mut known, strangers } = known;
    let mut counted = None;
    let open = extracts.iter().filter(|(name, _)| !known.contains_key(*name));
    let (registry, records): (Vec<_>, Vec<_>) = open.partition(|(name, _)| RosterSource::Registry.is(name));
    let link_registry = || {
        let link = |(name, registry): &(&String, &Extract)| {
            Ok::<_, TableError>(((*name).clone(), of_registry(registry, roster)?))
        };
        registry.first().map(link).transpose()
    };
    let link_records = || {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let named = Named::of(&extracts, roster, registered)?;
        let strangers = match &strangers {
            Some(known) => known,
            None => counted.insert(named.strangers(roster)),
        };
        let linker = Linker::new(roster, &named, strangers, limits);
        let link = |(name, extract): &(&String, &Extract)| Ok(((*name).clone(), linker.links(extract)?));
        records.par_iter().map(link).collect::<Result<Vec<_>, TableError>>()
    };
    let (registry, records) = rayon::join(link_registry, link_records);
    known.extend(registry?);
    known.extend(records?);
    let linked = |(name, extract): (String, Extract)| {
        let links = known.remove(&name).unwrap_or_default();
        (name, LinkedExtract { extract, links })
    };
    Ok((extracts.into_iter().map(linked).collect(), counted))
}

/// How many records one core looks at in one go: few enough that none waits long for another's last.
const AT_ONCE: usize = 64;

/// What is known of the county's names.
pub struct Named<'a> {
    namesakes: Namesakes<'a>,
    counts: NameCounts,
    households: Households,
}

impl<'a> Named<'a> {
    /// The arguments are as for [`link_all`].
    pub fn of(
        extracts: &BTreeMap<String, Extract>,
        roster: &'a Roster,
        registered: Option<u64>,
    ) -> Result<Self, TableError> {
        let records: Vec<_> =
            extracts.values().filter(|extract| !RosterSource::Registry.is(extract.name())).collect();
        let register = extracts.get(RosterSource::Population.as_str());
        let of_extracts = || {
            let counts = NameCounts::of(register, registered, roster, &records);
            (counts, Households::of(roster))
        };
        let (namesakes, (counts, households)) = rayon::join(|| Namesakes::of(roster.persons()), of_extracts);
        Ok(Self { namesakes, counts: counts?, households })
    }

    /// How often people of the roster agree who are two.
    pub fn strangers(&self, roster: &Roster) -> Strangers {
        weights::strangers(roster, &self.households, &self.namesakes)
    }
}

/// What records are linked by: the roster, and what is known of names in the county.
pub struct Linker<'a> {
    roster: &'a Roster,
    named: &'a Named<'a>,
    county: County<'a>,
}

impl<'a> Linker<'a> {
    /// `named` and `strangers` are of the same roster.
    pub fn new(roster: &'a Roster, named: &'a Named<'a>, strangers: &Strangers, limits: LinkLimits) -> Self {
        Self { roster, named, county: County::new(roster, named, strangers, limits) }
    }

    /// Links every record of an extract that is not the registry to the roster persons it is about.
    pub fn links(&self, extract: &Extract) -> Result<Links, TableError> {
        let mut links = Vec::new();
        for subject in &extract.schema().subjects {
            let (by_number, near) = rayon::join(
                || by_number::links(extract, subject, self.roster),
                || near_number::links(extract, subject, self.roster, &self.named.namesakes),
            );
            links.extend(by_number?);
            links.extend(near?);
        }
        let (mut weighed, mut left_out) = (Vec::new(), LeftOut::default());
        for subject in &extract.schema().subjects {
            let own = self.county.links(extract, subject, &links)?;
            weighed.extend(own.links);
            left_out = left_out.and(own.left_out);
        }
        links.extend(weighed.iter().map(|(link, _)| *link));
        if RosterSource::Population.is(extract.name()) {
            links.extend(register_context::links(extract, self.roster, &links)?);
        }
        if extract.schema().copy_of.is_some() {
            links.extend(by_household::links(extract, self.roster, &links)?);
            links = by_household::own_rows_first(extract, self.roster, links)?;
        }
        Ok(Links::new(links).with_weighed(weighed, left_out))
    }
}

/// Links the registry: every row is certainly about the member it describes, whatever its number; and by its number,
/// or by the one that the household register has for that member, about the same person elsewhere on the roster.
fn of_registry(registry: &Extract, roster: &Roster) -> Result<Links, TableError> {
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
