//! The filter for rows that matter to a card. Of a county's millions they are few; the others are counted and
//! dropped.

use std::hash::BuildHasher;
use std::sync::Arc;

use polars::polars_utils::aliases::PlFixedStateQuality;
use polars::prelude::PlHashSet;

use super::CleaningCounts;
use super::plan::{ColumnPlan, Plan};
use super::record::Record;
use crate::domain::IdState;
use crate::standard::credit_code::{self, CreditCode};
use crate::standard::text::{tidy, unmarked};
use crate::standard::{citizen_id, person_name};

/// Person keys.
pub type Persons = PlHashSet<i64>;

/// Persons who are asked for millions of times, and are hardly ever the one.
#[derive(Debug, Clone)]
pub struct PersonSet {
    persons: Persons,
    /// A bit for each person, at a place that several may share: small enough to stay near the processor,
    /// and mostly empty, so that most questions end here.
    sieve: Vec<u64>,
}

impl PersonSet {
    pub fn new(persons: Persons) -> Self {
        let words = (persons.len() / 4).next_power_of_two().clamp(1 << 10, 1 << 19);
        let mut known = Self { persons, sieve: vec![0; words] };
        for person in &known.persons {
            let (word, bit) = place(*person, words);
            if let Some(word) = known.sieve.get_mut(word) {
                *word |= bit;
            }
        }
        known
    }

    pub fn persons(&self) -> &Persons {
        &self.persons
    }

    fn contains(&self, person: i64) -> bool {
        let (word, bit) = place(person, self.sieve.len());
        self.sieve.get(word).is_some_and(|word| word & bit != 0) && self.persons.contains(&person)
    }
}

/// The word of a sieve that a person is in, and the bit in that word. The number of words is a power of two.
fn place(person: i64, words: usize) -> (usize, u64) {
    // Fibonacci hashing: the high bits of the product are well mixed (Knuth, TAOCP 3, 6.4).
    let mixed = person.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let word = usize::try_from(mixed >> 32).unwrap_or(0) & (words - 1);
    (word, 1 << (mixed >> 26 & 63))
}

/// What ties rows together, such as the number of a household register: a hash, so that a tie may seem to be
/// where none is, but never the other way round.
pub type Tie = u64;

/// The rows to be kept.
#[derive(Debug, Clone, Default)]
pub enum Wanted {
    #[default]
    All,
    /// Those about one of these persons, those with one of these ties in this column, and those without a
    /// number that identifies under one of these names.
    Of { persons: Arc<PersonSet>, ties: Option<(String, PlHashSet<Tie>)>, names: Arc<Names> },
}

/// Names, folded for comparison: hashes, so that a name may seem to be there, but never the other way round.
#[derive(Debug, Clone, Default)]
pub struct Names(PlHashSet<u64>);

impl Names {
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self(names.into_iter().map(Self::hash).collect())
    }

    fn hash(name: &str) -> u64 {
        PlFixedStateQuality::default().hash_one(person_name::fold(name))
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(&Self::hash(name))
    }
}

/// A first look at a large table: whom and what do some persons' rows lead to?
pub struct Survey {
    subjects: Vec<usize>,
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
        let subjects = plan.schema.subjects.iter().filter_map(|subject| field(&subject.id)).collect();
        Self { subjects, tie: tie.and_then(field) }
    }

    /// The fields to be shown to [`Survey::look`], in this order.
    pub fn fields(&self) -> Vec<usize> {
        self.subjects.iter().copied().chain(self.tie).collect()
    }

    /// Looks at one row; `cell` gives a field by its place in [`Survey::fields`].
    pub fn look<'a>(&self, cell: impl Fn(usize) -> &'a str, known: &PersonSet, led: &mut SurveyResult) {
        let person = |place| citizen_id::read(unmarked(cell(place))).person.map(|person| person.0);
        let places = 0..self.subjects.len();
        if !places.clone().filter_map(person).any(|person| known.contains(person)) {
            return;
        }
        led.persons.extend(places.filter_map(person));
        if self.tie.is_some() {
            led.ties.extend(tie(cell(self.subjects.len())));
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
fn tie(cell: &str) -> Option<Tie> {
    let text = tidy(unmarked(cell));
    (!text.is_empty()).then(|| PlFixedStateQuality::default().hash_one(&*text))
}

impl Wanted {
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
        let names = match self {
            Self::Of { names, .. } => Some(names),
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
                // One wrong digit of a number without a check character makes another person.
                unsure |= !read.state.usable() || read.state == IdState::Upgraded;
                of_person |= read.state.usable() || !is_enterprise(cell);
                if place == 0 {
                    match states.iter_mut().find(|(state, _)| *state == read.state) {
                        Some((_, count)) => *count += 1,
                        None => states.push((read.state, 1)),
                    }
                }
                wanted |= self.has(read.person.map(|person| person.0));
            }
            counts.of_persons += u64::from(of_person);
            counts.usable_ids += u64::from(usable);
            if let Some((column, ties)) = tied {
                wanted = wanted || tie(column.cell(row)).is_some_and(|tie| ties.contains(&tie));
            }
            if let (false, true, Some(names)) = (wanted, unsure, names) {
                wanted = of_names.iter().any(|column| names.has(column.cell(row)));
            }
            if wanted { kept.push(*row) } else { others.push(*row) }
        }
        for (state, count) in states {
            *counts.id_states.entry(state).or_default() += count;
        }
        (kept, others)
    }

    fn has(&self, person: Option<i64>) -> bool {
        match self {
            Self::All => true,
            Self::Of { persons, .. } => person.is_some_and(|person| persons.contains(person)),
        }
    }
}
