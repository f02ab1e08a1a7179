//! How fast is a run written? Tables in rows, lists in suspect cards; on all cores, to the disk of the
//! temporary folder.

use std::collections::BTreeMap;

use bidui::publish::{Edition, Formats, Holder, ListFile, OutFolder, PendingRun, Visits, village_workbooks};
use bidui::read_back::{read_rows, read_table};
use bidui::results::{
    EvidenceRow, FindingRow, IdentityRow, LargeTable, LinkRow, MaskedRows, PublishedRow, PublishedTable,
    RankRow, StandingRow, SuspectRow, VerdictRow,
};
use bidui::standard::mask::{Mask, Masking};
use bidui::table::MaskedColumn;
use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::TempDir;

use crate::county::PUBLISHED;

fn none<R: PublishedRow>() -> MaskedRows<R> {
    MaskedRows::new(Vec::new(), &Mask::new("bench", Masking::Masked))
}

fn rows<R: PublishedRow>() -> MaskedRows<R> {
    let rows = read_rows(&PUBLISHED).expect("a published table");
    MaskedRows::new(rows, &Mask::new("bench", Masking::Masked))
}

fn frame<R: PublishedRow>() -> PublishedTable {
    let frame = read_table(&PUBLISHED, R::TABLE).expect("a published table");
    PublishedTable::of_frame::<R>(frame, &Mask::new("bench", Masking::Masked)).expect("a masked table")
}

fn large<R: PublishedRow>() -> LargeTable<'static> {
    let frame = read_table(&PUBLISHED, R::TABLE).expect("a published table");
    let mask = Mask::new("bench", Masking::Masked);
    LargeTable::new::<R>(frame.height(), move |rows| {
        let piece = frame.slice(rows.start as i64, rows.len());
        Ok(piece.columns().iter().map(|column| MaskedColumn::new(column.clone(), &mask)).collect())
    })
}

/// An empty run folder; what is in it goes when it is dropped.
fn empty_run() -> (PendingRun, TempDir) {
    let dir = tempfile::tempdir().expect("a folder");
    (
        OutFolder::open(dir.path(), &Holder::default())
            .and_then(|folder| PendingRun::begin(folder, "bench"))
            .expect("a run folder"),
        dir,
    )
}

/// All tables, as CSV and Parquet.
#[divan::bench]
fn tables(bencher: Bencher<'_, '_>) {
    let tables = [
        (frame::<SuspectRow>(), Formats::BOTH),
        (frame::<FindingRow>(), Formats::BOTH),
        (frame::<EvidenceRow>(), Formats::BOTH),
        (frame::<IdentityRow>(), Formats::BOTH),
    ];
    let large = [large::<VerdictRow>(), large::<LinkRow>()];
    let rows: usize = tables.iter().map(|(own, _)| own.table.frame().height()).sum();
    let rows = rows + large.iter().map(|own| own.rows).sum::<usize>();
    let tables: Vec<_> = tables.iter().map(|(table, formats)| (table, *formats)).collect();
    bencher
        .counter(ItemsCount::new(rows))
        .with_inputs(empty_run)
        .bench_refs(|(run, _)| run.tables(&tables).and(run.large_tables(&large)).expect("tables"));
}

/// The workbooks that inspectors take along.
#[divan::bench]
fn lists(bencher: Bencher<'_, '_>) {
    let (suspects, findings, evidence) = (rows::<SuspectRow>(), rows::<FindingRow>(), rows::<EvidenceRow>());
    let (standing, standing_evidence) =
        (rows::<StandingRow>(), MaskedRows::new(Vec::new(), &Mask::new("bench", Masking::Masked)));
    let visits = Visits {
        suspects: &suspects,
        findings: &findings,
        evidence: &evidence,
        standing: &standing,
        standing_evidence: &standing_evidence,
        not_to_visit: &std::collections::BTreeSet::new(),
        ranks: &rows::<RankRow>(),
        undetermined: &none(),
        households: &none(),
        members: &none(),
    };
    let rules = BTreeMap::new();
    let as_of = chrono::NaiveDate::from_ymd_opt(2017, 8, 31).expect("a day");
    let edition =
        Edition { job: "bench", run_id: "bench", as_of, not_known: &[], lang: bidui::domain::Lang::Zh };
    bencher.counter(ItemsCount::new(suspects.len())).with_inputs(empty_run).bench_refs(|(run, _)| {
        let villages = village_workbooks(&visits, &rules, &edition);
        let lists: Vec<_> = villages.iter().map(|own| own as &dyn ListFile).collect();
        run.lists(&lists).expect("lists")
    });
}
