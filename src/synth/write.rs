//! How does a county get onto the disk? The only file of this room that touches it.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::block::{Block, Part};
use super::extract::Extract;
use super::{Encoding, Level, Settings, encode, job};
use crate::diagnostic::Diagnostic;
use crate::standard::citizen_id::Number;

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

/// A file that is being written, with its path for whoever must be told.
struct Out {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Out {
    fn create(path: PathBuf) -> Result<Self, SynthError> {
        match File::create_new(&path) {
            Ok(file) => Ok(Self { path, file: BufWriter::with_capacity(1 << 20, file) }),
            Err(source) => Err(SynthError::Disk { path, source }),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), SynthError> {
        self.file.write_all(bytes).map_err(|source| SynthError::Disk { path: self.path.clone(), source })
    }

    fn close(mut self) -> Result<(), SynthError> {
        self.file.flush().map_err(|source| SynthError::Disk { path: self.path.clone(), source })
    }
}

/// A county on its way to the disk; blocks come in order.
pub struct County {
    deliveries: Vec<(Extract, String, Out, u64)>,
    findings: Out,
    members: Out,
    records: Out,
    /// Kept from block to block: the lines of `records.csv`.
    lines: String,
}

impl County {
    /// Begins a county in a folder that is empty or not there yet.
    pub fn begin(folder: &Path, settings: &Settings) -> Result<Self, SynthError> {
        let made =
            |path: PathBuf| fs::create_dir_all(&path).map_err(|source| SynthError::Disk { path, source });
        if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
            let message = format!("{} is not empty", folder.display());
            let help = "name a new folder: a county is never written over something else";
            return Err(SynthError::Fixable(Box::new(Diagnostic::error(NOT_EMPTY, message).help(help))));
        }
        made(folder.join("in"))?;
        made(folder.join("truth"))?;
        let mut deliveries = Vec::new();
        for extract in Extract::ALL {
            let name = extract.file();
            let mut out = Out::create(folder.join("in").join(&name))?;
            let title = extract.title().filter(|_| settings.dirt != Level::None);
            let title = title.map(|title| format!("{title}\r\n")).unwrap_or_default();
            let header = format!("{title}{}\r\n", extract.header());
            match settings.encoding {
                Encoding::Gb18030 => out.write(&encode::gb18030(&header))?,
                Encoding::Utf8 => out.write(header.as_bytes())?,
            }
            let first_row = if title.is_empty() { 2 } else { 3 };
            deliveries.push((*extract, name, out, first_row));
        }
        let truth = |name: &str, header: &str| {
            let mut out = Out::create(folder.join("truth").join(name))?;
            out.write(format!("\u{feff}{header}\n").as_bytes())?;
            Ok::<_, SynthError>(out)
        };
        let mut job_file = Out::create(folder.join("job.toml"))?;
        job_file.write(job::text(settings).as_bytes())?;
        job_file.close()?;
        Ok(Self {
            deliveries,
            findings: truth("findings.csv", "household_id,rule,state")?,
            members: truth("members.csv", "household_id,person,name,relation")?,
            records: truth("records.csv", "extract,source_file,source_row,person,dirt")?,
            lines: String::new(),
        })
    }

    /// Writes the next block; gives how many rows it had.
    pub fn add(&mut self, block: &Block) -> Result<u64, SynthError> {
        let mut rows = 0;
        for (extract, file, out, next_row) in &mut self.deliveries {
            for part in block.parts.iter().filter(|part| part.extract == *extract) {
                out.write(&part.bytes)?;
                self.lines.clear();
                lines(&mut self.lines, part, file, *next_row);
                self.records.write(self.lines.as_bytes())?;
                *next_row += u64::from(part.rows);
                rows += u64::from(part.rows);
            }
        }
        self.findings.write(block.findings.as_bytes())?;
        self.members.write(block.members.as_bytes())?;
        Ok(rows)
    }

    pub fn close(self) -> Result<(), SynthError> {
        for (_, _, out, _) in self.deliveries {
            out.close()?;
        }
        self.findings.close()?;
        self.members.close()?;
        self.records.close()
    }
}

fn lines(lines: &mut String, part: &Part, file: &str, first_row: u64) {
    for mark in &part.marks {
        let number = Number::of(mark.person);
        // Writing to a text never fails.
        let row = first_row + u64::from(mark.row);
        write!(lines, "{},{file},{row},{},", part.extract.name(), number.as_str()).ok();
        mark.dirt.write(lines);
        lines.push('\n');
    }
}
