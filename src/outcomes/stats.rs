//! What outcomes teach: of the findings that were visited, how many were right, by rule, source, method and township.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::{Outcome, Share};
use crate::spot_check::{Draw, Rates, Visit, rates};

/// A finding, and what came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Empty for somebody who is on no card.
    pub household_id: String,
    pub township: String,
    pub rule: String,
    pub extract: String,
    /// By which rungs its records were linked.
    pub methods: Vec<String>,
    pub first_seen: Option<NaiveDate>,
    /// Whether it ever made its household a suspect.
    pub made_suspect: bool,
    /// What was decided, why, and on which day.
    pub outcome: Option<(Outcome, Option<String>, NaiveDate)>,
}

/// What outcomes teach, by everything that a finding has.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Statistics {
    pub households: Households,
    pub by_rule: Vec<Group>,
    pub by_source: Vec<Group>,
    pub by_method: Vec<Group>,
    pub by_township: Vec<Group>,
    /// What the spot checks came to, the newest first.
    pub spot_checks: Vec<Rates>,
}

/// The households that were ever suspect, each counted once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Households {
    pub found: u64,
    /// Somebody went there and met them.
    pub visited: u64,
    /// By the outcome that weighs most for the household; `unreachable` are not among the visited.
    pub by_outcome: BTreeMap<&'static str, u64>,
    /// Of those retained, by the reason that was given; a household with two reasons counts for both.
    pub retained_by_reason: BTreeMap<String, u64>,
}

/// Findings that have something in common.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Group {
    /// The rule, the extract, the method or the township.
    pub name: String,
    pub found: u64,
    pub visited: u64,
    pub removed: u64,
    /// Something was put right because of it; the removed are among them.
    pub right: u64,
    pub retained: u64,
    pub retained_by_reason: BTreeMap<String, u64>,
    /// Visited and not decided.
    pub disputed: u64,
    pub unreachable: u64,
    /// Of those decided, the share that was right.
    pub precision: Option<Share>,
    /// From the day it was first seen to the visit.
    pub median_days: Option<i64>,
}

/// Counts all of it. Findings that never made a suspect count by rule, source, method and township; households are
/// counted by those that did.
pub fn statistics(findings: &[Seen]) -> Statistics {
    let by = |names: &dyn Fn(&Seen) -> Vec<String>| {
        let mut groups = BTreeMap::<String, Vec<&Seen>>::new();
        for own in findings {
            for name in names(own).into_iter().collect::<BTreeSet<_>>() {
                groups.entry(name).or_default().push(own);
            }
        }
        groups.into_iter().map(|(name, own)| group(name, &own)).collect()
    };
    Statistics {
        households: households(findings),
        by_rule: by(&|own| vec![own.rule.clone()]),
        by_source: by(&|own| vec![own.extract.clone()]),
        by_method: by(&|own| own.methods.clone()),
        by_township: by(&|own| vec![own.township.clone()]),
        spot_checks: Vec::new(),
    }
}

/// What spot checks came to, the newest first; `visit` says what came of a line.
pub fn spot_checks(draws: &[Draw], findings: &[Seen], visit: impl Fn(&str) -> Option<Visit>) -> Vec<Rates> {
    let mut of_household = BTreeMap::<&str, Vec<Visit>>::new();
    for own in findings {
        if let Some((outcome, _, day)) = &own.outcome {
            let visit = Visit { outcome: *outcome, day: day.to_string() };
            of_household.entry(&own.household_id).or_default().push(visit);
        }
    }
    let of_findings = |household: &str| of_household.get(household).into_iter().flatten().collect();
    draws.iter().rev().map(|draw| rates(draw, &visit, of_findings)).collect()
}

fn group(name: String, findings: &[&Seen]) -> Group {
    let mut own = Group { name, found: findings.len() as u64, ..Group::default() };
    let mut days = Vec::new();
    for finding in findings {
        let Some((outcome, reason, day)) = &finding.outcome else { continue };
        own.visited += u64::from(outcome.was_visited());
        match outcome {
            Outcome::Disputed => own.disputed += 1,
            Outcome::Unreachable => own.unreachable += 1,
            Outcome::Retained => {
                own.retained += 1;
                *own.retained_by_reason.entry(reason.clone().unwrap_or_default()).or_default() += 1;
            }
            _ => own.right += 1,
        }
        own.removed += u64::from(*outcome == Outcome::Removed);
        if let Some(first_seen) = finding.first_seen.filter(|_| outcome.was_visited()) {
            days.push((*day - first_seen).num_days());
        }
    }
    own.precision = Share::of(own.right, own.right + own.retained);
    days.sort_unstable();
    own.median_days = days.get(days.len() / 2).copied();
    own
}

fn households(findings: &[Seen]) -> Households {
    let mut of_household = BTreeMap::<&str, Vec<&Seen>>::new();
    for own in findings.iter().filter(|own| own.made_suspect && !own.household_id.is_empty()) {
        of_household.entry(&own.household_id).or_default().push(own);
    }
    let mut all = Households { found: of_household.len() as u64, ..Households::default() };
    for own in of_household.values() {
        let outcomes = own.iter().filter_map(|own| own.outcome.as_ref());
        // In the order in which outcomes are declared, the weightiest first.
        let Some(weightiest) = outcomes.clone().map(|(outcome, ..)| *outcome).min() else { continue };
        all.visited += u64::from(weightiest.was_visited());
        *all.by_outcome.entry(weightiest.as_str()).or_default() += 1;
        if weightiest == Outcome::Retained {
            let retained = outcomes.filter(|(outcome, ..)| *outcome == Outcome::Retained);
            let reasons: BTreeSet<_> =
                retained.map(|(_, reason, _)| reason.clone().unwrap_or_default()).collect();
            for reason in reasons {
                *all.retained_by_reason.entry(reason).or_default() += 1;
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(household: &str, rule: &str, outcome: Option<(Outcome, &str)>) -> Seen {
        let day = |day| NaiveDate::from_ymd_opt(2017, 9, day).unwrap();
        Seen {
            household_id: household.into(),
            rule: rule.into(),
            first_seen: Some(day(1)),
            made_suspect: true,
            outcome: outcome
                .map(|(outcome, reason)| (outcome, (!reason.is_empty()).then(|| reason.to_owned()), day(4))),
            ..Seen::default()
        }
    }

    #[test]
    fn a_household_is_counted_once_by_what_weighs_most() {
        let all = statistics(&[
            seen("H1", "car", Some((Outcome::Retained, "nominal_holder"))),
            seen("H1", "house", Some((Outcome::Removed, ""))),
            seen("H2", "car", Some((Outcome::Retained, "before_marriage"))),
            seen("H3", "car", Some((Outcome::Unreachable, ""))),
            seen("H4", "car", None),
            Seen { made_suspect: false, ..seen("H5", "car", Some((Outcome::Removed, ""))) },
        ]);
        let households = all.households;
        assert_eq!((households.found, households.visited), (4, 2));
        assert_eq!(
            households.by_outcome,
            BTreeMap::from([("removed", 1), ("retained", 1), ("unreachable", 1)])
        );
        assert_eq!(households.retained_by_reason, BTreeMap::from([("before_marriage".to_owned(), 1)]));
    }

    #[test]
    fn a_rule_is_as_precise_as_its_decided_findings() {
        let all = statistics(&[
            seen("H1", "car", Some((Outcome::Removed, ""))),
            seen("H2", "car", Some((Outcome::Reevaluate, ""))),
            seen("H3", "car", Some((Outcome::Retained, "nominal_holder"))),
            seen("H4", "car", Some((Outcome::Disputed, ""))),
            seen("H5", "car", Some((Outcome::Unreachable, ""))),
            seen("H6", "car", None),
        ]);
        let car = &all.by_rule[0];
        assert_eq!((car.found, car.visited, car.removed, car.right, car.retained), (6, 4, 1, 2, 1));
        assert_eq!(car.precision, Share::of(2, 3));
        assert_eq!(car.median_days, Some(3));
    }
}
