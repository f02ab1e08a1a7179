//! The tables of suspects, findings and verdicts.

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::NaiveDate;
use polars::prelude::*;

use super::row::{List, published};
use super::{ChangeOf, LargeTable, RunData};
use crate::domain::{Cause, Change, Confidence, Verdict};
use crate::suspects::Suspect;
use crate::table::{CardVerdict, Finding, Hit, MaskedColumn, SharedTexts};

published! {
    /// A row of `findings`: a card × rule.
    FindingRow = "findings" {
        fingerprint: String,
        household_id: String,
        township: String,
        village: String,
        rule: String,
        rule_version: i64,
        condition: Option<i64>,
        severity: String,
        /// `experimental` where the rule makes no suspect.
        status: String,
        confidence: Confidence,
        persons: i64,
        records: i64,
        total: Option<String>,
        exempt: bool,
        change: Option<Change>,
        first_seen: Option<NaiveDate>,
        /// What came of the last visit.
        last_outcome: Option<String>,
    }
}

published! {
    /// A row of `suspects`: a suspect card.
    SuspectRow = "suspects" {
        household_id: String,
        township: String,
        village: String,
        head_name: String,
        members: i64,
        conditions: List,
        rules: List,
        findings: i64,
        confidence: Confidence,
        change: Change,
        first_seen: Option<NaiveDate>,
    }
}

published! {
    /// A row of `verdicts`: a card × rule.
    VerdictRow = "verdicts" { household_id: String, rule: String, verdict: String, cause: Option<String> }
}

published! {
    /// A row of `undetermined`: a card × rule that is left open.
    UndeterminedRow = "undetermined" {
        household_id: String,
        township: String,
        village: String,
        head_name: String,
        rule: String,
        cause: Option<Cause>,
        detail: String,
    }
}

/// The findings, exempt and weak ones too.
pub fn findings(data: &RunData<'_>, changes: &ChangeOf) -> Vec<FindingRow> {
    let row = |finding: &Finding| {
        let (card, rule) = (data.roster.card(finding.card)?, data.rule(finding.rule)?);
        let fingerprint = data.fingerprint(finding.card, finding.rule)?;
        let change = changes.get(&fingerprint);
        Some(FindingRow {
            fingerprint: fingerprint.to_string(),
            household_id: card.household_id.clone(),
            township: card.township.clone(),
            village: card.village.clone(),
            rule: rule.id.clone(),
            rule_version: i64::from(rule.version),
            condition: rule.condition.map(i64::from),
            severity: rule.severity.as_str().to_owned(),
            status: rule.status.as_str().to_owned(),
            confidence: finding.confidence,
            persons: persons(data, &finding.hits),
            records: finding.hits.len() as i64,
            total: finding.total.clone(),
            exempt: finding.exempt,
            change: change.map(|(change, _)| *change),
            first_seen: change.map(|(_, day)| *day),
            last_outcome: data.outcomes.of(&fingerprint).map(|own| own.outcome.to_string()),
        })
    };
    data.findings.findings.iter().filter_map(row).collect()
}

/// How many people some records are about.
fn persons(data: &RunData<'_>, hits: &[Hit]) -> i64 {
    let person = |hit: &Hit| {
        let person = data.roster.person(hit.place)?.person;
        Some((person, person.is_none().then_some(hit.place)))
    };
    hits.iter().filter_map(person).collect::<BTreeSet<_>>().len() as i64
}

/// The suspect cards. A card's change is `new` or `unchanged` where all its standing findings are, else `changed`.
pub fn suspects(data: &RunData<'_>, suspects: &[Suspect], changes: &ChangeOf) -> Vec<SuspectRow> {
    let row = |suspect: &Suspect| {
        let card = data.roster.card(suspect.card)?;
        let standing: Vec<_> =
            suspect.findings.iter().filter_map(|at| data.findings.findings.get(*at)).collect();
        let rules: BTreeSet<_> =
            standing.iter().filter_map(|finding| Some(data.rule(finding.rule)?.id.clone())).collect();
        let seen: Vec<_> = standing
            .iter()
            .filter_map(|finding| changes.get(&data.fingerprint(finding.card, finding.rule)?))
            .collect();
        Some(SuspectRow {
            household_id: card.household_id.clone(),
            township: card.township.clone(),
            village: card.village.clone(),
            head_name: card.head_name.clone(),
            members: i64::from(card.members),
            conditions: List(suspect.conditions.iter().map(u8::to_string).collect()),
            rules: List(rules.into_iter().collect()),
            findings: suspect.findings.len() as i64,
            confidence: suspect.confidence,
            change: change_of_card(seen.iter().map(|(change, _)| *change)),
            first_seen: seen.iter().map(|(_, day)| *day).min(),
        })
    };
    suspects.iter().filter_map(row).collect()
}

fn change_of_card(changes: impl Iterator<Item = Change>) -> Change {
    let all: BTreeSet<_> = changes.collect();
    match (all.first(), all.len()) {
        (Some(only), 1) => *only,
        _ => Change::Changed,
    }
}

/// The table of verdicts; of experimental rules too, which never make a suspect.
pub fn verdicts<'a>(data: &'a RunData<'_>) -> LargeTable<'a> {
    let verdicts = &data.findings.verdicts;
    let mask = data.mask;
    let cards = data.roster.cards().iter().map(|card| Some(&card.household_id));
    let households = SharedTexts::new("household_id", cards, mask);
    let rules = verdicts.rules().iter().map(|rule| data.rule(*rule).map(|rule| &rule.id));
    let rules = SharedTexts::new("rule", rules, mask);
    let kinds = Verdict::ALL.iter().map(|verdict| Some(verdict.as_str()));
    let kinds = SharedTexts::new("verdict", kinds, mask);
    let kind = |verdict| index(Verdict::ALL.iter().position(|kind| *kind == verdict).unwrap_or(0));
    let each = verdicts.rules().len().max(1);
    LargeTable::new::<VerdictRow>(verdicts.len(), move |rows: Range<usize>| {
        let mut of_all = vec![kind(Verdict::Clear); rows.len()];
        let mut causes = StringChunkedBuilder::new("cause".into(), rows.len());
        let mut next = rows.start;
        for (place, own) in verdicts.told_within(&rows) {
            if let Some(cell) = of_all.get_mut(place - rows.start) {
                *cell = kind(own.verdict);
            }
            (next..place).for_each(|_| causes.append_null());
            causes.append_option(own.cause_text());
            next = place + 1;
        }
        (next..rows.end).for_each(|_| causes.append_null());
        Ok(vec![
            households.at(rows.clone().map(|row| index(row / each)).collect()),
            rules.at(rows.clone().map(|row| index(row % each)).collect()),
            kinds.at(of_all),
            MaskedColumn::new(causes.finish().into_column(), mask),
        ])
    })
}

fn index(at: usize) -> IdxSize {
    IdxSize::try_from(at).unwrap_or(IdxSize::MAX)
}

/// The verdicts that are left open, each with its cause and what it is about.
pub fn undetermined(data: &RunData<'_>) -> Vec<UndeterminedRow> {
    let row = |verdict: &CardVerdict| {
        let (card, rule) = (data.roster.card(verdict.card)?, data.rule(verdict.rule)?);
        Some(UndeterminedRow {
            household_id: card.household_id.clone(),
            township: card.township.clone(),
            village: card.village.clone(),
            head_name: card.head_name.clone(),
            rule: rule.id.clone(),
            cause: verdict.cause,
            detail: verdict.detail.clone(),
        })
    };
    data.findings.verdicts.undetermined().filter_map(row).collect()
}
