//! The store as a run uses it: outcomes in, published runs taken in afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{Local, SecondsFormat};
use polars::prelude::PlHashMap;
use rayon::prelude::*;

use super::last_run;
use super::{Options, RunError};
use crate::diagnostic::Diagnostic;
use crate::domain::{Fingerprint, Outcome};
use crate::job::{Job, Keep};
use crate::outcomes::{KnownOutcome, KnownOutcomes};
use crate::publish::{Manifest, Measured, OutFolder, PublishError};
use crate::read_back::{read_manifest, read_texts};
use crate::results::{
    EvidenceRow, FindingRow, KnownRow, OmissionRow, PublishedRow, STANDING_EVIDENCE, StandingRow,
};
use crate::standard::mask::Masking;
use crate::store::{
    Act, DeliveryUsed, FindingState, OutcomeRecord, RuleUsed, RunRecord, Store, StoreError, latest_of_each,
};
use crate::words::said;

/// Warning: a published run is not in the store yet.
const NOT_TAKEN_IN: &str = "E0606";
/// Warning: runs that need not stay could not be removed.
const NOT_REMOVED: &str = "E0511";

/// The history of one job's runs into one folder.
pub(super) struct History {
    store: Store,
    series: Series,
    at: String,
    who: String,
}

/// One job's runs into one folder, as the store calls them.
#[derive(Debug, Clone)]
pub(super) struct Series {
    job: String,
    output: String,
}

impl History {
    /// Opens the store of a job, whose folder of runs is there.
    pub fn open(job: &Job, options: &Options) -> Result<Self, StoreError> {
        Ok(Self {
            store: Store::open(&job.store)?,
            series: Series { job: job.name.clone(), output: series_of(job) },
            at: Local::now().to_rfc3339_opts(SecondsFormat::Secs, false),
            who: options.who.clone(),
        })
    }

    /// What came of visits, as far as it counts.
    pub fn outcomes(&mut self) -> Result<KnownOutcomes, StoreError> {
        self.outcomes_up_to(i64::MAX, i64::MAX)
    }

    /// The same when these were the last outcome and the last spot check that were recorded.
    pub fn outcomes_up_to(&mut self, last: i64, last_draw: i64) -> Result<KnownOutcomes, StoreError> {
        let mut draws = self.store.draws(&self.series.job)?;
        draws.retain(|own| own.number <= last_draw);
        let draws_up_to = draws.last().map_or(0, |own| own.number);
        let draws = draws.into_iter().map(|own| own.draw).collect();
        let mut then = self.store.outcomes(&self.series.job)?;
        then.retain(|own| own.id <= last);
        let up_to = then.last().map_or(0, |own| own.id);
        let known = latest_of_each(then)
            .into_iter()
            .map(|(fingerprint, own)| Ok((Fingerprint::from_text(fingerprint), known_outcome(own)?)));
        let by_finding = known.collect::<Result<_, StoreError>>()?;
        Ok(KnownOutcomes { by_finding, up_to, draws, draws_up_to })
    }

    /// Takes a published run in, and those before it that are not in the store yet and still there: a run that died
    /// after it was published, or a store that was put back from a copy.
    pub fn take_in(&mut self, dir: &Path) -> Result<(), RunError> {
        let mut missing = Vec::new();
        let mut next = Some(dir.to_owned());
        while let Some(dir) = next.take().filter(|dir| dir.join("run.json").is_file()) {
            let manifest = read_manifest(&dir)?;
            if self.has(&manifest.run_id)? {
                break;
            }
            next = manifest.previous_run_id.as_ref().map(|id| dir.with_file_name(id));
            missing.push((dir, manifest));
        }
        for (dir, manifest) in missing.into_iter().rev() {
            let record = self.series.record_of(&dir, manifest)?;
            self.record(&record)?;
        }
        Ok(())
    }

    fn has(&mut self, run_id: &str) -> Result<bool, StoreError> {
        self.store.has_run(&self.series.job, &self.series.output, run_id)
    }

    fn record(&mut self, record: &RunRecord) -> Result<(), StoreError> {
        let Self { store, at, who, .. } = self;
        store.record_run(&Act { at, who }, record)
    }

    /// What the runs of this history are called.
    pub fn series(&self) -> Series {
        self.series.clone()
    }

    /// Notes that a run found nothing new.
    pub fn nothing_new(&mut self, run_id: &str) -> Result<(), StoreError> {
        let Self { store, at, who, .. } = self;
        store.note(&Act { at, who }, "nothing_new", run_id, "")
    }

    /// Takes in the run that was just published, the one behind the last. What keeps it from that is only said: the run
    /// stands, and the next one takes it in.
    pub fn after(
        &mut self,
        published: Result<RunRecord, PublishError>,
        options: &Options,
    ) -> Option<Diagnostic> {
        let taken_in = published.map_err(RunError::from).and_then(|run| {
            if !self.has(&run.run_id)? {
                self.record(&run)?;
            }
            if options.masking == Masking::Revealed {
                let Self { store, at, who, .. } = self;
                store.note(&Act { at, who }, "reveal_ids", &run.run_id, "")?;
            }
            Ok(())
        });
        let error = taken_in.err()?;
        Some(Diagnostic::warning(NOT_TAKEN_IN, said!("run-not-taken-in", why = error.to_string())))
    }

    /// Removes the runs that need not stay, and notes each. What keeps it from that is only said.
    pub fn retire(&mut self, folder: &OutFolder, keep: Keep) -> Option<Diagnostic> {
        let mut retire = || {
            let Self { store, at, who, .. } = self;
            for id in folder.retire(keep)? {
                store.note(&Act { at, who }, "run_removed", &id, "")?;
            }
            Ok::<_, RunError>(())
        };
        let error = retire().err()?;
        Some(Diagnostic::warning(NOT_REMOVED, said!("runs-not-removed", why = error.to_string())))
    }
}

impl Series {
    /// What the store takes in of a run that is complete, whether it was published already or not.
    pub fn record(&self, dir: &Path) -> Result<RunRecord, PublishError> {
        self.record_of(dir, read_manifest(dir)?)
    }

    fn record_of(&self, dir: &Path, manifest: Manifest) -> Result<RunRecord, PublishError> {
        let rules = manifest.rules.iter().map(|rule| RuleUsed {
            rule: rule.id.clone(),
            version: rule.version,
            digest: rule.digest.clone(),
            not_run: rule.not_run.clone(),
        });
        let deliveries = manifest.inputs.iter().map(|input| DeliveryUsed {
            extract: input.extract.clone(),
            file: input.file.clone(),
            digest: input.digest.clone(),
            bytes: input.bytes,
            rows: manifest.rows.get(&input.extract).copied(),
        });
        let unmeasured = Manifest { measured: Measured::default(), ..manifest.clone() };
        let unmeasured = serde_json::to_vec(&unmeasured)
            .map_err(|error| PublishError::not_readable(dir, &error.to_string()))?;
        Ok(RunRecord {
            job: self.job.clone(),
            output: self.output.clone(),
            run_id: manifest.run_id.clone(),
            as_of: manifest.as_of.clone(),
            previous_run_id: manifest.previous_run_id.clone(),
            program_version: manifest.program_version.clone(),
            published_at: manifest.measured.started_at.clone(),
            manifest_digest: blake3::hash(&unmeasured).to_hex().to_string(),
            counts: manifest.counts.clone(),
            rules: rules.collect(),
            deliveries: deliveries.collect(),
            findings: states(dir)?,
        })
    }
}

/// What the store calls a job's folder of runs: by the way from the store to it, where there is one, so that both can be
/// moved together.
pub fn series_of(job: &Job) -> String {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let output = whole(&job.output);
    let beside = job
        .store
        .file()
        .and_then(Path::parent)
        .map(whole)
        .and_then(|folder| output.strip_prefix(folder).ok().map(Path::to_owned));
    beside.unwrap_or(output).display().to_string().replace('\\', "/")
}

fn known_outcome(own: OutcomeRecord) -> Result<KnownOutcome, StoreError> {
    let (outcome, day) = (Outcome::parse(&own.outcome), own.visited_on.parse().ok());
    let until = own.until.as_deref().map(str::parse).transpose().ok();
    let (Some(outcome), Some(visited_on), Some(until)) = (outcome, day, until) else {
        return Err(StoreError::unreadable_outcome(own.id));
    };
    let OutcomeRecord { reason, note, visited_by, evidence_digest, .. } = own;
    Ok(KnownOutcome { outcome, reason, note, visited_on, visited_by, until, evidence_digest })
}

/// Every finding that was ever made, as a run left it.
fn states(dir: &Path) -> Result<Vec<FindingState>, PublishError> {
    let evidence = || {
        let tables = [EvidenceRow::TABLE, STANDING_EVIDENCE].into_par_iter();
        tables
            .map(|table| read_texts(dir, table, ["fingerprint", "extract", "method"]))
            .collect::<Result<Vec<_>, _>>()
    };
    let places = || {
        let tables = [FindingRow::TABLE, StandingRow::TABLE, OmissionRow::TABLE].into_par_iter();
        tables
            .map(|table| read_texts(dir, table, ["fingerprint", "township", "village"]))
            .collect::<Result<Vec<_>, _>>()
    };
    let omissions = || read_texts(dir, OmissionRow::TABLE, ["fingerprint", "extract"]);
    let known = || last_run::stage_rows::<KnownRow>(dir);
    let ((evidence, places), (omissions, known)) =
        rayon::join(|| rayon::join(evidence, places), || rayon::join(omissions, known));
    let mut methods = PlHashMap::<String, (String, BTreeSet<String>)>::default();
    for [fingerprint, extract, method] in evidence?.into_iter().flatten() {
        methods.entry(fingerprint).or_insert_with(|| (extract, BTreeSet::new())).1.insert(method);
    }
    for [fingerprint, extract] in omissions? {
        methods.insert(fingerprint, (extract, BTreeSet::new()));
    }
    let places = places?.into_iter().flatten();
    let mut places: PlHashMap<String, (String, String)> =
        places.map(|[fingerprint, township, village]| (fingerprint, (township, village))).collect();
    // Of a run in which a fingerprint was masked, two findings may have one: the last, as the next run reads it.
    let known: BTreeMap<_, _> = known?.into_iter().map(|row| (row.fingerprint.clone(), row)).collect();
    let state = |row: KnownRow| {
        let (extract, methods) = methods.remove(&row.fingerprint).unwrap_or_default();
        let (township, village) = places.remove(&row.fingerprint).unwrap_or_default();
        FindingState {
            fingerprint: row.fingerprint,
            household_id: row.household_id,
            township,
            village,
            rule: row.rule,
            extract,
            methods: methods.into_iter().collect::<Vec<_>>().join(";"),
            state: if row.gone.is_empty() { "found".to_owned() } else { row.gone },
            makes_suspect: row.made_suspect,
            first_seen: row.first_seen.map(|day| day.to_string()).unwrap_or_default(),
            evidence_digest: row.evidence_digest,
        }
    };
    Ok(known.into_values().map(state).collect())
}
