//! Tests of `having` over a card's hits, where some of them, or their amounts, are not known.

use super::{ONE, check, check_findings, vehicle_rule};
use crate::test_support::County;

/// Whose vehicle, of which plate, at what price; exempt where the use is `F`, undecided where it is empty.
fn vehicles(having: &str, rows: &[&str]) -> County {
    let mut table = "owner_name,owner_id,plate_no,price,use_nature".to_owned();
    for row in rows {
        table.push('\n');
        table.push_str(row);
    }
    let keys = format!(
        "{}\nhaving = '{having}'\n[[unless]]\nwhen = \"use_nature = 'F'\"\nreason = '货运'",
        vehicle_rule("LENGTH(plate_no) > 0")
    );
    County::new(ONE).with("vehicle", &table).rule(&keys)
}

const FIRST: &str = "张建国,#1,X1,20000,A";
const SECOND: &str = "张建国,#1,X2,20000,A";
const EXEMPT: &str = "张建国,#1,X3,90000,F";
const UNDECIDED: &str = "张建国,#1,X4,90000,";
const UNKNOWN: &str = "张建国,#1,,90000,A";
const POSSIBLE: &str = "赵六,#1,X5,90000,A";
const NO_PRICE: &str = "张建国,#1,X6,,A";
const CHEAP: &str = "张建国,#1,X7,500,A";

#[test]
fn hits_are_counted_over_the_card() {
    check(&vehicles("COUNT(*) >= 2", &[FIRST]), &["H1 clear"]);
    check(&vehicles("COUNT(*) >= 2", &[FIRST, SECOND]), &["H1 suspect"]);
}

#[test]
fn one_thing_delivered_twice_is_one_where_things_are_counted() {
    check(&vehicles("COUNT(DISTINCT plate_no) >= 2", &[FIRST, FIRST]), &["H1 clear"]);
    check(&vehicles("COUNT(DISTINCT plate_no) >= 2", &[FIRST, SECOND]), &["H1 suspect"]);
}

#[test]
fn amounts_are_added_over_the_card_and_the_sum_stands_in_the_finding() {
    let total = "H1 certain total=40000: vehicle 2 张建国 id, vehicle 3 张建国 id";
    check_findings(&vehicles("SUM(price) >= 40000", &[FIRST, SECOND]), &["H1 suspect"], &[total]);
    check_findings(&vehicles("SUM(price) > 40000", &[FIRST, SECOND]), &["H1 clear"], &[]);
}

#[test]
fn an_amount_that_is_empty_leaves_open_what_it_could_change_and_nothing_else() {
    let open = ["H1 undetermined column_empty: price"];
    check(&vehicles("SUM(price) > 30000", &[FIRST, NO_PRICE]), &open);
    check(&vehicles("SUM(price) > 30000", &[NO_PRICE]), &open);
    check(&vehicles("SUM(price) > 30000", &[FIRST, SECOND, NO_PRICE]), &["H1 suspect"]);
    // The known amounts are over the limit already: whatever the other was, the sum is not below it.
    check(&vehicles("SUM(price) < 30000", &[FIRST, SECOND, NO_PRICE]), &["H1 clear"]);
    check(&vehicles("SUM(price) < 30000", &[FIRST, NO_PRICE]), &open);
    check(&vehicles("COUNT(*) > 2 AND SUM(price) > 30000", &[FIRST, NO_PRICE]), &["H1 clear"]);
}

#[test]
fn what_an_empty_amount_could_be_is_reckoned_with_through_arithmetic() {
    let open = ["H1 undetermined column_empty: price"];
    check(&vehicles("SUM(price) / 10000 > 3", &[FIRST, NO_PRICE]), &open);
    check(&vehicles("SUM(price) / 10000 > 3", &[FIRST, SECOND, NO_PRICE]), &["H1 suspect"]);
    check(&vehicles("SUM(price) / COUNT(*) > 30000", &[FIRST, NO_PRICE]), &open);
    check(&vehicles("50000 - SUM(price) < 20000", &[FIRST, NO_PRICE]), &open);
    check(&vehicles("50000 - SUM(price) < 20000", &[FIRST, SECOND, NO_PRICE]), &["H1 suspect"]);
    check(&vehicles("SUM(price - 30000) > 0", &[EXEMPT, FIRST, NO_PRICE]), &open);
}

#[test]
fn a_rule_that_says_what_an_empty_amount_counts_for_is_taken_at_its_word() {
    check(&vehicles("SUM(COALESCE(price, 0)) > 30000", &[FIRST, NO_PRICE]), &["H1 clear"]);
}

#[test]
fn what_stands_in_for_a_sum_does_not_stand_in_for_the_amounts_it_leaves_out() {
    let open = ["H1 undetermined column_empty: price"];
    check(&vehicles("COALESCE(SUM(price), 0) > 30000", &[FIRST, NO_PRICE]), &open);
    check(&vehicles("COALESCE(SUM(price), 0) > 30000", &[NO_PRICE]), &open);
    check(&vehicles("COALESCE(SUM(price), 0) > 30000", &[FIRST, SECOND, NO_PRICE]), &["H1 suspect"]);
    check(&vehicles("COALESCE(SUM(price), 0) > 30000", &[FIRST]), &["H1 clear"]);
}

#[test]
fn the_least_and_the_most_are_as_open_as_what_is_empty() {
    let open = ["H1 undetermined column_empty: price"];
    check(&vehicles("MAX(price) > 30000", &[FIRST, NO_PRICE]), &open);
    check(&vehicles("MAX(price) > 10000", &[FIRST, NO_PRICE]), &["H1 suspect"]);
    check(&vehicles("MIN(price) < 10000", &[FIRST, NO_PRICE]), &open);
    check(&vehicles("MIN(price) < 10000", &[CHEAP, NO_PRICE]), &["H1 suspect"]);
    check(&vehicles("MIN(price) > 30000", &[FIRST, NO_PRICE]), &["H1 clear"]);
}

#[test]
fn a_thing_without_a_name_may_be_one_more() {
    let county = |rows: &[&str]| {
        County::new(ONE)
            .with("vehicle", &format!("owner_name,owner_id,plate_no\n{}", rows.join("\n")))
            .rule(&format!("{}\nhaving = 'COUNT(DISTINCT plate_no) >= 2'", vehicle_rule("TRUE")))
    };
    check(&county(&["张建国,#1,X1", "张建国,#1,"]), &["H1 undetermined column_empty: plate_no"]);
    check(&county(&["张建国,#1,X1", "张建国,#1,X2", "张建国,#1,"]), &["H1 suspect"]);
    check(&county(&["张建国,#1,X1"]), &["H1 clear"]);
}

#[test]
fn an_exempt_hit_does_not_count() {
    check_findings(&vehicles("COUNT(*) >= 2", &[FIRST, EXEMPT]), &["H1 clear exempt: 货运"], &[]);
    let exempt = "H1 certain exempt total=90000: vehicle 2 张建国 id (货运)";
    check_findings(&vehicles("SUM(price) > 30000", &[EXEMPT]), &["H1 clear exempt: 货运"], &[exempt]);
}

#[test]
fn what_could_be_a_hit_never_makes_a_suspect_and_never_reads_clear_where_it_would_tip_the_count() {
    let two = "COUNT(*) >= 2";
    let tips = [
        (UNDECIDED, "H1 undetermined exemption_undecided: use_nature"),
        (UNKNOWN, "H1 undetermined column_empty: plate_no"),
        (POSSIBLE, "H1 undetermined identity_possible"),
    ];
    for (row, open) in tips {
        check(&vehicles(two, &[FIRST, row]), &[open]);
        check(&vehicles(two, &[row]), &["H1 clear"]);
        check(&vehicles(two, &[FIRST, SECOND, row]), &["H1 suspect"]);
    }
}

#[test]
fn hits_that_are_open_for_different_reasons_tip_the_count_together() {
    check(&vehicles("COUNT(*) >= 2", &[UNKNOWN, POSSIBLE]), &["H1 undetermined identity_possible"]);
    check(&vehicles("COUNT(*) >= 2", &[UNDECIDED, POSSIBLE]), &["H1 undetermined identity_possible"]);
    check(&vehicles("COUNT(*) >= 2", &[UNDECIDED, UNKNOWN]), &["H1 undetermined column_empty: plate_no"]);
}

#[test]
fn a_rule_that_wants_few_hits_is_not_met_while_there_may_be_more() {
    let few = "COUNT(*) < 2";
    check(&vehicles(few, &[FIRST]), &["H1 suspect"]);
    for (row, open) in [
        (UNDECIDED, "H1 undetermined exemption_undecided: use_nature"),
        (UNKNOWN, "H1 undetermined column_empty: plate_no"),
        (POSSIBLE, "H1 undetermined identity_possible"),
    ] {
        check_findings(&vehicles(few, &[FIRST, row]), &[open], &[]);
    }
}
