//! Rows as CSV.

use crate::synth::deliver::encode;

/// The characters of a CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Gb18030,
    Utf8,
}

/// The byte-order mark.
pub fn mark(encoding: Encoding) -> Vec<u8> {
    let mut bytes = Vec::new();
    text("\u{feff}", encoding, &mut bytes);
    bytes
}

/// Writes a line.
pub fn line<'a>(cells: impl Iterator<Item = &'a str>, encoding: Encoding, out: &mut Vec<u8>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let quoted = cell.bytes().any(|c| matches!(c, b',' | b'"' | b'\n'));
        if quoted {
            out.push(b'"');
            text(&cell.replace('"', "\"\""), encoding, out);
            out.push(b'"');
        } else {
            text(cell, encoding, out);
        }
    }
    out.extend_from_slice(b"\r\n");
}

fn text(text: &str, encoding: Encoding, out: &mut Vec<u8>) {
    match encoding {
        Encoding::Utf8 => out.extend_from_slice(text.as_bytes()),
        Encoding::Gb18030 => encode::gb18030(text, out),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_with_a_comma_or_a_quote_is_quoted() {
        let mut out = Vec::new();
        line(["G,Q", "", "张\"三\""].into_iter(), Encoding::Utf8, &mut out);
        assert_eq!(out, "\"G,Q\",,\"张\"\"三\"\"\"\r\n".as_bytes());
    }
}
