//! Changes since the last run: what is new, what went away, and why.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::{Cause, Change, Fingerprint, Gone};

/// A finding of the last run, as far as this one compares itself with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousFinding {
    pub household_id: String,
    pub rule: String,
    pub first_seen: NaiveDate,
    /// Of the evidence as delivered, without file names and row numbers.
    pub evidence_digest: String,
}

/// A finding of the last run that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneFinding {
    pub fingerprint: Fingerprint,
    pub household_id: String,
    pub rule: String,
    pub why: Gone,
    /// Why this run's verdict is undetermined, if it is.
    pub cause: Option<String>,
}

/// What became of each finding, and of those that went away.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    pub changes: BTreeMap<Fingerprint, (Change, NaiveDate)>,
    pub gone: Vec<GoneFinding>,
}

/// What this run could see: needed to say why a finding is gone.
pub struct Coverage<'a> {
    pub households: &'a BTreeSet<&'a str>,
    /// The rules that ran.
    pub rules: &'a BTreeSet<&'a str>,
    /// This run's undetermined verdicts: the cause, and how it reads in files.
    pub undetermined: &'a BTreeMap<Fingerprint, (Cause, String)>,
}

/// Compares this run's findings with the last one's.
pub fn changes(
    now: &BTreeMap<Fingerprint, PreviousFinding>,
    before: &BTreeMap<Fingerprint, PreviousFinding>,
    coverage: &Coverage<'_>,
) -> Changes {
    let change = |(fingerprint, finding): (&Fingerprint, &PreviousFinding)| {
        let change = match before.get(fingerprint) {
            None => (Change::New, finding.first_seen),
            Some(old) if old.evidence_digest == finding.evidence_digest => {
                (Change::Unchanged, old.first_seen)
            }
            Some(old) => (Change::Changed, old.first_seen),
        };
        (fingerprint.clone(), change)
    };
    let mut all = Changes { changes: now.iter().map(change).collect(), gone: Vec::new() };
    for (fingerprint, old) in before.iter().filter(|(fingerprint, _)| !now.contains_key(*fingerprint)) {
        let open = coverage.undetermined.get(fingerprint);
        let why = match open {
            _ if !coverage.rules.contains(old.rule.as_str()) => Gone::RuleRetired,
            Some((Cause::SourceMissing | Cause::SourceGated, _)) => Gone::SourceMissing,
            Some(_) => Gone::Undetermined,
            None if !coverage.households.contains(old.household_id.as_str()) => Gone::LeftRegistry,
            None => Gone::Cleared,
        };
        let (household_id, rule) = (old.household_id.clone(), old.rule.clone());
        let cause = open.map(|(_, cause)| cause.clone());
        all.gone.push(GoneFinding { fingerprint: fingerprint.clone(), household_id, rule, why, cause });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn previous(rule: &str, digest: &str, day: u32) -> (Fingerprint, PreviousFinding) {
        let finding = PreviousFinding {
            household_id: "H1".into(),
            rule: rule.into(),
            first_seen: NaiveDate::from_ymd_opt(2017, 8, day).unwrap(),
            evidence_digest: digest.into(),
        };
        (Fingerprint::of("job", rule, "H1"), finding)
    }

    fn gone(rules: &[&str], households: &[&str], open: Option<Cause>) -> Vec<Gone> {
        let (households, rules) = (households.iter().copied().collect(), rules.iter().copied().collect());
        let before = [previous("car", "a", 1)].into();
        let undetermined = open.map(|cause| (previous("car", "a", 1).0, (cause, cause.to_string())));
        let undetermined = undetermined.into_iter().collect();
        let coverage = Coverage { households: &households, rules: &rules, undetermined: &undetermined };
        changes(&BTreeMap::new(), &before, &coverage).gone.iter().map(|gone| gone.why).collect()
    }

    #[test]
    fn a_finding_keeps_the_day_it_was_first_seen_when_its_evidence_changes() {
        let (households, rules, undetermined) = (["H1"].into(), ["car"].into(), BTreeMap::new());
        let coverage = Coverage { households: &households, rules: &rules, undetermined: &undetermined };
        let found = changes(&[previous("car", "b", 31)].into(), &[previous("car", "a", 1)].into(), &coverage);
        let first_seen = NaiveDate::from_ymd_opt(2017, 8, 1).unwrap();
        assert_eq!(found.changes.into_values().collect::<Vec<_>>(), [(Change::Changed, first_seen)]);
    }

    #[test]
    fn a_finding_is_cleared_only_where_tonights_verdict_is_clear() {
        assert_eq!(gone(&["car"], &["H1"], None), [Gone::Cleared]);
        assert_eq!(gone(&["car"], &["H1"], Some(Cause::SourceMissing)), [Gone::SourceMissing]);
        assert_eq!(gone(&["car"], &["H1"], Some(Cause::SourceGated)), [Gone::SourceMissing]);
        assert_eq!(gone(&["car"], &["H1"], Some(Cause::ColumnEmpty)), [Gone::Undetermined]);
    }

    #[test]
    fn a_finding_of_a_retired_rule_or_a_card_that_left_says_so() {
        assert_eq!(gone(&[], &["H1"], None), [Gone::RuleRetired]);
        assert_eq!(gone(&["car"], &[], None), [Gone::LeftRegistry]);
    }
}
