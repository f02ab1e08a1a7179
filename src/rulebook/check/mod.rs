//! The checker of predicates: names, types, codes, dates and functions, into a typed tree.

use std::collections::BTreeMap;
use std::ops::Range;

use sqlparser::ast::{self as sql, BinaryOperator, Spanned};

use super::ast::{Arithmetic, Compare, Expr, Node, Type};
use super::codes;
use super::names::{Names, Unknown};
use super::parse::{Locator, parse};
use super::value::Value;
use crate::diagnostic::{Diagnostic, nearest};
use crate::toml_reader::{At, Problems};
use crate::words::Said;

mod compare;
mod function;
mod literal;
mod number;

/// What a rule may say, for whoever wrote something else.
pub const SUBSET: &str = "a rule may use AND OR NOT, = <> < <= > >=, + - * /, IN, BETWEEN, LIKE, IS [NOT] NULL, CASE, \
    COALESCE, LENGTH, SUBSTR, UPPER, LOWER, ABS, YEAR, has_code, DATE '…', INTERVAL";

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
        let label = format!("this is {}", checked.ty.in_words());
        let help = "compare it with something, e.g. `price > 30000`";
        self.report(codes::WRONG_TYPE, "a condition must be true or false", &checked.span, label, help);
        None
    }

    fn expr(&self, expr: &sql::Expr) -> Option<Expr> {
        if self.depth < DEEPEST {
            return Self { depth: self.depth + 1, ..*self }.node(expr);
        }
        // The innermost is where it is noticed; what a person must change is the whole.
        let whole = &self.locator.whole;
        let message = "this is nested too deeply";
        self.report(
            codes::NOT_SQL,
            message,
            whole,
            "here",
            "write it with fewer expressions inside expressions",
        );
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
                let message = format!("there is no column `{}`", name.value);
                let help =
                    format!("double quotes are for names; a text stands in single ones: '{}'", name.value);
                self.report(codes::UNKNOWN_COLUMN, message, &span, "in double quotes", help);
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
                let help = "e.g. `first_registered_on > as_of - INTERVAL '3' YEAR`";
                let message = "an interval can only be added to a date or taken from one";
                self.report(codes::WRONG_TYPE, message, &span, "stands alone", help);
                None
            }
            _ => self.not_portable(expr),
        }
    }

    fn not_portable(&self, expr: &sql::Expr) -> Option<Expr> {
        let help = match expr {
            sql::Expr::ILike { .. } => "write UPPER(…) LIKE '…'".to_owned(),
            sql::Expr::Like { .. } => "LIKE knows `%` and `_`, and no ESCAPE".to_owned(),
            sql::Expr::Cast { .. } => "there are no casts: compare values of one type".to_owned(),
            sql::Expr::Substring { .. } => "write SUBSTR(text, start, length)".to_owned(),
            sql::Expr::Extract { .. } => "write YEAR(date)".to_owned(),
            sql::Expr::IsTrue(_) | sql::Expr::IsFalse(_) | sql::Expr::IsNotTrue(_) | sql::Expr::IsNotFalse(_) => {
                "write the condition itself, or NOT …; COALESCE(…, FALSE) decides where it is empty".to_owned()
            }
            sql::Expr::Subquery(_) | sql::Expr::Exists { .. } => {
                "a rule reads one extract; an exemption may name another: `extract = \"…\"` under `[[unless]]`"
                    .to_owned()
            }
            _ => SUBSET.to_owned(),
        };
        let span = self.range(expr);
        self.report(codes::NOT_PORTABLE, "this is not part of the rule language", &span, "not here", help);
        None
    }

    fn is_column(&self, name: &str) -> bool {
        self.names.resolve(None, name).is_ok()
    }

    fn column(&self, qualifier: Option<&str>, name: &str, span: Range<usize>) -> Option<Expr> {
        if self.place == Place::Hits && !self.in_aggregate {
            let message = format!("`having` looks at all hits of a card, and `{name}` is of one record");
            let help =
                format!("count, sum or compare: COUNT(DISTINCT {name}), SUM, MIN({name}), MAX({name})");
            self.report(codes::AGGREGATE, message, &span, "not aggregated", help);
            return None;
        }
        match self.names.resolve(qualifier, name) {
            Ok((column, visible)) => Some(Expr { node: Node::Column(column), ty: visible.ty, span }),
            Err(Unknown::Qualifier { help }) => {
                let message = format!("`{}` is not known here", qualifier.unwrap_or_default());
                self.report(codes::UNKNOWN_QUALIFIER, message, &span, "not known", help);
                None
            }
            Err(Unknown::Column { message, help }) => {
                self.report(codes::UNKNOWN_COLUMN, message, &span, "not known", help);
                None
            }
            Err(Unknown::NoRecord) => {
                let message = format!("an `absent` rule has no record, so an exemption cannot read `{name}`");
                let help = "use roster., member. or card., or name the extract to look in: `extract = \"…\"`";
                self.report(codes::ABSENT_RECORD, message, &span, "a record's column", help);
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
                let first = common.map_or("", Type::in_words);
                let message = format!("the results of {what} must be of one type");
                let label = format!("this is {}, those before are {first}", expr.ty.in_words());
                self.report(codes::WRONG_TYPE, message, &expr.span, label, "there are no casts");
                return None;
            };
            common = Some(together);
        }
        let Some(common) = common else {
            let message = format!("{what} gives nothing but NULL");
            self.report(codes::WRONG_TYPE, message, span, "always NULL", "give at least one value");
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

/// "did you mean", or what there is.
fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(typed, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known: {}", known.into_iter().collect::<Vec<_>>().join(", ")),
    }
}
