//! Predicates as text: portable SQL for any other engine, or as their authors wrote them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::ast::{Aggregate, Arithmetic, ColumnRef, ColumnScope, Expr, Node, Type};
use super::value::Value;

/// Words that a column may be called by but SQL keeps for itself: they are written in double quotes.
const RESERVED: &[&str] = &[
    "all", "and", "as", "between", "by", "case", "column", "cross", "date", "distinct", "else", "end",
    "exists", "from", "group", "having", "in", "interval", "is", "join", "left", "like", "not", "null", "on",
    "or", "order", "right", "select", "table", "then", "to", "union", "unique", "until", "user", "using",
    "values", "when", "where", "with",
];

/// A name as SQL takes it.
pub fn quoted(name: &str) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        && name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
    if plain && !RESERVED.contains(&name) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// What other engines understand: days, thresholds and our own functions written out.
    Portable,
    /// The rule language, for reading.
    AsWritten,
}

/// Writes predicates for one day.
pub struct SqlWriter<'a> {
    pub as_of: NaiveDate,
    pub parameters: &'a BTreeMap<String, Value>,
    /// The table whose columns the bare names are; nothing to leave them bare.
    pub record: Option<&'a str>,
    pub style: Style,
    /// Over hits that were chosen already, where the columns beside the record's own are gone.
    pub ignores_companions: bool,
}

impl SqlWriter<'_> {
    pub fn column(&self, column: &ColumnRef) -> String {
        let table = match column.scope {
            ColumnScope::Record => match self.record {
                Some(table) => quoted(table),
                None => return quoted(&column.name),
            },
            ColumnScope::Roster => "roster".to_owned(),
            ColumnScope::Member => "member".to_owned(),
            ColumnScope::Card => "card".to_owned(),
        };
        format!("{table}.{}", quoted(&column.name))
    }

    pub fn expr(&self, expr: &Expr) -> String {
        match &expr.node {
            Node::Literal(value) => value.to_sql(),
            Node::Column(column) => self.column(column),
            Node::AsOf if self.as_written() => "as_of".to_owned(),
            Node::AsOf => Value::Date(self.as_of).to_sql(),
            Node::Parameter(name) if self.as_written() => format!(":{name}"),
            Node::Parameter(name) => {
                format!("{} /* {name} */", self.parameters.get(name).unwrap_or(&Value::Null).to_sql())
            }
            Node::Arithmetic(Arithmetic::Divide, left, right) if !self.as_written() => {
                // Whole numbers would divide to whole numbers in some engines, and by zero in all.
                let divisor = match &right.node {
                    Node::Literal(_) => self.inner(right),
                    _ => format!("NULLIF({}, 0)", self.expr(right)),
                };
                format!("CAST({} AS DECIMAL(38, 6)) / {divisor}", self.expr(left))
            }
            Node::Arithmetic(op, left, right) => {
                format!("{} {} {}", self.inner(left), op.sign(), self.inner(right))
            }
            Node::Shift { date, count, unit } => {
                let sign = if *count < 0 { "-" } else { "+" };
                let size = count.unsigned_abs();
                if self.as_written() {
                    return format!("{} {sign} INTERVAL '{size}' {}", self.inner(date), unit.word());
                }
                format!("CAST({} {sign} INTERVAL '{size}' {} AS DATE)", self.inner(date), unit.word())
            }
            Node::Compare(op, left, right) => {
                format!("{} {} {}", self.inner(left), op.sign(), self.inner(right))
            }
            Node::And(left, right) => format!("{} AND {}", self.part(left, true), self.part(right, true)),
            Node::Or(left, right) => format!("{} OR {}", self.part(left, false), self.part(right, false)),
            Node::Not(of) => format!("NOT {}", self.inner(of)),
            Node::In { of, among, negated } => {
                let among: Vec<_> = among.iter().map(|item| self.expr(item)).collect();
                format!("{} {}IN ({})", self.inner(of), not(*negated), among.join(", "))
            }
            Node::Between { of, low, high, negated } => {
                let (of, low, high) = (self.inner(of), self.inner(low), self.inner(high));
                format!("{of} {}BETWEEN {low} AND {high}", not(*negated))
            }
            Node::Like { of, pattern, negated } => {
                let pattern = Value::Text(pattern.clone()).to_sql();
                format!("{} {}LIKE {pattern}", self.inner(of), not(*negated))
            }
            Node::IsNull { of, negated } => {
                let null = format!("{} IS {}NULL", self.inner(of), not(*negated));
                match self.not_understood(of) {
                    // `CASE` without `ELSE` gives null.
                    Some(open) if *negated => {
                        format!("CASE WHEN {null} THEN TRUE WHEN NOT ({open}) THEN FALSE END")
                    }
                    Some(open) => format!(
                        "CASE WHEN {null} AND NOT ({open}) THEN TRUE WHEN NOT ({null}) THEN FALSE END"
                    ),
                    None => null,
                }
            }
            Node::Case { branches, otherwise } => self.case(branches, otherwise.as_deref()),
            Node::Coalesce(of) => self.coalesce(of),
            Node::Length(of) => format!("LENGTH({})", self.expr(of)),
            Node::Substr { of, start, length: None } => format!("SUBSTR({}, {start})", self.expr(of)),
            Node::Substr { of, start, length: Some(length) } => {
                format!("SUBSTR({}, {start}, {length})", self.expr(of))
            }
            Node::Upper(of) => format!("UPPER({})", self.expr(of)),
            Node::Lower(of) => format!("LOWER({})", self.expr(of)),
            Node::Abs(of) => format!("ABS({})", self.expr(of)),
            Node::Year(of) if self.as_written() => format!("YEAR({})", self.expr(of)),
            Node::Year(of) => format!("EXTRACT(YEAR FROM {})", self.expr(of)),
            Node::HasCode { list, code } if self.as_written() => {
                format!("has_code({}, {})", self.expr(list), Value::Text(code.clone()).to_sql())
            }
            Node::HasCode { list, code } => {
                let code = Value::Text(format!("%,{code},%")).to_sql();
                let found = format!("(',' || {} || ',') LIKE {code}", self.expr(list));
                match self.not_understood(list) {
                    // An unknown word in the list may stand for the code.
                    Some(open) => {
                        format!(
                            "CASE WHEN {found} THEN TRUE WHEN NOT ({open}) AND NOT ({found}) THEN FALSE END"
                        )
                    }
                    None => found,
                }
            }
            Node::Aggregate(aggregate, of) => {
                let of = of.as_ref().map(|of| self.expr(of)).unwrap_or_default();
                match aggregate {
                    Aggregate::CountAll => "COUNT(*)".to_owned(),
                    Aggregate::Count => format!("COUNT({of})"),
                    Aggregate::CountDistinct => format!("COUNT(DISTINCT {of})"),
                    Aggregate::Sum => format!("SUM({of})"),
                    Aggregate::Min => format!("MIN({of})"),
                    Aggregate::Max => format!("MAX({of})"),
                }
            }
        }
    }

    fn as_written(&self) -> bool {
        self.style == Style::AsWritten
    }

    /// One side of an AND or OR; the same word again needs no brackets.
    pub fn part(&self, expr: &Expr, and: bool) -> String {
        match &expr.node {
            Node::And(..) if and => self.expr(expr),
            Node::Or(..) if !and => self.expr(expr),
            Node::And(..) | Node::Or(..) => format!("({})", self.expr(expr)),
            _ => self.expr(expr),
        }
    }

    /// An expression inside another, in brackets unless it stands for itself.
    fn inner(&self, expr: &Expr) -> String {
        let alone = match &expr.node {
            Node::Literal(Value::Integer(number)) => *number >= 0,
            Node::Literal(Value::Decimal(number)) => *number >= 0,
            Node::Literal(_)
            | Node::Column(_)
            | Node::AsOf
            | Node::Parameter(_)
            | Node::Shift { .. }
            | Node::Length(_)
            | Node::Substr { .. }
            | Node::Upper(_)
            | Node::Lower(_)
            | Node::Abs(_)
            | Node::Year(_)
            | Node::Aggregate(..) => true,
            Node::HasCode { .. } => self.as_written(),
            // Both may be written as CASE … END, which stands for itself.
            Node::Coalesce(_) => true,
            _ => expr.ty == Type::Boolean && matches!(expr.node, Node::Case { .. }),
        };
        if alone { self.expr(expr) } else { format!("({})", self.expr(expr)) }
    }

    /// Whether a column that the expression reads holds something not understood; nothing for readers.
    fn not_understood(&self, of: &Expr) -> Option<String> {
        if self.as_written() || self.ignores_companions {
            return None;
        }
        let columns = of.columns();
        let columns = columns.iter().filter(|column| column.scope.has_companion() && !column.is_companion());
        let parts: Vec<_> = columns
            .map(|column| {
                let name = Value::Text(format!("%,{},%", column.name)).to_sql();
                format!("COALESCE((',' || {} || ',') LIKE {name}, FALSE)", self.column(&column.companion()))
            })
            .collect();
        (!parts.is_empty()).then(|| parts.join(" OR "))
    }

    /// The first part that is not null, but nothing stands in for what was not understood.
    fn coalesce(&self, of: &[Expr]) -> String {
        let plain = |of: &[Expr]| {
            let of: Vec<_> = of.iter().map(|part| self.expr(part)).collect();
            format!("COALESCE({})", of.join(", "))
        };
        if of.iter().any(Expr::aggregates) || of.iter().all(|part| self.not_understood(part).is_none()) {
            return plain(of);
        }
        let mut text = "CASE".to_owned();
        for part in of {
            let value = self.expr(part);
            text.push_str(&format!(" WHEN {} IS NOT NULL THEN {value}", self.inner(part)));
            if let Some(open) = self.not_understood(part) {
                text.push_str(&format!(" WHEN {open} THEN NULL"));
            }
        }
        text.push_str(" END");
        text
    }

    fn case(&self, branches: &[(Expr, Expr)], otherwise: Option<&Expr>) -> String {
        let mut text = "CASE".to_owned();
        for (condition, result) in branches {
            let holds = self.expr(condition);
            text.push_str(&format!(" WHEN {holds} THEN {}", self.expr(result)));
            if let Some(open) = self.not_understood(condition) {
                text.push_str(&format!(" WHEN ({holds}) IS NULL AND ({open}) THEN NULL"));
            }
        }
        if let Some(result) = otherwise {
            text.push_str(&format!(" ELSE {}", self.expr(result)));
        }
        text.push_str(" END");
        text
    }
}

const fn not(negated: bool) -> &'static str {
    if negated { "NOT " } else { "" }
}
