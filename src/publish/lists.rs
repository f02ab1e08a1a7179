//! The plain lists of a village: a workbook of one table, ready to print.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, Worksheet, XlsxError};

use super::list_book::{ListBook, end_rows};
use super::village::{Styles, write_texts, write_texts_and};
use super::{PublishError, list_names};
use crate::domain::{Lang, file_name};
use crate::words::word;

const A4: u8 = 9;

/// A list of one village: a sheet to print.
#[derive(Debug, Clone, PartialEq)]
pub struct VillageList {
    /// Path in the run folder.
    pub path: String,
    pub title: String,
    pub lang: Lang,
    /// The name of the sheet.
    pub sheet: &'static str,
    pub note: &'static str,
    /// Heads and widths in characters.
    pub columns: Vec<(&'static str, f64)>,
    pub rows: Vec<Vec<ListCell>>,
}

/// A cell of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListCell {
    Text(String),
    Number(i64),
}

/// A path that no other village has, on systems that confuse capitals and small letters too.
pub(super) fn free_path(township: &str, village: &str, kind: &str, taken: &mut BTreeSet<String>) -> String {
    let folder = folder_of(township);
    let name = file_name(village, list_names::NO_VILLAGE);
    let mut path = format!("lists/{folder}/{name}{kind}.xlsx");
    let mut number = 1;
    while !taken.insert(path.to_lowercase()) {
        number += 1;
        path = format!("lists/{folder}/{name}{kind}-{number}.xlsx");
    }
    path
}

/// The folder of a township's lists, below `lists/`.
pub fn folder_of(township: &str) -> String {
    file_name(township, list_names::NO_TOWNSHIP)
}

/// A workbook of the run folder that is made when it is written.
pub trait ListFile: Sync {
    /// Below the run folder.
    fn path(&self) -> &str;

    /// The same for the same cards.
    fn bytes(&self) -> Result<Vec<u8>, PublishError>;
}

impl ListFile for VillageList {
    fn path(&self) -> &str {
        &self.path
    }

    fn bytes(&self) -> Result<Vec<u8>, PublishError> {
        build(self).map_err(|error| PublishError::format(&self.path, error))
    }
}

fn build(list: &VillageList) -> Result<Vec<u8>, XlsxError> {
    let mut book = ListBook::new(&DocProperties::new())?;
    let styles = Styles::new();

    let sheet = book.sheet()?;
    sheet.set_name(list.sheet)?;
    sheet.write_string_with_format(0, 0, &list.title, &styles.title)?;
    sheet.write_string_with_format(1, 0, list.note, &styles.note)?;
    let (heads, widths): (Vec<_>, Vec<_>) = list.columns.iter().copied().unzip();
    for (column, width) in (0u16..).zip(&widths) {
        sheet.set_column_width(column, *width)?;
    }
    let last_column = u16::try_from(widths.len()).unwrap_or(u16::MAX).saturating_sub(1);
    let mut row = write_texts(sheet, 2, (&heads, &widths), &[(0, last_column, &styles.head)])?;
    for cells in &list.rows {
        let first = row;
        // Strings are written as strings: a spreadsheet never runs them.
        let texts: Vec<_> = cells.iter().map(ListCell::text).collect();
        let numbers = |sheet: &mut Worksheet| {
            for (column, cell) in (0u16..).zip(cells) {
                if let ListCell::Number(number) = cell {
                    let number = i32::try_from(*number).unwrap_or(i32::MAX);
                    sheet.write_number_with_format(first, column, number, &styles.cell)?;
                }
            }
            Ok(())
        };
        let looks = [(0, last_column, &styles.cell)];
        row = write_texts_and(sheet, first, (&texts, &widths), &looks, numbers)?;
    }
    end_rows(sheet, row)?;
    sheet.autofilter(2, 0, row.max(3) - 1, last_column)?;
    sheet.set_freeze_panes(3, 0)?;
    sheet.set_repeat_rows(2, 2)?;
    sheet.set_landscape();
    sheet.set_paper_size(A4);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer(word!(list.lang, "page-footer"));
    book.bytes()
}

impl ListCell {
    /// What stands in the cell, but for a number, which is none.
    fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Number(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_villages_never_share_a_file() {
        let mut taken = BTreeSet::new();
        assert_eq!(free_path("乡", "a/b", "", &mut taken), "lists/乡/a_b.xlsx");
        assert_eq!(free_path("乡", "A_b", "", &mut taken), "lists/乡/A_b-2.xlsx");
    }

    #[test]
    fn the_same_cards_give_the_same_workbook_byte_for_byte() {
        let list = VillageList {
            path: String::new(),
            title: "乡 村".to_owned(),
            sheet: "核查名单",
            lang: Lang::Zh,
            note: "",
            columns: vec![("规则", 22.0), ("人数", 5.5)],
            rows: vec![vec![ListCell::Text("=1+1".to_owned()), ListCell::Number(3)]],
        };
        let first = list.bytes().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(2100));
        assert_eq!(first, list.bytes().unwrap());
    }
}
