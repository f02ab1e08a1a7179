//! `bidui check`: everything that is wrong, nothing written.

use super::ExitCode;
use super::args::CheckArguments;
use super::terminal::Terminal;

pub fn answer(_arguments: &CheckArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    eprintln!("{}", terminal.say("尚未接通", "not wired yet"));
    Ok(ExitCode::Machine)
}
