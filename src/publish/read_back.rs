//! Published runs read back as plain rows, for `bidui list` and the next run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;
use serde_json::Value;

use super::cells::column;
use super::parquet::read_parquet;
use super::{Manifest, PublishError, latest};

/// A published run, read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    pub dir: PathBuf,
    pub manifest: Manifest,
    /// Every finding, by township, village, card and rule; those that make no suspect too.
    pub findings: Vec<FindingLine>,
}

/// A finding as a row.
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
    /// Whether the card is a suspect by this rule.
    pub suspect: bool,
    pub evidence: Vec<EvidenceLine>,
}

/// A record behind a finding.
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

/// Reads one table of a published run that is kept as Parquet.
pub fn read_table(dir: &Path, table: &str) -> Result<DataFrame, PublishError> {
    read_parquet(&dir.join(format!("{table}.parquet")))
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

/// Reads the findings of a published run with the evidence behind each.
pub fn read_listing(dir: &Path) -> Result<Listing, PublishError> {
    let manifest = read_manifest(dir)?;
    let suspects = suspects_by_card(&read_table(dir, "suspects")?)?;
    let mut evidence = evidence_by_finding(&read_table(dir, "evidence")?)?;
    let frame = read_table(dir, "findings")?;
    let get = |name| column("findings", &frame, name);
    let (fingerprint, id, township, village) =
        (get("fingerprint")?, get("household_id")?, get("township")?, get("village")?);
    let (rule, condition, severity, confidence) =
        (get("rule")?, get("condition")?, get("severity")?, get("confidence")?);
    let status = get("status")?;
    let (persons, records, exempt) = (get("persons")?, get("records")?, get("exempt")?);
    let (change, first_seen) = (get("change")?, get("first_seen")?);
    let mut findings: Vec<_> = (0..frame.height())
        .map(|row| {
            let household_id = id.text(row);
            let rule = rule.text(row);
            let suspect = suspects.get(&household_id);
            let fingerprint = fingerprint.text(row);
            FindingLine {
                evidence: evidence.remove(&fingerprint).unwrap_or_default(),
                fingerprint,
                township: township.text(row),
                village: village.text(row),
                head_name: suspect.map(|(head, _)| head.clone()).unwrap_or_default(),
                condition: condition.get(row).and_then(|number| number.parse().ok()),
                severity: severity.text(row),
                status: status.text(row),
                confidence: confidence.text(row),
                exempt: exempt.says_yes(row),
                persons: persons.number(row),
                records: records.number(row),
                change: change.text(row),
                first_seen: first_seen.text(row),
                suspect: suspect
                    .is_some_and(|(_, rules)| rules.split([',', ';', ' ']).any(|known| known == rule)),
                rule,
                household_id,
            }
        })
        .collect();
    findings.sort_by(|a, b| {
        let key = |line: &FindingLine| {
            (line.township.clone(), line.village.clone(), line.household_id.clone(), line.rule.clone())
        };
        key(a).cmp(&key(b))
    });
    Ok(Listing { dir: dir.to_owned(), manifest, findings })
}

/// Head and rules of each suspect card.
fn suspects_by_card(frame: &DataFrame) -> Result<BTreeMap<String, (String, String)>, PublishError> {
    let get = |name| column("suspects", frame, name);
    let (id, head, rules) = (get("household_id")?, get("head_name")?, get("rules")?);
    Ok((0..frame.height()).map(|row| (id.text(row), (head.text(row), rules.text(row)))).collect())
}

fn evidence_by_finding(frame: &DataFrame) -> Result<BTreeMap<String, Vec<EvidenceLine>>, PublishError> {
    let get = |name| column("evidence", frame, name);
    let (fingerprint, person_id, person_name, masked) =
        (get("fingerprint")?, get("person_id")?, get("person_name")?, get("person_id_masked")?);
    let (relation, extract, file, line) =
        (get("relation")?, get("extract")?, get("source_file")?, get("source_row")?);
    let (method, probability, exempt, asset, values) =
        (get("method")?, get("probability")?, get("exempt")?, get("asset")?, get("values")?);
    let mut by_finding = BTreeMap::<String, Vec<EvidenceLine>>::new();
    for row in 0..frame.height() {
        by_finding.entry(fingerprint.text(row)).or_default().push(EvidenceLine {
            person_id: person_id.text(row),
            person_name: person_name.text(row),
            person_id_masked: masked.text(row),
            relation: relation.text(row),
            extract: extract.text(row),
            source_file: file.text(row),
            source_row: line.number(row),
            method: method.text(row),
            probability: probability.get(row).and_then(|number| number.parse().ok()),
            exempt: if exempt.says_yes(row) { exempt.get(row) } else { None },
            asset: asset.text(row),
            values: serde_json::from_str(&values.text(row)).unwrap_or(Value::Null),
        });
    }
    Ok(by_finding)
}
