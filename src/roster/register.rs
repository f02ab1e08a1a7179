//! What does the household register say of the members, and who lives in their registers?

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;

use crate::domain::{PersonKey, Relation};
use crate::standard::citizen_id;
use crate::standard::person_name::{self, NameMatch};
use crate::table::{Extract, RosterPerson, TableError, dates, integers, texts};

/// Register statuses of people who are no longer of the household.
const LEFT_THE_REGISTER: &[&str] = &["死亡", "迁出", "注销"];
/// A register with more people than this is a collective one (集体户: of a school, a works, an old
/// people's home), and they are no family. Four generations under one roof stay well below it.
const LARGEST_FAMILY: usize = 30;

/// What the household register says of the members, and who lives in their registers.
pub(super) struct Register {
    people: PlHashMap<i64, Vec<Registered>>,
    households: BTreeMap<String, Vec<Registered>>,
}

#[derive(Clone)]
struct Registered {
    person: PersonKey,
    register_id: Option<String>,
    name: String,
    former_name: Option<String>,
    sex: Option<String>,
    birth: Option<NaiveDate>,
    left: bool,
}

impl Register {
    /// Two passes: in which registers are the members, and who else is in those.
    pub(super) fn read(population: &Extract, members: &[RosterPerson]) -> Result<Self, TableError> {
        let frame = population.frame();
        let person = integers(frame, "person")?;
        let register_id = texts(frame, "register_id")?;
        let wanted: PlHashSet<i64> =
            members.iter().filter_map(|member| member.person).map(|key| key.0).collect();
        let mut registers: PlHashSet<&str> = PlHashSet::default();
        for (person, register_id) in person.iter().zip(register_id.iter()) {
            if let (Some(person), Some(register_id)) = (person, register_id)
                && wanted.contains(&person)
            {
                registers.insert(register_id);
            }
        }
        let mut rows = Vec::new();
        for (row, (person, register_id)) in (0..).zip(person.iter().zip(register_id.iter())) {
            let Some(person) = person else { continue };
            if wanted.contains(&person) || register_id.is_some_and(|id| registers.contains(id)) {
                rows.push(row);
            }
        }
        Self::index(&frame.take(&IdxCa::from_vec("row".into(), rows))?)
    }

    fn index(frame: &DataFrame) -> Result<Self, TableError> {
        let register_id = texts(frame, "register_id")?;
        let (name, former_name) = (texts(frame, "name")?, texts(frame, "former_name")?);
        let (sex, status) = (texts(frame, "sex")?, texts(frame, "status")?);
        let birth = dates(frame, "birth_date")?;
        let mut register = Self { people: PlHashMap::default(), households: BTreeMap::new() };
        for (at, (person, birth)) in integers(frame, "person")?.iter().zip(birth).enumerate() {
            let Some(person) = person.map(PersonKey) else { continue };
            let registered = Registered {
                person,
                register_id: register_id.get(at).map(str::to_owned),
                name: name.get(at).unwrap_or_default().to_owned(),
                former_name: former_name.get(at).map(str::to_owned),
                sex: sex.get(at).map(str::to_owned).or_else(|| Some(super::sex_of(person))),
                birth: birth.or_else(|| citizen_id::birth_date(person)),
                left: status.get(at).is_some_and(|status| LEFT_THE_REGISTER.contains(&status)),
            };
            if let Some(register_id) = &registered.register_id {
                register.households.entry(register_id.clone()).or_default().push(registered.clone());
            }
            register.people.entry(person.0).or_default().push(registered);
        }
        Ok(register)
    }

    /// Whether it is open whose a member's number is. Either the register has somebody with a plainly
    /// different name under it, so that the registry has it wrong, or the register has; or a spreadsheet may
    /// have made it, and the register knows nobody by it. Nobody can say then whose records, and whose
    /// family, the number finds.
    pub(super) fn disputes(&self, member: &RosterPerson) -> bool {
        let own = self.of(member);
        if own.is_empty() {
            return member.person.is_some_and(citizen_id::may_be_cut);
        }
        own.iter().all(|own| own.agreement(&member.name) == NameMatch::Different)
    }

    /// Adds the register's names to a member, but only where the registry's own name agrees with one
    /// of them: a number typed for the wrong person must not bring that person's name along.
    pub(super) fn teach_names(&self, member: &mut RosterPerson) {
        for registered in self.of(member) {
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
    fn of(&self, member: &RosterPerson) -> &[Registered] {
        member.person.and_then(|key| self.people.get(&key.0)).map_or(&[], Vec::as_slice)
    }

    /// Those in the register of a member who are not members of the same card; each card and person
    /// once. A collective register brings nobody.
    pub(super) fn same_register(&self, members: &[RosterPerson]) -> Vec<RosterPerson> {
        let mut on_card: PlHashSet<(u32, i64)> =
            members.iter().filter_map(|member| Some((member.card, member.person?.0))).collect();
        let mut added = Vec::new();
        for member in members {
            let own = self.of(member).iter().filter(|own| !own.left);
            let own = own.filter(|own| own.agreement(&member.name) != NameMatch::Different);
            let households = own.filter_map(|own| self.households.get(own.register_id.as_ref()?));
            for other in households.filter(|household| !is_collective(household)).flatten() {
                if !other.left && on_card.insert((member.card, other.person.0)) {
                    added.push(other.as_roster_person(member.card));
                }
            }
        }
        added
    }

    /// How many of the members' registers are collective.
    pub(super) fn collective(&self) -> u64 {
        self.households.values().filter(|household| is_collective(household)).count() as u64
    }
}

fn is_collective(household: &[Registered]) -> bool {
    household.iter().filter(|registered| !registered.left).count() > LARGEST_FAMILY
}

impl Registered {
    /// How the better of the register's two names agrees with a name.
    fn agreement(&self, name: &str) -> NameMatch {
        let matches = self.names().into_iter().map(|known| person_name::compare(name, &known));
        matches.min().unwrap_or(NameMatch::Unknown)
    }

    fn names(&self) -> Vec<String> {
        let names = [Some(&self.name), self.former_name.as_ref()];
        names.into_iter().flatten().map(|name| person_name::fold(name)).collect()
    }

    fn as_roster_person(&self, card: u32) -> RosterPerson {
        RosterPerson {
            card,
            person: Some(self.person),
            disputed: false,
            person_id: None,
            name: self.name.clone(),
            known_names: self.names(),
            relation: Relation::SameRegister,
            sex: self.sex.clone(),
            birth: self.birth,
            registry_row: None,
        }
    }
}
