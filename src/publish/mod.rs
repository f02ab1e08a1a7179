//! Publishing: one file per format; everything appears whole or not at all.
//!
//! Knows nothing of how the tables were made: it takes their rows, and only writes.

mod error;
mod lock;
mod folder;
mod replay_folder;
mod retention;
mod room;
mod metrics;
mod interrupt;
mod pending_run;
mod sync;
mod manifest;
mod cells;
mod csv;
mod parquet;
mod list_book;
mod list_names;
mod lists;
mod omission_lists;
mod list_text;
mod rule_text;
mod visits;
mod village;
mod dispute_lists;
mod report;
mod listing_file;

pub use cells::plain;
pub use dispute_lists::dispute_lists;
pub use error::PublishError;
pub use folder::{OutFolder, latest, latest_link, not_writable};
pub use interrupt::may_end;
pub use listing_file::{ListColumn, csv_of, workbook_of, write_below, write_list};
pub use lists::{ListFile, VillageList, folder_of as township_folder};
pub use lock::Holder;
pub use manifest::{GoneFinding, Input, Manifest, Measured, Output, RuleRun, TrendPoint, Warning};
pub use metrics::{Metrics, write_metrics};
pub use omission_lists::omission_lists;
pub use parquet::{read_parquet, write_parquet};
pub use pending_run::{Formats, PendingRun, Published};
pub use replay_folder::ReplayFolder;
pub use report::{Before, DeliveryNews, MissingSource, ReportFacts, VillageLink};
pub use room::room_for;
pub use rule_text::RuleText;
pub use village::{
    DrawnCard, DrawnVillage, Edition, VillageWorkbook, spot_check_workbooks, summaries, township_summary,
    village_workbooks,
};
pub use visits::Visits;

#[cfg(test)]
mod tests;
