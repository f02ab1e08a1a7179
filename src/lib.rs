//! bidui (比对) compares a county's poverty registry with what the departments hold.

// Nothing that a delivery holds may stop a run.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod domain;
pub mod labels;
pub mod diagnostic;
pub mod toml_reader;
pub mod standard;
pub mod schema;
pub mod table;
pub mod rulebook;
mod builtin;
pub mod job;
pub mod raw;
pub mod extract;
pub mod clean;
pub mod ingest;
pub mod gate;
pub mod roster;
pub mod link;
pub mod evaluate;
pub mod suspects;
pub mod change;
pub mod results;
pub mod publish;
pub mod run;
pub mod rule_examples;
pub mod check;
pub mod synth;
pub mod score;
pub mod cli;

#[cfg(test)]
mod test_support;
