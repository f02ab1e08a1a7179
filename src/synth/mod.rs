//! Synthetic counties whose truth is known: people, deliveries, and what each rule must find.
//!
//! The truth is computed from the true persons by plain code, never by the engine: this room knows neither
//! rules files nor stages. The same settings give the same bytes at any number of threads.

mod block;
mod calendar;
mod deliver;
mod dice;
mod dirt;
mod extract;
mod people;
mod records;
mod truth;

use std::path::Path;

use rayon::prelude::*;

pub use deliver::folder::SynthError;
pub use dirt::Level;

use crate::diagnostic::Diagnostic;
use crate::words::said;
use block::Block;
use deliver::County;
use deliver::{folder, window};
use people::number;

/// What the deliveries come as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As departments hand them over: CSV in GB18030 and workbooks, in one file or several, with what stands
    /// around the rows.
    Delivered,
    /// The tables alone, as CSV in UTF-8.
    Utf8,
    /// The same as text columns in Parquet.
    Parquet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub households: u64,
    pub seed: u64,
    pub dirt: Level,
    /// Of a hundred numbers in the registry, how many are destroyed besides.
    pub broken_registry_numbers: u8,
    pub format: Format,
}

/// How large the county became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    pub persons: u64,
    pub cards: u64,
    /// Of all deliveries.
    pub rows: u64,
}

impl Settings {
    fn blocks(&self) -> u64 {
        self.households.div_ceil(block::HOUSEHOLDS)
    }

    fn check(&self) -> Result<(), SynthError> {
        if self.blocks() <= number::MOST_BLOCKS {
            return Ok(());
        }
        let most = number::MOST_BLOCKS * block::HOUSEHOLDS;
        let problem = Diagnostic::error(
            folder::TOO_MANY,
            said!("too-many-households", households = self.households, most),
        );
        Err(SynthError::Fixable(Box::new(problem)))
    }
}

/// Writes a county into a folder that is empty or not there yet. Memory does not grow with the county: as
/// one window of blocks is written, the next is made.
///
/// # Errors
/// A folder that is not empty, more households than numbers, or a disk that fails.
pub fn generate(folder: &Path, settings: &Settings) -> Result<Size, SynthError> {
    settings.check()?;
    let mut county = County::begin(folder, settings)?;
    let mut size = Size::default();
    let mut made: Vec<Block> = Vec::new();
    let mut next = 0;
    while next < settings.blocks() || !made.is_empty() {
        let until = (next + window::BLOCKS).min(settings.blocks());
        let (written, more) = rayon::join(
            || if made.is_empty() { Ok(0) } else { county.add(&made) },
            || (next..until).into_par_iter().map(|block| block::make(settings, block)).collect(),
        );
        size.rows += written?;
        for block in &made {
            size.persons += block.persons;
            size.cards += block.cards;
        }
        (made, next) = (more, until);
    }
    county.close()?;
    Ok(size)
}
