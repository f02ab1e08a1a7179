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

/// What stands in the rows of a column.
#[derive(Debug, Clone, Copy)]
pub enum Values<'a> {
    Each(&'a Column),
    /// Texts, each once or nearly so, and which of them each row has.
    Shared(&'a Column, &'a [IdxSize]),
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
        let columns: Vec<_> = rows.columns().iter().map(Values::Each).collect();
        self.write_columns(rows.height(), &columns)
    }

    /// Writes columns of so many rows as one row group; none if there are none.
    pub fn write_columns(&mut self, rows: usize, columns: &[Values<'_>]) -> PolarsResult<()> {
        if rows == 0 {
            return Ok(());
        }
        let (options, types) = (self.options, self.writer.parquet_schema().fields());
        let pages = columns.par_iter().zip(types).map(|(column, kind)| pages(*column, kind, options));
        let pages: Vec<Vec<CompressedPage>> = pages.collect::<PolarsResult<_>>()?;
        let columns = pages.iter().map(|pages| {
            let pages = fallible_streaming_iterator::convert(pages.iter().map(PolarsResult::Ok));
            Ok(DynStreamingIterator::new(pages))
        });
        self.writer.write(rows as u64, DynIter::new(columns))
    }

    pub fn finish(mut self) -> PolarsResult<()> {
        self.writer.end(None).map(|_| ())
    }
}

/// A column of a row group, ready to be written.
fn pages(column: Values<'_>, kind: &ParquetType, options: WriteOptions) -> PolarsResult<Vec<CompressedPage>> {
    let dictionary = match column {
        Values::Each(_) => None,
        Values::Shared(texts, at) => dictionary::of_shared(one_array(texts).as_ref(), at),
    };
    let (column, encoding) = match (dictionary, column) {
        (Some(dictionary), _) => (dictionary, vec![Encoding::RleDictionary]),
        (None, Values::Each(column)) => encoded(one_array(column)),
        (None, Values::Shared(texts, at)) => {
            encoded(one_array(&texts.take(&IdxCa::from_slice(PlSmallStr::EMPTY, at))?))
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

fn one_array(column: &Column) -> ArrayRef {
    // A column of one value is spread for as long as it is written, and not from then on.
    column.clone().take_materialized_series().rechunk().to_arrow(0, CompatLevel::newest())
}

/// A column with its dictionary, where that is worth it, and how it is encoded.
fn encoded(column: ArrayRef) -> (ArrayRef, Vec<Encoding>) {
    match dictionary::of(column.as_ref()) {
        dictionary::Answer::Worth(dictionary) => (dictionary, vec![Encoding::RleDictionary]),
        dictionary::Answer::NotWorth => (column, vec![Encoding::Plain]),
        dictionary::Answer::NotLooked => {
            let encoding = get_dtype_encoding(column.dtype());
            (column, encoding)
        }
    }
}

#[cfg(test)]
mod tests;
