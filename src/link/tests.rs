//! Tests of links: which records find which roster persons, and how sure that is.

use crate::test_support::County;

/// A line a link of one extract: row as delivered, household, name on the roster, method.
fn links(county: &County, extract: &str) -> Vec<String> {
    let compared = county.compare();
    let links = &compared.extracts[extract].links;
    let line = |link: &crate::table::Link| {
        let person = compared.roster.person(link.place).unwrap();
        let household = &compared.roster.card(person.card).unwrap().household_id;
        format!("{} {household} {} {}", link.row.0 + 2, person.name, link.method)
    };
    links.as_slice().iter().map(line).collect()
}

fn check(county: &County, extract: &str, expected: &[&str]) {
    assert_eq!(links(county, extract), expected);
}

/// Checks how a vehicle's owner with the number of a member is linked to that member.
#[track_caller]
fn check_names(pairs: &[(&str, &str)], method: &str) {
    for (member, owner) in pairs {
        let county = County::new(&format!("household_id,name,citizen_id\nH1,{member},#1"))
            .with("vehicle", &format!("owner_name,owner_id\n{owner},#1"));
        let linked = links(&county, "vehicle");
        assert!(
            linked.len() == 1 && linked[0].ends_with(&format!(" {method}")),
            "{member} {owner}: {linked:?}"
        );
    }
}

const ONE: &str = "household_id,name,citizen_id\nH1,张建国,#1";

#[test]
fn an_equal_number_is_the_same_person_however_the_name_was_typed() {
    let pairs = [
        ("张建国", "张 建　国"),
        ("阿卜杜拉·买买提", "阿卜杜拉．买买提"),
        ("Li Na", "ＬＩ　ＮＡ"),
        ("张伟", "張偉"),
    ];
    check_names(&pairs, "id");
}

#[test]
fn an_equal_number_with_a_name_that_lost_a_character_is_still_the_same_person() {
    check_names(&[("张建国", "张建"), ("张建国", "张?国"), ("张建国", "???")], "id_name_variant");
}

#[test]
fn an_equal_number_with_a_plainly_different_name_is_only_possibly_the_same_person() {
    check_names(&[("张建国", "赵六"), ("张建国", "张建军"), ("李娜", "李妮")], "id_name_conflict");
}

#[test]
fn a_former_name_in_the_register_is_the_persons_own() {
    let county = County::new(ONE)
        .with("population", "register_id,name,former_name,citizen_id\nR1,张建国,张狗蛋,#1")
        .with("vehicle", "owner_name,owner_id\n张狗蛋,#1");
    check(&county, "vehicle", &["2 H1 张建国 id"]);
}

#[test]
fn a_name_alone_links_nothing_on_either_side() {
    for unusable in ["", "1.30927E+17", "130927199001010011"] {
        let record = County::new(ONE).with("vehicle", &format!("owner_name,owner_id\n张建国,{unusable}"));
        check(&record, "vehicle", &[]);
        let member = County::new(&format!("household_id,name,citizen_id\nH1,张建国,{unusable}"));
        check(&member.with("vehicle", "owner_name,owner_id\n张建国,#1"), "vehicle", &[]);
    }
}

#[test]
fn a_number_one_edit_away_under_the_same_name_is_repaired_and_fifteen_digits_are_no_number() {
    for near in ["13092719500101001", "130927195001010011", "1309271950010100", "130927195001010000"] {
        let method = if near.ends_with("000") { "name_birth_place" } else { "id_repaired" };
        let county =
            |name: &str| County::new(ONE).with("vehicle", &format!("owner_name,owner_id\n{name},{near}"));
        let link = format!("2 H1 张建国 {method}");
        let expected: &[&str] = if near.len() == 16 { &[] } else { &[&link] };
        check(&county("张建国"), "vehicle", expected);
        check(&county("张建军"), "vehicle", &[]);
    }
}

#[test]
fn a_record_of_two_people_is_about_both_wherever_they_stand() {
    let apart = County::new("household_id,name,citizen_id\nH1,张建国,#1\nH2,王芳,#2");
    let marriage = "party_a_name,party_a_id,party_b_name,party_b_id,kind\n张建国,#1,王芳,#2,结婚";
    let expected = ["2 H1 张建国 id", "2 H1 王芳 id", "2 H2 王芳 id", "2 H2 张建国 id"];
    check(&apart.with("marriage", marriage), "marriage", &expected);
}

#[test]
fn one_number_typed_for_both_parties_links_the_record_once_by_the_name_that_agrees() {
    let county = County::new(ONE)
        .with("marriage", "party_a_name,party_a_id,party_b_name,party_b_id,kind\n王芳,#1,张建国,#1,结婚");
    check(&county, "marriage", &["2 H1 张建国 id"]);
}

#[test]
fn a_person_on_two_cards_is_found_on_both() {
    let county = County::new("household_id,name,citizen_id\nH1,张建国,#1\nH2,张建国,#1")
        .with("vehicle", "owner_name,owner_id\n张建国,#1");
    check(&county, "vehicle", &["2 H1 张建国 id", "2 H2 张建国 id"]);
}

#[test]
fn the_heads_number_typed_for_the_whole_card_finds_each_by_the_name() {
    let county = County::new("household_id,name,citizen_id\nH1,张建国,#1\nH1,王芳,#1")
        .with("vehicle", "owner_name,owner_id\n王芳,#1");
    check(&county, "vehicle", &["2 H1 张建国 id_name_conflict", "2 H1 王芳 id"]);
}

#[test]
fn each_row_of_the_registry_is_about_the_member_it_describes_whatever_the_number() {
    let county = County::new("household_id,name,citizen_id\nH1,张建国,\nH1,王芳,1309271950");
    check(&county, "registry", &["2 H1 张建国 id", "3 H1 王芳 id"]);
}

#[test]
fn a_row_of_the_registry_is_also_about_whoever_else_has_its_number() {
    let county = County::new("household_id,name,citizen_id\nH1,张建国,#1\nH2,赵六,#1");
    let expected =
        ["2 H1 张建国 id", "2 H2 赵六 id_name_conflict", "3 H1 张建国 id_name_conflict", "3 H2 赵六 id"];
    check(&county, "registry", &expected);
}

#[test]
fn a_relative_of_the_register_is_found_like_a_member() {
    let county = County::new(ONE)
        .with("population", "register_id,name,citizen_id\nR1,张建国,#1\nR1,王芳,#2")
        .with("vehicle", "owner_name,owner_id\n王芳,#2\n路人,#9");
    check(&county, "vehicle", &["2 H1 王芳 id"]);
}

/// How sure each link of the household register is, a line each: row as delivered, method, confidence.
fn sure(registry: &str, register: &str) -> Vec<String> {
    let compared = County::new(registry).with("population", register).compare();
    let links = compared.extracts["population"].links.as_slice();
    links.iter().map(|link| format!("{} {} {}", link.row.0 + 2, link.method, link.confidence)).collect()
}

#[test]
fn a_row_without_a_number_is_of_who_has_the_name_the_birth_date_and_the_village() {
    let registry = "household_id,name,citizen_id,sex,village\nH1,张建国,#1,男,前村";
    let row = |rest: &str| sure(registry, &format!("name,citizen_id,birth_date,sex,village\n张建国,,{rest}"));
    assert_eq!(row("1950-01-01,男,前村"), ["2 name_birth_place probable"]);
    assert_eq!(row("1950-01-01,,刘八里乡前村"), ["2 name_birth_place probable"]);
    assert_eq!(row("1950-01-01,男,后村"), ["2 name_birth_place possible"]);
    // A number that can be read, and is not nearly his, may be somebody else's.
    let other = "name,citizen_id,birth_date,sex,village\n张建国,210102199001010011,1950-01-01,男,前村";
    assert_eq!(sure(registry, other), ["2 name_birth_place possible"]);
    for another in ["1950-01-02,男,前村", "1950-01-01,女,前村", ",男,前村"] {
        assert_eq!(row(another), [""; 0], "{another}");
    }
}

#[test]
fn a_row_whose_number_says_nothing_is_told_by_the_register_it_stands_in() {
    let registry = "household_id,name,citizen_id\nH1,张建国,#1\nH1,王芳,#2";
    let rows = |wife: &str| sure(registry, &format!("register_id,name,citizen_id\nR1,张建国,#1\n{wife}"));
    assert_eq!(rows("R1,王芳,"), ["2 id certain", "3 register_context probable"]);
    // A name that is not quite hers, or two rows, leave it open; another register says nothing.
    assert_eq!(rows("R1,王?芳,"), ["2 id certain"]);
    assert_eq!(rows("R1,王方,"), ["2 id certain", "3 register_context possible"]);
    let two = ["2 id certain", "3 register_context possible", "4 register_context possible"];
    assert_eq!(rows("R1,王芳,\nR1,王芳,无"), two);
    assert_eq!(rows("R2,王芳,"), ["2 id certain"]);
}

#[test]
fn a_record_whose_number_is_near_two_persons_of_its_name_is_nobodys_for_certain() {
    // The ninth and the tenth digit of the two are exchanged with the record's.
    let one = "130927195001010019";
    let turned = |at: usize, to: &str| format!("{}{to}{}", &one[..at], &one[at + 1..]);
    let county = |names: [&str; 2]| {
        let near =
            crate::standard::near_number::neighbours(&turned(17, "7"), crate::domain::IdState::BadCheck);
        let [a, b] = [near[0], near[1]].map(crate::standard::citizen_id::number);
        let registry = format!("household_id,name,citizen_id\nH1,{},{a}\nH2,{},{b}", names[0], names[1]);
        let compared = County::new(&registry)
            .with("vehicle", &format!("owner_name,owner_id\n张建国,{}", turned(17, "7")))
            .compare();
        let links = compared.extracts["vehicle"].links.as_slice();
        links.iter().map(|link| format!("{} {}", link.method, link.confidence)).collect::<Vec<_>>()
    };
    assert_eq!(county(["张建国", "张建国"]), ["id_repaired possible", "id_repaired possible"]);
    assert_eq!(county(["张建国", "李四"]), ["id_repaired probable"]);
    assert_eq!(county(["张健国", "李四"]), ["id_repaired possible"]);
}

#[test]
fn a_member_in_no_register_is_found_by_the_number_that_one_slip_made_the_registrys_of() {
    let own = crate::test_support::number(1);
    let typed = format!("{}8{}", &own[..7], &own[8..]);
    let county = |name: &str| {
        County::new(&format!("household_id,name,citizen_id\nH1,张建国,{typed}"))
            .with("vehicle", &format!("owner_name,owner_id\n{name},#1"))
    };
    check(&county("张建国"), "vehicle", &["2 H1 张建国 id_repaired"]);
    check(&county("张建军"), "vehicle", &[]);
}

#[test]
fn a_register_as_large_as_a_dormitory_tells_of_nobody_by_the_name() {
    let registry = "household_id,name,citizen_id\nH1,张建国,#1\nH1,王芳,#2";
    let rows = |many: usize| {
        let mut register = "register_id,name,citizen_id\nJT,张建国,#1\nJT,王芳,".to_owned();
        (0..many).for_each(|n| register.push_str(&format!("\nJT,同事,#{}", n + 101)));
        sure(registry, &register).into_iter().filter(|link| link.starts_with("3 ")).collect::<Vec<_>>()
    };
    assert_eq!(rows(3), ["3 register_context probable"]);
    assert_eq!(rows(40), [""; 0]);
}

#[test]
fn a_number_that_two_lost_members_of_one_name_may_have_is_certainly_neithers() {
    let own = crate::test_support::number(1);
    let typed = |at: usize| format!("{}8{}", &own[..at], &own[at + 1..]);
    let registry = format!("household_id,name,citizen_id\nH1,张建国,{}\nH2,张建国,{}", typed(7), typed(3));
    let compared = County::new(&registry).with("vehicle", "owner_name,owner_id\n张建国,#1").compare();
    let links = compared.extracts["vehicle"].links.as_slice();
    let links: Vec<_> = links.iter().map(|link| format!("{} {}", link.method, link.confidence)).collect();
    assert_eq!(links, ["id_repaired possible", "id_repaired possible"]);
}
