//! The records behind a village's findings: for whoever wants to look them up.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::VillageWorkbook;
use super::form::{Page, set_page};
use super::style::{Styles, height};
use super::tall::write_texts;
use crate::labels::{self, Lang};
use crate::publish::list_text::values_in_words;
use crate::publish::rule_text::RuleText;

const COLUMNS: &[(&str, f64)] = &[
    ("户编号", 19.0),
    ("姓名", 9.0),
    ("与本户", 10.0),
    ("规则", 26.0),
    ("数据源", 14.0),
    ("来源文件", 26.0),
    ("行号", 8.0),
    ("登记内容", 50.0),
    ("怎样认定", 22.0),
    ("豁免", 16.0),
    ("线索编号", 9.0),
];

pub fn write(
    sheet: &mut Worksheet,
    book: &VillageWorkbook<'_>,
    page: &Page<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    sheet.set_name("证据")?;
    sheet.write_string_with_format(0, 0, format!("{} 证据来源", page.place), &styles.title)?;
    sheet.set_row_height(0, 24)?;
    for (column, (name, width)) in (0u16..).zip(COLUMNS) {
        sheet.write_string_with_format(1, column, *name, &styles.head)?;
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_row_height(1, height(1.0))?;
    let widths: Vec<_> = COLUMNS.iter().map(|(_, width)| *width).collect();
    let unknown = RuleText::default();
    let mut row = 2;
    for record in &book.records {
        let rule = book.rules.get(&record.rule).unwrap_or(&unknown);
        let text = values_in_words(&record.values.0, rule);
        let sure = labels::how_sure(record.method, record.probability, Lang::Zh);
        let source = if rule.source.is_empty() { &record.extract } else { &rule.source };
        let relation = labels::of_relation(record.relation.as_str(), Lang::Zh);
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
            record.exempt.as_deref().unwrap_or_default(),
            &record.fingerprint,
        ];
        row = write_texts(sheet, row, (&cells, &widths), (&styles.cell, &styles.small))?;
    }
    sheet.set_freeze_panes(2, 0)?;
    sheet.autofilter(1, 0, row.max(3) - 1, u16::try_from(COLUMNS.len() - 1).unwrap_or(0))?;
    set_page(sheet, page, 1)
}
