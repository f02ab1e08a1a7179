//! The national standards as pure functions over one value; no tables, files or clock.

pub mod citizen_id;
pub mod credit_code;
pub mod mask;
pub mod near_number;
pub mod person_name;
pub mod text;
