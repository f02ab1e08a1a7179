//! The report: one self-contained page that answers in ten seconds how many, compared with what, and what is not known.
//!
//! Nobody in it can be recognised: it holds counts only, and villages with their lists.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{GoneFinding, RuleText, TrendPoint, Warning};
use crate::domain::{Cause, Lang, Outcome};
use crate::outcomes::Statistics;
use crate::results::{
    DisputedRow, FindingRow, MaskedRows, OmissionRow, QualityRow, StandingRow, SuspectRow, UndeterminedRow,
};
use crate::words::{phrase, word};

mod first;
mod pictures;
mod table;
mod tables;

/// What the page is made of.
pub struct ReportFacts<'a> {
    pub lang: Lang,
    pub job: &'a str,
    pub run_id: &'a str,
    pub as_of: &'a str,
    /// All cards that were compared.
    pub cards: u64,
    pub suspects: &'a MaskedRows<SuspectRow>,
    pub findings: &'a MaskedRows<FindingRow>,
    pub omissions: &'a MaskedRows<OmissionRow>,
    /// Of how many people it cannot be said whether they were left out, by cause.
    pub open_omissions: &'a BTreeMap<Cause, u64>,
    /// The verdicts that are left open.
    pub undetermined: &'a MaskedRows<UndeterminedRow>,
    pub quality: &'a MaskedRows<QualityRow>,
    /// What the extracts are called, in the order of `quality`.
    pub sources: &'a [String],
    /// Why they could not be used, in the same order; nothing where they could.
    pub gates: &'a [Option<String>],
    /// What is new of each delivery, in the same order.
    pub deliveries: &'a [DeliveryNews],
    /// What the runs so far came to, the oldest first; this one is the last.
    pub trend: &'a [TrendPoint],
    /// What could not be used, and what waits for it.
    pub missing: &'a [MissingSource],
    /// What the run before came to, where there was one.
    pub before: Option<Before<'a>>,
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
    /// The villages with something to do.
    pub villages: Vec<VillageLink<'a>>,
}

/// A source that a rule reads and that could not be used.
#[derive(Debug, Clone)]
pub struct MissingSource {
    /// 机动车登记
    pub title: String,
    pub cause: Cause,
    /// The rules that wait for it.
    pub rules: Vec<String>,
}

/// What is new of a delivery.
#[derive(Debug, Clone, Default)]
pub struct DeliveryNews {
    /// As the job says it.
    pub delivered_on: Option<NaiveDate>,
    /// Accepted rows of the last delivery that was used.
    pub rows_before: Option<u64>,
    /// The titles of columns that rules read and no file has.
    pub undelivered: Vec<String>,
    /// Files with headers that nobody reads.
    pub unread_in: u64,
}

/// The totals of the run before.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    pub run_id: &'a str,
    pub suspects: Option<u64>,
}

/// Where the list of a village is, and what it holds.
#[derive(Debug, Clone, Copy)]
pub struct VillageLink<'a> {
    pub township: &'a str,
    pub village: &'a str,
    pub path: &'a str,
    pub to_visit: usize,
    pub to_check: usize,
}

/// The whole page.
pub fn page(facts: &ReportFacts<'_>) -> String {
    let lang = facts.lang;
    let title = phrase!(lang, "report-title", job = facts.job, as_of = facts.as_of);
    let page = html! {
        (DOCTYPE)
        html lang=(word!(lang, "page-language")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (table::text(&title)) }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                h1 { (table::text(&title)) }
                p.sub { (table::text(&phrase!(lang, "report-edition", as_of = facts.as_of, run = facts.run_id))) }
                (first::screen(facts))
                (sections(facts))
            }
        }
    };
    page.into_string()
}

fn sections(facts: &ReportFacts<'_>) -> Markup {
    html! {
        (pictures::trend(facts.trend, facts.lang))
        (tables::by_township(facts))
        (tables::by_rule(facts))
        (tables::changes(facts))
        (tables::standing(facts))
        (tables::outcomes(facts))
        (tables::omissions(facts))
        (tables::undetermined(facts))
        (tables::source_health(facts))
        (tables::deliveries(facts))
        (tables::villages(facts))
        (tables::warnings(facts))
    }
}
