//! A published run done again: the same inputs, rules and outcomes give the same bytes, or it says what is not there any
//! more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::history::History;
use super::{Options, Outcome, Progress, RunError, compare};
use crate::domain::Lang;
use crate::job::Job;
use crate::publish::{Manifest, ReplayFolder};
use crate::read_back::read_manifest;
use crate::standard::mask::Masking;
use crate::words::{phrase, word};

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "result")]
pub enum Replay {
    /// Every file is the same.
    #[expect(missing_docs, reason = "how many")]
    Same { files: usize },
    /// What went into it is not what is there today.
    #[expect(missing_docs, reason = "each in words")]
    Inputs { differ: Vec<String> },
    /// The same went into it, and these files are others: a mistake of this program, or somebody edited the run.
    #[expect(missing_docs, reason = "their names")]
    Files { differ: Vec<String> },
}

/// Does a published run again, aside, and holds it against what was published, and says so in a language. Nothing is
/// written where the job says.
///
/// # Errors
/// As of a run.
pub fn replay(job: &Job, dir: &Path, progress: &dyn Progress, lang: Lang) -> Result<Replay, RunError> {
    let was = read_manifest(dir)?;
    if let Some(previous) = was.previous_run_id.as_ref().filter(|id| !dir.with_file_name(id).is_dir()) {
        return Ok(Replay::Inputs { differ: vec![phrase!(lang, "replay-previous-gone", previous)] });
    }
    let options = Options {
        masking: if was.reveal_ids { Masking::Revealed } else { Masking::Masked },
        lang: Lang::parse(&was.lang).unwrap_or_default(),
        keep_stages: was.outputs.contains_key("stages/roster.parquet"),
        who: String::new(),
    };
    let outcomes = History::open(job, &options)?
        .outcomes_up_to(was.measured.outcomes_up_to, was.measured.draws_up_to)?;
    let folder = ReplayFolder::after(dir, was.previous_run_id.as_deref())?;
    let mut again = job.clone();
    again.output = folder.path().to_owned();
    again.as_of = was.as_of.parse().unwrap_or(job.as_of);
    let is = match compare(&again, &options, progress, Some(outcomes))? {
        Outcome::Published(report) => read_manifest(&report.dir)?,
        Outcome::NothingNew { dir, .. } => read_manifest(&dir)?,
    };
    let differ = inputs(&was, &is, lang);
    if !differ.is_empty() {
        return Ok(Replay::Inputs { differ });
    }
    let names: BTreeSet<_> = was.outputs.keys().chain(is.outputs.keys()).collect();
    let other: Vec<_> =
        names.into_iter().filter(|name| was.outputs.get(*name) != is.outputs.get(*name)).collect();
    if other.is_empty() && was.run_id == is.run_id {
        return Ok(Replay::Same { files: was.outputs.len() });
    }
    if other.is_empty() {
        let differ = vec![word!(lang, "replay-something-since").to_owned()];
        return Ok(Replay::Inputs { differ });
    }
    Ok(Replay::Files { differ: other.into_iter().cloned().collect() })
}

/// What went into the two and is not the same.
fn inputs(was: &Manifest, is: &Manifest, lang: Lang) -> Vec<String> {
    let mut differ = Vec::new();
    if was.program_version != is.program_version {
        differ.push(phrase!(lang, "replay-program", was = &was.program_version, is = &is.program_version));
    }
    let of_inputs = |manifest: &Manifest| -> BTreeMap<String, String> {
        manifest
            .inputs
            .iter()
            .map(|input| (format!("{} {}", input.extract, input.file), input.digest.clone()))
            .collect()
    };
    let of_rules = |manifest: &Manifest| -> BTreeMap<String, String> {
        manifest.rules.iter().map(|rule| (rule.id.clone(), rule.digest.clone())).collect()
    };
    differ.extend(apart(word!(lang, "replay-delivery"), &of_inputs(was), &of_inputs(is), lang));
    differ.extend(apart(word!(lang, "replay-rule"), &of_rules(was), &of_rules(is), lang));
    differ.extend(apart(word!(lang, "replay-setting"), &was.settings, &is.settings, lang));
    differ
}

fn apart(
    what: &str,
    was: &BTreeMap<String, String>,
    is: &BTreeMap<String, String>,
    lang: Lang,
) -> Vec<String> {
    let names: BTreeSet<_> = was.keys().chain(is.keys()).collect();
    let said = names.into_iter().filter_map(|name| match (was.get(name), is.get(name)) {
        (Some(_), None) => Some(phrase!(lang, "replay-gone", what, name)),
        (None, Some(_)) => Some(phrase!(lang, "replay-came", what, name)),
        (was, is) if was != is => Some(phrase!(lang, "replay-other", what, name)),
        _ => None,
    });
    said.collect()
}
