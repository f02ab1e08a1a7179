//! The rules: files in a language of our own, read, checked, compiled.
//!
//! Takes text and gives values, with every problem found, not only the first; knows no files. A rule that was
//! read without an error compiles, and its query runs on any delivery that fits the schema.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::diagnostic::{Diagnostic, Load, Loaded, SourceText, load};
use crate::domain::Scope;
use crate::schema::Schema;
use crate::words::said;

mod ask;
mod ast;
mod bounds;
mod check;
mod codes;
mod comparison;
mod compile;
mod dry_run;
mod example;
mod kernels;
mod names;
mod parameter;
mod parse;
mod query;
mod read;
mod read_compare;
mod sql;
mod value;
mod describe;
mod in_lang;

#[cfg(test)]
mod three_values;

pub use ask::ask;
pub use ast::{ColumnRef, ColumnScope, Expr, Type};
pub use comparison::{Comparator, Comparison, With};
pub use compile::{CompiledRule, CompiledUnless, RunnableRule, compile};
pub use describe::in_words;
pub use dry_run::dry_run;
pub use example::written_value;
pub use names::PERSON_LEVEL;
pub use query::to_sql;
pub use value::{DECIMAL_ONE, Value};

/// One rule, checked.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Stable for ever, never reused.
    pub id: String,
    pub title: String,
    /// Which of the six no-evaluate conditions; nothing for reconciliation rules.
    pub condition: Option<u8>,
    pub version: u32,
    pub status: RuleStatus,
    pub severity: Severity,
    pub kind: Kind,
    pub extract: String,
    /// The person-key columns of the extract: one for each subject of its schema.
    pub person_columns: Vec<String>,
    pub scope: Scope,
    pub effective: Effective,
    /// Nothing where every record meets the rule.
    pub where_: Option<Expr>,
    pub having: Option<Expr>,
    /// What a `differs` rule holds against what; nothing of other kinds.
    pub compare: Vec<Comparison>,
    pub unless: Vec<Unless>,
    /// The columns of the record to show to whoever reads a finding.
    pub evidence: Vec<String>,
    pub verify: Vec<String>,
    pub false_positives: Vec<String>,
    pub basis: Vec<Basis>,
    pub parameters: Vec<Parameter>,
    /// Parameters that the job overrides; the rule's examples go by its own values.
    pub overrides: BTreeMap<String, Value>,
    pub examples: Vec<Example>,
    pub source: Arc<SourceText>,
    /// Digest of the rule file's text.
    pub digest: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleStatus {
    Stable,
    /// Runs in shadow: reported apart, never makes a suspect.
    Experimental,
    /// Rests: kept so that its id is never given again.
    Deprecated,
}

impl RuleStatus {
    pub const ALL: &'static [(&'static str, Self)] =
        &[("stable", Self::Stable), ("experimental", Self::Experimental), ("deprecated", Self::Deprecated)];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Experimental => "experimental",
            Self::Deprecated => "deprecated",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Exclude,
    Review,
}

impl Severity {
    pub const ALL: &'static [(&'static str, Self)] = &[("exclude", Self::Exclude), ("review", Self::Review)];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exclude => "exclude",
            Self::Review => "review",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A roster person in scope has a record that meets `where`.
    Present,
    /// A member has no record (that meets `where`).
    Absent,
    /// One person on two cards.
    Duplicate,
    /// The registry says something else of a member than the member's record.
    Differs,
    /// A person has a record that meets `where`, and is on no card.
    Omitted,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::Duplicate => "duplicate",
            Self::Differs => "differs",
            Self::Omitted => "omitted",
        }
    }
}

/// The days on which a rule runs, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Effective {
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Effective {
    pub fn covers(&self, as_of: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= as_of) && self.until.is_none_or(|until| as_of <= until)
    }
}

/// An exemption, with its reason.
#[derive(Debug, Clone)]
pub struct Unless {
    pub when: Expr,
    pub reason: String,
    /// Where the exemption is looked up in another extract: it holds when the same person has a record there
    /// for which `when` is true.
    pub extract: Option<String>,
    /// The person-key columns of that extract; empty where there is none.
    pub person_columns: Vec<String>,
}

/// What a rule rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    pub document: String,
    pub article: Option<String>,
    pub url: Option<String>,
    pub note: Option<String>,
}

/// A dated, cited threshold.
#[derive(Debug, Clone)]
pub struct Parameter {
    pub name: String,
    /// In order of their dates, all of one type.
    pub values: Vec<ParameterValue>,
}

#[derive(Debug, Clone)]
pub struct ParameterValue {
    /// The first day of this value.
    pub from: NaiveDate,
    pub value: Value,
    pub basis: Option<String>,
}

impl Parameter {
    /// The value on a day: that of the last date not after it.
    pub fn at(&self, day: NaiveDate) -> Option<&ParameterValue> {
        self.values.iter().rev().find(|value| value.from <= day)
    }
}

/// A case that a rule carries with what it must say of it.
#[derive(Debug, Clone)]
pub struct Example {
    pub name: String,
    pub verdict: ExampleVerdict,
    /// One person's records; none where the person has no record.
    pub records: Vec<BTreeMap<String, Value>>,
    pub roster: BTreeMap<String, Value>,
    pub member: BTreeMap<String, Value>,
    pub card: BTreeMap<String, Value>,
    /// That person's records in the extracts that exemptions look into.
    pub also: BTreeMap<String, Vec<BTreeMap<String, Value>>>,
    pub as_of: Option<NaiveDate>,
    /// Where the example stands in the rule file.
    pub span: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExampleVerdict {
    Suspect,
    Clear,
    Undetermined,
    Exempt,
}

impl std::fmt::Display for ExampleVerdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = Self::ALL.iter().find(|(_, verdict)| verdict == self).map_or("", |(word, _)| word);
        f.write_str(word)
    }
}

impl ExampleVerdict {
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("suspect", Self::Suspect),
        ("clear", Self::Clear),
        ("undetermined", Self::Undetermined),
        ("exempt", Self::Exempt),
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Suspect => "suspect",
            Self::Clear => "clear",
            Self::Undetermined => "undetermined",
            Self::Exempt => "exempt",
        }
    }
}

impl Rule {
    /// Every parameter's value on a day, the job's instead of the rule's; those without one are left out.
    pub fn parameters_at(&self, day: NaiveDate) -> BTreeMap<String, Value> {
        let value = |parameter: &Parameter| {
            let own = parameter.at(day).map(|value| &value.value);
            Some((parameter.name.clone(), self.overrides.get(&parameter.name).or(own)?.clone()))
        };
        self.parameters.iter().filter_map(value).collect()
    }

    /// The rule with its own parameters, whatever the job says: what its examples are about.
    #[must_use]
    pub fn as_written(&self) -> Self {
        Self { overrides: BTreeMap::new(), ..self.clone() }
    }

    /// Whether what the rule says depends on the day: it reads `as_of`, or a parameter with several values.
    pub fn depends_on_the_day(&self) -> bool {
        let mut reads_day = false;
        for (_, predicate) in self.predicates() {
            predicate.walk(&mut |part| reads_day |= matches!(part.node, ast::Node::AsOf));
        }
        reads_day || self.parameters.iter().any(|parameter| parameter.values.len() > 1)
    }

    /// The day on which an example that states none is tried: the first on which every parameter has a value.
    pub fn first_day(&self) -> NaiveDate {
        let first = |parameter: &Parameter| parameter.values.first().map(|value| value.from);
        self.parameters.iter().filter_map(first).chain(self.effective.from).max().unwrap_or_default()
    }

    /// Takes the job's value of each parameter that the rule has; gives the names of those.
    ///
    /// # Errors
    /// The name and the type wanted of a value that does not fit.
    pub fn override_parameters(
        &mut self,
        values: &BTreeMap<String, Value>,
    ) -> Result<Vec<String>, (String, &'static str)> {
        let mut taken = Vec::new();
        for parameter in &self.parameters {
            let Some(value) = values.get(&parameter.name) else { continue };
            let own = parameter.values.first().and_then(|own| own.value.ty());
            let value = match (value, own) {
                (Value::Integer(number), Some(Type::Decimal)) => {
                    Value::Decimal(i128::from(*number) * DECIMAL_ONE)
                }
                (value, own) if value.ty() == own => value.clone(),
                (Value::Decimal(_), Some(Type::Integer)) => value.clone(),
                (_, own) => return Err((parameter.name.clone(), own.map_or("a value", Type::in_words))),
            };
            self.overrides.insert(parameter.name.clone(), value);
            taken.push(parameter.name.clone());
        }
        Ok(taken)
    }

    /// The extracts that say whose records the rule looks at.
    pub fn scope_extracts(&self) -> impl Iterator<Item = &str> {
        let scope = match self.kind {
            Kind::Present | Kind::Differs => self.scope,
            Kind::Absent | Kind::Duplicate => Scope::Member,
            // Where somebody lives, and with whom, says the household register.
            Kind::Omitted => Scope::Household,
        };
        scope.sources().iter().map(|source| source.as_str())
    }

    /// The extracts whose records the rule reads: its own, and those of its exemptions.
    pub fn extracts(&self) -> impl Iterator<Item = &str> {
        let exemptions = self.unless.iter().filter_map(|unless| unless.extract.as_deref());
        std::iter::once(self.extract.as_str()).chain(exemptions)
    }

    /// Every predicate of the rule with the extract whose columns its bare names are.
    pub fn predicates(&self) -> impl Iterator<Item = (&str, &Expr)> {
        let own = self.where_.iter().chain(&self.having).map(|expr| (self.extract.as_str(), expr));
        let unless =
            self.unless.iter().map(|unless| (unless.extract.as_ref().unwrap_or(&self.extract), &unless.when));
        own.chain(unless.map(|(extract, when)| (extract.as_str(), when)))
    }
}

/// Reads rule files against the schemas of the extracts (and `registry`), by name, for one day.
///
/// Gives the rules that can run, sorted by id, and every problem of every file.
pub fn read_rules(
    sources: &[Arc<SourceText>],
    schemas: &BTreeMap<String, Schema>,
    as_of: NaiveDate,
) -> Load<Vec<Rule>> {
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut problems = Vec::new();
    for source in sources {
        let (id, rule) = read::read_rule(source, schemas, as_of);
        let (rule, found) = match rule {
            Ok(Loaded { value, warnings }) => (Some(value), warnings),
            Err(faulty) => (None, faulty.problems),
        };
        problems.extend(found);
        if let Some(id) = id {
            if let Some(first) = ids.get(&id.value) {
                problems.push(duplicate_id(source, &id.value, id.span, first));
                continue;
            }
            ids.insert(id.value, source.name.clone());
        }
        if let Some(rule) = rule {
            rules.insert(rule.id.clone(), rule);
        }
    }
    load(Some(rules.into_values().collect()), problems)
}

fn duplicate_id(source: &Arc<SourceText>, id: &str, span: Range<usize>, first: &str) -> Diagnostic {
    Diagnostic::error(codes::DUPLICATE_ID, said!("rule-twice", id, first)).at(
        source,
        span,
        said!("again-here"),
    )
}
