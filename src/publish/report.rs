//! The report: one page with totals by condition, township, rule and change, and the health of the sources.
//!
//! One self-contained file, and nobody in it can be recognised: it holds counts only.

use std::collections::BTreeMap;
use std::fmt::Write;

use polars::prelude::*;

use super::cells::column;
use super::{GoneFinding, PublishError, RuleText, Warning};
use crate::labels::{self, Lang};
use crate::standard::mask::masked_text;
use crate::table::Masked;

/// What the page is made of.
pub struct ReportFacts<'a> {
    pub job: &'a str,
    pub run_id: &'a str,
    pub as_of: &'a str,
    pub suspects: &'a Masked,
    pub findings: &'a Masked,
    pub verdicts: &'a Masked,
    pub quality: &'a Masked,
    /// What the extracts are called, in the order of `quality`.
    pub sources: &'a [&'a str],
    pub gone: &'a [GoneFinding],
    pub warnings: &'a [Warning],
    pub rules: &'a BTreeMap<String, RuleText>,
}

const STYLE: &str = "body{font:16px/1.6 'Noto Sans SC','Microsoft YaHei',sans-serif;max-width:60rem;margin:2rem auto;\
padding:0 1rem;color:#222}table{border-collapse:collapse;width:100%;margin:0 0 2rem}caption{text-align:left;\
font-weight:bold;font-size:1.15rem;padding:.5rem 0}th,td{border-bottom:1px solid #ccc;padding:.3rem .6rem;\
text-align:left}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.note{background:#fff6d6;padding:.6rem 1rem}";

/// The whole page.
pub fn page(facts: &ReportFacts<'_>) -> Result<String, PublishError> {
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
            facts.suspects.frame().height(),
            facts.findings.frame().height()
        ),
    );
    out.push_str("<p class=\"note\">比对结果是线索，不是结论：每一户都要入户核查后再作决定。</p>\n");

    table(&mut out, "按条件（疑似户）", &["条件", "户数"], &by_condition(facts)?);
    table(
        &mut out,
        "按乡镇（疑似户）",
        &["乡镇", "户数"],
        &counted("suspects", facts.suspects.frame(), "township")?,
    );
    table(&mut out, "按规则（命中户）", &["规则", "户数"], &by_rule(facts, false)?);
    let experimental = by_rule(facts, true)?;
    if !experimental.is_empty() {
        table(&mut out, "试行规则（不产生疑似户，命中户）", &["规则", "户数"], &experimental);
    }
    let changes = counted("suspects", facts.suspects.frame(), "change")?;
    table(
        &mut out,
        "与上次比对相比（疑似户）",
        &["变化", "户数"],
        &named(changes, |word| labels::of_change(word, Lang::Zh).to_owned()),
    );
    let mut gone = BTreeMap::<&str, usize>::new();
    for finding in facts.gone {
        *gone.entry(&finding.why).or_default() += 1;
    }
    let gone = gone
        .into_iter()
        .map(|(why, count)| vec![labels::of_gone(why, Lang::Zh).to_owned(), count.to_string()]);
    table(&mut out, "上次有、本次没有的命中", &["原因", "条数"], &gone.collect::<Vec<_>>());
    table(&mut out, "未能判定（户 × 规则）", &["原因", "数量"], &undetermined(facts)?);
    source_health(&mut out, facts)?;
    warnings(&mut out, facts);
    out.push_str("</body>\n</html>\n");
    Ok(out)
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn by_condition(facts: &ReportFacts<'_>) -> Result<Vec<Vec<String>>, PublishError> {
    let conditions = column("suspects", facts.suspects.frame(), "conditions")?;
    let mut counts = BTreeMap::<Option<u8>, usize>::new();
    for row in 0..facts.suspects.frame().height() {
        let text = conditions.text(row);
        let mut numbers: Vec<Option<u8>> = text
            .split([',', ';', ' '])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().ok())
            .collect();
        if numbers.is_empty() {
            numbers.push(None);
        }
        for number in numbers {
            *counts.entry(number).or_default() += 1;
        }
    }
    let rows = counts.into_iter().map(|(number, count)| {
        let ordinal = number.map(|number| format!("第{number}项 ")).unwrap_or_default();
        vec![format!("{ordinal}{}", labels::condition(number, Lang::Zh)), count.to_string()]
    });
    Ok(rows.collect())
}

/// Findings by rule: of experimental rules, or of all others.
fn by_rule(facts: &ReportFacts<'_>, experimental: bool) -> Result<Vec<Vec<String>>, PublishError> {
    let findings = facts.findings.frame();
    let (rule, status) = (column("findings", findings, "rule")?, column("findings", findings, "status")?);
    let mut counts = BTreeMap::<String, usize>::new();
    for row in (0..findings.height()).filter(|row| (status.text(*row) == EXPERIMENTAL) == experimental) {
        *counts.entry(rule.text(row)).or_default() += 1;
    }
    let title = |rule: String| facts.rules.get(&rule).map_or(rule, |text| text.title.clone());
    Ok(counts.into_iter().map(|(rule, count)| vec![title(rule), count.to_string()]).collect())
}

/// How a rule's status reads that makes no suspect.
const EXPERIMENTAL: &str = "experimental";

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

fn undetermined(facts: &ReportFacts<'_>) -> Result<Vec<Vec<String>>, PublishError> {
    let wrong = |error: PolarsError| PublishError::WrongTable {
        table: "verdicts".to_owned(),
        detail: error.to_string(),
    };
    // Millions of verdicts are clear, and need no look each.
    let undetermined =
        facts.verdicts.frame().column("verdict").and_then(|verdict| Ok(verdict.str()?.equal("undetermined")));
    let undetermined = undetermined.and_then(|rows| facts.verdicts.frame().filter(&rows)).map_err(wrong)?;
    let cause = column("verdicts", &undetermined, "cause")?;
    let mut counts = BTreeMap::<String, usize>::new();
    for row in 0..undetermined.height() {
        // The columns behind each cause stand in `verdicts`; a page needs the cause alone.
        let cause = cause.text(row);
        let word = cause.split(':').next().unwrap_or_default();
        *counts.entry(labels::of_cause(word, Lang::Zh)).or_default() += 1;
    }
    Ok(counts.into_iter().map(|(cause, count)| vec![cause, count.to_string()]).collect())
}

fn counted(table: &str, frame: &DataFrame, name: &str) -> Result<Vec<Vec<String>>, PublishError> {
    let values = column(table, frame, name)?;
    let mut counts = BTreeMap::<String, usize>::new();
    for row in 0..frame.height() {
        *counts.entry(values.text(row)).or_default() += 1;
    }
    Ok(counts.into_iter().map(|(value, count)| vec![value, count.to_string()]).collect())
}

fn named(mut rows: Vec<Vec<String>>, name: impl Fn(&str) -> String) -> Vec<Vec<String>> {
    for row in &mut rows {
        if let Some(first) = row.first_mut() {
            *first = name(first);
        }
    }
    rows
}

fn source_health(out: &mut String, facts: &ReportFacts<'_>) -> Result<(), PublishError> {
    let quality = facts.quality.frame();
    let names = [
        "rows_read",
        "rows_accepted",
        "rows_rejected",
        "rows_skipped",
        "unreadable",
        "codes_unknown",
        "id_unusable",
        "linked",
        "gate",
    ];
    let columns = names.iter().map(|name| column("quality", quality, name)).collect::<Result<Vec<_>, _>>()?;
    let cells = |row| columns.iter().map(move |column| in_words(column.text(row)));
    let rows: Vec<Vec<String>> = (0..)
        .zip(facts.sources)
        .map(|(row, title)| std::iter::once((*title).to_owned()).chain(cells(row)).collect())
        .collect();
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
    Ok(())
}

/// What stands in the column `gate`.
fn in_words(cell: String) -> String {
    if cell == "passed" { "通过".to_owned() } else { labels::of_cause(&cell, Lang::Zh) }
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
