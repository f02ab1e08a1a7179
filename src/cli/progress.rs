//! Progress of a run: a bar on a terminal, JSON lines for a program, silence when piped.

use indicatif::{ProgressBar, ProgressStyle};

use super::args::ProgressChoice;
use super::terminal::Terminal;
use crate::labels::Lang;
use crate::run::{Progress, Silent};
use crate::words::label;

/// The listener that was asked for; dropped, it leaves nothing on the screen.
pub fn of(choice: ProgressChoice, terminal: &Terminal, extracts: usize) -> Box<dyn Progress> {
    match choice {
        ProgressChoice::Json => Box::new(JsonLines),
        ProgressChoice::Auto if terminal.watched => Box::new(Bar::new(extracts, terminal.lang)),
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

struct Bar {
    bar: ProgressBar,
    lang: Lang,
}

impl Bar {
    fn new(extracts: usize, lang: Lang) -> Self {
        let bar = ProgressBar::new(extracts as u64);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        Self { bar, lang }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str) {
        self.bar.set_message(label("stage", name, self.lang).unwrap_or(name));
        self.bar.tick();
    }

    fn extract_done(&self, _name: &str) {
        self.bar.inc(1);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
