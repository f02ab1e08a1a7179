//! The delivery of one extract: a window of rows at a time, a like share to each file.

use crate::synth::Settings;
use crate::synth::deliver::files::FileSet;
use crate::synth::deliver::folder::{Folder, SynthError};
use crate::synth::deliver::layout::{Files, Handover};
use crate::synth::deliver::window::Rows;
use crate::synth::extract::Extract;

/// Rows of a sheet. A spreadsheet has room for 1,048,576, and becomes slow before.
const ROWS_OF_A_SHEET: u64 = 300_000;

/// An extract that is being delivered.
pub struct Delivery {
    pub extract: Extract,
    layout: Handover,
    folder: Folder,
    /// Which words the headers of the next file are in.
    dialect: usize,
    files: FileSet,
    /// Workbooks so far.
    books: usize,
    /// Rows that a sheet has room for.
    room: u64,
}

impl Delivery {
    pub fn begin(extract: Extract, folder: &Folder, settings: &Settings) -> Result<Self, SynthError> {
        let layout = Handover::of(extract, settings);
        let dialect = usize::from(settings.seed.wrapping_add(extract as u64).is_multiple_of(2));
        let files = FileSet::begin(extract, layout, folder, 1, dialect)?;
        Ok(Self { extract, layout, folder: folder.clone(), dialect, files, books: 1, room: ROWS_OF_A_SHEET })
    }

    /// Adds the next rows. Gives the lines of `truth/records.csv`.
    pub fn add(&mut self, rows: &Rows<'_>) -> Result<String, SynthError> {
        let parts = self.files.parts();
        let share = |part: usize| rows.len() * part / parts..rows.len() * (part + 1) / parts;
        let mut lines = self.make_room(rows.len().div_ceil(parts) as u64)?;
        for part in 0..parts {
            lines += &self.files.add(part, rows, share(part))?;
        }
        Ok(lines)
    }

    /// Begins another workbook where a sheet has no room for so many more.
    fn make_room(&mut self, more: u64) -> Result<String, SynthError> {
        let is_workbook = matches!(self.layout.files, Files::Workbook(_));
        if !is_workbook || self.files.longest() == 0 || self.files.longest() + more <= self.room {
            return Ok(String::new());
        }
        self.books += 1;
        let dialect = self.dialect + self.books - 1;
        let next = FileSet::begin(self.extract, self.layout, &self.folder, self.books, dialect)?;
        std::mem::replace(&mut self.files, next).close()
    }

    /// Closes the files. Gives the last lines of `truth/records.csv`.
    pub fn close(self) -> Result<String, SynthError> {
        self.files.close()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::synth::{Format, Level, block};

    #[test]
    fn a_full_workbook_is_followed_by_another_and_every_row_is_in_one_of_them() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::made(dir.path().to_owned()).unwrap();
        let settings = Settings {
            households: 4096,
            seed: 1,
            dirt: Level::Usual,
            broken_registry_numbers: 0,
            format: Format::Delivered,
        };
        let mut delivery = Delivery::begin(Extract::Assistance, &folder, &settings).unwrap();
        delivery.room = 250;
        let mut lines = String::new();
        let mut rows = 0;
        for number in 0..4 {
            let blocks = [block::make(&settings, number)];
            let window = Rows::of(Extract::Assistance, number, &blocks, 1);
            assert!((130..250).contains(&window.len()), "{}", window.len());
            rows += window.len();
            lines += &delivery.add(&window).unwrap();
        }
        lines += &delivery.close().unwrap();
        let mut last_row: BTreeMap<&str, u64> = BTreeMap::new();
        for line in lines.lines().filter(|line| !line.ends_with("total_line")) {
            let [_, file, row, ..] = line.split(',').collect::<Vec<_>>()[..] else { panic!("{line}") };
            last_row.insert(file, row.parse().unwrap());
        }
        assert_eq!(last_row.keys().next_back(), Some(&"社会救助.xlsx"));
        assert!(last_row.len() >= 3, "{last_row:?}");
        // Two titles and a header stand above.
        assert_eq!(last_row.values().map(|last| last - 3).sum::<u64>(), rows as u64);
        for file in last_row.keys() {
            assert!(dir.path().join(file).exists(), "{file}");
        }
    }
}
