//! People in the members' registers, and spouses, who cannot be identified by a number.
//!
//! Their records in other departments cannot be found, so that a card is not clear as far as they go.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::register::Register;
use super::registrations::{Registration, Says};
use super::spouses::is_called;
use crate::domain::{IdState, Relation};
use crate::standard::person_name;
use crate::table::{CardIdx, Extract, Groups, Namesakes, PlaceIdx, RosterPerson};

/// The members, by what finds them.
pub(super) struct Members<'a> {
    persons: &'a [RosterPerson],
    namesakes: Namesakes<'a>,
    by_number: Groups<i64, PlaceIdx>,
    by_card: Groups<CardIdx, PlaceIdx>,
}

impl<'a> Members<'a> {
    /// Of all `persons` of the roster.
    pub fn of(persons: &'a [RosterPerson]) -> Self {
        let placed = || PlaceIdx::all().zip(persons);
        let by_number = || {
            let members = placed().filter(|(_, person)| person.relation == Relation::Member);
            Groups::of(
                members.flat_map(|(place, own)| own.numbers().map(move |key| (key.0, place))).collect(),
            )
        };
        let by_card = || Groups::of(placed().map(|(place, person)| (person.card, place)).collect());
        let (namesakes, (by_number, by_card)) =
            rayon::join(|| Namesakes::of(persons), || (by_number(), by_card()));
        Self { persons, namesakes, by_number, by_card }
    }

    fn all(&self) -> impl ParallelIterator<Item = &'a RosterPerson> {
        self.persons.par_iter().filter(|person| person.relation == Relation::Member)
    }

    pub fn with_number(&self, number: i64) -> impl Iterator<Item = &'a RosterPerson> {
        self.by_number.get(&number).iter().filter_map(|place| self.persons.get(place.at()))
    }

    /// The members who may be meant by a name and a number that does not identify a person.
    pub fn near(&self, name: &str, number: &str, state: IdState) -> impl Iterator<Item = &'a RosterPerson> {
        let near = self.namesakes.near(name, number, state).into_iter();
        let persons = near.filter_map(|place| self.persons.get(place.at()));
        persons.filter(|person| person.relation == Relation::Member)
    }

    /// The members of this name who were born on this day.
    fn called_and_born(
        &self,
        name: &str,
        birth: Option<NaiveDate>,
    ) -> impl Iterator<Item = &'a RosterPerson> {
        let born = |birth| self.namesakes.called_and_born(&person_name::fold(name), birth);
        let persons = birth.into_iter().flat_map(born).filter_map(|place| self.persons.get(place.at()));
        persons.filter(move |person| person.relation == Relation::Member && person.birth == birth)
    }

    /// Whether somebody who matters to the card is called so.
    fn has_name(&self, card: CardIdx, name: &str) -> bool {
        let on_card = self.by_card.get(&card).iter();
        let mut persons = on_card.filter_map(|place| self.persons.get(place.at()));
        persons.any(|person| person.known_names.iter().any(|known| known == name))
    }
}

/// The cards, once for each, of whoever in the members' registers cannot be told: people without a number that identifies,
/// registers that have a member only under a number nearly the same, registers without a number, and rows about a
/// member that could not be used.
pub(super) fn in_registers(
    population: &Extract,
    register: &Register<'_>,
    members: &Members<'_>,
) -> Vec<CardIdx> {
    let mut seen = BTreeSet::new();
    for unseen in register.unseen() {
        let name = person_name::fold(unseen.name);
        let of_register = unseen.register.map(|of| register.cards_of(of, members));
        for card in of_register.into_iter().flatten().filter(|card| !members.has_name(*card, &name)) {
            seen.insert((card, unseen.register, name.clone()));
        }
        let near = members.near(unseen.name, unseen.number, unseen.state);
        let birth = unseen.birth.filter(|_| !unseen.state.usable());
        let names = [Some(unseen.name), unseen.former_name].into_iter().flatten();
        let born = names.flat_map(|name| members.called_and_born(name, birth));
        for member in near.chain(born) {
            if !register.knows(member) {
                seen.insert((member.card, unseen.register, String::new()));
            }
        }
    }
    let without_number =
        members.all().filter(|member| register.lacks_number_for(member) || population.rejects(member));
    let cards_without_number: BTreeSet<_> = without_number.map(|member| member.card).collect();
    seen.into_iter().map(|(card, ..)| card).chain(cards_without_number).collect()
}

/// The cards, once for each, of whomever a member is, or may be, married to by a registration of which one number identifies
/// nobody: the spouse's, or the member's own.
pub(super) fn spouses(
    marriage: &Extract,
    registrations: &[Registration<'_>],
    members: &Members<'_>,
) -> Vec<CardIdx> {
    let of_registration = |Registration { parties: [one, other], on, says }: &Registration<'_>| {
        let mut events = Vec::new();
        if one.name.is_empty() || other.name.is_empty() {
            return events;
        }
        let sure = one.person.is_some() && other.person.is_some();
        for (own, other) in [(one, other), (other, one)] {
            let of_member: Vec<&RosterPerson> = match own.person {
                Some(number) => {
                    members.with_number(number).filter(|member| is_called(member, own.name)).collect()
                }
                None => members.near(own.name, own.number, own.state).collect(),
            };
            if of_member.is_empty() {
                continue;
            }
            let other_name = person_name::fold(other.name);
            for member in of_member {
                let event = Event { other_name: other_name.clone(), on: *on, says: *says, sure };
                events.push(((member.card, member.registry_row), event));
            }
        }
        events
    };
    let mut events: Vec<_> = registrations.par_iter().flat_map_iter(of_registration).collect();
    events.par_sort_by_key(|(member, _)| *member);
    let mut seen = BTreeSet::new();
    for of_member in events.chunk_by(|(a, _), (b, _)| a == b) {
        for ((card, _), event) in
            of_member.iter().filter(|(_, event)| !event.sure && event.says != Says::Over)
        {
            let is_over = of_member.iter().any(|(_, other)| other.ends(event));
            if !is_over && !members.has_name(*card, &event.other_name) {
                seen.insert((*card, event.other_name.as_str()));
            }
        }
    }
    let rejected = members.all().filter(|member| marriage.rejects(member));
    let of_rejected: BTreeSet<_> = rejected.map(|member| member.card).collect();
    seen.into_iter().map(|(card, _)| card).chain(of_rejected).collect()
}

/// A registration of a member.
struct Event {
    /// Folded for comparison.
    other_name: String,
    on: Option<NaiveDate>,
    says: Says,
    /// Both numbers identify.
    sure: bool,
}

impl Event {
    /// Whether this one says of an earlier marriage that it is over: by a divorce of the two, or by a later marriage
    /// to somebody else.
    fn ends(&self, marriage: &Self) -> bool {
        let (Some(on), Some(before)) = (self.on, marriage.on) else { return false };
        let same = self.other_name == marriage.other_name;
        match self.says {
            Says::Over => same && on >= before,
            Says::Stands => !same && self.sure && on > before,
            Says::Unknown => false,
        }
    }
}
