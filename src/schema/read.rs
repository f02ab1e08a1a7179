//! The reader of schema files: one TOML table each, every problem found.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Column, ColumnKind, Latest, Schema, Subject, Within};
use crate::diagnostic::{Diagnostic, Load, SourceText, nearest};
use crate::toml_reader::{At, TomlCodes, TomlTable, read_toml};
use crate::words::{Said, said};

const CODES: TomlCodes =
    TomlCodes { syntax: "E0201", unknown_key: "E0202", missing_key: "E0203", wrong_value: "E0204" };
/// A subject or asset names a column that the schema does not have, or one of the wrong type.
const UNKNOWN_COLUMN: &str = "E0205";
/// Two columns of one name, or one alias for two columns.
const TWICE: &str = "E0206";

/// What ingestion adds to the columns of every extract.
const RESERVED: &[&str] = &[
    "person",
    "id_state",
    "source_file",
    "source_row",
    super::UNREADABLE,
    super::AS_DELIVERED,
    super::RECORD,
    super::CALLED_SO,
    super::MONTH_ONLY,
];

/// Reads one schema file; gives every problem found.
pub fn read_schema(source: &Arc<SourceText>) -> Load<Schema> {
    read_toml(source, CODES, |form| {
        let name = form.required("name", form.text("name"), said!("short-name-of-schema"));
        let title = form.text("title").map(|title| title.value);
        let department = form.text("department").map(|department| department.value);
        let mut named = Vec::new();
        let forms = form.tables("column");
        let columns: Vec<_> = forms.iter().filter_map(|form| read_column(form, &mut named)).collect();
        let copy_of = form.text("copy_of");
        // A copy that names no columns has those of what it is a copy of.
        let like_the_original = copy_of.is_some() && form.value("column").is_none();
        if columns.is_empty() && !like_the_original {
            form.missing("column", said!("describe-each-column"));
        }
        check_unique(form, &columns);
        for (column, kind) in &named {
            check_column(form, &columns, column, *kind);
        }
        let subjects = if like_the_original { Vec::new() } else { read_subjects(form, &columns) };
        let asset = form.texts("asset").unwrap_or_default();
        for column in &asset {
            check_column(form, &columns, column, None);
        }
        if let Some(copy_of) = &copy_of {
            check_copy(form, copy_of, (!like_the_original).then_some(&columns));
        }
        let name = name?.value;
        Some(Schema {
            copy_of: copy_of.map(|copy_of| copy_of.value),
            title: title.unwrap_or_else(|| name.clone()),
            department: department.unwrap_or_default(),
            name,
            subjects,
            asset: asset.into_iter().map(|column| column.value).collect(),
            columns: columns.into_iter().map(|column| column.value).collect(),
            digest: blake3::hash(source.text.as_bytes()).to_hex().to_string(),
        })
    })
}

/// The columns by which a copy's rows find their card, and what they are to be.
const OF_A_COPY: &[(&str, ColumnKind)] =
    &[("household_id", ColumnKind::Text), ("name", ColumnKind::Name), ("citizen_id", ColumnKind::CitizenId)];

/// Only the registry has copies, and a copy has households and people.
fn check_copy(form: &TomlTable<'_>, copy_of: &At<String>, columns: Option<&Vec<At<Column>>>) {
    if copy_of.value != "registry" {
        let message = said!("only-registry-has-copies");
        form.problems.wrong_value(copy_of.span.clone(), message, said!("write-registry"));
    }
    let Some(columns) = columns else { return };
    for (name, kind) in OF_A_COPY {
        if !columns.iter().any(|column| column.value.name == *name && column.value.kind == *kind) {
            let diagnostic = Diagnostic::error(UNKNOWN_COLUMN, said!("copy-without-column", column = *name));
            form.problems.push(diagnostic.at(
                &form.problems.source,
                copy_of.span.clone(),
                said!("not-whole"),
            ));
        }
    }
}

/// A column that another one names, and the type that it must have, if it matters.
type Named = (At<String>, Option<ColumnKind>);

fn read_column(form: &TomlTable<'_>, named: &mut Vec<Named>) -> Option<At<Column>> {
    let name = form.required("name", form.text("name"), said!("name-that-rules-use"));
    let kind = form.required("type", form.choice("type", ColumnKind::ALL), said!("type-for-example"));
    let title = form.text("title").map(|title| title.value);
    let aliases = form.texts("aliases").unwrap_or_default();
    let required = form.flag("required").unwrap_or(false);
    let codes = form.table("codes").map(|codes| read_codes(&codes)).unwrap_or_default();
    let unit = form.text("unit").map(|unit| unit.value);
    let key = form.flag("key").unwrap_or(false);
    let positive = form.flag("positive").unwrap_or(false);
    let within = form.table("within").and_then(|within| read_within(&within, named));
    let not_before = form.text("not_before");
    let earliest = form.date("earliest").map(|date| date.value);
    let latest = form.choice("latest", Latest::ALL).map(|latest| latest.value);
    form.finish();
    let (name, kind) = (name?, kind?.value);
    of_type(form, "positive", kind, &[ColumnKind::Integer, ColumnKind::Decimal]);
    of_type(form, "not_before", kind, &[ColumnKind::Date]);
    let year = kind == ColumnKind::Integer && unit.as_deref() == Some("year");
    for key in ["earliest", "latest"] {
        of_type(form, key, if year { ColumnKind::Date } else { kind }, &[ColumnKind::Date]);
    }
    named.extend(not_before.clone().map(|column| (column, Some(ColumnKind::Date))));
    let column = Column {
        title: title.unwrap_or_else(|| name.value.clone()),
        name: name.value,
        kind,
        aliases: aliases.into_iter().map(|alias| alias.value).collect(),
        required,
        codes,
        unit,
        within,
        key,
        positive,
        not_before: not_before.map(|column| column.value),
        earliest,
        latest,
    };
    Some(At { value: column, span: name.span })
}

/// Refuses a key in a column of a type that it says nothing about.
fn of_type(form: &TomlTable<'_>, key: &'static str, kind: ColumnKind, allowed: &[ColumnKind]) {
    let Some(value) = form.value(key).filter(|_| !allowed.contains(&kind)) else { return };
    let words = ColumnKind::ALL.iter().filter(|(_, kind)| allowed.contains(kind)).map(|(word, _)| *word);
    let types = words.map(Said::from).reduce(|first, second| said!("or", first, second));
    form.problems.wrong_value(
        value.span(),
        said!("for-columns-of-type", key, types),
        said!("not-for-this-column"),
    );
}

/// `within = { column = "certificate_no", from = 19, to = 19 }`
fn read_within(form: &TomlTable<'_>, named: &mut Vec<Named>) -> Option<Within> {
    let column = form.required("column", form.text("column"), said!("column-that-holds"));
    let place = |key| form.required(key, form.integer(key), said!("place-of-character"));
    let (from, to) = (place("from"), place("to"));
    form.finish();
    let column = column?;
    named.push((column.clone(), None));
    let (from, to) = (usize::try_from(from?.value).ok()?, usize::try_from(to?.value).ok()?);
    Some(Within { column: column.value, characters: (from, to) })
}

fn read_codes(form: &TomlTable<'_>) -> BTreeMap<String, String> {
    let mut codes = BTreeMap::new();
    for (code, meaning) in form.entries() {
        match meaning.get_ref().as_str() {
            Some(meaning) => _ = codes.insert(code.value, meaning.to_owned()),
            None => {
                form.problems.wrong_value(meaning.span(), said!("meaning-must-be-text"), said!("not-a-text"))
            }
        }
    }
    codes
}

fn read_subjects(form: &TomlTable<'_>, columns: &[At<Column>]) -> Vec<Subject> {
    let one_or_many = form.value("subject").map(|value| value.get_ref().is_array());
    let forms = match one_or_many {
        Some(true) => form.tables("subject"),
        _ => form.table("subject").into_iter().collect(),
    };
    if one_or_many.is_none() {
        form.missing("subject", said!("say-whose-record"));
    }
    let mut subjects = Vec::new();
    for subject in &forms {
        let id = subject.required("id", subject.text("id"), said!("column-of-number"));
        let name = subject.required("name", subject.text("name"), said!("column-of-name"));
        let birth = subject.text("birth");
        subject.finish();
        for (column, kind) in
            [(&id, ColumnKind::CitizenId), (&name, ColumnKind::Name), (&birth, ColumnKind::Date)]
        {
            if let Some(column) = column {
                check_column(form, columns, column, Some(kind));
            }
        }
        if let (Some(id), Some(name)) = (id, name) {
            subjects.push(Subject { id: id.value, name: name.value, birth: birth.map(|birth| birth.value) });
        }
    }
    subjects
}

fn check_column(form: &TomlTable<'_>, columns: &[At<Column>], wanted: &At<String>, kind: Option<ColumnKind>) {
    let found = columns.iter().find(|column| column.value.name == wanted.value);
    let message = match (found, kind) {
        (None, _) => said!("no-column-called", column = &wanted.value),
        (Some(column), Some(kind)) if column.value.kind != kind => {
            let word = ColumnKind::ALL.iter().find(|(_, k)| *k == kind).map_or(&"", |(word, _)| word);
            said!("column-must-be-of-type", column = &wanted.value, wanted = *word)
        }
        _ => return,
    };
    let near = nearest(&wanted.value, columns.iter().map(|column| column.value.name.as_str()));
    let mut diagnostic = Diagnostic::error(UNKNOWN_COLUMN, message);
    if let (None, Some(near)) = (found, near) {
        diagnostic = diagnostic.help(said!("did-you-mean", near));
    }
    form.problems.push(diagnostic.at(&form.problems.source, wanted.span.clone(), said!("named-here")));
}

fn check_unique(form: &TomlTable<'_>, columns: &[At<Column>]) {
    let mut seen = BTreeMap::new();
    for column in columns.iter().filter(|column| RESERVED.contains(&column.value.name.as_str())) {
        let diagnostic = Diagnostic::error(TWICE, said!("name-is-reserved", name = &column.value.name));
        form.problems.push(diagnostic.at(&form.problems.source, column.span.clone(), said!("reserved")));
    }
    for column in columns {
        let words = column.value.aliases.iter().chain([&column.value.name]);
        for word in words {
            let first = *seen.entry(word.clone()).or_insert(&column.value.name);
            let again = first != &column.value.name || (word == first && is_second(columns, column));
            if again {
                let diagnostic = Diagnostic::error(TWICE, said!("stands-for-two-columns", word));
                form.problems.push(diagnostic.at(
                    &form.problems.source,
                    column.span.clone(),
                    said!("the-second-one"),
                ));
            }
        }
    }
}

fn is_second(columns: &[At<Column>], column: &At<Column>) -> bool {
    columns
        .iter()
        .find(|other| other.value.name == column.value.name)
        .is_some_and(|first| first.span != column.span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::whatever_was_read;

    fn said(columns: &str) -> Vec<String> {
        let head = "name = 'x'\nsubject = { id = 'citizen_id', name = 'name' }\n[[column]]\nname = 'name'\ntype = 'name'\n\
                    [[column]]\nname = 'citizen_id'\ntype = 'citizen_id'\n";
        let source = SourceText::new("x.toml", format!("{head}{columns}"));
        let (_, found) = whatever_was_read(read_schema(&source));
        found.iter().map(|problem| format!("{}: {}", problem.code, problem.message)).collect()
    }

    #[test]
    fn a_column_that_another_names_must_be_there_and_of_its_type() {
        let period = |from: &str| {
            said(&format!(
                "[[column]]\nname = 'until'\ntype = 'date'\nnot_before = '{from}'\n\
                 [[column]]\nname = 'since'\ntype = 'date'"
            ))
        };
        assert_eq!(period("since"), [""; 0]);
        assert_eq!(period("sinse"), ["E0205: no column is called `sinse`"]);
        assert_eq!(period("name"), ["E0205: column `name` must be of type `date` to be used here"]);
        let part =
            "[[column]]\nname = 'grade'\ntype = 'code'\nwithin = { column = 'number', from = 1, to = 2 }";
        assert_eq!(said(part), ["E0205: no column is called `number`"]);
    }

    #[test]
    fn a_key_that_means_nothing_for_a_columns_type_is_refused() {
        assert_eq!(
            said("[[column]]\nname = 'died_on'\ntype = 'date'\npositive = true"),
            ["E0204: `positive` is for columns of type integer or decimal"]
        );
        assert_eq!(
            said("[[column]]\nname = 'wage'\ntype = 'decimal'\nnot_before = 'name'"),
            [
                "E0204: `not_before` is for columns of type date",
                "E0205: column `name` must be of type `date` to be used here"
            ]
        );
    }
}
