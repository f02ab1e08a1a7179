//! The filter for rows that matter to a card. Of a county's millions they are few; the others are counted and
//! dropped.

use std::hash::BuildHasher;

use polars::polars_utils::aliases::PlFixedStateQuality;
use smallvec::SmallVec;

use super::CleaningCounts;
use super::date;
use super::plan::{ColumnPlan, Plan};
use super::record::Record;
use super::sought::{Sought, Tie, Ties};
use crate::schema::FORMER_NAME;
use crate::standard::citizen_id;
use crate::standard::credit_code::{self, CreditCode};
use crate::standard::text::{tidy, unmarked};

/// The rows to be kept.
#[derive(Debug, Clone, Default)]
pub enum Wanted {
    #[default]
    All,
    /// Those about whom is sought, and those with one of these ties in this column.
    Of { sought: Sought, ties: Option<(String, Ties)> },
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
    (!text.is_empty()).then(|| PlFixedStateQuality::default().hash_one(&*text).cast_signed())
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
        let whom = Whom::of(plan);
        let numbers = whom.numbers(rows, counts);
        let Self::Of { sought, ties } = self else { return (rows.to_vec(), Vec::new()) };
        // All rows are asked one thing, and then the next: each has to wait for memory, and so they wait together.
        let of_person = |row: &Numbers| row.persons().any(|(_, person)| sought.numbers.is_of_person(person));
        let mut wanted: Vec<bool> = numbers.iter().map(of_person).collect();
        if let Some((name, ties)) = ties
            && let Some(column) = plan.column(name)
        {
            let tie = |(row, wanted): (&Record<'_>, &bool)| tie(column.cell(row)).filter(|_| !wanted);
            let own: Vec<Option<Tie>> = rows.iter().zip(&wanted).map(tie).collect();
            for (wanted, tie) in wanted.iter_mut().zip(own) {
                *wanted |= tie.is_some_and(|tie| ties.contains(tie));
            }
        }
        let (mut kept, mut others) = (Vec::new(), Vec::new());
        for ((row, numbers), wanted) in rows.iter().zip(&numbers).zip(wanted) {
            let wanted = wanted || whom.may_be(row, numbers, sought);
            if wanted { kept.push(*row) } else { others.push(*row) }
        }
        (kept, others)
    }
}

/// The columns that say whom a row is about.
struct Whom<'a> {
    numbers: Vec<&'a ColumnPlan>,
    names: Vec<&'a ColumnPlan>,
    births: Vec<Option<&'a ColumnPlan>>,
    former_name: Option<&'a ColumnPlan>,
}

/// What the numbers of one row come to.
#[derive(Debug, Default)]
struct Numbers {
    /// Whom those of the subjects identify, in their order.
    persons: SmallVec<[Option<i64>; 2]>,
    /// One of them does not surely tell whose it is.
    unsure: bool,
}

impl Numbers {
    /// Whom they identify, with the subject.
    fn persons(&self) -> impl Iterator<Item = (usize, i64)> {
        self.persons.iter().enumerate().filter_map(|(place, person)| Some((place, (*person)?)))
    }
}

impl<'a> Whom<'a> {
    fn of(plan: &'a Plan) -> Self {
        let column = |name: &str| plan.column(name);
        let subjects = &plan.schema.subjects;
        Self {
            numbers: subjects.iter().filter_map(|subject| column(&subject.id)).collect(),
            names: subjects.iter().filter_map(|subject| column(&subject.name)).collect(),
            births: subjects.iter().map(|subject| column(subject.birth.as_deref()?)).collect(),
            former_name: column(FORMER_NAME),
        }
    }

    /// Reads the numbers of all rows, and counts their states.
    fn numbers(&self, rows: &[Record<'_>], counts: &mut CleaningCounts) -> Vec<Numbers> {
        let mut states = Vec::<(_, u64)>::new();
        let numbers_of = |row: &Record<'_>| {
            let (mut of_person, mut usable) = (false, false);
            let mut numbers = Numbers::default();
            for (place, subject) in self.numbers.iter().enumerate() {
                let cell = subject.cell(row);
                let read = citizen_id::read(cell);
                usable |= read.state.usable();
                numbers.unsure |= !read.state.is_sure();
                of_person |= read.state.usable() || !is_enterprise(cell);
                if place == 0 {
                    match states.iter_mut().find(|(state, _)| *state == read.state) {
                        Some((_, count)) => *count += 1,
                        None => states.push((read.state, 1)),
                    }
                }
                numbers.persons.push(read.person.map(|person| person.0));
            }
            counts.of_persons += u64::from(of_person);
            counts.usable_ids += u64::from(usable);
            numbers
        };
        let numbers = rows.iter().map(numbers_of).collect();
        for (state, count) in states {
            *counts.id_states.entry(state).or_default() += count;
        }
        numbers
    }

    /// Whether a row under none of the numbers that are sought may be about one of those people nevertheless.
    fn may_be(&self, row: &Record<'_>, numbers: &Numbers, sought: &Sought) -> bool {
        let called_so =
            |place: usize| self.names.get(place).is_some_and(|name| sought.names.has(name.cell(row)));
        if numbers.persons().any(|(place, person)| sought.numbers.is_near(person) && called_so(place)) {
            return true;
        }
        let mut called = self.names.iter().copied().chain(self.former_name).map(|column| column.cell(row));
        let born = |name: &ColumnPlan, birth: Option<&ColumnPlan>| match birth
            .map(|birth| date::read(&tidy(birth.cell(row))))
        {
            Some(date::Cell::Value(day)) => sought.born.has(name.cell(row), day),
            _ => false,
        };
        let mut of_birth = self.names.iter().zip(&self.births);
        numbers.unsure
            && (called.clone().any(|name| sought.names.has(name))
                || self.numbers.iter().any(|subject| sought.may_be_of(subject.cell(row)))
                || of_birth.any(|(name, birth)| born(name, *birth)))
            || !sought.named.is_empty() && called.any(|name| sought.named.has(name))
    }
}
