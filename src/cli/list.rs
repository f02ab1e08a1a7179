//! `bidui list`: the findings of a published run, filtered.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::Local;

use super::ExitCode;
use super::args::ListArguments;
use super::listed::{Filter, Listed, chosen, filters_in_words, hand_over};
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, whatever_was_read};
use crate::domain::{Change, Confidence, Outcome};
use crate::job::Job;
use crate::labels;
use crate::read_back::{self, FindingLine};

/// `bidui list`.
pub fn answer(arguments: &ListArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let out = match where_runs_are(arguments.job.as_deref(), arguments.run.as_deref()) {
        Ok(out) => out,
        Err(problems) => {
            super::print_problems(&problems, terminal);
            return Ok(ExitCode::MustFix);
        }
    };
    if arguments.omissions {
        return super::list_omissions::answer(arguments, &out, terminal);
    }
    if arguments.standing {
        return super::list_standing::answer(arguments, &out, terminal);
    }
    let listing = match read_back::run_in(&out).and_then(|dir| read_back::read_listing(&dir)) {
        Ok(listing) => listing,
        Err(error) => return Ok(super::say_publish_error(&error, terminal)),
    };
    let filters = filters(arguments);
    let Some(found) = chosen(&listing.findings, &filters, terminal) else { return Ok(ExitCode::Usage) };
    say_how_many(&found, &listing.manifest.run_id, &filters, terminal);
    hand_over(&found, arguments, terminal)
}

/// The folder of runs that is meant: the one named, or that of a job, by default of `job.toml`.
pub(super) fn where_runs_are(job: Option<&Path>, run: Option<&Path>) -> Result<PathBuf, Vec<Diagnostic>> {
    if let Some(run) = run {
        return Ok(run.to_owned());
    }
    let path = job.map_or_else(|| PathBuf::from("job.toml"), Path::to_owned);
    let (job, mut problems) = whatever_was_read(Job::read(&path, Local::now().date_naive()));
    problems.retain(Diagnostic::is_error);
    job.map(|job| job.output).ok_or(problems)
}

fn filters(arguments: &ListArguments) -> Vec<Filter<FindingLine>> {
    let spellings = |all: &[Confidence]| all.iter().map(|value| value.as_str()).collect::<Vec<_>>();
    let changes = Change::ALL.iter().map(|value| value.as_str()).collect();
    let conditions = arguments.condition.iter().map(u8::to_string).collect();
    let outcomes = Outcome::ALL.iter().map(|value| value.as_str()).collect();
    let all: [Filter<FindingLine>; 7] = [
        Filter {
            option: "township",
            wanted: arguments.township.clone(),
            value: |line| line.township.clone(),
            known: None,
        },
        Filter {
            option: "village",
            wanted: arguments.village.clone(),
            value: |line| line.village.clone(),
            known: None,
        },
        Filter {
            option: "rule",
            wanted: arguments.rule.clone(),
            value: |line| line.rule.clone(),
            known: None,
        },
        Filter {
            option: "condition",
            wanted: conditions,
            value: |line| line.condition.map(|number| number.to_string()).unwrap_or_default(),
            known: Some(vec!["1", "2", "3", "4", "5", "6"]),
        },
        Filter {
            option: "change",
            wanted: arguments.change.clone(),
            value: |line| line.change.clone(),
            known: Some(changes),
        },
        Filter {
            option: "confidence",
            wanted: arguments.confidence.clone(),
            value: |line| line.confidence.clone(),
            known: Some(spellings(Confidence::ALL)),
        },
        Filter {
            option: "outcome",
            wanted: arguments.outcome.clone(),
            value: |line| line.last_outcome.clone(),
            known: Some(outcomes),
        },
    ];
    all.into_iter().filter(|filter| !filter.wanted.is_empty()).collect()
}

fn say_how_many(found: &[&FindingLine], run_id: &str, filters: &[Filter<FindingLine>], terminal: &Terminal) {
    let cards: BTreeSet<_> = found.iter().map(|line| &line.household_id).collect();
    let suspects: BTreeSet<_> =
        found.iter().filter(|line| line.suspect).map(|line| &line.household_id).collect();
    let filter = filters_in_words(filters, terminal);
    let (cards, suspects, findings) = (cards.len(), suspects.len(), found.len());
    let experimental = match found.iter().filter(|line| line.status == "experimental").count() {
        0 => String::new(),
        count => match terminal.lang {
            labels::Lang::Zh => format!("，其中试行规则 {count} 条，不产生疑似户"),
            labels::Lang::En => format!(", {count} of them of experimental rules, which make no suspect"),
        },
    };
    match terminal.lang {
        labels::Lang::Zh => {
            eprintln!(
                "批次 {run_id}：{cards} 户（其中疑似户 {suspects} 户），命中 {findings} 条{experimental}；{filter}"
            );
        }
        labels::Lang::En => {
            eprintln!(
                "run {run_id}: {cards} cards ({suspects} suspects), {findings} findings{experimental}; {filter}"
            );
        }
    }
}

impl Listed for FindingLine {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("household_id", "户编号"),
        ("township", "乡镇"),
        ("village", "行政村"),
        ("head_name", "户主"),
        ("rule", "规则"),
        ("condition", "条件"),
        ("severity", "性质"),
        ("status", "规则状态"),
        ("confidence", "把握"),
        ("persons", "人数"),
        ("records", "记录"),
        ("exempt", "豁免"),
        ("change", "变化"),
        ("first_seen", "首次发现"),
        ("last_outcome", "核查结果"),
        ("fingerprint", "线索编号"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.household_id.clone(),
            self.township.clone(),
            self.village.clone(),
            self.head_name.clone(),
            self.rule.clone(),
            self.condition.map(|number| number.to_string()).unwrap_or_default(),
            self.severity.clone(),
            self.status.clone(),
            self.confidence.clone(),
            self.persons.to_string(),
            self.records.to_string(),
            self.exempt.to_string(),
            self.change.clone(),
            self.first_seen.clone(),
            self.last_outcome.clone(),
            self.fingerprint.clone(),
        ]
    }

    fn in_words(&self, terminal: &Terminal) -> Vec<String> {
        let mut line = self.clone();
        line.confidence = labels::of_confidence(&line.confidence, terminal.lang).to_owned();
        line.severity = labels::of_severity(&line.severity, terminal.lang).to_owned();
        line.status = labels::of_rule_status(&line.status, terminal.lang).to_owned();
        line.change = labels::of_change(&line.change, terminal.lang).to_owned();
        line.last_outcome = labels::of_outcome(&line.last_outcome, terminal.lang).to_owned();
        let exempt = if line.exempt { terminal.say("是", "yes") } else { "" };
        let mut cells = line.cells();
        if let Some(cell) = cells.get_mut(11) {
            *cell = exempt.to_owned();
        }
        cells
    }
}
