//! Deliveries in: what departments hand over is read whatever its form, and a mistake gets a message
//! that says what to do.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bidui::delivery::{DeliveredFile, Delivery, Encoding, Sheet};
use bidui::diagnostic::SourceText;
use bidui::ingest::{IngestError, Ingested, Selection, ingest};
use bidui::schema::{Schema, read_schema};
use insta::assert_snapshot;
use polars::prelude::*;
use polars_io::prelude::ParquetWriter;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use crate::support::told;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bad-extracts")
}

fn schema() -> Arc<Schema> {
    let text = std::fs::read_to_string(fixtures().join("vehicle.toml")).unwrap();
    Arc::new(read_schema(&SourceText::new("vehicle.toml", text)).unwrap().value)
}

/// A delivery of files among the fixtures.
fn delivery(names: &[&str]) -> Delivery {
    let file = |name: &&str| DeliveredFile { path: fixtures().join(name), shown: format!("in/{name}") };
    Delivery::new("vehicle", schema(), names.iter().map(file).collect())
}

/// What a person is told about a delivery.
fn check(delivery: &Delivery) -> String {
    let cache = tempfile::tempdir().unwrap();
    match ingest(delivery, &Selection::All, cache.path()) {
        Ok(ingested) => {
            let counts = &ingested.counts;
            format!(
                "{} rows read, {} accepted\n{}",
                counts.rows_read,
                counts.rows_accepted,
                told(&ingested.warnings)
            )
        }
        Err(IngestError::Delivery(problems)) => told(&problems),
        Err(machine) => panic!("{machine}"),
    }
}

fn check_file(name: &str) -> String {
    check(&delivery(&[name]))
}

#[test]
fn a_file_that_is_not_there() {
    assert_snapshot!(check_file("missing.csv"));
}

#[test]
fn a_folder_in_the_place_of_a_file() {
    assert_snapshot!(check_file("."));
}

#[test]
fn an_empty_file() {
    assert_snapshot!(check_file("empty.csv"));
}

#[test]
fn a_file_of_blank_lines() {
    assert_snapshot!(check_file("blank-lines.csv"));
}

#[test]
fn an_empty_workbook() {
    assert_snapshot!(check_file("empty-workbook.xlsx"));
}

#[test]
fn a_file_of_unknown_kind() {
    assert_snapshot!(check_file("letter.docx"));
}

#[test]
fn a_web_page_with_the_name_of_a_workbook() {
    assert_snapshot!(check_file("not-a-workbook.xlsx"));
}

#[test]
fn a_workbook_that_is_locked_or_damaged() {
    assert_snapshot!(check_file("locked.xlsx"));
}

#[test]
fn a_workbook_that_was_cut_off() {
    assert_snapshot!(check_file("cut-off.xlsx"));
}

#[test]
fn an_archive_of_other_files_with_the_name_of_a_workbook() {
    assert_snapshot!(check_file("archive.xlsx"));
}

#[test]
fn a_workbook_with_the_name_of_a_csv() {
    assert_snapshot!(check_file("workbook.csv"));
}

#[test]
fn a_parquet_file_that_was_cut_off() {
    assert_snapshot!(check_file("cut-off.parquet"));
}

#[test]
fn the_wrong_encoding_named() {
    let mut named = delivery(&["gb18030.csv"]);
    named.encoding = Encoding::Utf8;
    assert_snapshot!("gb18030_named_utf8", check(&named));
    let mut named = delivery(&["utf-8.csv"]);
    named.encoding = Encoding::Gb18030;
    assert_snapshot!("utf8_named_gb18030", check(&named));
}

#[test]
fn no_header_at_all() {
    assert_snapshot!(check_file("no-header.csv"));
}

#[test]
fn a_required_column_that_is_missing() {
    assert_snapshot!(check_file("missing-column.csv"));
}

#[test]
fn a_header_twice() {
    assert_snapshot!("header_twice", check_file("header-twice.csv"));
    assert_snapshot!("two_headers_for_one", check_file("two-headers-for-one.csv"));
}

#[test]
fn a_header_that_the_job_names_and_the_file_has_not() {
    let mut mapped = delivery(&["utf-8.csv"]);
    mapped.columns.insert("price".into(), vec!["价格元".into()]);
    assert_snapshot!(check(&mapped));
}

#[test]
fn a_column_that_the_job_maps_and_the_schema_has_not() {
    let mut mapped = delivery(&["utf-8.csv"]);
    mapped.columns.insert("prize".into(), vec!["价格".into()]);
    mapped.units.insert("weight".into(), "千克".into());
    assert_snapshot!(check(&mapped));
}

#[test]
fn a_unit_that_cannot_be_converted() {
    assert_snapshot!(check_file("unknown-unit.csv"));
}

#[test]
fn a_sheet_that_is_not_there() {
    let mut named = delivery(&["two-sheets.xlsx"]);
    named.sheet = Sheet::Name("车辆".into());
    assert_snapshot!(check(&named));
}

#[test]
fn no_file_at_all() {
    assert_snapshot!(check(&delivery(&[])));
}

#[test]
fn every_bad_file_of_a_delivery_is_reported_at_once() {
    assert_snapshot!(check(&delivery(&["empty.csv", "utf-8.csv", "no-header.csv", "header-twice.csv"])));
}

#[test]
fn a_delivery_without_records_is_no_mistake() {
    assert_snapshot!(check_file("only-a-header.csv"), @"0 rows read, 0 accepted");
}

#[test]
fn a_sheet_that_is_left_out_and_codes_that_are_unknown_are_told() {
    assert_snapshot!("sheet_left_out", check_file("two-sheets.xlsx"));
    assert_snapshot!("unknown_codes", check_file("unknown-codes.csv"));
}

/// What was ingested, and its table, read before its folder goes.
fn stage_file(path: PathBuf, name: &str) -> (Ingested, DataFrame) {
    let cache = tempfile::tempdir().unwrap();
    let delivery = Delivery::new("vehicle", schema(), vec![DeliveredFile { path, shown: name.to_owned() }]);
    let ingested =
        ingest(&delivery, &Selection::All, cache.path()).unwrap_or_else(|error| panic!("{error:?}"));
    let frame = ingested.table.clone();
    (ingested, frame)
}

/// The frame as lines of text, null as `~`; then the rejects.
fn shown((ingested, frame): &(Ingested, DataFrame)) -> String {
    let cell = |column: &Column, row| match column.get(row).unwrap() {
        AnyValue::Null => "~".to_owned(),
        value => value.str_value().into_owned(),
    };
    // The hash by which a record is known says nothing to a reader.
    let frame = frame.drop(bidui::schema::RECORD).unwrap();
    let line = |row| frame.columns().iter().map(|column| cell(column, row)).collect::<Vec<_>>().join(" | ");
    let rejects = ingested
        .rejects
        .iter()
        .map(|reject| format!("{} {} {}: {}", reject.kind.as_str(), reject.file, reject.row, reject.reason));
    (0..frame.height()).map(line).chain(rejects).collect::<Vec<_>>().join("\n")
}

fn fill(sheet: &mut Worksheet) {
    let day = Format::new().set_num_format("yyyy/m/d");
    sheet.merge_range(0, 0, 0, 5, "南皮县机动车登记信息", &Format::new()).unwrap();
    for (column, header) in
        ["机动车所有人", "身份证明号码", "号牌号码", "初次登记日期", "机动车状态", "价格（万元）"]
            .iter()
            .enumerate()
    {
        sheet.write(2, column as u16, *header).unwrap();
    }
    sheet.write(3, 0, "张　三").unwrap();
    sheet.write(3, 1, "612127197604031231").unwrap();
    sheet.write_with_format(3, 3, ExcelDateTime::from_ymd(2014, 1, 31).unwrap(), &day).unwrap();
    sheet.write(3, 4, "G,Q").unwrap();
    sheet.write(3, 5, 3.5).unwrap();
    sheet.write(4, 0, "李四").unwrap();
    // A number of 18 digits, as Excel keeps it.
    sheet.write(4, 1, 130_927_195_011_046_000.0).unwrap();
    sheet.write(4, 2, 12345).unwrap();
    sheet.write(4, 3, 41640).unwrap();
    sheet.write(6, 0, "合计").unwrap();
    sheet.write(6, 5, 3.5).unwrap();
}

#[test]
fn a_workbook_is_read_below_its_title_and_above_its_total() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vehicle.xlsx");
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save(&path).unwrap();
    assert_snapshot!(shown(&stage_file(path, "in/vehicle.xlsx")), @r"
    张三 | 612127197604031231 | ~ | 2014-01-31 | G,Q | 35000.000000 | 61212719760403123 | valid | in/vehicle.xlsx | 4 | ~ | ~ | 0
    李四 | 1.30927195011046E+17 | 12345 | 2014-01-01 | ~ | ~ | ~ | truncated | in/vehicle.xlsx | 5 | ~ | ~ | 0
    skipped in/vehicle.xlsx 1: above the header
    skipped in/vehicle.xlsx 2: above the header
    skipped in/vehicle.xlsx 6: blank line
    skipped in/vehicle.xlsx 7: total line
    ");
}

#[test]
fn evidence_names_the_sheet_where_there_are_several() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vehicle.xlsx");
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet().set_name("一季度").unwrap());
    fill(workbook.add_worksheet().set_name("二季度").unwrap());
    workbook.save(&path).unwrap();
    let (ingested, frame) = stage_file(path, "in/vehicle.xlsx");
    let files = frame.column("source_file").unwrap().str().unwrap();
    assert_eq!(
        files.iter().flatten().collect::<Vec<_>>(),
        [
            "in/vehicle.xlsx#一季度",
            "in/vehicle.xlsx#一季度",
            "in/vehicle.xlsx#二季度",
            "in/vehicle.xlsx#二季度",
        ]
    );
    let counts = &ingested.counts;
    assert_eq!((counts.rows_read, counts.rows_rejected, counts.duplicates), (4, 0, 2));
}

#[test]
fn a_parquet_file_is_read_by_its_column_names() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vehicle.parquet");
    let days = Series::new("first_registered_on".into(), [16_071i32, 16_072]).cast(&DataType::Date).unwrap();
    let mut frame = df!(
        "owner_name" => ["张三", "李四"],
        "SFZMHM" => [Some("612127197604031231"), None],
        "status" => ["A", "GQ"],
        "price" => [35_000.5, 1.0],
    )
    .unwrap();
    frame.with_column(days.into_column()).unwrap();
    ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    assert_snapshot!(shown(&stage_file(path, "in/vehicle.parquet")), @r"
    张三 | 612127197604031231 | ~ | 2014-01-01 | A | 35000.500000 | 61212719760403123 | valid | in/vehicle.parquet | 1 | ~ | ~ | 0
    李四 | ~ | ~ | 2014-01-02 | G,Q | 1.000000 | ~ | missing | in/vehicle.parquet | 2 | ~ | ~ | 0
    ");
}

#[test]
fn files_are_stacked_in_the_order_of_the_job() {
    let cache = tempfile::tempdir().unwrap();
    let ingested =
        ingest(&delivery(&["utf-8.csv", "two-sheets.xlsx", "gb18030.csv"]), &Selection::All, cache.path())
            .unwrap();
    let frame = ingested.table.clone();
    let files = frame.column("source_file").unwrap().str().unwrap();
    assert_eq!(
        files.iter().flatten().collect::<Vec<_>>(),
        ["in/utf-8.csv", "in/two-sheets.xlsx#数据", "in/gb18030.csv"]
    );
    assert_eq!(ingested.counts.files.iter().map(|file| file.rows_read).collect::<Vec<_>>(), [1, 1, 1]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_workbook_is_told_and_never_ends_the_run(at in any::<prop::sample::Index>(), with in 1u8.., cut: bool) {
        let mut bytes = std::fs::read(fixtures().join("two-sheets.xlsx")).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= with;
        if cut {
            bytes.truncate(at);
        }
        read_damaged("damaged.xlsx", &bytes)?;
    }

    #[test]
    fn no_bytes_whatever_end_the_run(bytes in prop::collection::vec(any::<u8>(), 0..200), headed: bool) {
        let mut content = if headed { b"SYR,SFZMHM\n".to_vec() } else { Vec::new() };
        content.extend(bytes);
        read_damaged("damaged.csv", &content)?;
    }
}

fn read_damaged(name: &str, bytes: &[u8]) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let delivery = Delivery::new("vehicle", schema(), vec![DeliveredFile { path, shown: name.to_owned() }]);
    match ingest(&delivery, &Selection::All, &folder.path().join("cache")) {
        Ok(ingested) => {
            let counts = ingested.counts;
            prop_assert_eq!(counts.rows_read, counts.rows_accepted + counts.rows_rejected);
        }
        Err(IngestError::Delivery(problems)) => prop_assert!(!problems.is_empty()),
        Err(machine) => prop_assert!(false, "{}", machine),
    }
    Ok(())
}
