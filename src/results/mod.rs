//! The tables of the contract, made from what a run found.
//!
//! Each function gives one table of the contract, columns in order; `publish` writes them.

mod differences;
mod disputed;
mod evidence;
mod findings;
mod households;
mod known;
mod large;
mod matches;
mod omissions;
mod quality;
mod ranks;
mod standing;
mod what_changed;
pub mod row;

pub use differences::{DifferenceRow, differences};
pub use disputed::{DisputedRow, disputed};
pub use evidence::{EvidenceRecords, EvidenceRow};
pub use findings::{
    FindingRow, SuspectRow, UndeterminedRow, VerdictRow, findings, suspects, undetermined, verdicts,
};
pub use households::{HouseholdRow, Households, MemberRow, cards_to_find};
pub use known::{KnownRow, PeopleRow};
pub use large::LargeTable;
pub use matches::{IdentityRow, LinkRow, Names, identity, links};
pub use omissions::{
    OmissionRow, OpenOmissionRow, fingerprint_of, omission_digests, omissions, open_omissions,
};
pub use quality::{QualityRow, RejectRow, SourceQuality};
pub use ranks::{RankRow, ranks};
pub use row::{List, MaskedRows, PublishedRow, PublishedTable, Values};
pub use standing::{NotLookedAt, STANDING_EVIDENCE, StandingRow};
pub use what_changed::{ChangeRow, ChangedValue, what_changed};

use std::collections::BTreeMap;

use crate::change::Fingerprints;
use crate::domain::{Change, Fingerprint, Lang};
use crate::outcomes::KnownOutcomes;
use crate::rulebook::{Rule, RunnableRule};
use crate::standard::mask::Mask;
use crate::table::{CardIdx, Findings, LinkedExtract, Roster, RuleIdx};

/// Everything the tables are made from.
pub struct RunData<'a> {
    pub job: &'a str,
    /// The language of what is said of matches.
    pub lang: Lang,
    pub mask: &'a Mask,
    pub roster: &'a Roster,
    pub extracts: &'a BTreeMap<String, LinkedExtract>,
    pub rules: &'a [RunnableRule],
    pub findings: &'a Findings,
    pub fingerprints: &'a Fingerprints,
    pub outcomes: &'a KnownOutcomes,
}

/// What became of each finding, and when it was first seen.
pub type ChangeOf = BTreeMap<Fingerprint, (Change, chrono::NaiveDate)>;

impl RunData<'_> {
    fn rule(&self, rule: RuleIdx) -> Option<&Rule> {
        self.rules.get(rule.at()).map(|own| &own.rule)
    }

    /// The fingerprint of a card × rule.
    pub fn fingerprint(&self, card: CardIdx, rule: RuleIdx) -> Option<Fingerprint> {
        let (card, rule) = (self.roster.card(card)?, self.rule(rule)?);
        Some(self.fingerprints.of(self.job, &rule.id, &card.household_id))
    }

    /// A citizen number as it may be handed over.
    fn number(&self, number: &str) -> String {
        self.mask.number(number)
    }
}

#[cfg(test)]
mod tests;
