//! Ranks: which findings are most worth a visit, by what the visits so far have taught. A convention, whose parts are shown.

use std::collections::BTreeMap;

use super::stats::Group;

/// Of published leads, the share that was removed or put right most often lies near this (25–30 %).
const USUAL_PRECISION: f64 = 0.27;
/// How many visits that expectation weighs as much as.
const WEIGHT_OF_THE_USUAL: f64 = 4.0;
/// Of the logarithm of the number of records: a second record makes it likelier that the first is no accident.
const WEIGHT_OF_EVIDENCE: f64 = 0.5;
/// Of the logarithm of the months since a finding was first seen: nobody waits for ever.
const WEIGHT_OF_AGE: f64 = 0.5;
const DAYS_A_MONTH: f64 = 30.0;

/// The logarithm of the odds that a visit puts something right, by its parts.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rank {
    /// What the visits of this rule's findings taught, or those of all rules, where it has none.
    pub by_rule: f64,
    /// More for more records.
    pub by_evidence: f64,
    /// More the longer nobody went.
    pub by_age: f64,
}

impl Rank {
    pub fn log_odds(self) -> f64 {
        self.by_rule + self.by_evidence + self.by_age
    }
}

/// What the visits so far say of each rule.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    rules: BTreeMap<String, f64>,
    of_all: f64,
}

impl Ranking {
    /// From the findings by rule and what came of them.
    pub fn of(by_rule: &[Group]) -> Self {
        let sum = |of: fn(&Group) -> u64| by_rule.iter().map(of).sum::<u64>();
        let all = precision(sum(|group| group.right), sum(|group| group.retained), USUAL_PRECISION);
        let rule =
            |group: &Group| (group.name.clone(), log_odds(precision(group.right, group.retained, all)));
        Self { rules: by_rule.iter().map(rule).collect(), of_all: log_odds(all) }
    }

    /// The rank of a finding with so many records, first seen so many days ago.
    pub fn rank(&self, rule: &str, records: usize, days: i64) -> Rank {
        Rank {
            by_rule: self.rules.get(rule).copied().unwrap_or(self.of_all),
            by_evidence: WEIGHT_OF_EVIDENCE * (records.max(1) as f64).ln(),
            by_age: WEIGHT_OF_AGE * (1.0 + days.max(0) as f64 / DAYS_A_MONTH).ln(),
        }
    }
}

/// The share that was right, drawn towards what is expected while few were visited.
fn precision(right: u64, retained: u64, expected: f64) -> f64 {
    (right as f64 + WEIGHT_OF_THE_USUAL * expected) / ((right + retained) as f64 + WEIGHT_OF_THE_USUAL)
}

fn log_odds(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, right: u64, retained: u64) -> Group {
        Group { name: name.to_owned(), right, retained, ..Group::default() }
    }

    #[test]
    fn a_rule_that_was_right_more_often_comes_first_and_few_visits_say_little() {
        let ranking = Ranking::of(&[group("good", 40, 10), group("bad", 10, 40), group("seldom", 1, 0)]);
        let of = |rule: &str| ranking.rank(rule, 1, 0).log_odds();
        assert!(of("good") > of("seldom") && of("seldom") > of("bad"));
        assert_eq!(of("never seen"), Ranking::of(&[group("any", 51, 50)]).rank("new", 1, 0).log_odds());
    }

    #[test]
    fn more_records_and_a_longer_wait_come_first_within_a_rule() {
        let ranking = Ranking::default();
        let of = |records, days| ranking.rank("car", records, days).log_odds();
        assert!(of(2, 0) > of(1, 0) && of(1, 60) > of(1, 0));
    }
}
