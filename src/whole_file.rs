//! Files that appear whole or not at all: written beside their place, then renamed; and what tells one content from another.

use std::fs::{self, File};
use std::io::{self, Read};
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
        Ok(fs::rename(&unfinished, path)?)
    });
    if written.is_err() {
        // Nothing more can be done about a file that cannot be removed either.
        fs::remove_file(&unfinished).ok();
    }
    written
}

/// The BLAKE3 digest of a file's content, in hexadecimal.
pub fn content_digest(path: &Path) -> io::Result<String> {
    Ok(digest_and_size(path)?.0)
}

/// The digest of a file's content, and its size in bytes.
pub fn digest_and_size(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((hasher.finalize().to_hex().to_string(), bytes));
        }
        bytes += read as u64;
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
}
