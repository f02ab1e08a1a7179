//! Differences between the registry and its copies, against the truth: right, wrong, and missing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use super::ScoreError;
use super::ratio::{Counts, Measure};
use super::truth::{Lines, Truth};
use crate::domain::DifferenceKind;
use crate::read_back::read_rows;
use crate::results::{DifferenceRow, EvidenceRow};

/// What a run said of one copy and column, held against the truth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DifferenceScore {
    /// `village_ledger household_size`; `village_ledger -` for members whom the copy lacks; `all`.
    pub what: String,
    pub measure: Measure,
    /// Of the right ones: how many name the one that the others contradict, and how many name another.
    pub odd_one_right: u64,
    pub odd_one_wrong: u64,
}

/// A difference that is wrong or missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferenceError {
    /// `wrong` or `missed`.
    pub what: &'static str,
    pub household_id: String,
    pub person_id: String,
    pub copy: String,
    /// `-` for a member whom the copy lacks.
    pub column: String,
}

/// Household, member, copy and column.
type Key = (String, String, String, String);

/// What stands for the column of a member whom a copy lacks.
const LACKING: &str = "-";

#[derive(Default)]
struct Tally {
    counts: Counts,
    odd_one_right: u64,
    odd_one_wrong: u64,
}

/// Compares the differences of a run with those of the truth: of copies, member by member.
pub fn compare(
    run: &Path,
    truth: &Truth,
) -> Result<(Vec<DifferenceScore>, Vec<DifferenceError>), ScoreError> {
    let mut expected: BTreeMap<Key, String> = BTreeMap::new();
    let columns = ["household_id", "person_id", "copy", "column", "right"];
    let mut lines = Lines::open(&truth.folder.join("differences.csv"), columns)?;
    while let Some([card, person, copy, column, right]) = lines.next()? {
        let column = if column.is_empty() { LACKING } else { column };
        let key = [card, person, copy, column].map(str::to_owned);
        expected.insert(key.into(), right.to_owned());
    }
    let copies: BTreeSet<&str> = super::COPIES.into();
    let mut found: BTreeMap<Key, Option<String>> = BTreeMap::new();
    for row in read_rows::<DifferenceRow>(run)? {
        let stands = row.confidence.stands() && row.kind == DifferenceKind::Difference;
        if stands && copies.contains(row.extract.as_str()) {
            let key = (row.household_id, row.person_id.unwrap_or_default(), row.extract, row.registry_column);
            found.insert(key, row.odd_one);
        }
    }
    for row in read_rows::<EvidenceRow>(run)? {
        let lacks = copies.iter().find(|copy| row.rule == format!("{}-lacks-member", copy.replace('_', "-")));
        if let Some(copy) = lacks {
            let person = row.person_id.unwrap_or_default();
            found.insert((row.household_id, person, (*copy).to_owned(), LACKING.to_owned()), None);
        }
    }
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut errors = Vec::new();
    let keys: BTreeSet<&Key> = expected.keys().chain(found.keys()).collect();
    for key in keys {
        let (household_id, person_id, copy, column) = key;
        let tally = tallies.entry(format!("{copy} {column}")).or_default();
        let what = match (expected.get(key), found.get(key)) {
            (Some(right), Some(odd_one)) => {
                tally.counts.right += 1;
                // Of whom the third copy says nothing, or a third thing (`all`), none is named.
                if let Some(odd_one) = odd_one.as_ref().filter(|odd_one| *odd_one != "all") {
                    let is_registry = odd_one == "registry";
                    let named = is_registry == (right == "copies");
                    *(if named { &mut tally.odd_one_right } else { &mut tally.odd_one_wrong }) += 1;
                }
                continue;
            }
            (Some(_), None) => {
                tally.counts.missed += 1;
                "missed"
            }
            _ => {
                tally.counts.wrong += 1;
                "wrong"
            }
        };
        let [household_id, person_id, copy, column] =
            [household_id, person_id, copy, column].map(Clone::clone);
        errors.push(DifferenceError { what, household_id, person_id, copy, column });
    }
    let mut all = Tally::default();
    for tally in tallies.values() {
        all.counts += tally.counts;
        all.odd_one_right += tally.odd_one_right;
        all.odd_one_wrong += tally.odd_one_wrong;
    }
    tallies.insert("all".to_owned(), all);
    let score = |(what, tally): (String, Tally)| DifferenceScore {
        what,
        measure: tally.counts.measure(),
        odd_one_right: tally.odd_one_right,
        odd_one_wrong: tally.odd_one_wrong,
    };
    Ok((tallies.into_iter().map(score).collect(), errors))
}
