//! The tables that pass between stages: one checked type per boundary.

mod digested_bytes;
mod extract;
mod findings;
mod frame;
mod groups;
mod links;
mod masked;
mod namesakes;
mod number_set;
mod omissions;
mod parties;
mod position;
mod roster;
mod verdicts;
mod weighed;

pub use digested_bytes::DigestedBytes;
pub use extract::Extract;
pub use findings::{Difference, Finding, Findings, Hit, OpenMatch};
pub use frame::{TableError, cell_text, dates, dates_of, emptied, integers, texts};
pub use groups::Groups;
pub use links::{LeftOut, Link, LinkedExtract, Links};
pub use masked::{Cells, Masked, MaskedColumn, SharedTexts, person_keys};
pub use namesakes::{NameHash, Namesakes, hash_of_name};
pub use number_set::{NumberSet, mixed};
pub use omissions::{Company, Omission, Omissions};
pub use parties::{Parties, Party};
pub use position::{CardIdx, PlaceIdx, RowIdx, RuleIdx};
pub use roster::{Card, KnownNames, Roster, RosterCounts, RosterPerson, person_level_columns};
pub use verdicts::{CardVerdict, Verdicts};
pub use weighed::{WEIGHED_FIELDS, Weighed};

use polars::prelude::DataType;

use crate::schema::ColumnKind;

/// Digits after the point of every ingested decimal.
pub const DECIMAL_SCALE: usize = 6;
/// Digits in all of every ingested decimal.
pub const DECIMAL_PRECISION: usize = 38;

/// The type of decimals in every table: fixed point, so that amounts never meet a float.
pub fn decimal() -> DataType {
    DataType::Decimal(DECIMAL_PRECISION, DECIMAL_SCALE)
}

/// The canonical type of an ingested column.
pub fn dtype(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Date => DataType::Date,
        ColumnKind::Integer => DataType::Int64,
        ColumnKind::Decimal => decimal(),
        _ => DataType::String,
    }
}
