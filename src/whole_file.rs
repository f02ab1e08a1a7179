//! Files that appear whole or not at all: written beside their place, then renamed; and what tells one content from another
//! while it is written.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file in one step: whoever opens it sees the old one or the new one.
///
/// # Errors
/// Those of `write`, and of the disk; nothing is left beside the file then.
pub fn write_whole<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut File) -> Result<(), E>,
) -> Result<(), E> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.unfinished", std::process::id()));
    let unfinished = path.with_file_name(name);
    let written = File::create(&unfinished).map_err(E::from).and_then(|mut file| {
        write(&mut file)?;
        begin_to_flush(&file);
        Ok(fs::rename(&unfinished, path)?)
    });
    if written.is_err() {
        // Nothing more can be done about a file that cannot be removed either.
        fs::remove_file(&unfinished).ok();
    }
    written
}

/// Has a file that is complete on its way to the disk, so that less is left to wait for when everything is flushed. Small
/// ones the disk takes together, and faster than one by one.
#[cfg(target_os = "linux")]
fn begin_to_flush(file: &File) {
    const LARGE: u64 = 1 << 20;
    if file.metadata().is_ok_and(|there| there.len() >= LARGE) {
        // What is not on the disk yet cannot be given back, so the system begins to write it.
        rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed).ok();
    }
}

#[cfg(not(target_os = "linux"))]
fn begin_to_flush(_: &File) {}

/// A file on whose way its content is counted and digested.
pub struct Digesting<W> {
    inner: W,
    hasher: blake3::Hasher,
    bytes: u64,
    failed: Option<io::ErrorKind>,
}

impl<W> Digesting<W> {
    pub fn new(inner: W) -> Self {
        Self { inner, hasher: blake3::Hasher::new(), bytes: 0, failed: None }
    }

    /// The digest of what was written, in hexadecimal, and its size in bytes.
    ///
    /// # Errors
    /// What the file itself said, if something could not be written: what a format's writer makes of that says less.
    pub fn digest_and_size(&self) -> io::Result<(String, u64)> {
        match self.failed {
            Some(kind) => Err(kind.into()),
            None => Ok((self.hasher.finalize().to_hex().to_string(), self.bytes)),
        }
    }

    /// An interrupted write is no failure: whoever writes tries it again.
    fn note(&mut self, error: &io::Error) {
        if error.kind() != io::ErrorKind::Interrupted {
            self.failed = Some(error.kind());
        }
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(data);
        match &written {
            Ok(written) => {
                self.hasher.update(data.get(..*written).unwrap_or(data));
                self.bytes += *written as u64;
            }
            Err(error) => self.note(error),
        }
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.inner.flush();
        if let Err(error) = &flushed {
            self.note(error);
        }
        flushed
    }
}
