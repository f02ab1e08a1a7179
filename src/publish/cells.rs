//! The text of each cell in files that people open, formulas made harmless.

use std::borrow::Cow;

use polars::prelude::{Column, StringChunked};

use crate::table::cell_text;

/// A cell that a spreadsheet would take for a formula, made a plain text by an apostrophe before it.
pub fn neutralised(text: &str) -> Cow<'_, str> {
    // A spreadsheet also looks behind leading blanks.
    let starts =
        text.trim_start_matches([' ', '\u{3000}']).starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let wide = text.starts_with(['＝', '＋', '－', '＠']);
    if starts || wide { format!("'{text}").into() } else { text.into() }
}

/// A cell as it was before an apostrophe made a plain text of it.
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| matches!(neutralised(text), Cow::Owned(_))).unwrap_or(cell)
}

/// One column of a table as texts that a spreadsheet may open.
pub enum TextColumn<'a> {
    Texts(&'a StringChunked),
    /// Numbers, dates and truths: they cannot be formulas.
    Values(&'a Column),
}

impl<'a> TextColumn<'a> {
    pub fn new(column: &'a Column) -> Self {
        column.str().map_or(Self::Values(column), Self::Texts)
    }

    /// The text in this row; empty for null.
    pub fn text(&self, row: usize) -> Cow<'a, str> {
        match self {
            Self::Texts(texts) => neutralised(texts.get(row).unwrap_or_default()),
            Self::Values(column) => {
                column.get(row).ok().as_ref().and_then(cell_text).unwrap_or_default().into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_becomes_plain_text() {
        for formula in ["=1+1", "+86", "-2", "@SUM(A1)", "\tx", "\rx", " =1+1", "\u{3000}=1", "＝1"] {
            assert!(neutralised(formula).starts_with('\''), "{formula:?}");
        }
        assert_eq!(neutralised("张三=户主"), "张三=户主");
        for text in ["=1+1", "张三", "'quoted", ""] {
            assert_eq!(plain(&neutralised(text)), text);
        }
    }
}
