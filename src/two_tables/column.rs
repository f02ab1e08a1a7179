//! A column of both tables with each value once, so that a value is made ready once and equal ones are told by number.

use polars::prelude::PlHashMap;

use super::comparator::{Comparator, Value};
use crate::weight::Frequencies;

/// The number of a value among those of its column; equal values have equal numbers.
type ValueId = u32;

/// Stands for an empty cell.
const EMPTY: ValueId = ValueId::MAX;

/// The values of one comparison in both tables.
#[derive(Debug)]
pub struct Compared {
    by: Comparator,
    values: Vec<Value>,
    /// By row of each table.
    ids: [Vec<ValueId>; 2],
    frequencies: Frequencies<ValueId>,
}

impl Compared {
    /// `a` and `b` are the cells of the two tables.
    pub fn new(by: Comparator, a: &[Option<String>], b: &[Option<String>]) -> Self {
        let mut compared = Self {
            by,
            values: Vec::new(),
            ids: [Vec::new(), Vec::new()],
            frequencies: Frequencies::default(),
        };
        let mut known: PlHashMap<String, ValueId> = PlHashMap::default();
        compared.ids = [a, b].map(|cells| {
            let ids = cells.iter().map(|cell| {
                let folded = compared.by.folded(cell.as_deref()?);
                if let Some(id) = known.get(&folded) {
                    return Some(*id);
                }
                let id = ValueId::try_from(compared.values.len()).ok()?;
                compared.values.push(compared.by.value(&folded)?);
                known.insert(folded, id);
                Some(id)
            });
            ids.map(|id| id.unwrap_or(EMPTY)).collect()
        });
        for id in compared.ids.iter().flatten().filter(|id| **id != EMPTY) {
            compared.frequencies.add(*id, 1);
        }
        compared
    }

    /// The level that a row of each table reach; none where one of them is empty.
    pub fn level(&self, a: usize, b: usize) -> Option<usize> {
        let [of_a, of_b] = &self.ids;
        match (of_a.get(a).copied()?, of_b.get(b).copied()?) {
            (EMPTY, _) | (_, EMPTY) => None,
            (a, b) if a == b => Some(0),
            (a, b) => self.by.level(self.values.get(a as usize)?, self.values.get(b as usize)?),
        }
    }

    /// The share of both tables' rows that have the value of this row of the first; none where sharing a rare one says
    /// nothing more.
    pub fn share(&self, a: usize) -> Option<f64> {
        let [of_a, _] = &self.ids;
        let id = of_a.get(a).filter(|id| **id != EMPTY && self.by.weighs_frequency())?;
        Some(self.frequencies.share(id))
    }

    /// The chance that any two rows have the same value.
    pub fn chance_of_agreement(&self) -> f64 {
        self.frequencies.chance_of_agreement()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_that_cannot_be_read_do_not_agree() {
        let cells = |texts: &[&str]| texts.iter().map(|text| Some((*text).to_owned())).collect::<Vec<_>>();
        let compared = Compared::new(Comparator::Name, &cells(&["???", "张丽"]), &cells(&["???", "张 丽"]));
        assert_eq!((compared.level(0, 0), compared.level(1, 1)), (None, Some(0)));
    }
}
