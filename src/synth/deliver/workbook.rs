//! Tables as workbooks, row by row, so that memory does not grow with them.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::domain::IdState;
use crate::standard::citizen_id;
use crate::synth::deliver::folder::{Folder, Out, SynthError};

/// A workbook that is being written, with its sheets.
pub struct Book {
    workbook: Workbook,
    out: Out,
    date: Format,
    text: Format,
}

impl Book {
    /// Begins a workbook in a folder; what it holds until it is closed waits in a nameless file there.
    pub fn begin(folder: &Folder, name: &str, sheets: &[&str]) -> Result<Self, SynthError> {
        let out = folder.create(name)?;
        let mut workbook = Workbook::new();
        let begun = (|| {
            // Without a date of its own a workbook gets the hour at which it is written.
            let then = ExcelDateTime::from_ymd(2017, 9, 12)?;
            workbook.set_properties(&DocProperties::new().set_creation_datetime(&then));
            workbook.set_tempdir(folder.path())?;
            for sheet in sheets {
                workbook.add_worksheet_with_constant_memory()?.set_name(*sheet)?;
            }
            Ok(())
        })();
        begun.map_err(|error| failed(&out, error))?;
        Ok(Self {
            workbook,
            out,
            date: Format::new().set_num_format("yyyy-mm-dd"),
            text: Format::new().set_num_format("@"),
        })
    }

    /// Writes a row; rows of a sheet come in order, from 0.
    pub fn row<'a>(
        &mut self,
        sheet: usize,
        row: u32,
        cells: impl Iterator<Item = &'a str>,
    ) -> Result<(), SynthError> {
        let written = (|| {
            let sheet = self.workbook.worksheet_from_index(sheet)?;
            for (column, text) in (0u16..).zip(cells) {
                match meaning(text) {
                    Cell::Empty => continue,
                    Cell::Day(day) => sheet.write_with_format(row, column, &day, &self.date)?,
                    Cell::Number(number) => sheet.write_number(row, column, number)?,
                    Cell::Text => sheet.write_string_with_format(row, column, text, &self.text)?,
                };
            }
            Ok(())
        })();
        written.map_err(|error| failed(&self.out, error))
    }

    pub fn close(mut self) -> Result<(), SynthError> {
        let saved = self.workbook.save_to_writer(&mut self.out);
        saved.map_err(|error| failed(&self.out, error))?;
        self.out.close()
    }
}

/// What a spreadsheet makes of a text that is typed into it.
enum Cell {
    Empty,
    Day(ExcelDateTime),
    Number(f64),
    Text,
}

/// More digits than this are a number of something, and typed as text.
const LONGEST_NUMBER: usize = 11;

fn meaning(text: &str) -> Cell {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if text.is_empty() {
        return Cell::Empty;
    }
    if digits == 0 || text.bytes().any(|c| !matches!(c, b'0'..=b'9' | b'.' | b'-')) {
        return Cell::Text;
    }
    if text.len() == 10 && digits == 8 {
        return ExcelDateTime::parse_from_str(text).map_or(Cell::Text, Cell::Day);
    }
    let padded = text.starts_with('0') && !text.starts_with("0.") && text.len() > 1;
    // What is left of a citizen number that somebody typed as a number: 15 digits, and zeros. One that truly
    // ends so was typed as text.
    let cut = text.len() == 18 && citizen_id::read(text).state == IdState::Truncated;
    match text.parse() {
        Ok(number) if cut || (digits <= LONGEST_NUMBER && !padded) => Cell::Number(number),
        _ => Cell::Text,
    }
}

fn failed(out: &Out, error: XlsxError) -> SynthError {
    match error {
        XlsxError::IoError(source) => out.failed(source),
        other => out.failed(std::io::Error::other(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_takes_days_and_amounts_for_such_and_numbers_of_things_for_text() {
        assert!(matches!(meaning("2014-01-31"), Cell::Day(_)));
        for text in [
            "2014-02-30",
            "130927195011046123",
            "02",
            "张三",
            "130927600000001",
            "1,234.00",
            "-",
            "1.30927E+17",
        ] {
            assert!(matches!(meaning(text), Cell::Text), "{text}");
        }
        assert!(matches!(meaning("1380.50"), Cell::Number(number) if number == 1380.5));
        assert!(matches!(meaning("130927195011046000"), Cell::Number(_)));
    }
}
