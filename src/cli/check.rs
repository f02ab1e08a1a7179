//! `bidui check`: everything that is wrong, nothing written.

use chrono::Local;

use super::ExitCode;
use super::args::{CheckArguments, MessageFormat};
use super::terminal::Terminal;
use crate::check;
use crate::diagnostic::render_json;
use crate::words::{phrase, word};

pub fn answer(arguments: &CheckArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let (job, problems) = match check::problems(&arguments.job, Local::now().date_naive()) {
        Ok(found) => found,
        Err(error) => {
            eprintln!("{}{error}", word!(terminal.lang, "the-machine-failed"));
            return Ok(ExitCode::Machine);
        }
    };
    match arguments.format {
        MessageFormat::Json => {
            super::print_data(format!("{}\n", render_json(&problems, terminal.lang)?).as_bytes())?
        }
        MessageFormat::Text => super::print_problems(&problems, terminal),
    }
    for line in job.iter().flat_map(|job| super::said_of_rules(job, terminal)) {
        eprintln!("{line}");
    }
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let warnings = problems.len() - errors;
    eprintln!("{}", phrase!(terminal.lang, "check-counts", job = arguments.job.display(), errors, warnings));
    Ok(if errors == 0 { ExitCode::Done } else { ExitCode::MustFix })
}
