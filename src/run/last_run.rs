//! The latest published run, read back, and what a run leaves for the next.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use polars::prelude::*;

use super::RunError;
use crate::change::KnownFinding;
use crate::domain::{Fingerprint, Gone};
use crate::publish::{self, Manifest, PublishError, TrendPoint};
use crate::read_back;
use crate::results::{KnownRow, List, PeopleRow, PublishedRow};
use crate::table::TableError;

/// What stands for the household of somebody who is on no card.
pub(super) const NO_HOUSEHOLD: &str = "";

/// The people of each household, by pseudonyms.
pub(super) type People = BTreeMap<String, BTreeSet<String>>;

/// The tables that a run leaves for the next.
pub(super) const KNOWN_FINDINGS: &str = KnownRow::TABLE;
pub(super) const KNOWN_PEOPLE: &str = PeopleRow::TABLE;

/// The latest published run.
#[derive(Debug, Clone)]
pub struct LastRun {
    pub run_id: String,
    pub dir: PathBuf,
    pub basis: String,
    /// What its files take, in bytes.
    pub bytes: u64,
    /// Accepted rows by extract; only of extracts that were used.
    pub rows: BTreeMap<String, u64>,
    /// Suspect cards.
    pub suspects: Option<u64>,
    /// What it and the runs before it came to.
    pub trend: Vec<TrendPoint>,
    /// Everything that was ever found, households as they were handed over.
    pub findings: BTreeMap<Fingerprint, KnownFinding>,
    pub people: People,
    /// People who were left out: of no household.
    pub omissions: BTreeMap<Fingerprint, KnownFinding>,
}

/// Reads the latest run in a folder back; none if there is none.
pub(super) fn read(out: &Path) -> Result<Option<LastRun>, RunError> {
    let Some(dir) = publish::latest(out) else { return Ok(None) };
    let damaged = |error: PublishError| error.of_last_run(&dir, &publish::latest_link(out));
    let Manifest { run_id, basis, rows, outputs, counts, trend, .. } =
        read_back::read_manifest(&dir).map_err(damaged)?;
    let known: Vec<KnownRow> = stage_rows(&dir).map_err(damaged)?;
    let people: Vec<PeopleRow> = stage_rows(&dir).map_err(damaged)?;
    let all: BTreeMap<_, _> = known.into_iter().filter_map(known_finding).collect();
    let (omissions, findings) = all.into_iter().partition(|(_, own)| own.household_id == NO_HOUSEHOLD);
    let people = people.into_iter().map(|row| (row.household_id, row.people.0.into_iter().collect()));
    let bytes = outputs.values().map(|output| output.bytes).sum();
    let suspects = counts.get("suspects").copied();
    Ok(Some(LastRun {
        run_id,
        dir,
        basis,
        bytes,
        rows,
        suspects,
        trend,
        findings,
        people: people.collect(),
        omissions,
    }))
}

/// The latest run, where it may have been read already: read again only if another is the latest by now.
pub(super) fn still_latest(read_before: Option<LastRun>, out: &Path) -> Result<Option<LastRun>, RunError> {
    let same = read_before.as_ref().map(|last| &last.dir) == publish::latest(out).as_ref();
    if same { Ok(read_before) } else { read(out) }
}

pub(super) fn stage_rows<R: PublishedRow>(dir: &Path) -> Result<Vec<R>, PublishError> {
    let frame = read_back::read_stage_table(dir, R::TABLE)?;
    // A run of another version of this program.
    R::read(&frame).map_err(|error| PublishError::not_readable(&dir.join(R::TABLE), &error.to_string()))
}

fn known_finding(row: KnownRow) -> Option<(Fingerprint, KnownFinding)> {
    let known = KnownFinding {
        household_id: row.household_id,
        rule: row.rule,
        first_seen: row.first_seen?,
        last_confirmed: row.last_confirmed?,
        evidence_digest: row.evidence_digest,
        made_suspect: row.made_suspect,
        gone: Gone::parse(&row.gone),
    };
    Some((Fingerprint::from_text(row.fingerprint), known))
}

/// Everything that was ever found, as a table.
pub(super) fn findings_frame(known: &BTreeMap<Fingerprint, KnownFinding>) -> Result<DataFrame, TableError> {
    let row = |(fingerprint, known): (&Fingerprint, &KnownFinding)| KnownRow {
        fingerprint: fingerprint.to_string(),
        household_id: known.household_id.clone(),
        rule: known.rule.clone(),
        first_seen: Some(known.first_seen),
        last_confirmed: Some(known.last_confirmed),
        evidence_digest: known.evidence_digest.clone(),
        made_suspect: known.made_suspect,
        gone: known.gone.map(|gone| gone.to_string()).unwrap_or_default(),
    };
    let rows: Vec<_> = known.iter().map(row).collect();
    Ok(DataFrame::new(rows.len(), KnownRow::columns(&rows))?)
}

/// The people of the households that have a finding, as a table.
pub(super) fn people_frame(people: &People) -> Result<DataFrame, TableError> {
    let row = |(household, people): (&String, &BTreeSet<String>)| PeopleRow {
        household_id: household.clone(),
        people: List(people.iter().cloned().collect()),
    };
    let rows: Vec<_> = people.iter().map(row).collect();
    Ok(DataFrame::new(rows.len(), PeopleRow::columns(&rows))?)
}
