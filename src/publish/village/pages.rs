//! Pages: a household that fits onto one is not torn in two.

/// Where pages begin, while blocks are written. Heights are in points of the sheet.
pub struct Pages {
    /// The rows before which a page begins.
    pub breaks: Vec<u32>,
    /// How high the block is that is being written.
    pub block: f64,
    /// What stands on the page already.
    taken: f64,
    /// Whether any block does.
    begun: bool,
}

/// What fits onto a page of the form, A4 landscape, in a spreadsheet whose columns are the narrowest: others make the
/// sheet smaller, and more fits on.
const PAGE: f64 = 590.0;
/// What title and note take on the first page.
const TITLE: f64 = 42.0;

impl Pages {
    pub fn new() -> Self {
        Self { breaks: Vec::new(), block: 0.0, taken: TITLE, begun: false }
    }

    /// Ends the block whose first row is `first`.
    pub fn end_block(&mut self, first: u32) {
        let own = std::mem::take(&mut self.block);
        // Not before the very first: the title would stand alone.
        if self.begun && self.taken + own > PAGE {
            self.breaks.push(first);
            self.taken = 0.0;
        }
        self.begun = true;
        self.taken += own;
        if self.taken > PAGE {
            self.taken %= PAGE;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_that_fits_onto_a_page_is_not_torn_in_two() {
        let mut pages = Pages::new();
        for (first, height) in
            [(3, 200.0), (6, 300.0), (9, 100.0), (12, 480.0), (15, 20.0), (18, 900.0), (21, 100.0)]
        {
            pages.block = height;
            pages.end_block(first);
        }
        assert_eq!(pages.breaks, [9, 15, 18]);
    }
}
