//! Rows about nobody who matters, counted where they stand: of a county's millions they are most, nothing of them is
//! kept, and nearly all are written plainly. Every other row takes the full path of [`super::clean`].

use std::borrow::Cow;

use super::plan::{ColumnPlan, Plan};
use super::sought::{Sought, Tie, Ties};
use super::wanted::{Wanted, tie};
use super::{Cleaned, column, date, hash, number, period};
use crate::domain::{IdState, PersonKey};
use crate::raw::{AT_HAND, RawRow};
use crate::schema::{ColumnKind, FORMER_NAME};
use crate::standard::text::{is_error, is_placeholder, unmarked};
use crate::standard::{citizen_id, credit_code, person_name};
use crate::table::hash_of_name;

/// Knows which rows may be passed over.
pub struct PassOver<'a> {
    plan: &'a Plan,
    sought: &'a Sought,
    /// The field that ties rows together.
    tie: Option<(usize, &'a Ties)>,
    /// The fields of every subject's number.
    numbers: Vec<usize>,
    /// The fields of whatever a row's people are called.
    names: Vec<usize>,
    /// The field of the name that is to be counted.
    counted_name: Option<usize>,
    /// What is there to be wrong with a column, with its field.
    checked: Vec<(&'a ColumnPlan, usize)>,
    /// The fields in which periods begin and end.
    periods: Vec<(usize, usize)>,
}

/// What was counted of some rows.
#[derive(Debug, Default)]
pub struct PassedOver {
    row_hashes: Vec<u64>,
    name_hashes: Vec<u64>,
}

impl<'a> PassOver<'a> {
    /// None where every row is wanted, or no number tells whose a row is.
    pub fn new(plan: &'a Plan, wanted: &'a Wanted) -> Option<Self> {
        let Wanted::Of { sought, ties } = wanted else { return None };
        if plan.columns.iter().any(|column| column.part.is_some() && column.field.is_some()) {
            return None;
        }
        let field = |name: &str| plan.field(name);
        let subjects = &plan.schema.subjects;
        let number = |name: &str| {
            plan.column(name)
                .filter(|column| column.column.kind == ColumnKind::CitizenId)
                .and_then(|own| own.field)
        };
        let numbers: Vec<_> = subjects.iter().filter_map(|subject| number(&subject.id)).collect();
        if numbers.is_empty() || numbers.len() < subjects.len() {
            return None;
        }
        let names = subjects.iter().map(|subject| subject.name.as_str()).chain([FORMER_NAME]);
        let counted_name = subjects.first().filter(|_| wanted.counts_names()).map(|subject| &subject.name);
        let tie = match ties {
            None => None,
            // Where nobody delivers the column, nothing is tied.
            Some((name, ties)) => field(name).map(|field| (field, ties)),
        };
        let checked = plan.columns.iter().filter(|column| is_checked(column));
        Some(Self {
            plan,
            sought,
            tie,
            names: names.filter_map(field).collect(),
            counted_name: match counted_name {
                Some(name) => Some(field(name)?),
                None => None,
            },
            checked: checked.filter_map(|column| Some((column, column.field?))).collect(),
            periods: period::fields(plan),
            numbers,
        })
    }

    /// Counts those of some rows that may be passed over, and gives the others.
    pub fn count<'r>(&self, rows: &[RawRow<'r>]) -> (Vec<RawRow<'r>>, PassedOver) {
        let (mut passed, mut said, mut left) = (PassedOver::default(), Vec::new(), Vec::new());
        for rows in rows.chunks(AT_HAND) {
            for (row, of_others) in rows.iter().zip(self.of_others(rows)) {
                if !of_others || !self.is_plain(row) {
                    left.push(*row);
                    continue;
                }
                passed.row_hashes.push(hash(|field| row.field(field), self.plan, &mut said));
                if let Some(field) = self.counted_name {
                    passed.name_hashes.push(hash_of_name(&person_name::tidy(unmarked(row.field(field)))));
                }
            }
        }
        (left, passed)
    }

    fn is_plain(&self, row: &RawRow<'_>) -> bool {
        self.is_of_width(row.width())
            && self.checked.iter().all(|(column, field)| is_plain(column, row.field(*field)))
            && self.periods.iter().all(|(from, until)| is_in_order(row.field(*from), row.field(*until)))
    }

    fn is_of_width(&self, width: usize) -> bool {
        (self.plan.least..=self.plan.most).contains(&width)
    }

    /// Of which rows every number is somebody's for certain, and nothing says that he matters. A line with such a number is
    /// neither a total nor a note nor the header.
    fn of_others(&self, rows: &[RawRow<'_>]) -> Vec<bool> {
        let certain = |cell: &str| {
            let read = citizen_id::read(cell);
            read.person.filter(|_| cell.len() == 18 && read.state == IdState::Valid)
        };
        let mut persons = Vec::with_capacity(rows.len() * self.numbers.len());
        for row in rows {
            persons.extend(self.numbers.iter().map(|field| certain(row.field(*field))));
        }
        // All rows are asked one thing, and then the next: each has to wait for memory, and so they wait together.
        let is_other =
            |person: &Option<PersonKey>| person.is_some_and(|person| !self.sought.numbers.may_have(person.0));
        let are_others = |own: &[Option<PersonKey>]| own.iter().all(is_other);
        let mut others: Vec<bool> = persons.chunks(self.numbers.len()).map(are_others).collect();
        if let Some((field, ties)) = self.tie {
            let tie = |(row, other): (&RawRow<'_>, &bool)| tie(row.field(field)).filter(|_| *other);
            let own: Vec<Option<Tie>> = rows.iter().zip(&others).map(tie).collect();
            for (other, tie) in others.iter_mut().zip(own) {
                *other &= !tie.is_some_and(|tie| ties.contains(tie));
            }
        }
        if !self.sought.named.is_empty() {
            let is_named =
                |row: &RawRow<'_>, field: &usize| self.sought.named.has(unmarked(row.field(*field)));
            for (other, row) in others.iter_mut().zip(rows) {
                *other &= !self.names.iter().any(|field| is_named(row, field));
            }
        }
        others
    }
}

/// Whether anything can be wrong with what stands in a column, or it must not be empty.
fn is_checked(column: &ColumnPlan) -> bool {
    column.column.required
        || match column.column.kind {
            ColumnKind::Text => column.column.key,
            ColumnKind::Name | ColumnKind::Phone | ColumnKind::CitizenId => false,
            ColumnKind::Code | ColumnKind::CodeList => !column.codes.is_empty(),
            ColumnKind::CreditCode | ColumnKind::Date | ColumnKind::Integer | ColumnKind::Decimal => true,
        }
}

/// Whether a cell says what its column asks for, in the plainest form; or nothing, where it may.
fn is_plain(column: &ColumnPlan, cell: &str) -> bool {
    if cell.is_empty() {
        return !column.column.required;
    }
    let says = || is_clean(cell) && !is_placeholder(cell) && !is_error(cell);
    match column.column.kind {
        ColumnKind::Text if column.column.key => {
            is_long_number(cell) || is_clean(cell) && column::key(Cow::Borrowed(cell)).is_some()
        }
        ColumnKind::Text | ColumnKind::Name | ColumnKind::Phone | ColumnKind::CitizenId => says(),
        ColumnKind::Code | ColumnKind::CodeList if column.codes.is_empty() => says(),
        ColumnKind::Code | ColumnKind::CodeList => column.codes.spelled(cell).is_some(),
        ColumnKind::CreditCode => {
            use credit_code::CreditCode::{Registration, Valid};
            matches!(credit_code::read(cell), Valid | Registration)
        }
        ColumnKind::Date => date::is_plain(cell),
        ColumnKind::Integer if column.column.unit.as_deref() == Some("year") => {
            cell.len() == 4 && ("1900"..="2100").contains(&cell) && number::is_plain(cell, false, true)
        }
        ColumnKind::Integer => number::is_plain(cell, false, column.column.positive),
        ColumnKind::Decimal => number::is_plain(cell, true, column.column.positive),
    }
}

/// Whether a cell is nothing but digits, and too long to be a word for nothing.
fn is_long_number(cell: &str) -> bool {
    cell.len() > 6 && cell.bytes().all(|c| c.is_ascii_digit()) && !cell.bytes().all(|c| c == b'0')
}

/// Whether a cell needs no tidying: it begins with a letter, a digit or an ideograph, and holds nothing that is blank
/// or folded.
fn is_clean(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    bytes.first().is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, 0xe4..=0xe9))
        && bytes.last() != Some(&b' ')
        // Control characters, and the lead bytes of U+0080 to U+00BF, U+1000 to U+3FFF and U+F000 to U+FFFF.
        && !bytes.iter().any(|c| matches!(c, 0..=0x1f | 0x7f | 0xc2 | 0xe1..=0xe3 | 0xef))
}

/// Whether two plain dates, or one and none, are in order.
fn is_in_order(from: &str, until: &str) -> bool {
    from.is_empty() || until.is_empty() || from <= until
}

impl Cleaned {
    /// Adds rows that were passed over while the others were read.
    pub fn add(&mut self, passed: PassedOver) {
        let rows = passed.row_hashes.len() as u64;
        if rows == 0 {
            return;
        }
        self.rows_accepted += rows;
        *self.counts.id_states.entry(IdState::Valid).or_default() += rows;
        self.counts.of_persons += rows;
        self.counts.usable_ids += rows;
        self.row_hashes.extend(passed.row_hashes);
        self.name_hashes.extend(passed.name_hashes);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::super::{Names, Settings, SoughtNumbers, clean};
    use super::*;
    use crate::raw::{FoundColumn, Header, RawChunk};
    use crate::schema::{Column, Schema};
    use crate::test_support::{number, schemas};

    /// A plan for a table that delivers every column of a schema, in its order.
    fn plan(schema: &str) -> Plan {
        let schema = Arc::new(schemas().remove(schema).unwrap());
        let found = (0..schema.columns.len()).map(|field| Some(FoundColumn { field, unit: None }));
        let header = Header {
            source_row: 1,
            first_row: 1,
            names: schema.columns.iter().map(|column| column.title.clone()).collect(),
            columns: found.collect(),
            title_units: Vec::new(),
            unmapped: BTreeMap::new(),
            usual_fields: None,
        };
        let settings = Settings { units: &BTreeMap::new(), codes: &BTreeMap::new() };
        Plan::new(&schema, &header, &settings, "t.csv").unwrap_or_else(|_| panic!("units"))
    }

    /// Rows about person 1, under the number of person 2 and the name 张三, under the name 李四, and of register `H1`.
    fn wanted(schema: &Schema) -> Wanted {
        let key = |n| citizen_id::read(&number(n)).person.unwrap().0;
        let set = |n| Arc::new([key(n)].into_iter().collect());
        let sought = Sought {
            numbers: Arc::new(SoughtNumbers::of(&set(1), &set(2))),
            names: Arc::new(Names::of(&["张三"])),
            named: Arc::new(Names::of(&["李四"])),
            ..Sought::default()
        };
        let ties = schema.column("register_id").map(|column| {
            let ties = Ties::new(tie("H1").into_iter().collect());
            (column.name.clone(), ties)
        });
        Wanted::Of { sought, ties }
    }

    /// What a clerk may write in a column: mostly what it asks for.
    fn cell(column: &Column) -> BoxedStrategy<String> {
        let few = |texts: &[&str]| select(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        let (plain, odd) = match column.kind {
            ColumnKind::CitizenId => (
                (0..5i64).prop_map(number).boxed(),
                few(&[
                    "",
                    "无",
                    "'130927195001010017",
                    "130927500101001",
                    "130927195001010018",
                    "1.3E+17",
                    "张三",
                ]),
            ),
            ColumnKind::Date => (
                few(&["2014-01-01", "2016-12-31", ""]).boxed(),
                few(&["2014-02-30", "1900-01-01", "201401", "至今", "2014年1月1日", " 2014-01-01", "无"]),
            ),
            ColumnKind::Integer | ColumnKind::Decimal => (
                few(&["5", "12.50", "2016", "0", ""]).boxed(),
                few(&[
                    "-3",
                    "1,200",
                    "007",
                    "99999999999999999999",
                    "3万",
                    "1899",
                    "0.00",
                    ".5",
                    "5人",
                    "1e5",
                ]),
            ),
            ColumnKind::Code | ColumnKind::CodeList if !column.codes.is_empty() => {
                let words = column.codes.iter().flat_map(|(code, word)| [code.clone(), word.clone()]);
                (select(words.collect::<Vec<_>>()).boxed(), few(&["", "?", "无", " 1 ", "a", "1,2", "合计"]))
            }
            _ => (
                few(&["张三", "王五", "H1", "H23", "河北省南皮县", "91350100M000100Y43"]).boxed(),
                few(&[
                    "",
                    "李四",
                    " 王五",
                    "无",
                    "#N/A",
                    "1.3E+17",
                    "00",
                    "合计",
                    "注:共计",
                    "Ａ1",
                    "王　五",
                    "'H1",
                ]),
            ),
        };
        prop_oneof![12 => plain, 1 => odd].boxed()
    }

    fn table() -> impl Strategy<Value = (&'static str, Vec<(Vec<String>, Index)>)> {
        let schemas_seen = ["population", "vehicle", "housing", "marriage", "business", "payroll", "death"];
        select(schemas_seen.to_vec()).prop_flat_map(|name| {
            let schema = schemas().remove(name).unwrap();
            let cells: Vec<_> = schema.columns.iter().map(cell).collect();
            (Just(name), prop::collection::vec((cells, any::<Index>()), 0..12))
        })
    }

    proptest! {
        #[test]
        fn rows_that_are_passed_over_are_counted_as_if_they_were_read((name, rows) in table()) {
            let plan = plan(name);
            let wanted = wanted(&plan.schema);
            let over = PassOver::new(&plan, &wanted);
            prop_assert!(over.is_some());
            let mut chunk = RawChunk::default();
            for (row, (mut cells, width)) in (2..).zip(rows) {
                // Now and then a field too many or too few.
                match width.index(20) {
                    0 => cells.push("x".to_owned()),
                    1 => _ = cells.pop(),
                    _ => {}
                }
                chunk.push_row(row, &cells);
            }
            let mut all = clean(&chunk, &plan, &wanted, None).unwrap();
            let mut apart = clean(&chunk, &plan, &wanted, over.as_ref()).unwrap();
            for cleaned in [&mut all, &mut apart] {
                cleaned.row_hashes.sort_unstable();
                cleaned.name_hashes.sort_unstable();
            }
            prop_assert_eq!(&all.rejects, &apart.rejects);
            prop_assert_eq!(&all.counts, &apart.counts);
            prop_assert_eq!(all.rows_accepted, apart.rows_accepted);
            prop_assert_eq!(&all.row_hashes, &apart.row_hashes);
            prop_assert_eq!(&all.name_hashes, &apart.name_hashes);
            prop_assert!(all.frame.equals_missing(&apart.frame));
        }
    }

    #[test]
    fn a_plain_row_about_another_is_passed_over_and_one_about_who_matters_is_not() {
        let plan = plan("death");
        let wanted = wanted(&plan.schema);
        let over = PassOver::new(&plan, &wanted).unwrap();
        let counts = |person: i64, name: &str| {
            let cells = plan.schema.columns.iter().map(|column| match column.kind {
                ColumnKind::CitizenId => number(person),
                ColumnKind::Name => name.to_owned(),
                ColumnKind::Date => "2016-12-31".to_owned(),
                _ => String::new(),
            });
            let mut chunk = RawChunk::default();
            chunk.push_row(2, cells);
            over.count(&chunk.rows().collect::<Vec<_>>()).0.is_empty()
        };
        assert!(counts(3, "王五"));
        assert!(!counts(1, "王五") && !counts(2, "王五") && !counts(3, "李四"));
    }
}
