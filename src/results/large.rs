//! Tables of which a county has millions of rows: made piece by piece, so that no more than a piece is in memory.

use std::ops::Range;

use super::row::{PublishedRow, check_names};
use crate::table::{MaskedColumn, TableError};

type Piece<'a> = Box<dyn Fn(Range<usize>) -> Result<Vec<MaskedColumn>, TableError> + Sync + 'a>;

/// A table of the contract, as it may leave the program, of which any rows can be asked for.
pub struct LargeTable<'a> {
    pub name: &'static str,
    pub rows: usize,
    columns: &'static [&'static str],
    piece: Piece<'a>,
}

impl<'a> LargeTable<'a> {
    /// A table of so many rows; its columns must be those of the row type.
    pub fn new<R: PublishedRow>(
        rows: usize,
        piece: impl Fn(Range<usize>) -> Result<Vec<MaskedColumn>, TableError> + Sync + 'a,
    ) -> Self {
        Self { name: R::TABLE, rows, columns: R::COLUMNS, piece: Box::new(piece) }
    }

    /// Some of its rows, column by column.
    pub fn piece(&self, rows: Range<usize>) -> Result<Vec<MaskedColumn>, TableError> {
        let piece = (self.piece)(rows)?;
        let names: Vec<_> = piece.iter().map(MaskedColumn::name).collect();
        check_names(&names, self.name, self.columns)?;
        Ok(piece)
    }
}
