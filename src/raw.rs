//! Delivered rows before anyone has understood them: text, and where it stood.
//!
//! The noun between reading and cleaning: knows neither files nor meanings.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::words::Said;

/// Some rows of one delivered table: one text that holds every field, and where each begins and ends.
///
/// Made to be filled again and again, so that a million rows cost no million allocations.
#[derive(Debug, Default, Clone)]
pub struct RawChunk {
    text: String,
    fields: Vec<Range<usize>>,
    rows: Vec<RowAt>,
    unreadable: Vec<Unreadable>,
    blank: Vec<u64>,
}

#[derive(Debug, Clone)]
struct RowAt {
    source_row: u64,
    fields: Range<usize>,
}

/// A row that could not even be cut into fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// 1-based line or row in the delivered file.
    pub source_row: u64,
    pub reason: Said,
}

impl RawChunk {
    pub fn clear(&mut self) {
        self.text.clear();
        self.fields.clear();
        self.rows.clear();
        self.unreadable.clear();
        self.blank.clear();
    }

    /// Adds a row cell by cell; a row without content is a blank one.
    pub fn push_row<T: AsRef<str>>(&mut self, source_row: u64, cells: impl IntoIterator<Item = T>) {
        let (text, fields) = (self.text.len(), self.fields.len());
        let mut empty = true;
        for cell in cells {
            let (cell, start) = (cell.as_ref(), self.text.len());
            self.text.push_str(cell);
            self.fields.push(start..self.text.len());
            empty &= cell.trim().is_empty();
        }
        if empty {
            self.push_blank(source_row);
            self.text.truncate(text);
            self.forget_fields(fields);
        } else {
            self.end_row(source_row, fields);
        }
    }

    /// The text that rows are cut from, to be written by a decoder.
    pub fn text_mut(&mut self) -> &mut String {
        &mut self.text
    }

    /// Adds a field of the row that [`RawChunk::end_row`] will close: a stretch of the text.
    pub fn push_field(&mut self, at: Range<usize>) {
        self.fields.push(at);
    }

    /// How many fields there are: where the next row's fields begin.
    pub fn next_field(&self) -> usize {
        self.fields.len()
    }

    /// Closes a row whose fields began at `first`.
    pub fn end_row(&mut self, source_row: u64, first: usize) {
        self.rows.push(RowAt { source_row, fields: first..self.fields.len() });
    }

    /// Forgets the fields from `first` on, of a row that is none.
    pub fn forget_fields(&mut self, first: usize) {
        self.fields.truncate(first);
    }

    /// Puts a text in the place of a field, for fields that stand otherwise in the file.
    pub fn replace_field(&mut self, field: usize, with: &str) {
        let start = self.text.len();
        self.text.push_str(with);
        if let Some(place) = self.fields.get_mut(field) {
            *place = start..self.text.len();
        }
    }

    pub fn push_unreadable(&mut self, source_row: u64, reason: Said) {
        self.unreadable.push(Unreadable { source_row, reason });
    }

    /// Notes a row without content.
    pub fn push_blank(&mut self, source_row: u64) {
        self.blank.push(source_row);
    }

    /// 1-based numbers of the rows without content.
    pub fn blank_rows(&self) -> &[u64] {
        &self.blank
    }

    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    pub fn rows(&self) -> impl Iterator<Item = RawRow<'_>> {
        self.rows.iter().map(|at| RawRow { chunk: self, at })
    }

    /// All rows with content, whether they could be cut into fields or not.
    pub fn rows_read(&self) -> usize {
        self.rows.len() + self.unreadable.len()
    }
}

/// How many rows are looked at together: what is taken up again must still be near the processor.
pub const AT_HAND: usize = 64;

/// A first look at a large table, at few of its fields.
pub trait FirstLook {
    /// By which fields most rows are passed by.
    fn first_fields(&self) -> &[usize];

    /// Which rows of these fields are passed by.
    fn passes_by(&self, first: &RawChunk) -> Vec<bool>;

    /// The fields that are read of the others.
    fn fields(&self) -> &[usize];
}

/// One row of a [`RawChunk`].
#[derive(Debug, Clone, Copy)]
pub struct RawRow<'a> {
    chunk: &'a RawChunk,
    at: &'a RowAt,
}

impl<'a> RawRow<'a> {
    /// 1-based line or row in the delivered file.
    pub fn source_row(&self) -> u64 {
        self.at.source_row
    }

    pub fn width(&self) -> usize {
        self.at.fields.len()
    }

    /// The field's text as delivered; empty where the row has no such field.
    pub fn field(&self, index: usize) -> &'a str {
        let chunk = self.chunk;
        let at = self.at.fields.start.checked_add(index).filter(|at| *at < self.at.fields.end);
        at.and_then(|at| chunk.fields.get(at)).and_then(|at| chunk.text.get(at.clone())).unwrap_or_default()
    }

    pub fn fields(&self) -> impl Iterator<Item = &'a str> {
        let row = *self;
        (0..self.width()).map(move |index| row.field(index))
    }
}

/// The header line of a table, matched to a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// 1-based line or row of the header in its file, the lower of two; 0 where the file has names apart from
    /// its rows.
    pub source_row: u64,
    /// 1-based line or row of the header's first line: what stands above are titles.
    pub first_row: u64,
    /// The headers as delivered, tidied.
    pub names: Vec<String>,
    /// For each column of the schema, in its order, where it is found.
    pub columns: Vec<Option<FoundColumn>>,
    /// Units named in a title above the header, as delivered; perhaps none of them one.
    pub title_units: Vec<String>,
    /// What to say of each column whose header the job names and this table lacks, should every other table of
    /// the delivery lack it, too.
    pub unmapped: BTreeMap<String, Diagnostic>,
    /// Where fields are told apart by a delimiter: how many most rows have. A row with more has a
    /// delimiter too many, and it is unknown where. None where rows are cells of a grid.
    pub usual_fields: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundColumn {
    pub field: usize,
    /// The unit in the header's brackets, as delivered: 万元 of 注册资本(万元).
    pub unit: Option<String>,
}

impl Header {
    /// The fewest fields a row can have: up to the last header that has a name.
    pub fn least_fields(&self) -> usize {
        self.names.iter().rposition(|name| !name.is_empty()).map_or(0, |last| last + 1)
    }
}
