//! Where does a clean delivery wait? In a Parquet file, read piece by piece, so that of a county's millions of
//! rows only those stay that matter to a card.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use polars::polars_utils::compression::ZstdLevel;
use polars::prelude::*;
use polars_io::SerReader;
use polars_io::parquet::write::BatchedWriter;
use polars_io::prelude::{
    FileMetadataRef, ParallelStrategy, ParquetCompression, ParquetReader, ParquetWriter,
};
use rayon::prelude::*;

/// A table on disk.
#[derive(Clone)]
pub struct StagedTable {
    path: PathBuf,
    metadata: FileMetadataRef,
    /// First row and number of rows of each piece.
    pieces: Vec<(usize, usize)>,
}

impl std::fmt::Debug for StagedTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StagedTable").field("path", &self.path).field("rows", &self.rows()).finish()
    }
}

impl StagedTable {
    pub(super) fn open(path: &Path) -> PolarsResult<Self> {
        let mut reader = ParquetReader::new(File::open(path)?);
        let metadata = reader.get_metadata()?.clone();
        let mut pieces = Vec::with_capacity(metadata.row_groups.len());
        let mut first = 0;
        for group in &metadata.row_groups {
            pieces.push((first, group.num_rows()));
            first += group.num_rows();
        }
        Ok(Self { path: path.to_owned(), metadata, pieces })
    }

    pub fn rows(&self) -> usize {
        self.metadata.num_rows
    }

    /// The whole table.
    pub fn read(&self) -> PolarsResult<DataFrame> {
        let pieces: Vec<_> = self.pieces.par_iter().map(|piece| self.piece(*piece, None)).collect();
        self.stacked(pieces)
    }

    /// Looks at some columns, piece by piece, and gives what `look` makes of each, in the table's order.
    pub fn scan<T: Send>(
        &self,
        columns: &[String],
        look: impl Fn(&DataFrame) -> PolarsResult<T> + Sync,
    ) -> PolarsResult<Vec<T>> {
        let look = |piece: &(usize, usize)| look(&self.piece(*piece, Some(columns))?);
        self.pieces.par_iter().map(look).collect()
    }

    /// The rows that `keep` keeps, in the table's order; it is shown some columns only.
    pub fn select(
        &self,
        columns: &[String],
        keep: impl Fn(&DataFrame) -> PolarsResult<BooleanChunked> + Sync,
    ) -> PolarsResult<DataFrame> {
        let kept = |piece: &(usize, usize)| {
            let kept = keep(&self.piece(*piece, Some(columns))?)?;
            if kept.any() { self.piece(*piece, None)?.filter(&kept) } else { self.empty() }
        };
        self.stacked(self.pieces.par_iter().map(kept).collect())
    }

    fn piece(&self, (first, rows): (usize, usize), columns: Option<&[String]>) -> PolarsResult<DataFrame> {
        let mut reader = ParquetReader::new(File::open(&self.path)?)
            .with_slice(Some((first, rows)))
            .with_columns(columns.map(<[String]>::to_vec))
            // The pieces are read side by side already.
            .read_parallel(ParallelStrategy::None);
        reader.set_metadata(self.metadata.clone());
        reader.finish()
    }

    fn empty(&self) -> PolarsResult<DataFrame> {
        self.piece((0, 0), None)
    }

    fn stacked(&self, pieces: Vec<PolarsResult<DataFrame>>) -> PolarsResult<DataFrame> {
        let mut stacked = self.empty()?;
        for piece in pieces {
            stacked.vstack_mut_owned(piece?)?;
        }
        stacked.rechunk_mut_par();
        Ok(stacked)
    }
}

/// Writes a table under a name of its own and gives it its place when it is whole.
pub(super) struct TableWriter {
    path: PathBuf,
    unfinished: PathBuf,
    writer: BatchedWriter<File>,
    finished: bool,
}

impl TableWriter {
    pub fn create(path: &Path, schema: &Schema) -> PolarsResult<Self> {
        let unfinished = path.with_extension(format!("{}.unfinished", std::process::id()));
        // Not buffered: whole pages are written, and nobody could flush what the writer holds.
        let file = File::create(&unfinished)?;
        let writer = ParquetWriter::new(file)
            .with_compression(ParquetCompression::Zstd(Some(ZstdLevel::try_new(1)?)))
            .batched(schema)?;
        Ok(Self { path: path.to_owned(), unfinished, writer, finished: false })
    }

    /// Adds a piece.
    pub fn write(&mut self, piece: &mut DataFrame) -> PolarsResult<()> {
        piece.rechunk_mut_par();
        self.writer.write_batch(piece)
    }

    /// Gives the table its place.
    pub fn finish(mut self) -> PolarsResult<StagedTable> {
        self.writer.finish()?;
        fs::rename(&self.unfinished, &self.path)?;
        self.finished = true;
        StagedTable::open(&self.path)
    }
}

impl Drop for TableWriter {
    fn drop(&mut self) {
        if !self.finished {
            // Nothing more can be done about a file that cannot be removed either.
            fs::remove_file(&self.unfinished).ok();
        }
    }
}
