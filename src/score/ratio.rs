//! Precision, recall and F1 with their 95 % intervals.

use serde::Serialize;

use crate::domain::Share;

/// What was said and what is true, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub right: u64,
    pub wrong: u64,
    pub missed: u64,
}

/// The counts with what follows from them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measure {
    pub right: u64,
    pub wrong: u64,
    pub missed: u64,
    /// Of what was said, the share that is true.
    pub precision: Option<Share>,
    /// Of what is true, the share that was said.
    pub recall: Option<Share>,
    /// The harmonic mean of the two.
    pub f1: Option<Share>,
}

impl Counts {
    pub fn measure(self) -> Measure {
        let Self { right, wrong, missed } = self;
        // F1 is no share of independent cases; but F* = right / (right + wrong + missed) is one, and
        // F1 = 2 F* / (1 + F*) grows with it (Hand, Christen and Kirielle 2021).
        let f1 = Share::of(right, right + wrong + missed).map(|star| star.map(|x| 2.0 * x / (1.0 + x)));
        Measure {
            right,
            wrong,
            missed,
            precision: Share::of(right, right + wrong),
            recall: Share::of(right, right + missed),
            f1,
        }
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_none_nothing_is_said() {
        let measure = Counts::default().measure();
        assert_eq!((measure.precision, measure.recall, measure.f1), (None, None, None));
    }

    #[test]
    fn f1_is_the_harmonic_mean() {
        let measure = Counts { right: 6, wrong: 2, missed: 4 }.measure();
        let (precision, recall) = (6.0 / 8.0, 6.0 / 10.0);
        let f1 = measure.f1.map_or(0.0, |f1| f1.value);
        assert!((f1 - 2.0 * precision * recall / (precision + recall)).abs() < 1e-12);
    }
}
