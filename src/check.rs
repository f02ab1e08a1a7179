//! What is wrong with this job? Job, rules, schemas and deliveries, all at once, nothing written.

use std::path::Path;

use chrono::NaiveDate;

use crate::diagnostic::Diagnostic;
use crate::job::Job;
use crate::run::{RunError, look_at_deliveries, read_book};
use crate::trial;

/// Every problem of a job and of everything it names.
///
/// # Errors
/// The machine failed while looking.
pub fn problems(path: &Path, today: NaiveDate) -> Result<Vec<Diagnostic>, RunError> {
    let (job, mut problems) = Job::read(path, today);
    let Some(job) = job else { return Ok(problems) };
    let (book, found) = read_book(&job);
    problems.extend(found);
    let rules: Vec<_> = book.rules.into_iter().map(|(rule, _)| rule).collect();
    let trial = trial::try_all(&rules, &job.schemas, job.as_of)
        .map_err(|error| RunError::Table { stage: "examples", error })?;
    problems.extend(trial.contradicted);
    problems.extend(look_at_deliveries(&job)?);
    Ok(problems)
}
