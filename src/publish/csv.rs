//! Tables as CSV: UTF-8 with a byte-order mark, so that spreadsheets open it right.

use std::io::{self, Write};

use polars::prelude::DataFrame;

use super::PublishError;
use super::cells::TextColumn;

/// Begins a CSV file: the byte-order mark, and lines ended by `\n`.
pub(super) fn begin<W: Write>(mut out: W) -> io::Result<csv::Writer<W>> {
    out.write_all("\u{feff}".as_bytes())?;
    Ok(csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out))
}

/// Writes the table, a line each row, ended by `\n`; null is empty; formulas are neutralised.
pub fn write_csv(out: impl Write, file: &str, frame: &DataFrame) -> Result<(), PublishError> {
    rows(out, frame).map_err(|error| PublishError::format(file, error))
}

fn rows(out: impl Write, frame: &DataFrame) -> io::Result<()> {
    let mut writer = begin(out)?;
    writer.write_record(frame.get_column_names().iter().map(|name| name.as_str()))?;
    let columns: Vec<_> = frame.columns().iter().map(TextColumn::new).collect();
    for row in 0..frame.height() {
        for column in &columns {
            writer.write_field(column.text(row).as_bytes())?;
        }
        // Ends the line.
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::df;

    #[test]
    fn a_csv_opens_in_a_spreadsheet_with_its_numbers_and_without_its_formulas() {
        let frame = df!("name" => [Some("=cmd()"), None, Some("张\"三")], "total" => [-1i64, 2, 3]).unwrap();
        let mut bytes = Vec::new();
        write_csv(&mut bytes, "x.csv", &frame).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\u{feff}name,total\n'=cmd(),-1\n,2\n\"张\"\"三\",3\n");
    }
}
