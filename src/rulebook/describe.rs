//! Rules in words, for those who use them.

use chrono::NaiveDate;

use super::sql::{SqlWriter, Style};
use super::{Comparator, Comparison, Kind, Rule, RuleStatus, Severity, Value, With};
use crate::domain::{Lang, Scope};
use crate::labels;
use crate::words::{phrase, word};

/// The whole rule for one day: what it finds, thresholds, exemptions, basis and what to verify.
pub fn in_words(rule: &Rule, as_of: NaiveDate, lang: Lang) -> String {
    let line = |name: &str, text: &str| format!("  {name}{}{text}", word!(lang, "punctuation-colon"));
    let mut lines =
        vec![phrase!(lang, "rule-head", title = &rule.title, id = &rule.id, version = rule.version)];
    if let Some(condition) = rule.condition {
        lines.push(line(word!(lang, "rule-condition"), &labels::numbered_condition(Some(condition), lang)));
    }
    let status = match rule.status {
        RuleStatus::Stable => word!(lang, "status-stable"),
        RuleStatus::Experimental => word!(lang, "rule-experimental"),
        RuleStatus::Deprecated => word!(lang, "rule-deprecated"),
    };
    let severity = match rule.severity {
        Severity::Exclude => word!(lang, "severity-exclude"),
        Severity::Review => word!(lang, "severity-review"),
    };
    lines.push(phrase!(lang, "rule-status-and-severity", status, severity));
    lines.push(line(word!(lang, "rule-effective"), &effective(rule, lang)));
    lines.push(line(word!(lang, "rule-compares"), &what(rule, lang)));
    let parameters = rule.parameters_at(as_of);
    let writer = SqlWriter {
        as_of,
        parameters: &parameters,
        record: None,
        style: Style::AsWritten,
        ignores_companions: true,
    };
    let predicates = [(word!(lang, "rule-where"), &rule.where_), (word!(lang, "rule-having"), &rule.having)];
    for (name, expr) in predicates {
        lines.extend(expr.as_ref().map(|expr| line(name, &writer.expr(expr))));
    }
    for comparison in &rule.compare {
        lines.push(line(word!(lang, "rule-holds-against"), &in_one_line(comparison, lang)));
    }
    for parameter in &rule.parameters {
        let name = &parameter.name;
        lines.push(match parameter.at(as_of) {
            _ if rule.overrides.contains_key(name) => {
                let value = rule.overrides.get(name).map(Value::to_sql).unwrap_or_default();
                phrase!(lang, "rule-parameter-of-job", name, value)
            }
            Some(own) => {
                let basis = own.basis.as_ref().map(|basis| phrase!(lang, "rule-parameter-basis", basis));
                let (value, from) = (own.value.to_sql(), own.from.to_string());
                phrase!(lang, "rule-parameter", name, value, from, basis = basis.unwrap_or_default())
            }
            None => phrase!(lang, "rule-parameter-lacking", name, day = as_of.to_string()),
        });
    }
    for unless in &rule.unless {
        let other = unless.extract.as_ref().map(|extract| phrase!(lang, "rule-unless-in", extract));
        let (reason, when) = (&unless.reason, writer.expr(&unless.when));
        lines.push(phrase!(lang, "rule-unless", reason, when, other = other.unwrap_or_default()));
    }
    for basis in &rule.basis {
        let article = basis.article.as_ref().map(|article| format!(" {article}")).unwrap_or_default();
        let note = basis.note.as_ref().map(|note| lang.in_brackets(note)).unwrap_or_default();
        let url = basis.url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
        lines.push(line(word!(lang, "rule-basis"), &format!("{}{article}{note}{url}", basis.document)));
    }
    lines.extend(rule.verify.iter().map(|verify| line(word!(lang, "rule-verify"), verify)));
    if !rule.false_positives.is_empty() {
        let all = rule.false_positives.join(word!(lang, "punctuation-semicolon"));
        lines.push(line(word!(lang, "rule-false-positives"), &all));
    }
    lines.join("\n") + "\n"
}

/// `name 与 name：姓名（同音、形近、缺字视为写法不同）`
fn in_one_line(comparison: &Comparison, lang: Lang) -> String {
    let with = match &comparison.with {
        With::Column(with) => with.clone(),
        With::Count => word!(lang, "people-on-record").to_owned(),
    };
    let how = match comparison.by {
        Comparator::Exact => word!(lang, "by-exact").to_owned(),
        Comparator::Name => word!(lang, "by-name").to_owned(),
        Comparator::Date => word!(lang, "by-date").to_owned(),
        Comparator::Number { tolerance, share } => {
            let tolerance = Value::Decimal(tolerance).to_sql();
            let percent = (share * 100.0).to_string();
            phrase!(lang, "by-number", tolerance, percent)
        }
        Comparator::Text { similarity } => {
            phrase!(lang, "by-text", similarity = similarity.to_string())
        }
        Comparator::Codes => word!(lang, "by-codes").to_owned(),
    };
    phrase!(lang, "rule-comparison", own = &comparison.registry, with, how)
}

fn effective(rule: &Rule, lang: Lang) -> String {
    let [from, until] = [rule.effective.from, rule.effective.until].map(|day| day.map(|day| day.to_string()));
    match (from, until) {
        (None, None) => word!(lang, "in-force-always").to_owned(),
        (Some(from), None) => phrase!(lang, "in-force-from", from),
        (None, Some(until)) => phrase!(lang, "in-force-until", until),
        (Some(from), Some(until)) => phrase!(lang, "in-force-between", from, until),
    }
}

fn what(rule: &Rule, lang: Lang) -> String {
    let who = match rule.scope {
        Scope::Member => word!(lang, "who-member"),
        Scope::Household => word!(lang, "who-household"),
        Scope::Family => word!(lang, "who-family"),
    };
    let extract = &rule.extract;
    match rule.kind {
        Kind::Present => phrase!(lang, "finds-present", who, extract),
        Kind::Absent if rule.where_.is_some() => phrase!(lang, "finds-absent-where", extract),
        Kind::Absent => phrase!(lang, "finds-absent", extract),
        Kind::Duplicate => phrase!(lang, "finds-duplicate", extract),
        Kind::Differs => phrase!(lang, "finds-differs", extract),
        Kind::Omitted => phrase!(lang, "finds-omitted", extract),
    }
}
