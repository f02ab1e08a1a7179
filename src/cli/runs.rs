//! `bidui runs`: the runs of a job, what one was made from, and what is different between two.

use std::path::PathBuf;

use chrono::{DateTime, Local};

use super::ExitCode;
use super::args::{MessageFormat, ProgressChoice, RunsArguments, RunsCommand};
use super::history::{JobHistory, answered};
use super::terminal::{Terminal, harmless, text_table};
use crate::diagnostic::Diagnostic;
use crate::labels;
use crate::publish::PublishError;
use crate::read_back::{self, RunsDifference};
use crate::run::{self, Replay};
use crate::words::{phrase, said, word};

pub fn answer(arguments: &RunsArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let done = match &arguments.command {
        None => list(arguments, terminal),
        Some(RunsCommand::Replay { id }) => match replay(arguments, id, terminal) {
            Ok((text, ExitCode::Done)) => Ok(text),
            Ok((text, code)) => {
                super::print_data(text.as_bytes())?;
                Err(code)
            }
            Err(code) => Err(code),
        },
        Some(RunsCommand::Show { id }) => show(arguments, id, terminal),
        Some(RunsCommand::History { fingerprint }) => finding(arguments, fingerprint, terminal),
        Some(RunsCommand::Diff { a, b }) => diff(arguments, a, b, terminal),
    };
    super::print_answer(done)
}

fn list(arguments: &RunsArguments, terminal: &Terminal) -> Result<String, ExitCode> {
    let mut history = JobHistory::open(&arguments.history, terminal)?;
    let runs = answered(history.store.runs(&history.job.name, &history.series), terminal)?;
    if arguments.format == MessageFormat::Json {
        return Ok(super::json_line(&runs));
    }
    let heads = [
        word!(terminal.lang, "run"),
        word!(terminal.lang, "column-as-of"),
        word!(terminal.lang, "column-published"),
        word!(terminal.lang, "cards"),
        word!(terminal.lang, "suspects"),
        word!(terminal.lang, "findings"),
        word!(terminal.lang, "standing"),
        word!(terminal.lang, "gone"),
        word!(terminal.lang, "column-on-disk"),
    ];
    let there = |id: &str| history.job.output.join("runs").join(id).join("run.json").is_file();
    let rows: Vec<_> = runs
        .iter()
        .map(|run| {
            let count = |name: &str| run.counts.get(name).copied().unwrap_or_default().to_string();
            let mut cells = vec![run.run_id.clone(), run.as_of.clone(), local(&run.published_at)];
            cells.extend(["cards", "suspects", "findings", "standing", "gone"].map(count));
            let there = if there(&run.run_id) { word!(terminal.lang, "yes") } else { "" };
            cells.push(there.to_owned());
            cells
        })
        .collect();
    Ok(text_table(&heads, &rows))
}

/// An hour as clocks here show it.
fn local(hour: &str) -> String {
    let read = DateTime::parse_from_rfc3339(hour);
    read.map_or_else(
        |_| hour.to_owned(),
        |hour| hour.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string(),
    )
}

/// There is no such run on disk.
const NO_SUCH_RUN: &str = "E0609";

/// The folder of a run, by its id or by `latest`.
fn folder(history: &JobHistory, id: &str, terminal: &Terminal) -> Result<PathBuf, ExitCode> {
    let out = &history.job.output;
    if id == "latest" {
        return read_back::run_in(out).map_err(|error| super::say_publish_error(&error, terminal));
    }
    let dir = out.join("runs").join(id);
    read_back::run_in(&dir).map_err(|_| {
        let message = said!("no-such-run", run = harmless(id), place = out.display());
        super::print_problems(&[Diagnostic::error(NO_SUCH_RUN, message)], terminal);
        ExitCode::MustFix
    })
}

fn show(arguments: &RunsArguments, id: &str, terminal: &Terminal) -> Result<String, ExitCode> {
    let history = JobHistory::open(&arguments.history, terminal)?;
    let said = |error: PublishError| super::say_publish_error(&error, terminal);
    let manifest = read_back::read_manifest(&folder(&history, id, terminal)?).map_err(said)?;
    if arguments.format == MessageFormat::Json {
        return Ok(super::json_line(&manifest));
    }
    let mut text = format!(
        "{} {}  {} {}  bidui {}\n",
        word!(terminal.lang, "run"),
        manifest.run_id,
        word!(terminal.lang, "column-as-of"),
        manifest.as_of,
        manifest.program_version
    );
    if let Some(previous) = &manifest.previous_run_id {
        text.push_str(&format!("{} {previous}\n", word!(terminal.lang, "previous-run")));
    }
    text.push('\n');
    let counts: Vec<_> =
        manifest.counts.iter().map(|(name, count)| vec![name.clone(), count.to_string()]).collect();
    text.push_str(&text_table(&[word!(terminal.lang, "column-counted"), ""], &counts));
    text.push('\n');
    let rules: Vec<_> = manifest
        .rules
        .iter()
        .map(|rule| {
            let not_run = harmless(rule.not_run.as_deref().unwrap_or_default());
            vec![rule.id.clone(), rule.version.to_string(), rule.status.clone(), not_run]
        })
        .collect();
    let heads = [
        word!(terminal.lang, "rule"),
        word!(terminal.lang, "version"),
        word!(terminal.lang, "status"),
        word!(terminal.lang, "column-not-run"),
    ];
    text.push_str(&text_table(&heads, &rules));
    text.push('\n');
    let inputs: Vec<_> = manifest
        .inputs
        .iter()
        .map(|input| {
            let digest = input.digest.chars().take(16).collect();
            vec![harmless(&input.extract), harmless(&input.file), input.bytes.to_string(), digest]
        })
        .collect();
    let heads = [
        word!(terminal.lang, "extract"),
        word!(terminal.lang, "file"),
        word!(terminal.lang, "column-bytes"),
        word!(terminal.lang, "column-digest"),
    ];
    text.push_str(&text_table(&heads, &inputs));
    Ok(text)
}

fn replay(arguments: &RunsArguments, id: &str, terminal: &Terminal) -> Result<(String, ExitCode), ExitCode> {
    let history = JobHistory::open(&arguments.history, terminal)?;
    let dir = folder(&history, id, terminal)?;
    let dir = dir.canonicalize().unwrap_or(dir);
    let done = run::replay(&history.job, &dir, &run::Silent, terminal.lang)
        .map_err(|error| super::run::say_error(&error, ProgressChoice::None, terminal))?;
    let code = if matches!(done, Replay::Same { .. }) { ExitCode::Done } else { ExitCode::MustFix };
    if arguments.format == MessageFormat::Json {
        return Ok((super::json_line(&done), code));
    }
    let (said, lines) = match &done {
        Replay::Same { files } => {
            let said = phrase!(terminal.lang, "replay-same", files);
            (said, &Vec::new())
        }
        Replay::Inputs { differ } => {
            let said = word!(terminal.lang, "replay-other-inputs");
            (said.to_owned(), differ)
        }
        Replay::Files { differ } => {
            let said = word!(terminal.lang, "replay-other-files");
            (said.to_owned(), differ)
        }
    };
    let lines: String = lines.iter().map(|line| format!("  {}\n", harmless(line))).collect();
    Ok((format!("{said}\n{lines}"), code))
}

/// What became of a finding, run after run.
fn finding(arguments: &RunsArguments, fingerprint: &str, terminal: &Terminal) -> Result<String, ExitCode> {
    let mut history = JobHistory::open(&arguments.history, terminal)?;
    let told = history.store.history(&history.job.name, &history.series, fingerprint);
    let told = answered(told, terminal)?;
    let outcomes = answered(history.store.outcomes(&history.job.name), terminal)?;
    let outcomes: Vec<_> = outcomes.into_iter().filter(|own| own.fingerprint == fingerprint).collect();
    if told.is_empty() {
        eprintln!("{}: {}", harmless(fingerprint), word!(terminal.lang, "no-such-finding-in-history"));
        return Err(ExitCode::MustFix);
    }
    if arguments.format == MessageFormat::Json {
        let runs: Vec<_> = told
            .iter()
            .map(|(run_id, as_of, state)| serde_json::json!({ "run_id": run_id, "as_of": as_of, "state": state }))
            .collect();
        return Ok(super::json_line(&serde_json::json!({ "runs": runs, "outcomes": outcomes })));
    }
    let state = |state: &str| match state {
        "found" => word!(terminal.lang, "state-found").to_owned(),
        other => labels::of_gone(other, terminal.lang).to_owned(),
    };
    let runs = told.iter().map(|(run_id, as_of, own)| vec![as_of.clone(), state(own), run_id.clone()]);
    let heads = [
        word!(terminal.lang, "column-day"),
        word!(terminal.lang, "column-state"),
        word!(terminal.lang, "column-run-or-source"),
    ];
    let outcomes = outcomes.iter().map(|own| {
        let outcome = labels::of_outcome(&own.outcome, terminal.lang);
        let reason = own.reason.as_deref();
        let reason = reason.map(|reason| terminal.lang.in_brackets(labels::of_reason(reason, terminal.lang)));
        vec![
            own.visited_on.clone(),
            format!("{outcome}{}", harmless(&reason.unwrap_or_default())),
            harmless(&own.source),
        ]
    });
    let mut rows: Vec<_> = runs.chain(outcomes).collect();
    rows.sort_by(|a, b| a.first().cmp(&b.first()));
    Ok(text_table(&heads, &rows))
}

fn diff(arguments: &RunsArguments, a: &str, b: &str, terminal: &Terminal) -> Result<String, ExitCode> {
    let history = JobHistory::open(&arguments.history, terminal)?;
    let (a, b) = (folder(&history, a, terminal)?, folder(&history, b, terminal)?);
    let found = read_back::difference(&a, &b).map_err(|error| super::say_publish_error(&error, terminal))?;
    Ok(match arguments.format {
        MessageFormat::Json => super::json_line(&found),
        MessageFormat::Text => difference_in_words(&found, terminal),
    })
}

fn difference_in_words(own: &RunsDifference, terminal: &Terminal) -> String {
    let mut text =
        format!("{} ({}) → {} ({})\n", own.from.run_id, own.from.as_of, own.to.run_id, own.to.as_of);
    text.push_str(&format!(
        "{} +{} −{}\n",
        word!(terminal.lang, "suspect-cards"),
        own.cards_in.len(),
        own.cards_out.len()
    ));
    if !own.rules.is_empty() {
        let rows: Vec<_> = own
            .rules
            .iter()
            .map(|rule| vec![rule.rule.clone(), rule.before.clone(), rule.after.clone()])
            .collect();
        let heads = [
            word!(terminal.lang, "rules-that-differ"),
            word!(terminal.lang, "column-before"),
            word!(terminal.lang, "column-after"),
        ];
        text.push('\n');
        text.push_str(&text_table(&heads, &rows));
    }
    for (title, counts) in [
        (word!(terminal.lang, "by-rule"), &own.by_rule),
        (word!(terminal.lang, "by-township"), &own.by_township),
    ] {
        let rows: Vec<_> = counts
            .iter()
            .map(|(name, count)| {
                let numbers = [count.came, count.went, count.changed].map(|number| number.to_string());
                std::iter::once(harmless(name)).chain(numbers).collect()
            })
            .collect();
        if !rows.is_empty() {
            let heads = [
                title,
                word!(terminal.lang, "column-came"),
                word!(terminal.lang, "column-went"),
                word!(terminal.lang, "column-changed"),
            ];
            text.push('\n');
            text.push_str(&text_table(&heads, &rows));
        }
    }
    let rows: Vec<_> = own
        .findings
        .iter()
        .map(|line| {
            let cells = [&line.household_id, &line.township, &line.village, &line.rule];
            let mut cells: Vec<_> = cells.iter().map(|cell| harmless(cell)).collect();
            cells.push(line.change.to_owned());
            cells.push(line.why.clone());
            cells
        })
        .collect();
    if !rows.is_empty() {
        let heads = [
            word!(terminal.lang, "household"),
            word!(terminal.lang, "township"),
            word!(terminal.lang, "village"),
            word!(terminal.lang, "rule"),
            word!(terminal.lang, "change"),
            word!(terminal.lang, "why"),
        ];
        text.push('\n');
        text.push_str(&text_table(&heads, &rows));
    }
    text
}
