//! Progress of a run: a bar on a terminal, JSON lines for a program, silence when piped.

use indicatif::{ProgressBar, ProgressStyle};

use super::args::ProgressChoice;
use super::terminal::Terminal;
use crate::run::{Progress, Silent};

/// The listener that was asked for; dropped, it leaves nothing on the screen.
pub fn of(choice: ProgressChoice, terminal: &Terminal, extracts: usize) -> Box<dyn Progress> {
    match choice {
        ProgressChoice::Json => Box::new(JsonLines),
        ProgressChoice::Auto if terminal.watched => Box::new(Bar::new(extracts)),
        ProgressChoice::Auto | ProgressChoice::None => Box::new(Silent),
    }
}

struct JsonLines;

impl JsonLines {
    fn line(line: &serde_json::Value) {
        eprintln!("{line}");
    }
}

impl Progress for JsonLines {
    fn stage(&self, name: &'static str) {
        Self::line(&serde_json::json!({ "event": "stage", "stage": name }));
    }

    fn extract_done(&self, name: &str) {
        Self::line(&serde_json::json!({ "event": "extract", "extract": name }));
    }
}

struct Bar(ProgressBar);

impl Bar {
    fn new(extracts: usize) -> Self {
        let bar = ProgressBar::new(extracts as u64);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str) {
        self.0.set_message(name);
        self.0.tick();
    }

    fn extract_done(&self, _name: &str) {
        self.0.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
