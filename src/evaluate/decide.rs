//! Decisions: whether each candidate alone is a hit, in three values.

use std::collections::HashMap;

use polars::prelude::*;

use super::Candidates;
use super::open::{Open, open_columns};
use crate::rulebook::{CompiledRule, ask};
use crate::table::{PlaceIdx, TableError};

/// What a rule says of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It does not meet `where`.
    No,
    /// It cannot be said whether it meets `where`; what keeps it open.
    Unknown(Vec<Open>),
    /// It cannot be said because the only record that could tell is possibly somebody else's.
    Unidentified,
    /// It meets `where` and an exemption; its position in the rule.
    Exempt(usize),
    /// It meets `where`; whether an exemption holds cannot be said; what is missing.
    Undecided(Vec<String>),
    /// It meets `where` and no exemption.
    Hit,
}

/// Where an exemption's answer comes from.
#[derive(Debug, Clone)]
pub enum Exemption {
    /// From the record itself.
    OfTheRecord,
    /// From the same person's records in another extract: an answer per roster place; no record, no
    /// exemption.
    ByPlace(HashMap<PlaceIdx, Option<bool>>),
    /// From another extract that is not there.
    SourceMissing,
}

/// Runs an expression row by row; none is null.
pub fn boolean(frame: &DataFrame, expression: &Expr) -> Result<Vec<Option<bool>>, TableError> {
    Ok(ask(frame, expression)?.bool()?.iter().collect())
}

/// What holds of somebody of whom one thing or the other holds; nothing where neither surely does and one may.
pub fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (None, _) | (_, None) => None,
        _ => Some(false),
    }
}

/// Decides every candidate.
pub fn decide(
    candidates: &Candidates,
    compiled: &CompiledRule,
    exemptions: &[Exemption],
) -> Result<Vec<Decision>, TableError> {
    let height = candidates.rows.len();
    let meets = match &compiled.where_ {
        Some(expression) => boolean(&candidates.frame, expression)?,
        None => vec![Some(true); height],
    };
    let mut answers = Vec::new();
    for (unless, exemption) in compiled.unless.iter().zip(exemptions) {
        answers.push(match exemption {
            Exemption::OfTheRecord => boolean(&candidates.frame, &unless.when)?,
            Exemption::SourceMissing => vec![None; height],
            Exemption::ByPlace(by_place) => {
                let answer = |place: PlaceIdx| by_place.get(&place).copied().unwrap_or(Some(false));
                candidates.rows.iter().map(|row| answer(row.place)).collect()
            }
        });
    }
    let mut decisions = Vec::with_capacity(height);
    for (at, meets) in meets.into_iter().enumerate() {
        decisions.push(match meets {
            Some(false) => Decision::No,
            None => Decision::Unknown(open_columns(
                &candidates.frame,
                &compiled.where_columns,
                &compiled.where_tolerates,
                at,
            )),
            Some(true) => decide_exemptions(candidates, compiled, exemptions, &answers, at),
        });
    }
    Ok(decisions)
}

fn decide_exemptions(
    candidates: &Candidates,
    compiled: &CompiledRule,
    exemptions: &[Exemption],
    answers: &[Vec<Option<bool>>],
    at: usize,
) -> Decision {
    let answer = |answers: &Vec<Option<bool>>| answers.get(at).copied().flatten();
    if let Some(exempt) = answers.iter().position(|answers| answer(answers) == Some(true)) {
        return Decision::Exempt(exempt);
    }
    let mut missing = Vec::new();
    for ((unless, exemption), answers) in compiled.unless.iter().zip(exemptions).zip(answers) {
        if answer(answers).is_none() {
            match exemption {
                Exemption::OfTheRecord => {
                    let open = open_columns(&candidates.frame, &unless.columns, &unless.tolerates, at);
                    missing.extend(open.into_iter().map(|open| open.what));
                }
                _ => missing.extend(unless.extract.clone()),
            }
        }
    }
    if missing.is_empty() && answers.iter().all(|answers| answer(answers).is_some()) {
        return Decision::Hit;
    }
    missing.sort();
    missing.dedup();
    Decision::Undecided(missing)
}
