//! The tables of deliveries that are good enough to be compared.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::DataFrame;

use crate::ingest::Persons;
use crate::schema::Schema;

/// By the name that rules use.
pub type UsableTables = BTreeMap<String, UsableTable>;

/// A table to be compared: its rows about whoever may matter to a card.
#[derive(Debug, Clone)]
pub struct UsableTable {
    pub schema: Arc<Schema>,
    pub table: DataFrame,
    /// Whose numbers stand in the records that were rejected.
    pub rejected: Arc<Persons>,
}
