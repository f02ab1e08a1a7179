//! Reading the deliveries of a run wave by wave: whoever may matter to a card follows from one to the next.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;

use super::column_warnings::{impossible_days, lacking, undelivered, without_numbers};
use super::deliveries::{Deliveries, IngestedInput, as_warning};
use super::last_run::LastRun;
use super::rule_set::RuleSet;
use super::usable::{UsableTable, UsableTables};
use super::whom::{Kept, Step, Whom};
use super::{Progress, RunError, left_out};
use crate::diagnostic::Diagnostic;
use crate::domain::{Cause, PartsDigest, RosterSource};
use crate::gate::{self, Arrival};
use crate::ingest::{self, Basis, Follow, IngestError, Ingested, Looked, Selection, Sought};
use crate::job::{ExtractEntry, Job};
use crate::table::TableError;
use crate::words::{Said, said};
use crate::{clean, extract};

/// Ingests every delivery. A required one that cannot be read ends the run; an optional one, or one that
/// trips a gate, makes its rules undetermined.
///
/// Whoever may matter to a card follows from one delivery to the next: from the registry's members to whom
/// they married, from these to their household registers. Only rows about them are kept of the rest.
pub(super) fn ingest_all(
    job: &Job,
    rule_set: &RuleSet,
    last: Option<&LastRun>,
    progress: &dyn Progress,
) -> Result<(Deliveries, UsableTables), RunError> {
    let mut waves = Waves {
        job,
        rule_set,
        last,
        progress,
        deliveries: Deliveries::default(),
        tables: UsableTables::new(),
        failed: Vec::new(),
    };
    waves.ingest_whole(|entry| RosterSource::Registry.is(entry.name()))?;
    if !waves.tables.contains_key(RosterSource::Registry.as_str()) {
        return Err(waves.without_registry());
    }
    let mut whom = Whom::new(&job.cache);
    // Of a copy of the registry every row is compared, and anybody may have been left out of whom a rule asks it.
    let asked = rule_set.omission_extracts();
    let is_whole =
        |entry: &ExtractEntry| entry.delivery.schema.copy_of.is_some() || asked.contains(entry.name());
    let is_other = |entry: &ExtractEntry| !is_source(entry) && !is_whole(entry);
    waves.ingest_whole(|entry| !is_source(entry) && is_whole(entry))?;
    waves.ingest_about(&mut whom, Step::Members, Follow::Partners, is_of(RosterSource::Marriage))?;
    let exempting = rule_set.omission_exemptions();
    if asked.is_empty() {
        waves.ingest_about(&mut whom, Step::Partners, REGISTER, is_of(RosterSource::Population))?;
    } else {
        let exempts = |entry: &ExtractEntry| is_other(entry) && exempting.contains(entry.name());
        waves.ingest_with_left_out(&mut whom, exempts)?;
    }
    waves.ingest_about(&mut whom, Step::Everyone, Follow::Own, |entry| {
        is_other(entry) && !exempting.contains(entry.name())
    })?;
    waves.finish()
}

/// Of the household register, who else is in the registers of whoever matters.
const REGISTER: Follow = Follow::Sharing("register_id");

fn table_error(source: TableError) -> RunError {
    RunError::Table { stage: "extract", source }
}

fn is_of(source: RosterSource) -> impl Fn(&ExtractEntry) -> bool {
    move |entry| source.is(entry.name())
}

/// Whether an extract says who matters to a card: it has a wave of its own.
fn is_source(entry: &ExtractEntry) -> bool {
    RosterSource::parse(entry.name()).is_some()
}

/// Does something of each extract on all cores, in the order of the job. The longest first: a workbook is read by one
/// thread, and nobody should wait for it at the end.
fn longest_first<T: Send, U: Send>(
    extracts: Vec<(&ExtractEntry, T)>,
    work: impl Fn(&ExtractEntry, T) -> U + Sync,
) -> Vec<U> {
    let mut done: Vec<_> = extracts.iter().map(|_| None).collect();
    let mut by_work: Vec<_> = extracts.into_iter().zip(&mut done).collect();
    let length = |entry: &ExtractEntry| entry.delivery.files.iter().map(extract::work).sum::<u64>();
    by_work.sort_by_key(|((entry, _), _)| Reverse(length(entry)));
    let work = &work;
    rayon::scope_fifo(|scope| {
        for ((entry, own), done) in by_work {
            scope.spawn_fifo(move |_| *done = Some(work(entry, own)));
        }
    });
    done.into_iter().flatten().collect()
}

/// Changes when others matter of the same deliveries, though the program's version may not.
const FORM: &str = "1";

/// Deliveries, ingested some at a time.
struct Waves<'a> {
    job: &'a Job,
    rule_set: &'a RuleSet,
    last: Option<&'a LastRun>,
    progress: &'a dyn Progress,
    deliveries: Deliveries,
    tables: UsableTables,
    /// What is wrong with required deliveries.
    failed: Vec<Diagnostic>,
}

impl Waves<'_> {
    /// Ingests all rows of these deliveries.
    fn ingest_whole(&mut self, of: impl Fn(&ExtractEntry) -> bool) -> Result<(), RunError> {
        self.ingest(of, &Basis::default(), |_| Ok(Selection::All))
    }

    /// Ingests the household register, in which whoever may have been left out is looked for as well, with the family, and
    /// what may exempt somebody from that: it is asked of them, too.
    fn ingest_with_left_out(
        &mut self,
        whom: &mut Whom<'_>,
        exempts: impl Fn(&ExtractEntry) -> bool,
    ) -> Result<(), RunError> {
        whom.reach(Step::Partners, &self.tables).map_err(table_error)?;
        let (persons, near) = whom.numbers();
        let left_out = left_out::persons(self.rule_set, &self.tables, persons).map_err(table_error)?;
        self.ingest_of(&whom.and(&left_out), REGISTER, is_of(RosterSource::Population))?;
        if let Some(population) = self.tables.get_mut(RosterSource::Population.as_str())
            && !left_out.is_empty()
        {
            let of_cards = left_out::rows_of_cards(population, persons, near);
            population.of_cards = Some(of_cards.map_err(table_error)?);
            population.whole = true;
        }
        whom.reach(Step::Everyone, &self.tables).map_err(table_error)?;
        self.ingest_of(&whom.and(&left_out), Follow::Own, exempts)?;
        self.deliveries.left_out = left_out;
        Ok(())
    }

    /// Ingests of these deliveries the rows about these people.
    fn ingest_of(
        &mut self,
        sought: &Sought,
        follow: Follow,
        of: impl Fn(&ExtractEntry) -> bool,
    ) -> Result<(), RunError> {
        let selection = Selection::of(sought.clone(), follow);
        self.ingest(of, &selection.basis(), |_| Ok(selection))
    }

    /// Ingests of these deliveries the rows about whoever matters as far as is known at a step; they are looked up only
    /// if one of the deliveries is to be read. Whoever is to be kept for the next run is kept meanwhile.
    fn ingest_about(
        &mut self,
        whom: &mut Whom<'_>,
        step: Step,
        follow: Follow,
        of: impl Fn(&ExtractEntry) -> bool + Send + Sync,
    ) -> Result<(), RunError> {
        if !self.job.extracts.iter().any(&of) {
            return Ok(());
        }
        let key = self.key_of(step);
        let digest = whom.digest(step, &key, &self.tables).map_err(table_error)?;
        let basis = Basis::about(&digest, &follow);
        let to_keep = whom.to_keep();
        let selection =
            |tables: &UsableTables| Ok(Selection::known(digest, whom.sought(step, &key, tables)?, follow));
        let (ingested, ()) =
            rayon::join(|| self.ingest(of, &basis, selection), || to_keep.into_iter().for_each(Kept::save));
        ingested
    }

    /// The key of who matters at a step: of what they follow from.
    fn key_of(&self, step: Step) -> String {
        let mut key = PartsDigest::of_version(FORM);
        key.add(&format!("{step:?}"));
        for input in self.deliveries.all.iter().filter(|own| self.tables.contains_key(&own.name)) {
            let source = RosterSource::parse(&input.name);
            if let (Some(source), Some(ingested)) = (source, &input.ingested) {
                key.add_all([source.as_str(), &ingested.digest]);
            }
        }
        key.hex()
    }

    /// Ingests these deliveries side by side; `basis` is that of the rows kept, and who they are about is asked only if a
    /// delivery is to be read.
    fn ingest(
        &mut self,
        of: impl Fn(&ExtractEntry) -> bool,
        basis: &Basis,
        selection: impl FnOnce(&UsableTables) -> Result<Selection, TableError>,
    ) -> Result<(), RunError> {
        let entries: Vec<_> = self.job.extracts.iter().filter(|entry| of(entry)).collect();
        let (job, progress) = (self.job, self.progress);
        let look = |entry: &ExtractEntry, ()| {
            let delivery = entry.whole().map_err(IngestError::Delivery);
            delivery.and_then(|delivery| ingest::look(delivery, basis, &job.cache))
        };
        let looked = longest_first(entries.iter().map(|entry| (*entry, ())).collect(), look);
        let selection = match looked.iter().any(|looked| matches!(looked, Ok(Looked::ToRead(_)))) {
            true => selection(&self.tables).map_err(table_error)?,
            false => Selection::All,
        };
        let read = |entry: &ExtractEntry, looked: Result<Looked, IngestError>| {
            let ingested = looked.and_then(|looked| match looked {
                Looked::Kept(ingested) => Ok(*ingested),
                Looked::ToRead(files) => {
                    let delivery = entry.whole().map_err(IngestError::Delivery)?;
                    ingest::read_selected(delivery, &selection, files)
                }
            });
            progress.extract_done(entry.name());
            ingested
        };
        let ingested = longest_first(entries.iter().copied().zip(looked).collect(), read);
        for (entry, ingested) in entries.into_iter().zip(ingested) {
            match ingested {
                Ok(ingested) => self.admit(entry, ingested)?,
                Err(error) => self.cannot_use(entry, error)?,
            }
        }
        Ok(())
    }

    /// Takes a delivery for comparison, if it is good enough.
    fn admit(&mut self, entry: &ExtractEntry, ingested: Ingested) -> Result<(), RunError> {
        let (job, rule_set) = (self.job, self.rule_set);
        let deliveries = &mut self.deliveries;
        deliveries.problems.extend(ingested.warnings.iter().cloned());
        let arrival = Arrival {
            rows_read: ingested.counts.rows_read,
            rows_rejected: ingested.counts.rows_rejected,
            rows_accepted: ingested.counts.rows_accepted,
            of_persons: ingested.counts.cleaning.of_persons,
            usable_ids: ingested.counts.cleaning.usable_ids,
            rows_before: self.last.and_then(|last| last.rows.get(entry.name()).copied()),
            delivered_on: entry.delivered_on.or_else(|| job.gate.max_age_days.and_then(|_| newest(entry))),
        };
        if let Some(why) = gate::tripped(&job.gate, &arrival, job.as_of) {
            deliveries.refuse(entry.name(), Some(ingested), Cause::SourceGated, why);
            return Ok(());
        }
        deliveries.problems.extend(undelivered(rule_set, entry.name(), &ingested.counts.undelivered));
        deliveries.problems.extend(lacking(rule_set, entry.name(), &ingested.counts.lacking));
        let schema = &entry.delivery.schema;
        deliveries.problems.extend(without_numbers(schema, entry.name(), &ingested.counts.undelivered));
        // Files that were unpacked or copied may bear any day; none was handed over before the day compared.
        let delivered_on =
            entry.delivered_on.or_else(|| newest(entry)).map_or(job.as_of, |day| day.max(job.as_of));
        let (possible, impossible) = clean::without_impossible_days(&ingested.table, schema, delivered_on)
            .map_err(|error| RunError::Table { stage: "extract", source: error.into() })?;
        deliveries.problems.extend(impossible_days(schema, entry.name(), &impossible, delivered_on));
        let rejected = ingested.rejects.iter().flat_map(|reject| reject.persons.iter().copied()).collect();
        let (schema, rejected) = (Arc::clone(schema), Arc::new(rejected));
        let whole = RosterSource::Registry.is(entry.name())
            || schema.copy_of.is_some()
            || rule_set.omission_extracts().contains(entry.name());
        let table = UsableTable { schema, table: possible, whole, of_cards: None, rejected };
        self.tables.insert(entry.name().to_owned(), table);
        let name = entry.name().to_owned();
        deliveries.all.push(IngestedInput { name, ingested: Some(ingested), impossible, unusable: None });
        Ok(())
    }

    fn cannot_use(&mut self, entry: &ExtractEntry, error: IngestError) -> Result<(), RunError> {
        match error {
            IngestError::Delivery(problems) if entry.optional => {
                let cause =
                    if entry.delivery.files.is_empty() { Cause::SourceMissing } else { Cause::SourceGated };
                let why = problems.first().map_or_else(|| Said::from(""), |problem| problem.message.clone());
                self.deliveries.problems.extend(problems.into_iter().map(as_warning));
                self.deliveries.refuse(entry.name(), None, cause, why);
            }
            IngestError::Delivery(problems) => self.failed.extend(problems),
            source => return Err(RunError::Ingestion { extract: entry.name().to_owned(), source }),
        }
        Ok(())
    }

    /// Why there is nothing to compare, and whatever else is wrong: who mends one delivery will want to know of
    /// the others.
    fn without_registry(mut self) -> RunError {
        for entry in self
            .job
            .extracts
            .iter()
            .filter(|entry| !RosterSource::Registry.is(entry.name()) && !entry.optional)
        {
            let found = entry.whole().map_err(IngestError::Delivery).and_then(ingest::inspect);
            if let Err(IngestError::Delivery(problems)) = found {
                self.failed.extend(problems);
            }
        }
        if !self.failed.is_empty() {
            return RunError::Delivery(self.failed);
        }
        let registry = self.deliveries.all.iter().find(|input| RosterSource::Registry.is(&input.name));
        let why = registry.and_then(|input| input.unusable.as_ref());
        let why = why.map_or_else(|| said!("it-is-not-there"), |(_, why)| why.clone());
        let problem = Diagnostic::error("E0450", said!("registry-cannot-be-used", why));
        RunError::Delivery(vec![problem])
    }

    fn finish(self) -> Result<(Deliveries, UsableTables), RunError> {
        if !self.failed.is_empty() {
            return Err(RunError::Delivery(self.failed));
        }
        let mut deliveries = self.deliveries;
        let place = |name: &str| self.job.extracts.iter().position(|entry| entry.name() == name);
        deliveries.all.sort_by_key(|input| place(&input.name));
        let read: BTreeSet<_> = self.rule_set.extracts().chain(self.rule_set.scope_extracts()).collect();
        for name in read {
            if !self.tables.contains_key(name) {
                deliveries.unusable.entry(name.to_owned()).or_insert(Cause::SourceMissing);
            }
        }
        Ok((deliveries, self.tables))
    }
}

/// The day the newest of an extract's files was written.
fn newest(entry: &ExtractEntry) -> Option<NaiveDate> {
    entry.delivery.files.iter().filter_map(|file| ingest::written_on(&file.path)).max()
}
