//! The header line of a table, and which of its columns is which column of the schema.

use std::collections::BTreeMap;

use super::messages;
use crate::delivery::Delivery;
use crate::diagnostic::{Diagnostic, nearest};
use crate::raw::{FoundColumn, Header};
use crate::schema::{Column, Schema};
use crate::standard::text::{is_blank, tidy};

/// Title lines stand above the header, but not more of them than this.
pub const LINES_TO_LOOK_AT: usize = 20;

/// What a header may be called: the schema's words, and the job's own.
pub struct Matcher<'a> {
    schema: &'a Schema,
    /// For each column of the schema: the headers the job names, folded and as written; none where it names none.
    mapped: Vec<Vec<(String, &'a str)>>,
    words: BTreeMap<String, usize>,
    may_lack_numbers: bool,
}

/// One line tried as the header.
struct Attempt {
    names: Vec<String>,
    /// For each column of the schema, every field that could be it.
    fields: Vec<Vec<usize>>,
    /// For each column of the schema, whether a header that the job names for it is there.
    as_mapped: Vec<bool>,
}

impl Attempt {
    fn score(&self) -> usize {
        self.fields.iter().filter(|fields| !fields.is_empty()).count()
    }
}

/// The line that fits best, and how well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Columns of the schema found.
    pub matched: usize,
    /// Required columns not found.
    pub missing: usize,
    /// Which of the lines it is, from 0; the lower one of a header in two lines.
    pub line: usize,
    /// The upper one of a header in two lines, or the same.
    pub first_line: usize,
    /// What its fields are called.
    pub names: Vec<String>,
    /// Units that the title above names: 万元 of `单位：万元`.
    pub title_units: Vec<String>,
}

impl<'a> Matcher<'a> {
    pub fn new(delivery: &'a Delivery) -> Self {
        let (schema, mapping) = (&*delivery.schema, &delivery.columns);
        let named = |column: &Column| {
            let headers = mapping.get(&column.name).into_iter().flatten();
            headers.map(|header| (fold(header), header.as_str())).collect()
        };
        let mapped: Vec<Vec<_>> = schema.columns.iter().map(named).collect();
        let mut words = BTreeMap::new();
        for (index, column) in schema.columns.iter().enumerate() {
            for word in column.aliases.iter().chain([&column.name, &column.title]) {
                words.entry(fold(word)).or_insert(index);
            }
        }
        // A header that the job gives to one column is no other's.
        for (header, _) in mapped.iter().flatten() {
            words.remove(header);
        }
        Self { schema, mapped, words, may_lack_numbers: delivery.may_lack_numbers }
    }

    /// The best line of those given; none if no line has any header of the schema.
    pub fn best_line(&self, lines: &[Vec<String>]) -> Option<Fit> {
        let mut best: Option<Fit> = None;
        let mut consider = |first: usize, line: usize, names: Vec<String>| {
            let attempt = self.attempt(&names);
            let matched = attempt.score();
            if matched > best.as_ref().map_or(0, |best| best.matched) {
                let missing = self.missing(&attempt).count();
                best =
                    Some(Fit { matched, missing, line, first_line: first, names, title_units: Vec::new() });
            }
        };
        for (line, fields) in lines.iter().enumerate() {
            consider(line, line, fields.clone());
        }
        // A header in two lines must find more columns than either of them alone.
        for (line, pair) in lines.windows(2).enumerate() {
            if let [upper, lower] = pair {
                consider(line, line + 1, self.in_two_lines(upper, lower));
            }
        }
        let mut best = best?;
        let above = lines.iter().take(best.first_line).flatten();
        best.title_units = above.flat_map(|cell| units_in_title(cell)).collect();
        Some(best)
    }

    /// A header of merged cells: 男方 over 姓名 and 证件号 is 男方姓名 and 男方证件号; a cell merged
    /// downwards has its name above.
    fn in_two_lines(&self, upper: &[String], lower: &[String]) -> Vec<String> {
        let mut group = "";
        let mut names = Vec::new();
        for (index, name) in lower.iter().enumerate() {
            let above = upper.get(index).map_or("", |above| above.trim());
            if !above.is_empty() {
                group = above;
            }
            let both = format!("{group}{}", name.trim());
            let name = if self.column_of(&tidy(&both)).is_some() { both } else { name.clone() };
            names.push(if name.trim().is_empty() { above.to_owned() } else { name });
        }
        names
    }

    fn missing<'b>(&'b self, attempt: &'b Attempt) -> impl Iterator<Item = (usize, &'a Column)> + 'b {
        let columns = self.schema.columns.iter().enumerate();
        columns.filter(|(index, column)| {
            self.must_be_delivered(column)
                && attempt.fields.get(*index).is_none_or(Vec::is_empty)
                && !self.is_within(column, attempt)
        })
    }

    /// Whether a file without this column cannot be used.
    fn must_be_delivered(&self, column: &Column) -> bool {
        column.required || !self.may_lack_numbers && self.schema.is_number(&column.name)
    }

    /// Whether another column that is there holds this one.
    fn is_within(&self, column: &Column, attempt: &Attempt) -> bool {
        let Some(within) = &column.within else { return false };
        let holder = self.schema.columns.iter().position(|column| column.name == within.column);
        holder.and_then(|holder| attempt.fields.get(holder)).is_some_and(|fields| !fields.is_empty())
    }

    fn attempt(&self, fields: &[String]) -> Attempt {
        let names: Vec<String> = fields.iter().map(|field| tidy(field).into_owned()).collect();
        let mut found = vec![Vec::new(); self.schema.columns.len()];
        let mut by_alias = vec![Vec::new(); self.schema.columns.len()];
        for (field, name) in names.iter().enumerate() {
            let (of, columns) = match (self.mapped_column(name), self.alias_of(name)) {
                (Some(column), _) => (column, &mut found),
                (None, Some(column)) => (column, &mut by_alias),
                (None, None) => continue,
            };
            if let Some(places) = columns.get_mut(of) {
                places.push(field);
            }
        }
        // Where the job's headers are, nothing else is the column; a file that has none of them is matched by
        // the schema's words.
        let as_mapped = found.iter().map(|fields| !fields.is_empty()).collect();
        for (mapped, aliases) in found.iter_mut().zip(by_alias) {
            if mapped.is_empty() {
                *mapped = aliases;
            }
        }
        Attempt { names, fields: found, as_mapped }
    }

    fn column_of(&self, name: &str) -> Option<usize> {
        self.mapped_column(name).or_else(|| self.alias_of(name))
    }

    fn mapped_column(&self, name: &str) -> Option<usize> {
        let is_named = |word: &String| {
            self.mapped.iter().position(|headers| headers.iter().any(|(header, _)| header == word))
        };
        words_of(name).iter().find_map(is_named)
    }

    fn alias_of(&self, name: &str) -> Option<usize> {
        words_of(name).iter().find_map(|word| self.words.get(word).copied())
    }

    /// Matches the header line; every problem found.
    ///
    /// `rows` are the 1-based rows of the header's first and last line.
    pub fn header(
        &self,
        fit: &Fit,
        (first_row, source_row): (u64, u64),
        shown: &str,
    ) -> Result<Header, Vec<Diagnostic>> {
        let attempt = self.attempt(&fit.names);
        let listed = list(&attempt.names);
        let mut problems = Vec::new();
        let nearby = |wanted: &Column| {
            let words = wanted.aliases.iter().chain([&wanted.title, &wanted.name]);
            words.filter_map(|word| nearest(word, attempt.names.iter().map(String::as_str))).next()
        };
        let mut columns = Vec::new();
        let mut unmapped = BTreeMap::new();
        let of_job = attempt.as_mapped.iter().zip(&self.mapped);
        for ((column, fields), (found, mapped)) in self.schema.columns.iter().zip(&attempt.fields).zip(of_job)
        {
            if let [_, _, ..] = fields.as_slice() {
                let named = |field: &usize| (*field, attempt.names.get(*field).cloned().unwrap_or_default());
                let all: Vec<_> = fields.iter().map(named).collect();
                problems.push(messages::header_twice(shown, source_row, &column.name, &all));
            }
            let field = fields.first().copied();
            let missing =
                field.is_none() && self.must_be_delivered(column) && !self.is_within(column, &attempt);
            if let (false, [(_, header), ..]) = (found, mapped.as_slice()) {
                let near = nearest(header, attempt.names.iter().map(String::as_str));
                let headers = mapped.iter().map(|(_, header)| *header).collect::<Vec<_>>().join("`, `");
                let problem =
                    messages::mapped_header_missing(shown, source_row, &column.name, &headers, &listed, near);
                // Another file of the delivery may have it, unless no file can do without.
                if missing {
                    problems.push(problem);
                } else {
                    unmapped.insert(column.name.clone(), problem);
                }
            } else if missing {
                let near = nearby(column);
                problems.push(messages::missing_column(shown, source_row, column, &listed, near));
            }
            columns.push(field.map(|field| {
                let name = attempt.names.get(field).map_or("", String::as_str);
                FoundColumn { field, unit: split_unit(name).map(|(_, unit)| unit.to_owned()) }
            }));
        }
        if problems.is_empty() {
            let title_units = fit.title_units.clone();
            let names = attempt.names;
            Ok(Header { source_row, first_row, names, columns, title_units, unmapped, usual_fields: None })
        } else {
            Err(problems)
        }
    }

    /// A few headers by which the schema is known, for whoever finds none.
    pub fn expected(&self) -> Vec<String> {
        let known = |column: &Column| column.aliases.first().unwrap_or(&column.title).clone();
        let mut columns: Vec<_> = self.schema.columns.iter().collect();
        columns.sort_by_key(|column| !self.must_be_delivered(column));
        columns.into_iter().take(5).map(known).collect()
    }
}

fn list(names: &[String]) -> String {
    let named = names.iter().filter(|name| !name.is_empty());
    let named: Vec<_> = named.map(|name| messages::header_shown(name)).collect();
    named.join(", ")
}

/// What a header may be known by: as it is, and without its unit.
fn words_of(name: &str) -> Vec<String> {
    let bare = split_unit(name).map(|(bare, _)| fold(bare));
    std::iter::once(fold(name)).chain(bare).collect()
}

/// A header for comparison: half width, lower case, no spaces, no star of a mandatory field.
fn fold(name: &str) -> String {
    let kept = tidy(name).chars().filter(|c| !is_blank(*c) && !matches!(c, '*' | ':')).collect::<String>();
    kept.to_lowercase()
}

/// What a title line may mean as units: what follows each `单位`, and what stands in brackets. Whether it is
/// any is found out later.
fn units_in_title(cell: &str) -> Vec<String> {
    let cell = tidy(cell);
    let mut units = Vec::new();
    for part in cell.split("单位").skip(1) {
        let part = part.trim_start_matches([':', ' ', '为']);
        let names = part.split([' ', ')', ']', '】', ';', '。']).next().unwrap_or_default();
        units.extend(names.split(['、', ',']).map(str::to_owned));
    }
    for bracket in cell.split(['(', '[', '【']).skip(1) {
        let inner = bracket.split([')', ']', '】']).next().unwrap_or_default();
        if !inner.contains("单位") {
            units.extend(inner.split(['、', ',', ' ', ';']).map(str::to_owned));
        }
    }
    units.retain(|unit| !unit.is_empty());
    units
}

/// `注册资本(万元)` as its name and what is in its last brackets; takes tidied text.
fn split_unit(name: &str) -> Option<(&str, &str)> {
    let inner = name.strip_suffix([')', ']', '】'])?;
    let (bare, unit) = inner.rsplit_once(['(', '[', '【'])?;
    Some((bare.trim(), unit.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_by_their_words_whatever_the_width_and_spacing() {
        assert_eq!(fold("\u{feff}＊证 件　号码："), fold("证件号码"));
        assert_eq!(fold("SFZMHM"), "sfzmhm");
    }

    #[test]
    fn a_title_may_name_the_units_of_the_table() {
        assert_eq!(units_in_title("（单位：万元、亩）"), ["万元", "亩"]);
        assert_eq!(units_in_title("金额单位：万元"), ["万元"]);
        assert_eq!(units_in_title("计量单位：辆　金额单位： 万元"), ["辆", "万元"]);
        assert_eq!(units_in_title("农机购置补贴情况表（万元）"), ["万元"]);
        assert_eq!(units_in_title("南皮县机动车登记信息"), [""; 0]);
    }

    #[test]
    fn a_unit_in_brackets_is_split_off() {
        assert_eq!(split_unit(&tidy("面积（亩）")), Some(("面积", "亩")));
        assert_eq!(split_unit("县(市)名"), None);
    }
}
