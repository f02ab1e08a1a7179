//! The table of changes: what is another in the evidence of a finding, and which findings went away or came back.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::EvidenceRow;
use super::row::published;
use crate::standard::mask::masked_text;

published! {
    /// A row of `changes`: one value of a changed finding, before and after; or a finding that came back or went away.
    ChangeRow = "changes" {
        fingerprint: String,
        household_id: String,
        township: String,
        village: String,
        rule: String,
        /// `changed`, `reopened`, or why it is gone.
        change: String,
        first_seen: Option<NaiveDate>,
        last_confirmed: Option<NaiveDate>,
        /// Why it could not be looked at.
        cause: Option<String>,
        extract: String,
        person_name: String,
        asset: String,
        /// What is another; nothing for a whole record that came or went.
        column: String,
        before: String,
        after: String,
    }
}

/// One value that is another, or a record that came or went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangedValue {
    pub extract: String,
    pub person_name: String,
    pub asset: String,
    /// Nothing for a whole record.
    pub column: String,
    pub before: String,
    pub after: String,
}

/// What is another in the records behind one finding. Two records are the same one if they are of one extract, person
/// and thing; where several are, in their order.
pub fn what_changed(before: &[EvidenceRow], after: &[EvidenceRow]) -> Vec<ChangedValue> {
    let (old, new) = (by_thing(before), by_thing(after));
    let mut found = Vec::new();
    for (thing, old) in &old {
        match new.get(thing) {
            Some(new) => differing(old, new, &mut found),
            None => found.push(ChangedValue { before: summary(old), ..of_record(old) }),
        }
    }
    for (_, new) in new.iter().filter(|(thing, _)| !old.contains_key(*thing)) {
        found.push(ChangedValue { after: summary(new), ..of_record(new) });
    }
    if found.is_empty() {
        // Of a number only the last digits are handed over, and the digits before them may be others.
        let hidden =
            ChangedValue { column: "*".to_owned(), ..after.first().map(of_record).unwrap_or_default() };
        found.push(hidden);
    }
    found
}

/// What a record is about: extract, person and thing; the number parts those that are about the same.
type Thing<'a> = (&'a str, &'a str, &'a str, &'a str, usize);

fn by_thing(rows: &[EvidenceRow]) -> BTreeMap<Thing<'_>, &EvidenceRow> {
    let mut sorted: Vec<_> = rows.iter().collect();
    sorted.sort_by_key(|row| Value::Object(row.values.0.clone()).to_string());
    let mut all = BTreeMap::new();
    for row in sorted {
        let person = row.person_id.as_deref().unwrap_or_default();
        let thing = |nth| (&*row.extract, person, &*row.person_name, &*row.asset, nth);
        let nth = (0..).find(|nth| !all.contains_key(&thing(*nth))).unwrap_or_default();
        all.insert(thing(nth), row);
    }
    all
}

fn of_record(row: &EvidenceRow) -> ChangedValue {
    ChangedValue {
        extract: row.extract.clone(),
        person_name: row.person_name.clone(),
        asset: row.asset.clone(),
        ..ChangedValue::default()
    }
}

fn differing(old: &EvidenceRow, new: &EvidenceRow, found: &mut Vec<ChangedValue>) {
    let mut columns: Vec<_> = new.values.0.keys().collect();
    columns.extend(old.values.0.keys().filter(|name| !new.values.0.contains_key(*name)));
    let of_values = columns.into_iter().map(|name| {
        let text = |row: &EvidenceRow| row.values.0.get(name).map(in_words).unwrap_or_default();
        (name.clone(), text(old), text(new))
    });
    let exempt = |row: &EvidenceRow| row.exempt.clone().unwrap_or_default();
    let of_link = [
        ("relation", old.relation.to_string(), new.relation.to_string()),
        ("method", old.method.to_string(), new.method.to_string()),
        ("exempt", exempt(old), exempt(new)),
    ];
    let of_link = of_link.into_iter().map(|(name, old, new)| (name.to_owned(), old, new));
    for (column, before, after) in of_values.chain(of_link) {
        // A run may have revealed the numbers that the other hides.
        if masked_text(&before) != masked_text(&after) {
            found.push(ChangedValue { column, before, after, ..of_record(new) });
        }
    }
}

fn summary(row: &EvidenceRow) -> String {
    let said = row.values.0.iter().map(|(name, value)| (name, in_words(value)));
    let said: Vec<_> =
        said.filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={value}")).collect();
    if said.is_empty() { format!("{}:{}", row.source_file, row.source_row) } else { said.join(" ") }
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(in_words).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Method, Relation};
    use crate::results::Values;
    use serde_json::json;

    fn record(asset: &str, values: Value) -> EvidenceRow {
        EvidenceRow {
            fingerprint: "f".into(),
            household_id: "H1".into(),
            rule: "car".into(),
            person_id: Some("P1".into()),
            person_name: "张三".into(),
            person_id_masked: None,
            relation: Relation::Member,
            extract: "vehicle".into(),
            source_file: "车管.csv".into(),
            source_row: 7,
            method: Method::Id,
            probability: 0.999,
            exempt: None,
            asset: asset.into(),
            values: Values(values.as_object().unwrap().clone()),
        }
    }

    fn said(before: &[EvidenceRow], after: &[EvidenceRow]) -> Vec<String> {
        let found = what_changed(before, after).into_iter();
        found.map(|own| format!("{} {}: {} -> {}", own.asset, own.column, own.before, own.after)).collect()
    }

    #[test]
    fn a_value_that_is_another_is_named_with_both() {
        let before = [record("冀J1", json!({"status": ["A"], "brand": "x"}))];
        let after = [record("冀J1", json!({"status": ["A", "Q"], "brand": "x"}))];
        assert_eq!(said(&before, &after), ["冀J1 status: A -> A,Q"]);
    }

    #[test]
    fn a_record_that_came_and_one_that_went_are_told_apart() {
        let one = [record("冀J1", json!({"brand": "x"}))];
        let both = [one[0].clone(), record("冀J2", json!({"brand": "y"}))];
        assert_eq!(said(&one, &both), ["冀J2 :  -> brand=y"]);
        assert_eq!(said(&both, &one), ["冀J2 : brand=y -> "]);
    }

    #[test]
    fn of_two_records_of_one_thing_only_the_one_that_changed_is_named() {
        let (one, other) = (record("", json!({"wage": "1"})), record("", json!({"wage": "2"})));
        let now = record("", json!({"wage": "3"}));
        assert_eq!(said(&[one.clone(), other.clone()], &[now, one]), [" wage: 2 -> 3"]);
    }

    #[test]
    fn a_change_in_digits_that_are_hidden_is_still_said() {
        let own = record("冀J1", json!({"brand": "x"}));
        let own = [own];
        assert_eq!(said(&own, &own), ["冀J1 *:  -> "]);
    }
}
