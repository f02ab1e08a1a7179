//! The words of a village list: what a rule is called, and a sentence for each record, in Chinese.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::domain::Relation;
use crate::results::EvidenceRow;

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

/// One sentence per record behind a finding: what it says, whose it is, where it stands.
pub(super) fn sentences_by_finding<'a>(
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
