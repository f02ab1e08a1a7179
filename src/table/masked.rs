//! A table that may leave the program: no citizen number in it can be read, unless somebody asked for them.

use std::borrow::Cow;

use polars::prelude::*;
use rayon::prelude::*;

use super::TableError;
use crate::standard::mask::Mask;

/// Columns that are keys: their numbers have pseudonyms, so that rows can still be told apart and joined.
pub const fn person_keys() -> &'static [&'static str] {
    &["household_id", "person_id"]
}

/// The only kind of table that can be written.
#[derive(Debug, Clone)]
pub struct Masked(DataFrame);

impl Masked {
    /// Masks every text of a table, whatever its column, and every person key.
    pub fn new(mut table: DataFrame, mask: &Mask) -> Result<Self, TableError> {
        let changed: Vec<_> = table.columns().iter().filter_map(|column| masked(column, mask)).collect();
        for column in changed {
            table.with_column(column)?;
        }
        Ok(Self(table))
    }

    /// A table of masked columns.
    pub fn of_columns(height: usize, columns: Vec<MaskedColumn>) -> Result<Self, TableError> {
        let columns = columns.into_iter().map(MaskedColumn::in_full).collect::<Result<_, _>>()?;
        Ok(Self(DataFrame::new(height, columns)?))
    }

    pub fn frame(&self) -> &DataFrame {
        &self.0
    }
}

/// A column of such a table.
#[derive(Debug, Clone)]
pub struct MaskedColumn(Cells);

/// What stands in the rows of a column.
#[derive(Debug, Clone)]
pub enum Cells {
    Each(Column),
    /// Texts in one piece, and which of them each row has.
    Shared(Column, Vec<IdxSize>),
}

impl MaskedColumn {
    /// Masks every text of a column, whatever its name, and every person key.
    pub fn new(column: Column, mask: &Mask) -> Self {
        Self(Cells::Each(masked(&column, mask).unwrap_or(column)))
    }

    pub fn cells(&self) -> &Cells {
        &self.0
    }

    pub fn name(&self) -> &str {
        match &self.0 {
            Cells::Each(column) | Cells::Shared(column, _) => column.name(),
        }
    }

    /// The column with every text in its row.
    pub fn in_full(self) -> Result<Column, TableError> {
        Ok(match self.0 {
            Cells::Each(column) => column,
            Cells::Shared(texts, at) => texts.take(&IdxCa::from_vec(texts.name().clone(), at))?,
        })
    }
}

/// Texts of a column that many rows share: masked once each, however many rows point to them.
#[derive(Debug, Clone)]
pub struct SharedTexts(Column);

impl SharedTexts {
    pub fn new<T: AsRef<str>>(name: &str, texts: impl Iterator<Item = Option<T>>, mask: &Mask) -> Self {
        let mut builder = StringChunkedBuilder::new(name.into(), texts.size_hint().0);
        texts.for_each(|text| builder.append_option(text));
        let column = builder.finish().into_column();
        Self(masked(&column, mask).unwrap_or(column))
    }

    /// All of them, a row each.
    pub fn all(&self) -> MaskedColumn {
        MaskedColumn(Cells::Each(self.0.clone()))
    }

    /// The texts at some positions, a row each; every position must be one of theirs.
    pub fn at(&self, positions: Vec<IdxSize>) -> MaskedColumn {
        MaskedColumn(Cells::Shared(self.0.clone(), positions))
    }
}

/// A column as it is shown; nothing where all of it is shown as it is.
fn masked(column: &Column, mask: &Mask) -> Option<Column> {
    let name = column.name().as_str();
    if let Ok(texts) = column.str() {
        let shown = |text| if person_keys().contains(&name) { mask.key(text) } else { mask.text(text) };
        return masked_texts(texts, shown);
    }
    let numbers = column.i64().ok().filter(|_| is_person_key(name))?;
    let numbers: Int64Chunked =
        numbers.iter().map(|number| number.map(|number| mask.person(number))).collect();
    Some(numbers.with_name(column.name().clone()).into_column())
}

/// Texts that one core looks at before another may help.
const AT_ONCE: usize = 1 << 13;

/// The texts as they are shown; nothing where all are shown as they are.
fn masked_texts<'a>(
    texts: &'a StringChunked,
    shown: impl Fn(&'a str) -> Cow<'a, str> + Sync,
) -> Option<Column> {
    let hides = |first: usize| {
        // Long texts are shared by millions of rows, nearly always one after the other.
        let mut before = "";
        let mut is_hidden = |text: &'a str| {
            let same = std::ptr::eq(text, before);
            before = text;
            !same && matches!(shown(text), Cow::Owned(_))
        };
        (first..texts.len().min(first + AT_ONCE)).any(|row| texts.get(row).is_some_and(&mut is_hidden))
    };
    if !(0..texts.len().div_ceil(AT_ONCE)).into_par_iter().any(|at| hides(at * AT_ONCE)) {
        return None;
    }
    let masked: StringChunked = texts.iter().map(|text| text.map(&shown)).collect();
    Some(masked.with_name(texts.name().clone()).into_column())
}

/// `person`, and the keys of further subjects.
fn is_person_key(name: &str) -> bool {
    name == "person" || name.ends_with("_person")
}
