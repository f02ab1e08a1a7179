//! The first screen: what is not known, how many, compared with what, and by condition.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::table::{Cell, table, text};
use super::{MissingSource, ReportFacts};
use crate::domain::{Cause, Confidence, Gone};
use crate::labels;
use crate::results::{StandingRow, SuspectRow};
use crate::words::{phrase, word};

pub fn screen(facts: &ReportFacts<'_>) -> Markup {
    html! {
        (not_known(facts))
        p.note { (word!(facts.lang, "report-leads")) }
        (tiles(facts))
        (by_condition(facts))
    }
}

/// The condition of a rule, if it has one.
fn condition(facts: &ReportFacts<'_>, rule: &str) -> Option<u8> {
    facts.rules.get(rule).and_then(|text| text.condition)
}

/// The conditions that a suspect card meets, each once; none among them where it meets a rule of no condition.
pub(super) fn conditions_met(facts: &ReportFacts<'_>, card: &SuspectRow) -> BTreeSet<Option<u8>> {
    card.rules.0.iter().map(|rule| condition(facts, rule)).collect()
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
            p { strong { (word!(facts.lang, "report-sources-missing")) } }
            @for source in facts.missing { p { (text(&sentence(facts, source))) } }
        }
    }
}

/// `第4项（…）：机动车登记缺少数据源，720 项未判定；上次确认、仍然有效 30 户。`
fn sentence(facts: &ReportFacts<'_>, source: &MissingSource) -> String {
    let conditions: BTreeSet<_> = source.rules.iter().map(|rule| condition(facts, rule)).collect();
    let lang = facts.lang;
    let names: Vec<_> = conditions.into_iter().map(|own| labels::numbered_condition(own, lang)).collect();
    let waits = |rule: &str| source.rules.iter().any(|own| own == rule);
    let open = facts
        .undetermined
        .iter()
        .filter(|row| waits(&row.rule) && row.cause.is_some_and(Cause::waits_for_source))
        .count();
    let standing = standing_cards(facts, |row| waits(&row.rule)).len();
    let confirmed =
        facts.standing.iter().filter(|row| waits(&row.rule)).filter_map(|row| row.last_confirmed).max();
    let before = confirmed.map_or_else(String::new, |day| {
        phrase!(lang, "report-missing-before", day = day.to_string(), count = standing)
    });
    phrase!(
        lang,
        "report-missing-source",
        conditions = names.join(word!(lang, "punctuation-list")),
        source = &source.title,
        cause = labels::cause(source.cause, lang),
        open,
        before
    )
}

fn tiles(facts: &ReportFacts<'_>) -> Markup {
    let lang = facts.lang;
    let standing = standing_cards(facts, |_| true).len();
    let suspects = facts.suspects.len() as u64;
    let share = (facts.cards > 0).then(|| {
        let percent = format!("{:.1}", suspects as f64 * 100.0 / facts.cards as f64);
        phrase!(lang, "report-share-of-cards", cards = facts.cards, percent)
    });
    let compared = facts.before.map(|before| match before.suspects {
        Some(count) if count == suspects => phrase!(lang, "report-as-before", run = before.run_id),
        Some(count) if count < suspects => {
            phrase!(lang, "report-more-than-before", run = before.run_id, count, more = suspects - count)
        }
        Some(count) => {
            phrase!(lang, "report-fewer-than-before", run = before.run_id, count, fewer = count - suspects)
        }
        None => phrase!(lang, "report-before", run = before.run_id),
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
                b { (suspects) } (word!(lang, "suspect-households"))
                small { (share.unwrap_or_default()) }
                small { (text(&compared.unwrap_or_default())) }
                @if standing > 0 { small.open { (phrase!(lang, "report-without-standing-cards", count = standing)) } }
                @else if !facts.missing.is_empty() { small.open { (word!(lang, "report-without-waiting-rules")) } }
            }
            div.tile {
                b { (facts.findings.len()) } (word!(lang, "report-findings"))
                small { (word!(lang, "report-findings-include")) }
                @if !facts.standing.is_empty() {
                    small.open { (phrase!(lang, "report-without-standing", count = facts.standing.len())) }
                }
                @if gone > 0 { small { (phrase!(lang, "report-cleared", count = gone)) } }
            }
            div.tile {
                b { (to_check) } (word!(lang, "report-to-check"))
                small { (word!(lang, "report-to-check-are")) }
            }
            div.tile {
                b { (facts.omissions.len()) } (word!(lang, "report-left-out"))
                small { (word!(lang, "report-left-out-are")) }
            }
        }
    }
}

/// Suspects by condition, with what stands unseen and what is left open: no number falls without its mark.
fn by_condition(facts: &ReportFacts<'_>) -> Markup {
    let mut suspects = BTreeMap::<Option<u8>, u64>::new();
    for card in facts.suspects.iter() {
        for number in conditions_met(facts, card) {
            *suspects.entry(number).or_default() += 1;
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
    let lang = facts.lang;
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
            Cell::text(word!(lang, "report-covered"))
        } else {
            Cell::Open(phrase!(lang, "report-lacks", sources = missing.join(word!(lang, "punctuation-list"))))
        };
        vec![
            Cell::text(labels::numbered_condition(number, lang)),
            Cell::Bar(count, most),
            if standing > 0 {
                Cell::Open(phrase!(lang, "report-and-standing", count = standing))
            } else {
                Cell::text("")
            },
            Cell::Number(open.get(&number).copied().unwrap_or(0)),
            mark,
        ]
    };
    let heads = [
        word!(lang, "head-condition"),
        word!(lang, "suspect-households"),
        word!(lang, "head-standing"),
        word!(lang, "head-open"),
        word!(lang, "head-coverage"),
    ];
    table(word!(lang, "report-by-condition"), &heads, numbered.into_iter().map(row).collect())
}
