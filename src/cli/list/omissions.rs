//! `bidui list --omissions`: the people whom a published run found left out, filtered.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::ExitCode;
use super::super::args::ListArguments;
use super::super::terminal::Terminal;
use super::Failure;
use super::filter::{Filter, chosen, of_place};
use super::listed::{Column, Listed, count, hand_over, in_order, text};
use crate::domain::Change;
use crate::labels::{self, Lang};
use crate::read_back::{self, OmissionLine};
use crate::words::phrase;

pub(super) fn answer(
    arguments: &ListArguments,
    dir: &Path,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let (run_id, omissions) = (read_back::read_manifest(dir)?.run_id, read_back::read_omissions(dir)?);
    let chosen = chosen(&omissions, filters(arguments), |line| &line.first_seen, arguments, terminal);
    let (found, filter) = chosen.ok_or(Failure::Usage)?;
    let found = in_order(found, arguments, terminal)?;
    let registers: BTreeSet<_> = found.iter().map(|line| &line.register_id).collect();
    let (people, registers) = (found.len(), registers.len());
    eprintln!("{}", phrase!(terminal.lang, "list-of-omissions", run_id, people, registers, filter));
    hand_over(&found, arguments, terminal)
}

fn filters(arguments: &ListArguments) -> Vec<Filter<OmissionLine>> {
    let mut filters = of_place(arguments);
    filters.extend([
        Filter::of("rule", &arguments.rule, |line: &OmissionLine| line.rule.clone()),
        Filter::of("change", &arguments.change, |line: &OmissionLine| line.change.clone())
            .of_words(Change::ALL.iter().map(|value| value.as_str()).collect()),
    ]);
    filters
}

impl Listed for OmissionLine {
    const NAME: &'static str = "omissions";
    const COLUMNS: &'static [Column] = &[
        text("township"),
        text("village"),
        text("name"),
        text("person_id_masked"),
        text("rule"),
        text("status"),
        text("register_id"),
        count("people"),
        text("relatives"),
        text("household_id"),
        count("records"),
        text("total"),
        text("change"),
        text("first_seen"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.township.clone(),
            self.village.clone(),
            self.name.clone(),
            self.person_id_masked.clone(),
            self.rule.clone(),
            self.status.clone(),
            self.register_id.clone(),
            self.people.to_string(),
            self.relatives.join(";"),
            self.household_id.join(";"),
            self.records.to_string(),
            self.total.clone(),
            self.change.clone(),
            self.first_seen.clone(),
        ]
    }

    fn whose(&self) -> [&str; 3] {
        [&self.township, &self.village, &self.register_id]
    }

    fn in_words(&self, lang: Lang) -> Vec<String> {
        let mut line = self.clone();
        line.status = labels::of_rule_status(&line.status, lang).to_owned();
        line.change = labels::of_change(&line.change, lang).to_owned();
        line.cells()
    }
}
