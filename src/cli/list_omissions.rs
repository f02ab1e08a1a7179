//! `bidui list --omissions`: the people whom a published run found left out, filtered.

use std::collections::BTreeSet;
use std::path::Path;

use super::ExitCode;
use super::args::{ListArguments, ListFormat};
use super::list::{Filter, filters_in_words, format_of, hand_over};
use super::terminal::{Terminal, harmless, text_table};
use crate::domain::Change;
use crate::labels::{self, Lang};
use crate::publish::{self, PublishError};
use crate::read_back::{self, OmissionLine};

/// Columns with their Chinese heads.
const COLUMNS: &[(&str, &str)] = &[
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

/// Answers for the runs in a folder.
pub(super) fn answer(arguments: &ListArguments, out: &Path, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let read = read_back::run_in(out)
        .and_then(|dir| Ok((read_back::read_manifest(&dir)?.run_id, read_back::read_omissions(&dir)?)));
    let (run_id, omissions) = match read {
        Ok(read) => read,
        Err(error) => return Ok(super::say_publish_error(&error, terminal)),
    };
    let filters = filters(arguments);
    let unknown: Vec<_> = filters.iter().flat_map(|filter| filter.unknown(&omissions, terminal)).collect();
    if !unknown.is_empty() {
        for message in unknown {
            eprintln!("{message}");
        }
        return Ok(ExitCode::Usage);
    }
    let found: Vec<_> =
        omissions.iter().filter(|line| filters.iter().all(|filter| filter.passes(line))).collect();
    let registers: BTreeSet<_> = found.iter().map(|line| &line.register_id).collect();
    let (people, registers, filter) = (found.len(), registers.len(), filters_in_words(&filters, terminal));
    match terminal.lang {
        Lang::Zh => eprintln!("批次 {run_id}：漏评线索 {people} 人次，{registers} 个户口簿；{filter}"),
        Lang::En => eprintln!(
            "run {run_id}: {people} people left out (person × rule), of {registers} registers; {filter}"
        ),
    }
    let format = arguments.format.unwrap_or_else(|| format_of(arguments.output.as_deref()));
    let bytes = rendered(&found, format, arguments.output.is_none(), terminal);
    hand_over(bytes, arguments.output.as_deref(), terminal)
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

fn rendered(
    found: &[&OmissionLine],
    format: ListFormat,
    on_terminal: bool,
    terminal: &Terminal,
) -> Result<Vec<u8>, PublishError> {
    let names: Vec<_> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let rows: Vec<_> = found.iter().map(|line| cells(line)).collect();
    match format {
        ListFormat::Csv => publish::csv_of(&names, &rows),
        ListFormat::Xlsx => publish::workbook_of(&names, &rows),
        ListFormat::Json => {
            let mut bytes =
                serde_json::to_vec_pretty(found).map_err(|error| PublishError::format("the list", error))?;
            bytes.push(b'\n');
            Ok(bytes)
        }
        ListFormat::Table => {
            let heads = COLUMNS.iter().map(|(en, zh)| if on_terminal { terminal.say(zh, en) } else { en });
            let rows: Vec<_> = found.iter().map(|line| cells_in_words(line, terminal)).collect();
            Ok(text_table(&heads.collect::<Vec<_>>(), &rows).into_bytes())
        }
    }
}

fn cells(line: &OmissionLine) -> Vec<String> {
    vec![
        line.township.clone(),
        line.village.clone(),
        line.name.clone(),
        line.person_id_masked.clone(),
        line.rule.clone(),
        line.status.clone(),
        line.register_id.clone(),
        line.people.to_string(),
        line.relatives.join(";"),
        line.household_id.join(";"),
        line.records.to_string(),
        line.total.clone(),
        line.change.clone(),
        line.first_seen.clone(),
    ]
}

/// The same for people: words in their language, nothing that steers the terminal.
fn cells_in_words(line: &OmissionLine, terminal: &Terminal) -> Vec<String> {
    let mut line = line.clone();
    line.status = labels::of_rule_status(&line.status, terminal.lang).to_owned();
    line.change = labels::of_change(&line.change, terminal.lang).to_owned();
    cells(&line).iter().map(|cell| harmless(cell)).collect()
}
