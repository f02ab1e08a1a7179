//! Of the registry and its copies, the one that the others contradict.

use polars::prelude::{IdxCa, NewChunkedArray, PlHashMap, PlHashSet};

use super::Sources;
use super::compare::{Compared, Outcome, outcomes};
use crate::domain::{DifferenceKind, RosterSource};
use crate::rulebook::{Rule, With};
use crate::table::{Difference, Extract, Link, LinkedExtract, Links, PlaceIdx, RowIdx, TableError};

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
        let differ: PlHashSet<PlaceIdx> = differences.iter().map(|own| own.place).collect();
        let rows = rows_by_place(links, &differ);
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
            let third_values = Compared::of(third, with)?;
            let third_side = || third_values.at(&of_third);
            let registry_values = Compared::of(sources.registry, &comparison.registry)?;
            let own_values = Compared::of(extract, with)?;
            let with_registry = outcomes(registry_values.at(&registry), third_side(), comparison.by)?;
            let with_copy = outcomes(own_values.at(&own), third_side(), comparison.by)?;
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

/// The row of each of some places that is surely its own; the first of several.
fn rows_by_place(links: &Links, places: &PlHashSet<PlaceIdx>) -> PlHashMap<PlaceIdx, RowIdx> {
    let mut rows = PlHashMap::default();
    let stands = |link: &&Link| link.confidence.stands() && places.contains(&link.place);
    for link in links.as_slice().iter().filter(stands) {
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
