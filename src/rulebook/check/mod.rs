//! The checker of predicates: names, types, codes, dates and functions, into a typed tree.

use std::collections::BTreeMap;
use std::ops::Range;

use sqlparser::ast::{self as sql, BinaryOperator, Spanned};

use super::ast::{Arithmetic, Compare, Expr, Node, Type};
use super::codes;
use super::names::{Names, Unknown};
use super::parse::{Locator, parse};
use super::value::Value;
use crate::diagnostic::Diagnostic;
use crate::toml_reader::{At, Problems};
use crate::words::{Said, said};

mod compare;
mod function;
mod literal;
mod number;

/// What a rule may say, for whoever wrote something else.
pub fn subset() -> Said {
    said!("what-a-rule-may-use")
}

/// How deep expressions may stand in expressions; chains of AND or OR count once.
const DEEPEST: usize = 40;

/// Where a predicate stands, which decides what it may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `where` and `when`: one record at a time.
    Row,
    /// `having`: over a card's hits.
    Hits,
}

/// Checks one predicate; every problem goes to `problems`.
pub fn check_predicate(
    written: &At<String>,
    place: Place,
    names: &Names,
    parameters: &BTreeMap<String, Option<Type>>,
    problems: &Problems,
) -> Option<Expr> {
    let locator = Locator::new(&problems.source, written);
    let checker =
        Checker { locator: &locator, place, in_aggregate: false, depth: 0, names, parameters, problems };
    match parse(&locator) {
        Ok(parsed) => checker.condition(&parsed),
        Err(diagnostic) => {
            problems.push(*diagnostic);
            None
        }
    }
}

/// Checks no more than that a predicate can be parsed.
pub fn check_syntax(written: &At<String>, problems: &Problems) {
    if let Err(diagnostic) = parse(&Locator::new(&problems.source, written)) {
        problems.push(*diagnostic);
    }
}

#[derive(Clone, Copy)]
struct Checker<'a> {
    locator: &'a Locator,
    place: Place,
    in_aggregate: bool,
    /// How many expressions this one stands in.
    depth: usize,
    names: &'a Names,
    /// The type of each parameter; nothing for one whose values are wrong, which is said elsewhere.
    parameters: &'a BTreeMap<String, Option<Type>>,
    problems: &'a Problems,
}

impl Checker<'_> {
    fn report(
        &self,
        code: &'static str,
        message: impl Into<Said>,
        place: &Range<usize>,
        label: impl Into<Said>,
        help: impl Into<Said>,
    ) {
        let diagnostic = Diagnostic::error(code, message).help(help);
        self.problems.push(diagnostic.at(&self.locator.source, place.clone(), label));
    }

    fn range(&self, expr: &sql::Expr) -> Range<usize> {
        self.locator.range(expr.span())
    }

    /// An expression that is true or false.
    fn condition(&self, expr: &sql::Expr) -> Option<Expr> {
        let checked = self.expr(expr)?;
        if checked.ty == Type::Boolean {
            return Some(checked);
        }
        let label = said!("this-is", what = checked.ty.said());
        let help = said!("compare-with-something");
        self.report(codes::WRONG_TYPE, said!("condition-true-or-false"), &checked.span, label, help);
        None
    }

    fn expr(&self, expr: &sql::Expr) -> Option<Expr> {
        if self.depth < DEEPEST {
            return Self { depth: self.depth + 1, ..*self }.node(expr);
        }
        // The innermost is where it is noticed; what a person must change is the whole.
        let whole = &self.locator.whole;
        let message = said!("nested-too-deeply");
        self.report(codes::NOT_SQL, message, whole, said!("here"), said!("fewer-inside"));
        None
    }

    fn node(&self, expr: &sql::Expr) -> Option<Expr> {
        let span = self.range(expr);
        match expr {
            sql::Expr::Nested(inner) => self.expr(inner),
            sql::Expr::Identifier(name) if name.quote_style.is_none() && name.value == "as_of" => {
                Some(Expr { node: Node::AsOf, ty: Type::Date, span })
            }
            sql::Expr::Identifier(name) if name.quote_style.is_some() && !self.is_column(&name.value) => {
                let name = &name.value;
                let (message, help) = (said!("there-is-no-column", name), said!("quotes-for-names", name));
                self.report(codes::UNKNOWN_COLUMN, message, &span, said!("in-double-quotes"), help);
                None
            }
            sql::Expr::Identifier(name) => self.column(None, &name.value, span),
            sql::Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [qualifier, name] => self.column(Some(&qualifier.value), &name.value, span),
                _ => self.not_portable(expr),
            },
            sql::Expr::Value(value) => self.literal(&value.value, span),
            sql::Expr::TypedString(typed) => self.typed_literal(typed, expr),
            sql::Expr::BinaryOp { left, op, right } => self.binary(expr, left, op, right),
            sql::Expr::UnaryOp { op, expr: of } => self.unary(expr, *op, of),
            sql::Expr::IsNull(of) => self.is_null(of, false, span),
            sql::Expr::IsNotNull(of) => self.is_null(of, true, span),
            sql::Expr::In { expr: of, target, negated, global: false } => {
                self.among(expr, of, target, *negated)
            }
            sql::Expr::Between { expr: of, negated, low, high } => {
                self.between((of, low, high), *negated, span)
            }
            sql::Expr::Like { negated, any: false, expr: of, pattern, escape_char: None } => {
                self.like(of, pattern, *negated, span)
            }
            sql::Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref(), span)
            }
            sql::Expr::Function(function) => self.function(function, expr),
            sql::Expr::Substring {
                expr: of,
                substring_from,
                substring_for,
                special: true,
                shorthand: true,
            } => self.substr(of, substring_from.as_deref(), substring_for.as_deref(), span),
            sql::Expr::Interval(_) => {
                let help = said!("interval-for-example");
                let message = said!("interval-with-date");
                self.report(codes::WRONG_TYPE, message, &span, said!("stands-alone"), help);
                None
            }
            _ => self.not_portable(expr),
        }
    }

    fn not_portable(&self, expr: &sql::Expr) -> Option<Expr> {
        let help = match expr {
            sql::Expr::ILike { .. } => said!("write-upper-like"),
            sql::Expr::Like { .. } => said!("like-without-escape"),
            sql::Expr::Cast { .. } => said!("no-casts-compare"),
            sql::Expr::Substring { .. } => said!("write-substr"),
            sql::Expr::Extract { .. } => said!("write-year"),
            sql::Expr::IsTrue(_)
            | sql::Expr::IsFalse(_)
            | sql::Expr::IsNotTrue(_)
            | sql::Expr::IsNotFalse(_) => {
                said!("write-the-condition")
            }
            sql::Expr::Subquery(_) | sql::Expr::Exists { .. } => {
                said!("rule-reads-one-extract")
            }
            _ => subset(),
        };
        let span = self.range(expr);
        self.report(codes::NOT_PORTABLE, said!("not-rule-language"), &span, said!("not-here"), help);
        None
    }

    fn is_column(&self, name: &str) -> bool {
        self.names.resolve(None, name).is_ok()
    }

    fn column(&self, qualifier: Option<&str>, name: &str, span: Range<usize>) -> Option<Expr> {
        if self.place == Place::Hits && !self.in_aggregate {
            let (message, help) = (said!("having-looks-at-all", name), said!("count-sum-compare", name));
            self.report(codes::AGGREGATE, message, &span, said!("not-aggregated"), help);
            return None;
        }
        match self.names.resolve(qualifier, name) {
            Ok((column, visible)) => Some(Expr { node: Node::Column(column), ty: visible.ty, span }),
            Err(Unknown::Qualifier { help }) => {
                let message = said!("qualifier-not-known", name = qualifier.unwrap_or_default());
                self.report(codes::UNKNOWN_QUALIFIER, message, &span, said!("not-known"), help);
                None
            }
            Err(Unknown::Column { message, help }) => {
                self.report(codes::UNKNOWN_COLUMN, message, &span, said!("not-known"), help);
                None
            }
            Err(Unknown::NoRecord) => {
                let (message, help) = (said!("absent-has-no-record", name), said!("use-roster-or-card"));
                self.report(codes::ABSENT_RECORD, message, &span, said!("a-records-column"), help);
                None
            }
        }
    }

    fn binary(
        &self,
        whole: &sql::Expr,
        left: &sql::Expr,
        op: &BinaryOperator,
        right: &sql::Expr,
    ) -> Option<Expr> {
        let span = self.range(whole);
        match op {
            BinaryOperator::And | BinaryOperator::Or => {
                let parts: Vec<_> = chain(whole, op).iter().map(|part| self.condition(part)).collect();
                joined(parts.into_iter().collect::<Option<_>>()?, *op == BinaryOperator::And)
            }
            BinaryOperator::Eq => self.compare(Compare::Equal, left, right, span),
            BinaryOperator::NotEq => self.compare(Compare::NotEqual, left, right, span),
            BinaryOperator::Lt => self.compare(Compare::Less, left, right, span),
            BinaryOperator::LtEq => self.compare(Compare::LessOrEqual, left, right, span),
            BinaryOperator::Gt => self.compare(Compare::Greater, left, right, span),
            BinaryOperator::GtEq => self.compare(Compare::GreaterOrEqual, left, right, span),
            BinaryOperator::Plus => self.arithmetic(Arithmetic::Add, left, right, span),
            BinaryOperator::Minus => self.arithmetic(Arithmetic::Subtract, left, right, span),
            BinaryOperator::Multiply => self.arithmetic(Arithmetic::Multiply, left, right, span),
            BinaryOperator::Divide => self.arithmetic(Arithmetic::Divide, left, right, span),
            _ => self.not_portable(whole),
        }
    }

    fn is_null(&self, of: &sql::Expr, negated: bool, span: Range<usize>) -> Option<Expr> {
        let of = Box::new(self.expr(of)?);
        Some(Expr { node: Node::IsNull { of, negated }, ty: Type::Boolean, span })
    }

    fn case(
        &self,
        operand: Option<&sql::Expr>,
        conditions: &[sql::CaseWhen],
        otherwise: Option<&sql::Expr>,
        span: Range<usize>,
    ) -> Option<Expr> {
        let mut whens = Vec::new();
        let mut results = Vec::new();
        for branch in conditions {
            whens.push(match operand {
                None => self.condition(&branch.condition),
                Some(operand) => {
                    self.compare(Compare::Equal, operand, &branch.condition, self.range(&branch.condition))
                }
            });
            results.push(&branch.result);
        }
        results.extend(otherwise);
        let (ty, mut results) = self.of_one_type(&results, "CASE", &span)?;
        let otherwise = if otherwise.is_some() { results.pop().map(Box::new) } else { None };
        let whens: Option<Vec<_>> = whens.into_iter().collect();
        let branches = whens?.into_iter().zip(results).collect();
        Some(Expr { node: Node::Case { branches, otherwise }, ty, span })
    }

    /// Expressions that together give one value, of one type; NULL takes the type of the others.
    fn of_one_type(
        &self,
        exprs: &[&sql::Expr],
        what: &str,
        span: &Range<usize>,
    ) -> Option<(Type, Vec<Expr>)> {
        let checked: Vec<_> = exprs
            .iter()
            .filter(|expr| !is_null_literal(expr))
            .map(|expr| self.expr(expr))
            .collect::<Vec<_>>()
            .into_iter()
            .collect::<Option<_>>()?;
        let mut common: Option<Type> = None;
        for expr in &checked {
            let together = common.map_or(Some(expr.ty), |common| common.common(expr.ty));
            let Some(together) = together else {
                let first = common.map(Type::said);
                let message = said!("results-of-one-type", what);
                let label = said!("this-is-those-are", this = expr.ty.said(), first);
                self.report(codes::WRONG_TYPE, message, &expr.span, label, said!("no-casts"));
                return None;
            };
            common = Some(together);
        }
        let Some(common) = common else {
            let message = said!("nothing-but-null", what);
            self.report(codes::WRONG_TYPE, message, span, said!("always-null"), said!("give-a-value"));
            return None;
        };
        let mut checked = checked.into_iter();
        let mut all = Vec::new();
        for expr in exprs {
            let span = self.range(expr);
            let null = Expr { node: Node::Literal(Value::Null), ty: common, span };
            let value = if is_null_literal(expr) { Some(null) } else { checked.next() };
            all.extend(value);
        }
        Some((common, all))
    }
}

/// The parts of `a AND b AND c`, which the parser nests to the left as deep as it is long.
fn chain<'a>(whole: &'a sql::Expr, joint: &BinaryOperator) -> Vec<&'a sql::Expr> {
    let mut parts = Vec::new();
    let mut rest = whole;
    while let sql::Expr::BinaryOp { left, op, right } = rest
        && op == joint
    {
        parts.push(right.as_ref());
        rest = left;
    }
    parts.push(rest);
    parts.reverse();
    parts
}

/// Joins conditions pair by pair, so that a long chain makes a shallow tree.
fn joined(mut parts: Vec<Expr>, both: bool) -> Option<Expr> {
    while parts.len() > 1 {
        let mut pairs = Vec::new();
        let mut parts_left = parts.into_iter();
        while let Some(left) = parts_left.next() {
            let Some(right) = parts_left.next() else {
                pairs.push(left);
                break;
            };
            let span = left.span.start.min(right.span.start)..left.span.end.max(right.span.end);
            let (left, right) = (Box::new(left), Box::new(right));
            let node = if both { Node::And(left, right) } else { Node::Or(left, right) };
            pairs.push(Expr { node, ty: Type::Boolean, span });
        }
        parts = pairs;
    }
    parts.pop()
}

fn is_null_literal(expr: &sql::Expr) -> bool {
    match expr {
        sql::Expr::Nested(inner) => is_null_literal(inner),
        sql::Expr::Value(value) => value.value == sql::Value::Null,
        _ => false,
    }
}
