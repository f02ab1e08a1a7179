//! A database in a file: SQLite, built into the program.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::{Engine, Value, places};
use crate::store::StoreError;
use crate::store::error::not_writable;

/// How long to wait for another program that writes.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    place: String,
}

impl Sqlite {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let place = path.display().to_string();
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|error| StoreError::Fixable(Box::new(not_writable(&place, &error))))?;
        }
        let connection = Connection::open(path).map_err(|error| StoreError::of_sqlite(&place, error))?;
        let own = Self { connection, place };
        let prepared = own.connection.busy_timeout(PATIENCE).and_then(|()| {
            // A plug that is pulled takes nothing that was committed. 64 MiB of pages stay in memory: a county's findings are
            // put in at once, and a page that had to go before its neighbour came would be written twice.
            own.connection.execute_batch(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536",
            )
        });
        prepared.map_err(|error| own.failed(error))?;
        Ok(own)
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        StoreError::of_sqlite(&self.place, error)
    }
}

impl Engine for Sqlite {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let run = || {
            let mut statement = self.connection.prepare_cached(&numbered(sql))?;
            statement.execute(rusqlite::params_from_iter(values))
        };
        run().map(|rows| rows as u64).map_err(|error| self.failed(error))
    }

    fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(|error| self.failed(error))
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        let run = || {
            let mut statement = self.connection.prepare_cached(&numbered(sql))?;
            let columns = statement.column_count();
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let cells = (0..columns).map(|column| row.get_ref(column).map(from_sql));
                all.push(cells.collect::<Result<_, _>>()?);
            }
            Ok(all)
        };
        run().map_err(|error| self.failed(error))
    }

    fn insert(&mut self, into: &str, rows: &[Vec<Value>], then: &str) -> Result<(), StoreError> {
        let width = rows.first().map_or(1, Vec::len);
        let sql = format!("INSERT INTO {into} VALUES {} {then}", places(width, 0));
        let run = || {
            // One row at a time: a statement of many would have to be understood before it is run.
            let mut statement = self.connection.prepare(&numbered(&sql))?;
            rows.iter().try_for_each(|row| statement.execute(rusqlite::params_from_iter(row)).map(|_| ()))
        };
        run().map_err(|error| self.failed(error))
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        self.script("BEGIN IMMEDIATE")
    }

    fn has_table(&mut self, name: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1";
        Ok(!self.query(sql, &[name.into()])?.is_empty())
    }
}

/// SQLite takes `$1` for a name, which it looks for among all others; `?1` it takes for a number.
fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
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
