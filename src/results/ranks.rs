//! The table of ranks: which findings are most worth a visit, and why.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::PlHashMap;

use super::row::published;
use super::{ChangeOf, RunData};
use crate::outcomes::Ranking;
use crate::suspects::Suspect;

published! {
    /// A row of `ranks`: a finding to visit. The parts add up to `log_odds`, natural logarithms of odds.
    RankRow = "ranks" {
        fingerprint: String,
        household_id: String,
        township: String,
        village: String,
        rule: String,
        /// Among the cards of the village, from 1; a card is ranked by the best of its findings.
        place: i64,
        log_odds: f64,
        by_rule: f64,
        by_evidence: f64,
        by_age: f64,
    }
}

/// The findings that make suspects and are to be visited, by village and place.
pub fn ranks(
    data: &RunData<'_>,
    suspects: &[Suspect],
    changes: &ChangeOf,
    not_to_visit: &BTreeSet<String>,
    ranking: &Ranking,
    as_of: NaiveDate,
) -> Vec<RankRow> {
    let mut rows = Vec::new();
    for finding in
        suspects.iter().flat_map(|own| &own.findings).filter_map(|at| data.findings.findings.get(*at))
    {
        let (Some(card), Some(rule)) = (data.roster.card(finding.card), data.rule(finding.rule)) else {
            continue;
        };
        let Some(fingerprint) = data.fingerprint(finding.card, finding.rule) else { continue };
        if not_to_visit.contains(fingerprint.as_str()) {
            continue;
        }
        let days = changes.get(&fingerprint).map_or(0, |(_, first_seen)| (as_of - *first_seen).num_days());
        let rank = ranking.rank(&rule.id, finding.hits.len(), days);
        rows.push(RankRow {
            fingerprint: fingerprint.to_string(),
            household_id: card.household_id.clone(),
            township: card.township.clone(),
            village: card.village.clone(),
            rule: rule.id.clone(),
            place: 0,
            log_odds: rounded(rank.log_odds()),
            by_rule: rounded(rank.by_rule),
            by_evidence: rounded(rank.by_evidence),
            by_age: rounded(rank.by_age),
        });
    }
    rows.sort_by(|a, b| {
        let best = b.log_odds.total_cmp(&a.log_odds);
        (&a.township, &a.village)
            .cmp(&(&b.township, &b.village))
            .then(best)
            .then_with(|| (&a.household_id, &a.rule).cmp(&(&b.household_id, &b.rule)))
    });
    for of_village in rows.chunk_by_mut(|a, b| (&a.township, &a.village) == (&b.township, &b.village)) {
        let mut places: PlHashMap<String, i64> = PlHashMap::default();
        for row in of_village {
            let next = places.len() as i64 + 1;
            row.place = *places.entry(row.household_id.clone()).or_insert(next);
        }
    }
    rows
}

/// To four places: what the last bits of a logarithm say differs from machine to machine.
fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}
