//! Links of the rows of a copy of the registry by the household id: the same card, told by the name or the person id (rung
//! `register_context`).
//!
//! A copy has the registry's households. Whom no number links, or whom the copy has under another number, is the member
//! of that household who is called so, where there is one only and nobody else in the copy is that member.

use std::collections::BTreeMap;

use polars::prelude::{PlHashMap, PlHashSet, StringChunked};

use super::register_context::{Candidates, choose};
use crate::domain::{Method, Relation};
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

/// Of the rows that may be a member's in a copy, those of the member's own household come first: whoever stands on two
/// cards, or has a number that was typed twice, has a row in each. And a row that is surely somebody's is nobody else's.
pub(super) fn own_rows_first(
    copy: &Extract,
    roster: &Roster,
    mut links: Vec<Link>,
) -> Result<Vec<Link>, TableError> {
    let households = texts(copy.frame(), "household_id")?;
    let in_own_household = |link: &Link| {
        let card = roster.person(link.place).and_then(|member| roster.card(member.card));
        card.is_some_and(|card| households.get(link.row.at()) == Some(card.delivered_id()))
    };
    let names = texts(copy.frame(), "name")?;
    let alone = Alone::of(copy, roster, &links)?;
    for link in links.iter_mut().filter(|link| link.method == Method::IdNameConflict) {
        let name = names.get(link.row.at()).unwrap_or_default();
        if in_own_household(link) && alone.tells(link, name) {
            *link = Link::new(link.row, link.place, Method::RegisterContext);
        }
    }
    let sure = |link: &&Link| link.confidence.stands();
    let at_home: PlHashSet<PlaceIdx> =
        links.iter().filter(sure).filter(|link| in_own_household(link)).map(|link| link.place).collect();
    links.retain(|link| !at_home.contains(&link.place) || link.confidence.stands() && in_own_household(link));
    let settled: PlHashSet<RowIdx> = links.iter().filter(sure).map(|link| link.row).collect();
    links.retain(|link| link.confidence.stands() || !settled.contains(&link.row));
    Ok(links)
}

/// Who else stands in the household, of rows whose number is a member's and whose name is not.
struct Alone<'a> {
    roster: &'a Roster,
    households: &'a StringChunked,
    names: &'a StringChunked,
    /// The rows of the households asked for.
    rows: PlHashMap<&'a str, Vec<usize>>,
    members: PlHashMap<CardIdx, Vec<PlaceIdx>>,
}

impl<'a> Alone<'a> {
    fn of(copy: &'a Extract, roster: &'a Roster, links: &[Link]) -> Result<Self, TableError> {
        let (households, names) = (texts(copy.frame(), "household_id")?, texts(copy.frame(), "name")?);
        let conflicts = || links.iter().filter(|link| link.method == Method::IdNameConflict);
        let asked: PlHashSet<&str> = conflicts().filter_map(|link| households.get(link.row.at())).collect();
        let cards: PlHashSet<CardIdx> =
            conflicts().filter_map(|link| Some(roster.person(link.place)?.card)).collect();
        let mut alone =
            Self { roster, households, names, rows: PlHashMap::default(), members: PlHashMap::default() };
        if asked.is_empty() {
            return Ok(alone);
        }
        for (row, household) in households.iter().enumerate() {
            if let Some(household) = household.filter(|household| asked.contains(household)) {
                alone.rows.entry(household).or_default().push(row);
            }
        }
        for (place, member) in PlaceIdx::all().zip(roster.persons()) {
            if member.relation == Relation::Member && cards.contains(&member.card) {
                alone.members.entry(member.card).or_default().push(place);
            }
        }
        Ok(alone)
    }

    /// Whether nobody else of the household is the member by name, and the record's name no other member's: then the
    /// two keys that agree, household and number, are the member's, and the name is written otherwise.
    fn tells(&self, link: &Link, name: &str) -> bool {
        let is_called = |place: PlaceIdx, name: &str| {
            let member = self.roster.person(place);
            member.is_some_and(|member| member.agreement(name) != NameMatch::Different)
        };
        let Some(member) = self.roster.person(link.place) else { return false };
        let household = self.households.get(link.row.at());
        let rows = household.and_then(|household| self.rows.get(household)).into_iter().flatten();
        let there = rows
            .filter(|row| **row != link.row.at())
            .any(|row| self.names.get(*row).is_some_and(|name| is_called(link.place, name)));
        let mut others = self.members.get(&member.card).into_iter().flatten();
        !there && !others.any(|place| *place != link.place && is_called(*place, name))
    }
}

/// The cards of each household id as delivered; of an id that several cards have, all.
fn cards_by_id(roster: &Roster) -> PlHashMap<&str, Vec<CardIdx>> {
    let mut cards: PlHashMap<&str, Vec<CardIdx>> = PlHashMap::default();
    for (at, card) in CardIdx::all().zip(roster.cards()) {
        cards.entry(card.delivered_id()).or_default().push(at);
    }
    cards
}
