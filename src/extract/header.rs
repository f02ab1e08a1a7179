//! Which line is the header, and which column is which?

use std::collections::BTreeMap;

use super::trouble;
use crate::diagnostic::{Diagnostic, nearest};
use crate::raw::{FoundColumn, Header};
use crate::schema::{Column, Schema};
use crate::standard::citizen_id::masked;
use crate::standard::text::{is_blank, tidy};

/// Title lines stand above the header, but not more of them than this.
pub const LINES_TO_LOOK_AT: usize = 20;

/// What a header may be called: the schema's words, and the job's own.
pub struct Matcher<'a> {
    schema: &'a Schema,
    /// For each column of the schema: the one header the job names, folded and as written.
    mapped: Vec<Option<(String, &'a str)>>,
    words: BTreeMap<String, usize>,
}

/// One line tried as the header.
struct Attempt {
    names: Vec<String>,
    /// For each column of the schema, every field that could be it.
    fields: Vec<Vec<usize>>,
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
    /// What its fields are called.
    pub names: Vec<String>,
    /// Units that the title above names: 万元 of `单位：万元`.
    pub title_units: Vec<String>,
}

impl<'a> Matcher<'a> {
    pub fn new(schema: &'a Schema, mapping: &'a BTreeMap<String, String>) -> Self {
        let mapped: Vec<_> = schema
            .columns
            .iter()
            .map(|column| mapping.get(&column.name).map(|header| (fold(header), header.as_str())))
            .collect();
        let mut words = BTreeMap::new();
        for (index, column) in schema.columns.iter().enumerate() {
            if mapped.get(index).is_some_and(Option::is_some) {
                continue;
            }
            for word in column.aliases.iter().chain([&column.name, &column.title]) {
                words.entry(fold(word)).or_insert(index);
            }
        }
        // A header that the job gives to one column is no other's.
        for (header, _) in mapped.iter().flatten() {
            words.remove(header);
        }
        Self { schema, mapped, words }
    }

    /// The best line of those given; none if no line has any header of the schema.
    pub fn best_line(&self, lines: &[Vec<String>]) -> Option<Fit> {
        let mut best: Option<Fit> = None;
        let mut consider = |line: usize, names: Vec<String>| {
            let attempt = self.attempt(&names);
            let matched = attempt.score();
            if matched > best.as_ref().map_or(0, |best| best.matched) {
                let missing = self.missing(&attempt).count();
                best = Some(Fit { matched, missing, line, names, title_units: Vec::new() });
            }
        };
        for (line, fields) in lines.iter().enumerate() {
            consider(line, fields.clone());
        }
        // A header in two lines must find more columns than either of them alone.
        for (line, pair) in lines.windows(2).enumerate() {
            if let [upper, lower] = pair {
                consider(line + 1, self.in_two_lines(upper, lower));
            }
        }
        let mut best = best?;
        let above = lines.iter().take(best.line).flatten();
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
            self.schema.must_be_delivered(column) && attempt.fields.get(*index).is_none_or(Vec::is_empty)
        })
    }

    fn attempt(&self, fields: &[String]) -> Attempt {
        let names: Vec<String> = fields.iter().map(|field| tidy(field).into_owned()).collect();
        let mut found = vec![Vec::new(); self.schema.columns.len()];
        for (field, name) in names.iter().enumerate() {
            if let Some(places) = self.column_of(name).and_then(|column| found.get_mut(column)) {
                places.push(field);
            }
        }
        Attempt { names, fields: found }
    }

    fn column_of(&self, name: &str) -> Option<usize> {
        let whole = fold(name);
        let bare = split_unit(name).map(|(bare, _)| fold(bare));
        for word in [Some(&whole), bare.as_ref()].into_iter().flatten() {
            let mapped = self
                .mapped
                .iter()
                .position(|mapped| mapped.as_ref().is_some_and(|(header, _)| header == word));
            if let Some(column) = mapped.or_else(|| self.words.get(word).copied()) {
                return Some(column);
            }
        }
        None
    }

    /// Matches the header line; every problem found.
    pub fn header(&self, fit: &Fit, source_row: u64, shown: &str) -> Result<Header, Vec<Diagnostic>> {
        let attempt = self.attempt(&fit.names);
        let listed = list(&attempt.names);
        let mut problems = Vec::new();
        let nearby = |wanted: &Column| {
            let words = wanted.aliases.iter().chain([&wanted.title, &wanted.name]);
            words.filter_map(|word| nearest(word, attempt.names.iter().map(String::as_str))).next()
        };
        let mut columns = Vec::new();
        for ((column, fields), mapped) in self.schema.columns.iter().zip(&attempt.fields).zip(&self.mapped) {
            if let [_, _, ..] = fields.as_slice() {
                let named = |field: &usize| (*field, attempt.names.get(*field).cloned().unwrap_or_default());
                let all: Vec<_> = fields.iter().map(named).collect();
                problems.push(trouble::header_twice(shown, source_row, &column.name, &all));
            }
            let field = fields.first().copied();
            if let (None, Some((_, header))) = (field, mapped) {
                let near = nearest(header, attempt.names.iter().map(String::as_str));
                problems.push(trouble::mapped_header_missing(
                    shown,
                    source_row,
                    &column.name,
                    header,
                    &listed,
                    near,
                ));
            } else if field.is_none() && self.schema.must_be_delivered(column) {
                let near = nearby(column);
                problems.push(trouble::missing_column(shown, source_row, column, &listed, near));
            }
            columns.push(field.map(|field| {
                let name = attempt.names.get(field).map_or("", String::as_str);
                FoundColumn { field, unit: split_unit(name).map(|(_, unit)| unit.to_owned()) }
            }));
        }
        if problems.is_empty() {
            let title_units = fit.title_units.clone();
            Ok(Header { source_row, names: attempt.names, columns, title_units, usual_fields: None })
        } else {
            Err(problems)
        }
    }

    /// A few headers by which the schema is known, for whoever finds none.
    pub fn expected(&self) -> Vec<String> {
        let known = |column: &Column| column.aliases.first().unwrap_or(&column.title).clone();
        let mut columns: Vec<_> = self.schema.columns.iter().collect();
        columns.sort_by_key(|column| !self.schema.must_be_delivered(column));
        columns.into_iter().take(5).map(known).collect()
    }
}

fn list(names: &[String]) -> String {
    // A line taken for the header by mistake may hold somebody's number.
    let private = |name: &str| name.chars().filter(char::is_ascii_digit).count() > 5;
    let shown = |name: &String| if private(name) { masked(name) } else { name.clone() };
    let named: Vec<_> = names.iter().filter(|name| !name.is_empty()).map(shown).collect();
    named.join(", ")
}

/// A header for comparison: half width, lower case, no spaces, no star of a mandatory field.
fn fold(name: &str) -> String {
    let kept = tidy(name).chars().filter(|c| !is_blank(*c) && !matches!(c, '*' | ':')).collect::<String>();
    kept.to_lowercase()
}

/// The units of a cell such as `单位：万元、亩`; whether they are any is found out later.
fn units_in_title(cell: &str) -> Vec<String> {
    let cell = tidy(cell);
    let Some((_, units)) = cell.split_once("单位:") else { return Vec::new() };
    let units = units.split_whitespace().next().unwrap_or_default().trim_end_matches([')', ']']);
    units.split(['、', ',', '/']).map(str::to_owned).collect()
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
        assert_eq!(units_in_title("南皮县机动车登记信息"), [""; 0]);
    }

    #[test]
    fn a_unit_in_brackets_is_split_off() {
        assert_eq!(split_unit(&tidy("面积（亩）")), Some(("面积", "亩")));
        assert_eq!(split_unit("县(市)名"), None);
    }
}
