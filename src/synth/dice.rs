//! Random choices: the same for the same seed, on every machine and at any number of threads.

use chrono::{Days, NaiveDate};

/// Chance for one purpose in one block of households. Whole numbers and products only: powers and
/// logarithms differ in the last bit from one machine to the next.
#[derive(Debug, Clone)]
pub struct Dice(fastrand::Rng);

impl Dice {
    pub fn new(seed: u64, block: u64, purpose: u64) -> Self {
        let mixed = mixed(mixed(mixed(seed) ^ block) ^ purpose);
        Self(fastrand::Rng::with_seed(mixed))
    }

    /// Evenly from 0 to `n` − 1; 0 of nothing.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.0.u64(..(n as u64).max(1))).unwrap_or(0)
    }

    /// Evenly from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.i64(low..=high.max(low))
    }

    /// Evenly from 0 to below 1.
    pub fn share(&mut self) -> f64 {
        self.0.f64()
    }

    pub fn chance(&mut self, share: f64) -> bool {
        share > 0.0 && self.share() < share
    }

    /// From 0 to `n` − 1, the first much more often than the last.
    pub fn skewed(&mut self, n: usize) -> usize {
        let even = self.0.f64();
        // The product is below n, so nothing is cut off but the fraction.
        ((even * even * n as f64) as usize).min(n.saturating_sub(1))
    }

    pub fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len());
        from.get(at).copied().unwrap_or_default()
    }

    pub fn pick_skewed<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let at = self.skewed(from.len());
        from.get(at).copied().unwrap_or_default()
    }

    /// By weight.
    pub fn weighted<T: Copy + Default>(&mut self, from: &[(T, u32)]) -> T {
        let total: u32 = from.iter().map(|(_, weight)| weight).sum();
        let mut left = self.0.u32(..total.max(1));
        for (value, weight) in from {
            if left < *weight {
                return *value;
            }
            left -= weight;
        }
        T::default()
    }

    /// Evenly from one day to another, both included.
    pub fn day(&mut self, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let days = (last - first).num_days().max(0);
        let later = u64::try_from(self.between(0, days)).unwrap_or(0);
        first.checked_add_days(Days::new(later)).unwrap_or(first)
    }
}

/// SplitMix64's last step: neighbours become strangers.
fn mixed(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
