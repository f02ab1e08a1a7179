//! What is written of it? The nouns of a run as the tables of the contract.
//!
//! Each function gives one table of the contract, columns in order; `publish` writes them.

mod evidence;
mod findings;
mod matches;
mod quality;

pub use evidence::{evidence, evidence_digests};
pub use findings::{findings, suspects, verdicts};
pub use matches::{identity, links};
pub use quality::{QualityRow, RejectRow, quality, rejects};

use std::collections::BTreeMap;

use crate::domain::{Change, Fingerprint};
use crate::rulebook::{CompiledRule, Rule};
use crate::standard::citizen_id;
use crate::table::{Extract, Findings, Links, Roster};

/// Everything the tables are made from.
pub struct Told<'a> {
    pub job: &'a str,
    pub reveal_ids: bool,
    pub roster: &'a Roster,
    pub extracts: &'a BTreeMap<String, (Extract, Links)>,
    pub rules: &'a [(Rule, CompiledRule)],
    pub findings: &'a Findings,
}

/// What became of each finding, and when it was first seen.
pub type ChangeOf = BTreeMap<Fingerprint, (Change, chrono::NaiveDate)>;

impl Told<'_> {
    fn rule(&self, index: usize) -> Option<&Rule> {
        self.rules.get(index).map(|(rule, _)| rule)
    }

    /// The fingerprint of a card × rule.
    pub fn fingerprint(&self, card: u32, rule: usize) -> Option<Fingerprint> {
        let (card, rule) = (self.roster.card(card)?, self.rule(rule)?);
        Some(Fingerprint::of(self.job, &rule.id, &card.household_id))
    }

    /// A citizen number as it may be handed over.
    fn number(&self, number: &str) -> String {
        if self.reveal_ids { number.to_owned() } else { citizen_id::masked(number) }
    }
}
