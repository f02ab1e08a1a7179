//! `bidui outcome stats`: what the visits say of rules, sources, methods and townships.

use std::collections::BTreeMap;

use super::ExitCode;
use super::args::{MessageFormat, StatsArguments};
use super::history::{JobHistory, answered};
use super::terminal::{Terminal, harmless, text_table};
use crate::domain::{Outcome, Share};
use crate::labels::{self, Lang};
use crate::outcomes::{Group, Households, Seen, Statistics, spot_checks, statistics};
use crate::spot_check::{Visit, words};
use crate::store::{FindingState, OutcomeRecord};
use crate::words::word;

pub fn answer(arguments: &StatsArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let text = read(arguments, terminal).map(|statistics| match arguments.format {
        MessageFormat::Json => super::json_line(&statistics),
        MessageFormat::Text => tables(&statistics, terminal),
    });
    super::print_answer(text)
}

fn read(arguments: &StatsArguments, terminal: &Terminal) -> Result<Statistics, ExitCode> {
    let mut history = JobHistory::open(&arguments.history, terminal)?;
    let outcomes = answered(history.store.current_outcomes(&history.job.name), terminal)?;
    let draws = answered(history.store.draws(&history.job.name), terminal)?;
    let draws: Vec<_> = draws.into_iter().map(|own| own.draw).collect();
    let findings = answered(history.store.findings(&history.job.name, &history.series), terminal)?;
    let seen: Vec<_> = findings.into_iter().map(|own| seen(own, &outcomes)).collect();
    let visit = |fingerprint: &str| {
        let own = outcomes.get(fingerprint)?;
        Some(Visit { outcome: Outcome::parse(&own.outcome)?, day: own.visited_on.clone() })
    };
    let spot_checks = spot_checks(&draws, &seen, visit);
    Ok(Statistics { spot_checks, ..statistics(&seen) })
}

fn seen(own: FindingState, outcomes: &BTreeMap<String, OutcomeRecord>) -> Seen {
    let outcome = outcomes.get(&own.fingerprint).and_then(|outcome| {
        let day = outcome.visited_on.parse().ok()?;
        Some((Outcome::parse(&outcome.outcome)?, outcome.reason.clone(), day))
    });
    Seen {
        household_id: own.household_id,
        township: own.township,
        rule: own.rule,
        extract: own.extract,
        methods: own.methods.split(';').filter(|method| !method.is_empty()).map(str::to_owned).collect(),
        first_seen: own.first_seen.parse().ok(),
        made_suspect: own.makes_suspect,
        outcome,
    }
}

/// The whole answer.
fn tables(own: &Statistics, terminal: &Terminal) -> String {
    let Households { found, visited, by_outcome, retained_by_reason } = &own.households;
    let sentence = labels::outcome_sentence(*found, *visited, by_outcome, retained_by_reason, terminal.lang);
    let mut text = harmless(&sentence) + "\n";
    let parts = [
        (word!(terminal.lang, "by-rule"), &own.by_rule),
        (word!(terminal.lang, "by-source"), &own.by_source),
        (word!(terminal.lang, "by-method"), &own.by_method),
        (word!(terminal.lang, "by-township"), &own.by_township),
    ];
    // Only a method has a name in words.
    let name = |name: &str| harmless(labels::of_method(name, terminal.lang));
    for (title, groups) in parts {
        if groups.is_empty() {
            continue;
        }
        let heads = [
            title,
            word!(terminal.lang, "found"),
            word!(terminal.lang, "visited"),
            word!(terminal.lang, "removed"),
            word!(terminal.lang, "right"),
            word!(terminal.lang, "retained"),
            word!(terminal.lang, "disputed"),
            word!(terminal.lang, "not-met"),
            word!(terminal.lang, "column-precision"),
            word!(terminal.lang, "days"),
            word!(terminal.lang, "reasons"),
        ];
        let rows: Vec<_> = groups.iter().map(|group| row(group, name(&group.name), terminal.lang)).collect();
        text.push('\n');
        text.push_str(&text_table(&heads, &rows));
    }
    for own in &own.spot_checks {
        text.push_str(&format!("\n{}\n", words::sentence(own, terminal.lang)));
        let heads = [
            word!(terminal.lang, "column-estimated"),
            word!(terminal.lang, "column-are"),
            word!(terminal.lang, "column-of"),
            word!(terminal.lang, "villages"),
            word!(terminal.lang, "column-share"),
            word!(terminal.lang, "column-households"),
        ];
        let rates = words::rows(own, terminal.lang);
        if !rates.is_empty() {
            text.push_str(&text_table(&heads, &rates));
        }
    }
    text
}

fn row(own: &Group, name: String, lang: Lang) -> Vec<String> {
    let counts =
        [own.found, own.visited, own.removed, own.right, own.retained, own.disputed, own.unreachable];
    let counts = counts.map(|count| count.to_string());
    let rest = [
        own.precision.map(share).unwrap_or_default(),
        own.median_days.map(|days| days.to_string()).unwrap_or_default(),
        harmless(&labels::reasons(&own.retained_by_reason, lang)),
    ];
    std::iter::once(name).chain(counts).chain(rest).collect()
}

/// `67 % (21–94)`
fn share(own: Share) -> String {
    let percent = |share: f64| (share * 100.0).round();
    format!("{} % ({}–{})", percent(own.value), percent(own.low), percent(own.high))
}
