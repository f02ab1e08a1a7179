//! A county of one's own: the demo job copied aside, run by the program, and what it wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bidui::diagnostic::{Diagnostic, render_text};
use bidui::domain::Lang;

/// One line of a CSV file, by header.
pub type Row = BTreeMap<String, String>;

/// A rule of a desk: who has any car at all.
pub const ANY_CAR: &str =
    "kind='present'\nextract='vehicle'\nscope='member'\nwhere='TRUE'\nevidence=['plate_no','status']";
pub const ANY_CAR_EXAMPLES: &str = "[[example]]\nname='a'\nrecord={plate_no='x'}\nverdict='suspect'\n[[example]]\nname='b'\nrecords=[]\nverdict='clear'";

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
        let mut all = vec!["run", job.to_str().unwrap()];
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
        verdicts_in(&self.latest())
    }
}

/// Whatever is said is English; lists and reports are Chinese, as they are unless somebody asks.
pub fn bidui(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bidui")).env("LC_ALL", "C").args(arguments).output().unwrap()
}

/// A command about the history of a job: its exit code and all that was said.
#[track_caller]
pub fn asked(job: &Path, arguments: &[&str], code: i32) -> String {
    let mut all = arguments.to_vec();
    all.extend(["--job", job.to_str().unwrap()]);
    let output = bidui(&all);
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

/// Fills in, or counts, what lists ask for; gives what the script says.
#[track_caller]
pub fn fill_lists(options: &[&str], lists: &Path, out: Option<&Path>, outcomes: &[&str]) -> String {
    let script = std::process::Command::new("python3")
        .arg("tests/scripts/fill_lists.py")
        .args(options)
        .arg(lists)
        .args(out)
        .args(outcomes)
        .output()
        .unwrap();
    assert!(script.status.success(), "{}", text(&script.stderr));
    text(&script.stdout)
}

/// Shows what is wrong in English, and holds that whoever reads Chinese reads Chinese: what is wrong, what is marked, and
/// what to do.
#[track_caller]
pub fn told(problems: &[Diagnostic]) -> String {
    let zh = render_text(problems, false, Lang::Zh);
    let of_people =
        |line: &&str| ["  × ", "  ⚠ ", "  办法: ", "  help: "].iter().any(|mark| line.starts_with(mark));
    let marked = |line: &str| line.split_once("╰── ").map(|(_, label)| label.to_owned());
    let labels = zh.lines().filter_map(marked);
    for said in zh.lines().filter(of_people).map(str::to_owned).chain(labels) {
        let chinese = said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(chinese, "not in Chinese: {said}\n{zh}");
    }
    render_text(problems, false, Lang::En)
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

/// A county of one's own making: a registry, whatever else a test delivers, and the rules it asks for.
pub struct Desk {
    dir: tempfile::TempDir,
    extracts: Vec<String>,
    head: String,
}

/// The citizen number of person `n`, born on 1950-01-01: male where `n` is odd.
pub fn number(n: i64) -> String {
    bidui::standard::citizen_id::number(bidui::domain::PersonKey(13_092_719_500_101_000 + n))
}

/// `#7` as the number of person 7, wherever it stands in a delivery.
pub fn numbered(text: &str) -> String {
    let mut parts = text.split('#');
    let mut all = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        match part[..digits].parse() {
            Ok(n) => all.push_str(&number(n)),
            Err(_) => all.push('#'),
        }
        all.push_str(&part[digits..]);
    }
    all
}

impl Desk {
    /// With a registry: its lines, the header first, canonical names or Chinese ones.
    pub fn new(registry: &str) -> Self {
        let head = "name = \"desk\"\nas_of = 2017-08-31\n".to_owned();
        let desk = Self { dir: tempfile::tempdir().unwrap(), extracts: Vec::new(), head };
        fs::create_dir(desk.path("in")).unwrap();
        desk.with("registry", registry)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Delivers an extract as one CSV.
    pub fn with(self, extract: &str, csv: &str) -> Self {
        self.with_files(extract, "", &[(&format!("{extract}.csv"), csv)])
    }

    /// Delivers an extract anew, as the night after.
    pub fn deliver(&self, extract: &str, csv: &str) {
        fs::write(self.path(&format!("in/{extract}.csv")), numbered(csv)).unwrap();
    }

    /// Runs the job as of a day of August 2017 and expects one of these exit codes; gives all that was said.
    #[track_caller]
    pub fn night(&self, day: u32, codes: &[i32]) -> String {
        let output = self.command("run", &["--as-of", &format!("2017-08-{day:02}")]);
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(codes.contains(&output.status.code().unwrap()), "{:?}: {said}", output.status.code());
        said
    }

    /// Delivers an extract in several files, with further keys of its `[[extract]]`.
    pub fn with_files(mut self, extract: &str, keys: &str, files: &[(&str, &str)]) -> Self {
        let mut paths = Vec::new();
        for (name, csv) in files {
            fs::write(self.path("in").join(name), numbered(csv)).unwrap();
            paths.push(format!("\"in/{name}\""));
        }
        let entry = format!("[[extract]]\nname = \"{extract}\"\npath = [{}]\n{keys}\n", paths.join(", "));
        self.extracts.push(entry);
        self
    }

    /// Declares an extract whose files are there already.
    pub fn declared(mut self, entry: &str) -> Self {
        self.extracts.push(format!("[[extract]]\n{entry}\n"));
        self
    }

    /// Adds keys to the top of the job, before its extracts.
    pub fn job(mut self, keys: &str) -> Self {
        self.head.push_str(keys);
        self.head.push('\n');
        self
    }

    /// Adds a rule from its keys and examples, and makes the job run no others.
    pub fn rule(mut self, id: &str, keys: &str, examples: &str) -> Self {
        fs::create_dir_all(self.path("rules")).unwrap();
        let head = format!("id = '{id}'\ntitle = '{id}'\nversion = 1\n");
        let basis = "[[basis]]\ndocument = '-'";
        fs::write(self.path(&format!("rules/{id}.toml")), format!("{head}{keys}\n{basis}\n{examples}"))
            .unwrap();
        if !self.head.contains("rules =") {
            self.head.push_str("rules = [\"rules\"]\n");
        }
        self
    }

    pub fn write_job(&self) -> PathBuf {
        let path = self.path("job.toml");
        fs::write(&path, format!("{}\n{}", self.head, self.extracts.concat())).unwrap();
        path
    }

    pub fn command(&self, command: &str, arguments: &[&str]) -> Output {
        let job = self.write_job();
        let mut all = vec![command, job.to_str().unwrap()];
        all.extend(arguments);
        bidui(&all)
    }

    /// Runs the job and expects one of these exit codes; gives all that was said.
    #[track_caller]
    pub fn run_to(&self, codes: &[i32]) -> String {
        let output = self.command("run", &[]);
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert!(codes.contains(&output.status.code().unwrap()), "{:?}: {said}", output.status.code());
        said
    }

    #[track_caller]
    pub fn asked(&self, arguments: &[&str], code: i32) -> String {
        asked(&self.path("job.toml"), arguments, code)
    }

    pub fn table(&self, name: &str) -> Vec<Row> {
        rows(&self.path(&format!("out/latest/{name}.csv")))
    }

    /// What each rule says of each card: `H1 vehicle-car undetermined code_unknown: status=…`.
    pub fn verdicts(&self) -> BTreeMap<(String, String), (String, String)> {
        verdicts_in(&self.path("out/latest"))
    }

    /// Runs, and gives verdict and cause of one rule on one card: `suspect`, `undetermined code_unknown: …`.
    #[track_caller]
    pub fn says(&self, card: &str, rule: &str) -> String {
        self.run_to(&[0, 3]);
        let verdicts = self.verdicts();
        let (verdict, cause) = verdicts
            .get(&(card.to_owned(), rule.to_owned()))
            .unwrap_or_else(|| panic!("no {card} {rule} in {:?}", verdicts.keys()));
        format!("{verdict} {cause}").trim().to_owned()
    }

    /// Confidence of the finding of one rule on one card, if there is one.
    pub fn found(&self, card: &str, rule: &str) -> Option<String> {
        let all = self.table("findings");
        let own = all.iter().find(|row| row["household_id"] == card && row["rule"] == rule);
        own.map(|row| row["confidence"].clone())
    }

    pub fn manifest(&self) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path("out/latest/run.json")).unwrap()).unwrap()
    }
}

fn verdicts_in(run: &Path) -> BTreeMap<(String, String), (String, String)> {
    let frame = bidui::read_back::read_table(run, "verdicts").unwrap();
    let column = |name| frame.column(name).unwrap().str().unwrap().clone();
    let (card, rule, verdict, cause) =
        (column("household_id"), column("rule"), column("verdict"), column("cause"));
    let get = |column: &polars::prelude::StringChunked, at| column.get(at).unwrap_or_default().to_owned();
    (0..frame.height())
        .map(|at| ((get(&card, at), get(&rule, at)), (get(&verdict, at), get(&cause, at))))
        .collect()
}
