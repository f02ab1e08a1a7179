//! Cells of many rows, before it is decided what kind of file they come in.

/// Rows of as many cells as the delivery has columns, all in one text.
#[derive(Debug)]
pub struct Cells {
    text: String,
    /// Where each cell ends, row after row.
    ends: Vec<u32>,
    width: usize,
}

impl Cells {
    pub fn new(width: usize) -> Self {
        Self { text: String::new(), ends: Vec::new(), width }
    }

    /// Where the next cell is written, to be closed by [`Cells::close`].
    pub fn open(&mut self) -> &mut String {
        &mut self.text
    }

    pub fn close(&mut self) {
        // A block's rows are some hundred kilobytes.
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    pub fn rows(&self) -> usize {
        self.ends.len() / self.width
    }

    /// Writes the last row once more.
    pub fn repeat_row(&mut self) {
        let first = self.ends.len().saturating_sub(self.width);
        let start = self.start(first);
        let by = self.text.len().saturating_sub(start as usize);
        self.text.extend_from_within(start as usize..);
        for at in first..self.ends.len() {
            let end = self.ends.get(at).copied().unwrap_or(0);
            self.ends.push(end + u32::try_from(by).unwrap_or(0));
        }
    }

    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = &str> {
        let first = row * self.width;
        let ends = self.ends.get(first..first + self.width).unwrap_or_default();
        let mut start = self.start(first);
        ends.iter().map(move |end| {
            let cell = self.text.get(start as usize..*end as usize).unwrap_or_default();
            start = *end;
            cell
        })
    }

    fn start(&self, cell: usize) -> u32 {
        cell.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &Cells, row: usize) -> Vec<&str> {
        cells.row(row).collect()
    }

    #[test]
    fn a_row_comes_back_cell_by_cell_and_once_more_where_it_is_repeated() {
        let mut cells = Cells::new(2);
        for text in ["张三", "", "a,b", "2"] {
            cells.open().push_str(text);
            cells.close();
        }
        cells.repeat_row();
        assert_eq!(cells.rows(), 3);
        assert_eq!(row(&cells, 0), ["张三", ""]);
        assert_eq!((row(&cells, 1), row(&cells, 2)), (vec!["a,b", "2"], vec!["a,b", "2"]));
    }
}
