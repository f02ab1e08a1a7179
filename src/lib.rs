//! bidui (比对) compares a county's poverty registry with what the departments hold.

pub mod clean;
pub mod diagnostic;
pub mod domain;
pub mod extract;
pub mod form;
pub mod raw;
pub mod schema;
pub mod stage;
pub mod standard;
