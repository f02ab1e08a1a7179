//! Whom the rows that are kept are about: sets that are asked millions of times, and hardly ever have what is asked for.

use std::hash::BuildHasher;
use std::sync::Arc;

use chrono::NaiveDate;
use polars::polars_utils::aliases::PlFixedStateQuality;
use rayon::prelude::*;

use super::date;
use crate::domain::{IdState, PartsDigest};
use crate::standard::near_number::neighbours;
use crate::standard::{citizen_id, person_name};
use crate::table::{NumberSet, hash_of_name, mixed};

/// Person keys.
pub type Persons = NumberSet;

/// Three bits for each of some keys, in a word that several may share: two bytes a key, so that it stays near the
/// processor, and so few of them set that of a hundred keys that are not there one seems to be (a blocked Bloom filter).
#[derive(Debug, Clone, Default)]
struct Sieve(Vec<u64>);

impl Sieve {
    fn of(sets: &[&NumberSet]) -> Self {
        let keys = sets.iter().map(|set| set.len()).sum::<usize>();
        let mut words = vec![0; keys / 4 + 64];
        for key in sets.iter().flat_map(|set| set.iter()) {
            let (word, bits) = Self::place(key, words.len());
            if let Some(word) = words.get_mut(word) {
                *word |= bits;
            }
        }
        Self(words)
    }

    fn may_have(&self, key: i64) -> bool {
        let (word, bits) = Self::place(key, self.0.len());
        self.0.get(word).is_some_and(|word| word & bits == bits)
    }

    /// The word that a key is in, and its bits in that word.
    fn place(key: i64, words: usize) -> (usize, u64) {
        // Fibonacci hashing: the high bits of the product are well mixed (Knuth, TAOCP 3, 6.4).
        let mixed = key.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        // The upper half, scaled to the number of words.
        let word = ((mixed >> 32) * words as u64) >> 32;
        let bit = |from: u32| 1 << (mixed >> from & 63);
        (usize::try_from(word).unwrap_or(0), bit(26) | bit(20) | bit(14))
    }
}

/// By what numbers somebody is sought, of whom a row hardly ever is.
#[derive(Debug, Clone)]
pub struct SoughtNumbers {
    persons: Arc<Persons>,
    near: Arc<Persons>,
    /// Of both.
    sieve: Sieve,
}

impl Default for SoughtNumbers {
    fn default() -> Self {
        Self::of(&Arc::default(), &Arc::default())
    }
}

impl SoughtNumbers {
    /// The numbers of `persons`, and those `near` that one of them may have, for one that was typed wrong.
    pub fn of(persons: &Arc<Persons>, near: &Arc<Persons>) -> Self {
        Self { persons: Arc::clone(persons), near: Arc::clone(near), sieve: Sieve::of(&[persons, near]) }
    }

    /// The same, and more persons.
    pub fn with(&self, more: Vec<i64>) -> Self {
        let (more, near) = (Persons::of(more), Arc::clone(&self.near));
        let sieve = || Sieve::of(&[&self.persons, &more, &near]);
        let (persons, sieve) = rayon::join(|| self.persons.union(&more), sieve);
        Self { persons: Arc::new(persons), near, sieve }
    }

    /// Whether a number may be sought: one in a hundred others seems to be, which costs less than to be certain.
    pub fn may_have(&self, number: i64) -> bool {
        self.sieve.may_have(number)
    }

    /// Whether a number is a person's.
    pub fn is_of_person(&self, number: i64) -> bool {
        self.may_have(number) && self.persons.contains(number)
    }

    /// Whether a number is one that a person may have.
    pub fn is_near(&self, number: i64) -> bool {
        self.may_have(number) && self.near.contains(number)
    }
}

/// What ties rows together, such as the number of a household register: a hash, so that a tie may seem to be
/// where none is, but never the other way round.
pub type Tie = i64;

/// Ties that are asked for millions of times, and are hardly ever there.
#[derive(Debug, Clone, Default)]
pub struct Ties {
    all: NumberSet,
    sieve: Sieve,
}

impl Ties {
    pub fn new(all: Vec<Tie>) -> Self {
        let all = NumberSet::of(all);
        Self { sieve: Sieve::of(&[&all]), all }
    }

    pub(super) fn contains(&self, tie: Tie) -> bool {
        self.sieve.may_have(tie) && self.all.contains(tie)
    }
}

/// Whom the rows that are kept are about.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    pub numbers: Arc<SoughtNumbers>,
    /// What they are called: rows under one of these names are kept where no number tells whose they are, or a number
    /// near one of theirs.
    pub names: Arc<Names>,
    /// Those of them whose number says nothing: rows under one of these names are kept whatever their number.
    pub named: Arc<Names>,
    /// When they were born: rows of that day under nearly one of their names are kept where no number tells whose they
    /// are.
    pub born: Arc<Born>,
}

impl Sought {
    /// A digest of whom is sought: the same for the same people, wherever they were found.
    pub fn digest(&self) -> String {
        let sets: [&NumberSet; 5] =
            [&self.numbers.persons, &self.numbers.near, &self.names.0, &self.named.0, &self.born.0];
        let mut digest = PartsDigest::default();
        for set in sets.into_par_iter().map(digest_of).collect::<Vec<_>>() {
            digest.add(&set);
        }
        digest.hex()
    }

    /// The sets in which they are looked up, to be kept; whoever is sought by nothing but a name is in none of them.
    pub fn parts(&self) -> ([&NumberSet; 4], &[u64]) {
        let numbers = &self.numbers;
        ([&numbers.persons, &numbers.near, &self.names.0, &self.born.0], &numbers.sieve.0)
    }

    /// The people whose [`Sought::parts`] these are.
    pub fn of_parts([persons, near, names, born]: [NumberSet; 4], sieve: Vec<u64>) -> Self {
        let (persons, near) = (Arc::new(persons), Arc::new(near));
        Self {
            numbers: Arc::new(SoughtNumbers { persons, near, sieve: Sieve(sieve) }),
            names: Arc::new(Names(names)),
            named: Arc::default(),
            born: Arc::new(Born(born)),
        }
    }

    /// Whether a number that identifies nobody is one slip from one of these persons'.
    pub(super) fn may_be_of(&self, number: &str) -> bool {
        let state = citizen_id::read(number).state;
        matches!(state, IdState::BadCheck | IdState::Malformed)
            && neighbours(number, state).into_iter().any(|key| self.numbers.is_of_person(key.0))
    }
}

/// A digest of the members of a set, in whatever order they come: their number, and four sums of what each is mixed to. A
/// set has millions, and sorting them would cost more than reading what they are asked of.
fn digest_of(members: &NumberSet) -> String {
    let add = |sums: [u64; 4], more: [u64; 4]| {
        let mut all = sums;
        all.iter_mut().zip(more).for_each(|(sum, more)| *sum = sum.wrapping_add(more));
        all
    };
    let lanes = |member: i64| {
        [1u64, 2, 3, 4]
            .map(|lane| mixed(member.cast_unsigned().wrapping_add(lane.wrapping_mul(0x9e37_79b9_7f4a_7c15))))
    };
    let sums = members.par_iter().map(lanes).reduce(|| [0; 4], add);
    format!("{} {sums:x?}", members.len())
}

/// Names, folded for comparison: hashes, so that a name may seem to be there, but never the other way round.
#[derive(Debug, Clone, Default)]
pub struct Names(NumberSet);

/// Birth dates with the first and the last character of the name: hashes, as of [`Names`]. Whatever happened to one
/// character of a name, the first or the last is still the same.
#[derive(Debug, Clone, Default)]
pub struct Born(NumberSet);

impl Born {
    pub fn of(persons: &[(&str, NaiveDate)]) -> Self {
        let hashes =
            persons.par_iter().flat_map_iter(|(name, day)| Self::hashes(name, date::day_number(*day)));
        Self(hashes.collect::<Vec<_>>().into_iter().collect())
    }

    fn hashes(name: &str, day: i32) -> [i64; 2] {
        let name = person_name::fold(name);
        let ends = [(0, name.chars().next()), (1, name.chars().next_back())];
        ends.map(|(end, c)| PlFixedStateQuality::default().hash_one((end, c, day)).cast_signed())
    }

    pub(super) fn has(&self, name: &str, day: i32) -> bool {
        !name.is_empty() && Self::hashes(name, day).into_iter().any(|hash| self.0.contains(hash))
    }
}

impl Names {
    pub fn of(names: &[&str]) -> Self {
        let mut all = Self::default();
        all.add(names);
        all
    }

    pub fn add(&mut self, names: &[&str]) {
        self.0.extend(names.par_iter().map(|name| Self::hash(name)).collect::<Vec<_>>());
    }

    fn hash(name: &str) -> i64 {
        hash_of_name(&person_name::fold(name)).cast_signed()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(Self::hash(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_put_together_from_their_parts_are_the_same() {
        let persons = Arc::new(Persons::from_iter([1, 2, 61_212_719_760_403_123, i64::MIN]));
        let numbers = Arc::new(SoughtNumbers::of(&persons, &Arc::new(Persons::from_iter([7]))));
        let born = Arc::new(Born::of(&[("张三", NaiveDate::default())]));
        let sought = Sought { numbers, names: Arc::new(Names::of(&["李四"])), born, named: Arc::default() };
        let (sets, sieve) = sought.parts();
        let again = Sought::of_parts(sets.map(Clone::clone), sieve.to_vec());
        assert_eq!(again.digest(), sought.digest());
        assert!(persons.iter().all(|number| again.numbers.is_of_person(number)));
        assert!(again.numbers.is_near(7) && !again.numbers.is_near(8));
    }

    #[test]
    fn the_same_people_have_one_digest_and_others_another() {
        let digest = |members: &[i64]| digest_of(&members.iter().copied().collect());
        assert_eq!(digest(&[1, 2, 3]), digest(&[3, 1, 2]));
        let all = [
            digest(&[]),
            digest(&[0]),
            digest(&[1, 2]),
            digest(&[1, 2, 3]),
            digest(&[1, 2, 4]),
            digest(&[3]),
        ];
        let different: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }
}
