//! The tables of the report, below the first screen.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use maud::{Markup, html};

use super::first::conditions_met;
use super::table::{Cell, table, text};
use super::{DeliveryNews, ReportFacts, pictures};
use crate::domain::{Cause, Gone};
use crate::labels;
use crate::outcomes::Group;
use crate::publish::{GoneFinding, Warning};
use crate::results::QualityRow;
use crate::rulebook::RuleStatus;
use crate::spot_check::words;
use crate::words::{phrase, word};

/// How a rule's status reads that makes no suspect.
const EXPERIMENTAL: &str = RuleStatus::Experimental.as_str();

fn title(facts: &ReportFacts<'_>, rule: &str) -> String {
    facts.rules.get(rule).map_or_else(|| rule.to_owned(), |text| text.title_or(rule))
}

/// Suspects by township and condition.
pub fn by_township(facts: &ReportFacts<'_>) -> Markup {
    let mut matrix = BTreeMap::<&str, (u64, BTreeMap<Option<u8>, u64>)>::new();
    for card in facts.suspects.iter() {
        let (all, by_condition) = matrix.entry(&card.township).or_default();
        *all += 1;
        for number in conditions_met(facts, card) {
            *by_condition.entry(number).or_default() += 1;
        }
    }
    let columns: Vec<Option<u8>> = (1..=6).map(Some).chain([None]).collect();
    let row = |(township, (all, by_condition)): (&str, (u64, BTreeMap<Option<u8>, u64>))| {
        let counts = columns.iter().map(|column| match by_condition.get(column) {
            Some(count) => Cell::Number(*count),
            None => Cell::Number(0),
        });
        [Cell::text(township), Cell::Number(all)].into_iter().chain(counts).collect()
    };
    let numbers: Vec<_> = (1..=6).map(|number| phrase!(facts.lang, "condition-number", number)).collect();
    let mut heads = vec![word!(facts.lang, "head-township"), word!(facts.lang, "suspect-households")];
    heads.extend(numbers.iter().map(String::as_str));
    heads.push(labels::condition(None, facts.lang));
    table(word!(facts.lang, "report-by-township"), &heads, matrix.into_iter().map(row).collect())
}

/// Findings by rule: those that make suspects, and what is apart from them.
pub fn by_rule(facts: &ReportFacts<'_>) -> Markup {
    // What makes a card a suspect, what is exempt, and what is possible at most: together all findings of the rule.
    let mut counts = BTreeMap::<(bool, i64, &str), [u64; 3]>::new();
    for own in facts.findings.iter() {
        let experimental = own.status == EXPERIMENTAL;
        let at = if own.exempt { 1 } else { usize::from(!own.confidence.stands()) * 2 };
        // What is no condition comes last.
        let condition = own.condition.unwrap_or(i64::MAX);
        let row = counts.entry((experimental, condition, &own.rule)).or_default();
        if let Some(count) = row.get_mut(at) {
            *count += 1;
        }
    }
    let rows = |wanted: bool| {
        let own = counts.iter().filter(|((experimental, ..), _)| *experimental == wanted);
        let most = counts.values().map(|own| own.iter().sum::<u64>()).max().unwrap_or(0);
        own.map(|((_, condition, rule), own)| {
            let condition = if *condition == i64::MAX {
                String::new()
            } else {
                phrase!(facts.lang, "condition-number", number = *condition)
            };
            let [standing, exempt, possible] = *own;
            vec![
                Cell::text(condition),
                Cell::text(title(facts, rule)),
                Cell::Bar(standing, most),
                Cell::Number(exempt),
                Cell::Number(possible),
            ]
        })
        .collect()
    };
    // What an experimental rule finds does not stand.
    let heads = |found| {
        [
            word!(facts.lang, "head-condition"),
            word!(facts.lang, "head-rule"),
            found,
            word!(facts.lang, "head-exempt"),
            word!(facts.lang, "head-to-check"),
        ]
    };
    let (stands, found) = (heads(word!(facts.lang, "head-stands")), heads(word!(facts.lang, "head-found")));
    html! {
        (table(word!(facts.lang, "report-by-rule"), &stands, rows(false)))
        (table(word!(facts.lang, "report-experimental"), &found, rows(true)))
    }
}

/// What is new, what changed, what is gone since the run before.
pub fn changes(facts: &ReportFacts<'_>) -> Markup {
    let mut changes = BTreeMap::new();
    for card in facts.suspects.iter() {
        *changes.entry(card.change).or_insert(0u64) += 1;
    }
    let changes = changes
        .into_iter()
        .map(|(own, count)| vec![Cell::text(labels::change(own, facts.lang)), Cell::Number(count)]);
    let mut gone = BTreeMap::<&str, u64>::new();
    for finding in facts.gone.iter().filter(|gone| !was_not_looked_at(gone)) {
        *gone.entry(&finding.why).or_default() += 1;
    }
    let gone = gone
        .into_iter()
        .map(|(why, count)| vec![Cell::text(labels::of_gone(why, facts.lang)), Cell::Number(count)]);
    let heads = [word!(facts.lang, "head-change"), word!(facts.lang, "head-households")];
    let heads_of_gone = [word!(facts.lang, "head-cause"), word!(facts.lang, "head-findings")];
    html! {
        (table(word!(facts.lang, "report-changes"), &heads, changes.collect()))
        (table(word!(facts.lang, "report-gone"), &heads_of_gone, gone.collect()))
    }
}

/// Whether nobody could look: such a finding stands.
fn was_not_looked_at(gone: &GoneFinding) -> bool {
    Gone::parse(&gone.why).is_some_and(Gone::was_not_looked_at)
}

/// What was found before and nobody could look at, by rule: no total may fall for want of a source without a word.
pub fn standing(facts: &ReportFacts<'_>) -> Markup {
    let mut by_rule = BTreeMap::<(&str, String), (u64, Option<NaiveDate>)>::new();
    for row in facts.standing.iter() {
        let why = labels::of_cause(row.cause.as_deref().unwrap_or(&row.why), facts.lang);
        let (count, confirmed) = by_rule.entry((&row.rule, why)).or_default();
        *count += 1;
        *confirmed = (*confirmed).max(row.last_confirmed);
    }
    let row = |((rule, why), (count, confirmed)): ((&str, String), (u64, Option<NaiveDate>))| {
        let confirmed = confirmed.map(|day| day.to_string()).unwrap_or_default();
        vec![Cell::text(title(facts, rule)), Cell::Number(count), Cell::text(confirmed), Cell::text(why)]
    };
    let heads = [
        word!(facts.lang, "head-rule"),
        word!(facts.lang, "head-households"),
        word!(facts.lang, "head-confirmed"),
        word!(facts.lang, "head-why-not-looked"),
    ];
    let caption = word!(facts.lang, "report-standing");
    table(caption, &heads, by_rule.into_iter().map(row).collect())
}

/// What came of the visits so far.
pub fn outcomes(facts: &ReportFacts<'_>) -> Markup {
    let own = &facts.statistics.households;
    if own.found == 0 {
        return spot_checks(facts);
    }
    let sentence = labels::outcome_sentence(
        own.found,
        own.visited,
        &own.by_outcome,
        &own.retained_by_reason,
        facts.lang,
    );
    let row = |own: &Group| {
        let share = own.precision.map(|share| {
            let percent = |share: f64| (share * 100.0).round().to_string();
            let value = format!("{} %", percent(share.value));
            facts.lang.range(&value, &percent(share.low), &percent(share.high))
        });
        let counts = [own.found, own.visited, own.removed, own.right, own.retained, own.disputed];
        let rest = [share.unwrap_or_default(), labels::reasons(&own.retained_by_reason, facts.lang)];
        std::iter::once(Cell::text(title(facts, &own.name)))
            .chain(counts.map(Cell::Number))
            .chain(rest.map(Cell::Text))
            .collect()
    };
    let visited = facts.statistics.by_rule.iter().filter(|own| own.visited + own.unreachable > 0);
    let heads = [
        word!(facts.lang, "head-rule"),
        word!(facts.lang, "head-leads"),
        word!(facts.lang, "head-visited"),
        word!(facts.lang, "head-removed"),
        word!(facts.lang, "head-right"),
        word!(facts.lang, "head-retained"),
        word!(facts.lang, "head-disputed"),
        word!(facts.lang, "head-precision"),
        word!(facts.lang, "head-reasons"),
    ];
    let by_rule = facts.statistics.by_rule.iter();
    let precisions: Vec<_> =
        by_rule.filter_map(|own| Some((title(facts, &own.name), own.precision?))).collect();
    let decided = facts.decided.iter().map(|(outcome, count)| {
        vec![Cell::text(labels::outcome(*outcome, facts.lang)), Cell::Number(*count)]
    });
    let oldest = facts.disputed.iter().map(|own| own.days).max();
    let disputed = oldest.map(|days| vec![Cell::count(facts.disputed.len()), Cell::text(days.to_string())]);
    let heads_of_decided = [word!(facts.lang, "head-decision"), word!(facts.lang, "head-findings")];
    let heads_of_disputed = [word!(facts.lang, "head-found"), word!(facts.lang, "head-oldest")];
    html! {
        p.note { (text(&phrase!(facts.lang, "report-all-runs", sentence))) }
        (table(word!(facts.lang, "report-outcomes"), &heads, visited.map(row).collect()))
        (pictures::shares(word!(facts.lang, "report-precision"), &precisions))
        (table(word!(facts.lang, "report-decided"), &heads_of_decided, decided.collect()))
        (table(word!(facts.lang, "report-disputed"), &heads_of_disputed, disputed.into_iter().collect()))
        (spot_checks(facts))
    }
}

/// What the spot checks came to: the three rates.
fn spot_checks(facts: &ReportFacts<'_>) -> Markup {
    let heads = [
        word!(facts.lang, "head-estimate"),
        word!(facts.lang, "head-are"),
        word!(facts.lang, "head-of"),
        word!(facts.lang, "head-villages"),
        word!(facts.lang, "head-share"),
        word!(facts.lang, "head-county"),
    ];
    let cells = |row: Vec<String>| row.into_iter().map(Cell::Text).collect();
    html! {
        @for own in &facts.statistics.spot_checks {
            @let rows = words::rows(own, facts.lang);
            p.note { (text(&words::sentence(own, facts.lang))) (word!(facts.lang, "punctuation-semicolon")) (own.design) }
            (table(word!(facts.lang, "report-rates"), &heads, rows.into_iter().map(cells).collect()))
        }
    }
}

/// Who was left out, by township and rule: people and households, of whom nobody is on a card.
pub fn omissions(facts: &ReportFacts<'_>) -> Markup {
    let mut by_place = BTreeMap::<(&str, &str), (u64, BTreeSet<&str>, u64)>::new();
    for own in facts.omissions.iter().filter(|own| own.status != EXPERIMENTAL) {
        let (people, registers, with_card) = by_place.entry((&own.township, &own.rule)).or_default();
        *people += 1;
        registers.extend(own.register_id.as_deref());
        *with_card += u64::from(!own.relatives.0.is_empty());
    }
    let row =
        |((township, rule), (people, registers, with_card)): ((&str, &str), (u64, BTreeSet<&str>, u64))| {
            vec![
                Cell::text(township),
                Cell::text(title(facts, rule)),
                Cell::Number(people),
                Cell::count(registers.len()),
                Cell::Number(with_card),
            ]
        };
    let heads = [
        word!(facts.lang, "head-township"),
        word!(facts.lang, "head-rule"),
        word!(facts.lang, "head-people"),
        word!(facts.lang, "head-registers"),
        word!(facts.lang, "head-with-card"),
    ];
    let open = facts
        .open_omissions
        .iter()
        .map(|(cause, count)| vec![Cell::text(labels::cause(*cause, facts.lang)), Cell::Number(*count)]);
    let heads_of_open = [word!(facts.lang, "head-cause"), word!(facts.lang, "head-people")];
    html! {
        (table(word!(facts.lang, "report-omissions"), &heads, by_place.into_iter().map(row).collect()))
        (table(word!(facts.lang, "report-open-omissions"), &heads_of_open, open.collect()))
    }
}

/// What is left open, by cause: how many verdicts, and of how many cards.
pub fn undetermined(facts: &ReportFacts<'_>) -> Markup {
    let mut by_cause = BTreeMap::<Option<Cause>, (u64, BTreeSet<&str>)>::new();
    for row in facts.undetermined.iter() {
        let (verdicts, cards) = by_cause.entry(row.cause).or_default();
        *verdicts += 1;
        cards.insert(&row.household_id);
    }
    let row = |(cause, (verdicts, cards)): (Option<Cause>, (u64, BTreeSet<&str>))| {
        let name = cause.map(|cause| labels::cause(cause, facts.lang)).unwrap_or_default();
        let missing = labels::missing(cause, facts.lang);
        vec![Cell::text(name), Cell::count(cards.len()), Cell::Number(verdicts), Cell::text(missing)]
    };
    let heads = [
        word!(facts.lang, "head-cause"),
        word!(facts.lang, "head-households"),
        word!(facts.lang, "head-verdicts"),
        word!(facts.lang, "head-missing"),
    ];
    table(word!(facts.lang, "report-undetermined"), &heads, by_cause.into_iter().map(row).collect())
}

/// What came in, and how much of it could be used.
pub fn source_health(facts: &ReportFacts<'_>) -> Markup {
    let row = |((row, title), gate): ((&QualityRow, &String), &Option<String>)| {
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
        let counts = counts.map(|count| Cell::Number(u64::try_from(count).unwrap_or(0)));
        let gate = match gate {
            None => Cell::text(word!(facts.lang, "gate-passed")),
            Some(why) => Cell::Open(why.clone()),
        };
        std::iter::once(Cell::text(title)).chain(counts).chain([gate]).collect()
    };
    let heads = [
        word!(facts.lang, "head-source"),
        word!(facts.lang, "head-read"),
        word!(facts.lang, "head-accepted"),
        word!(facts.lang, "head-rejected"),
        word!(facts.lang, "head-skipped"),
        word!(facts.lang, "head-unreadable"),
        word!(facts.lang, "head-unknown-codes"),
        word!(facts.lang, "head-unusable-ids"),
        word!(facts.lang, "head-linked"),
        word!(facts.lang, "head-gate"),
    ];
    table(
        word!(facts.lang, "report-sources"),
        &heads,
        facts.quality.iter().zip(facts.sources).zip(facts.gates).map(row).collect(),
    )
}

/// What is new of the deliveries: against the last ones, and what they lack.
pub fn deliveries(facts: &ReportFacts<'_>) -> Markup {
    let row = |((quality, title), own): ((&QualityRow, &String), &DeliveryNews)| {
        let rows = u64::try_from(quality.rows_accepted).unwrap_or(0);
        let against = match own.rows_before {
            Some(before) if before > 0 => {
                let share = (rows as f64 - before as f64) * 100.0 / before as f64;
                format!("{before} → {rows}{}", facts.lang.in_brackets(&format!("{share:+.1} %")))
            }
            _ => phrase!(facts.lang, "report-first-delivery", rows),
        };
        let unread = if own.unread_in > 0 {
            phrase!(facts.lang, "report-unread-headers", count = own.unread_in)
        } else {
            String::new()
        };
        let lacking = if own.undelivered.is_empty() {
            Cell::text("")
        } else {
            Cell::Open(own.undelivered.join(word!(facts.lang, "punctuation-list")))
        };
        vec![
            Cell::text(title),
            Cell::count(quality.files.0.len()),
            Cell::text(
                own.delivered_on
                    .map_or_else(|| word!(facts.lang, "report-no-day").to_owned(), |day| day.to_string()),
            ),
            Cell::text(against),
            lacking,
            Cell::text(unread),
        ]
    };
    let heads = [
        word!(facts.lang, "head-source"),
        word!(facts.lang, "head-files"),
        word!(facts.lang, "head-delivered"),
        word!(facts.lang, "head-rows-since"),
        word!(facts.lang, "head-undelivered"),
        word!(facts.lang, "head-unread"),
    ];
    let delivered = facts.quality.iter().zip(facts.sources).zip(facts.deliveries);
    table(
        word!(facts.lang, "report-deliveries"),
        &heads,
        delivered.filter(|((row, _), _)| row.rows_read > 0).map(row).collect(),
    )
}

/// The villages, each with its list.
pub fn villages(facts: &ReportFacts<'_>) -> Markup {
    let row = |own: &super::VillageLink<'_>| {
        vec![
            Cell::text(own.township),
            Cell::Link { text: own.village.to_owned(), path: own.path.to_owned() },
            Cell::count(own.to_visit),
            Cell::count(own.to_check),
        ]
    };
    let heads = [
        word!(facts.lang, "head-township"),
        word!(facts.lang, "head-village-list"),
        word!(facts.lang, "head-to-visit"),
        word!(facts.lang, "head-cards-to-check"),
    ];
    table(word!(facts.lang, "report-villages"), &heads, facts.villages.iter().map(row).collect())
}

/// What was said of job and deliveries, for whoever did not watch the run.
pub fn warnings(facts: &ReportFacts<'_>) -> Markup {
    let row = |warning: &Warning| {
        let line = warning.line.map(|line| format!(":{line}")).unwrap_or_default();
        let place = warning.file.as_ref().map(|file| format!("{file}{line}")).unwrap_or_default();
        vec![
            Cell::text(&warning.code),
            Cell::text(place),
            Cell::text(&warning.message),
            Cell::text(warning.help.clone().unwrap_or_default()),
        ]
    };
    table(
        word!(facts.lang, "report-remarks"),
        &[
            word!(facts.lang, "head-code"),
            word!(facts.lang, "head-place"),
            word!(facts.lang, "head-message"),
            word!(facts.lang, "head-help"),
        ],
        facts.warnings.iter().map(row).collect(),
    )
}
