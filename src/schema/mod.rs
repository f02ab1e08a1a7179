//! Schemas: the columns of a department's extract, their meaning, and what they are called.
//!
//! Takes text and gives values; knows no files.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::Lang;
use crate::words::translated;
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

/// The ingested column that says which dates of a row name no day but only a month: a bit for each date column of the
/// schema, in its order. Such a date stands as the first of its month.
pub const MONTH_ONLY: &str = "month_only";

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
    /// The extract that this is another copy of, kept by somebody else: a ledger of the registry.
    pub copy_of: Option<String>,
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

impl Column {
    /// A column of which nothing else is said.
    pub fn of_kind(name: &str, kind: ColumnKind) -> Self {
        Self {
            name: name.to_owned(),
            title: name.to_owned(),
            kind,
            aliases: Vec::new(),
            required: false,
            codes: BTreeMap::new(),
            unit: None,
            within: None,
            key: false,
            positive: false,
            not_before: None,
            earliest: None,
            latest: None,
        }
    }
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

/// What the citizen number in the registry says beside whose it is: the birth date; and, where the number of a
/// disability certificate stands in its place, category and grade. Only `compare` reads them.
pub const IN_THE_NUMBER: &[(&str, ColumnKind)] = &[
    (BIRTH_DATE, ColumnKind::Date),
    (DISABILITY_CATEGORY, ColumnKind::Code),
    (DISABILITY_GRADE, ColumnKind::Code),
];
pub const BIRTH_DATE: &str = "birth_date";
pub const DISABILITY_CATEGORY: &str = "disability_category";
pub const DISABILITY_GRADE: &str = "disability_grade";

/// The line of [`AS_DELIVERED`] with what follows the citizen number in a certificate's: `certificate citizen_id=44`.
pub const CERTIFICATE: &str = "certificate";

/// Gives copies that name no columns those of what they are copies of.
pub fn complete_copies(schemas: &mut BTreeMap<String, Schema>) {
    let original = |copy: &Schema| {
        copy.copy_of.as_ref().filter(|_| copy.columns.is_empty()).and_then(|name| schemas.get(name))
    };
    let completed: Vec<_> = schemas
        .iter()
        .filter_map(|(name, copy)| Some((name.clone(), copy.with_columns_of(original(copy)?))))
        .collect();
    schemas.extend(completed);
}

impl Schema {
    /// The schema with its titles as the reader of a language has them, as far as they are translated.
    pub fn in_lang(mut self, lang: Lang) -> Self {
        let columns = self.columns.iter_mut().map(|column| &mut column.title);
        for title in columns.chain([&mut self.title]) {
            *title = translated(title, lang).to_owned();
        }
        self
    }

    fn with_columns_of(&self, original: &Self) -> Self {
        Self {
            subjects: original.subjects.clone(),
            asset: original.asset.clone(),
            columns: original.columns.clone(),
            digest: blake3::hash(format!("{}{}", self.digest, original.digest).as_bytes())
                .to_hex()
                .to_string(),
            ..self.clone()
        }
    }

    /// A column, or what the number of a household's member says beside whose it is.
    pub fn comparable(&self, name: &str) -> Option<Cow<'_, Column>> {
        let own = self.column(name).map(Cow::Borrowed);
        own.or_else(|| {
            let (_, kind) = IN_THE_NUMBER.iter().find(|(own, _)| *own == name)?;
            self.is_of_households().then(|| Cow::Owned(Column::of_kind(name, *kind)))
        })
    }

    /// Whether this is the registry's, or a copy's: a row a member of a household.
    pub fn is_of_households(&self) -> bool {
        self.column("household_id").is_some() && self.subjects.len() == 1
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether this is the column of a subject's number.
    pub fn is_number(&self, column: &str) -> bool {
        self.subjects.iter().any(|subject| subject.id == column)
    }

    /// The bit of a date column in [`MONTH_ONLY`]; none for another column, or where there are more than bits.
    pub fn month_bit(&self, column: &str) -> Option<u32> {
        let mut dates = self.columns.iter().filter(|column| column.kind == ColumnKind::Date);
        let at = dates.position(|date| date.name == column)?;
        1u32.checked_shl(u32::try_from(at).ok()?)
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
