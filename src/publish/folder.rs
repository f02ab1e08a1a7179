//! The folder of all runs: `OUT/runs/<run-id>/`, with `OUT/latest` pointing to the last one.

use std::fs;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::lock::{Holder, Lock, NotTaken};
use crate::diagnostic::Diagnostic;

/// How the folder of a run begins that is not published yet.
pub(super) const PENDING_PREFIX: &str = ".staging-";

/// The folder of all runs of a job, held for writing. One run at a time may hold it.
#[derive(Debug)]
pub struct OutFolder {
    out: PathBuf,
    _lock: Lock,
    died: Option<Holder>,
}

impl OutFolder {
    /// Takes hold of the folder, making it if need be, and clears what runs that died left behind.
    ///
    /// # Errors
    /// A diagnostic when the folder cannot be written; [`PublishError::Locked`] when another run holds it.
    pub fn open(out: &Path, holder: &Holder) -> Result<Self, PublishError> {
        let runs = out.join("runs");
        fs::create_dir_all(&runs).map_err(|error| PublishError::disk(out, error))?;
        let (lock, died) = Lock::take(&runs.join(".lock"), holder).map_err(|error| match error {
            NotTaken::Held(holder) => PublishError::Locked { out: out.to_owned(), holder },
            NotTaken::Disk(error) => PublishError::disk(out, error),
        })?;
        let folder = Self { out: out.to_owned(), _lock: lock, died };
        folder.remove_the_dead()?;
        Ok(folder)
    }

    /// Who held the folder last and died with it.
    pub fn died(&self) -> Option<&Holder> {
        self.died.as_ref()
    }

    pub(super) fn path(&self) -> &Path {
        &self.out
    }

    /// Whoever holds the lock knows that every other pending_run folder belongs to a run that died.
    fn remove_the_dead(&self) -> Result<(), PublishError> {
        let runs = self.out.join("runs");
        let entries = fs::read_dir(&runs).map_err(|error| PublishError::disk(&runs, error))?;
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(PENDING_PREFIX) {
                fs::remove_dir_all(entry.path()).map_err(|error| PublishError::disk(&entry.path(), error))?;
            }
        }
        Ok(())
    }
}

/// Says what keeps the folder of all runs from being written.
pub fn not_writable(out: &Path, error: std::io::Error) -> Option<Diagnostic> {
    PublishError::disk(out, error).diagnostic().cloned()
}

/// The link to the last published run.
pub fn latest_link(out: &Path) -> PathBuf {
    out.join("latest")
}

/// The folder of the last published run in `out`, if there is one.
pub fn latest(out: &Path) -> Option<PathBuf> {
    let target = fs::read_link(latest_link(out)).ok()?;
    let dir = out.join(target);
    dir.join("run.json").is_file().then_some(dir)
}

/// Makes `OUT/latest` point to a run; whoever follows it sees the old run or the new one.
pub(super) fn point_latest_to(out: &Path, run_id: &str) -> Result<(), PublishError> {
    let link = latest_link(out);
    let next = out.join("runs").join(format!("{PENDING_PREFIX}latest"));
    let target = Path::new("runs").join(run_id);
    // A link left by a run that died here is replaced.
    fs::remove_file(&next).ok();
    link_dir(&target, &next).map_err(|error| PublishError::disk(&next, error))?;
    fs::rename(&next, &link).map_err(|error| PublishError::disk(&link, error))
}

#[cfg(unix)]
pub(super) fn link_dir(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
pub(super) fn link_dir(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}
