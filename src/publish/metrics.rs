//! Metrics of the last run as a text file in the exposition format of Prometheus, for whoever watches machines.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::PublishError;
use crate::whole_file::write_whole;

/// What is written: counts and times, and nothing of any person.
#[derive(Debug, Clone, Default)]
pub struct Metrics<'a> {
    pub job: &'a str,
    pub exit_code: u8,
    /// Whether something new was published.
    pub published: bool,
    /// Seconds since 1970.
    pub ended_at: i64,
    pub seconds: f64,
    /// By name, as in `run.json`.
    pub counts: BTreeMap<String, u64>,
    /// Rows read and rejected, and whether it was used, by extract.
    pub sources: Vec<(String, u64, u64, bool)>,
}

/// Writes the file in one step.
///
/// # Errors
/// It cannot be written.
pub fn write_metrics(path: &Path, metrics: &Metrics<'_>) -> Result<(), PublishError> {
    let text = text(metrics);
    write_whole(path, |file| file.write_all(text.as_bytes())).map_err(|error| PublishError::disk(path, error))
}

fn text(metrics: &Metrics<'_>) -> String {
    let mut out = String::new();
    let job = label(metrics.job);
    let mut gauge = |name: &str, help: &str, values: &[(String, String)]| {
        // Writing to a String cannot fail.
        _ = writeln!(out, "# HELP bidui_{name} {help}\n# TYPE bidui_{name} gauge");
        for (labels, value) in values {
            _ = writeln!(out, "bidui_{name}{{job=\"{job}\"{labels}}} {value}");
        }
    };
    let one = |value: String| vec![(String::new(), value)];
    gauge("last_run_timestamp_seconds", "When the last run ended.", &one(metrics.ended_at.to_string()));
    gauge("last_run_exit_code", "How it ended, as documented.", &one(metrics.exit_code.to_string()));
    gauge(
        "last_run_published",
        "Whether it published anything new.",
        &one(u8::from(metrics.published).to_string()),
    );
    gauge("last_run_seconds", "How long it took.", &one(format!("{:.3}", metrics.seconds)));
    let counts =
        metrics.counts.iter().map(|(name, count)| (format!(",of=\"{}\"", label(name)), count.to_string()));
    gauge("count", "What the last published run counted.", &counts.collect::<Vec<_>>());
    let of_sources = |value: fn(&(String, u64, u64, bool)) -> u64| {
        let values = metrics.sources.iter();
        values
            .map(|own| (format!(",extract=\"{}\"", label(&own.0)), value(own).to_string()))
            .collect::<Vec<_>>()
    };
    if !metrics.sources.is_empty() {
        gauge("source_rows_read", "Records read of an extract.", &of_sources(|own| own.1));
        gauge("source_rows_rejected", "Records of it that could not be used.", &of_sources(|own| own.2));
        gauge("source_used", "Whether it was fit for use.", &of_sources(|own| u64::from(own.3)));
    }
    out
}

/// A label's value, with what would end it escaped.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_metric_is_told_once_with_its_help_and_labels_that_cannot_be_broken_out_of() {
        let metrics = Metrics {
            job: "a\"b",
            exit_code: 3,
            counts: BTreeMap::from([("suspects".to_owned(), 7)]),
            sources: vec![("vehicle".to_owned(), 9, 1, false)],
            ..Metrics::default()
        };
        let text = text(&metrics);
        for line in [
            "bidui_last_run_exit_code{job=\"a\\\"b\"} 3",
            "bidui_count{job=\"a\\\"b\",of=\"suspects\"} 7",
            "bidui_source_rows_rejected{job=\"a\\\"b\",extract=\"vehicle\"} 1",
            "bidui_source_used{job=\"a\\\"b\",extract=\"vehicle\"} 0",
        ] {
            assert!(text.lines().any(|own| own == line), "{line} is missing in\n{text}");
        }
        let helps = text.lines().filter(|line| line.starts_with("# HELP")).count();
        assert_eq!(helps, text.lines().filter(|line| line.starts_with("# TYPE")).count());
        assert_eq!(helps, 8);
    }
}
