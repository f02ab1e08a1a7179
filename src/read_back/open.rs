//! What a published run leaves to people: verdicts that are open, matches to be checked, disputes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::read_rows;
use crate::publish::{PublishError, plain};
use crate::results::{HouseholdRow, IdentityRow};

/// A card × rule that is left open.
#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UndeterminedLine {
    pub household_id: String,
    pub township: String,
    pub village: String,
    pub head_name: String,
    pub rule: String,
    pub cause: String,
    pub detail: String,
}

/// A finding that a family objects to.
#[expect(missing_docs, reason = "named as the columns of the file")]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DisputeLine {
    pub fingerprint: String,
    pub household_id: String,
    pub township: String,
    pub village: String,
    pub head_name: String,
    pub rule: String,
    pub condition: String,
    pub reason: String,
    pub note: String,
    pub visited_on: String,
    pub visited_by: String,
    pub days: String,
}

/// A match to be checked.
#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MatchLine {
    pub household_id: String,
    pub township: String,
    pub village: String,
    pub head_name: String,
    pub person_id: String,
    pub extract: String,
    pub source_file: String,
    pub source_row: Option<i64>,
    pub method: String,
    pub probability: f64,
    pub why: String,
}

/// Reads the verdicts that are open, in the order of the file.
pub fn read_undetermined(dir: &Path) -> Result<Vec<UndeterminedLine>, PublishError> {
    read_csv(dir, "undetermined")
}

/// Reads what is disputed, the oldest first.
pub fn read_disputes(dir: &Path) -> Result<Vec<DisputeLine>, PublishError> {
    read_csv(dir, "disputed")
}

/// Reads the matches to be checked, with the place of each card.
pub fn read_matches(dir: &Path) -> Result<Vec<MatchLine>, PublishError> {
    let places: Vec<HouseholdRow> = super::explanation::stage_rows(dir)?;
    let places: BTreeMap<_, _> = places.into_iter().map(|row| (row.household_id.clone(), row)).collect();
    let line = |row: IdentityRow| {
        let place = places.get(&row.household_id);
        let of_place =
            |text: fn(&HouseholdRow) -> &String| place.map(|row| text(row).clone()).unwrap_or_default();
        MatchLine {
            township: of_place(|row| &row.township),
            village: of_place(|row| &row.village),
            head_name: of_place(|row| &row.head_name),
            household_id: row.household_id,
            person_id: row.person_id.unwrap_or_default(),
            extract: row.extract,
            source_file: row.source_file.unwrap_or_default(),
            source_row: row.source_row,
            method: row.method,
            probability: row.probability,
            why: row.why,
        }
    };
    let mut lines: Vec<_> = read_rows::<IdentityRow>(dir)?.into_iter().map(line).collect();
    lines.sort_by(|a, b| {
        let key = |line: &MatchLine| [&line.township, &line.village, &line.household_id].map(Clone::clone);
        key(a).cmp(&key(b))
    });
    Ok(lines)
}

/// Whether a run has a card in a village.
pub fn has_village(dir: &Path, township: Option<&str>, village: &str) -> Result<bool, PublishError> {
    let cards: Vec<HouseholdRow> = super::explanation::stage_rows(dir)?;
    let is_there = |row: &HouseholdRow| {
        row.village == village && township.is_none_or(|township| row.township == township)
    };
    Ok(cards.iter().any(is_there))
}

/// Reads a table that is published as CSV only.
pub(super) fn read_csv<L: DeserializeOwned>(dir: &Path, table: &str) -> Result<Vec<L>, PublishError> {
    let path = dir.join(format!("{table}.csv"));
    let unreadable = |error: &dyn std::fmt::Display| PublishError::not_readable(&path, &error.to_string());
    let bytes = std::fs::read(&path).map_err(|error| unreadable(&error))?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let heads = reader.headers().map_err(|error| unreadable(&error))?.clone();
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(&error))?;
        let cells: csv::StringRecord = record.iter().map(plain).collect();
        lines.push(cells.deserialize(Some(&heads)).map_err(|error| unreadable(&error))?);
    }
    Ok(lines)
}
