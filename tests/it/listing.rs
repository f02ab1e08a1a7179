//! Can a person pull what they want out of a published run? `bidui list`, on a run of two cards.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

use bidui::publish::{Formats, Manifest, OutFolder, PendingRun};
use bidui::standard::mask::Mask;
use bidui::table::Masked;
use polars::prelude::df;

/// Publishes two suspect cards, one of them with a formula for a head's name.
fn publish(out: &Path) {
    let mut pending = PendingRun::begin(OutFolder::open(out).unwrap(), "r1").unwrap();
    let suspects = df!(
        "household_id" => ["h1", "h2"], "township" => ["刘八里乡", "南皮镇"], "village" => ["前村", "后村"],
        "head_name" => ["=张三", "李四"], "members" => [3i64, 1], "conditions" => ["4", "3"],
        "rules" => ["vehicle-car", "town-housing"], "findings" => [1i64, 1], "confidence" => ["certain"; 2],
        "change" => ["new"; 2], "first_seen" => ["2017-08-31"; 2]
    );
    let findings = df!(
        "fingerprint" => ["f1", "f2"], "household_id" => ["h1", "h2"], "township" => ["刘八里乡", "南皮镇"],
        "village" => ["前村", "后村"], "rule" => ["vehicle-car", "town-housing"], "rule_version" => [1i64, 1],
        "condition" => [4i64, 3], "severity" => ["exclude"; 2], "status" => ["stable"; 2], "confidence" => ["certain"; 2],
        "persons" => [1i64, 1], "records" => [1i64, 1], "total" => [None::<&str>, None],
        "exempt" => [false, false], "change" => ["new"; 2], "first_seen" => ["2017-08-31"; 2],
        "last_outcome" => [None::<&str>, None]
    );
    let evidence = df!(
        "fingerprint" => ["f1"], "household_id" => ["h1"], "rule" => ["vehicle-car"], "person_id" => ["p1"],
        "person_name" => ["张三"], "person_id_masked" => ["**************6000"], "relation" => ["member"],
        "extract" => ["vehicle"], "source_file" => ["in/车管.csv"], "source_row" => [7i64], "method" => ["id"],
        "probability" => [0.999], "exempt" => [None::<&str>], "asset" => ["02 冀J1"],
        "values" => ["{\"plate_no\":\"冀J1\"}"]
    );
    let all = [("suspects", suspects), ("findings", findings), ("evidence", evidence)];
    let mask = Mask::new("listing", false);
    let all = all.map(|(name, frame)| (name, Masked::new(frame.unwrap(), &mask).unwrap()));
    pending.tables(&all.each_ref().map(|(name, frame)| (*name, frame, Formats::BOTH))).unwrap();
    pending.manifest(Manifest { run_id: "r1".to_owned(), ..Manifest::default() }).unwrap();
    pending.publish().unwrap();
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
