//! A dry run of each compiled rule, on no rows and on one empty row, before a run begins.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{self as pl, Column, DataFrame, DataType, IntoLazy, PlSmallStr, PolarsResult};

use super::ask::ask;
use super::ast::{ColumnRef, Type};
use super::compile::{CompiledRule, frame_dtype};
use super::names::Names;
use super::{Rule, codes};
use crate::diagnostic::Diagnostic;
use crate::domain::RosterSource;
use crate::schema::Schema;
use crate::words::said;

/// Runs every query of a rule on frames of the right types with no row and with one row of nulls.
///
/// A rule without errors passes; should one not, that is a mistake of the program, reported as the rule's.
pub fn dry_run(
    rule: &Rule,
    compiled: &CompiledRule,
    schemas: &BTreeMap<String, Schema>,
) -> Result<(), Diagnostic> {
    let columns = |extract: &str, columns: &BTreeSet<ColumnRef>| {
        let names = Names::new(extract, schemas.get(extract), schemas.get(RosterSource::Registry.as_str()))
            .with_people_of_the_register();
        let typed = columns.iter().map(|column| {
            let ty = names.get(column).map_or(Type::Text, |visible| visible.ty);
            (column.frame_name(), frame_dtype(ty))
        });
        typed.collect::<BTreeMap<_, _>>()
    };
    let failed = |what: &str, error: pl::PolarsError| {
        let message = said!("rule-does-not-run", what, why = error.to_string());
        let line = rule.source.text.lines().next().map_or(0, str::len);
        Diagnostic::error(codes::DRY_RUN, message).at(&rule.source, 0..line, said!("this-rule"))
    };
    for rows in [0, 1] {
        if let Some(where_) = &compiled.where_ {
            let frame = columns(&rule.extract, &compiled.where_columns);
            run_rows(frame, where_, rows).map_err(|error| failed("where", error))?;
        }
        for unless in &compiled.unless {
            let frame = columns(unless.extract.as_ref().unwrap_or(&rule.extract), &unless.columns);
            run_rows(frame, &unless.when, rows).map_err(|error| failed("when", error))?;
        }
        if let Some(having) = &compiled.having {
            let frame = columns(&rule.extract, &compiled.having_columns);
            run_groups(frame, having, rows).map_err(|error| failed("having", error))?;
        }
    }
    Ok(())
}

/// A column that every frame has, so that a predicate without columns has rows too.
const ROW: &str = "_row";

fn frame(columns: BTreeMap<String, DataType>, rows: usize) -> PolarsResult<DataFrame> {
    let mut all = vec![Column::full_null(PlSmallStr::from_static(ROW), rows, &DataType::Int64)];
    for (name, dtype) in columns {
        all.push(Column::full_null(PlSmallStr::from_string(name), rows, &dtype));
    }
    DataFrame::new(rows, all)
}

fn run_rows(columns: BTreeMap<String, DataType>, expr: &pl::Expr, rows: usize) -> PolarsResult<()> {
    boolean(&ask(&frame(columns, rows)?, expr)?)
}

fn run_groups(columns: BTreeMap<String, DataType>, expr: &pl::Expr, rows: usize) -> PolarsResult<()> {
    let groups = frame(columns, rows)?.lazy().group_by([pl::col(ROW)]);
    boolean(groups.agg([expr.clone().alias("_result")]).collect()?.column("_result")?)
}

fn boolean(answer: &Column) -> PolarsResult<()> {
    let dtype = answer.dtype();
    pl::polars_ensure!(dtype == &DataType::Boolean, ComputeError: "it gives {} instead of true or false", dtype);
    Ok(())
}
