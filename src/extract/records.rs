//! Record boundaries in a CSV: where one record ends and the next begins.
//!
//! Works on bytes: neither newline nor quote nor delimiter ever occurs inside a character of UTF-8 or
//! GB18030, so a file is cut before it is decoded, and on all cores.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr_iter};

/// A quoted field that goes on for more lines than this was never meant to be one.
const LINES_IN_A_FIELD: usize = 64;

/// One record, without its line ending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub bytes: Range<usize>,
    /// 1-based line on which the record begins.
    pub line: u64,
    /// A quote is opened on this line and never closed: the line cannot be cut into fields.
    pub unclosed: bool,
}

/// Walks the records of `bytes`; the first is on line `line`.
pub fn records(bytes: &[u8], delimiter: u8, line: u64) -> Records<'_> {
    Records { bytes, delimiter, at: 0, line }
}

pub struct Records<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    at: usize,
    line: u64,
}

impl Records<'_> {
    /// The byte after the last record given, its line ending included.
    pub fn at(&self) -> usize {
        self.at
    }

    pub fn line(&self) -> u64 {
        self.line
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let newline = memchr(b'\n', rest);
        let line_end = newline.unwrap_or(rest.len());
        let quoted = rest.get(..line_end).is_some_and(|line| memchr(b'"', line).is_some());
        let (length, unclosed) = match quoted {
            false => (line_end, false),
            true => match end_of_quoted(rest, self.delimiter) {
                Some(end) => (end, false),
                None => (line_end, true),
            },
        };
        let record = rest.get(..length).unwrap_or(rest);
        let without_return = record.strip_suffix(b"\r").unwrap_or(record).len();
        let found = Record { bytes: self.at..self.at + without_return, line: self.line, unclosed };
        self.line += 1 + if quoted && !unclosed { memchr_iter(b'\n', record).count() as u64 } else { 0 };
        self.at += (length + 1).min(rest.len());
        Some(found)
    }
}

/// The length of a record that has quotes in it; none if one of them is never closed.
fn end_of_quoted(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut at = 0;
    let mut lines = 0;
    loop {
        // At the start of a field.
        if bytes.get(at) == Some(&b'"') {
            let lines_before = lines;
            at += 1;
            loop {
                match bytes.get(at)? {
                    b'"' if bytes.get(at + 1) == Some(&b'"') => at += 2,
                    b'"' => break,
                    b'\n' => {
                        lines += 1;
                        if lines > LINES_IN_A_FIELD {
                            return None;
                        }
                        at += 1;
                    }
                    _ => at += 1,
                }
            }
            at += 1;
            // A quote of a later line that opens there, and closes nothing here.
            let closes = bytes.get(at).is_none_or(|c| *c == delimiter || matches!(c, b'\n' | b'\r'));
            if lines > lines_before && !closes {
                return None;
            }
        }
        let rest = bytes.get(at..)?;
        at += rest.iter().position(|c| *c == delimiter || *c == b'\n').unwrap_or(rest.len());
        if bytes.get(at) != Some(&delimiter) {
            return Some(at);
        }
        at += 1;
    }
}

/// A stretch of whole records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub bytes: Range<usize>,
    /// 1-based line on which it begins.
    pub line: u64,
}

/// Up to where records can begin whose end is told by `bytes` alone, whatever comes behind; 0 if there are
/// too few lines to say.
pub fn settled(bytes: &[u8]) -> usize {
    // A quoted field is given up after so many lines, so no record is longer.
    memrchr_iter(b'\n', bytes).nth(LINES_IN_A_FIELD + 1).map_or(0, |newline| newline + 1)
}

/// Cuts `bytes` into stretches of whole records, each of about `size` bytes, up to the end of the last
/// record that begins before `until`; gives also the line behind it. The first record is on line `line`.
pub fn stretches(bytes: &[u8], delimiter: u8, until: usize, line: u64, size: usize) -> (Vec<Stretch>, u64) {
    let mut found = Vec::new();
    let mut begin = Stretch { bytes: 0..0, line };
    if memchr(b'"', bytes).is_none() {
        while begin.bytes.start < until {
            let near = begin.bytes.start.saturating_add(size.max(1)).min(until);
            // The last line may begin just before `near`: go back one byte to meet its end.
            let from = near.saturating_sub(1);
            let rest = bytes.get(from..).unwrap_or_default();
            let end = memchr(b'\n', rest).map_or(bytes.len(), |newline| from + newline + 1);
            let lines =
                bytes.get(begin.bytes.start..end).map_or(0, |lines| memchr_iter(b'\n', lines).count());
            let next = Stretch { bytes: end..end, line: begin.line + lines as u64 };
            begin.bytes.end = end;
            found.push(std::mem::replace(&mut begin, next));
        }
    } else {
        let mut walk = records(bytes, delimiter, line);
        while walk.at() < until && walk.next().is_some() {
            if walk.at() - begin.bytes.start >= size || walk.at() >= until {
                let next = Stretch { bytes: walk.at()..walk.at(), line: walk.line() };
                begin.bytes.end = walk.at();
                found.push(std::mem::replace(&mut begin, next));
            }
        }
    }
    (found, begin.line)
}

/// Cuts one record into fields: where each stands in `text`, and what it says where quotes were
/// doubled inside it.
pub fn cut(
    text: &str,
    record: Range<usize>,
    delimiter: u8,
    mut field: impl FnMut(Range<usize>, Option<String>),
) {
    let bytes = text.as_bytes().get(record.clone()).unwrap_or_default();
    let start = record.start;
    let mut at = 0;
    loop {
        if bytes.get(at) != Some(&b'"') {
            let rest = bytes.get(at..).unwrap_or_default();
            let end = memchr(delimiter, rest).map_or(bytes.len(), |found| at + found);
            field(start + at..start + end, None);
            at = end;
        } else {
            let (inner, end, plain) = quoted_field(bytes, at, delimiter);
            let inner = start + inner.start..start + inner.end;
            let said = text.get(inner.clone()).unwrap_or_default();
            let unescaped = (!plain).then(|| unescape(said));
            field(inner, unescaped);
            at = end;
        }
        if at >= bytes.len() {
            return;
        }
        at += 1;
    }
}

/// What stands in a quoted field that begins at `at`, where the field ends, and whether the former
/// needs no unescaping.
fn quoted_field(bytes: &[u8], at: usize, delimiter: u8) -> (Range<usize>, usize, bool) {
    let begin = at + 1;
    let mut close = begin;
    let mut doubled = false;
    loop {
        match bytes.get(close) {
            Some(b'"') if bytes.get(close + 1) == Some(&b'"') => {
                doubled = true;
                close += 2;
            }
            Some(b'"') | None => break,
            Some(_) => close += 1,
        }
    }
    let close = close.min(bytes.len());
    let rest = bytes.get(close..).unwrap_or_default();
    let end = memchr(delimiter, rest).map_or(bytes.len(), |found| close + found);
    // Something behind the closing quote: keep it all, the quote included, rather than lose it.
    let trailing = end > close + 1;
    if trailing { (begin..end, end, false) } else { (begin..close, end, !doubled) }
}

fn unescape(inner: &str) -> String {
    let mut out = inner.replace("\"\"", "\u{0}");
    out.retain(|c| c != '"');
    out.replace('\u{0}', "\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Vec<String> {
        let mut found = Vec::new();
        cut(line, 0..line.len(), b',', |at, said| found.push(said.unwrap_or_else(|| line[at].to_owned())));
        found
    }

    #[test]
    fn fields_are_cut_at_delimiters_outside_quotes() {
        assert_eq!(fields("a,,\"b,c\",\"say \"\"yes\"\"\","), ["a", "", "b,c", "say \"yes\"", ""]);
        assert_eq!(fields("5\" pipe,\"x\" y"), ["5\" pipe", "x y"]);
        assert_eq!(fields(""), [""]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_line_only() {
        let text = "1,\"open\n2,b\n3,\"c\nd\"\n4,e";
        let found: Vec<_> = records(text.as_bytes(), b',', 1).map(|r| (r.line, r.unclosed)).collect();
        assert_eq!(found, [(1, true), (2, false), (3, false), (5, false)]);
        let text = "1,\"open\n2,b\n";
        let found: Vec<_> = records(text.as_bytes(), b',', 1).map(|r| (r.line, r.unclosed)).collect();
        assert_eq!(found, [(1, true), (2, false)]);
    }

    #[test]
    fn lines_are_counted_through_newlines_in_quotes() {
        let text = "a,\"x\r\ny\"\r\nb,c\r\n\"d\",e";
        let found: Vec<_> = records(text.as_bytes(), b',', 1).map(|r| (&text[r.bytes], r.line)).collect();
        assert_eq!(found, [("a,\"x\r\ny\"", 1), ("b,c", 3), ("\"d\",e", 4)]);
    }

    #[test]
    fn stretches_hold_whole_records_and_know_their_lines() {
        for text in ["1\n22\n333\n4444\n", "1\n\"2\n2\"\n333\n4444"] {
            for size in 1..20 {
                let (cut, _) = stretches(text.as_bytes(), b',', text.len(), 1, size);
                let whole: String = cut.iter().map(|s| &text[s.bytes.clone()]).collect();
                assert_eq!(whole, text);
                for stretch in cut {
                    assert_eq!(stretch.line, 1 + text[..stretch.bytes.start].matches('\n').count() as u64);
                }
            }
        }
    }
}
