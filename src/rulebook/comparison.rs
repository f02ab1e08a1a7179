//! Comparisons: which column of the registry is held against which column of an extract, and how.

use crate::schema::{Column, ColumnKind};

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
    pub fn obstacle(self, registry: &Column, with: &Column) -> Option<String> {
        use ColumnKind::{Code, CodeList, Date, Decimal, Integer, Name, Text};
        let both = |kinds: &[ColumnKind]| kinds.contains(&registry.kind) && kinds.contains(&with.kind);
        let is_text = |kind| !matches!(kind, Date | Integer | Decimal | CodeList | ColumnKind::CitizenId);
        let texts = is_text(registry.kind) && is_text(with.kind);
        let (fits, wanted) = match self {
            Self::Exact => (texts || registry.kind == with.kind, "two columns of one type"),
            Self::Name => (both(&[Name, Text]), "two names"),
            Self::Date => (both(&[Date]), "two dates"),
            Self::Number { .. } => (both(&[Integer, Decimal]), "two numbers"),
            Self::Text { .. } => (texts, "two texts"),
            Self::Codes => (both(&[Code, CodeList]), "two columns of codes"),
        };
        if !fits {
            return Some(format!(
                "`{}` compares {wanted}; `{}` is {} and `{}` is {}",
                self.word(),
                registry.name,
                in_words(registry.kind),
                with.name,
                in_words(with.kind)
            ));
        }
        if matches!(self, Self::Number { .. }) && registry.unit != with.unit {
            let unit = |column: &Column| column.unit.clone().unwrap_or_else(|| "no unit".to_owned());
            return Some(format!(
                "`{}` is kept in {} and `{}` in {}",
                registry.name,
                unit(registry),
                with.name,
                unit(with)
            ));
        }
        let shared = registry.codes.keys().any(|code| with.codes.contains_key(code));
        let has_codes = !registry.codes.is_empty() && !with.codes.is_empty();
        (self == Self::Codes && has_codes && !shared)
            .then(|| format!("no code of `{}` is a code of `{}`", registry.name, with.name))
    }
}

const fn in_words(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "a text",
        ColumnKind::Name => "a name",
        ColumnKind::CitizenId => "a citizen number",
        ColumnKind::CreditCode => "a credit code",
        ColumnKind::Date => "a date",
        ColumnKind::Integer => "a whole number",
        ColumnKind::Decimal => "a number",
        ColumnKind::Code => "a code",
        ColumnKind::CodeList => "a list of codes",
        ColumnKind::Phone => "a telephone number",
    }
}
