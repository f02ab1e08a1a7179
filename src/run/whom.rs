//! Whom the rows that are kept are about: the registry's members, whom they married, and who stands in their registers.
//!
//! It follows from one delivery to the next. What it follows from is known without looking at anybody: where that is as it
//! was, the sets of people are needed only for a delivery that is read anew, and then they are read back.

use std::path::Path;
use std::sync::Arc;

use super::relevant::{self, Members};
use super::still_holds::only_said;
use super::usable::{UsableTable, UsableTables};
use crate::domain::RosterSource;
use crate::ingest::{Born, Names, Persons, Sought, SoughtNumbers};
use crate::kept::{KeptWhom, WhomKnown};
use crate::table::TableError;

/// How far the people are known who matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Nobody,
    /// The members of the registry.
    Members,
    /// And whom they registered a marriage with.
    Partners,
    /// And who stands in their registers, with theirs: everyone.
    Everyone,
}

/// Who matters so far.
pub(super) struct Whom<'a> {
    kept: KeptWhom<'a>,
    /// What the last run knew.
    known: WhomKnown,
    /// What is known by the end of this run.
    digests: Vec<(String, String)>,
    step: Step,
    persons: Arc<Persons>,
    /// Numbers that members may have whose own was typed wrong.
    near: Arc<Persons>,
    called: Arc<Names>,
    /// What members are called whose number says nothing: of the marriages their rows are kept, too.
    nameless: Arc<Names>,
    born: Arc<Born>,
    /// Everyone, where they had to be looked up, with the key of what they follow from.
    found: Option<(String, Sought)>,
}

impl<'a> Whom<'a> {
    /// Nobody yet.
    pub fn new(cache: &'a Path) -> Self {
        let kept = KeptWhom { cache };
        Self {
            kept,
            known: kept.known().unwrap_or_default(),
            digests: Vec::new(),
            step: Step::Nobody,
            persons: Arc::default(),
            near: Arc::default(),
            called: Arc::default(),
            nameless: Arc::default(),
            born: Arc::default(),
            found: None,
        }
    }

    /// The digest of who is sought at a step; `key` is that of what they follow from.
    pub fn digest(&mut self, step: Step, key: &str, tables: &UsableTables) -> Result<String, TableError> {
        let digest = match self.known.digest(key) {
            Some(digest) => digest.to_owned(),
            None => {
                let sought = self.look_up(step, tables)?;
                let digest = sought.digest();
                self.found = (step == Step::Everyone).then(|| (key.to_owned(), sought));
                digest
            }
        };
        self.digests.push((key.to_owned(), digest.clone()));
        Ok(digest)
    }

    /// Who is sought at a step.
    pub fn sought(&mut self, step: Step, key: &str, tables: &UsableTables) -> Result<Sought, TableError> {
        let kept = || (step == Step::Everyone).then(|| self.kept.load(key)).flatten();
        let of_kept = |(sets, sieve)| Ok(Sought::of_parts(sets, sieve));
        match &self.found {
            Some((own, sought)) if own == key => Ok(sought.clone()),
            _ => kept().map_or_else(|| self.look_up(step, tables), of_kept),
        }
    }

    /// Looks people up, from the step on that was reached.
    pub fn reach(&mut self, step: Step, tables: &UsableTables) -> Result<(), TableError> {
        while self.step < step {
            self.step = match self.step {
                Step::Nobody => self.add_members(tables)?,
                Step::Members => self.add_partners(tables)?,
                Step::Partners | Step::Everyone => self.add_everyone(tables)?,
            };
        }
        Ok(())
    }

    /// The numbers of whoever matters, and those near.
    pub fn numbers(&self) -> (&Arc<Persons>, &Arc<Persons>) {
        (&self.persons, &self.near)
    }

    /// The people of the step that was reached, and others by their numbers.
    pub fn and(&self, others: &Persons) -> Sought {
        let persons = match others.is_empty() {
            true => Arc::clone(&self.persons),
            false => Arc::new(self.persons.union(others)),
        };
        Sought {
            numbers: Arc::new(SoughtNumbers::of(&persons, &self.near)),
            names: Arc::clone(&self.called),
            named: if self.step == Step::Members { Arc::clone(&self.nameless) } else { Arc::default() },
            born: Arc::clone(&self.born),
        }
    }

    fn look_up(&mut self, step: Step, tables: &UsableTables) -> Result<Sought, TableError> {
        self.reach(step, tables)?;
        Ok(self.and(&Persons::default()))
    }

    fn add_members(&mut self, tables: &UsableTables) -> Result<Step, TableError> {
        if let Some(registry) = tables.get(RosterSource::Registry.as_str()) {
            let Members { persons, near, names, nameless, born } = Members::of(registry)?;
            (self.persons, self.near, self.called) = (persons.into(), near.into(), names.into());
            (self.nameless, self.born) = (nameless.into(), born.into());
        }
        Ok(Step::Members)
    }

    fn add_partners(&mut self, tables: &UsableTables) -> Result<Step, TableError> {
        if let Some(marriage) = tables.get(RosterSource::Marriage.as_str()) {
            let partners = relevant::partners(&[&self.persons, &self.near], marriage)?;
            Arc::make_mut(&mut self.persons).extend(partners.iter());
        }
        Ok(Step::Partners)
    }

    fn add_everyone(&mut self, tables: &UsableTables) -> Result<Step, TableError> {
        let (persons, called) = (Arc::make_mut(&mut self.persons), Arc::make_mut(&mut self.called));
        if let Some(population) = tables.get(RosterSource::Population.as_str()) {
            let for_cards = UsableTable { table: population.for_cards()?, ..population.clone() };
            let (added, names) = rayon::join(
                || relevant::add_all(persons, &for_cards),
                || relevant::names(&for_cards).map(|names| called.add(&names)),
            );
            added.and(names)?;
        }
        if let Some(marriage) = tables.get(RosterSource::Marriage.as_str()) {
            // Of those whom only the register gave a number, too.
            let (partners, names) = rayon::join(
                || relevant::partners(&[persons], marriage),
                || relevant::names(marriage).map(|names| called.add(&names)),
            );
            names?;
            persons.extend(partners?.iter());
        }
        Ok(Step::Everyone)
    }

    /// Whom to keep for the next run; nobody where they are known to it already.
    pub fn to_keep(&self) -> Option<Kept<'a>> {
        let (key, sought) = self.found.clone()?;
        Some(Kept { kept: self.kept, key, known: WhomKnown::new(self.digests.clone()), sought })
    }
}

/// Everyone sought, to be kept for the next run.
pub(super) struct Kept<'a> {
    kept: KeptWhom<'a>,
    key: String,
    known: WhomKnown,
    sought: Sought,
}

impl Kept<'_> {
    pub fn save(self) {
        only_said(self.kept.save(&self.key, self.known, self.sought.parts()));
    }
}
