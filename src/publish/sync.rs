//! Durable writes: files and folders flushed to the disk.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

const FLUSHES_AT_ONCE: usize = 16;

/// Flushes every file below a folder to the disk, and the folders' own entries.
///
/// Hundreds of small files: a disk takes the flushes that wait side by side together, so they wait in more
/// threads than there is work for.
pub fn sync(dir: &Path) -> Result<(), (PathBuf, io::Error)> {
    let (mut files, mut dirs) = (Vec::new(), Vec::new());
    list(dir, &mut files, &mut dirs).map_err(|error| (dir.to_owned(), error))?;
    let sync_file = |path: &PathBuf| File::open(path).and_then(|file| file.sync_all());
    let per_thread = files.len().div_ceil(FLUSHES_AT_ONCE).max(1);
    std::thread::scope(|scope| {
        let flushing: Vec<_> = files
            .chunks(per_thread)
            .map(|files| {
                scope.spawn(move || {
                    files.iter().try_for_each(|path| sync_file(path).map_err(|error| (path.clone(), error)))
                })
            })
            .collect();
        flushing.into_iter().try_for_each(|thread| {
            let died = |_| Err((dir.to_owned(), io::Error::other("a flushing thread died")));
            thread.join().unwrap_or_else(died)
        })
    })?;
    for dir in &dirs {
        // Not every system can flush a folder.
        File::open(dir).and_then(|dir| dir.sync_all()).ok();
    }
    Ok(())
}

fn list(dir: &Path, files: &mut Vec<PathBuf>, dirs: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), files, dirs)?;
        } else {
            files.push(entry.path());
        }
    }
    dirs.push(dir.to_owned());
    Ok(())
}
