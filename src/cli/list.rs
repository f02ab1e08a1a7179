//! `bidui list`: the findings of a published run, filtered.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::Local;

use super::ExitCode;
use super::args::{ListArguments, ListFormat};
use super::terminal::{Terminal, harmless, text_table};
use crate::diagnostic::{Diagnostic, nearest, whatever_was_read};
use crate::domain::{Change, Confidence};
use crate::job::Job;
use crate::labels;
use crate::publish::{self, PublishError};
use crate::read_back::{self, FindingLine};

const COLUMNS: &[&str] = &[
    "household_id",
    "township",
    "village",
    "head_name",
    "rule",
    "condition",
    "severity",
    "status",
    "confidence",
    "persons",
    "records",
    "exempt",
    "change",
    "first_seen",
];

/// `bidui list`.
pub fn answer(arguments: &ListArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let out = match where_runs_are(arguments.job.as_deref(), arguments.run.as_deref()) {
        Ok(out) => out,
        Err(problems) => {
            super::print_problems(&problems, terminal);
            return Ok(ExitCode::MustFix);
        }
    };
    if arguments.omissions {
        return super::list_omissions::answer(arguments, &out, terminal);
    }
    let listing = match read_back::run_in(&out).and_then(|dir| read_back::read_listing(&dir)) {
        Ok(listing) => listing,
        Err(error) => return Ok(super::say_publish_error(&error, terminal)),
    };
    let filters = filters(arguments);
    let unknown: Vec<_> =
        filters.iter().flat_map(|filter| filter.unknown(&listing.findings, terminal)).collect();
    if !unknown.is_empty() {
        for message in unknown {
            eprintln!("{message}");
        }
        return Ok(ExitCode::Usage);
    }
    let found: Vec<_> =
        listing.findings.iter().filter(|line| filters.iter().all(|filter| filter.passes(line))).collect();
    say_how_many(&found, &listing.manifest.run_id, &filters, terminal);

    let format = arguments.format.unwrap_or_else(|| format_of(arguments.output.as_deref()));
    let bytes = rendered(&found, format, arguments.output.is_none(), terminal);
    hand_over(bytes, arguments.output.as_deref(), terminal)
}

/// Writes what was asked for to its file, or to standard output.
pub(super) fn hand_over(
    bytes: Result<Vec<u8>, PublishError>,
    output: Option<&Path>,
    terminal: &Terminal,
) -> anyhow::Result<ExitCode> {
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return Ok(super::say_publish_error(&error, terminal)),
    };
    match output {
        Some(path) => {
            if let Err(error) = publish::write_list(path, &bytes) {
                return Ok(super::say_publish_error(&error, terminal));
            }
            eprintln!("{} {}", terminal.say("已写入", "written to"), path.display());
        }
        None => super::print_data(&bytes)?,
    }
    Ok(ExitCode::Done)
}

/// The folder of runs that is meant: the one named, or that of a job, by default of `job.toml`.
pub(super) fn where_runs_are(job: Option<&Path>, run: Option<&Path>) -> Result<PathBuf, Vec<Diagnostic>> {
    if let Some(run) = run {
        return Ok(run.to_owned());
    }
    let path = job.map_or_else(|| PathBuf::from("job.toml"), Path::to_owned);
    let (job, mut problems) = whatever_was_read(Job::read(&path, Local::now().date_naive()));
    problems.retain(Diagnostic::is_error);
    job.map(|job| job.output).ok_or(problems)
}

/// One option, with the values it lets pass; any of them will do.
pub(super) struct Filter<L> {
    pub option: &'static str,
    pub wanted: Vec<String>,
    pub value: fn(&L) -> String,
    /// All values there can be; where nothing is fixed, those of the run.
    pub known: Option<Vec<&'static str>>,
}

fn filters(arguments: &ListArguments) -> Vec<Filter<FindingLine>> {
    let spellings = |all: &[Confidence]| all.iter().map(|value| value.as_str()).collect::<Vec<_>>();
    let changes = Change::ALL.iter().map(|value| value.as_str()).collect();
    let conditions = arguments.condition.iter().map(u8::to_string).collect();
    let all: [Filter<FindingLine>; 6] = [
        Filter {
            option: "township",
            wanted: arguments.township.clone(),
            value: |line| line.township.clone(),
            known: None,
        },
        Filter {
            option: "village",
            wanted: arguments.village.clone(),
            value: |line| line.village.clone(),
            known: None,
        },
        Filter {
            option: "rule",
            wanted: arguments.rule.clone(),
            value: |line| line.rule.clone(),
            known: None,
        },
        Filter {
            option: "condition",
            wanted: conditions,
            value: |line| line.condition.map(|number| number.to_string()).unwrap_or_default(),
            known: Some(vec!["1", "2", "3", "4", "5", "6"]),
        },
        Filter {
            option: "change",
            wanted: arguments.change.clone(),
            value: |line| line.change.clone(),
            known: Some(changes),
        },
        Filter {
            option: "confidence",
            wanted: arguments.confidence.clone(),
            value: |line| line.confidence.clone(),
            known: Some(spellings(Confidence::ALL)),
        },
    ];
    all.into_iter().filter(|filter| !filter.wanted.is_empty()).collect()
}

impl<L> Filter<L> {
    pub(super) fn passes(&self, line: &L) -> bool {
        self.wanted.contains(&(self.value)(line))
    }

    /// A value that stands for nothing is more likely mistyped than meant.
    pub(super) fn unknown(&self, lines: &[L], terminal: &Terminal) -> Vec<String> {
        let known: BTreeSet<String> = match &self.known {
            Some(known) => known.iter().map(|value| (*value).to_owned()).collect(),
            None => lines.iter().map(self.value).collect(),
        };
        let mut messages = Vec::new();
        for wanted in self.wanted.iter().filter(|wanted| !known.contains(*wanted)) {
            let mut message = format!(
                "--{} {}: {}",
                self.option,
                harmless(wanted),
                terminal.say("这次比对的结果里没有这个值", "nothing in this run has this value")
            );
            if let Some(near) = nearest(wanted, known.iter().map(String::as_str)) {
                message.push_str(&match terminal.lang {
                    labels::Lang::Zh => format!("；您是不是要找 {}？", harmless(near)),
                    labels::Lang::En => format!("; did you mean {}?", harmless(near)),
                });
            }
            let all: Vec<_> =
                known.iter().filter(|value| !value.is_empty()).map(|value| harmless(value)).collect();
            message.push_str(&format!("\n  {} {}", terminal.say("可用：", "known:"), all.join(" ")));
            messages.push(message);
        }
        messages
    }

    pub(super) fn in_words(&self) -> String {
        format!("{} = {}", self.option, self.wanted.join(" | "))
    }
}

fn say_how_many(found: &[&FindingLine], run_id: &str, filters: &[Filter<FindingLine>], terminal: &Terminal) {
    let cards: BTreeSet<_> = found.iter().map(|line| &line.household_id).collect();
    let suspects: BTreeSet<_> =
        found.iter().filter(|line| line.suspect).map(|line| &line.household_id).collect();
    let filter = filters_in_words(filters, terminal);
    let (cards, suspects, findings) = (cards.len(), suspects.len(), found.len());
    let experimental = match found.iter().filter(|line| line.status == "experimental").count() {
        0 => String::new(),
        count => match terminal.lang {
            labels::Lang::Zh => format!("，其中试行规则 {count} 条，不产生疑似户"),
            labels::Lang::En => format!(", {count} of them of experimental rules, which make no suspect"),
        },
    };
    match terminal.lang {
        labels::Lang::Zh => {
            eprintln!(
                "批次 {run_id}：{cards} 户（其中疑似户 {suspects} 户），命中 {findings} 条{experimental}；{filter}"
            );
        }
        labels::Lang::En => {
            eprintln!(
                "run {run_id}: {cards} cards ({suspects} suspects), {findings} findings{experimental}; {filter}"
            );
        }
    }
}

pub(super) fn filters_in_words<L>(filters: &[Filter<L>], terminal: &Terminal) -> String {
    if filters.is_empty() {
        return terminal.say("无筛选条件", "no filter").to_owned();
    }
    filters.iter().map(Filter::in_words).collect::<Vec<_>>().join(", ")
}

pub(super) fn format_of(output: Option<&Path>) -> ListFormat {
    match output.and_then(Path::extension).and_then(|ending| ending.to_str()) {
        Some("csv") => ListFormat::Csv,
        Some("xlsx") => ListFormat::Xlsx,
        Some("json") => ListFormat::Json,
        _ => ListFormat::Table,
    }
}

fn rendered(
    found: &[&FindingLine],
    format: ListFormat,
    on_terminal: bool,
    terminal: &Terminal,
) -> Result<Vec<u8>, PublishError> {
    let rows: Vec<_> = found.iter().map(|line| cells(line)).collect();
    match format {
        ListFormat::Csv => publish::csv_of(COLUMNS, &rows),
        ListFormat::Xlsx => publish::workbook_of(COLUMNS, &rows),
        ListFormat::Json => {
            let mut bytes =
                serde_json::to_vec_pretty(found).map_err(|error| PublishError::format("the list", error))?;
            bytes.push(b'\n');
            Ok(bytes)
        }
        ListFormat::Table => {
            let rows: Vec<_> = found.iter().map(|line| cells_in_words(line, terminal)).collect();
            let heads = if on_terminal { heads(terminal) } else { COLUMNS.to_vec() };
            Ok(text_table(&heads, &rows).into_bytes())
        }
    }
}

fn heads(terminal: &Terminal) -> Vec<&'static str> {
    let zh = [
        "户编号",
        "乡镇",
        "行政村",
        "户主",
        "规则",
        "条件",
        "性质",
        "规则状态",
        "把握",
        "人数",
        "记录",
        "豁免",
        "变化",
        "首次发现",
    ];
    COLUMNS.iter().zip(zh).map(|(en, zh)| terminal.say(zh, en)).collect()
}

fn cells(line: &FindingLine) -> Vec<String> {
    vec![
        line.household_id.clone(),
        line.township.clone(),
        line.village.clone(),
        line.head_name.clone(),
        line.rule.clone(),
        line.condition.map(|number| number.to_string()).unwrap_or_default(),
        line.severity.clone(),
        line.status.clone(),
        line.confidence.clone(),
        line.persons.to_string(),
        line.records.to_string(),
        line.exempt.to_string(),
        line.change.clone(),
        line.first_seen.clone(),
    ]
}

/// The same for people: words in their language, nothing that steers the terminal.
fn cells_in_words(line: &FindingLine, terminal: &Terminal) -> Vec<String> {
    let mut line = line.clone();
    line.confidence = labels::of_confidence(&line.confidence, terminal.lang).to_owned();
    line.severity = labels::of_severity(&line.severity, terminal.lang).to_owned();
    line.status = labels::of_rule_status(&line.status, terminal.lang).to_owned();
    line.change = labels::of_change(&line.change, terminal.lang).to_owned();
    let exempt = if line.exempt { terminal.say("是", "yes") } else { "" };
    let mut cells = cells(&line);
    if let Some(cell) = cells.get_mut(11) {
        *cell = exempt.to_owned();
    }
    cells.iter().map(|cell| harmless(cell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Lang;

    const EN: Terminal = Terminal { lang: Lang::En, color: false, watched: false };

    fn line(township: &str) -> FindingLine {
        FindingLine { township: township.to_owned(), condition: Some(4), ..FindingLine::default() }
    }

    #[test]
    fn a_mistyped_township_is_answered_with_the_one_meant_and_the_ones_there_are() {
        let township = Filter::<FindingLine> {
            option: "township",
            wanted: vec!["刘八里镇".to_owned()],
            value: |line| line.township.clone(),
            known: None,
        };
        let messages = township.unknown(&[line("刘八里乡"), line("南皮镇")], &EN);
        let [message] = messages.as_slice() else { panic!("one message") };
        assert!(message.contains("did you mean 刘八里乡?") && message.contains("南皮镇"), "{message}");
    }

    #[test]
    fn the_ending_of_the_file_tells_the_format() {
        assert_eq!(format_of(Some(Path::new("a/b.xlsx"))), ListFormat::Xlsx);
        assert_eq!(format_of(None), ListFormat::Table);
    }

    #[test]
    fn what_came_from_a_delivered_file_cannot_steer_the_terminal() {
        let cells = cells_in_words(&line("\u{1b}[2J"), &EN);
        assert_eq!(cells[1], "\u{fffd}[2J");
    }
}
