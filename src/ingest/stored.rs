//! The stored form of an ingested table: a Parquet file.

use std::fs::{self, File};
use std::path::Path;

use polars::prelude::*;
use polars_io::SerReader;
use polars_io::prelude::{ParquetCompression, ParquetReader, ParquetWriter, StatisticsOptions};

use crate::whole_file::write_whole;

pub(super) fn read(path: &Path) -> PolarsResult<DataFrame> {
    ParquetReader::new(File::open(path)?).finish()
}

/// Writes a table, whole or not at all.
pub(super) fn write(path: &Path, table: &DataFrame) -> PolarsResult<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    write_whole(path, |file| {
        // Whoever reads it back reads all of it, once: statistics and compression would cost more than they save.
        ParquetWriter::new(file)
            .with_compression(ParquetCompression::Uncompressed)
            .with_statistics(StatisticsOptions::empty())
            .finish(&mut table.clone())?;
        Ok(())
    })
}
