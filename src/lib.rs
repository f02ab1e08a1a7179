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
//! let (job, problems) = Job::read(&county.path().join("job.toml"), today);
//! assert!(problems.is_empty());
//! let options = Options { reveal_ids: false, keep_stages: false };
//! let Outcome::Published(report) = run(&job.ok_or("a job")?, &options, &Silent)? else { return Ok(()) };
//! for finding in read_listing(&report.dir)?.findings {
//!     println!("{} {}: {}", finding.household_id, finding.rule, finding.confidence);
//!     assert_eq!((finding.household_id.as_str(), finding.confidence.as_str()), ("H1", "certain"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

// Nothing that a delivery holds may stop a run.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod domain;
mod whole_file;
mod labels;
pub mod diagnostic;
mod toml_reader;
pub mod standard;
pub mod schema;
pub mod table;
pub mod rulebook;
mod builtin;
pub mod job;
pub mod raw;
pub mod extract;
pub mod clean;
pub mod ingest;
mod gate;
pub mod roster;
pub mod link;
pub mod evaluate;
mod suspects;
mod change;
pub mod results;
pub mod publish;
pub mod read_back;
pub mod run;
mod rule_examples;
pub mod check;
pub mod synth;
mod score;
pub mod cli;

#[cfg(test)]
mod test_support;
