//! The household sheet: a page for one visit, to print and take along; the same for a browser and as PDF.

mod html;
mod model;
mod pdf;

pub(super) use html::page;
pub(super) use pdf::write;
