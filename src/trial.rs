//! Does each rule do what its examples say? Every example through the same query as the night.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use polars::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::domain::{Confidence, Method, Verdict};
use crate::evaluate::{Candidate, Candidates, Decision, Exemption, boolean, decide, judge};
use crate::rulebook::{
    self, ColumnRef, ColumnScope, CompiledRule, Example, ExampleVerdict, Kind, Rule, Value,
};
use crate::schema::{ColumnKind, Schema};
use crate::table::{Card, TableError, dtype};

/// An example whose rule says something else.
const CONTRADICTED: &str = "E0360";

/// What came of all examples.
#[derive(Debug, Default)]
pub struct Trial {
    pub rules: usize,
    pub examples: usize,
    /// The examples that came out otherwise, each with its place.
    pub contradicted: Vec<Diagnostic>,
}

/// Runs every example of every rule.
///
/// # Errors
/// The table engine failed on an example: a fault of the program, for a checked rule.
pub fn try_all(rules: &[Rule], schemas: &BTreeMap<String, Schema>) -> Result<Trial, TableError> {
    let mut trial = Trial { rules: rules.len(), ..Trial::default() };
    for rule in rules {
        let rule = &rule.as_written();
        for example in &rule.examples {
            trial.examples += 1;
            let said = try_one(rule, example, schemas, example.as_of.unwrap_or(rule.first_day()))?;
            if said != example.verdict {
                let message = format!("rule `{}` says {said} of its example `{}`", rule.id, example.name);
                let label = format!("{} was expected", example.verdict);
                trial.contradicted.push(
                    Diagnostic::error(CONTRADICTED, message)
                        .help("one of the two is wrong: mend the rule, or the example")
                        .at(&rule.source, example.span.clone(), label),
                );
            }
        }
    }
    Ok(trial)
}

fn try_one(
    rule: &Rule,
    example: &Example,
    schemas: &BTreeMap<String, Schema>,
    as_of: NaiveDate,
) -> Result<ExampleVerdict, TableError> {
    let compiled = rulebook::compile(rule, as_of);
    let stage = Stage { example, schemas, extract: &rule.extract };
    let own = compiled.unless.iter().filter(|unless| unless.extract.is_none());
    let of_exemptions: BTreeSet<_> = own.flat_map(|unless| &unless.columns).collect();
    let columns: BTreeSet<_> =
        compiled.where_columns.union(&compiled.having_columns).chain(of_exemptions.iter().copied()).collect();
    let mut exemptions = Vec::new();
    for unless in &compiled.unless {
        exemptions.push(match &unless.extract {
            None => Exemption::OfTheRecord,
            Some(extract) => {
                let none = Vec::new();
                let records = example.also.get(extract).unwrap_or(&none);
                let other = Stage { extract, ..stage };
                let frame = other.candidates(records, &unless.columns.iter().collect())?.frame;
                let answers = boolean(&frame, &unless.when)?;
                let answer = if answers.contains(&Some(true)) {
                    Some(true)
                } else if answers.contains(&None) {
                    None
                } else {
                    Some(false)
                };
                Exemption::ByPlace(HashMap::from([(0, answer)]))
            }
        });
    }
    let mut given = example.records.clone();
    if rule.kind == Kind::Duplicate {
        // As in the night, only the rows of other cards count.
        given.retain(|record| record.get("household_id") != example.card.get("household_id"));
    }
    let records = stage.candidates(&given, &columns)?;
    let (candidates, decisions) = match rule.kind {
        Kind::Absent => {
            let nobody = [BTreeMap::new()];
            let member = stage.candidates(&nobody, &of_exemptions)?;
            let found = match &compiled.where_ {
                Some(expression) => boolean(&records.frame, expression)?,
                None => vec![Some(true); records.rows.len()],
            };
            let anyone = CompiledRule { where_: None, where_columns: BTreeSet::new(), ..compiled.clone() };
            let mut decisions = decide(&member, &anyone, &exemptions)?;
            if found.contains(&Some(true)) {
                decisions = vec![Decision::No];
            } else if found.contains(&None) {
                decisions = vec![Decision::Unknown(Vec::new())];
            }
            (member, decisions)
        }
        _ => {
            let decisions = decide(&records, &compiled, &exemptions)?;
            (records, decisions)
        }
    };
    let card = Card {
        household_id: String::new(),
        township: String::new(),
        village: String::new(),
        head_name: String::new(),
        members: 1,
        unknown_members: 0,
        unseen_in_register: 0,
        unseen_spouses: 0,
    };
    let judged = judge(&[card], &candidates, &decisions, &compiled, |_| None)?;
    Ok(judged.first().map_or(ExampleVerdict::Clear, |judgement| match (judgement.verdict, judgement.found) {
        (Verdict::Suspect, _) => ExampleVerdict::Suspect,
        (Verdict::Undetermined, _) => ExampleVerdict::Undetermined,
        (Verdict::Clear, Some((_, true))) => ExampleVerdict::Exempt,
        (Verdict::Clear, _) => ExampleVerdict::Clear,
    }))
}

/// What an example says of the world.
#[derive(Clone, Copy)]
struct Stage<'a> {
    example: &'a Example,
    schemas: &'a BTreeMap<String, Schema>,
    extract: &'a str,
}

impl Stage<'_> {
    /// The example's records as candidates of one card, all of one person.
    fn candidates(
        &self,
        records: &[BTreeMap<String, Value>],
        columns: &BTreeSet<&ColumnRef>,
    ) -> Result<Candidates, TableError> {
        let row = |row: u32| Candidate {
            card: 0,
            place: 0,
            row,
            method: Method::Id,
            record: row.into(),
            belongs: Confidence::Certain,
        };
        let rows: Vec<_> = (0u32..).zip(records).map(|(at, _)| row(at)).collect();
        let cards: Vec<_> = rows.iter().map(|row| row.card).collect();
        let mut built = vec![Column::new("bidui.card".into(), cards)];
        for column in columns {
            let kind = self.kind(column);
            let values: Vec<_> = records.iter().map(|record| self.value(column, record)).collect();
            built.push(typed(&column.frame_name(), kind, &values)?);
        }
        Ok(Candidates { rows, extract: self.extract.to_owned(), frame: DataFrame::new_infer_height(built)? })
    }

    fn kind(&self, column: &ColumnRef) -> ColumnKind {
        let schema = match column.scope {
            ColumnScope::Record => self.extract,
            ColumnScope::Member | ColumnScope::Card => "registry",
            ColumnScope::Roster if column.name == "age" => return ColumnKind::Integer,
            ColumnScope::Roster => return ColumnKind::Text,
        };
        let found = self.schemas.get(schema).and_then(|schema| schema.column(&column.name));
        found.map_or(ColumnKind::Text, |column| column.kind)
    }

    fn value(&self, column: &ColumnRef, record: &BTreeMap<String, Value>) -> Value {
        let from = match column.scope {
            ColumnScope::Record => record,
            ColumnScope::Roster => &self.example.roster,
            ColumnScope::Member => &self.example.member,
            ColumnScope::Card => &self.example.card,
        };
        match from.get(&column.name) {
            Some(value) => value.clone(),
            // Who is not said otherwise is a member of the card.
            None if column.scope == ColumnScope::Roster && column.name == "relation" => {
                Value::Text("member".to_owned())
            }
            None => Value::Null,
        }
    }
}

/// The values of one column in its staged type.
fn typed(name: &str, kind: ColumnKind, values: &[Value]) -> Result<Column, TableError> {
    let texts = values.iter().map(|value| match value {
        Value::Text(text) => Some(text.clone()),
        Value::List(codes) => {
            let mut codes = codes.clone();
            codes.sort();
            codes.dedup();
            Some(codes.join(","))
        }
        Value::Integer(number) => Some(number.to_string()),
        Value::Date(date) => Some(date.to_string()),
        Value::Decimal(_) => Some(value.to_sql()),
        Value::Null | Value::Boolean(_) => None,
    });
    // One way for every type: numbers and dates as text, then the cast that Polars does exactly.
    let column = Column::new(name.into(), texts.collect::<Vec<_>>());
    Ok(match dtype(kind) {
        DataType::String => column,
        DataType::Date => {
            let days = values.iter().map(|value| match value {
                Value::Date(date) => i32::try_from((*date - NaiveDate::default()).num_days()).ok(),
                _ => None,
            });
            Column::new(name.into(), days.collect::<Vec<_>>()).cast(&DataType::Date)?
        }
        other => column.strict_cast(&other)?,
    })
}
