//! Ingestion: departments' deliveries read and cleaned into one form, once, and kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{DateTime, Local, NaiveDate};
use polars::prelude::*;
use rayon::prelude::*;

pub use crate::clean::{Born, Names, Persons, Sought, SoughtNumbers};
use crate::clean::{Cleaned, CleaningCounts, PassOver, Plan, Settings, Wanted, clean};
pub use crate::clean::{LineKind, Reject};
use crate::delivery::Delivery;
use crate::diagnostic::Diagnostic;
pub use crate::extract::messages::MAPPED_HEADER_MISSING;
use crate::extract::{self, OpenError, Table, Window, messages};
use crate::raw::RawChunk;
use crate::schema::Schema;
use crate::whole_file::digest_and_size;
use crate::words::said;

mod cache;
mod called_so;
mod selection;
mod windows;

use called_so::called_so;
use selection::wanted;
use windows::each_chunk;

pub use selection::{Follow, Selection};

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

/// Reads and cleans a delivery on all cores, or takes it from `cache` where nothing has changed.
///
/// What is made anew is not yet in the cache: [`Ingested::save`] puts it there, while other work goes on.
pub fn ingest(delivery: &Delivery, selection: &Selection, cache: &Path) -> Result<Ingested, IngestError> {
    // Where nothing is kept, the digest is taken while reading, and not beforehand.
    let kept = cache::Entry::any(cache, &delivery.name);
    let look = if kept { digest_and_size } else { only_size };
    let files = look_at_files(delivery, look).map_err(IngestError::Delivery)?;
    if kept {
        let digest = cache::key(delivery, selection, &files);
        let entry = cache::Entry::new(cache, &delivery.name, &digest);
        if let Some(ingested) = entry.load(&delivery.name, &digest) {
            tracing::debug!(extract = delivery.name, "taken from the cache");
            return Ok(ingested);
        }
    }
    ingest_anew(delivery, selection, files)
}

/// Reads and cleans a delivery of which nothing is kept.
pub fn read(delivery: &Delivery) -> Result<Ingested, IngestError> {
    let files = look_at_files(delivery, only_size).map_err(IngestError::Delivery)?;
    ingest_anew(delivery, &Selection::All, files)
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

fn ingest_anew(
    delivery: &Delivery,
    selection: &Selection,
    files: Vec<FileCount>,
) -> Result<Ingested, IngestError> {
    let mut opened = open_all(delivery)?;
    let wanted = wanted(selection, &mut opened)?;
    let mut gathered = Gathered { lacking: note_lacking(&mut opened), ..Gathered::default() };
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
    let digest = cache::key(delivery, selection, &gathered.files);
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

/// What has been cleaned so far.
#[derive(Default)]
struct Gathered {
    frames: Vec<DataFrame>,
    rows_accepted: u64,
    rejects: Vec<Reject>,
    cleaning: CleaningCounts,
    row_hashes: Vec<u64>,
    name_hashes: Vec<u64>,
    files: Vec<FileCount>,
    rows_read: u64,
    warnings: Vec<Diagnostic>,
    /// None before the first table.
    undelivered: Option<BTreeSet<String>>,
    lacking: BTreeMap<String, BTreeSet<String>>,
}

impl Gathered {
    /// Reads and cleans one table; gives the rows read, and the digest of what was read.
    fn read(
        &mut self,
        table: &Table,
        plan: &Plan,
        wanted: &Wanted,
        delivery: &str,
        path: &Path,
    ) -> Result<(u64, Option<String>), IngestError> {
        let table_error = |source| IngestError::Table { delivery: delivery.to_owned(), source };
        self.skip_titles(table);
        // A table without rows still has its columns.
        let mut rows_read = self.add(clean(&RawChunk::default(), plan, wanted, None)).map_err(table_error)?;
        let pass_over = PassOver::new(plan, wanted);
        // As many as there are threads, used again and again: fresh memory is dear.
        let buffers = Mutex::new(Vec::<RawChunk>::new());
        let clean_chunk = |window: &Window<'_>, index| {
            let spare = buffers.lock().ok().and_then(|mut buffers| buffers.pop());
            let mut buffer = spare.unwrap_or_default();
            let over = pass_over.as_ref();
            let cleaned = window.with_chunk(index, &mut buffer, |chunk| clean(chunk, plan, wanted, over));
            if let Ok(mut buffers) = buffers.lock() {
                buffers.push(buffer);
            }
            cleaned
        };
        let digest = each_chunk(table, path, clean_chunk, |chunk| {
            rows_read += self.add(chunk).map_err(table_error)?;
            Ok(())
        })?;
        Ok((rows_read, digest))
    }

    /// What stands above a header is no record.
    fn skip_titles(&mut self, table: &Table) {
        let title = |row| Reject {
            kind: LineKind::Skipped,
            file: table.shown.clone(),
            row,
            column: None,
            reason: said!("above-the-header"),
            value_masked: String::new(),
            persons: Vec::new(),
        };
        self.rejects.extend((1..table.header.first_row).map(title));
    }

    /// Adds a chunk; gives the rows read.
    fn add(&mut self, chunk: PolarsResult<Cleaned>) -> PolarsResult<u64> {
        let cleaned = chunk?;
        let rejected = cleaned.rejects.iter().filter(|reject| reject.kind == LineKind::Rejected).count();
        let rows = cleaned.rows_accepted + rejected as u64;
        // The first frame has the columns, and may have no rows.
        if self.frames.is_empty() || cleaned.frame.height() > 0 {
            self.frames.push(cleaned.frame);
        }
        self.rows_accepted += cleaned.rows_accepted;
        self.rejects.extend(cleaned.rejects);
        self.cleaning.add(cleaned.counts);
        self.row_hashes.extend(cleaned.row_hashes);
        self.name_hashes.extend(cleaned.name_hashes);
        Ok(rows)
    }

    /// Keeps the columns that this table lacks as well.
    fn note_undelivered(&mut self, delivery: &Delivery, plan: &Plan) {
        let delivered: BTreeSet<_> = plan.delivered().collect();
        let columns = delivery.schema.columns.iter().map(|column| &column.name);
        let lacks: BTreeSet<_> = columns.filter(|name| !delivered.contains(name.as_str())).cloned().collect();
        self.undelivered = Some(match self.undelivered.take() {
            None => lacks,
            Some(so_far) => so_far.intersection(&lacks).cloned().collect(),
        });
    }

    fn finish(self, extract: &str, schema: &Schema, digest: String) -> PolarsResult<Ingested> {
        let (frames, mut hashes) = (self.frames, self.row_hashes);
        let (table, duplicates) = rayon::join(
            || in_one(frames),
            || {
                hashes.par_sort_unstable();
                hashes.windows(2).filter(|pair| matches!(pair, [a, b] if a == b)).count()
            },
        );
        let mut table = table?;
        if let (false, Some(subject)) = (self.name_hashes.is_empty(), schema.subjects.first()) {
            table.with_column(called_so(&table, &subject.name, &self.name_hashes)?)?;
        }
        let skipped = self.rejects.iter().filter(|reject| reject.kind == LineKind::Skipped).count() as u64;
        let counts = Counts {
            files: self.files,
            rows_read: self.rows_read,
            rows_accepted: self.rows_accepted,
            rows_rejected: self.rejects.len() as u64 - skipped,
            rows_skipped: skipped,
            cleaning: self.cleaning,
            undelivered: self.undelivered.unwrap_or_default(),
            lacking: self.lacking,
            duplicates: duplicates as u64,
        };
        let mut warnings = self.warnings;
        warnings.extend(messages::unknown_codes(extract, schema, &counts.cleaning.unknown_codes));
        warnings.extend(messages::bad_credit_codes(extract, &counts.cleaning.bad_credit_codes));
        let name = extract.to_owned();
        Ok(Ingested { name, table, rejects: self.rejects, counts, warnings, digest, from_cache: false })
    }
}

/// The rows of tables of the same columns, each column in one piece.
fn in_one(tables: Vec<DataFrame>) -> PolarsResult<DataFrame> {
    let rows = tables.iter().map(DataFrame::height).sum();
    let mut columns: Vec<Vec<Column>> = Vec::new();
    for table in tables {
        columns.resize_with(columns.len().max(table.width()), Vec::new);
        for (pieces, piece) in columns.iter_mut().zip(table.into_columns()) {
            pieces.push(piece);
        }
    }
    let in_one = |pieces: Vec<Column>| {
        let mut pieces = pieces.into_iter();
        let first = pieces.next().ok_or_else(|| polars_err!(NoData: "no table was read"))?;
        let all = pieces.try_fold(first, |mut all, piece| {
            all.append_owned(piece)?;
            Ok::<_, PolarsError>(all)
        })?;
        Ok(all.rechunk())
    };
    DataFrame::new(rows, columns.into_par_iter().map(in_one).collect::<PolarsResult<Vec<_>>>()?)
}

#[cfg(test)]
mod tests;
