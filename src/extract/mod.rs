//! What did each department send? Files in, raw rows out; what they mean is not known here.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::raw::{Header, RawChunk};
use crate::schema::Schema;

mod columnar;
mod delimited;
mod encoding;
mod header;
mod records;
pub mod trouble;
mod workbook;

use header::Matcher;

/// Bytes of a CSV that are decoded and cut together: enough to be worth a task, small enough to stay
/// in the cache of a core.
pub const CHUNK_BYTES: usize = 256 * 1024;

/// One extract as a job describes it.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// What rules call it.
    pub name: String,
    pub schema: Arc<Schema>,
    /// Stacked in this order.
    pub files: Vec<DeliveredFile>,
    pub encoding: Encoding,
    pub sheet: Sheet,
    /// Lines above the header; none to find it.
    pub skip_rows: Option<usize>,
    /// Canonical column to header as delivered.
    pub columns: BTreeMap<String, String>,
    /// Canonical column to unit as delivered.
    pub units: BTreeMap<String, String>,
    /// [`CHUNK_BYTES`]; makes no difference to what is read.
    pub chunk_bytes: usize,
}

impl Delivery {
    /// A delivery read with every setting at its default.
    pub fn new(name: impl Into<String>, schema: Arc<Schema>, files: Vec<DeliveredFile>) -> Self {
        Self {
            name: name.into(),
            schema,
            files,
            encoding: Encoding::Auto,
            sheet: Sheet::All,
            skip_rows: None,
            columns: BTreeMap::new(),
            units: BTreeMap::new(),
            chunk_bytes: CHUNK_BYTES,
        }
    }
}

#[derive(Debug, Clone)]
pub struct DeliveredFile {
    pub path: PathBuf,
    /// The path as a person knows it, for messages and evidence.
    pub shown: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Auto,
    Utf8,
    Gb18030,
}

/// Which sheets of a workbook to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// All that fit the schema.
    All,
    Name(String),
    /// From 1.
    Number(usize),
}

/// One table of a delivery: a file, or a sheet of one.
pub struct Table {
    /// The file as a person knows it, and `#sheet` where the workbook has several.
    pub shown: String,
    pub header: Header,
    body: Body,
}

enum Body {
    Delimited(delimited::Delimited),
    Cells(Vec<RawChunk>),
}

impl Table {
    /// How many chunks the rows come in.
    pub fn chunks(&self) -> usize {
        match &self.body {
            Body::Delimited(delimited) => delimited.chunks(),
            Body::Cells(chunks) => chunks.len(),
        }
    }

    /// Hands one chunk to `use_it`; `buffer` is used again from chunk to chunk.
    pub fn with_chunk<T>(
        &self,
        index: usize,
        buffer: &mut RawChunk,
        use_it: impl FnOnce(&RawChunk) -> T,
    ) -> T {
        match &self.body {
            Body::Delimited(delimited) => delimited.read(index, buffer),
            Body::Cells(chunks) => match chunks.get(index) {
                Some(chunk) => return use_it(chunk),
                None => buffer.clear(),
            },
        }
        use_it(buffer)
    }
}

/// Opens one delivered file whose content is `bytes`: its tables, and warnings.
pub fn open(
    delivery: &Delivery,
    shown: &str,
    bytes: Vec<u8>,
) -> Result<(Vec<Table>, Vec<Diagnostic>), Vec<Diagnostic>> {
    if bytes.is_empty() {
        return Err(vec![trouble::empty(shown)]);
    }
    let matcher = Matcher::new(&delivery.schema, &delivery.columns);
    let cells = |read: workbook::Read| Table {
        shown: read.shown,
        header: read.header,
        body: Body::Cells(read.chunks),
    };
    match kind_of(shown, &bytes)? {
        Kind::Delimited => {
            let (header, delimited) = delimited::open(bytes, shown, delivery, &matcher)?;
            Ok((
                vec![Table { shown: shown.to_owned(), header, body: Body::Delimited(delimited) }],
                Vec::new(),
            ))
        }
        Kind::Workbook => {
            let (sheets, warnings) = workbook::open(bytes, shown, delivery, &matcher)?;
            Ok((sheets.into_iter().map(cells).collect(), warnings))
        }
        Kind::Parquet => Ok((vec![cells(columnar::open(bytes, shown, &matcher)?)], Vec::new())),
    }
}

/// The columns that a job maps or gives units to must be the schema's.
pub fn check_settings(delivery: &Delivery) -> Vec<Diagnostic> {
    let tables = [("extract.columns", &delivery.columns), ("extract.units", &delivery.units)];
    let mut problems = Vec::new();
    for (table, settings) in tables {
        for column in settings.keys().filter(|column| delivery.schema.column(column).is_none()) {
            let known = delivery.schema.columns.iter().map(|column| column.name.as_str());
            let near = crate::diagnostic::nearest(column, known);
            problems.push(trouble::unknown_mapped_column(&delivery.schema.name, table, column, near));
        }
    }
    problems
}

enum Kind {
    Delimited,
    Workbook,
    Parquet,
}

/// The ending of the name says what a file is; its first bytes say when that cannot be.
fn kind_of(shown: &str, bytes: &[u8]) -> Result<Kind, Vec<Diagnostic>> {
    let ending = shown.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let kind = match ending.as_str() {
        "csv" | "txt" | "tsv" => Kind::Delimited,
        "xlsx" | "xlsm" | "xlsb" | "xls" | "et" | "ods" => Kind::Workbook,
        "parquet" => Kind::Parquet,
        _ => return Err(vec![trouble::unknown_type(shown)]),
    };
    let zipped = bytes.starts_with(b"PK\x03\x04");
    let old_workbook = bytes.starts_with(b"\xd0\xcf\x11\xe0");
    let parquet = bytes.starts_with(b"PAR1");
    match kind {
        Kind::Delimited if zipped => Err(vec![trouble::other_content(shown, "a workbook", ".xlsx")]),
        Kind::Delimited if old_workbook => Err(vec![trouble::other_content(shown, "a workbook", ".xls")]),
        Kind::Delimited | Kind::Workbook if parquet => {
            Err(vec![trouble::other_content(shown, "a Parquet file", ".parquet")])
        }
        kind => Ok(kind),
    }
}
