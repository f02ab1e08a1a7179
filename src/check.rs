//! All problems of a job: its own, and those of its rules, schemas and deliveries. Nothing is written.

use std::path::Path;

use chrono::NaiveDate;

use crate::diagnostic::{Diagnostic, whatever_was_read};
use crate::job::Job;
use crate::run::{self, RunError};

/// Every problem of a job and of everything it names, and the job as far as it could be read.
///
/// # Errors
/// The machine failed while looking.
pub fn problems(path: &Path, today: NaiveDate) -> Result<(Option<Job>, Vec<Diagnostic>), RunError> {
    let (job, mut problems) = whatever_was_read(Job::read(path, today));
    let Some(job) = job else { return Ok((None, problems)) };
    let (prepared, found) = whatever_was_read(run::prepare(&job)?);
    problems.extend(found);
    let rule_set = prepared.map(|prepared| prepared.rule_set).unwrap_or_default();
    problems.extend(run::look_at_deliveries(&job, &rule_set)?);
    Ok((Some(job), problems))
}
