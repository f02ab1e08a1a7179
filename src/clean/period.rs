//! Periods that end before they begin: one of the two dates is wrong, and it is unknown which.

use polars::prelude::*;

use super::notes::Notes;
use super::plan::{ColumnPlan, Plan};
use super::record::Record;
use super::{CleaningCounts, date};
use crate::domain::Cause;
use crate::standard::text::tidy;
use crate::table::emptied;

/// Two columns of a table that a period begins and ends in, by their places in the plan.
struct Period {
    from: usize,
    until: usize,
}

/// The periods of which a table delivers both ends.
fn periods(plan: &Plan) -> Vec<Period> {
    let delivered = |column: &ColumnPlan| column.field.is_some();
    let ends = plan.columns.iter().enumerate().filter(|(_, column)| delivered(column));
    let periods = ends.filter_map(|(until, end)| {
        let begins = end.column.not_before.as_ref()?;
        let from = plan.columns.iter().position(|start| start.column.name == *begins && delivered(start))?;
        Some(Period { from, until })
    });
    periods.collect()
}

/// The fields in which those periods begin and end.
pub fn fields(plan: &Plan) -> Vec<(usize, usize)> {
    let field = |place: usize| plan.columns.get(place)?.field;
    periods(plan).iter().filter_map(|Period { from, until }| Some((field(*from)?, field(*until)?))).collect()
}

/// Empties both dates of every period that contradicts itself, and notes what stood there. `columns` are the
/// built ones, in the order of the plan.
pub fn check(
    columns: &mut [Column],
    records: &[Record<'_>],
    plan: &Plan,
    counts: &mut CleaningCounts,
    notes: &mut Notes,
) -> PolarsResult<()> {
    for Period { from, until } in periods(plan) {
        let (Some(start), Some(end)) = (columns.get(from), columns.get(until)) else { continue };
        let (start, end) = (start.date()?.physical(), end.date()?.physical());
        let reversed: Vec<bool> =
            start.iter().zip(end.iter()).map(|(start, end)| is_reversed(start.zip(end))).collect();
        if !reversed.contains(&true) {
            continue;
        }
        let marked = BooleanChunked::from_slice("reversed".into(), &reversed);
        for place in [from, until] {
            let (Some(column), Some(delivered)) = (columns.get_mut(place), plan.columns.get(place)) else {
                continue;
            };
            *column = emptied(column, &marked)?;
            for (at, record) in records.iter().enumerate().filter(|(at, _)| reversed.get(*at) == Some(&true))
            {
                let wording = tidy(delivered.cell(record));
                notes.add(at, Cause::ValuesContradict, &delivered.column.name, &wording);
            }
            count_in(counts, delivered, reversed.iter().filter(|reversed| **reversed).count());
        }
    }
    Ok(())
}

/// Counts the same in records that are not kept.
pub fn count(records: &[Record<'_>], plan: &Plan, counts: &mut CleaningCounts) {
    for Period { from, until } in periods(plan) {
        let (Some(from), Some(until)) = (plan.columns.get(from), plan.columns.get(until)) else { continue };
        let day = |column: &ColumnPlan, record| match date::read(&tidy(column.cell(record))) {
            date::Cell::Value(day) => Some(day),
            date::Cell::Empty | date::Cell::Bad => None,
        };
        let reversed = records.iter().filter(|record| {
            is_reversed(day(until, record).and_then(|until| Some((day(from, record)?, until))))
        });
        let reversed = reversed.count();
        count_in(counts, from, reversed);
        count_in(counts, until, reversed);
    }
}

fn is_reversed(period: Option<(i32, i32)>) -> bool {
    period.is_some_and(|(from, until)| until < from)
}

fn count_in(counts: &mut CleaningCounts, column: &ColumnPlan, dates: usize) {
    if dates > 0 {
        *counts.unreadable.entry(column.column.name.clone()).or_default() += dates as u64;
    }
}
