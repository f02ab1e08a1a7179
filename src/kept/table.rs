//! A table of our own on disk: a Parquet file.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use polars::prelude::*;
use polars_io::SerReader;
use polars_io::prelude::ParquetReader;

use crate::content_digest::content_digest;
use crate::parquet_writer::{ParquetFile, Readers};
use crate::whole_file::{Digesting, write_whole};

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
    let mut digest = String::new();
    let written = write_whole(path, |file| {
        let mut out = Digesting::new(file);
        let begun = ParquetFile::begin(&mut out, table.schema(), Readers::Ourselves);
        let written = begun.and_then(|mut file| {
            file.write(table)?;
            file.finish()
        });
        (digest, _) = out.digest_and_size()?;
        written
    });
    written.map_err(|error: PolarsError| match error {
        PolarsError::IO { error, .. } => io::Error::new(error.kind(), error),
        error => io::Error::other(error),
    })?;
    Ok(digest)
}
