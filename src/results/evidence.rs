//! The table of evidence: the record behind each finding, and where a person can open it.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::Value;

use super::RunData;
use super::row::{Values, published};
use crate::domain::{DifferenceKind, Fingerprint, Method, Relation, RosterSource};
use crate::rulebook::{Rule, With};
use crate::schema::ColumnKind;
use crate::standard::citizen_id;
use crate::standard::mask::digest_name;
use crate::table::{Extract, Finding, Hit, LinkedExtract, RowIdx, TableError, cell_text};

struct Row {
    fingerprint: Fingerprint,
    household_id: String,
    rule: String,
    person_id: Option<String>,
    person_name: String,
    number: Option<String>,
    relation: Relation,
    extract: String,
    source_file: String,
    source_row: i64,
    probability: f64,
    hit: Hit,
    asset: String,
    /// As delivered, numbers in full: never handed over as such.
    values: Vec<(String, ColumnKind, Value)>,
}

/// The records behind one finding.
fn rows(data: &RunData<'_>, finding: &Finding) -> Result<Vec<Row>, TableError> {
    let mut rows = Vec::new();
    let known = (data.roster.card(finding.card), data.rule(finding.rule));
    let ((Some(card), Some(rule)), Some(fingerprint)) = (known, data.fingerprint(finding.card, finding.rule))
    else {
        return Ok(rows);
    };
    for hit in &finding.hits {
        let Some(LinkedExtract { extract, links }) = data.extracts.get(&hit.extract) else { continue };
        let Some(person) = data.roster.person(hit.place) else { continue };
        let at = hit.row.at();
        let (source_file, source_row) = extract.source(hit.row)?;
        rows.push(Row {
            fingerprint: fingerprint.clone(),
            household_id: card.household_id.clone(),
            rule: rule.id.clone(),
            person_id: person.person_id.as_ref().map(ToString::to_string),
            person_name: person.name.to_string(),
            number: person.person.map(citizen_id::number),
            relation: person.relation,
            extract: hit.extract.clone(),
            source_file,
            source_row,
            probability: links.probability(hit.row, hit.place, hit.method, hit.link),
            hit: hit.clone(),
            asset: asset(extract, at)?,
            values: [values(extract, rule, at)?, differing(data, finding, hit, rule)?].concat(),
        });
    }
    Ok(rows)
}

/// What makes the thing unique, in words: `02 冀J12345`.
fn asset(extract: &Extract, at: usize) -> Result<String, TableError> {
    let mut parts = Vec::new();
    for column in &extract.schema().asset {
        parts.extend(cell_text(&extract.frame().column(column)?.get(at)?));
    }
    Ok(parts.join(" "))
}

/// The rule's evidence columns; of a member without a record, the registry row that says who it is.
pub(super) fn values(
    extract: &Extract,
    rule: &Rule,
    at: usize,
) -> Result<Vec<(String, ColumnKind, Value)>, TableError> {
    let mut values = Vec::new();
    for name in &rule.evidence {
        let Some(column) = extract.schema().column(name) else { continue };
        let text = cell_text(&extract.frame().column(name)?.get(at)?);
        let value = match (text, column.kind) {
            (None, _) => Value::Null,
            (Some(text), ColumnKind::CodeList) => text.split(',').map(Value::from).collect(),
            (Some(text), ColumnKind::Integer) => text.parse::<i64>().map_or(Value::String(text), Value::from),
            // Decimals stay texts: a reader's floating point must not change an amount.
            (Some(text), _) => Value::String(text),
        };
        values.push((name.clone(), column.kind, value));
    }
    Ok(values)
}

/// The values that are not the same, each of the registry (`registry.name`) and of the record (`name`).
fn differing(
    data: &RunData<'_>,
    finding: &Finding,
    hit: &Hit,
    rule: &Rule,
) -> Result<Vec<(String, ColumnKind, Value)>, TableError> {
    let mut values = Vec::new();
    if rule.compare.is_empty() {
        return Ok(values);
    }
    let own = (finding.card, finding.rule, hit.place, hit.row);
    let all = &data.findings.differences;
    let first = all.partition_point(|other| (other.card, other.rule, other.place, other.row) < own);
    let of_hit =
        all.iter().skip(first).take_while(|other| (other.card, other.rule, other.place, other.row) == own);
    let registry = data.extracts.get(RosterSource::Registry.as_str()).map(|own| &own.extract);
    let registry_row = data.roster.person(hit.place).and_then(|person| person.registry_row);
    let extract = data.extracts.get(&hit.extract).map(|own| &own.extract);
    let (Some(registry), Some(registry_row), Some(extract)) = (registry, registry_row, extract) else {
        return Ok(values);
    };
    let value = |extract: &Extract, column: &str, row: RowIdx| {
        let text = extract.value(column, row)?;
        let kind = extract.schema().comparable(column).map_or(ColumnKind::Text, |column| column.kind);
        Ok::<_, TableError>((kind, text.map_or(Value::Null, Value::String)))
    };
    for difference in of_hit.filter(|other| other.kind == DifferenceKind::Difference) {
        let Some(comparison) = rule.compare.get(usize::from(difference.column)) else { continue };
        let (kind, said) = value(registry, &comparison.registry, registry_row)?;
        values.push((format!("registry.{}", comparison.registry), kind, said));
        let (kind, said) = match &comparison.with {
            With::Column(column) => value(extract, column, hit.row)?,
            With::Count => (ColumnKind::Integer, difference.counted.map_or(Value::Null, Value::from)),
        };
        values.push((comparison.with.as_written().to_owned(), kind, said));
    }
    Ok(values)
}

published! {
    /// A row of `evidence`: a record behind a finding.
    EvidenceRow = "evidence" {
        fingerprint: String,
        household_id: String,
        rule: String,
        person_id: Option<String>,
        person_name: String,
        person_id_masked: Option<String>,
        relation: Relation,
        extract: String,
        source_file: String,
        source_row: i64,
        method: Method,
        probability: f64,
        /// Why it does not count; nothing if it counts.
        exempt: Option<String>,
        /// What makes the thing unique: `02 冀J12345`.
        asset: String,
        values: Values,
    }
}

/// The records behind all findings, as delivered.
pub struct EvidenceRecords(Vec<Vec<Row>>);

impl EvidenceRecords {
    pub fn of(data: &RunData<'_>) -> Result<Self, TableError> {
        let rows = data.findings.findings.par_iter().map(|finding| rows(data, finding));
        Ok(Self(rows.collect::<Result<_, TableError>>()?))
    }

    /// As they may be handed over, but for texts, which are masked as all are.
    pub fn shown(self, data: &RunData<'_>) -> Vec<EvidenceRow> {
        self.0.into_par_iter().flatten_iter().map(|row| shown(data, row)).collect()
    }

    /// The digest of each finding's evidence as delivered. File names and row numbers do not enter, so that
    /// a delivery re-sorted or renamed changes no finding.
    pub fn digests(&self) -> BTreeMap<Fingerprint, String> {
        let digest = |rows: &Vec<Row>| Some((rows.first()?.fingerprint.clone(), digest(rows)));
        self.0.par_iter().filter_map(digest).collect::<Vec<_>>().into_iter().collect()
    }
}

/// A record as it may be handed over, but for texts, which are masked as all are.
fn shown(data: &RunData<'_>, row: Row) -> EvidenceRow {
    let values = row.values.into_iter().map(|(name, kind, value)| (name, shown_value(data, kind, value)));
    EvidenceRow {
        fingerprint: row.fingerprint.to_string(),
        household_id: row.household_id,
        rule: row.rule,
        person_id: row.person_id,
        person_name: row.person_name,
        person_id_masked: row.number.map(|number| data.number(&number)),
        relation: row.relation,
        extract: row.extract,
        source_file: row.source_file,
        source_row: row.source_row,
        method: row.hit.method,
        probability: row.probability,
        exempt: row.hit.exempt,
        asset: row.asset,
        values: Values(values.collect()),
    }
}

/// Numbers of persons and telephones are hidden as such; whatever else reads as one is masked as all texts are.
pub(super) fn shown_value(data: &RunData<'_>, kind: ColumnKind, value: Value) -> Value {
    match (kind, value) {
        (ColumnKind::CitizenId | ColumnKind::Phone, Value::String(number)) => {
            Value::String(data.number(&number))
        }
        (_, value) => value,
    }
}

fn digest(rows: &[Row]) -> String {
    let record = |row: &Row| {
        let values: Vec<_> = row.values.iter().map(|(name, _, value)| format!("{name}={value}")).collect();
        format!(
            "{}|{}|{}|{:?}|{:?}|{}|{}",
            row.extract,
            row.relation,
            row.hit.method,
            row.number,
            row.hit.exempt,
            row.asset,
            values.join("|")
        )
    };
    let mut records: Vec<_> = rows.iter().map(record).collect();
    records.sort();
    digest_of(&records.join("\n"))
}

/// What some evidence is told apart by from run to run.
pub(super) fn digest_of(evidence: &str) -> String {
    digest_name("", blake3::hash(evidence.as_bytes()), 64)
}
