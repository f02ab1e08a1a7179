//! The lists of disputed findings: a workbook a village, the oldest dispute first.

use std::collections::{BTreeMap, BTreeSet};

use super::list_names;
use super::lists::{ListCell, VillageList, free_path};
use super::rule_text::RuleText;
use crate::labels::{self, Lang};
use crate::results::{DisputedRow, MaskedRows};
use crate::words::word;

fn columns(lang: Lang) -> Vec<(&'static str, f64)> {
    vec![
        (word!(lang, "list-head-household"), 18.0),
        (word!(lang, "list-head-head"), 9.0),
        (word!(lang, "list-head-rule"), 30.0),
        (word!(lang, "list-head-objected"), 12.0),
        (word!(lang, "list-head-days"), 9.0),
        (word!(lang, "list-head-visitor"), 10.0),
        (word!(lang, "list-head-reason"), 16.0),
        (word!(lang, "list-head-note"), 44.0),
        (word!(lang, "list-head-finding"), 26.0),
    ]
}

/// A list for every village in which a finding is disputed.
pub fn dispute_lists(
    disputed: &MaskedRows<DisputedRow>,
    rules: &BTreeMap<String, RuleText>,
    lang: Lang,
) -> Vec<VillageList> {
    let mut villages: BTreeMap<(&str, &str), Vec<&DisputedRow>> = BTreeMap::new();
    for own in disputed.iter() {
        villages.entry((&own.township, &own.village)).or_default().push(own);
    }
    let mut taken = BTreeSet::new();
    let list = |((township, village), own): ((&str, &str), Vec<&DisputedRow>)| VillageList {
        path: free_path(township, village, list_names::DISPUTES, &mut taken),
        title: format!("{township} {village} {}", word!(lang, "dispute-list")),
        lang,
        sheet: word!(lang, "dispute-list"),
        note: word!(lang, "list-note"),
        columns: columns(lang),
        rows: own.into_iter().map(|own| cells(own, rules, lang)).collect(),
    };
    villages.into_iter().map(list).collect()
}

fn cells(own: &DisputedRow, rules: &BTreeMap<String, RuleText>, lang: Lang) -> Vec<ListCell> {
    let title = rules.get(&own.rule).map(|text| &text.title).filter(|title| !title.is_empty());
    let text = |text: &Option<String>| ListCell::Text(text.clone().unwrap_or_default());
    vec![
        ListCell::Text(own.household_id.clone()),
        ListCell::Text(own.head_name.clone()),
        ListCell::Text(title.unwrap_or(&own.rule).clone()),
        ListCell::Text(own.visited_on.map(|day| day.to_string()).unwrap_or_default()),
        ListCell::Number(own.days),
        text(&own.visited_by),
        ListCell::Text(
            own.reason.as_deref().map(|own| labels::of_reason(own, lang)).unwrap_or_default().to_owned(),
        ),
        text(&own.note),
        ListCell::Text(own.fingerprint.clone()),
    ]
}
