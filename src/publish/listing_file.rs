//! Files of a listing that somebody asked for: CSV or a workbook, whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::cells::neutralised;
use super::{PublishError, csv};
use crate::whole_file::write_whole;

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

/// The bytes of a workbook with one sheet, its head frozen, a filter on it.
pub fn workbook_of(heads: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, PublishError> {
    build(heads, rows).map_err(|error| PublishError::format(THE_LIST, error))
}

fn build(heads: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let never = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&never));
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet();
    let mut last_column = 0;
    for (column, head) in (0u16..).zip(heads) {
        sheet.write_string_with_format(0, column, *head, &bold)?;
        sheet.set_column_width(column, 16)?;
        last_column = column;
    }
    let mut last_row = 0;
    for (row, cells) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(cells) {
            sheet.write_string(row, column, cell)?;
        }
        last_row = row;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    workbook.save_to_buffer()
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
