//! Publishing: one file per format; everything appears whole or not at all.
//!
//! Knows nothing of how the tables were made: it takes frames and checks their columns.

mod columns;
mod error;
mod folder;
mod interrupt;
mod pending_run;
mod sync;
mod manifest;
mod cells;
mod csv;
mod parquet;
mod lists;
mod list_text;
mod report;
mod read_back;
mod listing_file;

pub use columns::{
    EVIDENCE, FINDINGS, IDENTITY, LINKS, QUALITY, REJECTS, SUSPECTS, UNDETERMINED, VERDICTS, columns_of,
};
pub use error::PublishError;
pub use folder::{OutFolder, latest, latest_link, not_writable};
pub use interrupt::may_end;
pub use list_text::{EvidenceColumn, RuleText};
pub use listing_file::{csv_of, workbook_of, write_list};
pub use manifest::{GoneFinding, Input, Manifest, Measured, Output, RuleRun, Warning};
pub use parquet::{read_parquet, write_parquet};
pub use pending_run::{Formats, PendingRun, Published};
pub use read_back::{
    EvidenceLine, FindingLine, Listing, read_listing, read_manifest, read_stage_table, read_table, run_in,
};
pub use report::ReportFacts;

#[cfg(test)]
mod tests;
