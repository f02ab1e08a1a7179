//! The reader of CSV files: encoding, delimiter, header, and where the rows begin.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read};

use super::encoding::{self, Reading, decode};
use super::header::{Fit, LINES_TO_LOOK_AT, Matcher};
use super::records::{cut, records};
use super::window::{Source, TextWindows};
use super::{OpenError, messages};
use crate::delivery::{Delivery, Encoding};
use crate::raw::Header;
use crate::standard::text::is_blank;
use crate::words::said;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// Enough to hold titles and header; only a job that skips thousands of lines needs more.
const HEAD_BYTES: usize = 4 << 20;
const LINES_IN_HEAD: usize = 1_000;

/// A delimited text file, opened: its rows are read window by window.
pub struct Delimited {
    source: Source,
    reading: Reading,
    delimiter: u8,
    /// The first byte of the rows, and the line it is on.
    start: (usize, u64),
    chunk_bytes: usize,
}

impl Delimited {
    pub fn windows(&self) -> io::Result<TextWindows> {
        TextWindows::open(&self.source, (self.reading, self.delimiter), self.start, self.chunk_bytes)
    }
}

/// A line with content among the first of a file.
struct TopLine {
    fields: Vec<String>,
    line: u64,
    /// The byte and line behind it.
    end: (usize, u64),
}

pub fn open(
    source: Source,
    shown: &str,
    delivery: &Delivery,
    matcher: &Matcher<'_>,
) -> Result<(Header, Delimited), OpenError> {
    let mut head = Vec::new();
    let most = if delivery.skip_rows.unwrap_or(0) > LINES_IN_HEAD { u64::MAX } else { HEAD_BYTES as u64 };
    source.open()?.take(most).read_to_end(&mut head)?;
    let reading = settle_encoding(&source, &head, shown, delivery.encoding)?;
    let start = if head.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 };
    if head.len() < HEAD_BYTES && head.iter().skip(start).all(u8::is_ascii_whitespace) {
        return Err(vec![messages::empty(shown)].into());
    }
    let mut best: Option<(Fit, u8, Vec<TopLine>)> = None;
    for delimiter in DELIMITERS {
        let lines = top_lines(&head, start, reading, delimiter, delivery.skip_rows);
        let texts: Vec<_> = lines.iter().map(|line| line.fields.clone()).collect();
        let Some(fit) = matcher.best_line(&texts) else { continue };
        if fit.matched > best.as_ref().map_or(0, |(best, ..): &(Fit, _, _)| best.matched) {
            best = Some((fit, delimiter, lines));
        }
    }
    let looked_at = match delivery.skip_rows {
        None => said!("the-first-lines", lines = LINES_TO_LOOK_AT),
        Some(skipped) => said!("the-line-after", skipped),
    };
    let no_header = || vec![messages::no_header(shown, &matcher.expected(), looked_at.clone())];
    let (fit, delimiter, lines) = best.ok_or_else(no_header)?;
    let line = lines.get(fit.line).ok_or_else(no_header)?;
    let first = lines.get(fit.first_line).map_or(line.line, |first| first.line);
    let mut header = matcher.header(&fit, (first, line.line), shown)?;
    header.usual_fields = usual(lines.iter().skip(fit.line + 1).map(|line| line.fields.len()));
    let (start, chunk_bytes) = (line.end, delivery.chunk_bytes);
    Ok((header, Delimited { source, reading, delimiter, start, chunk_bytes }))
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

fn settle_encoding(source: &Source, head: &[u8], shown: &str, named: Encoding) -> Result<Reading, OpenError> {
    let (reads_as, line) = if head.starts_with(UTF8_MARK) {
        (Reading::Utf8, 1)
    } else {
        encoding::sniff(BufReader::with_capacity(1 << 20, source.open()?))?
    };
    let named = match named {
        Encoding::Auto => reads_as,
        Encoding::Utf8 => Reading::Utf8,
        Encoding::Gb18030 => Reading::Gb18030,
    };
    // Plain ASCII (line 0) reads alike in both.
    if named != reads_as && line > 0 {
        return Err(vec![messages::wrong_encoding(shown, named.as_str(), reads_as.as_str(), line)].into());
    }
    Ok(named)
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
