//! The first look at a large table: whom and what do some persons' rows lead to?

use smallvec::SmallVec;

use super::plan::Plan;
use super::sought::{Sought, Tie};
use super::wanted::tie;
use crate::raw::{FirstLook, RawChunk, RawRow};
use crate::standard::citizen_id;
use crate::standard::text::unmarked;

/// A first look at the rows of one table.
pub struct Survey<'a> {
    sought: &'a Sought,
    /// The fields of every subject's number.
    numbers: Vec<usize>,
    /// Of number and name of every subject, and then of what ties rows together.
    fields: Vec<usize>,
    is_tied: bool,
}

/// What a survey found in rows about known persons.
#[derive(Debug, Default)]
pub struct SurveyResult {
    /// Everyone in those rows.
    pub persons: Vec<i64>,
    pub ties: Vec<Tie>,
}

impl SurveyResult {
    pub fn add(&mut self, other: Self) {
        self.persons.extend(other.persons);
        self.ties.extend(other.ties);
    }
}

impl<'a> Survey<'a> {
    /// `tie` is the column that ties rows together, if one does.
    pub fn new(plan: &Plan, tie: Option<&str>, sought: &'a Sought) -> Self {
        let subjects = plan.schema.subjects.iter();
        let subjects: Vec<_> = subjects
            .filter_map(|subject| Some((plan.field(&subject.id)?, plan.field(&subject.name))))
            .collect();
        // Where there is no name, the number's field stands in its place, and nobody is called so.
        let fields = subjects.iter().flat_map(|(number, name)| [*number, name.unwrap_or(*number)]);
        let tie = tie.and_then(|name| plan.field(name));
        Self {
            sought,
            numbers: subjects.iter().map(|(number, _)| *number).collect(),
            fields: fields.chain(tie).collect(),
            is_tied: tie.is_some(),
        }
    }

    /// What rows of its fields lead to.
    pub fn found(&self, chunk: &RawChunk) -> SurveyResult {
        let subjects = 0..self.numbers.len();
        let persons_of = |row: &RawRow<'_>| -> SmallVec<[Option<i64>; 2]> {
            subjects.clone().map(|subject| person(row.field(2 * subject))).collect()
        };
        let rows: Vec<_> = chunk.rows().map(|row| (row, persons_of(&row))).collect();
        // All of them are asked for in one go: each has to wait for memory, and so they wait together.
        let numbers = &self.sought.numbers;
        let is_of_person = |(_, own): &(_, SmallVec<[Option<i64>; 2]>)| {
            own.iter().flatten().any(|person| numbers.is_of_person(*person))
        };
        let of_person: Vec<bool> = rows.iter().map(is_of_person).collect();
        let mut found = SurveyResult::default();
        for ((row, persons), of_person) in rows.iter().zip(of_person) {
            let mut near = subjects.clone().zip(persons).filter_map(|(subject, person)| {
                person.filter(|person| numbers.is_near(*person)).map(|_| row.field(2 * subject + 1))
            });
            if !of_person && !near.any(|name| self.sought.names.has(unmarked(name))) {
                continue;
            }
            found.persons.extend(persons.iter().flatten());
            let tie = if self.is_tied { tie(row.field(2 * subjects.end)) } else { None };
            // A family stands together.
            found.ties.extend(tie.filter(|tie| found.ties.last() != Some(tie)));
        }
        found
    }
}

/// Whom a cell identifies.
fn person(cell: &str) -> Option<i64> {
    citizen_id::read(unmarked(cell)).person.map(|person| person.0)
}

impl FirstLook for Survey<'_> {
    fn first_fields(&self) -> &[usize] {
        &self.numbers
    }

    fn passes_by(&self, first: &RawChunk) -> Vec<bool> {
        let persons =
            first.rows().flat_map(|row| (0..row.width()).map(move |field| person(row.field(field))));
        let persons: Vec<_> = persons.collect();
        let may_be = |own: &Option<i64>| own.is_some_and(|own| self.sought.numbers.may_have(own));
        persons.chunks(self.numbers.len().max(1)).map(|own| !own.iter().any(may_be)).collect()
    }

    fn fields(&self) -> &[usize] {
        &self.fields
    }
}
