//! What does each cell of this column say? One loop per type, over the accepted rows.

use std::borrow::Cow;

use polars::prelude::*;

use super::date::{self, Cell};
use super::plan::{ColumnPlan, Plan};
use super::{Met, number};
use crate::domain::PersonKey;
use crate::raw::RawRow;
use crate::schema::ColumnKind;
use crate::standard::text::{is_blank, is_placeholder, tidy};
use crate::standard::{citizen_id, credit_code, person_name};
use crate::table::DECIMAL_SCALE;

/// Builds one canonical column; a citizen number adds its key and state to `derived`.
pub fn build(
    plan: &ColumnPlan,
    rows: &[RawRow<'_>],
    table: &Plan,
    met: &mut Met,
    derived: &mut Vec<Column>,
) -> PolarsResult<Column> {
    let name = PlSmallStr::from_str(&plan.column.name);
    let cells = rows.iter().map(|row| plan.cell(row));
    let mut bad = 0;
    let series = match plan.column.kind {
        ColumnKind::Text => texts(name, cells, |text| Some(tidy(text)).filter(|text| !text.is_empty())),
        ColumnKind::Name => texts(name, cells, |text| said(person_name::tidy(text))),
        ColumnKind::Phone => texts(name, cells, |text| said(without_spaces(text))),
        ColumnKind::CreditCode => texts(name, cells, |text| credit_code(text, plan, met)),
        ColumnKind::Code => texts(name, cells, |text| code(tidy(text), plan, met)),
        ColumnKind::CodeList => texts(name, cells, |text| code_list(tidy(text), plan, met)),
        ColumnKind::CitizenId => return Ok(citizen_ids(plan, cells, table, derived)),
        ColumnKind::Date => {
            let days = cells.map(|text| value(date::read(&tidy(text)), &mut bad));
            Int32Chunked::from_iter_options(name, days).into_date().into_series()
        }
        ColumnKind::Integer => {
            let whole = cells.map(|text| value(number::read_integer(&tidy(text)), &mut bad));
            Int64Chunked::from_iter_options(name, whole).into_series()
        }
        ColumnKind::Decimal => {
            let unit = plan.column.unit.as_deref();
            let amounts =
                cells.map(|text| value(number::read_decimal(&tidy(text), unit, plan.ratio), &mut bad));
            Int128Chunked::from_iter_options(name, amounts).into_decimal(38, DECIMAL_SCALE)?.into_series()
        }
    };
    count_nulls(plan, bad, met);
    Ok(series.into_column())
}

/// Counts what is wrong in one column of rows that nobody will look at: a department hears of all its
/// mistakes, not only of those about the poor.
pub fn count(plan: &ColumnPlan, rows: &[RawRow<'_>], met: &mut Met) {
    if plan.field.is_none() {
        return;
    }
    let cells = rows.iter().map(|row| plan.cell(row));
    let mut bad = 0;
    match plan.column.kind {
        ColumnKind::Text | ColumnKind::Name | ColumnKind::Phone | ColumnKind::CitizenId => {}
        ColumnKind::CreditCode => cells.for_each(|text| drop(credit_code(text, plan, met))),
        // Without codes there is none that is not known.
        ColumnKind::Code | ColumnKind::CodeList if plan.codes.is_empty() => {}
        ColumnKind::Code => cells.for_each(|text| drop(code(tidy(text), plan, met))),
        ColumnKind::CodeList => cells.for_each(|text| drop(code_list(tidy(text), plan, met))),
        ColumnKind::Date => cells.for_each(|text| bad += u64::from(date::read(&tidy(text)).is_bad())),
        ColumnKind::Integer => {
            cells.for_each(|text| bad += u64::from(number::read_integer(&tidy(text)).is_bad()));
        }
        ColumnKind::Decimal => {
            let read = |text| number::read_decimal(&tidy(text), plan.column.unit.as_deref(), plan.ratio);
            cells.for_each(|text| bad += u64::from(read(text).is_bad()));
        }
    }
    count_nulls(plan, bad, met);
}

fn count_nulls(plan: &ColumnPlan, bad: u64, met: &mut Met) {
    if bad > 0 {
        *met.nulls.entry(plan.column.name.clone()).or_default() += bad;
    }
}

fn value<T>(cell: Cell<T>, bad: &mut u64) -> Option<T> {
    match cell {
        Cell::Value(value) => Some(value),
        Cell::Empty => None,
        Cell::Bad => {
            *bad += 1;
            None
        }
    }
}

fn texts<'a>(
    name: PlSmallStr,
    cells: impl ExactSizeIterator<Item = &'a str>,
    mut read: impl FnMut(&'a str) -> Option<Cow<'a, str>>,
) -> Series {
    let mut builder = StringChunkedBuilder::new(name, cells.len());
    for cell in cells {
        builder.append_option(read(cell));
    }
    builder.finish().into_series()
}

/// A text that says something.
fn said(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    Some(text).filter(|text| !is_placeholder(text))
}

fn without_spaces(text: &str) -> Cow<'_, str> {
    let text = tidy(text);
    if text.contains(is_blank) { Cow::Owned(text.chars().filter(|c| !is_blank(*c)).collect()) } else { text }
}

fn credit_code<'a>(text: &'a str, plan: &ColumnPlan, met: &mut Met) -> Option<Cow<'a, str>> {
    let code = said(without_spaces(text))?;
    let lower = code.bytes().any(|c| c.is_ascii_lowercase());
    let code = if lower { Cow::Owned(code.to_ascii_uppercase()) } else { code };
    use credit_code::CreditCode::{Registration, Valid};
    if !matches!(credit_code::read(&code), Valid | Registration) {
        *met.bad_credit_codes.entry(plan.column.name.clone()).or_default() += 1;
    }
    Some(code)
}

fn code_list<'a>(text: Cow<'a, str>, plan: &ColumnPlan, met: &mut Met) -> Option<Cow<'a, str>> {
    if plan.codes.code(&text).is_none() && is_placeholder(&text) {
        return None;
    }
    let list = plan.codes.list(&text, |item| count_unknown(met, plan, item));
    (!list.is_empty()).then_some(Cow::Owned(list))
}

fn code<'a>(text: Cow<'a, str>, plan: &ColumnPlan, met: &mut Met) -> Option<Cow<'a, str>> {
    if let Some(code) = plan.codes.code(&text) {
        return if code == text { Some(text) } else { Some(Cow::Owned(code.to_owned())) };
    }
    let text = said(text)?;
    if !plan.codes.is_empty() {
        count_unknown(met, plan, &text);
    }
    Some(text)
}

/// Digits in a column of codes may be somebody's number in the wrong column: those are masked.
fn count_unknown(met: &mut Met, plan: &ColumnPlan, code: &str) {
    let private = code.chars().filter(char::is_ascii_digit).count() > 5;
    let shown: String = if private { citizen_id::masked(code) } else { code.chars().take(20).collect() };
    *met.unknown_codes.entry(plan.column.name.clone()).or_default().entry(shown).or_default() += 1;
}

fn citizen_ids<'a>(
    plan: &ColumnPlan,
    cells: impl ExactSizeIterator<Item = &'a str>,
    table: &Plan,
    derived: &mut Vec<Column>,
) -> Column {
    let column = &plan.column.name;
    let mut texts = StringChunkedBuilder::new(column.as_str().into(), cells.len());
    let state = table.schema.id_state_column(column);
    let mut states = StringChunkedBuilder::new(state.as_str().into(), cells.len());
    let mut persons = Vec::with_capacity(cells.len());
    for cell in cells {
        let read = citizen_id::read(cell);
        match read.number() {
            Some(number) => texts.append_value(number.as_str()),
            None => texts.append_option(said(tidy(cell))),
        }
        states.append_value(read.state.as_str());
        persons.push(read.person.map(|PersonKey(key)| key));
    }
    let person = table.schema.person_column(column);
    derived.push(
        Int64Chunked::from_iter_options(person.as_str().into(), persons.into_iter())
            .into_series()
            .into_column(),
    );
    derived.push(states.finish().into_series().into_column());
    texts.finish().into_series().into_column()
}
