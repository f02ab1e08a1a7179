//! Tests of the published tables: what readers may rely on, and what none of them may see.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::*;
use proptest::prelude::*;

use super::*;
use crate::standard::mask::Masking;
use crate::suspects as suspects_of;
use crate::table::{CardIdx, Extract, LinkedExtract, Masked, RuleIdx, TableError, cell_text};
use crate::test_support::{Compared, County, date, number};

static MASKED: std::sync::LazyLock<Mask> = std::sync::LazyLock::new(|| Mask::new("nightly", Masking::Masked));

static OUTCOMES: std::sync::LazyLock<KnownOutcomes> = std::sync::LazyLock::new(KnownOutcomes::default);
static FINGERPRINTS: std::sync::LazyLock<Fingerprints> = std::sync::LazyLock::new(Fingerprints::default);

fn data_of(compared: &Compared) -> RunData<'_> {
    RunData {
        lang: crate::domain::Lang::Zh,
        job: "nightly",
        mask: &MASKED,
        roster: &compared.roster,
        extracts: &compared.extracts,
        rules: &compared.rules,
        findings: &compared.findings,
        fingerprints: &FINGERPRINTS,
        outcomes: &OUTCOMES,
    }
}

fn frame<R: PublishedRow>(rows: Vec<R>) -> DataFrame {
    DataFrame::new(rows.len(), R::columns(&rows)).unwrap()
}

fn whole(table: &LargeTable<'_>) -> DataFrame {
    rows(table, 0..table.rows)
}

fn rows(table: &LargeTable<'_>, rows: std::ops::Range<usize>) -> DataFrame {
    let height = rows.len();
    Masked::of_columns(height, table.piece(rows).unwrap()).unwrap().frame().clone()
}

fn evidence(data: &RunData<'_>) -> Result<Vec<EvidenceRow>, TableError> {
    Ok(EvidenceRecords::of(data)?.shown(data))
}

/// A column of a table, empty cells as empty texts.
fn column(frame: &DataFrame, name: &str) -> Vec<String> {
    let column = frame.column(name).unwrap();
    (0..frame.height()).map(|at| cell_text(&column.get(at).unwrap()).unwrap_or_default()).collect()
}

/// The evidence of one column of values, a line a record.
fn values(frame: &DataFrame, name: &str) -> Vec<String> {
    let value = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap()[name].to_string();
    column(frame, "values").into_iter().map(value).collect()
}

const ONE: &str = "household_id,name,citizen_id\nH1,张建国,#1";

fn rule(evidence: &str) -> String {
    format!(
        "kind = 'present'\nextract = 'vehicle'\nscope = 'member'\nwhere = 'TRUE'\nevidence = [{evidence}]"
    )
}

/// Numbers in every place where a clerk or a spreadsheet may have put one.
fn county_of_numbers() -> County {
    let registry = "household_id,person_id,name,citizen_id,relation,phone
        H1,#1,张建国,#1,户主,13012345678
        H2,P2,#5,#5,户主,13012345678";
    let vehicles = "owner_name,owner_id,plate_no,brand,model,status,use_nature
        张建国,#1,#1,五菱 130927195001010011,130927500101001,#1,13092719500101001
        赵六,#1,X2,130927195001010011。,1309271950010100114,A,A";
    County::new(&registry.replace("H2,P2,#5", &format!("H2,P2,{}", number(5))))
        .with("vehicle", vehicles)
        .rule(&rule("'owner_id', 'plate_no', 'brand', 'model', 'status', 'use_nature'"))
        .rule("kind = 'absent'\nextract = 'vehicle'\nscope = 'member'\nevidence = ['citizen_id', 'phone', 'name']")
}

/// Every cell of every table, as it is written.
fn everything(data: &RunData<'_>) -> String {
    let found = suspects_of::suspects(data.findings, |at| data.rule(at));
    let none = ChangeOf::new();
    let tables: [Result<DataFrame, TableError>; 6] = [
        evidence(data).map(frame),
        Ok(frame(findings(data, &none))),
        Ok(frame(suspects(data, &found, &none))),
        Ok(whole(&verdicts(data))),
        Ok(whole(&links(data, &Names::of(data)))),
        identity(data, &Names::of(data)).map(|own| own.table.frame().clone()),
    ];
    let mut cells = String::new();
    for table in tables {
        let table = Masked::new(table.unwrap(), data.mask).unwrap();
        let table = table.frame();
        for name in table.get_column_names() {
            cells.push_str(&column(table, name).join("\n"));
            cells.push('\n');
        }
    }
    cells
}

#[test]
fn no_table_holds_a_readable_number_wherever_it_stood() {
    let compared = county_of_numbers().compare();
    let cells = everything(&data_of(&compared));
    let longest = cells.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap();
    assert!(longest < 11, "{cells}");
    assert!(cells.contains(&format!("**************{}", &number(1)[14..])), "the last four are shown");
}

#[test]
fn a_person_is_called_the_same_in_every_table_also_where_the_id_is_a_number() {
    let compared = county_of_numbers().compare();
    let data = data_of(&compared);
    let names = Names::of(&data);
    let of_rows = |table: DataFrame| Masked::new(table, data.mask).unwrap().frame().clone();
    let households = Households::of(&data, &names, date("2017-08-31")).unwrap();
    let tables = [
        of_rows(evidence(&data).map(frame).unwrap()),
        whole(&links(&data, &names)),
        households.members.table.frame().clone(),
    ];
    for table in tables {
        let of_card = column(&table, "household_id").into_iter().zip(column(&table, "person_id"));
        let called: BTreeSet<_> =
            of_card.filter(|(card, _)| card == "H1").map(|(_, person)| person).collect();
        assert_eq!(called, BTreeSet::from([data.mask.key(&number(1)).into_owned()]));
    }
}

#[test]
fn rows_that_lists_are_made_of_hold_no_readable_number_either() {
    let compared = county_of_numbers().compare();
    let data = data_of(&compared);
    let evidence = MaskedRows::new(evidence(&data).unwrap(), data.mask);
    assert!(!evidence.is_empty());
    for row in evidence.iter() {
        let cells = format!("{row:?}");
        let longest = cells.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap();
        assert!(longest < 11, "{cells}");
    }
}

#[test]
fn numbers_are_written_in_full_when_they_are_asked_for() {
    let compared = county_of_numbers().compare();
    let evidence = frame(
        evidence(&RunData { mask: &Mask::new("nightly", Masking::Revealed), ..data_of(&compared) }).unwrap(),
    );
    assert_eq!(column(&evidence, "person_id_masked")[0], number(1));
    assert_eq!(values(&evidence, "plate_no")[0], format!("\"{}\"", number(1)));
}

#[test]
fn evidence_says_who_how_surely_and_where_to_open_it() {
    let county = County::new("household_id,person_id,name,citizen_id\nH1,P1,张建国,#1")
        .with(
            "vehicle",
            "owner_name,owner_id,plate_class,plate_no,status,price\n张建,#1,02,冀J12345,A,30000.50",
        )
        .rule(&rule("'status', 'price', 'model'"));
    let compared = county.compare();
    let evidence = frame(evidence(&data_of(&compared)).unwrap());
    let row: Vec<_> = [
        "household_id",
        "person_id",
        "person_name",
        "relation",
        "extract",
        "source_file",
        "source_row",
        "method",
        "probability",
        "asset",
        "values",
    ]
    .iter()
    .flat_map(|name| column(&evidence, name))
    .collect();
    let expected = [
        "H1",
        "P1",
        "张建国",
        "member",
        "vehicle",
        "vehicle.csv",
        "2",
        "id_name_variant",
        "0.99",
        "02 冀J12345",
        r#"{"model":null,"price":"30000.5","status":["A"]}"#,
    ];
    assert_eq!(row, expected);
}

#[test]
fn the_evidence_of_a_person_on_two_cards_is_the_other_cards_row() {
    let county = County::new("household_id,name,citizen_id\nH1,张建国,#1\nH2,张建国,#1")
        .rule("kind = 'duplicate'\nextract = 'registry'\nscope = 'member'\nevidence = ['household_id']");
    let compared = county.compare();
    let evidence = frame(evidence(&data_of(&compared)).unwrap());
    assert_eq!(column(&evidence, "household_id"), ["H1", "H2"]);
    assert_eq!(values(&evidence, "household_id"), ["\"H2\"", "\"H1\""]);
}

#[test]
fn the_evidence_of_who_has_no_record_is_the_row_of_the_registry() {
    let county = County::new(ONE)
        .with("death", "name,citizen_id\n路人,#9")
        .rule("kind = 'absent'\nextract = 'death'\nscope = 'member'\nevidence = ['name']");
    let compared = county.compare();
    let evidence = frame(evidence(&data_of(&compared)).unwrap());
    assert_eq!(column(&evidence, "source_file"), ["registry.csv"]);
    assert_eq!(values(&evidence, "name"), ["\"张建国\""]);
}

#[test]
fn a_finding_counts_persons_and_records_apart() {
    let county = County::new("household_id,name,citizen_id\nH1,张建国,#1\nH1,王芳,#2")
        .with("vehicle", "owner_name,owner_id,plate_no\n张建国,#1,1\n张建国,#1,2\n王芳,#2,3")
        .rule(&rule(""));
    let compared = county.compare();
    let findings = frame(findings(&data_of(&compared), &ChangeOf::new()));
    assert_eq!(
        (column(&findings, "persons"), column(&findings, "records")),
        (vec!["2".into()], vec!["3".into()])
    );
}

fn fingerprints(compared: &Compared) -> Vec<String> {
    column(&frame(findings(&data_of(compared), &ChangeOf::new())), "fingerprint")
}

#[test]
fn a_finding_keeps_its_fingerprint_whatever_else_changes() {
    let now = County::new(ONE).with("vehicle", "owner_name,owner_id\n张建国,#1").rule(&rule("")).compare();
    let later = County::new("household_id,name,citizen_id\nH0,李四,#3\nH1,张建国,#1")
        .with("vehicle", "owner_name,owner_id,price\n路人,#9,1\n张建,#1,2\n张建国,#1,3")
        .rule(&rule("'price'"))
        .on("2018-01-31")
        .compare();
    assert_eq!(fingerprints(&now), [Fingerprint::of("nightly", "r0", "H1").as_str()]);
    assert_eq!(fingerprints(&now), fingerprints(&later));
}

/// The digest of each finding's evidence.
fn digests(compared: &Compared) -> Vec<String> {
    EvidenceRecords::of(&data_of(compared)).unwrap().digests().into_values().collect()
}

fn two_cars(rows: &[&str]) -> County {
    County::new(ONE)
        .with("vehicle", &format!("owner_name,owner_id,plate_no,price\n{}", rows.join("\n")))
        .rule(&rule("'price'"))
}

const CAR: &str = "张建国,#1,冀J1,20000";
const VAN: &str = "张建国,#1,冀J2,30000";

#[test]
fn a_delivery_under_another_name_changes_no_finding() {
    let mut compared = two_cars(&[CAR, VAN]).compare();
    let before = digests(&compared);
    let LinkedExtract { extract, links } = compared.extracts.remove("vehicle").unwrap();
    let mut frame = extract.frame().clone();
    frame.with_column(Column::new("source_file".into(), ["in/车管-2.csv", "in/车管-1.csv"])).unwrap();
    let renamed = Extract::new("vehicle", extract.schema().clone().into(), frame).unwrap();
    compared.extracts.insert("vehicle".into(), LinkedExtract { extract: renamed, links });
    assert_eq!(digests(&compared), before);
}

#[test]
fn a_finding_is_changed_where_its_evidence_is() {
    let before = digests(&two_cars(&[CAR, VAN]).compare());
    for rows in [&[CAR][..], &[CAR, "张建国,#1,冀J2,30001"], &[CAR, "张建国,#1,冀J3,30000"]] {
        assert_ne!(digests(&two_cars(rows).compare()), before, "{rows:?}");
    }
    let twice = two_cars(&[CAR, VAN, CAR]);
    assert_eq!(digests(&twice.compare()), before, "a record delivered twice is one");
    let other = two_cars(&[CAR, VAN, "李四,#3,冀J4,1"]);
    assert_eq!(digests(&other.compare()), before, "somebody else's record");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_delivery_sorted_otherwise_changes_no_finding(
        order in Just(vec![CAR, VAN, "赵六,#1,冀J3,1", "李四,#3,冀J4,1", CAR]).prop_shuffle(),
    ) {
        let sorted = [CAR, CAR, "李四,#3,冀J4,1", VAN, "赵六,#1,冀J3,1"];
        prop_assert_eq!(digests(&two_cars(&order).compare()), digests(&two_cars(&sorted).compare()));
    }
}

#[test]
fn a_card_is_as_new_as_its_findings_and_first_seen_with_the_oldest() {
    let county = County::new(ONE)
        .with("vehicle", "owner_name,owner_id\n张建国,#1")
        .rule(&rule(""))
        .rule(&rule(""))
        .rule(&format!("status = 'experimental'\n{}", rule("")));
    let compared = county.compare();
    let data = data_of(&compared);
    let of = |first: Change, second: Change| {
        let seen: [(Change, NaiveDate); 3] = [
            (first, date("2017-08-30")),
            (second, date("2017-08-31")),
            (Change::Changed, date("2017-08-01")),
        ];
        let fingerprint = |rule| data.fingerprint(CardIdx(0), rule).unwrap();
        let changes: ChangeOf = RuleIdx::all().map(fingerprint).zip(seen).collect();
        let found = suspects_of::suspects(data.findings, |at| data.rule(at));
        let table = frame(suspects(&data, &found, &changes));
        (column(&table, "change").join(" "), column(&table, "first_seen").join(" "))
    };
    let first = || "2017-08-30".to_owned();
    assert_eq!(of(Change::New, Change::New), ("new".to_owned(), first()));
    assert_eq!(of(Change::Unchanged, Change::Unchanged), ("unchanged".to_owned(), first()));
    assert_eq!(of(Change::Unchanged, Change::New), ("changed".to_owned(), first()));
}

#[test]
fn only_matches_that_are_not_certain_are_listed_to_be_checked() {
    let county = County::new(ONE).with("vehicle", "owner_name,owner_id\n张建国,#1\n赵六,#1");
    let compared = county.compare();
    let data = data_of(&compared);
    let names = Names::of(&data);
    let links = whole(&links(&data, &names));
    let identity = identity(&data, &names).unwrap().table.frame().clone();
    assert_eq!(column(&links, "confidence"), ["certain", "certain", "possible"]);
    assert_eq!(column(&identity, "source_row"), ["3"]);
    assert!(column(&identity, "why")[0].contains("姓名不同"));
}

#[test]
fn a_large_table_is_the_same_however_it_is_cut() {
    let compared = County::new("household_id,name,citizen_id\nH1,张建国,#1\nH2,王芳,#2\nH3,赵六,")
        .with("vehicle", "owner_name,owner_id\n张建国,#1\n张建国,#1\n王芳,#2")
        .with("payroll", "name,citizen_id\n王芳,#2")
        .rule(&rule(""))
        .rule("kind = 'absent'\nextract = 'payroll'\nscope = 'member'")
        .compare();
    let data = data_of(&compared);
    let names = Names::of(&data);
    for table in [links(&data, &names), verdicts(&data)] {
        assert!(table.rows > 3, "{} {}", table.name, table.rows);
        for cut in 0..=table.rows {
            let mut all = rows(&table, 0..cut);
            all.vstack_mut_owned(rows(&table, cut..table.rows)).unwrap();
            assert!(all.equals_missing(&whole(&table)), "{} cut at {cut}", table.name);
        }
    }
}
