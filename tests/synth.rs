//! Does the program find in a county whose truth is known what is true, and nothing else?

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use support::{bidui, files, rows, text};
use tempfile::TempDir;

/// Large enough that every rule has something to find.
const HOUSEHOLDS: &str = "30000";

/// A generated county of so many households, by further arguments.
fn county(arguments: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let mut all = vec!["generate", dir.path().to_str().unwrap(), "--lang", "en"];
    all.extend(arguments);
    let output = bidui(&all);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    dir
}

/// What the truth says of card and rule.
fn truth(county: &Path) -> BTreeMap<(String, String), String> {
    let rows = rows(&county.join("truth/findings.csv"));
    rows.iter()
        .map(|row| ((row["household_id"].clone(), row["rule"].clone()), row["state"].clone()))
        .collect()
}

/// Runs the county's job; what was found of card and rule: `exempt`, or how sure it is.
fn found(county: &Path) -> BTreeMap<(String, String), String> {
    let output = bidui(&["run", county.join("job.toml").to_str().unwrap(), "--lang", "en"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let rows = rows(&county.join("out/latest/findings.csv"));
    rows.iter()
        .map(|row| {
            let state = if row["exempt"] == "true" { "exempt" } else { &row["confidence"] };
            ((row["household_id"].clone(), row["rule"].clone()), state.to_owned())
        })
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_with_one_thread_and_with_two() {
    let arguments = ["--households", "9000", "--seed", "3", "--dirt", "heavy", "--threads"];
    let [one, two] = ["1", "2"].map(|threads| files(county(&[&arguments[..], &[threads]].concat()).path()));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(two[name] == *bytes, "{name} differs");
    }
    let other = files(county(&["--households", "9000", "--seed", "4", "--dirt", "heavy"]).path());
    assert!(other["truth/findings.csv"] != one["truth/findings.csv"]);
}

#[test]
fn in_a_clean_county_each_rule_finds_exactly_what_is_true() {
    for format in ["delivered", "utf8"] {
        let county =
            county(&["--households", HOUSEHOLDS, "--seed", "5", "--dirt", "none", "--format", format]);
        let found = found(county.path());
        let expected: BTreeMap<_, _> = truth(county.path())
            .into_iter()
            .map(|(key, state)| {
                let state = match state.as_str() {
                    "must_flag" => "certain".to_owned(),
                    "exempt" => state,
                    other => panic!("nothing is {other} where nothing is dirty: {key:?}"),
                };
                (key, state)
            })
            .collect();
        assert_eq!(found, expected);
        let rules: BTreeSet<_> =
            expected.iter().filter(|(_, state)| *state == "certain").map(|((_, rule), _)| rule).collect();
        assert_eq!(rules.len(), 15, "every rule of the default pack has something to find: {rules:?}");
    }
}

#[test]
fn the_same_people_own_the_same_things_however_dirty_the_deliveries_are() {
    let [clean, heavy] = ["none", "heavy"].map(|dirt| county(&["--households", "3000", "--dirt", dirt]));
    let [clean, heavy] = [clean, heavy].map(|county| truth(county.path()));
    for (key, state) in &clean {
        assert!(heavy[key] == *state || heavy[key] == "unknowable", "{key:?}: {state}, {}", heavy[key]);
    }
}

#[test]
fn in_a_usual_county_no_certain_finding_contradicts_the_truth() {
    let county = county(&["--households", HOUSEHOLDS, "--seed", "6", "--dirt", "usual"]);
    let (found, truth) = (found(county.path()), truth(county.path()));
    for ((card, rule), state) in &found {
        if state != "certain" {
            continue;
        }
        let true_state = truth.get(&(card.clone(), rule.clone()));
        assert_eq!(true_state.map(String::as_str), Some("must_flag"), "{card} {rule}");
    }
    let missed: Vec<_> = truth
        .iter()
        .filter(|(key, state)| *state == "must_flag" && found.get(*key).is_none_or(|found| found == "exempt"))
        .collect();
    assert_eq!(missed, [], "what can be known is found, at least as possible");
}

#[test]
fn every_row_of_every_delivery_is_in_the_records_with_whose_it_is() {
    let county = county(&["--households", "1500", "--format", "utf8"]);
    let mut known: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for row in rows(&county.path().join("truth/records.csv")) {
        known.entry(row["source_file"].clone()).or_default().insert(row["source_row"].parse().unwrap());
    }
    assert_eq!(known.len(), 13);
    for (file, records) in known {
        let text = fs::read_to_string(county.path().join("in").join(&file)).unwrap();
        // Some deliveries have a title above the header.
        let title = text.lines().next().is_some_and(|line| !line.contains(','));
        let lines = text.lines().count() as u64;
        assert_eq!(records, (2 + u64::from(title)..=lines).collect(), "{file}");
    }
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("mine.txt"), "mine").unwrap();
    let output = bidui(&["generate", dir.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("E0504"));
    assert_eq!(files(dir.path()).len(), 1);
}

#[test]
fn more_households_than_there_are_numbers_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let output = bidui(&["generate", dir.path().to_str().unwrap(), "--households", "900000000"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("E0505"));
    assert_eq!(files(dir.path()).len(), 0);
}
