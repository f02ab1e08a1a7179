//! Tests of records whose person is not certain, and of persons who cannot be looked up.

use super::{ONE, check, check_findings, vehicle_rule};
use crate::test_support::County;

#[test]
fn a_record_under_the_number_with_another_name_is_to_be_checked_and_makes_no_suspect() {
    let county = County::new(ONE).with("vehicle", "owner_name,owner_id\n赵六,#1").rule(&vehicle_rule("TRUE"));
    check_findings(
        &county,
        &["H1 undetermined identity_possible"],
        &["H1 possible: vehicle 2 张建国 id_name_conflict"],
    );
}

#[test]
fn a_sure_record_makes_the_finding_certain_and_the_possible_one_stays_beside_it() {
    let county = County::new(ONE)
        .with("vehicle", "owner_name,owner_id\n赵六,#1\n张建国,#1")
        .rule(&vehicle_rule("TRUE"));
    let found = "H1 certain: vehicle 2 张建国 id_name_conflict, vehicle 3 张建国 id";
    check_findings(&county, &["H1 suspect"], &[found]);
}

#[test]
fn a_possible_record_that_does_not_meet_the_rule_matters_to_nobody() {
    let county =
        County::new(ONE).with("vehicle", "owner_name,owner_id\n赵六,#1").rule(&vehicle_rule("FALSE"));
    check(&county, &["H1 clear"]);
}

const BLIND: &str = "household_id,name,citizen_id\nH1,张建国,#1\nH1,王芳,1309271950\nH2,李四,#3";

#[test]
fn a_card_with_a_member_whom_no_department_can_find_is_never_clear() {
    let county = |owner: &str| {
        County::new(BLIND)
            .with("vehicle", &format!("owner_name,owner_id\n{owner}"))
            .rule(&vehicle_rule("TRUE"))
    };
    let open = "H1 undetermined identity_unknown: 1 member(s)";
    check(&county("路人,#9"), &[open, "H2 clear"]);
    check(&county("王芳,"), &[open, "H2 clear"]);
    check(&county("张建国,#1"), &["H1 suspect", "H2 clear"]);
}

#[test]
fn what_the_registry_itself_says_of_such_a_member_is_seen_all_the_same() {
    let county = |scope: &str| {
        County::new("household_id,name,citizen_id,income_per_capita\nH1,王芳,1309271950,9000")
            .with("population", "register_id,name,citizen_id\nR1,路人,#9")
            .rule(&format!(
                "kind = 'present'\nextract = 'registry'\nscope = '{scope}'\nwhere = 'income_per_capita > 9000'"
            ))
    };
    check(&county("member"), &["H1 clear"]);
    // Who else is in her register is not known.
    check(&county("household"), &["H1 undetermined identity_unknown: 1 member(s)"]);
}

#[test]
fn one_number_typed_for_two_members_makes_one_record_one_hit_by_the_better_name() {
    let county = County::new("household_id,name,citizen_id\nH1,王芳,#1\nH1,张建国,#1")
        .with("vehicle", "owner_name,owner_id\n张建国,#1")
        .rule(&vehicle_rule("TRUE"));
    check_findings(&county, &["H1 suspect"], &["H1 certain: vehicle 2 张建国 id"]);
}

#[test]
fn of_one_number_typed_for_two_members_the_better_name_counts_whomever_a_rule_asks_for() {
    let county = |name: &str| {
        County::new("household_id,name,citizen_id\nH1,王芳,#1\nH1,张建国,#1")
            .with("vehicle", "owner_name,owner_id,price\n张建国,#1,40000")
            .rule(&vehicle_rule(&format!("price > 30000 AND roster.name = '{name}'")))
    };
    check(&county("张建国"), &["H1 suspect"]);
    check_findings(&county("王芳"), &["H1 undetermined identity_unknown: 2 member(s)"], &[]);
}

fn duplicate(members: &str) -> County {
    County::new(&format!("household_id,name,citizen_id,relation\n{members}"))
        .rule("kind = 'duplicate'\nextract = 'registry'\nscope = 'member'\nwhere = \"relation <> '之女'\"")
}

#[test]
fn one_person_on_two_cards_flags_both_on_the_row_of_the_other_card() {
    check_findings(
        &duplicate("H1,张建国,#1,户主\nH2,张建国,#1,之父\nH3,李四,#3,户主"),
        &["H1 suspect", "H2 suspect", "H3 clear"],
        &["H1 certain: registry 3 张建国 id", "H2 certain: registry 2 张建国 id"],
    );
}

#[test]
fn one_person_twice_on_the_same_card_is_not_on_two_cards() {
    check(&duplicate("H1,张建国,#1,户主\nH1,张建国,#1,之父"), &["H1 clear"]);
}

#[test]
fn of_a_person_on_two_cards_the_other_cards_row_must_meet_the_rule() {
    check(&duplicate("H1,张建国,#1,户主\nH2,张建国,#1,之女"), &["H1 clear", "H2 suspect"]);
}

#[test]
fn one_number_on_two_cards_under_two_names_is_to_be_checked() {
    check_findings(
        &duplicate("H1,张建国,#1,户主\nH2,赵六,#1,户主"),
        &["H1 undetermined identity_possible", "H2 undetermined identity_possible"],
        &["H1 possible: registry 3 张建国 id_name_conflict", "H2 possible: registry 2 赵六 id_name_conflict"],
    );
}

#[test]
fn a_member_without_a_usable_number_may_be_on_any_card() {
    check(
        &duplicate("H1,张建国,,户主\nH2,张建国,#1,户主"),
        &["H1 undetermined identity_unknown: 1 member(s)", "H2 clear"],
    );
}

#[test]
fn a_relative_of_the_register_on_another_card_is_not_on_two_cards() {
    let county = duplicate("H1,张建国,#1,户主\nH2,王芳,#2,户主")
        .with("population", "register_id,name,citizen_id\nR1,张建国,#1\nR1,王芳,#2");
    check(&county, &["H1 clear", "H2 clear"]);
}

#[test]
fn who_may_be_the_member_that_was_not_found_is_no_outsider_of_the_register_for_certain() {
    let county = |wife: &str| {
        County::new(&format!(
            "household_id,name,citizen_id,relation,sex\nH1,张建国,#1,户主,男\nH1,{wife}\nH2,王芳,#2,户主,女"
        ))
        .with(
            "population",
            "register_id,name,citizen_id,relation,sex\nR1,张建国,#1,户主,男\nR1,王芳,#2,配偶,女",
        )
        .rule(
            "kind = 'present'\nextract = 'registry'\nscope = 'household'\n\
             where = \"roster.relation = 'same_register' AND household_id <> card.household_id\"",
        )
    };
    let of_h1 = |wife: &str| county(wife).verdicts().remove(0);
    // Another person, who has a number of her own.
    assert_eq!(of_h1("李四,#3,之女,女"), "H1 suspect");
    // The name is not plainly another, the word of kinship is the same, or the birth date is.
    for wife in ["王?,,其他亲属,女", "王方,,其他亲属,", "赵六,,配偶,女", "赵六,1309271950010100,其他亲属,女"]
    {
        let said = of_h1(wife);
        assert!(said.starts_with("H1 undetermined identity_"), "{wife}: {said}");
    }
    assert_eq!(of_h1("赵六,,之子,男"), "H1 suspect");
}

#[test]
fn whose_register_is_known_without_a_number_only_has_a_family_that_nobody_can_look_up() {
    let county = |row: &str| {
        County::new(ONE)
            .with(
                "population",
                &format!("register_id,name,citizen_id,birth_date\nR1,路人,#9,\nR2,{row}\nR2,王芳,,"),
            )
            .with("vehicle", "owner_name,owner_id\n李四,#3")
            .rule(&vehicle_rule("TRUE").replace("'member'", "'household'"))
    };
    let said = county("张建国,,1950-01-01").verdicts();
    assert!(said[0].starts_with("H1 undetermined identity_unknown"), "{said:?}");
    check(&county("张建国,,1950-01-02"), &["H1 clear"]);
}

#[test]
fn one_number_for_two_of_a_card_who_are_called_nearly_the_same_is_neithers_where_nobody_can_tell() {
    let county = |register: &str| {
        County::new("household_id,name,citizen_id\nH1,武新金,#1\nH1,武新,#1")
            .with("population", &format!("register_id,name,citizen_id\nR9,路人,#9{register}"))
            .with("vehicle", "owner_name,owner_id\n李四,#3")
            .rule(&vehicle_rule("TRUE"))
    };
    check(&county(""), &["H1 undetermined identity_unknown: 2 member(s)"]);
    check(&county("\nR1,武新金,#1"), &["H1 undetermined identity_unknown: 1 member(s)"]);
}
