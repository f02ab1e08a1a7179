//! Findings: which cards meet which rules, and on what evidence.

use super::{CardIdx, Omissions, PlaceIdx, RowIdx, RuleIdx, Verdicts};
use crate::domain::{Confidence, DifferenceKind, Method};

/// One record that meets one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub place: PlaceIdx,
    /// The extract that holds the record: the rule's own, or the registry where a record is absent.
    pub extract: String,
    pub row: RowIdx,
    pub method: Method,
    /// How sure it is that the record is about the person.
    pub link: Confidence,
    /// The reason of the exemption that the record meets.
    pub exempt: Option<String>,
}

/// One card that meets one rule.
#[derive(Debug, Clone)]
pub struct Finding {
    pub card: CardIdx,
    pub rule: RuleIdx,
    pub confidence: Confidence,
    pub exempt: bool,
    /// The sum that the rule's `having` compares, as text.
    pub total: Option<String>,
    /// By extract row, each once.
    pub hits: Vec<Hit>,
}

/// A record that may be a member's, as far as its name says, and has no number: what an absence founders on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenMatch {
    pub place: PlaceIdx,
    pub extract: String,
    pub row: RowIdx,
}

/// Two values that are not the same: what the registry says of a member, and what the member's record says.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    pub card: CardIdx,
    pub rule: RuleIdx,
    pub place: PlaceIdx,
    /// The record, in the rule's extract.
    pub row: RowIdx,
    pub method: Method,
    pub confidence: Confidence,
    /// Which of the rule's comparisons.
    pub column: u8,
    pub kind: DifferenceKind,
    /// How far apart they are, as the comparator calls it.
    pub level: &'static str,
    /// What the rule counts, where it counts records.
    pub counted: Option<usize>,
    pub exempt: bool,
    /// Of the registry and its copies, the one that the others contradict.
    pub odd_one: Option<String>,
}

/// Everything the rules said, in the order of cards and rules.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    pub findings: Vec<Finding>,
    pub verdicts: Verdicts,
    /// By place, each once.
    pub open_matches: Vec<OpenMatch>,
    /// By card, rule, place and record.
    pub differences: Vec<Difference>,
    pub omissions: Omissions,
}
