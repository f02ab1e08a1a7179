//! Schemas: the columns of a department's extract, their meaning, and what they are called.
//!
//! Takes text and gives values; knows no files.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

mod read;

pub use read::read_schema;

/// The ingested column that names, joined by commas, the columns of a row whose value is there and was not
/// understood: it cannot be read, is an unknown code, or its file lacks the column that other files have.
pub const UNREADABLE: &str = "unreadable";

/// Whether a cell of [`UNREADABLE`] names a column.
pub fn is_unread(unreadable: Option<&str>, column: &str) -> bool {
    unreadable.is_some_and(|columns| columns.split(',').any(|name| name == column))
}

/// The ingested column with what stood in those, a line each: `code_unknown post_type=在编`.
pub const AS_DELIVERED: &str = "as_delivered";
/// The ingested column that is the same where two rows say the same in every column: one record delivered twice.
pub const RECORD: &str = "record";

/// The column of a schema that has it with what the first subject was called before.
pub const FORMER_NAME: &str = "former_name";

/// The ingested column of the household register with how many of its rows have the name of this one: kept or not.
pub const CALLED_SO: &str = "called_so";

/// The description of one kind of extract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    pub name: String,
    pub title: String,
    pub department: String,
    /// Whose record this is. A marriage has two, everything else one.
    pub subjects: Vec<Subject>,
    /// The columns that make the thing itself (a car, a flat) unique; empty where there is no thing.
    pub asset: Vec<String>,
    pub columns: Vec<Column>,
    /// Digest of the schema's text: part of the key of ingested extracts.
    pub digest: String,
}

/// The columns that say whose record this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    pub id: String,
    pub name: String,
    pub birth: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub title: String,
    pub kind: ColumnKind,
    pub aliases: Vec<String>,
    /// A row in which this column is empty cannot be used and is rejected.
    pub required: bool,
    /// Known codes and their meaning; empty where any value goes.
    pub codes: BTreeMap<String, String>,
    /// The unit in which a decimal is stored; `year` where a whole number is one.
    pub unit: Option<String>,
    /// Where a file lacks the column: the column that holds it, and which of its characters, from 1.
    pub within: Option<Within>,
    /// A key: rows that say the same here belong together, so that a word for nothing is no key.
    pub key: bool,
    /// A number above zero. Systems write 0 where they know none, and nobody's wage is less than nothing:
    /// such a value is unreadable.
    pub positive: bool,
    /// The date that this one cannot come before. A period that ends before it begins says nothing: neither
    /// date is used.
    pub not_before: Option<String>,
    /// The first day (or year) that can stand here: the register, or what it registers, is not older.
    pub earliest: Option<NaiveDate>,
    /// The last one, reckoned from the day the list was handed over.
    pub latest: Option<Latest>,
}

/// How late a day can be in a list that was handed over on some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Latest {
    /// What is registered has happened.
    Delivery,
    /// A beginning may be written down beforehand.
    YearAfterDelivery,
}

impl Latest {
    pub const ALL: &'static [(&'static str, Self)] =
        &[("delivery", Self::Delivery), ("year_after_delivery", Self::YearAfterDelivery)];

    /// The last day that can be, of a list handed over on `delivered_on`.
    pub fn day(self, delivered_on: NaiveDate) -> NaiveDate {
        match self {
            Self::Delivery => delivered_on,
            Self::YearAfterDelivery => {
                delivered_on.checked_add_months(Months::new(12)).unwrap_or(NaiveDate::MAX)
            }
        }
    }
}

/// A value that another column holds, too: a disability certificate's number has its holder's, the category
/// and the grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    pub column: String,
    /// First and last character, counted from 1.
    pub characters: (usize, usize),
}

/// The types of spec §2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    Text,
    Name,
    CitizenId,
    CreditCode,
    Date,
    Integer,
    Decimal,
    Code,
    CodeList,
    Phone,
}

impl ColumnKind {
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("text", Self::Text),
        ("name", Self::Name),
        ("citizen_id", Self::CitizenId),
        ("credit_code", Self::CreditCode),
        ("date", Self::Date),
        ("integer", Self::Integer),
        ("decimal", Self::Decimal),
        ("code", Self::Code),
        ("code_list", Self::CodeList),
        ("phone", Self::Phone),
    ];
}

impl Schema {
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether this is the column of a subject's number.
    pub fn is_number(&self, column: &str) -> bool {
        self.subjects.iter().any(|subject| subject.id == column)
    }

    /// The name of the ingested column that holds the person key of a citizen-number column:
    /// `person` for the first subject, `<column>_person` for any other.
    pub fn person_column(&self, id_column: &str) -> String {
        self.derived(id_column, "person")
    }

    /// Likewise for the state of the number: `id_state` or `<column>_id_state`.
    pub fn id_state_column(&self, id_column: &str) -> String {
        self.derived(id_column, "id_state")
    }

    fn derived(&self, id_column: &str, suffix: &str) -> String {
        match self.subjects.first() {
            Some(first) if first.id == id_column => suffix.to_owned(),
            _ => format!("{id_column}_{suffix}"),
        }
    }
}
