//! The report: one page with totals by condition, township, rule and change, and the health of the sources.
//!
//! One self-contained file, and nobody in it can be recognised: it holds counts only.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use chrono::NaiveDate;

use super::{GoneFinding, RuleText, Warning};
use crate::domain::{Cause, Gone, Outcome};
use crate::labels::{self, Lang};
use crate::outcomes::{Group, Statistics};
use crate::results::{DisputedRow, FindingRow, MaskedRows, OmissionRow, QualityRow, StandingRow, SuspectRow};
use crate::rulebook::RuleStatus;
use crate::standard::mask::masked_text;

/// What the page is made of.
pub struct ReportFacts<'a> {
    pub job: &'a str,
    pub run_id: &'a str,
    pub as_of: &'a str,
    pub suspects: &'a MaskedRows<SuspectRow>,
    pub findings: &'a MaskedRows<FindingRow>,
    pub omissions: &'a MaskedRows<OmissionRow>,
    /// Of how many people it cannot be said whether they were left out, by cause.
    pub open_omissions: &'a BTreeMap<Cause, u64>,
    /// How many verdicts are left open, by cause.
    pub undetermined: &'a BTreeMap<Cause, u64>,
    pub quality: &'a MaskedRows<QualityRow>,
    /// What the extracts are called, in the order of `quality`.
    pub sources: &'a [String],
    pub gone: &'a [GoneFinding],
    /// What was found before and could not be looked at.
    pub standing: &'a MaskedRows<StandingRow>,
    pub disputed: &'a MaskedRows<DisputedRow>,
    /// Findings that stand and are decided, by outcome.
    pub decided: &'a BTreeMap<Outcome, u64>,
    /// What the visits so far teach; nothing before the first.
    pub statistics: &'a Statistics,
    pub warnings: &'a [Warning],
    pub rules: &'a BTreeMap<String, RuleText>,
}

const STYLE: &str = "body{font:16px/1.6 'Noto Sans SC','Microsoft YaHei',sans-serif;max-width:60rem;margin:2rem auto;\
padding:0 1rem;color:#222}table{border-collapse:collapse;width:100%;margin:0 0 2rem}caption{text-align:left;\
font-weight:bold;font-size:1.15rem;padding:.5rem 0}th,td{border-bottom:1px solid #ccc;padding:.3rem .6rem;\
text-align:left}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.note{background:#fff6d6;padding:.6rem 1rem}";

/// The whole page.
pub fn page(facts: &ReportFacts<'_>) -> String {
    let mut out = String::new();
    out.push_str("<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    line(&mut out, &format!("<title>{} 数据比对报告</title>", escaped(facts.job)));
    line(&mut out, &format!("<style>{STYLE}</style>\n</head>\n<body>"));
    line(&mut out, &format!("<h1>{} 数据比对报告</h1>", escaped(facts.job)));
    line(
        &mut out,
        &format!(
            "<p>比对日期 {}，批次 {}。疑似户 {} 户，命中 {} 条。</p>",
            escaped(facts.as_of),
            escaped(facts.run_id),
            facts.suspects.len(),
            facts.findings.len()
        ),
    );
    out.push_str("<p class=\"note\">比对结果是线索，不是结论：每一户都要入户核查后再作决定。</p>\n");

    outcomes(&mut out, facts);
    table(&mut out, "按条件（疑似户）", &["条件", "户数"], &by_condition(facts));
    table(
        &mut out,
        "按乡镇（疑似户）",
        &["乡镇", "户数"],
        &counted(facts.suspects.iter().map(|card| card.township.clone())),
    );
    table(&mut out, "按规则（命中户）", &["规则", "户数"], &by_rule(facts, false));
    let experimental = by_rule(facts, true);
    if !experimental.is_empty() {
        table(&mut out, "试行规则（不产生疑似户，命中户）", &["规则", "户数"], &experimental);
    }
    let changes = counted(facts.suspects.iter().map(|card| card.change.to_string()));
    table(
        &mut out,
        "与上次比对相比（疑似户）",
        &["变化", "户数"],
        &named(changes, |word| labels::of_change(word, Lang::Zh).to_owned()),
    );
    omissions(&mut out, facts);
    let mut gone = BTreeMap::<&str, usize>::new();
    for finding in facts.gone.iter().filter(|gone| !is_open(gone)) {
        *gone.entry(&finding.why).or_default() += 1;
    }
    let gone = gone
        .into_iter()
        .map(|(why, count)| vec![labels::of_gone(why, Lang::Zh).to_owned(), count.to_string()]);
    table(&mut out, "上次有、本次没有的命中", &["原因", "条数"], &gone.collect::<Vec<_>>());
    standing(&mut out, facts);
    table(&mut out, "未能判定（户 × 规则）", &["原因", "数量"], &undetermined(facts));
    source_health(&mut out, facts);
    warnings(&mut out, facts);
    out.push_str("</body>\n</html>\n");
    out
}

/// Who was left out, by township and rule: people and households, of whom nobody is on a card.
fn omissions(out: &mut String, facts: &ReportFacts<'_>) {
    let title = |rule: &str| facts.rules.get(rule).map_or_else(|| rule.to_owned(), |text| text.title.clone());
    let mut by_place = BTreeMap::<(&str, &str), (usize, BTreeSet<&str>, usize)>::new();
    for own in facts.omissions.iter().filter(|own| own.status != EXPERIMENTAL) {
        let (people, registers, with_card) = by_place.entry((&own.township, &own.rule)).or_default();
        *people += 1;
        registers.extend(own.register_id.as_deref());
        *with_card += usize::from(!own.relatives.0.is_empty());
    }
    let rows: Vec<_> = by_place
        .into_iter()
        .map(|((township, rule), (people, registers, with_card))| {
            vec![
                township.to_owned(),
                title(rule),
                people.to_string(),
                registers.len().to_string(),
                with_card.to_string(),
            ]
        })
        .collect();
    let heads = ["乡镇", "规则", "人数", "户口簿数", "其中同户有人在册"];
    table(out, "漏评线索（未列入任何一户，供入户核查）", &heads, &rows);
    let open = facts
        .open_omissions
        .iter()
        .map(|(cause, count)| vec![labels::cause(*cause, Lang::Zh).to_owned(), count.to_string()]);
    table(out, "是否漏评未能判定（人）", &["原因", "人数"], &open.collect::<Vec<_>>());
}

/// What came of the visits so far.
fn outcomes(out: &mut String, facts: &ReportFacts<'_>) {
    let own = &facts.statistics.households;
    if own.found == 0 {
        return;
    }
    let sentence =
        labels::outcome_sentence(own.found, own.visited, &own.by_outcome, &own.retained_by_reason, Lang::Zh);
    line(out, &format!("<p class=\"note\">历次{}</p>", escaped(&sentence)));
    let title = |rule: &str| facts.rules.get(rule).map_or_else(|| rule.to_owned(), |text| text.title.clone());
    let row = |own: &Group| {
        let share = own.precision.map(|share| {
            let percent = |share: f64| (share * 100.0).round();
            format!("{} %（{}–{}）", percent(share.value), percent(share.low), percent(share.high))
        });
        let counts = [own.found, own.visited, own.removed, own.right, own.retained, own.disputed];
        let counts = counts.iter().map(u64::to_string);
        let rest = [share.unwrap_or_default(), labels::reasons(&own.retained_by_reason, Lang::Zh)];
        std::iter::once(title(&own.name)).chain(counts).chain(rest).collect()
    };
    let visited = facts.statistics.by_rule.iter().filter(|own| own.visited + own.unreachable > 0);
    let rows: Vec<Vec<String>> = visited.map(row).collect();
    let heads = ["规则", "线索", "已核查", "剔除", "属实", "保留", "申诉", "属实率（95% 区间）", "保留理由"];
    table(out, "核查结果，按规则（历次线索）", &heads, &rows);
    let decided = facts
        .decided
        .iter()
        .map(|(outcome, count)| vec![labels::outcome(*outcome, Lang::Zh).to_owned(), count.to_string()]);
    let decided: Vec<_> = decided.collect();
    if !decided.is_empty() {
        table(out, "已有结论、证据未变，不再列入名单的命中", &["结论", "条数"], &decided);
    }
    if !facts.disputed.is_empty() {
        let oldest = facts.disputed.iter().map(|own| own.days).max().unwrap_or_default();
        let rows = [vec![facts.disputed.len().to_string(), oldest.to_string()]];
        table(out, "申诉复核中（另列清单）", &["命中", "最久天数"], &rows);
    }
}

/// Whether nobody could look: such a finding stands.
fn is_open(gone: &GoneFinding) -> bool {
    Gone::parse(&gone.why).is_some_and(Gone::was_not_looked_at)
}

/// What was found before, by rule: no total may fall for want of a source without a word.
fn standing(out: &mut String, facts: &ReportFacts<'_>) {
    if facts.standing.is_empty() {
        return;
    }
    let title = |rule: &str| facts.rules.get(rule).map_or_else(|| rule.to_owned(), |text| text.title.clone());
    let mut by_rule = BTreeMap::<(&str, String), (usize, Option<NaiveDate>)>::new();
    for row in facts.standing.iter() {
        let why = labels::of_cause(row.cause.as_deref().unwrap_or(&row.why), Lang::Zh);
        let (count, confirmed) = by_rule.entry((&row.rule, why)).or_default();
        *count += 1;
        *confirmed = (*confirmed).max(row.last_confirmed);
    }
    let rows: Vec<_> = by_rule
        .into_iter()
        .map(|((rule, why), (count, confirmed))| {
            let confirmed = confirmed.map(|day| day.to_string()).unwrap_or_default();
            vec![title(rule), count.to_string(), confirmed, why]
        })
        .collect();
    let heads = ["规则", "户数", "上次确认", "本次未能核对的原因"];
    table(out, "仍然有效、本次未能核对的命中（已列入名单，未计入上面的数字）", &heads, &rows);
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn by_condition(facts: &ReportFacts<'_>) -> Vec<Vec<String>> {
    let mut counts = BTreeMap::<Option<u8>, usize>::new();
    for card in facts.suspects.iter() {
        if card.conditions.0.is_empty() {
            *counts.entry(None).or_default() += 1;
        }
        for condition in &card.conditions.0 {
            *counts.entry(condition.parse().ok()).or_default() += 1;
        }
    }
    let rows = counts.into_iter().map(|(number, count)| {
        let ordinal = number.map(|number| format!("第{number}项 ")).unwrap_or_default();
        vec![format!("{ordinal}{}", labels::condition(number, Lang::Zh)), count.to_string()]
    });
    rows.collect()
}

/// Findings by rule: of experimental rules, or of all others.
fn by_rule(facts: &ReportFacts<'_>, experimental: bool) -> Vec<Vec<String>> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for finding in facts.findings.iter().filter(|row| (row.status == EXPERIMENTAL) == experimental) {
        *counts.entry(&finding.rule).or_default() += 1;
    }
    let title = |rule: &str| facts.rules.get(rule).map_or_else(|| rule.to_owned(), |text| text.title.clone());
    counts.into_iter().map(|(rule, count)| vec![title(rule), count.to_string()]).collect()
}

/// How a rule's status reads that makes no suspect.
const EXPERIMENTAL: &str = RuleStatus::Experimental.as_str();

/// What was said of job and deliveries, for whoever did not watch the run.
fn warnings(out: &mut String, facts: &ReportFacts<'_>) {
    if facts.warnings.is_empty() {
        return;
    }
    let row = |warning: &Warning| {
        let line = warning.line.map(|line| format!(":{line}")).unwrap_or_default();
        let place = warning.file.as_ref().map(|file| format!("{file}{line}")).unwrap_or_default();
        vec![warning.code.clone(), place, warning.message.clone(), warning.help.clone().unwrap_or_default()]
    };
    let rows: Vec<_> = facts.warnings.iter().map(row).collect();
    table(out, "提醒", &["编号", "位置", "内容", "处理办法"], &rows);
}

fn undetermined(facts: &ReportFacts<'_>) -> Vec<Vec<String>> {
    let counts = facts.undetermined.iter().map(|(cause, count)| (labels::cause(*cause, Lang::Zh), count));
    let sorted: BTreeMap<_, _> = counts.collect();
    sorted.into_iter().map(|(cause, count)| vec![cause.to_owned(), count.to_string()]).collect()
}

fn counted(values: impl Iterator<Item = String>) -> Vec<Vec<String>> {
    let mut counts = BTreeMap::<String, usize>::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    counts.into_iter().map(|(value, count)| vec![value, count.to_string()]).collect()
}

fn named(mut rows: Vec<Vec<String>>, name: impl Fn(&str) -> String) -> Vec<Vec<String>> {
    for row in &mut rows {
        if let Some(first) = row.first_mut() {
            *first = name(first);
        }
    }
    rows
}

fn source_health(out: &mut String, facts: &ReportFacts<'_>) {
    let row = |(row, title): (&QualityRow, &String)| {
        let counts = [
            row.rows_read,
            row.rows_accepted,
            row.rows_rejected,
            row.rows_skipped,
            row.unreadable,
            row.codes_unknown,
            row.id_unusable,
            row.linked,
        ];
        let counts = counts.iter().map(i64::to_string);
        std::iter::once(title.clone()).chain(counts).chain([in_words(&row.gate)]).collect()
    };
    let rows: Vec<Vec<String>> = facts.quality.iter().zip(facts.sources).map(row).collect();
    let heads = [
        "数据源",
        "读取",
        "采用",
        "拒绝",
        "跳过",
        "无法识别的值",
        "未知代码",
        "证件号不可用",
        "已关联",
        "质量关口",
    ];
    table(out, "数据源状况", &heads, &rows);
}

/// What stands in the column `gate`.
fn in_words(cell: &str) -> String {
    if cell == "passed" { "通过".to_owned() } else { labels::of_cause(cell, Lang::Zh) }
}

fn table(out: &mut String, caption: &str, heads: &[&str], rows: &[Vec<String>]) {
    line(out, &format!("<table>\n<caption>{caption}</caption>\n<tr>"));
    let is_number = |cell: Option<&String>| cell.is_some_and(|cell| cell.parse::<f64>().is_ok());
    for (at, head) in heads.iter().enumerate() {
        let class = number_class(is_number(rows.first().and_then(|row| row.get(at))));
        // Writing to a String cannot fail.
        _ = write!(out, "<th{class}>{head}</th>");
    }
    out.push_str("</tr>\n");
    if rows.is_empty() {
        line(out, &format!("<tr><td colspan=\"{}\">无</td></tr>", heads.len()));
    }
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            let class = number_class(is_number(Some(cell)));
            _ = write!(out, "<td{class}>{}</td>", escaped(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</table>\n");
}

/// Numbers stand to the right, under their header.
fn number_class(number: bool) -> &'static str {
    if number { " class=\"n\"" } else { "" }
}

fn escaped(text: &str) -> String {
    masked_text(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
