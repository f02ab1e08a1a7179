//! `bidui audit`: the log of who did what, and whether anything in the store was edited.

use super::ExitCode;
use super::args::{AuditArguments, AuditCommand, MessageFormat};
use super::history::{JobHistory, answered};
use super::terminal::{Terminal, harmless, text_table};
use crate::labels::Lang;
use crate::store::{Tampering, Verification};

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
    let mut text = match terminal.lang {
        Lang::Zh => {
            format!(
                "审计记录 {entries} 条，核查结果 {outcomes} 条，批次 {runs} 个，抽查 {draws} 次；末条校验值 {last_hash}\n"
            )
        }
        Lang::En => {
            format!(
                "{entries} log entries, {outcomes} outcomes, {runs} runs, {draws} spot checks; last hash {last_hash}\n"
            )
        }
    };
    if found.is_empty() {
        text.push_str(terminal.say("未发现改动。\n", "nothing was edited.\n"));
    }
    for own in found {
        text.push_str(&tampering(own, terminal));
        text.push('\n');
    }
    text
}

fn tampering(own: &Tampering, terminal: &Terminal) -> String {
    match (own, terminal.lang) {
        (Tampering::Entry { number }, Lang::Zh) => {
            format!("审计记录第 {number} 条被改动，或其前有记录被增删")
        }
        (Tampering::Entry { number }, Lang::En) => {
            format!("log entry {number} was edited, or an entry before it was taken out or put in")
        }
        (Tampering::Outcome { id, fingerprint }, Lang::Zh) => {
            format!("核查结果 {id}（线索 {fingerprint}）与当时记录的不同")
        }
        (Tampering::Outcome { id, fingerprint }, Lang::En) => {
            format!("outcome {id} (finding {fingerprint}) is not what was recorded")
        }
        (Tampering::OutcomeGone { id }, Lang::Zh) => format!("核查结果 {id} 已不在库中"),
        (Tampering::OutcomeGone { id }, Lang::En) => format!("outcome {id} was recorded and is gone"),
        (Tampering::OutcomeUnknown { id, fingerprint }, Lang::Zh) => {
            format!("核查结果 {id}（线索 {fingerprint}）没有录入记录")
        }
        (Tampering::OutcomeUnknown { id, fingerprint }, Lang::En) => {
            format!("outcome {id} (finding {fingerprint}) was never recorded")
        }
        (Tampering::Run { id }, Lang::Zh) => format!("批次 {id} 与当时记录的不同"),
        (Tampering::Run { id }, Lang::En) => format!("run {id} is not what was recorded"),
        (Tampering::Draw { id }, Lang::Zh) => format!("抽查 {id} 与当时记录的不同"),
        (Tampering::Draw { id }, Lang::En) => format!("spot check {id} is not what was recorded"),
    }
}

fn log(arguments: &AuditArguments, terminal: &Terminal) -> Result<(String, ExitCode), ExitCode> {
    let mut history = JobHistory::open(&arguments.history, terminal)?;
    let log = answered(history.store.audit_log(), terminal)?;
    if arguments.format == MessageFormat::Json {
        return Ok((super::json_line(&log), ExitCode::Done));
    }
    let heads = [
        terminal.say("序号", "no."),
        terminal.say("时间", "at"),
        terminal.say("操作人", "who"),
        terminal.say("操作", "action"),
        terminal.say("对象", "subject"),
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
