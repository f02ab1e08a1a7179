//! Can this row be used at all? If not, why not?

use super::date;
use super::number;
use super::plan::{ColumnPlan, Plan};
use crate::raw::RawRow;
use crate::schema::ColumnKind;
use crate::standard::citizen_id;
use crate::standard::text::{is_blank, is_placeholder, tidy};

/// Why a row is rejected.
pub struct Refusal<'a> {
    pub column: Option<&'a str>,
    pub reason: String,
    pub value: &'a str,
}

/// None where the row is accepted.
pub fn judge<'a>(row: &RawRow<'a>, plan: &'a Plan) -> Option<Refusal<'a>> {
    let whole =
        |reason: &str, value: &'a str| Some(Refusal { column: None, reason: reason.to_owned(), value });
    if let Some(word) = total(row, plan) {
        return whole("total line", word);
    }
    if is_header_again(row, plan) {
        return whole("header again", "");
    }
    let width = row.width();
    if width < plan.least {
        return whole(&format!("{width} fields where the header has {}", plan.least), "");
    }
    if plan.widest.is_some_and(|widest| width > widest) {
        return whole(&format!("{width} fields where the header has {}", plan.most), "");
    }
    let mut behind = (plan.most..width).map(|field| row.field(field));
    if behind.any(|field| !field.trim_matches(is_blank).is_empty()) {
        return whole(&format!("{width} fields where the header has {}", plan.most), "");
    }
    plan.columns.iter().filter(|column| column.column.required).find_map(|column| required(row, column))
}

/// A required column that is empty makes a row useless. A citizen number that is empty does not, as
/// long as there is a name beside it.
fn required<'a>(row: &RawRow<'a>, plan: &'a ColumnPlan) -> Option<Refusal<'a>> {
    plan.field?;
    let value = plan.cell(row);
    let refused =
        |reason: &str| Some(Refusal { column: Some(&plan.column.name), reason: reason.to_owned(), value });
    const EMPTY: &str = "a required column is empty";
    const UNREADABLE: &str = "a required column cannot be read";
    let text = tidy(value);
    let empty = match plan.column.kind {
        ColumnKind::Text => text.is_empty(),
        ColumnKind::Code | ColumnKind::CodeList => is_placeholder(&text) && plan.codes.code(&text).is_none(),
        _ => is_placeholder(&text),
    };
    if plan.column.kind == ColumnKind::CitizenId {
        let named = plan.name_field.is_some_and(|field| !is_placeholder(&tidy(row.field(field))));
        return if empty && !named { refused(EMPTY) } else { None };
    }
    if empty {
        return refused(EMPTY);
    }
    let read = match plan.column.kind {
        ColumnKind::Date => date::read(&text).is_value(),
        ColumnKind::Integer => number::read_integer(&text).is_value(),
        ColumnKind::Decimal => {
            number::read_decimal(&text, plan.column.unit.as_deref(), plan.ratio).is_value()
        }
        _ => true,
    };
    if read { None } else { refused(UNREADABLE) }
}

const TOTALS: [&str; 6] = ["合计", "总计", "小计", "共计", "本页小计", "累计"];

/// The word of a total under the table: it stands first, and the line is about nobody.
fn total<'a>(row: &RawRow<'a>, plan: &Plan) -> Option<&'a str> {
    let first = row.fields().find(|field| !field.trim_matches(is_blank).is_empty())?;
    // Nearly every row ends here: 计 is the last character of all these words.
    if first.len() > 60 || first.is_ascii() || !first.contains('计') {
        return None;
    }
    let folded: String = tidy(first).chars().filter(|c| !is_blank(*c)).collect();
    let rest = TOTALS.iter().find_map(|word| folded.strip_prefix(word))?;
    let only_count = rest.chars().all(|c| {
        !c.is_alphabetic() || matches!(c, '人' | '户' | '条' | '辆' | '套' | '元' | '万' | '笔' | '宗' | '台')
    });
    let is_id = |column: &&ColumnPlan| column.column.kind == ColumnKind::CitizenId;
    let about_somebody = plan
        .columns
        .iter()
        .filter(is_id)
        .filter_map(|column| column.field)
        .any(|field| citizen_id::read(row.field(field)).person.is_some());
    (only_count && !about_somebody).then_some(first)
}

fn is_header_again(row: &RawRow<'_>, plan: &Plan) -> bool {
    !plan.headers.is_empty() && plan.headers.iter().all(|(field, header)| tidy(row.field(*field)) == *header)
}
