//! Retention: which runs stay on disk, and the removal of the others.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::{DateTime, Datelike, NaiveDate};

use super::PublishError;
use super::folder::{OutFolder, PENDING_PREFIX, latest};
use super::manifest::Manifest;
use crate::job::Keep;

/// A run on disk, as far as it matters whether it stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kept {
    /// RFC 3339, in UTC.
    published_at: String,
    run_id: String,
    day: NaiveDate,
    complete: bool,
}

impl OutFolder {
    /// Removes the runs that need not stay, and names them. The last run stays, and the last that missed nothing, however
    /// old they are.
    ///
    /// # Errors
    /// A run cannot be removed; those before it are.
    pub fn retire(&self, keep: Keep) -> Result<Vec<String>, PublishError> {
        let runs = self.path().join("runs");
        let newest =
            latest(self.path()).and_then(|dir| Some(dir.file_name()?.to_string_lossy().into_owned()));
        let mut removed = Vec::new();
        for id in not_kept(on_disk(&runs)?, keep, newest.as_deref()) {
            let (dir, aside) = (runs.join(&id), runs.join(format!("{PENDING_PREFIX}retired-{id}")));
            // Out of sight in one step: what is left of it when the plug is pulled is swept away by the next run.
            fs::rename(&dir, &aside).map_err(|error| PublishError::disk(&dir, error))?;
            removed.push(id);
            fs::remove_dir_all(&aside).map_err(|error| PublishError::disk(&aside, error))?;
        }
        Ok(removed)
    }
}

fn on_disk(runs: &Path) -> Result<Vec<Kept>, PublishError> {
    let entries = fs::read_dir(runs).map_err(|error| PublishError::disk(runs, error))?;
    // What has no manifest that can be read is not ours to remove.
    let run = |dir: &Path| {
        let manifest: Manifest = serde_json::from_slice(&fs::read(dir.join("run.json")).ok()?).ok()?;
        let published_at = manifest.measured.started_at;
        let day = DateTime::parse_from_rfc3339(&published_at).ok()?.date_naive();
        let named = dir.file_name().is_some_and(|name| name.to_string_lossy() == manifest.run_id);
        named.then_some(Kept { published_at, run_id: manifest.run_id, day, complete: manifest.complete })
    };
    Ok(entries.flatten().filter_map(|entry| run(&entry.path())).collect())
}

/// The runs that need not stay, the oldest first.
fn not_kept(mut all: Vec<Kept>, keep: Keep, newest: Option<&str>) -> Vec<String> {
    all.sort();
    let (mut days, mut months) = (BTreeSet::new(), BTreeSet::new());
    let mut stays = BTreeSet::new();
    stays.extend(newest.map(str::to_owned));
    stays.extend(all.iter().rfind(|run| run.complete).map(|run| run.run_id.clone()));
    for run in all.iter().rev() {
        let month = (run.day.year(), run.day.month());
        // Of each day and of each month the last run.
        let of_day = days.len() < keep.daily as usize && days.insert(run.day);
        let of_month = months.len() < keep.monthly as usize && months.insert(month);
        if of_day || of_month {
            stays.insert(run.run_id.clone());
        }
    }
    all.into_iter().map(|run| run.run_id).filter(|id| !stays.contains(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(day: &str, complete: bool) -> Kept {
        Kept {
            published_at: format!("{day}T02:00:00Z"),
            run_id: day.to_owned(),
            day: day.get(..10).unwrap().parse().unwrap(),
            complete,
        }
    }

    #[track_caller]
    fn check(days: &[&str], keep: (u32, u32), removed: &[&str]) {
        let all = days.iter().map(|day| run(day.trim_end_matches('!'), !day.ends_with('!'))).collect();
        let newest = days.last().map(|day| day.trim_end_matches('!'));
        let (daily, monthly) = keep;
        assert_eq!(not_kept(all, Keep { daily, monthly }, newest), removed);
    }

    #[test]
    fn of_each_of_the_last_days_and_months_the_last_run_stays() {
        check(&["2017-08-01", "2017-08-02", "2017-08-03"], (2, 0), &["2017-08-01"]);
        check(
            &["2017-06-30", "2017-07-01", "2017-07-31", "2017-08-01"],
            (1, 2),
            &["2017-06-30", "2017-07-01"],
        );
        check(&["2017-07-01", "2017-08-01"], (9, 9), &[]);
    }

    #[test]
    fn the_last_run_and_the_last_that_missed_nothing_stay_however_old() {
        check(&["2017-01-01", "2017-02-01!", "2017-03-01!"], (1, 0), &["2017-02-01"]);
        check(&["2017-01-01"], (0, 0), &[]);
    }
}
