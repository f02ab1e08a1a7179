//! Fingerprints of a run's findings: of job, rule and household id, unless an earlier run knows better.

use std::collections::BTreeMap;

use super::KnownFinding;
use crate::domain::Fingerprint;

/// Which fingerprint each finding has. A household that was renumbered keeps those of its old id; one that was given an
/// id that was another's has others than these.
#[derive(Debug, Clone, Default)]
pub struct Fingerprints {
    /// By fingerprint, of whom it is: of findings that job, rule and household id do not give.
    odd: BTreeMap<(String, String), Fingerprint>,
    /// Whose the fingerprints are that job, rule and household id would give to another card.
    taken: BTreeMap<Fingerprint, (String, String)>,
}

impl Fingerprints {
    /// As earlier runs know them; households by tonight's ids.
    pub fn of_known(job: &str, known: &BTreeMap<Fingerprint, KnownFinding>) -> Self {
        let mut all = Self::default();
        for (fingerprint, finding) in known {
            if *fingerprint != Fingerprint::of(job, &finding.rule, &finding.household_id) {
                let own = (finding.household_id.clone(), finding.rule.clone());
                all.odd.insert(own.clone(), fingerprint.clone());
                all.taken.insert(fingerprint.clone(), own);
            }
        }
        all
    }

    /// The fingerprint of one rule on one card.
    pub fn of(&self, job: &str, rule: &str, household_id: &str) -> Fingerprint {
        let plain = Fingerprint::of(job, rule, household_id);
        if self.odd.is_empty() {
            return plain;
        }
        let own = (household_id.to_owned(), rule.to_owned());
        if let Some(odd) = self.odd.get(&own) {
            return odd.clone();
        }
        let free = |fingerprint: &Fingerprint| self.taken.get(fingerprint).is_none_or(|other| *other == own);
        if free(&plain) {
            return plain;
        }
        // So many households never had one id.
        let others = (2..1000).map(|nth| Fingerprint::of(job, rule, &format!("{household_id}\n{nth}")));
        others.into_iter().find(free).unwrap_or(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn known(household: &str) -> KnownFinding {
        let day = NaiveDate::from_ymd_opt(2017, 8, 31).unwrap();
        KnownFinding {
            household_id: household.to_owned(),
            rule: "car".to_owned(),
            first_seen: day,
            last_confirmed: day,
            evidence_digest: String::new(),
            made_suspect: true,
            gone: None,
        }
    }

    #[test]
    fn a_renumbered_household_keeps_its_fingerprint_and_whoever_has_the_old_id_gets_another() {
        let old = Fingerprint::of("job", "car", "H1");
        let all = Fingerprints::of_known("job", &BTreeMap::from([(old.clone(), known("N1"))]));
        assert_eq!(all.of("job", "car", "N1"), old);
        let second = all.of("job", "car", "H1");
        assert_ne!(second, old);
        assert_eq!(all.of("job", "house", "N1"), Fingerprint::of("job", "house", "N1"));
        // The next run knows both, and gives the same.
        let both = BTreeMap::from([(old.clone(), known("N1")), (second.clone(), known("H1"))]);
        let all = Fingerprints::of_known("job", &both);
        assert_eq!((all.of("job", "car", "N1"), all.of("job", "car", "H1")), (old, second));
    }
}
