//! Parties: whom each record of an extract names, by number and name.

use polars::prelude::{Int64Chunked, StringChunked};

use super::{Extract, RowIdx, TableError, integers, texts};
use crate::domain::IdState;
use crate::schema::{FORMER_NAME, Subject};
use crate::standard::person_name;

/// One whom a record names.
#[derive(Debug, Clone, Copy)]
pub struct Party<'a> {
    /// Whom the number identifies.
    pub person: Option<i64>,
    /// As delivered; empty if there is none.
    pub number: &'a str,
    pub state: IdState,
    /// Empty if there is none.
    pub name: &'a str,
    /// What the first subject was called before, where the schema says it.
    pub former_name: Option<&'a str>,
}

impl Party<'_> {
    /// The names of today and of before, folded.
    pub fn folded_names(&self) -> Vec<String> {
        [Some(self.name), self.former_name].into_iter().flatten().map(person_name::fold).collect()
    }
}

/// The columns of one subject of an extract.
#[derive(Debug, Clone, Copy)]
pub struct Parties<'a> {
    persons: &'a Int64Chunked,
    numbers: &'a StringChunked,
    states: &'a StringChunked,
    names: &'a StringChunked,
    former_names: Option<&'a StringChunked>,
}

impl<'a> Parties<'a> {
    /// Whom the records of an extract name as this subject.
    pub fn of(extract: &'a Extract, subject: &Subject) -> Result<Self, TableError> {
        Self::in_columns(extract, &subject.id, &subject.name)
    }

    /// Likewise, by the names of the columns of number and name.
    pub fn in_columns(extract: &'a Extract, id: &str, name: &str) -> Result<Self, TableError> {
        let (frame, schema) = (extract.frame(), extract.schema());
        let is_first = schema.subjects.first().is_some_and(|first| first.id == id);
        Ok(Self {
            persons: integers(frame, &schema.person_column(id))?,
            numbers: texts(frame, id)?,
            states: texts(frame, &schema.id_state_column(id))?,
            names: texts(frame, name)?,
            former_names: extract.texts_if_any(FORMER_NAME).filter(|_| is_first),
        })
    }

    /// Whom the record of a row names.
    pub fn at(&self, row: usize) -> Party<'a> {
        Party {
            person: self.persons.get(row),
            number: self.numbers.get(row).unwrap_or_default(),
            state: self.states.get(row).and_then(IdState::parse).unwrap_or(IdState::Missing),
            name: self.names.get(row).unwrap_or_default(),
            former_name: self.former_names.and_then(|names| names.get(row)),
        }
    }

    /// The parties of all records, in order.
    pub fn all(self) -> impl Iterator<Item = Party<'a>> {
        (0..self.states.len()).map(move |row| self.at(row))
    }

    /// The parties that have a name, and a number that does not surely tell whose it is; few of many.
    pub fn unsure(self) -> impl Iterator<Item = (RowIdx, Party<'a>)> {
        let sure = |state: Option<&str>| state.and_then(IdState::parse).is_some_and(IdState::is_sure);
        let unsure = RowIdx::all().zip(self.states.iter()).filter(move |(_, state)| !sure(*state));
        unsure.map(move |(row, _)| (row, self.at(row.at()))).filter(|(_, party)| !party.name.is_empty())
    }
}
