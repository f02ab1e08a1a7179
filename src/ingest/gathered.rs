//! The tables of one delivery, gathered into one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use polars::prelude::*;
use rayon::prelude::*;

use super::called_so::called_so;
use super::in_one::in_one;
use super::windows::each_chunk;
use super::{Counts, FileCount, IngestError, Ingested};
use crate::clean::{Cleaned, CleaningCounts, LineKind, PassOver, Plan, Reject, Wanted, clean};
use crate::delivery::Delivery;
use crate::diagnostic::Diagnostic;
use crate::extract::{Table, Window, messages};
use crate::raw::RawChunk;
use crate::schema::Schema;
use crate::words::said;

/// What has been cleaned so far.
#[derive(Default)]
pub(super) struct Gathered {
    frames: Vec<DataFrame>,
    rows_accepted: u64,
    rejects: Vec<Reject>,
    cleaning: CleaningCounts,
    row_hashes: Vec<u64>,
    name_hashes: Vec<u64>,
    pub files: Vec<FileCount>,
    pub rows_read: u64,
    pub warnings: Vec<Diagnostic>,
    /// None before the first table.
    undelivered: Option<BTreeSet<String>>,
    pub lacking: BTreeMap<String, BTreeSet<String>>,
}

impl Gathered {
    /// Reads and cleans one table; gives the rows read, and the digest of what was read.
    pub fn read(
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
        let clean_chunk = |window: &Window<'_>, index, buffer: &mut RawChunk| {
            window.with_chunk(index, buffer, |chunk| clean(chunk, plan, wanted, pass_over.as_ref()))
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
    pub fn note_undelivered(&mut self, delivery: &Delivery, plan: &Plan) {
        let delivered: BTreeSet<_> = plan.delivered().collect();
        let columns = delivery.schema.columns.iter().map(|column| &column.name);
        let lacks: BTreeSet<_> = columns.filter(|name| !delivered.contains(name.as_str())).cloned().collect();
        self.undelivered = Some(match self.undelivered.take() {
            None => lacks,
            Some(so_far) => so_far.intersection(&lacks).cloned().collect(),
        });
    }

    pub fn finish(self, extract: &str, schema: &Schema, digest: String) -> PolarsResult<Ingested> {
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
