//! Files of a listing that somebody asked for: CSV or a workbook, whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::PublishError;
use super::cells::neutralised;

/// The bytes of a CSV that a spreadsheet opens right: byte-order mark, formulas neutralised.
pub fn csv_of(heads: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, PublishError> {
    let failed = |detail: String| PublishError::Format { file: "the list".to_owned(), detail };
    let start = "\u{feff}".as_bytes().to_vec();
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::Any(b'\n')).from_writer(start);
    writer.write_record(heads).map_err(|error| failed(error.to_string()))?;
    for row in rows {
        let cells = row.iter().map(|cell| neutralised(cell.clone()));
        writer.write_record(cells).map_err(|error| failed(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| failed(error.to_string()))
}

/// The bytes of a workbook with one sheet, its head frozen, a filter on it.
pub fn workbook_of(heads: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, PublishError> {
    let failed =
        |error: XlsxError| PublishError::Format { file: "the list".to_owned(), detail: error.to_string() };
    build(heads, rows).map_err(failed)
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
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let disk = |error| PublishError::disk(path, error);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let aside = path.with_file_name(name);
    let written = File::create(&aside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let moved = written.and_then(|()| fs::rename(&aside, path));
    if moved.is_err() {
        fs::remove_file(&aside).ok();
    }
    moved.map_err(disk)
}
