//! How fast is a delivery read, cleaned and kept? In bytes and rows as delivered, on all cores.

use bidui::stage::{Staged, stage};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use crate::county;

fn counters(staged: &Staged) -> (BytesCount, ItemsCount) {
    let bytes: u64 = staged.counts.files.iter().map(|file| file.bytes).sum();
    (BytesCount::new(bytes), ItemsCount::new(staged.counts.rows_read))
}

/// A delivery never seen before.
#[divan::bench(args = ["population", "vehicle"])]
fn new(bencher: Bencher<'_, '_>, name: &str) {
    let delivery = county::delivery(&county::job(), name);
    let cache = || tempfile::tempdir().expect("a folder");
    let (bytes, rows) = counters(&stage(&delivery, cache().path()).expect("a staged delivery"));
    bencher
        .counter(bytes)
        .counter(rows)
        .with_inputs(cache)
        .bench_refs(|cache| stage(&delivery, cache.path()).expect("a staged delivery"));
}

/// The same again: only its digest is taken.
#[divan::bench(args = ["population"])]
fn known(bencher: Bencher<'_, '_>, name: &str) {
    let delivery = county::delivery(&county::job(), name);
    let cache = tempfile::tempdir().expect("a folder");
    let (bytes, rows) = counters(&stage(&delivery, cache.path()).expect("a staged delivery"));
    let again = || stage(&delivery, cache.path()).expect("a staged delivery");
    bencher.counter(bytes).counter(rows).bench(again);
}
