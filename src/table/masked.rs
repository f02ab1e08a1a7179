//! A table that may leave the program: no citizen number in it can be read, unless somebody asked for them.

use std::borrow::Cow;

use polars::prelude::*;

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
        let mut changed = Vec::new();
        for column in table.columns() {
            let name = column.name().as_str();
            if let Ok(texts) = column.str() {
                let shown =
                    |text| if person_keys().contains(&name) { mask.key(text) } else { mask.text(text) };
                changed.extend(masked_texts(texts, shown));
            } else if let Ok(numbers) = column.i64()
                && is_person_key(name)
            {
                let numbers: Int64Chunked =
                    numbers.iter().map(|number| number.map(|number| mask.person(number))).collect();
                changed.push(numbers.with_name(column.name().clone()).into_column());
            }
        }
        for column in changed {
            table.with_column(column)?;
        }
        Ok(Self(table))
    }

    pub fn frame(&self) -> &DataFrame {
        &self.0
    }
}

/// The texts as they are shown; nothing where all are shown as they are.
fn masked_texts<'a>(texts: &'a StringChunked, shown: impl Fn(&'a str) -> Cow<'a, str>) -> Option<Column> {
    // Long texts are shared by millions of rows, nearly always one after the other.
    let mut before = "";
    let mut is_hidden = |text: &'a str| {
        let same = std::ptr::eq(text, before);
        before = text;
        !same && matches!(shown(text), Cow::Owned(_))
    };
    if !texts.iter().flatten().any(&mut is_hidden) {
        return None;
    }
    let masked: StringChunked = texts.iter().map(|text| text.map(&shown)).collect();
    Some(masked.with_name(texts.name().clone()).into_column())
}

/// `person`, and the keys of further subjects.
fn is_person_key(name: &str) -> bool {
    name == "person" || name.ends_with("_person")
}
