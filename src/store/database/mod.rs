//! The database below the store: statements in the SQL that SQLite and PostgreSQL share, values in and rows out.
//!
//! Parameters are written `$1`, `$2`, … in the order of their first use, which both understand.

mod postgres;
mod sqlite;

use super::StoreError;
use crate::job::StorePlace;

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Null,
    Integer(i64),
    Text(String),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The places of a row of values in a statement: of the first row, of the second, …
fn places(width: usize, nth: usize) -> String {
    let places = (1..=width).map(|column| format!("${}", nth * width + column));
    format!("({})", places.collect::<Vec<_>>().join(", "))
}

/// A row of an answer, taken apart from the left.
#[derive(Debug)]
pub struct Row(std::vec::IntoIter<Value>);

impl Row {
    /// The next column as a text; empty where there is none.
    pub fn text(&mut self) -> String {
        self.optional_text().unwrap_or_default()
    }

    pub fn optional_text(&mut self) -> Option<String> {
        match self.0.next() {
            Some(Value::Text(text)) => Some(text),
            Some(Value::Integer(number)) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The next column as a number; zero where there is none.
    pub fn integer(&mut self) -> i64 {
        match self.0.next() {
            Some(Value::Integer(number)) => number,
            _ => 0,
        }
    }
}

/// One kind of database.
trait Engine: std::fmt::Debug {
    /// Runs a statement; gives how many rows it touched.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError>;
    /// Runs several statements without parameters.
    fn script(&mut self, sql: &str) -> Result<(), StoreError>;
    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, StoreError>;
    /// Puts rows of one width, at least one, `into` a table and its columns; `then` is what follows the values.
    fn insert(&mut self, into: &str, rows: &[Vec<Value>], then: &str) -> Result<(), StoreError>;
    /// Begins a transaction that no other writer can be in.
    fn begin(&mut self) -> Result<(), StoreError>;
    fn has_table(&mut self, name: &str) -> Result<bool, StoreError>;
}

/// An open database.
#[derive(Debug)]
pub struct Database {
    engine: Box<dyn Engine>,
    /// As a person knows it, without a password.
    place: String,
}

impl Database {
    /// Opens a database; a file is made if need be.
    pub fn open(place: &StorePlace) -> Result<Self, StoreError> {
        let shown = place.to_string();
        let engine: Box<dyn Engine> = match place {
            StorePlace::File(path) => Box::new(sqlite::Sqlite::open(path)?),
            StorePlace::Server(url) => Box::new(postgres::Postgres::open(url, &shown)?),
        };
        Ok(Self { engine, place: shown })
    }

    /// What a person calls it.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Runs a statement; gives how many rows it touched.
    pub fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        self.engine.execute(sql, values)
    }

    /// Runs several statements without parameters.
    pub fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.engine.script(sql)
    }

    /// The rows of an answer.
    pub fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let rows = self.engine.query(sql, values)?;
        Ok(rows.into_iter().map(|row| Row(row.into_iter())).collect())
    }

    /// Puts many rows into a table: `then` is what follows the values.
    pub fn insert(
        &mut self,
        table: &str,
        columns: &str,
        rows: &[Vec<Value>],
        then: &str,
    ) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.engine.insert(&format!("{table} ({columns})"), rows, then)
    }

    /// Whether there is a table of this name.
    pub fn has_table(&mut self, name: &str) -> Result<bool, StoreError> {
        self.engine.has_table(name)
    }

    /// Does all of it, or nothing. Nobody else writes meanwhile.
    pub fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.engine.begin()?;
        let done = work(self).and_then(|value| self.script("COMMIT").map(|()| value));
        if done.is_err() {
            // Where this fails too, the database does it when it is opened again.
            self.script("ROLLBACK").ok();
        }
        done
    }
}
