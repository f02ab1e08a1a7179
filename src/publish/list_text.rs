//! The words of a village list: rules, evidence and what to check of a suspect card, in Chinese.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::domain::Relation;
use crate::labels::{self, Lang};
use crate::results::{EvidenceRow, FindingRow, MaskedRows, SuspectRow};

/// What a rule is called and how its evidence reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleText {
    pub title: String,
    pub condition: Option<u8>,
    /// What to check on the spot.
    pub verify: Vec<String>,
    /// The title of the extract: 机动车登记.
    pub source: String,
    /// The columns shown as evidence, in order.
    pub evidence: Vec<EvidenceColumn>,
}

/// A column shown as evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EvidenceColumn {
    pub name: String,
    /// 机动车状态
    pub title: String,
    /// What its codes mean, as in the schema: wordings separated by `|`, the first is the one to show.
    pub codes: BTreeMap<String, String>,
}

/// A card to visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardLine {
    pub household_id: String,
    pub head_name: String,
    pub members: i64,
    pub conditions: Vec<String>,
    pub rules: Vec<String>,
    pub evidence: Vec<String>,
    pub confidence: String,
    pub change: String,
    pub verify: Vec<String>,
}

/// The suspect cards of every township and village.
pub fn cards_by_village(
    suspects: &MaskedRows<SuspectRow>,
    findings: &MaskedRows<FindingRow>,
    evidence: &MaskedRows<EvidenceRow>,
    rules: &BTreeMap<String, RuleText>,
) -> BTreeMap<(String, String), Vec<CardLine>> {
    let sentences = sentences_by_finding(evidence, rules);
    let findings = findings_by_card(findings);
    let mut villages = BTreeMap::<_, Vec<CardLine>>::new();
    for suspect in suspects.iter() {
        let mut card = CardLine {
            household_id: suspect.household_id.clone(),
            head_name: suspect.head_name.clone(),
            members: suspect.members,
            conditions: Vec::new(),
            rules: Vec::new(),
            evidence: Vec::new(),
            confidence: labels::confidence(suspect.confidence, Lang::Zh).to_owned(),
            change: labels::change(suspect.change, Lang::Zh).to_owned(),
            verify: Vec::new(),
        };
        let unknown = RuleText::default();
        for (rule, fingerprint) in findings.get(suspect.household_id.as_str()).into_iter().flatten() {
            if !suspect.rules.0.iter().any(|standing| standing == rule) {
                continue;
            }
            let text = rules.get(*rule).unwrap_or(&unknown);
            let number = text.condition.map(|number| format!("第{number}项 ")).unwrap_or_default();
            push_new(
                &mut card.conditions,
                format!("{number}{}", labels::condition(text.condition, Lang::Zh)),
            );
            let title = if text.title.is_empty() { (*rule).to_owned() } else { text.title.clone() };
            push_new(&mut card.rules, title);
            card.evidence.extend(sentences.get(*fingerprint).into_iter().flatten().cloned());
            for check in &text.verify {
                push_new(&mut card.verify, check.clone());
            }
        }
        villages.entry((suspect.township.clone(), suspect.village.clone())).or_default().push(card);
    }
    for cards in villages.values_mut() {
        cards.sort_by(|a, b| a.household_id.cmp(&b.household_id));
    }
    villages
}

fn push_new(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

/// Rule and fingerprint of each card's findings, in the order of the rules.
fn findings_by_card(findings: &[FindingRow]) -> BTreeMap<&str, BTreeSet<(&str, &str)>> {
    let mut by_card = BTreeMap::<_, BTreeSet<_>>::new();
    for finding in findings {
        let own = (finding.rule.as_str(), finding.fingerprint.as_str());
        by_card.entry(finding.household_id.as_str()).or_default().insert(own);
    }
    by_card
}

/// One sentence per record behind a finding: what it says, whose it is, where it stands.
fn sentences_by_finding<'a>(
    evidence: &'a [EvidenceRow],
    rules: &BTreeMap<String, RuleText>,
) -> BTreeMap<&'a str, Vec<String>> {
    let unknown = RuleText::default();
    let mut sentences = BTreeMap::<_, Vec<String>>::new();
    for record in evidence {
        let rule = rules.get(&record.rule).unwrap_or(&unknown);
        let mut sentence = record.person_name.clone();
        sentence.push_str(match record.relation {
            Relation::SameRegister => "（同户口簿）",
            Relation::Spouse => "（配偶）",
            Relation::Member => "",
        });
        sentence.push('，');
        sentence.push_str(if rule.source.is_empty() { "记录" } else { &rule.source });
        let shown = values_in_words(&record.values.0, rule);
        if !shown.is_empty() {
            sentence.push('：');
            sentence.push_str(&shown);
        }
        if record.exempt.is_some() {
            sentence.push_str("；按豁免情形不计");
        }
        let source = if record.source_file.is_empty() { &record.extract } else { &record.source_file };
        sentence.push_str(&format!("（{source} 第{}行）", record.source_row));
        sentences.entry(record.fingerprint.as_str()).or_default().push(sentence);
    }
    sentences
}

/// `{"plate_no":"冀J12345"}` as `号牌号码 冀J12345`; empty values are left out.
pub(super) fn values_in_words(values: &Map<String, Value>, rule: &RuleText) -> String {
    let none = BTreeMap::new();
    let titled = rule.evidence.iter().filter_map(|column| {
        let value = values.get(&column.name)?;
        Some(format!("{} {}", column.title, value_in_words(value, &column.codes)?))
    });
    let untitled = values.iter().filter(|(name, _)| !rule.evidence.iter().any(|known| known.name == **name));
    let untitled =
        untitled.filter_map(|(name, value)| Some(format!("{name} {}", value_in_words(value, &none)?)));
    let words: Vec<_> = titled.chain(untitled).collect();
    words.join("，")
}

/// A code by what it means, a list joined; nothing for what is empty.
fn value_in_words(value: &Value, codes: &BTreeMap<String, String>) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => {
            let meaning = codes.get(text).and_then(|wordings| wordings.split('|').next());
            Some(meaning.unwrap_or(text).to_owned())
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(|item| value_in_words(item, codes)).collect();
            (!items.is_empty()).then(|| items.join("、"))
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Values;
    use serde_json::json;

    fn car_rule() -> BTreeMap<String, RuleText> {
        let text = RuleText {
            title: "名下有小轿车".to_owned(),
            condition: Some(4),
            verify: vec!["查登记证书".to_owned()],
            source: "机动车登记".to_owned(),
            evidence: vec![
                EvidenceColumn {
                    name: "plate_no".to_owned(),
                    title: "号牌号码".to_owned(),
                    ..Default::default()
                },
                EvidenceColumn {
                    name: "status".to_owned(),
                    title: "状态".to_owned(),
                    codes: BTreeMap::from([("G".to_owned(), "违法未处理|违法".to_owned())]),
                },
            ],
        };
        BTreeMap::from([("car".to_owned(), text)])
    }

    #[test]
    fn an_inspector_reads_whose_record_it_is_what_it_says_and_where_it_stands() {
        let values = json!({"status": ["G", "Z"], "plate_no": "冀J1", "brand": "x"});
        let mut evidence = super::super::tests::evidence();
        evidence[0].relation = Relation::Spouse;
        evidence[0].values = Values(values.as_object().unwrap().clone());
        let rules = car_rule();
        let sentences = sentences_by_finding(&evidence, &rules);
        let expected =
            "张三（配偶），机动车登记：号牌号码 冀J1，状态 违法未处理、Z，brand x（in/车管.csv 第7行）";
        assert_eq!(sentences["f1"], [expected]);
    }
}
