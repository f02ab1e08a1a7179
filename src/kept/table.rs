//! A table of our own on disk: a Parquet file.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use polars::prelude::*;
use polars_io::SerReader;
use polars_io::prelude::{ParquetCompression, ParquetReader, ParquetWriter, StatisticsOptions};

use crate::whole_file::{content_digest, write_whole};

/// A table whose file has this digest; none if it is not there, or is another.
pub fn read_table(path: &Path, digest: &str) -> Option<DataFrame> {
    if content_digest(path).ok()? != digest {
        return None;
    }
    ParquetReader::new(File::open(path).ok()?).finish().ok()
}

/// Writes a table, whole or not at all; gives the digest of its file.
pub fn write_table(path: &Path, table: &DataFrame) -> io::Result<String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let written = write_whole(path, |file| {
        // Whoever reads it back reads all of it, once: statistics and compression would cost more than they save.
        ParquetWriter::new(file)
            .with_compression(ParquetCompression::Uncompressed)
            .with_statistics(StatisticsOptions::empty())
            .finish(&mut table.clone())?;
        Ok(())
    });
    written.map_err(|error: PolarsError| match error {
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), error),
        error => io::Error::other(error),
    })?;
    content_digest(path)
}
