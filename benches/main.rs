//! How fast is each step? One file a question, named as in `src/`; all on a small synthetic county.
//!
//! `cargo bench` runs all of them in half a minute, `cargo bench -- extract` some; `cargo test --bench steps` each once,
//! to see that they still run.

use std::time::Duration;

mod county;
mod standard;
mod extract;
mod floor;
mod clean;
mod ingest;
mod link;
mod evaluate;
mod publish;
mod run;

fn main() {
    let dir = tempfile::tempdir().expect("a folder for the county");
    county::generate(dir.path());
    divan::Divan::default().max_time(Duration::from_secs(3)).config_with_args().main();
}
