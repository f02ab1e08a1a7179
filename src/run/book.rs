//! Which rules run tonight? Read, checked, compiled, and run once on nothing.

use crate::diagnostic::Diagnostic;
use crate::job::Job;
use crate::rulebook::{self, ColumnScope, CompiledRule, Rule, RuleStatus};

/// The rules of a job.
#[derive(Debug, Default)]
pub struct Book {
    /// The rules that run, by id.
    pub rules: Vec<(Rule, CompiledRule)>,
    /// The rules that do not: outside their effective dates, or deprecated.
    pub resting: Vec<Rule>,
    pub warnings: Vec<Diagnostic>,
}

impl Book {
    pub fn rule(&self, index: usize) -> Option<&Rule> {
        self.rules.get(index).map(|(rule, _)| rule)
    }

    /// The columns of an extract that running rules read, each with the rule.
    pub fn columns_read(&self, extract: &str) -> impl Iterator<Item = (&str, &str)> {
        self.rules.iter().flat_map(move |(rule, compiled)| {
            let own = (rule.extract == extract)
                .then_some(compiled.where_columns.iter().chain(&compiled.having_columns));
            let exemptions = compiled
                .unless
                .iter()
                .filter(move |unless| unless.extract.as_ref().unwrap_or(&rule.extract) == extract)
                .flat_map(|unless| &unless.columns);
            let columns = own.into_iter().flatten().chain(exemptions);
            columns
                .filter(|column| column.scope == ColumnScope::Record)
                .map(|column| (rule.id.as_str(), column.name.as_str()))
        })
    }

    /// Every extract that says whose records a running rule looks at.
    pub fn scope_extracts(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().flat_map(|(rule, _)| rule.scope_extracts().iter().copied())
    }

    /// Every extract that a running rule reads, its exemptions included.
    pub fn extracts(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().flat_map(|(rule, _)| rule.extracts())
    }
}

/// Reads the rules of a job; gives every problem found, errors and warnings.
pub fn read_book(job: &Job) -> (Book, Vec<Diagnostic>) {
    let (rules, mut problems) = rulebook::read_rules(&job.rule_sources, &job.schemas, job.as_of);
    let mut book = Book::default();
    for rule in rules {
        if !rule.effective.covers(job.as_of) || rule.status == RuleStatus::Deprecated {
            book.resting.push(rule);
            continue;
        }
        let compiled = rulebook::compile(&rule, job.as_of);
        match rulebook::dry_run(&rule, &compiled, &job.schemas) {
            Ok(()) => book.rules.push((rule, compiled)),
            Err(problem) => problems.push(problem),
        }
    }
    book.warnings = problems.iter().filter(|problem| !problem.is_error()).cloned().collect();
    (book, problems)
}
