//! Cleaning: raw rows in, typed columns out; every row accepted or rejected with its reason.
//!
//! Knows neither files nor the clock.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use polars::polars_utils::aliases::PlFixedStateQuality;
use polars::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::IdState;
use crate::raw::{RawChunk, RawRow};
use crate::schema::RECORD;
use crate::standard::text::{tidy, trimmed};
use crate::standard::{citizen_id, mask, person_name};
use crate::table::hash_of_name;
use crate::words::{Said, said};

mod code;
mod column;
mod date;
mod impossible;
mod notes;
mod number;
mod passed_over;
mod period;
mod plan;
mod record;
mod row;
mod sought;
mod survey;
mod unit;
mod wanted;

pub use impossible::without_impossible_days;
pub use passed_over::PassOver;
use passed_over::PassedOver;
pub use plan::{Plan, Settings, UnknownUnit};
pub use sought::{Born, Names, Persons, Sought, SoughtNumbers, Ties};
pub use survey::{Survey, SurveyResult};
pub use wanted::Wanted;

/// Why a line of a delivery is not among its accepted records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LineKind {
    /// A record that cannot be used at all.
    Rejected,
    /// No record: a title, a blank line, a total, a note, the header again.
    Skipped,
}

impl LineKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Skipped => "skipped",
        }
    }
}

/// A line that is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    pub kind: LineKind,
    /// The table as a person knows it.
    pub file: String,
    /// 1-based line or row in it.
    pub row: u64,
    /// The canonical column that is to blame, if one is.
    pub column: Option<String>,
    pub reason: Said,
    /// What stood there, at most the last four characters readable.
    pub value_masked: String,
    /// Of a rejected record: whose numbers stand in it, in whatever column. It may say something of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<i64>,
}

/// What cleaning met on the way, in accepted rows only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleaningCounts {
    /// Values that could not be read, or that another one contradicts, and became null, per column.
    pub unreadable: BTreeMap<String, u64>,
    /// Codes that the schema does not know, per column.
    pub unknown_codes: BTreeMap<String, BTreeMap<String, u64>>,
    /// States of the first subject's number.
    pub id_states: BTreeMap<IdState, u64>,
    /// Records about persons: a credit code in the place of the number is an enterprise's.
    pub of_persons: u64,
    /// Those of them in which a subject's number can be used.
    pub usable_ids: u64,
    /// Credit codes that fail the standard's check, per column.
    pub bad_credit_codes: BTreeMap<String, u64>,
}

impl CleaningCounts {
    pub fn add(&mut self, other: Self) {
        merge(&mut self.unreadable, other.unreadable);
        merge(&mut self.id_states, other.id_states);
        self.of_persons += other.of_persons;
        self.usable_ids += other.usable_ids;
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
    pub counts: CleaningCounts,
    /// One hash per accepted line over what was delivered: equal rows have equal hashes.
    pub row_hashes: Vec<u64>,
    /// One hash per record, wanted or not, over its name, where names are to be counted.
    pub name_hashes: Vec<u64>,
}

/// Whose numbers stand in a row, in whatever column.
fn persons_in(row: &RawRow<'_>) -> Vec<i64> {
    let persons = (0..row.width()).filter_map(|field| citizen_id::read(row.field(field)).person);
    persons.map(|person| person.0).collect()
}

/// Understands one chunk. Every line is a record accepted, a record rejected or no record at all; every
/// accepted record is counted, and those that are wanted are kept. `over` makes short work of most of the others.
pub fn clean(
    chunk: &RawChunk,
    plan: &Plan,
    wanted: &Wanted,
    over: Option<&PassOver<'_>>,
) -> PolarsResult<Cleaned> {
    let line = |kind, row: u64, column: Option<&str>, reason: Said, value: &str| Reject {
        kind,
        file: plan.shown.clone(),
        row,
        column: column.map(str::to_owned),
        reason,
        value_masked: mask::masked(&tidy(value)),
        persons: Vec::new(),
    };
    let unreadable = chunk.unreadable().iter();
    let mut rejects: Vec<_> = unreadable
        .map(|unreadable| {
            line(LineKind::Rejected, unreadable.source_row, None, unreadable.reason.clone(), "")
        })
        .collect();
    let blank = chunk.blank_rows().iter();
    rejects.extend(blank.map(|row| line(LineKind::Skipped, *row, None, said!("blank-line"), "")));
    let rows: Vec<RawRow<'_>> = chunk.rows().collect();
    let (rows, passed) = match over {
        Some(over) => over.count(&rows),
        None => (rows, PassedOver::default()),
    };
    let mut accepted: Vec<RawRow<'_>> = Vec::with_capacity(rows.len());
    for raw in rows {
        let at = raw.source_row();
        match row::judge(&raw, plan) {
            row::Judgement::Record => accepted.push(raw),
            row::Judgement::Refused(refusal) => {
                let refused = line(LineKind::Rejected, at, refusal.column, refusal.reason, refusal.value);
                rejects.push(Reject { persons: persons_in(&raw), ..refused });
            }
            row::Judgement::NoRecord(reason) => {
                rejects.push(line(LineKind::Skipped, at, None, reason, ""));
            }
        }
    }
    rejects.sort_by_key(|reject| reject.row);
    let mut records = Vec::with_capacity(accepted.len());
    for raw in &accepted {
        record::add_records(*raw, plan, &mut records);
    }
    let mut counts = CleaningCounts::default();
    let (kept, others) = wanted.part(&records, plan, &mut counts);
    let mut columns = Vec::with_capacity(plan.columns.len() + 8);
    let mut derived = Vec::new();
    let mut notes = notes::Notes::default();
    for column in &plan.columns {
        columns.push(column::build(column, &kept, plan, &mut counts, &mut notes, &mut derived)?);
        column::count(column, &others, &mut counts);
    }
    period::check(&mut columns, &kept, plan, &mut counts, &mut notes)?;
    period::count(&others, plan, &mut counts);
    columns.extend(derived);
    let shown = StringChunked::full("source_file".into(), &plan.shown, kept.len());
    columns.push(shown.into_series().into_column());
    let rows = kept.iter().map(|record| i64::try_from(record.row().source_row()).ok());
    columns.push(Int64Chunked::from_iter_options("source_row".into(), rows).into_series().into_column());
    columns.extend(notes.into_columns(kept.len(), &plan.lacking));
    let mut said = Vec::new();
    let row_hashes: Vec<_> =
        accepted.iter().map(|row| hash(|field| row.field(field), plan, &mut said)).collect();
    // Both come in the order of the rows; a row with several owners has a record of each.
    let mut hashed = accepted.iter().map(RawRow::source_row).zip(&row_hashes).peekable();
    let hash_of = |record: &record::Record<'_>| {
        while hashed.next_if(|(row, _)| *row != record.row().source_row()).is_some() {}
        hashed.peek().map(|(_, hash)| hash.cast_signed())
    };
    let hashes: Vec<_> = kept.iter().map(hash_of).collect();
    columns
        .push(Int64Chunked::from_iter_options(RECORD.into(), hashes.into_iter()).into_series().into_column());
    let frame = DataFrame::new(kept.len(), columns)?;
    let name_hashes = if wanted.counts_names() { name_hashes(&records, plan) } else { Vec::new() };
    let rows_accepted = accepted.len() as u64;
    let mut cleaned = Cleaned { frame, rows_accepted, rejects, counts, row_hashes, name_hashes };
    cleaned.add(passed);
    Ok(cleaned)
}

fn name_hashes(records: &[record::Record<'_>], plan: &Plan) -> Vec<u64> {
    let name = plan.schema.subjects.first().and_then(|subject| plan.column(&subject.name));
    let cells = name.into_iter().flat_map(|name| records.iter().map(|record| name.cell(record)));
    cells.map(|cell| hash_of_name(&person_name::tidy(cell))).collect()
}

/// Over the columns of the schema only: a serial number in front makes no other record. Fingerprints of people without a
/// number are made of it, so that it must never change.
fn hash<'a>(cell: impl Fn(usize) -> &'a str, plan: &Plan, said: &mut Vec<u8>) -> u64 {
    said.clear();
    for field in plan.columns.iter().filter_map(|column| column.field) {
        said.extend_from_slice(trimmed(cell(field)).as_bytes());
        // Stands in no text, so that no two rows run together to the same.
        said.push(0xff);
    }
    PlFixedStateQuality::default().hash_one(said.as_slice())
}
