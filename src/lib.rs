//! bidui (比对) compares a county's poverty registry with what the departments hold.
//!
//! The glossary, the stages and the walls between them are in
//! [ARCHITECTURE.md](https://docs.rs/crate/bidui/latest/source/ARCHITECTURE.md). One run, from deliveries to findings:
//!
//! ```
//! use bidui::job::Job;
//! use bidui::read_back::read_listing;
//! use bidui::run::{Options, Outcome, Silent, run};
//!
//! let county = tempfile::tempdir()?;
//! let deliver = |name: &str, text: &str| std::fs::write(county.path().join(name), text);
//! deliver("registry.csv", "household_id,name,citizen_id,relation,village\nH1,张建国,130927195001010018,户主,东村\n")?;
//! deliver("vehicle.csv", "owner_name,owner_id,plate_no\n张建国,130927195001010018,冀J1\n")?;
//! deliver(
//!     "car.toml",
//!     r#"
//!     id = "car"
//!     title = "名下有车"
//!     version = 1
//!     kind = "present"
//!     extract = "vehicle"
//!     scope = "member"
//!     where = "LENGTH(plate_no) > 0"
//!     basis = [{ document = "（示例）" }]
//!     example = [
//!         { name = "有车", record = { plate_no = "冀J1" }, verdict = "suspect" },
//!         { name = "没有车", verdict = "clear" },
//!     ]"#,
//! )?;
//! deliver(
//!     "job.toml",
//!     r#"
//!     name = "three-people"
//!     as_of = 2017-08-31
//!     rules = ["car.toml"]
//!     extract = [{ name = "registry", path = "registry.csv" }, { name = "vehicle", path = "vehicle.csv" }]"#,
//! )?;
//! let today = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).ok_or("a day")?;
//! let job = Job::read(&county.path().join("job.toml"), today)?.value;
//! let Outcome::Published(report) = run(&job, &Options::default(), &Silent)? else { return Ok(()) };
//! for finding in read_listing(&report.dir)?.findings {
//!     println!("{} {}: {}", finding.household_id, finding.rule, finding.confidence);
//!     assert_eq!((finding.household_id.as_str(), finding.confidence.as_str()), ("H1", "certain"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Nothing that a delivery holds may stop a run.
#![warn(missing_docs)]
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

// The face of the crate: a job, its run, and what the run published.
pub mod domain;
pub mod diagnostic;
pub mod job;
pub mod run;
pub mod read_back;
pub mod check;
pub mod cli;
// The stages and their nouns: open to the benchmarks and tests of this repository, and promised to nobody.
#[doc(hidden)]
pub mod standard;
#[doc(hidden)]
pub mod schema;
#[doc(hidden)]
pub mod delivery;
#[doc(hidden)]
pub mod table;
#[doc(hidden)]
pub mod rulebook;
#[doc(hidden)]
pub mod raw;
#[doc(hidden)]
pub mod extract;
#[doc(hidden)]
pub mod clean;
#[doc(hidden)]
pub mod ingest;
#[doc(hidden)]
pub mod roster;
#[doc(hidden)]
pub mod link;
#[doc(hidden)]
pub mod evaluate;
#[doc(hidden)]
pub mod results;
#[doc(hidden)]
pub mod publish;
#[doc(hidden)]
pub mod synth;
mod two_tables;
mod weight;
mod kept;
mod parquet_writer;
mod whole_file;
mod content_digest;
mod labels;
mod words;
mod toml_reader;
mod builtin;
mod gate;
mod suspects;
mod change;
mod store;
mod outcomes;
mod paper;
mod seal;
mod spot_check;
mod rule_examples;
mod score;

#[cfg(test)]
mod test_support;
