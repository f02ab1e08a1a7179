//! The program: parses arguments, calls a command, exits.

// Nothing that a delivery holds may stop a run.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use bidui::cli::{self, Arguments, ExitCode};
use clap::Parser;

fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    match cli::answer(&arguments) {
        Ok(code) => code.into(),
        Err(error) => {
            eprintln!("bidui: {error:#}");
            ExitCode::Machine.into()
        }
    }
}
