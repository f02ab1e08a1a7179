//! The tables of deliveries that are good enough to be compared.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::{BooleanChunked, DataFrame, PolarsResult};

use crate::ingest::Persons;
use crate::schema::Schema;

/// By the name that rules use.
pub type UsableTables = BTreeMap<String, UsableTable>;

/// A table to be compared: its rows about whoever may matter to a card.
#[derive(Debug, Clone)]
pub struct UsableTable {
    pub schema: Arc<Schema>,
    pub table: DataFrame,
    /// Whether every row is compared, whoever it is about.
    pub whole: bool,
    /// The rows that matter to cards; none: all of them.
    pub of_cards: Option<BooleanChunked>,
    /// Whose numbers stand in the records that were rejected.
    pub rejected: Arc<Persons>,
}

impl UsableTable {
    /// The rows that matter to cards.
    pub fn for_cards(&self) -> PolarsResult<DataFrame> {
        self.of_cards.as_ref().map_or_else(|| Ok(self.table.clone()), |of_cards| self.table.filter(of_cards))
    }
}
