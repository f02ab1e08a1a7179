//! What a published run knows of one card: verdicts, findings, and whom each record was taken to be about, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use polars::prelude::{BooleanChunked, NewChunkedArray};
use serde::Serialize;
use serde_json::Value;

use super::{EvidenceLine, FindingLine, Listing, StandingLine, read_standing, read_table, wrong_table};
use crate::publish::{Manifest, PublishError};
use crate::results::{HouseholdRow, IdentityRow, LinkRow, MemberRow, PublishedRow, VerdictRow};
use crate::table::{integers, texts};

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

/// Reads what a run knows of the cards that household ids, or the fingerprints of findings, name; of a fingerprint that
/// finding only. In the order of the keys; nothing for a key that names no card of the run.
///
/// # Errors
/// The run, or one of its tables, cannot be read.
pub fn read_explanations(
    listing: Listing,
    keys: &[String],
) -> Result<Vec<Option<Explanation>>, PublishError> {
    let Listing { dir, manifest, findings } = listing;
    let dir = dir.as_path();
    let standing = read_standing(dir)?;
    let mut card_of: BTreeMap<&str, &str> = BTreeMap::new();
    card_of.extend(standing.iter().map(|own| (own.fingerprint.as_str(), own.household_id.as_str())));
    card_of.extend(findings.iter().map(|own| (own.fingerprint.as_str(), own.household_id.as_str())));
    let card =
        |key: &'_ String| card_of.get(key.as_str()).map_or_else(|| key.clone(), |own| (*own).to_owned());
    let cards: BTreeSet<String> = keys.iter().map(card).collect();
    let known = Known {
        verdicts: rows_of_cards(dir, &cards)?,
        identity: rows_of_cards(dir, &cards)?,
        links: links_of(dir, &cards, &findings)?,
        households: by_card(stage_rows(dir)?, &cards, |row: &HouseholdRow| &row.household_id),
        members: by_card(stage_rows(dir)?, &cards, |row: &MemberRow| &row.household_id),
        manifest,
        findings: &findings,
        standing: &standing,
    };
    let one = |key: &String| known.explanation(&card(key), card_of.contains_key(key.as_str()).then_some(key));
    Ok(keys.iter().map(one).collect())
}

/// What a run knows of some cards, by card.
struct Known<'a> {
    manifest: Manifest,
    findings: &'a [FindingLine],
    standing: &'a [StandingLine],
    verdicts: BTreeMap<String, Vec<VerdictRow>>,
    identity: BTreeMap<String, Vec<IdentityRow>>,
    households: BTreeMap<String, Vec<HouseholdRow>>,
    members: BTreeMap<String, Vec<MemberRow>>,
    links: Links,
}

impl Known<'_> {
    /// Of one card, and if one is named of one finding only.
    fn explanation(&self, household: &str, fingerprint: Option<&String>) -> Option<Explanation> {
        let verdicts = self.verdicts.get(household)?;
        let is_meant =
            |own: &str, card: &str| card == household && fingerprint.is_none_or(|only| only == own);
        let findings = self.findings.iter().filter(|own| is_meant(&own.fingerprint, &own.household_id));
        let explained: Vec<_> = findings
            .map(|finding| ExplainedFinding {
                links: finding.evidence.iter().map(|record| self.links.behind(household, record)).collect(),
                finding: finding.clone(),
            })
            .collect();
        let standing = self.standing.iter().filter(|own| is_meant(&own.fingerprint, &own.household_id));
        let behind: Vec<_> =
            explained.iter().flat_map(|own| &own.links).filter_map(|own| own.link.as_ref()).collect();
        let weak = self.links.of_card.get(household).into_iter().flatten();
        let weak =
            weak.filter(|(stands, link)| !stands && !behind.contains(&link)).map(|(_, link)| link.clone());
        let rules = self.manifest.rules.iter();
        let rules = rules
            .map(|rule| (rule.id.clone(), RuleUsed { version: rule.version, digest: rule.digest.clone() }));
        Some(Explanation {
            household_id: household.to_owned(),
            run_id: self.manifest.run_id.clone(),
            as_of: self.manifest.as_of.clone(),
            rules: rules.collect(),
            household: rows(&self.households, household).last().cloned().map(HouseholdLine::from),
            members: rows(&self.members, household).iter().cloned().map(MemberLine::from).collect(),
            standing: standing.cloned().collect(),
            verdicts: verdicts.iter().cloned().map(VerdictLine::from).collect(),
            identity: rows(&self.identity, household).iter().cloned().map(IdentityLine::from).collect(),
            weak_links: weak.collect(),
            findings: explained,
        })
    }
}

fn rows<'a, R>(by_card: &'a BTreeMap<String, Vec<R>>, household: &str) -> &'a [R] {
    by_card.get(household).map_or(&[], Vec::as_slice)
}

/// Extract, file and line of a record.
type Record = (String, String, i64);

/// The links to some cards, and those of the records behind their findings to whomever.
struct Links {
    /// Each with whether it is sure enough to stand on.
    of_card: BTreeMap<String, Vec<(bool, LinkLine)>>,
    of_record: BTreeMap<Record, Vec<LinkLine>>,
}

impl Links {
    /// The link of a record to the card, and the best to another place.
    fn behind(&self, household: &str, record: &EvidenceLine) -> ExplainedLink {
        let key = (record.extract.clone(), record.source_file.clone(), record.source_row);
        let of_record = self.of_record.get(&key).map_or(&[][..], Vec::as_slice);
        let own = |link: &&LinkLine| link.household_id == household && link.person_id == record.person_id;
        let others = of_record.iter().filter(|link| !own(link));
        let better = |a: &&LinkLine, b: &&LinkLine| {
            a.probability.total_cmp(&b.probability).then_with(|| b.household_id.cmp(&a.household_id))
        };
        ExplainedLink { link: of_record.iter().find(own).cloned(), runner_up: others.max_by(better).cloned() }
    }
}

fn links_of(dir: &Path, cards: &BTreeSet<String>, findings: &[FindingLine]) -> Result<Links, PublishError> {
    let table = read_table(dir, LinkRow::TABLE)?;
    let of_cards = findings.iter().filter(|own| cards.contains(&own.household_id));
    let records: BTreeSet<(&str, &str, i64)> = of_cards
        .flat_map(|own| &own.evidence)
        .map(|own| (own.extract.as_str(), own.source_file.as_str(), own.source_row))
        .collect();
    let wanted = || {
        let (households, extracts) = (texts(&table, "household_id")?, texts(&table, "extract")?);
        let (files, lines) = (texts(&table, "source_file")?, integers(&table, "source_row")?);
        let is_wanted = |(at, line): (usize, Option<i64>)| {
            households.get(at).is_some_and(|card| cards.contains(card))
                || matches!(
                    (extracts.get(at), files.get(at), line),
                    (Some(extract), Some(file), Some(line)) if records.contains(&(extract, file, line))
                )
        };
        let wanted = BooleanChunked::from_iter_values("own".into(), lines.iter().enumerate().map(is_wanted));
        LinkRow::read(&table.filter(&wanted)?)
    };
    let mut links = Links { of_card: BTreeMap::new(), of_record: BTreeMap::new() };
    for row in wanted().map_err(|source| wrong_table(LinkRow::TABLE, source))? {
        let stands = row.confidence.stands();
        let link = LinkLine::from(row);
        let record = (link.extract.clone(), link.source_file.clone(), link.source_row);
        links.of_record.entry(record).or_default().push(link.clone());
        links.of_card.entry(link.household_id.clone()).or_default().push((stands, link));
    }
    Ok(links)
}

/// Rows of a table in `stages/`; none of a run of before, which does not have it.
pub(super) fn stage_rows<R: PublishedRow>(dir: &Path) -> Result<Vec<R>, PublishError> {
    let known = dir.join("stages").join(format!("{}.parquet", R::TABLE)).is_file();
    if known { super::read_stage_rows(dir) } else { Ok(Vec::new()) }
}

/// The rows of a table that are about some cards, by card.
fn rows_of_cards<R: PublishedRow + OfCard>(
    dir: &Path,
    cards: &BTreeSet<String>,
) -> Result<BTreeMap<String, Vec<R>>, PublishError> {
    let table = read_table(dir, R::TABLE)?;
    let own = || {
        let cells = texts(&table, "household_id")?.iter();
        let own = cells.map(|cell| cell.is_some_and(|cell| cards.contains(cell)));
        R::read(&table.filter(&BooleanChunked::from_iter_values("own".into(), own))?)
    };
    Ok(by_card(own().map_err(|source| wrong_table(R::TABLE, source))?, cards, R::card))
}

fn by_card<R>(
    all: Vec<R>,
    cards: &BTreeSet<String>,
    card: impl Fn(&R) -> &String,
) -> BTreeMap<String, Vec<R>> {
    let mut by_card = BTreeMap::<String, Vec<R>>::new();
    for row in all.into_iter().filter(|row| cards.contains(card(row))) {
        by_card.entry(card(&row).clone()).or_default().push(row);
    }
    by_card
}

/// A row that is about a card.
trait OfCard {
    fn card(&self) -> &String;
}

impl OfCard for VerdictRow {
    fn card(&self) -> &String {
        &self.household_id
    }
}

impl OfCard for IdentityRow {
    fn card(&self) -> &String {
        &self.household_id
    }
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
