//! The words of a village list: rules, evidence and what to check of a suspect card, in Chinese.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::DataFrame;
use serde_json::Value;

use super::PublishError;
use super::cells::column;
use crate::labels::{self, Lang};

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
    suspects: &DataFrame,
    findings: &DataFrame,
    evidence: &DataFrame,
    rules: &BTreeMap<String, RuleText>,
) -> Result<BTreeMap<(String, String), Vec<CardLine>>, PublishError> {
    let sentences = sentences_by_finding(evidence, rules)?;
    let findings = findings_by_card(findings)?;
    let get = |name| column("suspects", suspects, name);
    let (id, head, members) = (get("household_id")?, get("head_name")?, get("members")?);
    let (township, village) = (get("township")?, get("village")?);
    let (standing, confidence, change) = (get("rules")?, get("confidence")?, get("change")?);

    let mut villages = BTreeMap::<_, Vec<CardLine>>::new();
    for row in 0..suspects.height() {
        let household_id = id.text(row);
        let standing = standing.text(row);
        let standing: BTreeSet<_> = standing.split([',', ';', ' ']).filter(|rule| !rule.is_empty()).collect();
        let mut card = CardLine {
            head_name: head.text(row),
            members: members.number(row),
            conditions: Vec::new(),
            rules: Vec::new(),
            evidence: Vec::new(),
            confidence: labels::of_confidence(&confidence.text(row), Lang::Zh).to_owned(),
            change: labels::of_change(&change.text(row), Lang::Zh).to_owned(),
            verify: Vec::new(),
            household_id,
        };
        let unknown = RuleText::default();
        for (rule, fingerprint) in findings.get(&card.household_id).into_iter().flatten() {
            if !standing.contains(rule.as_str()) {
                continue;
            }
            let text = rules.get(rule).unwrap_or(&unknown);
            let number = text.condition.map(|number| format!("第{number}项 ")).unwrap_or_default();
            push_new(
                &mut card.conditions,
                format!("{number}{}", labels::condition(text.condition, Lang::Zh)),
            );
            push_new(&mut card.rules, if text.title.is_empty() { rule.clone() } else { text.title.clone() });
            card.evidence.extend(sentences.get(fingerprint).into_iter().flatten().cloned());
            for check in &text.verify {
                push_new(&mut card.verify, check.clone());
            }
        }
        villages.entry((township.text(row), village.text(row))).or_default().push(card);
    }
    for cards in villages.values_mut() {
        cards.sort_by(|a, b| a.household_id.cmp(&b.household_id));
    }
    Ok(villages)
}

fn push_new(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

/// Rule and fingerprint of each card's findings, in the order of the rules.
fn findings_by_card(
    findings: &DataFrame,
) -> Result<BTreeMap<String, BTreeSet<(String, String)>>, PublishError> {
    let get = |name| column("findings", findings, name);
    let (id, rule, fingerprint) = (get("household_id")?, get("rule")?, get("fingerprint")?);
    let mut by_card = BTreeMap::<_, BTreeSet<_>>::new();
    for row in 0..findings.height() {
        by_card.entry(id.text(row)).or_default().insert((rule.text(row), fingerprint.text(row)));
    }
    Ok(by_card)
}

/// One sentence per record behind a finding: what it says, whose it is, where it stands.
fn sentences_by_finding(
    evidence: &DataFrame,
    rules: &BTreeMap<String, RuleText>,
) -> Result<BTreeMap<String, Vec<String>>, PublishError> {
    let get = |name| column("evidence", evidence, name);
    let (fingerprint, rule, values, exempt) =
        (get("fingerprint")?, get("rule")?, get("values")?, get("exempt")?);
    let (person, relation) = (get("person_name")?, get("relation")?);
    let (extract, file, line) = (get("extract")?, get("source_file")?, get("source_row")?);
    let unknown = RuleText::default();
    let mut sentences = BTreeMap::<_, Vec<String>>::new();
    for row in 0..evidence.height() {
        let rule = rules.get(&rule.text(row)).unwrap_or(&unknown);
        let mut sentence = String::new();
        sentence.push_str(&person.text(row));
        match relation.text(row).as_str() {
            "same_register" => sentence.push_str("（同户口簿）"),
            "spouse" => sentence.push_str("（配偶）"),
            _ => {}
        }
        sentence.push('，');
        sentence.push_str(if rule.source.is_empty() { "记录" } else { &rule.source });
        let shown = values_in_words(&values.text(row), rule);
        if !shown.is_empty() {
            sentence.push('：');
            sentence.push_str(&shown);
        }
        if exempt.says_yes(row) {
            sentence.push_str("；按豁免情形不计");
        }
        let source = file.text(row);
        let source = if source.is_empty() { extract.text(row) } else { source };
        match line.get(row) {
            Some(line) => sentence.push_str(&format!("（{source} 第{line}行）")),
            None => sentence.push_str(&format!("（{source}）")),
        }
        sentences.entry(fingerprint.text(row)).or_default().push(sentence);
    }
    Ok(sentences)
}

/// `{"plate_no":"冀J12345"}` as `号牌号码 冀J12345`; empty values are left out.
fn values_in_words(json: &str, rule: &RuleText) -> String {
    let Ok(Value::Object(values)) = serde_json::from_str::<Value>(json) else { return String::new() };
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
    use polars::prelude::df;

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
        let evidence = df!(
            "fingerprint" => ["f"], "household_id" => ["h"], "rule" => ["car"], "person_name" => ["张三"],
            "relation" => ["spouse"], "extract" => ["vehicle"], "source_file" => ["in/车管.csv"],
            "source_row" => [7i64], "exempt" => [None::<&str>],
            "values" => ["{\"status\":[\"G\",\"Z\"],\"plate_no\":\"冀J1\",\"brand\":\"x\"}"]
        );
        let sentences = sentences_by_finding(&evidence.unwrap(), &car_rule()).unwrap();
        let expected =
            "张三（配偶），机动车登记：号牌号码 冀J1，状态 违法未处理、Z，brand x（in/车管.csv 第7行）";
        assert_eq!(sentences["f"], [expected]);
    }
}
