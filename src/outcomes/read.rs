//! Filled-in lists read as departments' files are: workbooks or CSV, title lines, any encoding.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::delivery::{DeliveredFile, Delivery};
use crate::diagnostic::{Diagnostic, nearest};
use crate::domain::{Lang, Outcome, Reason};
use crate::ingest::{self, IngestError, LineKind};
use crate::schema::{Column, ColumnKind, Schema, UNREADABLE, is_unread};
use crate::table::{TableError, cell_text, integers, texts};
use crate::words::{self, said, word};

/// A file of outcomes lacks a column that says what was decided, or for which finding.
const COLUMN_MISSING: &str = "E0611";
/// An outcome or a reason that is none of the known ones.
const UNKNOWN_WORD: &str = "E0612";
/// A line says what was decided, and not for which finding.
const NO_FINDING: &str = "E0613";
/// A day that cannot be read, or that is still to come.
const WRONG_DAY: &str = "E0614";
/// A household is retained, and nothing says why.
const NO_REASON: &str = "E0615";
/// A line of the file cannot be read.
const REJECTED: &str = "E0618";

/// One filled-in line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledLine {
    /// The file and line, as a person knows them.
    pub file: String,
    pub line: u64,
    pub fingerprint: Option<String>,
    pub household_id: Option<String>,
    pub rule: Option<String>,
    pub said: Said,
    pub run_id: Option<String>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub outcome: Outcome,
    /// A code of [`Reason`], where it is a known one.
    pub reason: Option<String>,
    pub note: Option<String>,
    pub visited_on: Option<NaiveDate>,
    pub visited_by: Option<String>,
    pub until: Option<NaiveDate>,
}

/// What a file of outcomes holds.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    pub lines: Vec<FilledLine>,
    /// Lines in which no outcome was written.
    pub empty: u64,
    /// Lines that cannot be used, each with its place, and what else is worth saying.
    pub problems: Vec<Diagnostic>,
}

/// Why a file could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Ingestion(#[from] IngestError),
    #[error(transparent)]
    Table(#[from] TableError),
}

/// The columns with their headers; the first of each is the one to show.
const COLUMNS: &[(&str, ColumnKind, &[&str])] = &[
    ("fingerprint", ColumnKind::Text, &["线索编号", "fingerprint", "finding"]),
    ("household_id", ColumnKind::Text, &["户编号", "household_id"]),
    ("rule", ColumnKind::Text, &["规则编号", "rule"]),
    ("outcome", ColumnKind::Text, &["核查结果", "处理结果", "结果", "outcome"]),
    ("reason", ColumnKind::Text, &["保留理由", "理由", "原因", "reason"]),
    ("note", ColumnKind::Text, &["说明", "备注", "note"]),
    ("visited_on", ColumnKind::Date, &["核查日期", "入户日期", "visited_on", "visited on"]),
    ("visited_by", ColumnKind::Text, &["核查人", "核查员", "visited_by", "visited by"]),
    ("until", ColumnKind::Date, &["有效期至", "until"]),
    ("run_id", ColumnKind::Text, &["批次", "run_id"]),
];

/// Reads a filled-in list; `today` is the last day on which a visit can have been.
///
/// # Errors
/// The file cannot be read at all; lines that cannot be used are among the problems.
pub fn read_filled(path: &Path, today: NaiveDate) -> Result<Filled, ReadError> {
    let ingested = ingest::read(&delivery(path))?;
    let shown = path.display().to_string();
    // The sheet of a list that says how to fill it in.
    let covers = [Lang::Zh, Lang::En].map(|lang| format!("#{}", word!(lang, "cover-sheet")));
    let of_cover = |warning: &Diagnostic| {
        warning.file_and_line().0.is_some_and(|file| covers.iter().any(|cover| file.ends_with(cover)))
    };
    let problems = ingested.warnings.into_iter().filter(|warning| !of_cover(warning)).collect();
    let mut filled = Filled { problems, ..Filled::default() };
    let lacking = &ingested.counts.undelivered;
    let lacks = |names: &[&str]| names.iter().all(|name| lacking.contains(*name));
    if lacks(&["outcome"]) || lacks(&["fingerprint", "household_id"]) {
        filled.problems.push(column_missing(&shown, lacks(&["outcome"])));
        return Ok(filled);
    }
    // A workbook has sheets to read beside the one to fill in: a cover, the records.
    let is_list = |table: &str| {
        let lacking = ingested.counts.lacking.get(table);
        let lacks = |name: &str| lacking.is_some_and(|lacking| lacking.contains(name));
        !(lacks("outcome") || lacks("fingerprint") && lacks("household_id"))
    };
    // Titles and blank lines are no records; a line that was rejected may hold an outcome.
    let rejected = ingested.rejects.iter().filter(|reject| reject.kind == LineKind::Rejected);
    filled.problems.extend(rejected.filter(|reject| is_list(&reject.file)).map(|reject| {
        Diagnostic::error(REJECTED, said!("line-cannot-be-read", why = reject.reason.clone()))
            .in_file(reject.file.clone(), Some(reject.row))
    }));
    let table = &ingested.table;
    let unread = texts(table, UNREADABLE)?;
    let column = |name: &str| {
        let values = table.column(name).map_err(TableError::from)?.as_materialized_series();
        Ok::<Vec<_>, TableError>(values.iter().map(|value| cell_text(&value)).collect())
    };
    let mut cells = std::collections::BTreeMap::new();
    for (name, ..) in COLUMNS {
        cells.insert(*name, column(name)?);
    }
    let (tables, lines) = (texts(table, "source_file")?, integers(table, "source_row")?);
    for row in 0..table.height() {
        let of_table = tables.get(row).unwrap_or(&shown).to_owned();
        if !is_list(&of_table) {
            continue;
        }
        let cell = |name: &str| {
            let cell = cells.get(name)?.get(row)?.as_deref()?.trim();
            (!cell.is_empty()).then(|| cell.to_owned())
        };
        let line = lines.get(row).and_then(|line| u64::try_from(line).ok()).unwrap_or_default();
        let place = |problem: Diagnostic| problem.in_file(of_table.clone(), Some(line));
        let Some(outcome) = cell("outcome") else {
            // Lines about the household itself ask for none.
            filled.empty += u64::from(cell("fingerprint").is_some() || cell("household_id").is_some());
            continue;
        };
        let written = Written {
            outcome: &outcome,
            reason: cell("reason"),
            note: cell("note"),
            visited_on: day(cell("visited_on"), is_unread(unread.get(row), "visited_on")),
            visited_by: cell("visited_by"),
            until: day(cell("until"), is_unread(unread.get(row), "until")),
        };
        let (fingerprint, household_id) = (cell("fingerprint"), cell("household_id"));
        let mut problems = Vec::new();
        if fingerprint.is_none() && household_id.is_none() {
            problems.push(Diagnostic::error(NO_FINDING, said!("outcome-of-no-finding")));
        }
        let said = said(written, today).map_err(|found| problems.extend(found)).ok();
        match said.filter(|_| problems.is_empty()) {
            Some(said) => filled.lines.push(FilledLine {
                file: of_table.clone(),
                line,
                fingerprint,
                household_id,
                rule: cell("rule"),
                said,
                run_id: cell("run_id"),
            }),
            None => filled.problems.extend(problems.into_iter().map(place)),
        }
    }
    Ok(filled)
}

/// A day as it stands in a cell: none, one, or one that cannot be read.
fn day(cell: Option<String>, unread: bool) -> Result<Option<NaiveDate>, ()> {
    match cell {
        _ if unread => Err(()),
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| ()),
    }
}

/// What somebody wrote, in a list or behind options.
#[derive(Debug)]
pub struct Written<'a> {
    pub outcome: &'a str,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub visited_on: Result<Option<NaiveDate>, ()>,
    pub visited_by: Option<String>,
    pub until: Result<Option<NaiveDate>, ()>,
}

/// What was decided, or everything that keeps it from being recorded.
pub fn said(written: Written<'_>, today: NaiveDate) -> Result<Said, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let outcome = Outcome::of_wording(written.outcome);
    if outcome.is_none() {
        let known = Outcome::ALL.iter().map(|outcome| outcome.as_str());
        problems.push(unknown_word(said!("is-no-outcome", word = written.outcome), written.outcome, known));
    }
    // A reason may stand behind the outcome: 保留（挂名）.
    let in_brackets =
        written.outcome.split_once(['（', '(']).map(|(_, rest)| rest.trim_end_matches(['）', ')']));
    let in_brackets = in_brackets.filter(|word| Reason::of_wording(word).is_some()).map(str::to_owned);
    let reason = written.reason.or(in_brackets);
    let known_reason = reason.as_deref().map(Reason::of_wording);
    if let (Some(None), Some(word)) = (&known_reason, &reason) {
        let known = Reason::ALL.iter().map(|reason| reason.as_str());
        problems.push(unknown_word(said!("is-no-reason", word), word, known));
    }
    if outcome == Some(Outcome::Retained) && reason.is_none() && written.note.is_none() {
        problems.push(Diagnostic::error(NO_REASON, said!("retained-without-reason")));
    }
    let mut checked = |day: Result<Option<NaiveDate>, ()>, message: words::Said| {
        day.unwrap_or_else(|()| {
            problems.push(Diagnostic::error(WRONG_DAY, message));
            None
        })
    };
    let visited_on = checked(written.visited_on, said!("day-of-visit-unreadable"));
    let until = checked(written.until, said!("day-until-unreadable"));
    if let Some(day) = visited_on.filter(|day| *day > today) {
        problems.push(Diagnostic::error(WRONG_DAY, said!("visit-still-to-come", day = day.to_string())));
    }
    if let Some((visited, until)) = visited_on.zip(until).filter(|(visited, until)| until < visited) {
        let (visited, until) = (visited.to_string(), until.to_string());
        problems.push(Diagnostic::error(WRONG_DAY, said!("holds-until-before", visited, until)));
    }
    let Some(outcome) = outcome.filter(|_| problems.is_empty()) else { return Err(problems) };
    let reason = known_reason.flatten().map(|reason| reason.to_string());
    Ok(Said { outcome, reason, note: written.note, visited_on, visited_by: written.visited_by, until })
}

fn unknown_word<'a>(message: words::Said, word: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: BTreeSet<_> = known.collect();
    let question = nearest(word, known.iter().copied()).map(|near| said!("did-you-mean-before", near));
    let known = known.iter().copied().collect::<Vec<_>>().join(", ");
    Diagnostic::error(UNKNOWN_WORD, message).help(said!("known-after-question", question, known))
}

fn column_missing(shown: &str, outcome: bool) -> Diagnostic {
    let message = if outcome { said!("no-column-of-outcomes") } else { said!("no-column-of-findings") };
    Diagnostic::error(COLUMN_MISSING, message).in_file(shown, None)
}

fn delivery(path: &Path) -> Delivery {
    let column = |(name, kind, headers): &(&str, ColumnKind, &[&str])| {
        let titles = headers.iter().map(|header| (*header).to_owned());
        Column {
            title: headers.first().copied().unwrap_or(name).to_owned(),
            aliases: titles.collect(),
            ..Column::of_kind(name, *kind)
        }
    };
    let shown = path.display().to_string();
    let schema = Schema {
        name: "outcomes".to_owned(),
        title: "核查结果".to_owned(),
        department: String::new(),
        subjects: Vec::new(),
        asset: Vec::new(),
        columns: COLUMNS.iter().map(column).collect(),
        copy_of: None,
        digest: String::new(),
    };
    let file = DeliveredFile { path: path.to_owned(), shown: shown.clone() };
    Delivery::new(shown, Arc::new(schema), vec![file])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Filled {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("核查.csv");
        std::fs::write(&path, text).unwrap();
        read_filled(&path, NaiveDate::from_ymd_opt(2017, 9, 30).unwrap()).unwrap()
    }

    fn codes(filled: &Filled) -> Vec<(&'static str, Option<u64>)> {
        filled.problems.iter().map(|problem| (problem.code, problem.file_and_line().1)).collect()
    }

    #[test]
    fn a_list_is_read_as_a_person_fills_it_in() {
        let filled = read(
            "前村核查名单,,,,\n线索编号,核查结果,理由,核查日期,核查人\nf1,剔除（错评）,,2017年9月3日,李\nf2,保留,挂名,2017/9/4,李\n\
             f3,,,,\nf4,保留（已售未过户）,,2017-09-04,",
        );
        assert!(filled.problems.is_empty(), "{:?}", filled.problems);
        let lines: Vec<_> = filled
            .lines
            .iter()
            .map(|own| {
                let Said { outcome, reason, visited_on, .. } = &own.said;
                let reason = reason.as_deref().unwrap_or("-");
                format!(
                    "{} {} {outcome} {reason} {}",
                    own.line,
                    own.fingerprint.as_deref().unwrap(),
                    visited_on.unwrap()
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                "3 f1 removed - 2017-09-03",
                "4 f2 retained nominal_holder 2017-09-04",
                "6 f4 retained sold_not_transferred 2017-09-04"
            ]
        );
        assert_eq!(filled.empty, 1);
    }

    #[test]
    fn each_line_that_cannot_be_used_says_where_and_why_and_the_rest_goes_on() {
        let filled = read(
            "fingerprint,outcome,reason,visited_on,until\nf1,remvoed,,,\nf2,retained,,,\n,removed,,,\nf3,removed,,2018-01-01,\n\
             f4,removed,,abc,\nf5,retained,nominal_holder,2017-09-03,2017-09-01\nf6,retained,strange,,\nf7,removed,,2017-09-03,",
        );
        let expected = [
            ("E0612", Some(2)),
            ("E0615", Some(3)),
            ("E0613", Some(4)),
            ("E0614", Some(5)),
            ("E0614", Some(6)),
            ("E0614", Some(7)),
            ("E0612", Some(8)),
        ];
        assert_eq!(codes(&filled), expected);
        assert_eq!(filled.lines.len(), 1);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_said_and_not_passed_over() {
        let filled = read(
            "fingerprint,outcome,visited_on\nf1,removed,2017-09-03,too,many,fields\nf2,removed,2017-09-03",
        );
        assert_eq!(codes(&filled), [("E0618", Some(2))]);
        assert_eq!(filled.lines.len(), 1);
    }

    #[test]
    fn a_file_without_outcomes_is_refused_in_words() {
        assert_eq!(codes(&read("线索编号,姓名\nf1,张三")), [("E0611", None)]);
        assert_eq!(codes(&read("姓名,核查结果\n张三,剔除")), [("E0611", None)]);
    }
}
