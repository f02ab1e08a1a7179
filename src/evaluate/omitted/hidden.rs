//! Members whose numbers do not find them: whoever seems to be on no card may be one of them.

use polars::prelude::{PlHashMap, PlHashSet};

use super::register::Registered;
use crate::domain::{IdState, Relation, RosterSource};
use crate::evaluate::Sources;
use crate::standard::near_number::is_somebodys;
use crate::standard::person_name::{self, NameMatch};
use crate::table::{CardIdx, PlaceIdx, RosterPerson, TableError, texts};

/// Members who cannot be found, by what may still tell them.
pub(super) struct Hidden<'a> {
    sources: &'a Sources<'a>,
    /// Those whose number says nothing, by a folded name's first and last character, of which whatever happened to a name
    /// leaves one. Whose number is a slip away the roster knows by that number.
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
        let mut hidden = Self { sources, by_end: PlHashMap::default(), unregistered: PlHashMap::default() };
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
            // A number that is somebody else's says nothing of the member.
            let number = numbers.get(row.at()).unwrap_or_default();
            if !state.usable() && is_somebodys(number, state) {
                continue;
            }
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
        let near = near.iter().any(|place| self.is(*place, &name, somebody, false));
        let mut called = ends(&name).into_iter().filter_map(|end| self.by_end.get(&end)).flatten();
        near || called.any(|place| self.is(*place, &name, somebody, true))
            || self.of_the_register(somebody, &name)
    }

    /// Whether name, sex and, where no number tells, the place leave it possible.
    fn is(&self, place: PlaceIdx, name: &str, somebody: &Somebody<'_>, by_place: bool) -> bool {
        let Some(member) = self.sources.roster.person(place) else { return false };
        let sex = somebody.registered.and_then(|own| own.sex);
        member.may_be_of(sex) && (!by_place || self.may_live_there(member, somebody)) && agrees(member, name)
    }

    /// Whether the card's township may be the person's, or the card lives in the person's register.
    fn may_live_there(&self, member: &RosterPerson, somebody: &Somebody<'_>) -> bool {
        let card = self.sources.roster.card(member.card);
        let own = card.map(|card| card.township.as_str()).unwrap_or_default();
        let there = somebody.registered.and_then(|own| own.township);
        // The police write their station: 刘八里派出所.
        let stem = own.char_indices().nth(2).map_or(own, |(at, _)| own.get(..at).unwrap_or(own));
        if own.is_empty() || there.is_none_or(|there| there.starts_with(stem)) {
            return true;
        }
        let register = somebody.registered.and_then(|own| own.register_id);
        register.is_some_and(|id| self.sources.roster.cards_of_register(id).contains(&member.card))
    }

    /// Whether a card that lives in the person's register has a member called so whom the register does not have.
    fn of_the_register(&self, somebody: &Somebody<'_>, name: &str) -> bool {
        let Some(register) = somebody.registered.and_then(|own| own.register_id) else { return false };
        let cards = self.sources.roster.cards_of_register(register).iter();
        let mut places = cards.filter_map(|card| self.unregistered.get(card)).flatten();
        places.any(|place| self.sources.roster.person(*place).is_some_and(|member| agrees(member, name)))
    }
}

/// Whether one of a member's names may be a folded name.
fn agrees(member: &RosterPerson, name: &str) -> bool {
    let mut known = member.known_names.iter();
    known.any(|known| person_name::compare_folded(known, name) != NameMatch::Different)
}

/// The ends of a folded name.
fn ends(name: &str) -> Vec<(bool, char)> {
    let (first, last) = (name.chars().next(), name.chars().next_back());
    first.map(|c| (true, c)).into_iter().chain(last.map(|c| (false, c))).collect()
}
