//! The truth of who was left out: on no card, living in a village of the county, and to be seen by one of the rules.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::standard::citizen_id::Number;
use crate::synth::dirt::legibility::Legibility;
use crate::synth::people::cards::Card;
use crate::synth::people::{Entry, People};
use crate::synth::truth::roster::Readable;

/// The rules about people on no card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OmissionRule {
    Allowance,
    Scattered,
    Disabled,
    LowIncome,
    OnlyInLedger,
    OnlyInFile,
}

impl OmissionRule {
    pub fn id(self) -> &'static str {
        match self {
            Self::Allowance => "allowance-not-registered",
            Self::Scattered => "scattered-support-not-registered",
            Self::Disabled => "disabled-not-registered",
            Self::LowIncome => "low-income-not-registered",
            Self::OnlyInLedger => "village-ledger-not-registered-in-registry",
            Self::OnlyInFile => "township-file-not-registered-in-registry",
        }
    }

    /// Whether somebody of the register on a card is enough.
    fn is_of_households(self) -> bool {
        matches!(self, Self::Disabled | Self::LowIncome)
    }
}

/// What a record says of somebody who may have been left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Omits {
    By(OmissionRule),
    /// So much a month in fen, of a small wage.
    SmallWage(Option<i64>),
    /// Known as dead.
    Dead,
}

/// The line under which small wages lie, in fen a month and person: 2,952 yuan a year.
const LINE: i64 = 24_600;

/// What all records say.
#[derive(Debug, Default)]
pub struct Omissions {
    by_person: BTreeMap<(usize, OmissionRule), Legibility>,
    dead: BTreeMap<usize, Legibility>,
    /// By home: whose, how much, and how well it can be read.
    wages: BTreeMap<usize, Vec<(usize, Option<i64>, Legibility)>>,
}

impl Omissions {
    /// Hears a record of a person (of a home), which can be read so well.
    pub fn hear(&mut self, person: usize, home: usize, says: Omits, sight: Legibility) {
        match says {
            Omits::By(rule) => {
                let known = self.by_person.entry((person, rule)).or_insert(sight);
                *known = known.or(sight);
            }
            Omits::SmallWage(fen) => self.wages.entry(home).or_default().push((person, fen, sight)),
            Omits::Dead => {
                self.dead.insert(person, sight);
            }
        }
    }

    /// `rule,person,name,state`, a line a person and rule: `must_list`, `exempt` or `unknowable`.
    pub fn lines(mut self, people: &People, cards: &[Card], readable: &Readable) -> String {
        let mut on_card = vec![false; people.persons.len()];
        for member in cards.iter().flat_map(|card| &card.members) {
            if let Some(own) = on_card.get_mut(*member) {
                *own = true;
            }
        }
        let present = |home: usize| {
            let range = people.homes.get(home).map_or(0..0, |home| home.people.clone());
            range.filter(|person| people.persons.get(*person).is_some_and(|own| own.entry == Entry::Normal))
        };
        for (home, wages) in std::mem::take(&mut self.wages) {
            // What is not known may lift the household over the line.
            let unknown =
                wages.iter().any(|(_, fen, sight)| fen.is_none() || sight.is_lost() || sight.is_undated());
            let sum: i64 = wages.iter().filter_map(|(_, fen, _)| *fen).sum();
            let count = i64::try_from(present(home).count()).unwrap_or(1).max(1);
            if sum >= LINE * count && !unknown {
                continue;
            }
            for (person, fen, sight) in wages.into_iter().filter(|(_, fen, _)| fen.is_some()) {
                let sight = if unknown { Legibility::LOST } else { sight };
                let own = Omits::By(OmissionRule::LowIncome);
                self.hear(person, home, own, if fen.is_some() { sight } else { Legibility::LOST });
            }
        }
        let mut text = String::new();
        for ((at, rule), sight) in &self.by_person {
            let Some(person) = people.persons.get(*at) else { continue };
            let is_on_card = |at: usize| on_card.get(at).copied().unwrap_or(false);
            let of_household = || present(person.home).any(is_on_card);
            if is_on_card(*at) || person.entry != Entry::Normal || rule.is_of_households() && of_household() {
                continue;
            }
            let sight = sight.and(readable.register(*at));
            let hidden = |sight: Legibility| sight.is_lost() || sight.is_undated() || sight.needs().is_slip();
            let state = match self.dead.get(at) {
                Some(dead) if !hidden(*dead) => "exempt",
                Some(_) => "unknowable",
                None if hidden(sight) => "unknowable",
                None => "must_list",
            };
            let number = Number::of(person.key);
            // Writing to a text never fails.
            writeln!(text, "{},{},{},{state}", rule.id(), number.as_str(), person.name).ok();
        }
        text
    }
}
