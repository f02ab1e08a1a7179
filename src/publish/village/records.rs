//! The records behind a village's findings: for whoever wants to look them up.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::VillageWorkbook;
use super::form::{Page, set_page};
use super::style::{Styles, height};
use super::tall::{write_row, write_texts};
use crate::labels::{self, Lang};
use crate::publish::list_book::end_rows;
use crate::publish::list_text::values_in_words;
use crate::publish::rule_text::RuleText;
use crate::words::{translated, word};

fn columns(lang: Lang) -> Vec<(&'static str, f64)> {
    vec![
        (word!(lang, "list-head-household"), 19.0),
        (word!(lang, "list-head-name"), 9.0),
        (word!(lang, "list-head-relation"), 10.0),
        (word!(lang, "list-head-rule"), 26.0),
        (word!(lang, "list-head-extract"), 14.0),
        (word!(lang, "list-head-file"), 26.0),
        (word!(lang, "list-head-line"), 8.0),
        (word!(lang, "list-head-registered"), 50.0),
        (word!(lang, "list-head-linked"), 22.0),
        (word!(lang, "list-head-exempt"), 16.0),
        (word!(lang, "list-head-finding"), 9.0),
    ]
}

pub fn write(
    sheet: &mut Worksheet,
    book: &VillageWorkbook<'_>,
    page: &Page<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let lang = book.edition.lang;
    let columns = columns(lang);
    sheet.set_name(word!(lang, "records-sheet"))?;
    sheet.write_string_with_format(
        0,
        0,
        format!("{} {}", page.place, word!(lang, "records-title")),
        &styles.title,
    )?;
    sheet.set_row_height(0, 24)?;
    for (column, (_, width)) in (0u16..).zip(&columns) {
        sheet.set_column_width(column, *width)?;
    }
    let last = u16::try_from(columns.len() - 1).unwrap_or(0);
    let heads = (0u16..).zip(columns.iter().map(|(name, _)| *name));
    write_row(sheet, 1, heads, &[(0, last, &styles.head)])?;
    sheet.set_row_height(1, height(1.0))?;
    let widths: Vec<_> = columns.iter().map(|(_, width)| *width).collect();
    let unknown = RuleText::default();
    let looks = [(0, last - 1, &styles.cell), (last, last, &styles.small)];
    let mut row = 2;
    for record in &book.records {
        let rule = book.rules.get(&record.rule).unwrap_or(&unknown);
        let text = values_in_words(&record.values.0, rule, lang);
        let sure = labels::how_sure(record.method, record.probability, lang);
        let source = if rule.source.is_empty() { &record.extract } else { &rule.source };
        let relation = labels::of_relation(record.relation.as_str(), lang);
        let cells = [
            record.household_id.as_str(),
            &record.person_name,
            relation,
            &rule.title_or(&record.rule),
            source,
            &record.source_file,
            &record.source_row.to_string(),
            &text,
            &sure,
            record.exempt.as_deref().map(|why| translated(why, lang)).unwrap_or_default(),
            &record.fingerprint,
        ];
        row = write_texts(sheet, row, (&cells, &widths), &looks)?;
    }
    end_rows(sheet, row)?;
    sheet.set_freeze_panes(2, 0)?;
    sheet.autofilter(1, 0, row.max(3) - 1, last)?;
    set_page(sheet, page, 1)
}
