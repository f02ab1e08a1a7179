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
        (terminal.say("按规则", "by rule"), &own.by_rule),
        (terminal.say("按数据源", "by source"), &own.by_source),
        (terminal.say("按关联方法", "by method"), &own.by_method),
        (terminal.say("按乡镇", "by township"), &own.by_township),
    ];
    // Only a method has a name in words.
    let name = |name: &str| harmless(labels::of_method(name, terminal.lang));
    for (title, groups) in parts {
        if groups.is_empty() {
            continue;
        }
        let heads = [
            title,
            terminal.say("线索", "found"),
            terminal.say("已核查", "visited"),
            terminal.say("剔除", "removed"),
            terminal.say("属实", "right"),
            terminal.say("保留", "retained"),
            terminal.say("申诉", "disputed"),
            terminal.say("未能核实", "not met"),
            terminal.say("属实率（95% 区间）", "precision (95 %)"),
            terminal.say("天数", "days"),
            terminal.say("保留理由", "reasons"),
        ];
        let rows: Vec<_> = groups.iter().map(|group| row(group, name(&group.name), terminal.lang)).collect();
        text.push('\n');
        text.push_str(&text_table(&heads, &rows));
    }
    for own in &own.spot_checks {
        text.push_str(&format!("\n{}\n", words::sentence(own, terminal.lang)));
        let heads = [
            terminal.say("抽查估计", "estimated"),
            terminal.say("是", "are"),
            terminal.say("核实", "of"),
            terminal.say("村", "villages"),
            terminal.say("比例（95% 区间）", "share (95 %)"),
            terminal.say("折合户数", "households"),
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
