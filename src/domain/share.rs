//! Shares: how many of how many, with a 95 % interval.

use serde::Serialize;

/// The normal quantile that leaves 2.5 % on each side.
const Z: f64 = 1.959_963_984_540_054;

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Share {
    /// Between 0 and 1.
    pub value: f64,
    /// Where the interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

impl Share {
    /// So many of so many, with the interval of Wilson (1927); nothing of none.
    pub fn of(some: u64, all: u64) -> Option<Self> {
        if all == 0 { None } else { Self::at(some as f64 / all as f64, all as f64) }
    }

    /// A share that was seen in a sample worth `n` of those drawn one by one; nothing of none.
    pub fn at(value: f64, n: f64) -> Option<Self> {
        if !(n > 0.0 && (0.0..=1.0).contains(&value)) {
            return None;
        }
        let middle = value + Z * Z / (2.0 * n);
        let reach = Z * (value * (1.0 - value) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        let low = if value == 0.0 { 0.0 } else { (middle - reach) / scale };
        let high = if value == 1.0 { 1.0 } else { (middle + reach) / scale };
        Some(Self { value, low: low.max(0.0), high: high.min(1.0) })
    }

    /// The value of a function that grows with the share, and of its ends.
    #[must_use]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self { value: f(self.value), low: f(self.low), high: f(self.high) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(share: Option<Share>) -> Option<(f64, f64, f64)> {
        let round = |x: f64| (x * 10_000.0).round() / 10_000.0;
        share.map(|share| (round(share.value), round(share.low), round(share.high)))
    }

    #[test]
    fn the_interval_is_wilsons() {
        // Newcombe (1998), table I, method 3.
        assert_eq!(rounded(Share::of(81, 263)), Some((0.3080, 0.2553, 0.3662)));
        assert_eq!(rounded(Share::of(15, 148)), Some((0.1014, 0.0624, 0.1605)));
        assert_eq!(rounded(Share::of(0, 20)), Some((0.0, 0.0, 0.1611)));
        assert_eq!(rounded(Share::of(1, 29)), Some((0.0345, 0.0061, 0.1718)));
    }

    #[test]
    fn all_of_a_few_is_less_sure_than_all_of_many() {
        let low = |all| Share::of(all, all).map_or(0.0, |share| share.low);
        assert!(low(3) < 0.5 && low(3000) > 0.99);
    }
}
