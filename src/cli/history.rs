//! The history of a job as the commands use it: its store, and the series of its runs.

use std::path::{Path, PathBuf};

use chrono::{Local, SecondsFormat};

use super::ExitCode;
use super::args::HistoryArguments;
use super::terminal::{Terminal, harmless};
use crate::diagnostic::{Diagnostic, whatever_was_read};
use crate::job::Job;
use crate::publish::PublishError;
use crate::read_back;
use crate::run::series_of;
use crate::store::{Store, StoreError};
use crate::words::{said, word};

/// The store of a job, open.
pub(super) struct JobHistory {
    pub job: Job,
    pub store: Store,
    /// What the store calls the job's folder of runs.
    pub series: String,
    /// Now, and who asks.
    pub at: String,
    pub who: String,
}

impl JobHistory {
    /// Opens the store of a job; what keeps it from that is said.
    pub fn open(arguments: &HistoryArguments, terminal: &Terminal) -> Result<Self, ExitCode> {
        let mut job = job_of(arguments.job.as_deref()).map_err(|problems| {
            super::print_problems(&problems, terminal);
            ExitCode::MustFix
        })?;
        if let Some(output) = &arguments.output {
            job.output.clone_from(output);
        }
        if job.store.file().is_some_and(|file| !file.is_file()) {
            let place = &job.store;
            let none = Diagnostic::error(NO_HISTORY, said!("no-store-yet", place = place.to_string()));
            super::print_problems(&[none], terminal);
            return Err(ExitCode::MustFix);
        }
        let store = Store::open(&job.store).map_err(|error| super::say_store_error(&error, terminal))?;
        let series = series_of(&job);
        let at = Local::now().to_rfc3339_opts(SecondsFormat::Secs, false);
        Ok(Self { job, store, series, at, who: super::who() })
    }

    /// The folder of the run that is meant, by default the latest; a run of another job is refused, which is said.
    pub fn run_meant(&self, run: Option<&Path>, terminal: &Terminal) -> Result<PathBuf, ExitCode> {
        let told = |error: PublishError| super::say_publish_error(&error, terminal);
        let dir = read_back::run_in(run.unwrap_or(&self.job.output)).map_err(told)?;
        let job = read_back::read_manifest(&dir).map_err(told)?.job;
        if job == self.job.name {
            return Ok(dir);
        }
        let said = word!(terminal.lang, "this-run-is-of-another-job");
        eprintln!("{}: {said} ({})", dir.display(), harmless(&job));
        Err(ExitCode::Usage)
    }
}

/// There is no history of this job.
const NO_HISTORY: &str = "E0607";

/// The job that is meant, by default `job.toml`; its deliveries need not be there.
pub(super) fn job_of(path: Option<&Path>) -> Result<Job, Vec<Diagnostic>> {
    let path = path.map_or_else(|| PathBuf::from("job.toml"), Path::to_owned);
    let (job, mut problems) = whatever_was_read(Job::read(&path, Local::now().date_naive()));
    problems.retain(Diagnostic::is_error);
    job.ok_or(problems)
}

/// What was asked of the store, or the exit code after saying why not.
pub(super) fn answered<T>(answer: Result<T, StoreError>, terminal: &Terminal) -> Result<T, ExitCode> {
    answer.map_err(|error| super::say_store_error(&error, terminal))
}
