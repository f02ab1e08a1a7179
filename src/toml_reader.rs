//! A reader of TOML files that reports every mistake with its place.
//!
//! Serde stops at the first mistake; a person wants them all. A [`TomlTable`] walks a parsed table, marks
//! the keys that were asked for, and says at the end which ones are not known.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Load, SourceText, did_you_mean, load, nearest};
use crate::words::{Said, said};

/// The codes that a kind of file gives its mistakes of form.
#[derive(Debug, Clone, Copy)]
pub struct TomlCodes {
    /// Not TOML at all.
    pub syntax: &'static str,
    /// A key that nothing reads.
    pub unknown_key: &'static str,
    /// A key that must be there and is not.
    pub missing_key: &'static str,
    /// A value of the wrong type or out of its range.
    pub wrong_value: &'static str,
}

/// The problems found so far, shared by all forms of one file.
#[derive(Debug, Clone)]
pub struct Problems {
    pub source: Arc<SourceText>,
    codes: TomlCodes,
    found: Rc<RefCell<Vec<Diagnostic>>>,
}

impl Problems {
    pub fn new(source: Arc<SourceText>, codes: TomlCodes) -> Self {
        Self { source, codes, found: Rc::default() }
    }

    pub fn push(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }

    /// Takes all problems found, in the order of finding.
    pub fn take(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.found.borrow_mut())
    }

    pub fn wrong_value(&self, span: Range<usize>, message: impl Into<Said>, label: impl Into<Said>) {
        self.push(Diagnostic::error(self.codes.wrong_value, message).at(&self.source, span, label));
    }
}

/// A value and the place it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// Parses `source` and hands its top table to `read`; a file that is not TOML gives its syntax errors.
pub fn read_toml<T>(
    source: &Arc<SourceText>,
    codes: TomlCodes,
    read: impl FnOnce(&TomlTable<'_>) -> Option<T>,
) -> Load<T> {
    let problems = Problems::new(Arc::clone(source), codes);
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let message = said!("not-valid-toml", why = error.message());
        problems.push(Diagnostic::error(codes.syntax, message).at(source, span, said!("here")));
    }
    if !errors.is_empty() {
        return load(None, problems.take());
    }
    let form = TomlTable::new(table.get_ref(), 0..0, said!("the-file"), problems.clone());
    let value = read(&form);
    form.finish();
    load(value, problems.take())
}

/// One TOML table being read.
pub struct TomlTable<'a> {
    table: &'a DeTable<'a>,
    /// Where the table stands; an empty range for the file itself.
    pub span: Range<usize>,
    what: Said,
    asked: RefCell<Vec<&'static str>>,
    pub problems: Problems,
}

impl<'a> TomlTable<'a> {
    pub fn new(
        table: &'a DeTable<'a>,
        span: Range<usize>,
        what: impl Into<Said>,
        problems: Problems,
    ) -> Self {
        Self { table, span, what: what.into(), asked: RefCell::default(), problems }
    }

    /// The raw value of a key, for shapes that the other readers do not know.
    pub fn value(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
        self.table.get(key)
    }

    /// The keys and values of a table whose keys are the person's own (codes, column names).
    pub fn entries(&self) -> impl Iterator<Item = (At<String>, &'a Spanned<DeValue<'a>>)> + use<'a> {
        self.table
            .iter()
            .map(|(key, value)| (At { value: key.get_ref().to_string(), span: key.span() }, value))
    }

    fn wrong(&self, value: &Spanned<DeValue<'_>>, key: &str, expected: Said) {
        let label = said!("this-is", what = type_in_words(value.get_ref()));
        self.problems.wrong_value(value.span(), said!("must-be", key, expected), label);
    }

    /// Says that a key must be there.
    pub fn missing(&self, key: &str, help: impl Into<Said>) {
        let codes = self.problems.codes;
        let message = said!("has-no-key", what = self.what.clone(), key);
        let diagnostic = Diagnostic::error(codes.missing_key, message).help(help);
        self.problems.push(diagnostic.at(&self.problems.source, self.span.clone(), said!("add-it-here")));
    }

    pub fn required<T>(&self, key: &'static str, value: Option<T>, help: impl Into<Said>) -> Option<T> {
        if value.is_none() && self.table.get(key).is_none() {
            self.missing(key, help);
        }
        value
    }

    pub fn text(&self, key: &'static str) -> Option<At<String>> {
        let value = self.value(key)?;
        let text = value.get_ref().as_str().map(|text| At { value: text.to_owned(), span: value.span() });
        if text.is_none() {
            self.wrong(value, key, said!("a-text-in-quotes"));
        }
        text
    }

    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(value, key, said!("true-or-false"));
        }
        flag
    }

    pub fn integer(&self, key: &'static str) -> Option<At<i64>> {
        let value = self.value(key)?;
        let number = integer_of(value.get_ref()).map(|number| At { value: number, span: value.span() });
        if number.is_none() {
            self.wrong(value, key, said!("a-whole-number"));
        }
        number
    }

    /// A number with or without decimals.
    pub fn number(&self, key: &'static str) -> Option<At<f64>> {
        let value = self.value(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().replace('_', "").parse().ok(),
            DeValue::Float(number) => number.as_str().replace('_', "").parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong(value, key, said!("a-number"));
        }
        number.map(|number| At { value: number, span: value.span() })
    }

    /// A date without quotes: `2017-08-31`.
    pub fn date(&self, key: &'static str) -> Option<At<NaiveDate>> {
        let value = self.value(key)?;
        let date = date_of(value.get_ref()).map(|date| At { value: date, span: value.span() });
        if date.is_none() {
            self.wrong(value, key, said!("a-date-without-quotes"));
        }
        date
    }

    /// A list of texts, or one text standing for a list of one.
    pub fn texts(&self, key: &'static str) -> Option<Vec<At<String>>> {
        let value = self.value(key)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some(vec![At { value: text.to_owned(), span: value.span() }]);
        }
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value, key, said!("a-list-of-texts"));
            return None;
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push(At { value: text.to_owned(), span: item.span() }),
                None => self.wrong(item, key, said!("a-list-of-texts")),
            }
        }
        Some(texts)
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<At<T>> {
        let text = self.text(key)?;
        let found = choices.iter().find(|(word, _)| *word == text.value);
        if let Some((_, choice)) = found {
            return Some(At { value: *choice, span: text.span });
        }
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        let near = nearest(&text.value, words.iter().copied());
        let label = did_you_mean(near, || said!("not-known"));
        let message = said!("must-be-one-of", key, words = words.join(", "));
        self.problems.wrong_value(text.span, message, label);
        None
    }

    /// A table inside this one.
    pub fn table(&self, key: &'static str) -> Option<TomlTable<'a>> {
        let value = self.value(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(value, key, said!("a-table"));
        }
        Some(TomlTable::new(table?, value.span(), format!("`{key}`"), self.problems.clone()))
    }

    /// The tables of `[[key]]`; none if the key is not there.
    pub fn tables(&self, key: &'static str) -> Vec<TomlTable<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value, key, said!("a-list-of-tables-under", key));
            return Vec::new();
        };
        let mut forms = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_table() {
                Some(table) => {
                    forms.push(TomlTable::new(
                        table,
                        item.span(),
                        said!("this-table", key),
                        self.problems.clone(),
                    ));
                }
                None => self.wrong(item, key, said!("a-list-of-tables")),
            }
        }
        forms
    }

    /// Reports the keys that were not asked for. Call it when all keys have been asked for.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if asked.contains(&name) {
                continue;
            }
            let near = nearest(name, asked.iter().copied());
            let help = did_you_mean(near, || said!("known-here", known = asked.join(", ")));
            let message = said!("key-means-nothing", what = self.what.clone(), key = name);
            let diagnostic = Diagnostic::error(self.problems.codes.unknown_key, message).help(help);
            self.problems.push(diagnostic.at(&self.problems.source, key.span(), said!("not-known")));
        }
    }
}

/// A TOML integer, if it fits.
pub fn integer_of(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
}

/// A TOML date; date-times and times are not dates.
pub fn date_of(value: &DeValue<'_>) -> Option<NaiveDate> {
    let datetime = value.as_datetime()?;
    if datetime.time.is_some() {
        return None;
    }
    let date = datetime.date?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

/// What a TOML value is, in a person's words.
pub fn type_in_words(value: &DeValue<'_>) -> Said {
    match value {
        DeValue::String(_) => said!("a-text"),
        DeValue::Integer(_) => said!("a-whole-number"),
        DeValue::Float(_) => said!("a-number"),
        DeValue::Boolean(_) => said!("true-or-false"),
        DeValue::Datetime(_) => said!("a-date-or-time"),
        DeValue::Array(_) => said!("a-list"),
        DeValue::Table(_) => said!("a-table"),
    }
}
