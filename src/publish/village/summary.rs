//! The workbooks of a township and of the county: how many households of each village meet which rule, and who they are.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{DocProperties, Worksheet, XlsxError};

use super::form::{Page, set_page};
use super::style::{Styles, height, lines};
use super::tall::{write_row, write_texts};
use super::{Edition, VillageWorkbook};
use crate::publish::PublishError;
use crate::publish::list_book::{ListBook, end_rows};
use crate::publish::list_names::{SUMMARY, SUMMARY_OF_COUNTY};
use crate::publish::lists::{ListFile, folder_of};
use crate::publish::rule_text::RuleText;
use crate::words::word;

/// The workbook of some villages.
#[derive(Debug)]
pub struct SummaryWorkbook<'a> {
    path: String,
    title: String,
    /// Whether townships stand before the villages.
    of_county: bool,
    edition: &'a Edition<'a>,
    rules: &'a BTreeMap<String, RuleText>,
    villages: Vec<&'a VillageWorkbook<'a>>,
}

/// What the workbook of a township is called, below `lists/`.
pub fn township_summary(township: &str) -> String {
    format!("{}{SUMMARY}.xlsx", folder_of(township))
}

/// A workbook for each township, of its own villages only, and one for the county.
pub fn summaries<'a>(
    villages: &'a [VillageWorkbook<'a>],
    rules: &'a BTreeMap<String, RuleText>,
    edition: &'a Edition<'a>,
) -> Vec<SummaryWorkbook<'a>> {
    let mut townships: BTreeMap<&str, Vec<&VillageWorkbook<'_>>> = BTreeMap::new();
    for own in villages {
        townships.entry(&own.village.township).or_default().push(own);
    }
    let of = |path: String, title: String, villages, of_county| SummaryWorkbook {
        path,
        title,
        of_county,
        edition,
        rules,
        villages,
    };
    let mut taken = BTreeSet::new();
    let mut all = Vec::new();
    for (township, own) in townships {
        // Beside the folder of the township's villages, so that no village can be called the same.
        let folder = folder_of(township);
        let mut path = format!("lists/{}", township_summary(township));
        let mut number = 1;
        while !taken.insert(path.to_lowercase()) {
            number += 1;
            path = format!("lists/{folder}{SUMMARY}-{number}.xlsx");
        }
        all.push(of(path, format!("{township} {}", word!(edition.lang, "summary-title")), own, false));
    }
    if !villages.is_empty() {
        all.push(of(
            format!("lists/{SUMMARY_OF_COUNTY}.xlsx"),
            word!(edition.lang, "summary-of-county").to_owned(),
            villages.iter().collect(),
            true,
        ));
    }
    all
}

impl ListFile for SummaryWorkbook<'_> {
    fn path(&self) -> &str {
        &self.path
    }

    fn bytes(&self) -> Result<Vec<u8>, PublishError> {
        self.build().map_err(|error| PublishError::format(&self.path, error))
    }
}

impl SummaryWorkbook<'_> {
    fn build(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = ListBook::new(&DocProperties::new().set_title(&self.title))?;
        let styles = Styles::new();
        self.write_counts(book.sheet()?, &styles)?;
        self.write_households(book.sheet()?, &styles)?;
        book.bytes()
    }

    /// Households by village and rule; one that meets two rules stands in both columns and once in the total.
    fn write_counts(&self, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        let lang = self.edition.lang;
        sheet.set_name(word!(lang, "summary-counts"))?;
        self.write_title(sheet, styles, word!(lang, "summary-counts-note"))?;
        let rules: BTreeSet<&str> = self.villages.iter().flat_map(|own| own.rules_to_visit()).collect();
        let titles = rules.iter().map(|id| self.title_of(id));
        let mut heads: Vec<(String, f64)> = Vec::new();
        heads.extend(self.of_county.then(|| (word!(lang, "list-head-township").to_owned(), 12.0)));
        heads.extend(
            [
                (word!(lang, "list-head-village"), 14.0),
                (word!(lang, "list-head-suspects"), 7.0),
                (word!(lang, "list-head-findings"), 6.0),
                (word!(lang, "list-head-to-check"), 7.0),
            ]
            .map(|(head, width)| (head.to_owned(), width)),
        );
        heads.extend(titles.map(|title| (title, 9.0)));
        self.write_heads(sheet, styles, &heads)?;
        let mut totals = vec![0u32; 3 + rules.len()];
        let places = u16::from(self.of_county);
        let last = places + u16::try_from(totals.len()).unwrap_or(0);
        let mut row = 3;
        for own in &self.villages {
            let village = &own.village;
            let count = |items: usize| u32::try_from(items).unwrap_or(u32::MAX);
            let findings = village.to_visit.iter().map(|block| block.lines.len()).sum();
            let mut numbers =
                vec![count(village.to_visit.len()), count(findings), count(village.to_check.len())];
            numbers.extend(rules.iter().map(|rule| {
                let meets =
                    |block: &&super::Block<'_>| block.lines.iter().any(|line| line.rule_id == Some(*rule));
                count(village.to_visit.iter().filter(meets).count())
            }));
            let names = self.of_county.then_some(&*village.township).into_iter().chain([&*village.name]);
            let looks = [(0, places, &styles.cell), (places + 1, last, &styles.count)];
            write_row(sheet, row, (0u16..).zip(names), &looks)?;
            for (column, (number, total)) in (places + 1..).zip(numbers.iter().zip(&mut totals)) {
                *total += number;
                sheet.write_number_with_format(row, column, *number, &styles.count)?;
            }
            row += 1;
        }
        let mut column = places;
        if self.of_county {
            sheet.write_blank(row, 0, &styles.household)?;
        }
        sheet.write_string_with_format(row, column, word!(lang, "list-total"), &styles.household)?;
        for total in totals {
            column += 1;
            sheet.write_number_with_format(row, column, total, &styles.household)?;
        }
        end_rows(sheet, row + 1)?;
        self.end(sheet, row - 1, column)
    }

    fn write_households(&self, sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
        let lang = self.edition.lang;
        sheet.set_name(word!(lang, "summary-households"))?;
        self.write_title(sheet, styles, word!(lang, "list-note"))?;
        let heads = [
            (word!(lang, "list-head-township"), 11.0),
            (word!(lang, "list-head-village"), 12.0),
            (word!(lang, "list-head-who"), 60.0),
            (word!(lang, "list-head-rules"), 60.0),
        ];
        let widths = heads.map(|(_, width)| width);
        self.write_heads(sheet, styles, &heads.map(|(head, width)| (head.to_owned(), width)))?;
        let mut row = 3;
        for own in &self.villages {
            for block in &own.village.to_visit {
                let ids = block.lines.iter().filter_map(|line| line.rule_id);
                let rules: Vec<_> = ids.map(|id| self.title_of(id)).collect();
                let cells = [&*own.village.township, &own.village.name, &block.who, &rules.join("\n")];
                row = write_texts(sheet, row, (&cells, &widths), &[(0, 3, &styles.cell)])?;
            }
        }
        end_rows(sheet, row)?;
        self.end(sheet, row.max(4) - 1, 3)
    }

    fn title_of(&self, rule: &str) -> String {
        self.rules.get(rule).map_or_else(|| rule.to_owned(), |text| text.title_or(rule))
    }

    fn write_title(&self, sheet: &mut Worksheet, styles: &Styles, note: &str) -> Result<(), XlsxError> {
        sheet.write_string_with_format(0, 0, &self.title, &styles.title)?;
        sheet.set_row_height(0, 24)?;
        sheet.write_string_with_format(1, 0, note, &styles.note)?;
        Ok(())
    }

    fn write_heads(
        &self,
        sheet: &mut Worksheet,
        styles: &Styles,
        heads: &[(String, f64)],
    ) -> Result<(), XlsxError> {
        let mut most = 1.0_f64;
        for (column, (head, width)) in (0u16..).zip(heads) {
            sheet.write_string_with_format(2, column, head, &styles.head)?;
            sheet.set_column_width(column, *width)?;
            most = most.max(lines(head, *width));
        }
        sheet.set_row_height(2, height(most))?;
        Ok(())
    }

    fn end(&self, sheet: &mut Worksheet, last_row: u32, last_column: u16) -> Result<(), XlsxError> {
        sheet.autofilter(2, 0, last_row, last_column)?;
        sheet.set_freeze_panes(3, 0)?;
        set_page(sheet, &Page { place: &self.title, edition: self.edition }, 2)
    }
}
