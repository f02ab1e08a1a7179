//! The demo county comes out exactly as its expectations say, in both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::{County, Row, expected, set};
use calamine::{Data, Reader};

fn published() -> County {
    let county = County::demo();
    county.run_to(0);
    county
}

#[test]
fn findings_evidence_suspects_and_rejects_are_those_expected_and_no_others() {
    let county = published();
    let finding = ["household_id", "rule", "confidence", "exempt", "persons", "records"];
    assert_eq!(set(&county.table("findings"), &finding), set(&expected("findings"), &finding));
    assert_eq!(county.table("findings").len(), expected("findings").len());

    let exempt = |mut row: Row| {
        let reason = row["exempt"].clone();
        row.insert("exempt".into(), (!reason.is_empty()).to_string());
        row
    };
    let record = ["household_id", "rule", "person_id", "extract", "source_file", "source_row", "exempt"];
    let found: Vec<_> = county.table("evidence").into_iter().map(exempt).collect();
    assert_eq!(set(&found, &record), set(&expected("evidence"), &record));
    assert_eq!(found.len(), expected("evidence").len());

    assert_eq!(
        set(&county.table("suspects"), &["household_id"]),
        set(&expected("suspects"), &["household_id"])
    );
    let reject = ["extract", "source_file", "source_row", "kind"];
    assert_eq!(set(&county.table("rejects"), &reject), set(&expected("rejects"), &reject));
}

#[test]
fn what_cannot_be_known_is_undetermined_with_its_cause() {
    let verdicts = published().verdicts();
    for row in expected("undetermined") {
        let (verdict, cause) = &verdicts[&(row["household_id"].clone(), row["rule"].clone())];
        assert_eq!(verdict, "undetermined", "{row:?}");
        assert_eq!(cause.split(':').next(), Some(row["cause"].as_str()), "{row:?}");
    }
}

#[test]
fn a_card_with_a_member_nobody_can_find_is_never_clear_of_what_others_hold() {
    let verdicts = published().verdicts();
    for row in expected("unusable_members") {
        for ((card, rule), (verdict, _)) in
            verdicts.iter().filter(|((card, _), _)| *card == row["household_id"])
        {
            // In the registry itself everybody is seen.
            if rule == "member-count-differs" {
                continue;
            }
            assert_ne!(verdict, "clear", "{card} {rule}");
        }
    }
}

#[test]
fn every_undetermined_verdict_is_one_that_the_county_planted() {
    let verdicts = published().verdicts();
    let planted: BTreeSet<_> = expected("undetermined")
        .into_iter()
        .map(|row| (row["household_id"].clone(), row["rule"].clone()))
        .collect();
    let unknown: BTreeSet<_> =
        expected("unusable_members").into_iter().map(|row| row["household_id"].clone()).collect();
    let surplus: Vec<_> = verdicts
        .iter()
        .filter(|(key, (verdict, _))| {
            verdict == "undetermined" && !planted.contains(key) && !unknown.contains(&key.0)
        })
        .filter(|((card, rule), (_, cause))| !possible(card, rule, cause))
        .collect();
    assert!(surplus.is_empty(), "{surplus:?}");
}

/// A finding that is only possible leaves its card undetermined.
fn possible(card: &str, rule: &str, cause: &str) -> bool {
    cause == "identity_possible"
        && expected("findings")
            .iter()
            .any(|row| row["household_id"] == card && row["rule"] == rule && row["confidence"] == "possible")
}

/// The rows of every delivered file, by name and by the row that a person sees.
fn delivered(county: &County) -> BTreeMap<(String, u64), String> {
    let mut lines = BTreeMap::new();
    for entry in fs::read_dir(county.path("in")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("in/{}", path.file_name().unwrap().to_str().unwrap());
        if path.extension().is_some_and(|extension| extension == "xlsx") {
            let mut book = calamine::open_workbook_auto(&path).unwrap();
            let sheets = book.sheet_names();
            for sheet in &sheets {
                let range = book.worksheet_range(sheet).unwrap();
                let shown = if sheets.len() > 1 { format!("{name}#{sheet}") } else { name.clone() };
                let first = u64::from(range.start().map_or(0, |(row, _)| row));
                for (at, row) in (first + 1..).zip(range.rows()) {
                    let cells: Vec<_> = row.iter().map(Data::to_string).collect();
                    lines.insert((shown.clone(), at), cells.join(","));
                }
            }
        } else {
            let bytes = fs::read(&path).unwrap();
            let (utf8, _, wrong) = encoding_rs::UTF_8.decode(&bytes);
            let (gb18030, ..) = encoding_rs::GB18030.decode(&bytes);
            let text = if wrong { gb18030 } else { utf8 };
            let all: Vec<_> = text.split('\n').collect();
            for at in 0..all.len() {
                // A line break within quotes does not end the record.
                let mut record = all[at].to_owned();
                for next in &all[at + 1..] {
                    if record.matches('"').count().is_multiple_of(2) {
                        break;
                    }
                    record.push_str(next);
                }
                lines.insert((name.clone(), at as u64 + 1), record);
            }
        }
    }
    lines
}

#[test]
fn every_evidence_row_names_the_line_on_which_a_person_finds_the_thing() {
    let county = published();
    let lines = delivered(&county);
    let mut opened = 0;
    for row in county.table("evidence") {
        let place = (row["source_file"].clone(), row["source_row"].parse().unwrap());
        let line = lines.get(&place).unwrap_or_else(|| panic!("there is no {place:?}")).replace('"', "");
        let asset = row["asset"].replace('"', "");
        for part in asset.split(' ').filter(|part| part.chars().count() > 2) {
            assert!(line.contains(part), "{place:?} has no {part}");
            opened += 1;
        }
    }
    assert!(opened > 30, "only {opened} things were looked up");
}

#[test]
fn rows_read_are_rows_accepted_and_rows_rejected() {
    let county = published();
    let rejects = county.table("rejects");
    for row in county.table("quality") {
        let number = |column: &str| row[column].parse::<usize>().unwrap();
        assert_eq!(number("rows_read"), number("rows_accepted") + number("rows_rejected"), "{row:?}");
        for (count, kind) in [("rows_rejected", "rejected"), ("rows_skipped", "skipped")] {
            let of_kind = rejects.iter().filter(|reject| reject["kind"] == kind);
            let listed = of_kind.filter(|reject| reject["extract"] == row["extract"]).count();
            assert_eq!(number(count), listed, "{row:?}");
        }
    }
}
