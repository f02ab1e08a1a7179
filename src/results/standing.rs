//! The table of standing findings: what earlier runs found and this one could not look at.

use chrono::NaiveDate;

use super::FindingRow;
use super::row::published;
use crate::domain::{Confidence, Gone};
use crate::rulebook::RuleStatus;

published! {
    /// A row of `standing`: a finding as it was last confirmed, and why nobody could look tonight.
    StandingRow = "standing" {
        fingerprint: String,
        household_id: String,
        township: String,
        village: String,
        head_name: String,
        members: i64,
        rule: String,
        rule_version: i64,
        condition: Option<i64>,
        severity: String,
        /// `experimental` where the rule makes no suspect.
        status: String,
        confidence: Confidence,
        persons: i64,
        records: i64,
        total: Option<String>,
        exempt: bool,
        /// `undetermined` or `source_missing`.
        why: String,
        /// `source_missing: vehicle`
        cause: Option<String>,
        first_seen: Option<NaiveDate>,
        last_confirmed: Option<NaiveDate>,
        last_outcome: Option<String>,
    }
}

/// The name of the table of records behind them, as they were last confirmed; its columns are those of `evidence`.
pub const STANDING_EVIDENCE: &str = "standing_evidence";

/// Since when a finding stands, and why nobody could look.
#[derive(Debug, Clone)]
pub struct NotLookedAt {
    pub why: Gone,
    pub cause: Option<String>,
    pub first_seen: NaiveDate,
    pub last_confirmed: NaiveDate,
}

impl StandingRow {
    /// A finding of the last run that could not be looked at in this one.
    pub fn of_finding(row: FindingRow, not: NotLookedAt) -> Self {
        Self {
            fingerprint: row.fingerprint,
            household_id: row.household_id,
            township: row.township,
            village: row.village,
            head_name: String::new(),
            members: 0,
            rule: row.rule,
            rule_version: row.rule_version,
            condition: row.condition,
            severity: row.severity,
            status: row.status,
            confidence: row.confidence,
            persons: row.persons,
            records: row.records,
            total: row.total,
            exempt: row.exempt,
            why: not.why.to_string(),
            cause: not.cause,
            first_seen: Some(not.first_seen),
            last_confirmed: Some(not.last_confirmed),
            last_outcome: row.last_outcome,
        }
    }

    /// One that stood in the last run already.
    #[must_use]
    pub fn still(self, not: NotLookedAt) -> Self {
        Self { why: not.why.to_string(), cause: not.cause, ..self }
    }

    /// Whether it made its card a suspect when it was last confirmed.
    pub fn made_a_suspect(&self) -> bool {
        !self.exempt && self.confidence.stands() && self.status == RuleStatus::Stable.as_str()
    }
}
