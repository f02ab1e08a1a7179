//! `bidui list --omissions`: the people whom a published run found left out, filtered.

use std::collections::BTreeSet;
use std::path::Path;

use super::ExitCode;
use super::args::ListArguments;
use super::listed::{Filter, Listed, chosen, filters_in_words, hand_over};
use super::terminal::Terminal;
use crate::domain::Change;
use crate::labels::{self, Lang};
use crate::read_back::{self, OmissionLine};

/// Answers for the runs in a folder.
pub(super) fn answer(arguments: &ListArguments, out: &Path, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let read = read_back::run_in(out)
        .and_then(|dir| Ok((read_back::read_manifest(&dir)?.run_id, read_back::read_omissions(&dir)?)));
    let (run_id, omissions) = match read {
        Ok(read) => read,
        Err(error) => return Ok(super::say_publish_error(&error, terminal)),
    };
    let filters = filters(arguments);
    let Some(found) = chosen(&omissions, &filters, terminal) else { return Ok(ExitCode::Usage) };
    let registers: BTreeSet<_> = found.iter().map(|line| &line.register_id).collect();
    let (people, registers, filter) = (found.len(), registers.len(), filters_in_words(&filters, terminal));
    match terminal.lang {
        Lang::Zh => eprintln!("批次 {run_id}：漏评线索 {people} 人次，{registers} 个户口簿；{filter}"),
        Lang::En => eprintln!(
            "run {run_id}: {people} people left out (person × rule), of {registers} registers; {filter}"
        ),
    }
    hand_over(&found, arguments, terminal)
}

fn filters(arguments: &ListArguments) -> Vec<Filter<OmissionLine>> {
    let changes = Change::ALL.iter().map(|value| value.as_str()).collect();
    let any =
        |option, wanted: &[String], value| Filter { option, wanted: wanted.to_vec(), value, known: None };
    let all = [
        any("township", &arguments.township, |line: &OmissionLine| line.township.clone()),
        any("village", &arguments.village, |line| line.village.clone()),
        any("rule", &arguments.rule, |line| line.rule.clone()),
        Filter { known: Some(changes), ..any("change", &arguments.change, |line| line.change.clone()) },
    ];
    all.into_iter().filter(|filter| !filter.wanted.is_empty()).collect()
}

impl Listed for OmissionLine {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("township", "乡镇"),
        ("village", "行政村"),
        ("name", "姓名"),
        ("person_id_masked", "证件号"),
        ("rule", "规则"),
        ("status", "规则状态"),
        ("register_id", "户号"),
        ("people", "户口簿人数"),
        ("relatives", "同户在册"),
        ("household_id", "在册户编号"),
        ("records", "记录"),
        ("total", "合计"),
        ("change", "变化"),
        ("first_seen", "首次发现"),
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

    fn in_words(&self, terminal: &Terminal) -> Vec<String> {
        let mut line = self.clone();
        line.status = labels::of_rule_status(&line.status, terminal.lang).to_owned();
        line.change = labels::of_change(&line.change, terminal.lang).to_owned();
        line.cells()
    }
}
