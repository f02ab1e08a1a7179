//! The tables of rejected rows and of each extract's health.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::domain::{Cause, IdState};
use crate::table::TableError;

/// One row of `quality`: what became of an extract.
#[derive(Debug, Clone, Default)]
pub struct QualityRow {
    pub extract: String,
    pub files: Vec<String>,
    pub rows_read: u64,
    pub rows_accepted: u64,
    pub rows_rejected: u64,
    /// Lines that are no records.
    pub rows_skipped: u64,
    /// Values that could not be read, over all columns.
    pub unreadable: u64,
    /// Codes that neither schema nor job knows, over all columns.
    pub codes_unknown: u64,
    pub id_states: BTreeMap<IdState, u64>,
    pub duplicates: u64,
    /// Records that are about somebody on the roster.
    pub linked: u64,
    /// Why the extract was not used, if it was not.
    pub gate: Option<(Cause, String)>,
}

impl QualityRow {
    /// `passed`, or why the extract was not used.
    pub fn gate_text(&self) -> String {
        match &self.gate {
            None => "passed".to_owned(),
            Some((cause, why)) => format!("{cause}: {why}"),
        }
    }
}

/// One row of `rejects`: a rejected or skipped line.
#[derive(Debug, Clone)]
pub struct RejectRow {
    pub extract: String,
    pub source_file: String,
    pub source_row: u64,
    /// `rejected`, or `skipped` for a line that is no record.
    pub kind: &'static str,
    pub column: Option<String>,
    pub reason: String,
    pub value_masked: String,
}

pub fn quality(rows: &[QualityRow]) -> Result<DataFrame, TableError> {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let state = |row: &QualityRow, state| count(row.id_states.get(&state).copied().unwrap_or_default());
    let unusable = |row: &QualityRow| {
        count(row.id_states.iter().filter(|(state, _)| !state.usable()).map(|(_, rows)| rows).sum())
    };
    Ok(df!(
        "extract" => rows.iter().map(|r| r.extract.as_str()).collect::<Vec<_>>(),
        "files" => rows.iter().map(|r| r.files.join(";")).collect::<Vec<_>>(),
        "rows_read" => rows.iter().map(|r| count(r.rows_read)).collect::<Vec<_>>(),
        "rows_accepted" => rows.iter().map(|r| count(r.rows_accepted)).collect::<Vec<_>>(),
        "rows_rejected" => rows.iter().map(|r| count(r.rows_rejected)).collect::<Vec<_>>(),
        "rows_skipped" => rows.iter().map(|r| count(r.rows_skipped)).collect::<Vec<_>>(),
        "nulls" => rows.iter().map(|r| count(r.unreadable + r.codes_unknown)).collect::<Vec<_>>(),
        "unreadable" => rows.iter().map(|r| count(r.unreadable)).collect::<Vec<_>>(),
        "codes_unknown" => rows.iter().map(|r| count(r.codes_unknown)).collect::<Vec<_>>(),
        "id_valid" => rows.iter().map(|r| state(r, IdState::Valid) + state(r, IdState::FromCertificate)).collect::<Vec<_>>(),
        "id_upgraded" => rows.iter().map(|r| state(r, IdState::Upgraded)).collect::<Vec<_>>(),
        "id_repaired" => vec![0i64; rows.len()],
        "id_unusable" => rows.iter().map(unusable).collect::<Vec<_>>(),
        "duplicates" => rows.iter().map(|r| count(r.duplicates)).collect::<Vec<_>>(),
        "linked" => rows.iter().map(|r| count(r.linked)).collect::<Vec<_>>(),
        "gate" => rows.iter().map(QualityRow::gate_text).collect::<Vec<_>>()
    )?)
}

pub fn rejects(rows: &[RejectRow]) -> Result<DataFrame, TableError> {
    Ok(df!(
        "extract" => rows.iter().map(|r| r.extract.as_str()).collect::<Vec<_>>(),
        "source_file" => rows.iter().map(|r| r.source_file.as_str()).collect::<Vec<_>>(),
        "source_row" => rows.iter().map(|r| i64::try_from(r.source_row).unwrap_or(i64::MAX)).collect::<Vec<_>>(),
        "kind" => rows.iter().map(|r| r.kind).collect::<Vec<_>>(),
        "column" => rows.iter().map(|r| r.column.as_deref()).collect::<Vec<_>>(),
        "reason" => rows.iter().map(|r| r.reason.as_str()).collect::<Vec<_>>(),
        "value_masked" => rows.iter().map(|r| r.value_masked.as_str()).collect::<Vec<_>>()
    )?)
}
