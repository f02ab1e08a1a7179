//! Warnings about columns that rules read: not delivered, lacking in one file, or with days that cannot be.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::rule_set::RuleSet;
use crate::diagnostic::Diagnostic;
use crate::schema::Schema;
use crate::table::LeftOut;
use crate::words::said;

/// Says which rules read columns that were not delivered: what such a rule leaves clear is clear only as far
/// as those columns could have told.
pub(super) fn undelivered(
    rule_set: &RuleSet,
    extract: &str,
    undelivered: &BTreeSet<String>,
) -> Option<Diagnostic> {
    let mut readers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (rule, column) in rule_set.columns_read(extract) {
        if undelivered.contains(column) {
            readers.entry(column).or_default().insert(rule);
        }
    }
    if readers.is_empty() {
        return None;
    }
    let listed: Vec<_> = readers.iter().map(|(column, rules)| read_by(column, rules)).collect();
    let message = said!("columns-not-delivered", columns = listed.join("; "));
    Some(Diagnostic::warning("E0451", message).in_file(extract, None))
}

/// Says that no file of a delivery has numbers, where the job lets it be used all the same.
pub(super) fn without_numbers(
    schema: &Schema,
    extract: &str,
    undelivered: &BTreeSet<String>,
) -> Option<Diagnostic> {
    let number = schema.subjects.iter().find(|subject| undelivered.contains(&subject.id))?;
    let message = said!("numbers-not-delivered", column = &number.id);
    Some(Diagnostic::warning("E0455", message).in_file(extract, None))
}

/// Says how many days of an extract cannot be.
pub(super) fn impossible_days(
    schema: &Schema,
    extract: &str,
    impossible: &BTreeMap<String, u64>,
    delivered_on: NaiveDate,
) -> Vec<Diagnostic> {
    let warnings = impossible.iter().filter_map(|(name, count)| {
        let column = schema.column(name)?;
        let before = column.earliest.map(|day| said!("before", day = day.to_string()));
        let after = column.latest.map(|latest| said!("after", day = latest.day(delivered_on).to_string()));
        let bounds = before.into_iter().chain(after);
        let bounds = bounds.reduce(|first, second| said!("or", first, second));
        let message = said!("days-that-cannot-be", column = name, bounds, count = *count);
        Some(Diagnostic::warning("E0453", message).in_file(extract, None))
    });
    warnings.collect()
}

/// Says which records without a number are not held against their namesakes.
pub(super) fn too_many_namesakes(extract: &str, left_out: LeftOut) -> Option<Diagnostic> {
    let LeftOut { names, records, pairs } = left_out;
    let message = said!("too-many-namesakes", records, names, pairs);
    (names > 0).then(|| Diagnostic::warning("E0454", message).in_file(extract, None))
}

/// Says which files lack columns that rules read and other files of the delivery have: what such a rule says of
/// their rows is undetermined.
pub(super) fn lacking(
    rule_set: &RuleSet,
    extract: &str,
    lacking: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<Diagnostic> {
    let mut readers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (rule, column) in rule_set.columns_read(extract) {
        readers.entry(column).or_default().insert(rule);
    }
    let mut warnings = Vec::new();
    for (file, columns) in lacking {
        let read: Vec<_> =
            columns.iter().filter_map(|column| readers.get_key_value(column.as_str())).collect();
        if read.is_empty() {
            continue;
        }
        let listed: Vec<_> = read.into_iter().map(|(column, rules)| read_by(column, rules)).collect();
        let message = said!("columns-lacking-in-file", extract, columns = listed.join("; "));
        warnings.push(Diagnostic::warning("E0452", message).in_file(file, None));
    }
    warnings
}

fn read_by(column: &str, rules: &BTreeSet<&str>) -> String {
    format!("`{column}` ({})", rules.iter().copied().collect::<Vec<_>>().join(", "))
}
