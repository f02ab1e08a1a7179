//! `bidui generate`: a synthetic county whose truth is known.

use super::ExitCode;
use super::args::{DeliveryFormat, DirtChoice, GenerateArguments};
use super::terminal::Terminal;
use crate::synth::{self, Format, Level, Settings, SynthError};

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
            let said = match terminal.lang {
                crate::labels::Lang::Zh => format!(
                    "{} 户，{persons} 人，贫困户 {cards} 户，共 {rows} 行；比对：bidui run {}\n",
                    settings.households,
                    job.display()
                ),
                crate::labels::Lang::En => format!(
                    "{} households, {persons} persons, {cards} cards, {rows} rows; compare: bidui run {}\n",
                    settings.households,
                    job.display()
                ),
            };
            super::print_data(said.as_bytes())?;
            Ok(ExitCode::Done)
        }
        Err(SynthError::Fixable(problem)) => {
            super::print_problems(std::slice::from_ref(&problem), terminal);
            Ok(ExitCode::MustFix)
        }
        Err(error) => {
            eprintln!("{}{error}", terminal.say("机器故障：", "the machine failed: "));
            Ok(ExitCode::Machine)
        }
    }
}
