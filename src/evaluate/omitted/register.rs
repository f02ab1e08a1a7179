//! The household register as omissions need it: where somebody lives, and with whom.

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::domain::{LARGEST_FAMILY, LEFT_THE_REGISTER, PersonKey};
use crate::schema::{UNREADABLE, is_unread};
use crate::standard::citizen_id::birth_date;
use crate::standard::person_name::{self, NameMatch};
use crate::table::{Extract, Groups, Parties, RowIdx, TableError, dates, texts};

/// How a neighbourhood of the town is called; whatever else is a village.
const IN_TOWN: &[&str] = &["社区", "居委会", "居民委员会"];

/// Somebody of the register.
#[derive(Debug, Clone, Copy)]
pub(super) struct Registered<'a> {
    pub row: RowIdx,
    pub person: Option<i64>,
    pub name: &'a str,
    former_name: Option<&'a str>,
    pub register_id: Option<&'a str>,
    pub township: Option<&'a str>,
    pub village: Option<&'a str>,
    pub sex: Option<&'a str>,
    pub birth: Option<NaiveDate>,
    status: Status,
}

/// Whether somebody lives where the register says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Lives,
    Gone,
    /// Nothing understandable is said.
    Open,
}

/// Where somebody lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Home {
    Village,
    /// In town, gone, or not in this county's register.
    Elsewhere,
    /// The register leaves it open, and in which column.
    Open(&'static str),
}

pub(super) struct Register<'a> {
    rows: Vec<Registered<'a>>,
    /// The places of the rows.
    by_person: Groups<i64, u32>,
    by_register: Groups<&'a str, u32>,
}

impl<'a> Register<'a> {
    pub(super) fn read(population: &'a Extract) -> Result<Self, TableError> {
        let frame = population.frame();
        let parties = Parties::in_columns(population, "citizen_id", "name")?;
        let (registers, status) = (texts(frame, "register_id")?, texts(frame, "status")?);
        let (villages, townships) = (texts(frame, "village")?, population.texts_if_any("township"));
        let (sexes, births) = (texts(frame, "sex")?, dates(frame, "birth_date")?);
        let unreadable = texts(frame, UNREADABLE)?;
        // A delivery without statuses is one of those who live there.
        let has_statuses = status.iter().any(|status| status.is_some());
        let registered = |(row, birth): (RowIdx, &Option<NaiveDate>)| {
            let at = row.at();
            let party = parties.at(at);
            let status = match status.get(at) {
                Some(status) if LEFT_THE_REGISTER.contains(&status) => Status::Gone,
                Some(_) => Status::Lives,
                None if has_statuses || is_unread(unreadable.get(at), "status") => Status::Open,
                None => Status::Lives,
            };
            Registered {
                row,
                person: party.person,
                name: party.name,
                former_name: party.former_name,
                register_id: registers.get(at),
                township: townships.and_then(|townships| townships.get(at)),
                village: villages.get(at),
                sex: sexes.get(at),
                birth: birth.or_else(|| birth_date(PersonKey(party.person?))),
                status,
            }
        };
        let rows: Vec<_> =
            (0..u32::MAX).into_par_iter().map(RowIdx).zip(births.par_iter()).map(registered).collect();
        let places = || rows.iter().zip(0u32..);
        let (by_person, by_register) = rayon::join(
            || Groups::of(places().filter_map(|(own, place)| Some((own.person?, place))).collect()),
            || Groups::of(places().filter_map(|(own, place)| Some((own.register_id?, place))).collect()),
        );
        Ok(Self { rows, by_person, by_register })
    }

    /// The rows at some places.
    fn at(&self, places: &[u32]) -> impl Iterator<Item = &Registered<'a>> {
        places.iter().filter_map(|place| self.rows.get(*place as usize))
    }

    /// The rows of a number, those of who lives there first.
    pub(super) fn of_person(&self, person: i64) -> Vec<&Registered<'a>> {
        let mut rows: Vec<_> = self.at(self.by_person.get(&person)).collect();
        rows.sort_by_key(|own| {
            (own.status != Status::Lives, own.status != Status::Open, own.register_id, own.row)
        });
        rows
    }

    /// Who lives in a family's register; nobody of one that is no family's.
    pub(super) fn family(&self, register_id: &str) -> Vec<&Registered<'a>> {
        let people = self.at(self.by_register.get(register_id));
        let people: Vec<_> = people.filter(|own| own.status != Status::Gone).collect();
        if people.len() > LARGEST_FAMILY { Vec::new() } else { people }
    }
}

impl Registered<'_> {
    /// How the better of the register's names agrees with a record's.
    pub(super) fn agreement(&self, name: &str) -> NameMatch {
        let names = [Some(self.name), self.former_name].into_iter().flatten();
        names.map(|own| person_name::compare(own, name)).min().unwrap_or(NameMatch::Unknown)
    }

    pub(super) fn home(&self) -> Home {
        match (self.status, self.village) {
            (Status::Gone, _) => Home::Elsewhere,
            (Status::Open, _) => Home::Open("status"),
            (Status::Lives, None) => Home::Open("village"),
            (Status::Lives, Some(village)) if IN_TOWN.iter().any(|word| village.ends_with(word)) => {
                Home::Elsewhere
            }
            (Status::Lives, Some(_)) => Home::Village,
        }
    }
}
