//! The typed syntax tree of the rule language, every node with its place in the file.

use std::collections::BTreeSet;
use std::ops::Range;

use super::value::Value;
use crate::schema::{AS_DELIVERED, UNREADABLE};

use crate::words::{Said, said};

/// The types of the rule language. There are no implicit casts between them; a whole number is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    Boolean,
    Integer,
    Decimal,
    Text,
    Date,
    /// A list of codes.
    List,
}

impl Type {
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Boolean => "true or false",
            Self::Integer => "a whole number",
            Self::Decimal => "a number",
            Self::Text => "a text",
            Self::Date => "a date",
            Self::List => "a list of codes",
        }
    }

    /// The same for messages.
    pub fn said(self) -> Said {
        match self {
            Self::Boolean => said!("true-or-false"),
            Self::Integer => said!("a-whole-number"),
            Self::Decimal => said!("a-number"),
            Self::Text => said!("a-text"),
            Self::Date => said!("a-date"),
            Self::List => said!("a-list-of-codes"),
        }
    }

    pub const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal)
    }

    /// The type that holds both, if there is one.
    pub fn common(self, other: Self) -> Option<Self> {
        match (self, other) {
            (a, b) if a == b => Some(a),
            (a, b) if a.is_number() && b.is_number() => Some(Self::Decimal),
            _ => None,
        }
    }
}

/// Whose column it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnScope {
    /// The extract's own: a bare name.
    Record,
    /// How the person stands to the card.
    Roster,
    /// The person's row in the registry; null for who is not on the card.
    Member,
    /// What the registry says of the household.
    Card,
}

impl ColumnScope {
    /// Whether a column of this scope may hold what was not understood: who stands how to the card is always
    /// known or not.
    pub const fn has_companion(self) -> bool {
        !matches!(self, Self::Roster)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnRef {
    pub scope: ColumnScope,
    pub name: String,
}

impl ColumnRef {
    pub fn new(scope: ColumnScope, name: impl Into<String>) -> Self {
        Self { scope, name: name.into() }
    }

    /// Whether this is one of the columns that say what was not understood.
    pub fn is_companion(&self) -> bool {
        self.scope.has_companion() && (self.name == UNREADABLE || self.name == AS_DELIVERED)
    }

    /// The column beside it that names what was not understood.
    pub fn companion(&self) -> Self {
        Self::new(self.scope, UNREADABLE)
    }

    /// The column's name in the table that a compiled rule runs on, which is how a rule writes it.
    pub fn frame_name(&self) -> String {
        match self.scope {
            ColumnScope::Record => self.name.clone(),
            ColumnScope::Roster => format!("roster.{}", self.name),
            ColumnScope::Member => format!("member.{}", self.name),
            ColumnScope::Card => format!("card.{}", self.name),
        }
    }
}

/// A checked expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    pub node: Node,
    pub ty: Type,
    /// Bytes in the rule file.
    pub span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Literal(Value),
    Column(ColumnRef),
    /// The day the rules are evaluated at.
    AsOf,
    Parameter(String),
    /// Always gives a decimal; null where it overflows or divides by zero.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A date moved by `count` units; months end where the month ends.
    Shift {
        date: Box<Expr>,
        count: i64,
        unit: Unit,
    },
    Compare(Compare, Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    In {
        of: Box<Expr>,
        among: Vec<Expr>,
        negated: bool,
    },
    Between {
        of: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    Like {
        of: Box<Expr>,
        pattern: String,
        negated: bool,
    },
    IsNull {
        of: Box<Expr>,
        negated: bool,
    },
    /// Conditions and results, in order.
    Case {
        branches: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    Coalesce(Vec<Expr>),
    Length(Box<Expr>),
    /// Characters from `start`, counted from 1.
    Substr {
        of: Box<Expr>,
        start: u32,
        length: Option<u32>,
    },
    Upper(Box<Expr>),
    Lower(Box<Expr>),
    Abs(Box<Expr>),
    Year(Box<Expr>),
    HasCode {
        list: Box<Expr>,
        code: String,
    },
    /// Only in `having`; nothing to aggregate for `COUNT(*)`.
    Aggregate(Aggregate, Option<Box<Expr>>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Arithmetic {
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Compare {
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Day,
    Month,
    Year,
}

impl Unit {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "DAY",
            Self::Month => "MONTH",
            Self::Year => "YEAR",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    CountAll,
    Count,
    CountDistinct,
    Sum,
    Min,
    Max,
}

impl Expr {
    /// Calls `visit` on this expression and everything in it.
    pub fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match &self.node {
            Node::Literal(_) | Node::Column(_) | Node::AsOf | Node::Parameter(_) => {}
            Node::Arithmetic(_, a, b) | Node::Compare(_, a, b) | Node::And(a, b) | Node::Or(a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            Node::Not(of)
            | Node::Shift { date: of, .. }
            | Node::Like { of, .. }
            | Node::IsNull { of, .. }
            | Node::Length(of)
            | Node::Substr { of, .. }
            | Node::Upper(of)
            | Node::Lower(of)
            | Node::Abs(of)
            | Node::Year(of)
            | Node::HasCode { list: of, .. } => of.walk(visit),
            Node::In { of, among, .. } => {
                of.walk(visit);
                among.iter().for_each(|item| item.walk(visit));
            }
            Node::Between { of, low, high, .. } => [of, low, high].iter().for_each(|part| part.walk(visit)),
            Node::Case { branches, otherwise } => {
                for (condition, result) in branches {
                    condition.walk(visit);
                    result.walk(visit);
                }
                otherwise.iter().for_each(|result| result.walk(visit));
            }
            Node::Coalesce(of) => of.iter().for_each(|part| part.walk(visit)),
            Node::Aggregate(_, of) => of.iter().for_each(|of| of.walk(visit)),
        }
    }

    /// Whether it adds something up over a card's hits.
    pub fn aggregates(&self) -> bool {
        let mut found = false;
        self.walk(&mut |part| found |= matches!(part.node, Node::Aggregate(..)));
        found
    }

    /// The parts that must all hold, in order: `a`, `b` and `c` of `a AND b AND c`.
    pub fn conjuncts(&self) -> Vec<&Self> {
        match &self.node {
            Node::And(left, right) => [left.conjuncts(), right.conjuncts()].concat(),
            _ => vec![self],
        }
    }

    /// Every column that the expression reads.
    pub fn columns(&self) -> BTreeSet<ColumnRef> {
        let mut columns = BTreeSet::new();
        self.walk(&mut |expr| {
            if let Node::Column(column) = &expr.node {
                columns.insert(column.clone());
            }
        });
        columns
    }

    /// The columns beside those it reads that say which of them hold something not understood.
    pub fn companions(&self) -> BTreeSet<ColumnRef> {
        let scopes: BTreeSet<_> =
            self.columns().iter().map(|column| column.scope).filter(|scope| scope.has_companion()).collect();
        let both = |scope| [UNREADABLE, AS_DELIVERED].map(|name| ColumnRef::new(scope, name));
        scopes.into_iter().flat_map(both).collect()
    }

    /// The columns whose being empty the expression provides for: asked for by `IS NULL`, or with a stand-in
    /// in `COALESCE`. An undetermined verdict does not blame them.
    pub fn tolerated_columns(&self) -> BTreeSet<ColumnRef> {
        let mut columns = BTreeSet::new();
        self.walk(&mut |part| match &part.node {
            Node::IsNull { of, .. } => columns.extend(of.columns()),
            Node::Coalesce(parts) => {
                let with_stand_in = parts.len().saturating_sub(1);
                columns.extend(parts.iter().take(with_stand_in).flat_map(Self::columns));
            }
            _ => {}
        });
        columns
    }

    /// Every parameter that the expression reads.
    pub fn parameters(&self) -> BTreeSet<String> {
        let mut parameters = BTreeSet::new();
        self.walk(&mut |expr| {
            if let Node::Parameter(name) = &expr.node {
                parameters.insert(name.clone());
            }
        });
        parameters
    }

    /// The same expression with every column replaced.
    #[must_use]
    pub fn map_columns(&self, replace: &impl Fn(&ColumnRef) -> ColumnRef) -> Self {
        let one = |expr: &Self| Box::new(expr.map_columns(replace));
        let all = |exprs: &[Self]| exprs.iter().map(|expr| expr.map_columns(replace)).collect();
        let node = match &self.node {
            Node::Column(column) => Node::Column(replace(column)),
            Node::Literal(_) | Node::AsOf | Node::Parameter(_) => self.node.clone(),
            Node::Arithmetic(op, a, b) => Node::Arithmetic(*op, one(a), one(b)),
            Node::Compare(op, a, b) => Node::Compare(*op, one(a), one(b)),
            Node::And(a, b) => Node::And(one(a), one(b)),
            Node::Or(a, b) => Node::Or(one(a), one(b)),
            Node::Not(of) => Node::Not(one(of)),
            Node::Shift { date, count, unit } => Node::Shift { date: one(date), count: *count, unit: *unit },
            Node::Like { of, pattern, negated } => {
                Node::Like { of: one(of), pattern: pattern.clone(), negated: *negated }
            }
            Node::IsNull { of, negated } => Node::IsNull { of: one(of), negated: *negated },
            Node::Length(of) => Node::Length(one(of)),
            Node::Substr { of, start, length } => {
                Node::Substr { of: one(of), start: *start, length: *length }
            }
            Node::Upper(of) => Node::Upper(one(of)),
            Node::Lower(of) => Node::Lower(one(of)),
            Node::Abs(of) => Node::Abs(one(of)),
            Node::Year(of) => Node::Year(one(of)),
            Node::HasCode { list, code } => Node::HasCode { list: one(list), code: code.clone() },
            Node::In { of, among, negated } => Node::In { of: one(of), among: all(among), negated: *negated },
            Node::Between { of, low, high, negated } => {
                Node::Between { of: one(of), low: one(low), high: one(high), negated: *negated }
            }
            Node::Case { branches, otherwise } => Node::Case {
                branches: branches
                    .iter()
                    .map(|(condition, result)| (condition.map_columns(replace), result.map_columns(replace)))
                    .collect(),
                otherwise: otherwise.as_deref().map(one),
            },
            Node::Coalesce(of) => Node::Coalesce(all(of)),
            Node::Aggregate(aggregate, of) => Node::Aggregate(*aggregate, of.as_deref().map(one)),
        };
        Self { node, ty: self.ty, span: self.span.clone() }
    }
}
