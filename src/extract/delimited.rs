//! What is in this CSV? Its encoding, its delimiter, its header, and its rows in chunks.

use std::collections::BTreeMap;
use std::ops::Range;

use super::encoding::{self, Reading, decode};
use super::header::{Fit, LINES_TO_LOOK_AT, Matcher};
use super::records::{Stretch, cut, records, stretches};
use super::{Delivery, Encoding, trouble};
use crate::diagnostic::Diagnostic;
use crate::raw::{Header, RawChunk};
use crate::standard::text::is_blank;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// A delimited text file, opened: its rows are read stretch by stretch.
pub struct Delimited {
    bytes: Vec<u8>,
    reading: Reading,
    delimiter: u8,
    stretches: Vec<Stretch>,
}

/// A line with content among the first of a file.
struct TopLine {
    fields: Vec<String>,
    line: u64,
    /// The byte and line behind it.
    end: (usize, u64),
}

pub fn open(
    bytes: Vec<u8>,
    shown: &str,
    delivery: &Delivery,
    matcher: &Matcher<'_>,
) -> Result<(Header, Delimited), Vec<Diagnostic>> {
    let (bytes, reading) = settle_encoding(bytes, shown, delivery.encoding)?;
    let start = if bytes.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 };
    if bytes.iter().skip(start).all(u8::is_ascii_whitespace) {
        return Err(vec![trouble::empty(shown)]);
    }
    let mut best: Option<(Fit, u8, Vec<TopLine>)> = None;
    for delimiter in DELIMITERS {
        let lines = top_lines(&bytes, start, reading, delimiter, delivery.skip_rows);
        let texts: Vec<_> = lines.iter().map(|line| line.fields.clone()).collect();
        let Some(fit) = matcher.best_line(&texts) else { continue };
        if fit.matched > best.as_ref().map_or(0, |(best, ..): &(Fit, _, _)| best.matched) {
            best = Some((fit, delimiter, lines));
        }
    }
    let looked_at = match delivery.skip_rows {
        None => format!("the first {LINES_TO_LOOK_AT} lines"),
        Some(skipped) => format!("the line after the {skipped} that the job skips"),
    };
    let no_header = || vec![trouble::no_header(shown, &matcher.expected(), &looked_at)];
    let (fit, delimiter, lines) = best.ok_or_else(no_header)?;
    let line = lines.get(fit.line).ok_or_else(no_header)?;
    let mut header = matcher.header(&fit, line.line, shown)?;
    header.usual_fields = usual(lines.iter().skip(fit.line + 1).map(|line| line.fields.len()));
    let stretches = stretches(&bytes, delimiter, line.end.0, line.end.1, delivery.chunk_bytes);
    Ok((header, Delimited { bytes, reading, delimiter, stretches }))
}

/// The commonest of some numbers, the smallest of several; none of none.
fn usual(numbers: impl Iterator<Item = usize>) -> Option<usize> {
    let mut times = BTreeMap::<usize, usize>::new();
    for number in numbers {
        *times.entry(number).or_default() += 1;
    }
    times
        .into_iter()
        .max_by_key(|(number, times)| (*times, std::cmp::Reverse(*number)))
        .map(|(number, _)| number)
}

fn settle_encoding(
    bytes: Vec<u8>,
    shown: &str,
    named: Encoding,
) -> Result<(Vec<u8>, Reading), Vec<Diagnostic>> {
    if let Some(utf8) = encoding::from_utf16(&bytes) {
        return Ok((utf8, Reading::Utf8));
    }
    let (reads_as, line) =
        if bytes.starts_with(UTF8_MARK) { (Reading::Utf8, 1) } else { encoding::sniff(&bytes) };
    let named = match named {
        Encoding::Auto => reads_as,
        Encoding::Utf8 => Reading::Utf8,
        Encoding::Gb18030 => Reading::Gb18030,
    };
    // Plain ASCII (line 0) reads alike in both.
    if named != reads_as && line > 0 {
        return Err(vec![trouble::wrong_encoding(shown, named.as_str(), reads_as.as_str(), line)]);
    }
    Ok((bytes, named))
}

/// The lines that may be the header: the first few with content, or the one after the lines that the
/// job says to skip.
fn top_lines(
    bytes: &[u8],
    start: usize,
    reading: Reading,
    delimiter: u8,
    skip_rows: Option<usize>,
) -> Vec<TopLine> {
    let mut found = Vec::new();
    let body = bytes.get(start..).unwrap_or_default();
    let mut walk = records(body, delimiter, 1);
    let most = if skip_rows.is_some() { 1 } else { LINES_TO_LOOK_AT };
    while let Some(record) = walk.next() {
        if found.len() >= most {
            break;
        }
        if skip_rows.is_some_and(|skipped| record.line <= skipped as u64) {
            continue;
        }
        let mut text = String::new();
        let raw = body.get(record.bytes).unwrap_or_default();
        if record.unclosed || !decode(raw, reading, &mut text) {
            continue;
        }
        let mut fields = Vec::new();
        cut(&text, 0..text.len(), delimiter, |at, said| {
            fields.push(said.unwrap_or_else(|| text.get(at).unwrap_or_default().to_owned()));
        });
        if fields.iter().any(|field| !field.trim_matches(is_blank).is_empty()) {
            found.push(TopLine { fields, line: record.line, end: (start + walk.at(), walk.line()) });
        }
    }
    found
}

impl Delimited {
    pub fn chunks(&self) -> usize {
        self.stretches.len()
    }

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
