//! The audit log: who did what, each entry bound to the one before by a hash, so that any edit shows.

use super::database::{Database, Row};
use super::{Store, StoreError};
use crate::domain::PartsDigest;

/// What is done, by whom and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act<'a> {
    /// RFC 3339.
    pub at: &'a str,
    pub who: &'a str,
}

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct AuditEntry {
    /// From 1 on, without a gap.
    pub number: i64,
    /// RFC 3339.
    pub at: String,
    pub who: String,
    /// `run`, `nothing_new`, `outcome`, `reveal_ids` …
    pub action: String,
    /// The id of a run or of an outcome.
    pub subject: String,
    /// Of an outcome or a run, the digest of what was written.
    pub detail: String,
    pub hash: String,
}

impl AuditEntry {
    fn hash_after(&self, previous: &str) -> String {
        let mut digest = PartsDigest::default();
        let number = self.number.to_string();
        let parts = [previous, &number, &self.at, &self.who, &self.action, &self.subject, &self.detail];
        digest.add_all(parts);
        digest.hex()
    }

    fn of(mut row: Row) -> Self {
        Self {
            number: row.integer(),
            at: row.text(),
            who: row.text(),
            action: row.text(),
            subject: row.text(),
            detail: row.text(),
            hash: row.text(),
        }
    }
}

const COLUMNS: &str = "number, at, who, action, subject, detail, hash";

/// Adds an entry; part of the transaction that does what it says.
pub(super) fn append(
    database: &mut Database,
    act: &Act<'_>,
    action: &str,
    subject: &str,
    detail: &str,
) -> Result<(), StoreError> {
    let last = format!("SELECT {COLUMNS} FROM audit ORDER BY number DESC LIMIT 1");
    let last = database.query(&last, &[])?.pop().map(AuditEntry::of);
    let mut entry = AuditEntry {
        number: last.as_ref().map_or(1, |last| last.number + 1),
        at: act.at.to_owned(),
        who: act.who.to_owned(),
        action: action.to_owned(),
        subject: subject.to_owned(),
        detail: detail.to_owned(),
        hash: String::new(),
    };
    entry.hash = entry.hash_after(last.as_ref().map_or("", |last| &last.hash));
    let AuditEntry { number, at, who, action, subject, detail, hash } = entry;
    let values =
        [number.into(), at.into(), who.into(), action.into(), subject.into(), detail.into(), hash.into()];
    database
        .execute(&format!("INSERT INTO audit ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)"), &values)?;
    Ok(())
}

/// Something in the store that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Tampering {
    /// An entry of the log was edited, or one before it was taken out or put in.
    Entry { number: i64 },
    /// What stands of an outcome is not what was recorded.
    Outcome { id: String, fingerprint: String },
    /// An outcome that was recorded is not there.
    OutcomeGone { id: String },
    /// An outcome stands there that nobody recorded.
    OutcomeUnknown { id: String, fingerprint: String },
    /// What stands of a run is not what was recorded.
    Run { id: String },
    /// What stands of a spot check is not what was recorded.
    Draw { id: String },
}

/// What a look at the whole log came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Verification {
    pub entries: u64,
    pub outcomes: u64,
    pub runs: u64,
    pub draws: u64,
    /// The hash of the last entry: who keeps it elsewhere can tell a log that was cut off.
    pub last_hash: String,
    pub found: Vec<Tampering>,
}

impl Store {
    /// The audit log, the oldest entry first.
    pub fn audit_log(&mut self) -> Result<Vec<AuditEntry>, StoreError> {
        let rows = self.database.query(&format!("SELECT {COLUMNS} FROM audit ORDER BY number"), &[])?;
        Ok(rows.into_iter().map(AuditEntry::of).collect())
    }

    /// Notes something that changed nothing in the store.
    pub fn note(
        &mut self,
        act: &Act<'_>,
        action: &str,
        subject: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        self.database.transaction(|database| append(database, act, action, subject, detail))
    }

    /// Holds every entry, outcome and run against what was written when it was recorded.
    pub fn verify(&mut self) -> Result<Verification, StoreError> {
        let log = self.audit_log()?;
        let mut own = Verification { entries: log.len() as u64, ..Verification::default() };
        let mut previous = String::new();
        for (nth, entry) in (1..).zip(&log) {
            if entry.number != nth || entry.hash != entry.hash_after(&previous) {
                own.found.push(Tampering::Entry { number: entry.number });
            }
            previous.clone_from(&entry.hash);
        }
        own.last_hash = previous;
        self.verify_outcomes(&log, &mut own)?;
        self.verify_runs(&log, &mut own)?;
        self.verify_draws(&log, &mut own)?;
        Ok(own)
    }
}
