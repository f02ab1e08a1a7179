//! The reader of rule files: one TOML table each, every problem found.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::ast::{Expr, Type};
use super::check::{Place, check_predicate, check_syntax};
use super::example::read_examples;
use super::names::Names;
use super::parameter::read_parameters;
use super::read_compare::read_comparisons;
use super::{Basis, Comparison, Effective, Kind, Rule, RuleStatus, Severity, Unless, codes};
use crate::diagnostic::{
    Diagnostic, Load, SourceText, did_you_mean, load, near_or_known, nearest, whatever_was_read,
};
use crate::domain::{RosterSource, Scope};
use crate::schema::Schema;
use crate::toml_reader::{At, TomlTable, read_toml};
use crate::words::{Said, said};

/// What to write where an exemption lacks one of its keys.
fn when_help() -> Said {
    said!("say-when-it-holds")
}

fn reason_help() -> Said {
    said!("reason-in-evidence")
}

const KINDS: &[(&str, Kind)] = &[
    ("present", Kind::Present),
    ("absent", Kind::Absent),
    ("duplicate", Kind::Duplicate),
    ("differs", Kind::Differs),
    ("omitted", Kind::Omitted),
];

const SCOPES: &[(&str, Scope)] =
    &[("member", Scope::Member), ("household", Scope::Household), ("family", Scope::Family)];

/// Reads one rule file: its id, even where the rest is wrong, the rule, and every problem.
pub fn read_rule(
    source: &Arc<SourceText>,
    schemas: &BTreeMap<String, Schema>,
    as_of: NaiveDate,
) -> (Option<At<String>>, Load<Rule>) {
    let id = RefCell::new(None);
    let (rule, mut problems) = whatever_was_read(read_toml(source, codes::FORM, |form| {
        *id.borrow_mut() = read_id(form);
        let id = id.borrow().clone();
        RuleReader { form, schemas, as_of }.rule(id)
    }));
    // A list that is read twice, for its values and for its places, reports its form twice.
    let mut seen: Vec<Diagnostic> = Vec::new();
    problems.retain(|problem| {
        let new = !seen.contains(problem);
        seen.push(problem.clone());
        new
    });
    (id.into_inner(), load(rule, problems))
}

fn read_id(form: &TomlTable<'_>) -> Option<At<String>> {
    let id = form.required("id", form.text("id"), said!("short-name-for-ever"))?;
    let fits = !id.value.is_empty()
        && id.value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !fits {
        let message = said!("id-of-letters");
        form.problems.wrong_value(id.span.clone(), message, said!("not-an-id"));
    }
    Some(id)
}

struct RuleReader<'a> {
    form: &'a TomlTable<'a>,
    schemas: &'a BTreeMap<String, Schema>,
    as_of: NaiveDate,
}

impl RuleReader<'_> {
    fn rule(&self, id: Option<At<String>>) -> Option<Rule> {
        let form = self.form;
        let title = form.required("title", form.text("title"), said!("say-what-the-rule-finds"));
        let version = self.version();
        let condition = self.condition();
        let status = form.choice("status", RuleStatus::ALL).map_or(RuleStatus::Stable, |status| status.value);
        let severity =
            form.choice("severity", Severity::ALL).map_or(Severity::Exclude, |severity| severity.value);
        let kind = self.kind();
        let scope = form.choice("scope", SCOPES).map_or(Scope::Household, |scope| scope.value);
        let effective = self.effective();
        let schema = self.extract();
        let (parameters, parameter_types) = read_parameters(form);
        // Without a schema nothing can be said about columns; without a kind only what all kinds share.
        let extract = schema.map(|(name, _)| name);
        let predicates = schema.map(|(name, schema)| {
            let names = Names::new(name, Some(schema), self.schemas.get(RosterSource::Registry.as_str()));
            let names = if kind == Some(Kind::Omitted) { names.of_nobody_on_a_card() } else { names };
            let reader = Predicates { form, schemas: self.schemas, names, types: &parameter_types };
            let where_ = reader.predicate("where", Place::Row);
            if matches!(kind, Some(Kind::Present | Kind::Omitted)) && form.value("where").is_none() {
                form.missing("where", said!("say-which-records-count"));
            }
            let counting = match kind {
                Some(Kind::Omitted) => {
                    Predicates { names: reader.names.clone().with_people_of_the_register(), ..reader }
                }
                _ => reader,
            };
            let having = counting.predicate("having", Place::Hits);
            let reader = counting;
            if let (Some(kind @ (Kind::Absent | Kind::Differs)), Some(having)) = (kind, form.text("having")) {
                let message = said!("no-hits-to-count", kind = kind.as_str());
                form.problems.wrong_value(having.span, message, said!("leave-it-out"));
            }
            (where_, having, reader.unless(name, kind), self.comparisons(schema, kind))
        });
        self.check_kind(kind);
        let evidence = self.evidence(schema.map(|(_, schema)| schema), kind);
        let verify = self.texts("verify");
        let false_positives = self.texts("false_positives");
        let basis = self.basis();
        let examples = read_examples(form, schema.map(|(name, _)| name), self.schemas);
        if predicates.is_none() {
            self.slips();
        }
        let (where_, having, unless, compare) = predicates?;
        let unless_read: Vec<_> = unless.into_iter().flatten().collect();
        self.parameter_use(&parameters, &where_, &having, &unless_read);
        let person_columns = schema.map(|(_, schema)| person_columns(schema)).unwrap_or_default();
        let rule = Rule {
            id: id?.value,
            title: title?.value,
            condition,
            version: version?,
            status,
            severity,
            kind: kind?,
            extract: extract?.to_owned(),
            person_columns,
            scope,
            effective,
            where_,
            having,
            compare: compare?,
            unless: unless_read,
            evidence,
            verify,
            false_positives,
            basis,
            parameters,
            overrides: BTreeMap::new(),
            examples,
            source: Arc::clone(&form.problems.source),
            digest: blake3::hash(form.problems.source.text.as_bytes()).to_hex().to_string(),
        };
        self.parameter_values(&rule);
        self.example_days(&rule);
        Some(rule)
    }

    /// Where the extract is not known nothing can be said of columns, but a slip of the pen can.
    fn slips(&self) {
        let form = self.form;
        let predicates = [form.text("where"), form.text("having")];
        let unless = form.tables("unless").into_iter().map(|unless| {
            let when = unless.required("when", unless.text("when"), when_help());
            unless.required("reason", unless.text("reason"), reason_help());
            unless.text("extract");
            unless.finish();
            when
        });
        for written in predicates.into_iter().chain(unless).flatten() {
            check_syntax(&written, &form.problems);
        }
        for key in ["evidence", "compare"] {
            form.value(key);
        }
    }

    fn version(&self) -> Option<u32> {
        let help = said!("start-with-version-1");
        let version = self.form.required("version", self.form.integer("version"), help)?;
        let number = u32::try_from(version.value).ok().filter(|number| *number > 0);
        if number.is_none() {
            self.form.problems.wrong_value(version.span, said!("version-from-1"), said!("not-a-version"));
        }
        number
    }

    fn condition(&self) -> Option<u8> {
        let condition = self.form.integer("condition")?;
        let number = u8::try_from(condition.value).ok().filter(|number| (1..=6).contains(number));
        if number.is_none() {
            let message = said!("condition-1-to-6");
            self.form.problems.wrong_value(condition.span, message, said!("leave-out-for-reconciliation"));
        }
        number
    }

    fn kind(&self) -> Option<Kind> {
        let help = said!("what-kind-is");
        self.form.required("kind", self.form.choice("kind", KINDS), help).map(|kind| kind.value)
    }

    /// What cannot be asked of an extract.
    fn check_kind(&self, kind: Option<Kind>) {
        let form = self.form;
        let Some((extract, kind)) = form.text("extract").zip(kind) else { return };
        let of_registry = RosterSource::Registry.is(&extract.value);
        let (message, label) = match kind {
            Kind::Duplicate if !of_registry => (said!("duplicate-reads-registry"), said!("write-registry")),
            Kind::Omitted if of_registry => {
                (said!("nobody-left-out-of-registry"), said!("name-another-extract"))
            }
            _ => return,
        };
        let diagnostic =
            Diagnostic::error(codes::KIND_OF_EXTRACT, message).help(said!("which-kind-reads-what"));
        form.problems.push(diagnostic.at(&form.problems.source, extract.span, label));
    }

    /// What is held against what; read too where the kind has none, so that it can be said.
    fn comparisons(&self, schema: &Schema, kind: Option<Kind>) -> Option<Vec<Comparison>> {
        if kind == Some(Kind::Differs) {
            let registry = self.schemas.get(RosterSource::Registry.as_str());
            return read_comparisons(self.form, schema, registry).into_iter().collect();
        }
        if let (Some(written), Some(kind)) = (self.form.value("compare"), kind) {
            let message = said!("compare-of-differs", kind = kind.as_str());
            self.form.problems.wrong_value(written.span(), message, said!("leave-it-out"));
        }
        Some(Vec::new())
    }

    fn effective(&self) -> Effective {
        let Some(form) = self.form.table("effective") else { return Effective::default() };
        let (from, until) = (form.date("from"), form.date("until"));
        form.finish();
        if let (Some(from), Some(until)) = (&from, &until)
            && from.value > until.value
        {
            let message = said!("effective-backwards");
            let diagnostic = Diagnostic::error(codes::EFFECTIVE, message).help(said!("from-then-until"));
            form.problems.push(diagnostic.at(
                &form.problems.source,
                until.span.clone(),
                said!("before-from"),
            ));
        }
        Effective { from: from.map(|date| date.value), until: until.map(|date| date.value) }
    }

    fn extract(&self) -> Option<(&str, &Schema)> {
        let help = said!("name-the-extract");
        let extract = self.form.required("extract", self.form.text("extract"), help)?;
        find_extract(self.form, self.schemas, &extract)
    }

    fn texts(&self, key: &'static str) -> Vec<String> {
        let texts = self.form.texts(key).unwrap_or_default();
        texts.into_iter().map(|text| text.value).collect()
    }

    /// The evidence of an `absent` rule is the person's registry row; any other shows the record.
    fn evidence(&self, schema: Option<&Schema>, kind: Option<Kind>) -> Vec<String> {
        let evidence = self.form.texts("evidence").unwrap_or_default();
        let shown = if kind == Some(Kind::Absent) {
            self.schemas.get(RosterSource::Registry.as_str())
        } else {
            schema
        };
        let Some(schema) = shown else { return Vec::new() };
        let mut columns = Vec::new();
        for column in evidence {
            if schema.column(&column.value).is_none() {
                let message = said!("no-column-to-show", schema = &schema.name, column = &column.value);
                let near = nearest(&column.value, schema.columns.iter().map(|column| column.name.as_str()));
                let help = did_you_mean(near, || said!("evidence-lists-columns"));
                let diagnostic = Diagnostic::error(codes::UNKNOWN_COLUMN, message).help(help);
                self.form.problems.push(diagnostic.at(
                    &self.form.problems.source,
                    column.span,
                    said!("not-known"),
                ));
            }
            columns.push(column.value);
        }
        columns
    }

    fn basis(&self) -> Vec<Basis> {
        let mut all = Vec::new();
        for form in self.form.tables("basis") {
            let help = said!("title-of-the-law");
            let document = form.required("document", form.text("document"), help);
            let text = |key| form.text(key).map(|text| text.value);
            let (article, url, note) = (text("article"), text("url"), text("note"));
            form.finish();
            all.extend(document.map(|document| Basis { document: document.value, article, url, note }));
        }
        if self.form.value("basis").is_none() {
            let message = said!("no-basis");
            let help = said!("cite-the-document");
            self.form
                .problems
                .push(self.about_file(Diagnostic::warning(codes::NO_BASIS, message).help(help)));
        }
        all
    }

    /// Marks the rule's first line.
    fn about_file(&self, diagnostic: Diagnostic) -> Diagnostic {
        let text = &self.form.problems.source.text;
        let line = text.lines().next().map_or(0, str::len);
        diagnostic.at(&self.form.problems.source, 0..line, said!("this-rule"))
    }

    fn parameter_use(
        &self,
        parameters: &[super::Parameter],
        where_: &Option<Expr>,
        having: &Option<Expr>,
        unless: &[Unless],
    ) {
        let whens = unless.iter().map(|unless| &unless.when);
        let used: BTreeSet<String> =
            where_.iter().chain(having).chain(whens).flat_map(Expr::parameters).collect();
        // A predicate that could not be read may well use them.
        let unread = self.form.value("where").is_some() && where_.is_none()
            || self.form.value("having").is_some() && having.is_none()
            || self.form.tables("unless").len() != unless.len();
        for (parameter, form) in parameters.iter().zip(self.form.tables("parameter")) {
            if !unread && !used.contains(&parameter.name) {
                let message = said!("parameter-not-used", parameter = &parameter.name);
                let diagnostic = Diagnostic::warning(codes::UNUSED_PARAMETER, message);
                form.problems.push(diagnostic.at(
                    &form.problems.source,
                    form.span.clone(),
                    said!("not-used"),
                ));
            }
        }
    }

    /// What an example says must not turn with the calendar.
    fn example_days(&self, rule: &Rule) {
        if !rule.depends_on_the_day() {
            return;
        }
        for example in rule.examples.iter().filter(|example| example.as_of.is_none()) {
            let message = said!("example-without-day", example = &example.name);
            let diagnostic = Diagnostic::error(codes::EXAMPLE_WITHOUT_DAY, message);
            self.form.problems.push(diagnostic.at(
                &self.form.problems.source,
                example.span.clone(),
                said!("on-which-day"),
            ));
        }
    }

    /// Every day on which the rule or an example runs needs a value of every parameter.
    fn parameter_values(&self, rule: &Rule) {
        let mut days = BTreeSet::new();
        if rule.effective.covers(self.as_of) {
            days.insert(self.as_of);
        }
        days.extend(rule.examples.iter().filter_map(|example| example.as_of));
        for (parameter, form) in rule.parameters.iter().zip(self.form.tables("parameter")) {
            let Some(first) = parameter.values.first() else { continue };
            if let Some(day) = days.iter().find(|day| parameter.at(**day).is_none()) {
                let (day, first) = (day.to_string(), first.from.to_string());
                let message = said!("parameter-without-value", parameter = &parameter.name, day, first);
                let diagnostic = Diagnostic::error(codes::PARAMETER_WITHOUT_VALUE, message);
                form.problems.push(diagnostic.at(
                    &form.problems.source,
                    form.span.clone(),
                    said!("too-late"),
                ));
            }
        }
    }
}

/// Reads the predicates of one rule.
struct Predicates<'a> {
    form: &'a TomlTable<'a>,
    schemas: &'a BTreeMap<String, Schema>,
    names: Names,
    types: &'a BTreeMap<String, Option<Type>>,
}

impl Predicates<'_> {
    fn predicate(&self, key: &'static str, place: Place) -> Option<Expr> {
        let written = self.form.text(key)?;
        check_predicate(&written, place, &self.names, self.types, &self.form.problems)
    }

    fn unless(&self, own: &str, kind: Option<Kind>) -> Vec<Option<Unless>> {
        self.form.tables("unless").iter().map(|form| self.one_unless(form, own, kind)).collect()
    }

    fn one_unless(&self, form: &TomlTable<'_>, own: &str, kind: Option<Kind>) -> Option<Unless> {
        let when = form.required("when", form.text("when"), when_help());
        let reason = form.required("reason", form.text("reason"), reason_help());
        let extract = form.text("extract");
        form.finish();
        let registry = self.schemas.get(RosterSource::Registry.as_str());
        let (names, person_columns) = match &extract {
            Some(extract) => {
                let Some((name, schema)) = find_extract(form, self.schemas, extract) else {
                    check_syntax(when.as_ref()?, &form.problems);
                    return None;
                };
                let names = Names::new(name, Some(schema), registry);
                let names = if kind == Some(Kind::Omitted) { names.of_nobody_on_a_card() } else { names };
                (names, person_columns(schema))
            }
            None if kind == Some(Kind::Absent) => (Names::new(own, None, registry), Vec::new()),
            None => (self.names.clone().of_one_record(), Vec::new()),
        };
        let when = check_predicate(&when?, Place::Row, &names, self.types, &form.problems);
        let extract = extract.map(|extract| extract.value);
        Some(Unless { when: when?, reason: reason?.value, extract, person_columns })
    }
}

fn find_extract<'a>(
    form: &TomlTable<'_>,
    schemas: &'a BTreeMap<String, Schema>,
    wanted: &At<String>,
) -> Option<(&'a str, &'a Schema)> {
    if let Some((name, schema)) = schemas.get_key_value(&wanted.value) {
        return Some((name, schema));
    }
    let known = schemas.keys().map(String::as_str);
    let help = near_or_known(&wanted.value, known);
    let message = said!("no-such-extract", extract = &wanted.value);
    let diagnostic = Diagnostic::error(codes::UNKNOWN_EXTRACT, message).help(help);
    form.problems.push(diagnostic.at(&form.problems.source, wanted.span.clone(), said!("not-known")));
    None
}

fn person_columns(schema: &Schema) -> Vec<String> {
    schema.subjects.iter().map(|subject| schema.person_column(&subject.id)).collect()
}
