//! Tests of suspects: which findings send an inspector to a household, and which never do.

use super::*;
use crate::test_support::County;

/// A line a suspect card: household, conditions, rules, confidence.
fn shown(county: &County) -> Vec<String> {
    let compared = county.compare();
    let rule = |at: RuleIdx| compared.rules.get(at.at()).map(|own| &own.rule);
    let line = |suspect: &Suspect| {
        let household = &compared.roster.card(suspect.card).unwrap().household_id;
        let rules = suspect.findings.iter().map(|at| rule(compared.findings.findings[*at].rule).unwrap());
        let rules: Vec<_> = rules.map(|rule| rule.id.as_str()).collect();
        format!("{household} {:?} {} {}", suspect.conditions, rules.join(" "), suspect.confidence)
    };
    suspects(&compared.findings, rule).iter().map(line).collect()
}

fn check(county: &County, expected: &[&str]) {
    assert_eq!(shown(county), expected);
}

/// 张建国 with a car, on one of two cards, and 李四 on the other.
fn county(cars: &str) -> County {
    County::new("household_id,name,citizen_id\nH1,张建国,#1\nH2,李四,#3")
        .with("vehicle", &format!("owner_name,owner_id,use_nature\n{cars}"))
}

fn rule(more: &str) -> String {
    format!("kind = 'present'\nextract = 'vehicle'\nscope = 'member'\nwhere = 'TRUE'\n{more}")
}

const EXEMPTION: &str = "[[unless]]\nwhen = \"use_nature = 'F'\"\nreason = '货运'";

#[test]
fn a_household_with_a_standing_finding_is_suspect_and_its_neighbour_is_not() {
    check(&county("张建国,#1,A").rule(&rule("condition = 4")), &["H1 {4} r0 certain"]);
}

#[test]
fn a_household_is_visited_once_however_many_rules_it_meets() {
    let county = county("李四,#3,A\n张建国,#1,A").rule(&rule("condition = 4")).rule(&rule("condition = 3"));
    check(&county.rule(&rule("")), &["H1 {3, 4} r0 r1 r2 certain", "H2 {3, 4} r0 r1 r2 certain"]);
}

#[test]
fn nobody_is_visited_on_an_exempt_a_possible_or_an_experimental_finding() {
    check(&county("张建国,#1,F").rule(&rule(EXEMPTION)), &[]);
    check(&county("赵六,#1,A").rule(&rule("")), &[]);
    check(&county("张建国,#1,A").rule(&rule("status = 'experimental'")), &[]);
}

#[test]
fn what_makes_no_suspect_adds_nothing_to_one_either() {
    let county = county("张建国,#1,F")
        .rule(&rule(&format!("condition = 3\n{EXEMPTION}")))
        .rule(&rule("condition = 4"))
        .rule(&rule("condition = 5\nstatus = 'experimental'"));
    check(&county, &["H1 {4} r1 certain"]);
}

#[test]
fn nobody_is_visited_because_something_could_not_be_decided() {
    check(&county("张建国,#1,").rule(&rule(EXEMPTION)), &[]);
    check(&county("").rule(&rule("").replace("'vehicle'", "'machinery'")), &[]);
}
