//! Logs on standard error, silent unless asked for, without personal data.

use tracing_subscriber::EnvFilter;

use super::args::Arguments;
use super::terminal::Terminal;
use crate::words::word;

/// Starts logging: `--log`, else `BIDUI_LOG`, else what `-v` says.
pub fn start(arguments: &Arguments, terminal: &Terminal) {
    let asked =
        arguments.log.clone().or_else(|| std::env::var("BIDUI_LOG").ok()).filter(|text| !text.is_empty());
    let default = match arguments.verbose {
        0 => "warn",
        1 => "bidui=info,warn",
        _ => "bidui=debug,warn",
    };
    let filter = match asked.as_deref().map(EnvFilter::try_new) {
        None => EnvFilter::new(default),
        Some(Ok(filter)) => filter,
        Some(Err(_)) => {
            eprintln!("--log: {}", word!(terminal.lang, "log-filter-ignored"));
            EnvFilter::new(default)
        }
    };
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start, as in tests, keeps the first.
    logs.with_ansi(terminal.color).with_target(false).try_init().ok();
}
