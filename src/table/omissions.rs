//! Omissions: people whom an extract has, who meet a rule, and who are on no card.

use super::{CardIdx, RowIdx, RuleIdx};
use crate::domain::Cause;

/// Somebody who was left out, or may have been.
#[derive(Debug, Clone, PartialEq)]
pub struct Omission {
    pub rule: RuleIdx,
    /// The record, in the rule's extract; of several the first by what they say.
    pub row: RowIdx,
    /// How many records of the person meet the rule.
    pub records: u32,
    pub person: Option<i64>,
    pub name: String,
    /// The person's own row in the household register.
    pub registered: Option<RowIdx>,
    pub company: Company,
    /// What the rule's `having` comes to, as text.
    pub total: Option<String>,
    /// Why it cannot be said whether this person was left out; nothing where it can.
    pub open: Option<(Cause, String)>,
}

/// Who else is registered together with somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Company {
    /// The number of the register; nothing where none is known, or it is no family's.
    pub register_id: Option<String>,
    /// How many people are in it.
    pub people: u32,
    /// Who of them is on a card, by name and card.
    pub on_cards: Vec<(String, CardIdx)>,
}

/// What the rules about people on no card said.
#[derive(Debug, Clone, Default)]
pub struct Omissions {
    /// By rule, register and person.
    pub people: Vec<Omission>,
    /// How many people meet a rule and one of its exemptions.
    pub exempt: u64,
    /// Rules that could not be asked at all, with the cause and the extract.
    pub unasked: Vec<(RuleIdx, Cause, String)>,
}

impl Omissions {
    /// Those who were left out.
    pub fn omitted(&self) -> impl Iterator<Item = &Omission> {
        self.people.iter().filter(|own| own.open.is_none())
    }

    /// Those of whom it cannot be said.
    pub fn open(&self) -> impl Iterator<Item = &Omission> {
        self.people.iter().filter(|own| own.open.is_some())
    }
}
