//! Rows of a stretch of CSV text, decoded and cut into fields.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2_iter};
use smallvec::SmallVec;

use super::encoding::decode;
use super::records::{Record, cut, records};
use super::window::TextWindow;
use crate::raw::{AT_HAND, FirstLook, RawChunk};
use crate::standard::text::is_blank;
use crate::words::said;

impl TextWindow {
    /// Reads one stretch of rows into `chunk`.
    pub fn read(&self, index: usize, chunk: &mut RawChunk) {
        chunk.clear();
        let Some(stretch) = self.stretches.get(index) else { return };
        let bytes = self.bytes.get(stretch.bytes.clone()).unwrap_or_default();
        if decode(bytes, self.reading, chunk.text_mut()) {
            let text = std::mem::take(chunk.text_mut());
            let mut unescaped = Vec::new();
            if memchr(b'"', text.as_bytes()).is_none() {
                self.read_unquoted(&text, stretch.line, chunk);
            } else {
                for record in records(text.as_bytes(), self.delimiter, stretch.line) {
                    if record.unclosed {
                        chunk.push_unreadable(record.line, said!("quote-never-closed"));
                    } else {
                        self.push(&text, record, chunk, &mut unescaped);
                    }
                }
            }
            *chunk.text_mut() = text;
            settle(chunk, unescaped);
        } else {
            self.read_one_by_one(bytes, stretch.line, chunk);
        }
    }

    /// Reads rows without any quote, in one pass: the plain case, and nearly all there is.
    fn read_unquoted(&self, text: &str, line: u64, chunk: &mut RawChunk) {
        let bytes = text.as_bytes();
        let (mut line, mut row, mut field, mut first) = (line, 0, 0, chunk.next_field());
        // The last line may end without a newline.
        let open_end = bytes.last().filter(|c| **c != b'\n').map(|_| bytes.len());
        for at in memchr2_iter(self.delimiter, b'\n', bytes).chain(open_end) {
            if bytes.get(at) == Some(&self.delimiter) {
                chunk.push_field(field..at);
                field = at + 1;
                continue;
            }
            let has_return = at > row && bytes.get(at - 1) == Some(&b'\r');
            let end = at - usize::from(has_return);
            if self.is_blank(text.get(row..end).unwrap_or_default()) {
                chunk.forget_fields(first);
                chunk.push_blank(line);
            } else {
                chunk.push_field(field..end);
                chunk.end_row(line, first);
            }
            (line, row, field, first) = (line + 1, at + 1, at + 1, chunk.next_field());
        }
    }

    /// Whether a record has no content.
    fn is_blank(&self, record: &str) -> bool {
        let delimiter = char::from(self.delimiter);
        record.chars().all(|c| c == delimiter || c == '"' || is_blank(c))
    }

    /// Reads the fields of `look` of those records of one stretch that `look` does not pass by, and decodes no others.
    /// Records that [`Self::read`] would refuse may be among them, and what cannot be decoded is empty.
    pub fn survey(&self, index: usize, look: &dyn FirstLook, chunk: &mut RawChunk) {
        chunk.clear();
        let Some(stretch) = self.stretches.get(index) else { return };
        let bytes = self.bytes.get(stretch.bytes.clone()).unwrap_or_default();
        let mut all = records(bytes, self.delimiter, stretch.line).filter(|record| !record.unclosed);
        let (mut met, mut first) = (Vec::with_capacity(AT_HAND), RawChunk::default());
        loop {
            first.clear();
            met.clear();
            met.extend(all.by_ref().take(AT_HAND));
            if met.is_empty() {
                return;
            }
            let raw = |record: &Record| bytes.get(record.bytes.clone()).unwrap_or_default();
            for record in &met {
                self.push_fields(raw(record), record.line, look.first_fields(), &mut first);
            }
            let passed_by = look.passes_by(&first);
            for (record, _) in met.iter().zip(passed_by).filter(|(_, passed_by)| !passed_by) {
                self.push_fields(raw(record), record.line, look.fields(), chunk);
            }
        }
    }

    /// Adds a row of some fields of a record.
    fn push_fields(&self, raw: &[u8], line: u64, fields: &[usize], chunk: &mut RawChunk) {
        let first = chunk.next_field();
        let mut text = std::mem::take(chunk.text_mut());
        if memchr(b'"', raw).is_none() {
            // Neither newline nor delimiter ever occurs inside a character.
            let most = fields.iter().max().map_or(0, |last| last + 1);
            let ends = memchr_iter(self.delimiter, raw).chain([raw.len()]);
            let mut start = 0;
            let cells = ends.take(most).map(|end| std::mem::replace(&mut start, end + 1)..end);
            let cells: SmallVec<[Range<usize>; 16]> = cells.collect();
            for field in fields {
                let cell = cells.get(*field).and_then(|at| raw.get(at.clone())).unwrap_or_default();
                let start = text.len();
                self.decode_cell(cell, &mut text);
                chunk.push_field(start..text.len());
            }
        } else {
            let mut whole = String::new();
            decode(raw, self.reading, &mut whole);
            let mut cells: Vec<Cow<'_, str>> = Vec::new();
            cut(&whole, 0..whole.len(), self.delimiter, |at, said| {
                cells.push(said.map_or_else(|| whole.get(at).unwrap_or_default().into(), Cow::Owned));
            });
            for field in fields {
                let start = text.len();
                text.push_str(cells.get(*field).map_or("", |cell| cell));
                chunk.push_field(start..text.len());
            }
        }
        *chunk.text_mut() = text;
        chunk.end_row(line, first);
    }

    fn decode_cell(&self, cell: &[u8], text: &mut String) {
        match std::str::from_utf8(cell) {
            // A number needs no decoder.
            Ok(plain) if cell.is_ascii() => text.push_str(plain),
            _ => {
                decode(cell, self.reading, text);
            }
        }
    }

    /// Some record cannot be decoded: find out which, and keep the others.
    fn read_one_by_one(&self, bytes: &[u8], line: u64, chunk: &mut RawChunk) {
        let mut text = std::mem::take(chunk.text_mut());
        let mut unescaped = Vec::new();
        for record in records(bytes, self.delimiter, line) {
            let start = text.len();
            if record.unclosed {
                chunk.push_unreadable(record.line, said!("quote-never-closed"));
            } else if decode(bytes.get(record.bytes.clone()).unwrap_or_default(), self.reading, &mut text) {
                let decoded = Record { bytes: start..text.len(), ..record };
                self.push(&text, decoded, chunk, &mut unescaped);
            } else {
                chunk.push_unreadable(record.line, said!("not-decodable"));
            }
        }
        *chunk.text_mut() = text;
        settle(chunk, unescaped);
    }

    fn push(&self, text: &str, record: Record, chunk: &mut RawChunk, unescaped: &mut Vec<(usize, String)>) {
        let Record { bytes: record, line, .. } = record;
        let said = text.get(record.clone()).unwrap_or_default();
        if self.is_blank(said) {
            chunk.push_blank(line);
            return;
        }
        let first = chunk.next_field();
        cut(text, record, self.delimiter, |at, said| {
            if let Some(said) = said {
                unescaped.push((chunk.next_field(), said));
            }
            chunk.push_field(at);
        });
        chunk.end_row(line, first);
    }
}

fn settle(chunk: &mut RawChunk, unescaped: Vec<(usize, String)>) {
    for (field, said) in unescaped {
        chunk.replace_field(field, &said);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::encoding::Reading;
    use super::super::records::Stretch;
    use super::*;

    type Rows = Vec<(u64, Vec<String>)>;

    fn rows(chunk: &RawChunk) -> (Rows, Vec<u64>) {
        let row = |row: crate::raw::RawRow<'_>| (row.source_row(), row.fields().map(str::to_owned).collect());
        (chunk.rows().map(row).collect(), chunk.blank_rows().to_vec())
    }

    proptest! {
        #[test]
        fn rows_without_quotes_are_cut_in_one_pass_as_one_by_one(text in "[a张 ,\t\r\n]{0,40}") {
            let window = TextWindow {
                bytes: text.clone().into_bytes(),
                stretches: vec![Stretch { bytes: 0..text.len(), line: 7 }],
                reading: Reading::Utf8,
                delimiter: b',',
            };
            let (mut at_once, mut one_by_one) = (RawChunk::default(), RawChunk::default());
            window.read(0, &mut at_once);
            window.read_one_by_one(&window.bytes, 7, &mut one_by_one);
            prop_assert_eq!(rows(&at_once), rows(&one_by_one));
        }
    }
}
