//! The cards: which households are registered as poor, and who stands on them.

use chrono::NaiveDate;

use crate::synth::calendar::{age, day};
use crate::synth::dice::Dice;
use crate::synth::people::names;
use crate::synth::people::number::Numbers;
use crate::synth::people::{Entry, People, Person, somebody};

/// A registered household.
#[derive(Debug, Clone)]
pub struct Card {
    pub id: String,
    pub village: u64,
    /// The first day of a month: the registry knows no more.
    pub registered_on: NaiveDate,
    pub kind: &'static str,
    pub cause: &'static str,
    pub income: i64,
    pub status: &'static str,
    /// Persons of the block.
    pub members: Vec<usize>,
}

impl Card {
    /// The registry's id of the member at this place on the card.
    pub fn person_id(&self, place: usize) -> String {
        format!("{}{place:02}", self.id)
    }
}

/// A share of the cards that keeps what it should have struck off, or has what is not in the register.
const STALE: f64 = 0.05;
const WITHOUT_REGISTER: f64 = 0.006;
const SPLIT: f64 = 0.008;
const ON_TWO_CARDS: f64 = 0.0015;
const CAUSES: &[(&str, u32)] =
    &[("因病", 42), ("因残", 16), ("缺劳力", 14), ("缺技术", 12), ("缺资金", 9), ("因学", 5), ("因灾", 2)];
const STATUSES: &[(&str, u32)] = &[("脱贫", 62), ("在册", 37), ("返贫", 1)];
const ROOM_FOR_CARDS: u64 = 4096;

/// Registers a share of the homes, marks their people, and makes the mistakes that registries have.
pub fn register(people: &mut People, block: u64, numbers: &mut Numbers, dice: &mut Dice) -> Vec<Card> {
    let mut cards = Vec::new();
    for home in 0..people.homes.len() {
        let Some((village, range)) = people.homes.get(home).map(|home| (home.village, home.people.clone()))
        else {
            continue;
        };
        let alone = range.len() == 1;
        if !dice.chance(if alone { 0.27 } else { 0.115 }) {
            continue;
        }
        let mut members = Vec::new();
        for (place, person) in people.persons.iter_mut().enumerate().skip(range.start).take(range.len()) {
            person.poor = true;
            if belongs(person, dice) {
                members.push(place);
            }
        }
        if members.is_empty() {
            continue;
        }
        if dice.chance(WITHOUT_REGISTER) {
            members.push(people.persons.len());
            people.persons.push(unregistered(dice, numbers, home));
        }
        let rest = if members.len() >= 4 && dice.chance(SPLIT) {
            members.split_off(members.len() - 2)
        } else {
            Vec::new()
        };
        for members in [members, rest] {
            if !members.is_empty() {
                cards.push(card(block, cards.len() as u64, village, members, dice));
            }
        }
    }
    twice(&mut cards, dice);
    cards
}

/// Whether somebody of the home stands on its card: the gone rarely, a grown child often not.
fn belongs(person: &Person, dice: &mut Dice) -> bool {
    match person.entry {
        Entry::Normal => {
            let grown_child = matches!(person.relation, "之子" | "之女") && age(person.birth) > 22;
            !dice.chance(if grown_child { 0.3 } else { 0.01 })
        }
        _ => dice.chance(STALE),
    }
}

fn unregistered(dice: &mut Dice, numbers: &mut Numbers, home: usize) -> Person {
    let surname = names::surname(dice);
    let age = dice.between(20, 40);
    let bride = somebody(dice, numbers, surname, false, age, "之儿媳", home);
    Person { entry: Entry::None, entry_on: None, poor: true, former_name: None, ..bride }
}

fn card(block: u64, at: u64, village: u64, members: Vec<usize>, dice: &mut Dice) -> Card {
    let kind = match members.len() {
        1 if dice.chance(0.35) => "五保户",
        _ if dice.chance(0.3) => "低保户",
        _ => "一般贫困户",
    };
    let month = u32::try_from(dice.between(1, 12)).unwrap_or(1);
    Card {
        id: format!("130927{:010}", block * ROOM_FOR_CARDS + at),
        village,
        registered_on: day(dice.weighted(&[(2013, 22), (2014, 48), (2015, 14), (2016, 16)]), month, 1),
        kind,
        cause: dice.weighted(CAUSES),
        income: dice.between(190_000, 620_000),
        status: dice.weighted(STATUSES),
        members,
    }
}

/// A share of the cards whose kind nobody brought up to date when support began.
const KIND_STALE: f64 = 0.03;

/// Gives cards the kind that their members' support makes of them; `helped` has each person's, where there is one.
pub fn name_kinds(cards: &mut [Card], helped: &[Option<&'static str>], dice: &mut Dice) {
    for card in cards {
        let mut kinds = card.members.iter().filter_map(|member| helped.get(*member).copied().flatten());
        let stale = dice.chance(KIND_STALE);
        match kinds.next().filter(|_| !stale) {
            Some("特困") => card.kind = "五保户",
            Some(_) => card.kind = "低保户",
            None => {}
        }
    }
}

/// Puts a few people on a second card, as when a son was entered with his uncle.
fn twice(cards: &mut [Card], dice: &mut Dice) {
    for at in 0..cards.len() {
        if !dice.chance(ON_TWO_CARDS) {
            continue;
        }
        let other = dice.below(cards.len());
        let Some(taken) = cards.get(other).and_then(|card| card.members.last().copied()) else { continue };
        if let Some(card) = cards.get_mut(at).filter(|card| !card.members.contains(&taken)) {
            card.members.push(taken);
        }
    }
}
