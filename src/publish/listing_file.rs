//! Files of a listing that somebody asked for: CSV or a workbook, whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::cells::neutralised;
use super::village::{Styles, height, lines, rows_of};
use super::{PublishError, csv};
use crate::domain::Lang;
use crate::whole_file::write_whole;
use crate::words::word;

/// What errors call a file that is not written yet.
const THE_LIST: &str = "the list";

/// The bytes of a CSV that a spreadsheet opens right: byte-order mark, formulas neutralised.
pub fn csv_of(heads: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, PublishError> {
    written(heads, rows).map_err(|error| PublishError::format(THE_LIST, error))
}

fn written(heads: &[&str], rows: &[Vec<String>]) -> io::Result<Vec<u8>> {
    let mut writer = csv::begin(Vec::new())?;
    writer.write_record(heads)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| neutralised(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error())
}

/// A column of a workbook that somebody asked for.
#[derive(Debug, Clone, Copy)]
pub struct ListColumn<'a> {
    pub title: &'a str,
    /// Whether its cells are counts.
    pub number: bool,
}

/// The bytes of a workbook for a reader: one sheet under its title, columns as wide as what stands in them, rows as high, a
/// filter, ready to print on A4.
pub fn workbook_of(
    title: &str,
    columns: &[ListColumn<'_>],
    rows: &[Vec<String>],
    lang: Lang,
) -> Result<Vec<u8>, PublishError> {
    build(title, columns, rows, lang).map_err(|error| PublishError::format(THE_LIST, error))
}

fn build(
    title: &str,
    columns: &[ListColumn<'_>],
    rows: &[Vec<String>],
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let never = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&never));
    let styles = Styles::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(title)?;
    sheet.write_string_with_format(0, 0, word!(lang, "list-note"), &styles.note)?;
    let widths: Vec<_> = (0..).zip(columns).map(|(at, column)| width_of(column.title, at, rows)).collect();
    let mut most = 1.0_f64;
    for ((at, column), width) in (0u16..).zip(columns).zip(&widths) {
        sheet.write_string_with_format(1, at, column.title, &styles.head)?;
        sheet.set_column_width(at, *width)?;
        most = most.max(lines(column.title, *width));
    }
    sheet.set_row_height(1, height(most))?;
    let mut row = 2;
    for cells in rows {
        let cells: Vec<_> = cells.iter().map(String::as_str).collect();
        for own in rows_of(&cells, &widths) {
            for ((at, column), cell) in (0u16..).zip(columns).zip(&own.cells) {
                match cell.parse::<i32>() {
                    Ok(number) if column.number => {
                        sheet.write_number_with_format(row, at, number, &styles.cell)?
                    }
                    _ => sheet.write_string_with_format(row, at, &**cell, &styles.cell)?,
                };
            }
            sheet.set_row_height(row, height(own.lines))?;
            row += 1;
        }
    }
    sheet.set_freeze_panes(2, 0)?;
    sheet.autofilter(1, 0, row.max(3) - 1, u16::try_from(columns.len().max(1) - 1).unwrap_or(u16::MAX))?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(1, 1)?;
    sheet.set_footer(word!(lang, "page-footer"));
    workbook.save_to_buffer()
}

/// As wide as the longest line of a column, in characters, within reason: longer ones are broken.
fn width_of(title: &str, column: usize, rows: &[Vec<String>]) -> f64 {
    const LEAST: usize = 6;
    // A name may take two lines; sentences take many.
    const NAME: usize = 28;
    const SENTENCES: usize = 50;
    let cells = rows.iter().filter_map(|cells| cells.get(column)).flat_map(|cell| cell.split('\n'));
    let longest = cells.map(UnicodeWidthStr::width).max().unwrap_or(0);
    // A head of two lines is no harm.
    let longest = longest.max(title.width().div_ceil(2) + 1);
    let most = if longest > 2 * NAME { SENTENCES } else { NAME };
    (longest + 2).clamp(LEAST, most) as f64
}

/// Writes a file in one step: whoever opens it sees the old one or the new one.
///
/// # Errors
/// The file cannot be written.
pub fn write_list(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let written = write_whole(path, |file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| PublishError::disk(path, error))
}

/// Writes a file below a folder, in one step; folders are made as they are needed.
///
/// # Errors
/// The file or its folder cannot be written.
pub fn write_below(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
    let path = folder.join(path);
    let of_file = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(of_file).map_err(|error| PublishError::disk(of_file, error))?;
    write_list(&path, bytes)
}
