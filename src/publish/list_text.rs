//! The words of a village list: what a rule is called, and a sentence for each record, in Chinese.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::domain::Relation;
use crate::labels::{self, Lang};
use crate::results::EvidenceRow;

/// What a rule is called and how its evidence reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleText {
    pub title: String,
    pub condition: Option<u8>,
    pub version: u32,
    /// The documents that it rests on, with the article.
    pub basis: Vec<String>,
    /// What to check on the spot.
    pub verify: Vec<String>,
    /// How a record may be right, and the household too.
    pub false_positives: Vec<String>,
    /// What exempts a record, in words.
    pub exemptions: Vec<String>,
    /// The title of the extract: 机动车登记.
    pub source: String,
    /// The columns shown as evidence, in order.
    pub evidence: Vec<EvidenceColumn>,
    /// What the extract's columns are called, and the registry's.
    pub columns: Arc<BTreeMap<String, String>>,
    pub registry_columns: Arc<BTreeMap<String, String>>,
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

impl RuleText {
    /// The title; of a rule that nobody knows any more, its id.
    pub fn title_or(&self, id: &str) -> String {
        if self.title.is_empty() { id.to_owned() } else { self.title.clone() }
    }

    /// Condition, title, version and basis, with a remark.
    pub(super) fn heading(&self, id: &str, remark: &str) -> String {
        let condition = self.condition.map(|number| format!("第{number}项 "));
        let condition =
            format!("{}{}", condition.unwrap_or_default(), labels::condition(self.condition, Lang::Zh));
        let version =
            if self.version > 0 { format!("（第 {} 版）", self.version) } else { String::new() };
        let mut lines = vec![condition, format!("{}{version}", self.title_or(id))];
        lines.extend((!remark.is_empty()).then(|| format!("【{remark}】")));
        // What is practice, and no document, stands in brackets.
        let documents = self.basis.iter().filter(|basis| !basis.starts_with('（'));
        lines.extend(documents.map(|basis| format!("依据：{basis}")));
        lines.join("\n")
    }

    /// What would take a household off the list: how the record may be right and mean nothing, and the exemptions, which
    /// were looked at and did not hold.
    pub(super) fn clears(&self) -> Vec<String> {
        let items = |own: &String| format!("· {own}");
        let mut clears: Vec<_> = self.false_positives.iter().map(items).collect();
        if !self.exemptions.is_empty() {
            clears.push("登记上看不出、实际属于豁免情形的：".to_owned());
            clears.extend(self.exemptions.iter().map(items));
        }
        clears
    }
}

/// One sentence per record behind a finding: what it says, whose it is and how that is known, where it stands.
/// `relations` says how members stand to the head, by card and person id.
pub(super) fn sentences_by_finding<'a>(
    evidence: &'a [EvidenceRow],
    relations: &BTreeMap<(&str, &str), &str>,
    rules: &BTreeMap<String, RuleText>,
) -> BTreeMap<&'a str, Vec<String>> {
    let unknown = RuleText::default();
    let mut sentences = BTreeMap::<_, Vec<String>>::new();
    for record in evidence {
        let rule = rules.get(&record.rule).unwrap_or(&unknown);
        let person = record.person_id.as_deref().unwrap_or_default();
        let relation = match record.relation {
            Relation::SameRegister => Some("同户口簿，不在册"),
            Relation::Spouse => Some("配偶，不在册"),
            Relation::Member => relations.get(&(record.household_id.as_str(), person)).copied(),
        };
        let mut sentence = record.person_name.clone();
        sentence.extend(relation.map(|relation| format!("（{relation}）")));
        sentence.push('，');
        sentence.push_str(if rule.source.is_empty() { "记录" } else { &rule.source });
        let shown = values_in_words(&record.values.0, rule);
        if !shown.is_empty() {
            sentence.push('：');
            sentence.push_str(&shown);
        }
        if let Some(reason) = &record.exempt {
            sentence.push_str(&format!("；按豁免情形不计：{reason}"));
        }
        let source = if record.source_file.is_empty() { &record.extract } else { &record.source_file };
        let sure = labels::how_sure(record.method, record.probability, Lang::Zh);
        sentence.push_str(&format!("；来源：{source} 第 {} 行；认定：{sure}。", record.source_row));
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
            ..RuleText::default()
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
        let sentences = sentences_by_finding(&evidence, &BTreeMap::new(), &rules);
        let expected = "张三（配偶，不在册），机动车登记：号牌号码 冀J1，状态 违法未处理、Z，brand x；来源：in/车管.csv 第 7 行；认定：证件号码、姓名一致，确定。";
        assert_eq!(sentences["f1"], [expected]);
    }
}
