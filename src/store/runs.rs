//! Runs in the store: what each was made from and counted, and what became of every finding.

use std::collections::BTreeMap;

use super::audit::{self, Act, Tampering, Verification};
use super::database::{Database, Row, Value};
use super::findings::{FindingState, add_findings};
use super::{AuditEntry, Store, StoreError};
use crate::domain::PartsDigest;

/// A published run, as the store keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunRecord {
    pub job: String,
    /// The folder of all its runs: the runs of one job into one folder are a series.
    pub output: String,
    pub run_id: String,
    pub as_of: String,
    pub previous_run_id: Option<String>,
    pub program_version: String,
    /// RFC 3339.
    pub published_at: String,
    /// Of `run.json` without what was measured.
    pub manifest_digest: String,
    pub counts: BTreeMap<String, u64>,
    pub rules: Vec<RuleUsed>,
    pub deliveries: Vec<DeliveryUsed>,
    /// Every finding that was ever made in the series.
    pub findings: Vec<FindingState>,
}

/// A rule as a run had it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleUsed {
    pub rule: String,
    pub version: u64,
    pub digest: String,
    pub not_run: Option<String>,
}

/// A delivered file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryUsed {
    pub extract: String,
    pub file: String,
    pub digest: String,
    pub bytes: u64,
    /// Accepted rows of the whole extract.
    pub rows: Option<u64>,
}

/// A run in a list of runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct RunLine {
    pub run_id: String,
    pub as_of: String,
    pub published_at: String,
    pub program_version: String,
    pub previous_run_id: Option<String>,
    pub counts: BTreeMap<String, u64>,
}

impl RunRecord {
    /// What the audit log keeps of it.
    fn digest(run_id: &str, as_of: &str, previous: Option<&str>, manifest: &str) -> String {
        let mut digest = PartsDigest::default();
        digest.add_all([run_id, as_of, previous.unwrap_or_default(), manifest]);
        digest.hex()
    }
}

fn integer(number: u64) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

impl Store {
    /// Whether a run was taken in.
    pub fn has_run(&mut self, job: &str, output: &str, run_id: &str) -> Result<bool, StoreError> {
        let Some(series) = series(&mut self.database, job, output)? else { return Ok(false) };
        let sql = "SELECT 1 FROM runs WHERE series = $1 AND run_id = $2";
        Ok(!self.database.query(sql, &[series.into(), run_id.into()])?.is_empty())
    }

    /// Takes a published run in; one that is there already changes nothing.
    pub fn record_run(&mut self, act: &Act<'_>, run: &RunRecord) -> Result<(), StoreError> {
        if self.has_run(&run.job, &run.output, &run.run_id)? {
            return Ok(());
        }
        self.database.transaction(|database| {
            let series = series_for(database, run)?;
            let sql = "SELECT COALESCE(MAX(number), 0) FROM runs WHERE series = $1";
            let last = database.query(sql, &[series.into()])?.first_mut().map_or(0, Row::integer);
            let own = [Value::Integer(series), Value::Integer(last + 1)];
            add_run(database, &own, run)?;
            add_findings(database, &own, run)?;
            let digest = RunRecord::digest(
                &run.run_id,
                &run.as_of,
                run.previous_run_id.as_deref(),
                &run.manifest_digest,
            );
            audit::append(database, act, "run", &run.run_id, &digest)
        })
    }

    /// The runs of a job into a folder, the oldest first.
    pub fn runs(&mut self, job: &str, output: &str) -> Result<Vec<RunLine>, StoreError> {
        let Some(series) = series(&mut self.database, job, output)? else { return Ok(Vec::new()) };
        let sql = "SELECT number, run_id, as_of, published_at, program_version, previous_run_id \
                   FROM runs WHERE series = $1 ORDER BY number";
        let mut lines = BTreeMap::new();
        for mut row in self.database.query(sql, &[series.into()])? {
            let number = row.integer();
            let line = RunLine {
                run_id: row.text(),
                as_of: row.text(),
                published_at: row.text(),
                program_version: row.text(),
                previous_run_id: row.optional_text(),
                counts: BTreeMap::new(),
            };
            lines.insert(number, line);
        }
        let sql = "SELECT number, name, count FROM run_counts WHERE series = $1";
        for mut row in self.database.query(sql, &[series.into()])? {
            if let Some(line) = lines.get_mut(&row.integer()) {
                let name = row.text();
                line.counts.insert(name, count(row.integer()));
            }
        }
        Ok(lines.into_values().collect())
    }

    pub(super) fn verify_runs(
        &mut self,
        log: &[AuditEntry],
        own: &mut Verification,
    ) -> Result<(), StoreError> {
        let sql = "SELECT run_id, as_of, previous_run_id, manifest_digest FROM runs ORDER BY series, number";
        let mut standing = BTreeMap::<String, Vec<String>>::new();
        for mut row in self.database.query(sql, &[])? {
            let (run_id, as_of, previous, manifest) =
                (row.text(), row.text(), row.optional_text(), row.text());
            let digest = RunRecord::digest(&run_id, &as_of, previous.as_deref(), &manifest);
            standing.entry(run_id).or_default().push(digest);
            own.runs += 1;
        }
        let mut recorded = BTreeMap::<&str, Vec<&str>>::new();
        for entry in log.iter().filter(|entry| entry.action == "run") {
            recorded.entry(&entry.subject).or_default().push(&entry.detail);
        }
        let ids = standing.keys().map(String::as_str).chain(recorded.keys().copied());
        for id in ids.collect::<std::collections::BTreeSet<_>>() {
            let mut stands: Vec<_> = standing.get(id).into_iter().flatten().map(String::as_str).collect();
            let mut was: Vec<_> = recorded.get(id).into_iter().flatten().copied().collect();
            stands.sort_unstable();
            was.sort_unstable();
            if stands != was {
                own.found.push(Tampering::Run { id: id.to_owned() });
            }
        }
        Ok(())
    }
}

pub(super) fn series(database: &mut Database, job: &str, output: &str) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT id FROM series WHERE job = $1 AND output = $2";
    Ok(database.query(sql, &[job.into(), output.into()])?.first_mut().map(Row::integer))
}

fn series_for(database: &mut Database, run: &RunRecord) -> Result<i64, StoreError> {
    if let Some(series) = series(database, &run.job, &run.output)? {
        return Ok(series);
    }
    let last =
        database.query("SELECT COALESCE(MAX(id), 0) FROM series", &[])?.first_mut().map_or(0, Row::integer);
    let values = [Value::Integer(last + 1), run.job.as_str().into(), run.output.as_str().into()];
    database.execute("INSERT INTO series (id, job, output) VALUES ($1, $2, $3)", &values)?;
    Ok(last + 1)
}

fn add_run(database: &mut Database, own: &[Value; 2], run: &RunRecord) -> Result<(), StoreError> {
    let [series, number] = own;
    let values = [
        series.clone(),
        number.clone(),
        run.run_id.as_str().into(),
        run.as_of.as_str().into(),
        run.previous_run_id.clone().into(),
        run.program_version.as_str().into(),
        run.published_at.as_str().into(),
        run.manifest_digest.as_str().into(),
    ];
    let sql = "INSERT INTO runs (series, number, run_id, as_of, previous_run_id, program_version, published_at, \
               manifest_digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    database.execute(sql, &values)?;
    let sql = "INSERT INTO run_counts (series, number, name, count) VALUES ($1, $2, $3, $4)";
    for (name, count) in &run.counts {
        database.execute(sql, &[series.clone(), number.clone(), name.as_str().into(), integer(*count)])?;
    }
    let sql = "INSERT INTO run_rules (series, number, rule, version, digest, not_run) VALUES ($1, $2, $3, $4, $5, $6)";
    for rule in &run.rules {
        let values = [
            series.clone(),
            number.clone(),
            rule.rule.as_str().into(),
            integer(rule.version),
            rule.digest.as_str().into(),
            rule.not_run.clone().into(),
        ];
        database.execute(sql, &values)?;
    }
    let sql = "INSERT INTO deliveries (series, number, extract, file, digest, bytes, rows_used) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    for delivery in &run.deliveries {
        let values = [
            series.clone(),
            number.clone(),
            delivery.extract.as_str().into(),
            delivery.file.as_str().into(),
            delivery.digest.as_str().into(),
            integer(delivery.bytes),
            delivery.rows.map_or(Value::Null, integer),
        ];
        database.execute(sql, &values)?;
    }
    Ok(())
}
