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
use crate::results::row::published;
use crate::results::{self, EvidenceRecords, PublishedRow, RunData};
use crate::rulebook::RunnableRule;
use crate::table::{Finding, TableError};

published! {
    /// A finding as the next run needs to know it; the table stands beside those of the contract.
    MemoryRow = "memory" {
        fingerprint: String,
        household_id: String,
        rule: String,
        first_seen: Option<NaiveDate>,
        evidence_digest: String,
    }
}

/// What stands for the household of somebody who is on no card.
pub(super) const NO_HOUSEHOLD: &str = "";

/// The name of the table that a run leaves for the next.
pub(super) const MEMORY: &str = MemoryRow::TABLE;

/// The latest published run.
#[derive(Debug, Clone)]
pub struct LastRun {
    pub run_id: String,
    pub dir: PathBuf,
    pub basis: String,
    /// Accepted rows by extract; only of extracts that were used.
    pub rows: BTreeMap<String, u64>,
    pub findings: BTreeMap<Fingerprint, PreviousFinding>,
    /// People who were left out: of no household.
    pub omissions: BTreeMap<Fingerprint, PreviousFinding>,
}

/// Reads the latest run in a folder back; none if there is none.
pub(super) fn read(out: &Path) -> Result<Option<LastRun>, RunError> {
    let Some(dir) = publish::latest(out) else { return Ok(None) };
    let damaged = |error: publish::PublishError| error.of_last_run(&dir, &publish::latest_link(out));
    let manifest: Manifest = read_back::read_manifest(&dir).map_err(damaged)?;
    let memory = read_back::read_stage_table(&dir, MEMORY).map_err(damaged)?;
    let all = findings(&memory).map_err(|source| RunError::Table { stage: "last run", source })?;
    let (omissions, findings) = all.into_iter().partition(|(_, own)| own.household_id == NO_HOUSEHOLD);
    let Manifest { run_id, basis, rows, .. } = manifest;
    Ok(Some(LastRun { run_id, dir, basis, rows, findings, omissions }))
}

fn findings(memory: &DataFrame) -> Result<BTreeMap<Fingerprint, PreviousFinding>, TableError> {
    let finding = |row: MemoryRow| {
        let MemoryRow { fingerprint, household_id, rule, first_seen, evidence_digest } = row;
        let previous = PreviousFinding { household_id, rule, first_seen: first_seen?, evidence_digest };
        Some((Fingerprint::from_text(fingerprint), previous))
    };
    Ok(MemoryRow::read(memory)?.into_iter().filter_map(finding).collect())
}

/// What this run's findings are to the next one, seen on `as_of` for the first time.
pub(super) fn findings_of(
    data: &RunData<'_>,
    evidence: &EvidenceRecords,
    as_of: NaiveDate,
) -> BTreeMap<Fingerprint, PreviousFinding> {
    let digests = evidence.digests();
    let finding = |finding: &Finding| {
        let (card, RunnableRule { rule, .. }) =
            (data.roster.card(finding.card)?, data.rules.get(finding.rule.at())?);
        let fingerprint = Fingerprint::of(data.job, &rule.id, &card.household_id);
        let previous = PreviousFinding {
            household_id: card.household_id.clone(),
            rule: rule.id.clone(),
            first_seen: as_of,
            evidence_digest: digests.get(&fingerprint).cloned().unwrap_or_default(),
        };
        Some((fingerprint, previous))
    };
    data.findings.findings.iter().filter_map(finding).collect()
}

/// What the people whom this run found left out are to the next one.
pub(super) fn omissions_of(
    data: &RunData<'_>,
    as_of: NaiveDate,
) -> Result<BTreeMap<Fingerprint, PreviousFinding>, TableError> {
    let digests = results::omission_digests(data)?.into_iter();
    let previous = |(fingerprint, (rule, evidence_digest))| {
        let household_id = NO_HOUSEHOLD.to_owned();
        (fingerprint, PreviousFinding { household_id, rule, first_seen: as_of, evidence_digest })
    };
    Ok(digests.map(previous).collect())
}

/// Of whom of those left out in the last run it cannot be said in this one.
pub(super) fn open_omissions(
    data: &RunData<'_>,
    before: &BTreeMap<Fingerprint, PreviousFinding>,
) -> Result<BTreeMap<Fingerprint, (Cause, String)>, TableError> {
    let mut open = BTreeMap::new();
    let omissions = &data.findings.omissions;
    for own in omissions.open() {
        if let (Some(fingerprint), Some((cause, detail))) = (results::fingerprint_of(data, own)?, &own.open) {
            open.insert(fingerprint, (*cause, format!("{cause}: {detail}")));
        }
    }
    for (rule, cause, extract) in &omissions.unasked {
        let Some(own) = data.rules.get(rule.at()) else { continue };
        for (fingerprint, _) in before.iter().filter(|(_, old)| old.rule == own.rule.id) {
            open.insert(fingerprint.clone(), (*cause, format!("{cause}: {extract}")));
        }
    }
    Ok(open)
}

/// What is undetermined in this run of what was found in the last run.
pub(super) fn undetermined(
    data: &RunData<'_>,
    before: &BTreeMap<Fingerprint, PreviousFinding>,
) -> BTreeMap<Fingerprint, (Cause, String)> {
    let asked: BTreeSet<_> =
        before.values().map(|old| (old.household_id.as_str(), old.rule.as_str())).collect();
    let open = data.findings.verdicts.told().iter().filter_map(|verdict| {
        let (cause, text) = (verdict.cause?, verdict.cause_text()?);
        let (card, RunnableRule { rule, .. }) =
            (data.roster.card(verdict.card)?, data.rules.get(verdict.rule.at())?);
        let known_as = data.mask.forms_of_key(&card.household_id);
        let asked = known_as.iter().any(|household| asked.contains(&(household.as_str(), rule.id.as_str())));
        asked.then(|| (Fingerprint::of(data.job, &rule.id, &card.household_id), (cause, text)))
    });
    open.collect()
}

/// The memory as a table, each finding with the day it was first seen.
pub(super) fn to_frame(
    now: &BTreeMap<Fingerprint, PreviousFinding>,
    changes: &results::ChangeOf,
) -> Result<DataFrame, TableError> {
    let row = |(fingerprint, now): (&Fingerprint, &PreviousFinding)| MemoryRow {
        fingerprint: fingerprint.to_string(),
        household_id: now.household_id.clone(),
        rule: now.rule.clone(),
        first_seen: Some(changes.get(fingerprint).map_or(now.first_seen, |(_, day)| *day)),
        evidence_digest: now.evidence_digest.clone(),
    };
    let rows: Vec<_> = now.iter().map(row).collect();
    Ok(DataFrame::new(rows.len(), MemoryRow::columns(&rows))?)
}
