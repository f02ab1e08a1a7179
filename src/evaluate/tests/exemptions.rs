//! Tests of exemptions: granted, refused, and open.

use super::{ONE, check, check_findings, vehicle_rule};
use crate::domain::Cause;
use crate::test_support::County;

/// 张建国's vehicles by use and price, and a rule that exempts one use.
fn by_use(rows: &[&str]) -> County {
    let mut table = "owner_name,owner_id,use_nature,price".to_owned();
    for row in rows {
        table.push_str(&format!("\n张建国,#1,{row}"));
    }
    let exemptions = "[[unless]]\nwhen = \"use_nature = 'F'\"\nreason = '货运'\n\
                      [[unless]]\nwhen = \"price < 3000\"\nreason = '低值'";
    County::new(ONE).with("vehicle", &table).rule(&format!("{}\n{exemptions}", vehicle_rule("TRUE")))
}

#[test]
fn an_exempt_hit_beside_a_standing_one_stays_in_evidence_with_its_reason() {
    let found = "H1 certain: vehicle 2 张建国 id (货运), vehicle 3 张建国 id";
    check_findings(&by_use(&["F,9000", "A,9000"]), &["H1 suspect"], &[found]);
}

#[test]
fn a_card_with_nothing_but_exempt_hits_is_clear_with_the_reasons_and_the_finding_is_kept() {
    check_findings(
        &by_use(&["F,9000", "A,2000"]),
        &["H1 clear exempt: 低值; 货运"],
        &["H1 certain exempt: vehicle 2 张建国 id (货运), vehicle 3 张建国 id (低值)"],
    );
}

#[test]
fn an_exemption_that_cannot_be_decided_leaves_the_card_open_and_makes_no_finding() {
    check_findings(&by_use(&[",9000"]), &["H1 undetermined exemption_undecided: use_nature"], &[]);
    check_findings(&by_use(&[","]), &["H1 undetermined exemption_undecided: price, use_nature"], &[]);
}

#[test]
fn one_exemption_that_holds_is_enough_whatever_is_unknown_of_the_others() {
    check(&by_use(&[",2000"]), &["H1 clear exempt: 低值"]);
}

#[test]
fn a_standing_hit_makes_a_suspect_though_another_hits_exemption_is_undecided() {
    check_findings(&by_use(&["A,9000", ",9000"]), &["H1 suspect"], &["H1 certain: vehicle 2 张建国 id"]);
}

/// 张建国 and 王芳 on one card; 张建国 has a vehicle; those who hold a certificate of grade 1 are exempt.
fn by_certificate() -> County {
    let rule = "[[unless]]\nextract = 'disability'\nwhen = \"grade = '1'\"\nreason = '残疾人'";
    County::new("household_id,name,citizen_id\nH1,张建国,#1\nH1,王芳,#2")
        .with("vehicle", "owner_name,owner_id\n张建国,#1")
        .rule(&format!("{}\n{rule}", vehicle_rule("TRUE")))
}

fn certificates(rows: &str) -> County {
    by_certificate().with("disability", &format!("name,citizen_id,grade\n{rows}"))
}

#[test]
fn an_exemption_looked_up_elsewhere_is_the_owners_own_and_nobody_elses() {
    check_findings(
        &certificates("张建国,#1,1"),
        &["H1 clear exempt: 残疾人"],
        &["H1 certain exempt: vehicle 2 张建国 id (残疾人)"],
    );
    check(&certificates("王芳,#2,1"), &["H1 suspect"]);
    check(&certificates("张建国,#1,4"), &["H1 suspect"]);
    check(&certificates("张建国,#1,4\n张建国,#1,1"), &["H1 clear exempt: 残疾人"]);
}

#[test]
fn an_exemption_looked_up_elsewhere_that_cannot_be_decided_names_the_extract() {
    let open = ["H1 undetermined exemption_undecided: disability"];
    check(&certificates("张建国,#1,"), &open);
    check(&certificates("张建国,#1,4\n张建国,#1,"), &open);
    check(&by_certificate(), &open);
    check(&by_certificate().without("disability", Cause::SourceGated), &open);
}

#[test]
fn a_record_that_is_possibly_somebody_elses_neither_grants_nor_refuses_an_exemption() {
    check(&certificates("赵六,#1,1"), &["H1 undetermined exemption_undecided: disability"]);
    check(&certificates("赵六,#1,4"), &["H1 suspect"]);
}

#[test]
fn a_member_whose_number_cannot_be_used_cannot_be_refused_an_exemption_held_elsewhere() {
    let county = County::new("household_id,name,citizen_id,status\nH1,张建国,,正常")
        .with("disability", "name,citizen_id,grade\n路人,#9,1")
        .rule(
            "kind = 'present'\nextract = 'registry'\nscope = 'member'\nwhere = 'TRUE'\n\
             [[unless]]\nextract = 'disability'\nwhen = \"grade = '1'\"\nreason = '残疾人'",
        );
    check_findings(&county, &["H1 undetermined exemption_undecided: disability"], &[]);
}
