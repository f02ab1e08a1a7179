//! A workbook of a run, of which a county has thousands: how it begins, and sheets that are written row by row.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::room::free;

/// A folder that is kept in memory, where the system has one.
const IN_MEMORY: &str = "/dev/shm";
/// What must be free there, in bytes: many times what all workbooks take that are written at one time.
const ROOM: u64 = 64 << 20;

/// A workbook, empty so far.
pub(super) struct ListBook {
    workbook: Workbook,
    /// Whether rows are put aside as soon as they are complete.
    row_by_row: bool,
}

impl ListBook {
    pub fn new(properties: &DocProperties) -> Result<Self, XlsxError> {
        let folder = Path::new(IN_MEMORY);
        Self::in_folder(
            Some(folder).filter(|folder| free(folder).is_some_and(|free| free >= ROOM)),
            properties,
        )
    }

    fn in_folder(folder: Option<&Path>, properties: &DocProperties) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        // A county has thousands of these, and none is large.
        workbook.set_zip_compression_level(1);
        // Without a fixed date every workbook would carry the second it was written in.
        let never = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&properties.clone().set_creation_datetime(&never));
        let row_by_row = folder.is_some_and(|folder| workbook.set_tempdir(folder).is_ok());
        Ok(Self { workbook, row_by_row })
    }

    /// A new sheet. Its rows must be written from above to below, each with its formats and its height before the next
    /// is begun, and [`end_rows`] behind the last.
    ///
    /// The library gives each sheet that it holds in memory a thread of its own when it is saved, which takes longer than
    /// writing a small sheet. One that is written row by row has none.
    pub fn sheet(&mut self) -> Result<&mut Worksheet, XlsxError> {
        let aside = self.row_by_row.then(|| self.workbook.new_worksheet_with_low_memory().ok()).flatten();
        match aside {
            Some(sheet) => {
                let at = self.workbook.worksheets().len();
                self.workbook.push_worksheet(sheet);
                self.workbook.worksheet_from_index(at)
            }
            None => Ok(self.workbook.add_worksheet()),
        }
    }

    pub fn bytes(mut self) -> Result<Vec<u8>, XlsxError> {
        self.workbook.save_to_buffer()
    }
}

/// Ends the rows of a sheet that is written row by row; `behind` is the row behind the last.
///
/// Without it the library (0.102) would write the last row twice where it has a height: a cell that holds nothing and looks
/// like nothing completes it.
pub(super) fn end_rows(sheet: &mut Worksheet, behind: u32) -> Result<(), XlsxError> {
    sheet.write_blank(behind, 0, &Format::default())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    /// The rows of the sheet of a workbook: a title without a height, then rows that have one.
    fn rows(mut book: ListBook) -> Vec<String> {
        let sheet = book.sheet().unwrap();
        let bold = Format::new().set_bold();
        sheet.write_string(0, 0, "乡 村").unwrap();
        for row in 1..4 {
            sheet.write_string(row, 0, format!("户 {row}")).unwrap();
            sheet.set_range_format(row, 0, row, 2, &bold).unwrap();
            sheet.set_row_height(row, 33).unwrap();
        }
        end_rows(sheet, 4).unwrap();
        let bytes = book.bytes().unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut xml = String::new();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
        xml.replace(r#" spans="1:3""#, "").split("<row ").skip(1).map(str::to_owned).collect()
    }

    #[test]
    fn a_sheet_written_row_by_row_has_every_row_once_as_one_held_in_memory_has() {
        let temporary = tempfile::tempdir().unwrap();
        let book = |folder| ListBook::in_folder(folder, &DocProperties::new()).unwrap();
        let aside = rows(book(Some(temporary.path())));
        assert_eq!(aside.len(), 5, "{aside:#?}");
        assert_eq!(aside, rows(book(None)));
    }

    #[test]
    fn where_no_file_can_be_put_aside_a_workbook_is_held_in_memory() {
        let book = ListBook::in_folder(Some(Path::new("/nowhere/at/all")), &DocProperties::new()).unwrap();
        assert!(!book.row_by_row);
        assert_eq!(rows(book).len(), 5);
    }
}
