//! The lists of disputed findings: a workbook a village, the oldest dispute first.

use std::collections::{BTreeMap, BTreeSet};

use super::lists::{ListCell, NOTE, VillageList, free_path};
use super::rule_text::RuleText;
use crate::labels::{self, Lang};
use crate::results::{DisputedRow, MaskedRows};

const COLUMNS: &[(&str, f64)] = &[
    ("户编号", 18.0),
    ("户主", 9.0),
    ("规则", 30.0),
    ("申诉日期", 12.0),
    ("已过天数", 9.0),
    ("核查人", 10.0),
    ("理由", 16.0),
    ("说明", 44.0),
    ("线索编号", 26.0),
];

/// A list for every village in which a finding is disputed.
pub fn dispute_lists(
    disputed: &MaskedRows<DisputedRow>,
    rules: &BTreeMap<String, RuleText>,
) -> Vec<VillageList> {
    let mut villages: BTreeMap<(&str, &str), Vec<&DisputedRow>> = BTreeMap::new();
    for own in disputed.iter() {
        villages.entry((&own.township, &own.village)).or_default().push(own);
    }
    let mut taken = BTreeSet::new();
    let list = |((township, village), own): ((&str, &str), Vec<&DisputedRow>)| VillageList {
        path: free_path(township, village, "-申诉", &mut taken),
        title: format!("{township} {village} 申诉复核清单"),
        sheet: "申诉复核清单",
        note: NOTE,
        columns: COLUMNS,
        rows: own.into_iter().map(|own| cells(own, rules)).collect(),
    };
    villages.into_iter().map(list).collect()
}

fn cells(own: &DisputedRow, rules: &BTreeMap<String, RuleText>) -> Vec<ListCell> {
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
            own.reason.as_deref().map(|own| labels::of_reason(own, Lang::Zh)).unwrap_or_default().to_owned(),
        ),
        text(&own.note),
        ListCell::Text(own.fingerprint.clone()),
    ]
}
