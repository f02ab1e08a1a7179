//! Properties that hold of every county, however its records fall.

use proptest::prelude::*;

use crate::test_support::County;

/// Members of three cards: one on two of them, one whose number cannot be used.
const REGISTRY: &str = "household_id,name,citizen_id
    H1,张建国,#1
    H1,王芳,#2
    H2,张建国,#1
    H3,李四,#3
    H3,李小明,1309271950";

const RULES: [&str; 4] = [
    "kind = 'present'\nextract = 'vehicle'\nscope = 'member'\nwhere = 'price > 30000'
     [[unless]]\nwhen = \"use_nature = 'F'\"\nreason = '货运'",
    "kind = 'present'\nextract = 'vehicle'\nscope = 'member'\nwhere = 'price > 30000'
     [[unless]]\nextract = 'disability'\nwhen = \"grade = '1'\"\nreason = '残疾人'",
    "kind = 'present'\nextract = 'vehicle'\nscope = 'member'\nwhere = 'TRUE'\nhaving = 'SUM(price) > 40000'",
    "kind = 'absent'\nextract = 'disability'\nscope = 'member'\nwhere = \"grade = '1'\"",
];
/// The rules without `having` of the kind `present`.
const PLAIN: [usize; 2] = [0, 1];

/// A record of 张建国, 王芳 or 李四, or of their number under another name, or of nobody on a card.
fn owners() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("张建国,#1"), Just("王芳,#2"), Just("李四,#3"), Just("赵六,#1"), Just("路人,#9")]
}

fn vehicles() -> impl Strategy<Value = Vec<String>> {
    let price = prop_oneof![Just(""), Just("20000"), Just("50000")];
    let use_nature = prop_oneof![Just(""), Just("A"), Just("F")];
    let row =
        (owners(), price, use_nature).prop_map(|(owner, price, use_)| format!("{owner},{price},{use_}"));
    prop::collection::vec(row, 0..6)
}

fn certificates() -> impl Strategy<Value = Vec<String>> {
    let grade = prop_oneof![Just(""), Just("1"), Just("4")];
    prop::collection::vec((owners(), grade).prop_map(|(owner, grade)| format!("{owner},{grade}")), 0..3)
}

fn county(vehicles: Option<&[String]>, certificates: Option<&[String]>) -> County {
    let mut county = RULES.iter().fold(County::new(REGISTRY), |county, rule| county.rule(rule));
    if let Some(rows) = vehicles {
        county = county.with("vehicle", &table("owner_name,owner_id,price,use_nature", rows));
    }
    if let Some(rows) = certificates {
        county = county.with("disability", &table("name,citizen_id,grade", rows));
    }
    county
}

fn table(header: &str, rows: &[String]) -> String {
    std::iter::once(header).chain(rows.iter().map(String::as_str)).collect::<Vec<_>>().join("\n")
}

/// The verdict of each card and rule, in that order.
fn verdicts(county: &County) -> Vec<String> {
    let words = |line: String| line.split(' ').nth(1).map(str::to_owned).unwrap();
    county.verdicts().into_iter().map(words).collect()
}

fn of_rules(verdicts: Vec<String>, rules: &[usize]) -> Vec<String> {
    let rule = |at: &usize| rules.contains(&(at % RULES.len()));
    (0..).zip(verdicts).filter(|(at, _)| rule(at)).map(|(_, verdict)| verdict).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn records_in_another_order_say_the_same(
        (rows, shuffled) in vehicles().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        certificates in certificates(),
    ) {
        let other = county(Some(&shuffled), Some(&certificates));
        prop_assert_eq!(county(Some(&rows), Some(&certificates)).verdicts(), other.verdicts());
    }

    #[test]
    fn one_more_record_clears_no_suspect_of_a_rule_that_counts_nothing(
        rows in vehicles(), more in vehicles(), certificates in certificates(),
    ) {
        let all = [rows.clone(), more].concat();
        let before = of_rules(verdicts(&county(Some(&rows), Some(&certificates))), &PLAIN);
        let after = of_rules(verdicts(&county(Some(&all), Some(&certificates))), &PLAIN);
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(before != "suspect" || after == "suspect");
            prop_assert!(before == "clear" || after != "clear");
        }
    }

    #[test]
    fn an_extract_taken_away_clears_no_card(rows in vehicles(), certificates in certificates()) {
        let whole = verdicts(&county(Some(&rows), Some(&certificates)));
        let without_vehicles = verdicts(&county(None, Some(&certificates)));
        let without_certificates = verdicts(&county(Some(&rows), None));
        for (at, whole) in whole.iter().enumerate() {
            prop_assert!(whole == "clear" || without_vehicles[at] != "clear");
            prop_assert!(whole == "clear" || without_certificates[at] != "clear");
            prop_assert!(at % RULES.len() == 3 || without_vehicles[at] == "undetermined");
        }
    }

    #[test]
    fn an_amount_that_becomes_known_settles_what_was_open_and_turns_round_nothing(
        rows in vehicles(), price in prop_oneof![Just("20000"), Just("50000")],
    ) {
        let known: Vec<_> = rows.iter().map(|row| row.replace(",,", &format!(",{price},"))).collect();
        let before = verdicts(&county(Some(&rows), Some(&[])));
        let after = verdicts(&county(Some(&known), Some(&[])));
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(before == "undetermined" || before == after);
        }
    }
}
