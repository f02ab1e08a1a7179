//! Links of the rows of a copy of the registry by the household id: the same card, told by the name or the person id (rung
//! `register_context`).
//!
//! A copy has the registry's households. Whom no number links, or whom the copy has under another number, is the member
//! of that household who is called so, where there is one only and nobody else in the copy is that member.

use std::collections::BTreeMap;

use polars::prelude::{PlHashMap, PlHashSet};

use super::register_context::{Candidates, choose};
use crate::domain::Relation;
use crate::standard::person_name::NameMatch;
use crate::table::{CardIdx, Extract, Link, PlaceIdx, Roster, RowIdx, TableError, texts};

/// Links the rows of a copy that no number links; `found` are the links that numbers made.
pub(super) fn links(copy: &Extract, roster: &Roster, found: &[Link]) -> Result<Vec<Link>, TableError> {
    let frame = copy.frame();
    let (households, names) = (texts(frame, "household_id")?, texts(frame, "name")?);
    let (persons, sexes) = (copy.texts_if_any("person_id"), copy.texts_if_any("sex"));
    let villages = copy.texts_if_any("village");
    let (mut linked_rows, mut linked_places) =
        (PlHashSet::<RowIdx>::default(), PlHashSet::<PlaceIdx>::default());
    for link in found.iter().filter(|link| link.confidence.stands()) {
        linked_rows.insert(link.row);
        linked_places.insert(link.place);
    }
    let cards = cards_by_id(roster);
    let mut lacking: BTreeMap<CardIdx, Vec<PlaceIdx>> = BTreeMap::new();
    for (place, person) in PlaceIdx::all().zip(roster.persons()) {
        if person.relation == Relation::Member && !linked_places.contains(&place) {
            lacking.entry(person.card).or_default().push(place);
        }
    }
    let mut candidates = Candidates::new();
    for (row, household) in RowIdx::all().zip(households.iter()) {
        let (Some(household), Some(name)) = (household, names.get(row.at())) else { continue };
        if linked_rows.contains(&row) {
            continue;
        }
        let village = villages.and_then(|villages| villages.get(row.at()));
        let person_id = persons.and_then(|persons| persons.get(row.at()));
        let of_household = cards.get(household).into_iter().flatten().filter(|card| {
            let own = roster.card(**card).map(|card| card.village.as_str()).unwrap_or_default();
            // One id may be two cards, in two villages.
            cards.get(household).is_none_or(|cards| cards.len() == 1) || village == Some(own)
        });
        for place in of_household.filter_map(|card| lacking.get(card)).flatten() {
            let Some(member) = roster.person(*place) else { continue };
            let agrees = member.agreement(name);
            let same_id = person_id.is_some() && member.person_id.as_deref() == person_id;
            // The person id makes of a spelling the same name.
            let agrees = if same_id && agrees == NameMatch::Variant { NameMatch::Equal } else { agrees };
            if member.may_be_of(sexes.and_then(|sexes| sexes.get(row.at()))) && agrees != NameMatch::Different
            {
                candidates.entry(*place).or_default().push((agrees, row));
            }
        }
    }
    Ok(choose(roster, candidates))
}

/// The cards of each household id as delivered; of an id that several cards have, all.
fn cards_by_id(roster: &Roster) -> PlHashMap<&str, Vec<CardIdx>> {
    let mut cards: PlHashMap<&str, Vec<CardIdx>> = PlHashMap::default();
    for (at, card) in CardIdx::all().zip(roster.cards()) {
        cards.entry(card.delivered_id()).or_default().push(at);
    }
    cards
}
