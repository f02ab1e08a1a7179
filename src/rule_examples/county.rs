//! The county that examples describe: one person each, on cards of their own. Its tables are those of a run, so that an
//! example cannot pass where a run would say something else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use polars::prelude::*;

use crate::domain::{Confidence, IdState, Method, PersonKey, Relation, RosterSource};
use crate::rulebook::{Example, Kind, Rule, Value};
use crate::schema::{AS_DELIVERED, ColumnKind, IN_THE_NUMBER, MONTH_ONLY, RECORD, Schema, UNREADABLE};
use crate::standard::person_name;
use crate::table::{
    Card, CardIdx, Extract, KnownNames, Link, LinkedExtract, Links, PlaceIdx, Roster, RosterCounts,
    RosterPerson, RowIdx, TableError, dtype, person_level_columns,
};

const REGISTRY: &str = RosterSource::Registry.as_str();
/// Whom an example of a rule about people on no card is about, and a number that is nobody's there.
const NAME: &str = "张三";
const ELSEWHERE: i64 = -1;

pub(super) type Schemas<'a> = BTreeMap<&'a str, Arc<Schema>>;
type Row = BTreeMap<String, Value>;

/// An example among those of its county, with what is its own there.
pub(super) struct OwnCards<'a> {
    at: u32,
    pub example: &'a Example,
}

impl OwnCards<'_> {
    /// The card that it is about.
    pub const fn card(&self) -> CardIdx {
        CardIdx(2 * self.at)
    }

    /// The card that everybody else is on.
    const fn another_card(&self) -> CardIdx {
        CardIdx(2 * self.at + 1)
    }

    /// The person it is about.
    const fn place(&self) -> PlaceIdx {
        PlaceIdx(self.at)
    }

    fn birth(&self, as_of: NaiveDate) -> Option<NaiveDate> {
        match self.example.roster.get("age") {
            Some(Value::Integer(years)) => u32::try_from(*years)
                .ok()
                .and_then(|years| as_of.checked_sub_months(Months::new(years.saturating_mul(12)))),
            _ => None,
        }
    }
}

/// A row of a delivery, and whose it is.
struct Given {
    place: PlaceIdx,
    /// Whether it is the row that puts the person on the card.
    own: bool,
    row: Row,
}

/// The county that examples describe. What they do not say is empty.
pub(super) struct County<'a> {
    pub rule: &'a Rule,
    pub examples: Vec<OwnCards<'a>>,
    schemas: &'a Schemas<'a>,
    pub as_of: NaiveDate,
}

impl<'a> County<'a> {
    pub fn of(
        rule: &'a Rule,
        examples: Vec<&'a Example>,
        schemas: &'a Schemas<'a>,
        as_of: NaiveDate,
    ) -> Self {
        let examples = (0..).zip(examples).map(|(at, example)| OwnCards { at, example }).collect();
        Self { rule, examples, schemas, as_of }
    }

    pub fn registry(&self) -> Result<Extract, TableError> {
        self.extract(REGISTRY, &self.registered())
    }

    /// The registry and every other extract that the rule goes by; each row that an example gives is its person's.
    pub fn extracts(&self, registry: &Extract) -> Result<BTreeMap<String, LinkedExtract>, TableError> {
        let linked = |extract: Extract, rows: &[Given]| {
            let about = RowIdx::all().zip(rows).filter(|(_, given)| !given.own && self.on_card(given.place));
            let links = about.map(|(row, given)| Link::new(row, given.place, Method::Id));
            LinkedExtract { links: Links::new(links.collect()), extract }
        };
        let own = linked(registry.clone(), &self.registered());
        let mut extracts = BTreeMap::from([(REGISTRY.to_owned(), own)]);
        let read: BTreeSet<_> = self.rule.extracts().chain(self.rule.scope_extracts()).collect();
        for name in read.into_iter().filter(|name| *name != REGISTRY) {
            let rows: Vec<_> = self.examples.iter().flat_map(|own| self.given(own, name)).collect();
            extracts.insert(name.to_owned(), linked(self.extract(name, &rows)?, &rows));
        }
        Ok(extracts)
    }

    /// Whether who an example is about is on a card.
    fn on_card(&self, place: PlaceIdx) -> bool {
        let example = self.examples.get(place.at());
        self.rule.kind != Kind::Omitted || example.is_some_and(|own| !own.example.member.is_empty())
    }

    /// The rows of the registry: of each example the person's own first, then those that the rule reads.
    fn registered(&self) -> Vec<Given> {
        let of_example = |own: &OwnCards<'_>| {
            let row = own.example.member.clone().into_iter().chain(own.example.card.clone()).collect();
            let first = Given { place: own.place(), own: true, row };
            std::iter::once(first).chain(self.given(own, REGISTRY)).collect::<Vec<_>>()
        };
        self.examples.iter().flat_map(of_example).collect()
    }

    fn given(&self, own: &OwnCards<'_>, extract: &str) -> Vec<Given> {
        let rows = self.rows(own, extract).into_iter();
        rows.map(|row| Given { place: own.place(), own: false, row }).collect()
    }

    /// The person's records in an extract; of the household register, for a rule about people on no card, the person's
    /// own row first, in a village, and then those of the family that the example gives.
    fn rows(&self, own: &OwnCards<'_>, extract: &str) -> Vec<Row> {
        let example = own.example;
        let also = example.also.get(extract).into_iter().flatten().cloned();
        if self.rule.kind == Kind::Omitted && RosterSource::Population.is(extract) {
            let text = |key: &str, text: &str| (key.to_owned(), Value::Text(text.to_owned()));
            let mut first = Row::from([text("name", NAME), text("village", "前村"), text("status", "正常")]);
            let given = |key: &str| example.roster.get(key).cloned();
            first.extend(given("sex").map(|sex| ("sex".to_owned(), sex)));
            first.extend(own.birth(self.as_of).map(|day| ("birth_date".to_owned(), Value::Date(day))));
            let register = [text("register_id", "1")];
            return std::iter::once(first)
                .chain(also)
                .map(|row| register.clone().into_iter().chain(row).collect())
                .collect();
        }
        let of_rule: &[Row] = if self.rule.extract == extract { &example.records } else { &[] };
        of_rule.iter().cloned().chain(also).collect()
    }

    /// The person on each card; for a rule that looks for one person on two cards, whoever else has a row.
    pub fn roster(&self) -> Result<Roster, TableError> {
        let schema = self.schema(REGISTRY)?;
        let of_card =
            schema.columns.iter().filter(|column| !person_level_columns().contains(&column.name.as_str()));
        let values: Vec<_> =
            self.examples.iter().flat_map(|own| [own.example.card.clone(), Row::new()]).collect();
        let mut columns = of_card
            .map(|column| typed(&column.name, column.kind, values.iter()))
            .collect::<Result<Vec<_>, _>>()?;
        columns.extend(
            [UNREADABLE, AS_DELIVERED]
                .map(|name| Column::full_null(name.into(), values.len(), &DataType::String)),
        );
        let card = |at: usize| Card {
            household_id: at.to_string(),
            township: String::new(),
            village: String::new(),
            head_name: String::new(),
            members: 1,
            unknown_members: 0,
            unseen_in_register: 0,
            unseen_spouses: 0,
        };
        let cards = (0..values.len()).map(card).collect();
        let registered = self.registered();
        let rows = RowIdx::all().zip(&registered);
        let persons = rows.filter_map(|(row, given)| {
            let own = self.examples.get(given.place.at())?;
            let person = self.person(own, row);
            if given.own {
                return Some(person);
            }
            let same = given.row.get("household_id") == own.example.card.get("household_id");
            let card = if same { own.card() } else { own.another_card() };
            (self.rule.kind == Kind::Duplicate).then(|| RosterPerson {
                card,
                person: None,
                registry_row: Some(row),
                ..person
            })
        });
        let values = DataFrame::new(values.len(), columns)?;
        Roster::new(cards, values, persons.collect(), RosterCounts::default())
    }

    /// Who an example is about, with the row of the registry that has them on the card.
    fn person(&self, own: &OwnCards<'_>, row: RowIdx) -> RosterPerson {
        let text = |key: &str| match own.example.roster.get(key) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let relation =
            text("relation").and_then(|relation| Relation::parse(&relation)).unwrap_or(Relation::Member);
        let name = text("name").unwrap_or_default();
        // Of a rule about people on no card the one on the card is somebody else, unless the example says so.
        let number = if self.on_card(own.place()) { i64::from(own.at) } else { ELSEWHERE };
        RosterPerson {
            card: own.card(),
            person: Some(PersonKey(number)),
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
            birth: own.birth(self.as_of),
            registry_row: (relation == Relation::Member).then_some(row),
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

    /// An ingested extract with these rows.
    fn extract(&self, name: &str, rows: &[Given]) -> Result<Extract, TableError> {
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
        let rows = || rows.iter().map(|given| &given.row);
        let given = |name: &str| rows().any(|row| row.contains_key(name));
        for (name, kind) in IN_THE_NUMBER {
            if schema.column(name).is_none() && schema.is_of_households() && given(name) {
                columns.push(typed(name, *kind, rows())?);
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
            columns.push(typed(&column.name, column.kind, rows())?);
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
fn typed<'r>(
    name: &str,
    kind: ColumnKind,
    rows: impl Iterator<Item = &'r Row>,
) -> Result<Column, TableError> {
    let values: Vec<_> = rows.map(|row| row.get(name).unwrap_or(&Value::Null)).collect();
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
