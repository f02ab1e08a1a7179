//! What is done when a run has ended: metrics written, a command told. Counts only; nothing of any person.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use chrono::Utc;

use super::ExitCode;
use super::terminal::Terminal;
use crate::diagnostic::Diagnostic;
use crate::job::Job;
use crate::publish::{Metrics, PublishError, write_metrics};
use crate::run::Report;
use crate::words::{Said, said};

/// Warning: the metrics could not be written, or the command failed.
const NOT_TOLD: &str = "E0512";

/// Tells whoever the job names how a run ended. What fails here is only said: the run stands.
pub fn tell(job: &Job, report: Option<&Report>, began: Instant, code: ExitCode, terminal: &Terminal) {
    let counts = report.map(|report| report.counts.clone()).unwrap_or_default();
    let mut problems = Vec::new();
    if let Some(path) = &job.upkeep.metrics {
        let sources = report.iter().flat_map(|report| &report.sources).map(|source| {
            let row = &source.row;
            (row.extract.clone(), row.rows_read, row.rows_rejected, row.gate.is_none())
        });
        let metrics = Metrics {
            job: &job.name,
            exit_code: code as u8,
            published: report.is_some(),
            ended_at: Utc::now().timestamp(),
            seconds: began.elapsed().as_secs_f64(),
            counts: counts.clone(),
            sources: sources.collect(),
        };
        problems.extend(write_metrics(path, &metrics).err().map(|error| not_written(&error)));
    }
    if let [program, arguments @ ..] = job.upkeep.on_completion.as_slice() {
        let run_id = report.map(|report| report.run_id.as_str()).unwrap_or_default();
        problems.extend(call(program, arguments, job, run_id, &counts, code));
    }
    super::print_problems(&problems, terminal);
}

fn not_written(error: &PublishError) -> Diagnostic {
    Diagnostic::warning(NOT_TOLD, said!("metrics-not-written", why = error.to_string()))
}

/// Calls the command with the counts as JSON on its standard input.
fn call(
    program: &str,
    arguments: &[String],
    job: &Job,
    run_id: &str,
    counts: &BTreeMap<String, u64>,
    code: ExitCode,
) -> Option<Diagnostic> {
    let told = serde_json::json!({
        "job": job.name, "as_of": job.as_of.to_string(), "run_id": run_id, "exit_code": code as u8, "counts": counts,
    });
    let failed = |why: Said| Diagnostic::warning(NOT_TOLD, said!("command-failed", program, why));
    let child = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => return Some(failed(Said::from(&error))),
    };
    if let Some(mut input) = child.stdin.take() {
        // A command that does not read is none the worse.
        writeln!(input, "{told}").ok();
    }
    match child.wait() {
        Ok(status) if status.success() => None,
        Ok(status) => Some(failed(status.to_string().into())),
        Err(error) => Some(failed(Said::from(&error))),
    }
}
