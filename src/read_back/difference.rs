//! What is different between two published runs: cards and findings that came, went and changed, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use polars::prelude::{BooleanChunked, NewChunkedArray};
use serde::Serialize;

use super::{read_manifest, read_rows, read_stage_table, read_table};
use crate::publish::{Manifest, PublishError, RuleRun};
use crate::results::{FindingRow, KnownRow, PublishedRow, SuspectRow, VerdictRow};
use crate::table::{TableError, texts};

/// The difference between an earlier run and a later one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RunsDifference {
    /// The earlier run.
    pub from: RunName,
    /// The later run.
    pub to: RunName,
    /// Cards that became suspect.
    pub cards_in: Vec<CardName>,
    /// Cards that are suspect no longer.
    pub cards_out: Vec<CardName>,
    /// Rules that are others in the two.
    pub rules: Vec<RuleDifference>,
    /// Findings by rule.
    pub by_rule: BTreeMap<String, Came>,
    /// Findings by township.
    pub by_township: BTreeMap<String, Came>,
    /// By township, village, card and rule.
    pub findings: Vec<FindingDifference>,
}

#[expect(missing_docs, reason = "named as in `run.json`")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RunName {
    pub run_id: String,
    pub as_of: String,
}

#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CardName {
    pub household_id: String,
    pub township: String,
    pub village: String,
}

/// A rule that is another, is new, or is gone; nothing where it was not there.
#[expect(missing_docs, reason = "version and digest, as `3 (1f0c…)`")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuleDifference {
    pub rule: String,
    pub before: String,
    pub after: String,
}

/// How many findings came, went and changed.
#[expect(missing_docs, reason = "said by the names")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Came {
    pub came: u64,
    pub went: u64,
    pub changed: u64,
}

/// A finding that is not the same in both.
#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FindingDifference {
    pub fingerprint: String,
    pub household_id: String,
    pub township: String,
    pub village: String,
    pub rule: String,
    /// `in`, `out` or `changed`.
    pub change: &'static str,
    /// `rule_changed`, `rule_added`, `rule_retired`: the rule is another. Else what the data say: `record_found`,
    /// `record_changed`, `cleared`, `joined_registry`, `left_registry`, or the cause of an open verdict.
    pub why: String,
}

/// One run, as far as it is compared.
struct Side {
    manifest: Manifest,
    suspects: BTreeMap<String, CardName>,
    findings: BTreeMap<String, FindingRow>,
    /// Of the evidence of each finding, without files and rows.
    digests: BTreeMap<String, String>,
}

impl Side {
    fn read(dir: &Path) -> Result<Self, PublishError> {
        let card = |row: SuspectRow| {
            let SuspectRow { household_id, township, village, .. } = row;
            (household_id.clone(), CardName { household_id, township, village })
        };
        let known = read_stage_table(dir, KnownRow::TABLE)?;
        let known = KnownRow::read(&known).map_err(|source| super::wrong_table(KnownRow::TABLE, source))?;
        let findings = read_rows::<FindingRow>(dir)?;
        Ok(Self {
            manifest: read_manifest(dir)?,
            suspects: read_rows::<SuspectRow>(dir)?.into_iter().map(card).collect(),
            findings: findings.into_iter().map(|row| (row.fingerprint.clone(), row)).collect(),
            digests: known.into_iter().map(|row| (row.fingerprint, row.evidence_digest)).collect(),
        })
    }

    /// The rule as it ran; none if it did not.
    fn rule(&self, id: &str) -> Option<&RuleRun> {
        self.manifest.rules.iter().find(|rule| rule.id == id)
    }

    fn name(&self) -> RunName {
        RunName { run_id: self.manifest.run_id.clone(), as_of: self.manifest.as_of.clone() }
    }
}

/// Holds two runs against each other; the later one second.
///
/// # Errors
/// One of their tables cannot be read.
pub fn difference(from: &Path, to: &Path) -> Result<RunsDifference, PublishError> {
    let (before, after) = (Side::read(from)?, Side::read(to)?);
    let mut own = RunsDifference { from: before.name(), to: after.name(), ..RunsDifference::default() };
    let only = |a: &Side, b: &Side| {
        let cards = a.suspects.iter().filter(|(id, _)| !b.suspects.contains_key(*id));
        cards.map(|(_, card)| card.clone()).collect()
    };
    (own.cards_in, own.cards_out) = (only(&after, &before), only(&before, &after));
    own.rules = rules(&before, &after);
    let came: Vec<_> = missing(&after, &before);
    let went: Vec<_> = missing(&before, &after);
    let (was, is) = (verdicts(from, &came)?, verdicts(to, &went)?);
    for row in &came {
        let why = for_the_rule(row, &before, &after).unwrap_or_else(|| match was.get(&key(row)) {
            None if has_card(&was, row) => "rule_added".to_owned(),
            None => "joined_registry".to_owned(),
            Some((verdict, cause)) if verdict == "undetermined" => format!("was open: {cause}"),
            _ => "record_found".to_owned(),
        });
        own.add(row, "in", why);
    }
    for row in &went {
        let why = for_the_rule(row, &before, &after).unwrap_or_else(|| match is.get(&key(row)) {
            // A rule outside its days is in the manifest, and has no verdicts.
            None if has_card(&is, row) => "rule_retired".to_owned(),
            None => "left_registry".to_owned(),
            Some((verdict, cause)) if verdict == "undetermined" => cause.clone(),
            Some(_) => "cleared".to_owned(),
        });
        own.add(row, "out", why);
    }
    for (fingerprint, row) in after.findings.iter().filter(|(own, _)| before.findings.contains_key(*own)) {
        if before.digests.get(fingerprint) != after.digests.get(fingerprint) {
            let why = if same_rule(&row.rule, &before, &after) { "record_changed" } else { "rule_changed" };
            own.add(row, "changed", why.to_owned());
        }
    }
    own.findings.sort_by(|a, b| {
        let key = |own: &FindingDifference| {
            [&own.township, &own.village, &own.household_id, &own.rule].map(Clone::clone)
        };
        key(a).cmp(&key(b))
    });
    Ok(own)
}

impl RunsDifference {
    fn add(&mut self, row: &FindingRow, change: &'static str, why: String) {
        for counts in [
            self.by_rule.entry(row.rule.clone()).or_default(),
            self.by_township.entry(row.township.clone()).or_default(),
        ] {
            match change {
                "in" => counts.came += 1,
                "out" => counts.went += 1,
                _ => counts.changed += 1,
            }
        }
        self.findings.push(FindingDifference {
            fingerprint: row.fingerprint.clone(),
            household_id: row.household_id.clone(),
            township: row.township.clone(),
            village: row.village.clone(),
            rule: row.rule.clone(),
            change,
            why,
        });
    }
}

fn missing<'a>(of: &'a Side, from: &Side) -> Vec<&'a FindingRow> {
    let own = of.findings.iter().filter(|(fingerprint, _)| !from.findings.contains_key(*fingerprint));
    own.map(|(_, row)| row).collect()
}

fn same_rule(id: &str, before: &Side, after: &Side) -> bool {
    before.rule(id).map(|rule| &rule.digest) == after.rule(id).map(|rule| &rule.digest)
}

/// Why, where it is for the rule and not for the data.
fn for_the_rule(row: &FindingRow, before: &Side, after: &Side) -> Option<String> {
    match (before.rule(&row.rule), after.rule(&row.rule)) {
        (None, Some(_)) => Some("rule_added".to_owned()),
        (Some(_), None) => Some("rule_retired".to_owned()),
        _ if !same_rule(&row.rule, before, after) => Some("rule_changed".to_owned()),
        _ => None,
    }
}

fn rules(before: &Side, after: &Side) -> Vec<RuleDifference> {
    let ids = before.manifest.rules.iter().chain(&after.manifest.rules).map(|rule| rule.id.as_str());
    let ids: BTreeSet<_> = ids.collect();
    let shown = |rule: Option<&RuleRun>| {
        let short = |digest: &str| digest.chars().take(8).collect::<String>();
        rule.map(|rule| format!("{} ({})", rule.version, short(&rule.digest))).unwrap_or_default()
    };
    let differ = ids.into_iter().filter(|id| !same_rule(id, before, after));
    differ
        .map(|id| RuleDifference {
            rule: id.to_owned(),
            before: shown(before.rule(id)),
            after: shown(after.rule(id)),
        })
        .collect()
}

type Verdicts = BTreeMap<(String, String), (String, String)>;

/// Whether the card of a finding is in the run at all.
fn has_card(verdicts: &Verdicts, row: &FindingRow) -> bool {
    verdicts.keys().any(|(household, _)| *household == row.household_id)
}

fn key(row: &FindingRow) -> (String, String) {
    (row.household_id.clone(), row.rule.clone())
}

/// What a run says of the cards of some findings: verdict and cause of each rule.
fn verdicts(dir: &Path, of: &[&FindingRow]) -> Result<Verdicts, PublishError> {
    if of.is_empty() {
        return Ok(Verdicts::new());
    }
    let households: BTreeSet<_> = of.iter().map(|row| row.household_id.as_str()).collect();
    let frame = read_table(dir, VerdictRow::TABLE)?;
    let rows = || {
        let cells = texts(&frame, "household_id")?.iter();
        let asked = cells.map(|cell| cell.is_some_and(|cell| households.contains(cell)));
        let rows = VerdictRow::read(&frame.filter(&BooleanChunked::from_iter_values("own".into(), asked))?)?;
        Ok::<_, TableError>(rows)
    };
    let rows = rows().map_err(|source| super::wrong_table(VerdictRow::TABLE, source))?;
    Ok(rows
        .into_iter()
        .map(|row| ((row.household_id, row.rule), (row.verdict, row.cause.unwrap_or_default())))
        .collect())
}
