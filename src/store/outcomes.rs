//! Outcomes in the store: recorded once, never overwritten; of several of one finding the last visit's counts.

use std::collections::{BTreeMap, BTreeSet};

use super::audit::{self, Act, Tampering, Verification};
use super::database::{Database, Row, Value};
use super::draws::NO_EVIDENCE;
use super::{AuditEntry, Store, StoreError};
use crate::domain::PartsDigest;

/// What came of a visit, as somebody says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct NewOutcome {
    pub fingerprint: String,
    /// As spelled in files: `retained`.
    pub outcome: String,
    /// A code, or what somebody wrote.
    pub reason: Option<String>,
    pub note: Option<String>,
    /// `2017-09-03`; none where nobody said it.
    pub visited_on: Option<String>,
    pub visited_by: Option<String>,
    /// Until when a decision holds.
    pub until: Option<String>,
    /// The run whose list it was written on.
    pub run_id: Option<String>,
    /// The file it came in, with the line.
    pub source: String,
}

/// An outcome that is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct OutcomeRecord {
    pub id: i64,
    pub fingerprint: String,
    pub outcome: String,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub visited_on: String,
    pub visited_by: Option<String>,
    pub until: Option<String>,
    /// Of the evidence that was visited.
    pub evidence_digest: String,
    pub source: String,
    pub recorded_at: String,
    pub recorded_by: String,
}

/// Two outcomes of one visit that do not agree.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Conflict {
    pub new: NewOutcome,
    /// What is kept of the same day.
    pub kept: OutcomeRecord,
}

/// What became of one outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// It was written under this number.
    New(i64),
    /// It was there already.
    Known,
    /// Another is kept of the same visit; nothing was written.
    Conflicting(Box<Conflict>),
    /// No run of the job made such a finding.
    NoSuchFinding,
}

/// How outcomes are to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    pub job: &'a str,
    pub act: Act<'a>,
    /// The day of recording, for visits whose day nobody said.
    pub today: &'a str,
    /// Write what conflicts, too: it counts from then on.
    pub accept_conflicts: bool,
}

const COLUMNS: &str = "id, job, fingerprint, outcome, reason, note, visited_on, visited_by, valid_until, \
                       evidence_digest, source, recorded_at, recorded_by";

impl OutcomeRecord {
    fn of(mut row: Row) -> (String, Self) {
        let (id, job) = (row.integer(), row.text());
        let record = Self {
            id,
            fingerprint: row.text(),
            outcome: row.text(),
            reason: row.optional_text(),
            note: row.optional_text(),
            visited_on: row.text(),
            visited_by: row.optional_text(),
            until: row.optional_text(),
            evidence_digest: row.text(),
            source: row.text(),
            recorded_at: row.text(),
            recorded_by: row.text(),
        };
        (job, record)
    }

    /// What the audit log keeps of it: every column enters.
    fn digest(&self, job: &str) -> String {
        let mut digest = PartsDigest::default();
        let id = self.id.to_string();
        let optional =
            |text: &Option<String>| text.as_ref().map_or("-".to_owned(), |text| format!("+{text}"));
        let parts = [
            id,
            job.to_owned(),
            self.fingerprint.clone(),
            self.outcome.clone(),
            optional(&self.reason),
            optional(&self.note),
            self.visited_on.clone(),
            optional(&self.visited_by),
            optional(&self.until),
            self.evidence_digest.clone(),
            self.source.clone(),
            self.recorded_at.clone(),
            self.recorded_by.clone(),
        ];
        digest.add_all(parts);
        digest.hex()
    }

    /// Whether both say the same of one visit; of one whose day nobody said, of any.
    fn says_the_same(&self, new: &NewOutcome) -> bool {
        self.agrees(new)
            && self.note == new.note
            && self.visited_by == new.visited_by
            && new.visited_on.as_ref().is_none_or(|day| *day == self.visited_on)
    }

    /// Whether both come to the same.
    fn agrees(&self, new: &NewOutcome) -> bool {
        self.outcome == new.outcome && self.reason == new.reason && self.until == new.until
    }
}

impl Store {
    /// Records outcomes, all in one transaction; what became of each, in their order.
    pub fn record_outcomes(
        &mut self,
        how: &Stored<'_>,
        outcomes: &[NewOutcome],
    ) -> Result<Vec<Recorded>, StoreError> {
        let mut evidence = Vec::new();
        for new in outcomes {
            let of_finding = self.evidence_of(how.job, &new.fingerprint, new.run_id.as_deref())?;
            evidence.push(match of_finding {
                None if self.is_drawn(how.job, &new.fingerprint)? => Some(NO_EVIDENCE.to_owned()),
                of_finding => of_finding,
            });
        }
        self.database.transaction(|database| {
            let mut done = Vec::new();
            for (new, evidence) in outcomes.iter().zip(evidence) {
                let Some(evidence) = evidence else {
                    done.push(Recorded::NoSuchFinding);
                    continue;
                };
                done.push(record(database, how, new, evidence)?);
            }
            Ok(done)
        })
    }

    /// All outcomes of a job, the oldest record first.
    pub fn outcomes(&mut self, job: &str) -> Result<Vec<OutcomeRecord>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM outcomes WHERE job = $1 ORDER BY id");
        let rows = self.database.query(&sql, &[job.into()])?;
        Ok(rows.into_iter().map(|row| OutcomeRecord::of(row).1).collect())
    }

    /// Of each finding the outcome that counts: of the last visit, and of one visit the last that was recorded.
    pub fn current_outcomes(&mut self, job: &str) -> Result<BTreeMap<String, OutcomeRecord>, StoreError> {
        Ok(latest_of_each(self.outcomes(job)?))
    }

    pub(super) fn verify_outcomes(
        &mut self,
        log: &[AuditEntry],
        own: &mut Verification,
    ) -> Result<(), StoreError> {
        let mut recorded: BTreeMap<&str, &str> = log
            .iter()
            .filter(|entry| entry.action == "outcome")
            .map(|entry| (entry.subject.as_str(), entry.detail.as_str()))
            .collect();
        let sql = format!("SELECT {COLUMNS} FROM outcomes ORDER BY id");
        for row in self.database.query(&sql, &[])? {
            let (job, outcome) = OutcomeRecord::of(row);
            let (id, fingerprint) = (outcome.id.to_string(), outcome.fingerprint.clone());
            own.outcomes += 1;
            match recorded.remove(id.as_str()) {
                Some(digest) if digest == outcome.digest(&job) => {}
                Some(_) => own.found.push(Tampering::Outcome { id, fingerprint }),
                None => own.found.push(Tampering::OutcomeUnknown { id, fingerprint }),
            }
        }
        let gone: BTreeSet<_> = recorded.into_keys().collect();
        own.found.extend(gone.into_iter().map(|id| Tampering::OutcomeGone { id: id.to_owned() }));
        Ok(())
    }
}

/// Of each finding the outcome that counts.
pub fn latest_of_each(mut all: Vec<OutcomeRecord>) -> BTreeMap<String, OutcomeRecord> {
    all.sort_by(|a, b| (&a.visited_on, a.id).cmp(&(&b.visited_on, b.id)));
    all.into_iter().map(|own| (own.fingerprint.clone(), own)).collect()
}

fn record(
    database: &mut Database,
    how: &Stored<'_>,
    new: &NewOutcome,
    evidence_digest: String,
) -> Result<Recorded, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outcomes WHERE job = $1 AND fingerprint = $2 ORDER BY id DESC");
    let kept = database.query(&sql, &[how.job.into(), new.fingerprint.as_str().into()])?;
    let kept: Vec<_> = kept.into_iter().map(|row| OutcomeRecord::of(row).1).collect();
    if kept.iter().any(|kept| kept.says_the_same(new)) {
        return Ok(Recorded::Known);
    }
    let day = new.visited_on.clone().unwrap_or_else(|| how.today.to_owned());
    let same_visit = kept.iter().find(|kept| kept.visited_on == day);
    if let Some(kept) = same_visit.filter(|kept| !how.accept_conflicts && !kept.agrees(new)) {
        let conflict = Conflict { new: new.clone(), kept: kept.clone() };
        return Ok(Recorded::Conflicting(Box::new(conflict)));
    }
    let last = database.query("SELECT COALESCE(MAX(id), 0) FROM outcomes", &[])?;
    let own = OutcomeRecord {
        id: last.into_iter().next().map_or(0, |mut row| row.integer()) + 1,
        fingerprint: new.fingerprint.clone(),
        outcome: new.outcome.clone(),
        reason: new.reason.clone(),
        note: new.note.clone(),
        visited_on: day,
        visited_by: new.visited_by.clone(),
        until: new.until.clone(),
        evidence_digest,
        source: new.source.clone(),
        recorded_at: how.act.at.to_owned(),
        recorded_by: how.act.who.to_owned(),
    };
    audit::append(database, &how.act, "outcome", &own.id.to_string(), &own.digest(how.job))?;
    let id = own.id;
    let values: [Value; 13] = [
        id.into(),
        how.job.into(),
        own.fingerprint.into(),
        own.outcome.into(),
        own.reason.into(),
        own.note.into(),
        own.visited_on.into(),
        own.visited_by.into(),
        own.until.into(),
        own.evidence_digest.into(),
        own.source.into(),
        own.recorded_at.into(),
        own.recorded_by.into(),
    ];
    let sql = format!(
        "INSERT INTO outcomes ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    database.execute(&sql, &values)?;
    Ok(Recorded::New(id))
}
