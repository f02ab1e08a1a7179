//! `bidui run`: compare everything once and publish the result.

use super::ExitCode;
use super::args::RunArguments;
use super::terminal::Terminal;

pub fn answer(_arguments: &RunArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    eprintln!("{}", terminal.say("尚未接通", "not wired yet"));
    Ok(ExitCode::Machine)
}
