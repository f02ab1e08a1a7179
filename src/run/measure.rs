//! Progress and durations of a run.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, Utc};

/// Who wants to know how far a run is.
pub trait Progress: Sync {
    /// A stage begins: `extract`, `roster`, `link`, `evaluate`, `change`, `publish`.
    fn stage(&self, name: &'static str);
    /// An extract is ingested.
    fn extract_done(&self, name: &str);
}

/// Progress that is not shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &'static str) {}
    fn extract_done(&self, _name: &str) {}
}

/// Measures the stages one after the other and tells whoever listens.
pub(super) struct Clock<'a> {
    progress: &'a dyn Progress,
    pub started_at: String,
    current: Option<(&'static str, Instant)>,
    seconds: BTreeMap<String, f64>,
}

impl<'a> Clock<'a> {
    pub fn start(progress: &'a dyn Progress) -> Self {
        let started_at = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
        Self { progress, started_at, current: None, seconds: BTreeMap::new() }
    }

    pub fn stage(&mut self, name: &'static str) {
        self.end_stage();
        tracing::info!(stage = name, "stage begins");
        self.progress.stage(name);
        self.current = Some((name, Instant::now()));
    }

    fn end_stage(&mut self) {
        if let Some((name, began)) = self.current.take() {
            self.seconds.insert(name.to_owned(), rounded(began.elapsed()));
        }
    }

    /// Seconds by stage, the current one up to now.
    pub fn seconds(mut self) -> BTreeMap<String, f64> {
        self.end_stage();
        self.seconds
    }
}

fn rounded(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

/// The most memory this process ever held, in bytes; none where the system does not tell.
pub(super) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
