//! The rules of a run: read, checked and compiled.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::tried::TriedRules;
use crate::diagnostic::{Diagnostic, near_or_known, whatever_was_read};
use crate::job::Job;
use crate::rulebook::{self, ColumnScope, Kind, Rule, RuleStatus, RunnableRule, With};
use crate::table::RuleIdx;
use crate::toml_reader::At;
use crate::words::said;

/// The rules of a job.
#[derive(Debug, Default)]
pub struct RuleSet {
    /// The rules that run, by id.
    pub rules: Vec<RunnableRule>,
    /// The rules that do not: outside their effective dates, deprecated, or of a copy that the job does not have.
    pub resting: Vec<Resting>,
    pub warnings: Vec<Diagnostic>,
    /// What was tried of them, if it had to be.
    pub tried: Option<TriedRules>,
}

/// A rule that does not run.
#[derive(Debug)]
pub struct Resting {
    pub rule: Rule,
    pub why: &'static str,
}

impl RuleSet {
    pub fn rule(&self, rule: RuleIdx) -> Option<&Rule> {
        self.rules.get(rule.at()).map(|own| &own.rule)
    }

    /// Every rule that was read, those that do not run last.
    pub fn all(&self) -> impl Iterator<Item = &Rule> {
        let resting = self.resting.iter().map(|resting| &resting.rule);
        self.rules.iter().map(|own| &own.rule).chain(resting)
    }

    /// The extracts in which running rules look for people who are on no card: all their rows matter.
    pub fn omission_extracts(&self) -> BTreeSet<&str> {
        let omitted = self.rules.iter().filter(|own| own.rule.kind == Kind::Omitted);
        omitted.map(|own| own.rule.extract.as_str()).collect()
    }

    /// The extracts that may exempt somebody from having been left out.
    pub fn omission_exemptions(&self) -> BTreeSet<&str> {
        let omitted = self.rules.iter().filter(|own| own.rule.kind == Kind::Omitted);
        omitted
            .flat_map(|own| own.rule.unless.iter().filter_map(|unless| unless.extract.as_deref()))
            .collect()
    }

    /// The columns of an extract that running rules read, each with the rule.
    pub fn columns_read(&self, extract: &str) -> impl Iterator<Item = (&str, &str)> {
        self.rules.iter().flat_map(move |RunnableRule { rule, compiled }| {
            let own = (rule.extract == extract)
                .then_some(compiled.where_columns.iter().chain(&compiled.having_columns));
            let exemptions = compiled
                .unless
                .iter()
                .filter(move |unless| unless.extract.as_ref().unwrap_or(&rule.extract) == extract)
                .flat_map(|unless| &unless.columns);
            let columns = own.into_iter().flatten().chain(exemptions);
            let compared = rule.compare.iter().filter_map(move |comparison| match &comparison.with {
                With::Column(with) if rule.extract == extract => Some(with.as_str()),
                _ => None,
            });
            columns
                .filter(|column| column.scope == ColumnScope::Record)
                .map(|column| column.name.as_str())
                .chain(compared)
                .map(|column| (rule.id.as_str(), column))
        })
    }

    /// Every extract that says whose records a running rule looks at.
    pub fn scope_extracts(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().flat_map(|own| own.rule.scope_extracts())
    }

    /// Every extract that a running rule reads, its exemptions included.
    pub fn extracts(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().flat_map(|own| own.rule.extracts())
    }
}

/// Reads the rules of a job; gives every problem found, errors and warnings.
pub fn read_rule_set(job: &Job) -> (RuleSet, Vec<Diagnostic>) {
    let schemas = job.schemas_of_rules();
    let read = rulebook::read_rules(&job.rule_sources, &schemas, job.as_of);
    let (rules, mut problems) = whatever_was_read(read);
    let mut rule_set = RuleSet::default();
    let values: BTreeMap<_, _> =
        job.parameters.iter().map(|(name, value)| (name.value.clone(), value.clone())).collect();
    let (mut known, mut in_force) = (BTreeSet::new(), Vec::new());
    for mut rule in rules.into_iter().flatten() {
        known.extend(rule.parameters.iter().map(|parameter| parameter.name.clone()));
        match rule.override_parameters(&values) {
            Ok(_) => {}
            Err((name, wanted)) => problems.push(wrong_parameter(job, &rule, &name, wanted)),
        }
        if !rule.effective.covers(job.as_of) || rule.status == RuleStatus::Deprecated {
            rule_set.resting.push(Resting { rule, why: "not in effect on the as-of date" });
            continue;
        }
        if of_a_copy_that_is_not_kept(job, &rule) {
            rule_set.resting.push(Resting { rule, why: "the job declares no such copy of the registry" });
            continue;
        }
        in_force.push(rule);
    }
    rule_set.rules = in_force.into_par_iter().map(|rule| RunnableRule::new(rule, job.as_of)).collect();
    // A rule that could not be read may have the parameter.
    if !problems.iter().any(Diagnostic::is_error) {
        for (name, _) in job.parameters.iter().filter(|(name, _)| !known.contains(&name.value)) {
            problems.push(unknown_parameter(job, name, &known));
        }
        if rule_set.rules.is_empty() && !job.lacks_rules {
            problems.push(no_rules(job, &rule_set));
        }
    }
    rule_set.warnings = problems.iter().filter(|problem| !problem.is_error()).cloned().collect();
    (rule_set, problems)
}

/// Whether a built-in rule reads a copy of the registry that the county does not keep: what nobody has cannot be
/// missing. A rule that the job brings is meant.
fn of_a_copy_that_is_not_kept(job: &Job, rule: &Rule) -> bool {
    let declared = job.extracts.iter().any(|entry| entry.name() == rule.extract);
    let of_copy = job.schema_of(&rule.extract).is_some_and(|schema| schema.copy_of.is_some());
    of_copy && !declared && rule.source.name.starts_with("builtin:")
}

/// A parameter of the job that no rule has, or of the wrong type.
const PARAMETER: &str = "E0115";
/// No rule is in force.
const NO_RULES: &str = "E0116";

fn wrong_parameter(job: &Job, rule: &Rule, name: &str, wanted: &str) -> Diagnostic {
    let message = said!("parameter-of-another-type", parameter = name, rule = &rule.id, wanted);
    let diagnostic = Diagnostic::error(PARAMETER, message);
    match job.parameters.iter().find(|(own, _)| own.value == name) {
        Some((own, _)) => diagnostic.at(&job.source, own.span.clone(), said!("given-here")),
        None => diagnostic,
    }
}

fn unknown_parameter(job: &Job, name: &At<String>, known: &BTreeSet<String>) -> Diagnostic {
    let help = near_or_known(&name.value, known.iter().map(String::as_str));
    Diagnostic::error(PARAMETER, said!("no-such-parameter", parameter = &name.value)).help(help).at(
        &job.source,
        name.span.clone(),
        said!("not-known"),
    )
}

fn no_rules(job: &Job, rule_set: &RuleSet) -> Diagnostic {
    let message = match rule_set.resting.len() {
        0 => said!("job-has-no-rules"),
        rules => said!("no-rule-in-force", rules, day = job.as_of.to_string()),
    };
    Diagnostic::error(NO_RULES, message).in_file(&job.source.name, None)
}
