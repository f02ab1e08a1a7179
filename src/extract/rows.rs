//! What do the rows of this stretch of text say? Decoded and cut into fields.

use std::ops::Range;

use super::Cells;
use super::encoding::decode;
use super::records::{cut, records, unescape};
use super::window::TextWindow;
use crate::raw::RawChunk;
use crate::standard::text::is_blank;

impl TextWindow {
    /// Reads one stretch of rows into `chunk`.
    pub fn read(&self, index: usize, chunk: &mut RawChunk) {
        chunk.clear();
        let Some(stretch) = self.stretches.get(index) else { return };
        let bytes = self.bytes.get(stretch.bytes.clone()).unwrap_or_default();
        if decode(bytes, self.reading, chunk.text_mut()) {
            let text = std::mem::take(chunk.text_mut());
            let mut unescaped = Vec::new();
            for record in records(text.as_bytes(), self.delimiter, stretch.line) {
                if record.unclosed {
                    chunk.push_unreadable(record.line, UNCLOSED);
                } else {
                    self.push(&text, record.bytes, record.line, chunk, &mut unescaped);
                }
            }
            *chunk.text_mut() = text;
            settle(chunk, unescaped);
        } else {
            self.read_one_by_one(bytes, stretch.line, chunk);
        }
    }

    /// Shows some fields of every record of one stretch, without decoding what is plain ASCII. Records that
    /// reading would refuse may be among them, and what cannot be decoded is shown as empty.
    pub fn survey(&self, index: usize, fields: &[usize], see: &mut dyn FnMut(&Cells<'_>)) {
        let Some(stretch) = self.stretches.get(index) else { return };
        let bytes = self.bytes.get(stretch.bytes.clone()).unwrap_or_default();
        // Byte for byte as long, so that what is cut here is where it is there: neither newline nor quote nor
        // delimiter ever occurs inside a character.
        let plain = bytes.iter().map(|byte| if byte.is_ascii() { *byte } else { b'?' }).collect();
        let plain = String::from_utf8(plain).unwrap_or_default();
        let mut shown = String::new();
        let mut places = vec![0..0; fields.len()];
        for record in records(bytes, self.delimiter, stretch.line).filter(|record| !record.unclosed) {
            shown.clear();
            places.fill(0..0);
            let mut field = 0;
            cut(&plain, record.bytes, self.delimiter, |at, said| {
                for (place, _) in places.iter_mut().zip(fields).filter(|(_, wanted)| **wanted == field) {
                    let start = shown.len();
                    let raw = bytes.get(at.clone()).unwrap_or_default();
                    match said.as_deref() {
                        None if raw.is_ascii() => shown.push_str(plain.get(at.clone()).unwrap_or_default()),
                        None => drop(decode(raw, self.reading, &mut shown)),
                        Some(_) => {
                            let mut quoted = String::new();
                            decode(raw, self.reading, &mut quoted);
                            shown.push_str(&unescape(&quoted));
                        }
                    }
                    *place = start..shown.len();
                }
                field += 1;
            });
            see(&Cells { text: &shown, places: &places });
        }
    }

    /// Some record cannot be decoded: find out which, and keep the others.
    fn read_one_by_one(&self, bytes: &[u8], line: u64, chunk: &mut RawChunk) {
        let mut text = std::mem::take(chunk.text_mut());
        let mut unescaped = Vec::new();
        for record in records(bytes, self.delimiter, line) {
            let start = text.len();
            if record.unclosed {
                chunk.push_unreadable(record.line, UNCLOSED);
            } else if decode(bytes.get(record.bytes).unwrap_or_default(), self.reading, &mut text) {
                let at = start..text.len();
                self.push(&text, at, record.line, chunk, &mut unescaped);
            } else {
                chunk.push_unreadable(record.line, UNDECODABLE);
            }
        }
        *chunk.text_mut() = text;
        settle(chunk, unescaped);
    }

    fn push(
        &self,
        text: &str,
        record: Range<usize>,
        line: u64,
        chunk: &mut RawChunk,
        unescaped: &mut Vec<(usize, String)>,
    ) {
        let said = text.get(record.clone()).unwrap_or_default();
        let delimiter = char::from(self.delimiter);
        if said.chars().all(|c| c == delimiter || c == '"' || is_blank(c)) {
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

const UNCLOSED: &str = "a quote is opened and never closed";
const UNDECODABLE: &str = "not decodable in the file's encoding";

fn settle(chunk: &mut RawChunk, unescaped: Vec<(usize, String)>) {
    for (field, said) in unescaped {
        chunk.replace_field(field, &said);
    }
}
