//! Comparisons: which column of the registry is held against which column of an extract, and how.

use crate::schema::{Column, ColumnKind};
use crate::words::{Said, said};

/// What counts the records instead of reading a column of theirs.
pub const COUNT: &str = "COUNT(*)";

/// One line of `compare`.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// A column of the member's own row in the registry.
    pub registry: String,
    pub with: With,
    pub by: Comparator,
}

/// What a registry column is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum With {
    /// A column of the member's record.
    Column(String),
    /// How many people in the rule's scope have a record.
    Count,
}

impl With {
    /// As the rule writes it.
    pub fn as_written(&self) -> &str {
        match self {
            Self::Column(column) => column,
            Self::Count => COUNT,
        }
    }
}

/// How two values are held against each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Comparator {
    /// Character by character; citizen numbers by the person they identify.
    Exact,
    /// By the levels of identity: what a clerk or a machine may have made of a name is a spelling of it.
    Name,
    /// To the day; to the month where one side names no day.
    Date,
    /// Apart by no more than `tolerance` (in millionths of the columns' unit), or by no more than `share` of the larger.
    Number { tolerance: i128, share: f64 },
    /// Texts of at least this Jaro–Winkler similarity (0 to 1) are spellings of each other.
    Text { similarity: f64 },
    /// The same codes, however they were worded.
    Codes,
}

impl Comparator {
    /// As a rule writes it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Name => "name",
            Self::Date => "date",
            Self::Number { .. } => "number",
            Self::Text { .. } => "text",
            Self::Codes => "codes",
        }
    }

    /// Why two columns cannot be compared so; nothing if they can.
    pub fn obstacle(self, registry: &Column, with: &Column) -> Option<Said> {
        use ColumnKind::{Code, CodeList, Date, Decimal, Integer, Name, Text};
        let both = |kinds: &[ColumnKind]| kinds.contains(&registry.kind) && kinds.contains(&with.kind);
        let is_text = |kind| !matches!(kind, Date | Integer | Decimal | CodeList | ColumnKind::CitizenId);
        let texts = is_text(registry.kind) && is_text(with.kind);
        let (fits, wanted) = match self {
            Self::Exact => (texts || registry.kind == with.kind, said!("two-of-one-type")),
            Self::Name => (both(&[Name, Text]), said!("two-names")),
            Self::Date => (both(&[Date]), said!("two-dates")),
            Self::Number { .. } => (both(&[Integer, Decimal]), said!("two-numbers")),
            Self::Text { .. } => (texts, said!("two-texts")),
            Self::Codes => (both(&[Code, CodeList]), said!("two-of-codes")),
        };
        let (own, other) = (&registry.name, &with.name);
        if !fits {
            let (is, other_is) = (in_words(registry.kind), in_words(with.kind));
            return Some(said!("compares-other-kinds", by = self.word(), wanted, own, is, other, other_is));
        }
        if matches!(self, Self::Number { .. }) && registry.unit != with.unit {
            let unit = |column: &Column| column.unit.clone().map_or_else(|| said!("no-unit"), Said::from);
            let (unit, other_unit) = (unit(registry), unit(with));
            return Some(said!("kept-in-other-units", own, unit, other, other_unit));
        }
        let shared = registry.codes.keys().any(|code| with.codes.contains_key(code));
        let has_codes = !registry.codes.is_empty() && !with.codes.is_empty();
        (self == Self::Codes && has_codes && !shared).then(|| said!("no-code-in-common", own, other))
    }
}

fn in_words(kind: ColumnKind) -> Said {
    match kind {
        ColumnKind::Text => said!("a-text"),
        ColumnKind::Name => said!("a-name"),
        ColumnKind::CitizenId => said!("a-citizen-number"),
        ColumnKind::CreditCode => said!("a-credit-code"),
        ColumnKind::Date => said!("a-date"),
        ColumnKind::Integer => said!("a-whole-number"),
        ColumnKind::Decimal => said!("a-number"),
        ColumnKind::Code => said!("a-code"),
        ColumnKind::CodeList => said!("a-list-of-codes"),
        ColumnKind::Phone => said!("a-telephone-number"),
    }
}
