//! Warnings about columns that rules read: not delivered, lacking in one file, or with days that cannot be.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::rule_set::RuleSet;
use crate::diagnostic::Diagnostic;
use crate::schema::Schema;
use crate::table::LeftOut;

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
    let message = format!("no file has these columns, which rules read as empty: {}", listed.join("; "));
    let help = "ask the department for them, or map their headers under `[extract.columns]`";
    Some(Diagnostic::warning("E0451", message).help(help).in_file(extract, None))
}

/// Says that no file of a delivery has numbers, where the job lets it be used all the same.
pub(super) fn without_numbers(
    schema: &Schema,
    extract: &str,
    undelivered: &BTreeSet<String>,
) -> Option<Diagnostic> {
    let number = schema.subjects.iter().find(|subject| undelivered.contains(&subject.id))?;
    let message = format!("no file has `{}`: whom its records are about is told without numbers", number.id);
    let help = "only a record with a birth date can make a suspect then; ask the department for the numbers, or map their header under `[extract.columns]`";
    Some(Diagnostic::warning("E0455", message).help(help).in_file(extract, None))
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
        let before = column.earliest.map(|day| format!("before {day}"));
        let after = column.latest.map(|latest| format!("after {}", latest.day(delivered_on)));
        let bounds: Vec<_> = before.into_iter().chain(after).collect();
        let message = format!("values of `{name}` {}, when nothing can have been registered: {count}", bounds.join(" or "));
        let help = "rules that read them are undetermined; ask the department to correct them, or state the day of delivery: `delivered_on`";
        Some(Diagnostic::warning("E0453", message).help(help).in_file(extract, None))
    });
    warnings.collect()
}

/// Says which records without a number are not held against their namesakes.
pub(super) fn too_many_namesakes(extract: &str, left_out: LeftOut) -> Option<Diagnostic> {
    let LeftOut { names, records, pairs } = left_out;
    let message = format!(
        "{records} records without a usable number have one of {names} common names: their {pairs} possible matches are not written down"
    );
    let help = "no rule looks at matches by name alone; ask the department for the numbers";
    (names > 0).then(|| Diagnostic::warning("E0454", message).help(help).in_file(extract, None))
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
        let message = format!(
            "this file lacks columns that other files of `{extract}` have and rules read; its rows are undetermined for them: {}",
            listed.join("; ")
        );
        let help =
            "ask for the columns, or name their headers in this file, too: `[extract.columns]` takes a list";
        warnings.push(Diagnostic::warning("E0452", message).help(help).in_file(file, None));
    }
    warnings
}

fn read_by(column: &str, rules: &BTreeSet<&str>) -> String {
    format!("`{column}` ({})", rules.iter().copied().collect::<Vec<_>>().join(", "))
}
