//! A county of one's own: the demo job copied aside, run by the program, and what it wrote.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// One line of a CSV file, by header.
pub type Row = BTreeMap<String, String>;

pub struct County {
    dir: tempfile::TempDir,
}

impl County {
    /// A copy of the demo county.
    pub fn demo() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let from = Path::new("fixtures/county");
        fs::create_dir(dir.path().join("in")).unwrap();
        for entry in fs::read_dir(from.join("in")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), dir.path().join("in").join(entry.file_name())).unwrap();
        }
        let job = fs::read_to_string(from.join("job.toml")).unwrap().replace("../../demo/", "");
        fs::write(dir.path().join("job.toml"), job).unwrap();
        Self { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Changes the job file.
    pub fn edit_job(&self, edit: impl Fn(String) -> String) {
        self.edit("job.toml", edit);
    }

    pub fn edit(&self, name: &str, edit: impl Fn(String) -> String) {
        let path = self.path(name);
        fs::write(&path, edit(fs::read_to_string(&path).unwrap())).unwrap();
    }

    /// Takes one `[[extract]]` out of the job.
    pub fn without_extract(&self, name: &str) {
        self.edit_job(|job| {
            let parts: Vec<_> = job.split("[[extract]]").collect();
            let own = format!("\"{name}\"");
            let names =
                |part: &&str| part.lines().any(|l| l.trim_start().starts_with("name") && l.contains(&own));
            assert_eq!(parts.iter().filter(|part| names(part)).count(), 1, "one extract is called {name}");
            let kept: Vec<_> = parts.iter().filter(|part| !names(part)).copied().collect();
            kept.join("[[extract]]")
        });
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        let job = self.path("job.toml");
        let mut all = vec!["run", job.to_str().unwrap(), "--lang", "en"];
        all.extend(arguments);
        bidui(&all)
    }

    /// Runs the job and expects this exit code.
    pub fn run_to(&self, code: i32) -> String {
        let output = self.run(&[]);
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{said}");
        said
    }

    pub fn latest(&self) -> PathBuf {
        self.path("out/latest")
    }

    pub fn table(&self, name: &str) -> Vec<Row> {
        rows(&self.latest().join(format!("{name}.csv")))
    }

    /// Verdict and cause of each card × rule.
    pub fn verdicts(&self) -> BTreeMap<(String, String), (String, String)> {
        let frame = bidui::publish::read_table(&self.latest(), "verdicts").unwrap();
        let column = |name| frame.column(name).unwrap().str().unwrap().clone();
        let (card, rule, verdict, cause) =
            (column("household_id"), column("rule"), column("verdict"), column("cause"));
        let get = |column: &polars::prelude::StringChunked, at| column.get(at).unwrap_or_default().to_owned();
        (0..frame.height())
            .map(|at| ((get(&card, at), get(&rule, at)), (get(&verdict, at), get(&cause, at))))
            .collect()
    }
}

pub fn bidui(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bidui")).args(arguments).output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn rows(path: &Path) -> Vec<Row> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    csv::Reader::from_reader(bytes).deserialize().map(|row| row.unwrap()).collect()
}

pub fn expected(name: &str) -> Vec<Row> {
    rows(&Path::new("fixtures/county/expected").join(format!("{name}.csv")))
}

/// The chosen columns of each row, as a set.
pub fn set(rows: &[Row], columns: &[&str]) -> BTreeSet<Vec<String>> {
    rows.iter().map(|row| columns.iter().map(|column| row[*column].clone()).collect()).collect()
}

/// Every file below a folder, by its path in it.
pub fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}
