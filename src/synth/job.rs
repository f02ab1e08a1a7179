//! Which job compares a generated county? One that `bidui run` takes as it is.

use std::fmt::Write as _;

use super::calendar::AS_OF;
use super::extract::Extract;
use super::{Encoding, Settings};

pub fn text(settings: &Settings) -> String {
    let encoding = match settings.encoding {
        Encoding::Gb18030 => "gb18030",
        Encoding::Utf8 => "utf-8",
    };
    let mut text = format!(
        "# A synthetic county: {} households, seed {}. The truth of it is in `truth/`.\n\
         name   = \"synthetic-{}\"\nas_of  = {AS_OF}\noutput = \"out\"\n",
        settings.households, settings.seed, settings.seed
    );
    for extract in Extract::ALL {
        // Writing to a text never fails.
        write!(
            text,
            "\n[[extract]]\nname     = \"{}\"\npath     = [\"in/{}\"]\nencoding = \"{encoding}\"\n",
            extract.name(),
            extract.file()
        )
        .ok();
    }
    text
}
