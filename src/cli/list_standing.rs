//! `bidui list --standing`: what earlier runs found and the last one could not look at, filtered.

use std::collections::BTreeSet;
use std::path::Path;

use super::ExitCode;
use super::args::ListArguments;
use super::listed::{Filter, Listed, chosen, filters_in_words, hand_over};
use super::terminal::Terminal;
use crate::labels::{self, Lang};
use crate::read_back::{self, StandingLine};

/// Answers for the runs in a folder.
pub(super) fn answer(arguments: &ListArguments, out: &Path, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let read = read_back::run_in(out)
        .and_then(|dir| Ok((read_back::read_manifest(&dir)?.run_id, read_back::read_standing(&dir)?)));
    let (run_id, standing) = match read {
        Ok(read) => read,
        Err(error) => return Ok(super::say_publish_error(&error, terminal)),
    };
    let any =
        |option, wanted: &[String], value| Filter { option, wanted: wanted.to_vec(), value, known: None };
    let all = [
        any("township", &arguments.township, |line: &StandingLine| line.township.clone()),
        any("village", &arguments.village, |line| line.village.clone()),
        any("rule", &arguments.rule, |line| line.rule.clone()),
    ];
    let filters: Vec<_> = all.into_iter().filter(|filter| !filter.wanted.is_empty()).collect();
    let Some(found) = chosen(&standing, &filters, terminal) else { return Ok(ExitCode::Usage) };
    let cards: BTreeSet<_> = found.iter().map(|line| &line.household_id).collect();
    let (cards, findings, filter) = (cards.len(), found.len(), filters_in_words(&filters, terminal));
    match terminal.lang {
        Lang::Zh => eprintln!("批次 {run_id}：{cards} 户、{findings} 条命中本次未能核对，仍然有效；{filter}"),
        Lang::En => {
            eprintln!(
                "run {run_id}: {findings} findings of {cards} cards could not be looked at and stand; {filter}"
            );
        }
    }
    hand_over(&found, arguments, terminal)
}

impl Listed for StandingLine {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("household_id", "户编号"),
        ("township", "乡镇"),
        ("village", "行政村"),
        ("head_name", "户主"),
        ("rule", "规则"),
        ("condition", "条件"),
        ("status", "规则状态"),
        ("confidence", "把握"),
        ("first_seen", "首次发现"),
        ("last_confirmed", "上次确认"),
        ("cause", "未能核对的原因"),
        ("last_outcome", "核查结果"),
        ("fingerprint", "线索编号"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.household_id.clone(),
            self.township.clone(),
            self.village.clone(),
            self.head_name.clone(),
            self.rule.clone(),
            self.condition.map(|number| number.to_string()).unwrap_or_default(),
            self.status.clone(),
            self.confidence.clone(),
            self.first_seen.clone(),
            self.last_confirmed.clone(),
            if self.cause.is_empty() { self.why.clone() } else { self.cause.clone() },
            self.last_outcome.clone(),
            self.fingerprint.clone(),
        ]
    }

    fn in_words(&self, terminal: &Terminal) -> Vec<String> {
        let lang = terminal.lang;
        let mut line = self.clone();
        line.status = labels::of_rule_status(&line.status, lang).to_owned();
        line.confidence = labels::of_confidence(&line.confidence, lang).to_owned();
        line.cause = labels::of_cause(if line.cause.is_empty() { &line.why } else { &line.cause }, lang);
        line.last_outcome = labels::of_outcome(&line.last_outcome, lang).to_owned();
        line.cells()
    }
}
