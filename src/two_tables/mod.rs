//! The linker on its own: which rows of two tables are about the same person or thing, and how sure that is.
//!
//! A question names columns and comparators and what rows must share to be compared; the weights are learned from the
//! tables themselves ([`crate::weight`]).

mod blocks;
mod choose;
mod column;
mod comparator;
mod learn;
mod question;
mod read;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::weight::{Model, Vector, log_odds, shared_probabilities};
use blocks::{Keys, LeftOut, each_partner};
use choose::Candidate;
use column::Compared;

pub use question::{Block, Columns, Comparison, Part};
pub use read::{Cells, ReadError, read};

/// Bits that say which blocks join a pair.
pub const MAX_BLOCKS: usize = 16;

/// How many rows of one table a row of the other may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Each row is one of the other table at most.
    OneToOne,
    /// Each row of the first is one of the second at most; several may be the same.
    ManyToOne,
}

/// What is asked of two tables.
#[derive(Debug, Clone)]
pub struct Question {
    pub on: Vec<Comparison>,
    pub blocks: Vec<Block>,
    pub relation: Relation,
    /// Pairs of a smaller probability are not given.
    pub threshold: f64,
    /// Pairs that each block may bring; beyond that its largest keys are left out.
    pub most_pairs: u64,
    /// Whether sharing a rare value weighs more than sharing a common one.
    pub frequency: bool,
}

/// A row of the first table and one of the second that are probably one.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub a: usize,
    pub b: usize,
    pub probability: f64,
    /// The logarithm (base 2) of the odds, of this pair alone; it has no ceiling.
    pub log_odds: f64,
    /// What each field adds to it, with its level; none where one side says nothing.
    pub fields: Vec<Option<(usize, f64)>>,
}

impl Pair {
    /// The number of fields behind the weight.
    pub fn compared(&self) -> usize {
        self.fields.iter().flatten().count()
    }
}

/// The pairs found, by rows, and how they were found.
#[derive(Debug)]
pub struct Answer {
    pub pairs: Vec<Pair>,
    pub model: Model,
    /// The names of the levels of each field.
    pub levels: Vec<Vec<String>>,
    /// Fields whose weights were not learned but assumed, since every block makes them agree.
    pub assumed: Vec<usize>,
    /// Pairs compared.
    pub compared: u64,
    /// What each block leaves out for the bound.
    pub left_out: Vec<LeftOut>,
    /// Of the pairs given, how many are expected to be two.
    pub expected_false: f64,
}

/// Compares two tables; rows in any order give the same pairs, on any number of threads.
pub fn link(question: &Question, a: &Cells, b: &Cells) -> Answer {
    let rows = (a.rows(), b.rows());
    let fields: Vec<Compared> = question
        .on
        .par_iter()
        .map(|on| Compared::new(on.by.clone(), a.of(&on.columns.a), b.of(&on.columns.b)))
        .collect();
    let comparators: Vec<_> = question.on.iter().map(|on| &on.by).collect();
    let keys: Vec<Keys> =
        question.blocks.par_iter().map(|block| keys_of(block, a, b, question.most_pairs)).collect();
    let touched: Vec<Vec<usize>> = question.blocks.iter().map(|block| touched(block, &question.on)).collect();

    let counted = count(&fields, &keys, rows.0);
    let learned = learn::learn(&fields, &comparators, &counted, &touched, rows);
    let scorer = Scorer { fields: &fields, model: &learned.model, frequency: question.frequency };
    let candidates: Vec<Candidate> = (0..rows.0)
        .into_par_iter()
        .flat_map_iter(|a| {
            let mut of_row = Vec::new();
            each_partner(&keys, a, |b, _| of_row.push(scorer.candidate(a, b)));
            with_probabilities(of_row)
        })
        .collect();
    let chosen = choose::choose(candidates, question.relation, question.threshold);
    let pairs: Vec<Pair> = chosen.into_iter().map(|candidate| scorer.pair(candidate)).collect();
    Answer {
        expected_false: pairs.iter().fold(0.0, |sum, pair| sum + 1.0 - pair.probability),
        pairs,
        levels: comparators.iter().map(|by| by.levels()).collect(),
        assumed: learned.assumed,
        model: learned.model,
        compared: counted.values().sum(),
        left_out: keys.iter().map(|keys| keys.left_out).collect(),
    }
}

fn keys_of(block: &Block, a: &Cells, b: &Cells, most: u64) -> Keys {
    let parts = |cells: &Cells, column: fn(&Columns) -> &String| {
        let part = |(columns, part): &(Columns, Part)| {
            cells.of(column(columns)).iter().map(|cell| blocks::part(*part, cell.as_deref()?)).collect()
        };
        let parts: Vec<Vec<Option<String>>> = block.0.iter().map(part).collect();
        blocks::keys(&parts, cells.rows())
    };
    Keys::new(parts(a, |columns| &columns.a), parts(b, |columns| &columns.b), most)
}

/// The fields that a block makes agree, wholly or in part.
fn touched(block: &Block, on: &[Comparison]) -> Vec<usize> {
    let in_block =
        |comparison: &Comparison| block.0.iter().any(|(columns, _)| *columns == comparison.columns);
    on.iter().enumerate().filter(|(_, comparison)| in_block(comparison)).map(|(at, _)| at).collect()
}

/// How often each comparison vector occurs among the pairs that each set of blocks joins.
fn count(fields: &[Compared], keys: &[Keys], rows: usize) -> BTreeMap<(u16, Vector), u64> {
    let counted = |mut counts: std::collections::HashMap<(u16, Vector), u64>, a| {
        each_partner(keys, a, |b, joined| {
            *counts.entry((joined, learn::vector(fields, a, b as usize))).or_default() += 1;
        });
        counts
    };
    let parts: Vec<_> = (0..rows).into_par_iter().fold(Default::default, counted).collect();
    let mut all = BTreeMap::new();
    for (key, count) in parts.into_iter().flatten() {
        *all.entry(key).or_default() += count;
    }
    all
}

struct Scorer<'a> {
    fields: &'a [Compared],
    model: &'a Model,
    frequency: bool,
}

impl Scorer<'_> {
    fn candidate(&self, a: usize, b: u32) -> Candidate {
        let log_odds = log_odds(self.model.prior)
            + self.weights(a, b as usize).flatten().map(|(_, weight)| weight).sum::<f64>();
        Candidate { a, b: b as usize, log_odds, probability: 0.0 }
    }

    /// The level and weight of each field.
    fn weights(&self, a: usize, b: usize) -> impl Iterator<Item = Option<(usize, f64)>> {
        self.fields.iter().zip(&self.model.fields).map(move |(compared, field)| {
            let level = compared.level(a, b)?;
            let mut weight = field.weight(level);
            if self.frequency
                && level == 0
                && let (Some(share), Some(equal)) = (compared.share(a), field.levels.first())
            {
                // That two agree by chance in this value, instead of in any.
                weight += (equal.u / share).log2();
            }
            Some((level, weight))
        })
    }

    fn pair(&self, candidate: Candidate) -> Pair {
        let Candidate { a, b, log_odds, probability } = candidate;
        Pair { a, b, probability, log_odds, fields: self.weights(a, b).collect() }
    }
}

/// The candidates of one row, each with its chance against the others.
fn with_probabilities(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let odds: Vec<_> = candidates.iter().map(|candidate| candidate.log_odds).collect();
    for (candidate, probability) in candidates.iter_mut().zip(shared_probabilities(&odds)) {
        candidate.probability = probability;
    }
    candidates.retain(|candidate| candidate.probability > choose::NEGLIGIBLE);
    candidates
}

#[cfg(test)]
mod tests;
