//! The files of a county on disk: the only file of `synth` that touches it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use thiserror::Error;

use super::block::Block;
use super::delivery::Delivery;
use super::extract::Extract;
use super::window::Rows;
use super::{Settings, job};
use crate::diagnostic::Diagnostic;

/// The folder for a generated county holds something already.
const NOT_EMPTY: &str = "E0504";
/// More households than there are citizen numbers for.
pub(super) const TOO_MANY: &str = "E0505";

#[derive(Debug, Error)]
pub enum SynthError {
    /// A person can fix it: a folder that is not empty, a county that is too large.
    #[error("{}", .0.message)]
    Fixable(Box<Diagnostic>),
    /// The disk failed: full, gone, not writable.
    #[error("cannot write {}: {source}", path.display())]
    Disk { path: PathBuf, source: io::Error },
}

/// Where new files are made.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// A folder, made where it is not there yet.
    pub fn made(path: PathBuf) -> Result<Self, SynthError> {
        match fs::create_dir_all(&path) {
            Ok(()) => Ok(Self(path)),
            Err(source) => Err(SynthError::Disk { path, source }),
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn create(&self, name: &str) -> Result<Out, SynthError> {
        let path = self.0.join(name);
        match File::create_new(&path) {
            Ok(file) => Ok(Out { path, file: BufWriter::with_capacity(1 << 18, file) }),
            Err(source) => Err(SynthError::Disk { path, source }),
        }
    }

    /// A file of the truth: UTF-8 with a mark.
    fn begin_truth(&self, name: &str, header: &str) -> Result<Out, SynthError> {
        let mut out = self.create(name)?;
        out.write(format!("\u{feff}{header}\n").as_bytes())?;
        Ok(out)
    }
}

/// A file that is being written, with its path for whoever must be told.
pub struct Out {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Out {
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SynthError> {
        self.file.write_all(bytes).map_err(|source| self.failed(source))
    }

    pub fn failed(&self, source: io::Error) -> SynthError {
        SynthError::Disk { path: self.path.clone(), source }
    }

    pub fn close(mut self) -> Result<(), SynthError> {
        self.file.flush().map_err(|source| self.failed(source))
    }

    /// The file itself, of which nothing is written yet.
    pub fn into_file(self) -> (PathBuf, File) {
        (self.path, self.file.into_parts().0)
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Out {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// A county on its way to the disk; blocks come in order.
pub struct County {
    seed: u64,
    windows: u64,
    deliveries: Vec<Delivery>,
    findings: Out,
    members: Out,
    records: Out,
}

impl County {
    /// Begins a county in a folder that is empty or not there yet.
    pub fn begin(folder: &Path, settings: &Settings) -> Result<Self, SynthError> {
        if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
            let message = format!("{} is not empty", folder.display());
            let help = "name a new folder: a county is never written over something else";
            return Err(SynthError::Fixable(Box::new(Diagnostic::error(NOT_EMPTY, message).help(help))));
        }
        let delivered = Folder::made(folder.join("in"))?;
        let truth = Folder::made(folder.join("truth"))?;
        let deliveries: Result<Vec<_>, _> =
            Extract::ALL.iter().map(|extract| Delivery::begin(*extract, &delivered, settings)).collect();
        let mut job_file = Folder::made(folder.to_owned())?.create("job.toml")?;
        job_file.write(job::text(settings).as_bytes())?;
        job_file.close()?;
        Ok(Self {
            seed: settings.seed,
            windows: 0,
            deliveries: deliveries?,
            findings: truth.begin_truth("findings.csv", "household_id,rule,state,needs")?,
            members: truth.begin_truth("members.csv", "household_id,person_id,person,name,relation")?,
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
        self.records.close()
    }
}
