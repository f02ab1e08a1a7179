//! What outcomes change of a run: where nobody need go again, and what they teach.

use std::collections::{BTreeMap, BTreeSet};

use super::publication::FinishedRun;
use crate::domain::Outcome;
use crate::outcomes::{Seen, Statistics, spot_checks, statistics};

/// What came of the visits that earlier runs led to.
pub(super) struct Visited {
    /// The fingerprints of findings that nobody need go for.
    pub not_to_visit: BTreeSet<String>,
    /// Of these, the findings that are decided, by outcome: the registry does not know of it yet, or a household was
    /// retained.
    pub decided: BTreeMap<Outcome, u64>,
    pub statistics: Statistics,
}

impl Visited {
    pub fn of(finished: &FinishedRun<'_>) -> Self {
        let (known, outcomes) = (&finished.changes.known, finished.data.outcomes);
        let (mut not_to_visit, mut decided) = (BTreeSet::new(), BTreeMap::new());
        for (fingerprint, outcome) in &outcomes.by_finding {
            let Some(finding) = known.get(fingerprint).filter(|finding| finding.stands()) else { continue };
            let settled = outcome.settles(&finding.evidence_digest, finished.job.as_of);
            if settled || outcome.outcome == Outcome::Disputed {
                not_to_visit.insert(fingerprint.to_string());
            }
            if settled {
                *decided.entry(outcome.outcome).or_default() += 1;
            }
        }
        let seen = known.iter().map(|(fingerprint, finding)| Seen {
            household_id: finding.household_id.clone(),
            rule: finding.rule.clone(),
            first_seen: Some(finding.first_seen),
            made_suspect: finding.made_suspect,
            outcome: outcomes.of(fingerprint).map(|own| (own.outcome, own.reason.clone(), own.visited_on)),
            ..Seen::default()
        });
        // Without a visit there is nothing to learn, and a county has many findings.
        let seen: Vec<_> = if outcomes.by_finding.is_empty() { Vec::new() } else { seen.collect() };
        let spot_checks = spot_checks(&outcomes.draws, &seen, |own| outcomes.visit(own));
        Self { not_to_visit, decided, statistics: Statistics { spot_checks, ..statistics(&seen) } }
    }
}
