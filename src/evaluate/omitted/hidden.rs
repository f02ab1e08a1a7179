//! Members whose numbers do not find them: whoever seems to be on no card may be one of them.

use std::collections::BTreeSet;

use polars::prelude::{PlHashMap, PlHashSet};

use super::register::Registered;
use crate::domain::{IdState, PersonKey, Relation, RosterSource};
use crate::evaluate::Sources;
use crate::standard::citizen_id;
use crate::standard::near_number::{Likeness, likeness};
use crate::standard::person_name::{self, NameMatch};
use crate::table::{CardIdx, PlaceIdx, RosterPerson, TableError, texts};

/// Members who cannot be found, by what may still tell them.
pub(super) struct Hidden<'a> {
    sources: &'a Sources<'a>,
    /// As the registry has the number, and its state; by place.
    numbers: PlHashMap<PlaceIdx, (&'a str, IdState)>,
    /// By a folded name's first and last character, of which whatever happened to a name leaves one.
    by_end: PlHashMap<(bool, char), Vec<PlaceIdx>>,
    /// Members of whom the household register has no row, found or not.
    unregistered: PlHashMap<CardIdx, Vec<PlaceIdx>>,
}

/// Whom a record is about that seems to be of nobody on a card.
pub(super) struct Somebody<'a> {
    pub person: Option<i64>,
    pub name: &'a str,
    pub registered: Option<&'a Registered<'a>>,
}

impl<'a> Hidden<'a> {
    pub(super) fn of(sources: &'a Sources<'a>) -> Result<Self, TableError> {
        let registry = sources.registry;
        let schema = registry.schema();
        let mut hidden = Self {
            sources,
            numbers: PlHashMap::default(),
            by_end: PlHashMap::default(),
            unregistered: PlHashMap::default(),
        };
        let Some(subject) = schema.subjects.first() else { return Ok(hidden) };
        let numbers = texts(registry.frame(), &subject.id)?;
        let states = texts(registry.frame(), &schema.id_state_column(&subject.id))?;
        let population = sources.extracts.get(RosterSource::Population.as_str());
        let mut registered: PlHashSet<PlaceIdx> = PlHashSet::default();
        if let Some(population) = population {
            let standing = population.links.as_slice().iter().filter(|link| link.confidence.stands());
            registered.extend(standing.map(|link| link.place));
        }
        for (place, member) in PlaceIdx::all().zip(sources.roster.persons()) {
            if member.relation != Relation::Member {
                continue;
            }
            if population.is_some() && !registered.contains(&place) {
                hidden.unregistered.entry(member.card).or_default().push(place);
            }
            let (Some(row), false) = (member.registry_row, member.can_be_found()) else { continue };
            let state = states.get(row.at()).and_then(IdState::parse).unwrap_or(IdState::Missing);
            hidden.numbers.insert(place, (numbers.get(row.at()).unwrap_or_default(), state));
            for name in &member.known_names {
                for end in ends(name) {
                    hidden.by_end.entry(end).or_default().push(place);
                }
            }
        }
        Ok(hidden)
    }

    /// Whether a member who cannot be found may be this person: the name agrees, and nothing tells them apart.
    pub(super) fn may_be(&self, somebody: &Somebody<'_>) -> bool {
        let name = person_name::fold(somebody.name);
        let near = somebody.person.map_or(&[][..], |person| self.sources.roster.guessed_places_of(person));
        let called = ends(&name).into_iter().filter_map(|end| self.by_end.get(&end)).flatten();
        let places: BTreeSet<_> = called.chain(near).copied().collect();
        let member = |place: PlaceIdx| self.sources.roster.person(place);
        let known = places.into_iter().any(|place| {
            member(place).is_some_and(|member| {
                member.agreement(&name) != NameMatch::Different && self.fits(place, member, somebody)
            })
        });
        known || self.of_the_register(somebody, &name)
    }

    /// Whether the number as typed, the sex and the place leave it possible.
    fn fits(&self, place: PlaceIdx, member: &RosterPerson, somebody: &Somebody<'_>) -> bool {
        let sex = somebody.registered.and_then(|own| own.sex);
        if !member.may_be_of(sex) {
            return false;
        }
        let of_register = || {
            let register = somebody.registered.and_then(|own| own.register_id);
            register.is_some_and(|id| self.sources.roster.cards_of_register(id).contains(&member.card))
        };
        let typed = self.numbers.get(&place);
        let own = somebody.person.map(|person| citizen_id::number(PersonKey(person)));
        let likeness = match (typed, own) {
            // A number that is somebody else's says nothing of the member.
            (Some((number, state)), Some(own)) if !state.usable() => likeness(&own, number, *state),
            _ => Likeness::NoNumber,
        };
        match likeness {
            Likeness::Same | Likeness::Near => true,
            Likeness::Other => of_register(),
            Likeness::NoNumber => {
                let card = self.sources.roster.card(member.card);
                let own = card.map(|card| card.township.as_str()).unwrap_or_default();
                let there = somebody.registered.and_then(|own| own.township);
                // The police write their station: 刘八里派出所.
                let apart = there.is_some_and(|there| {
                    let stem: String = own.chars().take(2).collect();
                    !own.is_empty() && !there.starts_with(&stem)
                });
                !apart || of_register()
            }
        }
    }

    /// Whether a card that lives in the person's register has a member called so whom the register does not have.
    fn of_the_register(&self, somebody: &Somebody<'_>, name: &str) -> bool {
        let Some(register) = somebody.registered.and_then(|own| own.register_id) else { return false };
        let cards = self.sources.roster.cards_of_register(register).iter();
        let mut places = cards.filter_map(|card| self.unregistered.get(card)).flatten();
        places.any(|place| {
            let member = self.sources.roster.person(*place);
            member.is_some_and(|member| member.agreement(name) != NameMatch::Different)
        })
    }
}

/// The ends of a folded name.
fn ends(name: &str) -> Vec<(bool, char)> {
    let (first, last) = (name.chars().next(), name.chars().next_back());
    first.map(|c| (true, c)).into_iter().chain(last.map(|c| (false, c))).collect()
}
