//! A delivery: the files of one extract, and how a job says they are to be read.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::spelled;
use crate::schema::Schema;

/// Bytes of a CSV that are decoded and cut together: enough to be worth a task, small enough to stay
/// in the cache of a core.
pub const CHUNK_BYTES: usize = 256 * 1024;

/// The files of one extract, and how the job says they are to be read.
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
    /// Canonical column to its headers as delivered; files differ.
    pub columns: BTreeMap<String, Vec<String>>,
    /// Canonical column to unit as delivered.
    pub units: BTreeMap<String, String>,
    /// Canonical column to wordings as delivered, each with the code it stands for.
    pub codes: BTreeMap<String, BTreeMap<String, String>>,
    /// Whether files may lack the numbers of those they are about: a number may be empty in a row, and is not missing
    /// from a file unless the job says that a delivery needs none.
    pub may_lack_numbers: bool,
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
            codes: BTreeMap::new(),
            may_lack_numbers: false,
            chunk_bytes: CHUNK_BYTES,
        }
    }
}

/// One file of a delivery.
#[derive(Debug, Clone)]
pub struct DeliveredFile {
    pub path: PathBuf,
    /// The path as a person knows it, for messages and evidence.
    pub shown: String,
}

spelled!(
    /// How the text of CSV files is encoded.
    Encoding {
        /// Found out by content, line by line.
        Auto = "auto",
        Utf8 = "utf-8",
        Gb18030 = "gb18030",
    }
);

/// Which sheets of a workbook to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// All that fit the schema.
    All,
    Name(String),
    /// From 1.
    Number(usize),
}
