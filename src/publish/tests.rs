//! Tests of publishing, on a run of one card.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use polars::prelude::df;

use super::*;
use crate::domain::{Cause, Change, Confidence, Lang, Method, Relation};
use crate::read_back::read_listing;
use crate::results::{
    EvidenceRow, FindingRow, List, MaskedRows, PublishedRow, PublishedTable, QualityRow, SourceQuality,
    SuspectRow, UndeterminedRow, Values, VerdictRow,
};
use crate::standard::mask::{Mask, Masking};
use crate::table::TableError;
use crate::test_support::{finding_row, omission_row};

fn suspects() -> Vec<SuspectRow> {
    vec![SuspectRow {
        household_id: "h1".to_owned(),
        township: "刘八里乡".to_owned(),
        village: "前村".to_owned(),
        head_name: "=张三".to_owned(),
        members: 3,
        conditions: List(vec!["4".to_owned()]),
        rules: List(vec!["car".to_owned()]),
        findings: 1,
        confidence: Confidence::Certain,
        change: Change::New,
        first_seen: "2017-08-31".parse().ok(),
    }]
}

fn findings() -> Vec<FindingRow> {
    let finding = |fingerprint: &str, rule: &str, condition, confidence| FindingRow {
        fingerprint: fingerprint.to_owned(),
        rule: rule.to_owned(),
        condition: Some(condition),
        confidence,
        ..finding_row()
    };
    vec![finding("f1", "car", 4, Confidence::Certain), finding("f2", "house", 3, Confidence::Possible)]
}

/// A car of the card's member.
pub(super) fn evidence() -> Vec<EvidenceRow> {
    vec![EvidenceRow {
        fingerprint: "f1".to_owned(),
        household_id: "h1".to_owned(),
        rule: "car".to_owned(),
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
    }]
}

fn masked<R: PublishedRow>(rows: Vec<R>) -> MaskedRows<R> {
    MaskedRows::new(rows, &mask())
}

fn mask() -> Mask {
    Mask::new("nightly", Masking::Masked)
}

fn holder() -> Holder {
    Holder { host: "county".to_owned(), pid: 4711, since: "2017-08-31T02:00:00+08:00".to_owned() }
}

fn stage_into(out: &Path) -> PendingRun {
    let pending_run = PendingRun::begin(OutFolder::open(out, &holder()).unwrap(), "2017-08-31-abc").unwrap();
    let (suspects, findings, evidence) = (masked(suspects()), masked(findings()), masked(evidence()));
    let all = [suspects.table(&mask()), findings.table(&mask()), evidence.table(&mask())].map(Result::unwrap);
    pending_run.tables(&all.each_ref().map(|table| (table, Formats::BOTH))).unwrap();
    let (standing, standing_evidence) = (&masked(Vec::new()), &masked(Vec::new()));
    let (suspects, findings, evidence) = (&suspects, &findings, &evidence);
    let not_to_visit = &std::collections::BTreeSet::new();
    let visits = Visits {
        suspects,
        findings,
        evidence,
        standing,
        standing_evidence,
        not_to_visit,
        ranks: &masked(Vec::new()),
        undetermined: &masked(Vec::new()),
        households: &masked(Vec::new()),
        members: &masked(Vec::new()),
    };
    let as_of = chrono::NaiveDate::from_ymd_opt(2017, 8, 31).unwrap();
    let edition = Edition { job: "demo", run_id: "2017-08-31-abc", as_of, not_known: &[], lang: Lang::Zh };
    let rules = BTreeMap::new();
    let villages = village_workbooks(&visits, &rules, &edition);
    let lists: Vec<_> = villages.iter().map(|own| own as &dyn ListFile).collect();
    pending_run.lists(&lists).unwrap();
    pending_run
}

fn publish_into(out: &Path) -> PathBuf {
    let mut pending_run = stage_into(out);
    pending_run.manifest(Manifest { run_id: "2017-08-31-abc".to_owned(), ..Manifest::default() }).unwrap();
    pending_run.publish_while(|_| ()).unwrap().0.dir
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
    fs::write(out.path().join("runs").join(".lock"), serde_json::to_vec(&holder()).unwrap()).unwrap();
    assert_eq!(fs::read_dir(out.path().join("runs")).unwrap().count(), 2);
    let folder = OutFolder::open(out.path(), &Holder::default()).unwrap();
    assert_eq!(folder.died(), Some(&holder()), "a lock that nobody holds is none, and says who died");
    assert_eq!(fs::read_dir(out.path().join("runs")).unwrap().count(), 1);
}

#[test]
fn a_second_run_may_not_write_while_the_first_does() {
    let out = tempfile::tempdir().unwrap();
    let first = OutFolder::open(out.path(), &holder()).unwrap();
    let refused = OutFolder::open(out.path(), &Holder::default()).unwrap_err();
    assert!(matches!(refused, PublishError::Locked { holder: Some(own), .. } if own == holder()));
    drop(first);
    assert_eq!(OutFolder::open(out.path(), &holder()).unwrap().died(), None);
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
    let error = OutFolder::open(&file, &holder()).unwrap_err();
    assert_eq!(error.diagnostic().unwrap().code, "E0501");
}

#[test]
fn a_table_with_other_columns_than_the_contracts_is_not_published() {
    let wrong = df!("household_id" => ["h1"], "rule" => ["car"], "verdict" => ["clear"]).unwrap();
    let wrong = PublishedTable::of_frame::<VerdictRow>(wrong, &mask());
    assert!(matches!(wrong, Err(TableError::WrongType { .. })));
}

#[test]
fn the_report_counts_and_names_nobody() {
    let read = SourceQuality { extract: "vehicle".to_owned(), rows_read: 9, ..SourceQuality::default() };
    let omissions = masked(vec![omission_row()]);
    let open = UndeterminedRow {
        household_id: "h1".to_owned(),
        township: "刘八里乡".to_owned(),
        village: "前村".to_owned(),
        head_name: "张三".to_owned(),
        rule: "car".to_owned(),
        cause: Some(Cause::SourceMissing),
        detail: "vehicle".to_owned(),
    };
    let of_two = SuspectRow {
        rules: List(vec!["car".to_owned(), "ledger".to_owned()]),
        ..suspects().into_iter().next().unwrap()
    };
    let page = report::page(&ReportFacts {
        lang: Lang::Zh,
        omissions: &omissions,
        open_omissions: &BTreeMap::new(),
        job: "<i>",
        cards: 360,
        deliveries: &[],
        trend: &[],
        run_id: "r",
        as_of: "2017-08-31",
        suspects: &masked(vec![of_two]),
        findings: &masked(findings()),
        undetermined: &masked(vec![open]),
        missing: &[MissingSource {
            title: "机动车登记".to_owned(),
            cause: Cause::SourceMissing,
            rules: vec!["car".to_owned()],
        }],
        before: Some(Before { run_id: "r0", suspects: Some(3) }),
        quality: &masked(vec![QualityRow::from(&read)]),
        gates: &[None],
        sources: &["机动车登记".to_owned()],
        gone: &[],
        standing: &masked(Vec::new()),
        disputed: &masked(Vec::new()),
        decided: &BTreeMap::new(),
        statistics: &Default::default(),
        warnings: &[],
        rules: &BTreeMap::from([
            ("car".to_owned(), RuleText { condition: Some(4), ..RuleText::default() }),
            ("ledger".to_owned(), RuleText::default()),
        ]),
        villages: vec![VillageLink {
            township: "刘八里乡",
            village: "前村",
            path: "lists/刘八里乡/前村.xlsx",
            to_visit: 1,
            to_check: 0,
        }],
    });
    let first_screen = page.split("按乡镇和条件").next().unwrap();
    assert!(first_screen.contains("第4项 车辆、工程或大型农机：机动车登记，缺少数据源，1 项未判定"));
    assert!(
        first_screen.contains("占在册 360 户的 0.3 %") && first_screen.contains("上次（r0）3 户，少 2 户")
    );
    assert!(first_screen.contains("不含等待所缺数据源的规则") && !page.contains("<i>"));
    // A card that meets a condition and a rule of none counts under both.
    let of_township =
        ["1", "0", "0", "0", "1", "0", "0", "1"].map(|own| format!("<td class=\"n\">{own}</td>"));
    assert!(page.contains(&format!("<td>刘八里乡</td>{}", of_township.concat())));
    // A browser that was given the folder finds the list.
    assert!(page.contains("href=\"lists/%E5%88%98%E5%85%AB%E9%87%8C%E4%B9%A1/%E5%89%8D%E6%9D%91.xlsx\""));
    assert!(page.contains("漏评线索") && page.contains("刘八里乡"));
    assert!(!page.contains("张三") && !page.contains(">h1<") && !page.contains("王五"));
}
