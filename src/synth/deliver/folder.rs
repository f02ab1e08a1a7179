//! The files of a county on disk: the only file of `synth` that touches it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::diagnostic::Diagnostic;
use crate::words::said;

/// The folder for a generated county holds something already.
const NOT_EMPTY: &str = "E0504";
/// More households than there are citizen numbers for.
pub const TOO_MANY: &str = "E0505";

#[derive(Debug, Error)]
pub enum SynthError {
    /// A person can fix it: a folder that is not empty, a county that is too large.
    #[error("{}", .0.message)]
    Fixable(Box<Diagnostic>),
    /// The disk failed: full, gone, not writable.
    #[error("cannot write {}: {source}", path.display())]
    Disk { path: PathBuf, source: io::Error },
}

/// Refuses a folder that holds something already.
pub fn must_be_empty(folder: &Path) -> Result<(), SynthError> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = said!("folder-not-empty", folder = folder.display().to_string());
        return Err(SynthError::Fixable(Box::new(Diagnostic::error(NOT_EMPTY, message))));
    }
    Ok(())
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
    pub fn begin_truth(&self, name: &str, header: &str) -> Result<Out, SynthError> {
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
