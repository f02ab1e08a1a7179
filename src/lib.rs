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
pub mod rulebook;
mod builtin;
pub mod job;
pub mod raw;
pub mod extract;
pub mod clean;
pub mod stage;
pub mod gate;
pub mod roster;
pub mod link;
pub mod evaluate;
pub mod suspects;
pub mod change;
pub mod handover;
pub mod publish;
pub mod run;
pub mod rule_examples;
pub mod check;
pub mod synth;
pub mod score;
pub mod cli;

#[cfg(test)]
mod test_support;
