//! How fast is a run written? Tables in rows, lists in suspect cards; on all cores, to the disk of the
//! temporary folder.

use std::collections::BTreeMap;

use bidui::publish::{Formats, OutFolder, PendingRun, read_table};
use bidui::standard::mask::Mask;
use bidui::table::Masked;
use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::TempDir;

use crate::county::PUBLISHED;

/// The tables of a run with the formats they are written in.
const TABLES: [(&str, Formats); 6] = [
    ("suspects", Formats::BOTH),
    ("findings", Formats::BOTH),
    ("evidence", Formats::BOTH),
    ("verdicts", Formats::PARQUET),
    ("identity", Formats::BOTH),
    ("links", Formats::PARQUET),
];

fn table(name: &str) -> Masked {
    let table = read_table(&PUBLISHED, name).expect("a published table");
    Masked::new(table, &Mask::new("bench", false)).expect("a masked table")
}

/// An empty run folder; what is in it goes when it is dropped.
fn empty_run() -> (PendingRun, TempDir) {
    let dir = tempfile::tempdir().expect("a folder");
    (
        OutFolder::open(dir.path())
            .and_then(|folder| PendingRun::begin(folder, "bench"))
            .expect("a run folder"),
        dir,
    )
}

/// All tables, as CSV and Parquet.
#[divan::bench]
fn tables(bencher: Bencher<'_, '_>) {
    let frames = TABLES.map(|(name, formats)| (name, table(name), formats));
    let rows: usize = frames.iter().map(|(_, frame, _)| frame.frame().height()).sum();
    let tables: Vec<_> = frames.iter().map(|(name, frame, formats)| (*name, frame, *formats)).collect();
    bencher
        .counter(ItemsCount::new(rows))
        .with_inputs(empty_run)
        .bench_refs(|(run, _)| run.tables(&tables).expect("tables"));
}

/// The workbooks that inspectors take along.
#[divan::bench]
fn lists(bencher: Bencher<'_, '_>) {
    let [suspects, findings, evidence] = ["suspects", "findings", "evidence"].map(table);
    let rules = BTreeMap::new();
    bencher
        .counter(ItemsCount::new(suspects.frame().height()))
        .with_inputs(empty_run)
        .bench_refs(|(run, _)| run.lists(&suspects, &findings, &evidence, &rules).expect("lists"));
}
