//! The two readers of workbooks say the same.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook as Written};

use super::*;

/// What both readers make of every sheet; none where the plain one leaves the workbook to the library.
fn both(bytes: &[u8]) -> Option<Vec<[Grid; 2]>> {
    let mut plain = Plain::open(bytes).ok()?;
    let mut library: Library<'_> = open_workbook_auto_from_rs(Cursor::new(bytes)).unwrap();
    let hidden = |sheet: &calamine::Sheet| sheet.visible != SheetVisible::Visible;
    let sheets: Vec<_> =
        library.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), hidden(sheet))).collect();
    assert_eq!(plain.sheets(), sheets);
    let mut found = Vec::new();
    for (name, _) in sheets {
        let (grid, merged) = plain.sheet(&name).ok()?;
        assert_eq!(merged, library::merged(&mut library, &name));
        found.push([grid, library::sheet(&mut library, &name).ok().unwrap()]);
    }
    Some(found)
}

fn workbooks(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            workbooks(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "xlsx") {
            found.push(path);
        }
    }
}

#[test]
fn every_workbook_of_the_fixtures_reads_the_same_on_its_bytes_as_through_the_library() {
    let mut found = Vec::new();
    workbooks(Path::new("fixtures"), &mut found);
    let mut plain = 0;
    for path in &found {
        let Some(sheets) = both(&std::fs::read(path).unwrap()) else { continue };
        plain += 1;
        for [plain, library] in sheets {
            assert_eq!(plain, library, "{}", path.display());
        }
    }
    // Whatever a spreadsheet has written; the others are no workbooks, or damaged.
    assert!(plain > 6, "{plain} of {}", found.len());
}

/// What somebody may put into a cell.
#[derive(Debug, Clone)]
enum Put {
    Nothing,
    Text(String),
    Number(f64),
    Day(f64),
    Yes(bool),
    Formula(String),
    Merged(String),
}

fn puts() -> impl Strategy<Value = Put> {
    let text = "[ \t\r\n<>&\"'_xa0-9张㛃𠮷　]{0,8}";
    prop_oneof![
        Just(Put::Nothing),
        text.prop_map(Put::Text),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Put::Number),
        (-1_000_000i64..1_000_000_000_000_000_000).prop_map(|number| Put::Number(number as f64)),
        (0.0..60_000.0f64).prop_map(Put::Day),
        any::<bool>().prop_map(Put::Yes),
        text.prop_map(Put::Formula),
        "[a-z]{1,3}".prop_map(Put::Merged),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_stands_in_a_sheet_reads_the_same_on_its_bytes_as_through_the_library(
        rows in prop::collection::vec(prop::collection::vec(puts(), 0..5), 0..6),
        inline in any::<bool>(),
    ) {
        let mut written = Written::new();
        let sheet = match inline {
            true => written.add_worksheet_with_constant_memory().unwrap(),
            false => written.add_worksheet(),
        };
        let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        for (row, cells) in (1..).zip(&rows) {
            for (column, put) in (2..).zip(cells) {
                // Every second column, so that what is merged has room.
                let column = column * 2;
                match put {
                    Put::Nothing => {}
                    Put::Text(text) => _ = sheet.write_string(row, column, text).unwrap(),
                    Put::Number(number) => _ = sheet.write_number(row, column, *number).unwrap(),
                    Put::Day(serial) => {
                        let moment = ExcelDateTime::from_serial_datetime(*serial).unwrap();
                        sheet.write_datetime_with_format(row, column, &moment, &day).unwrap();
                    }
                    Put::Yes(yes) => _ = sheet.write_boolean(row, column, *yes).unwrap(),
                    Put::Formula(result) => {
                        let formula = Formula::new("=A1&\"<\"").set_result(result);
                        sheet.write_formula(row, column, formula).unwrap();
                    }
                    Put::Merged(text) => {
                        sheet.merge_range(row, column, row, column + 1, text, &Format::new()).unwrap();
                    }
                }
            }
        }
        let sheets = both(&written.save_to_buffer().unwrap());
        // Only what a spreadsheet escapes in its own way is left to the library.
        let shown = format!("{rows:?}");
        prop_assert!(sheets.is_some() || shown.contains("_x") || shown.contains("\\r"), "left to the library");
        for [plain, library] in sheets.into_iter().flatten() {
            prop_assert_eq!(plain, library);
        }
    }
}
