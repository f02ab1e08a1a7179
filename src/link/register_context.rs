//! Links of register rows by the name, among those who are registered together with a card's other members (rung
//! `register_context`).
//!
//! The number of such a row does not identify a person, or identifies one whom nobody on the card is; and in a
//! register of the card it is the only row that is called like a member whom no row was found for.

use std::collections::BTreeMap;

use polars::prelude::{PlHashMap, PlHashSet};

use super::near_number::agreement;
use crate::domain::{Confidence, Method, Relation};
use crate::standard::person_name::NameMatch;
use crate::table::{CardIdx, Extract, Link, PlaceIdx, Roster, RowIdx, TableError, integers, texts};

/// Links rows of the household register that no number links; `found` are the links that numbers made.
pub(super) fn links(population: &Extract, roster: &Roster, found: &[Link]) -> Result<Vec<Link>, TableError> {
    let frame = population.frame();
    let (registers, names) = (texts(frame, "register_id")?, texts(frame, "name")?);
    let (persons, sexes) = (integers(frame, "person")?, texts(frame, "sex")?);
    // Whom numbers found: by them, which registers are a card's, and who lacks a row.
    let mut cards_of: PlHashMap<&str, Vec<CardIdx>> = PlHashMap::default();
    let (mut linked_rows, mut linked_places) =
        (PlHashSet::<RowIdx>::default(), PlHashSet::<PlaceIdx>::default());
    for link in found.iter().filter(|link| link.confidence >= Confidence::Probable) {
        linked_rows.insert(link.row);
        linked_places.insert(link.place);
        let member = roster.person(link.place).filter(|person| person.relation == Relation::Member);
        if let (Some(member), Some(register)) = (member, registers.get(link.row.at())) {
            cards_of.entry(register).or_default().push(member.card);
        }
    }
    let mut lacking: PlHashMap<CardIdx, Vec<PlaceIdx>> = PlHashMap::default();
    for (place, person) in PlaceIdx::all().zip(roster.persons()) {
        if person.relation == Relation::Member && !linked_places.contains(&place) {
            lacking.entry(person.card).or_default().push(place);
        }
    }
    let mut candidates: BTreeMap<PlaceIdx, Vec<(NameMatch, RowIdx)>> = BTreeMap::new();
    for (row, register) in RowIdx::all().zip(registers.iter()) {
        let cards = register.and_then(|register| cards_of.get(register));
        let (Some(cards), Some(name)) = (cards, names.get(row.at())) else { continue };
        // A number that identifies somebody else is that person's row.
        if linked_rows.contains(&row) || persons.get(row.at()).is_some() {
            continue;
        }
        for place in cards.iter().filter_map(|card| lacking.get(card)).flatten() {
            let Some(member) = roster.person(*place) else { continue };
            let agrees = agreement(member, name);
            if member.may_be_of(sexes.get(row.at())) && agrees != NameMatch::Different {
                candidates.entry(*place).or_default().push((agrees, row));
            }
        }
    }
    // Of each member the rows whose name agrees best.
    let mut chosen = Vec::new();
    for (place, mut rows) in candidates {
        rows.sort_unstable();
        rows.dedup();
        let best = rows.first().map(|(agrees, _)| *agrees);
        rows.retain(|(agrees, _)| Some(*agrees) == best);
        let alone = rows.len() == 1;
        chosen
            .extend(rows.into_iter().map(|(agrees, row)| (place, row, agrees == NameMatch::Equal && alone)));
    }
    let on_card = |row: RowIdx, card: CardIdx| {
        let of_row = chosen.iter().filter(move |(_, other, _)| *other == row);
        of_row.filter(|(place, ..)| roster.person(*place).is_some_and(|person| person.card == card)).count()
    };
    // Whom two members of a card could be is neither of them for certain; nor does a name that is not quite equal
    // tell without a number.
    let link = |(place, row, tells): &(PlaceIdx, RowIdx, bool)| {
        let link = Link::new(*row, *place, Method::RegisterContext);
        let alone = on_card(*row, roster.person(*place)?.card) == 1;
        Some(if *tells && alone { link } else { link.only_possible() })
    };
    Ok(chosen.iter().filter_map(link).collect())
}
