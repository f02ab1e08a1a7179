//! What must each rule of the default pack say of each card? From the true persons, by plain code.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;

use super::cards::Card;
use super::people::{Entry, People};
use super::record::{Record, Rule, Says};
use super::roster::{Readable, Relation, Standing};

/// What speaks against a card under one rule; seen, or lost with somebody's number.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    flag: bool,
    flag_lost: bool,
    exempt: bool,
}

impl Tally {
    fn state(self) -> &'static str {
        match self {
            Self { flag: true, .. } => "must_flag",
            Self { flag_lost: false, exempt: true, .. } => "exempt",
            _ => "unknowable",
        }
    }
}

/// The truth of one block.
pub struct Truth<'a> {
    cards: &'a [Card],
    /// By person.
    standings: Vec<Vec<Standing>>,
    tallies: BTreeMap<(usize, Rule), Tally>,
}

impl<'a> Truth<'a> {
    pub fn new(people: &People, cards: &'a [Card], roster: &[Standing]) -> Self {
        let mut standings = vec![Vec::new(); people.persons.len()];
        for standing in roster {
            if let Some(of_person) = standings.get_mut(standing.person) {
                of_person.push(*standing);
            }
        }
        Self { cards, standings, tallies: BTreeMap::new() }
    }

    fn count(&mut self, card: usize, rule: Rule, says: Says, seen: bool) {
        let tally = self.tallies.entry((card, rule)).or_default();
        match says {
            Says::Flag if seen => tally.flag = true,
            Says::Exempt if seen => tally.exempt = true,
            Says::Flag | Says::ExemptUnseen => tally.flag_lost = true,
            // Exempt, and nobody can see the record: the entry alone makes it unknowable.
            Says::Exempt => {}
        }
    }

    /// Hears one record of a person, whose number on it can or cannot be read.
    pub fn hear<R: Record>(
        &mut self,
        record: &R,
        place: usize,
        person: &super::people::Person,
        readable: bool,
    ) {
        for standing in self.standings.get(place).cloned().unwrap_or_default() {
            let Some(registered_on) = self.registered_on(standing.card) else { continue };
            let Some((rule, says)) = record.says(person, registered_on) else { continue };
            let (in_scope, seen) = match (rule.is_about_members(), standing.relation) {
                (true, relation) => (relation == Relation::Member, standing.row_seen),
                (false, relation) => (relation != Relation::Spouse, standing.seen),
            };
            if in_scope {
                self.count(standing.card, rule, says, seen && readable);
            }
        }
    }

    fn registered_on(&self, card: usize) -> Option<NaiveDate> {
        self.cards.get(card).map(|card| card.registered_on)
    }

    /// What the two registers say by themselves and of each other.
    pub fn hear_registers(&mut self, people: &People, readable: &Readable) {
        for place in 0..self.standings.len() {
            let standings = self.standings.get(place).cloned().unwrap_or_default();
            let Some(entry) = people.persons.get(place).map(|person| person.entry) else { continue };
            let in_register = readable.register.get(place).copied().unwrap_or(false);
            for standing in &standings {
                if standing.relation == Relation::Member {
                    self.hear_entry(standing, entry, in_register);
                }
                for other in &standings {
                    if other.relation == Relation::Member && other.card != standing.card {
                        self.hear_two_cards(standing, other);
                    }
                }
            }
        }
    }

    fn hear_entry(&mut self, standing: &Standing, entry: Entry, in_register: bool) {
        let (card, row_seen) = (standing.card, standing.row_seen);
        match entry {
            Entry::Dead => self.count(card, Rule::DeceasedRegister, Says::Flag, row_seen && in_register),
            Entry::MovedAway => self.count(card, Rule::MovedAway, Says::Flag, row_seen && in_register),
            Entry::None => self.count(card, Rule::NoRegisterEntry, Says::Flag, row_seen),
            Entry::Normal | Entry::Cancelled => {}
        }
        // An entry with a broken number looks like none.
        if entry != Entry::None && !in_register {
            self.count(card, Rule::NoRegisterEntry, Says::Flag, false);
        }
    }

    /// Somebody of one card's roster is a member of another card.
    fn hear_two_cards(&mut self, standing: &Standing, other: &Standing) {
        match standing.relation {
            Relation::Member => {
                let seen = standing.row_seen && other.row_seen;
                self.count(standing.card, Rule::PersonOnTwoCards, Says::Flag, seen);
                // Without the own row, the person looks like one of the register who has another card.
                if !standing.row_seen && standing.seen && other.row_seen {
                    self.count(standing.card, Rule::SplitHousehold, Says::Flag, false);
                }
            }
            Relation::SameRegister => {
                let seen = standing.seen && other.row_seen;
                self.count(standing.card, Rule::SplitHousehold, Says::Flag, seen);
            }
            Relation::Spouse => {}
        }
    }

    /// `household_id,rule,state`, a line a finding.
    pub fn findings(&self) -> String {
        let mut text = String::new();
        for ((card, rule), tally) in &self.tallies {
            if let Some(card) = self.cards.get(*card) {
                writeln!(text, "{},{},{}", card.id, rule.id(), tally.state()).ok();
            }
        }
        text
    }
}
