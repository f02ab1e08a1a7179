//! The deliveries of a run, as they came in.

use std::collections::BTreeMap;
use std::path::Path;

use polars::prelude::DataFrame;
use rayon::prelude::*;

use super::RunError;
use super::column_warnings::{lacking, undelivered};
use super::rule_set::RuleSet;
use crate::diagnostic::{Diagnostic, Level};
use crate::domain::{Cause, RosterSource};
use crate::ingest::{self, IngestError, Ingested, Persons};
use crate::job::Job;
use crate::words::Said;

/// One declared extract, after ingestion.
#[derive(Debug)]
pub struct IngestedInput {
    /// What rules call it.
    pub name: String,
    /// None where it could not be read.
    pub ingested: Option<Ingested>,
    /// Days on which nothing can have been registered, by column; of the records that are kept.
    pub impossible: BTreeMap<String, u64>,
    /// Why it is not used, if it is not.
    pub unusable: Option<(Cause, Said)>,
}

/// Everything that came in.
#[derive(Debug, Default)]
pub struct Deliveries {
    pub all: Vec<IngestedInput>,
    /// Those that a rule reads and that cannot be used.
    pub unusable: BTreeMap<String, Cause>,
    pub problems: Vec<Diagnostic>,
    /// Whoever may have been left out.
    pub left_out: Persons,
    /// What could not be kept for the next run, which is the machine's affair and no part of the run.
    pub not_kept: Vec<Diagnostic>,
}

impl Deliveries {
    /// How many people the household register has; none if it cannot be used.
    pub(super) fn registered(&self) -> Option<u64> {
        let register = self.all.iter().find(|input| RosterSource::Population.is(&input.name))?;
        let usable = register.unusable.is_none();
        register.ingested.as_ref().filter(|_| usable).map(|ingested| ingested.counts.rows_accepted)
    }

    /// Keeps what was ingested anew for the next run; only the tables that are used stay in memory.
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

    pub(super) fn refuse(&mut self, name: &str, ingested: Option<Ingested>, cause: Cause, why: Said) {
        self.unusable.insert(name.to_owned(), cause);
        let (name, unusable) = (name.to_owned(), Some((cause, why)));
        self.all.push(IngestedInput { name, ingested, impossible: BTreeMap::new(), unusable });
    }
}

pub(super) fn as_warning(problem: Diagnostic) -> Diagnostic {
    Diagnostic { level: Level::Warning, ..problem }
}

/// Every problem of the deliveries, for `check`: nothing is kept.
///
/// # Errors
/// The machine failed while reading.
pub fn look_at_deliveries(job: &Job, rule_set: &RuleSet) -> Result<Vec<Diagnostic>, RunError> {
    let mut problems = Vec::new();
    for entry in &job.extracts {
        match entry.whole().map_err(IngestError::Delivery).and_then(ingest::inspect) {
            Ok(inspected) => {
                problems.extend(inspected.warnings);
                problems.extend(undelivered(rule_set, entry.name(), &inspected.undelivered));
                problems.extend(lacking(rule_set, entry.name(), &inspected.lacking));
            }
            Err(IngestError::Delivery(found)) if entry.optional => {
                problems.extend(found.into_iter().map(as_warning));
            }
            Err(IngestError::Delivery(found)) => problems.extend(found),
            Err(source) => return Err(RunError::Ingestion { extract: entry.name().to_owned(), source }),
        }
    }
    Ok(problems)
}
