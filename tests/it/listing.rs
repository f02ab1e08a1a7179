//! Can a person pull what they want out of a published run? `bidui list`, on a run of two cards.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::path::Path;
use std::process::{Command, Output};

use bidui::domain::{Change, Confidence, Method, Relation};
use bidui::publish::{Formats, Holder, Manifest, OutFolder, PendingRun};
use bidui::results::{EvidenceRow, FindingRow, List, MaskedRows, SuspectRow, Values};
use bidui::standard::mask::{Mask, Masking};
use chrono::NaiveDate;

/// Publishes two suspect cards, one of them with a formula for a head's name.
fn publish(out: &Path) {
    let mut pending = PendingRun::begin(OutFolder::open(out, &Holder::default()).unwrap(), "r1").unwrap();
    let day: Option<NaiveDate> = "2017-08-31".parse().ok();
    let suspect =
        |card: &str, place: [&str; 2], head_name: &str, members, condition: &str, rule: &str| SuspectRow {
            household_id: card.to_owned(),
            township: place[0].to_owned(),
            village: place[1].to_owned(),
            head_name: head_name.to_owned(),
            members,
            conditions: List(vec![condition.to_owned()]),
            rules: List(vec![rule.to_owned()]),
            findings: 1,
            confidence: Confidence::Certain,
            change: Change::New,
            first_seen: day,
        };
    let finding = |fingerprint: &str, card: &SuspectRow| FindingRow {
        fingerprint: fingerprint.to_owned(),
        household_id: card.household_id.clone(),
        township: card.township.clone(),
        village: card.village.clone(),
        rule: card.rules.0[0].clone(),
        rule_version: 1,
        condition: card.conditions.0[0].parse().ok(),
        severity: "exclude".to_owned(),
        status: "stable".to_owned(),
        confidence: card.confidence,
        persons: 1,
        records: 1,
        total: None,
        exempt: false,
        change: Some(card.change),
        first_seen: day,
        last_outcome: None,
    };
    let suspects = vec![
        suspect("h1", ["刘八里乡", "前村"], "=张三", 3, "4", "vehicle-car"),
        suspect("h2", ["南皮镇", "后村"], "李四", 1, "3", "town-housing"),
    ];
    let findings = vec![finding("f1", &suspects[0]), finding("f2", &suspects[1])];
    let evidence = vec![EvidenceRow {
        fingerprint: "f1".to_owned(),
        household_id: "h1".to_owned(),
        rule: "vehicle-car".to_owned(),
        person_id: Some("p1".to_owned()),
        person_name: "张三".to_owned(),
        person_id_masked: Some("**************6000".to_owned()),
        relation: Relation::Member,
        extract: "vehicle".to_owned(),
        source_file: "in/车管.csv".to_owned(),
        source_row: 7,
        method: Method::Id,
        probability: 0.999,
        exempt: None,
        asset: "02 冀J1".to_owned(),
        values: Values([("plate_no".to_owned(), "冀J1".into())].into_iter().collect()),
    }];
    let mask = Mask::new("listing", Masking::Masked);
    let all = [
        MaskedRows::new(suspects, &mask).table(&mask).unwrap(),
        MaskedRows::new(findings, &mask).table(&mask).unwrap(),
        MaskedRows::new(evidence, &mask).table(&mask).unwrap(),
    ];
    pending.tables(&all.each_ref().map(|table| (table, Formats::BOTH))).unwrap();
    pending.manifest(Manifest { run_id: "r1".to_owned(), ..Manifest::default() }).unwrap();
    pending.publish_while(|_| ()).unwrap();
}

fn list(out: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bidui"));
    command.args(["--lang", "en", "list", "--run"]).arg(out).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn filters_choose_rows_and_the_counts_come_first_on_standard_error() {
    let out = tempfile::tempdir().unwrap();
    publish(out.path());
    let answer = list(out.path(), &["--condition", "4", "--format", "csv"]);
    assert!(answer.status.success());
    assert!(text(&answer.stderr).contains("1 cards (1 suspects), 1 findings; condition = 4"));
    let rows = text(&answer.stdout);
    assert!(rows.starts_with('\u{feff}') && rows.lines().count() == 2);
    assert!(rows.contains(",'=张三,"), "a formula is neutralised: {rows}");
}

#[test]
fn json_carries_the_evidence_of_each_finding() {
    let out = tempfile::tempdir().unwrap();
    publish(out.path());
    let answer = list(out.path(), &["--township", "刘八里乡", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&answer.stdout).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert_eq!(rows.pointer("/0/evidence/0/source_row"), Some(&7.into()));
    assert_eq!(rows.pointer("/0/evidence/0/values/plate_no"), Some(&"冀J1".into()));
}

#[test]
fn a_mistyped_rule_is_wrong_usage_and_the_known_ones_are_named() {
    let out = tempfile::tempdir().unwrap();
    publish(out.path());
    let answer = list(out.path(), &["--rule", "vehicle-cars"]);
    assert_eq!(answer.status.code(), Some(2));
    let said = text(&answer.stderr);
    assert!(said.contains("did you mean vehicle-car?") && said.contains("town-housing"), "{said}");
}

#[test]
fn a_workbook_is_written_to_the_file_named_and_nothing_else_is_left_there() {
    let out = tempfile::tempdir().unwrap();
    publish(out.path());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cars.xlsx");
    let answer = list(out.path(), &["-o", file.to_str().unwrap()]);
    assert!(answer.status.success() && answer.stdout.is_empty());
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_folder_without_a_run_is_said_with_a_code_and_what_to_do() {
    let out = tempfile::tempdir().unwrap();
    let answer = list(out.path(), &[]);
    assert_eq!(answer.status.code(), Some(1));
    let said = text(&answer.stderr);
    assert!(said.contains("E0502") && said.contains("bidui run JOB"), "{said}");
}

#[test]
fn several_values_with_commas_an_order_and_chosen_columns() {
    let out = tempfile::tempdir().unwrap();
    publish(out.path());
    let answer = list(
        out.path(),
        &[
            "--condition",
            "3,4",
            "--sort",
            "-household_id",
            "--columns",
            "household_id,verdict",
            "--format",
            "csv",
        ],
    );
    assert_eq!(text(&answer.stdout), "\u{feff}household_id,verdict\nh2,suspect\nh1,suspect\n");
    let none = list(out.path(), &["--verdict", "exempt,undetermined", "--format", "csv"]);
    assert_eq!(text(&none.stdout).lines().count(), 1, "only the heads");
    let later = list(out.path(), &["--first-seen", "2017-09-01..", "--format", "csv"]);
    assert_eq!(text(&later.stdout).lines().count(), 1);
    let mistyped = list(out.path(), &["--sort", "hosehold_id"]);
    assert_eq!(mistyped.status.code(), Some(2));
    assert!(text(&mistyped.stderr).contains("did you mean household_id?"));
}

#[test]
fn an_ending_that_means_no_format_is_wrong_usage_and_nothing_is_written() {
    let out = tempfile::tempdir().unwrap();
    publish(out.path());
    let file = out.path().join("cars.xls");
    let answer = list(out.path(), &["-o", file.to_str().unwrap()]);
    assert_eq!(answer.status.code(), Some(2));
    assert!(text(&answer.stderr).contains(".xlsx") && !file.exists());
}

#[test]
fn a_workbook_of_a_list_is_made_for_a_reader() {
    let out = tempfile::tempdir().unwrap();
    publish(out.path());
    let file = out.path().join("cars.xlsx");
    let arguments = ["--rule", "vehicle-car", "-o", file.to_str().unwrap()];
    // Whatever the terminal's language: it is read in China.
    let mut command = Command::new(env!("CARGO_BIN_EXE_bidui"));
    let command = command.env("LC_ALL", "C").args(["list", "--run"]).arg(out.path()).args(arguments);
    assert!(command.output().unwrap().status.success());
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
    assert_eq!(calamine::Reader::sheet_names(&book), ["线索清单"]);
    let sheet = calamine::Reader::worksheet_range(&mut book, "线索清单").unwrap();
    let row = |at: usize| sheet.rows().nth(at).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(row(0)[0].contains("线索，不是结论"));
    assert!(
        row(1).starts_with(&["户编号".to_owned(), "乡镇".to_owned()]) && row(1).contains(&"证据".to_owned())
    );
    let line = row(2);
    assert!(line.contains(&"=张三".to_owned()), "a text stays a text: {line:?}");
    assert!(
        line.last().unwrap().contains("张三（家庭成员）：机动车登记 02 冀J1；来源：in/车管.csv 第 7 行"),
        "{line:?}"
    );
    assert!(line.contains(&"家庭成员名下有小轿车（含面包车）".to_owned()), "rules have names: {line:?}");
    // In English for whoever asks for it.
    assert!(list(out.path(), &arguments).status.success());
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut book, "Findings").unwrap();
    let heads = sheet.rows().nth(1).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(heads.starts_with(&["household".to_owned(), "township".to_owned()]), "{heads:?}");
}
