//! The lists of people who were left out: a workbook a village, to be visited, not struck.

use std::collections::{BTreeMap, BTreeSet};

use super::list_text::values_in_words;
use super::lists::{ListCell, VillageList, free_path};
use super::rule_text::RuleText;
use crate::labels::{self, Lang};
use crate::results::{MaskedRows, OmissionRow};
use crate::rulebook::RuleStatus;

const COLUMNS: &[(&str, f64)] = &[
    ("姓名", 9.0),
    ("证件号（尾号）", 20.0),
    ("户号", 18.0),
    ("同户口簿人数", 8.0),
    ("同户在册", 22.0),
    ("规则", 24.0),
    ("登记情况", 44.0),
    ("来源", 26.0),
    ("变化", 9.0),
    ("核查要点", 26.0),
];
const NOTE: &str = "下列人员未列入任何一户，供入户核查是否漏评；不是应剔除对象。比对结果是线索，不是结论。请妥善保管，不得外传。";

/// A list for every village in which somebody was left out; of rules on trial nobody is listed.
pub fn omission_lists(
    omissions: &MaskedRows<OmissionRow>,
    rules: &BTreeMap<String, RuleText>,
) -> Vec<VillageList> {
    let mut villages: BTreeMap<(&str, &str), Vec<&OmissionRow>> = BTreeMap::new();
    for own in omissions.iter().filter(|own| own.status == RuleStatus::Stable.as_str()) {
        villages.entry((&own.township, &own.village)).or_default().push(own);
    }
    let mut taken = BTreeSet::new();
    let list = |((township, village), mut people): ((&str, &str), Vec<&OmissionRow>)| {
        people.sort_by_key(|own| (&own.register_id, &own.name, &own.rule, &own.fingerprint));
        VillageList {
            path: free_path(township, village, "-漏评", &mut taken),
            title: format!("{township} {village} 漏评核查名单"),
            sheet: "漏评核查名单",
            note: NOTE,
            columns: COLUMNS,
            rows: people.into_iter().map(|own| cells(own, rules)).collect(),
        }
    };
    villages.into_iter().map(list).collect()
}

/// What is said where none of those registered together is on a card.
pub(super) const NOBODY_OF_THE_REGISTER: &str = "全户均未列入";

/// Who of those registered together is on a card, and on which.
pub(super) fn relatives(own: &OmissionRow) -> Vec<String> {
    let relatives = own.relatives.0.iter().zip(&own.household_id.0);
    relatives.map(|(name, card)| format!("{name}（{card}）")).collect()
}

fn cells(own: &OmissionRow, rules: &BTreeMap<String, RuleText>) -> Vec<ListCell> {
    let unknown = RuleText::default();
    let text = rules.get(&own.rule).unwrap_or(&unknown);
    let together = match relatives(own).as_slice() {
        [] => NOBODY_OF_THE_REGISTER.to_owned(),
        some => some.join("\n"),
    };
    let said = values_in_words(&own.values.0, text);
    let total = own.total.as_ref().map(|total| format!("；户内合计 {total}")).unwrap_or_default();
    let title = if text.title.is_empty() { own.rule.clone() } else { text.title.clone() };
    let change = own.change.map(|change| labels::change(change, Lang::Zh).to_owned()).unwrap_or_default();
    vec![
        ListCell::Text(own.name.clone()),
        ListCell::Text(own.person_id_masked.clone().unwrap_or_default()),
        ListCell::Text(own.register_id.clone().unwrap_or_default()),
        ListCell::Number(own.people),
        ListCell::Text(together),
        ListCell::Text(title),
        ListCell::Text(format!("{said}{total}")),
        ListCell::Text(format!("{} 第 {} 行", own.source_file, own.source_row)),
        ListCell::Text(change),
        ListCell::Text(text.verify.join("\n")),
    ]
}
