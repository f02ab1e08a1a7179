//! Ingestion: departments' deliveries read and cleaned into one form, once, and kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Local, NaiveDate};
use polars::prelude::*;
use rayon::prelude::*;

pub use crate::clean::{Born, Names, Persons, Sought, SoughtNumbers};
use crate::clean::{CleaningCounts, Plan, Settings};
pub use crate::clean::{LineKind, Reject};
use crate::content_digest::digest_and_size;
use crate::delivery::Delivery;
use crate::diagnostic::Diagnostic;
pub use crate::extract::messages::MAPPED_HEADER_MISSING;
use crate::extract::{self, OpenError, Table, messages};

mod cache;
mod called_so;
mod gathered;
mod in_one;
mod selection;
mod windows;

use gathered::Gathered;
use selection::wanted;

pub use selection::{Basis, Follow, Selection};

/// A delivery in canonical form.
#[derive(Debug)]
pub struct Ingested {
    /// What rules call it.
    pub name: String,
    /// Every column of the schema, the derived ones, `source_file` and `source_row`, of the rows that are
    /// kept; in file order, then row order.
    pub table: DataFrame,
    /// In the same order.
    pub rejects: Vec<Reject>,
    pub counts: Counts,
    pub warnings: Vec<Diagnostic>,
    /// Of everything the frame depends on: contents, names, schema, settings, program version.
    pub digest: String,
    /// Whether it was read back rather than made anew.
    pub from_cache: bool,
}

/// `rows_read` is `rows_accepted` and `rows_rejected`, none else; lines that are no records are counted apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    pub files: Vec<FileCount>,
    pub rows_read: u64,
    pub rows_accepted: u64,
    pub rows_rejected: u64,
    pub rows_skipped: u64,
    /// What cleaning met on the way.
    pub cleaning: CleaningCounts,
    /// Columns of the schema that no file has: empty everywhere, which says nothing of the rows.
    pub undelivered: BTreeSet<String>,
    /// Columns that a file lacks and another file has, by the file that lacks them.
    pub lacking: BTreeMap<String, BTreeSet<String>>,
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

/// Why a delivery could not be ingested.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
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

impl Ingested {
    /// Keeps what was made anew for the next run. Nothing else depends on it, so that what cannot be kept is
    /// only said.
    pub fn save(&self, cache: &Path) -> Option<Diagnostic> {
        if self.from_cache {
            return None;
        }
        let entry = cache::Entry::new(cache, &self.name, &self.digest);
        entry.save(self).err().map(|(_, error)| messages::cache_not_written(&self.name, &error))
    }
}

/// Takes a delivery from `cache` where nothing has changed, or reads it.
///
/// # Errors
/// The delivery cannot be read, or the machine fails.
pub fn ingest(delivery: &Delivery, selection: &Selection, cache: &Path) -> Result<Ingested, IngestError> {
    match look(delivery, &selection.basis(), cache)? {
        Looked::Kept(ingested) => Ok(*ingested),
        Looked::ToRead(files) => read_selected(delivery, selection, files),
    }
}

/// A delivery that was looked at.
#[derive(Debug)]
pub enum Looked {
    /// Nothing has changed: this was kept.
    Kept(Box<Ingested>),
    /// It is to be read; what is known of its files.
    ToRead(Vec<FileCount>),
}

/// Takes a delivery from `cache` where nothing has changed: neither the delivery nor which of its rows are kept.
///
/// # Errors
/// The delivery cannot be reached.
pub fn look(delivery: &Delivery, basis: &Basis, cache: &Path) -> Result<Looked, IngestError> {
    // Where nothing is kept, the digest is taken while reading, and not beforehand.
    let kept = cache::Entry::any(cache, &delivery.name);
    let look = if kept { digest_and_size } else { only_size };
    let files = look_at_files(delivery, look).map_err(IngestError::Delivery)?;
    if kept {
        let digest = cache::key(delivery, basis, &files);
        let entry = cache::Entry::new(cache, &delivery.name, &digest);
        if let Some(ingested) = entry.load(&delivery.name, &digest) {
            tracing::debug!(extract = delivery.name, "taken from the cache");
            return Ok(Looked::Kept(Box::new(ingested)));
        }
    }
    Ok(Looked::ToRead(files))
}

/// Reads and cleans a delivery of which nothing is kept.
pub fn read(delivery: &Delivery) -> Result<Ingested, IngestError> {
    let files = look_at_files(delivery, only_size).map_err(IngestError::Delivery)?;
    read_selected(delivery, &Selection::All, files)
}

/// Says what keeps the cache from being written: a file in its place is a mistake in the job, anything else costs
/// only time.
pub fn not_writable(cache: &Path, error: &io::Error) -> Diagnostic {
    match error.kind() {
        io::ErrorKind::NotADirectory => messages::cache_in_the_way(&cache.display().to_string()),
        _ => messages::cache_not_writable(&cache.display().to_string(), error),
    }
}

/// What is known of a delivery before its rows are read.
#[derive(Debug, Default)]
pub struct Inspected {
    pub warnings: Vec<Diagnostic>,
    /// Columns of the schema that no file has.
    pub undelivered: BTreeSet<String>,
    /// Columns that a file lacks and another file has, by the file that lacks them.
    pub lacking: BTreeMap<String, BTreeSet<String>>,
}

/// Opens every file of a delivery and finds its table, without reading the rows: what is wrong with it, or
/// worth saying.
pub fn inspect(delivery: &Delivery) -> Result<Inspected, IngestError> {
    look_at_files(delivery, only_size).map_err(IngestError::Delivery)?;
    let mut opened = open_all(delivery)?;
    let lacking = note_lacking(&mut opened);
    let mut inspected = Inspected { lacking, ..Inspected::default() };
    let tables = || opened.iter().flat_map(|file| &file.tables);
    let delivered: BTreeSet<_> = tables().flat_map(|(_, plan)| plan.delivered()).collect();
    let columns = delivery.schema.columns.iter().map(|column| &column.name);
    inspected.undelivered = columns.filter(|name| !delivered.contains(name.as_str())).cloned().collect();
    inspected
        .warnings
        .extend(tables().filter_map(|(table, _)| messages::unread_headers(&table.shown, &table.header)));
    inspected.warnings.extend(opened.into_iter().flat_map(|file| file.warnings));
    Ok(inspected)
}

/// The size of a file that can be opened; its digest is not known yet.
fn only_size(path: &Path) -> io::Result<(String, u64)> {
    let file = File::open(path)?.metadata()?;
    if file.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok((String::new(), file.len())) }
}

/// Every file's digest and size, or every problem of reaching the files.
fn look_at_files(
    delivery: &Delivery,
    look: fn(&Path) -> io::Result<(String, u64)>,
) -> Result<Vec<FileCount>, Vec<Diagnostic>> {
    let mut problems = extract::check_settings(delivery);
    if delivery.files.is_empty() {
        problems.push(messages::no_files(&delivery.name));
    }
    let read: Vec<_> = delivery.files.par_iter().map(|file| look(&file.path)).collect();
    let mut files = Vec::new();
    for (file, read) in delivery.files.iter().zip(read) {
        match read {
            Ok((digest, bytes)) => {
                files.push(FileCount { shown: file.shown.clone(), digest, bytes, rows_read: 0 });
            }
            Err(error) => problems.push(messages::unreadable(&file.shown, &error)),
        }
    }
    if problems.is_empty() { Ok(files) } else { Err(problems) }
}

/// Reads and cleans a delivery on all cores; `files` is what is known of them.
///
/// What is made anew is not yet in the cache: [`Ingested::save`] puts it there, while other work goes on.
///
/// # Errors
/// The delivery cannot be read, or the machine fails.
pub fn read_selected(
    delivery: &Delivery,
    selection: &Selection,
    files: Vec<FileCount>,
) -> Result<Ingested, IngestError> {
    let mut opened = open_all(delivery)?;
    let wanted = wanted(selection, &mut opened)?;
    let mut gathered = Gathered::default();
    gathered.lacking = note_lacking(&mut opened);
    for (file, mut count) in opened.into_iter().zip(files) {
        gathered.warnings.extend(file.warnings);
        for (table, plan) in &file.tables {
            gathered.note_undelivered(delivery, plan);
            let (rows_read, digest) = gathered.read(table, plan, &wanted, &delivery.name, file.path)?;
            for digest in [&file.digest, &digest].into_iter().flatten() {
                if count.digest.is_empty() {
                    count.digest.clone_from(digest);
                } else if *digest != count.digest {
                    let source = io::Error::other("the file changed while it was read");
                    return Err(IngestError::Machine { path: file.path.to_owned(), source });
                }
            }
            count.rows_read += rows_read;
        }
        gathered.rows_read += count.rows_read;
        gathered.files.push(count);
    }
    let digest = cache::key(delivery, &selection.basis(), &gathered.files);
    let table_error = |source| IngestError::Table { delivery: delivery.name.clone(), source };
    gathered.finish(&delivery.name, &delivery.schema, digest).map_err(table_error)
}

/// A delivered file and how its tables are to be understood.
struct OpenFile<'a> {
    path: &'a Path,
    tables: Vec<(Table, Plan)>,
    warnings: Vec<Diagnostic>,
    /// Of what was read of it so far, where it was read whole.
    digest: Option<String>,
}

/// Opens every file, or tells every problem of opening them.
fn open_all(delivery: &Delivery) -> Result<Vec<OpenFile<'_>>, IngestError> {
    let (mut opened, mut problems) = (Vec::new(), Vec::new());
    let found: Vec<_> = delivery.files.par_iter().map(|file| extract::open(delivery, file)).collect();
    for (file, found) in delivery.files.iter().zip(found) {
        let found = match found {
            Ok(found) => found,
            Err(OpenError::Delivery(found)) => {
                problems.extend(found);
                continue;
            }
            Err(OpenError::Machine(source)) => {
                return Err(IngestError::Machine { path: file.path.clone(), source });
            }
        };
        let mut tables = Vec::new();
        for table in found.tables {
            match plan(delivery, &table) {
                Ok(plan) => tables.push((table, plan)),
                Err(found) => problems.extend(found),
            }
        }
        let (warnings, digest) = (found.warnings, found.digest);
        opened.push(OpenFile { path: &file.path, tables, warnings, digest });
    }
    problems.extend(unmapped(delivery, &opened));
    if problems.is_empty() { Ok(opened) } else { Err(IngestError::Delivery(problems)) }
}

/// Headers that the job names and no file has.
fn unmapped(delivery: &Delivery, files: &[OpenFile<'_>]) -> Vec<Diagnostic> {
    let headers = || files.iter().flat_map(|file| &file.tables).map(|(table, _)| &table.header);
    let nowhere = |column: &&String| headers().all(|header| header.unmapped.contains_key(*column));
    let problem = |column: &String| headers().next()?.unmapped.get(column).cloned();
    delivery.columns.keys().filter(nowhere).filter_map(problem).collect()
}

/// Tells every table which columns other tables of the delivery have and it lacks; gives those by table.
fn note_lacking(files: &mut [OpenFile<'_>]) -> BTreeMap<String, BTreeSet<String>> {
    let plans = files.iter().flat_map(|file| &file.tables).map(|(_, plan)| plan);
    let delivered: BTreeSet<String> = plans.flat_map(Plan::delivered).map(str::to_owned).collect();
    let mut lacking = BTreeMap::new();
    for (table, plan) in files.iter_mut().flat_map(|file| &mut file.tables) {
        let lacks = plan.lacks_of(delivered.iter().map(String::as_str));
        if !lacks.is_empty() {
            lacking.insert(table.shown.clone(), lacks.iter().cloned().collect());
        }
    }
    lacking
}

fn plan(delivery: &Delivery, table: &Table) -> Result<Plan, Vec<Diagnostic>> {
    let settings = Settings { units: &delivery.units, codes: &delivery.codes };
    Plan::new(&delivery.schema, &table.header, &settings, &table.shown).map_err(|units| {
        let problem = |unit: &crate::clean::UnknownUnit| {
            messages::unknown_unit(
                &table.shown,
                table.header.source_row,
                &unit.column,
                &unit.unit,
                &unit.known,
            )
        };
        units.iter().map(problem).collect()
    })
}

#[cfg(test)]
mod tests;
