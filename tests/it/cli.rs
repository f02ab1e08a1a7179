//! What does the program say and return, seen from outside? The binary, driven on a county of three people.

#![allow(clippy::unwrap_used)]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const JOB: &str = r#"
name   = "nanpi-three"
as_of  = 2017-08-31
rules  = ["rules"]

[[extract]]
name = "registry"
path = "in/建档立卡.csv"

[[extract]]
name = "population"
path = "in/户籍.csv"

[[extract]]
name = "vehicle"
path = "in/车管.csv"

[[extract]]
name = "disability"
path = "in/残联持证.csv"
"#;

const REGISTRY: &str = "\
户编号,人编号,姓名,性别,证件号码,与户主关系,乡(镇),行政村,人数,首次识别时间
1309271001,130927100101,刘大田,男,130927196203141416,户主,刘八里乡,前刘村,2,201401
1309271001,130927100102,赵桂兰,女,130927196405201421,配偶,刘八里乡,前刘村,2,201401
1309271002,130927100201,孙小满,男,130927198809021418,户主,刘八里乡,后孙村,1,201401
";

const POPULATION: &str = "\
户号,姓名,公民身份号码,村,状态
R1,刘大田,130927196203141416,前刘村,正常
R1,赵桂兰,130927196405201421,前刘村,正常
R2,孙小满,130927198809021418,后孙村,正常
";

const VEHICLE: &str = "\
号牌种类,号牌号码,车辆类型,机动车所有人,身份证明号码,初次登记日期,转移登记日期,机动车状态
02,冀J10001,K33,刘大田,130927196203141416,2012-05-08,,A
13,冀J10002,N11,孙小满,130927198809021418,2015-03-14,,A
";

const DISABILITY: &str = "\
姓名,身份证号,残疾人证号,残疾类别,残疾等级,发证日期,证件状态
赵桂兰,130927196405201421,13092719640520142143,4,3,2014-03-15,有效
";

/// A job of its own, in a folder of its own.
struct County {
    folder: TempDir,
}

impl County {
    fn new() -> Self {
        let county = Self { folder: tempfile::tempdir().unwrap() };
        let rule = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/six-no-evaluate/vehicle-car.toml");
        county.write("rules/vehicle-car.toml", &fs::read_to_string(rule).unwrap());
        county.write("job.toml", JOB);
        county.write("in/建档立卡.csv", REGISTRY);
        county.write("in/户籍.csv", POPULATION);
        county.write("in/车管.csv", VEHICLE);
        county.write("in/残联持证.csv", DISABILITY);
        county
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces something that is there.
    fn edit(&self, name: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(old), "{name} holds no {old}");
        self.write(name, &text.replace(old, new));
    }

    /// Calls the program in the county's folder, in English.
    fn bidui(&self, arguments: &[&str]) -> Output {
        bidui_in(self.folder.path(), arguments)
    }

    /// The published runs, by name; what is hidden is not published.
    fn runs(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.path("out/runs")) else { return Vec::new() };
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.starts_with('.')).collect()
    }

    fn assert_nothing_published(&self) {
        assert!(fs::symlink_metadata(self.path("out/latest")).is_err(), "out/latest is there");
        assert_eq!(self.runs(), Vec::<String>::new());
    }
}

fn bidui_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bidui"))
        .current_dir(folder)
        .env_remove("BIDUI_LOG")
        .env("LC_ALL", "C")
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[track_caller]
fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "stdout:\n{}\nstderr:\n{}", printed(output), said(output));
}

#[track_caller]
fn assert_says(text: &str, promise: &str) {
    assert!(text.contains(promise), "`{promise}` is missing in:\n{text}");
}

/// No stretch of digits is as long as a citizen number.
#[track_caller]
fn assert_no_number(text: &str) {
    let long = text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() >= 15);
    assert!(long.is_none(), "{long:?} stands in:\n{text}");
}

#[test]
fn a_sound_job_is_published_with_exit_0_and_a_summary() {
    let county = County::new();
    let output = county.bidui(&["run", "job.toml"]);
    assert_code(&output, 0);
    assert_says(&printed(&output), "2 cards with 3 members, 1 suspect cards");
    assert_says(&printed(&output), "刘八里乡");
    assert_eq!(said(&output), "", "nobody watches, so nothing but results is said");
    assert_eq!(county.runs().len(), 1);
    let suspects = fs::read_to_string(county.path("out/latest/suspects.csv")).unwrap();
    assert_says(&suspects, "1309271001");
    assert!(!suspects.contains("1309271002"), "a three-wheeler makes nobody a suspect:\n{suspects}");
}

#[test]
fn a_second_run_of_the_same_inputs_says_nothing_new_and_publishes_nothing() {
    let county = County::new();
    assert_code(&county.bidui(&["run", "job.toml"]), 0);
    let before = county.runs();
    let output = county.bidui(&["run", "job.toml"]);
    assert_code(&output, 0);
    assert_says(&printed(&output), "nothing differs from the latest run");
    assert_eq!(county.runs(), before);
}

#[test]
fn a_mistake_in_the_job_ends_with_exit_1_and_nothing_published() {
    let county = County::new();
    county.edit("job.toml", "name   = \"nanpi-three\"", "nmae   = \"nanpi-three\"");
    let output = county.bidui(&["run", "job.toml"]);
    assert_code(&output, 1);
    assert_says(&said(&output), "E0102");
    assert_says(&said(&output), "job.toml:2:1");
    assert_eq!(printed(&output), "");
    county.assert_nothing_published();
}

#[test]
fn a_mistake_in_a_rule_ends_with_exit_1_and_nothing_published() {
    let county = County::new();
    county.edit("rules/vehicle-car.toml", "has_code(status, 'E')", "has_code(statsu, 'E')");
    let output = county.bidui(&["run", "job.toml"]);
    assert_code(&output, 1);
    assert_says(&said(&output), "did you mean `status`?");
    county.assert_nothing_published();
}

#[test]
fn a_required_delivery_that_cannot_be_used_ends_with_exit_4_and_nothing_published() {
    for (mistake, code) in [("", "E0402"), ("号牌号码,车辆类型,机动车状态\n冀J10001,K33,A\n", "E0407")]
    {
        let county = County::new();
        county.write("in/车管.csv", mistake);
        let output = county.bidui(&["run", "job.toml"]);
        assert_code(&output, 4);
        assert_says(&said(&output), code);
        assert_says(&said(&output), "nothing is published");
        county.assert_nothing_published();
    }
    let county = County::new();
    fs::remove_file(county.path("in/车管.csv")).unwrap();
    let output = county.bidui(&["run", "job.toml"]);
    assert_code(&output, 4);
    assert_says(&said(&output), "E0401");
    county.assert_nothing_published();
}

#[test]
fn a_bad_delivery_leaves_what_was_published_before_as_it_was() {
    let county = County::new();
    assert_code(&county.bidui(&["run", "job.toml"]), 0);
    let before = fs::read_to_string(county.path("out/latest/run.json")).unwrap();
    county.write("in/车管.csv", "");
    assert_code(&county.bidui(&["run", "job.toml"]), 4);
    assert_eq!(fs::read_to_string(county.path("out/latest/run.json")).unwrap(), before);
    assert_eq!(county.runs().len(), 1);
}

#[test]
fn a_missing_optional_delivery_is_published_with_exit_3_and_nobody_is_cleared() {
    let county = County::new();
    county.edit("job.toml", "path = \"in/车管.csv\"", "path = \"in/车管.csv\"\noptional = true");
    fs::remove_file(county.path("in/车管.csv")).unwrap();
    let output = county.bidui(&["run", "job.toml"]);
    assert_code(&output, 3);
    assert_says(&printed(&output), "Undetermined is not clear");
    assert_says(&printed(&output), "0 suspect cards");
    assert_eq!(county.runs().len(), 1);
}

#[test]
fn a_rule_whose_extract_the_job_does_not_declare_is_undetermined_with_exit_3() {
    let county = County::new();
    county.edit("job.toml", "[[extract]]\nname = \"vehicle\"\npath = \"in/车管.csv\"\n", "");
    let output = county.bidui(&["run", "job.toml"]);
    assert_code(&output, 3);
    assert_says(&printed(&output), "2 verdicts (card × rule) undetermined");
}

#[test]
fn a_tripped_gate_is_published_with_exit_3() {
    let county = County::new();
    county.write("in/车管.csv", &(VEHICLE.to_owned() + &"13,冀J10003,N11\n".repeat(5)));
    let output = county.bidui(&["run", "job.toml"]);
    assert_code(&output, 3);
    assert_says(&printed(&output), "undetermined");
    assert_eq!(county.runs().len(), 1);
}

#[test]
fn a_file_in_the_way_of_the_output_folder_ends_with_exit_1_and_says_so() {
    let county = County::new();
    county.write("out", "a file");
    let output = county.bidui(&["run", "job.toml"]);
    assert_code(&output, 1);
    assert_says(&said(&output), "E0501");
    assert_says(&said(&output), "a file of that name is in the way");
    assert_says(&said(&output), "--output");
    assert_eq!(fs::read_to_string(county.path("out")).unwrap(), "a file");
}

#[test]
fn a_second_run_at_the_same_time_ends_with_exit_11_and_nothing_published() {
    let county = County::new();
    fs::create_dir_all(county.path("out/runs")).unwrap();
    let lock = File::create(county.path("out/runs/.lock")).unwrap();
    lock.lock().unwrap();
    let output = county.bidui(&["run", "job.toml"]);
    assert_code(&output, 11);
    assert_says(&said(&output), "another run is writing there");
    county.assert_nothing_published();
    drop(lock);
    assert_code(&county.bidui(&["run", "job.toml"]), 0);
}

#[test]
fn what_a_run_that_died_left_behind_is_neither_listed_nor_kept() {
    let county = County::new();
    county.write("out/runs/.staging-dead/suspects.csv", "half a");
    assert_code(&county.bidui(&["run", "job.toml"]), 0);
    let left: Vec<_> =
        fs::read_dir(county.path("out/runs")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("dead")), "{left:?}");
}

#[test]
fn wrong_usage_ends_with_exit_2() {
    let county = County::new();
    for arguments in [&["run"][..], &["compare", "job.toml"], &["run", "job.toml", "--threads", "0"]] {
        assert_code(&county.bidui(arguments), 2);
    }
}

#[test]
fn a_job_that_is_not_there_ends_with_exit_1() {
    let county = County::new();
    for command in ["run", "check"] {
        let output = county.bidui(&[command, "jobs.toml"]);
        assert_code(&output, 1);
        assert_says(&said(&output), "jobs.toml: there is no such file");
    }
}

#[test]
fn check_of_a_sound_job_ends_with_exit_0_and_writes_nothing() {
    let county = County::new();
    let output = county.bidui(&["check", "job.toml"]);
    assert_code(&output, 0);
    assert_says(&said(&output), "0 errors, 0 warnings");
    for written in ["out", ".bidui", "bidui.sqlite"] {
        assert!(!county.path(written).exists(), "{written} was written");
    }
}

#[test]
fn check_for_a_program_is_json_with_the_file_and_line_of_every_problem() {
    let county = County::new();
    county.edit("job.toml", "path = \"in/车管.csv\"", "path = \"in/车管.csv\"\nencodng = \"auto\"");
    county.edit("rules/vehicle-car.toml", "severity  = \"exclude\"", "severity  = \"high\"");
    county.write("in/残联持证.csv", "残疾人证号,残疾类别\n1,4\n");
    let output = county.bidui(&["check", "job.toml", "--format", "json"]);
    assert_code(&output, 1);
    let problems: serde_json::Value = serde_json::from_str(&printed(&output)).unwrap();
    let places: Vec<_> = problems
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| {
            assert_eq!(problem["level"], "error");
            let text = |key: &str| problem[key].as_str().unwrap().to_owned();
            assert!(!text("message").is_empty());
            (text("code"), text("file"), problem["line"].as_u64())
        })
        .collect();
    let expected = [
        ("E0102", "job.toml", Some(17)),
        ("E0304", "rules/vehicle-car.toml", Some(8)),
        ("E0407", "in/残联持证.csv", Some(1)),
    ];
    for (code, file, line) in expected {
        assert!(
            places.contains(&(code.to_owned(), file.to_owned(), line)),
            "{code} is missing in {places:?}"
        );
    }
}

#[test]
fn check_of_a_sound_job_for_a_program_is_an_empty_list() {
    let output = County::new().bidui(&["check", "job.toml", "--format", "json"]);
    assert_code(&output, 0);
    assert_eq!(printed(&output).trim(), "[]");
}

#[test]
fn progress_for_a_program_is_a_json_object_per_line_on_standard_error() {
    let output = County::new().bidui(&["run", "job.toml", "--progress", "json"]);
    assert_code(&output, 0);
    let events: Vec<serde_json::Value> =
        said(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let all = |event: &str, key: &str| -> Vec<String> {
        let these = events.iter().filter(|line| line["event"] == event);
        these.map(|line| line[key].as_str().unwrap().to_owned()).collect()
    };
    let stages = all("stage", "stage");
    assert_eq!(stages.first().map(String::as_str), Some("extract"));
    assert_eq!(stages.last().map(String::as_str), Some("publish"));
    let mut extracts = all("extract", "extract");
    extracts.sort();
    assert_eq!(extracts, ["disability", "population", "registry", "vehicle"]);
}

#[test]
fn a_warning_among_progress_lines_is_such_a_line() {
    let county = County::new();
    county.write("in/车管.csv", &VEHICLE.replace("转移登记日期", "备注"));
    let output = county.bidui(&["run", "job.toml", "--progress", "json"]);
    let said = said(&output);
    let mut events = said.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let problem = events.find(|line| line["event"] == "problem").unwrap();
    assert_eq!(problem["problem"]["code"], "E0451");
}

#[test]
fn the_examples_of_the_built_in_pack_come_out_as_expected() {
    let output = County::new().bidui(&["rules", "test"]);
    assert_code(&output, 0);
    assert_says(&printed(&output), "as expected");
}

#[test]
fn the_examples_of_one_rule_file_are_tested_and_a_contradiction_ends_with_exit_1() {
    let county = County::new();
    assert_code(&county.bidui(&["rules", "test", "rules/vehicle-car.toml"]), 0);
    county.edit("rules/vehicle-car.toml", "AND NOT has_code(status, 'E')", "AND has_code(status, 'A')");
    let output = county.bidui(&["rules", "test", "rules"]);
    assert_code(&output, 1);
    assert_says(&said(&output), "E0360");
}

#[test]
fn a_rule_is_shown_in_words_and_as_sql() {
    let county = County::new();
    let promises = [
        ("zh", ["家庭成员名下有小轿车", "识别后购置", "河北省贫困人口建档立卡和动态管理服务办法"]),
        ("en", ["Member has a car", "Bought after registration", "Measures of Hebei Province"]),
    ];
    for (lang, promises) in promises {
        let words = county.bidui(&["rules", "show", "vehicle-car", "--lang", lang]);
        assert_code(&words, 0);
        for promise in promises {
            assert_says(&printed(&words), promise);
        }
    }
    let sql = county.bidui(&["rules", "show", "vehicle-car", "--sql"]);
    assert_code(&sql, 0);
    for promise in ["SELECT", "vehicle_class", "K33"] {
        assert_says(&printed(&sql), promise);
    }
    assert_code(&county.bidui(&["rules", "show", "vehicle-car", "--job", "job.toml"]), 0);
}

#[test]
fn a_rule_that_is_not_there_ends_with_exit_2_and_a_suggestion() {
    let output = County::new().bidui(&["rules", "show", "vehicel-car"]);
    assert_code(&output, 2);
    assert_says(&said(&output), "vehicle-car?");
    assert_eq!(printed(&output), "");
}

#[test]
fn a_list_before_any_run_ends_with_exit_1_and_says_what_to_do() {
    let output = County::new().bidui(&["list", "--job", "job.toml"]);
    assert_code(&output, 1);
    assert_says(&said(&output), "E0502");
    assert_says(&said(&output), "bidui run");
}

#[test]
fn a_list_after_a_run_names_the_card() {
    let county = County::new();
    assert_code(&county.bidui(&["run", "job.toml"]), 0);
    let output = county.bidui(&["list", "--condition", "4", "--format", "csv"]);
    assert_code(&output, 0);
    assert_says(&printed(&output), "1309271001");
}

#[test]
fn nothing_that_is_said_logged_or_published_holds_a_citizen_number() {
    let county = County::new();
    // Every way a number can be bad, and a name that does not fit its number.
    county.write(
        "in/车管.csv",
        "号牌种类,号牌号码,车辆类型,机动车所有人,身份证明号码,初次登记日期,转移登记日期,机动车状态\n\
         02,冀J10001,K33,刘大天,130927196203141416,2012-05-08,,A\n\
         02,冀J10003,K33,赵桂兰,130927196405201429,2012-05-08,,A\n\
         02,冀J10004,K33,赵桂兰,1309271964052014,2012-05-08,,ABC\n\
         02,冀J10005,K33,,130927198809021418,2012-05-08,,A\n",
    );
    county.edit(
        "job.toml",
        "rules  = [\"rules\"]",
        "rules  = [\"rules\"]\n[gate]\nmax_rejected_share = 0.9\nmin_usable_id_share = 0",
    );
    let output = county.bidui(&["-vv", "run", "job.toml", "--progress", "json"]);
    assert_code(&output, 0);
    assert_no_number(&said(&output));
    assert_no_number(&printed(&output));
    for file in ["suspects", "findings", "evidence", "identity", "rejects", "quality"] {
        let text = fs::read_to_string(county.path(&format!("out/latest/{file}.csv"))).unwrap();
        for line in REGISTRY.lines().skip(1) {
            let number = line.split(',').nth(4).unwrap();
            assert!(!text.contains(number.get(..17).unwrap()), "{file}.csv holds a number in full");
        }
    }
    assert_no_number(&said(&county.bidui(&["-vv", "check", "job.toml"])));
}

#[test]
fn numbers_are_written_in_full_only_when_asked_for() {
    let county = County::new();
    assert_code(&county.bidui(&["run", "job.toml", "--reveal-ids"]), 0);
    let evidence = fs::read_to_string(county.path("out/latest/evidence.csv")).unwrap();
    assert_says(&evidence, "130927196203141416");
}
