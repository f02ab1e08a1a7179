//! A list that is asked for: put in order, rendered for programs or for people, and handed over.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::args::{ListArguments, ListFormat};
use super::super::rules::{Meant, meant};
use super::super::terminal::{Terminal, harmless, text_table};
use super::super::{ExitCode, print_data};
use super::Failure;
use super::filter::no_such_value;
use crate::labels::Lang;
use crate::publish::{self, ListColumn, PublishError};
use crate::words::{label, translated, word};

/// A column of a list.
pub(super) struct Column {
    pub name: &'static str,
    /// Whether it is a count.
    pub number: bool,
    /// Whether it is shown where nobody asks for columns; a workbook shows all.
    pub usual: bool,
}

/// A column of texts.
pub(super) const fn text(name: &'static str) -> Column {
    Column { name, number: false, usual: true }
}

/// A column of counts.
pub(super) const fn count(name: &'static str) -> Column {
    Column { name, number: true, usual: true }
}

/// A column that only a workbook shows unless it is asked for.
pub(super) const fn long(name: &'static str) -> Column {
    Column { name, number: false, usual: false }
}

/// A line of a list.
pub(super) trait Listed: serde::Serialize {
    /// As the catalogues name it and its columns.
    const NAME: &'static str;
    const COLUMNS: &'static [Column];

    /// What stands in each column.
    fn cells(&self) -> Vec<String>;

    /// The same for people, in the words of a language.
    fn in_words(&self, lang: Lang) -> Vec<String>;

    /// Township, village, and the household in it.
    fn whose(&self) -> [&str; 3];

    /// The column of evidence for a reader of a workbook, where there is one.
    fn evidence(&self, _names: &Names, _lang: Lang) -> Option<String> {
        None
    }
}

/// What a column is called in this list, or in any.
fn title<L: Listed>(column: &Column, lang: Lang) -> &'static str {
    label("listed", &format!("{}-{}", L::NAME, column.name), lang)
        .or_else(|| label("listed", column.name, lang))
        .unwrap_or(column.name)
}

/// What rules and extracts are called in a workbook.
#[derive(Debug, Default)]
pub(super) struct Names {
    rules: BTreeMap<String, String>,
    extracts: BTreeMap<String, String>,
}

impl Names {
    /// As the job has them, or the built-in rules where a run is named without its job.
    fn of(arguments: &ListArguments, terminal: &Terminal) -> Result<Self, Failure> {
        let path = arguments.job.clone().unwrap_or_else(|| "job.toml".into());
        let job = Some(path.as_path()).filter(|_| arguments.run.is_none());
        let Meant { rules, schemas, .. } = meant(&[], job, terminal).ok_or(Failure::MustFix)?;
        let lang = terminal.documents;
        Ok(Self {
            rules: rules
                .into_iter()
                .map(|rule| (rule.id, translated(&rule.title, lang).to_owned()))
                .collect(),
            extracts: schemas
                .into_iter()
                .map(|(name, schema)| (name, translated(&schema.title, lang).to_owned()))
                .collect(),
        })
    }

    /// What an extract is called; of one that nobody knows, its own name.
    pub(super) fn extract<'a>(&'a self, name: &'a str) -> &'a str {
        self.extracts.get(name).map_or(name, String::as_str)
    }

    /// Puts them into the columns that name rules and extracts.
    fn put_into(&self, cells: &mut [String], columns: &[Column]) {
        for (cell, column) in cells.iter_mut().zip(columns) {
            let titles = match column.name {
                "rule" => &self.rules,
                "extract" => &self.extracts,
                _ => continue,
            };
            if let Some(title) = titles.get(cell.as_str()) {
                cell.clone_from(title);
            }
        }
    }
}

/// Puts lines in order and takes the first households of each village, as far as that was asked for; nothing where a
/// column is named that the list does not have, which is said.
pub(super) fn in_order<'a, L: Listed>(
    mut found: Vec<&'a L>,
    arguments: &ListArguments,
    terminal: &Terminal,
) -> Result<Vec<&'a L>, Failure> {
    let mut sort = arguments.sort.clone();
    let ranked = L::COLUMNS.iter().any(|column| column.name == "rank");
    if sort.is_empty() && arguments.top.is_some() && ranked {
        sort.push("rank".to_owned());
    }
    let mut keys = Vec::new();
    for wanted in &sort {
        let (name, descending) =
            wanted.strip_prefix('-').map_or((wanted.as_str(), false), |name| (name, true));
        keys.push((column_at::<L>("sort", name, terminal)?, descending));
    }
    if !keys.is_empty() {
        let mut with_cells: Vec<_> = found.into_iter().map(|line| (line.cells(), line)).collect();
        with_cells.sort_by(|(a, _), (b, _)| {
            let of_key = |(at, descending): &(usize, bool)| {
                let order = compare(a.get(*at), b.get(*at));
                if *descending { order.reverse() } else { order }
            };
            keys.iter().map(of_key).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        found = with_cells.into_iter().map(|(_, line)| line).collect();
    }
    if let Some(top) = arguments.top {
        let mut taken: BTreeMap<[&str; 2], BTreeSet<&str>> = BTreeMap::new();
        found.retain(|line| {
            let [township, village, household] = line.whose();
            let of_village = taken.entry([township, village]).or_default();
            of_village.contains(household) || of_village.len() < top && of_village.insert(household)
        });
    }
    Ok(found)
}

/// Numbers by size, and before what is none; everything else as text. Empty cells come last.
fn compare(a: Option<&String>, b: Option<&String>) -> Ordering {
    let (a, b) = (a.map_or("", String::as_str), b.map_or("", String::as_str));
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => a.total_cmp(&b),
        _ => a.is_empty().cmp(&b.is_empty()).then_with(|| a.cmp(b)),
    }
}

fn column_at<L: Listed>(option: &str, name: &str, terminal: &Terminal) -> Result<usize, Failure> {
    L::COLUMNS
        .iter()
        .position(|column| {
            column.name == name || [Lang::Zh, Lang::En].map(|lang| title::<L>(column, lang)).contains(&name)
        })
        .ok_or_else(|| {
            let known = L::COLUMNS.iter().map(|column| column.name.to_owned()).collect();
            eprintln!("{}", no_such_value(option, name, &known, terminal));
            Failure::Usage
        })
}

/// Writes what was asked for to its file, or to standard output.
pub(super) fn hand_over<L: Listed>(
    found: &[&L],
    arguments: &ListArguments,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let output = arguments.output.as_deref();
    let format = match arguments.format {
        Some(format) => format,
        None => format_of(output, terminal)?,
    };
    let is_workbook = matches!(format, ListFormat::Xlsx);
    if is_workbook
        && output.is_none()
        && terminal.cannot_show("xlsx", word!(terminal.lang, "a-workbook-to-show"))
    {
        return Err(Failure::Usage);
    }
    let mut columns = Vec::new();
    for name in &arguments.columns {
        columns.push(column_at::<L>("columns", name, terminal)?);
    }
    if columns.is_empty() {
        let shown = |column: &Column| column.usual || is_workbook;
        columns = (0..).zip(L::COLUMNS).filter(|(_, column)| shown(column)).map(|(at, _)| at).collect();
    }
    let names = if is_workbook { Names::of(arguments, terminal)? } else { Names::default() };
    let bytes = rendered(found, &columns, format, output.is_none(), &names, terminal)?;
    match output {
        Some(path) => {
            publish::write_list(path, &bytes)?;
            eprintln!("{} {}", word!(terminal.lang, "written-to"), path.display());
        }
        None => print_data(&bytes).map_err(Failure::Printing)?,
    }
    Ok(ExitCode::Done)
}

/// By the ending of the file's name; an ending that means nothing is more likely mistyped.
fn format_of(output: Option<&Path>, terminal: &Terminal) -> Result<ListFormat, Failure> {
    let Some(path) = output else { return Ok(ListFormat::Table) };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    match ending.as_str() {
        "csv" => Ok(ListFormat::Csv),
        "xlsx" => Ok(ListFormat::Xlsx),
        "json" => Ok(ListFormat::Json),
        "txt" => Ok(ListFormat::Table),
        _ => {
            let what = word!(terminal.lang, "how-to-end-the-name");
            eprintln!("-o {}: {what}", path.display());
            Err(Failure::Usage)
        }
    }
}

fn rendered<L: Listed>(
    found: &[&L],
    columns: &[usize],
    format: ListFormat,
    on_terminal: bool,
    names: &Names,
    terminal: &Terminal,
) -> Result<Vec<u8>, PublishError> {
    let chosen = || columns.iter().filter_map(|at| L::COLUMNS.get(*at));
    let only = |cells: Vec<String>| -> Vec<String> {
        columns.iter().map(|at| cells.get(*at).cloned().unwrap_or_default()).collect()
    };
    match format {
        ListFormat::Csv => {
            let names: Vec<_> = chosen().map(|column| column.name).collect();
            publish::csv_of(&names, &found.iter().map(|line| only(line.cells())).collect::<Vec<_>>())
        }
        ListFormat::Xlsx => {
            let lang = terminal.documents;
            let columns: Vec<_> =
                chosen().map(|own| ListColumn { title: title::<L>(own, lang), number: own.number }).collect();
            let named = |line: &&L| {
                let mut cells = line.in_words(lang);
                names.put_into(&mut cells, L::COLUMNS);
                let at = L::COLUMNS.iter().position(|column| column.name == "evidence");
                if let (Some(cell), Some(own)) =
                    (at.and_then(|at| cells.get_mut(at)), line.evidence(names, lang))
                {
                    *cell = own;
                }
                only(cells)
            };
            let rows: Vec<_> = found.iter().map(named).collect();
            publish::workbook_of(label("list", L::NAME, lang).unwrap_or(L::NAME), &columns, &rows, lang)
        }
        ListFormat::Json => {
            let mut bytes =
                serde_json::to_vec_pretty(found).map_err(|error| PublishError::format("the list", error))?;
            bytes.push(b'\n');
            Ok(bytes)
        }
        ListFormat::Table => {
            let head = |column: &Column| {
                if on_terminal {
                    match terminal.lang {
                        Lang::Zh => title::<L>(column, Lang::Zh),
                        Lang::En => column.name,
                    }
                } else {
                    column.name
                }
            };
            let heads: Vec<_> = chosen().map(head).collect();
            let rows: Vec<_> = found.iter().map(|line| only(harmless_cells(*line, terminal))).collect();
            Ok(text_table(&heads, &rows).into_bytes())
        }
    }
}

/// Nothing that steers the terminal.
fn harmless_cells(line: &impl Listed, terminal: &Terminal) -> Vec<String> {
    line.in_words(terminal.lang).iter().map(|cell| harmless(cell)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::FindingLine;

    const EN: Terminal = Terminal::plain(Lang::En);

    #[test]
    fn the_ending_of_the_file_tells_the_format_and_an_unknown_one_is_refused() {
        let format = |path: Option<&str>| format_of(path.map(Path::new), &EN).ok();
        assert_eq!(format(Some("a/b.xlsx")), Some(ListFormat::Xlsx));
        assert_eq!(format(Some("a/b.CSV")), Some(ListFormat::Csv));
        assert_eq!((format(Some("a/b.xls")), format(Some("list"))), (None, None));
        assert_eq!(format(None), Some(ListFormat::Table));
    }

    #[test]
    fn what_came_from_a_delivered_file_cannot_steer_the_terminal() {
        let line = FindingLine { township: "\u{1b}[2J".to_owned(), ..FindingLine::default() };
        assert_eq!(harmless_cells(&line, &EN)[1], "\u{fffd}[2J");
    }

    #[test]
    fn numbers_are_in_order_of_size_and_what_is_empty_comes_last() {
        let order = |a: &str, b: &str| compare(Some(&a.to_owned()), Some(&b.to_owned()));
        assert_eq!(
            (order("9", "10"), order("b", "a"), order("", "1")),
            (Ordering::Less, Ordering::Greater, Ordering::Greater)
        );
    }
}
