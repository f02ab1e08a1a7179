//! A small file that vouches for itself: its own digest stands before it.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::whole_file::write_whole;

/// The hexadecimal digits of a digest.
const SEAL: usize = 64;

/// What was written; none if it is not there, or is damaged.
pub fn read_sealed(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = fs::read(path).ok()?;
    let (seal, content) = bytes.split_at_checked(SEAL)?;
    let whole = blake3::hash(content).to_hex().as_bytes() == seal;
    whole.then(|| bytes.split_off(SEAL))
}

/// Writes it, whole or not at all.
pub fn write_sealed(path: &Path, content: &[u8]) -> io::Result<()> {
    write_whole(path, |file| {
        file.write_all(blake3::hash(content).to_hex().as_bytes())?;
        file.write_all(content)
    })
}
