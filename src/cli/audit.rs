//! `bidui audit`: the log of who did what, and whether anything in the store was edited.

use super::ExitCode;
use super::args::{AuditArguments, AuditCommand, MessageFormat};
use super::history::{JobHistory, answered};
use super::terminal::{Terminal, harmless, text_table};
use crate::store::{Tampering, Verification};
use crate::words::{phrase, word};

pub fn answer(command: &AuditCommand, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let (AuditCommand::Verify(arguments) | AuditCommand::Log(arguments)) = command;
    let done = match command {
        AuditCommand::Verify(_) => verify(arguments, terminal),
        AuditCommand::Log(_) => log(arguments, terminal),
    };
    match done {
        Ok((text, code)) => {
            super::print_data(text.as_bytes())?;
            Ok(code)
        }
        Err(code) => Ok(code),
    }
}

fn verify(arguments: &AuditArguments, terminal: &Terminal) -> Result<(String, ExitCode), ExitCode> {
    let mut history = JobHistory::open(&arguments.history, terminal)?;
    let found = answered(history.store.verify(), terminal)?;
    let code = if found.found.is_empty() { ExitCode::Done } else { ExitCode::MustFix };
    let text = match arguments.format {
        MessageFormat::Json => super::json_line(&found),
        MessageFormat::Text => in_words(&found, terminal),
    };
    Ok((text, code))
}

fn in_words(own: &Verification, terminal: &Terminal) -> String {
    let Verification { entries, outcomes, runs, draws, last_hash, found } = own;
    let mut text = phrase!(terminal.lang, "audit-verified", entries, outcomes, runs, draws, last_hash);
    if found.is_empty() {
        text.push_str(word!(terminal.lang, "nothing-was-edited"));
    }
    for own in found {
        text.push_str(&tampering(own, terminal));
        text.push('\n');
    }
    text
}

fn tampering(own: &Tampering, terminal: &Terminal) -> String {
    match own {
        Tampering::Entry { number } => phrase!(terminal.lang, "edited-entry", number),
        Tampering::Outcome { id, fingerprint } => phrase!(terminal.lang, "edited-outcome", id, fingerprint),
        Tampering::OutcomeGone { id } => phrase!(terminal.lang, "edited-outcome-gone", id),
        Tampering::OutcomeUnknown { id, fingerprint } => {
            phrase!(terminal.lang, "edited-outcome-unknown", id, fingerprint)
        }
        Tampering::Run { id } => phrase!(terminal.lang, "edited-run", id),
        Tampering::Draw { id } => phrase!(terminal.lang, "edited-draw", id),
    }
}

fn log(arguments: &AuditArguments, terminal: &Terminal) -> Result<(String, ExitCode), ExitCode> {
    let mut history = JobHistory::open(&arguments.history, terminal)?;
    let log = answered(history.store.audit_log(), terminal)?;
    if arguments.format == MessageFormat::Json {
        return Ok((super::json_line(&log), ExitCode::Done));
    }
    let heads = [
        word!(terminal.lang, "column-entry-number"),
        word!(terminal.lang, "column-when"),
        word!(terminal.lang, "column-who"),
        word!(terminal.lang, "column-action"),
        word!(terminal.lang, "column-subject"),
    ];
    let rows: Vec<_> = log
        .iter()
        .map(|own| {
            let cells = [&own.at, &own.who, &own.action, &own.subject];
            std::iter::once(own.number.to_string()).chain(cells.map(|cell| harmless(cell))).collect()
        })
        .collect();
    Ok((text_table(&heads, &rows), ExitCode::Done))
}
