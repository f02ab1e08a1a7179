//! The check of literals: numbers read exactly, dates that are in the calendar, intervals in whole units.

use std::ops::Range;

use chrono::NaiveDate;
use sqlparser::ast as sql;

use super::{Checker, did_you_mean};
use crate::rulebook::ast::{Arithmetic, Expr, Node, Type, Unit};
use crate::rulebook::codes;
use crate::rulebook::value::Value;

/// The farthest that an interval may reach, in its own units.
const LONGEST_INTERVAL: i64 = 100_000;

impl Checker<'_> {
    pub(super) fn literal(&self, value: &sql::Value, span: Range<usize>) -> Option<Expr> {
        let (value, ty) = match value {
            sql::Value::Number(text, false) => {
                let Some(number) = Value::number(text) else {
                    let message = format!("`{text}` is not a number that can be kept exactly");
                    let help = "at most six places after the point, and no exponent";
                    self.report(codes::WRONG_TYPE, message, &span, "here", help);
                    return None;
                };
                let ty = number.ty()?;
                (number, ty)
            }
            sql::Value::SingleQuotedString(text) => (Value::Text(text.clone()), Type::Text),
            sql::Value::Boolean(truth) => (Value::Boolean(*truth), Type::Boolean),
            sql::Value::Placeholder(name) => return self.parameter(name, span),
            sql::Value::Null => {
                let message = "NULL has no place here: nothing is known of the result";
                let help =
                    "NULL may be a result of CASE or COALESCE; to ask for an empty column write IS NULL";
                self.report(codes::NULL_COMPARED, message, &span, "NULL", help);
                return None;
            }
            _ => {
                let help = "texts stand in single quotes: 'K33'";
                self.report(
                    codes::NOT_PORTABLE,
                    "this literal is not part of the rule language",
                    &span,
                    "here",
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
        let message = format!("no parameter is called `{name}`");
        let known = self.parameters.keys().map(String::as_str);
        let help = if self.parameters.is_empty() {
            "give it a dated value under `[[parameter]]`".to_owned()
        } else {
            did_you_mean(name, known)
        };
        self.report(codes::UNKNOWN_PARAMETER, message, &span, "not known", help);
        None
    }

    /// `DATE '2017-08-31'`; no other typed literal.
    pub(super) fn typed_literal(&self, typed: &sql::TypedString, whole: &sql::Expr) -> Option<Expr> {
        let span = self.range(whole);
        let (sql::DataType::Date, sql::Value::SingleQuotedString(text)) =
            (&typed.data_type, &typed.value.value)
        else {
            let help = "dates are written DATE '2017-08-31'";
            self.report(
                codes::NOT_PORTABLE,
                "this literal is not part of the rule language",
                &span,
                "here",
                help,
            );
            return None;
        };
        let help = "write year-month-day: DATE '2017-08-31'";
        if !is_written_as_date(text) {
            let message = format!("`{text}` is not written as a date");
            self.report(codes::BAD_DATE, message, &span, "here", help);
            return None;
        }
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        if date.is_none() {
            let message = format!("`{text}` is not a day of the calendar");
            self.report(codes::BAD_DATE, message, &span, "no such day", help);
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
            let label = format!("this is {}", date.ty.in_words());
            let help = "only dates are moved by an interval";
            self.report(codes::WRONG_TYPE, "a date is needed here", &date.span, label, help);
            return None;
        }
        let (count, unit) = interval?;
        let count = match op {
            Arithmetic::Add => count,
            Arithmetic::Subtract => -count,
            Arithmetic::Multiply | Arithmetic::Divide => {
                let message = format!("an interval is not reckoned with `{}`", op.sign());
                self.report(codes::WRONG_TYPE, message, &span, "an interval", "add or subtract it");
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
        let help = "write a whole number of days, months or years: INTERVAL '3' YEAR";
        self.report(
            codes::NOT_PORTABLE,
            "this interval is not part of the rule language",
            span,
            "here",
            help,
        );
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
