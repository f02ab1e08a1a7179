//! The job of a run: its file, its paths, its as-of date.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::builtin;
use crate::diagnostic::{Diagnostic, SourceText};
use crate::rulebook::Value;
use crate::schema::{Schema, read_schema};
use crate::toml_reader::At;

mod export;
mod folder;
mod read;
mod rule_folder;

pub use export::export;
pub use folder::obstacle;
pub use rule_folder::RuleFolder;

/// The job file, or a file that it names, cannot be read.
const UNREADABLE: &str = "E0105";
/// An extract names a schema that does not exist.
const UNKNOWN_SCHEMA: &str = "E0107";

/// How a job names the rules that come with the program.
const BUILTIN: &str = "builtin";

/// A nightly job: what to compare, by which rules, and where the result goes.
#[derive(Debug, Clone)]
pub struct Job {
    pub name: String,
    pub as_of: NaiveDate,
    pub output: PathBuf,
    pub cache: PathBuf,
    pub gate: Gate,
    pub extracts: Vec<ExtractEntry>,
    /// Built-in schemas and the job's own, by name.
    pub schemas: BTreeMap<String, Schema>,
    pub rule_sources: Vec<Arc<SourceText>>,
    /// Whether rule files that the job names could not be read.
    pub lacks_rules: bool,
    /// Whether the built-in rules are among them.
    pub with_builtin_rules: bool,
    /// Rule parameters that the job overrides, with their places in the job file.
    pub parameters: Vec<(At<String>, Value)>,
    /// The job file's own text.
    pub source: Arc<SourceText>,
}

/// When a delivery is too bad to be used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// Of an extract's records, between 0 and 1.
    pub max_rejected_share: f64,
    /// Of an extract's records about persons, those with a usable number, between 0 and 1.
    pub min_usable_id_share: f64,
    /// Fewer rows than in the last delivery that was used, between 0 and 1.
    pub max_row_drop_share: f64,
    /// From delivery to `as_of`, in days; off unless set.
    pub max_age_days: Option<i64>,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            max_rejected_share: 0.02,
            min_usable_id_share: 0.5,
            max_row_drop_share: 0.30,
            max_age_days: None,
        }
    }
}

/// One `[[extract]]` of the job.
#[derive(Debug, Clone)]
pub struct ExtractEntry {
    pub name: String,
    /// The name of its schema in [`Job::schemas`].
    pub schema: String,
    /// The files found, in order, each with the name a person knows it by.
    pub files: Vec<(PathBuf, String)>,
    /// What was asked for and is not there.
    pub missing: Vec<Diagnostic>,
    pub encoding: Option<&'static str>,
    pub sheet: SheetChoice,
    /// Lines above the header; none: found by looking.
    pub skip_rows: Option<usize>,
    pub optional: bool,
    pub delivered_on: Option<NaiveDate>,
    /// Canonical column = its headers as delivered; files differ.
    pub columns: BTreeMap<String, Vec<String>>,
    /// Canonical column = unit as delivered.
    pub units: BTreeMap<String, String>,
    /// Canonical column = wordings as delivered, each with the code it stands for.
    pub codes: BTreeMap<String, BTreeMap<String, String>>,
}

/// Which sheets of a workbook are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetChoice {
    /// All that fit the schema.
    All,
    Name(String),
    /// Counted from 1.
    Number(usize),
}

impl Job {
    /// Reads a job file and everything it names but the deliveries; gives every problem found. A job with
    /// errors among them must not be run: it is there so that more of them can be found.
    ///
    /// `today` is the as-of date of a job that gives none.
    pub fn read(path: &Path, today: NaiveDate) -> (Option<Self>, Vec<Diagnostic>) {
        let shown = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => return (None, vec![unreadable(&shown, &error)]),
        };
        let source = SourceText::new(shown, text);
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (draft, mut problems) = read::read_job(&source);
        let Some(draft) = draft else { return (None, problems) };

        let mut schema_sources = builtin::schema_sources();
        let mut rule_sources = Vec::new();
        let mut with_builtin_rules = draft.rules.is_none();
        let before = problems.len();
        match &draft.rules {
            None => rule_sources = builtin::rule_sources(),
            Some(paths) => {
                for path in paths {
                    if path.value == BUILTIN {
                        if !std::mem::replace(&mut with_builtin_rules, true) {
                            rule_sources.extend(builtin::rule_sources());
                        }
                        continue;
                    }
                    let found = folder::rule_files(dir, path, &source, &mut problems);
                    rule_sources.extend(found.rules);
                    schema_sources.extend(found.schemas);
                }
            }
        }
        let lacks_rules = problems.len() > before;
        let named: BTreeSet<_> =
            draft.extracts.iter().filter_map(|extract| extract.schema_file(dir)).collect();
        for path in named {
            match std::fs::read_to_string(&path) {
                Ok(text) => schema_sources.push(SourceText::new(path.display().to_string(), text)),
                Err(error) => problems.push(unreadable(&path.display().to_string(), &error)),
            }
        }
        let (schemas, by_file) = read_schemas(schema_sources, &mut problems);
        let mut extracts = Vec::new();
        for extract in draft.extracts {
            extracts.extend(extract.resolve(dir, &schemas, &by_file, &source, &mut problems));
        }
        let job = Self {
            name: draft.name,
            as_of: draft.as_of.unwrap_or(today),
            output: tidy(&dir.join(draft.output)),
            cache: tidy(&dir.join(draft.cache)),
            gate: draft.gate,
            extracts,
            schemas,
            rule_sources,
            lacks_rules,
            with_builtin_rules,
            parameters: draft.parameters,
            source,
        };
        (Some(job), problems)
    }

    /// The schemas by the names that rules use: an extract may be called otherwise than its schema.
    pub fn schemas_of_rules(&self) -> BTreeMap<String, Schema> {
        let mut schemas = self.schemas.clone();
        for extract in &self.extracts {
            if let Some(schema) = self.schemas.get(&extract.schema) {
                schemas.insert(extract.name.clone(), schema.clone());
            }
        }
        schemas
    }

    /// The schema of an extract, by the name that rules use.
    pub fn schema_of(&self, extract: &str) -> Option<&Schema> {
        let declared = self.extracts.iter().find(|entry| entry.name == extract);
        self.schemas.get(declared.map_or(extract, |entry| entry.schema.as_str()))
    }

    /// Everything in the job that can change a result, in a fixed order: part of the run's id.
    pub fn settings(&self) -> String {
        let parameters: Vec<_> = self.parameters.iter().map(|(name, value)| (&name.value, value)).collect();
        let mut settings = format!("{}\n{:?}\n{parameters:?}\n", self.name, self.gate);
        for extract in &self.extracts {
            settings.push_str(&format!(
                "{}|{}|{:?}|{:?}|{:?}|{}|{:?}|{:?}|{:?}|{:?}\n",
                extract.name,
                extract.schema,
                extract.encoding,
                extract.sheet,
                extract.skip_rows,
                extract.optional,
                extract.delivered_on,
                extract.columns,
                extract.units,
                extract.codes
            ));
        }
        settings
    }
}

/// The path without `.` and `name/..`, for people to read.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        let after_a_name = matches!(tidy.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::CurDir => {}
            Component::ParentDir if after_a_name => _ = tidy.pop(),
            part => tidy.push(part),
        }
    }
    if tidy.as_os_str().is_empty() { PathBuf::from(".") } else { tidy }
}

/// Reads schema files, later ones in place of earlier ones of the same name; also the name by file.
fn read_schemas(
    sources: Vec<Arc<SourceText>>,
    problems: &mut Vec<Diagnostic>,
) -> (BTreeMap<String, Schema>, BTreeMap<String, String>) {
    let (mut schemas, mut by_file) = (BTreeMap::new(), BTreeMap::new());
    for source in sources {
        let (schema, found) = read_schema(&source);
        problems.extend(found);
        if let Some(schema) = schema {
            by_file.insert(source.name.clone(), schema.name.clone());
            schemas.insert(schema.name.clone(), schema);
        }
    }
    (schemas, by_file)
}

fn unreadable(path: &str, error: &std::io::Error) -> Diagnostic {
    let (message, help) = match error.kind() {
        std::io::ErrorKind::NotFound => ("there is no such file".to_owned(), "check the path"),
        std::io::ErrorKind::InvalidData => (
            "this file is not UTF-8 text".to_owned(),
            "open it in an editor and save it in the encoding UTF-8",
        ),
        _ => (format!("this file cannot be read: {error}"), "check the path and who may read it"),
    };
    Diagnostic::error(UNREADABLE, message).in_file(path, None).help(help)
}
