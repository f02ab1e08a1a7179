//! The job file of a generated county, which `bidui run` takes as it is.

use std::fmt::Write as _;

use crate::synth::Settings;
use crate::synth::calendar::AS_OF;
use crate::synth::deliver::csv_text::Encoding;
use crate::synth::deliver::layout::{Files, Handover};
use crate::synth::extract::Extract;

pub fn text(settings: &Settings) -> String {
    let mut text = format!(
        "# A synthetic county: {} households, seed {}. The truth of it is in `truth/`.\n\
         name   = \"synthetic-{}\"\nas_of  = {AS_OF}\noutput = \"out\"\n",
        settings.households, settings.seed, settings.seed
    );
    for extract in Extract::ALL {
        let (name, stem) = (extract.name(), extract.stem());
        // Of several files, and of workbooks, of which there are as many as it takes, the beginning is the same.
        let (files, encoding) = match Handover::of(*extract, settings).files {
            Files::Csv(encoding, 1) => (format!("{stem}.csv"), Some(encoding)),
            Files::Csv(encoding, _) => (format!("{stem}-*.csv"), Some(encoding)),
            Files::Workbook(_) => (format!("{stem}*.xlsx"), None),
            Files::Parquet => (format!("{stem}.parquet"), None),
        };
        // Writing to a text never fails.
        write!(text, "\n[[extract]]\nname     = \"{name}\"\npath     = [\"in/{files}\"]\n").ok();
        let encoding = encoding.map(|encoding| match encoding {
            Encoding::Gb18030 => "gb18030",
            Encoding::Utf8 => "utf-8",
        });
        if let Some(encoding) = encoding {
            writeln!(text, "encoding = \"{encoding}\"").ok();
        }
    }
    text
}
