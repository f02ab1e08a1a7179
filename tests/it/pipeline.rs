//! The demo county comes out exactly as its expectations say, in both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::{County, Row, expected, set, text};
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
fn differences_are_those_expected_each_with_both_places_and_no_others() {
    let county = published();
    let both_places = [
        "household_id",
        "person_id",
        "rule",
        "kind",
        "level",
        "registry_column",
        "registry_file",
        "registry_row",
        "extract",
        "source_file",
        "source_row",
        "odd_one",
    ];
    let found = county.table("differences");
    assert_eq!(set(&found, &both_places), set(&expected("differences"), &both_places));
    assert_eq!(found.len(), expected("differences").len());
    assert!(found.iter().all(|row| row["registry_value"] != row["extract_value"]));
}

#[test]
fn people_left_out_are_those_expected_and_whoever_may_be_on_a_card_stands_apart() {
    let county = published();
    let person = [
        "rule",
        "name",
        "township",
        "village",
        "extract",
        "source_file",
        "source_row",
        "registered_file",
        "registered_row",
        "people",
    ];
    let by_name = |mut row: Row| {
        let mut relatives: Vec<_> = row["relatives"].split(';').collect();
        relatives.sort_unstable();
        let relatives = relatives.join(";");
        row.insert("relatives".into(), relatives);
        row
    };
    let found: Vec<_> = county.table("omissions").into_iter().map(by_name).collect();
    let wanted: Vec<_> = expected("omissions").into_iter().map(by_name).collect();
    let with_relatives = [&person[..], &["relatives"]].concat();
    assert_eq!(set(&found, &with_relatives), set(&wanted, &with_relatives));
    assert_eq!(found.len(), expected("omissions").len());
    let open = ["rule", "extract", "source_file", "source_row", "cause"];
    let found = county.table("omissions_undetermined");
    assert_eq!(set(&found, &open), set(&expected("omissions_undetermined"), &open));
    // On a list of their own, beside that of the cards to visit.
    let lists = crate::support::files(&county.latest().join("lists"));
    let villages: BTreeSet<_> = county
        .table("omissions")
        .iter()
        .map(|row| format!("{}/{}-漏评.xlsx", row["township"], row["village"]))
        .collect();
    let written: BTreeSet<_> = lists.into_keys().filter(|name| name.contains("漏评")).collect();
    assert_eq!(written, villages);
}

#[test]
fn without_a_copy_or_the_register_what_is_asked_of_them_is_undetermined_with_the_cause() {
    let county = County::demo();
    for lost in ["村簿.xlsx", "户籍-1.csv", "户籍-2.csv"] {
        fs::remove_file(county.path("in").join(lost)).unwrap();
    }
    county.edit_job(|job| {
        let optional =
            |name: &str| (format!("name = \"{name}\"\n"), format!("name = \"{name}\"\noptional = true\n"));
        ["village_ledger", "population"]
            .iter()
            .map(|name| optional(name))
            .fold(job, |job, (from, to)| job.replace(&from, &to))
    });
    county.run_to(3);
    for ((_, rule), (verdict, cause)) in county.verdicts() {
        let missing = match rule.as_str() {
            "village-ledger-differs" | "village-ledger-lacks-member" => "source_missing: village_ledger",
            "name-differs-register" | "village-differs-register" => "source_missing: population",
            _ => continue,
        };
        assert_eq!((verdict.as_str(), cause.as_str()), ("undetermined", missing), "{rule}");
    }
    assert!(county.table("omissions").is_empty());
    let asked = |row: &Row| (row["rule"].clone(), row["cause"].clone(), row["detail"].clone());
    let open: BTreeSet<_> = county.table("omissions_undetermined").iter().map(asked).collect();
    let said = |rule: &str, extract: &str| (rule.to_owned(), "source_missing".to_owned(), extract.to_owned());
    assert!(open.contains(&said("allowance-not-registered", "population")), "{open:?}");
    assert!(open.contains(&said("village-ledger-not-registered-in-registry", "village_ledger")), "{open:?}");
    // The township's file is held against the registry all the same.
    assert!(county.table("differences").iter().any(|row| row["rule"] == "township-file-differs"));
}

#[test]
fn a_county_that_keeps_no_copies_loses_nothing() {
    let county = County::demo();
    county.without_extract("village_ledger");
    county.without_extract("township_file");
    county.run_to(0);
    assert!(county.verdicts().keys().all(|(_, rule)| !rule.contains("ledger") && !rule.contains("township")));
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

#[test]
fn whatever_is_left_open_is_pulled_by_village_and_says_who_can_settle_it() {
    let county = County::demo();
    county.run_to(0);
    let out = county.path("out");
    let list = |arguments: &[&str]| {
        let mut all = vec!["--lang", "zh", "list", "--run", out.to_str().unwrap(), "--format", "csv"];
        all.extend(arguments);
        let output = crate::support::bidui(&all);
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).lines().count() - 1
    };
    assert_eq!(list(&["--undetermined"]), county.table("undetermined").len());
    assert_eq!(list(&["--matches"]), county.table("identity").len());
    let townships: std::collections::BTreeSet<_> =
        county.table("undetermined").into_iter().map(|row| row["township"].clone()).collect();
    let apart: usize = townships.iter().map(|own| list(&["--undetermined", "--township", own])).sum();
    assert_eq!(apart, county.table("undetermined").len());
    let matched =
        list(&["--matches", "--township", &townships.iter().cloned().collect::<Vec<_>>().join(",")]);
    assert!(matched > 0, "a match has the place of its card");
    // Of every village the households that a visit is most worth.
    let ranks = county.table("ranks");
    let best: std::collections::BTreeSet<_> = ranks
        .iter()
        .filter(|row| row["place"] == "1")
        .map(|row| (row["township"].clone(), row["village"].clone()))
        .collect();
    let places: std::collections::BTreeSet<_> =
        ranks.iter().map(|row| (row["township"].clone(), row["village"].clone())).collect();
    assert_eq!(best, places);
    assert_eq!(
        list(&["--verdict", "suspect", "--top", "1", "--sort", "rank"]),
        ranks.iter().filter(|row| row["place"] == "1").count()
    );
}

#[test]
fn whatever_source_is_missing_the_first_screen_says_so_and_no_total_falls_without_its_mark() {
    let whole = published();
    let suspects = |county: &County| county.table("suspects").len();
    let first_screen = |county: &County| {
        let report = fs::read_to_string(county.latest().join("report.html")).unwrap();
        let tiles = report.split("按乡镇和条件").next().unwrap().to_owned();
        assert!(tiles.len() < report.len());
        tiles
    };
    let screen = first_screen(&whole);
    assert!(!screen.contains("有数据源本次不能使用") && !screen.contains("class=\"open\""), "{screen}");
    assert!(screen.contains(&format!("<b>{}</b>", suspects(&whole))) && screen.contains("占在册 360 户"));
    // No built-in rule asks about spouses: without marriages nothing is missing.
    let county = County::demo();
    county.without_extract("marriage");
    county.run_to(0);
    assert_eq!(suspects(&county), suspects(&whole));
    let sources = [
        "population",
        "vehicle",
        "housing",
        "business",
        "payroll",
        "cadre",
        "assistance",
        "death",
        "machinery",
        "land",
        "disability",
    ];
    for name in sources {
        // The night after, when the department delivers nothing.
        let county = County::demo();
        county.run_to(0);
        county.without_extract(name);
        county.run_to(3);
        let screen = first_screen(&county);
        let title =
            &county.table("quality").iter().find(|row| row["extract"] == name).unwrap()["extract"].clone();
        assert!(screen.contains("有数据源本次不能使用"), "{name} {title}");
        assert!(screen.contains("项未判定") && screen.contains("缺 "), "{name}: {screen}");
        let lost = suspects(&whole) > suspects(&county);
        let standing = !county.table("standing").is_empty();
        assert!(!lost || standing && screen.contains("仍然有效的"), "{name}: a total fell without its mark");
        let lists = crate::support::files(&county.latest().join("lists"));
        assert!(!lists.is_empty());
    }
}

#[test]
fn nothing_that_the_demo_hands_over_holds_a_number_with_a_right_check_character() {
    let county = published();
    let latest = county.latest().canonicalize().unwrap();
    let mut looked_at = 0;
    for (name, bytes) in crate::support::files(&latest) {
        let mut said = vec![name.clone()];
        if name.ends_with(".xlsx") {
            let mut book = calamine::open_workbook_auto(latest.join(&name)).unwrap();
            for (_, range) in book.worksheets() {
                said.extend(range.rows().flatten().map(ToString::to_string));
            }
        } else if name.ends_with(".parquet") {
            let frame = bidui::publish::read_parquet(&latest.join(&name)).unwrap();
            for column in frame.columns() {
                said.extend((0..column.len()).map(|at| column.get(at).unwrap().to_string()));
            }
        } else {
            said.push(text(&bytes));
        }
        for text in &said {
            looked_at += text.len();
            let text = text.as_bytes();
            for window in text.windows(18).filter(|window| window[..17].iter().all(u8::is_ascii_digit)) {
                let number = std::str::from_utf8(window).unwrap_or_default();
                let state = bidui::standard::citizen_id::read(number).state;
                assert_ne!(state, bidui::domain::IdState::Valid, "{name} holds a number in full");
            }
        }
    }
    assert!(looked_at > 1_000_000, "{looked_at}");
}

#[test]
fn the_sheets_of_a_village_are_a_page_for_each_household_to_visit() {
    let county = published();
    let ranks = county.table("ranks");
    let village = &ranks[0]["village"];
    let cards: BTreeSet<_> = ranks
        .iter()
        .filter(|row| row["village"] == *village)
        .map(|row| row["household_id"].clone())
        .collect();
    let (job, file) = (county.path("job.toml"), county.path("sheets.html"));
    let output = crate::support::bidui(&[
        "--lang",
        "zh",
        "explain",
        "--job",
        job.to_str().unwrap(),
        "--village",
        village,
        "--format",
        "html",
        "-o",
        file.to_str().unwrap(),
    ]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = fs::read_to_string(file).unwrap();
    assert_eq!(page.matches("<section>").count(), cards.len());
    for said in cards.iter().map(String::as_str).chain([
        "成员：",
        "来源：in/",
        "认定：",
        "什么情况可以排除",
        "☐ 剔除",
        "☐ 挂名",
        "签字",
    ]) {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("<script") && !page.contains("http"), "it is whole in itself");
}
