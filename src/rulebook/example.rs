//! The reader of the examples in a rule file; their values must fit the schema.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeValue;

use super::ast::{ColumnScope, Type};
use super::names::{Names, Visible};
use super::value::{DECIMAL_ONE, Value};
use super::{Example, ExampleVerdict, codes};
use crate::diagnostic::{Diagnostic, near_or_known};
use crate::domain::RosterSource;
use crate::schema::Schema;
use crate::toml_reader::{TomlTable, date_of, integer_of, type_in_words};
use crate::words::{Said, said};

type Record = BTreeMap<String, Value>;

/// Reads every `[[example]]`. A rule carries at least one that it flags and one that it does not.
pub fn read_examples(
    form: &TomlTable<'_>,
    extract: Option<&str>,
    schemas: &BTreeMap<String, Schema>,
) -> Vec<Example> {
    let tables = form.tables("example");
    let mut examples = Vec::new();
    let mut unread = false;
    for table in &tables {
        let example = Reader { form: table, schemas }.example(extract);
        unread |= example.is_none();
        examples.extend(example);
    }
    let any = |wanted: &[ExampleVerdict]| examples.iter().any(|example| wanted.contains(&example.verdict));
    let flags = any(&[ExampleVerdict::Suspect]);
    let clears = any(&[ExampleVerdict::Clear, ExampleVerdict::Exempt]);
    if !(unread || flags && clears) {
        let message = match (flags, clears) {
            (false, false) => said!("no-examples"),
            (false, true) => said!("no-suspect-example"),
            _ => said!("no-clear-example"),
        };
        let help = said!("one-example-of-each");
        let text = &form.problems.source.text;
        let first =
            tables.first().map_or(0..text.lines().next().map_or(0, str::len), |table| table.span.clone());
        let diagnostic = Diagnostic::error(codes::EXAMPLES_MISSING, message).help(help);
        form.problems.push(diagnostic.at(&form.problems.source, first, said!("add-an-example")));
    }
    examples
}

struct Reader<'a> {
    form: &'a TomlTable<'a>,
    schemas: &'a BTreeMap<String, Schema>,
}

impl Reader<'_> {
    fn example(&self, extract: Option<&str>) -> Option<Example> {
        let form = self.form;
        let name = form.required("name", form.text("name"), said!("what-is-special"));
        let help = said!("what-the-rule-must-say");
        let verdict = form.required("verdict", form.choice("verdict", ExampleVerdict::ALL), help);
        let as_of = form.date("as_of").map(|date| date.value);
        let single = form.table("record");
        let many = form.tables("records");
        if single.is_some() && form.value("records").is_some() {
            let message = said!("record-or-records");
            form.problems.wrong_value(form.span.clone(), message, said!("has-both"));
        }
        let (roster, member, card) = (form.table("roster"), form.table("member"), form.table("card"));
        let also = form.table("also");
        form.finish();
        // Without the extract nothing can be said about its columns.
        let extract = extract?;
        let names = self.names(extract);
        let record = |form: &TomlTable<'_>| self.values(form, &names, ColumnScope::Record);
        let context = |form: Option<TomlTable<'_>>, scope| {
            form.map_or_else(|| Some(Record::new()), |form| self.values(&form, &names, scope))
        };
        let records: Vec<Option<Record>> = single.iter().chain(&many).map(record).collect();
        let roster = context(roster, ColumnScope::Roster);
        let member = context(member, ColumnScope::Member);
        let card = context(card, ColumnScope::Card);
        let also = also.map_or_else(|| Some(BTreeMap::new()), |also| self.also(&also));
        Some(Example {
            name: name?.value,
            verdict: verdict?.value,
            records: records.into_iter().collect::<Option<_>>()?,
            roster: roster?,
            member: member?,
            card: card?,
            also: also?,
            as_of,
            span: form.span.clone(),
        })
    }

    fn names(&self, extract: &str) -> Names {
        let registry = self.schemas.get(RosterSource::Registry.as_str());
        Names::new(extract, self.schemas.get(extract), registry).with_what_is_compared()
    }

    fn also(&self, also: &TomlTable<'_>) -> Option<BTreeMap<String, Vec<Record>>> {
        let mut all = BTreeMap::new();
        let mut whole = true;
        for (extract, value) in also.entries() {
            let Some(records) =
                value.get_ref().as_array().filter(|_| self.schemas.contains_key(&extract.value))
            else {
                let message = said!("what-also-is");
                also.problems.wrong_value(extract.span, message, said!("not-such-an-extract"));
                whole = false;
                continue;
            };
            let names = self.names(&extract.value);
            let mut read = Vec::new();
            for record in records.iter() {
                let Some(table) = record.get_ref().as_table() else {
                    also.problems.wrong_value(
                        record.span(),
                        said!("record-is-a-table"),
                        said!("not-a-table"),
                    );
                    whole = false;
                    continue;
                };
                let form = TomlTable::new(table, record.span(), said!("this-record"), also.problems.clone());
                match self.values(&form, &names, ColumnScope::Record) {
                    Some(record) => read.push(record),
                    None => whole = false,
                }
            }
            all.insert(extract.value, read);
        }
        whole.then_some(all)
    }

    /// The cells of one record; nothing if one of them is wrong.
    fn values(&self, form: &TomlTable<'_>, names: &Names, scope: ColumnScope) -> Option<Record> {
        let columns = names.of(scope)?;
        let mut record = Record::new();
        let mut whole = true;
        for (column, written) in form.entries() {
            let Some(visible) = columns.get(&column.value) else {
                let message = said!("no-column-here", column = &column.value);
                let help = near_or_known(&column.value, columns.keys().map(String::as_str));
                let diagnostic = Diagnostic::error(codes::EXAMPLE_VALUE, message).help(help);
                form.problems.push(diagnostic.at(&form.problems.source, column.span, said!("not-known")));
                whole = false;
                continue;
            };
            match cell(written, visible) {
                Ok(value) => _ = record.insert(column.value, value),
                Err(wrong) => {
                    let label = said!("this-is", what = type_in_words(written.get_ref()));
                    let diagnostic = Diagnostic::error(codes::EXAMPLE_VALUE, wrong.said(&column.value));
                    form.problems.push(diagnostic.at(&form.problems.source, written.span(), label));
                    whole = false;
                }
            }
        }
        whole.then_some(record)
    }
}

/// What is wrong with a cell of an example.
enum WrongCell {
    /// It must be of this type.
    Type(Type),
    DateInQuotes,
    /// A wording in place of its code.
    Wording {
        wording: String,
        code: String,
    },
}

impl WrongCell {
    fn said(self, column: &str) -> Said {
        match self {
            Self::Type(ty) => said!("cell-must-be", column, expected = ty.said()),
            Self::DateInQuotes => said!("cell-date-in-quotes", column),
            Self::Wording { wording, code } => said!("cell-is-a-wording", column, wording, code),
        }
    }
}

/// A cell as the column has it after cleaning, or what is wrong with it.
fn cell(written: &Spanned<DeValue<'_>>, visible: &Visible) -> Result<Value, WrongCell> {
    let wrong = || WrongCell::Type(visible.ty);
    let value = match (visible.ty, written.get_ref()) {
        (Type::List, DeValue::Array(items)) => {
            let codes: Option<Vec<_>> =
                items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect();
            let mut codes = codes.ok_or_else(wrong)?;
            codes.sort();
            codes.dedup();
            Value::List(codes)
        }
        (Type::List, DeValue::String(code)) => Value::List(vec![code.to_string()]),
        (ty, _) => {
            let value = written_value(written).ok_or_else(wrong)?;
            match (value, ty) {
                (Value::Integer(number), Type::Decimal) => Value::Decimal(i128::from(number) * DECIMAL_ONE),
                (value, ty) if value.ty() == Some(ty) => value,
                (Value::Text(_), Type::Date) => {
                    return Err(WrongCell::DateInQuotes);
                }
                _ => return Err(wrong()),
            }
        }
    };
    let codes: &[String] = match &value {
        Value::List(codes) => codes,
        Value::Text(code) => std::slice::from_ref(code),
        _ => &[],
    };
    for code in codes {
        let meant = |(known, wordings): &(&String, &String)| {
            *known != code && wordings.split('|').any(|word| word == code)
        };
        let known = visible.codes.contains_key(code);
        if let Some((known, _)) = visible.codes.iter().find(meant).filter(|_| !known) {
            return Err(WrongCell::Wording { wording: code.clone(), code: known.clone() });
        }
    }
    Ok(value)
}

/// A TOML value that a rule can work with; numbers are read exactly.
pub fn written_value(written: &Spanned<DeValue<'_>>) -> Option<Value> {
    match written.get_ref() {
        DeValue::String(text) => Some(Value::Text(text.to_string())),
        DeValue::Integer(_) => integer_of(written.get_ref()).map(Value::Integer),
        DeValue::Float(number) => Value::number(&number.as_str().replace('_', "")),
        DeValue::Boolean(truth) => Some(Value::Boolean(*truth)),
        DeValue::Datetime(_) => date_of(written.get_ref()).map(Value::Date),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
