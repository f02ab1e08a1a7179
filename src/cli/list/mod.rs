//! `bidui list`: what a published run found, left open or could not look at, filtered and put in order.

use std::path::{Path, PathBuf};

use chrono::Local;

use super::ExitCode;
use super::args::ListArguments;
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, whatever_was_read};
use crate::job::Job;
use crate::publish::PublishError;
use crate::read_back;

mod disputes;
mod filter;
mod findings;
mod listed;
mod matches;
mod omissions;
mod standing;
mod undetermined;

/// `bidui list`.
pub fn answer(arguments: &ListArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let out = match where_runs_are(arguments.job.as_deref(), arguments.run.as_deref()) {
        Ok(out) => out,
        Err(problems) => {
            super::print_problems(&problems, terminal);
            return Ok(ExitCode::MustFix);
        }
    };
    let list = if arguments.omissions {
        omissions::answer
    } else if arguments.standing {
        standing::answer
    } else if arguments.undetermined {
        undetermined::answer
    } else if arguments.matches {
        matches::answer
    } else if arguments.disputes {
        disputes::answer
    } else {
        findings::answer
    };
    let listed =
        read_back::run_in(&out).map_err(Failure::Run).and_then(|dir| list(arguments, &dir, terminal));
    match listed {
        Ok(code) => Ok(code),
        Err(Failure::Usage) => Ok(ExitCode::Usage),
        Err(Failure::MustFix) => Ok(ExitCode::MustFix),
        Err(Failure::Run(error)) => Ok(super::say_publish_error(&error, terminal)),
        Err(Failure::Printing(error)) => Err(error.into()),
    }
}

/// Why nothing was listed.
enum Failure {
    /// Said already.
    Usage,
    MustFix,
    Run(PublishError),
    Printing(std::io::Error),
}

impl From<PublishError> for Failure {
    fn from(error: PublishError) -> Self {
        Self::Run(error)
    }
}

/// The folder of runs that is meant: the one named, or that of a job, by default of `job.toml`.
pub(super) fn where_runs_are(job: Option<&Path>, run: Option<&Path>) -> Result<PathBuf, Vec<Diagnostic>> {
    if let Some(run) = run {
        return Ok(run.to_owned());
    }
    let path = job.map_or_else(|| PathBuf::from("job.toml"), Path::to_owned);
    let (job, mut problems) = whatever_was_read(Job::read(&path, Local::now().date_naive()));
    problems.retain(Diagnostic::is_error);
    job.map(|job| job.output).ok_or(problems)
}
