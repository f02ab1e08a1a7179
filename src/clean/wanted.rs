//! The filter for rows that matter to a card. Of a county's millions they are few; the others are counted and
//! dropped.

use std::hash::BuildHasher;

use polars::polars_utils::aliases::PlFixedStateQuality;
use polars::prelude::PlHashSet;

use super::CleaningCounts;
use super::date;
use super::plan::{ColumnPlan, Plan};
use super::record::Record;
use super::sought::{Persons, Sought, Tie, Ties};
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
