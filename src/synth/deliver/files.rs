//! The files that one extract is written to side by side, and the line of each row in them.

use std::fmt::Write as _;
use std::ops::Range;

use rayon::prelude::*;

use crate::standard::citizen_id::Number;
use crate::synth::deliver::columnar::ColumnFile;
use crate::synth::deliver::csv_text::{self, Encoding};
use crate::synth::deliver::folder::{Folder, Out, SynthError};
use crate::synth::deliver::layout::{Files, Handover};
use crate::synth::deliver::window::Rows;
use crate::synth::deliver::workbook::Book;
use crate::synth::dirt::TOTAL_LINE;
use crate::synth::extract::Extract;
use crate::synth::records::sheet::Mark;

/// Rows that are turned into text together.
const ROWS_AT_ONCE: usize = 4_096;
/// The sheet that says how to fill in the others.
const NOTES: &str = "填表说明";

/// Several CSV files, the sheets of a workbook, or one Parquet file.
pub struct FileSet {
    extract: Extract,
    layout: Handover,
    body: Body,
    parts: Vec<Part>,
}

enum Body {
    Csv(Encoding, Vec<Out>),
    Book(Box<Book>),
    Columns(Box<ColumnFile>),
}

/// A file or a sheet, as the truth names it.
#[derive(Debug, Clone)]
struct Part {
    shown: String,
    /// Of the row that comes next, from 1. A Parquet file has its headers apart from its rows.
    line: u64,
    rows: u64,
}

impl FileSet {
    /// Creates the files and writes what stands above the rows. From file to file the dialect turns;
    /// workbooks are numbered from the second.
    pub fn begin(
        extract: Extract,
        layout: Handover,
        folder: &Folder,
        number: usize,
        dialect: usize,
    ) -> Result<Self, SynthError> {
        let stem = extract.stem();
        let mut names = Vec::new();
        let body = match layout.files {
            Files::Csv(encoding, files) => {
                names.extend((1..=files).map(|file| match files {
                    1 => format!("{stem}.csv"),
                    _ => format!("{stem}-{file}.csv"),
                }));
                let outs: Result<Vec<_>, _> = names.iter().map(|name| folder.create(name)).collect();
                Body::Csv(encoding, outs?)
            }
            Files::Workbook(sheets) => {
                let name = if number == 1 { format!("{stem}.xlsx") } else { format!("{stem}-{number}.xlsx") };
                let notes = if layout.notes { Some(NOTES) } else { None };
                let all: Vec<&str> = sheets.iter().copied().chain(notes).collect();
                names.extend(sheets.iter().map(|sheet| match all.len() {
                    1 => name.clone(),
                    _ => format!("{name}#{sheet}"),
                }));
                Body::Book(Box::new(Book::begin(folder, &name, &all)?))
            }
            Files::Parquet => {
                names.push(format!("{stem}.parquet"));
                let file = ColumnFile::begin(folder, &format!("{stem}.parquet"), extract.headers(0))?;
                Body::Columns(Box::new(file))
            }
        };
        let parts = names.into_iter().map(|shown| Part { shown, line: 1, rows: 0 }).collect();
        let mut begun = Self { extract, layout, body, parts };
        begun.write_tops(dialect)?;
        Ok(begun)
    }

    fn write_tops(&mut self, dialect: usize) -> Result<(), SynthError> {
        for at in 0..self.parts.len() {
            let of_file = if matches!(self.body, Body::Csv(..)) { dialect + at } else { dialect };
            let of_file = if self.layout.dialects { of_file } else { 0 };
            if let Body::Csv(encoding, outs) = &mut self.body
                && let Some(out) = outs.get_mut(at)
                && self.layout.mark
            {
                out.write(&csv_text::mark(*encoding))?;
            }
            for line in self.layout.top(self.extract, of_file) {
                self.write_line(at, &line)?;
            }
        }
        if let Body::Book(book) = &mut self.body
            && self.layout.notes
        {
            for (row, line) in (0..).zip(["填表说明", "一、本表由各乡镇填报。", "二、日期按年-月-日填写。"])
            {
                book.row(self.parts.len(), row, [line].into_iter())?;
            }
        }
        Ok(())
    }

    /// Writes a line that is no row; Parquet has none.
    fn write_line(&mut self, at: usize, cells: &[String]) -> Result<(), SynthError> {
        let Some(part) = self.parts.get_mut(at) else { return Ok(()) };
        let cells = cells.iter().map(String::as_str);
        match &mut self.body {
            Body::Csv(encoding, outs) => {
                let mut bytes = Vec::new();
                csv_text::line(cells, *encoding, &mut bytes);
                if let Some(out) = outs.get_mut(at) {
                    out.write(&bytes)?;
                }
            }
            Body::Book(book) => book.row(at, row_of_sheet(part.line), cells)?,
            Body::Columns(_) => return Ok(()),
        }
        part.line += 1;
        Ok(())
    }

    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// The rows of the longest part.
    pub fn longest(&self) -> u64 {
        self.parts.iter().map(|part| part.rows).max().unwrap_or(0)
    }

    /// Adds some rows to a part. Gives the lines of `truth/records.csv`.
    pub fn add(&mut self, at: usize, rows: &Rows<'_>, share: Range<usize>) -> Result<String, SynthError> {
        let Some(before) = self.parts.get(at).cloned() else { return Ok(String::new()) };
        if let Some(part) = self.parts.get_mut(at) {
            part.line += share.len() as u64;
            part.rows += share.len() as u64;
        }
        let (extract, first) = (self.extract, share.start);
        let numbered = self.layout.serial;
        let serial = |at: usize| numbered.then(|| (before.rows + (at - first) as u64 + 1).to_string());
        let line = |at: usize| before.line + (at - first) as u64;
        let mut lines = String::new();
        match &mut self.body {
            Body::Csv(encoding, outs) => {
                let starts = share.clone().into_par_iter().step_by(ROWS_AT_ONCE);
                let chunks: Vec<(Vec<u8>, String)> = starts
                    .map(|start| {
                        let (mut bytes, mut lines) = (Vec::new(), String::new());
                        for at in start..(start + ROWS_AT_ONCE).min(share.end) {
                            let Some(row) = rows.get(at) else { continue };
                            let serial = serial(at);
                            let cells = serial.as_deref().into_iter().chain(row.cells());
                            csv_text::line(cells, *encoding, &mut bytes);
                            record(extract, &before.shown, line(at), &row.mark(), &mut lines);
                        }
                        (bytes, lines)
                    })
                    .collect();
                let Some(out) = outs.get_mut(at) else { return Ok(lines) };
                for (bytes, of_chunk) in chunks {
                    out.write(&bytes)?;
                    lines += &of_chunk;
                }
            }
            Body::Book(book) => {
                for place in share {
                    let Some(row) = rows.get(place) else { continue };
                    let serial = serial(place);
                    let cells = serial.as_deref().into_iter().chain(row.cells());
                    book.row(at, row_of_sheet(line(place)), cells)?;
                    record(extract, &before.shown, line(place), &row.mark(), &mut lines);
                }
            }
            Body::Columns(file) => {
                for place in share {
                    let Some(row) = rows.get(place) else { continue };
                    file.row(row.cells())?;
                    record(extract, &before.shown, line(place), &row.mark(), &mut lines);
                }
            }
        }
        Ok(lines)
    }

    /// Writes what stands at the foot, and all that still waits. Gives the last lines of `truth/records.csv`.
    pub fn close(mut self) -> Result<String, SynthError> {
        let mut lines = String::new();
        for at in 0..self.parts.len() {
            let Some(part) = self.parts.get(at).cloned() else { continue };
            if let Some(foot) = self.layout.foot(self.extract.width(), part.rows) {
                self.write_line(at, &foot)?;
                let nobodys = Mark { dirt: TOTAL_LINE, ..Mark::default() };
                record(self.extract, &part.shown, part.line, &nobodys, &mut lines);
            }
        }
        match self.body {
            Body::Csv(_, outs) => outs.into_iter().try_for_each(Out::close)?,
            Body::Book(book) => book.close()?,
            Body::Columns(file) => file.close()?,
        }
        Ok(lines)
    }
}

/// A sheet's rows count from 0, and there are fewer than the type has room for.
fn row_of_sheet(line: u64) -> u32 {
    u32::try_from(line.saturating_sub(1)).unwrap_or(u32::MAX)
}

/// `extract,source_file,source_row,person,dirt`, a line a row and person; of nobody's rows one without.
fn record(extract: Extract, file: &str, row: u64, mark: &Mark, lines: &mut String) {
    let mut line = |person: &str| {
        // Writing to a text never fails.
        write!(lines, "{},{file},{row},{person},", extract.name()).ok();
        mark.dirt.write(lines);
        lines.push('\n');
    };
    let mut people = mark.people.iter().flatten().peekable();
    if people.peek().is_none() {
        line("");
    }
    people.for_each(|person| line(Number::of(*person).as_str()));
}
