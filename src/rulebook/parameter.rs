//! The parameters of rules: thresholds by date, each with its basis.

use std::collections::BTreeMap;

use super::ast::Type;
use super::example::written_value;
use super::value::{DECIMAL_ONE, Value};
use super::{Parameter, ParameterValue, codes};
use crate::diagnostic::Diagnostic;
use crate::toml_reader::{At, TomlTable};
use crate::words::said;

/// Reads every `[[parameter]]`: those that can be used, in the order of the file, and the type of each by
/// name, which is nothing where its values are wrong.
pub fn read_parameters(form: &TomlTable<'_>) -> (Vec<Parameter>, BTreeMap<String, Option<Type>>) {
    let mut parameters = Vec::new();
    let mut types = BTreeMap::new();
    for table in form.tables("parameter") {
        let name = table.required("name", table.text("name"), said!("name-in-predicates"));
        let values = read_values(&table);
        table.finish();
        let Some(name) = name else { continue };
        let ty = type_of(&table, &values);
        if types.insert(name.value.clone(), ty).is_some() {
            let message = said!("parameter-twice", parameter = &name.value);
            table.problems.wrong_value(name.span.clone(), message, said!("again-here"));
        }
        let plain = name.value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !plain || !name.value.starts_with(|first: char| first.is_ascii_alphabetic()) {
            let message = said!("name-of-parameter");
            table.problems.wrong_value(name.span.clone(), message, said!("not-a-name"));
        }
        let values = values.into_iter().map(|value| value.value).map(|value| widened(value, ty)).collect();
        parameters.push(Parameter { name: name.value, values });
    }
    (parameters, types)
}

fn read_values(table: &TomlTable<'_>) -> Vec<At<ParameterValue>> {
    let mut values = Vec::new();
    for form in table.tables("value") {
        let from = form.required("from", form.date("from"), said!("first-day-of-value"));
        let written = form.required("value", form.value("value"), said!("the-value-itself"));
        let basis = form.text("basis").map(|basis| basis.value);
        form.finish();
        let value = written.and_then(|written| {
            let value = written_value(written);
            if value.is_none() {
                form.problems.wrong_value(
                    written.span(),
                    said!("value-of-parameter"),
                    said!("not-such-a-value"),
                );
            }
            value
        });
        if let (Some(from), Some(value)) = (from, value) {
            values.push(At { value: ParameterValue { from: from.value, value, basis }, span: from.span });
        }
    }
    if table.value("value").is_none() {
        table.missing("value", said!("give-it-a-value"));
    }
    for (earlier, later) in values.iter().zip(values.iter().skip(1)) {
        if later.value.from <= earlier.value.from {
            let message = said!("values-in-order");
            let diagnostic = Diagnostic::error(codes::PARAMETER_VALUES, message).help(said!("order-of-from"));
            table.problems.push(diagnostic.at(
                &table.problems.source,
                later.span.clone(),
                said!("not-later"),
            ));
        }
    }
    values
}

/// The one type of all values.
fn type_of(table: &TomlTable<'_>, values: &[At<ParameterValue>]) -> Option<Type> {
    let mut common: Option<Type> = None;
    for value in values {
        let ty = value.value.value.ty()?;
        let together = common.map_or(Some(ty), |common| common.common(ty));
        if together.is_none() {
            let message = said!("values-of-one-type");
            let diagnostic =
                Diagnostic::error(codes::PARAMETER_VALUES, message).help(said!("all-of-one-type"));
            let label = said!("this-value-is", what = ty.said());
            table.problems.push(diagnostic.at(&table.problems.source, value.span.clone(), label));
        }
        common = Some(together?);
    }
    common
}

fn widened(value: ParameterValue, ty: Option<Type>) -> ParameterValue {
    match (&value.value, ty) {
        (Value::Integer(number), Some(Type::Decimal)) => {
            ParameterValue { value: Value::Decimal(i128::from(*number) * DECIMAL_ONE), ..value }
        }
        _ => value,
    }
}
