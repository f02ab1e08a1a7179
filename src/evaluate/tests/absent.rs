//! Tests of absence: who has no record, and of whom that cannot be said.

use super::{ONE, check, check_findings};
use crate::test_support::County;

const WHERE: &str = "where = \"status = '在享'\"";

fn assistance(rows: &str, more: &str) -> County {
    County::new(ONE)
        .with("assistance", &format!("name,citizen_id,status\n路人,#9,在享\n{rows}"))
        .rule(&format!("kind = 'absent'\nextract = 'assistance'\nscope = 'member'\n{more}"))
}

#[test]
fn a_member_without_a_record_is_found_on_the_row_of_the_registry() {
    check_findings(&assistance("", ""), &["H1 suspect"], &["H1 certain: registry 2 张建国 id"]);
    check_findings(&assistance("张建国,#1,", ""), &["H1 clear"], &[]);
}

#[test]
fn a_record_that_does_not_meet_the_rule_is_no_record() {
    check(&assistance("张建国,#1,停发", WHERE), &["H1 suspect"]);
    check(&assistance("张建国,#1,停发\n张建国,#1,在享", WHERE), &["H1 clear"]);
}

#[test]
fn a_record_that_may_meet_the_rule_leaves_the_member_open() {
    check(&assistance("张建国,#1,停发\n张建国,#1,", WHERE), &["H1 undetermined column_empty: status"]);
}

#[test]
fn a_record_that_is_possibly_somebody_elses_leaves_the_member_open() {
    check_findings(&assistance("赵六,#1,在享", WHERE), &["H1 undetermined identity_possible"], &[]);
    check(&assistance("赵六,#1,停发", WHERE), &["H1 suspect"]);
    check(&assistance("赵六,#1,在享\n张建国,#1,在享", WHERE), &["H1 clear"]);
    // Also where any record will do.
    check_findings(&assistance("赵六,#1,停发", ""), &["H1 undetermined identity_possible"], &[]);
    check(&assistance("赵六,#1,停发\n张建国,#1,", ""), &["H1 clear"]);
}

#[test]
fn who_cannot_be_looked_for_is_not_absent() {
    let county = |members: &str| {
        County::new(&format!("household_id,name,citizen_id\n{members}"))
            .with("assistance", "name,citizen_id\n李四,#3")
            .rule("kind = 'absent'\nextract = 'assistance'\nscope = 'member'")
    };
    let open = "H1 undetermined identity_unknown: 1 member(s)";
    check_findings(&county("H1,李四,#3\nH1,王芳,1309271950"), &[open], &[]);
    let found = "H1 certain: registry 2 张建国 id";
    check_findings(&county("H1,张建国,#1\nH1,王芳,1309271950"), &["H1 suspect"], &[found]);
}

#[test]
fn whose_number_the_register_has_for_another_person_is_not_absent() {
    let county = assistance("", "").with("population", "register_id,name,citizen_id\nR9,赵六,#1");
    check_findings(&county, &["H1 undetermined identity_unknown: 1 member(s)"], &[]);
}

#[test]
fn only_members_can_be_absent() {
    let county = assistance("张建国,#1,", "")
        .with("population", "register_id,name,citizen_id\nR1,张建国,#1\nR1,张小明,#5");
    check(&county, &["H1 clear"]);
}

#[test]
fn an_absent_member_may_be_exempt() {
    let exemption = "[[unless]]\nwhen = 'roster.age > 60'\nreason = '老年人'";
    let found = "H1 certain exempt: registry 2 张建国 id (老年人)";
    check_findings(&assistance("", exemption), &["H1 clear exempt: 老年人"], &[found]);
}

#[test]
fn a_row_without_a_number_that_may_be_the_members_leaves_the_absence_open() {
    let county = |row: &str| {
        County::new(ONE)
            .with(
                "population",
                &format!("register_id,name,former_name,citizen_id,birth_date\nR9,路人,,#9,\nR1,{row}"),
            )
            .rule("kind = 'absent'\nextract = 'population'\nscope = 'member'")
    };
    // Under the name of before it is the member's row; under one that sounds the same, or lacks a character, it may be.
    check(&county("张新国,张建国,,1950-01-01"), &["H1 clear"]);
    for row in ["张健国,,,1950-01-01", "张?国,,,1950-01-01"] {
        check(&county(row), &["H1 undetermined identity_possible"]);
    }
    for row in ["张新国,,,1950-01-01", "张健国,,,1950-01-02", "张建国,,,1950-01-02"] {
        check(&county(row), &["H1 suspect"]);
    }
}
