//! How a compiled expression is asked of a table: by a run, and by the dry run before it.

use polars::prelude::{Column, DataFrame, Expr, IntoLazy, OptFlags, PlSmallStr, PolarsResult};

/// What an expression says of each row.
pub fn ask(rows: &DataFrame, expression: &Expr) -> PolarsResult<Column> {
    const ANSWER: PlSmallStr = PlSmallStr::from_static("bidui.answer");
    // One expression on a table in memory: to plan how it is best asked takes longer than to ask it.
    let query = rows.clone().lazy().with_optimizations(OptFlags::schema_only());
    let answered = query.with_columns([expression.clone().alias(ANSWER)]).collect()?;
    Ok(answered.column(&ANSWER)?.clone())
}
