//! The encoding of delivered text: GB18030, as the departments' systems write it, or UTF-8.

use std::sync::OnceLock;

use encoding_rs::GB18030;

/// Two bytes for each character that has two; 0 for the others.
static PAIRS: OnceLock<Vec<u16>> = OnceLock::new();

/// Writes a text in GB18030. By a table of our own: the library's encoder looks every character up by search.
pub fn gb18030(text: &str, bytes: &mut Vec<u8>) {
    if text.is_ascii() {
        bytes.extend_from_slice(text.as_bytes());
        return;
    }
    let pairs = PAIRS.get_or_init(pairs);
    for c in text.chars() {
        if c.is_ascii() {
            bytes.push(c as u8);
            continue;
        }
        match pairs.get(c as usize).copied() {
            Some(pair) if pair != 0 => bytes.extend(pair.to_be_bytes()),
            _ => bytes.extend_from_slice(GB18030.encode(c.encode_utf8(&mut [0; 4])).0.as_ref()),
        }
    }
}

fn pairs() -> Vec<u16> {
    let mut pairs = vec![0; 0x1_0000];
    for lead in 0x81..=0xfe_u8 {
        for trail in (0x40..=0xfe_u8).filter(|trail| *trail != 0x7f) {
            let Some(text) = GB18030
                .decode_without_bom_handling_and_without_replacement(&[lead, trail])
                .map(|t| t.into_owned())
            else {
                continue;
            };
            let mut characters = text.chars();
            if let (Some(c), None) = (characters.next(), characters.next())
                && let Some(place) = pairs.get_mut(c as usize).filter(|place| **place == 0)
            {
                *place = u16::from_be_bytes([lead, trail]);
            }
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_as_it_was() {
        let text = "张三,䶮國，１３０９·■\u{3000}130927\r\n";
        let mut bytes = Vec::new();
        gb18030(text, &mut bytes);
        assert_eq!(GB18030.decode(&bytes).0, text);
        assert_eq!(bytes, GB18030.encode(text).0.as_ref());
    }
}
