//! Whom is a record about that has no number? What the weight of evidence makes of name, birth date and place.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its promise is broken")]

use bidui::domain::PersonKey;
use bidui::read_back::read_table;
use bidui::standard::citizen_id;
use serde_json::Value;

use crate::support::Desk;

/// The number of person `n`, born on another day each.
fn born(n: i64) -> String {
    let (year, month, day) = (1940 + n % 50, 1 + n / 50 % 12, 1 + n / 600 % 28);
    citizen_id::number(PersonKey(
        13_092_700_000_000_000 + year * 10_000_000 + month * 100_000 + day * 1000 + 1,
    ))
}

/// A registry of two people, and a register in which three hundred others are called as the one, none as the other;
/// it has both without a number, and without a village.
fn desk(job: &str) -> Desk {
    let registry = format!(
        "household_id,name,citizen_id,village\nH1,张伟,{},前村\nH2,欧阳修,{},前村\n",
        born(0),
        born(1)
    );
    let mut register = "register_id,name,citizen_id,birth_date\n".to_owned();
    for n in 2..302 {
        register.push_str(&format!("R{n},张伟,{},\n", born(n)));
    }
    for n in 302..602 {
        register.push_str(&format!("R{n},路人{n},{},\n", born(n)));
    }
    register.push_str("R700,张伟,,1940-01-01\nR701,欧阳修,,1941-01-01\n");
    Desk::new(&registry).with("population", &register).job(job)
}

/// Household, method, confidence and weights of every link of the register that was weighed.
fn weighed(desk: &Desk) -> Vec<(String, Value)> {
    desk.run_to(&[0, 3]);
    let frame = read_table(&desk.path("out/latest"), "links").unwrap();
    let column = |name: &str| frame.column(name).unwrap().str().unwrap().clone();
    let [households, methods, confidences, weights] =
        ["household_id", "method", "confidence", "weights"].map(column);
    let row = |at: usize| {
        let weights = serde_json::from_str(weights.get(at)?).unwrap();
        let said = [&households, &methods, &confidences].map(|column| column.get(at).unwrap());
        Some((said.join(" "), weights))
    };
    (0..frame.height()).filter_map(row).collect()
}

#[test]
fn a_rare_name_makes_a_match_probable_where_a_common_one_leaves_it_possible() {
    let found = weighed(&desk(""));
    let said: Vec<_> = found.iter().map(|(said, _)| said.as_str()).collect();
    assert_eq!(said, ["H1 name_birth_place possible", "H2 name_birth_place probable"]);
    // The register's own count decides, of people of no card as well.
    assert_eq!((found[0].1["called_so"].as_i64(), found[1].1["called_so"].as_i64()), (Some(301), Some(1)));
    let weight = |at: usize| found[at].1["name"]["weight"].as_f64().unwrap();
    assert!(weight(1) > weight(0) + 8.0, "{found:?}");
}

#[test]
fn without_name_frequencies_a_rare_name_says_no_more_than_a_common_one() {
    let found = weighed(&desk("[link]\nname_frequency = false\n"));
    let said: Vec<_> = found.iter().map(|(said, _)| said.as_str()).collect();
    assert_eq!(said, ["H1 name_birth_place possible", "H2 name_birth_place possible"]);
    assert_eq!(found[0].1["name"]["weight"], found[1].1["name"]["weight"]);
}

#[test]
fn the_job_says_how_sure_a_match_must_be() {
    let said = |job: &str| weighed(&desk(job)).into_iter().map(|(said, _)| said).collect::<Vec<_>>();
    assert_eq!(said("[link]\nprobable = 0.9\n")[0], "H1 name_birth_place probable");
    let strict = "[link]\nprobable = 0.999999\npossible = 0.99\n";
    assert_eq!(said(strict), ["H2 name_birth_place possible", "H1 name_birth_place lead"]);
    let wrong = desk("[link]\nprobable = 99\npossible = 100\n").run_to(&[1]);
    assert!(wrong.contains("E0104") && wrong.contains("probability between 0 and 1"), "{wrong}");
}

#[test]
fn a_record_with_nothing_but_a_name_is_written_down_as_a_lead_and_makes_nobody_suspect() {
    let desk = desk("").with(
        "vehicle",
        "owner_name,owner_id,vehicle_class,status,first_registered_on\n欧阳修,,K33,A,2015-01-01\n",
    );
    let desk = desk.job("[gate]\nmin_usable_id_share = 0\n");
    let found = weighed(&desk);
    assert!(found.iter().any(|(said, _)| said == "H2 name_only lead"), "{found:?}");
    assert_eq!(desk.found("H2", "vehicle-car"), None);
}

/// A register in which the record of a dead man has no number, and another of his name and birthday is on a card, too.
fn explained(arguments: &[&str]) -> String {
    let registry = format!(
        "household_id,name,citizen_id,village\nH1,欧阳修,{},前村\nH2,欧阳修,{},后村\n",
        born(1),
        bidui::standard::citizen_id::number(PersonKey(13_092_719_410_101_003))
    );
    let mut register = "register_id,name,citizen_id,birth_date,village,status\n".to_owned();
    (2..302).for_each(|n| register.push_str(&format!("R{n},路人{n},{},,后村,正常\n", born(n))));
    register.push_str("R701,欧阳修,,1941-01-01,前村,死亡\n");
    let desk = Desk::new(&registry).with("population", &register);
    let said = desk.run_to(&[0, 3]);
    let job = desk.path("job.toml");
    let mut all = vec!["explain", "H1", "--job", job.to_str().unwrap(), "--lang", "en"];
    all.extend(arguments);
    let output = crate::support::bidui(&all);
    assert_eq!(output.status.code(), Some(0), "{}{said}", crate::support::text(&output.stderr));
    let run = said.lines().find_map(|line| line.split("runs/").nth(1)).unwrap_or_default();
    let run = run.split('/').next().unwrap_or_default().trim().to_owned();
    crate::support::text(&output.stdout).replace(&run, "RUN")
}

#[test]
fn explain_shows_what_each_field_weighs_and_who_else_it_could_be() {
    insta::assert_snapshot!(explained(&[]));
    let json: Value = serde_json::from_str(&explained(&["--format", "json"])).unwrap();
    let link = &json["findings"][0]["links"][0];
    assert_eq!(link["link"]["method"], "name_birth_place");
    assert_eq!(link["link"]["weights"]["place"]["level"], "village");
    assert_eq!(link["runner_up"]["household_id"], "H2");
}

#[test]
fn explain_says_so_where_there_is_no_such_card() {
    let desk = desk("");
    desk.run_to(&[0, 3]);
    let job = desk.path("job.toml");
    let said = crate::support::bidui(&["explain", "H99", "--job", job.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(said.status.code(), Some(2));
    assert!(crate::support::text(&said.stderr).contains("no such household"));
}
