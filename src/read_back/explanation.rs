//! What a published run knows of one card: verdicts, findings, and whom each record was taken to be about, and why.

use std::collections::BTreeMap;
use std::path::Path;

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray};
use serde::Serialize;
use serde_json::Value;

use super::{
    EvidenceLine, FindingLine, Listing, StandingLine, read_listing, read_standing, read_table, wrong_table,
};
use crate::publish::PublishError;
use crate::results::{HouseholdRow, IdentityRow, LinkRow, MemberRow, PublishedRow, VerdictRow};
use crate::table::{TableError, integers, texts};

/// Everything about one card.
#[expect(missing_docs, reason = "named as the tables of the contract")]
#[derive(Debug, Clone, Serialize)]
pub struct Explanation {
    pub household_id: String,
    pub run_id: String,
    pub as_of: String,
    /// Version and digest of each rule that has a verdict, by id.
    pub rules: BTreeMap<String, RuleUsed>,
    /// Who they are and where they live; nothing in a run of before.
    pub household: Option<HouseholdLine>,
    pub members: Vec<MemberLine>,
    pub findings: Vec<ExplainedFinding>,
    /// What earlier runs found and this one could not look at.
    pub standing: Vec<StandingLine>,
    pub verdicts: Vec<VerdictLine>,
    /// Matches to be checked by a person.
    pub identity: Vec<IdentityLine>,
    /// Records that may be about somebody of the card, and that no finding stands on: possible ones and leads.
    pub weak_links: Vec<LinkLine>,
}

/// Where a household lives.
#[expect(missing_docs, reason = "named as the registry's columns")]
#[derive(Debug, Clone, Serialize)]
pub struct HouseholdLine {
    pub township: String,
    pub village: String,
    pub head_name: String,
    pub members: i64,
    pub village_group: Option<String>,
    pub address: Option<String>,
    /// Masked.
    pub phone: Option<String>,
    pub registered_on: String,
}

/// A member of the household.
#[expect(missing_docs, reason = "named as the registry's columns")]
#[derive(Debug, Clone, Serialize)]
pub struct MemberLine {
    pub person_id: String,
    pub name: String,
    pub relation: Option<String>,
    pub sex: Option<String>,
    /// Full years on the day compared.
    pub age: Option<i64>,
    /// The number cannot be used, or is another's.
    pub not_found: bool,
}

impl From<HouseholdRow> for HouseholdLine {
    fn from(row: HouseholdRow) -> Self {
        Self {
            township: row.township,
            village: row.village,
            head_name: row.head_name,
            members: row.members,
            village_group: row.village_group,
            address: row.address,
            phone: row.phone,
            registered_on: row.registered_on.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

impl From<MemberRow> for MemberLine {
    fn from(row: MemberRow) -> Self {
        Self {
            person_id: row.person_id.unwrap_or_default(),
            name: row.name,
            relation: row.relation,
            sex: row.sex,
            age: row.age,
            not_found: row.not_found,
        }
    }
}

/// A rule as the run had it.
#[expect(missing_docs, reason = "named as in `run.json`")]
#[derive(Debug, Clone, Serialize)]
pub struct RuleUsed {
    pub version: u64,
    pub digest: String,
}

/// A finding with the links behind its records.
#[derive(Debug, Clone, Serialize)]
pub struct ExplainedFinding {
    /// As a list has it.
    #[serde(flatten)]
    pub finding: FindingLine,
    /// By record, in the order of the evidence.
    pub links: Vec<ExplainedLink>,
}

/// Whom a record was taken to be about.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ExplainedLink {
    /// To the card that is explained.
    pub link: Option<LinkLine>,
    /// The best of the other places that the same record was held against.
    pub runner_up: Option<LinkLine>,
}

/// A link of a record to somebody of a card.
#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LinkLine {
    pub extract: String,
    pub source_file: String,
    pub source_row: i64,
    pub household_id: String,
    /// Nothing for who is not on the card.
    pub person_id: String,
    pub method: String,
    pub probability: f64,
    pub confidence: String,
    pub log_odds: Option<f64>,
    /// What each field says; nothing where a number made the link.
    pub weights: Option<Value>,
}

/// A card × rule.
#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Serialize)]
pub struct VerdictLine {
    pub rule: String,
    pub verdict: String,
    pub cause: String,
}

/// A match to be checked.
#[expect(missing_docs, reason = "named as the columns of the contract")]
#[derive(Debug, Clone, Serialize)]
pub struct IdentityLine {
    pub person_id: String,
    pub extract: String,
    pub source_file: String,
    pub source_row: Option<i64>,
    pub method: String,
    pub probability: f64,
    pub why: String,
}

/// Reads what a run knows of the card that a household id, or the fingerprint of a finding, names; of a fingerprint
/// that finding only. Nothing if the run has no such card.
///
/// # Errors
/// The run, or one of its tables, cannot be read.
pub fn read_explanation(dir: &Path, key: &str) -> Result<Option<Explanation>, PublishError> {
    let Listing { manifest, mut findings, .. } = read_listing(dir)?;
    let by_fingerprint = findings.iter().find(|finding| finding.fingerprint == key);
    let household = by_fingerprint.map_or(key, |finding| &finding.household_id).to_owned();
    let one_finding = by_fingerprint.is_some();
    let verdicts: Vec<VerdictRow> = rows_of_card(dir, &household)?;
    if verdicts.is_empty() {
        return Ok(None);
    }
    findings.retain(
        |finding| if one_finding { finding.fingerprint == key } else { finding.household_id == household },
    );
    let mut standing = read_standing(dir)?;
    standing.retain(|own| own.household_id == household && (!one_finding || own.fingerprint == key));
    let links = read_table(dir, LinkRow::TABLE)?;
    let of_card: Vec<LinkRow> = rows(&links, LinkRow::TABLE, &household)?;
    let mut explained = Vec::new();
    for finding in findings {
        let mut behind = Vec::new();
        for record in &finding.evidence {
            behind.push(behind_record(&links, &household, record)?);
        }
        explained.push(ExplainedFinding { finding, links: behind });
    }
    let behind: Vec<_> =
        explained.iter().flat_map(|own| &own.links).filter_map(|own| own.link.clone()).collect();
    let weak = of_card.into_iter().filter(|link| !link.confidence.stands()).map(LinkLine::from);
    let identity: Vec<IdentityRow> = rows_of_card(dir, &household)?;
    let mut of_households: Vec<HouseholdRow> = stage_rows(dir)?;
    of_households.retain(|row| row.household_id == household);
    let mut members: Vec<MemberRow> = stage_rows(dir)?;
    members.retain(|row| row.household_id == household);
    let rules = manifest
        .rules
        .iter()
        .map(|rule| (rule.id.clone(), RuleUsed { version: rule.version, digest: rule.digest.clone() }));
    Ok(Some(Explanation {
        run_id: manifest.run_id.clone(),
        as_of: manifest.as_of.clone(),
        rules: rules.collect(),
        household: of_households.pop().map(HouseholdLine::from),
        members: members.into_iter().map(MemberLine::from).collect(),
        findings: explained,
        standing,
        verdicts: verdicts.into_iter().map(VerdictLine::from).collect(),
        identity: identity.into_iter().map(IdentityLine::from).collect(),
        weak_links: weak.filter(|link| !behind.contains(link)).collect(),
        household_id: household,
    }))
}

/// Rows of a table in `stages/`; none of a run of before, which does not have it.
pub(super) fn stage_rows<R: PublishedRow>(dir: &Path) -> Result<Vec<R>, PublishError> {
    let known = dir.join("stages").join(format!("{}.parquet", R::TABLE)).is_file();
    if known { super::read_stage_rows(dir) } else { Ok(Vec::new()) }
}

/// The link of a record to the card, and the best to another place.
fn behind_record(
    links: &DataFrame,
    household: &str,
    record: &EvidenceLine,
) -> Result<ExplainedLink, PublishError> {
    let of_record = rows_of_record(links, record).map_err(|source| wrong_table(LinkRow::TABLE, source))?;
    let own = |link: &LinkLine| link.household_id == household && link.person_id == record.person_id;
    let link = of_record.iter().find(|link| own(link)).cloned();
    let others = of_record.into_iter().filter(|link| !own(link));
    let better = |a: &LinkLine, b: &LinkLine| {
        a.probability.total_cmp(&b.probability).then_with(|| b.household_id.cmp(&a.household_id))
    };
    Ok(ExplainedLink { link, runner_up: others.max_by(better) })
}

/// The links of a record, to whomever.
fn rows_of_record(links: &DataFrame, record: &EvidenceLine) -> Result<Vec<LinkLine>, TableError> {
    let (extracts, files, lines) =
        (texts(links, "extract")?, texts(links, "source_file")?, integers(links, "source_row")?);
    let own = lines.iter().enumerate().map(|(at, line)| {
        line == Some(record.source_row)
            && files.get(at) == Some(&record.source_file)
            && extracts.get(at) == Some(&record.extract)
    });
    let own = links.filter(&BooleanChunked::from_iter_values("own".into(), own))?;
    Ok(LinkRow::read(&own)?.into_iter().map(LinkLine::from).collect())
}

/// The rows of a table that are about a card.
fn rows_of_card<R: PublishedRow>(dir: &Path, household: &str) -> Result<Vec<R>, PublishError> {
    rows(&read_table(dir, R::TABLE)?, R::TABLE, household)
}

fn rows<R: PublishedRow>(frame: &DataFrame, table: &str, household: &str) -> Result<Vec<R>, PublishError> {
    let rows = || {
        let cells = texts(frame, "household_id")?.iter();
        let own = BooleanChunked::from_iter_values("own".into(), cells.map(|cell| cell == Some(household)));
        R::read(&frame.filter(&own)?)
    };
    rows().map_err(|source| wrong_table(table, source))
}

impl From<LinkRow> for LinkLine {
    fn from(row: LinkRow) -> Self {
        Self {
            extract: row.extract,
            source_file: row.source_file,
            source_row: row.source_row,
            household_id: row.household_id,
            person_id: row.person_id.unwrap_or_default(),
            method: row.method.to_string(),
            probability: row.probability,
            confidence: row.confidence.to_string(),
            log_odds: row.log_odds,
            weights: row.weights.and_then(|text| serde_json::from_str(&text).ok()),
        }
    }
}

impl From<VerdictRow> for VerdictLine {
    fn from(row: VerdictRow) -> Self {
        Self { rule: row.rule, verdict: row.verdict, cause: row.cause.unwrap_or_default() }
    }
}

impl From<IdentityRow> for IdentityLine {
    fn from(row: IdentityRow) -> Self {
        Self {
            person_id: row.person_id.unwrap_or_default(),
            extract: row.extract,
            source_file: row.source_file.unwrap_or_default(),
            source_row: row.source_row,
            method: row.method,
            probability: row.probability,
            why: row.why,
        }
    }
}
