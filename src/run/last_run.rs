//! The latest published run, read back, and what this run leaves for the next.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use polars::prelude::*;

use super::RunError;
use crate::change::PreviousFinding;
use crate::domain::{Cause, Fingerprint};
use crate::publish::{self, Manifest};
use crate::read_back;
use crate::results::{self, RunData};
use crate::rulebook::RunnableRule;
use crate::standard::mask::Mask;
use crate::table::{TableError, texts};

/// The table, beside those of the contract, in which a run leaves what the next one needs to know.
pub(super) const MEMORY: &str = "memory";

/// The latest published run.
#[derive(Debug, Clone)]
pub struct LastRun {
    pub run_id: String,
    pub dir: PathBuf,
    pub basis: String,
    /// Accepted rows by extract; only of extracts that were used.
    pub rows: BTreeMap<String, u64>,
    pub findings: BTreeMap<Fingerprint, PreviousFinding>,
}

/// Reads the latest run in a folder back; none if there is none.
pub(super) fn read(out: &Path) -> Result<Option<LastRun>, RunError> {
    let Some(dir) = publish::latest(out) else { return Ok(None) };
    let damaged = |error: publish::PublishError| error.of_last_run(&dir, &publish::latest_link(out));
    let manifest: Manifest = read_back::read_manifest(&dir).map_err(damaged)?;
    let memory = read_back::read_stage_table(&dir, MEMORY).map_err(damaged)?;
    let findings = findings(&memory).map_err(|error| RunError::Table { stage: "last run", error })?;
    Ok(Some(LastRun { run_id: manifest.run_id, dir, basis: manifest.basis, rows: manifest.rows, findings }))
}

fn findings(memory: &DataFrame) -> Result<BTreeMap<Fingerprint, PreviousFinding>, TableError> {
    let column = |name| texts(memory, name);
    let (fingerprint, household_id, rule) =
        (column("fingerprint")?, column("household_id")?, column("rule")?);
    let (first_seen, digest) = (column("first_seen")?, column("evidence_digest")?);
    let mut findings = BTreeMap::new();
    for at in 0..memory.height() {
        let text = |column: &StringChunked| column.get(at).unwrap_or_default().to_owned();
        let Ok(first_seen) = text(first_seen).parse::<NaiveDate>() else { continue };
        let previous = PreviousFinding {
            household_id: text(household_id),
            rule: text(rule),
            first_seen,
            evidence_digest: text(digest),
        };
        findings.insert(Fingerprint::from_text(text(fingerprint)), previous);
    }
    Ok(findings)
}

/// What this run's findings are to the next one, seen on `as_of` for the first time.
pub(super) fn findings_of(
    data: &RunData<'_>,
    as_of: NaiveDate,
) -> Result<BTreeMap<Fingerprint, PreviousFinding>, TableError> {
    let mut digests = results::evidence_digests(data)?;
    let mut all = BTreeMap::new();
    for finding in &data.findings.findings {
        let (Some(card), Some(RunnableRule { rule, .. })) =
            (data.roster.card(finding.card), data.rules.get(finding.rule))
        else {
            continue;
        };
        let fingerprint = Fingerprint::of(data.job, &rule.id, &card.household_id);
        let previous = PreviousFinding {
            household_id: card.household_id.clone(),
            rule: rule.id.clone(),
            first_seen: as_of,
            evidence_digest: digests.remove(&fingerprint).unwrap_or_default(),
        };
        all.insert(fingerprint, previous);
    }
    Ok(all)
}

/// What is undetermined in this run of what was found in the last run.
pub(super) fn undetermined(
    data: &RunData<'_>,
    before: &BTreeMap<Fingerprint, PreviousFinding>,
) -> BTreeMap<Fingerprint, (Cause, String)> {
    let asked: BTreeSet<_> =
        before.values().map(|old| (old.household_id.as_str(), old.rule.as_str())).collect();
    let hidden = Mask::new(data.job, false);
    let open = data.findings.verdicts.iter().filter_map(|verdict| {
        let (cause, text) = (verdict.cause?, verdict.cause_text()?);
        let (card, RunnableRule { rule, .. }) =
            (data.roster.card(verdict.card)?, data.rules.get(verdict.rule)?);
        let known_as = [hidden.key(&card.household_id), card.household_id.as_str().into()];
        let asked = known_as.iter().any(|household| asked.contains(&(household.as_ref(), rule.id.as_str())));
        asked.then(|| (Fingerprint::of(data.job, &rule.id, &card.household_id), (cause, text)))
    });
    open.collect()
}

/// The memory as a table, each finding with the day it was first seen.
pub(super) fn to_frame(
    now: &BTreeMap<Fingerprint, PreviousFinding>,
    changes: &results::ChangeOf,
) -> Result<DataFrame, TableError> {
    let first_seen = |fingerprint: &Fingerprint, now: &PreviousFinding| {
        changes.get(fingerprint).map_or(now.first_seen, |(_, day)| *day).to_string()
    };
    Ok(df!(
        "fingerprint" => now.keys().map(Fingerprint::as_str).collect::<Vec<_>>(),
        "household_id" => now.values().map(|now| now.household_id.as_str()).collect::<Vec<_>>(),
        "rule" => now.values().map(|now| now.rule.as_str()).collect::<Vec<_>>(),
        "first_seen" => now.iter().map(|(fingerprint, now)| first_seen(fingerprint, now)).collect::<Vec<_>>(),
        "evidence_digest" => now.values().map(|now| now.evidence_digest.as_str()).collect::<Vec<_>>()
    )?)
}
