//! Texts freed of what keyboards and spreadsheets left in them.

use std::borrow::Cow;

/// Spaces, and the marks without width that come along when a cell is copied.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}')
}

/// A full-width character as its half-width form.
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Trims, folds full width to half width, and drops marks without width.
///
/// Borrows where there is nothing to do, which is nearly always.
pub fn tidy(text: &str) -> Cow<'_, str> {
    let text = trimmed(text);
    if text.bytes().all(|c| matches!(c, b' '..=b'~')) || !text.chars().any(needs_tidying) {
        return Cow::Borrowed(text);
    }
    let spaced = text.chars().map(half_width).map(|c| if c.is_whitespace() { ' ' } else { c });
    let folded: String = spaced.filter(|c| *c == ' ' || !is_blank(*c)).collect();
    Cow::Owned(folded.trim().to_owned())
}

/// Without the blanks around it.
pub fn trimmed(text: &str) -> &str {
    if starts_and_ends_plainly(text) { text } else { text.trim_matches(is_blank) }
}

/// Whether there is nothing to trim, told from the first byte (printing ASCII, or the lead byte of U+4000 to
/// U+9FFF) and the last character.
fn starts_and_ends_plainly(text: &str) -> bool {
    let printing = |c: &u8| matches!(c, b'!'..=b'~');
    let bytes = text.as_bytes();
    // The third byte from the end is a lead byte just where the last character has three.
    let ends_with_ideograph = || matches!(bytes, [.., 0xe4..=0xe9, 0x80..=0xbf, 0x80..=0xbf]);
    bytes.first().is_some_and(|c| printing(c) || matches!(c, 0xe4..=0xe9))
        && (bytes.last().is_some_and(printing) || ends_with_ideograph())
}

/// The ideographs that are the bulk of all text here.
fn is_ideograph(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

fn needs_tidying(c: char) -> bool {
    if is_ideograph(c) {
        return false;
    }
    half_width(c) != c || (c != ' ' && is_blank(c))
}

/// A cell without the marks that make a spreadsheet take it for text: a leading apostrophe, `="…"`.
pub fn unmarked(cell: &str) -> &str {
    let text = cell.trim_start();
    match text.as_bytes().first() {
        Some(b'\'') => text.strip_prefix('\'').unwrap_or(cell),
        Some(b'=') => {
            let inner = text.strip_prefix("=\"").and_then(|rest| rest.trim_end().strip_suffix('"'));
            inner.unwrap_or(cell)
        }
        _ => cell,
    }
}

/// What clerks write where there is nothing to say; takes tidied text.
pub fn is_placeholder(text: &str) -> bool {
    // Longer texts are the rule, and none of them is one.
    text.len() <= 6
        && matches!(
            text,
            "" | "无"
                | "无。"
                | "不详"
                | "未知"
                | "空"
                | "暂无"
                | "/"
                | "\\"
                | "-"
                | "--"
                | "---"
                | "—"
                | "——"
                | "―"
                | "–"
                | "N/A"
                | "n/a"
                | "NULL"
                | "null"
                | "None"
                | "nan"
                | "NaN"
        )
}

/// What a spreadsheet shows in the place of a value: a formula that failed, a column too narrow for its dates (`####`).
/// Something is there, and it is unknown what; takes tidied text.
pub fn is_error(text: &str) -> bool {
    // Nearly no text begins so.
    text.as_bytes().first() == Some(&b'#')
        && (matches!(
            text,
            "#N/A"
                | "#REF!"
                | "#VALUE!"
                | "#DIV/0!"
                | "#NAME?"
                | "#NULL!"
                | "#NUM!"
                | "#SPILL!"
                | "#CALC!"
                | "#GETTING_DATA"
                | "#DATA!"
                | "#ERROR!"
        ) || text.bytes().all(|c| c == b'#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_spaces_and_marks_without_width_are_folded_away() {
        assert_eq!(tidy("\u{feff}　Ａ１２（万元）\t"), "A12(万元)");
        assert_eq!(tidy("南皮镇　东村"), "南皮镇 东村");
        assert_eq!(tidy("two\nlines"), "two lines");
    }

    #[test]
    fn the_marks_of_a_spreadsheet_are_no_part_of_a_text() {
        assert_eq!(unmarked(" '0123"), "0123");
        assert_eq!(unmarked("=\"0123\""), "0123");
        assert_eq!(unmarked("=1+2"), "=1+2");
    }

    #[test]
    fn a_clean_text_is_not_copied() {
        assert!(matches!(tidy(" 河北省 "), Cow::Borrowed("河北省")));
    }
}
