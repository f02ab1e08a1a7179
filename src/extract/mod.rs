//! Readers of the departments' files: files in, raw rows out. What they mean is not known here.

use std::fs::File;
use std::io::{self, Read};

use crate::delivery::{DeliveredFile, Delivery};
use crate::diagnostic::Diagnostic;
use crate::raw::{FirstLook, Header, RawChunk};
use crate::words::said;

mod columnar;
mod delimited;
mod encoding;
mod grid;
mod header;
mod records;
mod rows;
pub mod messages;
mod window;
mod workbook;

use grid::GridRows;
use header::Matcher;
use window::{Source, TextWindow, TextWindows};

/// One table of a delivery: a file, or a sheet of one.
pub struct Table {
    /// The file as a person knows it, and `#sheet` where the workbook has several.
    pub shown: String,
    pub header: Header,
    body: Body,
}

enum Body {
    Delimited(delimited::Delimited),
    Sheet(GridRows),
    Cells(Vec<RawChunk>),
}

impl Table {
    /// The rows of the table, from its first.
    pub fn windows(&self) -> io::Result<Windows<'_>> {
        Ok(match &self.body {
            Body::Delimited(delimited) => Windows::Text(Box::new(delimited.windows()?)),
            Body::Sheet(rows) => Windows::Sheet(Some(rows)),
            Body::Cells(chunks) => Windows::Cells(chunks),
        })
    }
}

/// Walks the windows of a table.
pub enum Windows<'a> {
    Text(Box<TextWindows>),
    /// None when it was handed out.
    Sheet(Option<&'a GridRows>),
    Cells(&'a [RawChunk]),
}

/// As much of a table as is in memory at once.
pub enum Window<'a> {
    Text(TextWindow),
    Sheet(&'a GridRows),
    Cells(&'a [RawChunk]),
}

impl<'a> Windows<'a> {
    /// The next window; what is no longer needed of an earlier one may be given back.
    pub fn next(&mut self, spare: Vec<u8>) -> io::Result<Option<Window<'a>>> {
        Ok(match self {
            Self::Text(windows) => windows.next(spare)?.map(Window::Text),
            Self::Sheet(rows) => rows.take().map(Window::Sheet),
            Self::Cells([]) => None,
            Self::Cells(chunks) => Some(Window::Cells(std::mem::take(chunks))),
        })
    }

    /// BLAKE3 of the file as far as it was read by these windows, in hexadecimal; none if it was read
    /// before.
    pub fn digest(&self) -> Option<String> {
        match self {
            Self::Text(windows) => Some(windows.digest()),
            Self::Sheet(_) | Self::Cells(_) => None,
        }
    }
}

impl Window<'_> {
    /// How many chunks its rows come in.
    pub fn chunks(&self) -> usize {
        match self {
            Self::Text(window) => window.stretches.len(),
            Self::Sheet(rows) => rows.chunks(),
            Self::Cells(chunks) => chunks.len(),
        }
    }

    /// Hands one chunk to `use_it`; `buffer` is used again from chunk to chunk.
    pub fn with_chunk<T>(
        &self,
        index: usize,
        buffer: &mut RawChunk,
        use_it: impl FnOnce(&RawChunk) -> T,
    ) -> T {
        match self {
            Self::Text(window) => window.read(index, buffer),
            Self::Sheet(rows) => rows.read(index, buffer),
            Self::Cells(chunks) => match chunks.get(index) {
                Some(chunk) => return use_it(chunk),
                None => buffer.clear(),
            },
        }
        use_it(buffer)
    }

    /// Reads the fields of `look` of the records of one chunk into `buffer`: of those that it does not pass by, and perhaps
    /// of others, which may be no records.
    pub fn survey(&self, index: usize, look: &dyn FirstLook, buffer: &mut RawChunk) {
        match self {
            Self::Text(window) => window.survey(index, look, buffer),
            Self::Sheet(_) | Self::Cells(_) => {
                buffer.clear();
                self.with_chunk(index, &mut RawChunk::default(), |chunk| {
                    for row in chunk.rows() {
                        buffer
                            .push_row(row.source_row(), look.fields().iter().map(|field| row.field(*field)));
                    }
                });
            }
        }
    }

    /// The memory of a window that is no longer needed.
    pub fn into_spare(self) -> Vec<u8> {
        match self {
            Self::Text(window) => window.bytes,
            Self::Sheet(_) | Self::Cells(_) => Vec::new(),
        }
    }
}

/// A delivered file, opened.
pub struct Opened {
    pub tables: Vec<Table>,
    pub warnings: Vec<Diagnostic>,
    /// BLAKE3 of its content, in hexadecimal, where it had to be read whole.
    pub digest: Option<String>,
}

/// Why a file could not be opened.
#[derive(Debug)]
pub enum OpenError {
    /// A person must fix the delivery or its description.
    Delivery(Vec<Diagnostic>),
    /// The machine failed.
    Machine(io::Error),
}

impl From<Vec<Diagnostic>> for OpenError {
    fn from(problems: Vec<Diagnostic>) -> Self {
        Self::Delivery(problems)
    }
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Machine(error)
    }
}

/// Opens one delivered file and finds its tables.
pub fn open(delivery: &Delivery, file: &DeliveredFile) -> Result<Opened, OpenError> {
    let shown = file.shown.as_str();
    let mut start = Vec::new();
    File::open(&file.path)?.take(START_BYTES).read_to_end(&mut start)?;
    if start.is_empty() {
        return Err(vec![messages::empty(shown)].into());
    }
    let matcher = Matcher::new(delivery);
    let kind = kind_of(shown, &start)?;
    if kind == Kind::Delimited && !encoding::is_utf16(&start) {
        let source = Source::File(file.path.clone());
        let (header, delimited) = delimited::open(source, shown, delivery, &matcher)?;
        let table = Table { shown: shown.to_owned(), header, body: Body::Delimited(delimited) };
        return Ok(Opened { tables: vec![table], warnings: Vec::new(), digest: None });
    }
    let bytes = std::fs::read(&file.path)?;
    let digest = Some(blake3::hash(&bytes).to_hex().to_string());
    let (tables, warnings) = match kind {
        Kind::Delimited => {
            let source = Source::Text(encoding::from_utf16(&bytes).into());
            let (header, delimited) = delimited::open(source, shown, delivery, &matcher)?;
            let table = Table { shown: shown.to_owned(), header, body: Body::Delimited(delimited) };
            (vec![table], Vec::new())
        }
        Kind::Workbook => {
            let (sheets, warnings) = workbook::open(bytes, shown, delivery, &matcher)?;
            let table = |read: workbook::Read| Table {
                shown: read.shown,
                header: read.header,
                body: Body::Sheet(read.rows),
            };
            (sheets.into_iter().map(table).collect(), warnings)
        }
        Kind::Parquet => {
            let (header, chunks) = columnar::open(bytes, shown, &matcher)?;
            (vec![Table { shown: shown.to_owned(), header, body: Body::Cells(chunks) }], Vec::new())
        }
    };
    Ok(Opened { tables, warnings, digest })
}

/// Enough to tell the kinds of files apart.
const START_BYTES: u64 = 16;

/// The columns that a job maps or gives units to must be the schema's.
pub fn check_settings(delivery: &Delivery) -> Vec<Diagnostic> {
    let tables: [(_, Vec<&String>); 3] = [
        ("extract.columns", delivery.columns.keys().collect()),
        ("extract.units", delivery.units.keys().collect()),
        ("extract.codes", delivery.codes.keys().collect()),
    ];
    let mut problems = Vec::new();
    for (table, settings) in tables {
        for column in settings.into_iter().filter(|column| delivery.schema.column(column).is_none()) {
            let known = delivery.schema.columns.iter().map(|column| column.name.as_str());
            let near = crate::diagnostic::nearest(column, known);
            problems.push(messages::unknown_mapped_column(&delivery.schema.name, table, column, near));
        }
    }
    problems
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Delimited,
    Workbook,
    Parquet,
}

/// How long a file takes to be read, compared with others; nothing for one that is not there.
pub fn work(file: &DeliveredFile) -> u64 {
    // A byte of a workbook is packed, takes longer, and is read by one thread.
    const OF_A_WORKBOOK: u64 = 12;
    let bytes = std::fs::metadata(&file.path).map_or(0, |own| own.len());
    if kind_by_ending(&file.shown) == Some(Kind::Workbook) { bytes * OF_A_WORKBOOK } else { bytes }
}

fn kind_by_ending(shown: &str) -> Option<Kind> {
    let ending = shown.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "csv" | "txt" | "tsv" => Some(Kind::Delimited),
        "xlsx" | "xlsm" | "xlsb" | "xls" | "et" | "ods" => Some(Kind::Workbook),
        "parquet" => Some(Kind::Parquet),
        _ => None,
    }
}

/// The ending of the name says what a file is; its first bytes say when that cannot be.
fn kind_of(shown: &str, bytes: &[u8]) -> Result<Kind, Vec<Diagnostic>> {
    let kind = kind_by_ending(shown).ok_or_else(|| vec![messages::unknown_type(shown)])?;
    let zipped = bytes.starts_with(b"PK\x03\x04");
    let old_workbook = bytes.starts_with(b"\xd0\xcf\x11\xe0");
    let parquet = bytes.starts_with(b"PAR1");
    match kind {
        Kind::Delimited if zipped => Err(vec![messages::other_content(shown, said!("a-workbook"), ".xlsx")]),
        Kind::Delimited if old_workbook => {
            Err(vec![messages::other_content(shown, said!("a-workbook"), ".xls")])
        }
        Kind::Delimited | Kind::Workbook if parquet => {
            Err(vec![messages::other_content(shown, said!("a-parquet-file"), ".parquet")])
        }
        kind => Ok(kind),
    }
}
