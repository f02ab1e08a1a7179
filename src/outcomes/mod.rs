//! Outcomes: what came of visits, which findings need no other visit, and what that teaches about rules.
//!
//! Does not know the store: outcomes come in as values. Filled-in lists are read through `ingest`, as deliveries are.

mod rank;
mod read;
mod stats;

pub use rank::Ranking;
pub use read::{FilledLine, ReadError, Said, Written, read_filled, said};
pub use stats::{Group, Households, Seen, Statistics, spot_checks, statistics};

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::{Fingerprint, Outcome, PartsDigest};
use crate::spot_check::{Draw, Visit};

/// What came of the last visit that a finding led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOutcome {
    pub outcome: Outcome,
    /// A code of [`Reason`](crate::domain::Reason), or what somebody wrote.
    pub reason: Option<String>,
    pub note: Option<String>,
    pub visited_on: NaiveDate,
    pub visited_by: Option<String>,
    /// The last day on which the decision holds; none: until the evidence changes.
    pub until: Option<NaiveDate>,
    /// Of the evidence that was visited.
    pub evidence_digest: String,
}

impl KnownOutcome {
    /// Whether nobody need go again: it was decided, on this evidence, and the decision still holds.
    pub fn settles(&self, evidence_digest: &str, as_of: NaiveDate) -> bool {
        self.outcome.is_decided()
            && self.evidence_digest == evidence_digest
            && self.until.is_none_or(|until| as_of <= until)
    }
}

/// The outcomes of a job, by finding.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownOutcomes {
    pub by_finding: BTreeMap<Fingerprint, KnownOutcome>,
    /// The number of the last record that they are made of.
    pub up_to: i64,
    /// The spot checks of the job, the oldest first, and the number of the last.
    pub draws: Vec<Draw>,
    pub draws_up_to: i64,
}

impl KnownOutcomes {
    pub fn of(&self, fingerprint: &Fingerprint) -> Option<&KnownOutcome> {
        self.by_finding.get(fingerprint)
    }

    /// Of everything in them that a run goes by.
    pub fn digest(&self) -> String {
        let mut digest = PartsDigest::default();
        for (fingerprint, own) in &self.by_finding {
            digest.add(fingerprint.as_str());
            digest.add(&format!("{own:?}"));
        }
        self.draws.iter().for_each(|draw| digest.add(&draw.id));
        digest.hex()
    }

    /// What came of the visit to a line of a spot check.
    pub fn visit(&self, fingerprint: &str) -> Option<Visit> {
        let own = self.by_finding.get(&Fingerprint::from_text(fingerprint.to_owned()))?;
        Some(Visit { outcome: own.outcome, day: own.visited_on.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_holds_until_its_last_day_and_while_the_evidence_is_the_same() {
        let day = |day| NaiveDate::from_ymd_opt(2017, 9, day).unwrap();
        let known = |outcome, until| KnownOutcome {
            outcome,
            reason: None,
            note: None,
            visited_on: day(1),
            visited_by: None,
            until,
            evidence_digest: "a".to_owned(),
        };
        let retained = known(Outcome::Retained, Some(day(10)));
        assert!(retained.settles("a", day(10)));
        assert!(!retained.settles("a", day(11)) && !retained.settles("b", day(2)));
        assert!(known(Outcome::Removed, None).settles("a", day(30)));
        assert!(!known(Outcome::Disputed, None).settles("a", day(2)));
        assert!(!known(Outcome::Unreachable, None).settles("a", day(2)));
    }
}
