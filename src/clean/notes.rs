//! Notes beside each record of what was there and not understood: unreadable values and unknown codes.

use std::collections::BTreeMap;

use polars::prelude::*;

use crate::domain::Cause;
use crate::schema::{AS_DELIVERED, CERTIFICATE, MONTH_ONLY, UNREADABLE};

/// The cells of some records that hold something not understood.
#[derive(Debug, Default)]
pub struct Notes {
    /// By the record's position.
    of_records: BTreeMap<usize, Vec<Note>>,
    /// By the record's position: what was understood and stands in no column, a line of [`AS_DELIVERED`] each.
    asides: BTreeMap<usize, String>,
    /// By the record's position, as far as any has one: the dates that name a month only, as of [`MONTH_ONLY`].
    months: Vec<u32>,
}

#[derive(Debug)]
struct Note {
    cause: Cause,
    column: String,
    /// As delivered.
    wording: String,
}

impl Notes {
    pub fn add(&mut self, record: usize, cause: Cause, column: &str, wording: &str) {
        let note = Note { cause, column: column.to_owned(), wording: wording.to_owned() };
        self.of_records.entry(record).or_default().push(note);
    }

    /// Notes that a date of a record names no day.
    pub fn name_a_month(&mut self, record: usize, bit: u32) {
        if self.months.len() <= record {
            self.months.resize(record + 1, 0);
        }
        if let Some(months) = self.months.get_mut(record) {
            *months |= bit;
        }
    }

    /// Keeps what follows the citizen number in the number of a disability certificate.
    pub fn add_certificate(&mut self, record: usize, column: &str, tail: &str) {
        self.asides.insert(record, format!("{CERTIFICATE} {column}={tail}"));
    }

    pub fn is_empty(&self) -> bool {
        self.of_records.is_empty()
    }

    /// Adds to what an ingested table remembers of its records.
    pub fn add_to(&self, table: &mut DataFrame) -> PolarsResult<()> {
        for (name, separator, of_note) in [
            (UNREADABLE, ",", (|note: &Note| note.column.clone()) as fn(&Note) -> String),
            (AS_DELIVERED, "\n", |note| line(note.cause, &note.column, &note.wording)),
        ] {
            let said = table.column(name)?.str()?;
            let all = said.iter().enumerate().map(|(record, said)| {
                let notes = self.of_records.get(&record).into_iter().flatten().map(of_note);
                let cell: Vec<_> = said.map(str::to_owned).into_iter().chain(notes).collect();
                (!cell.is_empty()).then(|| cell.join(separator))
            });
            let all = StringChunked::from_iter_options(name.into(), all);
            table.with_column(all.into_series().into_column())?;
        }
        Ok(())
    }

    /// How many values of a column could not be read.
    pub fn unreadable_in(&self, column: &str) -> u64 {
        let of_column = |note: &&Note| note.column == column && note.cause == Cause::ValueUnreadable;
        self.of_records.values().flatten().filter(of_column).count() as u64
    }

    /// The ingested columns that hold it; every record of a file that lacks columns says nothing of those.
    pub fn into_columns(mut self, records: usize, lacking: &[String]) -> [Column; 3] {
        let all = (!lacking.is_empty()).then(|| lacking.join(","));
        let mut names = StringChunkedBuilder::new(UNREADABLE.into(), records);
        let mut wordings = StringChunkedBuilder::new(AS_DELIVERED.into(), records);
        for record in 0..records {
            let aside = self.asides.get(&record);
            let Some(notes) = self.of_records.get(&record) else {
                names.append_option(all.as_deref());
                wordings.append_option(aside);
                continue;
            };
            let mut columns: Vec<_> = notes.iter().map(|note| note.column.as_str()).collect();
            columns.dedup();
            columns.extend(lacking.iter().map(String::as_str));
            names.append_value(columns.join(","));
            let noted = notes.iter().map(|note| line(note.cause, &note.column, &note.wording));
            let lines: Vec<_> = noted.chain(aside.cloned()).collect();
            wordings.append_value(lines.join("\n"));
        }
        self.months.resize(records, 0);
        [
            names.finish().into_series().into_column(),
            wordings.finish().into_series().into_column(),
            UInt32Chunked::from_vec(MONTH_ONLY.into(), self.months).into_series().into_column(),
        ]
    }
}

/// A line of the ingested column [`AS_DELIVERED`].
fn line(cause: Cause, column: &str, wording: &str) -> String {
    format!("{cause} {column}={}", wording.replace('\n', " "))
}
