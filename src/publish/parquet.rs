//! Tables as Parquet, written and read back; compressed with zstd.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use polars::prelude::DataFrame;
use polars_io::SerReader;
use polars_io::parquet::read::ParquetReader;
use polars_io::parquet::write::{ParquetCompression, ParquetWriter};

use super::PublishError;

/// Writes the table in one piece per column, so that the bytes do not depend on how many threads made it.
pub fn write_parquet(out: impl Write, file: &str, frame: &DataFrame) -> Result<(), PublishError> {
    let mut frame = frame.clone();
    frame.rechunk_mut();
    let writer = ParquetWriter::new(out).with_compression(ParquetCompression::Zstd(None));
    writer.finish(&mut frame).map(|_| ()).map_err(|error| PublishError::format(file, error))
}

/// Reads a whole table.
pub fn read_parquet(path: &Path) -> Result<DataFrame, PublishError> {
    let file = File::open(path).map_err(|error| PublishError::not_readable(path, &error.to_string()))?;
    ParquetReader::new(file).finish().map_err(|error| PublishError::not_readable(path, &error.to_string()))
}
