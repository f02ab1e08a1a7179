//! Days on which nothing of the kind can have been registered: before there was a register, or after the list was
//! handed over. A digit is wrong in such a date, and it is unknown which.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use polars::prelude::*;
use rayon::prelude::*;

use super::notes::Notes;
use crate::domain::Cause;
use crate::schema::{self, ColumnKind, Schema};
use crate::table::{cell_text, emptied};

/// Empties the impossible days (and years) of an ingested table and notes them; counts them by column.
///
/// The day a list was handed over is no part of its content, so that this is done anew each time it is used.
pub fn without_impossible_days(
    table: &DataFrame,
    schema: &Schema,
    delivered_on: NaiveDate,
) -> PolarsResult<(DataFrame, BTreeMap<String, u64>)> {
    let mut notes = Notes::default();
    let mut counts = BTreeMap::new();
    let mut possible = table.clone();
    let bounded = |column: &&schema::Column| column.earliest.is_some() || column.latest.is_some();
    let bounded: Vec<_> = schema.columns.iter().filter(bounded).collect();
    let rows = bounded.par_iter().map(|column| Ok((*column, impossible_rows(table, column, delivered_on)?)));
    for (column, rows) in rows.collect::<PolarsResult<Vec<_>>>()? {
        if rows.is_empty() {
            continue;
        }
        let delivered = table.column(&column.name)?;
        let mut impossible = vec![false; table.height()];
        for at in &rows {
            let wording = cell_text(&delivered.get(*at)?).unwrap_or_default();
            notes.add(*at, Cause::ValueUnreadable, &column.name, &wording);
            if let Some(impossible) = impossible.get_mut(*at) {
                *impossible = true;
            }
        }
        let marked = BooleanChunked::from_slice("impossible".into(), &impossible);
        possible.with_column(emptied(delivered, &marked)?)?;
        counts.insert(column.name.clone(), rows.len() as u64);
    }
    if !notes.is_empty() {
        notes.add_to(&mut possible)?;
    }
    Ok((possible, counts))
}

/// The rows in which a column has a day (or year) outside its bounds.
fn impossible_rows(
    table: &DataFrame,
    column: &schema::Column,
    delivered_on: NaiveDate,
) -> PolarsResult<Vec<usize>> {
    let (earliest, latest) = (column.earliest, column.latest.map(|latest| latest.day(delivered_on)));
    let is_date = column.kind == ColumnKind::Date;
    let bound = |day: NaiveDate| if is_date { day.to_epoch_days() } else { day.year() };
    let values = table.column(&column.name)?.to_physical_repr().cast(&DataType::Int64)?;
    let (low, high) = (earliest.map(|day| i64::from(bound(day))), latest.map(|day| i64::from(bound(day))));
    let is_impossible =
        |value: i64| low.is_some_and(|low| value < low) || high.is_some_and(|high| value > high);
    let values = values.i64()?.iter().enumerate();
    Ok(values.filter(|(_, value)| value.is_some_and(is_impossible)).map(|(at, _)| at).collect())
}
