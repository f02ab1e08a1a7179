//! The commands. One file each; prints and knows no Polars.
//!
//! Data go to standard output, messages to standard error.

mod args;
mod command_line;
mod exit;
mod terminal;
mod run;
mod completion;
mod progress;
mod summary;
mod check;
mod rules;
mod list;
mod explain;
mod generate;
mod link;
mod score;
mod history;
mod runs;
mod outcome;
mod outcome_stats;
mod sample;
mod seal;
mod audit;
mod logging;

use std::io::{self, Write};

use chrono::{DateTime, Utc};

pub use args::Arguments;
pub use command_line::read;
pub use exit::ExitCode;

use crate::diagnostic::{Diagnostic, render_text};
use crate::job::Job;
use crate::publish::{Holder, PublishError};
use crate::run::on_threads;
use crate::store::StoreError;
use crate::words::{phrase, word};
use args::Command;
use terminal::Terminal;

/// Does what was asked.
///
/// # Errors
/// Only what the machine did wrong while printing; everything else is said and shows in the exit code.
pub fn answer(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let threads = match &arguments.command {
        Command::Run(run) => run.threads,
        Command::Link(link) => link.threads,
        Command::Generate(generate) => generate.threads,
        _ => None,
    };
    on_threads(threads, || carry_out(arguments))
}

fn carry_out(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let terminal = Terminal::new(arguments.lang);
    logging::start(arguments, &terminal);
    match &arguments.command {
        Command::Run(run) => run::answer(run, &terminal),
        Command::Check(check) => check::answer(check, &terminal),
        Command::Rules(command) => rules::answer(command, &terminal),
        Command::List(list) => list::answer(list, &terminal),
        Command::Explain(explain) => explain::answer(explain, &terminal),
        Command::Link(link) => link::answer(link, &terminal),
        Command::Generate(generate) => generate::answer(generate, &terminal),
        Command::Score(score) => score::answer(score, &terminal),
        Command::Runs(arguments) => runs::answer(arguments, &terminal),
        Command::Outcome(command) => outcome::answer(command, &terminal),
        Command::Sample(arguments) => sample::answer(arguments, &terminal),
        Command::Seal(arguments) => seal::answer(arguments, &terminal),
        Command::Audit(command) => audit::answer(command, &terminal),
    }
}

/// What a job does to the rules that a reader must know: the built-in ones left out, parameters overridden.
fn said_of_rules(job: &Job, terminal: &Terminal) -> Vec<String> {
    let mut lines = Vec::new();
    if !job.with_builtin_rules {
        let said = word!(terminal.lang, "built-in-rules-left-out");
        lines.push(said.to_owned());
    }
    for (name, value) in &job.parameters {
        let said = word!(terminal.lang, "parameter-overridden");
        lines.push(format!("{said}{} = {}", name.value, value.to_sql()));
    }
    lines
}

/// Shows what a person must fix, on standard error.
fn print_problems(problems: &[Diagnostic], terminal: &Terminal) {
    eprint!("{}", render_text(problems, terminal.color, terminal.lang));
}

/// Says why nothing could be published or read back, and how to end.
fn say_publish_error(error: &PublishError, terminal: &Terminal) -> ExitCode {
    match error {
        PublishError::Fixable(diagnostic) => {
            print_problems(std::slice::from_ref(diagnostic), terminal);
            ExitCode::MustFix
        }
        PublishError::Locked { out, holder } => {
            let why = word!(terminal.lang, "another-run-is-writing");
            let holder = holder.as_ref().map(|holder| holder_in_words(holder, terminal)).unwrap_or_default();
            eprintln!("{}: {why}{holder}", out.display());
            ExitCode::Locked
        }
        other => {
            eprintln!("{}{other}", word!(terminal.lang, "the-machine-failed"));
            ExitCode::Machine
        }
    }
}

/// Who holds a lock, and for how long already.
fn holder_in_words(holder: &Holder, terminal: &Terminal) -> String {
    let Holder { host, pid, since } = holder;
    let minutes =
        DateTime::parse_from_rfc3339(since).ok().map(|since| (Utc::now() - since.to_utc()).num_minutes());
    let minutes = minutes.map_or_else(|| "?".to_owned(), |minutes| minutes.to_string());
    phrase!(terminal.lang, "lock-holder", host = terminal::harmless(host), pid, since, minutes)
}

/// Says why the store could not be used, and how to end.
fn say_store_error(error: &StoreError, terminal: &Terminal) -> ExitCode {
    if let Some(diagnostic) = error.diagnostic() {
        print_problems(std::slice::from_ref(diagnostic), terminal);
        return ExitCode::MustFix;
    }
    eprintln!("{}{error}", word!(terminal.lang, "the-machine-failed"));
    ExitCode::Machine
}

/// Who is at the keyboard, as the system calls them; for the audit log.
fn who() -> String {
    let names = ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    names.into_iter().find(|name| !name.trim().is_empty()).unwrap_or_else(|| "?".to_owned())
}

/// What a program reads.
fn json_line(value: &impl serde::Serialize) -> String {
    // Nothing that is answered with has a key that is no text.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Prints what was asked for; where it could not be had, that was said, and this is how to end.
fn print_answer(answer: Result<String, ExitCode>) -> anyhow::Result<ExitCode> {
    match answer {
        Ok(text) => {
            print_data(text.as_bytes())?;
            Ok(ExitCode::Done)
        }
        Err(code) => Ok(code),
    }
}

/// Writes data to standard output; a reader that has seen enough (`| head`) is no error.
fn print_data(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
