//! Why a file cannot be read or written, in the words of the catalogue.

use std::io;

use super::Said;

/// The machine's own words, which are English, only where no others are known.
impl From<&io::Error> for Said {
    fn from(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied => said!("not-permitted"),
            io::ErrorKind::NotFound => said!("not-there"),
            io::ErrorKind::IsADirectory => said!("that-is-a-folder"),
            io::ErrorKind::NotADirectory => said!("not-a-folder-on-the-way"),
            io::ErrorKind::ReadOnlyFilesystem => said!("disk-is-read-only"),
            io::ErrorKind::StorageFull => said!("disk-is-full"),
            io::ErrorKind::QuotaExceeded => said!("no-more-room-for-you"),
            io::ErrorKind::ResourceBusy => said!("in-use"),
            _ => Self::Plain(error.to_string()),
        }
    }
}
