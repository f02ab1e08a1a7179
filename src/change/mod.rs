//! Changes since the last run: what is new, what changed, what went away, and what could not be looked at.

mod fingerprints;
mod renumbered;

pub use fingerprints::Fingerprints;
pub use renumbered::renumbered;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::domain::{Cause, Change, Fingerprint, Gone};

/// A finding as this run made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundNow {
    pub household_id: String,
    pub rule: String,
    /// Of the evidence as delivered, without file names and row numbers.
    pub evidence_digest: String,
    /// Whether it makes its card a suspect.
    pub makes_suspect: bool,
}

/// A finding as the runs so far have left it: one that was ever found is never forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFinding {
    /// As it was last handed over.
    pub household_id: String,
    pub rule: String,
    /// The as-of date of the first run that found it.
    pub first_seen: NaiveDate,
    /// The as-of date of the last run that found it.
    pub last_confirmed: NaiveDate,
    /// Of the evidence when it was last found.
    pub evidence_digest: String,
    /// Whether it ever made its card a suspect.
    pub made_suspect: bool,
    /// Why the last run did not find it; none if it did.
    pub gone: Option<Gone>,
}

impl KnownFinding {
    /// Whether it stands still: found, or not looked at since.
    pub fn stands(&self) -> bool {
        self.gone.is_none_or(Gone::was_not_looked_at)
    }
}

/// A finding that stood until the last run and is not among this run's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneFinding {
    pub fingerprint: Fingerprint,
    pub household_id: String,
    pub rule: String,
    pub why: Gone,
    /// Why this run's verdict is undetermined, if it is.
    pub cause: Option<String>,
    pub first_seen: NaiveDate,
    pub last_confirmed: NaiveDate,
}

/// What became of each finding, and what the next run is to know.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Of this run's findings, with the day each was first seen.
    pub changes: BTreeMap<Fingerprint, (Change, NaiveDate)>,
    /// Those that went away, and, in every run anew, those that could not be looked at.
    pub gone: Vec<GoneFinding>,
    /// Every finding that was ever made.
    pub known: BTreeMap<Fingerprint, KnownFinding>,
}

/// What this run could see: needed to say why a finding is gone.
pub struct Coverage<'a> {
    pub as_of: NaiveDate,
    pub households: &'a BTreeSet<&'a str>,
    /// The rules that ran.
    pub rules: &'a BTreeSet<&'a str>,
    /// This run's undetermined verdicts: the cause, and how it reads in files.
    pub undetermined: &'a BTreeMap<Fingerprint, (Cause, String)>,
}

/// Compares this run's findings with all that earlier runs found.
pub fn changes(
    now: BTreeMap<Fingerprint, FoundNow>,
    before: &BTreeMap<Fingerprint, KnownFinding>,
    coverage: &Coverage<'_>,
) -> Changes {
    let mut all = Changes::default();
    for (fingerprint, old) in before.iter().filter(|(fingerprint, _)| !now.contains_key(*fingerprint)) {
        let mut old = old.clone();
        if old.stands() {
            let (why, cause) = why_gone(fingerprint, &old, coverage);
            old.gone = Some(why);
            all.gone.push(GoneFinding {
                fingerprint: fingerprint.clone(),
                household_id: old.household_id.clone(),
                rule: old.rule.clone(),
                why,
                cause,
                first_seen: old.first_seen,
                last_confirmed: old.last_confirmed,
            });
        }
        all.known.insert(fingerprint.clone(), old);
    }
    for (fingerprint, found) in now {
        let old = before.get(&fingerprint);
        let change = match old {
            None => Change::New,
            Some(old) if !old.stands() => Change::Reopened,
            Some(old) if old.evidence_digest == found.evidence_digest => Change::Unchanged,
            Some(_) => Change::Changed,
        };
        let first_seen = old.map_or(coverage.as_of, |old| old.first_seen);
        all.changes.insert(fingerprint.clone(), (change, first_seen));
        let known = KnownFinding {
            household_id: found.household_id,
            rule: found.rule,
            first_seen,
            last_confirmed: coverage.as_of,
            evidence_digest: found.evidence_digest,
            made_suspect: found.makes_suspect || old.is_some_and(|old| old.made_suspect),
            gone: None,
        };
        all.known.insert(fingerprint, known);
    }
    all
}

/// Why a finding that stood is not among this run's, and how an open verdict reads in files.
fn why_gone(
    fingerprint: &Fingerprint,
    old: &KnownFinding,
    coverage: &Coverage<'_>,
) -> (Gone, Option<String>) {
    let open = coverage.undetermined.get(fingerprint);
    let why = match open {
        _ if !coverage.rules.contains(old.rule.as_str()) => Gone::RuleRetired,
        Some((Cause::SourceMissing | Cause::SourceGated, _)) => Gone::SourceMissing,
        Some(_) => Gone::Undetermined,
        None if !coverage.households.contains(old.household_id.as_str()) => Gone::LeftRegistry,
        None => Gone::Cleared,
    };
    (why, open.map(|(_, cause)| cause.clone()).filter(|_| why.was_not_looked_at()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2017, 8, day).unwrap()
    }

    fn car() -> Fingerprint {
        Fingerprint::of("job", "car", "H1")
    }

    /// A night: the digest of what the rule found, and else why it found nothing.
    #[derive(Clone, Copy)]
    enum Night {
        Finds(&'static str),
        Clear,
        Open(Cause),
        NoRule,
        NoCard,
    }

    /// What night after night makes of the finding of one rule on one card, the first on the first of August.
    fn nights(nights: &[Night]) -> Vec<String> {
        let mut before = BTreeMap::new();
        let mut said = Vec::new();
        for (at, night) in (1..).zip(nights) {
            let (mut households, mut rules) = (BTreeSet::from(["H1"]), BTreeSet::from(["car"]));
            let (mut now, mut undetermined) = (BTreeMap::new(), BTreeMap::new());
            match *night {
                Night::Finds(digest) => {
                    let found = FoundNow {
                        household_id: "H1".into(),
                        rule: "car".into(),
                        evidence_digest: digest.into(),
                        makes_suspect: true,
                    };
                    now.insert(car(), found);
                }
                Night::Clear => {}
                Night::Open(cause) => _ = undetermined.insert(car(), (cause, cause.to_string())),
                Night::NoRule => rules.clear(),
                Night::NoCard => households.clear(),
            }
            let coverage = Coverage {
                as_of: day(at),
                households: &households,
                rules: &rules,
                undetermined: &undetermined,
            };
            let all = changes(now, &before, &coverage);
            let changed = all.changes.values().map(|(change, first)| format!("{change} since {first}"));
            let gone = all.gone.iter().map(|gone| format!("{} last {}", gone.why, gone.last_confirmed));
            said.push(changed.chain(gone).collect());
            before = all.known;
        }
        said
    }

    use Night::{Clear, Finds, NoCard, NoRule, Open};

    #[test]
    fn a_finding_keeps_the_day_it_was_first_seen_when_its_evidence_changes() {
        let said = nights(&[Finds("a"), Finds("a"), Finds("b")]);
        assert_eq!(said, ["new since 2017-08-01", "unchanged since 2017-08-01", "changed since 2017-08-01"]);
    }

    #[test]
    fn a_finding_that_could_not_be_looked_at_stands_with_the_day_it_was_last_confirmed_until_it_is_seen() {
        let said = nights(&[
            Finds("a"),
            Finds("a"),
            Open(Cause::SourceMissing),
            Open(Cause::ColumnEmpty),
            Finds("a"),
            Open(Cause::SourceGated),
            Clear,
            Clear,
        ]);
        let expected = [
            "new since 2017-08-01",
            "unchanged since 2017-08-01",
            "source_missing last 2017-08-02",
            "undetermined last 2017-08-02",
            "unchanged since 2017-08-01",
            "source_missing last 2017-08-05",
            "cleared last 2017-08-05",
            "",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_finding_that_comes_back_is_reopened_and_not_new() {
        let said = nights(&[Finds("a"), Clear, Open(Cause::SourceMissing), Finds("a"), Finds("a")]);
        let expected = [
            "new since 2017-08-01",
            "cleared last 2017-08-01",
            "",
            "reopened since 2017-08-01",
            "unchanged since 2017-08-01",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_finding_of_a_retired_rule_or_a_card_that_left_says_so_and_is_not_cleared() {
        let said = nights(&[Finds("a"), NoRule, Finds("a"), Open(Cause::SourceMissing), NoCard]);
        let expected = [
            "new since 2017-08-01",
            "rule_retired last 2017-08-01",
            "reopened since 2017-08-01",
            "source_missing last 2017-08-03",
            "left_registry last 2017-08-03",
        ];
        assert_eq!(said, expected);
    }
}
