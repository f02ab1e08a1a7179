//! Night after night: what is new, what changed and in what, what stands though nobody could look, and what came back.

use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use crate::support::{ANY_CAR, ANY_CAR_EXAMPLES, Desk, Row, text};

const REGISTRY: &str = "household_id,person_id,name,citizen_id,relation,township,village\n\
    H1,P1,张建国,#1,户主,刘八里乡,前村\nH1,P2,王芳,#2,配偶,刘八里乡,前村\nH1,P3,张小军,#3,之子,刘八里乡,前村\n\
    H2,P4,李四,#4,户主,刘八里乡,后村";
const CARS: &str = "owner_name,owner_id,plate_no,status";

fn desk(cars: &str) -> Desk {
    Desk::new(REGISTRY)
        .with_files("vehicle", "optional = true", &[("vehicle.csv", &format!("{CARS}\n{cars}"))])
        .job("gate = { max_row_drop_share = 1.0 }")
        .rule("any-car", ANY_CAR, ANY_CAR_EXAMPLES)
}

/// The finding of one card: its change, since when it is known, and its fingerprint.
#[track_caller]
fn finding(desk: &Desk, card: &str) -> (String, String, String) {
    let all = desk.table("findings");
    let own = all.iter().find(|row| row["household_id"] == card).unwrap_or_else(|| panic!("{card}: {all:?}"));
    (own["change"].clone(), own["first_seen"].clone(), own["fingerprint"].clone())
}

fn cells(rows: &[Row], columns: &[&str]) -> Vec<String> {
    rows.iter()
        .map(|row| columns.iter().map(|name| row[*name].clone()).collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn a_finding_stands_while_its_source_is_missing_and_is_the_same_when_it_is_back() {
    let desk = desk("张建国,#1,冀J1,A\n李四,#4,冀J4,A");
    desk.night(1, &[0]);
    let (_, _, fingerprint) = finding(&desk, "H1");
    let delivery = fs::read(desk.path("in/vehicle.csv")).unwrap();
    fs::remove_file(desk.path("in/vehicle.csv")).unwrap();
    for day in [2, 3] {
        desk.night(day, &[3]);
        assert!(desk.table("findings").is_empty());
        let standing =
            cells(&desk.table("standing"), &["household_id", "head_name", "last_confirmed", "why"]);
        assert_eq!(standing, ["H1 张建国 2017-08-01 source_missing", "H2 李四 2017-08-01 source_missing"]);
        let behind = cells(&desk.table("standing_evidence"), &["household_id", "asset", "source_row"]);
        assert_eq!(behind.len(), 2, "{behind:?}");
        assert!(
            desk.path("out/latest/lists/刘八里乡/前村.xlsx").is_file(),
            "a visit that is owed stays owed"
        );
        let report = fs::read_to_string(desk.path("out/latest/report.html")).unwrap();
        assert!(report.contains("仍然有效、本次未能核对的命中") && report.contains("2017-08-01"));
    }
    fs::write(desk.path("in/vehicle.csv"), delivery).unwrap();
    desk.night(4, &[0]);
    let back = ("unchanged".to_owned(), "2017-08-01".to_owned(), fingerprint);
    assert_eq!(finding(&desk, "H1"), back);
    assert!(desk.table("standing").is_empty());
}

#[test]
fn what_is_another_in_the_evidence_is_said_with_both_values() {
    let desk = desk("张建国,#1,冀J1,A");
    desk.night(1, &[0]);
    desk.deliver("vehicle", &format!("{CARS}\n张建国,#1,冀J1,\"A,Q\""));
    desk.night(2, &[0]);
    assert_eq!(finding(&desk, "H1").0, "changed");
    let said = cells(&desk.table("changes"), &["household_id", "change", "column", "before", "after"]);
    assert_eq!(said, ["H1 changed status A A,Q"]);
}

#[test]
fn what_was_cleared_and_comes_back_is_reopened() {
    let desk = desk("张建国,#1,冀J1,A\n李四,#4,冀J4,A");
    desk.night(1, &[0]);
    desk.deliver("vehicle", &format!("{CARS}\n李四,#4,冀J4,A"));
    desk.night(2, &[0]);
    assert_eq!(
        cells(&desk.table("changes"), &["household_id", "change", "last_confirmed"]),
        ["H1 cleared 2017-08-01"]
    );
    desk.night(3, &[0]);
    assert!(desk.table("changes").is_empty(), "said once");
    desk.deliver("vehicle", &format!("{CARS}\n李四,#4,冀J4,A\n张建国,#1,冀J1,A"));
    desk.night(4, &[0]);
    let (change, first_seen, _) = finding(&desk, "H1");
    assert_eq!((change.as_str(), first_seen.as_str()), ("reopened", "2017-08-01"));
}

#[test]
fn a_renumbered_household_keeps_its_findings_and_whoever_gets_the_old_number_does_not() {
    let desk = desk("张建国,#1,冀J1,A\n李四,#4,冀J4,A");
    desk.night(1, &[0]);
    let (_, _, fingerprint) = finding(&desk, "H1");
    // H1 is N1 now, without the son, and H2's number has gone to the family of H1's village.
    desk.deliver(
        "registry",
        "household_id,person_id,name,citizen_id,relation,township,village\n\
         N1,P1,张建国,#1,户主,刘八里乡,前村\nN1,P2,王芳,#2,配偶,刘八里乡,前村\n\
         H1,P9,赵六,#9,户主,刘八里乡,前村\nH2,P4,李四,#4,户主,刘八里乡,后村",
    );
    desk.deliver("vehicle", &format!("{CARS}\n张建国,#1,冀J1,A\n李四,#4,冀J4,A\n赵六,#9,冀J9,A"));
    for (day, change) in [(2, "new"), (3, "unchanged")] {
        desk.night(day, &[0]);
        let same = ("unchanged".to_owned(), "2017-08-01".to_owned(), fingerprint.clone());
        assert_eq!(finding(&desk, "N1"), same);
        assert_eq!(finding(&desk, "H2").0, "unchanged");
        let other = finding(&desk, "H1");
        assert_eq!((other.0.as_str(), other.1.as_str()), (change, "2017-08-02"));
        assert_ne!(other.2, fingerprint);
        assert_eq!(desk.manifest()["gone"].as_array().unwrap().len(), 0);
    }
}

#[test]
fn a_number_given_to_another_household_does_not_hand_on_a_finding() {
    let desk = desk("张建国,#1,冀J1,A");
    desk.night(1, &[0]);
    desk.deliver(
        "registry",
        "household_id,person_id,name,citizen_id,relation,township,village\nH1,P9,赵六,#9,户主,刘八里乡,前村",
    );
    desk.deliver("vehicle", &format!("{CARS}\n张建国,#1,冀J1,A"));
    desk.night(2, &[0]);
    let gone = cells(&desk.table("changes"), &["change", "household_id"]);
    assert_eq!(gone, ["left_registry H1（2017-08-02 前）"]);
}

#[test]
fn a_card_whose_number_is_a_citizen_number_keeps_its_finding_masked_or_revealed() {
    let registry = "household_id,name,citizen_id\n#1,张建国,#1";
    let desk = Desk::new(registry).with("vehicle", &format!("{CARS}\n张建国,#1,冀J1,A")).rule(
        "any-car",
        ANY_CAR,
        ANY_CAR_EXAMPLES,
    );
    let change = |arguments: &[&str]| {
        let output = desk.command("run", arguments);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        desk.table("findings")[0]["change"].clone()
    };
    assert_eq!(change(&[]), "new");
    assert_eq!(change(&["--reveal-ids"]), "unchanged");
    assert_eq!(change(&[]), "unchanged");
}

#[test]
fn thirty_nights_end_with_every_history_as_an_independent_model_has_it() {
    // With the history in a file, and on a server where the tests have one.
    let server = std::env::var("BIDUI_TEST_POSTGRES").ok();
    for (seed, store) in [("1", None), ("2", None), ("3", server.as_deref())] {
        let dir = tempfile::tempdir().unwrap();
        let output = std::process::Command::new("python3")
            .args(["tests/scripts/thirty_nights.py", env!("CARGO_BIN_EXE_bidui")])
            .arg(dir.path())
            .arg(seed)
            .args(store)
            .output()
            .unwrap();
        assert!(output.status.success(), "seed {seed}: {}{}", text(&output.stdout), text(&output.stderr));
    }
}

#[test]
fn runs_that_need_not_stay_are_removed_and_the_last_one_never() {
    let desk = desk("张建国,#1,冀J1,A").job("keep = { daily = 0, monthly = 0 }");
    for day in [1, 2, 3] {
        desk.night(day, &[0]);
        let runs = fs::read_dir(desk.path("out/runs")).unwrap().map(|entry| entry.unwrap().file_name());
        let runs: Vec<_> = runs.filter(|name| !name.to_string_lossy().starts_with('.')).collect();
        assert_eq!(runs.len(), 1, "{runs:?}");
        assert_eq!(finding(&desk, "H1").1, "2017-08-01", "what is known of it is handed on");
    }
}

#[test]
fn whoever_watches_is_told_counts_and_nothing_of_any_person() {
    let told = "[\"sh\", \"-c\", \"cat > told.json\"]";
    let desk = desk("张建国,#1,冀J1,A").job(&format!("metrics = \"bidui.prom\"\non_completion = {told}"));
    let job = desk.write_job();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_bidui"))
        .args(["run", job.to_str().unwrap()])
        .current_dir(desk.path(""))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let metrics = fs::read_to_string(desk.path("bidui.prom")).unwrap();
    assert!(metrics.contains("bidui_count{job=\"desk\",of=\"suspects\"} 1"), "{metrics}");
    let told = fs::read_to_string(desk.path("told.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!((value["exit_code"].as_i64(), value["counts"]["suspects"].as_i64()), (Some(0), Some(1)));
    for text in [metrics, told] {
        assert!(!text.contains("张建国") && !text.contains("H1"), "{text}");
    }
}

#[test]
fn of_two_runs_started_at_once_one_publishes_and_the_other_says_who_holds_the_lock() {
    let county = crate::support::County::demo();
    let job = county.path("job.toml");
    let start = || {
        std::process::Command::new(env!("CARGO_BIN_EXE_bidui"))
            .env("LC_ALL", "C")
            .args(["run", job.to_str().unwrap()])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap()
    };
    let ends = [start(), start()].map(|child| {
        let pid = child.id();
        let output = child.wait_with_output().unwrap();
        (output.status.code().unwrap(), pid, text(&output.stderr))
    });
    let refused = ends.iter().find(|(code, ..)| *code == 11).unwrap_or_else(|| panic!("{ends:?}"));
    let published = ends.iter().find(|(code, ..)| *code == 0).unwrap_or_else(|| panic!("{ends:?}"));
    assert!(refused.2.contains(&format!("process {}", published.1)), "{}", refused.2);
}

#[test]
fn a_night_with_the_cache_gives_the_bytes_of_a_night_without_whatever_changed() {
    let (warm, cold) = (crate::support::County::demo(), crate::support::County::demo());
    let mut dice = fastrand::Rng::with_seed(3);
    let deliveries: Vec<_> = fs::read_dir(warm.path("in"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".csv"))
        .collect();
    for night in 0..10 {
        // One file loses a line, or is there again as it was; then the job is another.
        let name = &deliveries[dice.usize(..deliveries.len())];
        let original = fs::read(std::path::Path::new("fixtures/county/in").join(name)).unwrap();
        let mut lines: Vec<_> = original.split_inclusive(|byte| *byte == b'\n').collect();
        if night % 3 != 2 {
            lines.remove(dice.usize(lines.len() / 2..lines.len()));
        }
        for county in [&warm, &cold] {
            match night {
                8 => county
                    .edit_job(|job| format!("{job}\n[link]\nprobable = 0.9999999\nname_frequency = false\n")),
                9 => county.edit_job(|job| job.replace("2017-08-31", "2017-09-30")),
                _ => fs::write(county.path(&format!("in/{name}")), lines.concat()).unwrap(),
            }
        }
        fs::remove_dir_all(cold.path(".bidui")).ok();
        for county in [&warm, &cold] {
            let code = county.run(&[]).status.code();
            assert!(matches!(code, Some(0 | 3)), "{name}: {code:?}");
        }
        let published = |county: &crate::support::County| {
            let mut all = crate::support::files(&county.latest().canonicalize().unwrap());
            let manifest = all.remove("run.json").unwrap();
            let mut manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
            manifest.as_object_mut().unwrap().remove("measured");
            (manifest, all)
        };
        assert!(published(&warm) == published(&cold), "night {night}: {name}");
    }
}

/// What is kept under some name between nights, each file with when it was written: one that was made anew is another.
fn kept(desk: &Desk, of: &str) -> BTreeMap<String, SystemTime> {
    let entries = fs::read_dir(desk.path(".bidui")).unwrap().map(Result::unwrap);
    let written = |entry: fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().modified().unwrap())
    };
    entries.map(written).filter(|(name, _)| name.starts_with(of)).collect()
}

#[test]
fn a_registry_that_changed_in_no_person_costs_no_other_delivery() {
    let desk = desk("张建国,#1,冀J1,A");
    desk.night(1, &[0]);
    let first = kept(&desk, "vehicle-");
    assert_eq!(first.len(), 2, "a table and its notes: {first:?}");
    desk.deliver("registry", &REGISTRY.replace("之子", "长子").replace("后村", "新村"));
    desk.night(2, &[0]);
    assert_eq!(kept(&desk, "vehicle-"), first);
    desk.deliver("registry", &REGISTRY.replace("张小军,#3", "张小军,#5"));
    desk.night(3, &[0]);
    assert_ne!(kept(&desk, "vehicle-"), first);
}

#[test]
fn a_registry_that_says_something_else_of_the_cards_is_published_as_without_a_cache() {
    let line = |address: &str, on: &str| {
        let mut lines = REGISTRY.lines();
        let head = format!("{},address,registered_on\n", lines.next().unwrap());
        head + &lines.map(|line| format!("{line},{address},{on}\n")).collect::<String>()
    };
    let (warm, cold) = (desk("张建国,#1,冀J1,A\n李四,#4,冀J4,A"), desk("张建国,#1,冀J1,A\n李四,#4,冀J4,A"));
    for (address, on) in [("前街1号", "2014-01-01"), ("后街2号", "2015-01-01"), ("后街2号", "某日")]
    {
        for desk in [&warm, &cold] {
            desk.deliver("registry", &line(address, on));
            fs::remove_dir_all(cold.path(".bidui")).ok();
            desk.night(1, &[0]);
        }
        let published = [&warm, &cold].map(|desk| {
            let mut all = crate::support::files(&desk.path("out/latest").canonicalize().unwrap());
            all.remove("run.json");
            all
        });
        assert!(published[0] == published[1], "{address} {on}");
        let households = warm.path("out/latest/stages/households.parquet");
        let bytes = fs::read(households).unwrap();
        assert!(bytes.windows(address.len()).any(|own| own == address.as_bytes()), "{address}");
    }
}

#[test]
fn the_cache_does_not_grow_from_night_to_night() {
    let desk = desk("张建国,#1,冀J1,A");
    for night in 1..=7 {
        desk.deliver("vehicle", &format!("{CARS}\n张建国,#1,冀J{night},A"));
        desk.night(1, &[0]);
    }
    let vehicles = kept(&desk, "vehicle-");
    assert_eq!(vehicles.len(), 2 * 4, "a table and its notes of four deliveries: {vehicles:?}");
    // The last of them is one.
    fs::remove_dir_all(desk.path("out")).unwrap();
    desk.night(1, &[0]);
    assert_eq!(kept(&desk, "vehicle-"), vehicles);
    assert_eq!(kept(&desk, "registry-").len(), 2);
}

#[test]
fn a_night_works_out_anew_what_hangs_on_the_delivery_that_changed_and_nothing_else() {
    let desk = desk("张建国,#1,冀J1,A");
    desk.night(1, &[0]);
    let all = || ["roster", "links-registry", "links-vehicle"].map(|name| kept(&desk, name));
    let [roster, of_registry, of_vehicles] = all();
    assert!(roster.len() > 1 && of_registry.len() > 1 && of_vehicles.len() > 1);
    // It is another day, too, as every night.
    desk.deliver("vehicle", &format!("{CARS}\n张建国,#1,冀J2,A"));
    desk.night(2, &[0]);
    let [same_roster, same_of_registry, others] = all();
    assert_eq!((same_roster, same_of_registry), (roster.clone(), of_registry.clone()));
    assert_ne!(others, of_vehicles);
    // Where a household lives is no part of the vehicles, but it says how likely a namesake is one of it.
    desk.deliver("registry", &REGISTRY.replace("后村", "新村"));
    desk.night(1, &[0]);
    let [other_roster, other_of_registry, again] = all();
    assert!(other_roster != roster && other_of_registry != of_registry && again != others);
    // What else stands in a relation to the head is no part of whom a record is about.
    desk.deliver("registry", &REGISTRY.replace("后村", "新村").replace("之子", "长子"));
    desk.night(1, &[0]);
    let [last_roster, _, of_vehicles] = all();
    assert!(last_roster != other_roster);
    assert_eq!(of_vehicles, again);
}

#[test]
fn a_marriage_that_was_registered_in_advance_counts_from_its_day_on() {
    let marriage = "party_a_id,party_a_name,party_b_id,party_b_name,kind,registered_on\n\
        #4,李四,#9,赵敏,结婚,2017-08-03";
    let families = ANY_CAR.replace("'member'", "'family'");
    let desk =
        desk("赵敏,#9,冀J9,A").with("marriage", marriage).rule("family-car", &families, ANY_CAR_EXAMPLES);
    for (day, found) in [(1, 0), (2, 0), (3, 1), (4, 1)] {
        // Who else lives with them nobody delivered.
        desk.night(day, &[3]);
        assert_eq!(desk.table("findings").len(), found, "on day {day}");
    }
}
