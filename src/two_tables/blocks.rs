//! Blocks: which rows of two tables are compared at all. Comparing all with all would take a county a year.

use std::hash::BuildHasher;

use polars::polars_utils::aliases::PlFixedStateQuality;
use polars::prelude::PlHashMap;

use super::question::Part;
use crate::standard::person_name;
use crate::weight::beyond;

/// Rows that share a key are compared; none: the row is not, by this block.
type Key = Option<u64>;

/// The rows of one block.
#[derive(Debug)]
pub struct Keys {
    of_a: Vec<Key>,
    /// The rows of the second table, sorted by key; and where in them the rows of each key are.
    rows_of_b: Vec<u32>,
    places: PlHashMap<u64, (u32, u32)>,
    of_b: Vec<Key>,
    /// Keys of so many pairs that they are left out, and how many pairs those are.
    pub left_out: LeftOut,
}

/// What the bound on pairs keeps from being compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub keys: usize,
    pub pairs: u64,
}

/// One cell's part of a key.
pub fn part(part: Part, cell: &str) -> Option<String> {
    let digits = || cell.chars().filter(char::is_ascii_digit).collect::<String>();
    let found = match part {
        Part::Whole => cell.to_owned(),
        Part::Year => digits().get(..4)?.to_owned(),
        Part::Day => digits().get(4..8)?.to_owned(),
        Part::Sound => person_name::sound(&person_name::fold(cell)),
        Part::First(many) => cell.chars().take(many).collect(),
    };
    (!found.is_empty()).then_some(found)
}

/// The keys of the rows of a table: `parts` holds, for each part of the block, one for each row.
pub fn keys(parts: &[Vec<Option<String>>], rows: usize) -> Vec<Key> {
    let key = |row: usize| {
        let of_row: Option<Vec<&str>> = parts.iter().map(|part| part.get(row)?.as_deref()).collect();
        Some(PlFixedStateQuality::default().hash_one(of_row?))
    };
    (0..rows).map(key).collect()
}

impl Keys {
    /// Rows of two tables by their keys, of at most `most` pairs: the keys with the most pairs go first.
    pub fn new(mut of_a: Vec<Key>, mut of_b: Vec<Key>, most: u64) -> Self {
        let mut counts: PlHashMap<u64, (u64, u64)> = PlHashMap::default();
        of_a.iter().flatten().for_each(|key| counts.entry(*key).or_default().0 += 1);
        of_b.iter().flatten().for_each(|key| counts.entry(*key).or_default().1 += 1);
        let pairs = counts.iter().map(|(key, (a, b))| (a * b, *key)).collect();
        let mut left_out = LeftOut::default();
        for (pairs, key) in beyond(pairs, most) {
            left_out.keys += 1;
            left_out.pairs += pairs;
            counts.remove(&key);
        }
        if left_out.keys > 0 {
            let kept = |key: &mut Key| *key = key.filter(|key| counts.contains_key(key));
            of_a.iter_mut().chain(&mut of_b).for_each(kept);
        }
        let mut sorted: Vec<(u64, u32)> =
            (0..).zip(&of_b).filter_map(|(row, key)| Some(((*key)?, row))).collect();
        sorted.sort_unstable();
        let mut places = PlHashMap::default();
        for (at, (key, _)) in (0..).zip(&sorted) {
            places.entry(*key).or_insert((at, at)).1 = at + 1;
        }
        let rows_of_b = sorted.into_iter().map(|(_, row)| row).collect();
        Self { of_a, rows_of_b, places, of_b, left_out }
    }

    /// The rows of the second table that share the key of a row of the first.
    pub fn partners(&self, a: usize) -> &[u32] {
        let key = self.of_a.get(a).copied().flatten();
        let place = key.and_then(|key| self.places.get(&key));
        place.and_then(|(from, to)| self.rows_of_b.get(*from as usize..*to as usize)).unwrap_or_default()
    }

    /// Whether two rows share their key.
    pub fn joins(&self, a: usize, b: u32) -> bool {
        let key = self.of_a.get(a).copied().flatten();
        key.is_some() && key == self.of_b.get(b as usize).copied().flatten()
    }
}

/// Calls `see` for every pair of a row of the first table that some block joins, once, with the blocks that do as bits.
pub fn each_partner(blocks: &[Keys], a: usize, mut see: impl FnMut(u32, u16)) {
    for (at, block) in blocks.iter().enumerate() {
        for b in block.partners(a) {
            if blocks.iter().take(at).any(|earlier| earlier.joins(a, *b)) {
                continue;
            }
            let joined = |(at, block): (usize, &Keys)| u16::from(block.joins(a, *b)) << at;
            see(*b, blocks.iter().enumerate().map(joined).sum());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(blocks: &[Keys], rows: usize) -> Vec<(usize, u32, u16)> {
        let mut pairs = Vec::new();
        (0..rows).for_each(|a| each_partner(blocks, a, |b, joined| pairs.push((a, b, joined))));
        pairs
    }

    #[test]
    fn a_pair_that_several_blocks_join_is_compared_once() {
        let one = Keys::new(vec![Some(1), Some(2)], vec![Some(1), None], 100);
        let two = Keys::new(vec![Some(7), None], vec![Some(7), Some(7)], 100);
        assert_eq!(pairs(&[one, two], 2), [(0, 0, 0b11), (0, 1, 0b10)]);
    }

    #[test]
    fn keys_of_too_many_pairs_are_left_out_and_counted() {
        let keys = Keys::new(vec![Some(1), Some(1), Some(2)], vec![Some(1), Some(1), Some(2)], 3);
        assert_eq!(keys.left_out, LeftOut { keys: 1, pairs: 4 });
        assert_eq!(pairs(&[keys], 3), [(2, 2, 1)]);
    }
}
