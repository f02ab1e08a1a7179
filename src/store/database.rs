//! The database below the store: statements in the SQL that SQLite and PostgreSQL share, values in and rows out.
//!
//! Parameters are written `$1`, `$2`, … in the order of their first use, which both understand.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::StoreError;
use super::error::not_writable;

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

/// An open database.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    /// As a person knows it.
    place: String,
}

/// How long to wait for another program that writes.
const PATIENCE: Duration = Duration::from_secs(30);

impl Database {
    /// Opens a database file, made if need be.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let place = path.display().to_string();
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|error| StoreError::Fixable(Box::new(not_writable(path, &error))))?;
        }
        let connection = Connection::open(path).map_err(|error| StoreError::of(&place, error))?;
        let database = Self { connection, place };
        database.connection.busy_timeout(PATIENCE).map_err(|error| database.failed(error))?;
        // A plug that is pulled takes nothing that was committed.
        for pragma in ["PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"] {
            database.connection.execute(pragma, []).map_err(|error| database.failed(error))?;
        }
        Ok(database)
    }

    /// What a person calls it.
    pub fn place(&self) -> &str {
        &self.place
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::of(&self.place, error)
    }

    /// Runs a statement; gives how many rows it touched.
    pub fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.execute(rusqlite::params_from_iter(values.iter().map(to_sql)))
        };
        run().map(|rows| rows as u64).map_err(|error| self.failed(error))
    }

    /// Runs several statements without parameters.
    pub fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|error| self.failed(error))
    }

    /// The rows of an answer.
    pub fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let columns = statement.column_count();
            let mut rows = statement.query(rusqlite::params_from_iter(values.iter().map(to_sql)))?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let cells: Result<Vec<_>, _> =
                    (0..columns).map(|column| row.get_ref(column).map(from_sql)).collect();
                all.push(Row(cells?.into_iter()));
            }
            Ok(all)
        };
        run().map_err(|error| self.failed(error))
    }

    /// Whether there is a table of this name.
    pub fn has_table(&mut self, name: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1";
        Ok(!self.query(sql, &[name.into()])?.is_empty())
    }

    /// Does all of it, or nothing. Nobody else writes meanwhile.
    pub fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.script("BEGIN IMMEDIATE")?;
        let done = work(self).and_then(|value| self.script("COMMIT").map(|()| value));
        if done.is_err() {
            // Where this fails too, the database does it when it is opened again.
            self.script("ROLLBACK").ok();
        }
        done
    }
}

fn to_sql(value: &Value) -> rusqlite::types::Value {
    match value {
        Value::Null => rusqlite::types::Value::Null,
        Value::Integer(number) => rusqlite::types::Value::Integer(*number),
        Value::Text(text) => rusqlite::types::Value::Text(text.clone()),
    }
}

fn from_sql(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        // The store writes neither.
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
    }
}
