//! One run from job to published results: the order of all stages, on one page.
//!
//! ```text
//! job, rules, last run ─► extract ─► clean ─► roster ─► link ─► evaluate ─► suspects ─► change ─► publish
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::domain::{Cause, Gone, Lang};
use crate::evaluate::{self, Sources};
use crate::ingest::IngestError;
use crate::job::Job;
use crate::outcomes::KnownOutcomes;
use crate::publish::{Holder, OutFolder, PublishError, room_for};
use crate::results::{EvidenceRecords, RunData};
use crate::standard::mask::{Mask, Masking};
use crate::store::StoreError;
use crate::table::TableError;
use crate::words::said;
use crate::{link, roster, suspects};
use history::History;
use since_last::Earlier;
use still_holds::{Basis, KnownRoster};
use tried::TriedRules;

mod column_warnings;
mod deliveries;
mod history;
mod identity;
mod last_run;
mod left_out;
mod manifest;
mod measure;
mod not_looked_at;
mod prepare;
mod publication;
mod relevant;
mod replay;
mod rule_set;
mod since_last;
mod still_holds;
mod threads;
mod told;
mod tried;
mod usable;
mod visited;
mod waves;
mod whom;

pub use deliveries::{IngestedInput, look_at_deliveries};
pub use history::series_of;
pub use measure::{Progress, Silent};
pub use prepare::{Prepared, prepare};
pub use publication::SourceHealth;
pub use replay::{Replay, replay};
pub use threads::on_threads;

/// How a run is to be done; none of it changes what is found.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether citizen numbers are written in full.
    pub masking: Masking,
    /// Write what passes between the stages, too.
    pub keep_stages: bool,
    /// The language of lists and report.
    pub lang: Lang,
    /// Who runs it, for the audit log.
    pub who: String,
}

/// What a run came to.
#[derive(Debug)]
pub enum Outcome {
    /// Nothing differs from the latest run.
    #[expect(missing_docs, reason = "of the latest run")]
    NothingNew { run_id: String, dir: PathBuf },
    /// A new run stands in its folder.
    Published(Box<Report>),
}

/// The totals of a published run.
#[expect(missing_docs, reason = "counts named as in `run.json`")]
#[derive(Debug, Default)]
pub struct Report {
    pub run_id: String,
    pub dir: PathBuf,
    pub cards: u64,
    pub members: u64,
    pub suspects: u64,
    pub suspects_by_condition: BTreeMap<Option<u8>, u64>,
    pub suspects_by_township: BTreeMap<String, u64>,
    pub findings: u64,
    pub exempt_findings: u64,
    pub possible_findings: u64,
    /// Findings of experimental rules.
    pub shadow_findings: u64,
    /// Cards × rules, by cause.
    pub undetermined: BTreeMap<Cause, u64>,
    /// People on no card who meet a rule, once for each rule.
    pub omitted: u64,
    /// People of whom it cannot be said, by cause.
    pub open_omissions: BTreeMap<Cause, u64>,
    pub changes: BTreeMap<&'static str, u64>,
    pub gone: BTreeMap<Gone, u64>,
    pub sources: Vec<SourceHealth>,
    pub warnings: Vec<Diagnostic>,
    /// A gate was tripped, or a source that a rule reads is missing.
    pub incomplete: bool,
    /// Everything that `run.json` counts, by name.
    pub counts: BTreeMap<String, u64>,
}

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A person must fix the job, the rules or the schemas.
    #[error("the job has {} problems", .0.len())]
    Job(Vec<Diagnostic>),
    /// A required extract could not be used.
    #[error("a required extract could not be used")]
    Delivery(Vec<Diagnostic>),
    /// The history could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The results could not be written, or the last run not be read.
    #[error("the run could not be published: {0}")]
    Publish(#[from] PublishError),
    /// A stage failed, which is a mistake in this program.
    #[expect(missing_docs, reason = "the stage and its error")]
    #[error("{stage}: {source}")]
    Table { stage: &'static str, source: TableError },
    /// A delivery could not be read, cleaned or kept.
    #[expect(missing_docs, reason = "the extract and its error")]
    #[error("staging `{extract}`: {source}")]
    Ingestion { extract: String, source: IngestError },
}

fn at(stage: &'static str) -> impl Fn(TableError) -> RunError {
    move |source| RunError::Table { stage, source }
}

/// Says that the run before died, and that nothing of it is left.
fn left_by_the_dead(holder: &Holder) -> Diagnostic {
    let Holder { host, pid, since } = holder;
    Diagnostic::warning(DIED, said!("run-died", process = *pid, host, since))
}

/// What a run takes on disk at least, in bytes.
const LEAST_ROOM: u64 = 256 << 10;

/// Warning: the run before died.
const DIED: &str = "E0510";

/// Compares one county and publishes the result, whole or not at all.
///
/// # Errors
/// Nothing is published then; the kinds of error are those of [`RunError`].
pub fn run(job: &Job, options: &Options, progress: &dyn Progress) -> Result<Outcome, RunError> {
    compare(job, options, progress, None)
}

/// Compares one county. With outcomes given the store is neither read nor written.
fn compare(
    job: &Job,
    options: &Options,
    progress: &dyn Progress,
    given: Option<KnownOutcomes>,
) -> Result<Outcome, RunError> {
    let mut clock = measure::Clock::start(progress);
    let prepared = prepare(job)?.map_err(|faulty| RunError::Job(faulty.problems))?.value;
    let Prepared { rule_set, last } = prepared;
    let folder = OutFolder::open(&job.output, &measure::this_process(&clock.started_at))?;
    let died = folder.died().map(left_by_the_dead);
    let folder = Arc::new(folder);
    // Now that nobody else can publish.
    let last = last_run::still_latest(last, &job.output)?;
    room_for(&job.output, last.as_ref().map_or(LEAST_ROOM, |last| last.bytes + last.bytes / 4 + LEAST_ROOM))?;
    let (mut history, outcomes) = match given {
        Some(outcomes) => (None, outcomes),
        None => {
            let mut history = History::open(job, options)?;
            if let Some(last) = &last {
                history.take_in(&last.dir)?;
            }
            let outcomes = history.outcomes()?;
            (Some(history), outcomes)
        }
    };

    clock.stage("extract");
    let (mut deliveries, tables) = waves::ingest_all(job, &rule_set, last.as_ref(), progress)?;
    let identity = identity::of(job, options, &rule_set, &deliveries, &outcomes, last.as_ref());
    if let Some(last) = last.as_ref().filter(|last| last.basis == identity.basis) {
        deliveries.save(&job.cache);
        if let Some(history) = &mut history {
            history.nothing_new(&last.run_id)?;
        }
        return Ok(Outcome::NothingNew { run_id: last.run_id.clone(), dir: last.dir.clone() });
    }

    clock.stage("roster");
    let registry = relevant::registry(&tables).map_err(at("roster"))?;
    let registry = registry.ok_or_else(|| RunError::Delivery(deliveries.problems.clone()))?;
    let basis = Basis::of(&deliveries, &tables);
    let day = relevant::day_of_roster(&tables, job.as_of).map_err(at("roster"))?;
    let build = || {
        let (population, marriage) = relevant::for_roster(&tables)?;
        roster::build(&registry, population.as_ref(), marriage.as_ref(), job.as_of)
    };
    // One thing after another, while the other cores compress what is kept for the next run.
    let (known_roster, ()) = rayon::join(
        || KnownRoster::load_or(&job.cache, &basis, &registry, day, build).map_err(at("roster")),
        || {
            deliveries.save(&job.cache);
            rule_set.tried.iter().for_each(TriedRules::keep);
        },
    );
    let known_roster = known_roster?;
    let roster = &known_roster.own.roster;

    clock.stage("link");
    let keys = basis.of_links(&known_roster.own.digest, job.link);
    let (extracts, known) = rayon::join(
        || relevant::of_roster(tables, roster, &deliveries.left_out).map_err(at("link")),
        || keys.load(&job.cache),
    );
    let kept: Vec<_> = known.keys().cloned().collect();
    let known = link::Known { links: known, strangers: keys.strangers(&job.cache) };
    let (extracts, strangers) =
        link::link_all(extracts?, roster, job.link, deliveries.registered(), known).map_err(at("link"))?;
    let left_out = extracts.iter().map(|(name, own)| (name, own.links.left_out()));
    deliveries
        .problems
        .extend(left_out.filter_map(|(name, left_out)| column_warnings::too_many_namesakes(name, left_out)));

    clock.stage("evaluate");
    let sources = Sources {
        roster,
        registry: &registry,
        extracts: &extracts,
        unusable: &deliveries.unusable,
        as_of: job.as_of,
    };
    let (findings, earlier) = rayon::join(
        || evaluate::evaluate(&sources, &rule_set.rules).map_err(at("evaluate")),
        || Earlier::of(last.as_ref(), roster, &job.name, job.as_of),
    );
    let findings = findings?;
    let suspects = suspects::suspects(&findings, |rule| rule_set.rule(rule));

    clock.stage("change");
    let mask = Mask::new(&job.name, options.masking);
    let data = RunData {
        lang: options.lang,
        job: &job.name,
        mask: &mask,
        roster,
        extracts: &extracts,
        rules: &rule_set.rules,
        findings: &findings,
        fingerprints: &earlier.fingerprints,
        outcomes: &outcomes,
    };
    let evidence = EvidenceRecords::of(&data).map_err(at("change"))?;
    let changes = earlier.changes(&data, &evidence, &suspects, &rule_set, job.as_of).map_err(at("change"))?;

    clock.stage("publish");
    let finished = publication::FinishedRun {
        job,
        options,
        rule_set: &rule_set,
        deliveries: &deliveries,
        identity: &identity,
        last: last.as_ref(),
        data: &data,
        suspects: &suspects,
        changes: &changes,
        earlier: &earlier,
    };
    let series = history.as_ref().map(History::series);
    let taken_in = |run: &Path| series.map(|series| series.record(run));
    // Whoever makes lists mostly waits: what still holds tomorrow is kept meanwhile.
    let (published, ()) = rayon::join(
        || publication::publish(Arc::clone(&folder), &finished, evidence, clock, taken_in),
        || {
            keys.save(&job.cache, &kept, &extracts);
            if let Some(strangers) = strangers {
                keys.save_strangers(&job.cache, &strangers);
            }
            known_roster.save(&job.cache);
        },
    );
    let (mut report, taken_in, rows) = published?;
    report.warnings.extend(died);
    if let Some((history, run)) = history.as_mut().zip(taken_in) {
        report.warnings.extend(history.after(run, options));
        report.warnings.extend(job.upkeep.keep.and_then(|keep| history.retire(&folder, keep)));
    }
    // Whoever waits for the report need not wait until a county's memory is given back, and neither need the store.
    rayon::spawn(move || drop((deliveries, registry, extracts, known_roster, findings, changes, rows)));
    Ok(Outcome::Published(Box::new(report)))
}
