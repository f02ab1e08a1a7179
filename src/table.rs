//! What passes between stages? One checked type per boundary, over one set of column types.

use polars::prelude::DataType;

use crate::schema::ColumnKind;

/// Decimals of every stage are fixed-point numbers with this many places: amounts never meet a float.
pub const DECIMAL_SCALE: usize = 6;
/// The most digits that a decimal can have.
pub const DECIMAL_PRECISION: usize = 38;

/// The type of decimals in every table.
pub fn decimal() -> DataType {
    DataType::Decimal(DECIMAL_PRECISION, DECIMAL_SCALE)
}

/// The canonical type of a staged column.
pub fn dtype(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Date => DataType::Date,
        ColumnKind::Integer => DataType::Int64,
        ColumnKind::Decimal => decimal(),
        ColumnKind::Text
        | ColumnKind::Name
        | ColumnKind::CitizenId
        | ColumnKind::CreditCode
        | ColumnKind::Code
        | ColumnKind::CodeList
        | ColumnKind::Phone => DataType::String,
    }
}
