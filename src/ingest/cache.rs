//! The cache of ingested deliveries: canonical Parquet on disk, with its counts beside it.
//!
//! An entry that is damaged is as good as none: it is made anew.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Basis, Counts, FileCount, Ingested, Reject};
use crate::delivery::Delivery;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::domain::PartsDigest;
use crate::extract::messages;
use crate::kept::{in_file_name, read_sealed, read_table, write_sealed, write_table};
use crate::words::Said;

/// Changes when the canonical form does, though the program's version may not.
const FORM: &str = "17";

/// The digest of everything that the canonical form of a delivery depends on.
pub fn key(delivery: &Delivery, basis: &Basis, files: &[FileCount]) -> String {
    let mut digest = PartsDigest::of_version(FORM);
    let mut add = |part: &str| digest.add(part);
    add(&delivery.schema.name);
    add(&delivery.schema.digest);
    add(&format!("{:?} {:?} {:?}", delivery.encoding, delivery.sheet, delivery.skip_rows));
    add(basis.as_str());
    add(&format!("{:?}", (&delivery.columns, &delivery.units, &delivery.codes)));
    for file in files {
        add(&file.shown);
        add(&file.digest);
    }
    digest.hex()
}

/// The digits of a digest in a file's name.
const STEM_DIGITS: usize = 32;
/// Deliveries of one extract that are kept.
const DELIVERIES_KEPT: usize = 4;

/// The place of one delivery in the cache.
pub struct Entry {
    pub table: PathBuf,
    notes: PathBuf,
}

/// What stands beside the table.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notes {
    /// Of the table's bytes.
    table_digest: String,
    /// Of the table.
    rows_kept: u64,
    counts: Counts,
    rejects: Vec<Reject>,
    warnings: Vec<SavedWarning>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedWarning {
    code: String,
    message: Said,
    file: Option<String>,
    line: Option<u64>,
    column: Option<String>,
    help: Option<Said>,
}

impl Entry {
    pub fn new(cache: &Path, name: &str, digest: &str) -> Self {
        let stem = format!("{}{}", Self::beginning(name), digest.get(..STEM_DIGITS).unwrap_or(digest));
        Self { table: cache.join(format!("{stem}.parquet")), notes: cache.join(format!("{stem}.json")) }
    }

    /// What stands before the digest.
    fn beginning(name: &str) -> String {
        format!("{}-", in_file_name(name))
    }

    /// Whether anything is kept under this name, of whatever delivery.
    pub fn any(cache: &Path, name: &str) -> bool {
        let beginning = Self::beginning(name);
        let entries = fs::read_dir(cache).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(&beginning))
    }

    /// The delivery as it was saved; none if it was not, or if anything about it is damaged.
    pub fn load(&self, name: &str, digest: &str) -> Option<Ingested> {
        let notes: Notes = serde_json::from_slice(&read_sealed(&self.notes)?).ok()?;
        let table = read_table(&self.table, &notes.table_digest)?;
        if table.height() as u64 != notes.rows_kept {
            return None;
        }
        let warnings = notes.warnings.into_iter().map(restored).collect::<Option<_>>()?;
        let (name, digest) = (name.to_owned(), digest.to_owned());
        Some(Ingested {
            name,
            table,
            rejects: notes.rejects,
            counts: notes.counts,
            warnings,
            digest,
            from_cache: true,
        })
    }

    /// Writes the table, and the notes that vouch for it.
    pub fn save(&self, ingested: &Ingested) -> Result<(), (PathBuf, io::Error)> {
        let table_error = |error| (self.table.clone(), error);
        let table_digest = write_table(&self.table, &ingested.table).map_err(table_error)?;
        let notes = Notes {
            table_digest,
            rows_kept: ingested.table.height() as u64,
            counts: ingested.counts.clone(),
            rejects: ingested.rejects.clone(),
            warnings: ingested.warnings.iter().map(saved).collect(),
        };
        let written = serde_json::to_vec(&notes).map_err(io::Error::other);
        written
            .and_then(|notes| write_sealed(&self.notes, &notes))
            .map_err(|error| (self.notes.clone(), error))?;
        self.retire_older(&ingested.name);
        Ok(())
    }

    /// Removes what was kept under this name, but for what was written last: a department delivers every night, for years,
    /// and a job or two may share the folder. What cannot be removed stays.
    fn retire_older(&self, name: &str) {
        let beginning = Self::beginning(name);
        let is_table = |file: &str| {
            let digest = file.strip_prefix(&beginning).and_then(|rest| rest.strip_suffix(".parquet"));
            digest.is_some_and(|own| own.len() == STEM_DIGITS && own.bytes().all(|c| c.is_ascii_hexdigit()))
        };
        let Some(Ok(folder)) = self.table.parent().map(fs::read_dir) else { return };
        let tables = folder.flatten().filter(|entry| entry.file_name().to_str().is_some_and(is_table));
        let mut tables: Vec<_> = tables
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        tables.sort_unstable_by(|a, b| b.cmp(a));
        for (_, table) in tables.into_iter().skip(DELIVERIES_KEPT).filter(|(_, table)| *table != self.table) {
            // The notes first: without them the table is none.
            fs::remove_file(table.with_extension("json")).ok();
            fs::remove_file(&table).ok();
        }
    }
}

fn saved(warning: &Diagnostic) -> SavedWarning {
    let (file, line, column) = match &warning.place {
        Some(Place::File { path, line, column }) => (Some(path.clone()), *line, column.clone()),
        _ => (None, None, None),
    };
    let (code, message, help) = (warning.code.to_owned(), warning.message.clone(), warning.help.clone());
    SavedWarning { code, message, file, line, column, help }
}

fn restored(warning: SavedWarning) -> Option<Diagnostic> {
    let code = messages::ALL.iter().find(|code| **code == warning.code)?;
    let SavedWarning { message, file, line, column, help, .. } = warning;
    let place = file.map(|path| Place::File { path, line, column });
    Some(Diagnostic { code, level: Level::Warning, message, place, help })
}
