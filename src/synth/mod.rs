//! What would a county look like whose truth we know? Its people, its deliveries, and what each rule must find.
//!
//! The truth is computed from the true persons by plain code, never by the engine: this room knows neither
//! rules files nor stages. The same settings give the same bytes at any number of threads.

mod calendar;
mod dice;
mod names;
mod places;
mod number;
mod people;
mod cards;
mod roster;
mod record;
mod registers;
mod vehicle;
mod housing;
mod land;
mod business;
mod work;
mod machinery;
mod welfare;
mod marriage;
mod truth;
mod kinds;
mod dirt;
mod sheet;
mod extract;
mod encode;
mod block;
mod job;
mod write;

use std::path::Path;

use rayon::prelude::*;

pub use dirt::Level;
pub use write::SynthError;

use crate::diagnostic::Diagnostic;
use block::Block;
use write::County;

/// The characters of the deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Gb18030,
    Utf8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub households: u64,
    pub seed: u64,
    pub dirt: Level,
    pub encoding: Encoding,
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
        let message = format!("{} households are more than there are citizen numbers for", self.households);
        let problem =
            Diagnostic::error(write::TOO_MANY, message).help(format!("at most `--households {most}`"));
        Err(SynthError::Fixable(Box::new(problem)))
    }
}

/// Writes a county into a folder that is empty or not there yet. Memory does not grow with the county: as
/// some blocks are written, the next are made.
///
/// # Errors
/// A folder that is not empty, more households than numbers, or a disk that fails.
pub fn generate(folder: &Path, settings: &Settings) -> Result<Size, SynthError> {
    settings.check()?;
    let mut county = County::begin(folder, settings)?;
    let mut size = Size::default();
    let at_once = u64::try_from(rayon::current_num_threads()).unwrap_or(1) * 4;
    let mut made: Vec<Block> = Vec::new();
    let mut next = 0;
    while next < settings.blocks() || !made.is_empty() {
        let until = (next + at_once).min(settings.blocks());
        let (written, more) = rayon::join(
            || made.iter().try_for_each(|block| add(&mut county, block, &mut size)),
            || (next..until).into_par_iter().map(|block| block::make(settings, block)).collect(),
        );
        written?;
        (made, next) = (more, until);
    }
    county.close()?;
    Ok(size)
}

fn add(county: &mut County, block: &Block, size: &mut Size) -> Result<(), SynthError> {
    size.rows += county.add(block)?;
    size.persons += block.persons;
    size.cards += block.cards;
    Ok(())
}
