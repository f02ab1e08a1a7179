//! The workbook of a village: whom to visit and why, what would take them off the list, and room to write it down.
//!
//! A cover, the form, a form of what is only to be checked, and the records behind all of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::PlHashMap;
use rust_xlsxwriter::{DocProperties, XlsxError};

use super::PublishError;
use super::list_book::ListBook;
use super::lists::{ListFile, free_path};
use super::report::VillageLink;
use super::rule_text::RuleText;
use super::visits::Visits;
use crate::labels::Lang;
use crate::results::EvidenceRow;
use crate::words::word;

mod blocks;
mod cover;
mod form;
mod pages;
mod records;
mod spot_check;
mod style;
mod summary;
mod tall;

use blocks::{Block, Village, villages};

pub use spot_check::{DrawnCard, DrawnVillage, spot_check_workbooks};
pub use style::{Styles, height, lines};
pub use summary::{summaries, township_summary};
pub use tall::{rows_of, write_texts, write_texts_and};

/// What every workbook of a run says.
#[derive(Debug, Clone)]
pub struct Edition<'a> {
    pub job: &'a str,
    pub run_id: &'a str,
    pub as_of: NaiveDate,
    /// What could not be looked at tonight, in words: a source and the conditions that wait for it.
    pub not_known: &'a [String],
    pub lang: Lang,
}

/// The workbook of one village.
#[derive(Debug)]
pub struct VillageWorkbook<'a> {
    /// Path in the run folder.
    pub path: String,
    pub edition: &'a Edition<'a>,
    wording: &'static Wording,
    pub village: Village<'a>,
    pub rules: &'a BTreeMap<String, RuleText>,
    /// The records behind the findings.
    pub records: Vec<&'a EvidenceRow>,
}

/// What the sheets of a workbook are called, and what stands above their blocks: entries of the catalogue.
#[derive(Debug)]
struct Wording {
    /// What stands behind the village in the file's name, in every language.
    kind: &'static str,
    title: fn(Lang) -> &'static str,
    /// What the workbook is, on the cover.
    what: fn(Lang) -> &'static str,
    to_visit: Heading,
    to_check: Heading,
    /// What to do with the second form, on the cover.
    check_step: fn(Lang) -> &'static str,
}

/// The words of one form.
#[derive(Debug)]
struct Heading {
    sheet: fn(Lang) -> &'static str,
    /// What the title says behind the village.
    title: fn(Lang) -> &'static str,
    note: fn(Lang) -> &'static str,
    /// What the column is called that says how a line is settled.
    clears: fn(Lang) -> &'static str,
    /// What it lists, on the cover.
    counted: fn(Lang) -> &'static str,
}

const NIGHTLY: Wording = Wording {
    kind: "",
    title: |lang| word!(lang, "form-title"),
    what: |lang| word!(lang, "form-what"),
    to_visit: Heading {
        sheet: |lang| word!(lang, "form-sheet"),
        title: |lang| word!(lang, "form-title"),
        note: |lang| word!(lang, "list-note"),
        clears: |lang| word!(lang, "form-clears"),
        counted: |lang| word!(lang, "form-counted"),
    },
    to_check: Heading {
        sheet: |lang| word!(lang, "check-sheet"),
        title: |lang| word!(lang, "check-title"),
        note: |lang| word!(lang, "check-note"),
        clears: |lang| word!(lang, "check-clears"),
        counted: |lang| word!(lang, "check-sheet"),
    },
    check_step: |lang| word!(lang, "check-step"),
};

/// A workbook for every village that has cards to visit or to check, ordered by township and village.
pub fn village_workbooks<'a>(
    visits: &Visits<'a>,
    rules: &'a BTreeMap<String, RuleText>,
    edition: &'a Edition<'a>,
) -> Vec<VillageWorkbook<'a>> {
    workbooks(villages(visits, rules, edition.lang), &NIGHTLY, visits, rules, edition)
}

/// A workbook for each of some villages, with the records behind what stands in it.
fn workbooks<'a>(
    villages: Vec<Village<'a>>,
    wording: &'static Wording,
    visits: &Visits<'a>,
    rules: &'a BTreeMap<String, RuleText>,
    edition: &'a Edition<'a>,
) -> Vec<VillageWorkbook<'a>> {
    let mut behind: PlHashMap<&str, Vec<&EvidenceRow>> = PlHashMap::default();
    for record in visits.evidence.iter().chain(visits.standing_evidence.iter()) {
        behind.entry(&record.fingerprint).or_default().push(record);
    }
    let mut taken = BTreeSet::new();
    let workbook = |village: Village<'a>| VillageWorkbook {
        path: free_path(&village.township, &village.name, wording.kind, &mut taken),
        edition,
        wording,
        records: village.fingerprints().filter_map(|own| behind.get(own)).flatten().copied().collect(),
        village,
        rules,
    };
    villages.into_iter().map(workbook).collect()
}

impl ListFile for VillageWorkbook<'_> {
    fn path(&self) -> &str {
        &self.path
    }

    fn bytes(&self) -> Result<Vec<u8>, PublishError> {
        self.build().map_err(|error| PublishError::format(&self.path, error))
    }
}

impl VillageWorkbook<'_> {
    /// Where the report finds it.
    pub fn link(&self) -> VillageLink<'_> {
        VillageLink {
            township: &self.village.township,
            village: &self.village.name,
            path: &self.path,
            to_visit: self.village.to_visit.len(),
            to_check: self.village.to_check.len(),
        }
    }

    /// The rules that its households to visit meet.
    fn rules_to_visit(&self) -> impl Iterator<Item = &str> {
        self.village.to_visit.iter().flat_map(|block| &block.lines).filter_map(|line| line.rule_id)
    }

    fn build(&self) -> Result<Vec<u8>, XlsxError> {
        let place = format!("{} {}", self.village.township, self.village.name);
        let title = format!("{place} {}", (self.wording.title)(self.edition.lang));
        let mut book = ListBook::new(&DocProperties::new().set_title(&title))?;
        let styles = Styles::new();
        cover::write(book.sheet()?, self, &styles)?;
        let page = form::Page { place: &place, edition: self.edition };
        let forms = [
            (&self.wording.to_visit, &self.village.to_visit),
            (&self.wording.to_check, &self.village.to_check),
        ];
        for (heading, blocks) in forms.into_iter().filter(|(_, blocks)| !blocks.is_empty()) {
            form::write(book.sheet()?, heading, blocks, &page, &styles)?;
        }
        if !self.records.is_empty() {
            records::write(book.sheet()?, self, &page, &styles)?;
        }
        book.bytes()
    }
}
