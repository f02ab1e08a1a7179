//! Weight of evidence: how much the agreement of two records speaks for one person or thing behind both.
//!
//! Fellegi and Sunter, *A Theory for Record Linkage* (1969): each field of a pair reaches a level of agreement; a level
//! weighs log2(m/u), where m is how often pairs that are one reach it and u how often pairs that are two. Weights add
//! up, together with that of the prior (how often any two records are one), to the logarithm of the odds.

mod bound;
mod estimate;
mod frequency;

pub use bound::beyond;
pub use estimate::{expectation_maximization, share_of_matches};
pub use frequency::Frequencies;

/// Fields that a [`Vector`] has room for.
pub const MAX_FIELDS: usize = 16;
/// Levels of a field that a [`Vector`] has room for.
pub const MAX_LEVELS: usize = 15;

/// No share is taken to be less: what was never seen may be seen.
const LEAST: f64 = 1e-9;

/// A level of agreement of one field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Of the pairs that are one, the share that reaches it.
    pub m: f64,
    /// Of the pairs that are two, the share that reaches it.
    pub u: f64,
}

impl Level {
    /// What reaching this level adds to the logarithm (base 2) of the odds.
    pub fn weight(self) -> f64 {
        (self.m / self.u).log2()
    }
}

/// A field that records are compared by, with its levels, the best first.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub levels: Vec<Level>,
}

impl Field {
    /// Levels with these shares among pairs that are one and pairs that are two.
    pub fn new(m: &[f64], u: &[f64]) -> Self {
        Self { levels: m.iter().zip(u).map(|(m, u)| Level { m: *m, u: *u }).collect() }
    }

    /// The same with m learned from `counts` of pairs that are one, by level; what is believed of it now counts as
    /// `trust` pairs.
    #[must_use]
    pub fn taught(&self, counts: &[f64], trust: f64) -> Self {
        let total = counts.iter().sum::<f64>() + trust;
        let taught = |(level, count): (&Level, &f64)| Level {
            m: ((count + trust * level.m) / total).max(LEAST),
            ..*level
        };
        Self { levels: self.levels.iter().zip(counts).map(taught).collect() }
    }

    /// The weight of a level; nothing where there is no such level.
    pub fn weight(&self, level: usize) -> f64 {
        self.levels.get(level).map_or(0.0, |level| level.weight())
    }
}

/// Which level each field of a pair reaches. A field that one side does not fill says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Vector(u64);

impl Vector {
    /// Notes that a field reaches a level, both counted from 0; what there is no room for is left out.
    #[must_use]
    pub fn with(self, field: usize, level: usize) -> Self {
        if field >= MAX_FIELDS || level >= MAX_LEVELS {
            return self;
        }
        Self(self.0 | (level as u64 + 1) << (4 * field))
    }

    /// Adds `pairs` to the count of the level that each field reaches.
    pub fn count_into(self, counts: &mut [Vec<f64>], pairs: f64) {
        for (at, levels) in counts.iter_mut().enumerate() {
            if let Some(count) = self.level(at).and_then(|level| levels.get_mut(level)) {
                *count += pairs;
            }
        }
    }

    /// The level that a field reaches; none where it says nothing.
    pub fn level(self, field: usize) -> Option<usize> {
        let stored = usize::try_from(self.0 >> (4 * field) & 0xf).unwrap_or(0);
        stored.checked_sub(1)
    }
}

/// All fields, and how often any two records are one.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub fields: Vec<Field>,
    /// The share of all pairs that are one.
    pub prior: f64,
}

impl Model {
    /// A count of nothing for each level of each field.
    pub fn no_counts(&self) -> Vec<Vec<f64>> {
        self.fields.iter().map(|field| vec![0.0; field.levels.len()]).collect()
    }

    /// What the levels of a pair add to the logarithm of the odds, without the prior.
    pub fn evidence(&self, vector: Vector) -> f64 {
        (0..).zip(&self.fields).filter_map(|(at, field)| Some(field.weight(vector.level(at)?))).sum()
    }
}

/// The logarithm (base 2) of the odds of a probability.
pub fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// The probability of such odds.
pub fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp2())
}

/// The probability of each of several candidates of which one at most is meant: the odds of each against all others and
/// against none of them. Two equally good ones have at most a half each, however much agrees.
pub fn shared_probabilities(log_odds: &[f64]) -> Vec<f64> {
    // Odds may be too large for a number: all are reckoned relative to the largest.
    let most = log_odds.iter().copied().fold(0.0, f64::max);
    let total: f64 = (-most).exp2() + log_odds.iter().map(|own| (own - most).exp2()).sum::<f64>();
    log_odds.iter().map(|own| (own - most).exp2() / total).collect()
}

#[cfg(test)]
mod tests;
