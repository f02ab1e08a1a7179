//! Spot checks in the store: each is written once, with every line of it, before anybody goes.

use std::collections::BTreeMap;

use super::audit::{self, Act, Tampering, Verification};
use super::database::{Database, Row, Value};
use super::{AuditEntry, Store, StoreError};
use crate::domain::PartsDigest;
use crate::spot_check::{Design, Draw, Population, Stratum, Unit, UnitKind, put_in_order};

const COLUMNS: &str =
    "number, job, id, run_id, as_of, design, villages, suspects, clear, exited, drawn_on, drawn_by";
const UNIT_COLUMNS: &str =
    "draw, fingerprint, kind, household_id, township, village, stratum, exited, weight, family";

/// A draw with its number: of two the later has the higher.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawRecord {
    pub number: i64,
    pub draw: Draw,
}

/// What an outcome is kept with that came of a spot check and of no finding.
pub(super) const NO_EVIDENCE: &str = "";

impl Store {
    /// Records a draw; nothing where it is there already, whoever drew it.
    pub fn record_draw(&mut self, job: &str, act: &Act<'_>, draw: &Draw) -> Result<bool, StoreError> {
        self.database.transaction(|database| {
            let known = "SELECT 1 FROM draws WHERE job = $1 AND id = $2";
            if !database.query(known, &[job.into(), draw.id.as_str().into()])?.is_empty() {
                return Ok(false);
            }
            let last = database.query("SELECT COALESCE(MAX(number), 0) FROM draws", &[])?;
            let number = last.into_iter().next().map_or(0, |mut row| row.integer()) + 1;
            let detail = digest(number, job, draw);
            audit::append(database, act, "draw", &draw.id, &detail)?;
            database.insert("draws", COLUMNS, &[values(number, job, draw)], "")?;
            let units: Vec<_> = draw.units.iter().map(|unit| unit_values(number, unit)).collect();
            database.insert("draw_units", UNIT_COLUMNS, &units, "")?;
            Ok(true)
        })
    }

    /// The draws of a job, the oldest first.
    pub fn draws(&mut self, job: &str) -> Result<Vec<DrawRecord>, StoreError> {
        Ok(draws(&mut self.database, Some(job))?.into_iter().map(|(_, draw)| draw).collect())
    }

    /// Whether a draw of the job has this line.
    pub(super) fn is_drawn(&mut self, job: &str, fingerprint: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM draw_units u JOIN draws d ON d.number = u.draw \
                   WHERE d.job = $1 AND u.fingerprint = $2 LIMIT 1";
        Ok(!self.database.query(sql, &[job.into(), fingerprint.into()])?.is_empty())
    }

    pub(super) fn verify_draws(
        &mut self,
        log: &[AuditEntry],
        own: &mut Verification,
    ) -> Result<(), StoreError> {
        let recorded = log.iter().filter(|entry| entry.action == "draw");
        let mut recorded: BTreeMap<_, _> = recorded.map(|entry| (entry.detail.as_str(), entry)).collect();
        for (job, DrawRecord { number, draw }) in draws(&mut self.database, None)? {
            own.draws += 1;
            if recorded.remove(digest(number, &job, &draw).as_str()).is_none() {
                own.found.push(Tampering::Draw { id: draw.id });
            }
        }
        // What was edited is told once.
        for entry in recorded.into_values() {
            let edited = Tampering::Draw { id: entry.subject.clone() };
            if !own.found.contains(&edited) {
                own.found.push(edited);
            }
        }
        Ok(())
    }
}

fn values(number: i64, job: &str, draw: &Draw) -> Vec<Value> {
    let Draw { id, run_id, as_of, design, population, drawn_on, drawn_by, .. } = draw;
    let Population { villages, suspects, clear, exited } = *population;
    let count = |count: u64| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    vec![
        number.into(),
        job.into(),
        id.as_str().into(),
        run_id.as_str().into(),
        as_of.as_str().into(),
        design.in_words().into(),
        count(villages),
        count(suspects),
        count(clear),
        count(exited),
        drawn_on.as_str().into(),
        drawn_by.as_str().into(),
    ]
}

fn unit_values(number: i64, unit: &Unit) -> Vec<Value> {
    vec![
        number.into(),
        unit.fingerprint.as_str().into(),
        unit.kind.as_str().into(),
        unit.household_id.as_str().into(),
        unit.township.as_str().into(),
        unit.village.as_str().into(),
        unit.stratum.map_or("", Stratum::as_str).into(),
        i64::from(unit.exited).into(),
        // The shortest text that is read back as the same number.
        unit.weight.to_string().into(),
        unit.family.as_str().into(),
    ]
}

/// What the audit log keeps of a draw: every column of it and of its lines enters.
fn digest(number: i64, job: &str, draw: &Draw) -> String {
    let mut digest = PartsDigest::default();
    let mut add = |values: Vec<Value>| {
        for value in values {
            match value {
                Value::Text(text) => digest.add(&text),
                Value::Integer(number) => digest.add(&number.to_string()),
                Value::Null => digest.add("-"),
            }
        }
    };
    add(values(number, job, draw));
    draw.units.iter().for_each(|unit| add(unit_values(number, unit)));
    digest.hex()
}

/// The draws of a job, or of all, each with its job, the oldest first.
fn draws(database: &mut Database, job: Option<&str>) -> Result<Vec<(String, DrawRecord)>, StoreError> {
    let (of_job, values): (_, &[Value]) = match job {
        Some(job) => ("WHERE job = $1", &[job.into()]),
        None => ("", &[]),
    };
    let mut units = BTreeMap::<i64, Vec<Unit>>::new();
    let sql =
        format!("SELECT {UNIT_COLUMNS} FROM draw_units WHERE draw IN (SELECT number FROM draws {of_job})");
    for row in database.query(&sql, values)? {
        let (number, unit) = unit_of(row)?;
        units.entry(number).or_default().push(unit);
    }
    let of_row = |mut row: Row| {
        let (number, job, id) = (row.integer(), row.text(), row.text());
        let (run_id, as_of, design) = (row.text(), row.text(), row.text());
        let mut count = || u64::try_from(row.integer()).unwrap_or(0);
        let population = Population { villages: count(), suspects: count(), clear: count(), exited: count() };
        let design = Design::parse(&design).ok_or_else(|| StoreError::unreadable_draw(&id))?;
        let (drawn_on, drawn_by) = (row.text(), row.text());
        let mut units = units.remove(&number).unwrap_or_default();
        put_in_order(&mut units);
        let draw = Draw { id, run_id, as_of, design, population, drawn_on, drawn_by, units };
        Ok((job, DrawRecord { number, draw }))
    };
    database
        .query(&format!("SELECT {COLUMNS} FROM draws {of_job} ORDER BY number"), values)?
        .into_iter()
        .map(of_row)
        .collect()
}

fn unit_of(mut row: Row) -> Result<(i64, Unit), StoreError> {
    let (number, fingerprint, kind) = (row.integer(), row.text(), row.text());
    let (household_id, township, village, stratum) = (row.text(), row.text(), row.text(), row.text());
    let exited = row.integer() != 0;
    let (weight, family) = (row.text(), row.text());
    let (Some(kind), Ok(weight)) = (UnitKind::parse(&kind), weight.parse()) else {
        return Err(StoreError::unreadable_draw(&fingerprint));
    };
    let stratum = Stratum::parse(&stratum);
    Ok((number, Unit { fingerprint, kind, household_id, township, village, stratum, exited, weight, family }))
}
