//! Values in a rule file: literals, thresholds and the cells of examples. Decimals are exact.

use chrono::NaiveDate;

use super::ast::Type;
use crate::table::DECIMAL_SCALE;

/// How many units of [`Value::Decimal`] make one.
pub const DECIMAL_ONE: i128 = 10_i128.pow(DECIMAL_SCALE as u32);

/// One value; `Null` is SQL's null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A fixed-point number in millionths: 1.5 is 1 500 000.
    Decimal(i128),
    Text(String),
    Date(NaiveDate),
    /// The codes of a code list.
    List(Vec<String>),
}

impl Value {
    /// The type, or nothing for null, which has none of its own.
    pub fn ty(&self) -> Option<Type> {
        Some(match self {
            Self::Null => return None,
            Self::Boolean(_) => Type::Boolean,
            Self::Integer(_) => Type::Integer,
            Self::Decimal(_) => Type::Decimal,
            Self::Text(_) => Type::Text,
            Self::Date(_) => Type::Date,
            Self::List(_) => Type::List,
        })
    }

    /// Reads a number as written: whole, or with at most six places. No exponent, no rounding.
    pub fn number(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = match digits.split_once('.') {
            None => return text.strip_prefix('+').unwrap_or(text).parse().ok().map(Self::Integer),
            Some(parts) => parts,
        };
        let fraction = fraction.trim_end_matches('0');
        let only_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if fraction.len() > DECIMAL_SCALE || !only_digits(whole) || !only_digits(fraction) {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { i128::from(whole.parse::<i64>().ok()?) };
        let fraction: i128 = format!("{fraction:0<DECIMAL_SCALE$}").parse().ok()?;
        let magnitude = whole.checked_mul(DECIMAL_ONE)?.checked_add(fraction)?;
        Some(Self::Decimal(if negative { -magnitude } else { magnitude }))
    }

    /// The number with the other sign; nothing for what is not a number.
    pub fn negated(&self) -> Option<Self> {
        match self {
            Self::Integer(number) => number.checked_neg().map(Self::Integer),
            Self::Decimal(number) => number.checked_neg().map(Self::Decimal),
            _ => None,
        }
    }

    pub fn is_zero(&self) -> bool {
        matches!(self, Self::Integer(0) | Self::Decimal(0))
    }

    /// The value as a literal of portable SQL.
    pub fn to_sql(&self) -> String {
        match self {
            Self::Null => "NULL".to_owned(),
            Self::Boolean(true) => "TRUE".to_owned(),
            Self::Boolean(false) => "FALSE".to_owned(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => decimal_text(*number),
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Date(date) => format!("DATE '{date}'"),
            Self::List(codes) => format!("'{}'", codes.join(",").replace('\'', "''")),
        }
    }
}

fn decimal_text(number: i128) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let magnitude = number.unsigned_abs();
    let one = DECIMAL_ONE.unsigned_abs();
    let fraction = format!("{:0>DECIMAL_SCALE$}", magnitude % one);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", magnitude / one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        assert_eq!(Value::number("30000"), Some(Value::Integer(30000)));
        assert_eq!(Value::number("0.1"), Some(Value::Decimal(100_000)));
        assert_eq!(Value::number("-2.50"), Some(Value::Decimal(-2_500_000)));
        assert_eq!(Value::number("-.5"), Some(Value::Decimal(-500_000)));
        assert_eq!(Value::number("0.1234567"), None);
        assert_eq!(Value::number("1e5"), None);
        assert_eq!(Value::number("1.5e3"), None);
    }

    #[test]
    fn a_decimal_is_written_as_it_was_meant() {
        assert_eq!(Value::Decimal(-1_050_000).to_sql(), "-1.05");
        assert_eq!(Value::Decimal(3_000_000).to_sql(), "3");
    }

    #[test]
    fn a_quote_in_a_text_cannot_end_the_literal() {
        assert_eq!(Value::Text("a' OR 'b".into()).to_sql(), "'a'' OR ''b'");
    }
}
