//! The tables of people who were left out, and of those of whom it cannot be said.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::evidence::{digest_of, shown_value, values};
use super::row::{List, Values, published};
use super::{ChangeOf, RunData};
use crate::domain::{Cause, Change, Fingerprint, PersonKey, RosterSource};
use crate::standard::citizen_id;
use crate::table::{Omission, TableError, integers};

published! {
    /// A row of `omissions`: a person left out.
    OmissionRow = "omissions" {
        rule: String,
        name: String,
        person_id_masked: Option<String>,
        township: String,
        village: String,
        extract: String,
        source_file: String,
        source_row: i64,
        values: Values,
        fingerprint: String,
        rule_version: i64,
        severity: String,
        /// `experimental` where the rule is on trial.
        status: String,
        /// How many records of the person meet the rule.
        records: i64,
        /// The sum that the rule's `having` compares, of all who are registered together.
        total: Option<String>,
        /// The household register, and how many people are in it.
        register_id: Option<String>,
        people: i64,
        /// Who of them is on a card, and on which.
        relatives: List,
        household_id: List,
        /// Where the person stands in the household register.
        registered_file: Option<String>,
        registered_row: Option<i64>,
        change: Option<Change>,
        first_seen: Option<NaiveDate>,
    }
}

published! {
    /// A row of `omissions_undetermined`: somebody who may have been left out, or a rule that could not be asked.
    OpenOmissionRow = "omissions_undetermined" {
        rule: String,
        name: String,
        person_id_masked: Option<String>,
        township: String,
        village: String,
        extract: String,
        source_file: Option<String>,
        source_row: Option<i64>,
        cause: Option<Cause>,
        detail: String,
        fingerprint: Option<String>,
    }
}

/// The stable name of somebody's omission: of the number, or of the record where no number tells who it is.
pub fn fingerprint_of(data: &RunData<'_>, own: &Omission) -> Result<Option<Fingerprint>, TableError> {
    let Some(rule) = data.rule(own.rule) else { return Ok(None) };
    let who = match own.person {
        Some(person) => format!("person {}", citizen_id::number(PersonKey(person))),
        None => {
            let Some(extract) = data.extracts.get(&rule.extract) else { return Ok(None) };
            let record = integers(extract.extract.frame(), crate::schema::RECORD)?.get(own.row.at());
            format!("record {} {}", own.name, record.unwrap_or_default())
        }
    };
    Ok(Some(Fingerprint::of(data.job, &rule.id, &who)))
}

/// The people who were left out.
pub fn omissions(data: &RunData<'_>, changes: &ChangeOf) -> Result<Vec<OmissionRow>, TableError> {
    let people = &data.findings.omissions.people;
    let omitted = people.par_iter().filter(|own| own.open.is_none());
    let rows = omitted.map(|own| row(data, changes, own)).collect::<Result<Vec<_>, TableError>>()?;
    Ok(rows.into_iter().flatten().collect())
}

fn row(data: &RunData<'_>, changes: &ChangeOf, own: &Omission) -> Result<Option<OmissionRow>, TableError> {
    let Some(rule) = data.rule(own.rule) else { return Ok(None) };
    let (Some(extract), Some(fingerprint)) = (data.extracts.get(&rule.extract), fingerprint_of(data, own)?)
    else {
        return Ok(None);
    };
    let (source_file, source_row) = extract.extract.source(own.row)?;
    let home = Home::of(data, own)?;
    let shown = values(&extract.extract, rule, own.row.at())?
        .into_iter()
        .map(|(name, kind, value)| (name, shown_value(data, kind, value)));
    let change = changes.get(&fingerprint);
    let household = |card| data.roster.card(card).map(|card| card.household_id.clone());
    Ok(Some(OmissionRow {
        rule: rule.id.clone(),
        name: own.name.clone(),
        person_id_masked: own.person.map(|person| data.number(&citizen_id::number(PersonKey(person)))),
        township: home.township,
        village: home.village,
        extract: rule.extract.clone(),
        source_file,
        source_row,
        values: Values(shown.collect()),
        fingerprint: fingerprint.to_string(),
        rule_version: i64::from(rule.version),
        severity: rule.severity.as_str().to_owned(),
        status: rule.status.as_str().to_owned(),
        records: i64::from(own.records),
        total: own.total.clone(),
        register_id: own.company.register_id.clone(),
        people: i64::from(own.company.people),
        relatives: List(own.company.on_cards.iter().map(|(name, _)| name.clone()).collect()),
        household_id: List(own.company.on_cards.iter().filter_map(|(_, card)| household(*card)).collect()),
        registered_file: home.file,
        registered_row: home.row,
        change: change.map(|(change, _)| *change),
        first_seen: change.map(|(_, day)| *day),
    }))
}

/// Those of whom it cannot be said whether they were left out, and the rules that could not be asked.
pub fn open_omissions(data: &RunData<'_>) -> Result<Vec<OpenOmissionRow>, TableError> {
    let omissions = &data.findings.omissions;
    let mut rows = Vec::new();
    for (rule, cause, extract) in &omissions.unasked {
        let Some(own) = data.rule(*rule) else { continue };
        rows.push(OpenOmissionRow {
            rule: own.id.clone(),
            name: String::new(),
            person_id_masked: None,
            township: String::new(),
            village: String::new(),
            extract: own.extract.clone(),
            source_file: None,
            source_row: None,
            cause: Some(*cause),
            detail: extract.clone(),
            fingerprint: None,
        });
    }
    for own in omissions.open() {
        let (Some(rule), Some((cause, detail))) = (data.rule(own.rule), &own.open) else { continue };
        let Some(extract) = data.extracts.get(&rule.extract) else { continue };
        let (source_file, source_row) = extract.extract.source(own.row)?;
        let home = Home::of(data, own)?;
        rows.push(OpenOmissionRow {
            rule: rule.id.clone(),
            name: own.name.clone(),
            person_id_masked: own.person.map(|person| data.number(&citizen_id::number(PersonKey(person)))),
            township: home.township,
            village: home.village,
            extract: rule.extract.clone(),
            source_file: Some(source_file),
            source_row: Some(source_row),
            cause: Some(*cause),
            detail: detail.clone(),
            fingerprint: fingerprint_of(data, own)?.map(|own| own.to_string()),
        });
    }
    Ok(rows)
}

/// The digest of what is known of everybody who was left out, as delivered; file names and row numbers do not enter.
pub fn omission_digests(data: &RunData<'_>) -> Result<BTreeMap<Fingerprint, (String, String)>, TableError> {
    let digest = |own: &Omission| {
        let (Some(rule), Some(fingerprint)) = (data.rule(own.rule), fingerprint_of(data, own)?) else {
            return Ok(None);
        };
        let Some(extract) = data.extracts.get(&rule.extract) else { return Ok(None) };
        let said = values(&extract.extract, rule, own.row.at())?;
        let said: Vec<_> = said.iter().map(|(name, _, value)| format!("{name}={value}")).collect();
        let text = format!("{}|{}|{:?}", said.join("|"), own.records, own.total);
        Ok(Some((fingerprint, (rule.id.clone(), digest_of(&text)))))
    };
    let people = &data.findings.omissions.people;
    let digests = people.par_iter().filter(|own| own.open.is_none()).map(digest);
    Ok(digests.collect::<Result<Vec<_>, TableError>>()?.into_iter().flatten().collect())
}

/// Where somebody lives by the household register, and where that stands.
#[derive(Default)]
struct Home {
    township: String,
    village: String,
    file: Option<String>,
    row: Option<i64>,
}

impl Home {
    fn of(data: &RunData<'_>, own: &Omission) -> Result<Self, TableError> {
        let population = data.extracts.get(RosterSource::Population.as_str());
        let (Some(population), Some(row)) = (population, own.registered) else { return Ok(Self::default()) };
        let extract = &population.extract;
        let text = |column: &str| match extract.frame().column(column) {
            Ok(_) => Ok::<_, TableError>(extract.value(column, row)?.unwrap_or_default()),
            Err(_) => Ok(String::new()),
        };
        let (file, line) = extract.source(row)?;
        Ok(Self { township: text("township")?, village: text("village")?, file: Some(file), row: Some(line) })
    }
}
