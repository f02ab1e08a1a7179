//! The household registers: who is in which, and whether it is a family's.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{PlHashMap, StringChunked};
use rayon::prelude::*;

use super::registered::Registered;
use crate::domain::LARGEST_FAMILY;

/// One register, by the order in which they are first named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RegisterIdx(u32);

impl RegisterIdx {
    fn at(self) -> usize {
        self.0 as usize
    }
}

/// Whose a register is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Family,
    /// It has more people than any family: of a school, a works, a home.
    Collective,
    /// Strangers of two villages have one number.
    OfStrangers,
}

/// The numbers of all registers.
pub(super) struct Ids<'a>(Vec<&'a str>);

impl<'a> Ids<'a> {
    /// And which of them each row names.
    pub fn of(column: &'a StringChunked) -> (Self, Vec<Option<RegisterIdx>>) {
        let mut all = Vec::new();
        let mut known: PlHashMap<&str, RegisterIdx> = PlHashMap::default();
        // A family's rows mostly stand together.
        let mut last = None;
        let mut index = |id: &'a str| {
            if let Some((before, index)) = last
                && before == id
            {
                return index;
            }
            let index = *known.entry(id).or_insert_with(|| {
                all.push(id);
                // A county has fewer registers than fit.
                RegisterIdx(u32::try_from(all.len() - 1).unwrap_or(u32::MAX))
            });
            last = Some((id, index));
            index
        };
        let of_rows = column.iter().map(|id| id.map(&mut index)).collect();
        (Self(all), of_rows)
    }

    pub fn id(&self, register: RegisterIdx) -> &'a str {
        self.0.get(register.at()).copied().unwrap_or_default()
    }
}

/// The rows of each register, and whose it is.
pub(super) struct Registers {
    /// Rows by register, one register after the other.
    rows: Vec<u32>,
    /// Where the rows of each begin; one more at the end.
    begins: Vec<u32>,
    kinds: Vec<Kind>,
}

impl Registers {
    pub fn of(ids: &Ids<'_>, all: &[Registered<'_>]) -> Self {
        let mut begins = vec![0u32; ids.0.len() + 1];
        for register in all.iter().filter_map(|row| row.register) {
            if let Some(count) = begins.get_mut(register.at() + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for begin in &mut begins {
            sum += *begin;
            *begin = sum;
        }
        let (mut next, mut rows) = (begins.clone(), vec![0; sum as usize]);
        for (row, register) in (0u32..).zip(all.iter().map(|row| row.register)) {
            let place = register.and_then(|register| next.get_mut(register.at()));
            if let Some(place) = place {
                if let Some(slot) = rows.get_mut(*place as usize) {
                    *slot = row;
                }
                *place += 1;
            }
        }
        let mut registers = Self { rows, begins, kinds: Vec::new() };
        let kind = |register: u32| {
            let of_register = registers.rows(RegisterIdx(register)).iter();
            kind(of_register.filter_map(|row| all.get(*row as usize)))
        };
        let last = u32::try_from(ids.0.len()).unwrap_or(u32::MAX);
        registers.kinds = (0..last).into_par_iter().map(kind).collect();
        registers
    }

    /// Where the people of a register stand among all.
    pub fn rows(&self, register: RegisterIdx) -> &[u32] {
        let begin = self.begins.get(register.at()).map_or(0, |begin| *begin as usize);
        let end = self.begins.get(register.at() + 1).map_or(begin, |end| *end as usize);
        self.rows.get(begin..end).unwrap_or_default()
    }

    pub fn is_family(&self, register: RegisterIdx) -> bool {
        self.kind(register) == Some(Kind::Family)
    }

    pub fn kind(&self, register: RegisterIdx) -> Option<Kind> {
        self.kinds.get(register.at()).copied()
    }
}

fn kind<'a>(people: impl Iterator<Item = &'a Registered<'a>> + Clone) -> Kind {
    if people.clone().filter(|person| !person.left).count() > LARGEST_FAMILY {
        Kind::Collective
    } else if is_of_strangers(people) {
        Kind::OfStrangers
    } else {
        Kind::Family
    }
}

/// A number under which two villages have people who share no surname.
fn is_of_strangers<'a>(people: impl Iterator<Item = &'a Registered<'a>> + Clone) -> bool {
    let mut villages = people.clone().filter_map(|person| person.village);
    let first = villages.next();
    if villages.all(|village| Some(village) == first) {
        return false;
    }
    let mut surnames: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
    for person in people {
        if let (Some(village), Some(surname)) = (person.village, person.name.chars().next()) {
            surnames.entry(village).or_default().insert(surname);
        }
    }
    let villages: Vec<_> = surnames.into_values().collect();
    (1..).zip(&villages).any(|(next, one)| villages.iter().skip(next).any(|other| one.is_disjoint(other)))
}
