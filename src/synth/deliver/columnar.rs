//! Tables as Parquet: columns of text under the delivered headers, some ten thousand rows at a time.

use std::fs::File;
use std::path::PathBuf;

use polars::prelude::*;
use polars_io::parquet::write::{BatchedWriter, ParquetCompression, ParquetWriter};

use crate::synth::deliver::folder::{Folder, SynthError};

/// Rows that make a row group, or a few more.
const ROWS: usize = 65_536;

/// A Parquet file that is being written.
pub struct ColumnFile {
    path: PathBuf,
    writer: BatchedWriter<File>,
    headers: Vec<PlSmallStr>,
    /// The rows of the next row group, column by column.
    waiting: Vec<StringChunkedBuilder>,
    rows: usize,
}

impl ColumnFile {
    pub fn begin(
        folder: &Folder,
        name: &str,
        headers: impl Iterator<Item = &'static str>,
    ) -> Result<Self, SynthError> {
        let (path, file) = folder.create(name)?.into_file();
        let headers: Vec<PlSmallStr> = headers.map(PlSmallStr::from_static).collect();
        let fields = headers.iter().map(|header| Field::new(header.clone(), DataType::String));
        let writer = ParquetWriter::new(file)
            .with_compression(ParquetCompression::Zstd(None))
            .batched(&Schema::from_iter(fields));
        match writer {
            Ok(writer) => {
                let waiting = builders(&headers);
                Ok(Self { path, writer, headers, waiting, rows: 0 })
            }
            Err(error) => Err(failed(path, error)),
        }
    }

    /// Adds a row; an empty cell is null.
    pub fn row<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Result<(), SynthError> {
        for (column, cell) in self.waiting.iter_mut().zip(cells) {
            column.append_option(Some(cell).filter(|cell| !cell.is_empty()));
        }
        self.rows += 1;
        if self.rows >= ROWS { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), SynthError> {
        let waiting = std::mem::replace(&mut self.waiting, builders(&self.headers));
        let columns = waiting.into_iter().map(|column| column.finish().into_column());
        let frame = DataFrame::new(self.rows, columns.collect());
        self.rows = 0;
        let written = frame.and_then(|frame| self.writer.write_batch(&frame));
        written.map_err(|error| failed(self.path.clone(), error))
    }

    pub fn close(mut self) -> Result<(), SynthError> {
        if self.rows > 0 {
            self.write()?;
        }
        self.writer.finish().map(|_| ()).map_err(|error| failed(self.path, error))
    }
}

fn builders(headers: &[PlSmallStr]) -> Vec<StringChunkedBuilder> {
    headers.iter().map(|header| StringChunkedBuilder::new(header.clone(), ROWS)).collect()
}

fn failed(path: PathBuf, error: PolarsError) -> SynthError {
    SynthError::Disk { path, source: std::io::Error::other(error) }
}
