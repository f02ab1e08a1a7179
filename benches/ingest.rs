//! How fast is a delivery read, cleaned and kept? In bytes and rows as delivered, on all cores.

use bidui::ingest::{Ingested, Selection, ingest};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

use crate::county;

fn counters(ingested: &Ingested) -> (BytesCount, ItemsCount) {
    let bytes: u64 = ingested.counts.files.iter().map(|file| file.bytes).sum();
    (BytesCount::new(bytes), ItemsCount::new(ingested.counts.rows_read))
}

/// A delivery never seen before.
#[divan::bench(args = ["population", "vehicle"])]
fn new(bencher: Bencher<'_, '_>, name: &str) {
    let delivery = county::delivery(&county::job(), name);
    let cache = || tempfile::tempdir().expect("a folder");
    let (bytes, rows) =
        counters(&ingest(&delivery, &Selection::All, cache().path()).expect("an ingested delivery"));
    bencher.counter(bytes).counter(rows).with_inputs(cache).bench_refs(|cache| {
        let ingested = ingest(&delivery, &Selection::All, cache.path()).expect("an ingested delivery");
        assert!(ingested.save(cache.path()).is_none(), "a place in the cache");
    });
}

/// The same again: its digest is taken, and what was kept is read back.
#[divan::bench(args = ["population"])]
fn known(bencher: Bencher<'_, '_>, name: &str) {
    let delivery = county::delivery(&county::job(), name);
    let cache = tempfile::tempdir().expect("a folder");
    let ingested = ingest(&delivery, &Selection::All, cache.path()).expect("an ingested delivery");
    assert!(ingested.save(cache.path()).is_none(), "a place in the cache");
    let (bytes, rows) = counters(&ingested);
    let again = || ingest(&delivery, &Selection::All, cache.path()).expect("an ingested delivery");
    bencher.counter(bytes).counter(rows).bench(again);
}
