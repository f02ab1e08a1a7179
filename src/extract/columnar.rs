//! The reader of Parquet files: their columns as text, row by row.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use polars::prelude::*;
use polars_io::SerReader;
use polars_io::prelude::ParquetReader;

use super::header::Matcher;
use super::messages;
use crate::diagnostic::Diagnostic;
use crate::raw::{Header, RawChunk};
use crate::words::said;

const ROWS: usize = 4_096;

pub fn open(
    bytes: Vec<u8>,
    shown: &str,
    matcher: &Matcher<'_>,
) -> Result<(Header, Vec<RawChunk>), Vec<Diagnostic>> {
    let not_parquet = || vec![messages::not_parquet(shown)];
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let schema = guarded(|| reader.schema()).ok_or_else(not_parquet)?;
    let unreadable: Vec<_> = schema
        .iter_values()
        .filter(|field| !is_readable(field.dtype()))
        .map(|field| messages::unreadable_column(shown, &field.name))
        .collect();
    if !unreadable.is_empty() {
        return Err(unreadable);
    }
    let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    let Some(fit) = matcher.best_line(std::slice::from_ref(&names)) else {
        return Err(vec![messages::no_header(shown, &matcher.expected(), said!("the-column-names"))]);
    };
    let header = matcher.header(&fit, (0, 0), shown)?;
    let frame = guarded(|| reader.finish()).ok_or_else(not_parquet)?;
    let texts = frame
        .columns()
        .iter()
        .map(|column| column.as_materialized_series().cast(&DataType::String)?.str().cloned())
        .collect::<PolarsResult<Vec<_>>>()
        .map_err(|_| not_parquet())?;
    let mut chunks = Vec::new();
    let mut chunk = RawChunk::default();
    for row in 0..frame.height() {
        chunk.push_row(row as u64 + 1, texts.iter().map(|text| text.get(row).unwrap_or_default()));
        if chunk.rows_read() >= ROWS {
            chunks.push(std::mem::take(&mut chunk));
        }
    }
    chunks.push(chunk);
    Ok((header, chunks))
}

/// Polars meets damaged files with a panic as often as with an error; a delivery must not end the run.
fn guarded<T>(read: impl FnOnce() -> PolarsResult<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(read)).ok()?.ok()
}

/// The types that this build of Polars knows and that have one plain text form.
fn is_readable(dtype: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    matches!(
        dtype,
        T::Null
            | T::Boolean
            | T::Int32
            | T::Int64
            | T::UInt32
            | T::UInt64
            | T::Float32
            | T::Float64
            | T::Date32
            | T::Timestamp(..)
            | T::Decimal(..)
            | T::Utf8
            | T::LargeUtf8
            | T::Utf8View
    )
}
