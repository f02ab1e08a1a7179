//! Is the built-in data sound: the schemas and the default rule pack?

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bidui::diagnostic::SourceText;
use bidui::schema::{ColumnKind, Schema, complete_copies, read_schema};

/// What a household's members are described by: in the registry and in its copies.
const OF_A_REGISTRY: &str = "household_id person_id name sex citizen_id relation township village village_group household_size \
    household_type poverty_cause income_per_capita registered_on person_registered_on phone address status";

/// The contract: every built-in extract with the columns that rules may read, in order.
const EXTRACTS: &[(&str, &str)] = &[
    ("registry", OF_A_REGISTRY),
    ("village_ledger", OF_A_REGISTRY),
    ("township_file", OF_A_REGISTRY),
    ("registry_copy", OF_A_REGISTRY),
    (
        "population",
        "register_id name former_name sex citizen_id birth_date relation township village address status status_on",
    ),
    (
        "vehicle",
        "owner_name owner_id plate_class plate_no vehicle_class use_nature brand model first_registered_on \
         transferred_on inspection_until status price",
    ),
    (
        "housing",
        "owner_name owner_id certificate_no unit_no location area usage kind acquired_by registered_on share status \
         price",
    ),
    (
        "business",
        "credit_code enterprise_name enterprise_type person_name person_id role status established_on \
         registered_capital share_ratio role_from role_to last_annual_report_year",
    ),
    ("payroll", "name citizen_id employer post_type wage paid_from paid_until"),
    ("cadre", "name citizen_id village post from until"),
    ("assistance", "name citizen_id kind amount from until status"),
    ("marriage", "party_a_name party_a_id party_b_name party_b_id kind registered_on"),
    ("death", "name citizen_id died_on cremated_on"),
    ("machinery", "owner_name owner_id kind horsepower price purchased_on status"),
    ("land", "holder_name holder_id parcel_no unit_no area usage right_type registered_on status"),
    ("disability", "name citizen_id certificate_no category grade issued_on status"),
];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(name)
}

fn files(name: &str) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn schemas() -> BTreeMap<String, Schema> {
    let mut schemas = BTreeMap::new();
    for file in files("schemas") {
        let source = SourceText::new(file.display().to_string(), fs::read_to_string(&file).unwrap());
        let schema = read_schema(&source).unwrap().value;
        assert_eq!(file.file_stem().unwrap().to_str(), Some(schema.name.as_str()));
        schemas.insert(schema.name.clone(), schema);
    }
    complete_copies(&mut schemas);
    schemas
}

#[test]
fn the_built_in_schemas_are_those_of_the_contract_column_by_column() {
    let built_in = schemas();
    let expected: BTreeSet<_> = EXTRACTS.iter().map(|(name, _)| *name).collect();
    assert_eq!(built_in.keys().map(String::as_str).collect::<BTreeSet<_>>(), expected);
    for (name, columns) in EXTRACTS {
        let found: Vec<_> = built_in[*name].columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(found, columns.split_whitespace().collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn every_column_is_found_by_the_title_that_people_read() {
    for schema in schemas().values() {
        for column in &schema.columns {
            assert!(column.aliases.contains(&column.title), "{}: {}", schema.name, column.title);
        }
    }
}

#[test]
fn no_header_is_lost_or_claimed_twice_when_case_and_width_are_folded() {
    for schema in schemas().values() {
        let mut owners = BTreeMap::new();
        for column in &schema.columns {
            for word in column.aliases.iter().chain([&column.name]) {
                let folded = word.to_uppercase().replace('（', "(").replace('）', ")");
                assert_eq!(word.trim(), word, "{}", schema.name);
                let owner = *owners.entry(folded).or_insert(&column.name);
                assert_eq!(owner, &column.name, "{}: `{word}`", schema.name);
            }
        }
    }
}

#[test]
fn a_wording_stands_for_one_code_only() {
    for schema in schemas().values() {
        for column in &schema.columns {
            let mut owners = BTreeMap::new();
            for (code, wordings) in &column.codes {
                for word in wordings.split('|').chain([code.as_str()]) {
                    assert_eq!(word.trim(), word);
                    assert_ne!(word, "");
                    let owner = *owners.entry(word).or_insert(code);
                    assert_eq!(owner, code, "{}.{}: `{word}`", schema.name, column.name);
                }
            }
        }
    }
}

#[test]
fn an_amount_says_its_unit_and_codes_stand_only_on_code_columns() {
    for schema in schemas().values() {
        for column in &schema.columns {
            let coded = matches!(column.kind, ColumnKind::Code | ColumnKind::CodeList);
            let place = format!("{}.{}", schema.name, column.name);
            let is_year = column.unit.as_deref() == Some("year");
            assert_eq!(column.kind == ColumnKind::Decimal, column.unit.is_some() && !is_year, "{place}");
            assert_eq!(coded, !column.codes.is_empty(), "{place}");
        }
    }
}

/// A row without a citizen number can still be matched by name, so the number is never required;
/// the name is, and in the registry the card.
#[test]
fn a_row_is_rejected_only_for_a_missing_name_or_card() {
    for schema in schemas().values() {
        let mut expected: BTreeSet<_> = schema.subjects.iter().map(|subject| subject.name.as_str()).collect();
        if schema.is_of_households() {
            expected.insert("household_id");
        }
        let required: BTreeSet<_> = schema
            .columns
            .iter()
            .filter(|column| column.required)
            .map(|column| column.name.as_str())
            .collect();
        assert_eq!(required, expected, "{}", schema.name);
    }
}

/// A rule file as plain TOML, with the name of its file.
fn rules() -> Vec<(PathBuf, toml::Table)> {
    let folders = ["six-no-evaluate", "reconciliation"];
    let files = folders.iter().flat_map(|folder| files(folder));
    files.map(|file| (file.clone(), toml::from_str(&fs::read_to_string(&file).unwrap()).unwrap())).collect()
}

fn tables<'a>(rule: &'a toml::Table, key: &str) -> Vec<&'a toml::Table> {
    rule.get(key)
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_table)
        .collect()
}

fn text<'a>(table: &'a toml::Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(toml::Value::as_str)
}

#[test]
fn every_rule_is_found_by_its_id_and_explained_to_people() {
    let explained = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md")).unwrap();
    for (file, rule) in rules() {
        let id = text(&rule, "id").unwrap();
        assert_eq!(file.file_stem().unwrap().to_str(), Some(id));
        assert!(explained.contains(&format!("\n### {id}\n")), "docs/rules.md says nothing of {id}");
        for key in ["basis", "verify", "false_positives"] {
            assert!(!rule[key].as_array().unwrap().is_empty(), "{id} has no {key}");
        }
    }
}

#[test]
fn every_rule_shows_what_it_flags_what_it_clears_and_each_exemption() {
    for (_, rule) in rules() {
        let id = text(&rule, "id").unwrap();
        let examples = tables(&rule, "example");
        let count =
            |verdict| examples.iter().filter(|example| text(example, "verdict") == Some(verdict)).count();
        assert!(count("suspect") > 0 && count("clear") > 0, "{id}");
        assert!(count("exempt") >= tables(&rule, "unless").len(), "{id} has an exemption without an example");
        // What is read of a record may be empty; only whether there is one cannot.
        let reads_a_record = text(&rule, "extract") != Some("registry")
            && matches!(text(&rule, "kind"), Some("present" | "differs" | "omitted"))
            // Of a copy of the registry every row counts.
            && !id.ends_with("-not-registered-in-registry");
        assert_eq!(count("undetermined") > 0, reads_a_record, "{id}");
        assert!(
            examples.iter().all(|example| example.contains_key("as_of")),
            "{id} has an example without a day"
        );
    }
}

#[test]
fn every_condition_has_a_rule_and_every_department_is_read() {
    let rules = rules();
    let conditions: BTreeSet<_> =
        rules.iter().filter_map(|(_, rule)| rule.get("condition")?.as_integer()).collect();
    assert_eq!(conditions, (1..=6).collect());
    let exemptions = rules.iter().flat_map(|(_, rule)| tables(rule, "unless"));
    let read: BTreeSet<_> = rules
        .iter()
        .map(|(_, rule)| rule)
        .chain(exemptions)
        .filter_map(|table| text(table, "extract"))
        .collect();
    for extract in [
        "business",
        "cadre",
        "death",
        "disability",
        "housing",
        "land",
        "machinery",
        "payroll",
        "population",
        "registry",
        "vehicle",
    ] {
        assert!(read.contains(extract), "no rule reads {extract}");
    }
}
