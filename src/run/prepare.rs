//! What can be known of a run before any row is read: job and rules, each with every problem found.
//!
//! `check` says it and `run` goes by it: one code path, so that they cannot drift apart.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::Local;
use rayon::prelude::*;

use super::RunError;
use super::last_run::{self, LastRun};
use super::rule_set::{RuleSet, read_rule_set};
use super::tried::TriedRules;
use crate::diagnostic::{Diagnostic, Load, load, nearest};
use crate::domain::RosterSource;
use crate::job::{Job, obstacle};
use crate::rulebook::{self, RunnableRule};
use crate::schema::{ColumnKind, FORMER_NAME, Schema};
use crate::words::said;
use crate::{ingest, publish, rule_examples, store};

/// The schema of an extract that the program itself reads lacks one of the columns it reads.
const SCHEMA_DOES_NOT_FIT: &str = "E0114";
/// The as-of date is in the future.
const FUTURE: &str = "E0117";
/// Warning: rules read an extract that the job does not declare.
const UNDECLARED: &str = "E0118";

/// What a run begins with.
#[derive(Debug)]
pub struct Prepared {
    /// The rules, tried.
    pub rule_set: RuleSet,
    /// The latest run as it was a moment ago; another may be published before this one has the folder to itself.
    pub last: Option<LastRun>,
}

/// Reads the rules, tries them and looks at everything the job says.
///
/// # Errors
/// The machine failed while looking.
pub fn prepare(job: &Job) -> Result<Load<Prepared>, RunError> {
    let (mut rule_set, mut problems) = read_rule_set(job);
    problems.extend(try_rules(job, &mut rule_set)?);
    problems.extend(future(job));
    problems.extend(places(job));
    let last = match last_run::read(&job.output) {
        Ok(last) => last,
        // This run could not be compared with it.
        Err(RunError::Publish(error)) => {
            let Some(diagnostic) = error.diagnostic() else { return Err(error.into()) };
            problems.push(diagnostic.clone());
            None
        }
        Err(error) => return Err(error),
    };
    problems.extend(shapes(job));
    let undeclared = undeclared(job, &rule_set);
    rule_set.warnings.extend(undeclared.iter().cloned());
    problems.extend(undeclared);
    Ok(load(Some(Prepared { rule_set, last }), problems))
}

/// Runs the rules on nothing, and on their examples, where that was not done before.
fn try_rules(job: &Job, rule_set: &mut RuleSet) -> Result<Vec<Diagnostic>, RunError> {
    let schemas = job.schemas_of_rules();
    let tried = TriedRules::of(&job.cache, rule_set.all(), &schemas);
    if tried.came_out() {
        return Ok(Vec::new());
    }
    let run_on_nothing = |own: &RunnableRule| rulebook::dry_run(&own.rule, &own.compiled, &schemas).err();
    let mut problems: Vec<_> = rule_set.rules.par_iter().filter_map(run_on_nothing).collect();
    if problems.is_empty() {
        let rules: Vec<_> = rule_set.all().cloned().collect();
        let of_examples = rule_examples::try_all(&rules, &schemas)
            .map_err(|source| RunError::Table { stage: "examples", source })?;
        problems = of_examples.contradicted;
    }
    rule_set.tried = Some(tried);
    Ok(problems)
}

/// What keeps the run from writing where the job says.
fn places(job: &Job) -> Vec<Diagnostic> {
    let output = obstacle(&job.output).and_then(|error| publish::not_writable(&job.output, error));
    let cache = obstacle(&job.cache).map(|error| ingest::not_writable(&job.cache, &error));
    let folder = job.store.file().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    let store = folder.and_then(obstacle).map(|error| store::not_writable(&job.store.to_string(), &error));
    output.into_iter().chain(cache).chain(store).collect()
}

fn future(job: &Job) -> Option<Diagnostic> {
    (job.as_of > Local::now().date_naive()).then(|| {
        Diagnostic::error(FUTURE, said!("as-of-in-future", day = job.as_of.to_string()))
            .in_file(&job.source.name, None)
    })
}

/// The columns that the program reads by name, whatever the rules: who is on which card, in which register,
/// married to whom.
const READ_BY_NAME: &[(RosterSource, &[(&str, ColumnKind)])] = &[
    (
        RosterSource::Registry,
        &[
            ("household_id", ColumnKind::Text),
            ("person_id", ColumnKind::Text),
            ("name", ColumnKind::Name),
            ("sex", ColumnKind::Code),
            ("citizen_id", ColumnKind::CitizenId),
            ("relation", ColumnKind::Code),
            ("township", ColumnKind::Text),
            ("village", ColumnKind::Text),
        ],
    ),
    (
        RosterSource::Population,
        &[
            ("register_id", ColumnKind::Text),
            ("name", ColumnKind::Name),
            (FORMER_NAME, ColumnKind::Name),
            ("sex", ColumnKind::Code),
            ("citizen_id", ColumnKind::CitizenId),
            ("birth_date", ColumnKind::Date),
            ("village", ColumnKind::Text),
            ("status", ColumnKind::Code),
        ],
    ),
    (
        RosterSource::Marriage,
        &[
            ("party_a_name", ColumnKind::Name),
            ("party_a_id", ColumnKind::CitizenId),
            ("party_b_name", ColumnKind::Name),
            ("party_b_id", ColumnKind::CitizenId),
            ("kind", ColumnKind::Code),
            ("registered_on", ColumnKind::Date),
        ],
    ),
];

/// Schemas that do not fit the extracts they are given to.
fn shapes(job: &Job) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (extract, columns) in READ_BY_NAME {
        let declared = job.extracts.iter().find(|entry| extract.is(entry.name()));
        let Some(schema) = declared.map(|entry| &entry.delivery.schema) else { continue };
        let lacking: Vec<_> =
            columns.iter().filter(|(name, kind)| !has(schema, name, *kind)).map(|(name, _)| *name).collect();
        let subject = columns.iter().find(|(_, kind)| *kind == ColumnKind::CitizenId).map(|(name, _)| *name);
        let of_another = schema.subjects.first().map(|subject| subject.id.as_str()) != subject;
        if lacking.is_empty() && !of_another {
            continue;
        }
        let why = if lacking.is_empty() {
            said!("subject-is-another")
        } else {
            said!("it-has-no", columns = lacking.join(", "))
        };
        let message = said!("schema-does-not-fit", schema = &schema.name, extract = extract.as_str(), why);
        problems.push(Diagnostic::error(SCHEMA_DOES_NOT_FIT, message).in_file(&job.source.name, None));
    }
    problems
}

fn has(schema: &Schema, name: &str, kind: ColumnKind) -> bool {
    let is_text = |kind| !matches!(kind, ColumnKind::Date | ColumnKind::Integer | ColumnKind::Decimal);
    schema.column(name).is_some_and(|column| match kind {
        ColumnKind::CitizenId | ColumnKind::Date => column.kind == kind,
        _ => is_text(column.kind) && column.kind != ColumnKind::CitizenId,
    })
}

/// Extracts that running rules read and the job does not declare: their cards are undetermined.
fn undeclared(job: &Job, rule_set: &RuleSet) -> Option<Diagnostic> {
    let mut readers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut read = RosterSource::ALL.iter().map(|source| source.as_str()).collect::<BTreeSet<_>>();
    for RunnableRule { rule, .. } in &rule_set.rules {
        for extract in rule.extracts().chain(rule.scope_extracts()) {
            read.insert(extract);
            if !job.extracts.iter().any(|entry| entry.name() == extract) {
                readers.entry(extract).or_default().insert(&rule.id);
            }
        }
    }
    let unread: Vec<_> = job.extracts.iter().filter(|entry| !read.contains(entry.name())).collect();
    if readers.is_empty() {
        return None;
    }
    let listed = readers.iter().map(|(extract, rules)| {
        format!("`{extract}` ({})", rules.iter().copied().collect::<Vec<_>>().join(", "))
    });
    let message = said!("extracts-not-declared", extracts = listed.collect::<Vec<_>>().join("; "));
    let meant = readers.keys().filter_map(|extract| {
        let of_schema =
            unread.iter().find(|entry| entry.delivery.schema.name == **extract).map(|entry| entry.name());
        let near = of_schema.or_else(|| nearest(extract, unread.iter().map(|entry| entry.name())))?;
        Some(said!("nobody-reads-the-extract", near, extract = *extract))
    });
    let help = meant.chain([said!("add-each-extract")]);
    let help = help.reduce(|first, second| said!("and-then", first, second));
    let problem = Diagnostic::warning(UNDECLARED, message).in_file(&job.source.name, None);
    Some(Diagnostic { help, ..problem })
}
