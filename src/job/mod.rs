//! The job of a run: its file, its paths, its as-of date.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::builtin;
use crate::delivery::{Delivery, Encoding};
use crate::diagnostic::{Diagnostic, Load, Loaded, SourceText, load, whatever_was_read};
use crate::domain::{LinkLimits, RosterSource};
use crate::rulebook::Value;
use crate::schema::{Schema, complete_copies, read_schema};
use crate::toml_reader::At;
use crate::words::{Said, said};

mod export;
mod folder;
mod read;
mod recipient;
mod rule_folder;

pub use export::export;
pub use folder::obstacle;
pub use recipient::Recipient;
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
    /// Part of every finding's fingerprint: it stays.
    pub name: String,
    /// The day on which everything is compared.
    pub as_of: NaiveDate,
    /// The folder of all runs.
    pub output: PathBuf,
    /// The folder of ingested deliveries; may be deleted at any time.
    pub cache: PathBuf,
    /// The database of history and outcomes.
    pub store: StorePlace,
    /// What is done when a run has ended.
    pub upkeep: Upkeep,
    /// When a delivery is too bad to be used.
    pub gate: Gate,
    /// How sure a match must be.
    pub link: LinkLimits,
    /// In the order of the file.
    pub extracts: Vec<ExtractEntry>,
    /// Built-in schemas and the job's own, by name.
    pub schemas: BTreeMap<String, Schema>,
    /// The rule files, the built-in ones too if they are asked for.
    pub rule_sources: Vec<Arc<SourceText>>,
    /// Whether rule files that the job names could not be read.
    pub lacks_rules: bool,
    /// Whether the built-in rules are among them.
    pub with_builtin_rules: bool,
    /// Rule parameters that the job overrides, with their places in the job file.
    pub parameters: Vec<(At<String>, Value)>,
    /// Who gets the lists, sealed; nothing of it changes what is found.
    pub recipients: Vec<Recipient>,
    /// The job file's own text.
    pub source: Arc<SourceText>,
}

/// Where history and outcomes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorePlace {
    /// A file.
    File(PathBuf),
    /// The address of a PostgreSQL server, passwords as `${NAME}`.
    Server(String),
}

impl StorePlace {
    fn of(written: &str, dir: &Path) -> Self {
        if is_server(written) {
            Self::Server(written.to_owned())
        } else {
            Self::File(tidy(&dir.join(written)))
        }
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Server(_) => None,
        }
    }
}

/// As a person may read it: without a password.
impl fmt::Display for StorePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Server(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
                let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
                write!(f, "{scheme}://{}", place.split('?').next().unwrap_or(place))
            }
        }
    }
}

/// Whether a text is the address of a server.
fn is_server(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

/// What is done when a run has ended; nothing of it changes what is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upkeep {
    /// Which runs stay on disk; none: all of them.
    pub keep: Option<Keep>,
    /// A text file for whoever watches machines.
    pub metrics: Option<PathBuf>,
    /// A command and its arguments, which reads the counts from its standard input.
    pub on_completion: Vec<String>,
}

/// How many days and months keep their last run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Days on which something was published, counted back from the last.
    pub daily: u32,
    /// Likewise months.
    pub monthly: u32,
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
    /// Its schema is one of [`Job::schemas`].
    pub delivery: Delivery,
    /// Files that were asked for and are not there.
    pub missing: Vec<Diagnostic>,
    /// Whether a run goes on without it.
    pub optional: bool,
    /// The day it was handed over, if the job says so.
    pub delivered_on: Option<NaiveDate>,
}

impl ExtractEntry {
    /// What rules call it.
    pub fn name(&self) -> &str {
        &self.delivery.name
    }

    /// The delivery, if all of its files are there.
    pub fn whole(&self) -> Result<&Delivery, Vec<Diagnostic>> {
        if self.missing.is_empty() { Ok(&self.delivery) } else { Err(self.missing.clone()) }
    }
}

impl Job {
    /// Reads a job file and everything it names but the deliveries; gives every problem found.
    ///
    /// `today` is the as-of date of a job that gives none.
    pub fn read(path: &Path, today: NaiveDate) -> Load<Self> {
        let shown = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => return load(None, vec![unreadable(&shown, &error)]),
        };
        let source = SourceText::new(shown, text);
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (draft, mut problems) = whatever_was_read(read::read_job(&source));
        let Some(draft) = draft else { return load(None, problems) };

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
            let resolved = extract.resolve(dir, &schemas, &by_file, &source, &mut problems);
            extracts.extend(resolved.map(|mut entry| {
                // Cards without numbers could be held against nothing.
                entry.delivery.may_lack_numbers =
                    draft.gate.min_usable_id_share == 0.0 && !RosterSource::Registry.is(entry.name());
                entry
            }));
        }
        let job = Self {
            name: draft.name,
            as_of: draft.as_of.unwrap_or(today),
            output: tidy(&dir.join(draft.output)),
            cache: tidy(&dir.join(draft.cache)),
            store: StorePlace::of(&draft.store, dir),
            upkeep: Upkeep {
                metrics: draft.upkeep.metrics.map(|path| tidy(&dir.join(path))),
                ..draft.upkeep
            },
            gate: draft.gate,
            link: draft.link,
            extracts,
            schemas,
            rule_sources,
            lacks_rules,
            with_builtin_rules,
            parameters: draft.parameters,
            recipients: draft.recipients,
            source,
        };
        load(Some(job), problems)
    }

    /// The schemas by the names that rules use: an extract may be called otherwise than its schema.
    pub fn schemas_of_rules(&self) -> BTreeMap<String, Schema> {
        let mut schemas = self.schemas.clone();
        for extract in &self.extracts {
            schemas.insert(extract.name().to_owned(), Schema::clone(&extract.delivery.schema));
        }
        schemas
    }

    /// The schema of an extract, by the name that rules use.
    pub fn schema_of(&self, extract: &str) -> Option<&Schema> {
        let declared = self.extracts.iter().find(|entry| entry.name() == extract);
        declared.map(|entry| &*entry.delivery.schema).or_else(|| self.schemas.get(extract))
    }

    /// Everything in the job that can change a result, in a fixed order: part of the run's id.
    pub fn settings(&self) -> String {
        let parameters: Vec<_> = self.parameters.iter().map(|(name, value)| (&name.value, value)).collect();
        let mut settings = format!("{}\n{:?}\n{:?}\n{parameters:?}\n", self.name, self.gate, self.link);
        for ExtractEntry { delivery, optional, delivered_on, .. } in &self.extracts {
            let Delivery { name, sheet, skip_rows, columns, units, codes, .. } = delivery;
            let encoding = Some(delivery.encoding).filter(|encoding| *encoding != Encoding::Auto);
            let encoding = encoding.map(Encoding::as_str);
            let schema = &delivery.schema.name;
            settings.push_str(&format!(
                "{name}|{schema}|{encoding:?}|{sheet:?}|{skip_rows:?}|{optional}|{delivered_on:?}|{columns:?}|{units:?}|{codes:?}\n"
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
        match read_schema(&source) {
            Ok(Loaded { value: schema, warnings }) => {
                problems.extend(warnings);
                by_file.insert(source.name.clone(), schema.name.clone());
                schemas.insert(schema.name.clone(), schema);
            }
            Err(faulty) => problems.extend(faulty.problems),
        }
    }
    complete_copies(&mut schemas);
    (schemas, by_file)
}

fn unreadable(path: &str, error: &std::io::Error) -> Diagnostic {
    let message = match error.kind() {
        std::io::ErrorKind::NotFound => said!("no-such-file-of-job"),
        std::io::ErrorKind::InvalidData => said!("not-utf8"),
        _ => said!("job-cannot-be-read", why = Said::from(error)),
    };
    Diagnostic::error(UNREADABLE, message).in_file(path, None)
}
