//! A database on a server that several machines share: PostgreSQL.

use std::error::Error;

use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, NoTls};

use super::{Engine, Value, places};
use crate::store::StoreError;

/// How many values one statement may carry: each is a way to the server and back.
const MOST_VALUES: usize = 6000;

/// Whoever writes to a store of this program holds this lock of the server.
const WRITERS: i64 = 0x6269_6475;

pub struct Postgres {
    client: Client,
    place: String,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.place)
    }
}

impl Postgres {
    /// Connects to a server; `place` is the address without a password.
    pub fn open(url: &str, place: &str) -> Result<Self, StoreError> {
        let url = with_environment(url).map_err(|name| StoreError::no_variable(place, &name))?;
        let client = Client::connect(&url, NoTls).map_err(|error| StoreError::of_postgres(place, error))?;
        Ok(Self { client, place: place.to_owned() })
    }

    fn failed<T>(&self, done: Result<T, postgres::Error>) -> Result<T, StoreError> {
        done.map_err(|error| StoreError::of_postgres(&self.place, error))
    }
}

/// The address with each `${NAME}` replaced by that variable of the environment; the name of one that is not set.
fn with_environment(url: &str) -> Result<String, String> {
    let mut parts = url.split("${");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        whole.push_str(&std::env::var(name).map_err(|_| name.to_owned())?);
        whole.push_str(rest);
    }
    Ok(whole)
}

fn parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Engine for Postgres {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let done = self.client.execute(sql, &parameters(values));
        self.failed(done)
    }

    fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        let done = self.client.batch_execute(sql);
        self.failed(done)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
        let rows = self.client.query(sql, &parameters(values));
        let cells = |row: &postgres::Row| {
            let cell = |(at, column): (usize, &postgres::Column)| {
                Ok(match *column.type_() {
                    Type::INT8 => row.try_get::<_, Option<i64>>(at)?.into(),
                    Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(i64::from).into(),
                    _ => row.try_get::<_, Option<String>>(at)?.into(),
                })
            };
            row.columns().iter().enumerate().map(cell).collect::<Result<Vec<_>, postgres::Error>>()
        };
        let read = rows.and_then(|rows| rows.iter().map(cells).collect());
        self.failed(read)
    }

    fn insert(&mut self, into: &str, rows: &[Vec<Value>], then: &str) -> Result<(), StoreError> {
        let width = rows.first().map_or(1, Vec::len).max(1);
        for some in rows.chunks(MOST_VALUES / width) {
            let places: Vec<_> = (0..some.len()).map(|nth| places(width, nth)).collect();
            let sql = format!("INSERT INTO {into} VALUES {} {then}", places.join(", "));
            self.execute(&sql, &some.concat())?;
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        self.script("BEGIN")?;
        self.query("SELECT pg_advisory_xact_lock($1)::text", &[WRITERS.into()]).map(|_| ())
    }

    fn has_table(&mut self, name: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1";
        Ok(!self.query(sql, &[name.into()])?.is_empty())
    }
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out),
            Self::Integer(number) => number.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_not_set_is_named() {
        assert_eq!(
            with_environment("postgres://a:${BIDUI_NO_SUCH_VARIABLE}@h/d"),
            Err("BIDUI_NO_SUCH_VARIABLE".into())
        );
        assert_eq!(with_environment("postgres://h/d"), Ok("postgres://h/d".to_owned()));
    }
}
