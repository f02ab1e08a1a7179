//! The true roster: who belongs to each card, and whether a reader of the deliveries can know it.

use crate::synth::dirt::Kinds;
use crate::synth::dirt::legibility::Legibility;
use crate::synth::people::cards::Card;
use crate::synth::people::{Entry, People};

/// How a person stands to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Member,
    SameRegister,
    Spouse,
}

impl Relation {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::SameRegister => "same_register",
            Self::Spouse => "spouse",
        }
    }
}

/// One person on one card's roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub card: usize,
    pub person: usize,
    pub relation: Relation,
    /// How well the person's own row of the registry tells whose it is; of a member only.
    pub row_seen: Legibility,
    /// How well the deliveries show that the person is of the card's household at all.
    pub seen: Legibility,
}

/// What can be read of the two registers.
#[derive(Debug, Default)]
pub struct Readable {
    /// By card and member, as on the card.
    pub registry: Vec<Vec<Legibility>>,
    /// By person; lost for who is not in it.
    pub register: Vec<Legibility>,
    /// By card: what the registry says of it that is not so.
    pub cards: Vec<Said>,
}

/// What the registry says of a card, right or wrong.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub size: usize,
    /// What happened to each member's row.
    pub members: Vec<Kinds>,
}

impl Readable {
    pub fn register(&self, person: usize) -> Legibility {
        self.register.get(person).copied().unwrap_or(Legibility::LOST)
    }

    pub fn said(&self, card: usize) -> Said {
        self.cards.get(card).cloned().unwrap_or_default()
    }

    pub fn registry(&self, card: usize, place: usize) -> Legibility {
        self.registry.get(card).and_then(|rows| rows.get(place)).copied().unwrap_or(Legibility::LOST)
    }
}

/// The roster of all cards of a block: members, those in their registers, spouses by a marriage in force.
pub fn of(people: &People, cards: &[Card], readable: &Readable, married: &[(usize, usize)]) -> Vec<Standing> {
    let mut roster = Vec::new();
    let mut spouses = vec![None; people.persons.len()];
    for (a, b) in married.iter().copied() {
        for (one, other) in [(a, b), (b, a)] {
            if let Some(place) = spouses.get_mut(one) {
                *place = Some(other);
            }
        }
    }
    for (at, card) in cards.iter().enumerate() {
        let first = roster.len();
        let mut homes: Vec<(usize, Legibility)> = Vec::new();
        for (place, member) in card.members.iter().copied().enumerate() {
            let person = people.persons.get(member);
            let row_seen = readable.registry(at, place);
            let in_register = person.is_some_and(|person| person.entry != Entry::None);
            let row_seen = if in_register { row_seen } else { row_seen.without_register() };
            roster.push(Standing {
                card: at,
                person: member,
                relation: Relation::Member,
                row_seen,
                seen: row_seen,
            });
            if let Some(person) = person.filter(|person| person.entry == Entry::Normal) {
                let seen = row_seen.and(readable.register(member));
                match homes.iter_mut().find(|(home, _)| *home == person.home) {
                    Some((_, home_seen)) => *home_seen = home_seen.or(seen),
                    None => homes.push((person.home, seen)),
                }
            }
        }
        for (home, home_seen) in homes {
            let range = people.homes.get(home).map_or(0..0, |home| home.people.clone());
            for other in range {
                if people.persons.get(other).is_none_or(|person| !person.entry.is_present()) {
                    continue;
                }
                let seen = home_seen.and(readable.register(other));
                match roster.iter_mut().skip(first).find(|standing| standing.person == other) {
                    // Whose number is on the card already is not added by the register: only where it is
                    // lost does the register help.
                    Some(standing) if standing.row_seen.is_lost() => standing.seen = standing.seen.or(seen),
                    Some(_) => {}
                    None => roster.push(Standing {
                        card: at,
                        person: other,
                        relation: Relation::SameRegister,
                        row_seen: Legibility::LOST,
                        seen,
                    }),
                }
            }
        }
        for member in &card.members {
            let Some(spouse) = spouses.get(*member).copied().flatten() else { continue };
            if !roster.iter().skip(first).any(|standing| standing.person == spouse) {
                let (row_seen, seen) = (Legibility::LOST, Legibility::LOST);
                roster.push(Standing {
                    card: at,
                    person: spouse,
                    relation: Relation::Spouse,
                    row_seen,
                    seen,
                });
            }
        }
    }
    roster
}
