//! The tables of suspects, findings and verdicts.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::*;

use super::row::{List, published};
use super::{ChangeOf, RunData, repeated};
use crate::domain::{Cause, Change, Confidence, Verdict};
use crate::suspects::Suspect;
use crate::table::{CardVerdict, Finding, Hit, TableError};

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
        /// For the outcomes of visits; empty until they are kept.
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
            last_outcome: None,
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

/// The table of verdicts; of experimental rules too, which never make a suspect. A county has millions: it is made
/// column by column.
pub fn verdicts(data: &RunData<'_>) -> Result<DataFrame, TableError> {
    let verdicts = &data.findings.verdicts;
    let households = data.roster.cards().iter().map(|card| Some(card.household_id.as_str())).collect();
    let rules = data.rules.iter().map(|own| Some(own.rule.id.as_str())).collect();
    let kinds = Verdict::ALL.iter().map(|verdict| Some(verdict.as_str())).collect();
    let kind = |verdict| Verdict::ALL.iter().position(|kind| *kind == verdict).unwrap_or(0);
    let at = |place: usize| IdxSize::try_from(place).unwrap_or(IdxSize::MAX);
    let told = || verdicts.told().iter().filter_map(|own| Some((verdicts.place(own.card, own.rule)?, own)));
    let household = || {
        let cards = (0..).take(verdicts.cards());
        let each = cards.flat_map(|card| std::iter::repeat_n(card, verdicts.rules().len()));
        repeated("household_id", &households, each.collect())
    };
    let rule = || {
        let each = verdicts.rules().iter().map(|rule| rule.0);
        let of_all = std::iter::repeat_n(each, verdicts.cards()).flatten();
        repeated("rule", &rules, of_all.collect())
    };
    let verdict = || {
        let mut of_all = vec![at(kind(Verdict::Clear)); verdicts.len()];
        for (place, own) in told() {
            if let Some(cell) = of_all.get_mut(place) {
                *cell = at(kind(own.verdict));
            }
        }
        repeated("verdict", &kinds, of_all)
    };
    let causes = || {
        let mut causes = StringChunkedBuilder::new("cause".into(), verdicts.len());
        let mut next = 0;
        for (place, own) in told() {
            (next..place).for_each(|_| causes.append_null());
            causes.append_option(own.cause_text());
            next = place + 1;
        }
        (next..verdicts.len()).for_each(|_| causes.append_null());
        causes.finish().into_column()
    };
    let ((household, rule), (verdict, causes)) =
        rayon::join(|| rayon::join(household, rule), || rayon::join(verdict, causes));
    let columns = vec![household?, rule?, verdict?, causes];
    Ok(DataFrame::new(verdicts.len(), columns)?)
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
