//! A folder aside in which a published run is done again: it has the run before it, and is gone afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use super::PublishError;
use super::folder::{link_dir, point_latest_to};

/// The folder; dropped, it is gone.
#[derive(Debug)]
pub struct ReplayFolder(PathBuf);

impl ReplayFolder {
    /// A folder of runs as it was before the run in `dir` was published.
    ///
    /// # Errors
    /// The temporary folder of the system cannot be written.
    pub fn after(dir: &Path, previous: Option<&str>) -> Result<Self, PublishError> {
        let path = std::env::temp_dir().join(format!("bidui-replay-{}", std::process::id()));
        let disk = |error| PublishError::disk(&path, error);
        fs::create_dir_all(path.join("runs")).map_err(disk)?;
        let own = Self(path.clone());
        if let Some(previous) = previous {
            let before = std::path::absolute(dir.with_file_name(previous)).map_err(disk)?;
            link_dir(&before, &path.join("runs").join(previous)).map_err(disk)?;
            point_latest_to(&path, previous)?;
        }
        Ok(own)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ReplayFolder {
    fn drop(&mut self) {
        // Links are removed, and not what they point to; what is left is the system's to clear.
        fs::remove_dir_all(&self.0).ok();
    }
}
