//! Published runs read back as plain rows, for `bidui list` and the next run.

mod difference;
mod drawn;
mod handed_over;
mod open;
mod explanation;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use serde_json::Value;

use crate::publish::{Manifest, PublishError, latest, read_parquet};
use crate::results::{EvidenceRow, FindingRow, OmissionRow, PublishedRow, RankRow, StandingRow, SuspectRow};
use crate::table::{TableError, texts};

pub use difference::{
    Came, CardName, FindingDifference, RuleDifference, RunName, RunsDifference, difference,
};
pub use drawn::{CardRows, Frame, read_frame};
pub use explanation::{
    ExplainedFinding, ExplainedLink, Explanation, HouseholdLine, IdentityLine, LinkLine, MemberLine,
    RuleUsed, VerdictLine, read_explanations,
};
pub use handed_over::HandedOver;
pub use open::{
    DisputeLine, MatchLine, UndeterminedLine, has_village, read_disputes, read_matches, read_undetermined,
};

/// A published run, read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The run's own folder.
    pub dir: PathBuf,
    /// What `run.json` says.
    pub manifest: Manifest,
    /// Every finding, by township, village, card and rule; those that make no suspect too.
    pub findings: Vec<FindingLine>,
}

/// A finding as a row.
#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct FindingLine {
    pub fingerprint: String,
    pub household_id: String,
    pub township: String,
    pub village: String,
    /// Known for suspect cards only.
    pub head_name: String,
    pub rule: String,
    pub condition: Option<u8>,
    pub severity: String,
    /// `experimental` where the rule makes no suspect.
    pub status: String,
    pub confidence: String,
    pub exempt: bool,
    pub persons: i64,
    pub records: i64,
    pub change: String,
    pub first_seen: String,
    /// What came of the last visit.
    pub last_outcome: String,
    /// Whether the card is a suspect by this rule.
    pub suspect: bool,
    /// The card's place among those of its village that a visit is worth; none where nobody need go.
    pub rank: Option<i64>,
    pub evidence: Vec<EvidenceLine>,
}

/// A record behind a finding.
#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct EvidenceLine {
    pub person_id: String,
    pub person_name: String,
    pub person_id_masked: String,
    pub relation: String,
    pub extract: String,
    pub source_file: String,
    pub source_row: i64,
    pub method: String,
    pub probability: Option<f64>,
    /// Why it does not count; nothing if it counts.
    pub exempt: Option<String>,
    pub asset: String,
    pub values: Value,
}

/// Somebody who was left out, as a row.
#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct OmissionLine {
    pub fingerprint: String,
    pub rule: String,
    pub status: String,
    pub name: String,
    pub person_id_masked: String,
    pub township: String,
    pub village: String,
    pub extract: String,
    pub source_file: String,
    pub source_row: i64,
    pub values: Value,
    pub records: i64,
    pub total: String,
    pub register_id: String,
    /// Who are registered together.
    pub people: i64,
    /// Who of them is on a card, and on which.
    pub relatives: Vec<String>,
    pub household_id: Vec<String>,
    pub registered_file: String,
    pub registered_row: Option<i64>,
    pub change: String,
    pub first_seen: String,
}

/// A finding that nobody could look at, as a row.
#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct StandingLine {
    pub fingerprint: String,
    pub household_id: String,
    pub township: String,
    pub village: String,
    pub head_name: String,
    pub rule: String,
    pub condition: Option<u8>,
    pub status: String,
    pub confidence: String,
    pub first_seen: String,
    pub last_confirmed: String,
    /// `undetermined` or `source_missing`.
    pub why: String,
    /// `source_missing: vehicle`
    pub cause: String,
    pub last_outcome: String,
}

/// Reads what a run could not look at, by township, village, card and rule.
pub fn read_standing(dir: &Path) -> Result<Vec<StandingLine>, PublishError> {
    let line = |row: StandingRow| StandingLine {
        fingerprint: row.fingerprint,
        household_id: row.household_id,
        township: row.township,
        village: row.village,
        head_name: row.head_name,
        rule: row.rule,
        condition: row.condition.and_then(|number| u8::try_from(number).ok()),
        status: row.status,
        confidence: row.confidence.to_string(),
        first_seen: row.first_seen.map(|day| day.to_string()).unwrap_or_default(),
        last_confirmed: row.last_confirmed.map(|day| day.to_string()).unwrap_or_default(),
        why: row.why,
        cause: row.cause.unwrap_or_default(),
        last_outcome: row.last_outcome.unwrap_or_default(),
    };
    let mut lines: Vec<_> = read_rows::<StandingRow>(dir)?.into_iter().map(line).collect();
    lines.sort_by(|a, b| {
        let key = |line: &StandingLine| {
            [&line.township, &line.village, &line.household_id, &line.rule].map(Clone::clone)
        };
        key(a).cmp(&key(b))
    });
    Ok(lines)
}

/// Reads the people left out of a published run, by township, village, register and name.
pub fn read_omissions(dir: &Path) -> Result<Vec<OmissionLine>, PublishError> {
    let line = |row: OmissionRow| OmissionLine {
        fingerprint: row.fingerprint,
        rule: row.rule,
        status: row.status,
        name: row.name,
        person_id_masked: row.person_id_masked.unwrap_or_default(),
        township: row.township,
        village: row.village,
        extract: row.extract,
        source_file: row.source_file,
        source_row: row.source_row,
        values: Value::Object(row.values.0),
        records: row.records,
        total: row.total.unwrap_or_default(),
        register_id: row.register_id.unwrap_or_default(),
        people: row.people,
        relatives: row.relatives.0,
        household_id: row.household_id.0,
        registered_file: row.registered_file.unwrap_or_default(),
        registered_row: row.registered_row,
        change: row.change.map(|change| change.to_string()).unwrap_or_default(),
        first_seen: row.first_seen.map(|day| day.to_string()).unwrap_or_default(),
    };
    let mut lines: Vec<_> = read_rows::<OmissionRow>(dir)?.into_iter().map(line).collect();
    lines.sort_by(|a, b| {
        let key = |line: &OmissionLine| {
            [&line.township, &line.village, &line.register_id, &line.name, &line.rule].map(Clone::clone)
        };
        key(a).cmp(&key(b))
    });
    Ok(lines)
}

/// Reads one table of a published run that is kept as Parquet.
pub fn read_table(dir: &Path, table: &str) -> Result<DataFrame, PublishError> {
    read_parquet(&dir.join(format!("{table}.parquet")))
}

/// Reads the rows of a table that stands in `stages/` for whoever reads the run.
fn read_stage_rows<R: PublishedRow>(dir: &Path) -> Result<Vec<R>, PublishError> {
    R::read(&read_stage_table(dir, R::TABLE)?).map_err(|source| wrong_table(R::TABLE, source))
}

/// Reads one table between stages, of a run that kept it.
pub fn read_stage_table(dir: &Path, table: &str) -> Result<DataFrame, PublishError> {
    read_parquet(&dir.join("stages").join(format!("{table}.parquet")))
}

/// Reads `run.json`.
pub fn read_manifest(dir: &Path) -> Result<Manifest, PublishError> {
    let path = dir.join("run.json");
    let text = std::fs::read_to_string(&path).map_err(|_| PublishError::no_run(dir))?;
    serde_json::from_str(&text).map_err(|error| PublishError::not_readable(&path, &error.to_string()))
}

/// The run that a person means by a folder: a run's own, or the latest in a folder of runs.
pub fn run_in(dir: &Path) -> Result<PathBuf, PublishError> {
    if dir.join("run.json").is_file() {
        return Ok(dir.to_owned());
    }
    latest(dir).ok_or_else(|| PublishError::no_run(dir))
}

/// Reads the rows of a published table that is kept as Parquet.
pub fn read_rows<R: PublishedRow>(dir: &Path) -> Result<Vec<R>, PublishError> {
    read_rows_of(dir, R::TABLE)
}

/// Reads the rows of another table of the same columns.
pub fn read_rows_of<R: PublishedRow>(dir: &Path, table: &str) -> Result<Vec<R>, PublishError> {
    R::read(&read_table(dir, table)?).map_err(|source| wrong_table(table, source))
}

/// Reads some text columns of a published table, for whoever needs no more: row by row, empty cells as empty texts.
pub fn read_texts<const N: usize>(
    dir: &Path,
    table: &str,
    columns: [&str; N],
) -> Result<Vec<[String; N]>, PublishError> {
    let frame = read_table(dir, table)?;
    let mut rows = vec![[const { String::new() }; N]; frame.height()];
    for (at, column) in columns.into_iter().enumerate() {
        let cells = texts(&frame, column).map_err(|source| wrong_table(table, source))?;
        for (row, cell) in rows.iter_mut().zip(cells.iter()) {
            if let Some(place) = row.get_mut(at) {
                place.push_str(cell.unwrap_or_default());
            }
        }
    }
    Ok(rows)
}

fn wrong_table(table: &str, source: TableError) -> PublishError {
    PublishError::WrongTable { table: table.to_owned(), source }
}

/// Reads the findings of a published run with the evidence behind each.
pub fn read_listing(dir: &Path) -> Result<Listing, PublishError> {
    let manifest = read_manifest(dir)?;
    let suspects = read_rows::<SuspectRow>(dir)?.into_iter();
    let suspects: BTreeMap<_, _> = suspects.map(|card| (card.household_id.clone(), card)).collect();
    let mut evidence = BTreeMap::<String, Vec<EvidenceLine>>::new();
    for row in read_rows::<EvidenceRow>(dir)? {
        evidence.entry(row.fingerprint.clone()).or_default().push(EvidenceLine::from(row));
    }
    // A run of before has none.
    let ranks = if dir.join("ranks.parquet").is_file() { read_rows::<RankRow>(dir)? } else { Vec::new() };
    let mut ranks: BTreeMap<_, _> = ranks.into_iter().map(|row| (row.fingerprint, row.place)).collect();
    let line = |row: FindingRow| {
        let suspect = suspects.get(&row.household_id);
        FindingLine {
            evidence: evidence.remove(&row.fingerprint).unwrap_or_default(),
            rank: ranks.remove(&row.fingerprint),
            head_name: suspect.map(|card| card.head_name.clone()).unwrap_or_default(),
            suspect: suspect.is_some_and(|card| card.rules.0.contains(&row.rule)),
            fingerprint: row.fingerprint,
            household_id: row.household_id,
            township: row.township,
            village: row.village,
            rule: row.rule,
            condition: row.condition.and_then(|number| u8::try_from(number).ok()),
            severity: row.severity,
            status: row.status,
            confidence: row.confidence.to_string(),
            exempt: row.exempt,
            persons: row.persons,
            records: row.records,
            change: row.change.map(|change| change.to_string()).unwrap_or_default(),
            first_seen: row.first_seen.map(|day| day.to_string()).unwrap_or_default(),
            last_outcome: row.last_outcome.unwrap_or_default(),
        }
    };
    let mut findings: Vec<_> = read_rows::<FindingRow>(dir)?.into_iter().map(line).collect();
    findings.sort_by(|a, b| {
        let key = |line: &FindingLine| {
            (line.township.clone(), line.village.clone(), line.household_id.clone(), line.rule.clone())
        };
        key(a).cmp(&key(b))
    });
    Ok(Listing { dir: dir.to_owned(), manifest, findings })
}

impl From<EvidenceRow> for EvidenceLine {
    fn from(row: EvidenceRow) -> Self {
        Self {
            person_id: row.person_id.unwrap_or_default(),
            person_name: row.person_name,
            person_id_masked: row.person_id_masked.unwrap_or_default(),
            relation: row.relation.to_string(),
            extract: row.extract,
            source_file: row.source_file,
            source_row: row.source_row,
            method: row.method.to_string(),
            probability: Some(row.probability),
            exempt: row.exempt,
            asset: row.asset,
            values: Value::Object(row.values.0),
        }
    }
}
