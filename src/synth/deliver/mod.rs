//! Delivery: a generated county written to disk, as departments hand it over, with its job and its truth.

mod columnar;
mod csv_text;
mod delivery;
mod encode;
mod files;
pub mod folder;
mod job;
mod layout;
pub mod window;
mod workbook;

use std::path::Path;

use rayon::prelude::*;

use crate::synth::Settings;
use crate::synth::block::Block;
use crate::synth::extract::Extract;
use crate::synth::records::Rule;
use delivery::Delivery;
use folder::{Folder, Out, SynthError};
use window::Rows;

/// A county on its way to the disk; blocks come in order.
pub struct County {
    seed: u64,
    windows: u64,
    deliveries: Vec<Delivery>,
    findings: Out,
    members: Out,
    records: Out,
    differences: Out,
    omissions: Out,
}

impl County {
    /// Begins a county in a folder that is empty or not there yet.
    pub fn begin(folder: &Path, settings: &Settings) -> Result<Self, SynthError> {
        folder::must_be_empty(folder)?;
        let delivered = Folder::made(folder.join("in"))?;
        let truth = Folder::made(folder.join("truth"))?;
        let deliveries: Result<Vec<_>, _> =
            Extract::ALL.iter().map(|extract| Delivery::begin(*extract, &delivered, settings)).collect();
        let mut job_file = Folder::made(folder.to_owned())?.create("job.toml")?;
        job_file.write(job::text(settings).as_bytes())?;
        job_file.close()?;
        let mut rules = truth.begin_truth("rules.csv", "rule")?;
        for rule in Rule::ALL {
            rules.write(format!("{}\n", rule.id()).as_bytes())?;
        }
        rules.close()?;
        Ok(Self {
            seed: settings.seed,
            windows: 0,
            deliveries: deliveries?,
            findings: truth.begin_truth("findings.csv", "household_id,rule,state,needs")?,
            members: truth.begin_truth("members.csv", "household_id,person_id,person,name,relation")?,
            differences: truth.begin_truth("differences.csv", "household_id,person_id,copy,column,right")?,
            omissions: truth.begin_truth("omissions.csv", "rule,person,name,state")?,
            records: truth.begin_truth("records.csv", "extract,source_file,source_row,person,dirt")?,
        })
    }

    /// Writes the next window, its deliveries side by side; gives how many rows it had.
    pub fn add(&mut self, blocks: &[Block]) -> Result<u64, SynthError> {
        let (seed, window) = (self.seed, self.windows);
        self.windows += 1;
        let written: Vec<_> = self
            .deliveries
            .par_iter_mut()
            .map(|delivery| {
                let rows = Rows::of(delivery.extract, window, blocks, seed);
                Ok((rows.len() as u64, delivery.add(&rows)?))
            })
            .collect();
        let mut rows = 0;
        for delivery in written {
            let (of_delivery, lines) = delivery?;
            rows += of_delivery;
            self.records.write(lines.as_bytes())?;
        }
        for block in blocks {
            self.findings.write(block.findings.as_bytes())?;
            self.members.write(block.members.as_bytes())?;
            self.differences.write(block.differences.as_bytes())?;
            self.omissions.write(block.omissions.as_bytes())?;
        }
        Ok(rows)
    }

    pub fn close(mut self) -> Result<(), SynthError> {
        let closed: Vec<_> = self.deliveries.into_par_iter().map(Delivery::close).collect();
        for lines in closed {
            self.records.write(lines?.as_bytes())?;
        }
        self.findings.close()?;
        self.members.close()?;
        self.differences.close()?;
        self.omissions.close()?;
        self.records.close()
    }
}
