//! Detection of the text encoding, by content, line by line.

use std::io::{self, BufRead};

use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};

/// The encodings that departments use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    Utf8,
    Gb18030,
}

impl Reading {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Gb18030 => "gb18030",
        }
    }
}

/// Lines with other than ASCII that are looked at before deciding.
const LINES_TO_WEIGH: usize = 2_000;

/// Decides by most lines that are not plain ASCII: Chinese in GB18030 is hardly ever valid UTF-8,
/// so one broken line does not turn a file round. A file of plain ASCII reads as UTF-8.
///
/// Gives also the first line (from 1) that speaks for the decision.
pub fn sniff(mut text: impl BufRead) -> io::Result<(Reading, u64)> {
    let (mut utf8, mut other) = ((0usize, 0u64), (0usize, 0u64));
    let mut line = Vec::new();
    let mut number = 0;
    while utf8.0 + other.0 < LINES_TO_WEIGH {
        line.clear();
        if text.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        number += 1;
        if line.is_ascii() {
            continue;
        }
        let votes = if std::str::from_utf8(&line).is_ok() { &mut utf8 } else { &mut other };
        if votes.0 == 0 {
            votes.1 = number;
        }
        votes.0 += 1;
    }
    Ok(if other.0 > utf8.0 { (Reading::Gb18030, other.1) } else { (Reading::Utf8, utf8.1) })
}

/// Appends the bytes as text, or says that they are not text in this encoding (and appends nothing).
pub fn decode(bytes: &[u8], reading: Reading, text: &mut String) -> bool {
    match reading {
        Reading::Utf8 => match std::str::from_utf8(bytes) {
            Ok(valid) => {
                text.push_str(valid);
                true
            }
            Err(_) => false,
        },
        Reading::Gb18030 => decode_gb18030(bytes, text),
    }
}

fn decode_gb18030(bytes: &[u8], text: &mut String) -> bool {
    let before = text.len();
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    // Without enough room the decoder would stop half-way and ask for more.
    let Some(room) = decoder.max_utf8_buffer_length_without_replacement(bytes.len()) else { return false };
    text.reserve(room);
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, text, true);
    let whole = result == DecoderResult::InputEmpty;
    if !whole {
        text.truncate(before);
    }
    whole
}

/// Whether a file begins like "Unicode text" as Excel saves it.
pub fn is_utf16(start: &[u8]) -> bool {
    utf16(start).is_some()
}

fn utf16(start: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    match start {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// "Unicode text" as Excel saves it, as UTF-8.
pub fn from_utf16(bytes: &[u8]) -> Vec<u8> {
    let encoding = utf16(bytes).unwrap_or(UTF_16LE);
    encoding.decode_with_bom_removal(bytes).0.into_owned().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_broken_line_does_not_turn_a_file_round() {
        let mut bytes = "姓名\n张三\n李四\n".as_bytes().to_vec();
        bytes.extend_from_slice(b"\xd5\xc5\n");
        assert_eq!(sniff(&*bytes).unwrap().0, Reading::Utf8);
    }

    #[test]
    fn chinese_in_gb18030_is_told_from_utf8_and_the_line_is_named() {
        let (bytes, _, _) = GB18030.encode("id,name\n1,张三\n");
        assert_eq!(sniff(&*bytes).unwrap(), (Reading::Gb18030, 2));
        assert_eq!(sniff("id,name\n1,张三\n".as_bytes()).unwrap(), (Reading::Utf8, 2));
    }

    #[test]
    fn rare_characters_outside_gbk_are_read() {
        let (bytes, _, _) = GB18030.encode("王㛃𠮷·");
        let mut text = String::new();
        assert!(decode(&bytes, Reading::Gb18030, &mut text));
        assert_eq!(text, "王㛃𠮷·");
        assert!(!decode(b"\xd5\xc5\xff", Reading::Gb18030, &mut text));
        assert_eq!(text, "王㛃𠮷·");
    }
}
