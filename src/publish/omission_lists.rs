//! The lists of people who were left out: a workbook a village, to be visited, not struck.

use std::collections::{BTreeMap, BTreeSet};

use super::list_text::values_in_words;
use super::lists::{ListCell, ListFile, VillageList, free_path};
use super::rule_text::RuleText;
use super::{PublishError, list_names};
use crate::labels::{self, Lang};
use crate::results::{MaskedRows, OmissionRow};
use crate::rulebook::RuleStatus;
use crate::words::{phrase, word};

fn columns(lang: Lang) -> Vec<(&'static str, f64)> {
    vec![
        (word!(lang, "list-head-name"), 9.0),
        (word!(lang, "list-head-number"), 20.0),
        (word!(lang, "list-head-register"), 18.0),
        (word!(lang, "list-head-people"), 8.0),
        (word!(lang, "list-head-relatives"), 22.0),
        (word!(lang, "list-head-rule"), 24.0),
        (word!(lang, "list-head-said"), 44.0),
        (word!(lang, "list-head-source"), 26.0),
        (word!(lang, "list-head-change"), 9.0),
        (word!(lang, "list-head-verify"), 26.0),
    ]
}

/// The list of one village.
pub struct OmissionList<'a> {
    path: String,
    place: (&'a str, &'a str),
    people: Vec<&'a OmissionRow>,
    rules: &'a BTreeMap<String, RuleText>,
    lang: Lang,
}

/// A list for every village in which somebody was left out; of rules on trial nobody is listed.
pub fn omission_lists<'a>(
    omissions: &'a MaskedRows<OmissionRow>,
    rules: &'a BTreeMap<String, RuleText>,
    lang: Lang,
) -> Vec<OmissionList<'a>> {
    let mut villages: BTreeMap<(&str, &str), Vec<&OmissionRow>> = BTreeMap::new();
    for own in omissions.iter().filter(|own| own.status == RuleStatus::Stable.as_str()) {
        villages.entry((&own.township, &own.village)).or_default().push(own);
    }
    let mut taken = BTreeSet::new();
    let list = |(place, people): ((&'a str, &'a str), Vec<&'a OmissionRow>)| OmissionList {
        path: free_path(place.0, place.1, list_names::OMISSIONS, &mut taken),
        place,
        people,
        rules,
        lang,
    };
    villages.into_iter().map(list).collect()
}

impl ListFile for OmissionList<'_> {
    fn path(&self) -> &str {
        &self.path
    }

    fn bytes(&self) -> Result<Vec<u8>, PublishError> {
        let (lang, (township, village)) = (self.lang, self.place);
        let mut people = self.people.clone();
        people.sort_by_key(|own| (&own.register_id, &own.name, &own.rule, &own.fingerprint));
        let list = VillageList {
            path: self.path.clone(),
            title: format!("{township} {village} {}", word!(lang, "omission-list")),
            lang,
            sheet: word!(lang, "omission-list"),
            note: word!(lang, "omission-list-note"),
            columns: columns(lang),
            rows: people.into_iter().map(|own| cells(own, self.rules, lang)).collect(),
        };
        list.bytes()
    }
}

/// What is said where none of those registered together is on a card.
pub(super) fn nobody_of_the_register(lang: Lang) -> &'static str {
    word!(lang, "nobody-of-the-register")
}

/// Who of those registered together is on a card, and on which.
pub(super) fn relatives(own: &OmissionRow, lang: Lang) -> Vec<String> {
    let relatives = own.relatives.0.iter().zip(&own.household_id.0);
    relatives.map(|(name, card)| format!("{name}{}", lang.in_brackets(card))).collect()
}

fn cells(own: &OmissionRow, rules: &BTreeMap<String, RuleText>, lang: Lang) -> Vec<ListCell> {
    let unknown = RuleText::default();
    let text = rules.get(&own.rule).unwrap_or(&unknown);
    let together = match relatives(own, lang).as_slice() {
        [] => nobody_of_the_register(lang).to_owned(),
        some => some.join("\n"),
    };
    let said = values_in_words(&own.values.0, text, lang);
    let total =
        own.total.as_ref().map(|total| phrase!(lang, "total-of-household", total)).unwrap_or_default();
    let title = if text.title.is_empty() { own.rule.clone() } else { text.title.clone() };
    let change = own.change.map(|change| labels::change(change, lang).to_owned()).unwrap_or_default();
    vec![
        ListCell::Text(own.name.clone()),
        ListCell::Text(own.person_id_masked.clone().unwrap_or_default()),
        ListCell::Text(own.register_id.clone().unwrap_or_default()),
        ListCell::Number(own.people),
        ListCell::Text(together),
        ListCell::Text(title),
        ListCell::Text(format!("{said}{total}")),
        ListCell::Text(phrase!(lang, "file-and-line", file = &own.source_file, line = own.source_row)),
        ListCell::Text(change),
        ListCell::Text(text.verify.join("\n")),
    ]
}
