//! Who meets a rule, lives in the county's villages, and is on no card.

use crate::domain::Cause;
use crate::test_support::County;

const RULE: &str = "kind = 'omitted'\nextract = 'disability'\nscope = 'member'\nwhere = \"grade IN ('1', '2') AND status = '有效'\"";

/// 张建国's card in 前村, and the register of two families: his, and 王五's, who is on no card.
fn county(disability: &str) -> County {
    county_of(
        "H1,张建国,#1,刘八里乡,前村",
        "R1,张建国,#1,刘八里乡,前村,正常\nR1,李梅,#2,刘八里乡,前村,正常\nR2,王五,#5,刘八里乡,后村,正常",
        disability,
    )
}

fn county_of(registry: &str, population: &str, disability: &str) -> County {
    County::new(&format!("household_id,name,citizen_id,township,village\n{registry}"))
        .with("population", &format!("register_id,name,citizen_id,township,village,status\n{population}"))
        .with("disability", &format!("name,citizen_id,grade,status\n{disability}"))
        .rule(RULE)
}

#[track_caller]
fn omitted(county: &County, expected: &[&str]) {
    assert_eq!(county.compare().omissions(), expected);
}

#[test]
fn whoever_meets_the_rule_and_is_on_no_card_is_listed_with_the_family() {
    omitted(&county("王五,#5,1,有效"), &["王五 2 in R2"]);
    omitted(&county("张建国,#1,1,有效"), &[]);
    omitted(&county("王五,#5,4,有效"), &[]);
    // Another of the family is on a card: another case than a whole register that is missing.
    omitted(&county("李梅,#2,2,有效"), &["李梅 2 in R1 with 张建国 on H1"]);
    // A card says nothing of it.
    assert!(county("王五,#5,1,有效").compare().verdicts().is_empty());
}

#[test]
fn somebody_is_listed_once_however_many_records_there_are() {
    let compared = county("王五,#5,1,有效\n王五,#5,2,有效\n王五,#5,2,有效").compare();
    let records = compared.findings.omissions.people.iter().map(|own| own.records);
    assert_eq!(records.collect::<Vec<_>>(), [2]);
    // One record that counts is enough, whatever the other leaves open.
    omitted(&county("王五,#5,,有效\n王五,#5,2,有效"), &["王五 3 in R2"]);
}

#[test]
fn who_does_not_live_in_a_village_of_the_county_is_not_left_out_of_it() {
    let of = |population: &str| county_of("H1,张建国,#1,刘八里乡,前村", population, "王五,#5,1,有效");
    omitted(&of("R1,张建国,#1,刘八里乡,前村,正常"), &[]);
    omitted(&of("R2,王五,#5,刘八里乡,后村,死亡"), &[]);
    omitted(&of("R2,王五,#5,刘八里乡,后村,迁出"), &[]);
    omitted(&of("R2,王五,#5,南皮镇,光明社区,正常"), &[]);
    omitted(&of("R2,王五,#5,刘八里乡,后村,正常"), &["王五 2 in R2"]);
    omitted(&of("R2,王五,#5,刘八里乡,后村,未知词"), &["王五 2 in R2: column_empty population.status"]);
    omitted(&of("R2,王五,#5,刘八里乡,,正常"), &["王五 2 in R2: column_empty population.village"]);
    // Moved within the county.
    omitted(&of("R2,王五,#5,刘八里乡,后村,迁出\nR3,王五,#5,南皮镇,前罗村,正常"), &["王五 2 in R3"]);
}

#[test]
fn what_cannot_be_decided_is_listed_apart_with_its_cause() {
    omitted(&county("王五,#5,,有效"), &["王五 2 in R2: column_empty grade"]);
    omitted(&county("王五,#5,一等,有效"), &["王五 2 in R2: code_unknown grade=一等"]);
    // A number that says nothing: nobody knows where the person lives.
    omitted(&county("王五,,1,有效"), &["王五 2: identity_unknown citizen_id"]);
    // The register has the number for somebody else.
    omitted(&county("赵六,#5,1,有效"), &["赵六 2: identity_possible"]);
}

#[test]
fn whoever_may_be_a_member_is_not_said_to_be_left_out() {
    let population = "R1,张建国,#1,刘八里乡,前村,正常\nR2,王五,#5,刘八里乡,后村,正常";
    let of = |member: &str, record: &str| {
        county_of(&format!("H1,张建国,#1,刘八里乡,前村\n{member}"), population, record)
    };
    // The same person, under a number that lost a digit: certain enough to be on the card.
    let number = crate::test_support::number(5);
    let broken = format!("{}{}", &number[..16], &number[17..]);
    omitted(&of(&format!("H2,王五,{broken},刘八里乡,后村"), "王五,#5,1,有效"), &[]);
    // Without any number, of the same township: perhaps.
    omitted(&of("H2,王五,,刘八里乡,后村", "王五,#5,1,有效"), &["王五 2 in R2: identity_unknown registry"]);
    omitted(&of("H2,王五,,刘八里乡,前村", "王五,#5,1,有效"), &["王五 2 in R2: identity_unknown registry"]);
    // Elsewhere it is another 王五.
    omitted(&of("H2,王五,,寨子镇,西唐村", "王五,#5,1,有效"), &["王五 2 in R2"]);
    omitted(&of("H2,赵六,,刘八里乡,后村", "王五,#5,1,有效"), &["王五 2 in R2"]);
    // A member's number under a plainly different name.
    omitted(&of("H2,赵六,#5,刘八里乡,后村", "王五,#5,1,有效"), &["王五 2 in R2: identity_possible"]);
}

#[test]
fn a_household_is_left_out_where_nobody_of_its_register_is_on_a_card() {
    let household = |record: &str| {
        County::new("household_id,name,citizen_id\nH1,张建国,#1")
            .with("population", "register_id,name,citizen_id,village,status\nR1,张建国,#1,前村,正常\nR1,李梅,#2,前村,正常\nR2,王五,#5,后村,正常")
            .with("disability", &format!("name,citizen_id,grade,status\n{record}"))
            .rule(&RULE.replace("'member'", "'household'"))
    };
    omitted(&household("李梅,#2,1,有效"), &[]);
    omitted(&household("王五,#5,1,有效"), &["王五 2 in R2"]);
}

#[test]
fn an_exemption_may_stand_in_another_extract() {
    let with_death = |death: &str| {
        county("王五,#5,1,有效")
            .with("death", &format!("name,citizen_id,died_on\n{death}"))
            .rule(&format!(
                "{RULE}\n[[unless]]\nextract = 'death'\nwhen = \"died_on <= as_of\"\nreason = '已死亡'"
            ))
            .compare()
            .omissions()
    };
    assert_eq!(with_death("赵六,#9,2016-01-01"), ["王五 2 in R2", "王五 2 in R2"]);
    assert_eq!(with_death("王五,#5,2016-01-01"), ["王五 2 in R2"]);
    assert_eq!(with_death("王五,#5,"), ["王五 2 in R2", "王五 2 in R2: exemption_undecided death"]);
}

#[test]
fn what_a_register_has_together_is_shared_among_all_its_people() {
    let county = |rows: &str| {
        let county = County::new("household_id,name,citizen_id\nH1,张建国,#1")
            .with("population", "register_id,name,citizen_id,village,status\nR2,王五,#5,后村,正常\nR2,赵六,#6,后村,正常\nR2,王小,#7,后村,正常\nR2,王老,#8,后村,死亡")
            .with("assistance", &format!("name,citizen_id,kind,amount,status\n{rows}"))
            .rule("kind = 'omitted'\nextract = 'assistance'\nscope = 'household'\nwhere = \"status = '在享'\"\nhaving = \"SUM(amount) / COUNT(DISTINCT roster.person) < 100\"");
        county.compare().omissions()
    };
    assert_eq!(county("王五,#5,低保,290,在享"), ["王五 2 in R2 total=290"]);
    assert_eq!(county("王五,#5,低保,310,在享"), [""; 0]);
    assert_eq!(county("王五,#5,低保,200,在享\n赵六,#6,低保,110,在享"), [""; 0]);
    assert_eq!(county("王五,#5,低保,200,在享\n赵六,#6,低保,110,停发"), ["王五 2 in R2 total=200"]);
    // An amount that is not known could lift the whole family.
    let open = county("王五,#5,低保,200,在享\n赵六,#6,低保,,在享");
    assert_eq!(
        open,
        ["王五 2 in R2 total=200: column_empty having", "赵六 3 in R2 total=200: column_empty having"]
    );
    assert_eq!(county("王五,#5,低保,310,在享\n赵六,#6,低保,,在享"), [""; 0]);
}

#[test]
fn without_the_extract_or_the_register_nothing_is_said() {
    let registry = "household_id,name,citizen_id\nH1,张建国,#1";
    omitted(&County::new(registry).rule(RULE), &["unasked: source_missing disability"]);
    let disability = "name,citizen_id,grade,status\n王五,#5,1,有效";
    omitted(
        &County::new(registry).with("disability", disability).rule(RULE),
        &["unasked: source_missing population"],
    );
    let gated =
        County::new(registry).with("disability", disability).without("population", Cause::SourceGated);
    omitted(&gated.rule(RULE), &["unasked: source_gated population"]);
}

#[test]
fn a_large_register_is_no_family() {
    let mut people = "register_id,name,citizen_id,village,status".to_owned();
    for n in 100..131 {
        people.push_str(&format!("\nC1,住{n},#{n},前村,正常"));
    }
    let county = County::new("household_id,name,citizen_id\nH1,住100,#100")
        .with("population", &people)
        .with("disability", "name,citizen_id,grade,status\n住101,#101,1,有效")
        .rule(RULE);
    omitted(&county, &["住101 2"]);
}
