//! Errors of the store: what a person can fix, and what the machine did.

use std::io;

use thiserror::Error;

use crate::diagnostic::Diagnostic;

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
        io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "a file is in the way".to_owned(),
        _ => error.to_string(),
    };
    not_usable(NOT_USABLE, place, &why, ELSEWHERE)
}

fn not_usable(code: &'static str, place: &str, why: &str, help: &str) -> Diagnostic {
    Diagnostic::error(code, format!("the store {place} cannot be used: {why}")).help(help)
}

const ELSEWHERE: &str = "choose another place: `store` in the job file";

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
            Some(CannotOpen) => (NOT_USABLE, "it cannot be opened, or its folder is not there", ELSEWHERE),
            Some(PermissionDenied) => (NOT_USABLE, "you may not write there", ELSEWHERE),
            Some(ReadOnly) => (NOT_USABLE, "it is read-only", ELSEWHERE),
            Some(NotADatabase) => (
                NO_STORE,
                "that file is not a store of this program",
                "choose another name: `store` in the job file; the file is left as it is",
            ),
            Some(DatabaseCorrupt) => (
                NO_STORE,
                "it is damaged",
                "put back a copy of it; the runs are in the folder `output` and will be taken in again, the outcomes of visits are in the store alone",
            ),
            Some(DatabaseBusy | DatabaseLocked) => {
                (BUSY, "another program has been writing to it for too long", "try again when it has ended")
            }
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
            let help = "see whether the server runs and the address under `store` is right";
            return Self::fixable(NOT_USABLE, place, &format!("the server cannot be reached: {why}"), help);
        };
        // Of the classes of SQLSTATE: connection and authorization, and a database that is not there.
        match of_server.code().code().get(..2) {
            Some("08" | "28" | "3D" | "42") => {
                let help = "ask whoever runs the server; the user needs the right to make tables";
                Self::fixable(NOT_USABLE, place, of_server.message(), help)
            }
            _ => Self::Machine { place: place.to_owned(), source: source.into() },
        }
    }

    pub(super) fn no_variable(place: &str, name: &str) -> Self {
        let why = format!("the environment has no variable `{name}`");
        Self::fixable(NO_VARIABLE, place, &why, "set it before the program is called")
    }

    fn fixable(code: &'static str, place: &str, why: &str, help: &str) -> Self {
        Self::Fixable(Box::new(not_usable(code, place, why, help)))
    }

    pub(super) fn newer(place: &str, found: i64, known: usize) -> Self {
        let why = format!("it has form {found}, and this version of the program knows forms up to {known}");
        Self::fixable(NEWER, place, &why, "use the version of the program that wrote it, or a newer one")
    }

    /// An outcome that this program did not write, or not so.
    pub fn unreadable_outcome(id: i64) -> Self {
        let message = format!("outcome {id} in the store cannot be read");
        let help = "`bidui audit verify` says what was edited; put back a copy of the store";
        Self::Fixable(Box::new(Diagnostic::error(UNREADABLE, message).help(help)))
    }

    /// A spot check that this program did not write, or not so.
    pub(super) fn unreadable_draw(id: &str) -> Self {
        let message = format!("spot check {id} in the store cannot be read");
        let help = "`bidui audit verify` says what was edited; put back a copy of the store";
        Self::Fixable(Box::new(Diagnostic::error(UNREADABLE, message).help(help)))
    }

    /// What a person can fix, if this is of that kind.
    pub fn diagnostic(&self) -> Option<&Diagnostic> {
        match self {
            Self::Fixable(diagnostic) => Some(diagnostic),
            Self::Machine { .. } => None,
        }
    }
}
