//! Findings in the store: what became of each, run after run. A night without news writes nothing.

use std::collections::BTreeMap;

use super::database::{Database, Row, Value};
use super::runs::{RunRecord, series};
use super::{Store, StoreError};
use crate::domain::Gone;

/// A finding after a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct FindingState {
    pub fingerprint: String,
    /// Empty for somebody who is on no card.
    pub household_id: String,
    pub township: String,
    pub village: String,
    pub rule: String,
    pub extract: String,
    /// By which rungs its records were linked, `;` between them.
    pub methods: String,
    /// `found`, or why it was not.
    pub state: String,
    /// Whether it ever made its card a suspect.
    pub makes_suspect: bool,
    pub first_seen: String,
    pub evidence_digest: String,
}

impl FindingState {
    /// Whether the last run found it, or could not look.
    pub fn stands(&self) -> bool {
        self.state == "found" || Gone::parse(&self.state).is_some_and(Gone::was_not_looked_at)
    }
}

impl Store {
    /// Every finding of a series as the last run left it.
    pub fn findings(&mut self, job: &str, output: &str) -> Result<Vec<FindingState>, StoreError> {
        let Some(series) = series(&mut self.database, job, output)? else { return Ok(Vec::new()) };
        Ok(findings(&mut self.database, series)?.into_values().collect())
    }

    /// What became of a finding: run id, as-of date and state, the oldest first.
    pub fn history(
        &mut self,
        job: &str,
        output: &str,
        fingerprint: &str,
    ) -> Result<Vec<(String, String, String)>, StoreError> {
        let Some(series) = series(&mut self.database, job, output)? else { return Ok(Vec::new()) };
        let sql = "SELECT r.run_id, r.as_of, e.state FROM finding_events e \
                   JOIN runs r ON r.series = e.series AND r.number = e.number \
                   WHERE e.series = $1 AND e.fingerprint = $2 ORDER BY e.number";
        let rows = self.database.query(sql, &[series.into(), fingerprint.into()])?;
        Ok(rows.into_iter().map(|mut row| (row.text(), row.text(), row.text())).collect())
    }

    /// The digest of the evidence that a run had of a finding; of the newest run, where none is named or it is not known.
    pub(super) fn evidence_of(
        &mut self,
        job: &str,
        fingerprint: &str,
        run_id: Option<&str>,
    ) -> Result<Option<String>, StoreError> {
        // Of the run that is named, or of the one published last: a job may have several series.
        let sql = "SELECT r.series, r.number FROM runs r JOIN series s ON s.id = r.series \
                   WHERE s.job = $1 AND r.run_id = $2 ORDER BY r.series LIMIT 1";
        let named = self.database.query(sql, &[job.into(), run_id.unwrap_or_default().into()])?.pop();
        let rows = match named {
            Some(mut run) => {
                let sql = "SELECT evidence_digest FROM finding_events \
                           WHERE series = $1 AND number <= $2 AND fingerprint = $3 ORDER BY number DESC LIMIT 1";
                let values = [run.integer().into(), run.integer().into(), fingerprint.into()];
                self.database.query(sql, &values)?
            }
            None => {
                let sql = "SELECT e.evidence_digest FROM finding_events e \
                           JOIN series s ON s.id = e.series \
                           JOIN runs r ON r.series = e.series AND r.number = e.number \
                           WHERE s.job = $1 AND e.fingerprint = $2 \
                           ORDER BY r.published_at DESC, e.number DESC LIMIT 1";
                self.database.query(sql, &[job.into(), fingerprint.into()])?
            }
        };
        Ok(rows.into_iter().next().map(|mut row| row.text()))
    }
}

const FINDING_COLUMNS: &str = "fingerprint, household_id, township, village, rule, extract, methods, state, \
                               makes_suspect, first_seen, evidence_digest";

fn findings(database: &mut Database, series: i64) -> Result<BTreeMap<String, FindingState>, StoreError> {
    let sql = format!("SELECT {FINDING_COLUMNS} FROM findings WHERE series = $1");
    let state = |mut row: Row| {
        let state = FindingState {
            fingerprint: row.text(),
            household_id: row.text(),
            township: row.text(),
            village: row.text(),
            rule: row.text(),
            extract: row.text(),
            methods: row.text(),
            state: row.text(),
            makes_suspect: row.integer() != 0,
            first_seen: row.text(),
            evidence_digest: row.text(),
        };
        (state.fingerprint.clone(), state)
    };
    Ok(database.query(&sql, &[series.into()])?.into_iter().map(state).collect())
}

/// What a finding is called that a series has and its newest run does not know: the folder of runs was begun anew.
const FORGOTTEN: &str = "forgotten";

/// Writes the findings that are another since the run before; a night without news writes none.
pub(super) fn add_findings(
    database: &mut Database,
    own: &[Value; 2],
    run: &RunRecord,
) -> Result<(), StoreError> {
    let [Value::Integer(series), number] = own else { return Ok(()) };
    let mut before = findings(database, *series)?;
    let (mut written, mut told) = (Vec::new(), Vec::new());
    let mut write = |state: FindingState, is_told: bool| {
        if is_told {
            told.push(vec![
                Value::Integer(*series),
                number.clone(),
                state.fingerprint.clone().into(),
                state.state.clone().into(),
                state.evidence_digest.clone().into(),
            ]);
        }
        written.push(vec![
            Value::Integer(*series),
            state.fingerprint.into(),
            state.household_id.into(),
            state.township.into(),
            state.village.into(),
            state.rule.into(),
            state.extract.into(),
            state.methods.into(),
            state.state.into(),
            Value::Integer(i64::from(state.makes_suspect)),
            state.first_seen.into(),
            state.evidence_digest.into(),
        ]);
    };
    for state in &run.findings {
        let mut state = state.clone();
        let old = before.remove(&state.fingerprint);
        if let Some(old) = &old {
            state.makes_suspect |= old.makes_suspect;
            // Of what was not found tonight only what was known stands.
            for (now, then) in [
                (&mut state.township, &old.township),
                (&mut state.village, &old.village),
                (&mut state.extract, &old.extract),
                (&mut state.methods, &old.methods),
            ] {
                if now.is_empty() {
                    now.clone_from(then);
                }
            }
        }
        let is_told = old
            .as_ref()
            .is_none_or(|old| old.state != state.state || old.evidence_digest != state.evidence_digest);
        if old.as_ref() != Some(&state) {
            write(state, is_told);
        }
    }
    for (_, mut state) in before.into_iter().filter(|(_, old)| old.state != FORGOTTEN) {
        state.state = FORGOTTEN.to_owned();
        write(state, true);
    }
    let then = "ON CONFLICT (series, fingerprint) DO UPDATE SET household_id = excluded.household_id, \
                township = excluded.township, village = excluded.village, rule = excluded.rule, \
                extract = excluded.extract, methods = excluded.methods, state = excluded.state, \
                makes_suspect = excluded.makes_suspect, first_seen = excluded.first_seen, \
                evidence_digest = excluded.evidence_digest";
    database.insert("findings", &format!("series, {FINDING_COLUMNS}"), &written, then)?;
    database.insert("finding_events", "series, number, fingerprint, state, evidence_digest", &told, "")
}
