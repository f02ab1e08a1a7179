//! Whom to visit: tonight's suspects, those whose findings nobody could look at, and what is left open.

use std::collections::BTreeSet;

use crate::results::{
    EvidenceRow, FindingRow, HouseholdRow, MaskedRows, MemberRow, RankRow, StandingRow, SuspectRow,
    UndeterminedRow,
};

/// What the lists are made of.
#[derive(Debug, Clone, Copy)]
pub struct Visits<'a> {
    pub suspects: &'a MaskedRows<SuspectRow>,
    pub findings: &'a MaskedRows<FindingRow>,
    pub evidence: &'a MaskedRows<EvidenceRow>,
    /// What was found before and could not be looked at.
    pub standing: &'a MaskedRows<StandingRow>,
    pub standing_evidence: &'a MaskedRows<EvidenceRow>,
    /// The fingerprints of findings that nobody need go for: decided on the same evidence, or disputed, which have a
    /// list of their own.
    pub not_to_visit: &'a BTreeSet<String>,
    /// Which are most worth a visit: the cards of a village stand in this order.
    pub ranks: &'a MaskedRows<RankRow>,
    pub undetermined: &'a MaskedRows<UndeterminedRow>,
    /// Who the cards are, as far as the lists need it.
    pub households: &'a MaskedRows<HouseholdRow>,
    pub members: &'a MaskedRows<MemberRow>,
}
