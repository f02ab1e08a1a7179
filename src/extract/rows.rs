//! Rows of a stretch of CSV text, decoded and cut into fields.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2_iter};

use super::encoding::decode;
use super::records::{Record, cut, records};
use super::window::TextWindow;
use crate::raw::{Line, RawChunk};
use crate::standard::text::is_blank;
use crate::words::said;

impl TextWindow {
    /// Reads one stretch of rows into `chunk`, but for those that `pass_over` takes.
    pub fn read(&self, index: usize, chunk: &mut RawChunk, pass_over: &mut dyn FnMut(&Line<'_>) -> bool) {
        chunk.clear();
        let Some(stretch) = self.stretches.get(index) else { return };
        let bytes = self.bytes.get(stretch.bytes.clone()).unwrap_or_default();
        if decode(bytes, self.reading, chunk.text_mut()) {
            let text = std::mem::take(chunk.text_mut());
            let mut unescaped = Vec::new();
            if memchr(b'"', text.as_bytes()).is_none() {
                self.read_unquoted(&text, stretch.line, chunk, pass_over);
            } else {
                for record in records(text.as_bytes(), self.delimiter, stretch.line) {
                    if record.unclosed {
                        chunk.push_unreadable(record.line, said!("quote-never-closed"));
                    } else {
                        self.push(&text, record, chunk, &mut unescaped, pass_over);
                    }
                }
            }
            *chunk.text_mut() = text;
            settle(chunk, unescaped);
        } else {
            self.read_one_by_one(bytes, stretch.line, chunk, pass_over);
        }
    }

    /// Reads rows without any quote, in one pass: the plain case, and nearly all there is.
    fn read_unquoted(
        &self,
        text: &str,
        line: u64,
        chunk: &mut RawChunk,
        pass_over: &mut dyn FnMut(&Line<'_>) -> bool,
    ) {
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
                if pass_over(&Line::new(text, chunk.fields_from(first))) {
                    chunk.forget_fields(first);
                } else {
                    chunk.end_row(line, first);
                }
            }
            (line, row, field, first) = (line + 1, at + 1, at + 1, chunk.next_field());
        }
    }

    /// Whether a record has no content.
    fn is_blank(&self, record: &str) -> bool {
        let delimiter = char::from(self.delimiter);
        record.chars().all(|c| c == delimiter || c == '"' || is_blank(c))
    }

    /// Shows some fields of every record of one stretch, and decodes no others. Records that reading would
    /// refuse may be among them, and what cannot be decoded is shown as empty.
    pub fn survey(&self, index: usize, fields: &[usize], see: &mut dyn FnMut(&Line<'_>)) {
        let Some(stretch) = self.stretches.get(index) else { return };
        let bytes = self.bytes.get(stretch.bytes.clone()).unwrap_or_default();
        let (mut shown, mut whole) = (String::new(), String::new());
        let mut places = vec![0..0; fields.len()];
        let most = fields.iter().max().map_or(0, |last| last + 1);
        for record in records(bytes, self.delimiter, stretch.line).filter(|record| !record.unclosed) {
            shown.clear();
            places.fill(0..0);
            let raw = bytes.get(record.bytes).unwrap_or_default();
            if memchr(b'"', raw).is_none() {
                // Neither newline nor delimiter ever occurs inside a character.
                let mut start = 0;
                let ends = memchr_iter(self.delimiter, raw).chain([raw.len()]);
                for (field, end) in ends.enumerate().take(most) {
                    let cell = raw.get(start..end).unwrap_or_default();
                    show(field, fields, &mut places, &mut shown, |shown| self.decode_cell(cell, shown));
                    start = end + 1;
                }
            } else {
                whole.clear();
                decode(raw, self.reading, &mut whole);
                let mut field = 0;
                cut(&whole, 0..whole.len(), self.delimiter, |at, said| {
                    show(field, fields, &mut places, &mut shown, |shown| match &said {
                        Some(said) => shown.push_str(said),
                        None => shown.push_str(whole.get(at.clone()).unwrap_or_default()),
                    });
                    field += 1;
                });
            }
            see(&Line::new(&shown, &places));
        }
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
    fn read_one_by_one(
        &self,
        bytes: &[u8],
        line: u64,
        chunk: &mut RawChunk,
        pass_over: &mut dyn FnMut(&Line<'_>) -> bool,
    ) {
        let mut text = std::mem::take(chunk.text_mut());
        let mut unescaped = Vec::new();
        for record in records(bytes, self.delimiter, line) {
            let start = text.len();
            if record.unclosed {
                chunk.push_unreadable(record.line, said!("quote-never-closed"));
            } else if decode(bytes.get(record.bytes.clone()).unwrap_or_default(), self.reading, &mut text) {
                let decoded = Record { bytes: start..text.len(), ..record };
                self.push(&text, decoded, chunk, &mut unescaped, pass_over);
            } else {
                chunk.push_unreadable(record.line, said!("not-decodable"));
            }
        }
        *chunk.text_mut() = text;
        settle(chunk, unescaped);
    }

    fn push(
        &self,
        text: &str,
        record: Record,
        chunk: &mut RawChunk,
        unescaped: &mut Vec<(usize, String)>,
        pass_over: &mut dyn FnMut(&Line<'_>) -> bool,
    ) {
        let Record { bytes: record, line, .. } = record;
        let said = text.get(record.clone()).unwrap_or_default();
        if self.is_blank(said) {
            chunk.push_blank(line);
            return;
        }
        let (first, escaped) = (chunk.next_field(), unescaped.len());
        cut(text, record, self.delimiter, |at, said| {
            if let Some(said) = said {
                unescaped.push((chunk.next_field(), said));
            }
            chunk.push_field(at);
        });
        if unescaped.len() == escaped && pass_over(&Line::new(text, chunk.fields_from(first))) {
            chunk.forget_fields(first);
        } else {
            chunk.end_row(line, first);
        }
    }
}

fn settle(chunk: &mut RawChunk, unescaped: Vec<(usize, String)>) {
    for (field, said) in unescaped {
        chunk.replace_field(field, &said);
    }
}

/// Has a field written to `shown` for each time it is asked for.
fn show(
    field: usize,
    asked_for: &[usize],
    places: &mut [Range<usize>],
    shown: &mut String,
    write: impl Fn(&mut String),
) {
    for (place, _) in places.iter_mut().zip(asked_for).filter(|(_, asked_for)| **asked_for == field) {
        let start = shown.len();
        write(shown);
        *place = start..shown.len();
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
        fn rows_without_quotes_are_cut_in_one_pass_as_one_by_one(
            text in "[a张 ,\t\r\n]{0,40}",
            passed in prop::collection::vec(any::<bool>(), 40),
        ) {
            let window = TextWindow {
                bytes: text.clone().into_bytes(),
                stretches: vec![Stretch { bytes: 0..text.len(), line: 7 }],
                reading: Reading::Utf8,
                delimiter: b',',
            };
            let (mut at_once, mut one_by_one) = (RawChunk::default(), RawChunk::default());
            // Every second row or so is taken away while it is read.
            let takes = || {
                let mut passed = passed.iter();
                move |line: &Line<'_>| line.width() > 1 && passed.next() == Some(&true)
            };
            window.read(0, &mut at_once, &mut takes());
            window.read_one_by_one(&window.bytes, 7, &mut one_by_one, &mut takes());
            prop_assert_eq!(rows(&at_once), rows(&one_by_one));
        }
    }
}
