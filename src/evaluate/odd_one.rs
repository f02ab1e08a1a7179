//! Of the registry and its copies, the one that the others contradict.

use std::collections::BTreeMap;

use polars::prelude::{IdxCa, NewChunkedArray};

use super::Sources;
use super::compare::{Outcome, Side, outcomes};
use crate::domain::{DifferenceKind, RosterSource};
use crate::rulebook::{Rule, With};
use crate::table::{Difference, Extract, LinkedExtract, Links, PlaceIdx, RowIdx, TableError};

/// What is said where no two of three agree.
const ALL: &str = "all";

/// Asks the other copies of the registry, of each difference between it and one copy, which side they take.
pub(super) fn name_them(
    sources: &Sources<'_>,
    rule: &Rule,
    extract: &Extract,
    differences: &mut [Difference],
) -> Result<(), TableError> {
    if extract.schema().copy_of.is_none() || differences.is_empty() {
        return Ok(());
    }
    let others = sources
        .extracts
        .iter()
        .filter(|(name, other)| **name != rule.extract && other.extract.schema().copy_of.is_some());
    for (_, LinkedExtract { extract: third, links }) in others {
        let rows = rows_by_place(links);
        for (number, comparison) in (0u8..).zip(&rule.compare) {
            let With::Column(with) = &comparison.with else { continue };
            let kind = |extract: &Extract| extract.schema().comparable(with).map(|column| column.kind);
            if kind(third).is_none() || kind(third) != kind(extract) {
                continue;
            }
            let mut asked: Vec<&mut Difference> = differences
                .iter_mut()
                .filter(|own| {
                    own.column == number && own.kind == DifferenceKind::Difference && own.odd_one.is_none()
                })
                .collect();
            let registry_row =
                |own: &&mut Difference| sources.roster.person(own.place)?.registry_row.map(|row| row.0);
            let registry = IdxCa::from_iter_options("".into(), asked.iter().map(registry_row));
            let own = IdxCa::from_iter_options("".into(), asked.iter().map(|own| Some(own.row.0)));
            let of_third = IdxCa::from_iter_options(
                "".into(),
                asked.iter().map(|own| rows.get(&own.place).map(|row| row.0)),
            );
            let third_side = Side { extract: third, column: with, rows: &of_third };
            let registry = Side { extract: sources.registry, column: &comparison.registry, rows: &registry };
            let own = Side { extract, column: with, rows: &own };
            let with_registry = outcomes(registry, third_side, comparison.by)?;
            let with_copy = outcomes(own, third_side, comparison.by)?;
            for (difference, (registry, copy)) in
                asked.iter_mut().zip(with_registry.into_iter().zip(with_copy))
            {
                difference.odd_one = match (agrees(registry), agrees(copy)) {
                    (Some(true), Some(false)) => Some(rule.extract.clone()),
                    (Some(false), Some(true)) => Some(RosterSource::Registry.as_str().to_owned()),
                    (Some(false), Some(false)) => Some(ALL.to_owned()),
                    _ => None,
                };
            }
        }
    }
    Ok(())
}

/// The row of each place that is surely its own; the first of several.
fn rows_by_place(links: &Links) -> BTreeMap<PlaceIdx, RowIdx> {
    let mut rows = BTreeMap::new();
    for link in links.as_slice().iter().filter(|link| link.confidence.stands()) {
        rows.entry(link.place).or_insert(link.row);
    }
    rows
}

/// Whether two values are the same, however they are written; none where one side says nothing.
const fn agrees(outcome: Outcome) -> Option<bool> {
    match outcome {
        Outcome::Same | Outcome::Spelling(_) => Some(true),
        Outcome::Different(_) => Some(false),
        Outcome::Silent | Outcome::Unread => None,
    }
}
