//! Tables written as Parquet, a row group at a time.
//!
//! The encoders are Polars' own; what is decided here is which columns get a dictionary. Polars hashes every value twice to find
//! that out, which was a tenth of a night in which little had changed.

use std::io::Write;

use polars::prelude::*;
use polars_arrow::array::ArrayRef;
use polars_parquet::write::{
    CompressedPage, CompressionOptions, DynIter, DynStreamingIterator, Encoding, FileWriter, ParquetType,
    StatisticsOptions, Version, WriteOptions, ZstdLevel, array_to_columns, compress,
    fallible_streaming_iterator, get_dtype_encoding,
};
use rayon::prelude::*;

mod dictionary;

/// Who reads a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Other programs, which look for some of its rows; and it is handed on.
    Anybody,
    /// This program alone, all of it and once: statistics and compression would cost more than they save.
    Ourselves,
}

/// A Parquet file that is being written.
pub struct ParquetFile<W: Write> {
    writer: FileWriter<W>,
    options: WriteOptions,
}

impl<W: Write> ParquetFile<W> {
    pub fn begin(out: W, schema: &Schema, readers: Readers) -> PolarsResult<Self> {
        let (statistics, compression) = match readers {
            Readers::Anybody => {
                (StatisticsOptions::default(), CompressionOptions::Zstd(Some(ZstdLevel::try_new(1)?)))
            }
            Readers::Ourselves => (StatisticsOptions::empty(), CompressionOptions::Uncompressed),
        };
        let options = WriteOptions { statistics, compression, version: Version::V1, data_page_size: None };
        let writer = FileWriter::try_new(out, schema.to_arrow(CompatLevel::newest()), options)?;
        Ok(Self { writer, options })
    }

    /// Writes rows as one row group; none if there are none.
    pub fn write(&mut self, rows: &DataFrame) -> PolarsResult<()> {
        if rows.height() == 0 {
            return Ok(());
        }
        let columns: Vec<_> = rows
            .columns()
            .iter()
            .map(|column| column.as_materialized_series().rechunk().to_arrow(0, CompatLevel::newest()))
            .collect();
        let (options, types) = (self.options, self.writer.parquet_schema().fields());
        let pages = columns.into_par_iter().zip(types).map(|(column, kind)| pages(column, kind, options));
        let pages: Vec<Vec<CompressedPage>> = pages.collect::<PolarsResult<_>>()?;
        let columns = pages.iter().map(|pages| {
            let pages = fallible_streaming_iterator::convert(pages.iter().map(PolarsResult::Ok));
            Ok(DynStreamingIterator::new(pages))
        });
        self.writer.write(rows.height() as u64, DynIter::new(columns))
    }

    pub fn finish(mut self) -> PolarsResult<()> {
        self.writer.end(None).map(|_| ())
    }
}

/// A column of a row group, ready to be written.
fn pages(column: ArrayRef, kind: &ParquetType, options: WriteOptions) -> PolarsResult<Vec<CompressedPage>> {
    let (column, encoding) = match dictionary::of(column.as_ref()) {
        dictionary::Answer::Worth(dictionary) => (dictionary, vec![Encoding::RleDictionary]),
        dictionary::Answer::NotWorth => (column, vec![Encoding::Plain]),
        dictionary::Answer::NotLooked => {
            let encoding = get_dtype_encoding(column.dtype());
            (column, encoding)
        }
    };
    let mut compressed = Vec::new();
    for pages in array_to_columns(column, kind.clone(), options, &encoding)? {
        for page in pages {
            compressed.push(compress(page?, Vec::new(), options.compression)?);
        }
    }
    Ok(compressed)
}

#[cfg(test)]
mod tests;
