//! The two tables read as departments' files are: encoding, title lines, workbooks and all.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::Question;
use super::question::{Columns, Part};
use crate::delivery::{DeliveredFile, Delivery};
use crate::diagnostic::Diagnostic;
use crate::words::said;

use crate::ingest::{self, IngestError, MAPPED_HEADER_MISSING};
use crate::schema::{Column, ColumnKind, Schema};
use crate::table::{TableError, cell_text, integers};

/// The cells of a table, as far as somebody asks for them.
#[derive(Debug, Default)]
pub struct Cells {
    columns: BTreeMap<String, Vec<Option<String>>>,
    /// 1-based line or row of each in its file.
    pub source_rows: Vec<i64>,
    /// Rows that could not be used.
    pub rejected: u64,
    /// Cells that could not be read as what they are compared as, by column.
    pub unreadable: BTreeMap<String, u64>,
    pub warnings: Vec<Diagnostic>,
}

/// Why a table could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Ingestion(#[from] IngestError),
    #[error(transparent)]
    Table(#[from] TableError),
}

impl Cells {
    #[cfg(test)]
    pub fn new(columns: BTreeMap<String, Vec<Option<String>>>) -> Self {
        let rows = columns.values().next().map_or(0, Vec::len);
        Self { columns, source_rows: (2..).take(rows).collect(), ..Self::default() }
    }

    pub fn rows(&self) -> usize {
        self.source_rows.len()
    }

    /// The cells of a column, by row.
    pub fn of(&self, column: &str) -> &[Option<String>] {
        self.columns.get(column).map_or(&[], Vec::as_slice)
    }
}

/// Reads the columns of a table that a question (`of` gives its columns of this table) and a reader of the answer
/// (`also`) ask for.
pub fn read(
    path: &Path,
    question: &Question,
    of: fn(&Columns) -> &String,
    also: &[&str],
) -> Result<Cells, ReadError> {
    let asked = asked(question, of, also);
    let delivery = delivery(path, &asked);
    let ingested = ingest::read(&delivery).map_err(|error| in_words_of_the_question(error, &asked))?;
    let mut cells = Cells {
        source_rows: integers(&ingested.table, "source_row")?.iter().flatten().collect(),
        rejected: ingested.counts.rows_rejected,
        warnings: ingested.warnings,
        ..Cells::default()
    };
    for (column, (header, _)) in delivery.schema.columns.iter().zip(asked) {
        let values = ingested.table.column(&column.name).map_err(TableError::from)?.as_materialized_series();
        let texts: Vec<_> = values.iter().map(|value| cell_text(&value)).collect();
        if let Some(unreadable) = ingested.counts.cleaning.unreadable.get(&column.name) {
            cells.unreadable.insert(header.clone(), *unreadable);
        }
        cells.columns.insert(header, texts);
    }
    Ok(cells)
}

/// What is wrong with a table, without a job that nobody wrote.
fn in_words_of_the_question(error: IngestError, asked: &BTreeMap<String, ColumnKind>) -> IngestError {
    let IngestError::Delivery(mut problems) = error else { return error };
    for problem in problems.iter_mut().filter(|problem| problem.code == MAPPED_HEADER_MISSING) {
        if let Some(header) = asked.keys().find(|header| problem.message.holds("header", header)) {
            let headers = problem.message.arg("headers");
            let question = problem.message.arg("question");
            problem.message = said!("no-such-column", header, question, headers);
        }
    }
    IngestError::Delivery(problems)
}

/// The columns asked for, each once, and as what it is read: whoever asks for more than a text decides.
fn asked(question: &Question, of: fn(&Columns) -> &String, also: &[&str]) -> BTreeMap<String, ColumnKind> {
    let mut asked = BTreeMap::new();
    let mut ask = |column: &str, kind: ColumnKind| {
        let known = asked.entry(column.to_owned()).or_insert(kind);
        if *known == ColumnKind::Text {
            *known = kind;
        }
    };
    for on in &question.on {
        ask(of(&on.columns), on.by.kind());
    }
    for (columns, part) in question.blocks.iter().flat_map(|block| &block.0) {
        let kind = match part {
            Part::Year | Part::Day => ColumnKind::Date,
            Part::Sound => ColumnKind::Name,
            Part::Whole | Part::First(_) => ColumnKind::Text,
        };
        ask(of(columns), kind);
    }
    also.iter().for_each(|column| ask(column, ColumnKind::Text));
    asked
}

/// A table of these columns and no meaning.
fn delivery(path: &Path, asked: &BTreeMap<String, ColumnKind>) -> Delivery {
    // Names of our own: a header may be called as ingestion calls its own columns.
    let column = |(at, (header, kind)): (usize, (&String, &ColumnKind))| Column {
        title: header.clone(),
        ..Column::of_kind(&format!("column_{at}"), *kind)
    };
    let columns: Vec<_> = asked.iter().enumerate().map(column).collect();
    let mapped = columns.iter().map(|column| (column.name.clone(), vec![column.title.clone()])).collect();
    let shown = path.display().to_string();
    let schema = Schema {
        copy_of: None,
        name: shown.clone(),
        title: shown.clone(),
        department: String::new(),
        subjects: Vec::new(),
        asset: Vec::new(),
        columns,
        digest: String::new(),
    };
    let file = DeliveredFile { path: path.to_owned(), shown: shown.clone() };
    Delivery { columns: mapped, ..Delivery::new(shown, Arc::new(schema), vec![file]) }
}
