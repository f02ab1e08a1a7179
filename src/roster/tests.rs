//! Tests of the roster: who is on it, how surely, and who cannot be seen.

use polars::prelude::AnyValue;

use super::{build, digest_of_people};
use crate::domain::{Confidence, PersonKey, Relation};
use crate::schema::{Column, ColumnKind};
use crate::standard::citizen_id;
use crate::table::{CardIdx, Roster};
use crate::test_support::{County, date, extract, number, schemas};

/// A line a person: household, relation, name, every other name the person is known by.
fn shown(roster: &Roster) -> Vec<String> {
    let line = |person: &crate::table::RosterPerson| {
        let others = person.known_names.iter().filter(|name| **name != person.name);
        let others: String = others.map(|name| format!(" {name}")).collect();
        let household = &roster.card(person.card).unwrap().household_id;
        format!("{household} {} {}{others}", person.relation, person.name)
    };
    roster.persons().iter().map(line).collect()
}

fn check(county: &County, expected: &[&str]) {
    assert_eq!(shown(&county.roster()), expected);
}

const ONE: &str = "household_id,name,citizen_id,relation
    H1,张建国,#1,户主";

#[test]
fn everyone_on_the_card_is_a_member_even_with_a_number_that_cannot_be_used() {
    let county = County::new(
        "household_id,name,citizen_id
         H2,李四,#3
         H1,张建国,#1
         H1,王芳,1309271950",
    );
    check(&county, &["H1 member 张建国", "H1 member 王芳", "H2 member 李四"]);
    let roster = county.roster();
    let counted: Vec<_> = roster.cards().iter().map(|card| (card.members, card.unknown_members)).collect();
    assert_eq!(counted, [(2, 1), (1, 0)]);
}

#[test]
fn who_lives_in_a_members_register_matters_to_the_card_and_who_left_it_does_not() {
    let county = County::new(ONE).with(
        "population",
        "register_id,name,citizen_id,status
         R1,张建国,#1,正常
         R1,王芳,#2,正常
         R1,张老太,#4,死亡
         R1,张出嫁,#6,迁出
         R1,张虚报,#8,注销
         R1,张不详,#10,
         R2,邻居,#12,正常",
    );
    check(&county, &["H1 member 张建国", "H1 same_register 王芳", "H1 same_register 张不详"]);
}

#[test]
fn a_register_that_the_member_has_left_says_nothing_of_the_card() {
    let county = County::new(ONE).with(
        "population",
        "register_id,name,citizen_id,status
         R1,张建国,#1,迁出
         R1,旧邻,#3,正常
         R2,张建国,#1,正常
         R2,新妻,#2,正常",
    );
    check(&county, &["H1 member 张建国", "H1 same_register 新妻"]);
}

#[test]
fn two_members_of_one_register_bring_each_relative_once_and_not_each_other() {
    let county = County::new(
        "household_id,name,citizen_id
         H1,张建国,#1
         H1,王芳,#2",
    )
    .with("population", "register_id,name,citizen_id\nR1,张建国,#1\nR1,王芳,#2\nR1,张小明,#5");
    check(&county, &["H1 member 张建国", "H1 member 王芳", "H1 same_register 张小明"]);
}

#[test]
fn a_household_split_over_two_cards_stands_on_both_cards_rosters() {
    let county = County::new(
        "household_id,name,citizen_id
         H1,张建国,#1
         H2,王芳,#2",
    )
    .with("population", "register_id,name,citizen_id\nR1,张建国,#1\nR1,王芳,#2");
    check(
        &county,
        &["H1 member 张建国", "H1 same_register 王芳", "H2 member 王芳", "H2 same_register 张建国"],
    );
}

#[test]
fn a_member_is_known_by_the_registers_names_too() {
    let register = "register_id,name,former_name,citizen_id\nR1,张建业,张建国,#1";
    check(&County::new(ONE).with("population", register), &["H1 member 张建国 张建业"]);
}

#[test]
fn a_number_typed_for_the_wrong_person_brings_neither_that_persons_name_nor_family() {
    let register = "register_id,name,citizen_id\nR9,赵六,#1\nR9,赵太太,#2";
    let county = County::new(ONE).with("population", register);
    check(&county, &["H1 member 张建国"]);
    assert_eq!(county.roster().card(CardIdx(0)).unwrap().unknown_members, 1);
    let marriages = "party_a_name,party_a_id,party_b_name,party_b_id,kind\n赵六,#1,赵太太,#2,结婚";
    check(&County::new(ONE).with("marriage", marriages), &["H1 member 张建国"]);
}

#[test]
fn a_number_that_a_spreadsheet_may_have_made_is_the_members_only_if_the_register_says_so() {
    let keys = (13_092_719_500_101_000..13_092_719_500_129_000).step_by(100).map(PersonKey);
    let number = keys.map(citizen_id::number).find(|number| number.ends_with("000")).unwrap();
    let registry = format!("household_id,name,citizen_id\nH1,张建国,{number}");
    let unknown = |register: &str| {
        let register = format!("register_id,name,citizen_id\n{register}");
        County::new(&registry)
            .with("population", &register)
            .roster()
            .card(CardIdx(0))
            .unwrap()
            .unknown_members
    };
    assert_eq!(unknown("R1,李四,#3"), 1);
    assert_eq!(unknown(&format!("R1,张建国,{number}")), 0);
}

#[test]
fn a_register_as_large_as_a_dormitory_is_no_family() {
    let mut register = "register_id,name,citizen_id\nJT,张建国,#1".to_owned();
    for n in 101..300 {
        register.push_str(&format!("\nJT,同事,#{n}"));
    }
    let county = County::new(ONE).with("population", &register);
    check(&county, &["H1 member 张建国"]);
    assert_eq!(county.roster().counts().collective_registers, 1);
}

fn married(rows: &str) -> County {
    let header = "party_a_name,party_a_id,party_b_name,party_b_id,kind,registered_on";
    County::new(ONE).with("marriage", &format!("{header}\n{rows}"))
}

#[test]
fn a_spouse_is_found_whichever_party_the_member_is() {
    check(&married("张建国,#1,王芳,#2,结婚,2010-05-01"), &["H1 member 张建国", "H1 spouse 王芳"]);
    check(&married("王芳,#2,张建国,#1,结婚,2010-05-01"), &["H1 member 张建国", "H1 spouse 王芳"]);
}

#[test]
fn a_divorce_ends_a_marriage_until_the_couple_marries_again() {
    let divorced = "张建国,#1,王芳,#2,结婚,2010-05-01\n王芳,#2,张建国,#1,离婚,2015-05-01";
    check(&married(divorced), &["H1 member 张建国"]);
    let again = format!("张建国,#1,王芳,#2,结婚,2016-05-01\n{divorced}");
    check(&married(&again), &["H1 member 张建国", "H1 spouse 王芳"]);
}

#[test]
fn a_divorce_certificate_issued_again_says_that_the_marriage_is_over() {
    check(&married("张建国,#1,王芳,#2,补领离婚证,2015-05-01"), &["H1 member 张建国"]);
    check(&married("张建国,#1,王芳,#2,补领结婚证,2015-05-01"), &["H1 member 张建国", "H1 spouse 王芳"]);
}

#[test]
fn a_record_of_a_kind_nobody_has_named_leaves_open_who_is_married() {
    let spouse = |rows: &str| {
        let roster = married(rows).roster();
        roster
            .persons()
            .iter()
            .find(|person| person.relation == Relation::Spouse)
            .map(|spouse| spouse.belongs)
    };
    let wedding = "张建国,#1,王芳,#2,结婚,2005-05-01";
    assert_eq!(spouse(wedding), Some(Confidence::Certain));
    assert_eq!(spouse("张建国,#1,王芳,#2,撤销婚姻,2015-05-01"), Some(Confidence::Possible));
    for parted in ["协议离婚,2015-05-01", "离婚,", "离婚,去年八月"] {
        let rows = format!("{wedding}\n张建国,#1,王芳,#2,{parted}");
        assert_eq!(spouse(&rows), Some(Confidence::Possible), "{parted}");
    }
    assert_eq!(spouse(&format!("{wedding}\n张建国,#1,王芳,#2,离婚,2015-05-01")), None);
}

#[test]
fn who_married_again_is_no_longer_married_to_the_first() {
    let rows = "张建国,#1,王芳,#2,结婚,2005-05-01\n张建国,#1,刘英,#4,结婚,2012-05-01";
    check(&married(rows), &["H1 member 张建国", "H1 spouse 刘英"]);
    let by_the_other = "张建国,#1,王芳,#2,结婚,2005-05-01\n孙七,#3,王芳,#2,结婚,2012-05-01";
    check(&married(by_the_other), &["H1 member 张建国"]);
}

#[test]
fn what_is_registered_after_the_day_of_the_run_has_not_happened_yet() {
    let rows = "张建国,#1,王芳,#2,结婚,2017-08-31\n张建国,#1,王芳,#2,离婚,2017-09-01";
    check(&married(rows), &["H1 member 张建国", "H1 spouse 王芳"]);
    check(&married(rows).on("2017-08-30"), &["H1 member 张建国"]);
    check(&married(rows).on("2017-09-01"), &["H1 member 张建国"]);
}

#[test]
fn a_spouse_who_is_on_the_card_or_in_the_register_already_is_not_added_again() {
    let couple = "party_a_name,party_a_id,party_b_name,party_b_id,kind\n张建国,#1,王芳,#2,结婚";
    let on_card = County::new("household_id,name,citizen_id\nH1,张建国,#1\nH1,王芳,#2");
    check(&on_card.with("marriage", couple), &["H1 member 张建国", "H1 member 王芳"]);
    let in_register =
        County::new(ONE).with("population", "register_id,name,citizen_id\nR1,张建国,#1\nR1,王芳,#2");
    check(&in_register.with("marriage", couple), &["H1 member 张建国", "H1 same_register 王芳"]);
}

#[test]
fn a_card_says_what_any_of_its_rows_says_and_nothing_where_they_contradict_each_other() {
    let rows = ["H1,王芳,#2,配偶,,2014-01-01,因病,1000", "H1,张建国,#1,户主,城关镇,2014-01-01,,2000"];
    let header =
        "household_id,name,citizen_id,relation,township,registered_on,poverty_cause,income_per_capita";
    let said = |rows: &[&str]| {
        let roster = County::new(&format!("{header}\n{}", rows.join("\n"))).roster();
        let value = |column: &str| roster.card_values().column(column).unwrap().get(0).unwrap().to_string();
        ["income_per_capita", "unreadable", "as_delivered"].map(value)
    };
    let both = "values_contradict income_per_capita=1000 / 2000";
    assert_eq!(said(&rows), ["null".into(), "\"income_per_capita\"".into(), format!("{both:?}")]);
    assert_eq!(said(&rows), said(&[rows[1], rows[0]]), "the order of rows decides nothing");
    let county = County::new(&format!("{header}\n{}", rows.join("\n")));
    let roster = county.roster();
    let card = roster.card(CardIdx(0)).unwrap();
    assert_eq!((card.head_name.as_str(), card.township.as_str()), ("张建国", "城关镇"));
    let value = |column: &str| roster.card_values().column(column).unwrap().get(0).unwrap().to_string();
    assert_eq!(value("registered_on"), "2014-01-01");
    assert_eq!(value("poverty_cause"), "\"因病\"");
    assert_eq!(roster.card_values().column("address").unwrap().get(0).unwrap(), AnyValue::Null);
}

#[test]
fn a_card_whose_head_is_missing_still_has_its_place() {
    let county = County::new("household_id,name,citizen_id,relation,village\nH1,王芳,#2,配偶,东村");
    let roster = county.roster();
    let card = roster.card(CardIdx(0)).unwrap();
    assert_eq!((card.head_name.as_str(), card.village.as_str()), ("", "东村"));
}

#[test]
fn a_county_where_rows_come_in_another_order_has_the_same_roster() {
    let register = ["R1,张建国,#1", "R1,王芳,#2", "R1,张小明,#5"];
    let county = |order: [usize; 3]| {
        let rows = order.map(|at| register[at]).join("\n");
        County::new(ONE).with("population", &format!("register_id,name,citizen_id\n{rows}"))
    };
    assert_eq!(shown(&county([2, 1, 0]).roster()), shown(&county([0, 1, 2]).roster()));
}

/// Of the first card: who is unseen in registers, and how many spouses.
fn unseen(county: &County) -> (u32, u32) {
    let roster = county.roster();
    let card = roster.card(CardIdx(0)).unwrap();
    (card.unseen_in_register, card.unseen_spouses)
}

#[test]
fn who_lives_in_a_members_register_under_a_number_that_cannot_be_read_is_counted_as_unseen() {
    let register = |son: &str| {
        let rows = format!("register_id,name,citizen_id,status\nR1,张建国,#1,正常\n{son}");
        unseen(&County::new(ONE).with("population", &rows))
    };
    assert_eq!(register("R1,张小明,13092719950,正常"), (1, 0));
    assert_eq!(register("R1,张小明,,正常"), (1, 0));
    // A register without a number may be anybody's.
    assert_eq!(
        unseen(&County::new(ONE).with("population", "register_id,name,citizen_id\n,张建国,#1")),
        (1, 0)
    );
    // Whoever moved away, lives elsewhere, or is the member once more.
    for nobody in ["R1,张小明,13092719950,迁出", "R2,张小明,13092719950,正常", "R1,张建国,13092719950,正常"]
    {
        assert_eq!(register(nobody), (0, 0), "{nobody}");
    }
}

#[test]
fn a_register_that_has_a_member_under_a_number_nearly_the_same_is_counted_as_unseen() {
    let near = format!("9{}", &number(1)[1..]);
    let register = |rows: &str| {
        let rows = format!("register_id,name,citizen_id\nR1,{rows}");
        unseen(&County::new(ONE).with("population", &rows))
    };
    assert_eq!(register(&format!("张建国,{near}\nR1,张小明,#5")), (1, 0));
    assert_eq!(register(&format!("路人,{near}\nR1,张小明,#5")), (0, 0));
    assert_eq!(register(&format!("张建国,{near}\nR1,张建国,#1")), (0, 0));
}

#[test]
fn a_spouse_whose_number_cannot_be_read_is_counted_as_unseen_while_the_marriage_may_stand() {
    let near = format!("9{}", &number(1)[1..]);
    let marriages = |rows: &str| {
        let rows = format!("party_a_name,party_a_id,party_b_name,party_b_id,kind,registered_on\n{rows}");
        unseen(&County::new(ONE).with("marriage", &rows))
    };
    let married = "张建国,#1,王芳,1309271950,结婚,2010-05-01";
    assert_eq!(marriages(married), (0, 1));
    assert_eq!(marriages(&format!("张建国,{near},王芳,#2,结婚,2010-05-01")), (0, 1));
    // Divorced since, married to somebody else since, or known by another line.
    for since in [
        "张建国,#1,王芳,1309271950,离婚,2012-05-01",
        "王芳,#2,张建国,#1,离婚,2012-05-01",
        "张建国,#1,李梅,#4,结婚,2012-05-01",
        "张建国,#1,王芳,#2,结婚,2010-05-01",
    ] {
        assert_eq!(marriages(&format!("{married}\n{since}")), (0, 0), "{since}");
    }
    // What was registered with somebody else since is no marriage that anybody can be sure of.
    let unknown = "张建国,#1,李梅,#4,协议,2012-05-01";
    assert_eq!(marriages(&format!("{married}\n{unknown}")), (0, 1));
}

/// The citizen number of #`n` with its eighth digit turned: the check character disagrees.
fn mistyped(n: i64) -> String {
    let own = number(n);
    let turned = if own[7..8] == *"9" { "8" } else { "9" };
    format!("{}{turned}{}", &own[..7], &own[8..])
}

/// How each member of H1 was found in the register: name, rung, number, another number.
fn resolved(registry: &str, register: &str) -> Vec<String> {
    let registry = format!("household_id,name,citizen_id,sex\n{registry}");
    let register = format!("register_id,name,citizen_id,sex,birth_date\n{register}");
    let roster = County::new(&registry).with("population", &register).roster();
    let line = |person: &crate::table::RosterPerson| {
        let known = |key: Option<PersonKey>| {
            let key = key.map(citizen_id::number);
            let at = (1..20).find(|n| key.as_deref() == Some(number(*n).as_str()));
            at.map_or_else(|| if key.is_some() { "?".into() } else { "-".into() }, |n| format!("#{n}"))
        };
        let rung = person.resolved.map_or("-", |method| method.as_str());
        let stands = if person.can_be_found() { person.belongs.as_str() } else { "unknown" };
        format!(
            "{} {} {rung} {} {} {stands}",
            person.relation,
            person.name,
            known(person.person),
            known(person.also)
        )
    };
    roster.persons().iter().filter(|person| person.card == CardIdx(0)).map(line).collect()
}

#[test]
fn a_member_whose_number_lost_a_digit_is_who_the_register_says_and_no_outsider() {
    let register = "R1,张建国,#1,,\nR1,王芳,#2,,";
    let expected = ["member 张建国 - #1 - certain", "member 王芳 id_repaired #2 - probable"];
    assert_eq!(resolved(&format!("H1,张建国,#1,\nH1,王芳,{},", mistyped(2)), register), expected);
    let alone = "R5,王芳,#2,,\nR5,李娜,#4,,";
    let expected = ["member 王芳 id_repaired #2 - probable", "same_register 李娜 - #4 - probable"];
    assert_eq!(resolved(&format!("H1,王芳,{},", mistyped(2)), alone), expected);
}

#[test]
fn a_member_without_a_number_is_who_is_called_so_in_the_register_of_the_others() {
    let register = "R1,张建国,#1,,\nR1,王芳,#2,,\nR1,张娜,#4,,\nR9,王芳,#6,,";
    let found = |number: &str| resolved(&format!("H1,张建国,#1,\nH1,王芳,{number},"), register);
    let expected = |number: &str, own: &str| {
        let head = "member 张建国 - #1 - certain".to_owned();
        let wife = format!("member 王芳 register_context {number} {own} probable");
        vec![head, wife, "same_register 张娜 - #4 - certain".to_owned()]
    };
    assert_eq!(found(""), expected("#2", "-"));
    assert_eq!(found("1.30927E+17"), expected("#2", "-"));
    // The head's number, typed for her too, is not hers.
    assert_eq!(found("#1"), expected("#2", "-"));
    // A number that the register does not know at all may be hers all the same.
    assert_eq!(found("#12"), expected("#2", "#12"));
}

#[test]
fn a_number_that_a_spreadsheet_cut_is_that_of_the_only_person_called_so_with_these_digits() {
    let cut = format!("{}000", &number(2)[..15]);
    let found = resolved(&format!("H1,王芳,{cut},"), "R5,王芳,#2,,\nR6,王芳,#214,,");
    assert_eq!(found, ["member 王芳 name_birth_place #2 - probable"]);
}

#[test]
fn who_could_be_two_people_is_neither() {
    let unknown = "member 王芳 - - - unknown";
    let two = resolved("H1,张建国,#1,\nH1,王芳,,", "R1,张建国,#1,,\nR1,王芳,#2,,\nR1,王芳,#4,,");
    assert!(two.contains(&unknown.to_owned()), "{two:?}");
    let twice = resolved("H1,张建国,#1,\nH1,王芳,,\nH1,王芳,,女", "R1,张建国,#1,,\nR1,王芳,#2,,");
    assert_eq!(twice.iter().filter(|line| line.as_str() == unknown).count(), 2, "{twice:?}");
    let of_other_sex = resolved("H1,张建国,#1,\nH1,王芳,,男", "R1,张建国,#1,,\nR1,王芳,#2,女,");
    assert!(of_other_sex.contains(&unknown.to_owned()), "{of_other_sex:?}");
    let called_otherwise = resolved("H1,张建国,#1,\nH1,王芬,,", "R1,张建国,#1,,\nR1,王芳,#2,,");
    assert!(called_otherwise.contains(&"member 王芬 - - - unknown".to_owned()), "{called_otherwise:?}");
}

#[test]
fn of_two_members_under_one_number_who_sound_alike_the_one_that_the_register_has_keeps_it() {
    let register = "R1,张丽,#2,,\nR1,张莉,#4,,";
    let found = resolved("H1,张丽,#2,\nH1,张莉,#2,", register);
    assert_eq!(found, ["member 张丽 - #2 - certain", "member 张莉 register_context #4 - probable"]);
    // Or who is of the sex that the register has with it.
    let namesakes = "R1,张伟,#1,男,\nR1,张伟,#2,女,";
    let found = resolved("H1,张伟,#1,男\nH1,张伟,#1,女", namesakes);
    assert_eq!(found, ["member 张伟 - #1 - certain", "member 张伟 register_context #2 - probable"]);
}

/// One of two values of a column of the registry.
fn value(column: &Column, other: bool) -> String {
    let nth = usize::from(other);
    match column.kind {
        ColumnKind::CitizenId => ["#1", "#3"][nth].to_owned(),
        ColumnKind::Date => ["2014-01-01", "2015-01-01"][nth].to_owned(),
        ColumnKind::Integer | ColumnKind::Decimal => ["3", "4"][nth].to_owned(),
        ColumnKind::Phone => ["13800000001", "13800000002"][nth].to_owned(),
        ColumnKind::Code | ColumnKind::CodeList if column.codes.len() > 1 => {
            column.codes.keys().nth(nth).cloned().unwrap_or_default()
        }
        _ => ["张建国", "李娜"][nth].to_owned(),
    }
}

#[test]
fn a_registry_of_the_same_digest_of_people_makes_the_same_roster() {
    let columns = schemas().remove("registry").unwrap().columns;
    let head: Vec<_> = columns.iter().map(|column| column.name.as_str()).collect();
    let line = |of: &dyn Fn(&Column) -> bool| {
        columns.iter().map(|column| value(column, of(column))).collect::<Vec<_>>().join(",")
    };
    let made = |lines: &[String]| {
        let registry = extract("registry", &format!("{}\n{}", head.join(","), lines.join("\n")));
        let roster = build(&registry, None, None, date("2017-08-31")).unwrap();
        (digest_of_people(&registry).unwrap(), roster.digest())
    };
    let plain = line(&|_| false);
    let one = made(std::slice::from_ref(&plain));
    let (mut same, mut another) = (0, 0);
    for column in &columns {
        let changed = line(&|own| own.name == column.name);
        for (before, after) in [
            (one.clone(), made(std::slice::from_ref(&changed))),
            (made(&[plain.clone(), plain.clone()]), made(&[plain.clone(), changed])),
        ] {
            assert!(before.1 == after.1 || before.0 != after.0, "{}", column.name);
            *(if before.0 == after.0 { &mut same } else { &mut another }) += 1;
        }
    }
    assert!(same > 3 && another > 10, "{same}, {another}");
}
