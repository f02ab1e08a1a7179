//! What an earlier run worked out and still holds.
//!
//! Each entry stands under the key of everything that it follows from. One that is damaged, or follows from anything
//! else, is as good as none: it is worked out anew.

use std::io;
use std::path::{Path, PathBuf};

use polars::prelude::{DataFrame, PolarsResult};
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

mod links;
mod roster;
mod sealed;
mod table;
mod whom;

pub use links::{load_links, load_strangers, save_links, save_strangers};
pub use roster::{KeptRoster, load_roster, registry_of_roster, save_roster};
pub use sealed::{read_sealed, write_sealed};
pub use table::{read_table, write_table};
pub use whom::{KeptWhom, WhomKnown};

/// What an extract is called in a file's name, for people who look into the folder; something else tells entries apart.
pub fn in_file_name(extract: &str) -> String {
    extract.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).take(40).collect()
}

/// Some tables under one name, the last that were kept.
struct Entry<'a> {
    folder: &'a Path,
    name: String,
}

/// What stands beside the tables.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notes<T> {
    /// The digest of everything that they follow from.
    key: String,
    /// Of the bytes of each.
    tables: Vec<String>,
    about: T,
}

impl Entry<'_> {
    fn notes_path(&self) -> PathBuf {
        self.folder.join(format!("{}.json", self.name))
    }

    fn table(&self, at: usize) -> PathBuf {
        self.folder.join(format!("{}-{at}.parquet", self.name))
    }

    /// The tables that were kept under this key, and what is said of them.
    fn load<T: DeserializeOwned>(&self, key: &str) -> Option<(Vec<DataFrame>, T)> {
        let notes = self.read_notes::<T>()?;
        if notes.key != key {
            return None;
        }
        let table = |(at, digest): (usize, &String)| read_table(&self.table(at), digest);
        let tables: Vec<_> = notes.tables.par_iter().enumerate().map(table).collect();
        let tables = tables.into_iter().collect::<Option<_>>()?;
        Some((tables, notes.about))
    }

    /// What is said of the tables that are kept, whatever they follow from.
    fn read_notes<T: DeserializeOwned>(&self) -> Option<Notes<T>> {
        serde_json::from_slice(&read_sealed(&self.notes_path())?).ok()
    }

    /// Keeps them instead of what was kept before; the notes, which vouch for them, last. No two of them need be in memory
    /// at once.
    fn save<T: Serialize>(
        &self,
        key: &str,
        tables: impl Iterator<Item = PolarsResult<DataFrame>>,
        about: T,
    ) -> io::Result<()> {
        let write = |(at, table): (usize, PolarsResult<DataFrame>)| {
            write_table(&self.table(at), &table.map_err(io::Error::other)?)
        };
        let tables = tables.enumerate().map(write).collect::<io::Result<_>>()?;
        self.vouch(&Notes { key: key.to_owned(), tables, about })
    }

    fn vouch<T: Serialize>(&self, notes: &Notes<T>) -> io::Result<()> {
        write_sealed(&self.notes_path(), &serde_json::to_vec(notes).map_err(io::Error::other)?)
    }
}

/// The values of a column that has one in every row.
fn numbers<'a>(table: &'a DataFrame, name: &str) -> Option<impl Iterator<Item = u32> + 'a> {
    let column = table.column(name).ok()?.u32().ok()?;
    (column.null_count() == 0).then(|| column.iter().flatten())
}
