//! The room on the disk: whether a run will fit, before it begins.

use std::io;
use std::path::Path;

use super::PublishError;

/// What a run is about to write at most, in bytes, as far as the last one tells; a first run takes less than what it reads.
pub fn room_for(out: &Path, needed: u64) -> Result<(), PublishError> {
    match free(out) {
        Some(free) if free < needed => {
            let mib = |bytes: u64| bytes / (1 << 20);
            let why = format!("{} MiB are free, and a run takes up to {} MiB", mib(free), mib(needed).max(1));
            let source = io::Error::new(io::ErrorKind::StorageFull, why);
            Err(PublishError::Disk { path: out.to_owned(), source })
        }
        // Where the system does not tell, the run finds out.
        _ => Ok(()),
    }
}

/// The bytes that are free where a path is or would be; none if the system does not tell.
#[cfg(unix)]
pub(super) fn free(out: &Path) -> Option<u64> {
    let there = out.ancestors().find(|path| path.exists())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
pub(super) fn free(_: &Path) -> Option<u64> {
    None
}
