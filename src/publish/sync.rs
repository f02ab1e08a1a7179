//! Durable writes: files and folders flushed to the disk.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

const FLUSHES_AT_ONCE: usize = 16;

/// A folder that is to be on the disk, whole.
#[derive(Debug)]
pub struct Durable {
    dir: PathBuf,
    /// Of its file system, where that can be flushed at once.
    whole: Option<whole_file_system::Flush>,
}

impl Durable {
    /// Begun before anything is written: from here on no error of the disk is missed, whoever else asks for errors.
    pub fn begin(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), whole: whole_file_system::Flush::begin(dir) }
    }

    /// Flushes every file below the folder to the disk, and the folders' own entries.
    ///
    /// A run has thousands of small files, and a disk that takes them one by one takes longer than one that is told to take
    /// everything: where the system promises the same of both, everything is flushed.
    pub fn flush(&self) -> Result<(), (PathBuf, io::Error)> {
        match &self.whole {
            Some(whole) if whole.flush().is_ok() => Ok(()),
            // What somebody else's file says, ours need not: each is asked.
            _ => flush_each(&self.dir),
        }
    }
}

/// Flushes file by file: flushes that wait side by side are taken together, so they wait in more threads than there is work
/// for.
fn flush_each(dir: &Path) -> Result<(), (PathBuf, io::Error)> {
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

/// Everything of one file system flushed at once, as `syncfs` of Linux does.
#[cfg(target_os = "linux")]
mod whole_file_system {
    use std::fs::File;
    use std::io;
    use std::path::Path;

    /// From here on `syncfs` says what could not be written, and is as good as flushing every file (its manual page).
    const TELLS_ERRORS: (u32, u32) = (5, 8);
    /// ext4, XFS and Btrfs (`statfs` manual page): others may pass it on to somebody who need not keep the promise.
    const KEEP_THE_PROMISE: [rustix::fs::FsWord; 3] = [0xEF53, 0x5846_5342, 0x9123_683E];

    /// A file system that can be flushed at once; it says what could not be written since this was begun.
    #[derive(Debug)]
    pub struct Flush(File);

    impl Flush {
        /// Of the file system that a folder lies on; none where it is not known to be as good as flushing every file.
        pub fn begin(dir: &Path) -> Option<Self> {
            let system = rustix::system::uname();
            let dir = File::open(dir).ok()?;
            let kind = rustix::fs::fstatfs(&dir).ok()?.f_type;
            let as_good =
                tells_errors(&system.release().to_string_lossy()) && KEEP_THE_PROMISE.contains(&kind);
            as_good.then_some(Self(dir))
        }

        pub fn flush(&self) -> io::Result<()> {
            Ok(rustix::fs::syncfs(&self.0)?)
        }
    }

    /// Whether a release of Linux (`6.1.0-18-amd64`) is recent enough.
    fn tells_errors(release: &str) -> bool {
        let mut numbers =
            release.split(|c: char| !c.is_ascii_digit()).map_while(|number| number.parse().ok());
        matches!((numbers.next(), numbers.next()), (Some(major), Some(minor)) if (major, minor) >= TELLS_ERRORS)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn an_old_system_that_does_not_say_what_could_not_be_written_is_not_believed() {
            for release in ["6.1.0-18-amd64", "5.8.0", "5.15.0-91-generic", "10.0"] {
                assert!(tells_errors(release), "{release}");
            }
            for release in ["5.7.19", "4.18.0-513.el8.x86_64", "3.10.0", "", "unknown"] {
                assert!(!tells_errors(release), "{release}");
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod whole_file_system {
    use std::io;
    use std::path::Path;

    #[derive(Debug)]
    pub enum Flush {}

    impl Flush {
        pub fn begin(_: &Path) -> Option<Self> {
            None
        }

        pub fn flush(&self) -> io::Result<()> {
            match *self {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_flushed_is_said_and_a_whole_folder_can_be() {
        let temporary = tempfile::tempdir().unwrap();
        fs::create_dir(temporary.path().join("lists")).unwrap();
        fs::write(temporary.path().join("lists").join("乡.xlsx"), "户").unwrap();
        Durable::begin(temporary.path()).flush().unwrap();
        flush_each(temporary.path()).unwrap();
        let nowhere = temporary.path().join("nowhere");
        assert_eq!(Durable::begin(&nowhere).flush().unwrap_err().0, nowhere);
    }
}
