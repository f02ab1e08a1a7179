//! Dirt: what happens to a value on the way from a clerk's desk. `rates.rs` says how often; a file for each
//! sort of value.

mod kinds;
pub mod legibility;
mod rates;
mod number;
mod name;
mod date;
mod amount;

pub use amount::{amount, area};
pub use date::date;
pub use kinds::*;
pub use name::name;
pub use number::number;
pub use rates::{Level, Of, Rates};
