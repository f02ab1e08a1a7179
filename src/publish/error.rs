//! Errors of publishing: what a person can fix, and what the machine did.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::lock::Holder;
use crate::diagnostic::Diagnostic;
use crate::table::TableError;
use crate::words::said;

/// The folder for results cannot be made or written.
const NOT_WRITABLE: &str = "E0501";
/// There is no published run to read.
const NO_RUN: &str = "E0502";
/// A published table cannot be read back.
const NOT_READABLE: &str = "E0503";
/// A published file is not what was published.
const CHANGED_SINCE: &str = "E0517";

#[derive(Debug, Error)]
pub enum PublishError {
    /// A person can fix it: a folder without write permission, a run that is not there.
    #[error("{}", .0.message)]
    Fixable(Box<Diagnostic>),
    /// Another run is writing to the same folder.
    #[error("another run is writing to {}", out.display())]
    Locked { out: PathBuf, holder: Option<Holder> },
    /// The disk failed: full, gone, or damaged.
    #[error("cannot write {}: {source}", path.display())]
    Disk { path: PathBuf, source: io::Error },
    /// A table does not have the columns of the contract: a mistake in this program.
    #[error("table `{table}` is not as the contract says: {source}")]
    WrongTable { table: String, source: TableError },
    /// A format's writer failed.
    #[error("cannot write {file}: {source}")]
    Format { file: String, source: Box<dyn std::error::Error + Send + Sync> },
    /// A mistake in this program.
    #[error("a run is published with its manifest only")]
    NoManifest,
}

impl PublishError {
    /// The writer of a file's format failed.
    pub fn format(file: &str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Format { file: file.to_owned(), source: source.into() }
    }

    pub(super) fn disk(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::IsADirectory
            | io::ErrorKind::NotFound
            | io::ErrorKind::AlreadyExists => Self::not_writable(path, &source),
            _ => Self::Disk { path: path.to_owned(), source },
        }
    }

    fn not_writable(path: &Path, source: &io::Error) -> Self {
        let why = match source.kind() {
            io::ErrorKind::PermissionDenied => said!("you-may-not-write-there"),
            io::ErrorKind::ReadOnlyFilesystem => said!("disk-is-read-only"),
            io::ErrorKind::NotFound => said!("no-such-folder"),
            io::ErrorKind::IsADirectory => said!("that-is-a-folder"),
            _ => said!("a-file-of-that-name"),
        };
        let message = said!("results-not-writable", place = path.display().to_string(), why);
        Self::Fixable(Box::new(Diagnostic::error(NOT_WRITABLE, message)))
    }

    pub fn no_run(place: &Path) -> Self {
        let message = said!("no-published-run", place = place.display().to_string());
        Self::Fixable(Box::new(Diagnostic::error(NO_RUN, message)))
    }

    pub fn not_readable(file: &Path, why: &str) -> Self {
        let message = said!("run-not-readable", file = file.display().to_string(), why);
        Self::Fixable(Box::new(Diagnostic::error(NOT_READABLE, message)))
    }

    pub fn changed_since(file: &Path) -> Self {
        let message = said!("file-changed-since", file = file.display());
        Self::Fixable(Box::new(Diagnostic::error(CHANGED_SINCE, message)))
    }

    /// The last run cannot be read, so that no other can be compared with it.
    pub fn of_last_run(self, dir: &Path, latest: &Path) -> Self {
        let Self::Fixable(diagnostic) = self else { return self };
        let (latest, folder) = (latest.display().to_string(), dir.display().to_string());
        let help = said!("begin-anew", latest, folder);
        Self::Fixable(Box::new(diagnostic.help(help)))
    }

    /// What a person can fix, if this is of that kind.
    pub fn diagnostic(&self) -> Option<&Diagnostic> {
        match self {
            Self::Fixable(diagnostic) => Some(diagnostic),
            _ => None,
        }
    }
}
