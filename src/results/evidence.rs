//! The table of evidence: the record behind each finding, and where a person can open it.

use std::collections::BTreeMap;

use polars::prelude::*;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::RunData;
use crate::domain::Fingerprint;
use crate::rulebook::Rule;
use crate::schema::ColumnKind;
use crate::standard::citizen_id;
use crate::table::{Extract, Finding, Hit, LinkedExtract, TableError, cell_text, integers, texts};

struct Row {
    fingerprint: Fingerprint,
    household_id: String,
    rule: String,
    person_id: Option<String>,
    person_name: String,
    number: Option<String>,
    relation: &'static str,
    extract: String,
    source_file: String,
    source_row: i64,
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
        let Some(LinkedExtract { extract, .. }) = data.extracts.get(&hit.extract) else { continue };
        let Some(person) = data.roster.person(hit.place) else { continue };
        let at = hit.row as usize;
        rows.push(Row {
            fingerprint: fingerprint.clone(),
            household_id: card.household_id.clone(),
            rule: rule.id.clone(),
            person_id: person.person_id.clone(),
            person_name: person.name.clone(),
            number: person.person.map(citizen_id::number),
            relation: person.relation.as_str(),
            extract: hit.extract.clone(),
            source_file: texts(extract.frame(), "source_file")?.get(at).unwrap_or_default().to_owned(),
            source_row: integers(extract.frame(), "source_row")?.get(at).unwrap_or_default(),
            hit: hit.clone(),
            asset: asset(extract, at)?,
            values: values(extract, rule, at)?,
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
fn values(extract: &Extract, rule: &Rule, at: usize) -> Result<Vec<(String, ColumnKind, Value)>, TableError> {
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

/// `evidence`: a row a record behind a finding.
pub fn evidence(data: &RunData<'_>) -> Result<DataFrame, TableError> {
    let rows: Vec<_> =
        data.findings.findings.par_iter().map(|finding| rows(data, finding)).collect::<Result<_, _>>()?;
    let rows: Vec<Row> = rows.into_iter().flat_map(|rows: Vec<Row>| rows).collect();
    let json = |row: &Row| {
        let masked = row.values.iter().map(|(name, kind, value)| (name.clone(), data.shown(*kind, value)));
        Value::Object(masked.collect::<Map<_, _>>()).to_string()
    };
    Ok(df!(
        "fingerprint" => rows.iter().map(|r| r.fingerprint.as_str()).collect::<Vec<_>>(),
        "household_id" => rows.iter().map(|r| r.household_id.as_str()).collect::<Vec<_>>(),
        "rule" => rows.iter().map(|r| r.rule.as_str()).collect::<Vec<_>>(),
        "person_id" => rows.iter().map(|r| r.person_id.as_deref().map(|id| data.text(id))).collect::<Vec<_>>(),
        "person_name" => rows.iter().map(|r| data.text(&r.person_name)).collect::<Vec<_>>(),
        "person_id_masked" => rows.iter().map(|r| r.number.as_deref().map(|number| data.number(number))).collect::<Vec<_>>(),
        "relation" => rows.iter().map(|r| r.relation).collect::<Vec<_>>(),
        "extract" => rows.iter().map(|r| r.extract.as_str()).collect::<Vec<_>>(),
        "source_file" => rows.iter().map(|r| r.source_file.as_str()).collect::<Vec<_>>(),
        "source_row" => rows.iter().map(|r| r.source_row).collect::<Vec<_>>(),
        "method" => rows.iter().map(|r| r.hit.method.as_str()).collect::<Vec<_>>(),
        "probability" => rows.iter().map(|r| r.hit.method.probability()).collect::<Vec<_>>(),
        "exempt" => rows.iter().map(|r| r.hit.exempt.as_deref()).collect::<Vec<_>>(),
        "asset" => rows.iter().map(|r| data.text(&r.asset)).collect::<Vec<_>>(),
        "values" => rows.iter().map(json).collect::<Vec<_>>()
    )?)
}

impl RunData<'_> {
    /// Numbers of persons and telephones are masked unless revealed, in whatever column they stand: a
    /// disability certificate's number begins with its holder's.
    fn shown(&self, kind: ColumnKind, value: &Value) -> Value {
        match (kind, value) {
            (ColumnKind::CitizenId | ColumnKind::Phone, Value::String(number)) => {
                Value::String(self.number(number))
            }
            (_, Value::String(text)) => Value::String(self.text(text)),
            (_, Value::Array(items)) => items.iter().map(|item| self.shown(kind, item)).collect(),
            // A number that fell into a column of amounts or counts.
            (_, Value::Number(number)) => {
                let (written, shown) = (number.to_string(), self.text(&number.to_string()));
                if shown == written { value.clone() } else { Value::String(shown) }
            }
            _ => value.clone(),
        }
    }
}

/// The digest of each finding's evidence as delivered. File names and row numbers do not enter, so that
/// a delivery re-sorted or renamed changes no finding.
pub fn evidence_digests(data: &RunData<'_>) -> Result<BTreeMap<Fingerprint, String>, TableError> {
    let digests: Vec<_> = data
        .findings
        .findings
        .par_iter()
        .map(|finding| {
            let rows = rows(data, finding)?;
            let fingerprint = rows.first().map(|row| row.fingerprint.clone());
            Ok(fingerprint.map(|fingerprint| (fingerprint, digest(&rows))))
        })
        .collect::<Result<_, TableError>>()?;
    Ok(digests.into_iter().flatten().collect())
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
    blake3::hash(records.join("\n").as_bytes()).to_hex().to_string()
}
