//! Bounds of a card's aggregates where some values are empty: the least and the most they could come to.
//!
//! SQL's aggregates leave empty values out, so that a sum over them reads as if nothing was missing. Here
//! `having` is null wherever an empty value could turn its answer round. Whoever wants it otherwise says
//! what an empty value counts for: `SUM(COALESCE(price, 0))`.

use polars::prelude::{self as pl, DataType};

use super::ast::{Aggregate, Arithmetic, Compare, Expr, Node, Type};
use super::compile::{Compiler, any_of, is_people, literal, not_understood, reckon};
use super::value::Value;

/// The least and the most that an expression can be; null where nothing is known.
#[derive(Clone)]
struct Bounds {
    low: pl::Expr,
    high: pl::Expr,
}

impl Bounds {
    fn exactly(value: pl::Expr) -> Self {
        Self { low: value.clone(), high: value }
    }

    fn each(self, change: impl Fn(pl::Expr) -> pl::Expr) -> Self {
        Self { low: change(self.low), high: change(self.high) }
    }
}

impl Compiler {
    /// A condition over a card's hits, for the `agg` of a `group_by`: null where it is open.
    pub fn having(&self, expr: &Expr) -> pl::Expr {
        match &expr.node {
            Node::And(left, right) => self.having(left).and(self.having(right)),
            Node::Or(left, right) => self.having(left).or(self.having(right)),
            Node::Not(of) => self.having(of).not(),
            Node::Compare(op, left, right) => self.compare_bounds(*op, left, right),
            Node::Between { of, low, high, negated } => {
                let above = self.compare_bounds(Compare::GreaterOrEqual, of, low);
                let inside = above.and(self.compare_bounds(Compare::LessOrEqual, of, high));
                if *negated { inside.not() } else { inside }
            }
            Node::In { of, among, negated } => {
                let equal = |item| self.compare_bounds(Compare::Equal, of, item);
                let any = any_of(among.iter().map(equal).collect());
                if *negated { any.not() } else { any }
            }
            _ => self.settled(expr, Type::Boolean),
        }
    }

    fn compare_bounds(&self, op: Compare, left: &Expr, right: &Expr) -> pl::Expr {
        let common = left.ty.common(right.ty).unwrap_or(left.ty);
        let (left, right) = (self.bounds(left, common), self.bounds(right, common));
        match op {
            Compare::Greater => decided(left.low.gt(right.high), left.high.lt_eq(right.low)),
            Compare::GreaterOrEqual => decided(left.low.gt_eq(right.high), left.high.lt(right.low)),
            Compare::Less => decided(left.high.lt(right.low), left.low.gt_eq(right.high)),
            Compare::LessOrEqual => decided(left.high.lt_eq(right.low), left.low.gt(right.high)),
            Compare::Equal => equal(left, right),
            Compare::NotEqual => equal(left, right).not(),
        }
    }

    fn bounds(&self, expr: &Expr, wanted: Type) -> Bounds {
        match &expr.node {
            Node::Aggregate(Aggregate::Sum, Some(of)) if !may_be_negative(of) => {
                Bounds { low: self.typed(expr, wanted), high: self.settled(expr, wanted) }
            }
            Node::Aggregate(Aggregate::Max, _) => {
                Bounds { low: self.typed(expr, wanted), high: self.settled(expr, wanted) }
            }
            Node::Aggregate(Aggregate::Min, _) => {
                Bounds { low: self.settled(expr, wanted), high: self.typed(expr, wanted) }
            }
            Node::Aggregate(Aggregate::CountDistinct, Some(of)) => {
                let unknown = self.expr(of).null_count().cast(DataType::Int64);
                counted(self.expr(expr), Some(unknown), wanted)
            }
            // What is empty does not count; what could not be read may.
            Node::Aggregate(Aggregate::Count, Some(of)) => {
                let unread = not_understood(of)
                    .map(|open| open.and(self.expr(of).is_null()).cast(DataType::Int64).sum());
                counted(self.expr(expr), unread, wanted)
            }
            // Something stands in for a sum of nothing known, not for the amounts that a sum leaves out.
            Node::Coalesce(parts) if parts.iter().any(Expr::aggregates) => {
                let bounds: Vec<_> = parts.iter().map(|part| self.bounds(part, wanted)).collect();
                let lows: Vec<_> = bounds.iter().map(|bounds| bounds.low.clone()).collect();
                let highs: Vec<_> = bounds.iter().map(|bounds| bounds.high.clone()).collect();
                let open = any_of(self.left_out(expr));
                let none = || literal(&Value::Null, wanted);
                let negative = parts.iter().any(may_be_negative);
                let low = pl::coalesce(&lows);
                Bounds {
                    low: if negative { pl::when(open.clone()).then(none()).otherwise(low) } else { low },
                    high: pl::when(open).then(none()).otherwise(pl::coalesce(&highs)),
                }
            }
            Node::Arithmetic(op @ (Arithmetic::Add | Arithmetic::Subtract), left, right) => {
                let (left, right) = (self.bounds(left, Type::Decimal), self.bounds(right, Type::Decimal));
                let (with_low, with_high) =
                    if *op == Arithmetic::Add { (right.low, right.high) } else { (right.high, right.low) };
                Bounds { low: reckon(*op, left.low, with_low), high: reckon(*op, left.high, with_high) }
            }
            Node::Arithmetic(op @ (Arithmetic::Multiply | Arithmetic::Divide), left, right)
                if self.is_known_amount(right) =>
            {
                let right = self.typed(right, Type::Decimal);
                self.bounds(left, Type::Decimal).each(|left| reckon(*op, left, right.clone()))
            }
            _ => Bounds::exactly(self.settled(expr, wanted)),
        }
    }

    /// The value as SQL says, but null if an aggregate in it left something out that nothing stands in for.
    fn settled(&self, expr: &Expr, wanted: Type) -> pl::Expr {
        let value = self.typed(expr, wanted);
        // Whether nothing is known may be asked; what could not be read is neither known nor nothing.
        let left_out =
            if matches!(expr.node, Node::IsNull { .. }) { unread(expr) } else { self.left_out(expr) };
        if left_out.is_empty() {
            return value;
        }
        pl::when(any_of(left_out)).then(literal(&Value::Null, wanted)).otherwise(value)
    }

    /// For each aggregate in an expression, whether it leaves something out.
    fn left_out(&self, expr: &Expr) -> Vec<pl::Expr> {
        let mut left_out = unread(expr);
        expr.walk(&mut |part| match &part.node {
            Node::Aggregate(Aggregate::CountAll | Aggregate::Count, _) => {}
            Node::Aggregate(_, Some(of)) => left_out.push(self.expr(of).null_count().gt(pl::lit(0))),
            _ => {}
        });
        left_out
    }

    /// Neither negative nor in doubt, so that multiplying by it keeps the order.
    fn is_known_amount(&self, expr: &Expr) -> bool {
        match &expr.node {
            Node::Literal(value) => is_amount(value),
            Node::Parameter(name) => self.parameters.get(name).is_some_and(is_amount),
            Node::Aggregate(Aggregate::CountDistinct, Some(of)) => is_people(of),
            Node::Aggregate(aggregate, _) => matches!(aggregate, Aggregate::CountAll | Aggregate::Count),
            _ => false,
        }
    }
}

/// For each aggregate in an expression, whether something in its column was not understood.
fn unread(expr: &Expr) -> Vec<pl::Expr> {
    let mut unread = Vec::new();
    expr.walk(&mut |part| {
        if let Node::Aggregate(_, Some(of)) = &part.node {
            unread.extend(not_understood(of).map(|open| open.any(true)));
        }
    });
    unread
}

/// A count, which is as much larger as `unknown` says.
fn counted(known: pl::Expr, unknown: Option<pl::Expr>, wanted: Type) -> Bounds {
    let high = unknown.map_or_else(|| known.clone(), |unknown| known.clone() + unknown);
    let bounds = Bounds { low: known, high };
    if wanted == Type::Decimal { bounds.each(|count| count.cast(crate::table::decimal())) } else { bounds }
}

/// True or false where one of both is certain.
fn decided(yes: pl::Expr, no: pl::Expr) -> pl::Expr {
    let open = literal(&Value::Null, Type::Boolean);
    pl::when(yes).then(pl::lit(true)).otherwise(pl::when(no).then(pl::lit(false)).otherwise(open))
}

/// Two are certainly equal where the least of each is the most of the other.
fn equal(left: Bounds, right: Bounds) -> pl::Expr {
    let apart = left.low.clone().gt(right.high.clone()).or(left.high.clone().lt(right.low.clone()));
    decided(left.low.eq(right.high).and(left.high.eq(right.low)), apart)
}

fn is_amount(value: &Value) -> bool {
    match value {
        Value::Integer(number) => *number >= 0,
        Value::Decimal(number) => *number >= 0,
        _ => false,
    }
}

/// Prices, wages and areas are not negative, so that the known ones are the least of their sum; a difference
/// may be.
fn may_be_negative(of: &Expr) -> bool {
    let mut found = false;
    of.walk(&mut |part| {
        found |= match &part.node {
            Node::Arithmetic(op, ..) => *op == Arithmetic::Subtract,
            Node::Literal(value @ (Value::Integer(_) | Value::Decimal(_))) => !is_amount(value),
            _ => false,
        };
    });
    found
}
