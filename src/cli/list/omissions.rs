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
    match terminal.lang {
        Lang::Zh => eprintln!("批次 {run_id}：漏评线索 {people} 人次，{registers} 个户口簿；{filter}"),
        Lang::En => eprintln!(
            "run {run_id}: {people} people left out (person × rule), of {registers} registers; {filter}"
        ),
    }
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
    const TITLE: &'static str = "漏评";
    const COLUMNS: &'static [Column] = &[
        text("township", "乡镇"),
        text("village", "行政村"),
        text("name", "姓名"),
        text("person_id_masked", "证件号"),
        text("rule", "规则"),
        text("status", "规则状态"),
        text("register_id", "户号"),
        count("people", "户口簿人数"),
        text("relatives", "同户在册"),
        text("household_id", "在册户编号"),
        count("records", "记录"),
        text("total", "合计"),
        text("change", "变化"),
        text("first_seen", "首次发现"),
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
