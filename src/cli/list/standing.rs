//! `bidui list --standing`: what earlier runs found and the last one could not look at, filtered.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::ExitCode;
use super::super::args::ListArguments;
use super::super::terminal::Terminal;
use super::Failure;
use super::filter::{Filter, chosen, of_place};
use super::listed::{Column, Listed, count, hand_over, in_order, text};
use crate::labels::{self, Lang};
use crate::read_back::{self, StandingLine};
use crate::words::phrase;

pub(super) fn answer(
    arguments: &ListArguments,
    dir: &Path,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let (run_id, standing) = (read_back::read_manifest(dir)?.run_id, read_back::read_standing(dir)?);
    let mut filters = of_place::<StandingLine>(arguments);
    filters.extend([Filter::of("rule", &arguments.rule, |line: &StandingLine| line.rule.clone())]);
    let chosen = chosen(&standing, filters, |line| &line.first_seen, arguments, terminal);
    let (found, filter) = chosen.ok_or(Failure::Usage)?;
    let found = in_order(found, arguments, terminal)?;
    let cards: BTreeSet<_> = found.iter().map(|line| &line.household_id).collect();
    let (cards, findings) = (cards.len(), found.len());
    eprintln!("{}", phrase!(terminal.lang, "list-of-standing", run_id, findings, cards, filter));
    hand_over(&found, arguments, terminal)
}

impl Listed for StandingLine {
    const NAME: &'static str = "standing";
    const COLUMNS: &'static [Column] = &[
        text("household_id"),
        text("township"),
        text("village"),
        text("head_name"),
        text("rule"),
        count("condition"),
        text("status"),
        text("confidence"),
        text("first_seen"),
        text("last_confirmed"),
        text("cause"),
        text("last_outcome"),
        text("fingerprint"),
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

    fn whose(&self) -> [&str; 3] {
        [&self.township, &self.village, &self.household_id]
    }

    fn in_words(&self, lang: Lang) -> Vec<String> {
        let mut line = self.clone();
        line.status = labels::of_rule_status(&line.status, lang).to_owned();
        line.confidence = labels::of_confidence(&line.confidence, lang).to_owned();
        line.cause = labels::of_cause(if line.cause.is_empty() { &line.why } else { &line.cause }, lang);
        line.last_outcome = labels::of_outcome(&line.last_outcome, lang).to_owned();
        line.cells()
    }
}
