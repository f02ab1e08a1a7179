//! Scoring: how much of a county's truth a run found, and what it got wrong.
//!
//! Takes a published run and the truth that was written beside a generated county. A finding counts as said
//! if it stands (certain or probable, not exempt); a link likewise. What the truth calls unknowable counts
//! neither for nor against.

mod ratio;
mod error;
mod truth;
mod records;
mod published;
mod findings;
mod differences;
mod omissions;
mod links;
mod tally;

use std::path::Path;

use serde::Serialize;

pub use crate::domain::Share;
pub use differences::{DifferenceError, DifferenceScore};
pub use error::ScoreError;
pub use findings::{FindingError, FindingScore, RuleScore};
pub use links::LinkError;
pub use omissions::{OmissionError, OmissionScore};
pub use tally::{GroupScore, LinkScore, MethodScore};

use crate::read_back;
use links::Judge;
use published::Links;
use records::Records;
use truth::Truth;

/// The copies of the registry that a generated county has.
const COPIES: [&str; 2] = ["village_ledger", "township_file"];

/// What a run got right and wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    pub run_id: String,
    pub findings: FindingScore,
    pub links: LinkScore,
    /// Of the registry's copies, by copy and column.
    pub differences: Vec<DifferenceScore>,
    /// By rule.
    pub omissions: Vec<OmissionScore>,
    /// Findings that the truth contradicts, and those that the run does not have; by card and rule.
    pub finding_errors: Vec<FindingError>,
    /// Links to somebody else, and records that were not linked to whose they are; as in the truth's order.
    pub link_errors: Vec<LinkError>,
    pub difference_errors: Vec<DifferenceError>,
    pub omission_errors: Vec<OmissionError>,
}

/// Scores the run in a folder (a run's own, or one of runs, whose latest is meant) by the truth in another.
///
/// # Errors
/// A run or a truth that cannot be read, or that are not of one county.
pub fn score(run: &Path, truth: &Path) -> Result<Score, ScoreError> {
    let run = read_back::run_in(run)?;
    let manifest = read_back::read_manifest(&run)?;
    let truth = Truth::read(truth)?;
    let (findings, finding_errors) = findings::compare(&published::findings(&run)?, &truth)?;
    let mut links = Links::read(&run, &truth)?;
    let on_registry = Records::open(&truth)?.registry_dirt(&truth)?;
    let mut judge = Judge::new(&truth, &on_registry, links.methods.clone());
    let mut records = Records::open(&truth)?;
    while let Some(record) = records.next()? {
        let found = links.take(record);
        // A copy's row is its own household's: what it is held against is scored, not whom it is about.
        if !COPIES.contains(&record.extract.as_str()) {
            judge.hear(record, found);
        }
    }
    for (record, link) in links.left().filter(|(record, _)| !COPIES.contains(&record.extract.as_str())) {
        judge.hear(&record, &[*link]);
    }
    let (links, link_errors) = judge.done();
    let (differences, difference_errors) = differences::compare(&run, &truth)?;
    let (omissions, omission_errors) = omissions::compare(&run, &truth)?;
    Ok(Score {
        run_id: manifest.run_id,
        findings,
        links,
        differences,
        omissions,
        finding_errors,
        link_errors,
        difference_errors,
        omission_errors,
    })
}

#[cfg(test)]
mod tests;
