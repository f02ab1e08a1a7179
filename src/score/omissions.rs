//! People left out, against the truth: right, wrong, and missing.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde::Serialize;

use super::ScoreError;
use super::ratio::{Counts, Measure};
use super::records::Records;
use super::truth::{Lines, Truth, key};
use crate::domain::{PersonKey, Relation};
use crate::read_back::read_rows;
use crate::results::{OmissionRow, OpenOmissionRow};
use crate::standard::citizen_id::Number;
use crate::standard::mask::masked;

/// What a run said under one rule, held against the truth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OmissionScore {
    /// `all` for all rules together.
    pub rule: String,
    pub measure: Measure,
    /// Of the wrong: people who are on a card, the worst there is.
    pub wrong_on_a_card: u64,
    /// Of the missed: said to be undetermined.
    pub missed_undetermined: u64,
    /// Whoever cannot be known, and how many of them were listed; neither for nor against.
    pub unknowable: u64,
    pub unknowable_listed: u64,
}

/// Somebody who is wrongly listed, or missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OmissionError {
    /// `wrong` or `missed`.
    pub what: &'static str,
    pub rule: String,
    /// Masked.
    pub person: String,
    pub on_a_card: bool,
    pub undetermined: bool,
}

#[derive(Default, Clone, Copy)]
struct Tally {
    counts: Counts,
    wrong_on_a_card: u64,
    missed_undetermined: u64,
    unknowable: u64,
    unknowable_listed: u64,
}

/// Rule and person.
type Who = (String, PersonKey);
/// Extract, file and row.
type Place = (String, String, i64);

/// Compares the people whom a run lists with those whom it must list.
pub fn compare(run: &Path, truth: &Truth) -> Result<(Vec<OmissionScore>, Vec<OmissionError>), ScoreError> {
    let mut states: BTreeMap<Who, String> = BTreeMap::new();
    let mut lines = Lines::open(&truth.folder.join("omissions.csv"), ["rule", "person", "state"])?;
    while let Some([rule, person, state]) = lines.next()? {
        let Some(person) = key(person) else { return Err(lines.wrong()) };
        states.insert((rule.to_owned(), person), state.to_owned());
    }
    let file = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    let listed = read_rows::<OmissionRow>(run)?.into_iter().filter(|row| row.status == "stable");
    let listed: Vec<(String, Place)> =
        listed.map(|row| (row.rule, (row.extract, file(&row.source_file), row.source_row))).collect();
    let open = read_rows::<OpenOmissionRow>(run)?.into_iter();
    let open: Vec<(String, Place)> = open
        .filter_map(|row| Some((row.rule, (row.extract, file(&row.source_file?), row.source_row?))))
        .collect();
    // A run masks numbers: whose a record is, its place tells.
    let mut whose: HashMap<Place, Vec<PersonKey>> =
        listed.iter().chain(&open).map(|(_, place)| (place.clone(), Vec::new())).collect();
    let mut records = Records::open(truth)?;
    while let Some(record) = records.next()? {
        let place = (record.extract.clone(), file(&record.file), record.row);
        if let Some(persons) = whose.get_mut(&place) {
            persons.clone_from(&record.persons);
        }
    }
    let of = |rows: Vec<(String, Place)>| -> BTreeSet<Who> {
        let people = |(rule, place): (String, Place)| {
            let persons = whose.get(&place).cloned().unwrap_or_default();
            // A record that is nobody's of the county is nobody's omission either.
            let persons = if persons.is_empty() { vec![PersonKey(0)] } else { persons };
            persons.into_iter().map(move |person| (rule.clone(), person)).collect::<Vec<_>>()
        };
        rows.into_iter().flat_map(people).collect()
    };
    let (listed, open) = (of(listed), of(open));
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut errors = Vec::new();
    let all: BTreeSet<&Who> = states.keys().chain(&listed).collect();
    for who in all {
        let (rule, person) = who;
        let tally = tallies.entry(rule.clone()).or_default();
        let on_a_card = truth.standings(*person).iter().any(|own| own.relation == Relation::Member);
        let undetermined = open.contains(who);
        let what = match (states.get(who).map(String::as_str), listed.contains(who)) {
            (Some("unknowable"), listed) => {
                tally.unknowable += 1;
                tally.unknowable_listed += u64::from(listed && !on_a_card);
                continue;
            }
            (Some("must_list"), true) => {
                tally.counts.right += 1;
                continue;
            }
            (Some("must_list"), false) => {
                tally.counts.missed += 1;
                tally.missed_undetermined += u64::from(undetermined);
                "missed"
            }
            (_, false) => continue,
            (_, true) => {
                tally.counts.wrong += 1;
                tally.wrong_on_a_card += u64::from(on_a_card);
                "wrong"
            }
        };
        let person = masked(Number::of(*person).as_str());
        errors.push(OmissionError { what, rule: rule.clone(), person, on_a_card, undetermined });
    }
    let mut sum = Tally::default();
    for tally in tallies.values() {
        sum.counts += tally.counts;
        sum.wrong_on_a_card += tally.wrong_on_a_card;
        sum.missed_undetermined += tally.missed_undetermined;
        sum.unknowable += tally.unknowable;
        sum.unknowable_listed += tally.unknowable_listed;
    }
    let score = |(rule, tally): (String, Tally)| OmissionScore {
        rule,
        measure: tally.counts.measure(),
        wrong_on_a_card: tally.wrong_on_a_card,
        missed_undetermined: tally.missed_undetermined,
        unknowable: tally.unknowable,
        unknowable_listed: tally.unknowable_listed,
    };
    Ok((tallies.into_iter().chain([("all".to_owned(), sum)]).map(score).collect(), errors))
}
