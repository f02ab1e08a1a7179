//! m, and the share of matches, estimated from pairs of which nobody said whether they match: expectation maximization
//! (Dempster, Laird and Rubin, 1977; for record linkage Winkler, 1988) on distinct comparison vectors.

use rayon::prelude::*;

use super::{Field, LEAST, Model, Vector, log_odds, probability};

const MOST_ROUNDS: usize = 200;
/// Shares that move by less than this from one round to the next stand.
const STANDS: f64 = 1e-6;

/// Estimates m of the fields in `learn` and the share of matches among some pairs; u stays. What the model holds of m beforehand counts as much as `trust` pairs that match, so that a
/// few pairs do not overthrow it. The model's prior becomes the share. Gives the expected number of pairs that are one, by
/// field and level. The same pairs in any order give the same result on any number of threads.
pub fn expectation_maximization(
    model: &mut Model,
    pairs: &[(Vector, u64)],
    learn: impl Fn(usize) -> bool,
    trust: f64,
) -> Vec<Vec<f64>> {
    let before = model.fields.clone();
    let total: f64 = pairs.iter().map(|(_, count)| *count as f64).sum();
    let mut expected: Vec<Vec<f64>> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let matches = expected_matches(model, pairs);
        expected = model.no_counts();
        for ((vector, _), matching) in pairs.iter().zip(&matches) {
            vector.count_into(&mut expected, *matching);
        }
        let mut moved = 0_f64;
        for (at, field) in model.fields.iter_mut().enumerate().filter(|(at, _)| learn(*at)) {
            if let (Some(counts), Some(before)) = (expected.get(at), before.get(at)) {
                let now = before.taught(counts, trust);
                moved = moved.max(furthest(field, &now));
                *field = now;
            }
        }
        let share = (matches.iter().sum::<f64>() / total.max(1.0)).clamp(LEAST, 1.0 - LEAST);
        moved = moved.max((share - model.prior).abs());
        model.prior = share;
        if moved < STANDS {
            break;
        }
    }
    expected
}

/// The share of `all` pairs that are one, where `pairs` are those of them that may be: what is not among them is
/// taken to be two. The model's prior becomes that share.
pub fn share_of_matches(model: &mut Model, pairs: &[(Vector, u64)], all: f64) -> f64 {
    for _ in 0..MOST_ROUNDS {
        let share =
            (expected_matches(model, pairs).iter().sum::<f64>() / all.max(1.0)).clamp(1e-15, 1.0 - LEAST);
        let moved = (share - model.prior).abs() / share;
        model.prior = share;
        if moved < STANDS {
            break;
        }
    }
    model.prior
}

/// How many of the pairs of each vector are expected to match.
fn expected_matches(model: &Model, pairs: &[(Vector, u64)]) -> Vec<f64> {
    let prior = log_odds(model.prior);
    // Collected in the order of the pairs: sums of fractions depend on the order.
    pairs
        .par_iter()
        .map(|(vector, count)| probability(prior + model.evidence(*vector)) * *count as f64)
        .collect()
}

/// How far the m of a field has moved, at the level where it moved most.
fn furthest(before: &Field, now: &Field) -> f64 {
    let moved = before.levels.iter().zip(&now.levels).map(|(before, now)| (now.m - before.m).abs());
    moved.fold(0.0, f64::max)
}
