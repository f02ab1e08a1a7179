//! An extract: what one department sent, clean; a frame that has every column of its schema.

use std::sync::Arc;

use chrono::NaiveDate;
use polars::prelude::*;

use super::{NumberSet, RosterPerson, RowIdx, TableError, cell_text, dtype, integers, texts};
use crate::domain::PersonKey;
use crate::schema::{
    AS_DELIVERED, BIRTH_DATE, CERTIFICATE, ColumnKind, DISABILITY_CATEGORY, DISABILITY_GRADE, MONTH_ONLY,
    RECORD, Schema, UNREADABLE,
};
use crate::standard::citizen_id::birth_date;

/// A ingested extract: the schema's columns, the person keys, and where each row came from.
#[derive(Debug, Clone)]
pub struct Extract {
    name: String,
    schema: Arc<Schema>,
    frame: DataFrame,
    rejected: Arc<NumberSet>,
}

impl Extract {
    /// Checks that the frame has every column of the schema in its type, and the keys and places.
    pub fn new(name: &str, schema: Arc<Schema>, frame: DataFrame) -> Result<Self, TableError> {
        let mut wanted = vec![
            ("source_file".to_owned(), DataType::String),
            ("source_row".to_owned(), DataType::Int64),
            (UNREADABLE.to_owned(), DataType::String),
            (AS_DELIVERED.to_owned(), DataType::String),
            (RECORD.to_owned(), DataType::Int64),
            (MONTH_ONLY.to_owned(), DataType::UInt32),
        ];
        for column in &schema.columns {
            wanted.push((column.name.clone(), dtype(column.kind)));
            if column.kind == ColumnKind::CitizenId {
                wanted.push((schema.person_column(&column.name), DataType::Int64));
                wanted.push((schema.id_state_column(&column.name), DataType::String));
            }
        }
        for (column, wanted) in wanted {
            let Ok(found) = frame.column(&column) else {
                return Err(TableError::Missing { table: name.to_owned(), column });
            };
            if *found.dtype() != wanted {
                let (wanted, found) = (wanted.to_string(), found.dtype().to_string());
                return Err(TableError::WrongType { table: name.to_owned(), column, wanted, found });
            }
        }
        Ok(Self { name: name.to_owned(), schema, frame, rejected: Arc::default() })
    }

    /// `rejected` are those whose numbers stand in records that could not be used.
    pub fn with_rejected(self, rejected: Arc<NumberSet>) -> Self {
        Self { rejected, ..self }
    }

    /// Whether a record that could not be used has a person's number: what it says of the person is open.
    pub fn rejects(&self, person: &RosterPerson) -> bool {
        person.numbers().any(|number| self.rejected.contains(number.0))
    }

    /// Whether no record with somebody's number was rejected.
    pub fn rejects_nobody(&self) -> bool {
        self.rejected.is_empty()
    }

    /// Likewise, of somebody known by a number only.
    pub fn rejects_number(&self, person: i64) -> bool {
        self.rejected.contains(person)
    }

    /// The texts of a column that not every schema has.
    pub fn texts_if_any(&self, column: &str) -> Option<&StringChunked> {
        texts(&self.frame, column).ok()
    }

    /// One value of such a column, as a person would write it.
    pub fn value(&self, column: &str, row: RowIdx) -> Result<Option<String>, TableError> {
        if let Ok(own) = self.frame.column(column) {
            return Ok(cell_text(&own.get(row.at())?));
        }
        let one = self.frame.slice(i64::from(row.0), 1);
        Ok(cell_text(&self.values_of(&one, column)?.get(0)?))
    }

    /// The file and line of a row.
    pub fn source(&self, row: RowIdx) -> Result<(String, i64), TableError> {
        // Of the cell: who asks for all texts of a column that says the same everywhere has them spread out in memory.
        let file = cell_text(&self.frame.column("source_file")?.get(row.at())?);
        let line = integers(&self.frame, "source_row")?.get(row.at());
        Ok((file.unwrap_or_default(), line.unwrap_or_default()))
    }

    /// The values of a column, or of what the number of a household's member says beside whose it is.
    pub fn values(&self, column: &str) -> Result<Column, TableError> {
        self.values_of(&self.frame, column)
    }

    /// Likewise, of some rows of it.
    fn values_of(&self, rows: &DataFrame, column: &str) -> Result<Column, TableError> {
        if let Ok(own) = rows.column(column) {
            return Ok(own.clone());
        }
        let missing = || TableError::Missing { table: self.name.clone(), column: column.to_owned() };
        let number = self.schema.subjects.first().ok_or_else(missing)?;
        let tail = |at: usize| -> Result<Column, TableError> {
            let lines = texts(rows, AS_DELIVERED)?.iter();
            let digits: StringChunked =
                lines.map(|lines| certificate(lines?, &number.id)?.get(at..=at)).collect();
            Ok(digits.with_name(column.into()).into_column())
        };
        match column {
            BIRTH_DATE => {
                let persons = integers(rows, &self.schema.person_column(&number.id))?;
                let born = persons.iter().map(|person| birth_date(PersonKey(person?)));
                let days = born.map(|day| i32::try_from((day? - NaiveDate::default()).num_days()).ok());
                Ok(Int32Chunked::from_iter_options(column.into(), days).into_date().into_column())
            }
            DISABILITY_CATEGORY => tail(0),
            DISABILITY_GRADE => tail(1),
            _ => Err(missing()),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }
}

/// What follows the citizen number in a certificate's, from the lines of what was delivered.
fn certificate<'a>(lines: &'a str, column: &str) -> Option<&'a str> {
    let line =
        lines.lines().find_map(|line| line.strip_prefix(CERTIFICATE)?.trim_start().strip_prefix(column))?;
    line.strip_prefix('=')
}
