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
        count => match terminal.lang {
            Lang::Zh => format!("，其中试行规则 {count} 条，不产生疑似户"),
            Lang::En => format!(", {count} of them of experimental rules, which make no suspect"),
        },
    };
    match terminal.lang {
        Lang::Zh => {
            format!(
                "批次 {run_id}：{cards} 户（其中疑似户 {suspects} 户），命中 {findings} 条{experimental}；{filter}"
            )
        }
        Lang::En => {
            format!(
                "run {run_id}: {cards} cards ({suspects} suspects), {findings} findings{experimental}; {filter}"
            )
        }
    }
}

impl Listed for FindingLine {
    const TITLE: &'static str = "线索清单";
    const COLUMNS: &'static [Column] = &[
        text("household_id", "户编号"),
        text("township", "乡镇"),
        text("village", "行政村"),
        text("head_name", "户主"),
        text("rule", "规则"),
        count("condition", "条件"),
        text("severity", "性质"),
        text("status", "规则状态"),
        text("confidence", "把握"),
        count("persons", "人数"),
        count("records", "记录"),
        text("exempt", "豁免"),
        text("change", "变化"),
        text("first_seen", "首次发现"),
        text("last_outcome", "核查结果"),
        text("fingerprint", "线索编号"),
        count("rank", "村内优先次序"),
        text("verdict", "判定"),
        long("evidence", "证据"),
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
        let exempt = if line.exempt { lang.pick("是", "yes") } else { "" };
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

    fn evidence(&self, names: &Names) -> Option<String> {
        let own =
            self.evidence.iter().map(|record| sentence(record, names.extract(&record.extract), Lang::Zh));
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
        SUSPECT => lang.pick("疑似", "suspect"),
        UNDETERMINED => lang.pick("未能判定", "undetermined"),
        EXEMPT => lang.pick("按豁免不计", "exempt"),
        _ => lang.pick("试行规则", "experimental"),
    }
}

/// A record in a sentence: whose it is, what it is about, how it was linked, where it stands.
fn sentence(record: &EvidenceLine, extract: &str, lang: Lang) -> String {
    let relation = labels::of_relation(&record.relation, lang);
    let EvidenceLine { person_name, asset, source_file, source_row, .. } = record;
    let method = labels::of_method(&record.method, lang);
    let exempt = record.exempt.as_ref().map(|why| match lang {
        Lang::Zh => format!("；按豁免情形不计：{why}"),
        Lang::En => format!("; exempt: {why}"),
    });
    let exempt = exempt.unwrap_or_default();
    match lang {
        Lang::Zh => format!(
            "{person_name}（{relation}）：{extract} {asset}{exempt}；来源：{source_file} 第 {source_row} 行；认定：{method}"
        ),
        Lang::En => format!(
            "{person_name} ({relation}): {extract} {asset}{exempt}; {source_file} line {source_row}; {method}"
        ),
    }
}
