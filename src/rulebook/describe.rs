//! Rules in words, for those who use them.

use chrono::NaiveDate;

use super::sql::{SqlWriter, Style};
use super::{Comparator, Comparison, Kind, Rule, RuleStatus, Severity, Value, With};
use crate::domain::Scope;

/// The whole rule in Chinese for one day: what it finds, thresholds, exemptions, basis and what to verify.
pub fn in_words(rule: &Rule, as_of: NaiveDate) -> String {
    let mut lines = vec![format!("{}（{}，第 {} 版）", rule.title, rule.id, rule.version)];
    if let Some(condition) = rule.condition {
        lines.push(format!("  条件：六不评第 {condition} 条"));
    }
    let status = match rule.status {
        RuleStatus::Stable => "正式",
        RuleStatus::Experimental => "试行（单独列出，不产生疑似户）",
        RuleStatus::Deprecated => "待停用",
    };
    let severity = match rule.severity {
        Severity::Exclude => "不予评定",
        Severity::Review => "重点核查",
    };
    lines.push(format!("  状态：{status}；性质：{severity}"));
    lines.push(format!("  有效期：{}", effective(rule)));
    lines.push(format!("  比对：{}", what(rule)));
    let parameters = rule.parameters_at(as_of);
    let writer = SqlWriter {
        as_of,
        parameters: &parameters,
        record: None,
        style: Style::AsWritten,
        ignores_companions: true,
    };
    let predicates = [("记录条件", &rule.where_), ("户内合计", &rule.having)];
    for (name, expr) in predicates {
        lines.extend(expr.as_ref().map(|expr| format!("  {name}：{}", writer.expr(expr))));
    }
    for comparison in &rule.compare {
        lines.push(format!("  对照：{}", in_one_line(comparison)));
    }
    for parameter in &rule.parameters {
        lines.push(match parameter.at(as_of) {
            _ if rule.overrides.contains_key(&parameter.name) => {
                let value = rule.overrides.get(&parameter.name).map(super::Value::to_sql).unwrap_or_default();
                format!("  标准 {}：{value}（本任务 [parameters] 指定）", parameter.name)
            }
            Some(value) => {
                let basis = value.basis.as_ref().map(|basis| format!("，依据：{basis}")).unwrap_or_default();
                format!("  标准 {}：{}（{} 起{basis}）", parameter.name, value.value.to_sql(), value.from)
            }
            None => format!("  标准 {}：{as_of} 尚无规定", parameter.name),
        });
    }
    for unless in &rule.unless {
        let other = unless.extract.as_ref().map(|extract| format!("，查 {extract}")).unwrap_or_default();
        lines.push(format!("  除外：{}（{}{other}）", unless.reason, writer.expr(&unless.when)));
    }
    for basis in &rule.basis {
        let article = basis.article.as_ref().map(|article| format!(" {article}")).unwrap_or_default();
        let note = basis.note.as_ref().map(|note| format!("（{note}）")).unwrap_or_default();
        let url = basis.url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
        lines.push(format!("  依据：{}{article}{note}{url}", basis.document));
    }
    lines.extend(rule.verify.iter().map(|verify| format!("  核实：{verify}")));
    if !rule.false_positives.is_empty() {
        lines.push(format!("  常见误报：{}", rule.false_positives.join("、")));
    }
    lines.join("\n") + "\n"
}

/// `name 与 name：姓名（同音、形近、缺字视为写法不同）`
fn in_one_line(comparison: &Comparison) -> String {
    let with = match &comparison.with {
        With::Column(with) => with.clone(),
        With::Count => "记录人数".to_owned(),
    };
    let how = match comparison.by {
        Comparator::Exact => "完全一致".to_owned(),
        Comparator::Name => "姓名（同音、形近、缺字视为写法不同）".to_owned(),
        Comparator::Date => "日期（只有年月的按月比）".to_owned(),
        Comparator::Number { tolerance, share } => {
            let tolerance = Value::Decimal(tolerance).to_sql();
            format!("数值（允许相差 {tolerance}，或较大者的 {}%）", share * 100.0)
        }
        Comparator::Text { similarity } => format!("文字（相似度 {similarity} 以上视为写法不同）"),
        Comparator::Codes => "代码一致".to_owned(),
    };
    format!("{} 与 {with}：{how}", comparison.registry)
}

fn effective(rule: &Rule) -> String {
    match (rule.effective.from, rule.effective.until) {
        (None, None) => "不限".to_owned(),
        (Some(from), None) => format!("{from} 起"),
        (None, Some(until)) => format!("至 {until}"),
        (Some(from), Some(until)) => format!("{from} 至 {until}"),
    }
}

fn what(rule: &Rule) -> String {
    let who = match rule.scope {
        Scope::Member => "户内成员",
        Scope::Household => "户内成员及同户口簿人员",
        Scope::Family => "户内成员、同户口簿人员及配偶",
    };
    let extract = &rule.extract;
    match rule.kind {
        Kind::Present => format!("{who}在 {extract} 中有符合条件的记录"),
        Kind::Absent if rule.where_.is_some() => format!("户内成员在 {extract} 中没有符合条件的记录"),
        Kind::Absent => format!("户内成员在 {extract} 中没有记录"),
        Kind::Duplicate => format!("同一人在 {extract} 中见于两户"),
        Kind::Differs => format!("户内成员在 {extract} 中的记录与名册不一致"),
        Kind::Omitted => format!("{extract} 中符合条件的本县村民未列入任何一户（漏评）"),
    }
}
