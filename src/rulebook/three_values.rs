//! A property test of compiled predicates: random ones against a small evaluator with SQL's three values.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use polars::prelude::{AnyValue, Column, DataFrame, IntoLazy, NamedFrom, Series};
use proptest::prelude::*;

use super::ast::{Arithmetic, ColumnRef, ColumnScope, Compare, Expr, Node, Type, Unit};
use super::compile::Compiler;
use super::kernels::{like, reckon, shift};
use super::value::{DECIMAL_ONE, Value};
use crate::schema::UNREADABLE;

/// One row: a number of each type, a text, a date, a list, each of which may be null; and beside them which
/// were not understood.
type Row = BTreeMap<&'static str, Value>;

const AS_OF: (i32, u32, u32) = (2017, 8, 31);

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(AS_OF.0, AS_OF.1, AS_OF.2).unwrap()
}

fn expr(node: Node, ty: Type) -> Expr {
    Expr { node, ty, span: 0..0 }
}

fn column(name: &str, ty: Type) -> Expr {
    expr(Node::Column(ColumnRef::new(ColumnScope::Record, name)), ty)
}

fn literal(value: Value) -> Expr {
    let ty = value.ty().unwrap();
    expr(Node::Literal(value), ty)
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![Just("".to_owned()), Just("K33".to_owned()), Just("轿车".to_owned()), Just("k3".to_owned())]
}

fn dates() -> impl Strategy<Value = NaiveDate> {
    (2014..2018_i32, 0..365_u32).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day % 364 + 1).unwrap())
}

fn maybe(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop_oneof![1 => Just(Value::Null), 3 => value]
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let cell = (
        maybe((-3..4_i64).prop_map(Value::Integer)),
        maybe((-3_000_000..4_000_000_i128).prop_map(|n| Value::Decimal(n / 500_000 * 500_000))),
        maybe(texts().prop_map(Value::Text)),
        maybe(dates().prop_map(Value::Date)),
        maybe(Just(Value::List(vec!["E".into(), "M".into()])).prop_map(|list| list)),
        prop::collection::vec(any::<bool>(), 5),
    );
    let row = cell.prop_map(|(i, d, t, day, l, not_understood)| {
        let cells = [("i", i), ("d", d), ("t", t), ("day", day), ("l", l)];
        // What was not understood is null, but for a list of which a part was.
        let open = |(name, value): &(&str, Value)| *value == Value::Null || *name == "l";
        let open: Vec<_> =
            cells.iter().zip(not_understood).filter(|(cell, not)| *not && open(cell)).collect();
        let open: Vec<_> = open.into_iter().map(|((name, _), _)| *name).collect();
        let companion = if open.is_empty() { Value::Null } else { Value::Text(open.join(",")) };
        Row::from_iter(cells.into_iter().chain([(UNREADABLE, companion)]))
    });
    prop::collection::vec(row, 1..6)
}

fn numbers() -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        Just(column("i", Type::Integer)),
        Just(column("d", Type::Decimal)),
        (-3..4_i64).prop_map(|n| literal(Value::Integer(n))),
        Just(literal(Value::Decimal(1_500_000))),
        days().prop_map(|day| expr(Node::Year(Box::new(day)), Type::Integer)),
        strings().prop_map(|text| expr(Node::Length(Box::new(text)), Type::Integer)),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        let op = prop_oneof![
            Just(Arithmetic::Add),
            Just(Arithmetic::Subtract),
            Just(Arithmetic::Multiply),
            Just(Arithmetic::Divide)
        ];
        prop_oneof![
            (op, inner.clone(), inner.clone())
                .prop_map(|(op, a, b)| expr(Node::Arithmetic(op, Box::new(a), Box::new(b)), Type::Decimal)),
            inner.clone().prop_map(|a| expr(Node::Abs(Box::new(a)), Type::Decimal)),
            (inner.clone(), inner).prop_map(|(a, b)| expr(Node::Coalesce(vec![a, b]), Type::Decimal)),
        ]
    })
    .boxed()
}

fn strings() -> BoxedStrategy<Expr> {
    let leaf =
        prop_oneof![Just(column("t", Type::Text)), texts().prop_map(|text| literal(Value::Text(text)))];
    leaf.prop_recursive(1, 3, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| expr(Node::Upper(Box::new(a)), Type::Text)),
            inner.clone().prop_map(|a| expr(Node::Lower(Box::new(a)), Type::Text)),
            (inner, 1..4_u32, prop::option::of(0..3_u32)).prop_map(|(a, start, length)| expr(
                Node::Substr { of: Box::new(a), start, length },
                Type::Text
            )),
        ]
    })
    .boxed()
}

fn days() -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        3 => Just(column("day", Type::Date)),
        1 => Just(expr(Node::AsOf, Type::Date)),
        1 => dates().prop_map(|day| literal(Value::Date(day))),
    ];
    let unit = prop_oneof![Just(Unit::Day), Just(Unit::Month), Just(Unit::Year)];
    (leaf, prop::option::of((-20..20_i64, unit)))
        .prop_map(|(date, moved)| match moved {
            None => date,
            Some((count, unit)) => expr(Node::Shift { date: Box::new(date), count, unit }, Type::Date),
        })
        .boxed()
}

fn comparisons() -> impl Strategy<Value = Compare> {
    prop_oneof![
        Just(Compare::Equal),
        Just(Compare::NotEqual),
        Just(Compare::Less),
        Just(Compare::LessOrEqual),
        Just(Compare::Greater),
        Just(Compare::GreaterOrEqual)
    ]
}

fn predicates() -> BoxedStrategy<Expr> {
    let boolean = |node| expr(node, Type::Boolean);
    let pair = prop_oneof![
        (numbers(), numbers(), numbers()).boxed(),
        (strings(), strings(), strings()).boxed(),
        (days(), days(), days()).boxed()
    ];
    let pattern =
        prop_oneof![Just("%"), Just("K%"), Just("_3%"), Just("轿_"), Just("")].prop_map(str::to_owned);
    let leaf = prop_oneof![
        (comparisons(), pair.clone()).prop_map(move |(op, (a, b, _))| boolean(Node::Compare(
            op,
            Box::new(a),
            Box::new(b)
        ))),
        (pair.clone(), any::<bool>()).prop_map(move |((a, b, c), negated)| boolean(Node::In {
            of: Box::new(a),
            among: vec![b, c],
            negated
        })),
        (pair.clone(), any::<bool>()).prop_map(move |((a, b, c), negated)| {
            boolean(Node::Between { of: Box::new(a), low: Box::new(b), high: Box::new(c), negated })
        }),
        (strings(), pattern, any::<bool>()).prop_map(move |(of, pattern, negated)| boolean(Node::Like {
            of: Box::new(of),
            pattern,
            negated
        })),
        (pair, any::<bool>())
            .prop_map(move |((a, _, _), negated)| boolean(Node::IsNull { of: Box::new(a), negated })),
        prop_oneof![Just("E"), Just("A")].prop_map(move |code| boolean(Node::HasCode {
            list: Box::new(column("l", Type::List)),
            code: code.to_owned()
        })),
        any::<bool>().prop_map(move |truth| boolean(Node::Literal(Value::Boolean(truth)))),
    ];
    leaf.prop_recursive(4, 24, 3, move |inner| {
        prop_oneof![
            3 => (inner.clone(), inner.clone()).prop_map(move |(a, b)| boolean(Node::And(Box::new(a), Box::new(b)))),
            3 => (inner.clone(), inner.clone()).prop_map(move |(a, b)| boolean(Node::Or(Box::new(a), Box::new(b)))),
            2 => inner.clone().prop_map(move |a| boolean(Node::Not(Box::new(a)))),
            1 => (inner.clone(), inner.clone()).prop_map(move |(a, b)| boolean(Node::Coalesce(vec![a, b]))),
            1 => (inner.clone(), any::<bool>())
                .prop_map(move |(a, negated)| boolean(Node::IsNull { of: Box::new(a), negated })),
            1 => (inner.clone(), inner.clone(), prop::option::of(inner)).prop_map(move |(when, then, last)| {
                boolean(Node::Case { branches: vec![(when, then)], otherwise: last.map(Box::new) })
            }),
        ]
    })
    .boxed()
}

/// Whether an expression reads something that was not understood.
fn is_open(expr: &Expr, row: &Row) -> bool {
    let Some(Value::Text(open)) = row.get(UNREADABLE) else { return false };
    expr.columns().iter().any(|column| open.split(',').any(|name| name == column.name))
}

/// SQL's meaning, written as plainly as can be; what was not understood is neither empty nor stood in for.
fn evaluate(expr: &Expr, row: &Row) -> Value {
    let value = |expr: &Expr| evaluate(expr, row);
    let is_open = |expr: &Expr| is_open(expr, row);
    match &expr.node {
        Node::Literal(value) => value.clone(),
        Node::Column(column) => row.get(column.name.as_str()).cloned().unwrap(),
        Node::AsOf => Value::Date(as_of()),
        Node::Arithmetic(op, a, b) => match (decimal(&value(a)), decimal(&value(b))) {
            (Some(a), Some(b)) => reckon(*op, a, b).map_or(Value::Null, Value::Decimal),
            _ => Value::Null,
        },
        Node::Shift { date, count, unit } => match value(date) {
            Value::Date(date) => shift(date, *count, *unit).map_or(Value::Null, Value::Date),
            _ => Value::Null,
        },
        Node::Compare(op, a, b) => truth(compare(*op, &value(a), &value(b))),
        Node::And(a, b) => truth(and(boolean(&value(a)), boolean(&value(b)))),
        Node::Or(a, b) => truth(or(boolean(&value(a)), boolean(&value(b)))),
        Node::Not(of) => truth(boolean(&value(of)).map(|truth| !truth)),
        Node::In { of, among, negated } => {
            let mut any = Some(false);
            for item in among {
                any = or(any, compare(Compare::Equal, &value(of), &value(item)));
            }
            truth(any.map(|any| any != *negated))
        }
        Node::Between { of, low, high, negated } => {
            let of = value(of);
            let inside = and(
                compare(Compare::GreaterOrEqual, &of, &value(low)),
                compare(Compare::LessOrEqual, &of, &value(high)),
            );
            truth(inside.map(|inside| inside != *negated))
        }
        Node::Like { of, pattern, negated } => match value(of) {
            Value::Text(text) => {
                Value::Boolean(like(&text, &pattern.chars().collect::<Vec<_>>()) != *negated)
            }
            _ => Value::Null,
        },
        Node::IsNull { of, .. } if value(of) == Value::Null && is_open(of) => Value::Null,
        Node::IsNull { of, negated } => Value::Boolean((value(of) == Value::Null) != *negated),
        Node::Case { branches, otherwise } => {
            for (condition, result) in branches {
                match value(condition) {
                    Value::Boolean(true) => return value(result),
                    Value::Null if is_open(condition) => return Value::Null,
                    _ => {}
                }
            }
            otherwise.as_deref().map_or(Value::Null, value)
        }
        Node::Coalesce(of) => {
            for part in of {
                match value(part) {
                    Value::Null if is_open(part) => return Value::Null,
                    Value::Null => {}
                    value => return value,
                }
            }
            Value::Null
        }
        Node::Length(of) => text(value(of), |text| Value::Integer(text.chars().count() as i64)),
        Node::Substr { of, start, length } => text(value(of), |text| {
            let rest = text.chars().skip(*start as usize - 1);
            Value::Text(rest.take(length.map_or(usize::MAX, |length| length as usize)).collect())
        }),
        Node::Upper(of) => text(value(of), |text| Value::Text(text.to_uppercase())),
        Node::Lower(of) => text(value(of), |text| Value::Text(text.to_lowercase())),
        Node::Abs(of) => decimal(&value(of)).map_or(Value::Null, |number| Value::Decimal(number.abs())),
        Node::Year(of) => match value(of) {
            Value::Date(date) => Value::Integer(date.year().into()),
            _ => Value::Null,
        },
        Node::HasCode { list, code } => match value(list) {
            Value::List(codes) if codes.contains(code) => Value::Boolean(true),
            Value::List(_) if !is_open(list) => Value::Boolean(false),
            _ => Value::Null,
        },
        Node::Parameter(_) | Node::Aggregate(..) => unreachable!("not generated"),
    }
}

fn text(value: Value, then: impl Fn(&str) -> Value) -> Value {
    match value {
        Value::Text(text) => then(&text),
        _ => Value::Null,
    }
}

fn decimal(value: &Value) -> Option<i128> {
    match value {
        Value::Integer(number) => Some(i128::from(*number) * DECIMAL_ONE),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Boolean(truth) => Some(*truth),
        _ => None,
    }
}

fn truth(value: Option<bool>) -> Value {
    value.map_or(Value::Null, Value::Boolean)
}

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    and(a.map(|a| !a), b.map(|b| !b)).map(|neither| !neither)
}

fn compare(op: Compare, a: &Value, b: &Value) -> Option<bool> {
    let order = match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (a, b) => decimal(a)?.cmp(&decimal(b)?),
    };
    Some(match op {
        Compare::Equal => order == Ordering::Equal,
        Compare::NotEqual => order != Ordering::Equal,
        Compare::Less => order == Ordering::Less,
        Compare::LessOrEqual => order != Ordering::Greater,
        Compare::Greater => order == Ordering::Greater,
        Compare::GreaterOrEqual => order != Ordering::Less,
    })
}

fn frame(rows: &[Row]) -> DataFrame {
    let cells = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    let texts = |name: &str| {
        let texts: Vec<Option<String>> = cells(name)
            .into_iter()
            .map(|value| match value {
                Value::Text(text) => Some(text),
                Value::List(codes) => Some(codes.join(",")),
                _ => None,
            })
            .collect();
        Series::new(name.into(), texts)
    };
    let integers: Vec<Option<i64>> = cells("i")
        .into_iter()
        .map(|value| if let Value::Integer(number) = value { Some(number) } else { None })
        .collect();
    let halves: Vec<Option<i64>> =
        cells("d").iter().map(|value| decimal(value).map(|number| (number / 500_000) as i64)).collect();
    // Halves as exact decimals: twice the number, divided by two.
    let two = AnyValue::Decimal(2 * DECIMAL_ONE, 38, 6);
    let two = Series::from_any_values("two".into(), &[two], true).unwrap();
    let decimals = Series::new("d".into(), halves).cast(&crate::table::decimal()).unwrap();
    let decimals = (&decimals / &two).unwrap().cast(&crate::table::decimal()).unwrap();
    let days: Vec<Option<i32>> = cells("day")
        .into_iter()
        .map(|value| if let Value::Date(date) = value { Some(super::kernels::to_days(date)) } else { None })
        .collect();
    let days = Series::new("day".into(), days).cast(&polars::prelude::DataType::Date).unwrap();
    let columns =
        [Series::new("i".into(), integers), decimals, texts("t"), days, texts("l"), texts(UNREADABLE)];
    DataFrame::new(rows.len(), columns.into_iter().map(Column::from).collect()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_compiled_predicate_means_what_sql_says_null_included(predicate in predicates(), rows in rows()) {
        let compiler = Compiler { as_of: as_of(), parameters: BTreeMap::new() };
        let query = compiler.expr(&predicate).alias("result");
        let result = frame(&rows).lazy().with_column(query).collect().unwrap();
        let kept = frame(&rows).lazy().filter(compiler.expr(&predicate)).collect().unwrap();
        let result: Vec<Option<bool>> = result.column("result").unwrap().bool().unwrap().iter().collect();
        let expected: Vec<Option<bool>> = rows.iter().map(|row| boolean(&evaluate(&predicate, row))).collect();
        prop_assert_eq!(kept.height(), expected.iter().filter(|truth| **truth == Some(true)).count());
        prop_assert_eq!(result, expected);
    }
}
