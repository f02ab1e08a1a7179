//! Tests of publishing, on a run of one card.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, PolarsResult, df};

use super::*;
use crate::standard::mask::Mask;
use crate::table::Masked;

fn suspects() -> Masked {
    masked(df!(
        "household_id" => ["h1"], "township" => ["刘八里乡"], "village" => ["前村"], "head_name" => ["=张三"],
        "members" => [3i64], "conditions" => ["4"], "rules" => ["car"], "findings" => [1i64],
        "confidence" => ["certain"], "change" => ["new"], "first_seen" => ["2017-08-31"]
    ))
}

fn findings() -> Masked {
    masked(df!(
        "fingerprint" => ["f1", "f2"], "household_id" => ["h1", "h1"], "township" => ["刘八里乡"; 2],
        "village" => ["前村"; 2], "rule" => ["car", "house"], "rule_version" => [1i64, 1],
        "condition" => [4i64, 3], "severity" => ["exclude"; 2], "status" => ["stable"; 2], "confidence" => ["certain", "possible"],
        "persons" => [1i64, 1], "records" => [1i64, 1], "total" => [None::<f64>, None],
        "exempt" => [false, false], "change" => ["new"; 2], "first_seen" => ["2017-08-31"; 2],
        "last_outcome" => [None::<&str>, None]
    ))
}

fn evidence() -> Masked {
    masked(df!(
        "fingerprint" => ["f1"], "household_id" => ["h1"], "rule" => ["car"], "person_id" => ["p1"],
        "person_name" => ["张三"], "person_id_masked" => ["**************6000"], "relation" => ["member"],
        "extract" => ["vehicle"], "source_file" => ["in/车管.csv"], "source_row" => [7i64], "method" => ["id"],
        "probability" => [0.999], "exempt" => [None::<&str>], "asset" => ["02 冀J1"],
        "values" => ["{\"plate_no\":\"冀J1\"}"]
    ))
}

fn masked(table: PolarsResult<DataFrame>) -> Masked {
    Masked::new(table.unwrap(), &Mask::new("nightly", false)).unwrap()
}

fn stage_into(out: &Path) -> PendingRun {
    let pending_run = PendingRun::begin(OutFolder::open(out).unwrap(), "2017-08-31-abc").unwrap();
    let all = [("suspects", suspects()), ("findings", findings()), ("evidence", evidence())];
    pending_run.tables(&all.each_ref().map(|(name, frame)| (*name, frame, Formats::BOTH))).unwrap();
    pending_run.lists(&suspects(), &findings(), &evidence(), &BTreeMap::new()).unwrap();
    pending_run
}

fn publish_into(out: &Path) -> PathBuf {
    let mut pending_run = stage_into(out);
    pending_run.manifest(Manifest { run_id: "2017-08-31-abc".to_owned(), ..Manifest::default() }).unwrap();
    pending_run.publish().unwrap().dir
}

#[test]
fn a_published_run_is_read_back_as_it_was_written() {
    let out = tempfile::tempdir().unwrap();
    publish_into(out.path());
    let listing = read_listing(&latest(out.path()).unwrap()).unwrap();
    let [car, house] = listing.findings.as_slice() else { panic!("two findings") };
    assert!(car.suspect && !house.suspect, "a possible match makes no suspect");
    assert_eq!(car.evidence[0].source_row, 7);
    assert_eq!(car.evidence[0].values["plate_no"], "冀J1");
    let names: Vec<_> = listing.manifest.outputs.keys().map(String::as_str).collect();
    let expected = [
        "evidence.csv",
        "evidence.parquet",
        "findings.csv",
        "findings.parquet",
        "lists/刘八里乡/前村.xlsx",
        "suspects.csv",
        "suspects.parquet",
    ];
    assert_eq!(names, expected);
}

#[test]
fn the_same_tables_give_the_same_digests() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let digests = |out: &Path| read_listing(&publish_into(out)).unwrap().manifest.outputs;
    assert_eq!(digests(one.path()), digests(two.path()));
}

#[test]
fn a_run_that_dies_before_publishing_leaves_nothing_behind() {
    let out = tempfile::tempdir().unwrap();
    drop(stage_into(out.path()));
    assert_eq!(latest(out.path()), None);
    let left: Vec<_> =
        fs::read_dir(out.path().join("runs")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [".lock"]);
}

#[test]
fn a_run_killed_without_warning_is_swept_away_by_the_next() {
    let out = tempfile::tempdir().unwrap();
    fs::create_dir_all(out.path().join("runs").join(".staging-2017-08-31-abc-4711").join("lists")).unwrap();
    fs::write(out.path().join("runs").join(".lock"), "").unwrap();
    assert_eq!(fs::read_dir(out.path().join("runs")).unwrap().count(), 2);
    drop(OutFolder::open(out.path()).unwrap());
    assert_eq!(fs::read_dir(out.path().join("runs")).unwrap().count(), 1);
}

#[test]
fn a_second_run_may_not_write_while_the_first_does() {
    let out = tempfile::tempdir().unwrap();
    let first = OutFolder::open(out.path()).unwrap();
    assert!(matches!(OutFolder::open(out.path()), Err(PublishError::Locked(_))));
    drop(first);
    OutFolder::open(out.path()).unwrap();
}

#[test]
fn publishing_again_replaces_the_copy_and_moves_latest() {
    let out = tempfile::tempdir().unwrap();
    let dir = publish_into(out.path());
    fs::write(dir.join("suspects.csv"), "tampered").unwrap();
    fs::remove_file(out.path().join("latest")).unwrap();
    publish_into(out.path());
    assert_ne!(fs::read_to_string(dir.join("suspects.csv")).unwrap(), "tampered");
    assert!(latest(out.path()).is_some());
}

#[test]
fn a_file_in_the_place_of_the_folder_is_said_in_words_and_with_a_code() {
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("out");
    fs::write(&file, "x").unwrap();
    let error = OutFolder::open(&file).unwrap_err();
    assert_eq!(error.diagnostic().unwrap().code, "E0501");
}

#[test]
fn a_table_that_is_not_the_contracts_is_not_written() {
    let out = tempfile::tempdir().unwrap();
    let pending_run = PendingRun::begin(OutFolder::open(out.path()).unwrap(), "r").unwrap();
    let wrong = masked(suspects().frame().drop("members"));
    assert!(matches!(
        pending_run.tables(&[("suspects", &wrong, Formats::CSV)]),
        Err(PublishError::WrongTable { .. })
    ));
}

#[test]
fn the_report_counts_and_names_nobody() {
    let verdicts = df!("household_id" => ["h9"], "rule" => ["car"], "verdict" => ["undetermined"], "cause" => ["source_missing"]);
    let quality = df!("extract" => ["vehicle"], "files" => [1i64], "rows_read" => [9i64], "rows_accepted" => [8i64],
        "rows_rejected" => [1i64], "rows_skipped" => [0i64], "nulls" => [0i64], "unreadable" => [0i64], "codes_unknown" => [0i64], "id_valid" => [8i64], "id_upgraded" => [0i64],
        "id_repaired" => [0i64], "id_unusable" => [0i64], "duplicates" => [0i64], "linked" => [1i64], "gate" => ["ok"]);
    let page = report::page(&ReportFacts {
        job: "<b>",
        run_id: "r",
        as_of: "2017-08-31",
        suspects: &suspects(),
        findings: &findings(),
        verdicts: &masked(verdicts),
        quality: &masked(quality),
        sources: &["机动车登记"],
        gone: &[],
        warnings: &[],
        rules: &BTreeMap::new(),
    });
    let page = page.unwrap();
    assert!(
        page.contains("第4项 车辆、工程或大型农机") && page.contains("缺少数据源") && !page.contains("<b>")
    );
    assert!(!page.contains("张三") && !page.contains(">h1<"));
}
