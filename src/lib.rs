//! bidui (比对) compares a county's poverty registry with what the departments hold.

// Nothing that a delivery holds may stop the night.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod domain;
pub mod words;
pub mod diagnostic;
pub mod form;
pub mod standard;
pub mod schema;
pub mod table;
pub mod change;
mod builtin;
pub mod roster;
pub mod link;
pub mod job;
pub mod publish;
pub mod cli;
