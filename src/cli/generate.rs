//! `bidui generate`: a synthetic county whose truth is known.

use super::ExitCode;
use super::args::{DeliveryFormat, DirtChoice, GenerateArguments};
use super::terminal::Terminal;
use crate::synth::{self, Format, Level, Settings, SynthError};
use crate::words::{phrase, word};

pub fn answer(arguments: &GenerateArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let settings = Settings {
        households: arguments.households,
        seed: arguments.seed,
        dirt: match arguments.dirt {
            DirtChoice::None => Level::None,
            DirtChoice::Usual => Level::Usual,
            DirtChoice::Heavy => Level::Heavy,
        },
        broken_registry_numbers: arguments.broken_registry_numbers,
        format: match arguments.format {
            DeliveryFormat::Delivered => Format::Delivered,
            DeliveryFormat::Utf8 => Format::Utf8,
            DeliveryFormat::Parquet => Format::Parquet,
        },
    };
    match synth::generate(&arguments.out, &settings) {
        Ok(size) => {
            let (persons, cards, rows) = (size.persons, size.cards, size.rows);
            let job = arguments.out.join("job.toml");
            let said = phrase!(
                terminal.lang,
                "county-written",
                households = settings.households,
                persons,
                cards,
                rows,
                job = job.display()
            );
            super::print_data(said.as_bytes())?;
            Ok(ExitCode::Done)
        }
        Err(SynthError::Fixable(problem)) => {
            super::print_problems(std::slice::from_ref(&problem), terminal);
            Ok(ExitCode::MustFix)
        }
        Err(error) => {
            eprintln!("{}{error}", word!(terminal.lang, "the-machine-failed"));
            Ok(ExitCode::Machine)
        }
    }
}
