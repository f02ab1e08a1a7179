//! What do the departments' deliveries say, in one form? Each is read and cleaned once, then kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Local, NaiveDate};
use polars::prelude::*;
use rayon::prelude::*;

pub use crate::clean::Reject;
use crate::clean::{Cleaned, Met, Plan, clean};
use crate::diagnostic::Diagnostic;
use crate::domain::IdState;
use crate::extract::{self, Table, trouble};
pub use crate::extract::{CHUNK_BYTES, DeliveredFile, Delivery, Encoding, Sheet};
use crate::raw::RawChunk;

mod cache;
mod table;

pub use table::StagedTable;
use table::TableWriter;

/// Chunks of a table that are cleaned side by side and written together: some 100,000 rows.
const CHUNKS_AT_ONCE: usize = 48;

/// A delivery in canonical form.
#[derive(Debug)]
pub struct Staged {
    /// Every column of the schema, the derived ones, `source_file` and `source_row`; in file order,
    /// then row order.
    pub table: StagedTable,
    /// In the same order.
    pub rejects: Vec<Reject>,
    pub counts: Counts,
    pub warnings: Vec<Diagnostic>,
    /// Of everything the frame depends on: contents, names, schema, settings, program version.
    pub digest: String,
    /// Whether it was read back rather than made anew.
    pub from_cache: bool,
}

/// `rows_read` is `rows_accepted` and `rows_rejected`, none else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub files: Vec<FileCount>,
    pub rows_read: u64,
    pub rows_accepted: u64,
    pub rows_rejected: u64,
    /// Bad values that became null, per column.
    pub nulls: BTreeMap<String, u64>,
    /// Codes that the schema does not know, per column.
    pub unknown_codes: BTreeMap<String, BTreeMap<String, u64>>,
    /// States of the first subject's number.
    pub id_states: BTreeMap<IdState, u64>,
    /// Credit codes that fail the standard's check, per column.
    pub bad_credit_codes: BTreeMap<String, u64>,
    /// Columns of the schema that no file has: empty everywhere, which says nothing of the rows.
    pub undelivered: BTreeSet<String>,
    /// Accepted rows that repeat an earlier one in every column; they are kept.
    pub duplicates: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileCount {
    /// The path as a person knows it.
    pub shown: String,
    /// BLAKE3 of the content, in hexadecimal.
    pub digest: String,
    pub bytes: u64,
    pub rows_read: u64,
}

/// Why a delivery could not be staged.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// A person must fix the delivery or its description.
    #[error("the delivery cannot be used")]
    Delivery(Vec<Diagnostic>),
    /// The machine failed: disk or memory.
    #[error("staging {path}: {source}")]
    Machine { path: PathBuf, source: io::Error },
    /// The table engine failed, which is a mistake in this program.
    #[error("staging {delivery}: {source}")]
    Table { delivery: String, source: PolarsError },
}

/// The day a file was last written, by this machine's clock; none if the system does not tell.
pub fn written_on(path: &Path) -> Option<NaiveDate> {
    let modified = std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?;
    Some(DateTime::<Local>::from(modified).date_naive())
}

/// The BLAKE3 digest of a file's content, in hexadecimal.
pub fn content_digest(path: &Path) -> io::Result<String> {
    Ok(digest_and_size(path)?.0)
}

fn digest_and_size(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((hasher.finalize().to_hex().to_string(), bytes));
        }
        bytes += read as u64;
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
}

/// Reads and cleans a delivery on all cores, or takes it from `cache` where nothing has changed.
pub fn stage(delivery: &Delivery, cache: &Path) -> Result<Staged, StageError> {
    let files = digests(delivery).map_err(StageError::Delivery)?;
    let digest = cache::key(delivery, &files);
    let entry = cache::Entry::new(cache, &delivery.name, &digest);
    if let Some(staged) = entry.load(&digest) {
        tracing::debug!(extract = delivery.name, "taken from the cache");
        return Ok(staged);
    }
    let staged = stage_anew(delivery, files, digest, &entry)?;
    entry.save(&staged).map_err(|(path, source)| StageError::Machine { path, source })?;
    Ok(staged)
}

/// Opens every file of a delivery and finds its table, without reading the rows: what is wrong with it, or
/// worth saying.
pub fn inspect(delivery: &Delivery) -> Result<Vec<Diagnostic>, StageError> {
    digests(delivery).map_err(StageError::Delivery)?;
    let (mut warnings, mut problems) = (Vec::new(), Vec::new());
    for file in &delivery.files {
        let bytes = std::fs::read(&file.path)
            .map_err(|source| StageError::Machine { path: file.path.clone(), source })?;
        let found = extract::open(delivery, &file.shown, bytes).and_then(|(tables, found)| {
            warnings.extend(found);
            tables.iter().try_for_each(|table| plan(delivery, table).map(|_| ()))
        });
        problems.extend(found.err().into_iter().flatten());
    }
    if problems.is_empty() { Ok(warnings) } else { Err(StageError::Delivery(problems)) }
}

/// Every file's digest, or every problem of reaching the files.
fn digests(delivery: &Delivery) -> Result<Vec<FileCount>, Vec<Diagnostic>> {
    let mut problems = extract::check_settings(delivery);
    if delivery.files.is_empty() {
        problems.push(trouble::no_files(&delivery.name));
    }
    let read: Vec<_> = delivery.files.par_iter().map(|file| digest_and_size(&file.path)).collect();
    let mut files = Vec::new();
    for (file, read) in delivery.files.iter().zip(read) {
        match read {
            Ok((digest, bytes)) => {
                files.push(FileCount { shown: file.shown.clone(), digest, bytes, rows_read: 0 });
            }
            Err(error) => problems.push(trouble::unreadable(&file.shown, &error)),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

fn stage_anew(
    delivery: &Delivery,
    files: Vec<FileCount>,
    digest: String,
    entry: &cache::Entry,
) -> Result<Staged, StageError> {
    let mut gathered = Gathered::new(entry);
    let mut problems = Vec::new();
    for (file, mut count) in delivery.files.iter().zip(files) {
        let machine = |source| StageError::Machine { path: file.path.clone(), source };
        let bytes = std::fs::read(&file.path).map_err(machine)?;
        if blake3::hash(&bytes).to_hex().as_str() != count.digest {
            return Err(machine(io::Error::other("the file changed while it was read")));
        }
        match read_file(delivery, file, bytes, &mut gathered) {
            Ok(rows_read) => count.rows_read = rows_read,
            Err(StageError::Delivery(found)) => problems.extend(found),
            Err(other) => return Err(other),
        }
        gathered.files.push(count);
    }
    if !problems.is_empty() {
        return Err(StageError::Delivery(problems));
    }
    gathered.finish(&delivery.name, digest).map_err(|error| table_error(delivery, entry, error))
}

/// A full disk is the machine's failure, anything else this program's.
fn table_error(delivery: &Delivery, entry: &cache::Entry, error: PolarsError) -> StageError {
    match error {
        PolarsError::IO { error, .. } => {
            StageError::Machine { path: entry.table.clone(), source: io::Error::new(error.kind(), error) }
        }
        source => StageError::Table { delivery: delivery.name.clone(), source },
    }
}

/// Reads and cleans one file; gives the rows read.
fn read_file(
    delivery: &Delivery,
    file: &DeliveredFile,
    bytes: Vec<u8>,
    gathered: &mut Gathered<'_>,
) -> Result<u64, StageError> {
    let (tables, warnings) = extract::open(delivery, &file.shown, bytes).map_err(StageError::Delivery)?;
    gathered.warnings.extend(warnings);
    let mut rows_read = 0;
    for table in &tables {
        let plan = plan(delivery, table).map_err(StageError::Delivery)?;
        gathered.note_undelivered(delivery, table);
        let entry = gathered.entry;
        let table_error = |error| table_error(delivery, entry, error);
        // A table without rows still has its columns.
        let mut piece = vec![clean(&RawChunk::default(), &plan).map(|cleaned| (0, cleaned))];
        for first in (0..table.chunks()).step_by(CHUNKS_AT_ONCE) {
            let next = first..table.chunks().min(first + CHUNKS_AT_ONCE);
            let clean_next = || {
                let read = next.into_par_iter().map_init(RawChunk::default, |buffer, index| {
                    let clean = |chunk: &RawChunk| Ok((chunk.rows_read() as u64, clean(chunk, &plan)?));
                    table.with_chunk(index, buffer, clean)
                });
                read.collect()
            };
            // While one piece is written, the next is read.
            let (next, written) = rayon::join(clean_next, || gathered.add(piece));
            rows_read += written.map_err(table_error)?;
            piece = next;
        }
        rows_read += gathered.add(piece).map_err(table_error)?;
    }
    gathered.rows_read += rows_read;
    Ok(rows_read)
}

fn plan(delivery: &Delivery, table: &Table) -> Result<Plan, Vec<Diagnostic>> {
    Plan::new(&delivery.schema, &table.header, &delivery.units, &table.shown).map_err(|units| {
        let told = |unit: &crate::clean::UnknownUnit| {
            trouble::unknown_unit(
                &table.shown,
                table.header.source_row,
                &unit.column,
                &unit.unit,
                &unit.known,
            )
        };
        units.iter().map(told).collect()
    })
}

/// What has been cleaned so far.
struct Gathered<'a> {
    entry: &'a cache::Entry,
    /// None before the first piece.
    writer: Option<TableWriter>,
    rejects: Vec<Reject>,
    met: Met,
    row_hashes: Vec<u64>,
    files: Vec<FileCount>,
    rows_read: u64,
    warnings: Vec<Diagnostic>,
    /// None before the first table.
    undelivered: Option<BTreeSet<String>>,
}

impl<'a> Gathered<'a> {
    fn new(entry: &'a cache::Entry) -> Self {
        Self {
            entry,
            writer: None,
            rejects: Vec::new(),
            met: Met::default(),
            row_hashes: Vec::new(),
            files: Vec::new(),
            rows_read: 0,
            warnings: Vec::new(),
            undelivered: None,
        }
    }

    /// Writes some chunks as one piece of the table; gives the rows read.
    fn add(&mut self, chunks: Vec<PolarsResult<(u64, Cleaned)>>) -> PolarsResult<u64> {
        let mut piece: Option<DataFrame> = None;
        let mut rows_read = 0;
        for chunk in chunks {
            let (rows, cleaned) = chunk?;
            rows_read += rows;
            match &mut piece {
                None => piece = Some(cleaned.frame),
                Some(piece) => {
                    piece.vstack_mut_owned(cleaned.frame)?;
                }
            }
            self.rejects.extend(cleaned.rejects);
            self.met.add(cleaned.met);
            self.row_hashes.extend(cleaned.row_hashes);
        }
        if let Some(mut piece) = piece {
            let writer = match &mut self.writer {
                Some(writer) => writer,
                none => none.insert(self.entry.table_writer(piece.schema())?),
            };
            writer.write(&mut piece)?;
        }
        Ok(rows_read)
    }

    /// Keeps the columns that this table lacks as well.
    fn note_undelivered(&mut self, delivery: &Delivery, table: &Table) {
        let columns = delivery.schema.columns.iter().zip(&table.header.columns);
        let lacks: BTreeSet<_> =
            columns.filter(|(_, found)| found.is_none()).map(|(column, _)| column.name.clone()).collect();
        self.undelivered = Some(match self.undelivered.take() {
            None => lacks,
            Some(so_far) => so_far.intersection(&lacks).cloned().collect(),
        });
    }

    fn finish(mut self, extract: &str, digest: String) -> PolarsResult<Staged> {
        let Some(writer) = self.writer.take() else {
            return Err(polars_err!(NoData: "no table was read"));
        };
        let table = writer.finish()?;
        self.row_hashes.par_sort_unstable();
        let duplicates = self.row_hashes.windows(2).filter(|pair| matches!(pair, [a, b] if a == b)).count();
        let Met { nulls, unknown_codes, id_states, bad_credit_codes } = self.met;
        let counts = Counts {
            files: self.files,
            rows_read: self.rows_read,
            rows_accepted: table.rows() as u64,
            rows_rejected: self.rejects.len() as u64,
            nulls,
            unknown_codes,
            id_states,
            bad_credit_codes,
            undelivered: self.undelivered.unwrap_or_default(),
            duplicates: duplicates as u64,
        };
        let mut warnings = self.warnings;
        warnings.extend(trouble::of_counts(extract, &counts.unknown_codes, &counts.bad_credit_codes));
        Ok(Staged { table, rejects: self.rejects, counts, warnings, digest, from_cache: false })
    }
}

#[cfg(test)]
mod tests;
