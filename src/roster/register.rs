//! The household register: what it says of the members, and who lives in their registers.

use std::collections::BTreeSet;

use polars::prelude::*;
use rayon::prelude::*;

use super::registered::{Registered, Unseen};
use super::registers::{Ids, Kind, RegisterIdx, Registers};
use super::unseen::Members;
use crate::domain::{Confidence, LEFT_THE_REGISTER, PersonKey};
use crate::schema::{UNREADABLE, is_unread};
use crate::standard::citizen_id;
use crate::standard::person_name::NameMatch;
use crate::table::{
    CardIdx, Extract, Groups, NumberSet, Parties, RosterPerson, TableError, dates, integers, texts,
};

/// What the household register says of the members, and who lives in their registers.
pub(super) struct Register<'a> {
    /// In the register's order.
    rows: Vec<Registered<'a>>,
    /// Where among the rows.
    people: Groups<i64, u32>,
    ids: Ids<'a>,
    registers: Registers,
    /// The registers that a member's number stands in, each once.
    of_members: Vec<RegisterIdx>,
    unseen: Vec<Unseen<'a>>,
}

impl<'a> Register<'a> {
    /// `wanted` are the members' numbers.
    pub(super) fn read(population: &'a Extract, wanted: &NumberSet) -> Result<Self, TableError> {
        let frame = population.frame();
        let person = integers(frame, "person")?;
        let (ids, register_of) = Ids::of(texts(frame, "register_id")?);
        let parties = Parties::in_columns(population, "citizen_id", "name")?;
        let (sex, status) = (texts(frame, "sex")?, texts(frame, "status")?);
        let (birth, village) = (dates(frame, "birth_date")?, texts(frame, "village")?);
        let (unreadable, relation) = (texts(frame, UNREADABLE)?, population.texts_if_any("relation"));
        // A delivery without statuses is one of those who live there; among others an empty one is open.
        let has_statuses = status.iter().any(|status| status.is_some());
        let left = |at| status.get(at).is_some_and(|status| LEFT_THE_REGISTER.contains(&status));
        let register_at = |at: usize| register_of.get(at).copied().flatten();
        let birth_at = |at: usize| birth.get(at).copied().flatten();
        let registered = |at: usize| {
            let person = PersonKey(person.get(at)?);
            let party = parties.at(at);
            Some(Registered {
                person,
                register: register_at(at),
                name: party.name,
                former_name: party.former_name,
                sex: sex.get(at),
                birth: birth_at(at).or_else(|| citizen_id::birth_date(person)),
                village: village.get(at),
                relation: relation.and_then(|relation| relation.get(at)),
                left: left(at),
                may_have_left: has_statuses && status.get(at).is_none()
                    || is_unread(unreadable.get(at), "status"),
            })
        };
        let unseen = |at: usize| {
            let party = parties.at(at);
            (!party.state.is_sure() && !left(at)).then(|| Unseen {
                register: register_at(at),
                name: party.name,
                former_name: party.former_name,
                number: party.number,
                state: party.state,
                birth: birth_at(at),
            })
        };
        let of_members = || {
            let own = |at: usize| {
                let person = person.get(at).filter(|person| wanted.contains(*person));
                person.and_then(|_| register_at(at))
            };
            let mut own: Vec<_> = (0..frame.height()).into_par_iter().filter_map(own).collect();
            own.par_sort_unstable();
            own.dedup();
            own
        };
        let rows: Vec<_> = (0..frame.height()).into_par_iter().filter_map(registered).collect();
        let people = || Groups::of((0u32..).zip(&rows).map(|(at, row)| (row.person.0, at)).collect());
        let (people, registers) = rayon::join(people, || Registers::of(&ids, &rows));
        let unseen = (0..frame.height()).into_par_iter().filter_map(unseen).collect();
        Ok(Self { of_members: of_members(), rows, people, ids, registers, unseen })
    }

    /// Looks a member up; gives whether the register has the number for somebody of that sex, of a name that is not
    /// plainly another.
    ///
    /// It may be open whose the number is. Either the register has somebody with a plainly different name under it, so
    /// that the registry has it wrong, or the register has; or a spreadsheet may have made it, and the register knows
    /// nobody by it. It is unknown then whose records, and whose family, the number finds.
    pub(super) fn look_up(&self, member: &mut RosterPerson) -> bool {
        let (mut known, mut disputed, mut has) = (false, true, false);
        for own in self.of(member.person) {
            let agreement = own.agreement(&member.name);
            known = true;
            disputed &= agreement == NameMatch::Different;
            has |= agreement != NameMatch::Different && own.fits_sex(member);
            learn_names(member, own, agreement);
        }
        member.disputed = if known { disputed } else { member.person.is_some_and(citizen_id::may_be_cut) };
        has
    }

    /// Whether the register has a member's number for somebody of that sex, of a name that is not plainly another.
    fn has(&self, member: &RosterPerson) -> bool {
        let mut own = self.of(member.person).filter(|own| own.fits_sex(member));
        own.any(|own| own.agreement(&member.name) != NameMatch::Different)
    }

    /// The registers that a member lives in, as far as they are a family's.
    pub(super) fn registers_of(&self, member: &RosterPerson) -> impl Iterator<Item = RegisterIdx> {
        self.own_rows(member)
            .filter_map(|own| own.register)
            .filter(|register| self.registers.is_family(*register))
    }

    /// The cards with a member whom the register does not have by number, by the families' registers that their other
    /// members live in; each card once. `found` says of each member whether [`Self::look_up`] found one.
    pub(super) fn of_open_cards(
        &self,
        members: &[RosterPerson],
        found: &[bool],
    ) -> PlHashMap<String, Vec<CardIdx>> {
        // Who was given another number since is looked for again.
        let is_open =
            |member: &RosterPerson, found: bool| !found && (member.resolved.is_none() || !self.has(member));
        let open: PlHashSet<CardIdx> = members
            .par_iter()
            .zip(found)
            .filter(|(member, found)| is_open(member, **found))
            .map(|(member, _)| member.card)
            .collect();
        let mut cards: PlHashMap<String, Vec<CardIdx>> = PlHashMap::default();
        // Members come card by card.
        for member in members.iter().filter(|member| open.contains(&member.card)) {
            for register in self.registers_of(member) {
                let of_register = cards.entry(self.ids.id(register).to_owned()).or_default();
                if of_register.last() != Some(&member.card) {
                    of_register.push(member.card);
                }
            }
        }
        cards
    }

    /// Who stands in the register under a number.
    pub(super) fn with_number(&self, key: PersonKey) -> impl Iterator<Item = &Registered<'a>> {
        self.rows_at(self.people.get(&key.0))
    }

    /// How well the name agrees that the register has under a member's number; none where it does not.
    pub(super) fn confirms(&self, member: &RosterPerson) -> Option<NameMatch> {
        let own = self.of(member.person).map(|own| own.agreement(&member.name));
        own.filter(|agrees| matches!(agrees, NameMatch::Equal | NameMatch::Variant)).min()
    }

    /// Adds the names that the register has under a member's number.
    pub(super) fn teach_names(&self, member: &mut RosterPerson) {
        for own in self.of(member.person) {
            let agreement = own.agreement(&member.name);
            learn_names(member, own, agreement);
        }
    }

    /// What the register has under a member's number.
    fn of(&self, person: Option<PersonKey>) -> impl Iterator<Item = &Registered<'a>> {
        let rows = person.map_or(&[][..], |key| self.people.get(&key.0));
        self.rows_at(rows)
    }

    /// The rows that can be a member's own, where the member still lives.
    fn own_rows(&self, member: &RosterPerson) -> impl Iterator<Item = &Registered<'a>> {
        let own = self.of(member.person).filter(|own| !own.left);
        own.filter(|own| own.agreement(&member.name) != NameMatch::Different)
    }

    pub(super) fn household(&self, register: RegisterIdx) -> impl Iterator<Item = &Registered<'a>> {
        self.rows_at(self.registers.rows(register))
    }

    fn rows_at(&self, numbers: &[u32]) -> impl Iterator<Item = &Registered<'a>> {
        numbers.iter().filter_map(|number| self.rows.get(*number as usize))
    }

    /// Those in the register of a member who are not members of the same card; each card and person
    /// once, as sure as any member makes it. A register that is no family's brings nobody.
    ///
    /// `members` are all members, card by card.
    pub(super) fn same_register(&self, members: &[RosterPerson]) -> Vec<RosterPerson> {
        let cards: Vec<_> = members.chunk_by(|a, b| a.card == b.card).collect();
        let of_card = |places: &mut PlHashMap<i64, Option<usize>>, card: &&[RosterPerson]| {
            self.others_of_card(card, places)
        };
        cards.par_iter().map_init(PlHashMap::default, of_card).flatten_iter().collect()
    }

    /// Likewise, of one card. `places` is room to work in: where among the others somebody stands, or none for a member.
    fn others_of_card(
        &self,
        members: &[RosterPerson],
        places: &mut PlHashMap<i64, Option<usize>>,
    ) -> Vec<RosterPerson> {
        places.clear();
        places.extend(members.iter().flat_map(RosterPerson::numbers).map(|key| (key.0, None)));
        let mut added: Vec<RosterPerson> = Vec::new();
        for member in members {
            for own in self.own_rows(member) {
                let Some(register) = own.register.filter(|register| self.registers.is_family(*register))
                else {
                    continue;
                };
                for other in self.household(register).filter(|other| !other.left) {
                    let open = own.may_have_left || other.may_have_left;
                    let belongs = if open { Confidence::Possible } else { Confidence::Certain };
                    let belongs = belongs.min(member.belongs);
                    match places.get(&other.person.0) {
                        Some(None) => {}
                        Some(Some(at)) => {
                            if let Some(known) = added.get_mut(*at) {
                                known.belongs = known.belongs.max(belongs);
                            }
                        }
                        None => {
                            places.insert(other.person.0, Some(added.len()));
                            added.push(other.as_roster_person(member.card, belongs));
                        }
                    }
                }
            }
        }
        added
    }

    pub(super) fn unseen(&self) -> &[Unseen<'a>] {
        &self.unseen
    }

    /// Whether somebody stands in the register under a member's own number.
    pub(super) fn knows(&self, member: &RosterPerson) -> bool {
        self.of(member.person).next().is_some()
    }

    /// The cards of the members who live in a register, if it is a family's.
    pub(super) fn cards_of(&self, register: RegisterIdx, members: &Members<'_>) -> BTreeSet<CardIdx> {
        let mut cards = BTreeSet::new();
        if !self.registers.is_family(register) {
            return cards;
        }
        for own in self.household(register).filter(|own| !own.left) {
            let called_so = |member: &&RosterPerson| own.agreement(&member.name) != NameMatch::Different;
            cards.extend(members.with_number(own.person.0).filter(called_so).map(|member| member.card));
        }
        cards
    }

    /// Whether a member stands in the register, and in none that has a number: it is unknown with whom.
    pub(super) fn lacks_number_for(&self, member: &RosterPerson) -> bool {
        let mut own = self.own_rows(member).peekable();
        own.peek().is_some() && own.all(|own| own.register.is_none())
    }

    /// How many of the members' registers are collective.
    pub(super) fn collective(&self) -> u64 {
        self.members_registers_that_are(Kind::Collective)
    }

    /// How many of the members' registers bear a number that strangers of another village have, too.
    pub(super) fn shared(&self) -> u64 {
        self.members_registers_that_are(Kind::OfStrangers)
    }

    fn members_registers_that_are(&self, kind: Kind) -> u64 {
        self.of_members.iter().filter(|register| self.registers.kind(**register) == Some(kind)).count() as u64
    }
}

/// Adds the register's names to a member, but only where the registry's own name agrees with one
/// of them: a number typed for the wrong person must not bring that person's name along.
fn learn_names(member: &mut RosterPerson, registered: &Registered<'_>, agreement: NameMatch) {
    if matches!(agreement, NameMatch::Equal | NameMatch::Variant) {
        let names = registered.names();
        let new: Vec<_> = names.into_iter().filter(|name| !member.known_names.contains(name)).collect();
        member.known_names.extend(new);
        member.birth = registered.birth.or(member.birth);
    }
}
