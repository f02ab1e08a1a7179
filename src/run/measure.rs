//! Progress and durations of a run.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, Utc};

use crate::publish::Holder;

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
    current: Option<(&'static str, Instant, Option<Duration>)>,
    stages: Stages,
}

/// What the stages took, by their names.
#[derive(Debug, Clone, Default)]
pub(super) struct Stages {
    pub seconds: BTreeMap<String, f64>,
    /// On all cores together; nothing where the system does not tell.
    pub processor_seconds: BTreeMap<String, f64>,
    /// The most memory held up to the end of each, in bytes; nothing where the system does not tell.
    pub peak_memory_bytes: BTreeMap<String, u64>,
}

impl<'a> Clock<'a> {
    pub fn start(progress: &'a dyn Progress) -> Self {
        let started_at = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
        Self { progress, started_at, current: None, stages: Stages::default() }
    }

    pub fn stage(&mut self, name: &'static str) {
        self.end_stage();
        tracing::info!(stage = name, "stage begins");
        self.progress.stage(name);
        self.current = Some((name, Instant::now(), processor_time()));
    }

    fn end_stage(&mut self) {
        let Some((name, began, used)) = self.current.take() else { return };
        let name = || name.to_owned();
        self.stages.seconds.insert(name(), rounded(began.elapsed()));
        let used = processor_time().zip(used).map(|(now, before)| rounded(now.saturating_sub(before)));
        self.stages.processor_seconds.extend(used.map(|used| (name(), used)));
        self.stages.peak_memory_bytes.extend(peak_memory().map(|peak| (name(), peak)));
    }

    /// What each stage took, the current one up to now.
    pub fn stages(mut self) -> Stages {
        self.end_stage();
        self.stages
    }
}

fn rounded(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

/// This process, as the lock of a folder of runs names it.
pub(super) fn this_process(since: &str) -> Holder {
    Holder { host: host(), pid: std::process::id(), since: since.to_owned() }
}

#[cfg(unix)]
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// The processor time of all threads so far; none where the system does not tell.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name of the program, which may hold anything; user and system time are the 14th and 15th field.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(11).map(str::parse::<u64>);
    let ticks = times.next()?.ok()? + times.next()?.ok()?;
    // Linux counts in hundredths for programs, whatever its own clock.
    Some(Duration::from_millis(ticks * 10))
}

/// The most memory this process ever held, in bytes; none where the system does not tell.
pub(super) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}
