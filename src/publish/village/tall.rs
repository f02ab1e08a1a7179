//! Texts too high for one row of a spreadsheet go on in the next, so that no printed line is cut off.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::style::{height, lines, most_lines};

/// A row of cells, and how many lines its highest cell has.
pub struct Row<'a> {
    pub cells: Vec<Cow<'a, str>>,
    pub lines: f64,
}

/// Cells side by side that look the same: from a column to another, with their format.
pub type Look<'a> = (u16, u16, &'a Format);

/// Writes texts from a row on, over as many rows as they need; gives the row behind them.
pub fn write_texts(
    sheet: &mut Worksheet,
    row: u32,
    texts: (&[&str], &[f64]),
    looks: &[Look<'_>],
) -> Result<u32, XlsxError> {
    write_texts_and(sheet, row, texts, looks, |_| Ok(()))
}

/// The same, with more cells in the first of the rows.
pub fn write_texts_and(
    sheet: &mut Worksheet,
    mut row: u32,
    (cells, widths): (&[&str], &[f64]),
    looks: &[Look<'_>],
    more: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>,
) -> Result<u32, XlsxError> {
    let mut more = Some(more);
    for own in rows_of(cells, widths) {
        let texts = (0u16..).zip(own.cells.iter().map(|text| &**text));
        write_row(sheet, row, texts, looks)?;
        if let Some(more) = more.take() {
            more(sheet)?;
        }
        sheet.set_row_height(row, height(own.lines))?;
        row += 1;
    }
    Ok(row)
}

/// Writes texts into a row and formats its cells, blank ones, too.
pub fn write_row<'t>(
    sheet: &mut Worksheet,
    row: u32,
    texts: impl Iterator<Item = (u16, &'t str)>,
    looks: &[Look<'_>],
) -> Result<(), XlsxError> {
    let mut begun = false;
    for (column, text) in texts {
        sheet.write_string(row, column, text)?;
        begun |= !text.is_empty();
    }
    // Formats alone do not begin a row, and would be lost.
    if let Some((from, _, format)) = looks.first().filter(|_| !begun) {
        sheet.write_blank(row, *from, format)?;
    }
    // Those that look the same in one go: looking a format up costs more than writing a cell.
    for (from, to, format) in looks {
        sheet.set_range_format(row, *from, row, *to, format)?;
    }
    Ok(())
}

/// As many rows as the longest of some cells needs; `widths` are those of their columns, in characters.
pub fn rows_of<'a>(cells: &[&'a str], widths: &[f64]) -> Vec<Row<'a>> {
    let highest = |cells: &[Cow<'_, str>]| {
        cells.iter().zip(widths).map(|(text, width)| lines(text, *width)).fold(1.0, f64::max)
    };
    let whole: Vec<_> = cells.iter().map(|text| Cow::Borrowed(*text)).collect();
    let most = highest(&whole);
    if most <= most_lines() {
        return vec![Row { cells: whole, lines: most }];
    }
    let cells: Vec<_> = cells.iter().zip(widths).map(|(text, width)| pieces(text, *width)).collect();
    let rows = cells.iter().map(Vec::len).max().unwrap_or(1);
    let row = |at: usize| {
        let cells: Vec<_> =
            cells.iter().map(|pieces| Cow::Owned(pieces.get(at).cloned().unwrap_or_default())).collect();
        Row { lines: highest(&cells), cells }
    };
    (0..rows).map(row).collect()
}

/// A text in pieces that each fit into one row, broken between lines where that is possible.
fn pieces(text: &str, width: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut taken = 0.0;
    for line in text.split('\n').flat_map(|line| split_long(line, width)) {
        let own = lines(&line, width);
        if taken > 0.0 && taken + own > most_lines() {
            pieces.push(String::new());
            taken = 0.0;
        }
        if let Some(piece) = pieces.last_mut() {
            if taken > 0.0 {
                piece.push('\n');
            }
            piece.push_str(&line);
        }
        taken += own;
    }
    pieces
}

/// A line that alone is too high, cut.
fn split_long(line: &str, width: f64) -> Vec<String> {
    if lines(line, width) <= most_lines() {
        return vec![line.to_owned()];
    }
    let mut parts = vec![String::new()];
    for c in line.chars() {
        if let Some(part) = parts.last_mut() {
            part.push(c);
            if lines(part, width) >= most_lines() {
                parts.push(String::new());
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_high_for_one_row_goes_on_in_the_next_and_nothing_is_lost() {
        let sentence = "张建国，机动车登记：号牌号码 冀J12345，状态 正常（in/车管.csv 第7行）";
        let text = vec![sentence; 80].join("\n");
        let found = pieces(&text, 46.0);
        assert!(found.len() > 1);
        assert!(found.iter().all(|piece| lines(piece, 46.0) <= most_lines()));
        assert_eq!(found.join("\n"), text);
        let long = "证".repeat(4000);
        let found = pieces(&long, 20.0);
        assert!(found.iter().all(|piece| lines(piece, 20.0) <= most_lines()));
        assert_eq!(found.concat(), long);
    }
}
