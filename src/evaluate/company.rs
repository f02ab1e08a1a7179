//! Whose record it is that has a member's number under a plainly different name.

use polars::prelude::{PlHashMap, PlHashSet};

use super::{Candidates, Sources};
use crate::domain::{Confidence, Method, Relation};
use crate::standard::person_name::NameMatch;
use crate::table::{CardIdx, Extract, Link, PlaceIdx, TableError, texts};

/// A number equal under a plainly different name is another person's record, or a name that was written wrong. It is
/// the member's where the people around it say so: somebody else of its register (or household, in a copy of the
/// registry) is of the same card, nobody there has the member's name, and nobody else of the card the record's.
pub(super) fn confirm(
    sources: &Sources<'_>,
    extract: &Extract,
    links: &[Link],
    candidates: &mut Candidates,
) -> Result<(), TableError> {
    let schema = extract.schema();
    let (Some(key), Some(subject)) =
        (schema.columns.iter().find(|column| column.key), schema.subjects.first())
    else {
        return Ok(());
    };
    let in_conflict = || candidates.rows.iter().filter(|own| own.method == Method::IdNameConflict);
    let (keys, names) = (texts(extract.frame(), &key.name)?, texts(extract.frame(), &subject.name)?);
    let asked: PlHashSet<&str> = in_conflict().filter_map(|own| keys.get(own.row.at())).collect();
    let cards: PlHashSet<CardIdx> = in_conflict().map(|own| own.card).collect();
    if asked.is_empty() {
        return Ok(());
    }
    let mut together: PlHashMap<&str, Vec<usize>> = PlHashMap::default();
    for (row, key) in keys.iter().enumerate() {
        if let Some(key) = key.filter(|key| asked.contains(key)) {
            together.entry(key).or_default().push(row);
        }
    }
    let mut linked: PlHashMap<usize, Vec<(CardIdx, PlaceIdx)>> = PlHashMap::default();
    for link in links {
        let Some(person) = sources.roster.person(link.place) else { continue };
        if link.confidence.min(person.belongs).stands() && cards.contains(&person.card) {
            linked.entry(link.row.at()).or_default().push((person.card, link.place));
        }
    }
    let mut members: PlHashMap<CardIdx, Vec<PlaceIdx>> = PlHashMap::default();
    for (place, person) in PlaceIdx::all().zip(sources.roster.persons()) {
        if person.relation == Relation::Member && cards.contains(&person.card) {
            members.entry(person.card).or_default().push(place);
        }
    }
    let is_called = |place: PlaceIdx, name: &str| {
        sources.roster.person(place).is_some_and(|own| own.agreement(name) != NameMatch::Different)
    };
    for own in candidates.rows.iter_mut().filter(|own| own.method == Method::IdNameConflict) {
        let row = own.row.at();
        let company = keys.get(row).and_then(|key| together.get(key)).map_or(&[][..], Vec::as_slice);
        let mut others = company.iter().filter(|other| **other != row);
        let of_card = |(card, place): &(CardIdx, PlaceIdx)| *card == own.card && *place != own.place;
        let shared = others.clone().filter_map(|other| linked.get(other)).flatten().any(of_card);
        let there = others.any(|other| names.get(*other).is_some_and(|name| is_called(own.place, name)));
        let name = names.get(row).unwrap_or_default();
        let mut of_card = members.get(&own.card).into_iter().flatten().filter(|place| **place != own.place);
        if shared && !there && !of_card.any(|place| is_called(*place, name)) {
            own.link = Confidence::Probable;
        }
    }
    Ok(())
}
