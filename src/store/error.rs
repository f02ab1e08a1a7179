//! Errors of the store: what a person can fix, and what the machine did.

use std::io;

use thiserror::Error;

use crate::diagnostic::Diagnostic;
use crate::words::{Said, said};

/// The store cannot be opened or written.
const NOT_USABLE: &str = "E0601";
/// The store was made by a newer version of the program.
const NEWER: &str = "E0602";
/// The file is no store.
const NO_STORE: &str = "E0603";
/// Another program holds the store for too long.
const BUSY: &str = "E0604";
/// The address of the store names a variable that the environment does not have.
const NO_VARIABLE: &str = "E0608";
/// What stands in the store cannot be read.
const UNREADABLE: &str = "E0605";

/// Says what keeps the store from being made or written.
pub fn not_writable(place: &str, error: &io::Error) -> Diagnostic {
    let why = match error.kind() {
        io::ErrorKind::PermissionDenied => said!("you-may-not-write-there"),
        io::ErrorKind::ReadOnlyFilesystem => said!("disk-is-read-only"),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => said!("a-file-of-that-name"),
        _ => error.to_string().into(),
    };
    not_usable(NOT_USABLE, place, why, elsewhere())
}

fn not_usable(code: &'static str, place: &str, why: Said, help: Said) -> Diagnostic {
    Diagnostic::error(code, said!("store-cannot-be-used", place, why)).help(help)
}

fn elsewhere() -> Said {
    said!("store-elsewhere")
}

#[derive(Debug, Error)]
pub enum StoreError {
    /// A person can fix it: a folder without write permission, a file that is no store.
    #[error("{}", .0.message)]
    Fixable(Box<Diagnostic>),
    /// The machine failed: the disk is full or damaged.
    #[error("the store {place}: {source}")]
    Machine { place: String, source: Box<dyn std::error::Error + Send + Sync> },
}

impl StoreError {
    pub(super) fn of_sqlite(place: &str, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase, PermissionDenied,
            ReadOnly,
        };
        let (code, why, help) = match source.sqlite_error_code() {
            Some(CannotOpen) => (NOT_USABLE, said!("store-cannot-be-opened"), elsewhere()),
            Some(PermissionDenied) => (NOT_USABLE, said!("you-may-not-write-there"), elsewhere()),
            Some(ReadOnly) => (NOT_USABLE, said!("store-is-read-only"), elsewhere()),
            Some(NotADatabase) => (NO_STORE, said!("not-a-store"), said!("choose-another-store")),
            Some(DatabaseCorrupt) => (NO_STORE, said!("store-is-damaged"), said!("put-back-a-copy")),
            Some(DatabaseBusy | DatabaseLocked) => (BUSY, said!("store-is-busy"), said!("try-again-later")),
            _ => return Self::Machine { place: place.to_owned(), source: source.into() },
        };
        Self::fixable(code, place, why, help)
    }

    /// What a server says, or that none answers.
    pub(super) fn of_postgres(place: &str, source: postgres::Error) -> Self {
        let Some(of_server) = source.as_db_error() else {
            // What the server did not say itself: nobody listens there, or the connection broke.
            let why =
                std::error::Error::source(&source).map_or_else(|| source.to_string(), ToString::to_string);
            return Self::fixable(
                NOT_USABLE,
                place,
                said!("server-not-reached", why),
                said!("does-the-server-run"),
            );
        };
        // Of the classes of SQLSTATE: connection and authorization, and a database that is not there.
        match of_server.code().code().get(..2) {
            Some("08" | "28" | "3D" | "42") => {
                Self::fixable(NOT_USABLE, place, of_server.message().into(), said!("ask-who-runs-the-server"))
            }
            _ => Self::Machine { place: place.to_owned(), source: source.into() },
        }
    }

    pub(super) fn no_variable(place: &str, name: &str) -> Self {
        Self::fixable(NO_VARIABLE, place, said!("no-such-variable", name), said!("set-it-before"))
    }

    fn fixable(code: &'static str, place: &str, why: Said, help: Said) -> Self {
        Self::Fixable(Box::new(not_usable(code, place, why, help)))
    }

    pub(super) fn newer(place: &str, found: i64, known: usize) -> Self {
        Self::fixable(NEWER, place, said!("store-is-newer", found, known), said!("use-a-newer-version"))
    }

    /// An outcome that this program did not write, or not so.
    pub fn unreadable_outcome(id: i64) -> Self {
        Self::Fixable(Box::new(Diagnostic::error(UNREADABLE, said!("outcome-unreadable", id))))
    }

    /// A spot check that this program did not write, or not so.
    pub(super) fn unreadable_draw(id: &str) -> Self {
        Self::Fixable(Box::new(Diagnostic::error(UNREADABLE, said!("draw-unreadable", id))))
    }

    /// What a person can fix, if this is of that kind.
    pub fn diagnostic(&self) -> Option<&Diagnostic> {
        match self {
            Self::Fixable(diagnostic) => Some(diagnostic),
            Self::Machine { .. } => None,
        }
    }
}
