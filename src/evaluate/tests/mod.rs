//! Tests of verdicts, each on the smallest county that can break it.

mod absent;
mod damage;
mod differs;
mod exemptions;
mod having;
mod identity;
mod laws;
mod omitted;

use crate::domain::Cause;
use crate::test_support::County;

#[track_caller]
fn check(county: &County, expected: &[&str]) {
    assert_eq!(county.verdicts(), expected);
}

/// Checks the findings too: `H1 certain: vehicle 2 张建国 id`.
#[track_caller]
fn check_findings(county: &County, verdicts: &[&str], findings: &[&str]) {
    let compared = county.compare();
    assert_eq!((compared.verdicts(), compared.findings()), (owned(verdicts), owned(findings)));
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

const ONE: &str = "household_id,name,citizen_id\nH1,张建国,#1";
const TWO: &str = "household_id,name,citizen_id\nH1,张建国,#1\nH2,李四,#3";

/// A rule over vehicles of the card's members.
fn vehicle_rule(where_: &str) -> String {
    format!("kind = 'present'\nextract = 'vehicle'\nscope = 'member'\nwhere = \"{where_}\"")
}

/// 张建国's card, a rule over vehicles, and his vehicles: class, price, day of registration.
fn vehicles(where_: &str, rows: &[&str]) -> County {
    let mut table = "owner_name,owner_id,vehicle_class,price,first_registered_on".to_owned();
    for row in rows {
        table.push_str(&format!("\n张建国,#1,{row}"));
    }
    County::new(ONE).with("vehicle", &table).rule(&vehicle_rule(where_))
}

#[test]
fn a_card_is_suspect_on_the_record_that_meets_the_rule_and_on_no_other() {
    let county = vehicles("vehicle_class = 'K33'", &["M21,,", "K33,,"]);
    check_findings(&county, &["H1 suspect"], &["H1 certain: vehicle 3 张建国 id"]);
}

#[test]
fn a_scope_reaches_as_far_as_it_says_and_no_further() {
    let county = |scope: &str, owner: &str| {
        County::new(ONE)
            .with("population", "register_id,name,citizen_id\nR1,张建国,#1\nR1,张小明,#5")
            .with("marriage", "party_a_name,party_a_id,party_b_name,party_b_id,kind\n张建国,#1,王芳,#2,结婚")
            .with("vehicle", &format!("owner_name,owner_id\n{owner}"))
            .rule(&format!("kind = 'present'\nextract = 'vehicle'\nscope = '{scope}'\nwhere = 'TRUE'"))
    };
    let (member, relative, spouse) = ("张建国,#1", "张小明,#5", "王芳,#2");
    for (scope, suspect, clear) in [
        ("member", &[member][..], &[relative, spouse][..]),
        ("household", &[member, relative], &[spouse]),
        ("family", &[member, relative, spouse], &[]),
    ] {
        for owner in suspect {
            check(&county(scope, owner), &["H1 suspect"]);
        }
        for owner in clear {
            check(&county(scope, owner), &["H1 clear"]);
        }
    }
}

#[test]
fn an_empty_column_that_decides_leaves_the_card_open_and_is_named() {
    let where_ = "vehicle_class = 'K33' AND price > 30000";
    check(&vehicles(where_, &["K33,,2015-01-01"]), &["H1 undetermined column_empty: price"]);
    check(&vehicles(where_, &[",40000,"]), &["H1 undetermined column_empty: vehicle_class"]);
    check(&vehicles(where_, &[",,"]), &["H1 undetermined column_empty: price, vehicle_class"]);
    check(&vehicles(where_, &["K33,,", ",40000,"]), &["H1 undetermined column_empty: price, vehicle_class"]);
}

#[test]
fn an_empty_column_that_cannot_change_the_answer_does_not_matter() {
    check(&vehicles("vehicle_class = 'K33' AND price > 30000", &["M21,,"]), &["H1 clear"]);
    check(&vehicles("vehicle_class = 'K33' OR price > 30000", &["K33,,"]), &["H1 suspect"]);
}

#[test]
fn an_empty_column_that_the_rule_provides_for_is_not_blamed() {
    let asked = "vehicle_class = 'K33' AND (price IS NULL OR price > 30000)";
    check(&vehicles(asked, &["K33,,"]), &["H1 suspect"]);
    check(&vehicles(asked, &[",,"]), &["H1 undetermined column_empty: vehicle_class"]);
    let stood_in = "vehicle_class = 'K33' AND COALESCE(price, 0) > 30000";
    check(&vehicles(stood_in, &["K33,,"]), &["H1 clear"]);
    check(&vehicles(stood_in, &[",40000,"]), &["H1 undetermined column_empty: vehicle_class"]);
}

#[test]
fn a_record_that_cannot_be_decided_hides_no_hit_and_is_no_evidence() {
    let county = vehicles("price > 30000", &["K33,,", "K33,40000,"]);
    check_findings(&county, &["H1 suspect"], &["H1 certain: vehicle 3 张建国 id"]);
}

#[test]
fn an_extract_that_is_not_there_clears_nobody() {
    let county = || County::new(TWO).rule(&vehicle_rule("TRUE"));
    let missing = ["H1 undetermined source_missing: vehicle", "H2 undetermined source_missing: vehicle"];
    check(&county(), &missing);
    check(&county().without("vehicle", Cause::SourceMissing), &missing);
    let gated = ["H1 undetermined source_gated: vehicle", "H2 undetermined source_gated: vehicle"];
    check(&county().without("vehicle", Cause::SourceGated), &gated);
}

#[test]
fn without_the_register_no_household_is_clear_but_what_members_own_still_counts() {
    let county = |scope: &str| {
        County::new(TWO)
            .with("vehicle", "owner_name,owner_id\n张建国,#1")
            .without("population", Cause::SourceGated)
            .rule(&format!("kind = 'present'\nextract = 'vehicle'\nscope = '{scope}'\nwhere = 'TRUE'"))
    };
    check(&county("household"), &["H1 suspect", "H2 undetermined source_gated: population"]);
    check(&county("member"), &["H1 suspect", "H2 clear"]);
}

#[test]
fn without_marriages_no_family_is_clear() {
    let register = "register_id,name,citizen_id\nR1,张建国,#1";
    let county = |scope: &str| {
        County::new(ONE)
            .with("population", register)
            .with("vehicle", "owner_name,owner_id\n路人,#9")
            .without("marriage", Cause::SourceMissing)
            .rule(&format!("kind = 'present'\nextract = 'vehicle'\nscope = '{scope}'\nwhere = 'TRUE'"))
    };
    check(&county("family"), &["H1 undetermined source_missing: marriage"]);
    check(&county("household"), &["H1 clear"]);
}

#[test]
fn a_record_is_counted_once_however_many_members_it_names_and_however_often_it_is_delivered() {
    let marriage = "party_a_name,party_a_id,party_b_name,party_b_id,kind\n张建国,#1,王芳,#2,结婚";
    let county = |members: &str| {
        County::new(&format!("household_id,name,citizen_id\n{members}")).with("marriage", marriage).rule(
            "kind = 'present'\nextract = 'marriage'\nscope = 'member'\nwhere = 'TRUE'\nhaving = 'COUNT(*) >= 2'",
        )
    };
    check(&county("H1,张建国,#1\nH1,王芳,#2"), &["H1 clear"]);
    check(&county("H1,张建国,#1\nH1,张建国,#1"), &["H1 clear"]);
    let cars = |rows: &str| {
        let rule = format!("{}\nhaving = 'COUNT(*) >= 2'", vehicle_rule("TRUE"));
        County::new(ONE).with("vehicle", &format!("owner_name,owner_id,plate_no\n{rows}")).rule(&rule)
    };
    check(&cars("张建国,#1,X1\n张建国,#1,X1"), &["H1 clear"]);
    check(&cars("张建国,#1,X1\n张建国,#1,X2"), &["H1 suspect"]);
}

#[test]
fn a_threshold_is_the_one_of_the_day_of_the_run() {
    let rule = |day: &str| {
        let parameter = "[[parameter]]\nname = 'most'\n[[parameter.value]]\nfrom = 2014-01-01\nvalue = 30000\n\
                         [[parameter.value]]\nfrom = 2017-09-01\nvalue = 50000";
        County::new(ONE)
            .with("vehicle", "owner_name,owner_id,price\n张建国,#1,40000")
            .rule(&format!("{}\n{parameter}", vehicle_rule("price > :most")))
            .on(day)
    };
    check(&rule("2017-08-31"), &["H1 suspect"]);
    check(&rule("2017-09-01"), &["H1 clear"]);
}

#[test]
fn what_is_dated_after_the_day_of_the_run_has_not_happened_yet() {
    let county = |day: &str| vehicles("first_registered_on <= as_of", &["K33,,2017-08-31"]).on(day);
    check(&county("2017-08-30"), &["H1 clear"]);
    check(&county("2017-08-31"), &["H1 suspect"]);
}

#[test]
fn a_rule_reads_the_person_the_members_row_and_the_card() {
    let registry = "household_id,name,citizen_id,relation,registered_on,phone
        H1,张建国,#1,户主,2014-01-01,5550001
        H1,王芳,#2,配偶,,5550002";
    let county = |where_: &str| {
        County::new(registry)
            .with("vehicle", "owner_name,owner_id,first_registered_on\n王芳,#2,2013-01-01")
            .rule(&vehicle_rule(where_))
    };
    check(&county("roster.sex = '女' AND roster.age = 67 AND roster.name = '王芳'"), &["H1 suspect"]);
    check(&county("member.relation = '配偶' AND member.phone = '5550002'"), &["H1 suspect"]);
    // The card's day is its head's, though the row of the owner has none.
    check(&county("first_registered_on < card.registered_on"), &["H1 suspect"]);
}
