//! What keeps a rule from being decided on a record: columns that are empty, unreadable or contradict each
//! other.

use std::collections::BTreeSet;

use polars::prelude::*;

use crate::domain::Cause;
use crate::rulebook::{ColumnRef, ColumnScope};
use crate::schema::{AS_DELIVERED, UNREADABLE, is_unread};
use crate::table::{Extract, RowIdx, cell_text, texts};

/// One reason why a rule cannot be decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open {
    pub cause: Cause,
    /// The column, and what stood there if something did: `price`, `post_type=在编`.
    pub what: String,
}

/// The reason that a card gives where there are several, and all that is open; nothing of nothing.
pub fn summary<'a>(open: impl IntoIterator<Item = &'a Open>) -> Option<(Cause, String)> {
    let open: BTreeSet<_> = open.into_iter().collect();
    let cause = open.iter().map(|open| open.cause).max()?;
    let what: BTreeSet<_> = open.iter().map(|open| open.what.as_str()).collect();
    Some((cause, what.into_iter().collect::<Vec<_>>().join(", ")))
}

/// Of the columns that an expression reads, those that hold something not understood, and those that are
/// empty in one row and that it does not provide for.
pub(super) fn open_columns(
    frame: &DataFrame,
    columns: &BTreeSet<ColumnRef>,
    tolerated: &BTreeSet<ColumnRef>,
    at: usize,
) -> Vec<Open> {
    let cell = |name: &str| frame.column(name).and_then(|column| column.get(at)).ok();
    let is_empty = |column: &ColumnRef| cell(&column.frame_name()).is_some_and(|value| value.is_null());
    let (mut open, mut empty) = (Vec::new(), Vec::new());
    for column in columns.iter().filter(|column| !column.is_companion()) {
        let beside = |name| {
            let beside = ColumnRef::new(column.scope, name).frame_name();
            cell(&beside).as_ref().and_then(cell_text).unwrap_or_default()
        };
        let has_companion = column.scope.has_companion();
        if has_companion && is_unread(Some(&beside(UNREADABLE)), &column.name) {
            open.extend(as_delivered(column, &beside(AS_DELIVERED)));
        } else if is_empty(column) {
            empty.push(column);
        }
    }
    let unprovided: Vec<_> = empty.iter().filter(|column| !tolerated.contains(**column)).copied().collect();
    let blamed = if unprovided.is_empty() && open.is_empty() { empty } else { unprovided };
    open.extend(
        blamed.into_iter().map(|column| Open { cause: Cause::ColumnEmpty, what: column.frame_name() }),
    );
    open
}

/// What stands in a column of one row of an extract and was not understood; nothing of an empty one.
pub(super) fn noted(extract: &Extract, scope: ColumnScope, column: &str, row: RowIdx) -> Vec<Open> {
    let cell = |name| texts(extract.frame(), name).ok().and_then(|cells| cells.get(row.at()));
    if !is_unread(cell(UNREADABLE), column) {
        return Vec::new();
    }
    as_delivered(&ColumnRef::new(scope, column), cell(AS_DELIVERED).unwrap_or_default())
}

/// What stood in a column, by the lines that ingestion left; nothing stood there where its file lacks the column.
fn as_delivered(column: &ColumnRef, lines: &str) -> Vec<Open> {
    let mut open = Vec::new();
    for line in lines.lines() {
        let parts = line.split_once(' ').and_then(|(cause, rest)| Some((Cause::parse(cause)?, rest)));
        let Some((cause, (name, wording))) =
            parts.and_then(|(cause, rest)| Some((cause, rest.split_once('=')?)))
        else {
            continue;
        };
        if name == column.name {
            open.push(Open { cause, what: format!("{}={wording}", column.frame_name()) });
        }
    }
    if open.is_empty() {
        open.push(Open { cause: Cause::ColumnEmpty, what: column.frame_name() });
    }
    open
}
