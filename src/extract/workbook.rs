//! The reader of workbooks: the sheets that fit, their headers, and their rows as text.

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{
    Data, DataRef, Dimensions, Range, Reader, SheetVisible, Sheets, XlsxError, open_workbook_auto_from_rs,
};

use super::header::{Fit, LINES_TO_LOOK_AT, Matcher};
use super::messages;
use crate::delivery::{Delivery, Sheet};
use crate::diagnostic::Diagnostic;
use crate::raw::{Header, RawChunk};

/// Rows of a sheet that are handed on together.
const ROWS: usize = 4_096;
/// Rows × columns that a sheet may span; one cell far away would have a grid of 17 thousand million kept.
const MOST_CELLS: u64 = 64_000_000;

/// A sheet read to the end.
pub struct Read {
    pub shown: String,
    pub header: Header,
    pub chunks: Vec<RawChunk>,
}

/// The sheets that fit, and warnings about those that do not.
pub fn open(
    bytes: Vec<u8>,
    shown: &str,
    delivery: &Delivery,
    matcher: &Matcher<'_>,
) -> Result<(Vec<Read>, Vec<Diagnostic>), Vec<Diagnostic>> {
    // A locked .xlsx is wrapped in the format of the old .xls.
    let wrapped = bytes.starts_with(b"\xd0\xcf\x11\xe0") && shown.to_lowercase().ends_with(".xlsx");
    // A workbook is a zip archive, and its table of contents stands at the end.
    let cut_off = bytes.starts_with(b"PK");
    let why = |error: calamine::Error| {
        let why = match error {
            _ if wrapped => "it is locked with a password, or an old .xls renamed",
            calamine::Error::Msg(_) if cut_off => "it begins like one and is cut off",
            error => reason(&error),
        };
        vec![messages::not_a_workbook(shown, why)]
    };
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(why)?;
    let names = workbook.sheet_names();
    let several = names.len() > 1;
    let wanted = wanted(&names, &delivery.sheet, shown)?;
    let sheets = workbook.sheets_metadata().iter();
    let hidden: Vec<_> = sheets
        .filter(|sheet| sheet.visible != SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut candidates = Vec::new();
    for name in wanted {
        let shown = if several { format!("{shown}#{name}") } else { shown.to_owned() };
        let range = match sheet(&mut workbook, &name) {
            Ok(range) => range,
            Err(SheetError::Workbook(error)) => return Err(why(error)),
            Err(SheetError::TooLarge { rows, columns }) => {
                return Err(vec![messages::sheet_too_large(&shown, rows, columns)]);
            }
        };
        if !range.is_empty() {
            let mut candidate = Candidate::new(shown, range, delivery, matcher);
            candidate.hidden = hidden.contains(&name);
            candidate.fill_down(|| merged(&mut workbook, &name));
            candidates.push(candidate);
        }
    }
    if candidates.is_empty() {
        return Err(vec![messages::empty(shown)]);
    }
    choose(candidates, delivery, matcher)
}

fn reason(error: &calamine::Error) -> &'static str {
    match error {
        calamine::Error::Xlsx(calamine::XlsxError::Password) => "it is locked with a password",
        calamine::Error::Msg(_) => "nothing in it looks like one",
        _ => "it is damaged or of another kind",
    }
}

/// Why a sheet could not be read.
enum SheetError {
    Workbook(calamine::Error),
    TooLarge { rows: u64, columns: u64 },
}

impl<E: Into<calamine::Error>> From<E> for SheetError {
    fn from(error: E) -> Self {
        Self::Workbook(error.into())
    }
}

/// The cells of a sheet, once it is known that they fit into memory.
fn sheet(workbook: &mut Sheets<Cursor<Vec<u8>>>, name: &str) -> Result<Range<Data>, SheetError> {
    let mut cells = Vec::new();
    match workbook {
        Sheets::Xlsx(workbook) => {
            let mut reader = match workbook.worksheet_cells_reader(name) {
                Ok(reader) => reader,
                // A sheet that is a chart has no cells.
                Err(XlsxError::NotAWorksheet(_)) => return Ok(Range::default()),
                Err(error) => return Err(error.into()),
            };
            while let Some(cell) = reader.next_cell()? {
                if *cell.get_value() != DataRef::Empty {
                    cells.push(calamine::Cell::new(cell.get_position(), cell.get_value().clone().into()));
                }
            }
        }
        Sheets::Xlsb(workbook) => {
            let mut reader = workbook.worksheet_cells_reader(name)?;
            while let Some(cell) = reader.next_cell()? {
                if *cell.get_value() != DataRef::Empty {
                    cells.push(calamine::Cell::new(cell.get_position(), cell.get_value().clone().into()));
                }
            }
        }
        other => return Ok(other.worksheet_range(name)?),
    }
    let (rows, columns) = span(&cells);
    if rows.saturating_mul(columns) > MOST_CELLS {
        return Err(SheetError::TooLarge { rows, columns });
    }
    Ok(Range::from_sparse(cells))
}

/// How many rows and columns some cells span.
fn span(cells: &[calamine::Cell<Data>]) -> (u64, u64) {
    let of = |place: fn(&(u32, u32)) -> u32| {
        let places = || cells.iter().map(|cell| place(&cell.get_position()));
        places().max().zip(places().min()).map_or(0, |(most, least)| u64::from(most - least) + 1)
    };
    (of(|at| at.0), of(|at| at.1))
}

/// The merged cells of a sheet, where the format tells.
fn merged(workbook: &mut Sheets<Cursor<Vec<u8>>>, name: &str) -> Vec<Dimensions> {
    match workbook {
        Sheets::Xlsx(workbook) => workbook.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(workbook) => workbook.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn wanted(names: &[String], sheet: &Sheet, shown: &str) -> Result<Vec<String>, Vec<Diagnostic>> {
    let found: Vec<String> = match sheet {
        Sheet::All => return Ok(names.to_vec()),
        Sheet::Name(wanted) => names.iter().filter(|name| name.trim() == wanted.trim()).cloned().collect(),
        Sheet::Number(number) => {
            number.checked_sub(1).and_then(|at| names.get(at)).cloned().into_iter().collect()
        }
    };
    let asked = match sheet {
        Sheet::Name(name) => format!("called `{name}`"),
        Sheet::Number(number) => format!("number {number}"),
        Sheet::All => String::new(),
    };
    if found.is_empty() { Err(vec![messages::no_such_sheet(shown, &asked, names)]) } else { Ok(found) }
}

struct Candidate {
    shown: String,
    range: Range<Data>,
    /// The lines that may be the header, with their rows in the range.
    lines: Vec<(usize, Vec<String>)>,
    fit: Option<Fit>,
    /// Who opens the workbook does not see it.
    hidden: bool,
    /// Cells that took the value of the merged cell they are part of.
    filled: usize,
}

impl Candidate {
    fn new(shown: String, range: Range<Data>, delivery: &Delivery, matcher: &Matcher<'_>) -> Self {
        let above = range.start().map_or(0, |(row, _)| row as usize);
        let most = if delivery.skip_rows.is_some() { 1 } else { LINES_TO_LOOK_AT };
        let lines: Vec<_> = range
            .rows()
            .enumerate()
            .filter(|(row, _)| delivery.skip_rows.is_none_or(|skipped| row + above >= skipped))
            .map(|(row, cells)| {
                (row, cells.iter().map(|cell| as_text(cell).into_owned()).collect::<Vec<_>>())
            })
            .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
            .take(most)
            .collect();
        let texts: Vec<_> = lines.iter().map(|(_, cells)| cells.clone()).collect();
        let fit = matcher.best_line(&texts);
        Self { shown, range, lines, fit, hidden: false, filled: 0 }
    }

    /// Gives every row below the header the value of the merged cell that reaches over it: a 户编号 merged over
    /// its members is each member's. `merged` is asked for only where a cell is empty below a filled one.
    fn fill_down(&mut self, merged: impl FnOnce() -> Vec<Dimensions>) {
        let header = self.fit.as_ref().and_then(|fit| self.lines.get(fit.line)).map(|(row, _)| *row);
        let (Some(header), Some((first_row, first_column))) = (header, self.range.start()) else { return };
        let is_empty = |cell: &Data| as_text(cell).trim().is_empty();
        let rows: Vec<_> = self.range.rows().skip(header + 1).collect();
        let open = rows.windows(2).any(|pair| match pair {
            [above, below] => {
                above.iter().zip(*below).any(|(above, below)| !is_empty(above) && is_empty(below))
            }
            _ => false,
        });
        if !open {
            return;
        }
        let below_header = u64::from(first_row) + header as u64;
        for region in merged() {
            let ((top, left), (bottom, right)) = (region.start, region.end);
            if u64::from(top) <= below_header || left < first_column || top == bottom {
                continue;
            }
            let Some(value) = self.range.get_value((top, left)).filter(|value| !is_empty(value)).cloned()
            else {
                continue;
            };
            let last =
                self.range.end().map_or((top, left), |(row, column)| (row.min(bottom), column.min(right)));
            for row in top..=last.0 {
                for column in left..=last.1 {
                    if self.range.get_value((row, column)).is_none_or(is_empty) {
                        self.range.set_value((row, column), value.clone());
                        self.filled += 1;
                    }
                }
            }
        }
    }

    fn matched(&self) -> usize {
        self.fit.as_ref().map_or(0, |fit| fit.matched)
    }

    /// Nothing is missing, or so little that the department must have meant this sheet.
    fn meant(&self) -> bool {
        self.fit.as_ref().is_some_and(|fit| fit.missing == 0 || fit.matched > fit.missing)
    }

    fn read(self, matcher: &Matcher<'_>) -> Result<Read, Vec<Diagnostic>> {
        let looked_at = format!("the first {LINES_TO_LOOK_AT} rows");
        let no_header = || vec![messages::no_header(&self.shown, &matcher.expected(), &looked_at)];
        let fit = self.fit.as_ref().ok_or_else(no_header)?;
        let (row, _) = self.lines.get(fit.line).ok_or_else(no_header)?;
        let (upper, _) = self.lines.get(fit.first_line).ok_or_else(no_header)?;
        // Rows count from 1 in the workbook, wherever its content begins.
        let first = self.range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
        let header = matcher.header(fit, (first + *upper as u64, first + *row as u64), &self.shown)?;
        let mut chunks = Vec::new();
        let mut chunk = RawChunk::default();
        for (row, values) in self.range.rows().enumerate().skip(row + 1) {
            chunk.push_row(first + row as u64, values.iter().map(as_text));
            if chunk.rows_read() >= ROWS {
                chunks.push(std::mem::take(&mut chunk));
            }
        }
        chunks.push(chunk);
        Ok(Read { shown: self.shown, header, chunks })
    }
}

/// Reads the sheets that were meant; the others are named, so that nothing disappears.
fn choose(
    candidates: Vec<Candidate>,
    delivery: &Delivery,
    matcher: &Matcher<'_>,
) -> Result<(Vec<Read>, Vec<Diagnostic>), Vec<Diagnostic>> {
    let any_meant = candidates.iter().any(Candidate::meant);
    let best = candidates.iter().map(Candidate::matched).max();
    let (mut sheets, mut warnings, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for candidate in candidates {
        let matched = candidate.matched();
        let named = !matches!(delivery.sheet, Sheet::All);
        let read = named
            || candidate.meant()
            || (!any_meant && Some(matched) == best && sheets.is_empty() && problems.is_empty());
        if !read {
            warnings.push(messages::sheet_left_out(&candidate.shown));
            continue;
        }
        if candidate.hidden && !named {
            warnings.push(messages::hidden_sheet(&candidate.shown));
        }
        if candidate.filled > 0 {
            warnings.push(messages::filled_down(&candidate.shown, candidate.filled));
        }
        match candidate.read(matcher) {
            Ok(sheet) => sheets.push(sheet),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok((sheets, warnings)) } else { Err(problems) }
}

/// A cell as a person would type it: whole numbers without `.0`, dates as 2014-01-31.
fn as_text(cell: &Data) -> Cow<'_, str> {
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
