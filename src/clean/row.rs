//! Lines of a delivery told apart: usable records, records that are refused, and lines that are no records.

use super::date;
use super::number;
use super::plan::{ColumnPlan, Plan};
use super::record::Record;
use crate::raw::RawRow;
use crate::schema::ColumnKind;
use crate::standard::text::{is_blank, is_error, is_placeholder, tidy, trimmed};
use crate::words::{Said, said};

/// What a line is.
pub enum Judgement<'a> {
    Record,
    /// A record that cannot be used at all.
    Refused(Refusal<'a>),
    /// No record, and what it is instead.
    NoRecord(Said),
}

/// Why a record is rejected.
pub struct Refusal<'a> {
    pub column: Option<&'a str>,
    pub reason: Said,
    pub value: &'a str,
}

pub fn judge<'a>(row: &RawRow<'a>, plan: &'a Plan) -> Judgement<'a> {
    if is_total(row, plan) {
        return Judgement::NoRecord(said!("total-line"));
    }
    if is_header_again(row, plan) {
        return Judgement::NoRecord(said!("header-again"));
    }
    if is_note(row, plan) {
        return Judgement::NoRecord(said!("note-or-title"));
    }
    match refusal(row, plan) {
        None => Judgement::Record,
        Some(refusal) => Judgement::Refused(refusal),
    }
}

fn refusal<'a>(row: &RawRow<'a>, plan: &'a Plan) -> Option<Refusal<'a>> {
    let width = row.width();
    let of_width = |least_or_most: usize| {
        let reason = said!("other-width", width, header = least_or_most);
        Some(Refusal { column: None, reason, value: "" })
    };
    if width < plan.least {
        return of_width(plan.least);
    }
    if plan.widest.is_some_and(|widest| width > widest) {
        return of_width(plan.most);
    }
    let mut behind = (plan.most..width).map(|field| row.field(field));
    if behind.any(|field| !trimmed(field).is_empty()) {
        return of_width(plan.most);
    }
    plan.columns.iter().filter(|column| column.column.required).find_map(|column| required(row, column))
}

/// A required column that is empty makes a row useless. A citizen number that is empty does not, as
/// long as there is a name beside it.
fn required<'a>(row: &RawRow<'a>, plan: &'a ColumnPlan) -> Option<Refusal<'a>> {
    plan.field?;
    let value = plan.cell(&Record::whole(*row));
    let refused = |reason| Some(Refusal { column: Some(&plan.column.name), reason, value });
    let text = tidy(value);
    let empty = match plan.column.kind {
        ColumnKind::Text if plan.column.key => super::column::key(text.clone()).is_none(),
        ColumnKind::Text => text.is_empty(),
        ColumnKind::Code | ColumnKind::CodeList => is_placeholder(&text) && plan.codes.code(&text).is_none(),
        _ => is_placeholder(&text),
    };
    if plan.column.kind == ColumnKind::CitizenId {
        let says = |text: &str| !is_placeholder(text) && !is_error(text);
        let named = plan.name_field.is_some_and(|field| says(&tidy(row.field(field))));
        return if empty && !named { refused(said!("required-column-empty")) } else { None };
    }
    if is_error(&text) {
        return refused(said!("required-column-unreadable"));
    }
    if empty {
        return refused(said!("required-column-empty"));
    }
    let read = match plan.column.kind {
        ColumnKind::Date => date::read(&text).is_value(),
        ColumnKind::Integer => number::read_integer(&text).is_value(),
        ColumnKind::Decimal => {
            number::read_decimal(&text, plan.column.unit.as_deref(), plan.ratio).is_value()
        }
        _ => true,
    };
    if read { None } else { refused(said!("required-column-unreadable")) }
}

const TOTALS: [&str; 6] = ["合计", "总计", "小计", "共计", "本页小计", "累计"];

/// The word of a total under the table stands first, and the line is about nobody.
fn is_total(row: &RawRow<'_>, plan: &Plan) -> bool {
    let Some(first) = row.fields().find(|field| !trimmed(field).is_empty()) else {
        return false;
    };
    // Nearly every row ends here: 计 is the last character of all these words.
    if first.len() > 60 || first.is_ascii() || !first.contains('计') {
        return false;
    }
    let folded: String = tidy(first).chars().filter(|c| !is_blank(*c)).collect();
    let Some(rest) = TOTALS.iter().find_map(|word| folded.strip_prefix(word)) else { return false };
    let only_count = rest.chars().all(|c| {
        !c.is_alphabetic() || matches!(c, '人' | '户' | '条' | '辆' | '套' | '元' | '万' | '笔' | '宗' | '台')
    });
    only_count && !is_about_somebody(row, plan)
}

fn is_about_somebody(row: &RawRow<'_>, plan: &Plan) -> bool {
    let is_id = |column: &&ColumnPlan| column.column.kind == ColumnKind::CitizenId;
    let fields = plan.columns.iter().filter(is_id).filter_map(|column| column.field);
    fields.into_iter().any(|field| row.field(field).chars().filter(char::is_ascii_digit).count() >= 15)
}

fn is_header_again(row: &RawRow<'_>, plan: &Plan) -> bool {
    !plan.headers.is_empty() && plan.headers.iter().all(|(field, header)| tidy(row.field(*field)) == *header)
}

/// How a line under or between the rows of a table begins that is not one of them.
const NOTES: &[&str] = &[
    "注:",
    "注1",
    "注、",
    "备注:",
    "说明",
    "填表",
    "制表",
    "填报",
    "审核",
    "单位负责人",
    "负责人:",
    "经办",
    "复核",
    "打印",
    "报表",
    "数据来源",
    "数据截至",
    "数据截止",
    "截至",
    "截止",
    "以上",
    "以下",
    "第1页",
    "单位:",
    "编制单位",
    "填表说明",
    "共计",
];

/// A note or title: words in one cell, or a line of who filled it in, and nobody's number.
fn is_note(row: &RawRow<'_>, plan: &Plan) -> bool {
    let mut filled = row.fields().filter(|field| !trimmed(field).is_empty());
    let (Some(first), second) = (filled.next(), filled.next()) else { return false };
    // Nearly every row is full of cells.
    if second.is_some() && filled.nth(3).is_some() {
        return false;
    }
    if plan.most < 3 || first.is_ascii() || is_about_somebody(row, plan) {
        return false;
    }
    let folded: String = tidy(first).chars().filter(|c| !is_blank(*c)).collect();
    if NOTES.iter().any(|word| folded.starts_with(word)) {
        return true;
    }
    // A name stands alone where a clerk forgot the rest; a sentence is none.
    let page = folded.starts_with('第') && folded.contains('页');
    second.is_none() && (page || folded.chars().count() > 10 || folded.contains([':', '(', ',', '。', ';']))
}
