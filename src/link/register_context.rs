//! Links of register rows by the name, among those who are registered together with a card's other members (rung
//! `register_context`).
//!
//! The number of such a row does not identify a person; and in a family's register of the card it is the only row that
//! is called like a member whom no row was found for.

use std::collections::BTreeMap;

use polars::prelude::{PlHashMap, PlHashSet};

use crate::domain::{Method, Relation};
use crate::standard::person_name::NameMatch;
use crate::table::{CardIdx, Extract, Link, PlaceIdx, Roster, RowIdx, TableError, integers, texts};

/// Links rows of the household register that no number links; `found` are the links that numbers made.
pub(super) fn links(population: &Extract, roster: &Roster, found: &[Link]) -> Result<Vec<Link>, TableError> {
    let frame = population.frame();
    let (registers, names) = (texts(frame, "register_id")?, texts(frame, "name")?);
    let (persons, sexes) = (integers(frame, "person")?, texts(frame, "sex")?);
    let (mut linked_rows, mut linked_places) =
        (PlHashSet::<RowIdx>::default(), PlHashSet::<PlaceIdx>::default());
    for link in found.iter().filter(|link| link.confidence.stands()) {
        linked_rows.insert(link.row);
        linked_places.insert(link.place);
    }
    let mut lacking: PlHashMap<CardIdx, Vec<PlaceIdx>> = PlHashMap::default();
    for (place, person) in PlaceIdx::all().zip(roster.persons()) {
        if person.relation == Relation::Member && !linked_places.contains(&place) {
            lacking.entry(person.card).or_default().push(place);
        }
    }
    let mut candidates = Candidates::new();
    for (row, register) in RowIdx::all().zip(registers.iter()) {
        let (Some(register), Some(name)) = (register, names.get(row.at())) else { continue };
        // A number that identifies somebody else is that person's row.
        if linked_rows.contains(&row) || persons.get(row.at()).is_some() {
            continue;
        }
        let cards = roster.cards_of_register(register).iter();
        for place in cards.filter_map(|card| lacking.get(card)).flatten() {
            let Some(member) = roster.person(*place) else { continue };
            let agrees = member.agreement(name);
            if member.may_be_of(sexes.get(row.at())) && agrees != NameMatch::Different {
                candidates.entry(*place).or_default().push((agrees, row));
            }
        }
    }
    Ok(choose(roster, candidates))
}

/// The rows that each member may be the one of, and how well the name agrees with each.
pub(super) type Candidates = BTreeMap<PlaceIdx, Vec<(NameMatch, RowIdx)>>;

/// Of each member the rows whose name agrees best: the member's own where one row only is called so, and that row is
/// nobody else's of the card; possible otherwise.
pub(super) fn choose(roster: &Roster, candidates: Candidates) -> Vec<Link> {
    // How many members of a card each row could be.
    let mut chosen = Vec::new();
    let mut could_be: PlHashMap<(RowIdx, CardIdx), usize> = PlHashMap::default();
    for (place, mut rows) in candidates {
        let Some(card) = roster.person(place).map(|member| member.card) else { continue };
        rows.sort_unstable();
        let best = rows.first().map(|(agrees, _)| *agrees);
        rows.retain(|(agrees, _)| Some(*agrees) == best);
        let alone = rows.len() == 1;
        for (agrees, row) in rows {
            *could_be.entry((row, card)).or_default() += 1;
            chosen.push((place, row, card, agrees == NameMatch::Equal && alone));
        }
    }
    // Whom two members of a card could be is neither of them for certain; nor does a name that is not quite equal
    // tell without a number.
    let link = |(place, row, card, tells)| {
        let link = Link::new(row, place, Method::RegisterContext);
        let alone = could_be.get(&(row, card)) == Some(&1);
        if tells && alone { link } else { link.only_possible() }
    };
    chosen.into_iter().map(link).collect()
}
