//! Tables as Parquet, written and read back; compressed with zstd.

use std::fs::File;
use std::io::Write;
use std::ops::Range;
use std::path::Path;

use polars::prelude::{DataFrame, DataType, Field, Schema};
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;

use super::PublishError;
use crate::parquet_writer::{ParquetFile, Readers, Values};
use crate::results::LargeTable;
use crate::table::{Cells, MaskedColumn, TableError};

/// The least rows of a row group, of a table of more: two groups are in memory at a time, and a column of one stays near the
/// processor.
const ROW_GROUP: usize = 1 << 16;

/// Writes a table.
pub fn write_parquet(out: impl Write, file: &str, table: &DataFrame) -> Result<(), PublishError> {
    let write = || {
        let mut out = ParquetFile::begin(out, table.schema(), Readers::Anybody)?;
        for rows in row_groups(table.height()) {
            out.write(&table.slice(i64::try_from(rows.start).unwrap_or(i64::MAX), rows.len()))?;
        }
        out.finish()
    };
    write().map_err(|error| PublishError::format(file, error))
}

/// Writes a table piece by piece, each of them a row group.
pub fn write_parquet_in_pieces(
    out: impl Write + Send,
    file: &str,
    table: &LargeTable<'_>,
) -> Result<(), PublishError> {
    let failed = |error| PublishError::format(file, error);
    let mut groups = row_groups(table.rows);
    let mut make_next = || {
        let piece = groups.next().map(|rows| Ok((rows.len(), table.piece(rows)?)));
        piece.transpose().map_err(|error: TableError| PublishError::format(file, error))
    };
    let Some(first) = make_next()? else { return Ok(()) };
    let kind = |column: &MaskedColumn| match column.cells() {
        Cells::Each(own) => Field::new(column.name().into(), own.dtype().clone()),
        Cells::Shared(..) => Field::new(column.name().into(), DataType::String),
    };
    let schema: Schema = first.1.iter().map(kind).collect();
    let mut out = ParquetFile::begin(out, &schema, Readers::Anybody).map_err(failed)?;
    let mut next = Some(first);
    while let Some((rows, piece)) = next {
        let columns = piece.iter().map(|column| match column.cells() {
            Cells::Each(own) => Values::Each(own),
            Cells::Shared(texts, at) => Values::Shared(texts, at),
        });
        let columns: Vec<_> = columns.collect();
        // While one is compressed, the next is made.
        let (written, ahead) = rayon::join(|| out.write_columns(rows, &columns), &mut make_next);
        written.map_err(failed)?;
        next = ahead?;
    }
    out.finish().map_err(failed)
}

/// The rows of each row group: as many groups as are full, all of one size, but for the last.
fn row_groups(rows: usize) -> impl Iterator<Item = Range<usize>> {
    let groups = (rows / ROW_GROUP).max(1);
    let each = rows / groups;
    (0..groups).map(move |at| at * each..if at + 1 == groups { rows } else { (at + 1) * each })
}

/// Reads a whole table.
pub fn read_parquet(path: &Path) -> Result<DataFrame, PublishError> {
    let file = File::open(path).map_err(|error| PublishError::not_readable(path, &error.to_string()))?;
    ParquetReader::new(file).finish().map_err(|error| PublishError::not_readable(path, &error.to_string()))
}
