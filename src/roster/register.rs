//! The household register: what it says of the members, and who lives in their registers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;

use super::unseen::Members;
use crate::domain::{Confidence, IdState, LARGEST_FAMILY, LEFT_THE_REGISTER, PersonKey, Relation};
use crate::schema::{UNREADABLE, is_unread};
use crate::standard::citizen_id;
use crate::standard::person_name::{self, NameMatch};
use crate::table::{
    CardIdx, Extract, Groups, Parties, Party, RosterPerson, TableError, dates, integers, texts,
};

/// Words of the registers that say of nobody how they are related.
const NO_KINSHIP: &[&str] = &["其他亲属", "非亲属"];

/// What the household register says of the members, and who lives in their registers.
pub(super) struct Register<'a> {
    /// In the register's order.
    rows: Vec<Registered<'a>>,
    /// Where among the rows.
    people: Groups<i64, u32>,
    households: Groups<&'a str, u32>,
    /// The registers that a member's number stands in.
    of_members: PlHashSet<&'a str>,
    unseen: Vec<Unseen<'a>>,
}

/// Somebody of a register whose number does not identify a person; or one of the first generation, which may be another's.
pub(super) struct Unseen<'a> {
    pub register_id: Option<&'a str>,
    pub name: &'a str,
    pub former_name: Option<&'a str>,
    /// As delivered.
    pub number: &'a str,
    pub state: IdState,
    pub birth: Option<NaiveDate>,
}

pub(super) struct Registered<'a> {
    pub person: PersonKey,
    register_id: Option<&'a str>,
    name: &'a str,
    former_name: Option<&'a str>,
    sex: Option<&'a str>,
    birth: Option<NaiveDate>,
    village: Option<&'a str>,
    relation: Option<&'a str>,
    left: bool,
    /// It is unknown whether the person is still of the household: the status is an unknown word, or empty.
    may_have_left: bool,
}

impl<'a> Register<'a> {
    /// Two passes: in which registers are the members, and who else is in those.
    ///
    /// `wanted` are the members' numbers.
    pub(super) fn read(population: &'a Extract, wanted: &PlHashSet<i64>) -> Result<Self, TableError> {
        let frame = population.frame();
        let person = integers(frame, "person")?;
        let register_id = texts(frame, "register_id")?;
        let mut registers: PlHashSet<&str> = PlHashSet::default();
        for (person, register_id) in person.iter().zip(register_id.iter()) {
            if let (Some(person), Some(register_id)) = (person, register_id)
                && wanted.contains(&person)
            {
                registers.insert(register_id);
            }
        }
        let parties = Parties::in_columns(population, "citizen_id", "name")?;
        let (sex, status) = (texts(frame, "sex")?, texts(frame, "status")?);
        let (birth, village) = (dates(frame, "birth_date")?, texts(frame, "village")?);
        let (unreadable, relation) = (texts(frame, UNREADABLE)?, population.texts_if_any("relation"));
        let (mut rows, mut people, mut households) = (Vec::new(), Vec::new(), Vec::new());
        let mut unseen = Vec::new();
        // A delivery without statuses is one of those who live there; among others an empty one is open.
        let has_statuses = status.iter().any(|status| status.is_some());
        for (at, birth) in birth.into_iter().enumerate() {
            let Party { person, number, state, name, former_name } = parties.at(at);
            let register_id = register_id.get(at);
            let left = status.get(at).is_some_and(|status| LEFT_THE_REGISTER.contains(&status));
            if !left && !state.is_sure() {
                unseen.push(Unseen { register_id, name, former_name, number, state, birth });
            }
            let Some(person) = person.map(PersonKey) else { continue };
            let number = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            people.push((person.0, number));
            households.extend(register_id.map(|id| (id, number)));
            rows.push(Registered {
                person,
                register_id,
                name,
                former_name,
                sex: sex.get(at),
                birth: birth.or_else(|| citizen_id::birth_date(person)),
                village: village.get(at),
                relation: relation.and_then(|relation| relation.get(at)),
                left,
                may_have_left: has_statuses && status.get(at).is_none()
                    || is_unread(unreadable.get(at), "status"),
            });
        }
        let (people, households) = rayon::join(|| Groups::of(people), || Groups::of(households));
        Ok(Self { rows, people, households, of_members: registers, unseen })
    }

    /// Whether it is open whose a member's number is. Either the register has somebody with a plainly
    /// different name under it, so that the registry has it wrong, or the register has; or a spreadsheet may
    /// have made it, and the register knows nobody by it. It is unknown then whose records, and whose
    /// family, the number finds.
    pub(super) fn disputes(&self, member: &RosterPerson) -> bool {
        let mut own = self.of(member.person).peekable();
        if own.peek().is_none() {
            return member.person.is_some_and(citizen_id::may_be_cut);
        }
        own.all(|own| own.agreement(&member.name) == NameMatch::Different)
    }

    /// Whether the register has a member's number for somebody of that sex, of a name that is not plainly another.
    pub(super) fn has(&self, member: &RosterPerson) -> bool {
        let mut own = self.of(member.person).filter(|own| own.fits_sex(member));
        own.any(|own| own.agreement(&member.name) != NameMatch::Different)
    }

    /// The registers that a member lives in, as far as they are a family's.
    pub(super) fn registers_of(&self, member: &RosterPerson) -> impl Iterator<Item = &'a str> {
        self.own_rows(member).filter_map(|own| own.register_id).filter(|register| self.is_family(register))
    }

    /// The cards with a member whom the register does not have by number, by the families' registers that their other
    /// members live in; each card once.
    pub(super) fn of_open_cards(&self, members: &[RosterPerson]) -> PlHashMap<String, Vec<CardIdx>> {
        let open: PlHashSet<CardIdx> =
            members.par_iter().filter(|member| !self.has(member)).map(|member| member.card).collect();
        let mut cards: PlHashMap<String, Vec<CardIdx>> = PlHashMap::default();
        // Members come card by card.
        for member in members.iter().filter(|member| open.contains(&member.card)) {
            for register in self.registers_of(member) {
                let of_register = cards.entry(register.to_owned()).or_default();
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

    /// Adds the register's names to a member, but only where the registry's own name agrees with one
    /// of them: a number typed for the wrong person must not bring that person's name along.
    pub(super) fn teach_names(&self, member: &mut RosterPerson) {
        for registered in self.of(member.person) {
            if matches!(registered.agreement(&member.name), NameMatch::Equal | NameMatch::Variant) {
                let names = registered.names();
                let new: Vec<_> =
                    names.into_iter().filter(|name| !member.known_names.contains(name)).collect();
                member.known_names.extend(new);
                member.birth = registered.birth.or(member.birth);
            }
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

    pub(super) fn household(&self, register_id: &'a str) -> impl Iterator<Item = &Registered<'a>> {
        self.rows_at(self.households.get(register_id))
    }

    fn rows_at(&self, numbers: &[u32]) -> impl Iterator<Item = &Registered<'a>> {
        numbers.iter().filter_map(|number| self.rows.get(*number as usize))
    }

    /// Those in the register of a member who are not members of the same card; each card and person
    /// once, as sure as any member makes it. A register that is no family's brings nobody.
    pub(super) fn same_register(&self, members: &[RosterPerson]) -> Vec<RosterPerson> {
        let on_card: PlHashSet<(CardIdx, i64)> =
            members.iter().flat_map(|member| member.numbers().map(|key| (member.card, key.0))).collect();
        let others_of = |member: &RosterPerson| {
            let mut others = Vec::new();
            for own in self.own_rows(member) {
                let Some(register) = own.register_id.filter(|register| self.is_family(register)) else {
                    continue;
                };
                let others_in_it = self.household(register).filter(|other| !other.left);
                others.extend(others_in_it.map(|other| {
                    let open = own.may_have_left || other.may_have_left;
                    let belongs = if open { Confidence::Possible } else { Confidence::Certain };
                    (member.card, other, belongs.min(member.belongs))
                }));
            }
            others
        };
        let others: Vec<_> = members.par_iter().map(others_of).collect();
        let mut placed: PlHashMap<(CardIdx, i64), usize> = PlHashMap::default();
        let mut added: Vec<RosterPerson> = Vec::new();
        for (card, other, belongs) in others.into_iter().flatten() {
            let key = (card, other.person.0);
            if on_card.contains(&key) {
                continue;
            }
            match placed.get(&key).and_then(|at| added.get_mut(*at)) {
                Some(known) => known.belongs = known.belongs.max(belongs),
                None => {
                    placed.insert(key, added.len());
                    added.push(other.as_roster_person(card, belongs));
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
    pub(super) fn cards_of(&self, register_id: &'a str, members: &Members<'_>) -> BTreeSet<CardIdx> {
        let mut cards = BTreeSet::new();
        if !self.is_family(register_id) {
            return cards;
        }
        for own in self.household(register_id).filter(|own| !own.left) {
            let called_so = |member: &&RosterPerson| own.agreement(&member.name) != NameMatch::Different;
            cards.extend(members.with_number(own.person.0).filter(called_so).map(|member| member.card));
        }
        cards
    }

    /// Whether a member stands in the register, and in none that has a number: it is unknown with whom.
    pub(super) fn lacks_number_for(&self, member: &RosterPerson) -> bool {
        let mut own = self.own_rows(member).peekable();
        own.peek().is_some() && own.all(|own| own.register_id.is_none())
    }

    /// How many of the members' registers are collective.
    pub(super) fn collective(&self) -> u64 {
        self.of_members.par_iter().filter(|register| self.is_collective(register)).count() as u64
    }

    /// How many of the members' registers bear a number that strangers of another village have, too.
    pub(super) fn shared(&self) -> u64 {
        let registers = self.of_members.par_iter();
        registers.filter(|register| !self.is_collective(register) && self.is_of_strangers(register)).count()
            as u64
    }

    fn is_family(&self, register_id: &'a str) -> bool {
        !self.is_collective(register_id) && !self.is_of_strangers(register_id)
    }

    fn is_collective(&self, register_id: &'a str) -> bool {
        self.household(register_id).filter(|registered| !registered.left).count() > LARGEST_FAMILY
    }

    /// A number under which two villages have people who share no surname.
    fn is_of_strangers(&self, register_id: &'a str) -> bool {
        let mut surnames: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
        for registered in self.household(register_id) {
            if let (Some(village), Some(surname)) = (registered.village, registered.name.chars().next()) {
                surnames.entry(village).or_default().insert(surname);
            }
        }
        let villages: Vec<_> = surnames.into_values().collect();
        (1..).zip(&villages).any(|(next, one)| villages.iter().skip(next).any(|other| one.is_disjoint(other)))
    }
}

impl Registered<'_> {
    /// How the better of the register's two names agrees with a name.
    pub(super) fn agreement(&self, name: &str) -> NameMatch {
        // Nearly always the first is the very same, and none agrees better.
        if name == self.name && person_name::compare(name, name) == NameMatch::Equal {
            return NameMatch::Equal;
        }
        let matches = self.names().into_iter().map(|known| person_name::compare(name, &known));
        matches.min().unwrap_or(NameMatch::Unknown)
    }

    /// Whether this is the birth date that a member's number shows.
    pub(super) fn is_born_on(&self, birth: Option<NaiveDate>) -> bool {
        birth.is_some() && self.birth == birth
    }

    /// Whether the register calls this person by the same word of kinship as the registry calls a member.
    pub(super) fn is_related_as(&self, relation: Option<&str>) -> bool {
        relation.is_some_and(|word| !NO_KINSHIP.contains(&word)) && self.relation == relation
    }

    /// Whether the sex that the registry gives a member is this person's, as far as both say it.
    pub(super) fn fits_sex(&self, member: &RosterPerson) -> bool {
        member.may_be_of(self.sex)
    }

    fn names(&self) -> Vec<String> {
        let names = [Some(self.name), self.former_name];
        names.into_iter().flatten().map(person_name::fold).collect()
    }

    fn as_roster_person(&self, card: CardIdx, belongs: Confidence) -> RosterPerson {
        RosterPerson {
            card,
            person: Some(self.person),
            also: None,
            resolved: None,
            may_be_member: false,
            disputed: false,
            person_id: None,
            name: self.name.to_owned(),
            known_names: self.names(),
            relation: Relation::SameRegister,
            belongs,
            sex: self.sex.map_or_else(|| super::sex_of(self.person), str::to_owned).into(),
            birth: self.birth,
            registry_row: None,
        }
    }
}
