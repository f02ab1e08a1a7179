//! The tables of rejected rows and of each extract's health.

use std::collections::BTreeMap;

use super::row::{List, published};
use crate::domain::{Cause, IdState};
use crate::words::Said;

/// What became of an extract.
#[derive(Debug, Clone, Default)]
pub struct SourceQuality {
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
    /// Records whose number was one slip from a person's.
    pub repaired: u64,
    /// Why the extract was not used, if it was not.
    pub gate: Option<(Cause, Said)>,
}

impl SourceQuality {
    /// `passed`, or why the extract was not used.
    pub fn gate_text(&self) -> String {
        match &self.gate {
            None => "passed".to_owned(),
            Some((cause, why)) => format!("{cause}: {why}"),
        }
    }
}

published! {
    /// A row of `rejects`: a rejected or skipped line.
    RejectRow = "rejects" {
        extract: String,
        source_file: String,
        source_row: i64,
        /// `rejected`, or `skipped` for a line that is no record.
        kind: String,
        column: Option<String>,
        reason: String,
        value_masked: String,
    }
}

published! {
    /// A row of `quality`: an extract.
    QualityRow = "quality" {
        extract: String,
        files: List,
        rows_read: i64,
        rows_accepted: i64,
        rows_rejected: i64,
        rows_skipped: i64,
        nulls: i64,
        unreadable: i64,
        codes_unknown: i64,
        id_valid: i64,
        id_upgraded: i64,
        id_repaired: i64,
        id_unusable: i64,
        duplicates: i64,
        linked: i64,
        gate: String,
    }
}

impl From<&SourceQuality> for QualityRow {
    fn from(source: &SourceQuality) -> Self {
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let state = |state| source.id_states.get(&state).copied().unwrap_or_default();
        let unusable = source.id_states.iter().filter(|(state, _)| !state.usable()).map(|(_, rows)| rows);
        Self {
            extract: source.extract.clone(),
            files: List(source.files.clone()),
            rows_read: count(source.rows_read),
            rows_accepted: count(source.rows_accepted),
            rows_rejected: count(source.rows_rejected),
            rows_skipped: count(source.rows_skipped),
            nulls: count(source.unreadable + source.codes_unknown),
            unreadable: count(source.unreadable),
            codes_unknown: count(source.codes_unknown),
            id_valid: count(state(IdState::Valid) + state(IdState::FromCertificate)),
            id_upgraded: count(state(IdState::Upgraded)),
            id_repaired: count(source.repaired),
            id_unusable: count(unusable.sum()),
            duplicates: count(source.duplicates),
            linked: count(source.linked),
            gate: source.gate_text(),
        }
    }
}
