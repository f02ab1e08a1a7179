//! The findings and links of a published run, read back for scoring.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use polars::prelude::StringChunked;

use super::ScoreError;
use super::records::Record;
use super::truth::{CardAt, Truth};
use crate::domain::{Confidence, PersonKey, Verdict};
use crate::read_back::{read_rows, read_table};
use crate::results::FindingRow;
use crate::table::{integers, texts};

/// What the run said of a card × rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    pub confidence: Confidence,
    pub exempt: bool,
}

impl Found {
    pub const fn stands(self) -> bool {
        self.confidence.stands() && !self.exempt
    }
}

/// Household and rule.
pub type CardRule = (String, String);

#[derive(Debug, Default)]
pub struct Findings {
    pub found: BTreeMap<CardRule, Found>,
    /// Every verdict that is neither suspect nor clear.
    pub undetermined: HashSet<CardRule>,
}

pub fn findings(run: &Path) -> Result<Findings, ScoreError> {
    let mut findings = Findings::default();
    for row in read_rows::<FindingRow>(run)? {
        let found = Found { confidence: row.confidence, exempt: row.exempt };
        findings.found.insert((row.household_id, row.rule), found);
    }
    // Verdicts and links, of which a county has millions, are read column by column.
    let frame = read_table(run, "verdicts")?;
    let (cards, rules) = (texts(&frame, "household_id")?, texts(&frame, "rule")?);
    let verdicts = texts(&frame, "verdict")?;
    let undetermined = (0..frame.height()).filter(|at| verdicts.get(*at) == Some(UNDETERMINED));
    findings.undetermined = undetermined.map(|at| of(cards, rules, at)).collect();
    Ok(findings)
}

const UNDETERMINED: &str = Verdict::Undetermined.as_str();

fn of(cards: &StringChunked, rules: &StringChunked, at: usize) -> CardRule {
    let text = |column: &StringChunked| column.get(at).unwrap_or_default().to_owned();
    (text(cards), text(rules))
}

/// One link of a record to somebody on a card's roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    source: usize,
    row: i64,
    pub card: CardAt,
    /// Whose the member's id is that the run gives. Of relatives a run gives none.
    pub member: Option<PersonKey>,
    /// A place in [`Links::methods`].
    pub method: usize,
    pub confidence: Confidence,
}

/// The links of a run, by record.
#[derive(Debug, Default)]
pub struct Links {
    /// By source and row.
    links: Vec<Link>,
    /// Whether a record of the truth asked for them.
    taken: Vec<bool>,
    /// Extract and file of each source; a few dozen.
    sources: Vec<(String, String)>,
    pub methods: Vec<String>,
}

impl Links {
    pub fn read(run: &Path, truth: &Truth) -> Result<Self, ScoreError> {
        let frame = read_table(run, "links")?;
        let (extracts, files) = (texts(&frame, "extract")?, texts(&frame, "source_file")?);
        let (rows, cards) = (integers(&frame, "source_row")?, texts(&frame, "household_id")?);
        let (ids, methods) = (texts(&frame, "person_id")?, texts(&frame, "method")?);
        let confidences = texts(&frame, "confidence")?;
        let mut found = Self::default();
        for at in 0..frame.height() {
            let card = truth.card(cards.get(at).unwrap_or_default());
            let extract = extracts.get(at).unwrap_or_default();
            let link = Link {
                source: found.source(extract, file_name(files.get(at).unwrap_or_default())),
                row: rows.get(at).unwrap_or_default(),
                card: card.ok_or_else(|| ScoreError::other_county(&truth.folder))?,
                member: ids.get(at).and_then(|id| truth.member(id)),
                method: found.method(methods.get(at).unwrap_or_default()),
                confidence: confidences.get(at).and_then(Confidence::parse).unwrap_or(Confidence::Lead),
            };
            found.links.push(link);
        }
        found.links.sort_by_key(|link| (link.source, link.row));
        found.taken = vec![false; found.links.len()];
        Ok(found)
    }

    fn source(&mut self, extract: &str, file: &str) -> usize {
        self.source_of(extract, file).unwrap_or_else(|| {
            self.sources.push((extract.to_owned(), file.to_owned()));
            self.sources.len() - 1
        })
    }

    fn source_of(&self, extract: &str, file: &str) -> Option<usize> {
        self.sources.iter().position(|(known, known_file)| known == extract && known_file == file)
    }

    fn method(&mut self, name: &str) -> usize {
        self.methods.iter().position(|known| known == name).unwrap_or_else(|| {
            self.methods.push(name.to_owned());
            self.methods.len() - 1
        })
    }

    /// The links of a record, which are then known to be of one.
    pub fn take(&mut self, record: &Record) -> &[Link] {
        let Some(source) = self.source_of(&record.extract, file_name(&record.file)) else { return &[] };
        let wanted = (source, record.row);
        let first = self.links.partition_point(|link| (link.source, link.row) < wanted);
        let rest = self.links.get(first..).unwrap_or_default();
        let many = rest.iter().take_while(|link| (link.source, link.row) == wanted).count();
        let range = first..first + many;
        self.taken.iter_mut().skip(first).take(many).for_each(|taken| *taken = true);
        self.links.get(range).unwrap_or_default()
    }

    /// The links of rows that are nobody's in the truth, each with its extract, file and row.
    pub fn left(&self) -> impl Iterator<Item = (Record, &Link)> {
        self.links.iter().zip(&self.taken).filter(|(_, taken)| !**taken).map(|(link, _)| {
            let (extract, file) = self.sources.get(link.source).cloned().unwrap_or_default();
            (Record { extract, file, row: link.row, ..Record::default() }, link)
        })
    }
}

/// A run says where a file is by its path from the job; the truth by its name.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
