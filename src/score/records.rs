//! Whose each delivered row is, and what happened to it. Read row by row: there are millions.

use std::collections::{BTreeSet, HashMap};

use super::ScoreError;
use super::truth::{Lines, Truth, key};
use crate::domain::PersonKey;

/// One row of a delivery.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    pub extract: String,
    pub file: String,
    pub row: i64,
    /// One, or two who married; none if it is nobody's of the county.
    pub persons: Vec<PersonKey>,
    /// The kinds of dirt, with a space between.
    pub dirt: String,
}

/// The dirt on each member's rows of the registry; who has none is not there.
pub type RegistryDirt = HashMap<PersonKey, BTreeSet<String>>;

pub struct Records {
    lines: Lines<5>,
    /// The row that was given last, and the one that was already begun.
    given: Record,
    begun: Option<Record>,
}

impl Records {
    pub fn open(truth: &Truth) -> Result<Self, ScoreError> {
        let columns = ["extract", "source_file", "source_row", "person", "dirt"];
        let lines = Lines::open(&truth.folder.join("records.csv"), columns)?;
        Ok(Self { lines, given: Record::default(), begun: None })
    }

    /// The next row, with everybody whose it is.
    pub fn next(&mut self) -> Result<Option<&Record>, ScoreError> {
        let mut open = self.begun.take();
        while let Some([extract, file, row, person, dirt]) = self.lines.next()? {
            let (Ok(row), whose) = (row.parse(), key(person)) else { return Err(self.lines.wrong()) };
            if whose.is_none() && !person.is_empty() {
                return Err(self.lines.wrong());
            }
            if let Some(open) = open.as_mut()
                && open.row == row
                && open.file == file
                && open.extract == extract
            {
                open.persons.extend(whose);
                continue;
            }
            let (extract, file, dirt) = (extract.to_owned(), file.to_owned(), dirt.to_owned());
            let next = Record { extract, file, row, persons: whose.into_iter().collect(), dirt };
            match open.replace(next) {
                Some(done) => {
                    self.begun = open;
                    self.given = done;
                    return Ok(Some(&self.given));
                }
                None => continue,
            }
        }
        Ok(open.map(|last| {
            self.given = last;
            &self.given
        }))
    }

    /// Reads to the end.
    pub fn registry_dirt(mut self, truth: &Truth) -> Result<RegistryDirt, ScoreError> {
        let mut found = RegistryDirt::new();
        while let Some(record) = self.next()? {
            if record.extract != "registry" || record.dirt.is_empty() {
                continue;
            }
            for person in record.persons.iter().filter(|person| !truth.standings(**person).is_empty()) {
                found.entry(*person).or_default().extend(record.dirt.split(' ').map(str::to_owned));
            }
        }
        Ok(found)
    }
}
