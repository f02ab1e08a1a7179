//! Typed columns from raw cells: one loop per type, over the accepted rows.

use std::borrow::Cow;

use polars::prelude::*;

use super::date::{self, Cell};
use super::notes::Notes;
use super::plan::{ColumnPlan, Plan};
use super::record::Record;
use super::{CleaningCounts, number};
use crate::domain::{Cause, IdState, PersonKey};
use crate::schema::ColumnKind;
use crate::standard::text::{is_blank, is_error, is_placeholder, tidy};
use crate::standard::{citizen_id, credit_code, mask, person_name};
use crate::table::DECIMAL_SCALE;

/// Builds one canonical column; a citizen number adds its key and state to `derived`, and what was not
/// understood is noted.
pub fn build(
    plan: &ColumnPlan,
    records: &[Record<'_>],
    table: &Plan,
    counts: &mut CleaningCounts,
    notes: &mut Notes,
    derived: &mut Vec<Column>,
) -> PolarsResult<Column> {
    let name = PlSmallStr::from_str(&plan.column.name);
    let cells = records.iter().map(|record| plan.cell(record));
    let mut note = |row: usize, cause, wording: &str| notes.add(row, cause, &plan.column.name, wording);
    let mut value_of = |row: usize, text: &str, read: Cell<i128>| match read {
        Cell::Value(value) => Some(value),
        Cell::Empty => None,
        Cell::Bad => {
            note(row, Cause::ValueUnreadable, text);
            None
        }
    };
    let series = match plan.column.kind {
        ColumnKind::Text if plan.column.key => {
            let keys = cells.enumerate().map(|(row, text)| {
                let text = tidy(text);
                if is_unreadable_key(&text) {
                    note(row, Cause::ValueUnreadable, &text);
                }
                key(text)
            });
            texts(name, keys)
        }
        ColumnKind::Text | ColumnKind::Name | ColumnKind::Phone | ColumnKind::CreditCode => {
            let read = cells.enumerate().map(|(row, text)| {
                let tidied = tidy(text);
                if is_error(&tidied) {
                    note(row, Cause::ValueUnreadable, &tidied);
                    return None;
                }
                match plan.column.kind {
                    ColumnKind::Name => said(person_name::tidy(text)),
                    ColumnKind::Phone => said(without_spaces(text)),
                    ColumnKind::CreditCode => credit_code(text, plan, counts),
                    _ => Some(tidied).filter(|text| !text.is_empty()),
                }
            });
            texts(name, read)
        }
        ColumnKind::Code => {
            let codes = cells.enumerate().map(|(row, text)| {
                let text = tidy(text);
                match code(&text, plan, counts) {
                    Read::Known(code) if code == text => Some(text),
                    Read::Known(code) => Some(Cow::Owned(code.to_owned())),
                    Read::Unknown => {
                        note(row, Cause::CodeUnknown, &text);
                        None
                    }
                    Read::Free => Some(text),
                    Read::Empty => None,
                }
            });
            texts(name, codes)
        }
        ColumnKind::CodeList => {
            let lists = cells.enumerate().map(|(row, text)| {
                let text = tidy(text);
                code_list(&text, plan, counts, |item| note(row, Cause::CodeUnknown, item)).map(Cow::Owned)
            });
            texts(name, lists)
        }
        ColumnKind::CitizenId => return Ok(citizen_ids(plan, cells, table, derived, notes)),
        ColumnKind::Date => {
            let month_bit = table.schema.month_bit(&plan.column.name);
            let mut months = Vec::new();
            let days = cells.enumerate().map(|(row, text)| {
                let text = tidy(text);
                let day = value_of(row, &text, date::read(&text).map(i128::from))
                    .and_then(|day| i32::try_from(day).ok());
                if let Some(bit) = month_bit.filter(|_| day.is_some() && date::names_a_month(&text)) {
                    months.push((row, bit));
                }
                day
            });
            let days = Int32Chunked::from_iter_options(name, days).into_date().into_series();
            months.into_iter().for_each(|(row, bit)| notes.name_a_month(row, bit));
            days
        }
        ColumnKind::Integer => {
            let whole = cells.enumerate().map(|(row, text)| {
                let text = tidy(text);
                value_of(row, &text, integer(plan, &text)).and_then(|number| i64::try_from(number).ok())
            });
            Int64Chunked::from_iter_options(name, whole).into_series()
        }
        ColumnKind::Decimal => {
            let amounts = cells.enumerate().map(|(row, text)| {
                let text = tidy(text);
                value_of(row, &text, decimal(plan, &text))
            });
            Int128Chunked::from_iter_options(name, amounts).into_decimal(38, DECIMAL_SCALE)?.into_series()
        }
    };
    let unreadable = notes.unreadable_in(&plan.column.name);
    count_unreadable(plan, unreadable, counts);
    Ok(series.into_column())
}

/// Counts what is wrong in one column of records that are not kept: a department hears of all its
/// mistakes, not only of those about the poor.
pub fn count(plan: &ColumnPlan, records: &[Record<'_>], counts: &mut CleaningCounts) {
    if plan.field.is_none() {
        return;
    }
    let cells = records.iter().map(|record| plan.cell(record));
    let mut bad = 0;
    match plan.column.kind {
        ColumnKind::Text if plan.column.key => {
            cells.for_each(|text| bad += u64::from(is_unreadable_key(&tidy(text))));
        }
        ColumnKind::Text | ColumnKind::Name | ColumnKind::Phone | ColumnKind::CitizenId => {}
        ColumnKind::CreditCode => cells.for_each(|text| drop(credit_code(text, plan, counts))),
        // Without codes there is none that is not known.
        ColumnKind::Code | ColumnKind::CodeList if plan.codes.is_empty() => {}
        ColumnKind::Code => cells.for_each(|text| _ = code(&tidy(text), plan, counts)),
        ColumnKind::CodeList => cells.for_each(|text| drop(code_list(&tidy(text), plan, counts, |_| {}))),
        ColumnKind::Date => cells.for_each(|text| bad += u64::from(date::read(&tidy(text)).is_bad())),
        ColumnKind::Integer => {
            cells.for_each(|text| bad += u64::from(integer(plan, &tidy(text)).is_bad()));
        }
        ColumnKind::Decimal => {
            cells.for_each(|text| bad += u64::from(decimal(plan, &tidy(text)).is_bad()));
        }
    }
    count_unreadable(plan, bad, counts);
}

fn count_unreadable(plan: &ColumnPlan, bad: u64, counts: &mut CleaningCounts) {
    if bad > 0 {
        *counts.unreadable.entry(plan.column.name.clone()).or_default() += bad;
    }
}

fn integer(plan: &ColumnPlan, text: &str) -> Cell<i128> {
    let year = plan.column.unit.as_deref() == Some("year");
    let read = if year { number::read_year(text) } else { number::read_integer(text) };
    possible(plan, read.map(i128::from))
}

fn decimal(plan: &ColumnPlan, text: &str) -> Cell<i128> {
    possible(plan, number::read_decimal(text, plan.column.unit.as_deref(), plan.ratio))
}

/// A number that the column can hold.
fn possible(plan: &ColumnPlan, read: Cell<i128>) -> Cell<i128> {
    match read {
        Cell::Value(number) if plan.column.positive && number <= 0 => Cell::Bad,
        other => other,
    }
}

/// What ties rows together, unless it is a word for nothing, or what a spreadsheet made of a long number.
pub fn key(text: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let nothing = is_placeholder(&text)
        || matches!(&*text, "不明" | "没有" | "未填" | "待定")
        || text.bytes().all(|c| matches!(c, b'0' | b'.' | b'-' | b'/'))
        || is_unreadable_key(&text);
    if nothing { None } else { Some(text) }
}

/// What a spreadsheet made of a long number, or shows where it failed.
fn is_unreadable_key(text: &str) -> bool {
    citizen_id::is_exponent(text) || is_error(text)
}

fn texts<'a>(name: PlSmallStr, cells: impl ExactSizeIterator<Item = Option<Cow<'a, str>>>) -> Series {
    let mut builder = StringChunkedBuilder::new(name, cells.len());
    for cell in cells {
        builder.append_option(cell);
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

fn credit_code<'a>(text: &'a str, plan: &ColumnPlan, counts: &mut CleaningCounts) -> Option<Cow<'a, str>> {
    let code = said(without_spaces(text))?;
    let lower = code.bytes().any(|c| c.is_ascii_lowercase());
    let code = if lower { Cow::Owned(code.to_ascii_uppercase()) } else { code };
    use credit_code::CreditCode::{Registration, Valid};
    if !matches!(credit_code::read(&code), Valid | Registration) {
        *counts.bad_credit_codes.entry(plan.column.name.clone()).or_default() += 1;
    }
    Some(code)
}

fn code_list(
    text: &str,
    plan: &ColumnPlan,
    counts: &mut CleaningCounts,
    mut unknown: impl FnMut(&str),
) -> Option<String> {
    if plan.codes.code(text).is_none() && is_placeholder(text) {
        return None;
    }
    let list = plan.codes.list(text, |item| {
        count_unknown(counts, plan, item);
        unknown(item);
    });
    (!list.is_empty()).then_some(list)
}

/// What a cell of a column of codes says.
enum Read<'a> {
    Known(&'a str),
    /// No code, and no wording of one.
    Unknown,
    /// The column has no codes: any text goes.
    Free,
    Empty,
}

fn code<'a>(text: &str, plan: &'a ColumnPlan, counts: &mut CleaningCounts) -> Read<'a> {
    if let Some(code) = plan.codes.code(text) {
        return Read::Known(code);
    }
    if is_placeholder(text) {
        Read::Empty
    } else if plan.codes.is_empty() {
        Read::Free
    } else {
        count_unknown(counts, plan, text);
        Read::Unknown
    }
}

/// Digits in a column of codes may be somebody's number in the wrong column: those are masked.
fn count_unknown(counts: &mut CleaningCounts, plan: &ColumnPlan, code: &str) {
    let private = code.chars().filter(char::is_ascii_digit).count() > 5;
    let shown: String = if private { mask::masked(code) } else { code.chars().take(20).collect() };
    *counts.unknown_codes.entry(plan.column.name.clone()).or_default().entry(shown).or_default() += 1;
}

fn citizen_ids<'a>(
    plan: &ColumnPlan,
    cells: impl ExactSizeIterator<Item = &'a str>,
    table: &Plan,
    derived: &mut Vec<Column>,
    notes: &mut Notes,
) -> Column {
    let column = &plan.column.name;
    let mut texts = StringChunkedBuilder::new(column.as_str().into(), cells.len());
    let state = table.schema.id_state_column(column);
    let mut states = StringChunkedBuilder::new(state.as_str().into(), cells.len());
    let mut persons = Vec::with_capacity(cells.len());
    let of_households = table.schema.is_of_households();
    for (row, cell) in cells.enumerate() {
        let read = citizen_id::read(cell);
        if of_households && read.state == IdState::FromCertificate {
            let tail = tidy(cell).chars().skip(18).take(2).collect::<String>();
            notes.add_certificate(row, column, &tail);
        }
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
