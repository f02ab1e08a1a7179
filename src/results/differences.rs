//! The table of differences: two values that are not the same, and where a person can open both.

use rayon::prelude::*;

use super::RunData;
use super::row::published;
use crate::domain::{Confidence, DifferenceKind, Method, RosterSource};
use crate::rulebook::With;
use crate::schema::ColumnKind;
use crate::standard::citizen_id;
use crate::table::{Difference, Extract, RowIdx, TableError};

published! {
    /// A row of `differences`: what the registry says of a member, and what another extract, or copy, says.
    DifferenceRow = "differences" {
        /// Of the finding that it stands behind; a spelling alone makes none.
        fingerprint: String,
        household_id: String,
        township: String,
        village: String,
        person_id: Option<String>,
        person_name: String,
        person_id_masked: Option<String>,
        rule: String,
        kind: DifferenceKind,
        /// How far apart they are, as the comparator calls it.
        level: String,
        registry_column: String,
        registry_value: Option<String>,
        registry_file: String,
        registry_row: i64,
        extract: String,
        extract_column: String,
        extract_value: Option<String>,
        source_file: String,
        source_row: i64,
        /// Of the registry and its copies, the one that the others contradict; `all` where no two agree.
        odd_one: Option<String>,
        method: Method,
        confidence: Confidence,
        exempt: bool,
    }
}

/// Every pair of values that is not the same.
pub fn differences(data: &RunData<'_>) -> Result<Vec<DifferenceRow>, TableError> {
    let rows = data.findings.differences.par_iter().map(|own| row(data, own));
    Ok(rows.collect::<Result<Vec<_>, TableError>>()?.into_iter().flatten().collect())
}

fn row(data: &RunData<'_>, own: &Difference) -> Result<Option<DifferenceRow>, TableError> {
    let known = (data.roster.card(own.card), data.roster.person(own.place), data.rule(own.rule));
    let (Some(card), Some(person), Some(rule)) = known else { return Ok(None) };
    let registry = data.extracts.get(RosterSource::Registry.as_str());
    let extract = data.extracts.get(&rule.extract);
    let (Some(registry), Some(extract)) = (registry, extract) else { return Ok(None) };
    let (Some(comparison), Some(registry_row)) =
        (rule.compare.get(usize::from(own.column)), person.registry_row)
    else {
        return Ok(None);
    };
    let fingerprint = data.fingerprint(own.card, own.rule).map(|fingerprint| fingerprint.to_string());
    let extract_value = match &comparison.with {
        With::Column(column) => shown(data, &extract.extract, column, own.row)?,
        With::Count => own.counted.map(|count| count.to_string()),
    };
    let (registry_file, registry_line) = registry.extract.source(registry_row)?;
    let (source_file, source_row) = extract.extract.source(own.row)?;
    Ok(Some(DifferenceRow {
        fingerprint: fingerprint.unwrap_or_default(),
        household_id: card.household_id.clone(),
        township: card.township.clone(),
        village: card.village.clone(),
        person_id: person.person_id.as_ref().map(ToString::to_string),
        person_name: person.name.to_string(),
        person_id_masked: person.person.map(|person| data.number(&citizen_id::number(person))),
        rule: rule.id.clone(),
        kind: own.kind,
        level: own.level.to_owned(),
        registry_column: comparison.registry.clone(),
        registry_value: shown(data, &registry.extract, &comparison.registry, registry_row)?,
        registry_file,
        registry_row: registry_line,
        extract: rule.extract.clone(),
        extract_column: comparison.with.as_written().to_owned(),
        extract_value,
        source_file,
        source_row,
        odd_one: own.odd_one.clone(),
        method: own.method,
        confidence: own.confidence,
        exempt: own.exempt,
    }))
}

/// A value as it may be handed over, but for texts, which are masked as all are.
fn shown(
    data: &RunData<'_>,
    extract: &Extract,
    column: &str,
    row: RowIdx,
) -> Result<Option<String>, TableError> {
    let value = extract.value(column, row)?;
    Ok(match extract.schema().comparable(column).map(|column| column.kind) {
        Some(ColumnKind::CitizenId | ColumnKind::Phone) => value.map(|number| data.number(&number)),
        _ => value,
    })
}
