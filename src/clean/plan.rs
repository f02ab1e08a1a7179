//! The plan by which each column of one table is read, settled once per table from its header and the schema.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::code::Codes;
use super::record::Record;
use super::unit::{self, Ratio};
use crate::domain::IdState;
use crate::raw::Header;
use crate::schema::{Column, ColumnKind, Schema};
use crate::standard::citizen_id;
use crate::standard::text::{tidy, trimmed, unmarked};

/// How the rows of one table become rows of the canonical frame.
pub struct Plan {
    pub(super) schema: Arc<Schema>,
    pub(super) columns: Vec<ColumnPlan>,
    /// A row with fewer fields is short, one with content behind `most` is long.
    pub(super) least: usize,
    pub(super) most: usize,
    /// Where known, a row with more fields has a delimiter too many, even if those behind are empty.
    pub(super) widest: Option<usize>,
    /// The field and header of every column found: a row that says the same is the header again.
    pub(super) headers: Vec<(usize, String)>,
    /// What evidence calls this table.
    pub(super) shown: String,
    /// The fields of the owner's number and name, where a record has one owner and both are delivered.
    pub(super) owner_fields: Option<(usize, usize)>,
    /// Columns that other files of the delivery have and this one lacks: its rows say nothing of them.
    pub(super) lacking: Vec<String>,
}

/// A part of the row that is the owner's own where several stand in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerPart {
    Id,
    Name,
}

pub(super) struct ColumnPlan {
    pub column: Column,
    pub field: Option<usize>,
    pub ratio: Ratio,
    pub codes: Codes,
    /// For a citizen number: the field of the name that stands beside it.
    pub name_field: Option<usize>,
    pub owner_part: Option<OwnerPart>,
    /// First and last character, from 1, where the field is another column's that holds this one.
    pub part: Option<(usize, usize)>,
}

impl ColumnPlan {
    /// What a row says in this column, as delivered but for the marks of a spreadsheet.
    pub fn cell<'a>(&self, record: &Record<'a>) -> &'a str {
        let Some(field) = self.field else { return "" };
        let of_owner = self.owner_part.and_then(|part| record.of_owner(part));
        let cell = of_owner.unwrap_or_else(|| unmarked(record.row().field(field)));
        match self.part {
            None => cell,
            // Of what is no certificate, no character means anything.
            Some((from, to)) if citizen_id::read(cell).state == IdState::FromCertificate => {
                trimmed(cell).get(from.saturating_sub(1)..to).unwrap_or_default()
            }
            Some(_) => "",
        }
    }
}

/// A unit that cannot be turned into the one the column is stored in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownUnit {
    pub column: Column,
    pub unit: String,
    /// Units that could be.
    pub known: String,
}

impl Plan {
    /// A column of the schema by its name.
    pub(super) fn column(&self, name: &str) -> Option<&ColumnPlan> {
        self.columns.iter().find(|column| column.column.name == name)
    }

    /// Where a column stands in the rows; none where it was not delivered.
    pub(super) fn field(&self, name: &str) -> Option<usize> {
        self.column(name)?.field
    }

    /// Settles a table's columns; the job's units beat the header's, and its codes join the schema's.
    pub fn new(
        schema: &Arc<Schema>,
        header: &Header,
        settings: &Settings<'_>,
        shown: &str,
    ) -> Result<Self, Vec<UnknownUnit>> {
        let mut problems = Vec::new();
        let mut columns = Vec::new();
        let field_of = |name: &str| {
            let index = schema.columns.iter().position(|column| column.name == name)?;
            header.columns.get(index)?.as_ref().map(|found| found.field)
        };
        // A marriage has two subjects, each in columns of its own.
        let owner = match schema.subjects.as_slice() {
            [owner] => Some(owner),
            _ => None,
        };
        for (column, found) in schema.columns.iter().zip(&header.columns) {
            let given = settings
                .units
                .get(&column.name)
                .or_else(|| found.as_ref().and_then(|found| found.unit.as_ref()));
            let ratio =
                ratio(column, given.map(String::as_str), &header.title_units).unwrap_or_else(|unit| {
                    let known = unit::known(column.unit.as_deref().unwrap_or_default());
                    problems.push(UnknownUnit { column: column.clone(), unit, known });
                    Ratio::ONE
                });
            let subject = schema.subjects.iter().find(|subject| subject.id == column.name);
            let own = found.as_ref().map(|found| found.field);
            let within = column.within.as_ref().filter(|_| own.is_none());
            let holder = within.and_then(|within| Some((field_of(&within.column)?, within.characters)));
            columns.push(ColumnPlan {
                field: own.or(holder.map(|(field, _)| field)),
                part: holder.map(|(_, characters)| characters),
                ratio,
                codes: Codes::of(&column.codes, settings.codes.get(&column.name)),
                name_field: subject.and_then(|subject| field_of(&subject.name)),
                owner_part: owner.and_then(|owner| match column.name.as_str() {
                    name if name == owner.id => Some(OwnerPart::Id),
                    name if name == owner.name => Some(OwnerPart::Name),
                    _ => None,
                }),
                column: column.clone(),
            });
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let header_of = |field: usize| header.names.get(field).cloned().unwrap_or_default();
        let whole = columns.iter().filter(|column| column.part.is_none());
        let headers = whole.filter_map(|column| column.field).map(|field| (field, header_of(field)));
        Ok(Self {
            schema: Arc::clone(schema),
            headers: headers.collect(),
            columns,
            least: header.least_fields(),
            most: header.names.len(),
            widest: header.usual_fields.map(|usual| usual.max(header.names.len())),
            shown: shown.to_owned(),
            owner_fields: owner.and_then(|owner| Some((field_of(&owner.id)?, field_of(&owner.name)?))),
            lacking: Vec::new(),
        })
    }

    /// The columns of the schema that this table has.
    pub fn delivered(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(|column| column.field.is_some()).map(|column| column.column.name.as_str())
    }

    /// Notes what other files of the delivery have: of those columns this table's rows say nothing. Gives what
    /// it lacks.
    pub fn lacks_of<'a>(&mut self, delivered: impl IntoIterator<Item = &'a str>) -> &[String] {
        let own: Vec<_> = self.delivered().collect();
        let lacking =
            delivered.into_iter().filter(|column| !own.contains(column)).map(str::to_owned).collect();
        self.lacking = lacking;
        &self.lacking
    }
}

/// What a job says of a delivery's columns.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// Canonical column to unit as delivered.
    pub units: &'a BTreeMap<String, String>,
    /// Canonical column to wordings as delivered, each with the code it stands for.
    pub codes: &'a BTreeMap<String, BTreeMap<String, String>>,
}

/// The job's or the header's unit must turn into the column's; a title's unit counts where it does.
fn ratio(column: &Column, given: Option<&str>, title_units: &[String]) -> Result<Ratio, String> {
    match (column.kind, &column.unit, given) {
        (ColumnKind::Decimal, Some(stored_in), Some(given)) => {
            let given = tidy(given);
            unit::conversion(&given, stored_in).ok_or_else(|| given.into_owned())
        }
        (ColumnKind::Decimal, Some(stored_in), None) => {
            let in_title =
                title_units.iter().filter_map(|unit| Some((unit, unit::conversion(unit, stored_in)?)));
            let in_title: Vec<_> = in_title.collect();
            let ratio = in_title.first().map_or(Ratio::ONE, |(_, ratio)| *ratio);
            // A title that names two units says of no column which is its own.
            if in_title.iter().any(|(_, other)| *other != ratio) {
                return Err(in_title.iter().map(|(unit, _)| unit.as_str()).collect::<Vec<_>>().join(" / "));
            }
            Ok(ratio)
        }
        _ => Ok(Ratio::ONE),
    }
}
