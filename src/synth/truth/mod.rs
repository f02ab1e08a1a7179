//! The truth: what each rule of the default pack must say of each card. From the true persons, by plain code.

pub mod omissions;
pub mod roster;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::synth::dirt::Kinds;
use crate::synth::dirt::legibility::Legibility;
use crate::synth::people::cards::Card;
use crate::synth::people::{Entry, People, Person};
use crate::synth::records::{Record, Rule, Says};
use crate::synth::truth::roster::{Readable, Relation, Standing};

/// What speaks against a card under one rule: what must be read to see it, where it can be seen.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    flag: Option<Kinds>,
    exempt: Option<Kinds>,
    /// With somebody's number, or with a day.
    flag_lost: bool,
}

impl Tally {
    /// In a word, and what must be read to see it.
    fn state(self) -> (&'static str, Kinds) {
        match self {
            Self { flag: Some(needs), .. } => ("must_flag", needs),
            Self { flag_lost: false, exempt: Some(needs), .. } => ("exempt", needs),
            _ => ("unknowable", Kinds::NONE),
        }
    }
}

/// The least that must be read to see something, of two ways to see it.
fn least(known: Option<Kinds>, other: Kinds) -> Option<Kinds> {
    Some(known.map_or(other, |known| known.min(other)))
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

    fn count(&mut self, card: usize, rule: Rule, says: Says, sight: Legibility) {
        let tally = self.tallies.entry((card, rule)).or_default();
        match says {
            Says::Flag if !sight.is_lost() => tally.flag = least(tally.flag, sight.needs()),
            Says::Exempt if !sight.is_lost() => tally.exempt = least(tally.exempt, sight.needs()),
            Says::Flag | Says::ExemptUnseen => tally.flag_lost = true,
            // Exempt, and nobody can see the record: the entry alone makes it unknowable.
            Says::Exempt => {}
        }
    }

    /// Hears one record of a person, which can be read so well.
    pub fn hear<R: Record>(&mut self, record: &R, place: usize, person: &Person, sight: Legibility) {
        let Some(rule) = record.rule() else { return };
        for standing in self.standings.get(place).cloned().unwrap_or_default() {
            let Some(registered_on) = self.registered_on(standing.card) else { continue };
            let (in_scope, seen) = match (rule.is_about_members(), standing.relation) {
                (true, relation) => (relation == Relation::Member, standing.row_seen),
                (false, relation) => (relation != Relation::Spouse, standing.seen),
            };
            if !in_scope {
                continue;
            }
            if sight.is_undated() {
                // Any other day might say anything else.
                self.count(standing.card, rule, Says::Flag, Legibility::LOST);
            } else if let Some(says) = record.says(person, registered_on) {
                self.count(standing.card, rule, says, seen.and(sight));
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
            let in_register = readable.register(place);
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

    fn hear_entry(&mut self, standing: &Standing, entry: Entry, in_register: Legibility) {
        let (card, row_seen) = (standing.card, standing.row_seen);
        match entry {
            Entry::Dead => self.count(card, Rule::DeceasedRegister, Says::Flag, row_seen.and(in_register)),
            Entry::MovedAway => self.count(card, Rule::MovedAway, Says::Flag, row_seen.and(in_register)),
            Entry::None => self.count(card, Rule::NoRegisterEntry, Says::Flag, row_seen),
            Entry::Normal | Entry::Cancelled => {}
        }
        // An entry with a broken number looks like none.
        if entry != Entry::None && in_register.is_lost() {
            self.count(card, Rule::NoRegisterEntry, Says::Flag, Legibility::LOST);
        }
    }

    /// Somebody of one card's roster is a member of another card.
    fn hear_two_cards(&mut self, standing: &Standing, other: &Standing) {
        match standing.relation {
            Relation::Member => {
                let seen = standing.row_seen.and(other.row_seen);
                self.count(standing.card, Rule::PersonOnTwoCards, Says::Flag, seen);
                // Without the own row, the person looks like one of the register who has another card.
                if standing.row_seen.is_lost() && !standing.seen.and(other.row_seen).is_lost() {
                    self.count(standing.card, Rule::SplitHousehold, Says::Flag, Legibility::LOST);
                }
            }
            Relation::SameRegister => {
                let seen = standing.seen.and(other.row_seen);
                self.count(standing.card, Rule::SplitHousehold, Says::Flag, seen);
            }
            Relation::Spouse => {}
        }
    }

    /// `household_id,rule,state,needs`, a line a finding.
    pub fn findings(&self) -> String {
        let mut text = String::new();
        for ((card, rule), tally) in &self.tallies {
            if let Some(card) = self.cards.get(*card) {
                let (state, needs) = tally.state();
                write!(text, "{},{},{state},", card.id, rule.id()).ok();
                needs.write(&mut text);
                text.push('\n');
            }
        }
        text
    }
}
