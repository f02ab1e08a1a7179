//! The program: parses arguments, calls a command, exits.

// Nothing that a delivery holds may stop a run.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use bidui::cli::{self, ExitCode};

fn main() -> std::process::ExitCode {
    let arguments = match cli::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(code) => return code.into(),
    };
    match cli::answer(&arguments) {
        Ok(code) => code.into(),
        Err(error) => {
            eprintln!("bidui: {error:#}");
            ExitCode::Machine.into()
        }
    }
}
