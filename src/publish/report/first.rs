//! The first screen: what is not known, how many, compared with what, and by condition.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::table::{Cell, table, text};
use super::{MissingSource, ReportFacts};
use crate::domain::{Cause, Confidence, Gone};
use crate::labels::{self, Lang};
use crate::results::StandingRow;

pub fn screen(facts: &ReportFacts<'_>) -> Markup {
    html! {
        (not_known(facts))
        p.note { "比对结果是线索，不是结论：每一户都要入户核查后再作决定。" }
        (tiles(facts))
        (by_condition(facts))
    }
}

/// The condition of a rule, if it has one.
fn condition(facts: &ReportFacts<'_>, rule: &str) -> Option<u8> {
    facts.rules.get(rule).and_then(|text| text.condition)
}

/// What stands by the rules of a condition though nobody could look: cards, once each.
fn standing_cards<'a>(
    facts: &'a ReportFacts<'_>,
    wanted: impl Fn(&StandingRow) -> bool,
) -> BTreeSet<&'a str> {
    let owed = facts.standing.iter().filter(|row| row.made_a_suspect() && wanted(row));
    owed.map(|row| row.household_id.as_str()).collect()
}

/// A banner where a source is missing or unfit: which conditions wait for it, and what that leaves open.
fn not_known(facts: &ReportFacts<'_>) -> Markup {
    if facts.missing.is_empty() {
        return html! {};
    }
    html! {
        div.alert role="alert" {
            p { strong { "有数据源本次不能使用。下面的数字不含等待它们的规则：没有列出不等于没有问题。" } }
            @for source in facts.missing { p { (text(&sentence(facts, source))) } }
        }
    }
}

/// `第4项（…）：机动车登记缺少数据源，720 项未判定；上次确认、仍然有效 30 户。`
fn sentence(facts: &ReportFacts<'_>, source: &MissingSource) -> String {
    let conditions: BTreeSet<_> = source.rules.iter().map(|rule| condition(facts, rule)).collect();
    let names: Vec<_> = conditions.into_iter().map(|own| labels::numbered_condition(own, Lang::Zh)).collect();
    let waits = |rule: &str| source.rules.iter().any(|own| own == rule);
    let open = facts
        .undetermined
        .iter()
        .filter(|row| waits(&row.rule) && row.cause.is_some_and(Cause::waits_for_source))
        .count();
    let standing = standing_cards(facts, |row| waits(&row.rule)).len();
    let confirmed =
        facts.standing.iter().filter(|row| waits(&row.rule)).filter_map(|row| row.last_confirmed).max();
    let before = confirmed.map_or_else(String::new, |day| format!("；{day} 确认、仍然有效 {standing} 户"));
    format!(
        "{}：{}，{}，{open} 项未判定{before}。",
        names.join("、"),
        source.title,
        labels::cause(source.cause, Lang::Zh)
    )
}

fn tiles(facts: &ReportFacts<'_>) -> Markup {
    let standing = standing_cards(facts, |_| true).len();
    let suspects = facts.suspects.len() as u64;
    let share = (facts.cards > 0).then(|| {
        format!("占在册 {} 户的 {:.1} %", facts.cards, suspects as f64 * 100.0 / facts.cards as f64)
    });
    let compared = facts.before.map(|before| match before.suspects {
        Some(count) if count == suspects => format!("与上次（{}）相同", before.run_id),
        Some(count) if count < suspects => {
            format!("上次（{}）{count} 户，多 {} 户", before.run_id, suspects - count)
        }
        Some(count) => format!("上次（{}）{count} 户，少 {} 户", before.run_id, count - suspects),
        None => format!("上次批次 {}", before.run_id),
    });
    let possible: BTreeSet<_> = facts
        .findings
        .iter()
        .filter(|own| own.confidence == Confidence::Possible && !own.exempt)
        .map(|own| own.household_id.as_str())
        .collect();
    let open: BTreeSet<_> = facts
        .undetermined
        .iter()
        .filter(|row| !row.cause.is_some_and(Cause::waits_for_source))
        .map(|row| row.household_id.as_str())
        .collect();
    let to_check = possible.union(&open).count();
    let gone = facts.gone.iter().filter(|own| Gone::parse(&own.why) == Some(Gone::Cleared)).count();
    html! {
        div.tiles {
            div.tile {
                b { (suspects) } "疑似户"
                small { (share.unwrap_or_default()) }
                small { (text(&compared.unwrap_or_default())) }
                @if standing > 0 { small.open { "不含本次未能核对、仍然有效的 " (standing) " 户" } }
                @else if !facts.missing.is_empty() { small.open { "不含等待所缺数据源的规则" } }
            }
            div.tile {
                b { (facts.findings.len()) } "命中（户 × 规则）"
                small { "含豁免、待核对和试行规则的命中" }
                @if !facts.standing.is_empty() {
                    small.open { "不含本次未能核对、仍然有效的 " (facts.standing.len()) " 条" }
                }
                @if gone > 0 { small { "上次有、本次已不符合 " (gone) " 条" } }
            }
            div.tile {
                b { (to_check) } "待核对的户"
                small { "只是可能有关，或缺少信息未能判定；不是疑似户" }
            }
            div.tile {
                b { (facts.omissions.len()) } "漏评线索（人次）"
                small { "符合条件而不在任何一户；供入户核查" }
            }
        }
    }
}

/// Suspects by condition, with what stands unseen and what is left open: no number falls without its mark.
fn by_condition(facts: &ReportFacts<'_>) -> Markup {
    let mut suspects = BTreeMap::<Option<u8>, u64>::new();
    for card in facts.suspects.iter() {
        if card.conditions.0.is_empty() {
            *suspects.entry(None).or_default() += 1;
        }
        for number in &card.conditions.0 {
            *suspects.entry(number.parse().ok()).or_default() += 1;
        }
    }
    let mut open = BTreeMap::<Option<u8>, u64>::new();
    for row in facts.undetermined.iter() {
        *open.entry(condition(facts, &row.rule)).or_default() += 1;
    }
    let mut all: BTreeSet<Option<u8>> = (1..=6).map(Some).collect();
    all.extend(suspects.keys().chain(open.keys()));
    let most = suspects.values().copied().max().unwrap_or(0);
    let mut numbered: Vec<_> = all.into_iter().collect();
    // What is no condition comes last.
    numbered.sort_by_key(|number| (number.is_none(), *number));
    let row = |number: Option<u8>| {
        let missing: Vec<_> = facts
            .missing
            .iter()
            .filter(|source| source.rules.iter().any(|rule| condition(facts, rule) == number))
            .map(|source| source.title.as_str())
            .collect();
        let standing = standing_cards(facts, |row| condition(facts, &row.rule) == number).len();
        let count = suspects.get(&number).copied().unwrap_or(0);
        let mark = if missing.is_empty() {
            Cell::text("数据齐全")
        } else {
            Cell::Open(format!("缺 {}", missing.join("、")))
        };
        vec![
            Cell::text(labels::numbered_condition(number, Lang::Zh)),
            Cell::Bar(count, most),
            if standing > 0 { Cell::Open(format!("另有 {standing} 户")) } else { Cell::text("") },
            Cell::Number(open.get(&number).copied().unwrap_or(0)),
            mark,
        ]
    };
    let heads = ["条件", "疑似户", "未能核对、仍然有效", "未判定（户 × 规则）", "覆盖"];
    table("按条件（一户可符合几项）", &heads, numbered.into_iter().map(row).collect())
}
