//! Does every room keep to its walls? Reads the imports of `src/` and names file and line of each breach.

use std::fs;
use std::path::{Path, PathBuf};

/// The stages of the star. They share nouns and never import each other; `run` alone knows the order.
const STAGES: &[&str] =
    &["extract", "clean", "roster", "link", "evaluate", "suspects", "change", "publish", "store"];
/// Ingestion is one step of two stages: it reads a delivery, cleans it, and keeps the result.
/// Tests set up a county of three people and take it as far as they need.
const COMPOSERS: &[(&str, &[&str])] = &[
    ("ingest", &["extract", "clean"]),
    ("rule_examples", &["evaluate"]),
    ("results", &["suspects", "change"]),
    ("score", &["publish"]),
    ("read_back", &["publish"]),
    ("test_support", &["clean", "roster", "link", "evaluate"]),
];
/// Who may order everything.
const CONDUCTORS: &[&str] = &["run", "check", "cli", "lib", "main"];

const TABLES: &[&str] = &["polars", "polars_arrow", "polars_io", "polars_parquet"];
const FILES: &[&str] = &["std::fs", "fs::", "File::open", "File::create"];
const CLOCK: &[&str] = &["Local::now", "Utc::now", "SystemTime", "Instant"];

/// A room and the words that may not stand in it.
struct Wall {
    rooms: &'static [&'static str],
    /// Whether the list is of the rooms that may, rather than of those that may not.
    only: bool,
    words: &'static [&'static str],
    why: &'static str,
}

const WALLS: &[Wall] = &[
    Wall {
        rooms: &[
            "domain",
            "standard",
            "cli",
            "diagnostic",
            "toml_reader",
            "labels",
            "schema",
            "job",
            "main",
            "synth",
        ],
        only: false,
        words: TABLES,
        why: "knows no Polars",
    },
    Wall {
        // Paper reads the fonts of the machine.
        rooms: &[
            "extract",
            "publish",
            "read_back",
            "store",
            "job",
            "ingest",
            "kept",
            "whole_file",
            "content_digest",
            "paper",
        ],
        only: true,
        words: FILES,
        why: "does not touch the disk",
    },
    Wall { rooms: &["run", "cli"], only: true, words: CLOCK, why: "does not know the hour" },
];

/// Breaches that are meant, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("run/measure.rs", "std::fs", "asks the system about this process, reads no data"),
    ("synth/deliver/folder.rs", "std::fs", "the one file that writes a generated county"),
    ("synth/deliver/columnar.rs", "polars", "writes text columns as Parquet; no truth hangs on it"),
    ("synth/deliver/columnar.rs", "polars_io", "writes text columns as Parquet; no truth hangs on it"),
    ("synth/deliver/columnar.rs", "std::fs", "names the type of a file that `folder.rs` made"),
    ("score/truth.rs", "std::fs", "reads the truth that was written beside a generated county"),
    ("score/truth.rs", "File::open", "reads the truth that was written beside a generated county"),
    ("synth/deliver/folder.rs", "File::create", "the one file that writes a generated county"),
];

/// Who tells the truth that the engine is measured by, and all that it may know of the rest: what the engine
/// does must not decide what is true.
const WITNESS: &str = "synth";
const WITNESS_MAY_KNOW: &[&str] = &["synth", "standard", "domain", "diagnostic", "words"];

/// One source file: its path below `src/`, and its text without comments and tests.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let mut kept = String::new();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            // A file ends with its tests.
            if line.trim() == "#[cfg(test)]"
                && lines.peek().is_some_and(|next| next.trim().starts_with("mod "))
            {
                break;
            }
            let comment = line.match_indices("//").find(|(at, _)| !line[..*at].ends_with(':'));
            kept.push_str(comment.map_or(line, |(at, _)| &line[..at]));
            kept.push('\n');
        }
        Self { path: path.to_owned(), text: kept }
    }

    /// `link/name.rs` and `link.rs` are both of the room `link`.
    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// How many `super::` lead from here to the crate's root.
    fn depth(&self) -> usize {
        let parts = self.path.split('/').filter(|part| *part != "mod.rs").count();
        if self.path == "lib.rs" { 0 } else { parts }
    }

    fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// Every place where a word stands, not as part of a longer one.
    fn places(&self, word: &str) -> Vec<usize> {
        let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
        let alone = |at: &usize| {
            let before = self.text[..*at].chars().next_back();
            let after = self.text[at + word.len()..].chars().next();
            let open_end = word.ends_with(':');
            !before.is_some_and(part_of_name) && (open_end || !after.is_some_and(part_of_name))
        };
        self.text.match_indices(word).map(|(at, _)| at).filter(alone).collect()
    }

    /// The rooms that are named here, each with its place: `crate::link::…`, `crate::{link, table}`.
    fn rooms_named(&self) -> Vec<(usize, String)> {
        let mut named = Vec::new();
        let from_below = "super::".repeat(self.depth());
        let mut roots = vec!["crate::"];
        if self.depth() > 0 {
            roots.push(&from_below);
        }
        for root in roots {
            for at in self.places(root) {
                // `super::` twice is not `super::` once, further in.
                if root != "crate::" && self.text[..at].ends_with("super::") {
                    continue;
                }
                let rest = &self.text[at + root.len()..];
                match rest.strip_prefix('{') {
                    Some(group) => named.extend(first_names(group).into_iter().map(|name| (at, name))),
                    None => named.push((at, name_at_start(rest))),
                }
            }
        }
        named
    }
}

fn name_at_start(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first name of each item of a group such as `link::{Links, of}, table }`.
fn first_names(group: &str) -> Vec<String> {
    let mut names = vec![name_at_start(group)];
    let mut depth = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name_at_start(&group[at + 1..])),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What breaks a wall, as `file:line: what`.
fn breaches(source: &Source) -> Vec<String> {
    let room = source.room();
    let mut found = Vec::new();
    for wall in WALLS {
        if wall.rooms.contains(&room) == wall.only {
            continue;
        }
        for word in wall.words {
            if EXCEPTIONS
                .iter()
                .any(|(path, meant, _)| *path == source.path && meant.ends_with(word.trim_end_matches(':')))
            {
                continue;
            }
            for at in source.places(word) {
                found.push(format!(
                    "src/{}:{}: `{room}` {}, but `{word}` is here",
                    source.path,
                    source.line(at),
                    wall.why
                ));
            }
        }
    }
    if CONDUCTORS.contains(&room) {
        return found;
    }
    let composed = COMPOSERS.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, stages)| *stages);
    for (at, named) in source.rooms_named() {
        let place = format!("src/{}:{}", source.path, source.line(at));
        let other_stage =
            STAGES.contains(&named.as_str()) && named != room && !composed.contains(&named.as_str());
        if other_stage {
            found.push(format!(
                "{place}: `{room}` imports the stage `{named}`; only `run` puts stages together"
            ));
        }
        if room == WITNESS && !WITNESS_MAY_KNOW.contains(&named.as_str()) {
            found.push(format!(
                "{place}: `{room}` imports `{named}`, and so its truth would depend on the engine"
            ));
        }
        if room == "publish" && named == "read_back" {
            found.push(format!("{place}: `publish` imports `read_back`; it only writes"));
        }
        if ["run", "cli"].contains(&named.as_str()) {
            found.push(format!("{place}: `{room}` imports `{named}`, which stands above it"));
        }
    }
    found
}

fn sources(dir: &Path, root: &Path, found: &mut Vec<Source>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            sources(&path, root, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !path.ends_with("tests.rs") {
            let shown = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.push(Source::new(&shown, &fs::read_to_string(&path).unwrap()));
        }
    }
}

fn all_sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &root, &mut found);
    found
}

#[test]
fn every_room_keeps_to_its_walls() {
    let found: Vec<_> = all_sources().iter().flat_map(breaches).collect();
    assert!(found.is_empty(), "walls are broken:\n{}", found.join("\n"));
}

#[test]
fn every_file_opens_by_saying_what_it_answers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let silent: Vec<_> = all_sources()
        .into_iter()
        .filter(|source| !fs::read_to_string(root.join(&source.path)).unwrap().starts_with("//! "))
        .map(|source| source.path)
        .collect();
    assert!(silent.is_empty(), "no `//!` sentence at the top of: {}", silent.join(", "));
}

#[test]
fn the_tree_of_the_architecture_names_every_room() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let tree = page.split("## The tree").nth(1).unwrap().split("```").nth(1).unwrap();
    let rooms: Vec<_> = tree.split_whitespace().map(|word| word.trim_end_matches('/')).collect();
    let entries = fs::read_dir(root.join("src")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let missing: Vec<_> =
        names.filter(|name| name != "test_support.rs" && !rooms.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "not in the tree: {}", missing.join(", "));
}

/// Checks one line of code, the second of its file.
#[track_caller]
fn check(path: &str, code: &str, expected: Option<&str>) {
    let found = breaches(&Source::new(path, &format!("//! A file.\n{code}\n")));
    match expected {
        None => assert_eq!(found, Vec::<String>::new(), "{path}: {code}"),
        Some(part) => {
            let hit =
                found.iter().any(|line| line.starts_with(&format!("src/{path}:2: ")) && line.contains(part));
            assert!(hit, "{path}: {code} gave {found:?}");
        }
    }
}

#[test]
fn a_stage_that_imports_a_stage_is_caught_however_it_is_written() {
    check("link/name.rs", "use crate::roster::Roster;", Some("imports the stage `roster`"));
    check("link.rs", "use crate::{domain::PersonKey, clean::{a, b}};", Some("imports the stage `clean`"));
    check("synth/truth.rs", "use crate::rulebook::Rule;", Some("its truth would depend on the engine"));
    check("change.rs", "fn f() { super::publish::latest(); }", Some("imports the stage `publish`"));
    check("link/name.rs", "use super::super::evaluate;", Some("imports the stage `evaluate`"));
    check("link/mod.rs", "use super::evaluate;", Some("imports the stage `evaluate`"));
    check("table/roster.rs", "use crate::run;", Some("stands above it"));
    check("publish/report.rs", "use crate::read_back::read_rows;", Some("it only writes"));
}

#[test]
fn a_room_that_knows_what_it_must_not_is_caught() {
    check("domain.rs", "use polars::prelude::*;", Some("knows no Polars"));
    check("cli/list.rs", "use polars::prelude::DataFrame;", Some("knows no Polars"));
    check("rulebook/read.rs", "use std::fs;", Some("does not touch the disk"));
    check("results/findings.rs", "use std::fs;", Some("does not touch the disk"));
    check("rulebook/read.rs", "use std::{fs::File, io};", Some("does not touch the disk"));
    check("synth/block.rs", "use std::fs;", Some("does not touch the disk"));
    check("clean.rs", "let today = chrono::Local::now();", Some("does not know the hour"));
}

#[test]
fn what_is_allowed_is_left_alone() {
    check("link/name.rs", "use super::roster_side;", None);
    check("link/name.rs", "use crate::table::{Links, Roster};", None);
    check("run.rs", "use crate::{extract, publish};", None);
    check("ingest.rs", "use crate::{clean, extract}; use std::fs;", None);
    check("synth/deliver/folder.rs", "use std::fs::{self, File}; use crate::standard::citizen_id;", None);
    check("domain.rs", "// polars::prelude, std::fs and crate::link are only named here", None);
    check("domain.rs", "#[cfg(test)]\nmod tests { use std::fs; }", None);
    check("run/measure.rs", "let status = std::fs::read_to_string(\"/proc/self/status\");", None);
}
