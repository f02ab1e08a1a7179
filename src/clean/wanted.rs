//! The filter for rows that matter to a card. Of a county's millions they are few; the others are counted and
//! dropped.

use std::hash::BuildHasher;
use std::sync::Arc;

use chrono::NaiveDate;
use polars::polars_utils::aliases::PlFixedStateQuality;
use polars::prelude::PlHashSet;
use rayon::prelude::*;

use super::CleaningCounts;
use super::date;
use super::plan::{ColumnPlan, Plan};
use super::record::Record;
use crate::domain::IdState;
use crate::schema::FORMER_NAME;
use crate::standard::credit_code::{self, CreditCode};
use crate::standard::near_number::neighbours;
use crate::standard::text::{tidy, unmarked};
use crate::standard::{citizen_id, person_name};
use crate::table::hash_of_name;

/// Person keys.
pub type Persons = PlHashSet<i64>;

/// Three bits for each of some keys, in a word that several may share: two bytes a key, so that it stays near the
/// processor, and so few of them set that of a hundred keys that are not there one seems to be (a blocked Bloom filter).
#[derive(Debug, Clone, Default)]
struct Sieve(Vec<u64>);

impl Sieve {
    fn of(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let mut words = vec![0; keys.len() / 4 + 64];
        for key in keys {
            let (word, bits) = Self::place(key, words.len());
            if let Some(word) = words.get_mut(word) {
                *word |= bits;
            }
        }
        Self(words)
    }

    fn may_have(&self, key: u64) -> bool {
        let (word, bits) = Self::place(key, self.0.len());
        self.0.get(word).is_some_and(|word| word & bits == bits)
    }

    /// The word that a key is in, and its bits in that word.
    fn place(key: u64, words: usize) -> (usize, u64) {
        // Fibonacci hashing: the high bits of the product are well mixed (Knuth, TAOCP 3, 6.4).
        let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        // The upper half, scaled to the number of words.
        let word = ((mixed >> 32) * words as u64) >> 32;
        let bit = |from: u32| 1 << (mixed >> from & 63);
        (usize::try_from(word).unwrap_or(0), bit(26) | bit(20) | bit(14))
    }
}

/// Persons who are asked for millions of times, and are hardly ever the one.
#[derive(Debug, Clone)]
pub struct PersonSet {
    persons: Persons,
    sieve: Sieve,
}

impl Default for PersonSet {
    fn default() -> Self {
        Self::new(Persons::default())
    }
}

impl PersonSet {
    pub fn new(persons: Persons) -> Self {
        let sieve = Sieve::of(persons.iter().map(|person| person.cast_unsigned()));
        Self { persons, sieve }
    }

    pub fn persons(&self) -> &Persons {
        &self.persons
    }

    fn may_have(&self, person: i64) -> bool {
        self.sieve.may_have(person.cast_unsigned())
    }

    fn contains(&self, person: i64) -> bool {
        self.may_have(person) && self.persons.contains(&person)
    }
}

/// What ties rows together, such as the number of a household register: a hash, so that a tie may seem to be
/// where none is, but never the other way round.
pub type Tie = u64;

/// Ties that are asked for millions of times, and are hardly ever there.
#[derive(Debug, Clone, Default)]
pub struct Ties {
    all: PlHashSet<Tie>,
    sieve: Sieve,
}

impl Ties {
    pub fn new(all: PlHashSet<Tie>) -> Self {
        Self { sieve: Sieve::of(all.iter().copied()), all }
    }

    pub(super) fn contains(&self, tie: Tie) -> bool {
        self.sieve.may_have(tie) && self.all.contains(&tie)
    }
}

/// Whom the rows that are kept are about.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    pub persons: Arc<PersonSet>,
    /// What they are called: rows under one of these names are kept where no number tells whose they are.
    pub names: Arc<Names>,
    /// Numbers that one of them may have, for one that was typed wrong: rows under such a number are theirs if the
    /// name is one of `names`, too.
    pub near: Arc<PersonSet>,
    /// Those of them whose number says nothing: rows under one of these names are kept whatever their number.
    pub named: Arc<Names>,
    /// When they were born: rows of that day under nearly one of their names are kept where no number tells whose they
    /// are.
    pub born: Arc<Born>,
}

impl Sought {
    /// Whether a number that identifies nobody is one slip from one of these persons'.
    fn may_be_of(&self, number: &str) -> bool {
        let state = citizen_id::read(number).state;
        matches!(state, IdState::BadCheck | IdState::Malformed)
            && neighbours(number, state).into_iter().any(|key| self.persons.contains(key.0))
    }

    /// Whether a person may be sought, or have a number near one that is: one in a hundred others seems to, which costs
    /// less than asking for certain of everyone who is.
    pub(super) fn may_have(&self, person: i64) -> bool {
        self.persons.may_have(person) || self.near.may_have(person)
    }

    fn has(&self, person: Option<i64>, name: impl FnOnce() -> bool) -> bool {
        person.is_some_and(|person| self.persons.contains(person) || self.near.contains(person) && name())
    }
}

/// The rows to be kept.
#[derive(Debug, Clone, Default)]
pub enum Wanted {
    #[default]
    All,
    /// Those about whom is sought, and those with one of these ties in this column.
    Of { sought: Sought, ties: Option<(String, Ties)> },
}

/// Names, folded for comparison: hashes, so that a name may seem to be there, but never the other way round.
#[derive(Debug, Clone, Default)]
pub struct Names(PlHashSet<u64>);

/// Birth dates with the first and the last character of the name: hashes, as of [`Names`]. Whatever happened to one
/// character of a name, the first or the last is still the same.
#[derive(Debug, Clone, Default)]
pub struct Born(PlHashSet<u64>);

impl Born {
    pub fn of(persons: &[(&str, NaiveDate)]) -> Self {
        let hashes =
            persons.par_iter().flat_map_iter(|(name, day)| Self::hashes(name, date::day_number(*day)));
        Self(hashes.collect::<Vec<_>>().into_iter().collect())
    }

    fn hashes(name: &str, day: i32) -> [u64; 2] {
        let name = person_name::fold(name);
        let ends = [(0, name.chars().next()), (1, name.chars().next_back())];
        ends.map(|(end, c)| PlFixedStateQuality::default().hash_one((end, c, day)))
    }

    fn has(&self, name: &str, day: i32) -> bool {
        !name.is_empty() && Self::hashes(name, day).iter().any(|hash| self.0.contains(hash))
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

    fn hash(name: &str) -> u64 {
        hash_of_name(&person_name::fold(name))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(&Self::hash(name))
    }
}

/// A first look at a large table: whom and what do some persons' rows lead to?
pub struct Survey {
    /// The fields of number and name.
    subjects: Vec<(usize, Option<usize>)>,
    tie: Option<usize>,
}

/// What a survey found in rows about known persons.
#[derive(Debug, Default)]
pub struct SurveyResult {
    /// Everyone in those rows.
    pub persons: Persons,
    pub ties: PlHashSet<Tie>,
}

impl SurveyResult {
    pub fn add(&mut self, other: Self) {
        self.persons.extend(other.persons);
        self.ties.extend(other.ties);
    }
}

impl Survey {
    /// `tie` is the column that ties rows together, if one does.
    pub fn new(plan: &Plan, tie: Option<&str>) -> Self {
        let field = |name: &str| plan.columns.iter().find(|column| column.column.name == name)?.field;
        let subjects = plan.schema.subjects.iter();
        let subjects =
            subjects.filter_map(|subject| Some((field(&subject.id)?, field(&subject.name)))).collect();
        Self { subjects, tie: tie.and_then(field) }
    }

    /// The fields to be shown to [`Survey::look`], in this order.
    pub fn fields(&self) -> Vec<usize> {
        // Where there is no name, the number's field stands in its place, and nobody is called so.
        let subjects = self.subjects.iter().flat_map(|(number, name)| [*number, name.unwrap_or(*number)]);
        subjects.chain(self.tie).collect()
    }

    /// Looks at one row; `cell` gives a field by its place in [`Survey::fields`].
    pub fn look<'a>(&self, cell: impl Fn(usize) -> &'a str, sought: &Sought, led: &mut SurveyResult) {
        let person = |place| citizen_id::read(unmarked(cell(2 * place))).person.map(|person| person.0);
        let known = |place| sought.has(person(place), || sought.names.has(unmarked(cell(2 * place + 1))));
        let places = 0..self.subjects.len();
        if !places.clone().any(known) {
            return;
        }
        led.persons.extend(places.filter_map(person));
        if self.tie.is_some() {
            led.ties.extend(tie(cell(2 * self.subjects.len())));
        }
    }
}

/// Whether an enterprise's code stands in the place of a person's number.
fn is_enterprise(cell: &str) -> bool {
    let code = tidy(cell);
    let letters = code.bytes().filter(u8::is_ascii_alphabetic).count();
    matches!(credit_code::read(&code.to_uppercase()), CreditCode::Valid)
        || code.len() == 18 && letters > 1 && code.bytes().all(|c| c.is_ascii_alphanumeric())
}

/// The tie that a cell makes; none where it is empty.
pub(super) fn tie(cell: &str) -> Option<Tie> {
    let text = tidy(unmarked(cell));
    (!text.is_empty()).then(|| PlFixedStateQuality::default().hash_one(&*text))
}

impl Wanted {
    /// Whether it is to be known how many people have each name: of the household register, which has everyone.
    pub(super) fn counts_names(&self) -> bool {
        matches!(self, Self::Of { ties: Some(_), .. })
    }

    /// Parts records into those that are wanted and the others, and counts the states of their numbers.
    pub(super) fn part<'a>(
        &self,
        rows: &[Record<'a>],
        plan: &Plan,
        counts: &mut CleaningCounts,
    ) -> (Vec<Record<'a>>, Vec<Record<'a>>) {
        let column = |name: &str| plan.columns.iter().find(|column| column.column.name == name);
        let subjects: Vec<&ColumnPlan> =
            plan.schema.subjects.iter().filter_map(|subject| column(&subject.id)).collect();
        let of_names: Vec<&ColumnPlan> =
            plan.schema.subjects.iter().filter_map(|subject| column(&subject.name)).collect();
        let of_births: Vec<Option<&ColumnPlan>> =
            plan.schema.subjects.iter().map(|subject| column(subject.birth.as_deref()?)).collect();
        let former_name = column(FORMER_NAME);
        let sought = match self {
            Self::Of { sought, .. } => Some(sought),
            Self::All => None,
        };
        let tied = match self {
            Self::Of { ties: Some((name, ties)), .. } => column(name).zip(Some(ties)),
            _ => None,
        };
        let mut states = Vec::<(_, u64)>::new();
        let (mut kept, mut others) = (Vec::new(), Vec::new());
        for row in rows {
            let mut wanted = matches!(self, Self::All);
            let (mut of_person, mut usable) = (false, false);
            let mut unsure = false;
            for (place, subject) in subjects.iter().enumerate() {
                let cell = subject.cell(row);
                let read = citizen_id::read(cell);
                usable |= read.state.usable();
                unsure |= !read.state.is_sure();
                of_person |= read.state.usable() || !is_enterprise(cell);
                if place == 0 {
                    match states.iter_mut().find(|(state, _)| *state == read.state) {
                        Some((_, count)) => *count += 1,
                        None => states.push((read.state, 1)),
                    }
                }
                let called = || match (sought, of_names.get(place)) {
                    (Some(sought), Some(name)) => sought.names.has(name.cell(row)),
                    _ => false,
                };
                wanted |= sought.is_some_and(|sought| sought.has(read.person.map(|person| person.0), called));
            }
            counts.of_persons += u64::from(of_person);
            counts.usable_ids += u64::from(usable);
            if let Some((column, ties)) = tied {
                wanted = wanted || tie(column.cell(row)).is_some_and(|tie| ties.contains(tie));
            }
            if let (false, Some(sought)) = (wanted, sought) {
                let mut called = of_names.iter().copied().chain(former_name).map(|column| column.cell(row));
                let mut numbers = subjects.iter().map(|subject| subject.cell(row));
                let born = |name: &ColumnPlan, birth: Option<&ColumnPlan>| match birth
                    .map(|birth| date::read(&tidy(birth.cell(row))))
                {
                    Some(date::Cell::Value(day)) => sought.born.has(name.cell(row), day),
                    _ => false,
                };
                let mut of_birth = of_names.iter().zip(&of_births);
                wanted = unsure
                    && (called.clone().any(|name| sought.names.has(name))
                        || numbers.any(|number| sought.may_be_of(number))
                        || of_birth.any(|(name, birth)| born(name, *birth)))
                    || !sought.named.is_empty() && called.any(|name| sought.named.has(name));
            }
            if wanted { kept.push(*row) } else { others.push(*row) }
        }
        for (state, count) in states {
            *counts.id_states.entry(state).or_default() += count;
        }
        (kept, others)
    }
}
