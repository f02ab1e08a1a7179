//! `bidui list`: the findings of a published run.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::ExitCode;
use super::super::args::ListArguments;
use super::super::terminal::Terminal;
use super::Failure;
use super::filter::{Filter, chosen, of_place};
use super::listed::{Column, Listed, Names, count, hand_over, in_order, long, text};
use crate::domain::{Change, Confidence, Outcome, Verdict};
use crate::labels::{self, Lang};
use crate::read_back::{self, EvidenceLine, FindingLine};
use crate::words::{phrase, translated, word};

pub(super) fn answer(
    arguments: &ListArguments,
    dir: &Path,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let listing = read_back::read_listing(dir)?;
    let chosen = chosen(&listing.findings, filters(arguments), |line| &line.first_seen, arguments, terminal);
    let (found, filter) = chosen.ok_or(Failure::Usage)?;
    let found = in_order(found, arguments, terminal)?;
    eprintln!("{}", how_many(&found, &listing.manifest.run_id, &filter, terminal));
    hand_over(&found, arguments, terminal)
}

fn filters(arguments: &ListArguments) -> Vec<Filter<FindingLine>> {
    let conditions: Vec<_> = arguments.condition.iter().map(u8::to_string).collect();
    let mut filters = of_place(arguments);
    filters.extend([
        Filter::of("rule", &arguments.rule, |line: &FindingLine| line.rule.clone()),
        Filter::of("condition", &conditions, |line: &FindingLine| {
            line.condition.map(|number| number.to_string()).unwrap_or_default()
        })
        .of_words(vec!["1", "2", "3", "4", "5", "6"]),
        Filter::of("severity", &arguments.severity, |line: &FindingLine| line.severity.clone())
            .of_words(vec!["exclude", "review"]),
        Filter::of("verdict", &arguments.verdict, |line: &FindingLine| verdict(line).to_owned())
            .of_words(VERDICTS.to_vec()),
        Filter::of("change", &arguments.change, |line: &FindingLine| line.change.clone())
            .of_words(Change::ALL.iter().map(|value| value.as_str()).collect()),
        Filter::of("confidence", &arguments.confidence, |line: &FindingLine| line.confidence.clone())
            .of_words(Confidence::ALL.iter().map(|value| value.as_str()).collect()),
        Filter::of("outcome", &arguments.outcome, |line: &FindingLine| match line.last_outcome.as_str() {
            "" => NO_OUTCOME.to_owned(),
            outcome => outcome.to_owned(),
        })
        .of_words(Outcome::ALL.iter().map(|value| value.as_str()).chain([NO_OUTCOME]).collect()),
    ]);
    filters
}

/// How `--outcome` calls a finding for which nobody has gone yet.
const NO_OUTCOME: &str = "none";

/// What `--verdict` lets pass.
const VERDICTS: &[&str] = &[SUSPECT, UNDETERMINED, EXEMPT, EXPERIMENTAL];
const SUSPECT: &str = Verdict::Suspect.as_str();
const UNDETERMINED: &str = Verdict::Undetermined.as_str();
const EXEMPT: &str = "exempt";
const EXPERIMENTAL: &str = "experimental";

/// What a finding comes to: a match that is only possible decides nothing.
fn verdict(line: &FindingLine) -> &'static str {
    if line.suspect {
        SUSPECT
    } else if line.status == EXPERIMENTAL {
        EXPERIMENTAL
    } else if line.exempt {
        EXEMPT
    } else {
        UNDETERMINED
    }
}

fn how_many(found: &[&FindingLine], run_id: &str, filter: &str, terminal: &Terminal) -> String {
    let cards: BTreeSet<_> = found.iter().map(|line| &line.household_id).collect();
    let suspects: BTreeSet<_> =
        found.iter().filter(|line| line.suspect).map(|line| &line.household_id).collect();
    let (cards, suspects, findings) = (cards.len(), suspects.len(), found.len());
    let experimental = match found.iter().filter(|line| line.status == EXPERIMENTAL).count() {
        0 => String::new(),
        count => phrase!(terminal.lang, "of-experimental-rules", count),
    };
    phrase!(terminal.lang, "list-of-findings", run_id, cards, suspects, findings, experimental, filter)
}

impl Listed for FindingLine {
    const NAME: &'static str = "findings";
    const COLUMNS: &'static [Column] = &[
        text("household_id"),
        text("township"),
        text("village"),
        text("head_name"),
        text("rule"),
        count("condition"),
        text("severity"),
        text("status"),
        text("confidence"),
        count("persons"),
        count("records"),
        text("exempt"),
        text("change"),
        text("first_seen"),
        text("last_outcome"),
        text("fingerprint"),
        count("rank"),
        text("verdict"),
        long("evidence"),
    ];

    fn cells(&self) -> Vec<String> {
        self.cells_in(Lang::En, self.rule.clone())
    }

    fn in_words(&self, lang: Lang) -> Vec<String> {
        let mut line = self.clone();
        line.confidence = labels::of_confidence(&line.confidence, lang).to_owned();
        line.severity = labels::of_severity(&line.severity, lang).to_owned();
        line.status = labels::of_rule_status(&line.status, lang).to_owned();
        line.change = labels::of_change(&line.change, lang).to_owned();
        line.last_outcome = labels::of_outcome(&line.last_outcome, lang).to_owned();
        let mut cells = line.cells_in(lang, self.rule.clone());
        let exempt = if line.exempt { word!(lang, "yes") } else { "" };
        for (column, word) in [("exempt", exempt), ("verdict", verdict_in_words(verdict(self), lang))] {
            let at = Self::COLUMNS.iter().position(|own| own.name == column);
            if let Some(cell) = at.and_then(|at| cells.get_mut(at)) {
                *cell = word.to_owned();
            }
        }
        cells
    }

    fn whose(&self) -> [&str; 3] {
        [&self.township, &self.village, &self.household_id]
    }

    fn evidence(&self, names: &Names, lang: Lang) -> Option<String> {
        let own = self.evidence.iter().map(|record| sentence(record, names.extract(&record.extract), lang));
        Some(own.collect::<Vec<_>>().join("\n"))
    }
}

impl FindingLine {
    fn cells_in(&self, lang: Lang, rule: String) -> Vec<String> {
        let evidence: Vec<_> =
            self.evidence.iter().map(|record| sentence(record, &record.extract, lang)).collect();
        vec![
            self.household_id.clone(),
            self.township.clone(),
            self.village.clone(),
            self.head_name.clone(),
            rule,
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
            self.rank.map(|rank| rank.to_string()).unwrap_or_default(),
            verdict(self).to_owned(),
            evidence.join("\n"),
        ]
    }
}

fn verdict_in_words(verdict: &str, lang: Lang) -> &str {
    match verdict {
        SUSPECT => word!(lang, "suspect"),
        UNDETERMINED => word!(lang, "undetermined"),
        EXEMPT => word!(lang, "exempt-of-findings"),
        _ => word!(lang, "experimental"),
    }
}

/// A record in a sentence: whose it is, what it is about, how it was linked, where it stands.
fn sentence(record: &EvidenceLine, extract: &str, lang: Lang) -> String {
    let relation = labels::of_relation(&record.relation, lang);
    let EvidenceLine { person_name, asset, source_file, source_row, .. } = record;
    let method = labels::of_method(&record.method, lang);
    let exempt =
        record.exempt.as_ref().map(|why| phrase!(lang, "evidence-exempt", why = translated(why, lang)));
    let exempt = exempt.unwrap_or_default();
    phrase!(
        lang,
        "evidence-in-a-sentence",
        person_name,
        relation,
        extract,
        asset,
        exempt,
        source_file,
        source_row,
        method
    )
}
