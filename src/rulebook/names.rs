//! The columns that a predicate may name, with their types and codes.

use std::collections::BTreeMap;

use super::ast::{ColumnRef, ColumnScope, Type};
use crate::diagnostic::nearest;
use crate::domain::{IdState, Relation};
use crate::schema::{Column, ColumnKind, IN_THE_NUMBER, Schema};
use crate::words::{Said, said};

/// The registry's columns that belong to a person, which a card as a whole does not have.
pub const PERSON_LEVEL: &[&str] =
    &["person_id", "name", "sex", "citizen_id", "relation", "person_registered_on", "phone"];

/// Of a rule about people on no card: `COUNT(DISTINCT roster.person)` is how many are registered together.
pub const PERSON: &str = "person";

/// The names before a dot.
const QUALIFIERS: &[(&str, ColumnScope)] =
    &[("roster", ColumnScope::Roster), ("member", ColumnScope::Member), ("card", ColumnScope::Card)];

/// A column as a predicate sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visible {
    pub ty: Type,
    /// Codes and their wordings; empty where any text goes.
    pub codes: BTreeMap<String, String>,
}

impl Visible {
    fn plain(ty: Type) -> Self {
        Self { ty, codes: BTreeMap::new() }
    }

    fn of(column: &Column) -> Self {
        Self { ty: type_of(column.kind), codes: column.codes.clone() }
    }
}

/// The type that a schema's column has in a predicate.
pub const fn type_of(kind: ColumnKind) -> Type {
    match kind {
        ColumnKind::Text
        | ColumnKind::Name
        | ColumnKind::CitizenId
        | ColumnKind::CreditCode
        | ColumnKind::Code
        | ColumnKind::Phone => Type::Text,
        ColumnKind::Date => Type::Date,
        ColumnKind::Integer => Type::Integer,
        ColumnKind::Decimal => Type::Decimal,
        ColumnKind::CodeList => Type::List,
    }
}

/// Why a name is not a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    Qualifier {
        help: Said,
    },
    Column {
        message: Said,
        help: Said,
    },
    /// The record is not there: an exemption of an `absent` rule.
    NoRecord,
}

/// What the predicates of one rule may name.
#[derive(Debug, Clone)]
pub struct Names {
    extract: String,
    record: Option<BTreeMap<String, Visible>>,
    roster: BTreeMap<String, Visible>,
    member: BTreeMap<String, Visible>,
    card: BTreeMap<String, Visible>,
    /// Whoever a predicate is about has no card.
    on_no_card: bool,
}

impl Names {
    /// The names for predicates over records of `extract`; without a schema there is no record to read.
    pub fn new(extract: &str, schema: Option<&Schema>, registry: Option<&Schema>) -> Self {
        let member = registry.map(schema_columns).unwrap_or_default();
        let mut card = member.clone();
        card.retain(|name, _| !PERSON_LEVEL.contains(&name.as_str()));
        let sex = member.get("sex").cloned().unwrap_or_else(|| Visible::plain(Type::Text));
        let relations = Relation::ALL.iter().map(|relation| (relation.to_string(), String::new())).collect();
        let roster = BTreeMap::from([
            ("relation".to_owned(), Visible { ty: Type::Text, codes: relations }),
            ("age".to_owned(), Visible::plain(Type::Integer)),
            ("sex".to_owned(), sex),
            ("name".to_owned(), Visible::plain(Type::Text)),
        ]);
        Self {
            extract: extract.to_owned(),
            record: schema.map(record_columns),
            roster,
            member,
            card,
            on_no_card: false,
        }
    }

    /// What their `having` may count besides: the people of their registers.
    #[must_use]
    pub fn with_people_of_the_register(mut self) -> Self {
        self.roster.insert(PERSON.to_owned(), Visible::plain(Type::Integer));
        self
    }

    /// Without them: a single record is of one person.
    #[must_use]
    pub fn of_one_record(mut self) -> Self {
        self.roster.remove(PERSON);
        self
    }

    /// With what only `compare` reads of a member: for the examples of a rule.
    #[must_use]
    pub fn with_what_is_compared(mut self) -> Self {
        for (name, kind) in IN_THE_NUMBER {
            self.member.entry((*name).to_owned()).or_insert_with(|| Visible::plain(type_of(*kind)));
        }
        self
    }

    /// What a rule about people who are on no card may name: nothing of a card or its members.
    #[must_use]
    pub fn of_nobody_on_a_card(mut self) -> Self {
        self.member.clear();
        self.card.clear();
        self.roster.remove("relation");
        self.on_no_card = true;
        self
    }

    /// Every column of one scope.
    pub fn of(&self, scope: ColumnScope) -> Option<&BTreeMap<String, Visible>> {
        match scope {
            ColumnScope::Record => self.record.as_ref(),
            ColumnScope::Roster => Some(&self.roster),
            ColumnScope::Member => Some(&self.member),
            ColumnScope::Card => Some(&self.card),
        }
    }

    pub fn get(&self, column: &ColumnRef) -> Option<&Visible> {
        self.of(column.scope)?.get(&column.name)
    }

    /// Finds the column that a name stands for.
    pub fn resolve(&self, qualifier: Option<&str>, name: &str) -> Result<(ColumnRef, &Visible), Unknown> {
        let scope = match qualifier {
            None => ColumnScope::Record,
            Some(word) => match QUALIFIERS.iter().find(|(known, _)| *known == word) {
                Some((_, scope)) => *scope,
                None => return Err(self.unknown_qualifier(word, name)),
            },
        };
        let columns = self.of(scope).ok_or(Unknown::NoRecord)?;
        match columns.get(name) {
            Some(visible) => Ok((ColumnRef::new(scope, name), visible)),
            None => Err(self.unknown_column(scope, columns, name)),
        }
    }

    fn unknown_qualifier(&self, word: &str, name: &str) -> Unknown {
        if word == self.extract {
            return Unknown::Qualifier { help: said!("own-columns-are-bare", name) };
        }
        let near = nearest(word, QUALIFIERS.iter().map(|(known, _)| *known));
        let help = match near {
            Some(near) => said!("did-you-mean", near = format!("{near}.{name}")),
            None => said!("before-a-dot"),
        };
        Unknown::Qualifier { help }
    }

    fn unknown_column(&self, scope: ColumnScope, columns: &BTreeMap<String, Visible>, name: &str) -> Unknown {
        let (owner, prefix) = match scope {
            ColumnScope::Record => (said!("extract-called", extract = &self.extract), ""),
            ColumnScope::Roster => ("`roster`".into(), "roster."),
            ColumnScope::Member => ("`member`".into(), "member."),
            ColumnScope::Card => ("`card`".into(), "card."),
        };
        let message = said!("owner-has-no-column", owner, name);
        if scope == ColumnScope::Card && PERSON_LEVEL.contains(&name) && self.member.contains_key(name) {
            let help = said!("belongs-to-a-person", name);
            return Unknown::Column { message, help };
        }
        let help = match nearest(name, columns.keys().map(String::as_str)) {
            Some(near) => said!("did-you-mean", near = format!("{prefix}{near}")),
            None if self.on_no_card && columns.is_empty() => said!("omitted-is-about-nobody"),
            None if columns.is_empty() => said!("no-schema-of-the-registry"),
            None => {
                let known: Vec<_> = columns.keys().map(String::as_str).collect();
                said!("it-has", names = known.join(", "))
            }
        };
        Unknown::Column { message, help }
    }
}

fn schema_columns(schema: &Schema) -> BTreeMap<String, Visible> {
    schema.columns.iter().map(|column| (column.name.clone(), Visible::of(column))).collect()
}

/// A ingested record also has what cleaning made of its numbers, and says which file and row it came from.
fn record_columns(schema: &Schema) -> BTreeMap<String, Visible> {
    let mut columns = schema_columns(schema);
    for column in schema.columns.iter().filter(|column| column.kind == ColumnKind::CitizenId) {
        columns.insert(schema.person_column(&column.name), Visible::plain(Type::Integer));
        let states = IdState::ALL.iter().map(|state| (state.to_string(), String::new())).collect();
        let state = Visible { ty: Type::Text, codes: states };
        columns.insert(schema.id_state_column(&column.name), state);
    }
    columns.insert("source_file".to_owned(), Visible::plain(Type::Text));
    columns.insert("source_row".to_owned(), Visible::plain(Type::Integer));
    columns
}
