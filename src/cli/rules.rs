//! `bidui rules`: test rules by their examples, show a rule in words or as SQL.

use super::ExitCode;
use super::args::RulesCommand;
use super::terminal::Terminal;

pub fn answer(_arguments: &RulesCommand, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    eprintln!("{}", terminal.say("尚未接通", "not wired yet"));
    Ok(ExitCode::Machine)
}
