//! What the household register says of one person.

use chrono::NaiveDate;
use polars::prelude::PlSmallStr;

use super::registers::RegisterIdx;
use crate::domain::{Confidence, IdState, PersonKey, Relation};
use crate::standard::person_name::{self, NameMatch};
use crate::table::{CardIdx, KnownNames, RosterPerson};

/// Words of the registers that say of nobody how they are related.
const NO_KINSHIP: &[&str] = &["其他亲属", "非亲属"];

/// Somebody of a register whose number does not identify a person; or one of the first generation, which may be another's.
pub(super) struct Unseen<'a> {
    pub register: Option<RegisterIdx>,
    pub name: &'a str,
    pub former_name: Option<&'a str>,
    /// As delivered.
    pub number: &'a str,
    pub state: IdState,
    pub birth: Option<NaiveDate>,
}

/// Somebody whose number identifies.
pub(super) struct Registered<'a> {
    pub person: PersonKey,
    pub register: Option<RegisterIdx>,
    pub name: &'a str,
    pub former_name: Option<&'a str>,
    pub sex: Option<&'a str>,
    pub birth: Option<NaiveDate>,
    pub village: Option<&'a str>,
    pub relation: Option<&'a str>,
    pub left: bool,
    /// It is unknown whether the person is still of the household: the status is an unknown word, or empty.
    pub may_have_left: bool,
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

    pub(super) fn names(&self) -> KnownNames {
        let names = [Some(self.name), self.former_name];
        names.into_iter().flatten().map(|name| person_name::fold(name).into()).collect()
    }

    pub(super) fn as_roster_person(&self, card: CardIdx, belongs: Confidence) -> RosterPerson {
        RosterPerson {
            card,
            person: Some(self.person),
            also: None,
            resolved: None,
            may_be_member: false,
            disputed: false,
            person_id: None,
            name: PlSmallStr::from_str(self.name),
            known_names: self.names(),
            relation: Relation::SameRegister,
            belongs,
            sex: self.sex.map_or_else(|| super::sex_of(self.person), PlSmallStr::from_str).into(),
            birth: self.birth,
            registry_row: None,
        }
    }
}
