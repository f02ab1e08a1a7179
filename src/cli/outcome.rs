//! `bidui outcome`: what came of visits, recorded, imported and counted.

use chrono::{Local, NaiveDate};

use super::ExitCode;
use super::args::{ImportArguments, MessageFormat, OutcomeCommand, RecordArguments};
use super::history::{JobHistory, answered};
use super::terminal::{Terminal, harmless};
use crate::diagnostic::Diagnostic;
use crate::ingest::IngestError;
use crate::labels;
use crate::outcomes::{self, FilledLine, ReadError, Said, Written};
use crate::store::{Conflict, NewOutcome, Recorded, Stored};
use crate::words::{phrase, said, word};

/// No run of the job made such a finding.
const NO_SUCH_FINDING: &str = "E0616";
/// Another outcome of the same visit is kept.
const CONFLICT: &str = "E0617";

pub fn answer(command: &OutcomeCommand, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let done = match command {
        OutcomeCommand::Import(arguments) => import(arguments, terminal),
        OutcomeCommand::Record(arguments) => record(arguments, terminal),
        OutcomeCommand::Stats(arguments) => return super::outcome_stats::answer(arguments, terminal),
    };
    match done {
        Ok(code) | Err(code) => Ok(code),
    }
}

/// What was counted.
#[derive(Debug, Default, serde::Serialize)]
struct Counts {
    recorded: u64,
    known: u64,
    empty: u64,
    undated: u64,
    refused: u64,
    conflicts: Vec<Conflict>,
}

fn record(arguments: &RecordArguments, terminal: &Terminal) -> Result<ExitCode, ExitCode> {
    let mut history = JobHistory::open(&arguments.history, terminal)?;
    let today = Local::now().date_naive();
    let written = Written {
        outcome: &arguments.outcome,
        reason: arguments.reason.clone(),
        note: arguments.note.clone(),
        visited_on: Ok(Some(arguments.visited_on.unwrap_or(today))),
        visited_by: arguments.visited_by.clone(),
        until: Ok(arguments.until),
    };
    let said = outcomes::said(written, today).map_err(|problems| {
        super::print_problems(&problems, terminal);
        ExitCode::MustFix
    })?;
    let new = new_outcome(&arguments.fingerprint, &said, None, "record".to_owned());
    let (counts, problems) =
        write(&mut history, &[(new, None)], arguments.accept_conflicts, today, terminal)?;
    Ok(say(&counts, &problems, MessageFormat::Text, terminal))
}

fn import(arguments: &ImportArguments, terminal: &Terminal) -> Result<ExitCode, ExitCode> {
    let mut history = JobHistory::open(&arguments.history, terminal)?;
    let today = Local::now().date_naive();
    let (mut new, mut problems, mut empty) = (Vec::new(), Vec::new(), 0);
    let known = answered(history.store.findings(&history.job.name, &history.series), terminal)?;
    for file in &arguments.files {
        let filled = match outcomes::read_filled(file, today) {
            Ok(filled) => filled,
            Err(ReadError::Ingestion(IngestError::Delivery(found))) => {
                problems.extend(found);
                continue;
            }
            Err(error) => {
                eprintln!("{}{error}", word!(terminal.lang, "the-machine-failed"));
                return Err(ExitCode::Machine);
            }
        };
        empty += filled.empty;
        problems.extend(filled.problems);
        for line in filled.lines {
            let place = (line.file.clone(), line.line);
            let meant = fingerprints(&line, &known);
            if meant.is_empty() {
                problems.push(no_such_finding(Some(&place)));
            }
            let source = format!("{}:{}", line.file, line.line);
            let of = |fingerprint: String| {
                let new = new_outcome(&fingerprint, &line.said, line.run_id.clone(), source.clone());
                (new, Some(place.clone()))
            };
            new.extend(meant.into_iter().map(of));
        }
    }
    let (mut counts, found) = write(&mut history, &new, arguments.accept_conflicts, today, terminal)?;
    problems.extend(found);
    counts.empty = empty;
    counts.refused = problems.iter().filter(|problem| problem.is_error()).count() as u64;
    Ok(say(&counts, &problems, arguments.format, terminal))
}

/// The findings that a line is about: the one it names, those of a household and rule, or all of a household that make
/// it a suspect.
fn fingerprints(line: &FilledLine, known: &[crate::store::FindingState]) -> Vec<String> {
    if let Some(fingerprint) = &line.fingerprint {
        return vec![fingerprint.clone()];
    }
    let Some(household) = &line.household_id else { return Vec::new() };
    let of_household = known.iter().filter(|own| own.household_id == *household);
    let meant = of_household.filter(|own| match &line.rule {
        Some(rule) => own.rule == *rule,
        None => own.makes_suspect && own.stands(),
    });
    meant.map(|own| own.fingerprint.clone()).collect()
}

fn new_outcome(fingerprint: &str, said: &Said, run_id: Option<String>, source: String) -> NewOutcome {
    NewOutcome {
        fingerprint: fingerprint.to_owned(),
        outcome: said.outcome.to_string(),
        reason: said.reason.clone(),
        note: said.note.clone(),
        visited_on: said.visited_on.map(|day| day.to_string()),
        visited_by: said.visited_by.clone(),
        until: said.until.map(|day| day.to_string()),
        run_id,
        source,
    }
}

type Place = (String, u64);

fn write(
    history: &mut JobHistory,
    new: &[(NewOutcome, Option<Place>)],
    accept_conflicts: bool,
    today: NaiveDate,
    terminal: &Terminal,
) -> Result<(Counts, Vec<Diagnostic>), ExitCode> {
    let all: Vec<_> = new.iter().map(|(new, _)| new.clone()).collect();
    let JobHistory { job, store, at, who, .. } = history;
    let act = crate::store::Act { at, who };
    let how = Stored { job: &job.name, act, today: &today.to_string(), accept_conflicts };
    let recorded = answered(store.record_outcomes(&how, &all), terminal)?;
    let (mut counts, mut problems) = (Counts::default(), Vec::new());
    for ((new, place), recorded) in new.iter().zip(recorded) {
        match recorded {
            Recorded::New(_) => {
                counts.recorded += 1;
                counts.undated += u64::from(new.visited_on.is_none());
            }
            Recorded::Known => counts.known += 1,
            Recorded::NoSuchFinding => problems.push(no_such_finding(place.as_ref())),
            Recorded::Conflicting(conflict) => {
                problems.push(conflicting(&conflict, place.as_ref(), terminal));
                counts.conflicts.push(*conflict);
            }
        }
    }
    Ok((counts, problems))
}

fn no_such_finding(place: Option<&Place>) -> Diagnostic {
    in_place(Diagnostic::error(NO_SUCH_FINDING, said!("no-such-finding")), place)
}

/// Both, side by side.
fn conflicting(own: &Conflict, place: Option<&Place>, terminal: &Terminal) -> Diagnostic {
    let said = |outcome: &str, reason: Option<&String>, until: Option<&String>| {
        let reason = reason.map(|reason| terminal.lang.in_brackets(labels::of_reason(reason, terminal.lang)));
        let until = until.map(|until| format!(" {} {until}", word!(terminal.lang, "until")));
        format!(
            "{}{}{}",
            labels::of_outcome(outcome, terminal.lang),
            reason.unwrap_or_default(),
            until.unwrap_or_default()
        )
    };
    let (new, kept) = (&own.new, &own.kept);
    let kept_said = said(&kept.outcome, kept.reason.as_ref(), kept.until.as_ref());
    let new_said = said(&new.outcome, new.reason.as_ref(), new.until.as_ref());
    let (day, source, by) = (&kept.visited_on, harmless(&kept.source), harmless(&kept.recorded_by));
    let finding = &kept.fingerprint;
    let message = said!("two-outcomes", day, finding, kept = kept_said, source, by, new = new_said);
    let problem = Diagnostic::error(CONFLICT, message);
    in_place(problem, place)
}

fn in_place(problem: Diagnostic, place: Option<&Place>) -> Diagnostic {
    match place {
        Some((file, line)) => problem.in_file(file.clone(), Some(*line)),
        None => problem,
    }
}

fn say(counts: &Counts, problems: &[Diagnostic], format: MessageFormat, terminal: &Terminal) -> ExitCode {
    super::print_problems(problems, terminal);
    let &Counts { recorded, known, empty, undated, .. } = counts;
    let refused = problems.iter().filter(|problem| problem.is_error()).count();
    let text = match format {
        MessageFormat::Json => super::json_line(counts),
        MessageFormat::Text => {
            let undated = match undated {
                0 => String::new(),
                count => phrase!(terminal.lang, "import-undated", count),
            };
            phrase!(terminal.lang, "import-counts", recorded, undated, known, empty, refused)
        }
    };
    if super::print_data(text.as_bytes()).is_err() {
        return ExitCode::Machine;
    }
    if refused > 0 { ExitCode::MustFix } else { ExitCode::Done }
}
