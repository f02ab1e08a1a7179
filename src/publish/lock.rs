//! The lock of a folder of runs: one run at a time may hold it, and says who it is.
//!
//! The operating system lets go of it when the process ends, however it ends. What stands in the file then is of a run
//! that died, and no lock.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Who holds a lock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub host: String,
    pub pid: u32,
    /// RFC 3339.
    pub since: String,
}

/// A lock that is held.
#[derive(Debug)]
pub(super) struct Lock(File);

/// Why a lock could not be taken.
#[derive(Debug)]
pub(super) enum NotTaken {
    /// Another run holds it; none where it does not say who it is.
    Held(Option<Holder>),
    Disk(io::Error),
}

impl Lock {
    /// Takes the lock, and says who held it last and did not let go.
    pub fn take(path: &Path, holder: &Holder) -> Result<(Self, Option<Holder>), NotTaken> {
        let file = File::options().create(true).truncate(false).read(true).write(true).open(path);
        let mut file = file.map_err(NotTaken::Disk)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(NotTaken::Held(written(&mut file))),
            Err(TryLockError::Error(error)) => return Err(NotTaken::Disk(error)),
        }
        let died = written(&mut file);
        let mut own = Self(file);
        own.write(&serde_json::to_vec(holder).unwrap_or_default()).map_err(NotTaken::Disk)?;
        Ok((own, died))
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        self.0.set_len(0)?;
        self.0.rewind()?;
        self.0.write_all(text)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Where it cannot be written, the next run says that this one died; nothing else hangs on it.
        self.write(b"").ok();
    }
}

fn written(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}
