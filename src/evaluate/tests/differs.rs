//! What the registry says of a member, held against the member's record.

use super::check;
use crate::test_support::County;

/// A rule over the household register that compares as `lines` say.
fn rule(lines: &str) -> String {
    format!(
        "kind = 'differs'\nextract = 'population'\nscope = 'member'\nwhere = \"status = '正常'\"\ncompare = [{lines}]"
    )
}

const NAME: &str = "{ registry = 'name', with = 'name', by = 'name' }";

/// 张建国's card in the registry, and rows of the household register.
fn county(lines: &str, registry: &str, population: &str) -> County {
    County::new(&format!("household_id,name,citizen_id,sex,relation,village,registered_on\n{registry}"))
        .with(
            "population",
            &format!(
                "register_id,name,citizen_id,sex,birth_date,relation,village,status,former_name\n{population}"
            ),
        )
        .rule(&rule(lines))
}

/// What two names come to: the verdict, and what is said of them.
#[track_caller]
fn names(registry: &str, population: &str, verdict: &str, differences: &[&str]) {
    let county = county(NAME, &format!("H1,{registry},#1,,,,"), &format!("R1,{population},#1,,,,,正常,"));
    let compared = county.compare();
    assert_eq!(
        (compared.verdicts(), compared.differences()),
        (vec![format!("H1 {verdict}")], differences.iter().map(|line| (*line).to_owned()).collect())
    );
}

#[test]
fn a_homophone_is_a_spelling_and_another_name_a_difference() {
    names("张建国", "张建国", "clear", &[]);
    names("张 建国", "張建國", "clear", &[]);
    names("张丽", "张莉", "clear", &["H1 name spelling same_sound"]);
    names("张建国", "王五", "undetermined identity_possible", &["H1 name difference different"]);
    names("张建国", "???", "undetermined value_unreadable: member.name, name", &[]);
    names("张金", "张?", "undetermined value_unreadable: member.name, name", &[]);
}

#[test]
fn a_former_name_is_a_spelling() {
    let county = county(NAME, "H1,张大,#1,,,,", "R1,李建国,#1,,,,,正常,张大");
    assert_eq!(county.compare().differences(), ["H1 name spelling former_name"]);
}

#[test]
fn a_name_that_differs_among_its_own_family_is_the_members_and_one_typed_for_two_is_not() {
    let registry = "H1,张建国,#1,,,,\nH1,李梅,#2,,,,";
    let verdicts = |population: &str| county(NAME, registry, population).verdicts();
    assert_eq!(verdicts("R1,王五,#1,,,,,正常,\nR1,李梅,#2,,,,,正常,"), ["H1 suspect"]);
    // Nobody of the card is registered with the other name.
    let apart = verdicts("R1,王五,#1,,,,,正常,\nR2,李梅,#2,,,,,正常,");
    assert_eq!(apart, ["H1 undetermined identity_possible"]);
    // 张建国 is there himself, under another number: it is the number that is wrong.
    let beside = verdicts("R1,王五,#1,,,,,正常,\nR1,李梅,#2,,,,,正常,\nR1,张建国,#7,,,,,正常,");
    assert!(!beside.contains(&"H1 suspect".to_owned()), "{beside:?}");
    // The head's number was typed for his wife.
    let typed_twice =
        county(NAME, "H1,张建国,#1,,,,\nH1,李梅,#1,,,,", "R1,张建国,#1,,,,,正常,\nR1,李梅,#2,,,,,正常,");
    assert!(!typed_twice.verdicts().contains(&"H1 suspect".to_owned()), "{:?}", typed_twice.verdicts());
}

#[test]
fn what_one_side_leaves_empty_is_no_difference_and_what_it_cannot_read_leaves_it_open() {
    let sex = "{ registry = 'sex', with = 'sex', by = 'codes' }";
    let verdict = |registry: &str, population: &str| {
        county(sex, &format!("H1,张建国,#1,{registry},,,"), &format!("R1,张建国,#1,{population},,,,正常,"))
            .verdicts()
    };
    assert_eq!(verdict("男", "男性"), ["H1 clear"]);
    assert_eq!(verdict("男", "女"), ["H1 suspect"]);
    assert_eq!(verdict("", "女"), ["H1 clear"]);
    assert_eq!(verdict("男", ""), ["H1 clear"]);
    assert_eq!(verdict("男", "不详人"), ["H1 undetermined code_unknown: sex=不详人"]);
    assert_eq!(verdict("人妖", "女"), ["H1 undetermined code_unknown: member.sex=人妖"]);
}

#[test]
fn a_birth_date_is_the_numbers_where_the_registry_gives_none_and_a_month_is_compared_as_a_month() {
    let birth = "{ registry = 'birth_date', with = 'birth_date', by = 'date' }";
    let verdict = |population: &str| {
        county(birth, "H1,张建国,#1,,,,", &format!("R1,张建国,#1,,{population},,,正常,")).verdicts()
    };
    assert_eq!(verdict("1950-01-01"), ["H1 clear"]);
    assert_eq!(verdict("195001"), ["H1 clear"]);
    assert_eq!(verdict("1950-02-01"), ["H1 suspect"]);
    assert_eq!(verdict("195002"), ["H1 suspect"]);
    assert_eq!(verdict("1950-13-01"), ["H1 undetermined value_unreadable: birth_date=1950-13-01"]);
}

#[test]
fn a_record_that_does_not_count_differs_in_nothing_and_one_that_is_open_only_where_it_differs() {
    let village = "{ registry = 'village', with = 'village', by = 'text', similarity = 0.9 }";
    let verdict = |village_: &str, status: &str| {
        county(village, "H1,张建国,#1,,,前村,", &format!("R1,张建国,#1,,,,{village_},{status},")).verdicts()
    };
    assert_eq!(verdict("后庄", "正常"), ["H1 suspect"]);
    assert_eq!(verdict("后庄", "迁出"), ["H1 clear"]);
    assert_eq!(verdict("前村", ""), ["H1 clear"]);
    assert_eq!(verdict("后庄", "未知词"), ["H1 undetermined code_unknown: status=未知词"]);
}

#[test]
fn a_count_of_people_is_held_against_the_number_that_the_registry_gives() {
    let size = |size: &str, population: &str| {
        County::new(&format!("household_id,name,citizen_id,household_size\nH1,张建国,#1,{size}"))
            .with("population", &format!("register_id,name,citizen_id,status\n{population}"))
            .rule("kind = 'differs'\nextract = 'population'\nscope = 'household'\nwhere = \"status = '正常'\"\ncompare = [{ registry = 'household_size', with = 'COUNT(*)', by = 'number', tolerance = 0 }]")
            .verdicts()
    };
    let two = "R1,张建国,#1,正常\nR1,李梅,#2,正常";
    assert_eq!(size("2", two), ["H1 clear"]);
    assert_eq!(size("3", two), ["H1 suspect"]);
    assert_eq!(size("", two), ["H1 clear"]);
    // Somebody who cannot be looked up may be of the household, or not.
    assert_eq!(
        size("2", "R1,张建国,#1,正常\nR1,李梅,130927195001,正常"),
        ["H1 undetermined identity_unknown: household_size"]
    );
}

#[test]
fn a_person_id_within_the_household_makes_a_name_written_otherwise_a_difference_and_no_absence() {
    let columns = "household_id,person_id,name,citizen_id,sex";
    let differences = |rows: &str| {
        County::new(&format!("{columns}\nH1,1,张建国,#1,男\nH1,2,李梅,#2,女"))
            .with("village_ledger", &format!("{columns}\n{rows}\nH1,2,李梅,#2,女"))
            .rule("kind = 'differs'\nextract = 'village_ledger'\ncompare = [{ registry = 'name', with = 'name', by = 'name' }, { registry = 'sex', with = 'sex', by = 'codes' }]")
            .compare()
            .differences()
    };
    assert_eq!(differences("H1,1,王五,,男"), ["H1 name difference different"]);
    assert_eq!(differences("H1,1,张建国,1.30927E+17,女"), ["H1 sex difference different"]);
    // Another person's number, name and sex, the id on two rows, or 张建国 himself beside it: the id tells nothing.
    assert_eq!(differences("H1,1,王五,#5,男"), [""; 0]);
    assert_eq!(differences("H1,1,王五,,女"), [""; 0]);
    assert_eq!(differences("H1,1,王五,,男\nH1,1,赵六,,男"), [""; 0]);
    assert_eq!(differences("H1,1,王五,,男\nH1,3,张建国,,男"), [""; 0]);
    // In another household it is another's.
    assert_eq!(differences("H9,1,王五,,男"), [""; 0]);
}

#[test]
fn who_stands_on_two_cards_has_a_row_of_a_copy_in_each() {
    let columns = "household_id,name,citizen_id,village";
    let county = County::new(&format!("{columns}\nH1,张建国,#1,前村\nH2,张建国,#1,后庄"))
        .with("village_ledger", &format!("{columns}\nH1,张建国,,前村\nH2,张建国,#1,后庄"))
        .rule("kind = 'differs'\nextract = 'village_ledger'\ncompare = [{ registry = 'village', with = 'village', by = 'exact' }]");
    assert_eq!(county.compare().differences(), [""; 0]);
}

#[test]
fn of_three_copies_the_one_that_the_others_contradict_is_named() {
    let copies = |ledger: &str, file: &str| {
        let columns = "household_id,name,citizen_id,registered_on";
        County::new(&format!("{columns}\nH1,张建国,#1,201401"))
            .with("village_ledger", &format!("{columns}\nH1,张建国,#1,{ledger}"))
            .with("township_file", &format!("{columns}\nH1,张建国,#1,{file}"))
            .rule("kind = 'differs'\nextract = 'village_ledger'\ncompare = [{ registry = 'registered_on', with = 'registered_on', by = 'date' }]")
            .compare()
            .differences()
    };
    assert_eq!(copies("2014-01-20", "2014-01-20"), [""; 0]);
    assert_eq!(copies("201512", "201401"), ["H1 registered_on difference different odd: village_ledger"]);
    assert_eq!(copies("201512", "201512"), ["H1 registered_on difference different odd: registry"]);
    assert_eq!(copies("201512", "201612"), ["H1 registered_on difference different odd: all"]);
    assert_eq!(copies("201512", ""), ["H1 registered_on difference different"]);
}

#[test]
fn nothing_differs_from_an_extract_that_is_not_there() {
    let county = County::new("household_id,name,citizen_id\nH1,张建国,#1").rule(&rule(NAME));
    check(&county, &["H1 undetermined source_missing: population"]);
}
