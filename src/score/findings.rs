//! Findings against the truth: right, wrong, and missing.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ScoreError;
use super::published::{CardRule, Findings, Found};
use super::ratio::{Counts, Measure};
use super::truth::{State, Truth};
use crate::domain::Confidence;

/// All rules together, and each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FindingScore {
    pub all: RuleScore,
    pub rules: Vec<RuleScore>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleScore {
    /// `all` for all rules together.
    pub rule: String,
    /// Standing findings against the cards that must be flagged.
    pub measure: Measure,
    /// Of the wrong: how many are certain. The engine promises none.
    pub wrong_certain: u64,
    /// Of the missed: to be seen only by who reads certain kinds of dirt.
    pub missed_needing: u64,
    /// Of the missed: there as a match to be checked.
    pub missed_possible: u64,
    /// Of the missed: the verdict owns that it does not know.
    pub missed_undetermined: u64,
    /// Of the missed: there, as exempt.
    pub missed_exempt: u64,
    /// Of the missed: read as clear, the worst there is.
    pub missed_clear: u64,
    /// Cards that are truly exempt, and how many of them were found so.
    pub exempt: u64,
    pub exempt_found: u64,
    /// Cards whose truth cannot be known, and how many of them were flagged; neither for nor against.
    pub unknowable: u64,
    pub unknowable_flagged: u64,
}

/// A finding that is wrong, or missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingError {
    /// `wrong` or `missed`.
    pub what: &'static str,
    pub household_id: String,
    pub rule: String,
    /// `must_flag`, `exempt`, or nothing if the rule says nothing of the card.
    pub truth: Option<&'static str>,
    /// Kinds of dirt that must be read to see the truth; mostly none.
    pub needs: String,
    /// What the run said instead: a confidence, `exempt`, `undetermined` or `clear`.
    pub run: &'static str,
}

#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    counts: Counts,
    wrong_certain: u64,
    missed_needing: u64,
    missed_possible: u64,
    missed_undetermined: u64,
    missed_exempt: u64,
    missed_clear: u64,
    exempt: u64,
    exempt_found: u64,
    unknowable: u64,
    unknowable_flagged: u64,
}

impl Tally {
    fn hear(&mut self, truth: Option<State>, found: Option<Found>, undetermined: bool) -> &'static str {
        let stands = found.is_some_and(Found::stands);
        let said = match found {
            Some(Found { exempt: true, .. }) => "exempt",
            Some(found) => found.confidence.as_str(),
            None if undetermined => "undetermined",
            None => "clear",
        };
        match truth {
            Some(State::MustFlag) if stands => self.counts.right += 1,
            Some(State::MustFlag) => {
                self.counts.missed += 1;
                match said {
                    "exempt" => self.missed_exempt += 1,
                    "undetermined" => self.missed_undetermined += 1,
                    "clear" => self.missed_clear += 1,
                    _ => self.missed_possible += 1,
                }
            }
            Some(State::Unknowable) => {
                self.unknowable += 1;
                self.unknowable_flagged += u64::from(stands);
            }
            Some(State::Exempt) | None => {
                self.exempt += u64::from(truth.is_some());
                self.exempt_found += u64::from(truth.is_some() && said == "exempt");
                self.counts.wrong += u64::from(stands);
                let certain = found.is_some_and(|found| found.confidence == Confidence::Certain);
                self.wrong_certain += u64::from(stands && certain);
            }
        }
        said
    }

    fn add(&mut self, other: &Self) {
        self.counts += other.counts;
        self.wrong_certain += other.wrong_certain;
        self.missed_needing += other.missed_needing;
        self.missed_possible += other.missed_possible;
        self.missed_undetermined += other.missed_undetermined;
        self.missed_exempt += other.missed_exempt;
        self.missed_clear += other.missed_clear;
        self.exempt += other.exempt;
        self.exempt_found += other.exempt_found;
        self.unknowable += other.unknowable;
        self.unknowable_flagged += other.unknowable_flagged;
    }

    fn score(&self, rule: &str) -> RuleScore {
        RuleScore {
            rule: rule.to_owned(),
            measure: self.counts.measure(),
            wrong_certain: self.wrong_certain,
            missed_needing: self.missed_needing,
            missed_possible: self.missed_possible,
            missed_undetermined: self.missed_undetermined,
            missed_exempt: self.missed_exempt,
            missed_clear: self.missed_clear,
            exempt: self.exempt,
            exempt_found: self.exempt_found,
            unknowable: self.unknowable,
            unknowable_flagged: self.unknowable_flagged,
        }
    }
}

/// Compares what was found with what is true, card by card and rule by rule.
pub fn compare(findings: &Findings, truth: &Truth) -> Result<(FindingScore, Vec<FindingError>), ScoreError> {
    let found = findings.found.keys().filter(|(_, rule)| truth.speaks_of(rule));
    let keys: BTreeSet<&CardRule> = truth.states.keys().chain(found).collect();
    let mut rules: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut errors = Vec::new();
    for key in keys {
        let (card, rule) = key;
        if truth.card(card).is_none() {
            return Err(ScoreError::other_county(&truth.folder));
        }
        let tally = rules.entry(rule).or_default();
        let before = tally.counts;
        let state = truth.states.get(key).copied();
        let undetermined = findings.undetermined.contains(key);
        let said = tally.hear(state, findings.found.get(key).copied(), undetermined);
        let needs = truth.needs.get(key).cloned().unwrap_or_default();
        let what = match tally.counts {
            now if now.wrong > before.wrong => "wrong",
            now if now.missed > before.missed => {
                tally.missed_needing += u64::from(!needs.is_empty());
                "missed"
            }
            _ => continue,
        };
        errors.push(FindingError {
            what,
            household_id: card.clone(),
            rule: rule.clone(),
            truth: state.map(State::as_str),
            needs,
            run: said,
        });
    }
    let mut all = Tally::default();
    rules.values().for_each(|tally| all.add(tally));
    let rules = rules.iter().map(|(rule, tally)| tally.score(rule)).collect();
    Ok((FindingScore { all: all.score("all"), rules }, errors))
}
