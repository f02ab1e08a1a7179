//! `bidui check`: everything that is wrong, nothing written.

use chrono::Local;

use super::ExitCode;
use super::args::{CheckArguments, MessageFormat};
use super::terminal::Terminal;
use crate::check;
use crate::diagnostic::render_json;

pub fn answer(arguments: &CheckArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let (job, problems) = match check::problems(&arguments.job, Local::now().date_naive()) {
        Ok(found) => found,
        Err(error) => {
            eprintln!("{}{error}", terminal.say("机器故障：", "the machine failed: "));
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
    eprintln!(
        "{}",
        match terminal.lang {
            crate::labels::Lang::Zh =>
                format!("{}：错误 {errors} 处，提醒 {warnings} 处", arguments.job.display()),
            crate::labels::Lang::En => {
                let s = |count| if count == 1 { "" } else { "s" };
                let job = arguments.job.display();
                format!("{job}: {errors} error{}, {warnings} warning{}", s(errors), s(warnings))
            }
        }
    );
    Ok(if errors == 0 { ExitCode::Done } else { ExitCode::MustFix })
}
