//! The compiler of rules: typed tree to Polars expressions, with SQL's three values.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::{self as pl, DataType, Field, LiteralValue, Scalar};

use super::Rule;
use super::ast::{Aggregate, Arithmetic, ColumnRef, ColumnScope, Compare, Expr, Node, Type};
use super::kernels::{
    among_column, has_code_column, like_column, lists_column, reckon_columns, shift_column, to_days,
};
use super::names::PERSON;
use super::value::{DECIMAL_ONE, Value};
use crate::table::{DECIMAL_PRECISION, DECIMAL_SCALE, decimal};

/// A rule with its queries.
#[derive(Debug, Clone)]
pub struct RunnableRule {
    pub rule: Rule,
    pub compiled: CompiledRule,
}

impl RunnableRule {
    /// Compiles a checked rule for the day it is evaluated at.
    pub fn new(rule: Rule, as_of: NaiveDate) -> Self {
        let compiled = compile(&rule, as_of);
        Self { rule, compiled }
    }
}

/// A rule as queries over the rule frame: the extract's columns by their names, `roster.`, `member.` and
/// `card.` columns literally with the dot. All are Boolean; null is undetermined.
#[derive(Debug, Clone)]
pub struct CompiledRule {
    /// Nothing where every record meets the rule.
    pub where_: Option<pl::Expr>,
    /// What `where` joins with AND, each with the columns that it reads.
    where_parts: Vec<(pl::Expr, BTreeSet<ColumnRef>)>,
    pub unless: Vec<CompiledUnless>,
    /// An aggregate over a card's hits, for the `agg` of a `group_by`; null too where a hit's empty value could
    /// turn it round.
    pub having: Option<pl::Expr>,
    /// The first sum that `having` compares, for the finding's total.
    pub total: Option<pl::Expr>,
    pub where_columns: BTreeSet<ColumnRef>,
    /// Columns that `where` provides for being empty.
    pub where_tolerates: BTreeSet<ColumnRef>,
    pub having_columns: BTreeSet<ColumnRef>,
}

impl CompiledRule {
    /// `where`, if it asks nothing but the record itself.
    pub fn where_of_the_record(&self) -> Option<&pl::Expr> {
        let of_record = |column: &ColumnRef| column.scope == ColumnScope::Record;
        self.where_.as_ref().filter(|_| self.where_columns.iter().all(of_record))
    }

    /// The parts of `where` that ask columns of one scope and no others, together: what does not meet them does not meet it.
    pub fn where_of(&self, scope: ColumnScope) -> Option<(pl::Expr, BTreeSet<&ColumnRef>)> {
        let mut columns = BTreeSet::new();
        let of_scope = self
            .where_parts
            .iter()
            .filter(|(_, own)| !own.is_empty() && own.iter().all(|column| column.scope == scope));
        let parts = of_scope.map(|(part, own)| {
            columns.extend(own);
            part.clone()
        });
        let all = parts.reduce(pl::Expr::and)?;
        Some((all, columns))
    }

    /// The rule as if it asked nothing of a record.
    pub fn without_where(&self) -> Self {
        Self { where_: None, where_parts: Vec::new(), where_columns: BTreeSet::new(), ..self.clone() }
    }

    /// The rule as if it exempted nobody.
    pub fn without_exemptions(&self) -> Self {
        Self { unless: Vec::new(), ..self.clone() }
    }

    /// Whether two rules of one extract read the same columns of it and meet the same records. Exemptions are not
    /// compared: with any, they are not alike.
    pub fn looks_like(&self, other: &Self) -> bool {
        self.unless.is_empty()
            && other.unless.is_empty()
            && self.where_ == other.where_
            && self.where_tolerates == other.where_tolerates
            && self.where_columns == other.where_columns
            && self.having_columns == other.having_columns
    }
}

/// One exemption as a query.
#[derive(Debug, Clone)]
pub struct CompiledUnless {
    pub when: pl::Expr,
    pub reason: String,
    /// The extract whose columns the bare names are, where it is not the rule's own.
    pub extract: Option<String>,
    pub columns: BTreeSet<ColumnRef>,
    /// Columns that `when` provides for being empty.
    pub tolerates: BTreeSet<ColumnRef>,
}

/// Compiles a checked rule for one day. A parameter that has no value on that day is null, so that the rule
/// is undetermined; [`super::read_rules`] reports such parameters.
pub fn compile(rule: &Rule, as_of: NaiveDate) -> CompiledRule {
    let compiler = Compiler { as_of, parameters: rule.parameters_at(as_of) };
    let columns = |expr: &Option<Expr>| expr.as_ref().map(read_columns).unwrap_or_default();
    CompiledRule {
        where_: rule.where_.as_ref().map(|where_| compiler.expr(where_)),
        where_parts: rule
            .where_
            .iter()
            .flat_map(Expr::conjuncts)
            .map(|part| (compiler.expr(part), read_columns(part)))
            .collect(),
        unless: rule
            .unless
            .iter()
            .map(|unless| CompiledUnless {
                when: compiler.expr(&unless.when),
                reason: unless.reason.clone(),
                extract: unless.extract.clone(),
                columns: read_columns(&unless.when),
                tolerates: unless.when.tolerated_columns(),
            })
            .collect(),
        having: rule.having.as_ref().map(|having| compiler.having(having)),
        total: rule.having.as_ref().and_then(first_sum).map(|sum| compiler.expr(&sum)),
        where_columns: columns(&rule.where_),
        where_tolerates: rule.where_.as_ref().map(Expr::tolerated_columns).unwrap_or_default(),
        having_columns: columns(&rule.having),
    }
}

/// The columns of an expression, and those that say which of them were not understood.
fn read_columns(expr: &Expr) -> BTreeSet<ColumnRef> {
    expr.columns().into_iter().chain(expr.companions()).collect()
}

fn first_sum(having: &Expr) -> Option<Expr> {
    let mut found = None;
    having.walk(&mut |part| {
        if found.is_none() && matches!(part.node, Node::Aggregate(Aggregate::Sum, _)) {
            found = Some(part.clone());
        }
    });
    found
}

pub(super) struct Compiler {
    pub as_of: NaiveDate,
    pub parameters: BTreeMap<String, Value>,
}

impl Compiler {
    pub fn expr(&self, expr: &Expr) -> pl::Expr {
        match &expr.node {
            Node::Literal(value) => literal(value, expr.ty),
            Node::Column(column) => pl::col(column.frame_name()),
            Node::AsOf => literal(&Value::Date(self.as_of), Type::Date),
            Node::Parameter(name) => literal(self.parameters.get(name).unwrap_or(&Value::Null), expr.ty),
            Node::Arithmetic(op, left, right) => self.reckon(*op, left, right),
            Node::Shift { date, count, unit } => {
                let (count, unit) = (*count, *unit);
                let moved = move |column: pl::Column| shift_column(&column, count, unit);
                self.expr(date).map(moved, |_, field| Ok(Field::new(field.name().clone(), DataType::Date)))
            }
            Node::Compare(op, left, right) => self.compare(*op, left, right),
            Node::And(left, right) => self.expr(left).and(self.expr(right)),
            Node::Or(left, right) => self.expr(left).or(self.expr(right)),
            Node::Not(of) => self.expr(of).not(),
            Node::In { of, among, negated } => self.among(of, among, *negated),
            Node::Between { of, low, high, negated } => {
                let inside = self.compare(Compare::GreaterOrEqual, of, low).and(self.compare(
                    Compare::LessOrEqual,
                    of,
                    high,
                ));
                if *negated { inside.not() } else { inside }
            }
            Node::Like { of, pattern, negated } => {
                let pattern: Vec<char> = pattern.chars().collect();
                let found = self.expr(of).map(
                    move |column| like_column(&column, &pattern),
                    |_, field| Ok(Field::new(field.name().clone(), DataType::Boolean)),
                );
                if *negated { found.not() } else { found }
            }
            Node::IsNull { of, negated } => {
                let null = self.expr(of).is_null();
                // What stands there and cannot be read is not empty, and it is unknown what it is.
                let null = unless_open(not_understood(of), null.clone(), null, Type::Boolean);
                if *negated { null.not() } else { null }
            }
            Node::Case { branches, otherwise } => self.case(branches, otherwise.as_deref(), expr.ty),
            Node::Coalesce(of) => self.coalesce(of, expr.ty),
            Node::Length(of) => self.expr(of).str().len_chars().cast(DataType::Int64),
            Node::Substr { of, start, length } => {
                let start = pl::lit(i64::from(*start) - 1);
                let length = length
                    .map_or_else(|| pl::lit(pl::NULL).cast(DataType::UInt64), |n| pl::lit(u64::from(n)));
                self.expr(of).str().slice(start, length)
            }
            Node::Upper(of) => self.expr(of).str().to_uppercase(),
            Node::Lower(of) => self.expr(of).str().to_lowercase(),
            Node::Abs(of) => {
                let value = self.typed(of, Type::Decimal);
                let minus =
                    reckon(Arithmetic::Subtract, literal(&Value::Decimal(0), Type::Decimal), value.clone());
                let negative = value.clone().lt(literal(&Value::Decimal(0), Type::Decimal));
                pl::when(negative).then(minus).otherwise(value)
            }
            Node::Year(of) => self.expr(of).dt().year().cast(DataType::Int64),
            Node::HasCode { list, code } => {
                let code = code.clone();
                let found = self.expr(list).map(
                    move |column| has_code_column(&column, &code),
                    |_, field| Ok(Field::new(field.name().clone(), DataType::Boolean)),
                );
                // An unknown word in the list may stand for the code.
                unless_open(not_understood(list), found.clone().not(), found, Type::Boolean)
            }
            Node::Aggregate(aggregate, of) => self.aggregate(*aggregate, of.as_deref()),
        }
    }

    /// An expression in a wanted type: whole numbers become decimals where decimals are wanted.
    pub fn typed(&self, expr: &Expr, wanted: Type) -> pl::Expr {
        match (&expr.node, expr.ty, wanted) {
            (Node::Literal(value), _, Type::Decimal) => literal(value, Type::Decimal),
            (_, Type::Integer, Type::Decimal) => self.expr(expr).cast(decimal()),
            _ => self.expr(expr),
        }
    }

    fn reckon(&self, op: Arithmetic, left: &Expr, right: &Expr) -> pl::Expr {
        reckon(op, self.typed(left, Type::Decimal), self.typed(right, Type::Decimal))
    }

    fn compare(&self, op: Compare, left: &Expr, right: &Expr) -> pl::Expr {
        let common = left.ty.common(right.ty).unwrap_or(left.ty);
        let (left, right) = (self.typed(left, common), self.typed(right, common));
        match op {
            Compare::Equal => left.eq(right),
            Compare::NotEqual => left.neq(right),
            Compare::Less => left.lt(right),
            Compare::LessOrEqual => left.lt_eq(right),
            Compare::Greater => left.gt(right),
            Compare::GreaterOrEqual => left.gt_eq(right),
        }
    }

    /// Equal to any of them. Nothing in the list is null, as the check sees to, unless a column is in it.
    fn among(&self, of: &Expr, among: &[Expr], negated: bool) -> pl::Expr {
        let texts: Option<BTreeSet<String>> =
            among
                .iter()
                .map(|item| {
                    if let Node::Literal(Value::Text(text)) = &item.node { Some(text.clone()) } else { None }
                })
                .collect();
        let any = match texts {
            Some(texts) => self.expr(of).map(
                move |column| among_column(&column, &texts),
                |_, field| Ok(Field::new(field.name().clone(), DataType::Boolean)),
            ),
            None => any_of(among.iter().map(|item| self.compare(Compare::Equal, of, item)).collect()),
        };
        if negated { any.not() } else { any }
    }

    /// The first part that is not null, as SQL says; but nothing stands in for what was not understood.
    fn coalesce(&self, of: &[Expr], ty: Type) -> pl::Expr {
        let parts = of.iter().map(|part| self.typed(part, ty));
        if of.iter().any(Expr::aggregates) || of.iter().all(|part| not_understood(part).is_none()) {
            return pl::coalesce(&parts.collect::<Vec<_>>());
        }
        let mut rest = literal(&Value::Null, ty);
        for (value, part) in parts.zip(of).rev() {
            let missing = value.clone().is_null();
            let stand_in = unless_open(not_understood(part), missing.clone(), rest, ty);
            rest = pl::when(missing).then(stand_in).otherwise(value);
        }
        rest
    }

    /// As SQL says: a condition that is null passes on to the next; but one that is null because something was
    /// not understood leaves the whole open.
    fn case(&self, branches: &[(Expr, Expr)], otherwise: Option<&Expr>, ty: Type) -> pl::Expr {
        let last = otherwise.map_or_else(|| literal(&Value::Null, ty), |expr| self.typed(expr, ty));
        branches.iter().rev().fold(last, |rest, (condition, result)| {
            let holds = self.expr(condition);
            let rest = unless_open(not_understood(condition), holds.clone().is_null(), rest, ty);
            pl::when(holds).then(self.typed(result, ty)).otherwise(rest)
        })
    }

    fn aggregate(&self, aggregate: Aggregate, of: Option<&Expr>) -> pl::Expr {
        let Some(of) = of else { return pl::len().cast(DataType::Int64) };
        let value = self.expr(of);
        match aggregate {
            Aggregate::CountAll => pl::len().cast(DataType::Int64),
            Aggregate::Count => value.count().cast(DataType::Int64),
            // Every row has how many are registered together, with a record or without.
            Aggregate::CountDistinct if is_people(of) => value.max(),
            Aggregate::CountDistinct => value.drop_nulls().n_unique().cast(DataType::Int64),
            // SQL: the sum of nothing is null, not 0.
            Aggregate::Sum => {
                let value = self.typed(of, Type::Decimal);
                pl::when(value.clone().count().gt(pl::lit(0)))
                    .then(value.sum())
                    .otherwise(literal(&Value::Null, Type::Decimal))
            }
            Aggregate::Min => value.min(),
            Aggregate::Max => value.max(),
        }
    }
}

/// Whether an expression is the people of a register.
pub(super) fn is_people(expr: &Expr) -> bool {
    matches!(&expr.node, Node::Column(column) if column.scope == ColumnScope::Roster && column.name == PERSON)
}

/// Whether a column that the expression reads holds something not understood; nothing where none can.
pub(super) fn not_understood(expr: &Expr) -> Option<pl::Expr> {
    let columns = expr.columns();
    let columns = columns.iter().filter(|column| column.scope.has_companion());
    let parts: Vec<_> = columns
        .map(|column| {
            let name = column.name.clone();
            pl::col(column.companion().frame_name()).map(
                move |lists| lists_column(&lists, &name),
                |_, field| Ok(Field::new(field.name().clone(), DataType::Boolean)),
            )
        })
        .collect();
    (!parts.is_empty()).then(|| any_of(parts))
}

/// `value`, but null where `turns` holds and something was not understood.
fn unless_open(not_understood: Option<pl::Expr>, turns: pl::Expr, value: pl::Expr, ty: Type) -> pl::Expr {
    match not_understood {
        Some(open) => pl::when(turns.and(open)).then(literal(&Value::Null, ty)).otherwise(value),
        None => value,
    }
}

/// Joins with OR pair by pair, so that a long list makes a shallow query.
pub(super) fn any_of(mut parts: Vec<pl::Expr>) -> pl::Expr {
    while parts.len() > 1 {
        let mut pairs = Vec::new();
        let mut rest = parts.into_iter();
        while let Some(left) = rest.next() {
            pairs.push(match rest.next() {
                Some(right) => left.or(right),
                None => left,
            });
        }
        parts = pairs;
    }
    parts.pop().unwrap_or_else(|| literal(&Value::Boolean(false), Type::Boolean))
}

pub(super) fn reckon(op: Arithmetic, left: pl::Expr, right: pl::Expr) -> pl::Expr {
    left.map_many(
        move |columns| reckon_columns(op, columns),
        &[right],
        |_, fields| {
            let name = fields.first().map(|field| field.name().clone()).unwrap_or_default();
            Ok(Field::new(name, decimal()))
        },
    )
}

/// A value as a literal of exactly the type that columns of its kind have.
pub(super) fn literal(value: &Value, ty: Type) -> pl::Expr {
    let scalar = match (value, ty) {
        (Value::Integer(number), Type::Decimal) => decimal_scalar(i128::from(*number) * DECIMAL_ONE),
        (Value::Boolean(truth), _) => Scalar::from(*truth),
        (Value::Integer(number), _) => Scalar::from(*number),
        (Value::Decimal(number), _) => decimal_scalar(*number),
        (Value::Text(text), _) => Scalar::from(pl::PlSmallStr::from_str(text)),
        (Value::Date(date), _) => Scalar::new_date(to_days(*date)),
        (Value::List(codes), _) => Scalar::from(pl::PlSmallStr::from_string(codes.join(","))),
        (Value::Null, ty) => Scalar::null(frame_dtype(ty)),
    };
    pl::Expr::Literal(LiteralValue::Scalar(scalar))
}

fn decimal_scalar(number: i128) -> Scalar {
    Scalar::new_decimal(number, DECIMAL_PRECISION, DECIMAL_SCALE)
}

/// The column type that holds values of a type.
pub(super) fn frame_dtype(ty: Type) -> DataType {
    match ty {
        Type::Boolean => DataType::Boolean,
        Type::Integer => DataType::Int64,
        Type::Decimal => decimal(),
        Type::Text | Type::List => DataType::String,
        Type::Date => DataType::Date,
    }
}
