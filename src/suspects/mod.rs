//! Suspect households: those with at least one standing finding.

use std::collections::BTreeSet;

use crate::domain::Confidence;
use crate::rulebook::{Rule, RuleStatus};
use crate::table::{CardIdx, Finding, Findings, RuleIdx};

/// A card with at least one standing finding: a household to visit, not a verdict on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    pub card: CardIdx,
    /// Which of the six conditions; reconciliation rules have none.
    pub conditions: BTreeSet<u8>,
    /// Positions of its standing findings.
    pub findings: Vec<usize>,
    pub confidence: Confidence,
}

/// Whether a finding can make its card a suspect.
pub fn stands(finding: &Finding, rule: &Rule) -> bool {
    !finding.exempt && finding.confidence.stands() && rule.status == RuleStatus::Stable
}

/// The suspects, by card.
pub fn suspects<'a>(findings: &Findings, rule: impl Fn(RuleIdx) -> Option<&'a Rule>) -> Vec<Suspect> {
    let mut suspects: Vec<Suspect> = Vec::new();
    for (index, finding) in findings.findings.iter().enumerate() {
        let Some(rule) = rule(finding.rule).filter(|rule| stands(finding, rule)) else { continue };
        match suspects.last_mut().filter(|suspect| suspect.card == finding.card) {
            Some(suspect) => {
                suspect.conditions.extend(rule.condition);
                suspect.findings.push(index);
                suspect.confidence = suspect.confidence.max(finding.confidence);
            }
            None => suspects.push(Suspect {
                card: finding.card,
                conditions: rule.condition.into_iter().collect(),
                findings: vec![index],
                confidence: finding.confidence,
            }),
        }
    }
    suspects
}

#[cfg(test)]
mod tests;
