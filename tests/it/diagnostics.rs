//! Does every mistake get a message that says where it is and what to do? One bad job a mistake, each with a
//! snapshot of what a person reads; and every code is explained in `docs/diagnostics.md`.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bidui::check;
use bidui::diagnostic::Diagnostic;
use chrono::NaiveDate;

use crate::support::told;

/// Relative to the package, where tests are run: snapshots do not depend on the machine.
const BAD_JOBS: &str = "fixtures/bad-jobs";

/// What `bidui check` finds in one of the bad jobs.
fn check(name: &str) -> &'static [Diagnostic] {
    // Each once, whichever test asks first: every one of them runs all rules on their examples.
    static CHECKED: LazyLock<BTreeMap<String, Vec<Diagnostic>>> =
        LazyLock::new(|| bad_jobs().into_iter().map(|name| (name.clone(), look_at(&name))).collect());
    CHECKED.get(name).unwrap()
}

fn look_at(name: &str) -> Vec<Diagnostic> {
    let path = Path::new(BAD_JOBS).join(name).with_extension("toml");
    let today = NaiveDate::from_ymd_opt(2017, 8, 31).unwrap();
    let mut problems = check::problems(&path, today).unwrap().1;
    // These jobs declare no more than their mistake needs, and the built-in rules read more than that.
    problems.retain(|problem| !["E0118", "E0425", "E0451"].contains(&problem.code));
    problems
}

fn names(folder: &str, ending: &str) -> BTreeSet<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter_map(|name| name.strip_suffix(ending).map(str::to_owned)).collect()
}

fn bad_jobs() -> BTreeSet<String> {
    names(BAD_JOBS, ".toml")
}

fn codes(problems: &[Diagnostic]) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn every_bad_job_gets_the_message_on_record() {
    for name in bad_jobs() {
        insta::assert_snapshot!(name.as_str(), told(check(&name)));
    }
}

#[test]
fn no_message_on_record_is_of_a_job_that_is_gone() {
    let recorded: BTreeSet<_> = names("tests/it/snapshots", ".snap")
        .iter()
        .filter_map(|name| name.strip_prefix("it__diagnostics__").map(str::to_owned))
        .collect();
    assert_eq!(recorded, bad_jobs());
}

#[test]
fn one_mistake_makes_one_message_that_says_what_to_do() {
    for name in bad_jobs() {
        let problems = check(&name);
        if name != "five-mistakes" {
            assert_eq!(problems.len(), 1, "{name}:\n{}", told(problems));
        }
        for problem in problems {
            let text = told(std::slice::from_ref(problem));
            let helps = problem.help_in(bidui::domain::Lang::En).is_some();
            assert!(problem.place.is_some() || helps, "{name} does not say where:\n{text}");
            assert!(
                !text.contains(env!("CARGO_MANIFEST_DIR")),
                "{name} shows the machine's folders:\n{text}"
            );
        }
    }
}

#[test]
fn five_mistakes_are_reported_in_one_go() {
    let found: BTreeSet<_> = codes(check("five-mistakes")).into_iter().collect();
    let unknown_key = "E0102";
    let gate_out_of_range = "E0104";
    let unknown_schema = "E0107";
    let unknown_column_in_a_rule = "E0310";
    let missing_delivery = "E0401";
    let all = [unknown_key, gate_out_of_range, unknown_schema, unknown_column_in_a_rule, missing_delivery];
    assert_eq!(found, BTreeSet::from(all));
}

/// What the issue that asked for diagnostics named, one by one.
#[test]
fn each_mistake_that_was_asked_for_has_its_own_code() {
    let asked_for = [
        ("missing-delivery", "E0401"),
        ("missing-required-column", "E0407"),
        ("header-twice", "E0408"),
        ("empty-file", "E0402"),
        ("not-a-workbook", "E0404"),
        ("wrong-encoding-named", "E0405"),
        ("rule-unknown-column", "E0310"),
        ("rule-wrong-type", "E0312"),
        ("rule-duplicate-id", "E0305"),
        ("rule-without-example", "E0325"),
        ("rule-example-contradicted", "E0360"),
    ];
    for (name, code) in asked_for {
        assert_eq!(codes(check(name)), [code], "{name}");
    }
}

#[test]
fn no_message_shows_a_citizen_number() {
    for name in bad_jobs() {
        let text = told(check(&name));
        let mut runs = text.split(|c: char| !c.is_ascii_digit());
        assert!(runs.all(|run| run.len() < 15), "{name}:\n{text}");
    }
}

/// Every file under `folder` that ends in `.rs`.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// The codes in a text, as `marked` there: `"E0101"` in a program, `` `E0101` `` in a page.
fn codes_in(text: &str, mark: char) -> Vec<String> {
    let pieces = text.split(mark).filter(|piece| piece.len() == 5 && piece.starts_with("E0"));
    pieces.filter(|piece| piece.chars().skip(1).all(|c| c.is_ascii_digit())).map(str::to_owned).collect()
}

#[test]
fn every_code_is_explained_once_and_none_that_does_not_exist() {
    let mut in_program = BTreeSet::new();
    for path in sources(Path::new("src")) {
        in_program.extend(codes_in(&fs::read_to_string(path).unwrap(), '"'));
    }
    let page = fs::read_to_string("docs/diagnostics.md").unwrap();
    let mut explained = BTreeMap::new();
    for row in page.lines().filter(|line| line.starts_with("| `E0")) {
        let code = codes_in(row, '`').into_iter().next().unwrap();
        *explained.entry(code).or_insert(0) += 1;
    }
    let twice: Vec<_> = explained.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "explained more than once: {twice:?}");
    assert_eq!(explained.into_keys().collect::<BTreeSet<_>>(), in_program);
}
