//! Spot checks: drawn by chance that can be repeated, handed over as forms, and estimated from what came back.

use std::fs;

use serde_json::Value;

use crate::support::{ANY_CAR, ANY_CAR_EXAMPLES, County, Desk, asked, fill_lists};

/// Two villages with four cards each: one has a car, one left poverty.
fn county() -> Desk {
    let mut registry = "household_id,person_id,name,citizen_id,relation,township,village,status".to_owned();
    for (number, name) in "张三 李四 王五 赵六 孙七 周八 吴九 郑十".split(' ').enumerate() {
        let (own, village) = (number + 1, if number < 4 { "前村" } else { "后村" });
        let status = if number % 4 == 3 { "脱贫" } else { "在册" };
        registry.push_str(&format!("\nH{own},P{own},{name},#{own},户主,刘八里乡,{village},{status}"));
    }
    let cars = "owner_name,owner_id,plate_no,status\n张三,#1,冀J1,A\n孙七,#5,冀J2,A";
    let desk = Desk::new(&registry).with("vehicle", cars).rule("any-car", ANY_CAR, ANY_CAR_EXAMPLES);
    desk.night(1, &[0]);
    desk
}

fn drawn(desk: &Desk, arguments: &[&str]) -> Value {
    let all = [&["sample", "--format", "json"], arguments].concat();
    serde_json::from_str(&desk.asked(&all, 0)).unwrap()
}

fn households(draw: &Value) -> Vec<&str> {
    let cards = draw["units"].as_array().unwrap().iter().filter(|unit| unit["kind"] == "card");
    cards.map(|unit| unit["household_id"].as_str().unwrap()).collect()
}

/// Imports an outcome for each line of a draw that has one, visited today.
fn visit(desk: &Desk, draw: &Value, outcome: impl Fn(&str, &str) -> Option<&'static str>) -> String {
    let mut csv = "fingerprint,outcome,note".to_owned();
    for unit in draw["units"].as_array().unwrap() {
        let text = |key: &str| unit[key].as_str().unwrap();
        if let Some(outcome) = outcome(text("kind"), text("household_id")) {
            csv.push_str(&format!("\n{},{outcome},抽查", text("fingerprint")));
        }
    }
    let path = desk.path("抽查.csv");
    fs::write(&path, csv).unwrap();
    desk.asked(&["outcome", "import", path.to_str().unwrap()], 0)
}

fn rates(desk: &Desk) -> Value {
    let stats: Value =
        serde_json::from_str(&desk.asked(&["outcome", "stats", "--format", "json"], 0)).unwrap();
    stats["spot_checks"].clone()
}

#[test]
fn a_spot_check_of_everybody_counts_who_is_wrongly_included_left_out_and_wrongly_exited() {
    let desk = county();
    let draw = drawn(&desk, &["--villages", "100%"]);
    assert_eq!(households(&draw), ["H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8"]);
    let room = std::cell::Cell::new(true);
    visit(&desk, &draw, |kind, household| match (kind, household) {
        // One with a finding is, one without is, one that left poverty should not have.
        ("card", "H1" | "H2") => Some("removed"),
        ("card", "H4") => Some("reevaluate"),
        ("card", _) => Some("retained"),
        // The visitors came upon one household.
        ("room", _) => room.replace(false).then_some("reevaluate"),
        _ => None,
    });
    let own = &rates(&desk)[0];
    let count = |rate: &str| (own[rate]["some"].clone(), own[rate]["of"].clone());
    let pair = |some: u64, of: u64| (Value::from(some), Value::from(of));
    assert_eq!(count("wrongly_included"), pair(2, 6));
    assert_eq!((count("among_suspects"), count("among_clear")), (pair(1, 2), pair(1, 4)));
    assert_eq!(count("wrongly_exited"), pair(1, 2));
    assert_eq!(count("left_out"), pair(1, 5));
    assert_eq!((&own["cards"], &own["visited"]), (&Value::from(8), &Value::from(8)));
    let share = own["wrongly_included"]["value"].as_f64().unwrap();
    assert!((share - 1.0 / 3.0).abs() < 1e-9, "{share}");
    // The next night says so, too, and is done again to the same bytes.
    desk.night(2, &[0]);
    let report = fs::read_to_string(desk.path("out/latest/report.html")).unwrap();
    for cell in ["错评（占在册户）", "漏评（占应在册户）", "错退（占脱贫户）", "33.3 %"]
    {
        assert!(report.contains(cell), "{cell}");
    }
    drawn(&desk, &["--villages", "100%", "--seed", "2"]);
    desk.asked(&["runs", "replay", "latest"], 0);
}

#[test]
fn the_same_run_and_seed_draw_the_same_cards_and_are_recorded_once() {
    let desk = county();
    let arguments = ["--villages", "1", "--cards", "2"];
    let first = drawn(&desk, &arguments);
    assert_eq!(first, drawn(&desk, &arguments));
    assert_eq!(households(&first).len(), 2);
    let said = desk.asked(&[&["sample"], arguments.as_slice()].concat(), 0);
    assert!(said.contains("drawn before") && said.contains(&format!("seed {}", first["seed"])), "{said}");
    let others: std::collections::BTreeSet<_> = (0..20)
        .map(|seed| {
            let seed = seed.to_string();
            households(&drawn(&desk, &[&arguments[..], &["--seed", &seed]].concat())).join(" ")
        })
        .collect();
    // Of either village the suspect and one of two others.
    assert_eq!(others.len(), 4, "{others:?}");
    let log = desk.asked(&["audit", "log"], 0);
    assert_eq!(log.lines().filter(|line| line.contains("  draw  ")).count(), 21, "{log}");
}

#[test]
fn a_line_of_a_draw_that_was_edited_is_named() {
    let desk = county();
    let draw = drawn(&desk, &[]);
    assert!(desk.asked(&["audit", "verify"], 0).contains("1 spot checks"));
    let store = rusqlite::Connection::open(desk.path("bidui.sqlite")).unwrap();
    store
        .execute("UPDATE draw_units SET weight = '1.5' WHERE kind = 'card' AND weight <> '1.5'", [])
        .unwrap();
    let said = desk.asked(&["audit", "verify"], 1);
    assert!(
        said.contains(&format!("spot check {} is not what was recorded", draw["id"].as_str().unwrap())),
        "{said}"
    );
}

#[test]
fn a_share_or_a_village_count_that_means_nothing_is_refused() {
    let desk = county();
    let said = desk.asked(&["sample", "--villages", "0%"], 2);
    assert!(said.contains("neither a share like 5% nor a number of villages"), "{said}");
    desk.asked(&["sample", "--cards", "0"], 2);
    assert!(!desk.path("out/spot_checks").exists());
}

#[test]
fn the_forms_of_a_spot_check_are_filled_in_brought_back_and_counted() {
    let county = County::demo();
    county.run_to(0);
    let job = county.path("job.toml");
    let forms = tempfile::tempdir().unwrap();
    let folder = forms.path().join("forms");
    let said = asked(&job, &["sample", "--villages", "30%", "-o", folder.to_str().unwrap()], 0);
    assert!(said.contains("19 villages, 360 cards on the list"), "{said}");
    let filled = forms.path().join("filled");
    fs::create_dir(&filled).unwrap();
    let given = ["剔除", "保留:挂名", "重新评议", "未能核实"];
    let lines = fill_lists(&["--today"], &folder, Some(&filled), &given).lines().count();
    let books: Vec<_> = fs::read_dir(&filled).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mut import = vec!["outcome", "import"];
    import.extend(books.iter().map(|book| book.to_str().unwrap()));
    let said = asked(&job, &import, 0);
    assert!(said.contains(&format!("{lines} recorded, 0 known already")), "{lines} {said}");
    assert!(asked(&job, &import, 0).contains(&format!("0 recorded, {lines} known already")));
    let stats = asked(&job, &["outcome", "stats"], 0);
    let sentence = stats.lines().find(|line| line.starts_with("spot check ")).unwrap();
    assert!(sentence.contains("cards drawn") && !sentence.contains(" 0 visited"), "{sentence}");
    for rate in ["wrongly included, of the cards on the list", "left out, of those who should be on the list"]
    {
        assert!(stats.contains(rate), "{stats}");
    }
}
