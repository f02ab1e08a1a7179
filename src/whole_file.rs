//! Files that appear whole or not at all: written beside their place, then renamed.

use std::fs::{self, File};
use std::io;
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
