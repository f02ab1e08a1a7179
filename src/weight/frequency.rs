//! How often each value of a field occurs: that two records share a rare name says more than that they share a common one.

use std::hash::Hash;

use polars::prelude::PlHashMap;

/// Counts of values.
#[derive(Debug, Clone, Default)]
pub struct Frequencies<T> {
    counts: PlHashMap<T, u64>,
    total: u64,
}

impl<T: Eq + Hash> Frequencies<T> {
    pub fn add(&mut self, value: T, count: u64) {
        *self.counts.entry(value).or_default() += count;
        self.total += count;
    }

    /// How many have this value, and never less than one: whoever asks has met it.
    pub fn count(&self, value: &T) -> u64 {
        self.counts.get(value).copied().unwrap_or(0).max(1)
    }

    /// The share of those that have this value: the chance that somebody else shares it.
    pub fn share(&self, value: &T) -> f64 {
        self.count(value) as f64 / self.total.max(1) as f64
    }

    /// The chance that any two share their value.
    pub fn chance_of_agreement(&self) -> f64 {
        let total = self.total.max(1) as f64;
        // Sorted, since a sum of fractions depends on the order.
        let mut counts: Vec<_> = self.counts.values().copied().collect();
        counts.sort_unstable();
        counts.into_iter().map(|count| (count as f64 / total).powi(2)).sum()
    }
}
