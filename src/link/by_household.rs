//! Links of the rows of a copy of the registry by the household id: the same card, told by the person id or the name
//! (rung `register_context`).
//!
//! A copy has the registry's households. Whom no number links, or whom the copy has under another number, is the member
//! of that household who has the row's person id, or who is called so, where there is one only and nobody else in the
//! copy is that member.

use std::collections::BTreeMap;

use polars::prelude::{PlHashMap, PlHashSet};
use rayon::prelude::*;

use super::alone::Alone;
use super::by_person_id;
use super::register_context::{Candidates, choose};
use crate::domain::{Method, Relation};
use crate::standard::person_name::NameMatch;
use crate::table::{CardIdx, Extract, Link, PlaceIdx, Roster, RowIdx, TableError, texts};

/// Links the rows of a copy that no number links; `found` are the links that numbers made.
pub(super) fn links(copy: &Extract, roster: &Roster, found: &[Link]) -> Result<Vec<Link>, TableError> {
    let frame = copy.frame();
    let (households, names) = (texts(frame, "household_id")?, texts(frame, "name")?);
    let (villages, sexes) = (copy.texts_if_any("village"), copy.texts_if_any("sex"));
    let is_at_home = at_home(copy, roster)?;
    let standing = found.iter().filter(|link| link.confidence.stands());
    let mut linked_rows: PlHashSet<RowIdx> = standing.clone().map(|link| link.row).collect();
    // Who stands on two cards has a row in each household; that of one says nothing of the other.
    let mut linked_places: PlHashSet<PlaceIdx> =
        standing.filter(|link| is_at_home(link.row, link.place)).map(|link| link.place).collect();
    let by_person_id = by_person_id::links(copy, roster, &linked_rows, &linked_places)?;
    linked_rows.extend(by_person_id.iter().map(|link| link.row));
    linked_places.extend(by_person_id.iter().map(|link| link.place));
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
        let of_household = cards.get(household).into_iter().flatten().filter(|card| {
            let own = roster.card(**card).map(|card| card.village.as_str()).unwrap_or_default();
            // One id may be two cards, in two villages.
            cards.get(household).is_none_or(|cards| cards.len() == 1) || village == Some(own)
        });
        for place in of_household.filter_map(|card| lacking.get(card)).flatten() {
            let Some(member) = roster.person(*place) else { continue };
            let agrees = member.agreement(name);
            if member.may_be_of(sexes.and_then(|sexes| sexes.get(row.at()))) && agrees != NameMatch::Different
            {
                candidates.entry(*place).or_default().push((agrees, row));
            }
        }
    }
    Ok(by_person_id.into_iter().chain(choose(roster, candidates)).collect())
}

/// Whether a row of a copy stands in the household of a member.
pub(super) fn at_home<'a>(
    copy: &'a Extract,
    roster: &'a Roster,
) -> Result<impl Fn(RowIdx, PlaceIdx) -> bool + 'a, TableError> {
    let households = texts(copy.frame(), "household_id")?;
    Ok(move |row: RowIdx, place| {
        let card = roster.person(place).and_then(|member| roster.card(member.card));
        card.is_some_and(|card| households.get(row.at()) == Some(card.delivered_id()))
    })
}

/// Of the rows that may be a member's in a copy, those of the member's own household come first: whoever stands on two
/// cards, or has a number that was typed twice, has a row in each. And a row that is surely somebody's is nobody else's.
pub(super) fn own_rows_first(
    copy: &Extract,
    roster: &Roster,
    mut links: Vec<Link>,
) -> Result<Vec<Link>, TableError> {
    let is_at_home = at_home(copy, roster)?;
    let in_conflict = |link: &Link| link.method == Method::IdNameConflict && is_at_home(link.row, link.place);
    let conflicts: Vec<_> =
        links.iter().filter(|link| in_conflict(link)).map(|link| (link.row, link.place)).collect();
    let alone = Alone::of(copy, roster, &conflicts)?;
    for link in links.iter_mut().filter(|link| in_conflict(link)) {
        if alone.tells(link.row, link.place) {
            *link = Link::new(link.row, link.place, Method::RegisterContext);
        }
    }
    let surely_at_home = |link: &Link| link.confidence.stands() && is_at_home(link.row, link.place);
    let surely_at_home: Vec<_> = links.par_iter().map(surely_at_home).collect();
    let at_home = links.iter().zip(&surely_at_home).filter(|(_, at_home)| **at_home);
    let placed: PlHashSet<PlaceIdx> = at_home.map(|(link, _)| link.place).collect();
    let mut is_kept = links
        .iter()
        .zip(surely_at_home)
        .map(|(link, at_home)| at_home || !placed.contains(&link.place))
        .collect::<Vec<_>>()
        .into_iter();
    links.retain(|_| is_kept.next().unwrap_or(true));
    let sure = links.iter().filter(|link| link.confidence.stands());
    let settled: PlHashSet<RowIdx> = sure.map(|link| link.row).collect();
    links.retain(|link| link.confidence.stands() || !settled.contains(&link.row));
    Ok(links)
}

/// The cards of each household id as delivered; of an id that several cards have, all.
fn cards_by_id(roster: &Roster) -> PlHashMap<&str, Vec<CardIdx>> {
    let mut cards: PlHashMap<&str, Vec<CardIdx>> = PlHashMap::default();
    for (at, card) in CardIdx::all().zip(roster.cards()) {
        cards.entry(card.delivered_id()).or_default().push(at);
    }
    cards
}
