//! How fast is a whole run? In bytes and rows delivered, on all cores.

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use tempfile::TempDir;

use crate::county;

fn empty_folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn per_county<'a, 'b>(bencher: Bencher<'a, 'b>) -> Bencher<'a, 'b> {
    bencher.counter(BytesCount::new(county::bytes())).counter(ItemsCount::new(county::rows()))
}

/// The first run: nothing is ingested, nothing was published.
#[divan::bench]
fn cold(bencher: Bencher<'_, '_>) {
    per_county(bencher)
        .with_inputs(empty_folder)
        .bench_refs(|dir| county::compare(&county::job_in(dir.path())));
}

/// A run in which no delivery is new, but the rules or the day are: everything is ingested already.
#[divan::bench]
fn ingested(bencher: Bencher<'_, '_>) {
    let cache = empty_folder();
    county::compare(&county::job_in(cache.path()));
    per_county(bencher).with_inputs(empty_folder).bench_refs(|dir| {
        let mut job = county::job_in(cache.path());
        job.output = dir.path().join("out");
        county::compare(&job)
    });
}
