//! Who truly belongs to each card, and can a reader of the deliveries know it?

use super::cards::Card;
use super::people::{Entry, People};

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
    /// Whether the person's own row of the registry tells whose it is; of a member only.
    pub row_seen: bool,
    /// Whether the deliveries show that the person is of the card's household at all.
    pub seen: bool,
}

/// What can be read of the two registers.
#[derive(Debug, Default)]
pub struct Readable {
    /// By card and member, as on the card.
    pub registry: Vec<Vec<bool>>,
    /// By person; false for who is not in it.
    pub register: Vec<bool>,
}

impl Readable {
    fn register(&self, person: usize) -> bool {
        self.register.get(person).copied().unwrap_or(false)
    }

    pub fn registry(&self, card: usize, place: usize) -> bool {
        self.registry.get(card).and_then(|rows| rows.get(place)).copied().unwrap_or(false)
    }
}

/// The roster of all cards of a block: members, those in their registers, spouses by a marriage in force.
pub fn of(people: &People, cards: &[Card], readable: &Readable, married: &[(usize, usize)]) -> Vec<Standing> {
    let mut roster = Vec::new();
    for (at, card) in cards.iter().enumerate() {
        let first = roster.len();
        let mut homes: Vec<(usize, bool)> = Vec::new();
        for (place, member) in card.members.iter().copied().enumerate() {
            let row_seen = readable.registry(at, place);
            roster.push(Standing {
                card: at,
                person: member,
                relation: Relation::Member,
                row_seen,
                seen: row_seen,
            });
            if let Some(person) = people.persons.get(member).filter(|person| person.entry == Entry::Normal) {
                let seen = row_seen && readable.register(member);
                match homes.iter_mut().find(|(home, _)| *home == person.home) {
                    Some((_, home_seen)) => *home_seen |= seen,
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
                let seen = home_seen && readable.register(other);
                match roster.iter_mut().skip(first).find(|standing| standing.person == other) {
                    Some(standing) => standing.seen |= seen,
                    None => roster.push(Standing {
                        card: at,
                        person: other,
                        relation: Relation::SameRegister,
                        row_seen: false,
                        seen,
                    }),
                }
            }
        }
        for (a, b) in married {
            for (member, spouse) in [(*a, *b), (*b, *a)] {
                let known = |person| roster.iter().skip(first).any(|standing| standing.person == person);
                if card.members.contains(&member) && !known(spouse) {
                    roster.push(Standing {
                        card: at,
                        person: spouse,
                        relation: Relation::Spouse,
                        row_seen: false,
                        seen: false,
                    });
                }
            }
        }
    }
    roster
}
