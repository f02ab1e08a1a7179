//! `bidui rules`: test rules by their examples, list them, write them out, show one in words or as SQL.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{Local, NaiveDate};

use super::ExitCode;
use super::args::{MessageFormat, RulesCommand};
use super::terminal::{Terminal, harmless, text_table};
use crate::diagnostic::{Diagnostic, SourceText, nearest, whatever_was_read};
use crate::job::{Job, RuleFolder};
use crate::rule_examples;
use crate::rulebook::{self, Rule, RuleStatus};
use crate::schema::Schema;
use crate::words::{phrase, translated, word};

pub fn answer(command: &RulesCommand, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    match command {
        RulesCommand::Test { paths, job } => test(paths, job.as_deref(), terminal),
        RulesCommand::List { job, format } => list(job.as_deref(), *format, terminal),
        RulesCommand::Export { dir, job } => export(dir, job.as_deref(), terminal),
        RulesCommand::Show { id, sql, job } => show(id, *sql, job.as_deref(), terminal),
    }
}

/// The rules that a command is about, as far as they could be read.
pub(super) struct Meant {
    pub rules: Vec<Rule>,
    pub schemas: BTreeMap<String, Schema>,
    sources: Vec<Arc<SourceText>>,
    as_of: NaiveDate,
    problems: Vec<Diagnostic>,
}

/// Those of a job, with its schemas and parameters; without one, those under some paths, or the built-in pack.
/// None: the job cannot be read, which has been said.
pub(super) fn meant(paths: &[PathBuf], job: Option<&Path>, terminal: &Terminal) -> Option<Meant> {
    let today = Local::now().date_naive();
    let Some(path) = job else {
        let (folder, mut problems) = RuleFolder::read(paths);
        let read = rulebook::read_rules(&folder.rules, &folder.schemas, today);
        let (rules, found) = whatever_was_read(read);
        problems.extend(found);
        let (schemas, sources) = (folder.schemas, folder.rules);
        return Some(Meant { rules: rules.unwrap_or_default(), schemas, sources, as_of: today, problems });
    };
    let (job, mut problems) = whatever_was_read(Job::read(path, today));
    let Some(job) = job else {
        super::print_problems(&problems, terminal);
        return None;
    };
    let schemas = job.schemas_of_rules();
    let (rules, found) = whatever_was_read(rulebook::read_rules(&job.rule_sources, &schemas, job.as_of));
    let mut rules = rules.unwrap_or_default();
    problems.extend(found);
    let values = job.parameters.iter().map(|(name, value)| (name.value.clone(), value.clone())).collect();
    for rule in &mut rules {
        // What does not fit is `check`'s to say.
        rule.override_parameters(&values).ok();
    }
    Some(Meant { rules, schemas, sources: job.rule_sources, as_of: job.as_of, problems })
}

fn test(paths: &[PathBuf], job: Option<&Path>, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let Some(Meant { rules, schemas, mut problems, .. }) = meant(paths, job, terminal) else {
        return Ok(ExitCode::MustFix);
    };
    let tried = match rule_examples::try_all(&rules, &schemas) {
        Ok(tried) => tried,
        Err(error) => {
            eprintln!("{}{error}", word!(terminal.lang, "the-machine-failed"));
            return Ok(ExitCode::Machine);
        }
    };
    problems.extend(tried.contradicted.iter().cloned());
    super::print_problems(&problems, terminal);
    let agreed = tried.examples - tried.contradicted.len();
    let said =
        phrase!(terminal.lang, "examples-tried", rules = tried.rules, examples = tried.examples, agreed);
    super::print_data(said.as_bytes())?;
    let fit = !problems.iter().any(Diagnostic::is_error);
    Ok(if fit { ExitCode::Done } else { ExitCode::MustFix })
}

fn list(job: Option<&Path>, format: MessageFormat, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let Some(Meant { rules, as_of, problems, .. }) = meant(&[], job, terminal) else {
        return Ok(ExitCode::MustFix);
    };
    let errors: Vec<_> = problems.into_iter().filter(Diagnostic::is_error).collect();
    super::print_problems(&errors, terminal);
    let in_force = |rule: &Rule| rule.effective.covers(as_of) && rule.status != RuleStatus::Deprecated;
    if format == MessageFormat::Json {
        let rows: Vec<_> = rules
            .iter()
            .map(|rule| {
                serde_json::json!({
                    "id": rule.id, "version": rule.version, "condition": rule.condition,
                    "status": rule.status.as_str(), "in_force": in_force(rule), "severity": rule.severity.as_str(),
                    "kind": rule.kind.as_str(), "extract": rule.extract, "scope": rule.scope.as_str(),
                    "title": rule.title, "file": rule.source.name,
                })
            })
            .collect();
        super::print_data(format!("{}\n", serde_json::to_string_pretty(&rows)?).as_bytes())?;
    } else {
        let heads = [
            word!(terminal.lang, "column-rule-id"),
            word!(terminal.lang, "column-condition"),
            word!(terminal.lang, "version"),
            word!(terminal.lang, "status"),
            word!(terminal.lang, "in-force"),
            word!(terminal.lang, "title"),
        ];
        let row = |rule: &Rule| {
            let condition = rule.condition.map_or_else(|| "-".to_owned(), |number| number.to_string());
            let runs = if in_force(rule) { word!(terminal.lang, "yes") } else { word!(terminal.lang, "no") };
            let (version, status) = (rule.version.to_string(), rule.status.as_str().to_owned());
            vec![
                rule.id.clone(),
                condition,
                version,
                status,
                runs.to_owned(),
                harmless(translated(&rule.title, terminal.lang)),
            ]
        };
        let rows: Vec<_> = rules.iter().map(row).collect();
        super::print_data(text_table(&heads, &rows).as_bytes())?;
    }
    Ok(if errors.is_empty() { ExitCode::Done } else { ExitCode::MustFix })
}

fn export(dir: &Path, job: Option<&Path>, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let Some(Meant { sources, .. }) = meant(&[], job, terminal) else { return Ok(ExitCode::MustFix) };
    match crate::job::export(&sources, dir) {
        Ok(files) => {
            let said = phrase!(terminal.lang, "files-written", files, dir = dir.display());
            super::print_data(said.as_bytes())?;
            Ok(ExitCode::Done)
        }
        Err(problem) => {
            super::print_problems(&[problem], terminal);
            Ok(ExitCode::MustFix)
        }
    }
}

fn show(id: &str, sql: bool, job: Option<&Path>, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let Some(Meant { rules, as_of, problems, .. }) = meant(&[], job, terminal) else {
        return Ok(ExitCode::MustFix);
    };
    let Some(rule) = rules.iter().find(|rule| rule.id == id) else {
        super::print_problems(&problems, terminal);
        let near = nearest(id, rules.iter().map(|rule| rule.id.as_str()));
        let ids: Vec<_> = rules.iter().map(|rule| rule.id.as_str()).collect();
        let hint = near.map_or_else(|| ids.join(", "), |near| format!("{near}?"));
        eprintln!("{} `{id}`: {hint}", word!(terminal.lang, "no-such-rule"));
        return Ok(ExitCode::Usage);
    };
    let text = if sql {
        rulebook::to_sql(rule, as_of)
    } else {
        rulebook::in_words(&rule.clone().in_lang(terminal.lang), as_of, terminal.lang)
    };
    super::print_data(format!("{}\n", text.trim_end()).as_bytes())?;
    Ok(ExitCode::Done)
}
