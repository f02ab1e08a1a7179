//! The tables of suspects, findings and verdicts.

use std::collections::BTreeSet;

use polars::prelude::*;

use super::{ChangeOf, RunData, repeated};
use crate::domain::{Change, Verdict};
use crate::suspects::Suspect;
use crate::table::{CardVerdict, TableError};

/// `findings`: a row a card × rule.
pub fn findings(data: &RunData<'_>, changes: &ChangeOf) -> Result<DataFrame, TableError> {
    let mut rows = Vec::new();
    for finding in &data.findings.findings {
        let fingerprint = data.fingerprint(finding.card, finding.rule);
        if let (Some(card), Some(rule), Some(fingerprint)) =
            (data.roster.card(finding.card), data.rule(finding.rule), fingerprint)
        {
            rows.push((finding, card, rule, fingerprint));
        }
    }
    let persons = |hits: &[crate::table::Hit]| {
        let people: BTreeSet<_> = hits
            .iter()
            .filter_map(|hit| {
                data.roster
                    .person(hit.place)
                    .map(|person| (person.person, person.person.is_none().then_some(hit.place)))
            })
            .collect();
        people.len() as i64
    };
    let change = |fingerprint| changes.get(fingerprint).map(|(change, _)| change.as_str());
    let first_seen = |fingerprint| changes.get(fingerprint).map(|(_, day)| day.to_string());
    Ok(df!(
        "fingerprint" => rows.iter().map(|r| r.3.as_str()).collect::<Vec<_>>(),
        "household_id" => rows.iter().map(|r| r.1.household_id.as_str()).collect::<Vec<_>>(),
        "township" => rows.iter().map(|r| r.1.township.as_str()).collect::<Vec<_>>(),
        "village" => rows.iter().map(|r| r.1.village.as_str()).collect::<Vec<_>>(),
        "rule" => rows.iter().map(|r| r.2.id.as_str()).collect::<Vec<_>>(),
        "rule_version" => rows.iter().map(|r| i64::from(r.2.version)).collect::<Vec<_>>(),
        "condition" => rows.iter().map(|r| r.2.condition.map(i64::from)).collect::<Vec<_>>(),
        "severity" => rows.iter().map(|r| r.2.severity.as_str()).collect::<Vec<_>>(),
        "status" => rows.iter().map(|r| r.2.status.as_str()).collect::<Vec<_>>(),
        "confidence" => rows.iter().map(|r| r.0.confidence.as_str()).collect::<Vec<_>>(),
        "persons" => rows.iter().map(|r| persons(&r.0.hits)).collect::<Vec<_>>(),
        "records" => rows.iter().map(|r| r.0.hits.len() as i64).collect::<Vec<_>>(),
        "total" => rows.iter().map(|r| r.0.total.as_deref()).collect::<Vec<_>>(),
        "exempt" => rows.iter().map(|r| r.0.exempt).collect::<Vec<_>>(),
        "change" => rows.iter().map(|r| change(&r.3)).collect::<Vec<_>>(),
        "first_seen" => rows.iter().map(|r| first_seen(&r.3)).collect::<Vec<_>>(),
        "last_outcome" => vec![None::<&str>; rows.len()]
    )?)
}

/// `suspects`: a row a suspect card. Its change is `new` or `unchanged` where all its standing findings
/// are, else `changed`.
pub fn suspects(
    data: &RunData<'_>,
    suspects: &[Suspect],
    changes: &ChangeOf,
) -> Result<DataFrame, TableError> {
    let mut rows = Vec::new();
    for suspect in suspects {
        let Some(card) = data.roster.card(suspect.card) else { continue };
        let standing: Vec<_> =
            suspect.findings.iter().filter_map(|at| data.findings.findings.get(*at)).collect();
        let rules: BTreeSet<_> = standing
            .iter()
            .filter_map(|finding| data.rule(finding.rule))
            .map(|rule| rule.id.as_str())
            .collect();
        let seen: Vec<_> = standing
            .iter()
            .filter_map(|finding| changes.get(&data.fingerprint(finding.card, finding.rule)?))
            .collect();
        let first_seen = seen.iter().map(|(_, day)| *day).min();
        rows.push((suspect, card, rules, change_of_card(seen.iter().map(|(change, _)| *change)), first_seen));
    }
    let joined = |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join(";");
    Ok(df!(
        "household_id" => rows.iter().map(|r| r.1.household_id.as_str()).collect::<Vec<_>>(),
        "township" => rows.iter().map(|r| r.1.township.as_str()).collect::<Vec<_>>(),
        "village" => rows.iter().map(|r| r.1.village.as_str()).collect::<Vec<_>>(),
        "head_name" => rows.iter().map(|r| data.text(&r.1.head_name)).collect::<Vec<_>>(),
        "members" => rows.iter().map(|r| i64::from(r.1.members)).collect::<Vec<_>>(),
        "conditions" => rows.iter().map(|r| joined(&mut r.0.conditions.iter().map(u8::to_string))).collect::<Vec<_>>(),
        "rules" => rows.iter().map(|r| joined(&mut r.2.iter().map(|rule| (*rule).to_owned()))).collect::<Vec<_>>(),
        "findings" => rows.iter().map(|r| r.0.findings.len() as i64).collect::<Vec<_>>(),
        "confidence" => rows.iter().map(|r| r.0.confidence.as_str()).collect::<Vec<_>>(),
        "change" => rows.iter().map(|r| r.3.as_str()).collect::<Vec<_>>(),
        "first_seen" => rows.iter().map(|r| r.4.map(|day| day.to_string())).collect::<Vec<_>>()
    )?)
}

fn change_of_card(changes: impl Iterator<Item = Change>) -> Change {
    let all: BTreeSet<_> = changes.collect();
    match (all.first(), all.len()) {
        (Some(only), 1) => *only,
        _ => Change::Changed,
    }
}

/// `verdicts`: a row a card × rule; experimental rules too, which never make a suspect.
pub fn verdicts(data: &RunData<'_>) -> Result<DataFrame, TableError> {
    let verdicts = &data.findings.verdicts;
    let households = data.roster.cards().iter().map(|card| Some(card.household_id.as_str())).collect();
    let rules = data.rules.iter().map(|own| Some(own.rule.id.as_str())).collect();
    let kinds = Verdict::ALL.iter().map(|verdict| Some(verdict.as_str())).collect();
    let kind = |verdict| Verdict::ALL.iter().position(|kind| *kind == verdict).unwrap_or(0);
    let at = |place: usize| IdxSize::try_from(place).unwrap_or(IdxSize::MAX);
    let causes = || {
        let causes: StringChunked = verdicts.iter().map(CardVerdict::cause_text).collect();
        causes.with_name("cause".into()).into_column()
    };
    let household =
        || repeated("household_id", &households, verdicts.iter().map(|verdict| verdict.card).collect());
    let rule = || repeated("rule", &rules, verdicts.iter().map(|verdict| at(verdict.rule)).collect());
    let verdict =
        || repeated("verdict", &kinds, verdicts.iter().map(|verdict| at(kind(verdict.verdict))).collect());
    let ((household, rule), (verdict, causes)) =
        rayon::join(|| rayon::join(household, rule), || rayon::join(verdict, causes));
    let columns = vec![household?, rule?, verdict?, causes];
    Ok(DataFrame::new(verdicts.len(), columns)?)
}

/// `undetermined`: a row a card × rule that is left open, with the cause and what it is about.
pub fn undetermined(data: &RunData<'_>) -> Result<DataFrame, TableError> {
    let open = data.findings.verdicts.iter().filter(|verdict| verdict.verdict == Verdict::Undetermined);
    let rows: Vec<_> = open
        .filter_map(|verdict| Some((verdict, data.roster.card(verdict.card)?, data.rule(verdict.rule)?)))
        .collect();
    Ok(df!(
        "household_id" => rows.iter().map(|r| r.1.household_id.as_str()).collect::<Vec<_>>(),
        "township" => rows.iter().map(|r| r.1.township.as_str()).collect::<Vec<_>>(),
        "village" => rows.iter().map(|r| r.1.village.as_str()).collect::<Vec<_>>(),
        "head_name" => rows.iter().map(|r| r.1.head_name.as_str()).collect::<Vec<_>>(),
        "rule" => rows.iter().map(|r| r.2.id.as_str()).collect::<Vec<_>>(),
        "cause" => rows.iter().map(|r| r.0.cause.map(|cause| cause.as_str())).collect::<Vec<_>>(),
        "detail" => rows.iter().map(|r| r.0.detail.as_str()).collect::<Vec<_>>()
    )?)
}
