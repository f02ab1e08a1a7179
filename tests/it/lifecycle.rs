//! Run after run: the same gives the same, nothing is cleared by not looking, nothing half-written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::{County, expected, files, text};

const VEHICLE_RULES: &[&str] = &["construction-machinery", "vehicle-car"];

/// All that a run wrote but what differs from hour to hour and machine to machine.
fn comparable(county: &County) -> BTreeMap<String, Vec<u8>> {
    let mut files = files(&county.latest().canonicalize().unwrap());
    let manifest: serde_json::Value = serde_json::from_slice(&files["run.json"]).unwrap();
    let mut manifest = manifest.as_object().unwrap().clone();
    assert!(manifest.remove("measured").is_some());
    files.insert("run.json".to_owned(), serde_json::to_vec(&manifest).unwrap());
    files
}

#[test]
fn one_thread_and_two_write_the_same_bytes_under_the_same_run_id() {
    let (one, two) = (County::demo(), County::demo());
    assert_eq!(one.run(&["--threads", "1"]).status.code(), Some(0));
    assert_eq!(two.run(&["--threads", "2"]).status.code(), Some(0));
    let (one, two) = (comparable(&one), comparable(&two));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(two[name] == *bytes, "{name} differs");
    }
}

#[test]
fn staged_extracts_read_back_give_the_bytes_of_a_first_reading() {
    let (cold, warm) = (County::demo(), County::demo());
    cold.run_to(0);
    warm.run_to(0);
    fs::remove_dir_all(warm.path("out")).unwrap();
    warm.run_to(0);
    assert!(comparable(&cold) == comparable(&warm));
}

#[test]
fn a_second_run_of_the_same_publishes_nothing_new() {
    let county = County::demo();
    county.run_to(0);
    let before = files(&county.path("out"));
    let said = county.run_to(0);
    assert!(said.contains("nothing differs"), "{said}");
    assert!(files(&county.path("out")) == before);
}

#[test]
fn without_the_vehicle_extract_no_vehicle_rule_reads_clear() {
    let county = County::demo();
    county.without_extract("vehicle");
    county.run_to(3);
    let mut seen = 0;
    for ((card, rule), (verdict, cause)) in county.verdicts() {
        if VEHICLE_RULES.contains(&rule.as_str()) {
            assert_eq!(
                (verdict.as_str(), cause.as_str()),
                ("undetermined", "source_missing: vehicle"),
                "{card}"
            );
            seen += 1;
        }
    }
    let cards = county.verdicts().into_keys().map(|(card, _)| card).collect::<BTreeSet<_>>();
    assert_eq!(seen, cards.len() * VEHICLE_RULES.len());
}

#[test]
fn findings_of_a_source_that_went_missing_are_not_cleared() {
    let county = County::demo();
    county.run_to(0);
    county.without_extract("vehicle");
    county.run_to(3);
    let manifest = fs::read_to_string(county.latest().join("run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let gone = manifest["gone"].as_array().unwrap();
    let lost =
        expected("findings").iter().filter(|row| VEHICLE_RULES.contains(&row["rule"].as_str())).count();
    assert_eq!(gone.len(), lost);
    assert!(gone.iter().all(|gone| gone["why"] == "source_missing"), "{gone:?}");
}

#[test]
fn what_a_missing_register_hides_is_not_cleared() {
    let county = County::demo();
    county.run_to(0);
    county.without_extract("population");
    county.run_to(3);
    let manifest = fs::read_to_string(county.latest().join("run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let gone = manifest["gone"].as_array().unwrap();
    // The vehicles of relatives: their own extract came, and who owns them is not known to matter.
    assert!(gone.iter().any(|gone| gone["rule"] == "vehicle-car"), "{gone:?}");
    assert!(gone.iter().any(|gone| gone["why"] == "source_missing"), "{gone:?}");
    assert!(gone.iter().all(|gone| gone["why"] != "cleared"), "{gone:?}");
}

#[test]
fn a_record_that_is_gone_clears_its_finding_and_leaves_the_others_unchanged() {
    let county = County::demo();
    county.run_to(0);
    let evidence = county.table("evidence");
    let cadre = evidence.iter().find(|row| row["rule"] == "village-cadre").unwrap();
    let path = county.path(&cadre["source_file"]);
    let line: usize = cadre["source_row"].parse().unwrap();
    let bytes = fs::read(&path).unwrap();
    let kept: Vec<_> =
        bytes.split(|byte| *byte == b'\n').enumerate().filter(|(at, _)| at + 1 != line).collect();
    fs::write(&path, kept.iter().map(|(_, line)| *line).collect::<Vec<_>>().join(&b'\n')).unwrap();
    county.run_to(0);
    let changes: BTreeSet<_> = county.table("findings").iter().map(|row| row["change"].clone()).collect();
    assert_eq!(changes, BTreeSet::from(["unchanged".to_owned()]));
    let manifest = fs::read_to_string(county.latest().join("run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["gone"][0]["fingerprint"], cadre["fingerprint"].as_str());
    assert_eq!(manifest["gone"][0]["why"], "cleared");
}

/// Who went away since the last run, by why.
fn gone_people(county: &County) -> Vec<(String, String)> {
    let manifest = fs::read_to_string(county.latest().join("run.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let gone = manifest["gone"].as_array().unwrap().iter().filter(|gone| gone["household_id"] == "");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    gone.map(|gone| (text(&gone["fingerprint"]), text(&gone["why"]))).collect()
}

#[test]
fn somebody_left_out_is_new_then_unchanged_and_cleared_only_by_being_seen() {
    let county = County::demo();
    county.run_to(0);
    let first = county.table("omissions");
    assert!(first.iter().all(|row| row["change"] == "new" && row["first_seen"] == "2017-08-31"));
    // The allowance of one of them has ended.
    let ended = first.iter().find(|row| row["rule"] == "allowance-not-registered").unwrap();
    let line: usize = ended["source_row"].parse().unwrap();
    county.edit("in/低保特困.csv", |text| {
        let ends = |(at, row): (usize, &str)| {
            if at + 1 == line { row.replace("在享", "停发") } else { row.to_owned() }
        };
        text.lines().enumerate().map(ends).collect::<Vec<_>>().join("\n")
    });
    county.run_to(0);
    let second = county.table("omissions");
    assert_eq!(second.len() + 1, first.len());
    assert!(second.iter().all(|row| row["change"] == "unchanged"), "{second:?}");
    assert_eq!(gone_people(&county), [(ended["fingerprint"].clone(), "cleared".to_owned())]);
    // Whoever cannot be looked up any more is not cleared.
    county.without_extract("population");
    county.run_to(3);
    let gone = gone_people(&county);
    assert_eq!(gone.len(), second.len());
    assert!(gone.iter().all(|(_, why)| why == "source_missing"), "{gone:?}");
}

#[test]
fn people_left_out_are_pulled_by_place_and_rule_like_findings() {
    let county = County::demo();
    county.run_to(0);
    let list = |arguments: &[&str]| {
        let out = county.path("out");
        let all = [&["list", "--run", out.to_str().unwrap(), "--lang", "en"], arguments].concat();
        crate::support::bidui(&all)
    };
    let all = county.table("omissions");
    let village = &all[0]["village"];
    let output = list(&["--omissions", "--village", village, "--format", "json"]);
    let listed: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(listed.len(), all.iter().filter(|row| row["village"] == *village).count());
    assert!(listed.iter().all(|line| line["village"] == village.as_str() && line["relatives"].is_array()));
    // A place that is not there, and filters that say nothing of people on no card.
    let output = list(&["--omissions", "--township", "没有的乡"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert_eq!(list(&["--omissions", "--condition", "4"]).status.code(), Some(2));
}

#[test]
fn a_required_delivery_that_is_not_there_ends_the_run_and_publishes_nothing() {
    let county = County::demo();
    fs::remove_file(county.path("in/村干部.csv")).unwrap();
    let said = county.run_to(4);
    assert!(said.contains("no file matches this path"), "{said}");
    assert!(!county.path("out/latest").exists());
}

#[test]
fn an_optional_delivery_that_is_not_there_leaves_its_rules_undetermined() {
    let county = County::demo();
    fs::remove_file(county.path("in/村干部.csv")).unwrap();
    county.edit_job(|job| job.replace("name = \"cadre\"", "name = \"cadre\"\noptional = true"));
    county.run_to(3);
    let verdicts = county.verdicts();
    let cadre: BTreeSet<_> =
        verdicts.iter().filter(|((_, rule), _)| rule == "village-cadre").map(|(_, v)| v).collect();
    assert_eq!(cadre, BTreeSet::from([&("undetermined".to_owned(), "source_missing: cadre".to_owned())]));
}

#[test]
fn a_delivery_with_too_many_rejected_rows_is_not_used() {
    let county = County::demo();
    let bad = ",130927195001010017,低保,100,,,\n".repeat(5);
    county.edit("in/低保特困.csv", |text| text + &bad);
    county
        .edit_job(|job| job.replacen("[[extract]]", "[gate]\nmax_rejected_share = 0.004\n\n[[extract]]", 1));
    county.run_to(3);
    let gates: BTreeMap<_, _> = county
        .table("quality")
        .into_iter()
        .map(|row| (row["extract"].clone(), row["gate"].clone()))
        .collect();
    assert!(gates["assistance"].starts_with("source_gated: "), "{gates:?}");
    assert_eq!(gates["cadre"], "passed");
}

/// Whether a text holds 17 digits in a row, as citizen numbers do.
fn holds_a_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= 17)
}

#[test]
fn no_citizen_number_leaves_the_house_unless_it_is_revealed() {
    let county = County::demo();
    let output = county.run(&["-vv"]);
    assert!(!holds_a_number(&text(&output.stderr)) && !holds_a_number(&text(&output.stdout)));
    for (name, bytes) in files(&county.latest().canonicalize().unwrap()) {
        if [".csv", ".html"].iter().any(|ending| name.ends_with(ending)) {
            assert!(!holds_a_number(&text(&bytes)), "{name}");
        }
    }
    let masked = county.table("evidence");
    assert!(masked.iter().any(|row| row["person_id_masked"].starts_with("**************")));

    fs::remove_dir_all(county.path("out")).unwrap();
    assert_eq!(county.run(&["--reveal-ids"]).status.code(), Some(0));
    let number = &county.table("evidence")[0]["person_id_masked"];
    assert!(holds_a_number(number), "revealed when asked for");
}
