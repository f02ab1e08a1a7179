//! The reader of every kind of workbook, slow and thorough: that of the library.

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Sheets, XlsxError};

use super::{Region, SheetError};
use crate::extract::grid::Grid;

/// Rows × columns that a sheet may span; with one cell far away 17 thousand million places would be walked through.
pub const MOST_CELLS: u64 = 64_000_000;

pub type Library<'a> = Sheets<Cursor<&'a [u8]>>;

/// The cells of a sheet, unless they are too far apart to be walked through.
pub fn sheet(workbook: &mut Library<'_>, name: &str) -> Result<Grid, SheetError> {
    let mut cells = Vec::new();
    match workbook {
        Sheets::Xlsx(workbook) => {
            let mut reader = match workbook.worksheet_cells_reader(name) {
                Ok(reader) => reader,
                // A sheet that is a chart has no cells.
                Err(XlsxError::NotAWorksheet(_)) => return Ok(Grid::default()),
                Err(error) => return Err(error.into()),
            };
            while let Some(cell) = reader.next_cell()? {
                if *cell.get_value() != DataRef::Empty {
                    cells.push((cell.get_position(), as_text(&cell.get_value().clone().into()).into_owned()));
                }
            }
        }
        Sheets::Xlsb(workbook) => {
            let mut reader = workbook.worksheet_cells_reader(name)?;
            while let Some(cell) = reader.next_cell()? {
                if *cell.get_value() != DataRef::Empty {
                    cells.push((cell.get_position(), as_text(&cell.get_value().clone().into()).into_owned()));
                }
            }
        }
        other => {
            let range = other.worksheet_range(name)?;
            let (first, left) = range.start().unwrap_or_default();
            let used = range.used_cells();
            let placed = used.map(|(row, column, cell)| {
                // A sheet has far fewer rows and columns than fit.
                let place = (first + row as u32, left + column as u32);
                (place, as_text(cell).into_owned())
            });
            return Ok(Grid::of(placed.collect()));
        }
    }
    let grid = Grid::of(cells);
    let (rows, columns) = grid.span();
    if rows.saturating_mul(columns) > MOST_CELLS {
        return Err(SheetError::TooLarge { rows, columns });
    }
    Ok(grid)
}

/// The merged cells of a sheet, where the format tells.
pub fn merged(workbook: &mut Library<'_>, name: &str) -> Vec<Region> {
    let found = match workbook {
        Sheets::Xlsx(workbook) => workbook.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(workbook) => workbook.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    };
    found.into_iter().map(|region| Region { start: region.start, end: region.end }).collect()
}

/// A cell as a person would type it: whole numbers without `.0`, dates as 2014-01-31.
pub fn as_text(cell: &Data) -> Cow<'_, str> {
    match cell {
        Data::Empty => Cow::Borrowed(""),
        // A lookup that failed says nothing, and that is not the same as an empty cell.
        Data::Error(error) => error.to_string().into(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cow::Borrowed(text),
        // A spreadsheet keeps 15 digits of a number and makes the others up: as it shows such a number, so that
        // nobody takes it for what was typed.
        Data::Int(number) if number.unsigned_abs() >= TOO_LONG => exponential(*number as f64).into(),
        Data::Float(number) if number.abs() >= TOO_LONG as f64 => exponential(*number).into(),
        Data::Int(number) => number.to_string().into(),
        // The shortest digits that give this number back, never with an exponent.
        Data::Float(number) => number.to_string().into(),
        Data::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.into(),
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let midnight = (hour, minute, second) == (0, 0, 0);
            let time = if midnight { String::new() } else { format!(" {hour:02}:{minute:02}:{second:02}") };
            format!("{year:04}-{month:02}-{day:02}{time}").into()
        }
        Data::DateTime(moment) => moment.as_f64().to_string().into(),
    }
}

/// The smallest whole number of 16 digits.
const TOO_LONG: u64 = 1_000_000_000_000_000;

/// `1.30927195011046E+17`: the 15 digits that a spreadsheet keeps.
fn exponential(number: f64) -> String {
    format!("{number:.14E}").replacen('E', "E+", 1)
}
