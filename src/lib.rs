//! bidui (比对) compares a county's poverty registry with what the departments hold.

pub mod diagnostic;
pub mod domain;
pub mod form;
pub mod rulebook;
pub mod schema;
pub mod table;
