//! The choice among candidates: each row is one of the other table at most.

use std::collections::{BTreeMap, BTreeSet};

use super::Relation;
use crate::weight::shared_probabilities;

/// Candidates that are less likely take no part.
pub const NEGLIGIBLE: f64 = 0.001;

/// A pair that may be one.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    pub a: usize,
    pub b: usize,
    pub log_odds: f64,
    /// Against the other candidates of its row, or none.
    pub probability: f64,
}

/// The likeliest pairs of at least the threshold, in the order of rows.
pub fn choose(mut candidates: Vec<Candidate>, relation: Relation, threshold: f64) -> Vec<Candidate> {
    if relation == Relation::OneToOne {
        against_other_rows(&mut candidates);
    }
    candidates.retain(|candidate| candidate.probability >= threshold);
    candidates.sort_by(|x, y| {
        y.probability
            .total_cmp(&x.probability)
            .then(y.log_odds.total_cmp(&x.log_odds))
            .then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    let (mut taken_a, mut taken_b) = (BTreeSet::new(), BTreeSet::new());
    candidates.retain(|candidate| {
        let free = !taken_a.contains(&candidate.a)
            && (relation == Relation::ManyToOne || !taken_b.contains(&candidate.b));
        if free {
            taken_a.insert(candidate.a);
            taken_b.insert(candidate.b);
        }
        free
    });
    candidates.sort_by_key(|candidate| (candidate.a, candidate.b));
    candidates
}

/// Where a row of the second table can be one of the first only once, its other suitors count against each, too: the
/// smaller of the two chances is kept.
fn against_other_rows(candidates: &mut [Candidate]) {
    let mut by_b: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        by_b.entry(candidate.b).or_default().push(at);
    }
    for suitors in by_b.values().filter(|suitors| suitors.len() > 1) {
        let odds: Vec<_> = suitors.iter().filter_map(|at| Some(candidates.get(*at)?.log_odds)).collect();
        for (at, probability) in suitors.iter().zip(shared_probabilities(&odds)) {
            if let Some(candidate) = candidates.get_mut(*at) {
                candidate.probability = candidate.probability.min(probability);
            }
        }
    }
}
