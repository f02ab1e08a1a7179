//! `bidui runs`: the runs of a job, what one was made from, and what is different between two.

use std::path::PathBuf;

use chrono::{DateTime, Local};

use super::ExitCode;
use super::args::{MessageFormat, ProgressChoice, RunsArguments, RunsCommand};
use super::history::{JobHistory, answered};
use super::terminal::{Terminal, harmless, text_table};
use crate::diagnostic::Diagnostic;
use crate::labels::{self, Lang};
use crate::publish::PublishError;
use crate::read_back::{self, RunsDifference};
use crate::run::{self, Replay};
use crate::words::said;

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
        terminal.say("批次", "run"),
        terminal.say("比对日期", "as of"),
        terminal.say("发布时间", "published"),
        terminal.say("户", "cards"),
        terminal.say("疑似户", "suspects"),
        terminal.say("命中", "findings"),
        terminal.say("未能核对", "standing"),
        terminal.say("消失", "gone"),
        terminal.say("仍在盘上", "on disk"),
    ];
    let there = |id: &str| history.job.output.join("runs").join(id).join("run.json").is_file();
    let rows: Vec<_> = runs
        .iter()
        .map(|run| {
            let count = |name: &str| run.counts.get(name).copied().unwrap_or_default().to_string();
            let mut cells = vec![run.run_id.clone(), run.as_of.clone(), local(&run.published_at)];
            cells.extend(["cards", "suspects", "findings", "standing", "gone"].map(count));
            let there = if there(&run.run_id) { terminal.say("是", "yes") } else { "" };
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
        let message = said!("no-such-run", run = harmless(id), place = out.display().to_string());
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
        terminal.say("批次", "run"),
        manifest.run_id,
        terminal.say("比对日期", "as of"),
        manifest.as_of,
        manifest.program_version
    );
    if let Some(previous) = &manifest.previous_run_id {
        text.push_str(&format!("{} {previous}\n", terminal.say("上一批次", "after")));
    }
    text.push('\n');
    let counts: Vec<_> =
        manifest.counts.iter().map(|(name, count)| vec![name.clone(), count.to_string()]).collect();
    text.push_str(&text_table(&[terminal.say("计数", "counted"), ""], &counts));
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
        terminal.say("规则", "rule"),
        terminal.say("版本", "version"),
        terminal.say("状态", "status"),
        terminal.say("未运行", "not run"),
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
        terminal.say("数据源", "extract"),
        terminal.say("文件", "file"),
        terminal.say("字节", "bytes"),
        terminal.say("校验值", "digest"),
    ];
    text.push_str(&text_table(&heads, &inputs));
    Ok(text)
}

fn replay(arguments: &RunsArguments, id: &str, terminal: &Terminal) -> Result<(String, ExitCode), ExitCode> {
    let history = JobHistory::open(&arguments.history, terminal)?;
    let dir = folder(&history, id, terminal)?;
    let dir = dir.canonicalize().unwrap_or(dir);
    let done = run::replay(&history.job, &dir, &run::Silent)
        .map_err(|error| super::run::say_error(&error, ProgressChoice::None, terminal))?;
    let code = if matches!(done, Replay::Same { .. }) { ExitCode::Done } else { ExitCode::MustFix };
    if arguments.format == MessageFormat::Json {
        return Ok((super::json_line(&done), code));
    }
    let (said, lines) = match &done {
        Replay::Same { files } => {
            let said = match terminal.lang {
                Lang::Zh => format!("{files} 个文件，逐字节相同"),
                Lang::En => format!("the same {files} files, byte for byte"),
            };
            (said, &Vec::new())
        }
        Replay::Inputs { differ } => {
            let said = terminal.say(
                "无法重做：所依据的数据或规则已不同",
                "it cannot be done again: what went into it is not the same",
            );
            (said.to_owned(), differ)
        }
        Replay::Files { differ } => {
            let said = terminal
                .say("数据和规则相同，但以下文件不同", "the same went into it, and these files are others");
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
        eprintln!(
            "{}: {}",
            harmless(fingerprint),
            terminal.say("没有这条线索", "no run of this job made such a finding")
        );
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
        "found" => terminal.say("命中", "found").to_owned(),
        other => labels::of_gone(other, terminal.lang).to_owned(),
    };
    let runs = told.iter().map(|(run_id, as_of, own)| vec![as_of.clone(), state(own), run_id.clone()]);
    let heads = [
        terminal.say("日期", "day"),
        terminal.say("状态", "what was said"),
        terminal.say("批次或来源", "run or source"),
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
    let say = |zh, en| terminal.say(zh, en);
    text.push_str(&format!(
        "{} +{} −{}\n",
        say("疑似户", "suspect cards"),
        own.cards_in.len(),
        own.cards_out.len()
    ));
    if !own.rules.is_empty() {
        let rows: Vec<_> = own
            .rules
            .iter()
            .map(|rule| vec![rule.rule.clone(), rule.before.clone(), rule.after.clone()])
            .collect();
        let heads = [say("有变化的规则", "rules that differ"), say("之前", "before"), say("之后", "after")];
        text.push('\n');
        text.push_str(&text_table(&heads, &rows));
    }
    for (title, counts) in
        [(say("按规则", "by rule"), &own.by_rule), (say("按乡镇", "by township"), &own.by_township)]
    {
        let rows: Vec<_> = counts
            .iter()
            .map(|(name, count)| {
                let numbers = [count.came, count.went, count.changed].map(|number| number.to_string());
                std::iter::once(harmless(name)).chain(numbers).collect()
            })
            .collect();
        if !rows.is_empty() {
            let heads = [title, say("新增", "in"), say("消失", "out"), say("有变化", "changed")];
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
            say("户编号", "household"),
            say("乡镇", "township"),
            say("行政村", "village"),
            say("规则", "rule"),
            say("变化", "change"),
            say("原因", "why"),
        ];
        text.push('\n');
        text.push_str(&text_table(&heads, &rows));
    }
    text
}
