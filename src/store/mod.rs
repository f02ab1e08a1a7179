//! The store: the history of runs and findings, the outcomes of visits, and the audit log, in a database.
//!
//! What a run published is the truth about that run, and the store takes it in afterwards: a run that died in between
//! is taken in by the next. Outcomes are in the store alone. Knows the hour from whoever calls.

mod audit;
mod database;
mod draws;
mod error;
mod findings;
mod migrations;
mod outcomes;
mod runs;

pub use audit::{Act, AuditEntry, Tampering, Verification};
pub use error::{StoreError, not_writable};
pub use findings::FindingState;
pub use outcomes::{Conflict, NewOutcome, OutcomeRecord, Recorded, Stored, latest_of_each};
pub use runs::{DeliveryUsed, RuleUsed, RunRecord};

use crate::job::StorePlace;
use database::Database;

/// An open store.
#[derive(Debug)]
pub struct Store {
    database: Database,
}

impl Store {
    /// Opens a store, makes it if need be, and brings it to the form of this version.
    ///
    /// # Errors
    /// A diagnostic where it is no store, or of a newer version, or cannot be written or reached.
    pub fn open(place: &StorePlace) -> Result<Self, StoreError> {
        let mut database = Database::open(place)?;
        migrations::migrate(&mut database)?;
        Ok(Self { database })
    }
}

#[cfg(test)]
mod tests;
