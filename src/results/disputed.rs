//! The table of disputed findings: a family objects, and somebody owes it an answer.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::RunData;
use super::row::published;
use crate::change::KnownFinding;
use crate::domain::{Fingerprint, Outcome};
use crate::table::Card;

published! {
    /// A row of `disputed`: a finding that stands and is under review.
    DisputedRow = "disputed" {
        fingerprint: String,
        household_id: String,
        township: String,
        village: String,
        head_name: String,
        rule: String,
        condition: Option<i64>,
        reason: Option<String>,
        note: Option<String>,
        visited_on: Option<NaiveDate>,
        visited_by: Option<String>,
        /// From the visit to the as-of date.
        days: i64,
    }
}

/// The findings that stand and are disputed, the oldest dispute first.
pub fn disputed(
    data: &RunData<'_>,
    known: &BTreeMap<Fingerprint, KnownFinding>,
    as_of: NaiveDate,
) -> Vec<DisputedRow> {
    let disputes: Vec<_> =
        data.outcomes.by_finding.iter().filter(|(_, own)| own.outcome == Outcome::Disputed).collect();
    if disputes.is_empty() {
        return Vec::new();
    }
    let households = known.values().map(|finding| finding.household_id.as_str()).collect();
    let cards = data.roster.cards_called(&households);
    let mut rows = Vec::new();
    for (fingerprint, outcome) in disputes {
        let Some(finding) = known.get(fingerprint).filter(|finding| finding.stands()) else { continue };
        let card = cards.get(finding.household_id.as_str()).and_then(|at| data.roster.card(*at));
        let of_card = |text: fn(&Card) -> &String| card.map(|card| text(card).clone()).unwrap_or_default();
        let rule = data.rules.iter().find(|own| own.rule.id == finding.rule);
        rows.push(DisputedRow {
            fingerprint: fingerprint.to_string(),
            household_id: finding.household_id.clone(),
            township: of_card(|card| &card.township),
            village: of_card(|card| &card.village),
            head_name: of_card(|card| &card.head_name),
            rule: finding.rule.clone(),
            condition: rule.and_then(|own| own.rule.condition).map(i64::from),
            reason: outcome.reason.clone(),
            note: outcome.note.clone(),
            visited_on: Some(outcome.visited_on),
            visited_by: outcome.visited_by.clone(),
            days: (as_of - outcome.visited_on).num_days(),
        });
    }
    rows.sort_by(|a, b| {
        (a.visited_on, &a.household_id, &a.rule).cmp(&(b.visited_on, &b.household_id, &b.rule))
    });
    rows
}
