//! The plug is pulled at any moment: what was published is whole, the history opens, and the next run ends as if nothing
//! had happened.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{County, bidui, files, text};

/// How often the plug is pulled, over all steps; `BIDUI_KILLS=200` for a long look.
fn kills() -> u32 {
    std::env::var("BIDUI_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(24)
}

/// What is done to a county, one after the other.
const STEPS: &[&str] = &["first run", "warm run", "later run", "import", "cold run"];

/// Makes what a step needs, and gives the arguments of its command.
fn prepare(county: &County, step: &str) -> Vec<String> {
    let path = |name: &str| county.path(name).to_str().unwrap().to_owned();
    let run = |day: &str| ["run", &path("job.toml"), "--as-of", day].map(str::to_owned).to_vec();
    match step {
        "first run" => run("2017-08-31"),
        "warm run" => run("2017-09-01"),
        "later run" => {
            let path = county.path("in/农机.csv");
            let mut bytes = fs::read(&path).unwrap();
            // Without its last line.
            let end = bytes.trim_ascii_end().iter().rposition(|byte| *byte == b'\n').unwrap();
            bytes.truncate(end + 1);
            fs::write(path, bytes).unwrap();
            run("2017-09-02")
        }
        "import" => {
            let findings = county.table("findings");
            let lines: Vec<_> =
                findings.iter().map(|row| format!("{},removed,2017-09-02", row["fingerprint"])).collect();
            fs::write(
                county.path("核查.csv"),
                format!("fingerprint,outcome,visited_on\n{}\n", lines.join("\n")),
            )
            .unwrap();
            ["outcome", "import", &path("核查.csv"), "--job", &path("job.toml")].map(str::to_owned).to_vec()
        }
        _ => {
            fs::remove_dir_all(county.path(".bidui")).ok();
            run("2017-09-03")
        }
    }
}

fn run(arguments: &[String]) -> Duration {
    let began = Instant::now();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let output = bidui(&arguments);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{arguments:?}: {}", text(&output.stderr));
    began.elapsed()
}

/// Starts a command and pulls the plug after a while.
fn kill(arguments: &[String], after: Duration) {
    let command = Command::new(env!("CARGO_BIN_EXE_bidui"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = command.unwrap();
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// The last published run is there with every file as `run.json` has it, and nobody edited the history.
fn assert_whole(county: &County, when: &str) {
    let latest = county.latest();
    if latest.exists() {
        let manifest: serde_json::Value =
            serde_json::from_slice(&fs::read(latest.join("run.json")).unwrap()).unwrap();
        for (name, output) in manifest["outputs"].as_object().unwrap() {
            let bytes = fs::read(latest.join(name)).unwrap_or_else(|error| panic!("{when}: {name}: {error}"));
            assert_eq!(blake3::hash(&bytes).to_hex().as_str(), output["digest"], "{when}: {name}");
        }
    }
    if county.path("bidui.sqlite").is_file() {
        let output = bidui(&["audit", "verify", "--job", county.path("job.toml").to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(0), "{when}: {}{}", text(&output.stdout), text(&output.stderr));
    }
}

/// Everything under `out` but what differs from hour to hour.
fn published(county: &County) -> BTreeMap<String, Vec<u8>> {
    let mut all = files(&county.path("out/runs"));
    for (name, bytes) in &mut all {
        if Path::new(name).ends_with("run.json") {
            let mut manifest: serde_json::Value = serde_json::from_slice(bytes).unwrap();
            manifest.as_object_mut().unwrap().remove("measured");
            *bytes = serde_json::to_vec(&manifest).unwrap();
        }
    }
    all
}

#[test]
fn whenever_it_is_killed_the_last_run_is_whole_and_the_end_is_the_same() {
    let (never_killed, killed) = (County::demo(), County::demo());
    let mut dice = fastrand::Rng::with_seed(7);
    let each = kills().div_ceil(STEPS.len() as u32);
    for step in STEPS {
        let took = run(&prepare(&never_killed, step));
        let arguments = prepare(&killed, step);
        for nth in 0..each {
            let after = took.mul_f64(dice.f64() * 1.1);
            kill(&arguments, after);
            assert_whole(&killed, &format!("{step}, killed {nth} after {after:?}"));
            if *step == "cold run" {
                fs::remove_dir_all(killed.path(".bidui")).ok();
            }
        }
        run(&arguments);
        assert_whole(&killed, step);
    }
    let (expected, found) = (published(&never_killed), published(&killed));
    assert_eq!(expected.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>());
    for (name, bytes) in &expected {
        assert!(found[name] == *bytes, "{name} differs");
    }
}
