//! An extract: what one department sent, clean; a frame that has every column of its schema.

use std::sync::Arc;

use polars::prelude::*;

use super::{RosterPerson, TableError, dtype, texts};
use crate::schema::{AS_DELIVERED, ColumnKind, RECORD, Schema, UNREADABLE};

/// A ingested extract: the schema's columns, the person keys, and where each row came from.
#[derive(Debug, Clone)]
pub struct Extract {
    name: String,
    schema: Arc<Schema>,
    frame: DataFrame,
    rejected: Arc<PlHashSet<i64>>,
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
    pub fn with_rejected(self, rejected: Arc<PlHashSet<i64>>) -> Self {
        Self { rejected, ..self }
    }

    /// Whether a record that could not be used has a person's number: what it says of the person is open.
    pub fn rejects(&self, person: &RosterPerson) -> bool {
        person.numbers().any(|number| self.rejected.contains(&number.0))
    }

    /// The texts of a column that not every schema has.
    pub fn texts_if_any(&self, column: &str) -> Option<&StringChunked> {
        texts(&self.frame, column).ok()
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
