//! The examples of rules, run to see that each rule says what they say.
//!
//! An example is a county of one person. Its tables are evaluated like those of a run, so that an example cannot
//! pass where a run would say something else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use polars::prelude::*;
use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::domain::{Confidence, IdState, Method, PersonKey, Relation, RosterSource, Verdict};
use crate::evaluate::{Sources, evaluate};
use crate::rulebook::{Example, ExampleVerdict, Kind, Rule, RunnableRule, Value};
use crate::schema::{AS_DELIVERED, ColumnKind, IN_THE_NUMBER, MONTH_ONLY, RECORD, Schema, UNREADABLE};
use crate::standard::person_name;
use crate::table::{
    Card, CardIdx, Extract, KnownNames, Link, LinkedExtract, Links, PlaceIdx, Roster, RosterCounts,
    RosterPerson, RowIdx, TableError, dtype, person_level_columns,
};
use crate::words::said;

/// An example whose rule says something else.
const CONTRADICTED: &str = "E0360";
const REGISTRY: &str = RosterSource::Registry.as_str();
/// The card that an example is about, and the one that everybody else is on.
const CARD: CardIdx = CardIdx(0);
const ANOTHER_CARD: CardIdx = CardIdx(1);
/// Whom an example of a rule about people on no card is about, and a number that is nobody's there.
const NAME: &str = "张三";
const ELSEWHERE: i64 = -1;

/// What came of all examples.
#[derive(Debug, Default)]
pub struct Tried {
    pub rules: usize,
    pub examples: usize,
    /// The examples that came out otherwise, each with its place.
    pub contradicted: Vec<Diagnostic>,
}

/// Runs every example of every rule.
///
/// # Errors
/// The table engine failed on an example: a fault of the program, for a checked rule.
pub fn try_all(rules: &[Rule], schemas: &BTreeMap<String, Schema>) -> Result<Tried, TableError> {
    let schemas = schemas.iter().map(|(name, schema)| (name.as_str(), Arc::new(schema.clone()))).collect();
    let contradicted = rules.par_iter().map(|rule| contradicted(&rule.as_written(), &schemas));
    let contradicted: Vec<_> = contradicted.collect::<Result<_, _>>()?;
    Ok(Tried {
        rules: rules.len(),
        examples: rules.iter().map(|rule| rule.examples.len()).sum(),
        contradicted: contradicted.into_iter().flatten().collect(),
    })
}

type Schemas<'a> = BTreeMap<&'a str, Arc<Schema>>;
type Row = BTreeMap<String, Value>;

fn contradicted(rule: &Rule, schemas: &Schemas<'_>) -> Result<Vec<Diagnostic>, TableError> {
    let mut contradicted = Vec::new();
    for example in &rule.examples {
        let said = try_one(rule, example, schemas, example.as_of.unwrap_or(rule.first_day()))?;
        if said != example.verdict {
            let (rule_id, example_name) = (&rule.id, &example.name);
            let message = said!(
                "example-contradicted",
                rule = rule_id,
                verdict = said.to_string(),
                example = example_name
            );
            let label = said!("was-expected", verdict = example.verdict.to_string());
            contradicted.push(Diagnostic::error(CONTRADICTED, message).at(
                &rule.source,
                example.span.clone(),
                label,
            ));
        }
    }
    Ok(contradicted)
}

fn try_one(
    rule: &Rule,
    example: &Example,
    schemas: &Schemas<'_>,
    as_of: NaiveDate,
) -> Result<ExampleVerdict, TableError> {
    let county = County { rule, example, schemas, as_of };
    let (registry, roster) = (county.registry()?, county.roster()?);
    let sources = Sources {
        roster: &roster,
        registry: &registry,
        extracts: &county.extracts(&registry)?,
        unusable: &BTreeMap::new(),
        as_of,
    };
    let found = evaluate(&sources, &[RunnableRule::new(rule.clone(), as_of)])?;
    if rule.kind == Kind::Omitted {
        let omissions = &found.omissions;
        return Ok(if omissions.omitted().next().is_some() {
            ExampleVerdict::Suspect
        } else if omissions.open().next().is_some() || !omissions.unasked.is_empty() {
            ExampleVerdict::Undetermined
        } else if omissions.exempt > 0 {
            ExampleVerdict::Exempt
        } else {
            ExampleVerdict::Clear
        });
    }
    let exempt = found.findings.iter().any(|finding| finding.card == CARD && finding.exempt);
    let verdict = found.verdicts.iter().find(|verdict| verdict.card == CARD).map(|verdict| verdict.verdict);
    Ok(match verdict {
        Some(Verdict::Suspect) => ExampleVerdict::Suspect,
        Some(Verdict::Undetermined) => ExampleVerdict::Undetermined,
        Some(Verdict::Clear) if exempt => ExampleVerdict::Exempt,
        Some(Verdict::Clear) | None => ExampleVerdict::Clear,
    })
}

/// The county that an example describes. What it does not say is empty.
struct County<'a> {
    rule: &'a Rule,
    example: &'a Example,
    schemas: &'a Schemas<'a>,
    as_of: NaiveDate,
}

impl County<'_> {
    /// The person's own row comes first, then the rows that the rule reads.
    fn registry(&self) -> Result<Extract, TableError> {
        let own: Row = self.example.member.clone().into_iter().chain(self.example.card.clone()).collect();
        self.extract(REGISTRY, &[vec![own], self.rows(REGISTRY)].concat())
    }

    /// The registry and every other extract that the rule goes by; each row that the example gives is the person's.
    fn extracts(&self, registry: &Extract) -> Result<BTreeMap<String, LinkedExtract>, TableError> {
        let on_card = self.rule.kind != Kind::Omitted || !self.example.member.is_empty();
        let of_person = |first: usize, rows: usize| {
            let rows = RowIdx::all().skip(first).take(if on_card { rows } else { 0 });
            Links::new(rows.map(|row| Link::new(row, PlaceIdx(0), Method::Id)).collect())
        };
        let links = of_person(1, self.rows(REGISTRY).len());
        let mut extracts =
            BTreeMap::from([(REGISTRY.to_owned(), LinkedExtract { extract: registry.clone(), links })]);
        let read: BTreeSet<_> = self.rule.extracts().chain(self.rule.scope_extracts()).collect();
        for name in read.into_iter().filter(|name| *name != REGISTRY) {
            let rows = self.rows(name);
            extracts.insert(
                name.to_owned(),
                LinkedExtract { extract: self.extract(name, &rows)?, links: of_person(0, rows.len()) },
            );
        }
        Ok(extracts)
    }

    /// The person's records in an extract; of the household register, for a rule about people on no card, the person's
    /// own row first, in a village, and then those of the family that the example gives.
    fn rows(&self, extract: &str) -> Vec<Row> {
        if self.rule.kind == Kind::Omitted && RosterSource::Population.is(extract) {
            let text = |key: &str, text: &str| (key.to_owned(), Value::Text(text.to_owned()));
            let mut own = Row::from([text("name", NAME), text("village", "前村"), text("status", "正常")]);
            let given = |key: &str| self.example.roster.get(key).cloned();
            own.extend(given("sex").map(|sex| ("sex".to_owned(), sex)));
            own.extend(self.birth().map(|day| ("birth_date".to_owned(), Value::Date(day))));
            let family = self.example.also.get(extract).into_iter().flatten().cloned();
            let register = [text("register_id", "1")];
            return std::iter::once(own)
                .chain(family)
                .map(|row| register.clone().into_iter().chain(row).collect())
                .collect();
        }
        let of_rule: &[Row] = if self.rule.extract == extract { &self.example.records } else { &[] };
        of_rule.iter().chain(self.example.also.get(extract).into_iter().flatten()).cloned().collect()
    }

    /// The person on the card; for a rule that looks for one person on two cards, whoever else has a row.
    fn roster(&self) -> Result<Roster, TableError> {
        let schema = self.schema(REGISTRY)?;
        let of_card =
            schema.columns.iter().filter(|column| !person_level_columns().contains(&column.name.as_str()));
        let cards = [self.example.card.clone(), Row::new()];
        let mut columns =
            of_card.map(|column| typed(&column.name, column.kind, &cards)).collect::<Result<Vec<_>, _>>()?;
        columns.extend(
            [UNREADABLE, AS_DELIVERED].map(|name| Column::full_null(name.into(), 2, &DataType::String)),
        );
        let card = |household_id: &str| Card {
            household_id: household_id.to_owned(),
            township: String::new(),
            village: String::new(),
            head_name: String::new(),
            members: 1,
            unknown_members: 0,
            unseen_in_register: 0,
            unseen_spouses: 0,
        };
        let mut persons = vec![self.person()];
        if self.rule.kind == Kind::Duplicate {
            persons.extend(RowIdx::all().skip(1).zip(self.rows(REGISTRY)).map(|(row, record)| {
                let same = record.get("household_id") == self.example.card.get("household_id");
                RosterPerson {
                    card: if same { CARD } else { ANOTHER_CARD },
                    person: None,
                    registry_row: Some(row),
                    ..self.person()
                }
            }));
        }
        let values = DataFrame::new(2, columns)?;
        Roster::new(vec![card("0"), card("1")], values, persons, RosterCounts::default())
    }

    fn birth(&self) -> Option<NaiveDate> {
        match self.example.roster.get("age") {
            Some(Value::Integer(years)) => u32::try_from(*years)
                .ok()
                .and_then(|years| self.as_of.checked_sub_months(Months::new(years.saturating_mul(12)))),
            _ => None,
        }
    }

    fn person(&self) -> RosterPerson {
        let text = |key: &str| match self.example.roster.get(key) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let birth = self.birth();
        let relation =
            text("relation").and_then(|relation| Relation::parse(&relation)).unwrap_or(Relation::Member);
        let name = text("name").unwrap_or_default();
        RosterPerson {
            card: CARD,
            // Of a rule about people on no card the one on the card is somebody else, unless the example says so.
            person: Some(PersonKey(if self.rule.kind == Kind::Omitted && self.example.member.is_empty() {
                ELSEWHERE
            } else {
                0
            })),
            also: None,
            resolved: None,
            may_be_member: false,
            disputed: false,
            person_id: None,
            known_names: KnownNames::from_iter([person_name::fold(&name).into()]),
            name: name.into(),
            relation,
            belongs: Confidence::Certain,
            sex: text("sex").map(PlSmallStr::from),
            birth,
            registry_row: (relation == Relation::Member).then_some(RowIdx(0)),
        }
    }

    /// Whose the rows are: for a rule about people on no card the person's, and in the household register each row is
    /// somebody of the family; of any other rule links say it.
    fn persons(&self, column: &str, extract: &str, count: usize) -> Column {
        let of_row = |row: i64| match self.rule.kind {
            Kind::Omitted if RosterSource::Population.is(extract) => Some(row),
            Kind::Omitted => Some(0),
            _ => None,
        };
        let persons = (0i64..).take(count).map(of_row).collect::<Vec<Option<i64>>>();
        Column::new(column.into(), persons)
    }

    fn schema(&self, extract: &str) -> Result<&Arc<Schema>, TableError> {
        let missing = || TableError::Missing { table: extract.to_owned(), column: "*".to_owned() };
        self.schemas.get(extract).ok_or_else(missing)
    }

    /// A ingested extract with these rows.
    fn extract(&self, name: &str, rows: &[Row]) -> Result<Extract, TableError> {
        let schema = self.schema(name)?;
        let count = rows.len();
        let empty = |name: &str, dtype| Column::full_null(name.into(), count, &dtype);
        let numbers: Vec<_> = (0i64..).take(count).collect();
        let mut columns = vec![
            empty("source_file", DataType::String),
            Column::new("source_row".into(), numbers.as_slice()),
            empty(UNREADABLE, DataType::String),
            empty(AS_DELIVERED, DataType::String),
            Column::new(RECORD.into(), numbers.as_slice()),
            Column::new_scalar(MONTH_ONLY.into(), Scalar::from(0u32), count),
        ];
        let given = |name: &str| rows.iter().any(|row| row.contains_key(name));
        for (name, kind) in IN_THE_NUMBER {
            if schema.column(name).is_none() && schema.is_of_households() && given(name) {
                columns.push(typed(name, *kind, rows)?);
            }
        }
        let subject = schema.subjects.first().map(|subject| subject.name.as_str());
        for column in &schema.columns {
            if self.rule.kind == Kind::Omitted
                && subject == Some(column.name.as_str())
                && !given(&column.name)
            {
                columns.push(Column::new_scalar(
                    column.name.as_str().into(),
                    Scalar::from(PlSmallStr::from_static(NAME)),
                    count,
                ));
                continue;
            }
            columns.push(typed(&column.name, column.kind, rows)?);
            if column.kind == ColumnKind::CitizenId {
                let valid = Scalar::from(PlSmallStr::from_static(IdState::Valid.as_str()));
                columns.push(self.persons(&schema.person_column(&column.name), name, count));
                columns.push(Column::new_scalar(schema.id_state_column(&column.name).into(), valid, count));
            }
        }
        Extract::new(name, Arc::clone(schema), DataFrame::new(count, columns)?)
    }
}

/// One column of some rows in its ingested type.
fn typed(name: &str, kind: ColumnKind, rows: &[Row]) -> Result<Column, TableError> {
    let values: Vec<_> = rows.iter().map(|row| row.get(name).unwrap_or(&Value::Null)).collect();
    let texts = values.iter().map(|value| match value {
        Value::Text(text) => Some(text.clone()),
        Value::List(codes) => {
            let codes: BTreeSet<_> = codes.iter().map(String::as_str).collect();
            Some(codes.into_iter().collect::<Vec<_>>().join(","))
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
