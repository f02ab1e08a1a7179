//! How many people of the county have each name.

use polars::prelude::PlHashMap;
use rayon::prelude::*;

use crate::schema::CALLED_SO;
use crate::standard::person_name;
use crate::table::{Extract, NameHash, Parties, Roster, TableError, hash_of_name, integers};

fn hash_of_folded(name: &str) -> NameHash {
    hash_of_name(&person_name::fold(name))
}

/// Counts of folded names.
pub(super) struct NameCounts {
    counts: PlHashMap<NameHash, u64>,
    people: u64,
}

impl NameCounts {
    /// From the household register, which has everyone: `people` rows, of which each kept one says how many have its
    /// name. Without it, from both sides: the people of the roster and the records that name somebody.
    pub(super) fn of(
        population: Option<&Extract>,
        people: Option<u64>,
        roster: &Roster,
        records: &[&Extract],
    ) -> Result<Self, TableError> {
        let mut known = Self { counts: PlHashMap::default(), people: people.unwrap_or(0) };
        if let (Some(register), Some(_)) = (population, people)
            && let Ok(counts) = integers(register.frame(), CALLED_SO)
            && let Some(subject) = register.schema().subjects.first()
        {
            let names: Vec<_> = Parties::of(register, subject)?.all().map(|party| party.name).collect();
            let names: Vec<_> = names.par_iter().map(|name| hash_of_folded(name)).collect();
            for (name, count) in names.into_iter().zip(counts.iter()) {
                let own = known.counts.entry(name).or_default();
                *own = (*own).max(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0));
            }
            return Ok(known);
        }
        for person in roster.persons() {
            known.add(&person.name);
        }
        for extract in records {
            for subject in &extract.schema().subjects {
                for party in Parties::of(extract, subject)?.all() {
                    known.add(party.name);
                }
            }
        }
        Ok(known)
    }

    fn add(&mut self, name: &str) {
        *self.counts.entry(hash_of_folded(name)).or_default() += 1;
        self.people += 1;
    }

    /// How many people there are.
    pub(super) fn people(&self) -> u64 {
        self.people.max(2)
    }

    /// How many of them have a name, never less than `least`: those that are known of.
    pub(super) fn called(&self, folded: &str, least: usize) -> u64 {
        self.counts.get(&hash_of_name(folded)).copied().unwrap_or(0).max(least as u64).max(1)
    }

    /// The chance that any two of the county have the same name, among the names known.
    pub(super) fn chance_of_agreement(&self) -> f64 {
        let mut counts: Vec<_> = self.counts.values().copied().collect();
        // Sorted, since a sum of fractions depends on the order.
        counts.sort_unstable();
        let all: f64 = counts.iter().map(|count| *count as f64).sum::<f64>().max(1.0);
        counts.iter().map(|count| (*count as f64 / all).powi(2)).sum::<f64>().max(1.0 / all)
    }
}
