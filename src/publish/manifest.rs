//! The manifest of a run (`run.json`): what went into it and what came out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `run.json`. All but `measured` is the same for the same inputs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub run_id: String,
    /// Digest of everything that decides the result but the previous run: two runs of one basis find the same.
    pub basis: String,
    pub job: String,
    /// `2017-08-31`.
    pub as_of: String,
    pub program_version: String,
    pub previous_run_id: Option<String>,
    /// The language of lists and report: `zh`, `en`.
    #[serde(default)]
    pub lang: String,
    /// Whether citizen numbers stand unmasked in the files.
    pub reveal_ids: bool,
    /// Whether every source that a rule reads was there and fit for use.
    pub complete: bool,
    pub inputs: Vec<Input>,
    /// Accepted rows of the last delivery of each extract that was used, this one or an earlier one.
    pub rows: BTreeMap<String, u64>,
    pub rules: Vec<RuleRun>,
    /// The settings that are part of the run id, by name.
    pub settings: BTreeMap<String, String>,
    /// Suspects, findings, verdicts and whatever else was counted, by name.
    pub counts: BTreeMap<String, u64>,
    /// What was said of job, rules and deliveries while the run went on.
    #[serde(default)]
    pub warnings: Vec<Warning>,
    /// Findings that stood until the previous run and are not among this run's; those that could not be looked at stand
    /// still, and are named in every run until they are seen again.
    pub gone: Vec<GoneFinding>,
    /// What the runs before came to, the oldest first, as far back as is told; this one is the last.
    #[serde(default)]
    pub trend: Vec<TrendPoint>,
    /// Digest and size of every other file of the run, by its path in the run folder.
    pub outputs: BTreeMap<String, Output>,
    /// What differs from one run to the next without any input differing.
    pub measured: Measured,
}

/// A delivered file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Input {
    pub extract: String,
    /// As a person knows it: relative to the job file.
    pub file: String,
    /// BLAKE3 of the content.
    pub digest: String,
    pub bytes: u64,
}

/// A rule that was loaded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleRun {
    pub id: String,
    pub version: u64,
    pub digest: String,
    pub status: String,
    /// Why it did not run (outside its effective dates, source missing); nothing if it ran.
    pub not_run: Option<String>,
}

/// A finding that went away.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GoneFinding {
    pub fingerprint: String,
    pub household_id: String,
    pub rule: String,
    /// `cleared`, `undetermined`, `source_missing`, `rule_retired` or `left_registry`.
    pub why: String,
    /// The as-of dates of the first and of the last run that found it.
    pub first_seen: String,
    pub last_confirmed: String,
    /// Why the verdict is undetermined, if it is: `column_empty: status`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// What a run came to, as later ones tell it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrendPoint {
    pub run_id: String,
    pub as_of: String,
    pub cards: u64,
    pub suspects: u64,
    /// What was found before and could not be looked at.
    pub standing: u64,
    /// Whether every source was there and fit for use.
    pub complete: bool,
}

/// Something that a person had better look at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    pub code: String,
    pub message: String,
    pub file: Option<String>,
    pub line: Option<u64>,
    pub help: Option<String>,
}

/// A written file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// BLAKE3 of the content.
    pub digest: String,
    pub bytes: u64,
}

/// Facts about the machine and the hour.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// RFC 3339.
    pub started_at: String,
    pub threads: u64,
    /// The number in the store of the last outcome that was heeded.
    pub outcomes_up_to: i64,
    /// The number of the last spot check that this run knew.
    #[serde(default)]
    pub draws_up_to: i64,
    pub peak_memory_bytes: Option<u64>,
    /// Seconds by stage.
    pub seconds: BTreeMap<String, f64>,
    /// Of all cores together, by stage.
    pub processor_seconds: BTreeMap<String, f64>,
    /// The most memory held up to the end of each stage.
    pub peak_memory_bytes_by_stage: BTreeMap<String, u64>,
}
