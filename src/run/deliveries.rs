//! The deliveries of a run: each ingested, then held against the gates.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::DataFrame;
use rayon::prelude::*;

use super::last_run::LastRun;
use super::rule_set::RuleSet;
use super::{MARRIAGE, POPULATION, Progress, REGISTRY, RunError, relevant};
use crate::clean;
use crate::diagnostic::Diagnostic;
use crate::domain::Cause;
use crate::extract::{CHUNK_BYTES, DeliveredFile, Delivery, Encoding, Sheet};
use crate::gate::{self, Arrival};
use crate::ingest::{self, Follow, IngestError, Ingested, Names, PersonSet, Persons, Selection};
use crate::job::{ExtractEntry, Job, SheetChoice};
use crate::schema::Schema;
use crate::table::TableError;

/// One declared extract, after staging.
#[derive(Debug)]
pub struct IngestedInput {
    pub name: String,
    pub ingested: Option<Ingested>,
    /// Days on which nothing can have been registered, by column; of the records that are kept.
    pub impossible: BTreeMap<String, u64>,
    /// Why it is not used, if it is not.
    pub unusable: Option<(Cause, String)>,
}

/// Everything that came in.
#[derive(Debug, Default)]
pub struct Inputs {
    pub all: Vec<IngestedInput>,
    /// The usable ones, by name.
    pub tables: BTreeMap<String, UsableTable>,
    /// Those that a rule reads and that cannot be used.
    pub unusable: BTreeMap<String, Cause>,
    pub problems: Vec<Diagnostic>,
    /// What could not be kept for the next finished, which is the machine's affair and no part of the run.
    pub not_kept: Vec<Diagnostic>,
}

/// A table to be compared: its rows about whoever may matter to a card.
#[derive(Debug, Clone)]
pub struct UsableTable {
    pub schema: Arc<Schema>,
    pub table: DataFrame,
    /// Whose numbers stand in the records that were rejected.
    pub rejected: Arc<Persons>,
}

/// Stages every delivery. A required one that cannot be read ends the run; an optional one, or one that
/// trips a gate, makes its rules undetermined.
///
/// Whoever may matter to a card follows from one delivery to the next: from the registry's members to whom
/// they married, from these to their household registers. Only rows about them are kept of the rest.
pub(super) fn ingest_all(
    job: &Job,
    rule_set: &RuleSet,
    last: Option<&LastRun>,
    progress: &dyn Progress,
) -> Result<Inputs, RunError> {
    let mut waves = Waves {
        job,
        rule_set,
        last,
        progress,
        inputs: Inputs::default(),
        failed: Vec::new(),
        names: Arc::default(),
    };
    waves.stage(|name| name == REGISTRY, &Selection::All)?;
    let Some(registry) = waves.inputs.tables.get(REGISTRY) else { return Err(waves.without_registry()) };
    let table_error = |error: TableError| RunError::Table { stage: "extract", error };
    let mut persons = relevant::members(registry).map_err(table_error)?;
    let mut called = relevant::names(registry).map_err(table_error)?;
    waves.names = Arc::new(Names::of(called.iter().map(String::as_str)));
    let selection = waves.selection(persons.clone(), Follow::Partners);
    waves.stage(|name| name == MARRIAGE, &selection)?;
    if let Some(marriage) = waves.inputs.tables.get(MARRIAGE) {
        relevant::add_partners(&mut persons, marriage).map_err(table_error)?;
    }
    let selection = waves.selection(persons.clone(), Follow::Sharing("register_id"));
    waves.stage(|name| name == POPULATION, &selection)?;
    if let Some(population) = waves.inputs.tables.get(POPULATION) {
        relevant::add_all(&mut persons, population).map_err(table_error)?;
        called.extend(relevant::names(population).map_err(table_error)?);
    }
    if let Some(marriage) = waves.inputs.tables.get(MARRIAGE) {
        called.extend(relevant::names(marriage).map_err(table_error)?);
    }
    let called = Names::of(called.iter().map(String::as_str));
    waves.names = Arc::new(called);
    let selection = waves.selection(persons, Follow::Own);
    waves.stage(|name| ![REGISTRY, MARRIAGE, POPULATION].contains(&name), &selection)?;
    waves.finish()
}

/// Deliveries, ingested some at a time.
struct Waves<'a> {
    job: &'a Job,
    rule_set: &'a RuleSet,
    last: Option<&'a LastRun>,
    progress: &'a dyn Progress,
    inputs: Inputs,
    /// What is wrong with required deliveries.
    failed: Vec<Diagnostic>,
    /// What those are called who matter so far.
    names: Arc<Names>,
}

impl Waves<'_> {
    /// Stages the deliveries of these names side by side.
    fn stage(&mut self, of: impl Fn(&str) -> bool, selection: &Selection) -> Result<(), RunError> {
        let entries: Vec<_> = self.job.extracts.iter().filter(|entry| of(&entry.name)).collect();
        let (job, progress) = (self.job, self.progress);
        let stage_one = |entry: &&ExtractEntry| {
            let ingested = delivery(job, entry)
                .map_err(IngestError::Delivery)
                .and_then(|delivery| ingest::ingest(&delivery, selection, &job.cache));
            progress.extract_done(&entry.name);
            ingested
        };
        let ingested: Vec<_> = entries.par_iter().map(stage_one).collect();
        for (entry, ingested) in entries.into_iter().zip(ingested) {
            match ingested {
                Ok(ingested) => self.inputs.admit(self.job, self.rule_set, entry, ingested, self.last)?,
                Err(error) => self.cannot_use(entry, error)?,
            }
        }
        Ok(())
    }

    fn cannot_use(&mut self, entry: &ExtractEntry, error: IngestError) -> Result<(), RunError> {
        match error {
            IngestError::Delivery(problems) if entry.optional => {
                let cause = if entry.files.is_empty() { Cause::SourceMissing } else { Cause::SourceGated };
                let why = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
                self.inputs.problems.extend(problems.into_iter().map(as_warning));
                self.inputs.refuse(&entry.name, None, cause, why);
            }
            IngestError::Delivery(problems) => self.failed.extend(problems),
            error => {
                return Err(RunError::Staging { extract: entry.name.clone(), error: error.to_string() });
            }
        }
        Ok(())
    }

    /// Rows about these persons, who were drawn from the tables that can be used so far.
    fn selection(&self, persons: Persons, follow: Follow) -> Selection {
        let usable = |input: &&IngestedInput| {
            input.unusable.is_none() && [REGISTRY, MARRIAGE, POPULATION].contains(&input.name.as_str())
        };
        let digest =
            |input: &IngestedInput| Some(format!("{} {}", input.name, input.ingested.as_ref()?.digest));
        let digests: Vec<_> = self.inputs.all.iter().filter(usable).filter_map(digest).collect();
        Selection::Of {
            persons: Arc::new(PersonSet::new(persons)),
            follow,
            names: Arc::clone(&self.names),
            basis: digests.join(" "),
        }
    }

    /// Why there is nothing to compare, and whatever else is wrong: who mends one delivery will want to know of
    /// the others.
    fn without_registry(mut self) -> RunError {
        for entry in self.job.extracts.iter().filter(|entry| entry.name != REGISTRY && !entry.optional) {
            let found = delivery(self.job, entry)
                .map_err(IngestError::Delivery)
                .and_then(|delivery| ingest::inspect(&delivery));
            if let Err(IngestError::Delivery(problems)) = found {
                self.failed.extend(problems);
            }
        }
        if !self.failed.is_empty() {
            return RunError::Delivery(self.failed);
        }
        let registry = self.inputs.all.iter().find(|input| input.name == REGISTRY);
        let why = registry.and_then(|input| input.unusable.as_ref());
        let why = why.map_or_else(|| "it is not there".to_owned(), |(_, why)| why.clone());
        let problem = Diagnostic::error("E0450", format!("the registry cannot be used: {why}")).help(
            "without the registry there are no cards to compare; see `[gate]` in the job for the limits",
        );
        RunError::Delivery(vec![problem])
    }

    fn finish(self) -> Result<Inputs, RunError> {
        if !self.failed.is_empty() {
            return Err(RunError::Delivery(self.failed));
        }
        let mut inputs = self.inputs;
        let place = |name: &str| self.job.extracts.iter().position(|entry| entry.name == name);
        inputs.all.sort_by_key(|input| place(&input.name));
        let read: BTreeSet<_> = self.rule_set.extracts().chain(self.rule_set.scope_extracts()).collect();
        for name in read {
            if !inputs.tables.contains_key(name) {
                inputs.unusable.entry(name.to_owned()).or_insert(Cause::SourceMissing);
            }
        }
        Ok(inputs)
    }
}

impl Inputs {
    /// Keeps what was ingested anew for the next finished; the tables of [`Inputs::tables`] alone stay in memory.
    pub fn save(&mut self, cache: &Path) {
        let ingested: Vec<_> = self.all.iter_mut().filter_map(|input| input.ingested.as_mut()).collect();
        let failed = ingested.into_par_iter().filter_map(|ingested| {
            let failed = ingested.save(cache);
            ingested.table = DataFrame::default();
            failed
        });
        let failed: Vec<_> = failed.collect();
        self.not_kept.extend(failed);
    }

    fn admit(
        &mut self,
        job: &Job,
        rule_set: &RuleSet,
        entry: &ExtractEntry,
        ingested: Ingested,
        last: Option<&LastRun>,
    ) -> Result<(), RunError> {
        self.problems.extend(ingested.warnings.iter().cloned());
        let arrival = Arrival {
            rows_read: ingested.counts.rows_read,
            rows_rejected: ingested.counts.rows_rejected,
            rows_accepted: ingested.counts.rows_accepted,
            of_persons: ingested.counts.of_persons,
            usable_ids: ingested.counts.usable_ids,
            rows_before: last.and_then(|last| last.rows.get(&entry.name).copied()),
            delivered_on: entry.delivered_on.or_else(|| job.gate.max_age_days.and_then(|_| newest(entry))),
        };
        if let Some(why) = gate::tripped(&job.gate, &arrival, job.as_of) {
            self.refuse(&entry.name, Some(ingested), Cause::SourceGated, why);
            return Ok(());
        }
        self.problems.extend(undelivered(rule_set, &entry.name, &ingested.counts.undelivered));
        self.problems.extend(lacking(rule_set, &entry.name, &ingested.counts.lacking));
        let Some(schema) = job.schemas.get(&entry.schema) else { return Ok(()) };
        // Files that were unpacked or copied may bear any day; none was handed over before the day compared.
        let delivered_on =
            entry.delivered_on.or_else(|| newest(entry)).map_or(job.as_of, |day| day.max(job.as_of));
        let (possible, impossible) = clean::without_impossible_days(&ingested.table, schema, delivered_on)
            .map_err(|error| RunError::Table { stage: "extract", error: error.into() })?;
        self.problems.extend(impossible_days(schema, &entry.name, &impossible, delivered_on));
        let rejected = ingested.rejects.iter().flat_map(|reject| reject.persons.iter().copied()).collect();
        let (schema, rejected) = (Arc::new(schema.clone()), Arc::new(rejected));
        let table = UsableTable { schema, table: possible, rejected };
        self.tables.insert(entry.name.clone(), table);
        let name = entry.name.clone();
        self.all.push(IngestedInput { name, ingested: Some(ingested), impossible, unusable: None });
        Ok(())
    }

    fn refuse(&mut self, name: &str, ingested: Option<Ingested>, cause: Cause, why: String) {
        self.unusable.insert(name.to_owned(), cause);
        let (name, unusable) = (name.to_owned(), Some((cause, why)));
        self.all.push(IngestedInput { name, ingested, impossible: BTreeMap::new(), unusable });
    }
}

/// Says which rules read columns that nobody delivered: what such a rule leaves clear is clear only as far
/// as those columns could have told.
fn undelivered(rule_set: &RuleSet, extract: &str, undelivered: &BTreeSet<String>) -> Option<Diagnostic> {
    let mut readers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (rule, column) in rule_set.columns_read(extract) {
        if undelivered.contains(column) {
            readers.entry(column).or_default().insert(rule);
        }
    }
    if readers.is_empty() {
        return None;
    }
    let listed: Vec<_> = readers.iter().map(|(column, rules)| read_by(column, rules)).collect();
    let message = format!("no file has these columns, which rules read as empty: {}", listed.join("; "));
    let help = "ask the department for them, or map their headers under `[extract.columns]`";
    Some(Diagnostic::warning("E0451", message).help(help).in_file(extract, None))
}

/// Says how many days of an extract cannot be.
fn impossible_days(
    schema: &Schema,
    extract: &str,
    impossible: &BTreeMap<String, u64>,
    delivered_on: NaiveDate,
) -> Vec<Diagnostic> {
    let warnings = impossible.iter().filter_map(|(name, count)| {
        let column = schema.column(name)?;
        let before = column.earliest.map(|day| format!("before {day}"));
        let after = column.latest.map(|latest| format!("after {}", latest.day(delivered_on)));
        let bounds: Vec<_> = before.into_iter().chain(after).collect();
        let message = format!("values of `{name}` {}, when nothing can have been registered: {count}", bounds.join(" or "));
        let help = "rules that read them are undetermined; ask the department to correct them, or state the day of delivery: `delivered_on`";
        Some(Diagnostic::warning("E0453", message).help(help).in_file(extract, None))
    });
    warnings.collect()
}

/// Says which files lack columns that rules read and other files of the delivery have: what such a rule says of
/// their rows is undetermined.
fn lacking(
    rule_set: &RuleSet,
    extract: &str,
    lacking: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<Diagnostic> {
    let mut readers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (rule, column) in rule_set.columns_read(extract) {
        readers.entry(column).or_default().insert(rule);
    }
    let mut warnings = Vec::new();
    for (file, columns) in lacking {
        let read: Vec<_> =
            columns.iter().filter_map(|column| readers.get_key_value(column.as_str())).collect();
        if read.is_empty() {
            continue;
        }
        let listed: Vec<_> = read.into_iter().map(|(column, rules)| read_by(column, rules)).collect();
        let message = format!(
            "this file lacks columns that other files of `{extract}` have and rules read; its rows are undetermined for them: {}",
            listed.join("; ")
        );
        let help =
            "ask for the columns, or name their headers in this file, too: `[extract.columns]` takes a list";
        warnings.push(Diagnostic::warning("E0452", message).help(help).in_file(file, None));
    }
    warnings
}

fn read_by(column: &str, rules: &BTreeSet<&str>) -> String {
    format!("`{column}` ({})", rules.iter().copied().collect::<Vec<_>>().join(", "))
}

fn as_warning(problem: Diagnostic) -> Diagnostic {
    Diagnostic { level: crate::diagnostic::Level::Warning, ..problem }
}

fn delivery(job: &Job, entry: &ExtractEntry) -> Result<Delivery, Vec<Diagnostic>> {
    if !entry.missing.is_empty() {
        return Err(entry.missing.clone());
    }
    let Some(schema) = job.schemas.get(&entry.schema) else { return Err(Vec::new()) };
    let files =
        entry.files.iter().map(|(path, shown)| DeliveredFile { path: path.clone(), shown: shown.clone() });
    Ok(Delivery {
        name: entry.name.clone(),
        schema: Arc::new(schema.clone()),
        files: files.collect(),
        encoding: match entry.encoding {
            Some("utf-8") => Encoding::Utf8,
            Some("gb18030") => Encoding::Gb18030,
            _ => Encoding::Auto,
        },
        sheet: match &entry.sheet {
            SheetChoice::All => Sheet::All,
            SheetChoice::Name(name) => Sheet::Name(name.clone()),
            SheetChoice::Number(number) => Sheet::Number(*number),
        },
        skip_rows: entry.skip_rows,
        columns: entry.columns.clone(),
        units: entry.units.clone(),
        codes: entry.codes.clone(),
        chunk_bytes: CHUNK_BYTES,
    })
}

/// The day the newest of an extract's files was written.
fn newest(entry: &ExtractEntry) -> Option<NaiveDate> {
    entry.files.iter().filter_map(|(path, _)| ingest::written_on(path)).max()
}

/// Every problem of the deliveries, for `check`: nothing is kept.
///
/// # Errors
/// The machine failed while reading.
pub fn look_at_deliveries(job: &Job, rule_set: &RuleSet) -> Result<Vec<Diagnostic>, RunError> {
    let mut problems = Vec::new();
    for entry in &job.extracts {
        let found = match delivery(job, entry) {
            Ok(delivery) => ingest::inspect(&delivery),
            Err(problems) => Err(IngestError::Delivery(problems)),
        };
        match found {
            Ok(inspected) => {
                problems.extend(inspected.warnings);
                problems.extend(undelivered(rule_set, &entry.name, &inspected.undelivered));
                problems.extend(lacking(rule_set, &entry.name, &inspected.lacking));
            }
            Err(IngestError::Delivery(found)) if entry.optional => {
                problems.extend(found.into_iter().map(as_warning));
            }
            Err(IngestError::Delivery(found)) => problems.extend(found),
            Err(error) => {
                return Err(RunError::Staging { extract: entry.name.clone(), error: error.to_string() });
            }
        }
    }
    Ok(problems)
}
