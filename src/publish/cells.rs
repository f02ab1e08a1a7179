//! The text of each cell in files that people open, formulas made harmless.

use polars::prelude::{Column, DataType};

use crate::table::cell_text;

/// A cell that a spreadsheet would take for a formula, made a plain text by an apostrophe before it.
pub fn neutralised(text: String) -> String {
    // A spreadsheet also looks behind leading blanks.
    let starts =
        text.trim_start_matches([' ', '\u{3000}']).starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let wide = text.starts_with(['＝', '＋', '－', '＠']);
    if starts || wide { format!("'{text}") } else { text }
}

/// One column of a table as texts.
pub struct TextColumn<'a> {
    column: &'a Column,
    /// Numbers, dates and truths cannot be formulas.
    pub may_be_formula: bool,
}

impl<'a> TextColumn<'a> {
    pub fn new(column: &'a Column) -> Self {
        Self { column, may_be_formula: matches!(column.dtype(), DataType::String) }
    }

    /// The text in this row; nothing for null.
    pub fn get(&self, row: usize) -> Option<String> {
        self.column.get(row).ok().as_ref().and_then(cell_text)
    }

    /// The text in this row; empty for null.
    pub fn text(&self, row: usize) -> String {
        self.get(row).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_becomes_plain_text() {
        for formula in ["=1+1", "+86", "-2", "@SUM(A1)", "\tx", "\rx", " =1+1", "\u{3000}=1", "＝1"] {
            assert!(neutralised(formula.to_owned()).starts_with('\''), "{formula:?}");
        }
        assert_eq!(neutralised("张三=户主".to_owned()), "张三=户主");
    }
}
