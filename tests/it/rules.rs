//! Every mistake in a rule file is reported with the place marked and what to do; what passes, runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its promise is broken")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use bidui::diagnostic::{Diagnostic, SourceText, whatever_was_read};
use bidui::domain::Lang;
use bidui::rulebook::{Rule, compile, dry_run, in_words, read_rules, to_sql};
use bidui::schema::{Schema, read_schema};
use chrono::NaiveDate;
use polars::prelude::{Column, DataFrame, IntoLazy, NamedFrom, Series, col};

use crate::support::told;

const SCHEMAS: &[&str] = &[
    r#"
    name = "registry"
    subject = { id = "citizen_id", name = "name" }
    column = [
        { name = "household_id", type = "text" }, { name = "name", type = "name" },
        { name = "citizen_id", type = "citizen_id" }, { name = "sex", type = "code", codes = { "男" = "男|1", "女" = "女|2" } },
        { name = "household_size", type = "integer" }, { name = "income_per_capita", type = "decimal" },
        { name = "registered_on", type = "date" },
    ]"#,
    r#"
    name = "vehicle"
    subject = { id = "owner_id", name = "owner_name" }
    column = [
        { name = "owner_name", type = "name" }, { name = "owner_id", type = "citizen_id" },
        { name = "plate_no", type = "text" },
        { name = "vehicle_class", type = "code", codes = { K31 = "小型普通客车", K32 = "小型越野客车", K33 = "小型轿车|轿车" } },
        { name = "use_nature", type = "code" }, { name = "first_registered_on", type = "date" },
        { name = "transferred_on", type = "date" }, { name = "price", type = "decimal" },
        { name = "status", type = "code_list", codes = { A = "正常", E = "注销", M = "强制报废" } },
    ]"#,
    r#"
    name = "disability"
    subject = { id = "citizen_id", name = "name" }
    column = [
        { name = "name", type = "name" }, { name = "citizen_id", type = "citizen_id" },
        { name = "category", type = "code" }, { name = "grade", type = "code" },
    ]"#,
    r#"
    name = "cadre"
    subject = { id = "citizen_id", name = "name" }
    column = [
        { name = "name", type = "name" }, { name = "citizen_id", type = "citizen_id" },
        { name = "from", type = "date" }, { name = "until", type = "date" },
    ]"#,
    r#"
    name = "marriage"
    subject = [{ id = "party_a_id", name = "party_a_name" }, { id = "party_b_id", name = "party_b_name" }]
    column = [
        { name = "party_a_name", type = "name" }, { name = "party_a_id", type = "citizen_id" },
        { name = "party_b_name", type = "name" }, { name = "party_b_id", type = "citizen_id" },
        { name = "registered_on", type = "date" },
    ]"#,
];

fn schemas() -> BTreeMap<String, Schema> {
    let read = |text: &&str| {
        let schema = read_schema(&SourceText::new("schema.toml", *text)).unwrap().value;
        (schema.name.clone(), schema)
    };
    SCHEMAS.iter().map(read).collect()
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2017, 8, 31).unwrap()
}

/// A rule file with this body of keys and nothing wrong elsewhere.
fn rule_file(id: &str, keys: &str, tables: &str) -> String {
    format!(
        r#"id = "{id}"
title = "名下有小轿车"
version = 1
{keys}
[[basis]]
document = "办法"
{tables}
[[example]]
name = "有"
as_of = 2017-08-31
verdict = "suspect"
[[example]]
name = "没有"
as_of = 2017-08-31
verdict = "clear"
"#
    )
}

fn read(texts: &[(&str, &str)]) -> (Vec<Rule>, Vec<Diagnostic>) {
    let sources: Vec<Arc<SourceText>> =
        texts.iter().map(|(name, text)| SourceText::new(*name, *text)).collect();
    let (rules, problems) = whatever_was_read(read_rules(&sources, &schemas(), as_of()));
    (rules.unwrap_or_default(), problems)
}

/// The diagnostics of one rule file, beside a good rule called `farm-cars`, as a person sees them.
fn check(name: &str, input: &str) -> String {
    let good = rule_file("farm-cars", "kind = \"present\"\nextract = \"vehicle\"\nwhere = \"TRUE\"", "");
    let (_, problems) = read(&[("farm-cars.toml", &good), (name, input)]);
    told(&problems)
}

/// Reads a rule that must have nothing wrong, and runs it dry.
fn good(keys: &str, tables: &str) -> Rule {
    let text = rule_file("rule", keys, tables);
    let (mut rules, problems) = read(&[("rule.toml", &text)]);
    assert!(problems.is_empty(), "{}", told(&problems));
    let rule = rules.remove(0);
    if let Err(problem) = dry_run(&rule, &compile(&rule, as_of()), &schemas()) {
        panic!("{}", told(&[problem]));
    }
    rule
}

fn where_(predicate: &str) -> Rule {
    good(&format!("kind = \"present\"\nextract = \"vehicle\"\nwhere = \"\"\"{predicate}\"\"\""), "")
}

#[test]
fn every_bad_rule_is_told_what_is_wrong_where_and_what_to_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bad-rules");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let report = check(&format!("{name}.toml"), &std::fs::read_to_string(&file).unwrap());
        assert!(!report.is_empty(), "{name} has a mistake that nobody reports");
        insta::assert_snapshot!(name, report);
    }
}

#[test]
fn whatever_passes_the_check_runs() {
    for predicate in [
        "TRUE",
        "NOT FALSE",
        "vehicle_class IN ('K31', 'K32', 'K33') AND NOT has_code(status, 'E') AND first_registered_on <= as_of",
        "price BETWEEN 1 AND 30000.5 OR price NOT BETWEEN -1 AND +2",
        "price + 1 * 2 - 3 / price > -price",
        "price / 3 >= 1 AND 1 / (price - price) > 0",
        "plate_no LIKE '冀J%' AND plate_no NOT LIKE '%_'",
        "LENGTH(plate_no) >= 7 AND SUBSTR(plate_no, 1, 1) = '冀' AND SUBSTR(plate_no, 2) <> ''",
        "UPPER(plate_no) = LOWER(plate_no)",
        "ABS(price - 100) < 3 AND ABS(source_row) = 3",
        "YEAR(first_registered_on) >= YEAR(as_of) - 2",
        "COALESCE(transferred_on, first_registered_on) > card.registered_on",
        "COALESCE(price, member.household_size) > 0 AND COALESCE(use_nature, NULL) IS NULL",
        "first_registered_on + INTERVAL '3' YEAR > as_of AND first_registered_on > as_of - INTERVAL '6' MONTH",
        "as_of - INTERVAL 10 DAY > DATE '2016-02-29' - INTERVAL '1' YEAR",
        "CASE WHEN price > 3 THEN 1 WHEN price IS NULL THEN NULL ELSE 2.5 END = 1",
        "CASE use_nature WHEN 'A' THEN TRUE ELSE FALSE END",
        "CASE WHEN price > 3 THEN first_registered_on END > as_of",
        "status IS NOT NULL OR has_code(status, 'M')",
        "roster.relation = 'member' AND roster.age >= 60 AND roster.sex = '男' AND roster.name = owner_name",
        "member.income_per_capita < 3000 AND card.household_size >= 2 AND card.household_id <> 'x'",
        "person IS NULL AND id_state = 'valid' AND source_file LIKE '%.csv'",
        "owner_id = member.citizen_id AND (price > 3) = (price > 4)",
        "source_row = 1.5 OR price = 3 OR source_row IN (1, 2.5)",
    ] {
        where_(predicate);
    }
}

#[test]
fn the_longest_predicate_runs_and_a_longer_or_deeper_one_is_refused() {
    let chain = |parts: usize| vec!["price = 3"; parts].join(" OR ");
    where_(&chain(150));
    where_(&format!("price{} > 0", " + price / 2".repeat(18)));
    let codes: Vec<_> = (0..700).map(|code| format!("'{code}'")).collect();
    where_(&format!("use_nature IN ({})", codes.join(", ")));
    let report = |predicate: &str| {
        let keys = format!("kind = \"present\"\nextract = \"vehicle\"\nwhere = \"{predicate}\"");
        check("rule.toml", &rule_file("rule", &keys, ""))
    };
    assert!(report(&chain(160)).contains("more than 300 operators"));
    assert!(report(&format!("price{} > 0", "+1".repeat(1900))).contains("more than 300 operators"));
    assert!(report(&chain(1000)).contains("longer than"));
    for deep in [
        format!("{}TRUE{}", "(".repeat(900), ")".repeat(900)),
        format!("{}TRUE", "NOT ".repeat(900)),
        format!("price{} > 0", "+1".repeat(200)),
        format!("{}TRUE{}", "NOT (".repeat(15), ")".repeat(15)),
        format!("{}price{} > 0", "ABS(-".repeat(30), ")".repeat(30)),
        format!("TRUE{}", " IS NULL".repeat(290)),
    ] {
        assert!(report(&deep).contains("nested too deeply"), "{deep}");
    }
    where_(&format!("{}TRUE{}", "NOT (".repeat(10), ")".repeat(10)));
}

#[test]
fn having_counts_sums_and_compares_over_hits() {
    for having in [
        "COUNT(*) >= 1",
        "COUNT(DISTINCT plate_no) > 1 AND COUNT(price) > 0",
        "SUM(price) > 30000 AND SUM(source_row) * 2 > 3",
        "MIN(first_registered_on) < as_of - INTERVAL '1' YEAR AND MAX(plate_no) LIKE '冀%'",
        "MAX(price) - MIN(price) > 3 OR SUM(price * 2) / COUNT(*) > 1",
    ] {
        let keys =
            format!("kind = \"present\"\nextract = \"vehicle\"\nwhere = \"TRUE\"\nhaving = \"{having}\"");
        good(&keys, "");
    }
}

/// What `having` says of cards `a` (prices 1.5, null and 2.5, of plates x, x, y), `b` (null, of z).
fn of_cards(having: &str) -> Vec<Option<bool>> {
    let keys = format!("kind = \"present\"\nextract = \"vehicle\"\nwhere = \"TRUE\"\nhaving = \"{having}\"");
    let compiled = compile(&good(&keys, ""), as_of());
    let price = Series::new("price".into(), [Some("1.5"), None, Some("2.5"), None]);
    let frame = DataFrame::new(
        4,
        vec![
            Column::new("card".into(), ["a", "a", "a", "b"]),
            Column::new("plate_no".into(), ["x", "x", "y", "z"]),
            price.cast(&bidui::table::decimal()).unwrap().into(),
            Column::new("unreadable".into(), [None::<&str>; 4]),
        ],
    );
    let cards =
        frame.unwrap().lazy().group_by_stable([col("card")]).agg([compiled.having.unwrap().alias("having")]);
    cards.collect().unwrap().column("having").unwrap().bool().unwrap().iter().collect()
}

#[test]
fn having_means_what_sql_says_of_each_card() {
    assert_eq!(of_cards("COUNT(*) >= 3"), [Some(true), Some(false)]);
    assert_eq!(of_cards("COUNT(price) = 2"), [Some(true), Some(false)]);
    assert_eq!(of_cards("COUNT(DISTINCT plate_no) = 2 AND MAX(plate_no) = 'y'"), [Some(true), Some(false)]);
    assert_eq!(of_cards("SUM(COALESCE(price, 0)) = 4"), [Some(true), Some(false)]);
    assert_eq!(of_cards("COALESCE(SUM(price), 0) < 4"), [Some(false), None]);
}

#[test]
fn where_sql_leaves_an_empty_amount_out_of_a_sum_having_is_open_unless_it_cannot_matter() {
    assert_eq!(of_cards("SUM(price) = 4"), [None, None]);
    assert_eq!(of_cards("SUM(price) = 3"), [Some(false), None]);
    assert_eq!(of_cards("SUM(price * 2) / COUNT(*) > 2.6"), [Some(true), None]);
    assert_eq!(of_cards("MAX(price) - MIN(price) = 1"), [None, None]);
    assert_eq!(of_cards("MAX(price) - MIN(price) > 0.5"), [Some(true), None]);
    assert_eq!(of_cards("SUM(price) BETWEEN 1 AND 3 OR SUM(price) IN (1, 2)"), [Some(false), None]);
}

#[test]
fn a_column_that_sql_keeps_for_itself_may_be_used_and_is_quoted_for_other_engines() {
    let keys = "kind = \"present\"\nextract = \"cadre\"\n\
                where = \"from <= as_of AND (until IS NULL OR until >= as_of)\"";
    insta::assert_snapshot!("sql_reserved_columns", to_sql(&good(keys, ""), as_of()));
}

#[test]
fn every_word_of_the_language_has_a_portable_form() {
    let rule = where_(
        "first_registered_on + INTERVAL '3' MONTH > DATE '2014-01-31' - INTERVAL '1' YEAR
         AND YEAR(as_of) - 2 <= YEAR(first_registered_on)
         AND (price / member.household_size > 100 OR price / 4 - 1 > -5.5 OR NOT price BETWEEN 1 AND 2)
         AND LENGTH(plate_no) > 1 AND SUBSTR(plate_no, 1, 1) = '冀' AND UPPER(LOWER(plate_no)) LIKE '冀J%'
         AND ABS(card.household_size - 5) < 10 AND (has_code(status, 'A') OR status IS NULL)
         AND CASE use_nature WHEN 'A' THEN TRUE ELSE FALSE END
         AND COALESCE(transferred_on, as_of) IS NOT NULL AND roster.sex IN ('男', '女')
         AND vehicle_class NOT IN ('K31') AND id_state <> 'missing'",
    );
    insta::assert_snapshot!("sql_every_word", to_sql(&rule, as_of()));
}

const WHOLE: (&str, &str) = (
    r#"condition = 4
kind = "present"
extract = "vehicle"
scope = "family"
effective = { from = 2017-01-01 }
where = "vehicle_class IN ('K33') AND NOT has_code(status, 'E') AND price >= :min_price"
having = "COUNT(*) >= 1 AND SUM(price) > 1000"
verify = ["查机动车登记证书"]
false_positives = ["借名登记", "已售未过户"]"#,
    r#"article = "第四项"
[[unless]]
when = "COALESCE(transferred_on, first_registered_on) > card.registered_on"
reason = "识别后购置"
[[unless]]
extract = "disability"
when = "grade IN ('1', '2') AND roster.age > 18"
reason = "残疾人专用"
[[parameter]]
name = "min_price"
[[parameter.value]]
from = 2014-01-01
value = 30000
basis = "县办发"
[[parameter.value]]
from = 2017-09-01
value = 40000.5
"#,
);

#[test]
fn a_rule_is_one_readable_query_for_any_other_engine() {
    let rule = good(WHOLE.0, WHOLE.1);
    insta::assert_snapshot!("sql_whole_rule", to_sql(&rule, as_of()));
    let later = as_of() + chrono::Days::new(1);
    assert!(to_sql(&rule, later).contains("40000.5 /* min_price */"));
}

#[test]
fn a_rule_is_told_in_words() {
    let rule = good(WHOLE.0, WHOLE.1);
    insta::assert_snapshot!("in_words", in_words(&rule, as_of(), Lang::Zh));
    insta::assert_snapshot!("in_words_english", in_words(&rule, as_of(), Lang::En));
}

#[test]
fn absence_and_duplicates_are_queries_too() {
    let absent = good(
        "kind = \"absent\"\nextract = \"cadre\"\nscope = \"member\"\nwhere = \"from <= as_of\"",
        "[[unless]]\nwhen = \"roster.age < 16\"\nreason = \"未成年\"",
    );
    insta::assert_snapshot!("sql_absent", to_sql(&absent, as_of()));
    let duplicate = good("kind = \"duplicate\"\nextract = \"registry\"\nscope = \"member\"", "");
    insta::assert_snapshot!("sql_duplicate", to_sql(&duplicate, as_of()));
    let married = good("kind = \"present\"\nextract = \"marriage\"\nwhere = \"registered_on <= as_of\"", "");
    insta::assert_snapshot!("sql_two_subjects", to_sql(&married, as_of()));
}

#[test]
fn rules_come_sorted_by_id_and_a_bad_one_does_not_hide_the_others() {
    let keys = "kind = \"present\"\nextract = \"vehicle\"\nwhere = \"TRUE\"";
    let (second, first) = (rule_file("b", keys, ""), rule_file("a", keys, ""));
    let (rules, problems) = read(&[("b.toml", &second), ("bad.toml", "id = 3"), ("a.toml", &first)]);
    assert_eq!(rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(problems.iter().any(Diagnostic::is_error));
}

#[test]
fn a_threshold_has_no_value_before_its_first_day_only_where_the_rule_runs() {
    let keys = "kind = \"present\"\nextract = \"vehicle\"\nwhere = \"price > :p\"\neffective = { from = 2020-01-01 }";
    let parameter = "[[parameter]]\nname = \"p\"\n[[parameter.value]]\nfrom = 2020-01-01\nvalue = 1\n";
    let later = rule_file("cars", keys, parameter).replace("as_of = 2017-08-31", "as_of = 2020-01-01");
    assert_eq!(read(&[("cars.toml", &later)]).1, []);
}
