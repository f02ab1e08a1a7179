//! The order of rows: shuffled among the blocks of a window, so that it resembles no register.

use crate::synth::block::{Block, Part};
use crate::synth::dice::Dice;
use crate::synth::extract::Extract;
use crate::synth::records::sheet::Mark;

/// Blocks that are shuffled together and written together: some 100 villages.
pub const BLOCKS: u64 = 32;
/// What the dice are for; see `block.rs`.
const FOR_ORDER: u64 = 300;

/// The rows of one delivery in a window, in the order in which they are delivered.
pub struct Rows<'a> {
    parts: Vec<&'a Part>,
    /// Part, and row in it.
    order: Vec<(u32, u32)>,
}

/// One row, and whose it is.
pub struct Row<'a> {
    part: &'a Part,
    at: usize,
}

impl<'a> Rows<'a> {
    /// The two registers keep a household together, and the households are shuffled; of the other deliveries
    /// each row is.
    pub fn of(extract: Extract, window: u64, blocks: &'a [Block], seed: u64) -> Self {
        let parts: Vec<&Part> = blocks.iter().filter_map(|block| block.part(extract)).collect();
        let mut dice = Dice::new(seed, window, FOR_ORDER + extract as u64);
        let mut order = Vec::new();
        let mut groups = Vec::new();
        for (at, part) in (0u32..).zip(&parts) {
            let rows = u32::try_from(part.cells.rows()).unwrap_or(u32::MAX);
            if part.households.is_empty() {
                order.extend((0..rows).map(|row| (at, row)));
            }
            let ends = part.households.iter().skip(1).copied().chain([rows]);
            groups.extend(part.households.iter().copied().zip(ends).map(|(first, end)| (at, first..end)));
        }
        shuffle(&mut order, &mut dice);
        shuffle(&mut groups, &mut dice);
        order.extend(groups.into_iter().flat_map(|(at, rows)| rows.map(move |row| (at, row))));
        Self { parts, order }
    }

    pub fn len(&self) -> usize {
        self.order.len()
    }

    pub fn get(&self, at: usize) -> Option<Row<'a>> {
        let (part, row) = self.order.get(at)?;
        Some(Row { part: self.parts.get(*part as usize)?, at: *row as usize })
    }
}

impl<'a> Row<'a> {
    pub fn cells(&self) -> impl ExactSizeIterator<Item = &'a str> {
        self.part.cells.row(self.at)
    }

    pub fn mark(&self) -> Mark {
        self.part.marks.get(self.at).copied().unwrap_or_default()
    }
}

fn shuffle<T>(items: &mut [T], dice: &mut Dice) {
    for at in (1..items.len()).rev() {
        items.swap(at, dice.below(at + 1));
    }
}
