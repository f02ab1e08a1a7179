//! The reader of workbooks: the sheets that fit, their headers, and their rows as text.

use std::io::Cursor;

use calamine::{Reader, SheetVisible, open_workbook_auto_from_rs};
use zip::ZipArchive;

use super::grid::{Grid, GridRows, Place};
use super::header::{Fit, LINES_TO_LOOK_AT, Matcher};
use super::messages;
use crate::delivery::{Delivery, Sheet};
use crate::diagnostic::Diagnostic;
use crate::raw::Header;
use crate::words::{Said, said};

mod library;
mod plain;

use library::Library;
use plain::Plain;

/// A sheet read to the end.
pub struct Read {
    pub shown: String,
    pub header: Header,
    pub rows: GridRows,
}

/// Cells merged into one: the first and the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    pub start: Place,
    pub end: Place,
}

/// A workbook, opened.
struct Workbook<'a> {
    bytes: &'a [u8],
    /// None where it is not plain, or was found not to be.
    plain: Option<Plain<'a>>,
    library: Option<Library<'a>>,
    /// Their names, and whether somebody who opens the workbook does not see them.
    sheets: Vec<(String, bool)>,
}

impl<'a> Workbook<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, calamine::Error> {
        if let Ok(plain) = Plain::open(bytes) {
            return Ok(Self { bytes, sheets: plain.sheets(), plain: Some(plain), library: None });
        }
        let mut opened = Self { bytes, plain: None, library: None, sheets: Vec::new() };
        let library = opened.library()?;
        let sheets = library.sheets_metadata().iter();
        opened.sheets =
            sheets.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect();
        Ok(opened)
    }

    fn library(&mut self) -> Result<&mut Library<'a>, calamine::Error> {
        let library = match self.library.take() {
            Some(library) => library,
            None => open_workbook_auto_from_rs(Cursor::new(self.bytes))?,
        };
        Ok(self.library.insert(library))
    }

    /// The cells of a sheet, and the merged ones among them where they are known already.
    fn sheet(&mut self, name: &str) -> Result<(Grid, Option<Vec<Region>>), SheetError> {
        if let Some(plain) = &mut self.plain {
            match plain.sheet(name) {
                Ok((grid, merged)) => return Ok((grid, Some(merged))),
                Err(plain::NotPlain) => self.plain = None,
            }
        }
        Ok((library::sheet(self.library()?, name)?, None))
    }

    fn merged(&mut self, name: &str) -> Vec<Region> {
        self.library().map(|library| library::merged(library, name)).unwrap_or_default()
    }
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
    let why = |error: calamine::Error| {
        let why = match error {
            _ if wrapped => said!("workbook-locked-or-renamed"),
            // A workbook is a zip archive, and its table of contents stands at the end.
            calamine::Error::Msg(_) if bytes.starts_with(b"PK") => {
                match ZipArchive::new(Cursor::new(&bytes)) {
                    Ok(_) => said!("workbook-other-archive"),
                    Err(_) => said!("workbook-cut-off"),
                }
            }
            error => reason(&error),
        };
        vec![messages::not_a_workbook(shown, why)]
    };
    let mut workbook = Workbook::open(&bytes).map_err(why)?;
    let names: Vec<_> = workbook.sheets.iter().map(|(name, _)| name.clone()).collect();
    let several = names.len() > 1;
    let wanted = wanted(&names, &delivery.sheet, shown)?;
    let mut candidates = Vec::new();
    for name in wanted {
        let shown = if several { format!("{shown}#{name}") } else { shown.to_owned() };
        let (grid, merged) = match workbook.sheet(&name) {
            Ok(read) => read,
            Err(SheetError::Workbook(error)) => return Err(why(error)),
            Err(SheetError::TooLarge { rows, columns }) => {
                return Err(vec![messages::sheet_too_large(&shown, rows, columns)]);
            }
        };
        if !grid.is_empty() {
            let mut candidate = Candidate::new(shown, grid, delivery, matcher);
            candidate.hidden = workbook.sheets.iter().any(|(own, hidden)| *own == name && *hidden);
            if merged.as_ref().is_none_or(|merged| !merged.is_empty()) {
                candidate.fill_down(|| merged.unwrap_or_else(|| workbook.merged(&name)));
            }
            candidates.push(candidate);
        }
    }
    if candidates.is_empty() {
        return Err(vec![messages::empty(shown)]);
    }
    choose(candidates, delivery, matcher)
}

fn reason(error: &calamine::Error) -> Said {
    match error {
        calamine::Error::Xlsx(calamine::XlsxError::Password) => said!("workbook-locked"),
        calamine::Error::Msg(_) => said!("workbook-in-name-only"),
        _ => said!("workbook-damaged"),
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
    grid: Grid,
    /// The lines that may be the header, with their rows.
    lines: Vec<(u32, Vec<String>)>,
    fit: Option<Fit>,
    /// Who opens the workbook does not see it.
    hidden: bool,
    /// Cells that took the value of the merged cell they are part of.
    filled: usize,
}

fn is_blank(cell: &str) -> bool {
    cell.trim().is_empty()
}

impl Candidate {
    fn new(shown: String, grid: Grid, delivery: &Delivery, matcher: &Matcher<'_>) -> Self {
        let most = if delivery.skip_rows.is_some() { 1 } else { LINES_TO_LOOK_AT };
        let lines: Vec<(u32, Vec<String>)> = grid
            .filled_rows()
            .filter(|row| delivery.skip_rows.is_none_or(|skipped| *row as usize >= skipped))
            .map(|row| (row, grid.row(row).map(str::to_owned).collect::<Vec<_>>()))
            .filter(|(_, cells)| !cells.iter().all(|cell| is_blank(cell)))
            .take(most)
            .collect();
        let texts: Vec<_> = lines.iter().map(|(_, cells)| cells.clone()).collect();
        let fit = matcher.best_line(&texts);
        Self { shown, grid, lines, fit, hidden: false, filled: 0 }
    }

    /// Gives every row below the header the value of the merged cell that reaches over it: a 户编号 merged over
    /// its members is each member's. `merged` is asked for only where a cell is empty below a filled one.
    fn fill_down(&mut self, merged: impl FnOnce() -> Vec<Region>) {
        let header = self.fit.as_ref().and_then(|fit| self.lines.get(fit.line)).map(|(row, _)| *row);
        let (Some(header), Some((rows, columns))) = (header, self.grid.extent()) else { return };
        let below = header + 1..=*rows.end();
        let is_open = |row: u32| {
            let mut pairs = self.grid.row(row).zip(self.grid.row(row + 1));
            row < *rows.end() && pairs.any(|(above, below)| !is_blank(above) && is_blank(below))
        };
        if !below.clone().any(is_open) {
            return;
        }
        let mut filled = Vec::new();
        for Region { start: (top, left), end: (bottom, right) } in merged() {
            if top <= header || left < *columns.start() || top == bottom {
                continue;
            }
            let Some(value) = self.grid.get((top, left)).filter(|value| !is_blank(value)) else { continue };
            for row in top..=bottom.min(*rows.end()) {
                for column in left..=right.min(*columns.end()) {
                    if self.grid.get((row, column)).is_none_or(is_blank) {
                        filled.push(((row, column), value.to_owned()));
                    }
                }
            }
        }
        self.filled = filled.len();
        if self.filled > 0 {
            self.grid.replace(filled);
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
        let looked_at = said!("the-first-rows", rows = LINES_TO_LOOK_AT);
        let no_header = || vec![messages::no_header(&self.shown, &matcher.expected(), looked_at.clone())];
        let fit = self.fit.as_ref().ok_or_else(no_header)?;
        let (row, _) = self.lines.get(fit.line).ok_or_else(no_header)?;
        let (upper, _) = self.lines.get(fit.first_line).ok_or_else(no_header)?;
        // Rows count from 1 in the workbook.
        let line = |row: u32| u64::from(row) + 1;
        let header = matcher.header(fit, (line(*upper), line(*row)), &self.shown)?;
        let first = row + 1;
        Ok(Read { shown: self.shown, header, rows: GridRows::new(self.grid, first) })
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

#[cfg(test)]
mod tests;
