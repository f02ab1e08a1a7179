//! How is each column of this table to be understood? Header and schema, settled once per table.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::code::Codes;
use super::unit::{self, Ratio};
use crate::raw::{Header, RawRow};
use crate::schema::{Column, ColumnKind, Schema};
use crate::standard::text::{tidy, unmarked};

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
}

pub(super) struct ColumnPlan {
    pub column: Column,
    pub field: Option<usize>,
    pub ratio: Ratio,
    pub codes: Codes,
    /// For a citizen number: the field of the name that stands beside it.
    pub name_field: Option<usize>,
}

impl ColumnPlan {
    /// What a row says in this column, as delivered but for the marks of a spreadsheet.
    pub fn cell<'a>(&self, row: &RawRow<'a>) -> &'a str {
        self.field.map_or("", |field| unmarked(row.field(field)))
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
    /// Settles a table's columns; `units` are the job's and beat the header's.
    pub fn new(
        schema: &Arc<Schema>,
        header: &Header,
        units: &BTreeMap<String, String>,
        shown: &str,
    ) -> Result<Self, Vec<UnknownUnit>> {
        let mut problems = Vec::new();
        let mut columns = Vec::new();
        let field_of = |name: &str| {
            let index = schema.columns.iter().position(|column| column.name == name)?;
            header.columns.get(index)?.as_ref().map(|found| found.field)
        };
        for (column, found) in schema.columns.iter().zip(&header.columns) {
            let told =
                units.get(&column.name).or_else(|| found.as_ref().and_then(|found| found.unit.as_ref()));
            let ratio = ratio(column, told.map(String::as_str), &header.title_units).unwrap_or_else(|unit| {
                let known = unit::known(column.unit.as_deref().unwrap_or_default());
                problems.push(UnknownUnit { column: column.clone(), unit, known });
                Ratio::ONE
            });
            let subject = schema.subjects.iter().find(|subject| subject.id == column.name);
            columns.push(ColumnPlan {
                field: found.as_ref().map(|found| found.field),
                ratio,
                codes: Codes::of(&column.codes),
                name_field: subject.and_then(|subject| field_of(&subject.name)),
                column: column.clone(),
            });
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let header_of = |field: usize| header.names.get(field).cloned().unwrap_or_default();
        let headers = columns.iter().filter_map(|column| column.field).map(|field| (field, header_of(field)));
        Ok(Self {
            schema: Arc::clone(schema),
            headers: headers.collect(),
            columns,
            least: header.least_fields(),
            most: header.names.len(),
            widest: header.usual_fields.map(|usual| usual.max(header.names.len())),
            shown: shown.to_owned(),
        })
    }
}

/// The job's or the header's unit must turn into the column's; a title's unit counts where it does.
fn ratio(column: &Column, told: Option<&str>, title_units: &[String]) -> Result<Ratio, String> {
    match (column.kind, &column.unit, told) {
        (ColumnKind::Decimal, Some(stored_in), Some(told)) => {
            let told = tidy(told);
            unit::conversion(&told, stored_in).ok_or_else(|| told.into_owned())
        }
        (ColumnKind::Decimal, Some(stored_in), None) => {
            let in_title = title_units.iter().find_map(|unit| unit::conversion(unit, stored_in));
            Ok(in_title.unwrap_or(Ratio::ONE))
        }
        _ => Ok(Ratio::ONE),
    }
}
