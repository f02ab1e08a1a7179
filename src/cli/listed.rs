//! A list that is asked for: filtered by options, rendered for programs or for people, and handed over.

use std::collections::BTreeSet;
use std::path::Path;

use super::ExitCode;
use super::args::{ListArguments, ListFormat};
use super::terminal::{Terminal, harmless, text_table};
use crate::diagnostic::nearest;
use crate::labels;
use crate::publish::{self, PublishError};

/// A line of a list.
pub(super) trait Listed: serde::Serialize {
    /// Columns with their Chinese heads.
    const COLUMNS: &'static [(&'static str, &'static str)];

    /// What stands in each column.
    fn cells(&self) -> Vec<String>;

    /// The same for people, in the words of their language.
    fn in_words(&self, terminal: &Terminal) -> Vec<String>;
}

/// One option, with the values it lets pass; any of them will do.
pub(super) struct Filter<L> {
    pub option: &'static str,
    pub wanted: Vec<String>,
    pub value: fn(&L) -> String,
    /// All values there can be; where nothing is fixed, those of the run.
    pub known: Option<Vec<&'static str>>,
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

/// The lines that pass all filters; nothing where a filter has a value that stands for nothing, which is said.
pub(super) fn chosen<'a, L>(
    lines: &'a [L],
    filters: &[Filter<L>],
    terminal: &Terminal,
) -> Option<Vec<&'a L>> {
    let unknown: Vec<_> = filters.iter().flat_map(|filter| filter.unknown(lines, terminal)).collect();
    for message in &unknown {
        eprintln!("{message}");
    }
    let passes = |line: &&L| filters.iter().all(|filter| filter.passes(line));
    unknown.is_empty().then(|| lines.iter().filter(passes).collect())
}

pub(super) fn filters_in_words<L>(filters: &[Filter<L>], terminal: &Terminal) -> String {
    if filters.is_empty() {
        return terminal.say("无筛选条件", "no filter").to_owned();
    }
    filters.iter().map(Filter::in_words).collect::<Vec<_>>().join(", ")
}

/// Writes what was asked for to its file, or to standard output.
pub(super) fn hand_over(
    found: &[&impl Listed],
    arguments: &ListArguments,
    terminal: &Terminal,
) -> anyhow::Result<ExitCode> {
    let output = arguments.output.as_deref();
    let format = arguments.format.unwrap_or_else(|| format_of(output));
    let bytes = match rendered(found, format, output.is_none(), terminal) {
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

fn format_of(output: Option<&Path>) -> ListFormat {
    match output.and_then(Path::extension).and_then(|ending| ending.to_str()) {
        Some("csv") => ListFormat::Csv,
        Some("xlsx") => ListFormat::Xlsx,
        Some("json") => ListFormat::Json,
        _ => ListFormat::Table,
    }
}

fn rendered<L: Listed>(
    found: &[&L],
    format: ListFormat,
    on_terminal: bool,
    terminal: &Terminal,
) -> Result<Vec<u8>, PublishError> {
    let names: Vec<_> = L::COLUMNS.iter().map(|(name, _)| *name).collect();
    let rows = || found.iter().map(|line| line.cells()).collect::<Vec<_>>();
    match format {
        ListFormat::Csv => publish::csv_of(&names, &rows()),
        ListFormat::Xlsx => publish::workbook_of(&names, &rows()),
        ListFormat::Json => {
            let mut bytes =
                serde_json::to_vec_pretty(found).map_err(|error| PublishError::format("the list", error))?;
            bytes.push(b'\n');
            Ok(bytes)
        }
        ListFormat::Table => {
            let heads = L::COLUMNS.iter().map(|(en, zh)| if on_terminal { terminal.say(zh, en) } else { en });
            let rows: Vec<_> = found.iter().map(|line| harmless_cells(*line, terminal)).collect();
            Ok(text_table(&heads.collect::<Vec<_>>(), &rows).into_bytes())
        }
    }
}

/// Nothing that steers the terminal.
fn harmless_cells(line: &impl Listed, terminal: &Terminal) -> Vec<String> {
    line.in_words(terminal).iter().map(|cell| harmless(cell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Lang;
    use crate::read_back::FindingLine;

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
        let cells = harmless_cells(&line("\u{1b}[2J"), &EN);
        assert_eq!(cells[1], "\u{fffd}[2J");
    }
}
