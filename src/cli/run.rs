//! `bidui run`: compare everything once and publish the result.

use std::time::Instant;

use chrono::Local;

use super::args::{ProgressChoice, RunArguments};
use super::progress;
use super::summary::summary_text;
use super::terminal::Terminal;
use super::{ExitCode, completion};
use crate::diagnostic::{Diagnostic, Loaded, render_json_object};
use crate::job::Job;
use crate::publish::may_end;
use crate::run::{self, Options, Outcome, RunError};
use crate::standard::mask::Masking;
use crate::words::word;

pub fn answer(arguments: &RunArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    stop_when_interrupted(terminal);
    let mut job = match Job::read(&arguments.job, Local::now().date_naive()) {
        Ok(Loaded { value, warnings }) => {
            say_problems(&warnings, arguments.progress, terminal);
            value
        }
        Err(faulty) => {
            say_problems(&faulty.problems, arguments.progress, terminal);
            return Ok(ExitCode::MustFix);
        }
    };
    if let Some(output) = &arguments.output {
        job.output.clone_from(output);
    }
    if let Some(as_of) = arguments.as_of {
        job.as_of = as_of;
    }
    let masking = if arguments.reveal_ids { Masking::Revealed } else { Masking::Masked };
    let options =
        Options { masking, lang: terminal.documents, keep_stages: arguments.keep_stages, who: super::who() };
    let progress = progress::of(arguments.progress, terminal, job.extracts.len());
    let began = Instant::now();
    let outcome = run::run(&job, &options, progress.as_ref());
    drop(progress);
    let code = match &outcome {
        Ok(Outcome::Published(report)) if report.incomplete => ExitCode::Incomplete,
        Ok(_) => ExitCode::Done,
        Err(error) => say_error(error, arguments.progress, terminal),
    };
    let report = match &outcome {
        Ok(Outcome::Published(report)) => Some(report.as_ref()),
        _ => None,
    };
    completion::tell(&job, report, began, code, terminal);
    match outcome {
        Ok(Outcome::Published(report)) => {
            say_problems(&report.warnings, arguments.progress, terminal);
            let mut summary = summary_text(&job.name, &job.as_of.to_string(), &report, terminal);
            for line in super::said_of_rules(&job, terminal) {
                summary.push_str(&line);
                summary.push('\n');
            }
            super::print_data(summary.as_bytes())?;
        }
        Ok(Outcome::NothingNew { run_id, dir }) => {
            let said = word!(terminal.lang, "nothing-differs");
            super::print_data(format!("{said} {run_id}: {}\n", dir.display()).as_bytes())?;
        }
        Err(_) => {}
    }
    Ok(code)
}

/// Shows problems on standard error; among the lines of a program's progress, as such lines.
fn say_problems(problems: &[Diagnostic], progress: ProgressChoice, terminal: &Terminal) {
    if progress != ProgressChoice::Json {
        return super::print_problems(problems, terminal);
    }
    for problem in problems.iter().filter_map(|problem| render_json_object(problem, terminal.lang).ok()) {
        eprintln!("{}", serde_json::json!({ "event": "problem", "problem": problem }));
    }
}

pub(super) fn say_error(error: &RunError, progress: ProgressChoice, terminal: &Terminal) -> ExitCode {
    match error {
        RunError::Job(problems) => {
            say_problems(problems, progress, terminal);
            ExitCode::MustFix
        }
        RunError::Delivery(problems) => {
            say_problems(problems, progress, terminal);
            eprintln!("{}", word!(terminal.lang, "required-extract-unusable"));
            ExitCode::ExtractUnusable
        }
        RunError::Publish(error) => super::say_publish_error(error, terminal),
        RunError::Store(error) => super::say_store_error(error, terminal),
        machine => {
            eprintln!("{}{machine}", word!(terminal.lang, "the-machine-failed"));
            ExitCode::Machine
        }
    }
}

/// A run that is interrupted has published nothing; what it wrote aside is removed by the next one.
fn stop_when_interrupted(terminal: &Terminal) {
    let said = word!(terminal.lang, "interrupted");
    let handler = move || {
        if may_end() {
            eprintln!("{said}");
            std::process::exit(ExitCode::Interrupted as i32);
        }
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        tracing::warn!(%error, "interrupts are not handled");
    }
}
