//! Does the program find in a county whose truth is known what is true, and nothing else?

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::{bidui, files, rows, set, text};
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

/// Card and rule of what is seen only by who reads certain dirt: homophones, several owners in one cell.
fn needing_skill(county: &Path) -> BTreeSet<(String, String)> {
    let rows = rows(&county.join("truth/findings.csv"));
    let needing = rows.iter().filter(|row| !row["needs"].is_empty());
    needing.map(|row| (row["household_id"].clone(), row["rule"].clone())).collect()
}

/// The kinds of dirt on the rows of each delivery, with how many rows.
fn dirt(county: &Path) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for row in rows(&county.join("truth/records.csv")) {
        for kind in row["dirt"].split_whitespace() {
            *found.entry(kind.to_owned()).or_default() += 1;
        }
    }
    found
}

/// Runs the county's job; what was found of card and rule: `exempt`, or how sure it is.
fn found(county: &Path) -> BTreeMap<(String, String), String> {
    let output = bidui(&["run", county.join("job.toml").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let spoken_of: BTreeSet<_> =
        rows(&county.join("truth/rules.csv")).into_iter().map(|row| row["rule"].clone()).collect();
    let rows = rows(&county.join("out/latest/findings.csv"));
    rows.iter()
        .filter(|row| spoken_of.contains(&row["rule"]))
        .map(|row| {
            let state = if row["exempt"] == "true" { "exempt" } else { &row["confidence"] };
            ((row["household_id"].clone(), row["rule"].clone()), state.to_owned())
        })
        .collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes_with_one_thread_and_with_two() {
    // More than one window of blocks is written.
    for (format, households) in [("delivered", "34000"), ("utf8", "3000"), ("parquet", "34000")] {
        let arguments =
            ["--households", households, "--seed", "3", "--dirt", "heavy", "--format", format, "--threads"];
        let [one, two, three] =
            ["1", "2", "3"].map(|threads| files(county(&[&arguments[..], &[threads]].concat()).path()));
        for other in [two, three] {
            assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
            for (name, bytes) in &one {
                assert!(other[name] == *bytes, "{name} differs");
            }
        }
        let other = files(county(&["--households", households, "--seed", "4", "--dirt", "heavy"]).path());
        assert!(other["truth/findings.csv"] != one["truth/findings.csv"]);
    }
}

#[test]
fn the_truth_of_a_county_does_not_depend_on_the_format_of_its_deliveries() {
    let formats = ["delivered", "utf8", "parquet"];
    let counties =
        formats.map(|format| county(&["--households", "3000", "--dirt", "heavy", "--format", format]));
    let [delivered, utf8, parquet] = counties.each_ref().map(|county| files(county.path()));
    for name in ["truth/findings.csv", "truth/members.csv"] {
        assert!(delivered[name] == utf8[name] && utf8[name] == parquet[name], "{name}");
    }
    let records = |county: &TempDir| {
        let of =
            |row: crate::support::Row| [row["extract"].clone(), row["person"].clone(), row["dirt"].clone()];
        let rows = rows(&county.path().join("truth/records.csv"));
        let mut records: Vec<_> =
            rows.into_iter().map(of).filter(|[_, _, dirt]| dirt != "total_line").collect();
        records.sort();
        records
    };
    let [delivered, utf8, parquet] = counties.each_ref().map(records);
    assert!(delivered == utf8 && utf8 == parquet);
}

#[test]
fn in_a_clean_county_each_rule_finds_exactly_what_is_true() {
    for format in ["delivered", "utf8", "parquet"] {
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
    let skill = needing_skill(county.path());
    let missed: Vec<_> = truth
        .iter()
        .filter(|(key, state)| *state == "must_flag" && found.get(*key).is_none_or(|found| found == "exempt"))
        .filter(|(key, _)| !skill.contains(*key))
        .collect();
    assert_eq!(missed, [], "what can be known is found, at least as possible");
}

#[test]
fn every_kind_of_dirt_happens_and_none_of_it_makes_the_run_fail_or_contradict_the_truth() {
    for seed in ["11", "12"] {
        let county = county(&["--households", HOUSEHOLDS, "--seed", seed, "--dirt", "heavy"]);
        let kinds = dirt(county.path());
        assert_eq!(kinds.len(), 29, "{kinds:?}");
        let (found, truth) = (found(county.path()), truth(county.path()));
        for ((card, rule), state) in found.iter().filter(|(_, state)| *state == "certain") {
            let true_state = truth.get(&(card.clone(), rule.clone())).map(String::as_str);
            assert!(matches!(true_state, Some("must_flag" | "unknowable")), "{card} {rule} {state}");
        }
    }
}

#[test]
fn rows_that_are_nobodys_are_rejected_by_name_and_all_others_are_read() {
    let county = county(&["--households", "20000", "--seed", "2", "--dirt", "heavy"]);
    found(county.path());
    let rejects = rows(&county.path().join("out/latest/rejects.csv"));
    // Nothing else is skipped but titles above headers and blank lines, and no record is rejected.
    let known = |row: &&crate::support::Row| ["表头之上", "空行"].contains(&row["reason"].as_str());
    let rejected = rejects.iter().filter(|row| !known(row));
    assert!(rejected.clone().all(|row| row["reason"] == "合计行" && row["kind"] == "skipped"), "{rejects:?}");
    let rejected: BTreeSet<_> =
        rejected.map(|row| (file_name(&row["source_file"]), row["source_row"].clone())).collect();
    let records = rows(&county.path().join("truth/records.csv"));
    let totals = records.iter().filter(|row| row["dirt"] == "total_line");
    let totals: BTreeSet<_> =
        totals.map(|row| (row["source_file"].clone(), row["source_row"].clone())).collect();
    assert_eq!(rejected, totals);
    assert!(totals.len() >= 3);
}

fn file_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

#[test]
fn headers_in_every_dialect_are_understood() {
    for seed in ["1", "2"] {
        let county = county(&["--households", "400", "--seed", seed]);
        let output = bidui(&["check", county.path().join("job.toml").to_str().unwrap(), "--lang", "en"]);
        assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    }
}

#[test]
fn the_rows_of_a_department_stand_in_an_order_of_their_own() {
    let county = county(&["--households", "2000", "--dirt", "none", "--format", "utf8"]);
    let records = rows(&county.path().join("truth/records.csv"));
    let people = |extract: &str| {
        let of_extract = records.iter().filter(|row| row["extract"] == extract);
        of_extract.map(|row| row["person"].clone()).collect::<Vec<_>>()
    };
    let register: BTreeMap<String, usize> =
        people("population").into_iter().enumerate().map(|(place, person)| (person, place)).collect();
    let places = people("vehicle").into_iter().filter_map(|person| register.get(&person).copied());
    let places: Vec<_> = places.collect();
    let rising = places.windows(2).filter(|pair| pair[0] < pair[1]).count();
    let share = rising as f64 / places.len() as f64;
    assert!((0.4..0.6).contains(&share), "{share}");
    // A card's rows stay together.
    let cards: Vec<_> = rows(&county.path().join("in/建档立卡贫困人口.csv"))
        .into_iter()
        .map(|row| row["户编号"].clone())
        .collect();
    let begins = cards.windows(2).filter(|pair| pair[0] != pair[1]).count() + 1;
    assert_eq!(begins, cards.iter().collect::<BTreeSet<_>>().len());
}

#[test]
fn some_couples_live_on_different_cards() {
    let county = county(&["--households", "20000", "--dirt", "none"]);
    let members = rows(&county.path().join("truth/members.csv"));
    let own: BTreeSet<_> =
        members.iter().filter(|row| row["relation"] == "member").map(|row| row["person"].clone()).collect();
    let spouses = members.iter().filter(|row| row["relation"] == "spouse");
    let (elsewhere, on_no_card): (Vec<_>, Vec<_>) = spouses.partition(|row| own.contains(&row["person"]));
    assert!(elsewhere.len() >= 3 && on_no_card.len() > 20, "{} {}", elsewhere.len(), on_no_card.len());
}

#[test]
fn every_row_of_every_delivery_is_in_the_records_with_whose_it_is() {
    let county = county(&["--households", "1500", "--format", "utf8"]);
    let mut known: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for row in rows(&county.path().join("truth/records.csv")) {
        known.entry(row["source_file"].clone()).or_default().insert(row["source_row"].parse().unwrap());
    }
    assert_eq!(known.len(), 15);
    for (file, records) in known {
        let text = fs::read_to_string(county.path().join("in").join(&file)).unwrap();
        let lines = text.lines().count() as u64;
        assert_eq!(records, (2..=lines).collect(), "{file}");
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

#[test]
fn the_order_of_a_deliverys_rows_changes_nothing_that_is_said_of_a_card() {
    let said = |backwards: bool| {
        let county = county(&["--households", "6000", "--seed", "7", "--dirt", "heavy", "--format", "utf8"]);
        for entry in fs::read_dir(county.path().join("in")).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let mut lines: Vec<_> = text.lines().collect();
            if backwards {
                lines[1..].reverse();
            }
            fs::write(&path, lines.join("\n")).unwrap();
        }
        found(county.path());
        let findings = rows(&county.path().join("out/latest/findings.csv"));
        let said_of_a_card = ["household_id", "rule", "confidence", "exempt", "persons", "records", "total"];
        let found = set(&findings, &said_of_a_card);
        let open = rows(&county.path().join("out/latest/undetermined.csv"));
        let open: BTreeSet<_> = open.into_iter().map(|row| row.into_iter().collect::<Vec<_>>()).collect();
        assert!(found.len() > 20 && open.len() > 20);
        // Of people left out, and of what copies say otherwise, everything but the places in the files.
        let people = rows(&county.path().join("out/latest/omissions.csv"));
        let person =
            ["rule", "person_id_masked", "name", "village", "values", "records", "people", "fingerprint"];
        let people = set(&people, &person);
        let differences = rows(&county.path().join("out/latest/differences.csv"));
        let pair = [
            "household_id",
            "person_id",
            "rule",
            "kind",
            "level",
            "registry_column",
            "registry_value",
            "extract_value",
            "odd_one",
            "confidence",
        ];
        let differences = set(&differences, &pair);
        assert!(people.len() > 20 && differences.len() > 20);
        (found, open, people, differences)
    };
    assert_eq!(said(false), said(true));
}

#[test]
fn numbers_broken_in_the_registry_make_nobody_an_outsider_absent_or_a_double() {
    let size = ["--households", HOUSEHOLDS, "--seed", "5", "--dirt", "none"];
    let truth = truth(county(&size).path());
    let broken = county(&[&size[..], &["--broken-registry-numbers", "10"]].concat());
    let (mut right, found) = (0, found(broken.path()));
    for ((card, rule), state) in &found {
        if ["split-household", "no-register-entry", "person-on-two-cards"].contains(&rule.as_str()) {
            let true_state = truth.get(&(card.clone(), rule.clone())).map(String::as_str);
            assert!(state == "possible" || true_state == Some("must_flag"), "{card} {rule} {state}");
            right += usize::from(state != "possible");
        }
    }
    let all = truth.iter().filter(|((_, rule), _)| {
        ["split-household", "no-register-entry", "person-on-two-cards"].contains(&rule.as_str())
    });
    assert!(right * 10 > all.count() * 8, "{right}");
}
