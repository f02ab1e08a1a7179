//! The stored form of an ingested table: a Parquet file.

use std::fs::{self, File};
use std::path::Path;

use polars::prelude::*;
use polars_io::SerReader;
use polars_io::prelude::{ParquetCompression, ParquetReader, ParquetWriter, StatisticsOptions};

pub(super) fn read(path: &Path) -> PolarsResult<DataFrame> {
    ParquetReader::new(File::open(path)?).finish()
}

/// Writes a table under a name of its own and gives it its place when it is whole.
pub(super) fn write(path: &Path, table: &DataFrame) -> PolarsResult<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
    let written = File::create(&unfinished).map_err(PolarsError::from).and_then(|file| {
        // Whoever reads it back reads all of it, once: statistics and compression would cost more than they save.
        ParquetWriter::new(file)
            .with_compression(ParquetCompression::Uncompressed)
            .with_statistics(StatisticsOptions::empty())
            .finish(&mut table.clone())?;
        Ok(fs::rename(&unfinished, path)?)
    });
    if written.is_err() {
        // Nothing more can be done about a file that cannot be removed either.
        fs::remove_file(&unfinished).ok();
    }
    written
}
