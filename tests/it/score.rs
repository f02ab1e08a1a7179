//! Does a score say how good a run was, and only of a run and a truth that belong together?

use std::path::Path;

use crate::support::{bidui, text};
use serde_json::Value;
use tempfile::TempDir;

/// A county of so much dirt, generated and compared.
fn county(dirt: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().to_str().unwrap();
    let made = bidui(&["generate", path, "--households", "12000", "--seed", "9", "--dirt", dirt]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let job = dir.path().join("job.toml");
    let run = bidui(&["run", job.to_str().unwrap()]);
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    dir
}

fn score(county: &Path, arguments: &[&str]) -> String {
    let (run, truth) = (county.join("out"), county.join("truth"));
    let mut all = vec!["score", run.to_str().unwrap(), truth.to_str().unwrap(), "--lang", "en"];
    all.extend(arguments);
    let output = bidui(&all);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn json(county: &Path) -> Value {
    serde_json::from_str(&score(county, &["--format", "json"])).unwrap()
}

fn counts(of: &Value) -> [u64; 3] {
    ["right", "wrong", "missed"].map(|name| of["measure"][name].as_u64().unwrap())
}

#[test]
fn in_a_clean_county_nothing_is_wrong_and_nothing_is_missed() {
    let county = county("none");
    let score = json(county.path());
    let [right, wrong, missed] = counts(&score["findings"]["all"]);
    assert!(right > 20 && wrong == 0 && missed == 0);
    assert_eq!(score["findings"]["all"]["measure"]["f1"]["value"], 1.0);
    let [right, wrong, _] = counts(&score["links"]["all"]);
    assert!(right > 20 && wrong == 0);
    // Of marriages, a run keeps those of the members only.
    for error in score["link_errors"].as_array().unwrap() {
        assert_eq!(
            (&error["extract"], &error["relation"]),
            (&"marriage".into(), &"same_register".into()),
            "{error}"
        );
    }
    assert_eq!(score["finding_errors"].as_array().map(Vec::len), Some(0));
}

/// What is said of the registry's copies and of people on no card is true, however dirty the deliveries are; what is
/// not said is owned to be unknown.
#[test]
fn no_copy_is_said_to_differ_where_it_does_not_and_nobody_on_a_card_to_be_left_out() {
    for dirt in ["none", "usual", "heavy"] {
        let score = json(county(dirt).path());
        let all = |of: &str, name: &str| {
            score[of].as_array().unwrap().iter().find(|own| own[name] == "all").unwrap().clone()
        };
        let (differences, omissions) = (all("differences", "what"), all("omissions", "rule"));
        let [right, wrong, missed] = counts(&differences);
        assert!(right > 50 && wrong == 0 && missed * 20 <= right, "{dirt}: {differences}");
        assert_eq!(differences["odd_one_wrong"], 0, "{dirt}");
        let [right, wrong, missed] = counts(&omissions);
        assert!(right > 200 && wrong == 0, "{dirt}: {omissions}");
        assert_eq!(omissions["missed_undetermined"], missed, "{dirt}: nobody is missed without a word");
    }
}

#[test]
fn in_a_usual_county_no_certain_finding_is_wrong_and_lost_numbers_are_what_is_missed() {
    let county = county("usual");
    let score = json(county.path());
    let all = &score["findings"]["all"];
    assert_eq!(all["wrong_certain"], 0);
    assert_eq!(all["measure"]["missed"], all["missed_needing"], "what is missed asks for a skill");
    let [_, wrong, missed] = counts(&score["links"]["all"]);
    assert_eq!(score["link_errors"].as_array().unwrap().len() as u64, wrong + missed);
    assert!(missed > 0, "every error is listed, and there are some");
    let kinds = score["links"]["record_dirt"].as_array().unwrap();
    let recall = |name: &str| {
        let kind = kinds.iter().find(|kind| kind["name"] == name).unwrap();
        kind["measure"]["recall"]["value"].as_f64().unwrap()
    };
    assert!(recall("id_excel") < 0.7 && recall("id_spaces") > 0.9 && recall("clean") > 0.99);
}

#[test]
fn no_table_shows_a_number_in_full() {
    let county = county("usual");
    let known = crate::support::rows(&county.path().join("truth/members.csv"));
    for shown in [score(county.path(), &[]), score(county.path(), &["--format", "json"])] {
        let seen =
            known.iter().find(|row| shown.contains(&row["person"]) || shown.contains(&row["person"][..17]));
        assert!(seen.is_none());
        assert!(shown.contains("**************"), "the last four are shown");
    }
}

#[test]
fn a_run_is_not_scored_by_the_truth_of_another_county_nor_by_none() {
    let county = county("none");
    let small = tempfile::tempdir().unwrap();
    let made = bidui(&["generate", small.path().to_str().unwrap(), "--households", "10"]);
    assert_eq!(made.status.code(), Some(0), "{}", text(&made.stderr));
    let run = county.path().join("out");
    let empty = tempfile::tempdir().unwrap();
    for (run, truth, code) in [
        (run.as_path(), small.path(), "E0507"),
        (run.as_path(), empty.path(), "E0506"),
        (empty.path(), county.path(), "E0502"),
    ] {
        let output = bidui(&["score", run.to_str().unwrap(), truth.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{code}");
        assert!(text(&output.stderr).contains(code), "{}", text(&output.stderr));
    }
}
