//! The weights of a question, learned from the two tables themselves.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::column::Compared;
use super::comparator::Comparator;
use crate::weight::{Field, Model, Vector, expectation_maximization, share_of_matches};

/// Pairs drawn to see how often two records agree that are two.
const DRAWN: u64 = 1_000_000;
/// What is believed before any pair is seen: most pairs that are one agree.
const AGREES: f64 = 0.9;
/// How many pairs that belief counts as.
const TRUST: f64 = 20.0;
/// Drawn pairs that no level was seen in count as so many.
const UNSEEN: f64 = 0.5;

/// What was learned, and from what.
#[derive(Debug)]
pub struct Learned {
    pub model: Model,
    /// Fields whose m could not be learned: every block makes them agree.
    pub assumed: Vec<usize>,
}

/// The comparison vector of two rows.
pub fn vector(fields: &[Compared], a: usize, b: usize) -> Vector {
    let levels = fields.iter().enumerate().filter_map(|(at, field)| Some((at, field.level(a, b)?)));
    levels.fold(Vector::default(), |vector, (at, level)| vector.with(at, level))
}

/// Learns u from pairs drawn evenly from all, and m from the pairs of each block by the fields that it does not itself
/// make agree; `touched` are those that it does, by block.
///
/// `counted` are the distinct vectors of the compared pairs with the blocks that join them.
pub fn learn(
    fields: &[Compared],
    comparators: &[&Comparator],
    counted: &BTreeMap<(u16, Vector), u64>,
    touched: &[Vec<usize>],
    rows: (usize, usize),
) -> Learned {
    let all = rows.0 as f64 * rows.1 as f64;
    let before: Vec<Field> = shares_of_two(fields, comparators, rows)
        .into_iter()
        .map(|u| {
            let others = (u.len() - 1).max(1) as f64;
            let m: Vec<_> =
                (0..u.len()).map(|at| if at == 0 { AGREES } else { (1.0 - AGREES) / others }).collect();
            Field::new(&m, &u)
        })
        .collect();
    let mut expected: Vec<Vec<f64>> = before.iter().map(|field| vec![0.0; field.levels.len()]).collect();
    for (block, touched) in touched.iter().enumerate() {
        let pairs: Vec<_> = sum_by_vector(counted.iter().filter(|((joined, _), _)| joined >> block & 1 == 1));
        let mut model = Model { fields: before.clone(), prior: 0.1 };
        // What the block makes agree says nothing about its pairs.
        for (_, field) in model.fields.iter_mut().enumerate().filter(|(at, _)| touched.contains(at)) {
            field.levels.iter_mut().for_each(|level| (level.m, level.u) = (1.0, 1.0));
        }
        let own = expectation_maximization(&mut model, &pairs, |at| !touched.contains(&at), TRUST);
        for (at, (sums, own)) in expected.iter_mut().zip(&own).enumerate() {
            if !touched.contains(&at) {
                sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            }
        }
    }
    let mut model = Model { fields: before, prior: (1.0 / rows.1.max(2) as f64).min(0.5) };
    for (field, expected) in model.fields.iter_mut().zip(&expected) {
        *field = field.taught(expected, TRUST);
    }
    let pairs = sum_by_vector(counted.iter());
    share_of_matches(&mut model, &pairs, all);
    let everywhere = |at: &usize| touched.iter().all(|touched| touched.contains(at));
    Learned { assumed: (0..fields.len()).filter(everywhere).collect(), model }
}

fn sum_by_vector<'a>(counted: impl Iterator<Item = (&'a (u16, Vector), &'a u64)>) -> Vec<(Vector, u64)> {
    let mut sums: BTreeMap<Vector, u64> = BTreeMap::new();
    counted.for_each(|((_, vector), count)| *sums.entry(*vector).or_default() += count);
    sums.into_iter().collect()
}

/// How often each level is reached by rows drawn from all pairs, of which next to none are one.
fn shares_of_two(
    fields: &[Compared],
    comparators: &[&Comparator],
    (rows_a, rows_b): (usize, usize),
) -> Vec<Vec<f64>> {
    let none = || comparators.iter().map(|by| vec![0_u64; by.levels().len()]).collect::<Vec<_>>();
    let draw = |mut counts: Vec<Vec<u64>>, number: u64| {
        let (a, b) = (drawn(2 * number, rows_a), drawn(2 * number + 1, rows_b));
        for (field, counts) in fields.iter().zip(&mut counts) {
            if let Some(count) = field.level(a, b).and_then(|level| counts.get_mut(level)) {
                *count += 1;
            }
        }
        counts
    };
    let add = |mut sums: Vec<Vec<u64>>, counts: Vec<Vec<u64>>| {
        sums.iter_mut().flatten().zip(counts.iter().flatten()).for_each(|(sum, count)| *sum += count);
        sums
    };
    let pairs = DRAWN.min(rows_a as u64 * rows_b as u64);
    let counts = (0..pairs).into_par_iter().fold(none, draw).reduce(none, add);
    let mut counts: Vec<Vec<f64>> =
        counts.iter().map(|counts| counts.iter().map(|count| *count as f64 + UNSEEN).collect()).collect();
    for (field, counts) in fields.iter().zip(&mut counts) {
        let total: f64 = counts.iter().sum();
        counts.iter_mut().for_each(|count| *count /= total);
        // That of equal values is known without drawing; the others keep their proportions.
        if let Some((equal, others)) = counts.split_first_mut() {
            let known = field.chance_of_agreement().clamp(1e-9, 1.0 - 1e-9);
            let scale = (1.0 - known) / (1.0 - *equal).max(1e-9);
            *equal = known;
            others.iter_mut().for_each(|other| *other *= scale);
        }
    }
    counts
}

/// A row out of `rows`, the same for the same number (SplitMix64; Steele, Lea and Flood, 2014).
fn drawn(number: u64, rows: usize) -> usize {
    let mut mixed = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ (mixed >> 31)) % rows.max(1) as u64).unwrap_or(0)
}
