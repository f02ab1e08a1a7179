//! The reader of `compare`: the comparisons of a `differs` rule, held against both schemas.

use std::borrow::Cow;

use super::codes;
use super::comparison::{COUNT, Comparator, Comparison, With};
use super::value::DECIMAL_ONE;
use crate::diagnostic::{Diagnostic, did_you_mean, nearest};
use crate::schema::{Column, ColumnKind, Schema};
use crate::toml_reader::{At, TomlTable};
use crate::words::{Said, said};

/// The comparators as written; their limits stand beside them.
const COMPARATORS: &[(&str, Comparator)] = &[
    ("exact", Comparator::Exact),
    ("name", Comparator::Name),
    ("date", Comparator::Date),
    ("number", Comparator::Number { tolerance: 0, share: 0.0 }),
    ("text", Comparator::Text { similarity: 1.0 }),
    ("codes", Comparator::Codes),
];

/// Reads `compare`; every problem goes to the form's. `registry` is none where no schema describes it.
pub fn read_comparisons(
    form: &TomlTable<'_>,
    extract: &Schema,
    registry: Option<&Schema>,
) -> Vec<Option<Comparison>> {
    let lines = form.tables("compare");
    if form.value("compare").is_none() || form.value("compare").is_some() && lines.is_empty() {
        let help = said!("say-what-is-compared");
        form.missing("compare", help);
    }
    lines.iter().map(|form| Reader { form, extract, registry }.comparison()).collect()
}

struct Reader<'a> {
    form: &'a TomlTable<'a>,
    extract: &'a Schema,
    registry: Option<&'a Schema>,
}

impl Reader<'_> {
    fn comparison(&self) -> Option<Comparison> {
        let form = self.form;
        let registry = form.required("registry", form.text("registry"), said!("a-column-of-the-registry"));
        let with = form.required("with", form.text("with"), said!("a-column-or-count"));
        let by = form.choice("by", COMPARATORS);
        let by = form.required("by", by, said!("how-compared"));
        let by = by.map(|by| At { value: self.with_limits(by.value), span: by.span });
        let own = registry.as_ref().and_then(|own| self.column(self.registry?, own));
        let count = with.as_ref().is_some_and(|with| with.value == COUNT);
        let other = with.as_ref().filter(|_| !count).and_then(|with| self.column(self.extract, with));
        if let (Some(own), Some(by)) = (&own, &by) {
            self.check_unit(own, by.value?);
        }
        form.finish();
        let (by, by_span) = by.map(|by| (by.value, by.span))?;
        let (by, own) = (by?, own?);
        let obstacle = if count {
            let number = matches!(own.kind, ColumnKind::Integer | ColumnKind::Decimal)
                && matches!(by, Comparator::Number { .. });
            (!number).then(|| said!("count-is-a-number", count = COUNT))
        } else {
            by.obstacle(&own, &other?)
        };
        if let Some(obstacle) = obstacle {
            let diagnostic =
                Diagnostic::error(codes::NOT_COMPARABLE, obstacle).help(said!("compare-same-kinds"));
            form.problems.push(diagnostic.at(&form.problems.source, by_span, said!("not-compared-so")));
            return None;
        }
        let with = if count { With::Count } else { With::Column(with?.value) };
        Some(Comparison { registry: registry?.value, with, by })
    }

    fn column(&self, schema: &Schema, wanted: &At<String>) -> Option<Column> {
        let found = schema.comparable(&wanted.value).map(Cow::into_owned);
        if found.is_none() {
            let message = said!("no-column-to-compare", schema = &schema.name, column = &wanted.value);
            let columns = || schema.columns.iter().map(|column| column.name.as_str());
            let near = nearest(&wanted.value, columns());
            let help =
                did_you_mean(near, || said!("it-has", names = columns().collect::<Vec<_>>().join(", ")));
            let diagnostic = Diagnostic::error(codes::UNKNOWN_COLUMN, message).help(help);
            self.form.problems.push(diagnostic.at(
                &self.form.problems.source,
                wanted.span.clone(),
                said!("not-known"),
            ));
        }
        found
    }

    /// The comparator with the limits that stand beside it; none if one of them is wrong.
    fn with_limits(&self, by: Comparator) -> Option<Comparator> {
        let form = self.form;
        match by {
            Comparator::Number { .. } => {
                let tolerance = form.number("tolerance").map_or(Some(0.0), |limit| {
                    let wrong = said!("tolerance-not-negative");
                    self.limit(&limit, limit.value >= 0.0, wrong)
                });
                let share = form.number("tolerance_share").map_or(Some(0.0), |limit| {
                    let wrong = said!("tolerance-share");
                    self.limit(&limit, (0.0..1.0).contains(&limit.value), wrong)
                });
                // Millionths, as amounts are kept; what a rule tolerates has few digits.
                let tolerance = (tolerance? * DECIMAL_ONE as f64).round() as i128;
                Some(Comparator::Number { tolerance, share: share? })
            }
            Comparator::Text { .. } => {
                let help = said!("how-similar");
                let limit = form.required("similarity", form.number("similarity"), help)?;
                let wrong = said!("similarity-range");
                let similarity = self.limit(&limit, limit.value > 0.0 && limit.value <= 1.0, wrong)?;
                Some(Comparator::Text { similarity })
            }
            other => Some(other),
        }
    }

    fn limit(&self, limit: &At<f64>, fits: bool, wrong: Said) -> Option<f64> {
        if !fits {
            let diagnostic = Diagnostic::error(codes::LIMIT, wrong);
            let form = self.form;
            form.problems.push(diagnostic.at(
                &form.problems.source,
                limit.span.clone(),
                said!("out-of-range"),
            ));
        }
        fits.then_some(limit.value)
    }

    /// A tolerance of something that has a unit says which; amounts a month are not amounts a year.
    fn check_unit(&self, column: &Column, by: Comparator) {
        let form = self.form;
        let (Comparator::Number { tolerance, .. }, Some(unit)) = (by, &column.unit) else { return };
        let given = form.text("unit");
        if tolerance == 0 && given.is_none() || given.as_ref().is_some_and(|given| given.value == *unit) {
            return;
        }
        let (span, label) = match &given {
            Some(given) => (given.span.clone(), said!("another-unit")),
            None => (form.span.clone(), said!("in-which-unit")),
        };
        let message = said!("tolerance-in-unit", column = &column.name, unit);
        let diagnostic = Diagnostic::error(codes::LIMIT, message);
        form.problems.push(diagnostic.at(&form.problems.source, span, label));
    }
}
