//! The household sheet: a page for one visit, to print and take along.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

use super::Card;
use crate::domain::{Outcome, Reason};
use crate::labels;
use crate::read_back::{EvidenceLine, ExplainedFinding, ExplainedLink, LinkLine, MemberLine};
use crate::standard::mask::masked_text;
use crate::table::WEIGHED_FIELDS;

/// One page for each household, whole in itself.
pub(super) fn page(cards: &[Card<'_>]) -> String {
    let Some(first) = cards.first() else { return String::new() };
    let title = first.say("入户核查单", "visit sheet");
    let page = html! {
        (DOCTYPE)
        html lang=(first.say("zh-CN", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(include_str!("sheet.css"))) }
            }
            body { @for card in cards { (sheet(card)) } }
        }
    };
    page.into_string()
}

/// A text in which no citizen number can be read.
fn text(text: &str) -> String {
    masked_text(text).into_owned()
}

fn sheet(card: &Card<'_>) -> Markup {
    let own = card.explanation;
    let household = own.household.as_ref();
    let place = household.map(|row| format!("{} {}", row.township, row.village));
    let head = household.map(|row| row.head_name.clone());
    let about = household.map(|row| {
        let parts = [&row.address, &row.village_group, &row.phone];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join("　")
    });
    html! {
        section {
            header {
                h1 { (text(&place.unwrap_or_default())) " " (card.say("入户核查单", "visit sheet")) }
                p.run { (card.say("数据截至 ", "as of ")) (own.as_of) "　" (card.say("批次 ", "run ")) (own.run_id) }
            }
            p.who {
                strong { (card.say("户编号 ", "card ")) (text(&own.household_id)) "　" (text(&head.unwrap_or_default())) }
                "　" (text(&about.unwrap_or_default()))
            }
            @if !own.members.is_empty() {
                p { (card.say("成员：", "members: ")) (text(&members(card))) }
            }
            p.lead { (card.say("以下是线索，不是结论；是否属实由入户核实的人认定。", "These are leads, not conclusions: whoever visits the household decides.")) }
            @for explained in &own.findings { (finding(card, explained)) }
            @for standing in &own.standing {
                article {
                    h2 { (standing.rule) " " (card.title(&standing.rule)) }
                    p { (card.say("本次未能核对、仍然有效，上次确认 ", "not looked at this time, stands; last confirmed ")) (standing.last_confirmed) }
                    (to_fill_in(card, &standing.fingerprint))
                }
            }
            footer {
                span { (card.say("户主或成年家庭成员签字：", "signed, for the household:")) }
                span { (card.say("核查人签字：", "signed, visitors:")) }
                span { (card.say("日期：", "day:")) }
            }
        }
    }
}

fn members(card: &Card<'_>) -> String {
    let one = |row: &MemberLine| {
        let about = [row.relation.clone(), row.age.map(|age| format!("{age} {}", card.say("岁", "years")))];
        let about: Vec<_> = about.into_iter().flatten().collect();
        if about.is_empty() {
            row.name.clone()
        } else {
            format!("{}{}", row.name, card.terminal.lang.in_brackets(&about.join(card.say("，", ", "))))
        }
    };
    card.explanation.members.iter().map(one).collect::<Vec<_>>().join(card.say("、", ", "))
}

fn finding(card: &Card<'_>, explained: &ExplainedFinding) -> Markup {
    let ExplainedFinding { finding, links } = explained;
    let lang = card.terminal.lang;
    let rule = card.rules.get(&finding.rule);
    let list = |label: &str, points: &[String]| {
        html! {
            @if !points.is_empty() {
                div { h3 { (label) } ul { @for point in points { li { (text(point)) } } } }
            }
        }
    };
    html! {
        article {
            h2 {
                @if let Some(number) = finding.condition { (card.say("第", "condition ")) (number) (card.say("项　", ": ")) }
                (card.title(&finding.rule))
            }
            p.small {
                (labels::of_confidence(&finding.confidence, lang)) " · " (labels::of_change(&finding.change, lang))
                " · " (card.say("首次发现 ", "first seen ")) (finding.first_seen)
                @if let Some(rule) = rule {
                    @for basis in rule.basis.iter().filter(|basis| !basis.document.starts_with('（')) {
                        "　" (card.say("依据：", "basis: ")) (text(&basis.document)) " " (basis.article.as_deref().unwrap_or_default())
                    }
                }
            }
            ol { @for (record, link) in finding.evidence.iter().zip(links) { (self::record(card, record, link)) } }
            @if let Some(rule) = rule {
                div.two {
                    div {
                        (list(card.say("什么情况可以排除", "what would clear it"), &rule.false_positives))
                        (list(
                            card.say("登记上看不出、实际属于豁免情形的", "exemptions that the register does not show"),
                            &rule.unless.iter().map(|unless| unless.reason.clone()).collect::<Vec<_>>(),
                        ))
                    }
                    (list(card.say("核查要点", "what to check"), &rule.verify))
                }
            }
            (to_fill_in(card, &finding.fingerprint))
        }
    }
}

fn record(card: &Card<'_>, record: &EvidenceLine, link: &ExplainedLink) -> Markup {
    let lang = card.terminal.lang;
    let said = match &record.values {
        Value::Object(values) => values
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| card.value(&record.extract, name, value))
            .collect::<Vec<_>>()
            .join(card.say("，", ", ")),
        _ => String::new(),
    };
    html! {
        li {
            (text(&record.person_name)) (lang.in_brackets(labels::of_relation(&record.relation, lang)))
            (card.say("：", ": ")) (text(&said))
            @if let Some(reason) = &record.exempt { (card.say("；按豁免情形不计：", "; exempt: ")) (text(reason)) }
            span.small {
                (card.say("　来源：", "  ")) (text(&record.source_file)) (card.say(" 第 ", " line ")) (record.source_row) (card.say(" 行", ""))
                (card.say("；认定：", "; ")) (labels::of_method(&record.method, lang))
            }
            @if let Some(own) = &link.link { (ladder(card, own)) }
        }
    }
}

/// What each field adds to the odds that the record is this person's, as bars from the middle: to the right it speaks for
/// it, to the left against.
fn ladder(card: &Card<'_>, link: &LinkLine) -> Markup {
    let Some(Value::Object(weights)) = &link.weights else { return html! {} };
    let lang = card.terminal.lang;
    let step = |label: String, weight: f64| {
        // The middle of the bar is at half its width; twenty bits fill a half.
        let width = (weight.abs().min(20.0) * 2.5).round();
        let left = if weight < 0.0 { 50.0 - width } else { 50.0 };
        let style = format!("margin-left:{left}%;width:{width}%");
        html! { tr { td { (label) } td.n { (format!("{weight:+.1}")) } td.rail { span style=(style) {} } } }
    };
    let prior = weights.get("prior").and_then(Value::as_f64).unwrap_or_default();
    html! {
        table.ladder {
            (step(card.say("起点：全县任何一人", "start: anyone of the county").to_owned(), prior))
            @for (field, _) in WEIGHED_FIELDS {
                @if let Some(said) = weights.get(field) {
                    (step(
                        format!("{} {}", labels::of_field(field, lang), labels::of_level(said.get("level").and_then(Value::as_str).unwrap_or_default(), lang)),
                        said.get("weight").and_then(Value::as_f64).unwrap_or_default(),
                    ))
                }
            }
            @if let Some(odds) = link.log_odds { (step(card.say("合计（对数几率）", "together (log odds)").to_owned(), odds)) }
        }
    }
}

/// Boxes to tick and room to write.
fn to_fill_in(card: &Card<'_>, fingerprint: &str) -> Markup {
    let lang = card.terminal.lang;
    html! {
        div.fill {
            p { strong { (card.say("核查结果", "outcome")) } @for own in Outcome::ALL { span.tick { "☐ " (labels::outcome(*own, lang)) } } }
            p { strong { (card.say("保留理由", "why retained")) } @for own in Reason::ALL { span.tick { "☐ " (labels::reason(*own, lang)) } } }
            p.line { strong { (card.say("说明", "note")) } }
            p.small { (card.say("线索编号 ", "finding ")) (fingerprint) }
        }
    }
}
