//! The words of a village list: a sentence for each record.

use std::collections::BTreeMap;

use polars::prelude::PlHashMap;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::rule_text::RuleText;
use crate::domain::Relation;
use crate::labels::{self, Lang};
use crate::results::EvidenceRow;
use crate::words::{phrase, translated, word};

/// One sentence per record behind a finding: what it says, whose it is and how that is known, where it stands.
/// `relations` says how members stand to the head, by card and person id.
pub(super) fn sentences_by_finding<'a>(
    evidence: &'a [EvidenceRow],
    relations: &PlHashMap<(&str, &str), &str>,
    rules: &BTreeMap<String, RuleText>,
    lang: Lang,
) -> PlHashMap<&'a str, Vec<String>> {
    let unknown = RuleText::default();
    let sentence = |record: &EvidenceRow| {
        let rule = rules.get(&record.rule).unwrap_or(&unknown);
        let person = record.person_id.as_deref().unwrap_or_default();
        let relation = match record.relation {
            Relation::SameRegister => Some(word!(lang, "same-register-on-no-card")),
            Relation::Spouse => Some(word!(lang, "spouse-on-no-card")),
            Relation::Member => relations.get(&(record.household_id.as_str(), person)).copied(),
        };
        let source = if rule.source.is_empty() { word!(lang, "a-record") } else { &rule.source };
        let shown = values_in_words(&record.values.0, rule, lang);
        let shown = if shown.is_empty() {
            String::new()
        } else {
            format!("{}{shown}", word!(lang, "punctuation-colon"))
        };
        let exempt =
            record.exempt.as_ref().map(|why| phrase!(lang, "evidence-exempt", why = translated(why, lang)));
        let file = if record.source_file.is_empty() { &record.extract } else { &record.source_file };
        phrase!(
            lang,
            "record-in-a-sentence",
            person = &record.person_name,
            relation = relation.map(|relation| lang.in_brackets(relation)).unwrap_or_default(),
            source,
            shown,
            exempt = exempt.unwrap_or_default(),
            file,
            line = record.source_row,
            sure = labels::how_sure(record.method, record.probability, lang)
        )
    };
    let mut sentences = PlHashMap::<_, Vec<String>>::default();
    for (record, sentence) in evidence.iter().zip(evidence.par_iter().map(sentence).collect::<Vec<_>>()) {
        sentences.entry(record.fingerprint.as_str()).or_default().push(sentence);
    }
    sentences
}

/// `{"plate_no":"冀J12345"}` as `号牌号码 冀J12345`; empty values are left out.
pub(super) fn values_in_words(values: &Map<String, Value>, rule: &RuleText, lang: Lang) -> String {
    let none = BTreeMap::new();
    let titled = rule.evidence.iter().filter_map(|column| {
        let value = values.get(&column.name)?;
        Some(format!("{} {}", column.title, value_in_words(value, &column.codes, lang)?))
    });
    let untitled = values.iter().filter(|(name, _)| !rule.evidence.iter().any(|known| known.name == **name));
    let untitled =
        untitled.filter_map(|(name, value)| Some(format!("{name} {}", value_in_words(value, &none, lang)?)));
    let words: Vec<_> = titled.chain(untitled).collect();
    words.join(word!(lang, "punctuation-comma"))
}

/// A code by what it means, a list joined; nothing for what is empty.
fn value_in_words(value: &Value, codes: &BTreeMap<String, String>, lang: Lang) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => {
            let meaning = codes.get(text).and_then(|wordings| wordings.split('|').next());
            Some(meaning.unwrap_or(text).to_owned())
        }
        Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(|item| value_in_words(item, codes, lang)).collect();
            (!items.is_empty()).then(|| items.join(word!(lang, "punctuation-list")))
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::rule_text::EvidenceColumn;
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
        let sentences = sentences_by_finding(&evidence, &PlHashMap::default(), &rules, Lang::Zh);
        let expected = "张三（配偶，不在册），机动车登记：号牌号码 冀J1，状态 违法未处理、Z，brand x；来源：in/车管.csv 第 7 行；认定：证件号码、姓名一致，确定。";
        assert_eq!(sentences["f1"], [expected]);
    }
}
