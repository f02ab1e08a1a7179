//! Errors of scoring: what a person can fix, and what the machine did.

use std::path::Path;

use thiserror::Error;

use crate::diagnostic::Diagnostic;
use crate::publish::PublishError;
use crate::table::TableError;
use crate::words::said;

/// A file of the truth is not there or not as `bidui generate` writes it.
const NO_TRUTH: &str = "E0506";
/// The run is of another county than the truth.
const OTHER_COUNTY: &str = "E0507";

#[derive(Debug, Error)]
pub enum ScoreError {
    /// A person can fix it.
    #[error("{}", .0.message)]
    Fixable(Box<Diagnostic>),
    /// The run cannot be read.
    #[error(transparent)]
    Run(#[from] PublishError),
    /// A published table is not as the contract says: a mistake in this program.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl ScoreError {
    pub(super) fn no_truth(file: &Path, line: Option<u64>, why: &str) -> Self {
        let message = said!("truth-not-readable", why);
        let place = file.display().to_string();
        Self::Fixable(Box::new(Diagnostic::error(NO_TRUTH, message).in_file(place, line)))
    }

    pub(super) fn other_county(truth: &Path) -> Self {
        let message = said!("truth-of-another-county", truth = truth.display().to_string());
        Self::Fixable(Box::new(Diagnostic::error(OTHER_COUNTY, message)))
    }
}
