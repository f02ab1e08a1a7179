//! The check of literals: numbers read exactly, dates that are in the calendar, intervals in whole units.

use std::ops::Range;

use chrono::NaiveDate;
use sqlparser::ast as sql;

use super::Checker;
use crate::diagnostic::near_or_known;
use crate::rulebook::ast::{Arithmetic, Expr, Node, Type, Unit};
use crate::rulebook::codes;
use crate::rulebook::value::Value;
use crate::words::said;

/// The farthest that an interval may reach, in its own units.
const LONGEST_INTERVAL: i64 = 100_000;

impl Checker<'_> {
    pub(super) fn literal(&self, value: &sql::Value, span: Range<usize>) -> Option<Expr> {
        let (value, ty) = match value {
            sql::Value::Number(text, false) => {
                let Some(number) = Value::number(text) else {
                    let message = said!("not-an-exact-number", text);
                    let help = said!("six-places");
                    self.report(codes::WRONG_TYPE, message, &span, said!("here"), help);
                    return None;
                };
                let ty = number.ty()?;
                (number, ty)
            }
            sql::Value::SingleQuotedString(text) => (Value::Text(text.clone()), Type::Text),
            sql::Value::Boolean(truth) => (Value::Boolean(*truth), Type::Boolean),
            sql::Value::Placeholder(name) => return self.parameter(name, span),
            sql::Value::Null => {
                let message = said!("null-has-no-place");
                let help = said!("where-null-may-stand");
                self.report(codes::NULL_COMPARED, message, &span, said!("null"), help);
                return None;
            }
            _ => {
                let help = said!("texts-in-quotes");
                self.report(
                    codes::NOT_PORTABLE,
                    said!("literal-not-in-language"),
                    &span,
                    said!("here"),
                    help,
                );
                return None;
            }
        };
        Some(Expr { node: Node::Literal(value), ty, span })
    }

    fn parameter(&self, written: &str, span: Range<usize>) -> Option<Expr> {
        let name = written.strip_prefix(':').unwrap_or(written);
        if let (Some(ty), true) = (self.parameters.get(name), written.starts_with(':')) {
            return Some(Expr { node: Node::Parameter(name.to_owned()), ty: (*ty)?, span });
        }
        let message = said!("no-parameter-called", name);
        let known = self.parameters.keys().map(String::as_str);
        let help =
            if self.parameters.is_empty() { said!("give-a-dated-value") } else { near_or_known(name, known) };
        self.report(codes::UNKNOWN_PARAMETER, message, &span, said!("not-known"), help);
        None
    }

    /// `DATE '2017-08-31'`; no other typed literal.
    pub(super) fn typed_literal(&self, typed: &sql::TypedString, whole: &sql::Expr) -> Option<Expr> {
        let span = self.range(whole);
        let (sql::DataType::Date, sql::Value::SingleQuotedString(text)) =
            (&typed.data_type, &typed.value.value)
        else {
            let help = said!("dates-written-so");
            self.report(codes::NOT_PORTABLE, said!("literal-not-in-language"), &span, said!("here"), help);
            return None;
        };
        let help = said!("write-year-month-day");
        if !is_written_as_date(text) {
            let message = said!("not-written-as-date", text);
            self.report(codes::BAD_DATE, message, &span, said!("here"), help);
            return None;
        }
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        if date.is_none() {
            let message = said!("not-a-day", text);
            self.report(codes::BAD_DATE, message, &span, said!("no-such-day"), help);
        }
        Some(Expr { node: Node::Literal(Value::Date(date?)), ty: Type::Date, span })
    }

    /// A date moved by an interval.
    pub(super) fn shift(
        &self,
        op: Arithmetic,
        date: &sql::Expr,
        interval: &sql::Interval,
        span: Range<usize>,
    ) -> Option<Expr> {
        let interval = self.interval(interval, &span);
        let date = self.expr(date)?;
        if date.ty != Type::Date {
            let label = said!("this-is", what = date.ty.said());
            let help = said!("only-dates-moved");
            self.report(codes::WRONG_TYPE, said!("date-needed"), &date.span, label, help);
            return None;
        }
        let (count, unit) = interval?;
        let count = match op {
            Arithmetic::Add => count,
            Arithmetic::Subtract => -count,
            Arithmetic::Multiply | Arithmetic::Divide => {
                let message = said!("interval-not-reckoned", sign = op.sign());
                self.report(
                    codes::WRONG_TYPE,
                    message,
                    &span,
                    said!("an-interval"),
                    said!("add-or-subtract"),
                );
                return None;
            }
        };
        Some(Expr { node: Node::Shift { date: Box::new(date), count, unit }, ty: Type::Date, span })
    }

    fn interval(&self, interval: &sql::Interval, span: &Range<usize>) -> Option<(i64, Unit)> {
        let unit = match interval.leading_field {
            Some(sql::DateTimeField::Day) => Some(Unit::Day),
            Some(sql::DateTimeField::Month) => Some(Unit::Month),
            Some(sql::DateTimeField::Year) => Some(Unit::Year),
            _ => None,
        };
        let text = match interval.value.as_ref() {
            sql::Expr::Value(value) => match &value.value {
                sql::Value::SingleQuotedString(text) | sql::Value::Number(text, false) => Some(text.as_str()),
                _ => None,
            },
            _ => None,
        };
        let count = text.and_then(|text| text.trim().parse::<i64>().ok());
        let count = count.filter(|count| count.abs() <= LONGEST_INTERVAL);
        let plain = interval.last_field.is_none() && interval.leading_precision.is_none();
        if let (Some(count), Some(unit), true) = (count, unit, plain) {
            return Some((count, unit));
        }
        let help = said!("whole-interval");
        self.report(codes::NOT_PORTABLE, said!("interval-not-in-language"), span, said!("here"), help);
        None
    }
}

/// `2017-08-31`, and nothing looser: engines read other forms each in their own way.
fn is_written_as_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}
