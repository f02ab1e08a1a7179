//! How fast is a delivery read, cleaned and kept? In bytes and rows as delivered, on all cores.

use bidui::stage::{Keep, Staged, stage};
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
    let (bytes, rows) = counters(&stage(&delivery, &Keep::All, cache().path()).expect("a staged delivery"));
    bencher.counter(bytes).counter(rows).with_inputs(cache).bench_refs(|cache| {
        let staged = stage(&delivery, &Keep::All, cache.path()).expect("a staged delivery");
        assert!(staged.save(cache.path()).is_none(), "a place in the cache");
    });
}

/// The same again: its digest is taken, and what was kept is read back.
#[divan::bench(args = ["population"])]
fn known(bencher: Bencher<'_, '_>, name: &str) {
    let delivery = county::delivery(&county::job(), name);
    let cache = tempfile::tempdir().expect("a folder");
    let staged = stage(&delivery, &Keep::All, cache.path()).expect("a staged delivery");
    assert!(staged.save(cache.path()).is_none(), "a place in the cache");
    let (bytes, rows) = counters(&staged);
    let again = || stage(&delivery, &Keep::All, cache.path()).expect("a staged delivery");
    bencher.counter(bytes).counter(rows).bench(again);
}
