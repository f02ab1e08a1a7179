//! The cells of a sheet as text, in the order of rows and columns; what is empty takes no room.

use std::ops::RangeInclusive;

use crate::raw::RawChunk;

/// Rows of a sheet that are handed on together.
const ROWS_IN_A_CHUNK: u32 = 4_096;

/// Where a cell stands: row and column, from 0.
pub type Place = (u32, u32);

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Grid {
    text: String,
    rows: Vec<RowAt>,
    cells: Vec<CellAt>,
    /// The first and the last column in which anything stands.
    columns: Option<(u32, u32)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct RowAt {
    row: u32,
    /// The first of its cells, and where their text begins.
    cell: usize,
    text: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct CellAt {
    column: u32,
    /// Where its text ends, counted from where the text of the row begins; it begins where the last one ends.
    end: u32,
}

/// A cell that stands before one that was added earlier, or has more text than fits.
#[derive(Debug, PartialEq, Eq)]
pub struct OutOfOrder;

impl Grid {
    /// Cells in any order; of two in one place the later.
    pub fn of(mut cells: Vec<(Place, String)>) -> Self {
        cells.reverse();
        cells.sort_by_key(|(place, _)| *place);
        cells.dedup_by_key(|(place, _)| *place);
        let mut grid = Self::default();
        for (place, said) in cells {
            // Sorted, so that it is never out of order.
            let _ = grid.push(place, |text| text.push_str(&said));
        }
        grid
    }

    /// Adds a cell behind all others: `write` appends what it says.
    pub fn push(&mut self, (row, column): Place, write: impl FnOnce(&mut String)) -> Result<(), OutOfOrder> {
        match self.rows.last() {
            Some(last) if last.row > row => return Err(OutOfOrder),
            Some(last) if last.row == row => {
                if self.cells.last().is_some_and(|cell| cell.column >= column) {
                    return Err(OutOfOrder);
                }
            }
            _ => self.rows.push(RowAt { row, cell: self.cells.len(), text: self.text.len() }),
        }
        write(&mut self.text);
        let start = self.rows.last().map_or(0, |last| last.text);
        let end = u32::try_from(self.text.len() - start).map_err(|_| OutOfOrder)?;
        self.cells.push(CellAt { column, end });
        self.columns = Some(self.columns.map_or((column, column), |(a, b)| (a.min(column), b.max(column))));
        Ok(())
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The first and the last row, and the first and the last column in which anything stands.
    pub fn extent(&self) -> Option<(RangeInclusive<u32>, RangeInclusive<u32>)> {
        let (first, last) = (self.rows.first()?.row, self.rows.last()?.row);
        self.columns.map(|(left, right)| (first..=last, left..=right))
    }

    /// How many rows and columns it reaches over.
    pub fn span(&self) -> (u64, u64) {
        let length = |range: RangeInclusive<u32>| u64::from(range.end() - range.start()) + 1;
        self.extent().map_or((0, 0), |(rows, columns)| (length(rows), length(columns)))
    }

    /// What stands in a place, if anything does.
    pub fn get(&self, (row, column): Place) -> Option<&str> {
        self.filled(row).find(|(own, _)| *own == column).map(|(_, text)| text)
    }

    /// The rows in which anything stands.
    pub fn filled_rows(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|own| own.row)
    }

    /// The cells of a row in which something stands, with their columns.
    pub fn filled(&self, row: u32) -> impl Iterator<Item = (u32, &str)> {
        let at = self.rows.partition_point(|own| own.row < row);
        let own = self.rows.get(at).filter(|own| own.row == row);
        let until = self.rows.get(at + 1).map_or(self.cells.len(), |next| next.cell);
        let (cells, text) = own.map_or((&[][..], ""), |own| {
            let text = self.text.get(own.text..).unwrap_or_default();
            (self.cells.get(own.cell..until).unwrap_or_default(), text)
        });
        let mut start = 0;
        cells.iter().map(move |cell| {
            let end = cell.end as usize;
            let said = text.get(start..end).unwrap_or_default();
            start = end;
            (cell.column, said)
        })
    }

    /// Every cell of a row from the first column to the last, empty ones too.
    pub fn row(&self, row: u32) -> impl Iterator<Item = &str> {
        let mut filled = self.filled(row).peekable();
        let columns = self.columns.map(|(first, last)| first..=last).into_iter().flatten();
        columns.map(move |column| filled.next_if(|(own, _)| *own == column).map_or("", |(_, text)| text))
    }

    /// Puts texts in the place of whatever stood there.
    pub fn replace(&mut self, with: Vec<(Place, String)>) {
        let own = std::mem::take(self);
        let kept = own
            .filled_rows()
            .flat_map(|row| own.filled(row).map(move |(column, text)| ((row, column), text.to_owned())));
        *self = Self::of(kept.chain(with).collect());
    }
}

/// The rows of a sheet below its header.
#[derive(Debug)]
pub struct GridRows {
    grid: Grid,
    /// The first of them, from 0.
    first: u32,
}

impl GridRows {
    pub fn new(grid: Grid, first: u32) -> Self {
        Self { grid, first }
    }

    /// One behind the last.
    fn end(&self) -> u32 {
        self.grid.extent().map_or(0, |(rows, _)| *rows.end() + 1)
    }

    pub fn chunks(&self) -> usize {
        self.end().saturating_sub(self.first).div_ceil(ROWS_IN_A_CHUNK) as usize
    }

    /// Reads some rows into `chunk`.
    pub fn read(&self, index: usize, chunk: &mut RawChunk) {
        chunk.clear();
        let begin = u32::try_from(index).ok().and_then(|index| index.checked_mul(ROWS_IN_A_CHUNK));
        let Some(begin) = begin.and_then(|begin| begin.checked_add(self.first)) else { return };
        for row in begin..self.end().min(begin.saturating_add(ROWS_IN_A_CHUNK)) {
            // Rows count from 1 in the workbook.
            chunk.push_row(u64::from(row) + 1, self.grid.row(row));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_gives_back_every_cell_in_its_place_and_empty_ones_between() {
        let mut grid = Grid::of(vec![((5, 3), "d".into()), ((2, 1), "a".into()), ((5, 1), "b".into())]);
        assert_eq!(grid.extent(), Some((2..=5, 1..=3)));
        assert_eq!(grid.row(5).collect::<Vec<_>>(), ["b", "", "d"]);
        assert_eq!(grid.row(3).collect::<Vec<_>>(), ["", "", ""]);
        grid.replace(vec![((5, 2), "c".into()), ((5, 3), "e".into())]);
        assert_eq!(grid.row(5).collect::<Vec<_>>(), ["b", "c", "e"]);
        assert_eq!((grid.get((2, 1)), grid.get((2, 2))), (Some("a"), None));
    }

    #[test]
    fn of_two_cells_in_one_place_the_later_counts_and_a_grid_takes_none_before_its_last() {
        let mut grid = Grid::of(vec![((0, 0), "first".into()), ((0, 0), "second".into())]);
        assert_eq!(grid.get((0, 0)), Some("second"));
        assert_eq!(grid.push((0, 0), |_| {}), Err(OutOfOrder));
    }

    #[test]
    fn rows_below_the_header_come_in_chunks_with_their_numbers_and_blank_ones_are_noted() {
        let rows = GridRows::new(Grid::of(vec![((0, 0), "h".into()), ((2, 0), "x".into())]), 1);
        let mut chunk = RawChunk::default();
        rows.read(0, &mut chunk);
        assert_eq!((rows.chunks(), chunk.blank_rows()), (1, &[2][..]));
        assert_eq!(chunk.rows().map(|row| (row.source_row(), row.field(0))).collect::<Vec<_>>(), [(3, "x")]);
    }
}
