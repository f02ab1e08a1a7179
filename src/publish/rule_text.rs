//! What a rule is called in lists, on what it rests, and how its evidence reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::RosterSource;
use crate::labels::{self, Lang};
use crate::rulebook::{Basis, Rule, With};
use crate::schema::Schema;
use crate::words::{phrase, word};

/// What a rule is called and how its evidence reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleText {
    pub title: String,
    pub condition: Option<u8>,
    pub version: u32,
    /// The documents that it rests on, with the article.
    pub basis: Vec<String>,
    /// What to check on the spot.
    pub verify: Vec<String>,
    /// How a record may be right, and the household too.
    pub false_positives: Vec<String>,
    /// What exempts a record, in words.
    pub exemptions: Vec<String>,
    /// The title of the extract: 机动车登记.
    pub source: String,
    /// The columns shown as evidence, in order.
    pub evidence: Vec<EvidenceColumn>,
    /// What the extract's columns are called, and the registry's.
    pub columns: Arc<BTreeMap<String, String>>,
    pub registry_columns: Arc<BTreeMap<String, String>>,
}

/// A column shown as evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EvidenceColumn {
    pub name: String,
    /// 机动车状态
    pub title: String,
    /// What its codes mean, as in the schema: wordings separated by `|`, the first is the one to show.
    pub codes: BTreeMap<String, String>,
}

impl RuleText {
    /// The texts of some rules, by id; `schema_of` knows the extracts.
    pub fn of_all<'a>(
        rules: impl Iterator<Item = &'a Rule>,
        schema_of: &dyn Fn(&str) -> Option<&'a Schema>,
        lang: Lang,
    ) -> BTreeMap<String, Self> {
        let schema_in_lang = |name: &str| schema_of(name).cloned().map(|schema| schema.in_lang(lang));
        let registry = schema_in_lang(RosterSource::Registry.as_str());
        let registry = registry.as_ref();
        let registry_columns = titles(registry);
        let text = |rule: &'a Rule| {
            let rule = rule.clone().in_lang(lang);
            let schema = schema_in_lang(&rule.extract);
            let schema = schema.as_ref();
            let compared = rule.compare.iter().flat_map(|comparison| {
                let own = column_text(registry, &comparison.registry);
                let own = EvidenceColumn {
                    name: format!("registry.{}", own.name),
                    title: phrase!(lang, "registry-column", column = own.title),
                    codes: own.codes,
                };
                let other = match &comparison.with {
                    With::Column(column) => column_text(schema, column),
                    With::Count => EvidenceColumn {
                        name: comparison.with.as_written().to_owned(),
                        title: word!(lang, "people-on-record").to_owned(),
                        codes: BTreeMap::new(),
                    },
                };
                [own, other]
            });
            let text = Self {
                title: rule.title,
                condition: rule.condition,
                version: rule.version,
                basis: rule.basis.iter().map(cited).collect(),
                verify: rule.verify,
                false_positives: rule.false_positives,
                exemptions: rule.unless.into_iter().map(|unless| unless.reason).collect(),
                source: schema.map_or_else(|| rule.extract.clone(), |schema| schema.title.clone()),
                evidence: rule
                    .evidence
                    .iter()
                    .map(|name| column_text(schema, name))
                    .chain(compared)
                    .collect(),
                columns: titles(schema),
                registry_columns: Arc::clone(&registry_columns),
            };
            (rule.id, text)
        };
        rules.map(text).collect()
    }

    /// The title; of a rule that nobody knows any more, its id.
    pub fn title_or(&self, id: &str) -> String {
        if self.title.is_empty() { id.to_owned() } else { self.title.clone() }
    }

    /// Condition, title, version and basis, with a remark.
    pub fn heading(&self, id: &str, remark: &str, lang: Lang) -> String {
        let condition = labels::numbered_condition(self.condition, lang);
        let version = if self.version > 0 {
            phrase!(lang, "version-of-rule", version = self.version)
        } else {
            String::new()
        };
        let mut lines = vec![condition, format!("{}{version}", self.title_or(id))];
        lines.extend((!remark.is_empty()).then(|| phrase!(lang, "remark-on-rule", remark)));
        // What is practice, and no document, stands in brackets.
        let documents = self.basis.iter().filter(|basis| !basis.starts_with(['（', '(']));
        lines.extend(documents.map(|basis| phrase!(lang, "basis-of-rule", basis)));
        lines.join("\n")
    }

    /// What would take a household off the list: how the record may be right and mean nothing, and the exemptions, which
    /// were looked at and did not hold.
    pub fn clears(&self, lang: Lang) -> Vec<String> {
        let items = |own: &String| format!("· {own}");
        let mut clears: Vec<_> = self.false_positives.iter().map(items).collect();
        if !self.exemptions.is_empty() {
            clears.push(word!(lang, "exemptions-off-the-register").to_owned());
            clears.extend(self.exemptions.iter().map(items));
        }
        clears
    }
}

/// What the columns of a schema are called.
fn titles(schema: Option<&Schema>) -> Arc<BTreeMap<String, String>> {
    let columns = schema.into_iter().flat_map(|schema| &schema.columns);
    Arc::new(columns.map(|column| (column.name.clone(), column.title.clone())).collect())
}

fn column_text(schema: Option<&Schema>, name: &str) -> EvidenceColumn {
    let column = schema.and_then(|schema| schema.column(name));
    EvidenceColumn {
        name: name.to_owned(),
        title: column.map_or_else(|| name.to_owned(), |column| column.title.clone()),
        codes: column.map(|column| column.codes.clone()).unwrap_or_default(),
    }
}

/// `《…办法》第…条`
fn cited(basis: &Basis) -> String {
    let article = basis.article.as_ref().map(|article| format!(" {article}")).unwrap_or_default();
    format!("{}{article}", basis.document)
}
