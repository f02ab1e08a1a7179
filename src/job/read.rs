//! The reader of job files: a draft, whose paths are looked up afterwards.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use toml::de::DeValue;

use super::recipient::read_recipients;
use super::{ExtractEntry, Gate, Keep, Recipient, UNKNOWN_SCHEMA, Upkeep, folder, is_server};
use crate::delivery::{Delivery, Encoding, Sheet};
use crate::diagnostic::{Diagnostic, Load, SourceText, did_you_mean, nearest};
use crate::domain::{LinkLimits, RosterSource};
use crate::rulebook::{Value, written_value};
use crate::schema::{ColumnKind, Schema};
use crate::toml_reader::{At, TomlCodes, TomlTable, integer_of, read_toml};
use crate::words::said;

const CODES: TomlCodes =
    TomlCodes { syntax: "E0101", unknown_key: "E0102", missing_key: "E0103", wrong_value: "E0104" };
/// Two extracts of one name.
const TWICE: &str = "E0108";
/// `[extract.columns]` or `[extract.units]` names a column that the schema does not have.
const UNKNOWN_COLUMN: &str = "E0109";
/// `[extract.codes]` names a code that the schema does not have.
const UNKNOWN_CODE: &str = "E0113";
/// No extract is the registry.
const NO_REGISTRY: &str = "E0110";
/// The address of the store has a password in it.
const PASSWORD: &str = "E0120";
/// A path that this version cannot read from.
const DATABASE: &str = "E0111";

pub(super) struct Draft {
    pub name: String,
    pub as_of: Option<NaiveDate>,
    pub rules: Option<Vec<At<String>>>,
    pub output: String,
    pub cache: String,
    pub store: String,
    pub upkeep: Upkeep,
    pub gate: Gate,
    pub link: LinkLimits,
    pub parameters: Vec<(At<String>, Value)>,
    pub extracts: Vec<DraftExtract>,
    pub recipients: Vec<Recipient>,
}

/// For each column, wordings as delivered, each with its code.
type DraftCodes = Vec<(At<String>, Vec<(At<String>, String)>)>;

pub(super) struct DraftExtract {
    name: At<String>,
    schema: Option<At<String>>,
    /// None: missing or unreadable, which has been reported.
    paths: Option<Vec<At<String>>>,
    encoding: Encoding,
    sheet: Sheet,
    skip_rows: Option<usize>,
    optional: bool,
    delivered_on: Option<NaiveDate>,
    columns: Vec<(At<String>, Vec<String>)>,
    units: Vec<(At<String>, String)>,
    codes: DraftCodes,
}

pub(super) fn read_job(source: &Arc<SourceText>) -> Load<Draft> {
    read_toml(source, CODES, |form| {
        let name = form.required("name", form.text("name"), said!("name-that-stays"));
        let as_of = form.date("as_of").map(|date| date.value);
        let rules = form.texts("rules");
        let path = |key, default: &str| form.text(key).map_or_else(|| default.to_owned(), |text| text.value);
        let (output, cache) = (path("output", "out"), path("cache", ".bidui"));
        let store = form.text("store");
        if let Some(store) = store.as_ref().filter(|store| has_password(&store.value)) {
            // Without the line itself: what is said here ends in logs.
            let problem = Diagnostic::error(PASSWORD, said!("store-with-password"))
                .in_file(&source.name, Some(source.line_of(store.span.start)));
            form.problems.push(problem);
        }
        let store = store.map_or_else(|| "bidui.sqlite".to_owned(), |store| store.value);
        let upkeep = Upkeep {
            keep: form.table("keep").map(|keep| read_keep(&keep)),
            metrics: form.text("metrics").map(|text| PathBuf::from(text.value)),
            on_completion: form.texts("on_completion").into_iter().flatten().map(|text| text.value).collect(),
        };
        let gate = form.table("gate").map(|gate| read_gate(&gate)).unwrap_or_default();
        let link = form.table("link").map(|link| read_link(&link)).unwrap_or_default();
        let parameters = form.table("parameters").map(|table| read_parameters(&table)).unwrap_or_default();
        let extracts: Vec<_> = form.tables("extract").iter().filter_map(read_extract).collect();
        check_names(form, &extracts);
        let recipients = read_recipients(form);
        if let Some(name) = name.as_ref().filter(|name| name.value.trim().is_empty()) {
            form.problems.wrong_value(
                name.span.clone(),
                said!("job-name-empty"),
                said!("findings-known-by-it"),
            );
        }
        let name = name.map(|name| name.value).unwrap_or_default();
        Some(Draft {
            name,
            as_of,
            rules,
            output,
            cache,
            store,
            upkeep,
            gate,
            link,
            parameters,
            extracts,
            recipients,
        })
    })
}

fn check_names(form: &TomlTable<'_>, extracts: &[DraftExtract]) {
    for (index, extract) in extracts.iter().enumerate() {
        if extracts.iter().take(index).any(|other| other.name.value == extract.name.value) {
            let diagnostic = Diagnostic::error(TWICE, said!("extract-twice", extract = &extract.name.value));
            form.problems.push(diagnostic.at(
                &form.problems.source,
                extract.name.span.clone(),
                said!("the-second-one"),
            ));
        }
    }
    let named_twice = form.value("extract").is_some_and(|value| !value.get_ref().is_array());
    if !named_twice && !extracts.iter().any(|extract| RosterSource::Registry.is(&extract.name.value)) {
        let diagnostic = Diagnostic::error(NO_REGISTRY, said!("no-registry"));
        form.problems.push(diagnostic.in_file(&form.problems.source.name, None));
    }
}

/// Whether the address of a server has a password that is not a variable of the environment.
fn has_password(store: &str) -> bool {
    let address = store.split_once("://").filter(|_| is_server(store)).map(|(_, rest)| rest);
    let user = address.and_then(|rest| rest.rsplit_once('@')).map(|(user, _)| user);
    let password = user.and_then(|user| user.split_once(':')).map(|(_, password)| password);
    password.is_some_and(|password| !password.is_empty() && !password.starts_with("${"))
}

fn read_keep(form: &TomlTable<'_>) -> Keep {
    let count = |key| {
        let number = form.integer(key)?;
        let count = u32::try_from(number.value).ok();
        if count.is_none() {
            let message = said!("how-many-runs-stay", key);
            form.problems.wrong_value(number.span, message, said!("last-run-stays"));
        }
        count
    };
    let keep = Keep { daily: count("daily").unwrap_or(0), monthly: count("monthly").unwrap_or(0) };
    form.finish();
    keep
}

fn read_gate(form: &TomlTable<'_>) -> Gate {
    let mut gate = Gate::default();
    for (key, share) in [
        ("max_rejected_share", &mut gate.max_rejected_share),
        ("min_usable_id_share", &mut gate.min_usable_id_share),
        ("max_row_drop_share", &mut gate.max_row_drop_share),
    ] {
        if let Some(number) = form.number(key) {
            if !(0.0..=1.0).contains(&number.value) {
                form.problems.wrong_value(number.span, said!("is-a-share", key), said!("share-as-written"));
            }
            *share = number.value;
        }
    }
    if let Some(days) = form.integer("max_age_days") {
        if days.value < 0 {
            form.problems.wrong_value(days.span.clone(), said!("age-not-negative"), said!("here"));
        }
        gate.max_age_days = Some(days.value);
    }
    form.finish();
    gate
}

fn read_link(form: &TomlTable<'_>) -> LinkLimits {
    let mut link = LinkLimits::default();
    for (key, limit) in [("probable", &mut link.probable), ("possible", &mut link.possible)] {
        if let Some(number) = form.number(key) {
            if !(0.0..=1.0).contains(&number.value) {
                form.problems.wrong_value(
                    number.span,
                    said!("is-a-probability", key),
                    said!("probability-as-written"),
                );
            }
            *limit = number.value;
        }
    }
    if link.possible > link.probable {
        let span = form.value("possible").map_or(0..0, |value| value.span());
        form.problems.wrong_value(span, said!("possible-above-probable"), said!("probable-is-possible"));
    }
    link.name_frequency = form.flag("name_frequency").unwrap_or(link.name_frequency);
    form.finish();
    link
}

/// Name = value, of rule parameters.
fn read_parameters(form: &TomlTable<'_>) -> Vec<(At<String>, Value)> {
    let mut all = Vec::new();
    for (name, written) in form.entries() {
        match written_value(written) {
            Some(value) => all.push((name, value)),
            None => {
                form.problems.wrong_value(
                    written.span(),
                    said!("value-of-parameter"),
                    said!("not-such-a-value"),
                );
            }
        }
    }
    all
}

fn read_extract(form: &TomlTable<'_>) -> Option<DraftExtract> {
    let name = form.required("name", form.text("name"), said!("what-rules-call-it"));
    let schema = form.text("schema");
    let paths = form.required("path", form.texts("path"), said!("where-the-files-are"));
    let is_database = |path: &&At<String>| path.value.contains("://") || path.value.starts_with("sqlite:");
    for path in paths.iter().flatten().filter(is_database) {
        let diagnostic = Diagnostic::error(DATABASE, said!("no-databases"));
        form.problems.push(diagnostic.at(&form.problems.source, path.span.clone(), said!("a-database")));
    }
    let paths = paths.filter(|paths| !paths.iter().any(|path| is_database(&path)));
    let encodings: Vec<_> = Encoding::ALL.iter().map(|encoding| (encoding.as_str(), *encoding)).collect();
    let encoding = form.choice("encoding", &encodings).map_or(Encoding::Auto, |choice| choice.value);
    let sheet = read_sheet(form);
    let skip_rows = read_skip_rows(form);
    let optional = form.flag("optional").unwrap_or(false);
    let delivered_on = form.date("delivered_on").map(|date| date.value);
    let columns = form.table("columns").map(|table| read_headers(&table)).unwrap_or_default();
    let units = form.table("units").map(|table| read_pairs(&table)).unwrap_or_default();
    let codes = form.table("codes").map(|table| read_codes(&table)).unwrap_or_default();
    form.finish();
    Some(DraftExtract {
        name: name?,
        schema,
        paths,
        encoding,
        sheet,
        skip_rows,
        optional,
        delivered_on,
        columns,
        units,
        codes,
    })
}

/// `[extract.codes.post_type]` and its like: a table for each column.
fn read_codes(form: &TomlTable<'_>) -> DraftCodes {
    let mut all = Vec::new();
    for (column, value) in form.entries() {
        let Some(table) = value.get_ref().as_table() else {
            let message = said!("table-of-wordings", column = &column.value);
            form.problems.wrong_value(value.span(), message, said!("not-a-table"));
            continue;
        };
        let table = TomlTable::new(table, value.span(), said!("these-codes"), form.problems.clone());
        all.push((column, read_pairs(&table)));
    }
    all
}

fn read_sheet(form: &TomlTable<'_>) -> Sheet {
    let Some(value) = form.value("sheet") else { return Sheet::All };
    match value.get_ref() {
        DeValue::String(name) if name == "*" => Sheet::All,
        DeValue::String(name) => Sheet::Name(name.to_string()),
        number => match integer_of(number).and_then(|number| usize::try_from(number).ok()) {
            Some(number) if number > 0 => Sheet::Number(number),
            _ => {
                form.problems.wrong_value(value.span(), said!("what-sheet-is"), said!("here"));
                Sheet::All
            }
        },
    }
}

fn read_skip_rows(form: &TomlTable<'_>) -> Option<usize> {
    let value = form.value("skip_rows")?;
    if value.get_ref().as_str() == Some("auto") {
        return None;
    }
    let number = integer_of(value.get_ref()).and_then(|number| usize::try_from(number).ok());
    if number.is_none() {
        form.problems.wrong_value(value.span(), said!("what-skip-rows-is"), said!("here"));
    }
    number
}

/// Column = header, or a list of headers.
fn read_headers(form: &TomlTable<'_>) -> Vec<(At<String>, Vec<String>)> {
    let mut all = Vec::new();
    for (column, value) in form.entries() {
        let texts = match value.get_ref() {
            DeValue::String(header) => Some(vec![header.to_string()]),
            DeValue::Array(headers) => {
                headers.iter().map(|header| header.get_ref().as_str().map(str::to_owned)).collect()
            }
            _ => None,
        };
        match texts.filter(|texts| !texts.is_empty()) {
            Some(headers) => all.push((column, headers)),
            None => {
                let message = said!("header-or-list", column = &column.value);
                form.problems.wrong_value(value.span(), message, said!("here"));
            }
        }
    }
    all
}

fn read_pairs(form: &TomlTable<'_>) -> Vec<(At<String>, String)> {
    let mut pairs = Vec::new();
    for (key, value) in form.entries() {
        match value.get_ref().as_str() {
            Some(text) => pairs.push((key, text.to_owned())),
            None => form.problems.wrong_value(
                value.span(),
                said!("must-be-a-text", key = &key.value),
                said!("here"),
            ),
        }
    }
    pairs
}

impl DraftExtract {
    /// The schema file that the extract brings along, if it names one.
    pub fn schema_file(&self, dir: &Path) -> Option<PathBuf> {
        let schema = self.schema.as_ref()?;
        (schema.value.ends_with(".toml")).then(|| dir.join(&schema.value))
    }

    /// Looks up schema and files; none if there is nothing to go on with.
    pub fn resolve(
        self,
        dir: &Path,
        schemas: &BTreeMap<String, Schema>,
        by_file: &BTreeMap<String, String>,
        source: &Arc<SourceText>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<ExtractEntry> {
        let asked = self.schema.as_ref().unwrap_or(&self.name);
        let wanted = match self.schema_file(dir) {
            // What is wrong with a schema file has been reported where it was read.
            Some(path) => by_file.get(&path.display().to_string())?,
            None => &asked.value,
        };
        let Some(schema) = schemas.get(wanted) else {
            let message = said!("no-such-schema", schema = &asked.value);
            let near = nearest(&asked.value, schemas.keys().map(String::as_str));
            let all = || schemas.keys().cloned().collect::<Vec<_>>().join(", ");
            let help = did_you_mean(near, || said!("built-in", schemas = all()));
            problems.push(Diagnostic::error(UNKNOWN_SCHEMA, message).help(help).at(
                source,
                asked.span.clone(),
                said!("named-here"),
            ));
            return None;
        };
        // What the schema does not have is left out, so that it is reported once.
        let mut known = |key: &At<String>, kind| check_column(schema, key, kind, source, problems);
        let columns = self.columns.into_iter().filter(|(key, _)| known(key, None));
        let columns: BTreeMap<_, _> = columns.map(|(key, headers)| (key.value, headers)).collect();
        let units = self.units.into_iter().filter(|(key, _)| known(key, Some(ColumnKind::Decimal)));
        let units: BTreeMap<_, _> = units.map(|(key, unit)| (key.value, unit)).collect();
        let codes = known_codes(schema, self.codes, source, problems);
        let (files, missing) = folder::deliveries(dir, &self.paths?, source);
        let delivery = Delivery {
            encoding: self.encoding,
            sheet: self.sheet,
            skip_rows: self.skip_rows,
            columns,
            units,
            codes,
            ..Delivery::new(self.name.value, Arc::new(schema.clone()), files)
        };
        Some(ExtractEntry { delivery, missing, optional: self.optional, delivered_on: self.delivered_on })
    }
}

/// The job's wordings by column, those of unknown columns and codes reported and left out.
fn known_codes(
    schema: &Schema,
    codes: DraftCodes,
    source: &Arc<SourceText>,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut known = BTreeMap::new();
    for (key, pairs) in codes {
        let column = schema.column(&key.value);
        let Some(column) = column.filter(|column| !column.codes.is_empty()) else {
            let message = said!("no-column-of-codes", schema = &schema.name, column = &key.value);
            let names = schema.columns.iter().filter(|column| !column.codes.is_empty());
            let names: Vec<_> = names.map(|column| column.name.as_str()).collect();
            let near = nearest(&key.value, names.iter().copied());
            let help = did_you_mean(near, || said!("it-has", names = names.join(", ")));
            problems.push(Diagnostic::error(UNKNOWN_COLUMN, message).help(help).at(
                source,
                key.span,
                said!("not-in-the-schema"),
            ));
            continue;
        };
        let of_column: &mut BTreeMap<_, _> = known.entry(key.value).or_default();
        for (wording, code) in pairs {
            if column.codes.contains_key(&code) {
                of_column.insert(wording.value, code);
                continue;
            }
            let message = said!("no-such-code", column = &column.name, code = &code);
            let known: Vec<_> = column.codes.keys().map(String::as_str).collect();
            let near = nearest(&code, known.iter().copied());
            let help = did_you_mean(near, || said!("its-codes", codes = known.join(", ")));
            let problem = Diagnostic::error(UNKNOWN_CODE, message).help(help);
            problems.push(problem.at(source, wording.span, said!("stands-for-no-code")));
        }
    }
    known
}

/// Whether the schema has this column; tells of it if not.
fn check_column(
    schema: &Schema,
    key: &At<String>,
    kind: Option<ColumnKind>,
    source: &Arc<SourceText>,
    problems: &mut Vec<Diagnostic>,
) -> bool {
    let found = schema.column(&key.value);
    if found.is_some_and(|column| kind.is_none_or(|kind| column.kind == kind)) {
        return true;
    }
    let names = schema.columns.iter().filter(|column| kind.is_none_or(|kind| column.kind == kind));
    let names: Vec<_> = names.map(|column| column.name.as_str()).collect();
    let (schema, column) = (&schema.name, &key.value);
    let message = match kind {
        Some(_) => said!("schema-has-no-amount", schema, column),
        None => said!("schema-has-no-column", schema, column),
    };
    let near = nearest(&key.value, names.iter().copied());
    let help = did_you_mean(near, || said!("it-has", names = names.join(", ")));
    problems.push(Diagnostic::error(UNKNOWN_COLUMN, message).help(help).at(
        source,
        key.span.clone(),
        said!("not-in-the-schema"),
    ));
    false
}
