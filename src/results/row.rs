//! Rows of published tables: one type per table, which names its columns in order, with their types.

use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;
use serde_json::{Map, Value};

use crate::domain::{Cause, Change, Confidence, DifferenceKind, Method, Relation};
use crate::standard::mask::Mask;
use crate::table::{Masked, TableError, person_keys};

/// A row of a published table.
pub trait PublishedRow: Sized + Send {
    /// The table's name in the run folder.
    const TABLE: &'static str;
    /// Its columns, in order.
    const COLUMNS: &'static [&'static str];

    /// The columns of some rows.
    fn columns(rows: &[Self]) -> Vec<Column>;

    /// Reads the rows of a published table back.
    fn read(frame: &DataFrame) -> Result<Vec<Self>, TableError>;

    /// Hides every citizen number in the row.
    fn mask(&mut self, mask: &Mask);
}

/// Rows in which every citizen number is hidden: the only ones that lists and reports are made of.
#[derive(Debug, Clone)]
pub struct MaskedRows<R>(Vec<R>);

impl<R: PublishedRow> MaskedRows<R> {
    /// Masks every text of the rows, whatever its column.
    pub fn new(mut rows: Vec<R>, mask: &Mask) -> Self {
        rows.par_iter_mut().for_each(|row| row.mask(mask));
        Self(rows)
    }

    /// The table of these rows.
    pub fn table(&self, mask: &Mask) -> Result<PublishedTable, TableError> {
        self.table_called(R::TABLE, mask)
    }

    /// Another table of the same columns.
    pub fn table_called(&self, name: &'static str, mask: &Mask) -> Result<PublishedTable, TableError> {
        let frame = DataFrame::new(self.0.len(), R::columns(&self.0))?;
        Ok(PublishedTable { name, table: Masked::new(frame, mask)? })
    }
}

impl<R> std::ops::Deref for MaskedRows<R> {
    type Target = [R];

    fn deref(&self) -> &[R] {
        &self.0
    }
}

/// A table of the contract, as it may leave the program.
#[derive(Debug, Clone)]
pub struct PublishedTable {
    pub name: &'static str,
    pub table: Masked,
}

impl PublishedTable {
    /// A table that was not made row by row; its columns must be those of the row type.
    pub fn of_frame<R: PublishedRow>(frame: DataFrame, mask: &Mask) -> Result<Self, TableError> {
        Self::new::<R>(Masked::new(frame, mask)?)
    }

    /// A table whose columns were masked one by one.
    pub fn new<R: PublishedRow>(table: Masked) -> Result<Self, TableError> {
        check_columns(table.frame(), R::TABLE, R::COLUMNS)?;
        Ok(Self { name: R::TABLE, table })
    }

    /// Some of its rows, in this order.
    pub fn rows_at<R: PublishedRow>(&self, rows: &IdxCa) -> Result<MaskedRows<R>, TableError> {
        Ok(MaskedRows(R::read(&self.table.frame().take(rows)?)?))
    }
}

/// Whether a table has the columns of its row type, in order.
pub(super) fn check_columns(frame: &DataFrame, table: &str, wanted: &[&str]) -> Result<(), TableError> {
    let found = frame.get_column_names().iter().map(|name| name.as_str()).collect::<Vec<_>>();
    check_names(&found, table, wanted)
}

/// The same of the names of columns.
pub(super) fn check_names(found: &[&str], table: &str, wanted: &[&str]) -> Result<(), TableError> {
    if found == wanted {
        return Ok(());
    }
    let (wanted, found) = (wanted.join(" "), found.join(" "));
    Err(TableError::WrongType { table: table.to_owned(), column: "*".to_owned(), wanted, found })
}

/// Declares the row type of a published table.
macro_rules! published {
    ($(#[$meta:meta])* $name:ident = $table:literal { $($(#[$fmeta:meta])* $field:ident: $cell:ty),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $($(#[$fmeta])* pub $field: $cell),+ }

        impl $crate::results::row::PublishedRow for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn columns(rows: &[Self]) -> Vec<::polars::prelude::Column> {
                use $crate::results::row::Cell;
                vec![$(<$cell>::column(stringify!($field), rows.iter().map(|row| &row.$field))),+]
            }

            fn read(frame: &::polars::prelude::DataFrame) -> Result<Vec<Self>, $crate::table::TableError> {
                use $crate::results::row::Cell;
                $(let mut $field = <$cell>::read(frame.column(stringify!($field))?)?.into_iter();)+
                let rows = std::iter::from_fn(|| Some(Self { $($field: $field.next()?),+ }));
                Ok(rows.collect())
            }

            fn mask(&mut self, mask: &$crate::standard::mask::Mask) {
                use $crate::results::row::Cell;
                $(self.$field.mask(stringify!($field), mask);)+
            }
        }
    };
}
pub(crate) use published;

/// A type that the cells of a column can have.
pub trait Cell: Sized {
    /// The column of some cells.
    fn column<'a>(name: &str, cells: impl Iterator<Item = &'a Self>) -> Column
    where
        Self: 'a;

    /// Reads a column back.
    fn read(column: &Column) -> PolarsResult<Vec<Self>>;

    /// Hides every citizen number in the cell of a column.
    fn mask(&mut self, _column: &str, _mask: &Mask) {}
}

fn texts<T: AsRef<str>>(name: &str, cells: impl Iterator<Item = Option<T>>) -> Column {
    let mut texts = StringChunkedBuilder::new(name.into(), cells.size_hint().0);
    cells.for_each(|cell| texts.append_option(cell));
    let texts = texts.finish();
    texts.into_column()
}

impl Cell for Option<String> {
    fn column<'a>(name: &str, cells: impl Iterator<Item = &'a Self>) -> Column {
        texts(name, cells.map(Option::as_deref))
    }

    fn read(column: &Column) -> PolarsResult<Vec<Self>> {
        Ok(column.str()?.iter().map(|text| text.map(str::to_owned)).collect())
    }

    fn mask(&mut self, column: &str, mask: &Mask) {
        if let Some(text) = self {
            text.mask(column, mask);
        }
    }
}

impl Cell for String {
    fn column<'a>(name: &str, cells: impl Iterator<Item = &'a Self>) -> Column {
        texts(name, cells.map(|text| Some(text.as_str())))
    }

    fn read(column: &Column) -> PolarsResult<Vec<Self>> {
        Ok(Option::<Self>::read(column)?.into_iter().map(Option::unwrap_or_default).collect())
    }

    fn mask(&mut self, column: &str, mask: &Mask) {
        let shown = if person_keys().contains(&column) { mask.key(self) } else { mask.text(self) };
        if let std::borrow::Cow::Owned(shown) = shown {
            *self = shown;
        }
    }
}

/// Cells that are plain values; an empty one reads as zero or false, and as none where there may be none.
macro_rules! plain {
    ($($cell:ty: $read:ident, $of_null:expr;)+) => { $(
        impl Cell for $cell {
            fn column<'a>(name: &str, cells: impl Iterator<Item = &'a Self>) -> Column {
                Column::new(name.into(), cells.copied().collect::<Vec<_>>())
            }

            fn read(column: &Column) -> PolarsResult<Vec<Self>> {
                Ok(column.$read()?.iter().map($of_null).collect())
            }
        }
    )+ };
}
plain! {
    i64: i64, Option::unwrap_or_default;
    Option<i64>: i64, std::convert::identity;
    f64: f64, Option::unwrap_or_default;
    Option<f64>: f64, std::convert::identity;
    bool: bool, Option::unwrap_or_default;
}

/// A day, written as 2017-08-31.
impl Cell for Option<NaiveDate> {
    fn column<'a>(name: &str, cells: impl Iterator<Item = &'a Self>) -> Column {
        texts(name, cells.map(|day| day.map(|day| day.to_string())))
    }

    fn read(column: &Column) -> PolarsResult<Vec<Self>> {
        Ok(column.str()?.iter().map(|text| text.and_then(|text| text.parse().ok())).collect())
    }
}

/// Texts in one cell, `;` between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List(pub Vec<String>);

impl Cell for List {
    fn column<'a>(name: &str, cells: impl Iterator<Item = &'a Self>) -> Column {
        texts(name, cells.map(|list| Some(list.0.join(";"))))
    }

    fn read(column: &Column) -> PolarsResult<Vec<Self>> {
        let parts =
            |text: String| text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Ok(String::read(column)?.into_iter().map(|text| Self(parts(text))).collect())
    }

    fn mask(&mut self, column: &str, mask: &Mask) {
        self.0.iter_mut().for_each(|text| text.mask(column, mask));
    }
}

/// The evidence of a record, by column: written as JSON.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(pub Map<String, Value>);

impl Cell for Values {
    fn column<'a>(name: &str, cells: impl Iterator<Item = &'a Self>) -> Column {
        texts(name, cells.map(|values| serde_json::to_string(&values.0).ok()))
    }

    fn read(column: &Column) -> PolarsResult<Vec<Self>> {
        let values = |text: String| serde_json::from_str(&text).unwrap_or_default();
        Ok(String::read(column)?.into_iter().map(values).map(Self).collect())
    }

    fn mask(&mut self, _column: &str, mask: &Mask) {
        self.0.values_mut().for_each(|value| mask_value(value, mask));
    }
}

fn mask_value(value: &mut Value, mask: &Mask) {
    match value {
        Value::String(text) => *text = mask.text(text).into_owned(),
        Value::Array(items) => items.iter_mut().for_each(|item| mask_value(item, mask)),
        // A number that fell into a column of amounts or counts.
        Value::Number(number) => {
            let written = number.to_string();
            let shown = mask.text(&written);
            if shown != written {
                *value = Value::String(shown.into_owned());
            }
        }
        Value::Null | Value::Bool(_) | Value::Object(_) => {}
    }
}

/// Words with a fixed spelling.
macro_rules! words {
    ($($word:ident),+) => { $(
        impl Cell for Option<$word> {
            fn column<'a>(name: &str, cells: impl Iterator<Item = &'a Self>) -> Column {
                texts(name, cells.map(|word| word.map(|word| word.as_str())))
            }

            fn read(column: &Column) -> PolarsResult<Vec<Self>> {
                Ok(column.str()?.iter().map(|text| text.and_then($word::parse)).collect())
            }
        }

        impl Cell for $word {
            fn column<'a>(name: &str, cells: impl Iterator<Item = &'a Self>) -> Column {
                texts(name, cells.map(|word| Some(word.as_str())))
            }

            fn read(column: &Column) -> PolarsResult<Vec<Self>> {
                let word = |word: Option<Self>| {
                    word.ok_or_else(|| polars_err!(ComputeError: "`{}` holds an unknown word", column.name()))
                };
                Option::<Self>::read(column)?.into_iter().map(word).collect()
            }
        }
    )+ };
}
words!(Cause, Change, Confidence, DifferenceKind, Method, Relation);
