//! What came of visits: recorded once, never overwritten silently, and heeded by the next night.

use std::fs;

use crate::support::{ANY_CAR, ANY_CAR_EXAMPLES, County, Desk, Row, bidui, fill_lists, text};

const REGISTRY: &str = "household_id,person_id,name,citizen_id,relation,township,village\n\
    H1,P1,张建国,#1,户主,刘八里乡,前村\nH2,P2,李四,#2,户主,刘八里乡,前村\nH3,P3,王五,#3,户主,刘八里乡,后村";
const CARS: &str = "owner_name,owner_id,plate_no,status";

/// Three households with a car each, compared once.
fn county() -> Desk {
    let desk = Desk::new(REGISTRY)
        .with("vehicle", &format!("{CARS}\n张建国,#1,冀J1,A\n李四,#2,冀J2,A\n王五,#3,冀J3,A"))
        .rule("any-car", ANY_CAR, ANY_CAR_EXAMPLES);
    desk.night(1, &[0]);
    desk
}

impl Desk {
    fn fingerprint(&self, card: &str) -> String {
        let all = self.table("findings");
        all.iter().find(|row| row["household_id"] == card).unwrap()["fingerprint"].clone()
    }

    fn import(&self, csv: &str, code: i32) -> String {
        let path = self.path("核查.csv");
        fs::write(&path, csv).unwrap();
        self.asked(&["outcome", "import", path.to_str().unwrap()], code)
    }

    fn list(&self, name: &str) -> bool {
        self.path(&format!("out/latest/lists/刘八里乡/{name}.xlsx")).is_file()
    }
}

fn outcomes(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| format!("{} {}", row["household_id"], row["last_outcome"])).collect()
}

#[test]
fn a_retained_finding_stays_out_of_the_lists_until_its_evidence_changes() {
    let desk = county();
    let fingerprint = desk.fingerprint("H3");
    let arguments = [
        "outcome",
        "record",
        &fingerprint,
        "--outcome",
        "保留",
        "--reason",
        "已售未过户",
        "--visited-on",
        "2017-08-02",
    ];
    desk.asked(&arguments, 0);
    assert!(desk.list("后村"));
    desk.night(3, &[0]);
    assert!(!desk.list("后村") && desk.list("前村"));
    assert_eq!(outcomes(&desk.table("findings")), ["H1 ", "H2 ", "H3 retained"]);
    let report = fs::read_to_string(desk.path("out/latest/report.html")).unwrap();
    assert!(report.contains("历次比对发现疑似户 3 户，已核查 1 户：保留 1 户（已售未过户 1）"), "{report}");
    desk.deliver("vehicle", &format!("{CARS}\n张建国,#1,冀J1,A\n李四,#2,冀J2,A\n王五,#3,冀J3,\"A,Q\""));
    desk.night(4, &[0]);
    assert!(desk.list("后村"), "the evidence is another");
    assert_eq!(outcomes(&desk.table("findings"))[2], "H3 retained");
}

#[test]
fn a_decision_that_expired_puts_the_household_back_on_the_list() {
    let desk = county();
    let fingerprint = desk.fingerprint("H3");
    desk.asked(
        &[
            "outcome",
            "record",
            &fingerprint,
            "--outcome",
            "retained",
            "--reason",
            "nominal_holder",
            "--visited-on",
            "2017-08-02",
            "--until",
            "2017-08-10",
        ],
        0,
    );
    desk.night(10, &[0]);
    assert!(!desk.list("后村"));
    desk.night(11, &[0]);
    assert!(desk.list("后村"));
}

#[test]
fn a_disputed_finding_has_a_list_of_its_own_with_its_age() {
    let desk = county();
    desk.asked(
        &[
            "outcome",
            "record",
            &desk.fingerprint("H3"),
            "--outcome",
            "disputed",
            "--visited-on",
            "2017-08-02",
        ],
        0,
    );
    desk.night(12, &[0]);
    assert!(desk.list("后村-申诉") && !desk.list("后村"));
    let disputed = desk.table("disputed");
    assert_eq!((disputed[0]["household_id"].as_str(), disputed[0]["days"].as_str()), ("H3", "10"));
}

#[test]
fn a_filled_in_list_is_imported_once_and_teaches_which_rules_are_right() {
    let desk = county();
    let [one, two, three] = ["H1", "H2", "H3"].map(|card| desk.fingerprint(card));
    let filled = format!(
        "前村核查结果,,,,\n线索编号,核查结果,理由,核查日期,核查人\n{one},剔除,,2017-08-05,李\n{two},重新评议,,2017-08-05,李\n{three},保留（挂名）,,2017-08-06,李\n"
    );
    let said = desk.import(&filled, 0);
    assert!(said.contains("3 recorded, 0 known already"), "{said}");
    let said = desk.import(&filled, 0);
    assert!(said.contains("0 recorded, 3 known already"), "{said}");
    let stats = desk.asked(&["outcome", "stats"], 0);
    assert!(
        stats.contains("3 suspect households found, 3 visited: 1 removed, 1 to be evaluated again, 1 retained (nominal holder 1)."),
        "{stats}"
    );
    let json = desk.asked(&["outcome", "stats", "--format", "json"], 0);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let car = &json["by_rule"][0];
    assert_eq!(
        (car["name"].as_str(), car["right"].as_i64(), car["retained"].as_i64()),
        (Some("any-car"), Some(2), Some(1))
    );
    assert_eq!(json["by_source"][0]["name"], "vehicle");
    assert_eq!(json["by_method"][0]["name"], "id");
    assert_eq!(json["by_township"][0]["name"], "刘八里乡");
}

#[test]
fn a_household_may_be_named_in_place_of_its_findings() {
    let desk = county();
    desk.import("户编号,核查结果,核查日期\nH1,剔除,2017-08-05\n", 0);
    desk.night(6, &[0]);
    assert_eq!(outcomes(&desk.table("findings"))[0], "H1 removed");
}

#[test]
fn conflicting_outcomes_are_shown_side_by_side_and_the_good_lines_are_recorded() {
    let desk = county();
    let [one, two] = ["H1", "H2"].map(|card| desk.fingerprint(card));
    desk.import(&format!("fingerprint,outcome,visited_on\n{one},removed,2017-08-05\n"), 0);
    let said = desk.import(
        &format!("fingerprint,outcome,reason,visited_on\n{one},retained,nominal_holder,2017-08-05\n{two},removed,,2017-08-05\nnobody,removed,,2017-08-05\n"),
        1,
    );
    for promise in [
        "E0617",
        "recorded removed",
        "and here",
        "retained (nominal",
        "核查.csv:2",
        "E0616",
        "核查.csv:4",
        "1 recorded",
        "2 not recorded",
    ] {
        assert!(said.contains(promise), "{promise} is missing in\n{said}");
    }
    desk.night(6, &[0]);
    assert_eq!(outcomes(&desk.table("findings")), ["H1 removed", "H2 removed", "H3 "]);
}

#[test]
fn outcomes_survive_the_loss_of_the_runs_and_a_renumbered_registry() {
    let desk = county();
    desk.asked(
        &["outcome", "record", &desk.fingerprint("H3"), "--outcome", "removed", "--visited-on", "2017-08-02"],
        0,
    );
    desk.deliver("registry", &REGISTRY.replace("H3", "N3"));
    desk.night(3, &[0]);
    assert_eq!(outcomes(&desk.table("findings"))[2], "N3 removed");
    fs::remove_dir_all(desk.path("out")).unwrap();
    desk.deliver("registry", REGISTRY);
    desk.night(4, &[0]);
    assert_eq!(outcomes(&desk.table("findings"))[2], "H3 removed");
}

#[test]
fn a_changed_byte_of_an_outcome_is_named_by_the_audit() {
    let desk = county();
    desk.asked(
        &["outcome", "record", &desk.fingerprint("H3"), "--outcome", "removed", "--visited-on", "2017-08-02"],
        0,
    );
    assert!(desk.asked(&["audit", "verify"], 0).contains("nothing was edited"));
    let path = desk.path("bidui.sqlite");
    let bytes = fs::read(&path).unwrap();
    let at = bytes.windows(7).rposition(|window| window == b"removed").unwrap();
    let mut edited = bytes.clone();
    edited[at + 6] = b'D';
    fs::write(&path, edited).unwrap();
    let said = desk.asked(&["audit", "verify"], 1);
    assert!(said.contains("outcome 1 (finding"), "{said}");
}

#[test]
fn runs_are_listed_shown_and_held_against_each_other() {
    let desk = county();
    desk.deliver("vehicle", &format!("{CARS}\n张建国,#1,冀J1,Q\n李四,#2,冀J2,A\n路人,#9,冀J9,A"));
    desk.night(2, &[0]);
    let runs: serde_json::Value =
        serde_json::from_str(&desk.asked(&["runs", "--format", "json"], 0)).unwrap();
    let ids: Vec<_> = runs.as_array().unwrap().iter().map(|run| run["run_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    assert!(desk.asked(&["runs", "show", "latest"], 0).contains(ids[1]));
    let found = desk.asked(&["runs", "diff", ids[0], "latest", "--format", "json"], 0);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    let lines: Vec<_> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| ["household_id", "change", "why"].map(|key| own[key].as_str().unwrap()).join(" "))
        .collect();
    assert_eq!(lines, ["H1 changed record_changed", "H3 out cleared"]);
    assert_eq!(found["cards_out"][0]["household_id"], "H3");
    // The rule is revised so that another car does not count any more.
    fs::write(
        desk.path("rules/any-car.toml"),
        fs::read_to_string(desk.path("rules/any-car.toml"))
            .unwrap()
            .replace("version = 1", "version = 2")
            .replace("where='TRUE'", "where=\"NOT has_code(status, 'Q')\"")
            .replace("record={plate_no='x'}", "record={plate_no='x', status=['A']}"),
    )
    .unwrap();
    desk.night(2, &[0]);
    let found = desk.asked(&["runs", "diff", ids[1], "latest", "--format", "json"], 0);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    assert_eq!(found["findings"][0]["why"], "rule_changed");
    assert_eq!(found["rules"][0]["rule"], "any-car");
    let history = desk.asked(&["runs", "history", found["findings"][0]["fingerprint"].as_str().unwrap()], 0);
    assert_eq!(history.lines().count(), 4, "{history}");
}

#[test]
fn a_run_done_again_gives_the_same_bytes_or_says_what_is_not_there_any_more() {
    let desk = county();
    desk.night(2, &[0]);
    desk.asked(
        &["outcome", "record", &desk.fingerprint("H3"), "--outcome", "removed", "--visited-on", "2017-08-02"],
        0,
    );
    let before = crate::support::files(&desk.path("out/runs"));
    // The outcome was recorded later, and is no part of it.
    let said = desk.asked(&["runs", "replay", "latest"], 0);
    assert!(said.contains("byte for byte"), "{said}");
    assert!(crate::support::files(&desk.path("out/runs")) == before, "nothing is written");
    desk.deliver("vehicle", &format!("{CARS}\n张建国,#1,冀J1,A"));
    let said = desk.asked(&["runs", "replay", "latest"], 1);
    assert!(said.contains("delivery vehicle") && said.contains("is another today"), "{said}");
}

#[test]
fn a_rule_that_is_out_of_force_is_not_taken_for_a_household_that_left() {
    let desk = county();
    let rule = desk.path("rules/any-car.toml");
    let text = fs::read_to_string(&rule).unwrap();
    fs::write(&rule, text.replace("kind='present'", "kind='present'\neffective = { until = 2017-08-01 }"))
        .unwrap();
    fs::write(desk.path("rules/other.toml"), text.replace("id = 'any-car'", "id = 'other'")).unwrap();
    desk.night(1, &[0]);
    desk.night(2, &[0]);
    let runs: serde_json::Value =
        serde_json::from_str(&desk.asked(&["runs", "--format", "json"], 0)).unwrap();
    let before = runs[1]["run_id"].as_str().unwrap();
    let found = desk.asked(&["runs", "diff", before, "latest", "--format", "json"], 0);
    let found: serde_json::Value = serde_json::from_str(&found).unwrap();
    let why: Vec<_> =
        found["findings"].as_array().unwrap().iter().map(|own| own["why"].as_str().unwrap()).collect();
    assert_eq!(why, ["rule_retired"; 3]);
}

#[test]
fn a_list_that_was_printed_filled_in_and_brought_back_is_what_the_next_night_knows() {
    let county = County::demo();
    county.run_to(0);
    let filled = tempfile::tempdir().unwrap();
    let lists = county.latest().join("lists");
    let given = ["剔除", "保留:挂名", "重新评议", "未能核实"];
    let said = fill_lists(&[], &lists, Some(filled.path()), &given);
    let lines: Vec<Vec<&str>> = said.lines().map(|line| line.split(' ').collect()).collect();
    // The form has exactly the standing findings of the suspects.
    let suspects = county.table("suspects");
    let asked: usize = suspects.iter().map(|row| row["findings"].parse::<usize>().unwrap()).sum();
    assert_eq!(lines.len(), asked);
    let job = county.path("job.toml");
    let job = job.to_str().unwrap();
    let books: Vec<_> = fs::read_dir(filled.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let import = |code: i32| {
        let mut arguments = vec!["outcome", "import", "--job", job, "--lang", "en"];
        arguments.extend(books.iter().map(|book| book.to_str().unwrap()));
        let output = bidui(&arguments);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    assert!(import(0).contains(&format!("{asked} recorded, 0 known already")));
    assert!(import(0).contains(&format!("0 recorded, {asked} known already")), "twice is once");
    county.run_to(0);
    let outcome: std::collections::BTreeMap<_, _> = county
        .table("findings")
        .into_iter()
        .map(|row| (row["fingerprint"].clone(), row["last_outcome"].clone()))
        .collect();
    let code = |word: &str| match word {
        "剔除" => "removed",
        "保留" => "retained",
        "重新评议" => "reevaluate",
        _ => "unreachable",
    };
    for line in &lines {
        assert_eq!(outcome[line[0]], code(line[1]), "{line:?}");
    }
    // Whom nobody met is visited again; what was decided is not.
    let again = fill_lists(&[], &county.latest().join("lists"), None, &[]);
    let unmet = lines.iter().filter(|line| line[1] == "未能核实").count();
    assert_eq!(again.trim(), unmet.to_string());
    let household: std::collections::BTreeMap<_, _> = county
        .table("findings")
        .into_iter()
        .map(|row| (row["fingerprint"].clone(), row["household_id"].clone()))
        .collect();
    let met = lines.iter().filter(|line| line[1] != "未能核实").map(|line| &household[line[0]]);
    let met = met.collect::<std::collections::BTreeSet<_>>().len();
    let stats = text(&bidui(&["outcome", "stats", "--job", job, "--lang", "zh"]).stdout);
    let sentence = format!("比对发现疑似户 {} 户，已核查 {met} 户：剔除", suspects.len());
    assert!(stats.starts_with(&sentence), "{sentence} {stats}");
}

#[test]
fn a_run_in_english_speaks_english_and_its_form_is_read_back() {
    let desk = Desk::new(
        "household_id,person_id,name,citizen_id,relation,township,village\n\
         H1,P1,Zhang Jianguo,#1,户主,North,East Field\nH2,P2,Li Si,#2,户主,North,East Field",
    )
    .with("vehicle", &format!("{CARS}\nZhang Jianguo,#1,J1,A\nLi Si,#2,J2,A\n,,J3,A"))
    .rule("any-car", ANY_CAR, ANY_CAR_EXAMPLES);
    let output = desk.command("run", &["--as-of", "2017-08-01", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let report = fs::read_to_string(desk.path("out/latest/report.html")).unwrap();
    let body = report.split("</style>").nth(1).unwrap();
    let lines = body.split('<').filter(|part| chinese(part));
    // Codes are shown as departments write them, and files have one name in every language.
    assert_eq!(lines.collect::<Vec<_>>(), Vec::<&str>::new());
    let rejects = fs::read_to_string(desk.path("out/latest/rejects.csv")).unwrap();
    assert!(rejects.contains("a required column is empty"), "{rejects}");
    let again = desk.command("run", &["--as-of", "2017-08-01", "--lang", "en"]);
    assert!(text(&again.stdout).contains("nothing differs"), "{}", text(&again.stdout));
    assert!(desk.asked(&["runs", "replay", "latest"], 0).contains("byte for byte"));
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook(desk.path("out/latest/lists/North/East Field.xlsx")).unwrap();
    assert_eq!(calamine::Reader::sheet_names(&book), ["About", "Form", "Evidence"]);
    let cover = calamine::Reader::worksheet_range(&mut book, "About").unwrap();
    let said: Vec<_> = cover.rows().flatten().map(ToString::to_string).filter(|text| chinese(text)).collect();
    assert_eq!(said, Vec::<String>::new());
    let filled = tempfile::tempdir().unwrap();
    let given = ["removed", "retained:sold but not re-registered"];
    fill_lists(&[], &desk.path("out/latest/lists"), Some(filled.path()), &given);
    let books: Vec<_> = fs::read_dir(filled.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [book] = books.as_slice() else { panic!("one village: {books:?}") };
    let said = desk.asked(&["outcome", "import", book.to_str().unwrap()], 0);
    assert!(said.contains("2 recorded"), "{said}");
    desk.night(2, &[0]);
    let last = desk.table("findings");
    let last: Vec<_> = last.iter().map(|row| row["last_outcome"].as_str()).collect();
    assert_eq!(last, ["removed", "retained"]);
}

#[test]
fn a_form_says_of_each_household_who_and_why_how_sure_and_what_would_take_it_off() {
    let desk = Desk::new(&REGISTRY.replace("person_id,name", "person_id,name,sex,address,phone,registered_on").replace(
        "P1,张建国",
        "P1,张建国,男,前村12号,13800001234,2014-03",
    ).replace("P2,李四", "P2,李四,,,,").replace("P3,王五", "P3,王五,,,,"))
    .with("vehicle", &format!("{CARS}\n张建国,#1,冀J1,A"))
    .rule(
        "any-car",
        &format!("{ANY_CAR}\nverify=['查登记证书']\nfalse_positives=['已售未过户']\n[[unless]]\nwhen=\"has_code(status, 'E')\"\nreason='已注销'"),
        &ANY_CAR_EXAMPLES.replace("plate_no='x'", "plate_no='x', status=['A']"),
    );
    desk.night(1, &[0]);
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook(desk.path("out/latest/lists/刘八里乡/前村.xlsx")).unwrap();
    let sheet = |book: &mut calamine::Xlsx<_>, name: &str| {
        let range = calamine::Reader::worksheet_range(book, name).unwrap();
        range.rows().flatten().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let form = sheet(&mut book, "核查表");
    for said in [
        "户编号 H1",
        "户主 张建国",
        "住址 前村12号",
        "电话 *******1234",
        "首次识别时间 2014-03",
        "张建国（户主，男，67 岁）",
        "any-car",
        "冀J1",
        "来源：in/vehicle.csv 第 2 行",
        "认定：证件号码、姓名一致，确定",
        "已售未过户",
        "已注销",
        "查登记证书",
        &desk.fingerprint("H1"),
        "核查结果",
        "保留理由",
        "签字",
    ] {
        assert!(form.contains(said), "{said}: {form}");
    }
    assert!(!form.contains("应排除") && !form.contains("H3"), "{form}");
    let cover = sheet(&mut book, "说明");
    assert!(cover.contains("比对结果是线索，不是结论") && cover.contains("2017-08-01"), "{cover}");
    assert!(sheet(&mut book, "证据").contains("in/vehicle.csv"));
}
