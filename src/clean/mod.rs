//! What did they mean? Raw rows in, typed columns out; every row accepted or rejected with its reason.
//!
//! Knows neither files nor the clock.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use polars::polars_utils::aliases::PlFixedStateQuality;
use polars::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::IdState;
use crate::raw::{RawChunk, RawRow};
use crate::standard::citizen_id;
use crate::standard::text::{tidy, trimmed};

mod code;
mod column;
mod date;
mod number;
mod plan;
mod row;
mod unit;
mod wanted;

pub use plan::{Plan, UnknownUnit};
pub use wanted::{Known, Led, Persons, Survey, Wanted};

/// A row that cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// The table as a person knows it.
    pub file: String,
    /// 1-based line or row in it.
    pub row: u64,
    /// The canonical column that is to blame, if one is.
    pub column: Option<String>,
    pub reason: String,
    /// What stood there, at most the last four characters readable.
    pub value_masked: String,
}

/// What cleaning met on the way; counts of accepted rows only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Met {
    /// Bad values that became null, per column.
    pub nulls: BTreeMap<String, u64>,
    /// Codes that the schema does not know, per column.
    pub unknown_codes: BTreeMap<String, BTreeMap<String, u64>>,
    /// States of the first subject's number.
    pub id_states: BTreeMap<IdState, u64>,
    /// Credit codes that fail the standard's check, per column.
    pub bad_credit_codes: BTreeMap<String, u64>,
}

impl Met {
    pub fn add(&mut self, other: Self) {
        merge(&mut self.nulls, other.nulls);
        merge(&mut self.id_states, other.id_states);
        merge(&mut self.bad_credit_codes, other.bad_credit_codes);
        for (column, codes) in other.unknown_codes {
            merge(self.unknown_codes.entry(column).or_default(), codes);
        }
    }
}

fn merge<K: Ord>(into: &mut BTreeMap<K, u64>, from: BTreeMap<K, u64>) {
    for (key, count) in from {
        *into.entry(key).or_default() += count;
    }
}

/// A chunk of rows, understood.
pub struct Cleaned {
    /// The canonical columns, in the schema's order, and the derived ones, of the rows that are wanted.
    pub frame: DataFrame,
    /// Wanted or not.
    pub rows_accepted: u64,
    pub rejects: Vec<Reject>,
    pub met: Met,
    /// One hash per accepted row over what was delivered: equal rows have equal hashes.
    pub row_hashes: Vec<u64>,
}

/// Understands one chunk. Rows read are rows accepted and rows rejected, none else; every accepted row is
/// counted, and those that are wanted are kept.
pub fn clean(chunk: &RawChunk, plan: &Plan, wanted: &Wanted) -> PolarsResult<Cleaned> {
    let reject = |row: u64, column: Option<&str>, reason: String, value: &str| Reject {
        file: plan.shown.clone(),
        row,
        column: column.map(str::to_owned),
        reason,
        value_masked: citizen_id::masked(&tidy(value)),
    };
    let mut rejects: Vec<_> = chunk
        .unreadable()
        .iter()
        .map(|unreadable| reject(unreadable.source_row, None, unreadable.reason.to_owned(), ""))
        .collect();
    let mut accepted: Vec<RawRow<'_>> = Vec::with_capacity(chunk.rows_read());
    for raw in chunk.rows() {
        match row::judge(&raw, plan) {
            None => accepted.push(raw),
            Some(refusal) => {
                rejects.push(reject(raw.source_row(), refusal.column, refusal.reason, refusal.value));
            }
        }
    }
    rejects.sort_by_key(|reject| reject.row);
    let mut met = Met::default();
    let (kept, others) = wanted.part(&accepted, plan, &mut met);
    let mut columns = Vec::with_capacity(plan.columns.len() + 4);
    let mut derived = Vec::new();
    for column in &plan.columns {
        columns.push(column::build(column, &kept, plan, &mut met, &mut derived)?);
        column::count(column, &others, &mut met);
    }
    columns.extend(derived);
    let shown = StringChunked::full("source_file".into(), &plan.shown, kept.len());
    columns.push(shown.into_series().into_column());
    let rows = kept.iter().map(|row| i64::try_from(row.source_row()).ok());
    columns.push(Int64Chunked::from_iter_options("source_row".into(), rows).into_series().into_column());
    let mut said = Vec::new();
    let row_hashes = accepted.iter().map(|row| hash(row, plan, &mut said)).collect();
    let frame = DataFrame::new(kept.len(), columns)?;
    Ok(Cleaned { frame, rows_accepted: accepted.len() as u64, rejects, met, row_hashes })
}

/// Over the columns of the schema only: a serial number in front makes no other record.
fn hash(row: &RawRow<'_>, plan: &Plan, said: &mut Vec<u8>) -> u64 {
    said.clear();
    for field in plan.columns.iter().filter_map(|column| column.field) {
        said.extend_from_slice(trimmed(row.field(field)).as_bytes());
        // Stands in no text, so that no two rows run together to the same.
        said.push(0xff);
    }
    PlFixedStateQuality::default().hash_one(said.as_slice())
}
