//! Nothing unsure reads clear, nothing wrong reads sure: deliveries as departments really send them, through the
//! program's own door.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so"
)]

use std::fs;

use crate::support::{Desk, bidui, files, number, text};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

const REGISTRY: &str = "household_id,name,citizen_id,relation,township,village,registered_on
H1,张建国,#1,户主,城关镇,东村,2014-01-01";
const POPULATION: &str = "register_id,name,citizen_id,village,status
R1,张建国,#1,东村,正常";
const NO_CERTIFICATES: &str = "name,citizen_id,category,grade,status\n路人,#9,4,1,有效";
const VEHICLE: &str = "owner_name,owner_id,plate_no,vehicle_class,status,first_registered_on,transferred_on";
const PAYROLL: &str = "name,citizen_id,employer,post_type,wage,paid_from,paid_until";

/// One card, its register, and nobody's certificates.
fn desk() -> Desk {
    Desk::new(REGISTRY).with("population", POPULATION).with("disability", NO_CERTIFICATES)
}

fn vehicle(row: &str) -> Desk {
    desk().with("vehicle", &format!("{VEHICLE}\n{row}"))
}

fn payroll(row: &str) -> Desk {
    desk().with("payroll", &format!("{PAYROLL}\n{row}"))
}

const WAGE: &str = "payroll-stable-wage";
const CAR: &str = "vehicle-car";

#[test]
fn the_county_of_these_tests_is_a_suspect_one_while_nothing_is_wrong_with_it() {
    assert_eq!(vehicle("张建国,#1,冀J1,K33,A,2012-05-08,").says("H1", CAR), "suspect");
    assert_eq!(payroll("张建国,#1,县一中,事业,3200,2010-09-01,").says("H1", WAGE), "suspect");
    assert_eq!(payroll("张建国,#1,县一中,公益岗,3200,2010-09-01,").says("H1", WAGE), "clear");
}

// 1. What was not understood is not a "no".

#[test]
fn an_unknown_code_leaves_the_card_open_and_is_named_with_its_column() {
    let desk = payroll("张建国,#1,县一中,在编,3200,2010-09-01,");
    assert_eq!(desk.says("H1", WAGE), "undetermined code_unknown: post_type=在编");
    assert_eq!(
        vehicle("张建国,#1,冀J1,SUV,A,2012-05-08,").says("H1", CAR),
        "undetermined code_unknown: vehicle_class=SUV"
    );
    assert_eq!(
        vehicle("张建国,#1,冀J1,K33,未知状态,2012-05-08,").says("H1", CAR),
        "undetermined code_unknown: status=未知状态"
    );
}

#[test]
fn an_unknown_code_comes_with_the_lines_to_paste_into_the_job_and_they_work() {
    let rows = format!("{PAYROLL}\n张建国,#1,县一中,在编,3200,2010-09-01,");
    let said = desk().with("payroll", &rows).run_to(&[3]);
    assert!(said.contains("[extract.codes.post_type]") && said.contains("\"在编\" = "), "{said}");
    assert!(!said.contains("张建国"), "the warning names nobody: {said}");
    let codes = "[extract.codes.post_type]\n\"在编\" = \"事业\"";
    let mapped = desk().with_files("payroll", codes, &[("payroll.csv", &rows)]);
    assert_eq!(mapped.says("H1", WAGE), "suspect");
}

#[test]
fn an_unreadable_end_of_pay_does_not_read_as_still_paid() {
    let desk = payroll("张建国,#1,县一中,事业,3200,2010-09-01,去年八月");
    assert_eq!(desk.says("H1", WAGE), "undetermined value_unreadable: paid_until=去年八月");
    assert_eq!(
        desk.table("quality").iter().find(|row| row["extract"] == "payroll").unwrap()["unreadable"],
        "1"
    );
}

#[test]
fn what_a_spreadsheet_shows_where_it_failed_is_not_an_empty_cell() {
    for failed in ["#N/A", "#REF!", "########"] {
        let desk = payroll(&format!("张建国,#1,县一中,事业,3200,2010-09-01,{failed}"));
        assert_eq!(desk.says("H1", WAGE), format!("undetermined value_unreadable: paid_until={failed}"));
    }
    let desk = desk().declared("name = \"payroll\"\npath = \"in/payroll.xlsx\"");
    let mut workbook = Workbook::new();
    let sheet = payroll_sheet(&mut workbook);
    sheet.write_formula(1, 6, Formula::new("=VLOOKUP(B2,X:Y,2,0)").set_result("#N/A")).unwrap();
    workbook.save(desk.path("in/payroll.xlsx")).unwrap();
    assert_eq!(desk.says("H1", WAGE), "undetermined value_unreadable: paid_until=#N/A");
    let keys = REGISTRY.replace("H1,", "#N/A,");
    let rejected =
        Desk::new(&format!("{keys}\nH2,李四,#2,户主,城关镇,东村,2014-01-01")).with("population", POPULATION);
    rejected.run_to(&[0, 3]);
    assert!(rejected.table("rejects").iter().any(|row| row["column"] == "household_id"));
}

/// A teacher who has been paid since 2010.
fn payroll_sheet(workbook: &mut Workbook) -> &mut Worksheet {
    let sheet = workbook.add_worksheet();
    let row = ["张建国", &number(1), "县一中", "事业", "3200", "2010-09-01"];
    for (line, cells) in [(0, PAYROLL.split(',').collect::<Vec<_>>()), (1, row.to_vec())] {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(line, column, cell).unwrap();
        }
    }
    sheet
}

#[test]
fn a_hidden_sheet_is_read_and_said_to_be_hidden() {
    let desk = desk().declared("name = \"payroll\"\npath = \"in/payroll.xlsx\"");
    let mut workbook = Workbook::new();
    payroll_sheet(&mut workbook).write(1, 1, number(9)).unwrap();
    payroll_sheet(&mut workbook).set_hidden(true);
    workbook.save(desk.path("in/payroll.xlsx")).unwrap();
    let said = desk.run_to(&[0, 3]);
    assert!(said.contains("E0426") && said.contains("payroll.xlsx#Sheet2"), "{said}");
    assert_eq!(desk.says("H1", WAGE), "suspect");
}

#[test]
fn a_period_that_ends_before_it_begins_is_not_read_as_ended() {
    let desk = payroll("张建国,#1,县一中,事业,3200,2010-09-01,2001-09-01");
    let open = "undetermined values_contradict: paid_from=2010-09-01, paid_until=2001-09-01";
    assert_eq!(desk.says("H1", WAGE), open);
    assert_eq!(
        desk.table("quality").iter().find(|row| row["extract"] == "payroll").unwrap()["unreadable"],
        "2"
    );
    let one_day = payroll("张建国,#1,县一中,事业,3200,2010-09-01,2010-09-01");
    assert_eq!(one_day.says("H1", WAGE), "clear");
    let cadre = desk_of_cadres("张建国,#1,东村,村主任,2015-03-01,2012-03-01");
    let open = "undetermined values_contradict: from=2015-03-01, until=2012-03-01";
    assert_eq!(cadre.says("H1", "village-cadre"), open);
    let transferred = vehicle("张建国,#1,冀J1,K33,A,2016-05-08,2011-05-08");
    let open = "undetermined values_contradict: first_registered_on=2016-05-08, transferred_on=2011-05-08";
    assert_eq!(transferred.says("H1", CAR), open);
}

#[test]
fn a_day_on_which_nothing_can_have_been_registered_is_not_read() {
    let desk = vehicle("张建国,#1,冀J1,K33,A,2071-05-08,");
    assert_eq!(desk.says("H1", CAR), "undetermined value_unreadable: first_registered_on=2071-05-08");
    let row = |table: &str| desk.table(table).iter().find(|row| row["extract"] == "vehicle").unwrap().clone();
    assert_eq!(row("quality")["unreadable"], "1");
    assert!(desk.manifest()["warnings"].to_string().contains("E0453"), "{}", desk.manifest()["warnings"]);
    let paid_since = |day: &str| payroll(&format!("张建国,#1,县一中,事业,3200,{day},")).says("H1", WAGE);
    assert_eq!(paid_since("2071-09-01"), "undetermined value_unreadable: paid_from=2071-09-01");
    // A list of September may name whoever begins then; as of August nobody is paid yet.
    assert_eq!(paid_since("2017-09-01"), "clear");
    let ended = payroll("张建国,#1,县一中,事业,3200,,1914-07-01");
    assert_eq!(ended.says("H1", WAGE), "undetermined value_unreadable: paid_until=1914-07-01");
    let registry = REGISTRY.replace("2014-01-01", "1914-01-01");
    let early = Desk::new(&registry)
        .with("population", POPULATION)
        .with("disability", NO_CERTIFICATES)
        .with("vehicle", &format!("{VEHICLE}\n张建国,#1,冀J1,K33,A,2012-05-08,"));
    assert_eq!(early.says("H1", CAR), "undetermined exemption_undecided: card.registered_on=1914-01-01");
}

#[test]
fn what_was_registered_between_the_day_compared_and_the_delivery_has_not_happened_yet() {
    let car = |day: &str| {
        let rows = format!("{VEHICLE}\n张建国,#1,冀J1,K33,A,{day},");
        desk().with_files("vehicle", "delivered_on = 2018-03-01", &[("vehicle.csv", &rows)]).says("H1", CAR)
    };
    assert_eq!(car("2018-02-28"), "clear");
    assert_eq!(car("2018-03-02"), "undetermined value_unreadable: first_registered_on=2018-03-02");
}

fn desk_of_cadres(row: &str) -> Desk {
    desk().with("cadre", &format!("name,citizen_id,village,post,from,until\n{row}"))
}

#[test]
fn a_wage_or_power_of_nothing_or_less_is_not_one() {
    for wage in ["0", "-3200", "0.00"] {
        let desk = payroll(&format!("张建国,#1,县一中,事业,{wage},2010-09-01,"));
        assert_eq!(desk.says("H1", WAGE), format!("undetermined exemption_undecided: wage={wage}"));
    }
    let header = "owner_name,owner_id,kind,horsepower,price,purchased_on,status";
    let machine = |power: &str| {
        desk().with("machinery", &format!("{header}\n张建国,#1,拖拉机,{power},,2012-05-08,在用"))
    };
    assert_eq!(machine("80").says("H1", "farm-machinery-large"), "suspect");
    let unread = machine("0").says("H1", "farm-machinery-large");
    assert_eq!(unread, "undetermined value_unreadable: horsepower=0");
}

#[test]
fn a_year_of_annual_reports_is_read_however_it_is_written_and_never_cleared_unread() {
    let company = |year: &str| {
        let header = "person_name,person_id,enterprise_name,enterprise_type,role,status,established_on,last_annual_report_year";
        desk()
            .with("business", &format!("{header}\n张建国,#1,甲公司,有限责任公司,股东,存续,2011-03-01,{year}"))
    };
    for year in ["2016年度", "2016年报", "2016-12-31", "2016"] {
        assert_eq!(company(year).says("H1", "company-role"), "suspect", "{year}");
    }
    let unread = company("二〇一六").says("H1", "company-role");
    assert_eq!(unread, "undetermined value_unreadable: last_annual_report_year=二〇一六");
}

#[test]
fn a_date_or_amount_that_can_be_read_in_two_ways_is_not_read() {
    for date in ["2014.1", "20141", "41640-99"] {
        let desk = vehicle(&format!("张建国,#1,冀J1,K33,A,{date},"));
        assert_eq!(
            desk.says("H1", CAR),
            format!("undetermined value_unreadable: first_registered_on={date}")
        );
    }
    let rule = "kind='present'\nextract='payroll'\nscope='member'\nwhere='wage > 1000'";
    let examples = "[[example]]\nname='a'\nrecord={wage=2000}\nverdict='suspect'\n[[example]]\nname='b'\nverdict='clear'";
    let desk = payroll("张建国,#1,县一中,事业,$12000,,").rule("paid", rule, examples);
    assert_eq!(desk.says("H1", "paid"), "undetermined value_unreadable: wage=$12000");
}

#[test]
fn a_wage_by_the_year_is_never_read_as_one_by_the_month() {
    let paid = |header: &str| {
        let header = PAYROLL.replace("wage", header);
        desk().with("payroll", &format!("{header}\n张建国,#1,县一中,事业,12000,2010-09-01,"))
    };
    // 1,000 yuan a month is less than the least wage.
    assert_eq!(paid("工资(元/年)").says("H1", WAGE), "clear exempt: 月工资低于最低工资标准，不属稳定工资");
    assert_eq!(paid("工资(元/月)").says("H1", WAGE), "suspect");
}

#[test]
fn a_unit_anywhere_in_the_title_lines_counts() {
    let rule = "kind='present'\nextract='machinery'\nscope='member'\nwhere='price > 30000'";
    let examples = "[[example]]\nname='a'\nrecord={price=40000}\nverdict='suspect'\n[[example]]\nname='b'\nverdict='clear'";
    for title in ["单位：万元", "金额单位：万元", "计量单位：台　金额单位：万元", "农机购置情况（万元）"]
    {
        let rows = format!("农机登记表,,,\n{title},,,\nowner_name,owner_id,kind,price\n张建国,#1,拖拉机,5");
        let desk = desk().with("machinery", &rows).rule("dear", rule, examples);
        assert_eq!(desk.says("H1", "dear"), "suspect", "{title}");
    }
}

#[test]
fn rows_of_a_file_that_lacks_a_column_are_open_for_rules_that_read_it_and_the_file_is_named() {
    let whole = format!("{PAYROLL}\n路人,#9,县一中,事业,3200,2010-09-01,2017-01-31");
    let lacking = "name,citizen_id,employer,post_type,wage,paid_from\n张建国,#1,县一中,事业,3200,2010-09-01";
    let desk = desk().with_files("payroll", "", &[("a.csv", &whole), ("b.csv", lacking)]);
    let said = desk.run_to(&[3]);
    assert!(said.contains("E0452") && said.contains("in/b.csv") && said.contains("paid_until"), "{said}");
    assert_eq!(desk.says("H1", WAGE), "undetermined column_empty: paid_until");
}

#[test]
fn built_in_code_lists_keep_apart_what_policy_keeps_apart() {
    let rule = |codes: &str| {
        format!("kind='present'\nextract='assistance'\nscope='member'\nwhere=\"kind IN ({codes})\"")
    };
    let examples = |code: &str| {
        format!(
            "[[example]]\nname='a'\nrecord={{kind='{code}'}}\nverdict='suspect'\n[[example]]\nname='b'\nverdict='clear'"
        )
    };
    let desk = desk()
        .with("assistance", "name,citizen_id,kind\n张建国,#1,集中五保")
        .rule("scattered", &rule("'特困分散供养'"), &examples("特困分散供养"))
        .rule("home", &rule("'特困集中供养'"), &examples("特困集中供养"))
        .rule("rural", &rule("'农村低保'"), &examples("农村低保"));
    assert_eq!(desk.says("H1", "scattered"), "clear");
    assert_eq!(desk.says("H1", "home"), "suspect");
    assert_eq!(desk.says("H1", "rural"), "clear");
}

#[test]
fn what_stands_in_for_a_sum_does_not_stand_in_for_an_empty_amount() {
    let rule = "kind='present'\nextract='vehicle'\nscope='member'\nwhere='TRUE'\nhaving='COALESCE(SUM(price), 0) > 30000'";
    let examples = "[[example]]\nname='a'\nrecord={price=40000}\nverdict='suspect'\n[[example]]\nname='b'\nrecord={price=1}\nverdict='clear'";
    let rows = "owner_name,owner_id,plate_no,price\n张建国,#1,冀J1,20000\n张建国,#1,冀J2,";
    let desk = desk().with("vehicle", rows).rule("dear", rule, examples);
    assert_eq!(desk.says("H1", "dear"), "undetermined column_empty: price");
}

/// A car of the wife who is on no card, and what the marriage registry says.
fn wifes_car(marriages: &str) -> Desk {
    let rule = "kind='present'\nextract='vehicle'\nscope='family'\nwhere='TRUE'";
    let examples = "[[example]]\nname='a'\nrecord={plate_no='x'}\nverdict='suspect'\n[[example]]\nname='b'\nverdict='clear'";
    desk()
        .with("vehicle", &format!("{VEHICLE}\n王芳,#2,冀J1,K33,A,2012-05-08,"))
        .with(
            "marriage",
            &format!("party_a_name,party_a_id,party_b_name,party_b_id,kind,registered_on\n{marriages}"),
        )
        .rule("family-car", rule, examples)
}

#[test]
fn a_marriage_of_an_unknown_kind_or_an_undated_divorce_makes_no_certain_spouse() {
    let wedding = "张建国,#1,王芳,#2,结婚,2005-05-01";
    let sure = wifes_car(wedding);
    assert_eq!(sure.says("H1", "family-car"), "suspect");
    for parted in ["协议离婚,2015-05-01", "离婚,", "离婚,去年八月"] {
        let desk = wifes_car(&format!("{wedding}\n张建国,#1,王芳,#2,{parted}"));
        assert_eq!(desk.says("H1", "family-car"), "undetermined identity_possible", "{parted}");
        assert_eq!(desk.found("H1", "family-car").as_deref(), Some("possible"), "{parted}");
        assert!(desk.table("identity").iter().any(|row| row["extract"] == "vehicle"), "{parted}");
    }
    let over = wifes_car(&format!("{wedding}\n张建国,#1,王芳,#2,离婚,2015-05-01"));
    assert_eq!(over.says("H1", "family-car"), "clear");
}

#[test]
fn a_scope_whose_sources_nobody_declares_is_not_clear_and_check_says_so() {
    let rule = "kind='present'\nextract='vehicle'\nscope='family'\nwhere='TRUE'";
    let examples = "[[example]]\nname='a'\nrecord={plate_no='x'}\nverdict='suspect'\n[[example]]\nname='b'\nverdict='clear'";
    let desk = Desk::new(REGISTRY)
        .with("vehicle", &format!("{VEHICLE}\n路人,#9,冀J1,K33,A,2012-05-08,"))
        .rule("family-car", rule, examples);
    assert!(desk.says("H1", "family-car").starts_with("undetermined source_missing"));
    let said = text(&desk.command("check", &[]).stderr);
    assert!(said.contains("E0118") && said.contains("`marriage`") && said.contains("`population`"), "{said}");
}

// 2. A source is fit only if it can answer.

#[test]
fn a_delivery_in_which_no_number_identifies_is_not_used() {
    for owner in ["1.30927E+17", "", "不详"] {
        let rows: String = (0..4).map(|n| format!("路人{n},{owner},冀J{n},K33,A,2012-05-08,\n")).collect();
        let desk = desk().with("vehicle", &format!("{VEHICLE}\n{rows}"));
        desk.run_to(&[3]);
        assert_eq!(desk.says("H1", CAR), "undetermined source_gated: vehicle", "{owner}");
    }
}

#[test]
fn a_register_in_which_no_number_identifies_makes_nobody_absent() {
    let desk = Desk::new(REGISTRY)
        .with("population", "register_id,name,citizen_id\nR1,张建国,1.30927E+17\nR2,李四,1.30927E+17");
    assert_eq!(desk.says("H1", "no-register-entry"), "undetermined source_gated: population");
}

#[test]
fn several_owners_in_a_cell_are_a_record_each_and_labels_are_read_past() {
    let housing = |names: &str, ids: &str| {
        let header = "owner_name,owner_id,certificate_no,usage,kind,status,registered_on,acquired_by";
        desk()
            .with("housing", &format!("{header}\n\"{names}\",\"{ids}\",冀1,住宅,商品房,现势,2013-06-18,购买"))
    };
    for (names, ids) in
        [("李四,张建国", "#3,#1"), ("李四、张建国", "身份证:#3、身份证:#1"), ("张建国", "身份证号：#1")]
    {
        let desk = housing(names, ids);
        assert_eq!(desk.says("H1", "town-housing"), "suspect", "{names} {ids}");
        let evidence = &desk.table("evidence")[0];
        assert_eq!((evidence["source_row"].as_str(), evidence["method"].as_str()), ("2", "id"));
    }
}

#[test]
fn a_list_of_certificates_that_has_only_their_numbers_says_whose_which_and_how_grave() {
    let certificate = format!("{}41", number(1));
    let desk = Desk::new(REGISTRY)
        .with("population", POPULATION)
        .with("disability", &format!("姓名,残疾人证号,证件状态\n张建国,{certificate},有效"))
        .with("vehicle", &format!("{VEHICLE}\n张建国,#1,冀J1,K33,A,2012-05-08,"));
    assert!(desk.says("H1", CAR).starts_with("clear exempt: 残疾人专用"));
}

#[test]
fn a_row_drop_is_measured_against_the_last_delivery_that_was_used() {
    let rows = |count: i64| {
        let rows: Vec<_> =
            (0..count).map(|n| format!("路人,#{},冀J{n},K33,A,2012-05-08,", 100 + n)).collect();
        crate::support::numbered(&format!("{VEHICLE}\n{}\n", rows.join("\n")))
    };
    let desk = desk().with("vehicle", &rows(10));
    desk.run_to(&[0, 3]);
    fs::write(desk.path("in/vehicle.csv"), rows(5)).unwrap();
    assert_eq!(desk.says("H1", CAR), "undetermined source_gated: vehicle");
    // The same bad delivery the night after, with something else changed so that there is a new run.
    fs::write(
        desk.path("in/disability.csv"),
        crate::support::numbered(&format!("{NO_CERTIFICATES}\n路人,#8,4,1,有效")),
    )
    .unwrap();
    assert_eq!(desk.says("H1", CAR), "undetermined source_gated: vehicle");
}

#[test]
fn lines_that_are_no_records_are_skipped_and_gate_nothing() {
    let rows = format!(
        "机动车登记表,,,,,,\n{VEHICLE}\n路人,#9,冀J2,K33,A,2012-05-08,\n,,,,,,\n{VEHICLE}\n合计,,1辆,,,,\n注：数据截至8月底,,,,,,\n"
    );
    let desk = desk().with("vehicle", &rows);
    assert_eq!(desk.says("H1", CAR), "clear");
    let quality = desk.table("quality");
    let row = quality.iter().find(|row| row["extract"] == "vehicle").unwrap();
    let counts =
        ["rows_read", "rows_accepted", "rows_rejected", "rows_skipped"].map(|name| row[name].as_str());
    assert_eq!(counts, ["1", "1", "0", "5"]);
    let lines = desk.table("rejects");
    let lines: Vec<_> = lines.iter().filter(|row| row["extract"] == "vehicle").collect();
    assert!(lines.iter().all(|row| row["kind"] == "skipped"));
    assert_eq!(
        lines.iter().map(|row| row["source_row"].as_str()).collect::<Vec<_>>(),
        ["1", "4", "5", "6", "7"]
    );
}

#[test]
fn what_a_pattern_matches_and_nobody_can_read_is_an_error_and_never_skipped() {
    let dangling = desk().declared("name = \"vehicle\"\npath = \"in/车管*\"");
    fs::write(dangling.path("in/车管-1.csv"), VEHICLE).unwrap();
    std::os::unix::fs::symlink("/nowhere/车管.csv", dangling.path("in/车管-2.csv")).unwrap();
    let said = dangling.run_to(&[4]);
    assert!(said.contains("E0401") && said.contains("车管-2.csv"), "{said}");
    fs::remove_file(dangling.path("in/车管-2.csv")).unwrap();
    fs::create_dir(dangling.path("in/车管-3.csv")).unwrap();
    let said = dangling.run_to(&[4]);
    assert!(said.contains("this is a folder"), "{said}");
    fs::remove_dir(dangling.path("in/车管-3.csv")).unwrap();
    // What a spreadsheet leaves beside an open workbook is no delivery.
    let locked = desk().declared("name = \"vehicle\"\npath = \"in/*车管*\"");
    fs::write(
        locked.path("in/车管.csv"),
        crate::support::numbered(&format!("{VEHICLE}\n路人,#9,冀J2,K33,A,2012-05-08,")),
    )
    .unwrap();
    fs::write(locked.path("in/~$车管.xlsx"), "x").unwrap();
    locked.run_to(&[0, 3]);
}

/// A workbook with one sheet, as one extract.
fn workbook(desk: Desk, extract: &str, fill: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Desk {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save(desk.path(&format!("in/{extract}.xlsx"))).unwrap();
    desk.declared(&format!("name = \"{extract}\"\npath = \"in/{extract}.xlsx\""))
}

fn write(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, cells: &str) {
    for (column, cell) in (0u16..).zip(crate::support::numbered(cells).split(',')) {
        if !cell.is_empty() {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
}

#[test]
fn a_household_id_merged_over_its_members_is_each_members_and_is_counted() {
    let desk = Desk::new("household_id,name,citizen_id\nH0,路人,#9").with("population", POPULATION);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    write(sheet, 0, "household_id,name,citizen_id,relation");
    sheet.merge_range(1, 0, 2, 0, "H1", &Format::new()).unwrap();
    write(sheet, 1, ",张建国,#1,户主");
    write(sheet, 2, ",王芳,#2,配偶");
    write(sheet, 3, "H2,李四,#3,户主");
    book.save(desk.path("in/registry.xlsx")).unwrap();
    let job = desk.write_job();
    let job_text = fs::read_to_string(&job).unwrap().replace("in/registry.csv", "in/registry.xlsx");
    fs::write(&job, job_text).unwrap();
    let output = bidui(&["run", job.to_str().unwrap()]);
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(said.contains("2 cards with 3 members") && said.contains("E0423"), "{said}");
}

// 3. Absence is proven against those who could be seen.

#[test]
fn a_bad_digit_in_the_register_makes_nobody_absent() {
    let one = number(1);
    let (head, tail) = one.split_at(17);
    let wrong = if tail == "0" { "1" } else { "0" };
    let swapped = format!("{}{}{}{}", &one[..10], &one[11..12], &one[10..11], &one[12..]);
    let open = "undetermined identity_possible";
    for (bad, says) in [
        (format!("{head}{wrong}"), "clear"),
        (swapped, "clear"),
        (String::new(), open),
        ("1.30927E+17".to_owned(), open),
    ] {
        let rows =
            format!("register_id,name,citizen_id\nR1,张建国,{bad}\nR2,李四,#3\nR3,王五,#5\nR4,赵六,#7");
        let desk = Desk::new(REGISTRY).with("population", &rows);
        assert_eq!(desk.says("H1", "no-register-entry"), says, "{bad}");
        let identity = desk.table("identity");
        let listed = identity.iter().any(|row| row["extract"] == "population" && row["source_row"] == "2");
        assert_eq!(listed, says == open, "{identity:?}");
        let quality = desk.table("quality");
        let register = quality.iter().find(|row| row["extract"] == "population").unwrap();
        assert_eq!(register["id_repaired"], if says == open { "0" } else { "1" });
    }
    let gone = Desk::new(REGISTRY).with("population", "register_id,name,citizen_id\nR2,李四,#3\nR3,王五,#5");
    assert_eq!(gone.says("H1", "no-register-entry"), "suspect");
}

// 4. Keys are data, too.

#[test]
fn a_word_for_nothing_is_no_key_and_makes_nobody_a_family() {
    let car = format!("{VEHICLE}\n李四,#3,冀J1,K33,A,2012-05-08,");
    for key in ["无", "-", "/", "0", "不详", "NULL", "1.30927E+11"] {
        let register =
            format!("register_id,name,citizen_id,village\n{key},张建国,#1,东村\n{key},李四,#3,东村");
        let desk = Desk::new(REGISTRY)
            .with("population", &register)
            .with("disability", NO_CERTIFICATES)
            .with("vehicle", &car);
        // Whose family lives there, nobody can say; a stranger's car is no suspicion.
        assert_eq!(desk.says("H1", CAR), "undetermined identity_unknown: 1 in the register", "{key}");
        let registry = format!("household_id,name,citizen_id\nH1,张建国,#1\n{key},王五,#5\n{key},赵六,#7");
        let cards =
            Desk::new(&registry).job("[gate]\nmax_rejected_share = 1.0").with("population", &register);
        let said = cards.run_to(&[0, 3]);
        assert!(said.contains("1 cards with 1 members"), "{key}: {said}");
    }
}

#[test]
fn a_register_number_of_strangers_brings_nobody_and_is_counted() {
    let register = "register_id,name,citizen_id,village\nR1,张建国,#1,东村\nR1,李四,#3,西村";
    let desk = Desk::new(REGISTRY)
        .with("population", register)
        .with("disability", NO_CERTIFICATES)
        .with("vehicle", &format!("{VEHICLE}\n李四,#3,冀J1,K33,A,2012-05-08,"));
    assert_eq!(desk.says("H1", CAR), "clear");
    assert_eq!(desk.manifest()["counts"]["shared_registers"], 1);
}

#[test]
fn one_household_id_in_two_villages_is_two_cards() {
    let registry = "household_id,name,citizen_id,relation,village,registered_on
001,张建国,#1,户主,东村,2014-01-01
001,李四,#3,户主,西村,2014-01-01";
    let desk = Desk::new(registry)
        .with("population", "register_id,name,citizen_id\nR1,张建国,#1\nR2,李四,#3")
        .with("disability", NO_CERTIFICATES)
        .with("vehicle", &format!("{VEHICLE}\n李四,#3,冀J1,K33,A,2012-05-08,"));
    let said = desk.run_to(&[0, 3]);
    assert!(said.contains("2 cards with 2 members"), "{said}");
    let found = desk.table("findings");
    let cars: Vec<_> =
        found.iter().filter(|row| row["rule"] == CAR).map(|row| row["village"].as_str()).collect();
    assert_eq!(cars, ["西村"]);
    assert_eq!(desk.manifest()["counts"]["shared_household_ids"], 2);
}

#[test]
fn a_long_number_in_a_workbook_cell_never_identifies() {
    // A true number that ends in 000 and passes its check, typed as a number: a namesake's may look the same.
    let ends_in_zeros =
        (0..100_000i64).map(|order| number(order * 10)).find(|number| number.ends_with("000")).unwrap();
    let registry = format!("household_id,name,citizen_id\nH1,张建国,{ends_in_zeros}");
    let desk = Desk::new(&registry)
        .with("population", &format!("register_id,name,citizen_id\nR1,张建国,{ends_in_zeros}"))
        .with("disability", NO_CERTIFICATES)
        .job("[gate]\nmin_usable_id_share = 0.0");
    let desk = workbook(desk, "vehicle", |sheet| {
        write(sheet, 0, VEHICLE);
        write(sheet, 1, "张建国,,冀J1,K33,A,2012-05-08,");
        sheet.write_number(1, 1, ends_in_zeros.parse::<f64>().unwrap()).unwrap();
    });
    desk.run_to(&[0, 3]);
    assert_eq!(desk.found("H1", CAR), None);
}

#[test]
fn rows_of_a_card_that_contradict_each_other_leave_open_what_depends_on_them_in_any_order() {
    let header = "household_id,name,citizen_id,relation,registered_on";
    let rows = ["H1,张建国,#1,户主,2012-01-01", "H1,王芳,#2,配偶,2016-01-01"];
    for order in [[0, 1], [1, 0]] {
        let desk = Desk::new(&format!("{header}\n{}\n{}", rows[order[0]], rows[order[1]]))
            .with("population", "register_id,name,citizen_id\nR1,张建国,#1\nR1,王芳,#2")
            .with("disability", NO_CERTIFICATES)
            .with("vehicle", &format!("{VEHICLE}\n张建国,#1,冀J1,K33,A,2014-05-08,"));
        let said = desk.says("H1", CAR);
        assert_eq!(said, "undetermined exemption_undecided: card.registered_on=2012-01-01 / 2016-01-01");
    }
}

#[test]
fn one_number_for_three_members_leaves_the_card_open() {
    let registry = "household_id,name,citizen_id\nH1,张建国,#1\nH1,王芳,#1\nH1,李四,#1";
    let desk = Desk::new(registry)
        .with("population", POPULATION)
        .with("disability", NO_CERTIFICATES)
        .with("vehicle", &format!("{VEHICLE}\n路人,#9,冀J1,K33,A,2014-05-08,"));
    assert_eq!(desk.says("H1", CAR), "undetermined identity_unknown: 2 member(s)");
}

#[test]
fn a_record_delivered_twice_or_naming_two_members_is_counted_once() {
    let twice = "kind='present'\nextract='vehicle'\nscope='member'\nwhere='TRUE'\nhaving='COUNT(*) >= 2'";
    let examples = "[[example]]\nname='a'\nrecords=[{plate_no='x'},{plate_no='y'}]\nverdict='suspect'\n[[example]]\nname='b'\nrecord={plate_no='x'}\nverdict='clear'";
    let rows = format!("{VEHICLE}\n张建国,#1,冀J1,K33,A,2012-05-08,");
    let copied = desk()
        .with_files("vehicle", "", &[("v.csv", &rows), ("v 副本.csv", &rows)])
        .rule("two-cars", twice, examples);
    assert_eq!(copied.says("H1", "two-cars"), "clear");
    let repeated = format!("{rows}\n张建国,#1,冀J1,K33,A,2012-05-08,");
    assert_eq!(
        desk().with("vehicle", &repeated).rule("two-cars", twice, examples).says("H1", "two-cars"),
        "clear"
    );
    let two = format!("{rows}\n张建国,#1,冀J2,K33,A,2012-05-08,");
    assert_eq!(
        desk().with("vehicle", &two).rule("two-cars", twice, examples).says("H1", "two-cars"),
        "suspect"
    );
    let couple = Desk::new("household_id,name,citizen_id\nH1,张建国,#1\nH1,王芳,#2")
        .with("marriage", "party_a_name,party_a_id,party_b_name,party_b_id,kind,registered_on\n张建国,#1,王芳,#2,结婚,2005-05-01")
        .rule(
            "two-weddings",
            &twice.replace("vehicle", "marriage"),
            "[[example]]\nname='a'\nrecords=[{kind='结婚'},{kind='离婚'}]\nverdict='suspect'\n[[example]]\nname='b'\nrecord={kind='结婚'}\nverdict='clear'",
        );
    assert_eq!(couple.says("H1", "two-weddings"), "clear");
}

// 5. What is said is true.

#[test]
fn a_finding_that_became_open_is_not_cleared() {
    let desk = vehicle("张建国,#1,冀J1,K33,A,2012-05-08,");
    assert_eq!(desk.says("H1", CAR), "suspect");
    fs::write(
        desk.path("in/vehicle.csv"),
        crate::support::numbered(&format!("{VEHICLE}\n张建国,#1,冀J1,SUV,A,2012-05-08,")),
    )
    .unwrap();
    desk.run_to(&[0, 3]);
    let gone = desk.manifest()["gone"].clone();
    assert_eq!(
        (gone[0]["why"].as_str(), gone[0]["cause"].as_str()),
        (Some("undetermined"), Some("code_unknown: vehicle_class=SUV"))
    );
    fs::write(
        desk.path("in/vehicle.csv"),
        crate::support::numbered(&format!("{VEHICLE}\n路人,#9,冀J1,K33,A,2012-05-08,")),
    )
    .unwrap();
}

const ANY_CAR: &str = "kind='present'\nextract='vehicle'\nscope='member'\nwhere='TRUE'";
const ANY_CAR_EXAMPLES: &str =
    "[[example]]\nname='a'\nrecord={plate_no='x'}\nverdict='suspect'\n[[example]]\nname='b'\nverdict='clear'";

#[test]
fn experimental_rules_are_set_apart_wherever_findings_are_told() {
    let desk = vehicle("张建国,#1,冀J1,K33,A,2012-05-08,").rule(
        "trial-car",
        &format!("status='experimental'\n{ANY_CAR}"),
        ANY_CAR_EXAMPLES,
    );
    desk.run_to(&[0, 3]);
    assert_eq!(desk.table("findings")[0]["status"], "experimental");
    assert_eq!(desk.table("suspects").len(), 0);
    let list =
        bidui(&["list", "--run", desk.path("out").to_str().unwrap(), "--format", "csv", "--lang", "en"]);
    assert!(text(&list.stdout).contains(",experimental,") && text(&list.stderr).contains("experimental"));
    let report = fs::read_to_string(desk.path("out/latest/report.html")).unwrap();
    assert!(report.contains("试行规则"), "{report}");
}

#[test]
fn a_rule_that_contradicts_its_examples_is_refused_by_check_and_run_alike() {
    let turned = ANY_CAR.replace("'TRUE'", "\"vehicle_class = 'M21'\"");
    let desk = vehicle("张建国,#1,冀J1,K33,A,2012-05-08,").rule("car", &turned, ANY_CAR_EXAMPLES);
    for command in ["check", "run"] {
        let output = desk.command(command, &[]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(text(&output.stderr).contains("E0360"), "{command}");
    }
    assert!(!desk.path("out/latest").exists());
}

#[test]
fn a_rule_that_is_changed_is_tried_on_its_examples_again_though_they_came_out_the_night_before() {
    let turned = ANY_CAR.replace("'TRUE'", "\"vehicle_class = 'M21'\"");
    let mut desk = vehicle("张建国,#1,冀J1,K33,A,2012-05-08,").rule("car", ANY_CAR, ANY_CAR_EXAMPLES);
    desk.run_to(&[0, 3]);
    for (rule, refused) in [(ANY_CAR, false), (&turned, true), (ANY_CAR, false)] {
        desk = desk.rule("car", rule, ANY_CAR_EXAMPLES);
        for command in ["check", "run"] {
            let output = desk.command(command, &[]);
            assert_eq!(output.status.code() == Some(1), refused, "{command}: {}", text(&output.stderr));
            assert_eq!(text(&output.stderr).contains("E0360"), refused, "{command}");
        }
    }
}

#[test]
fn whatever_run_can_know_before_it_reads_rows_check_says_with_the_same_code_and_exit() {
    let sound = || vehicle("张建国,#1,冀J1,K33,A,2012-05-08,");
    let file = |desk: Desk, name: &str| {
        fs::write(desk.path(name), "x").unwrap();
        desk
    };
    for (code, desk) in [("E0501", file(sound(), "out")), ("E0509", file(sound(), ".bidui"))] {
        for command in ["check", "run"] {
            let output = desk.command(command, &[]);
            assert_eq!(output.status.code(), Some(1), "{command} {code}: {}", text(&output.stderr));
            assert!(text(&output.stderr).contains(code), "{command} {code}: {}", text(&output.stderr));
        }
    }
    let damaged = sound();
    damaged.run_to(&[0, 3]);
    fs::write(damaged.path("out/latest/run.json"), "{").unwrap();
    let said = ["check", "run"].map(|command| damaged.command(command, &[]));
    for output in said {
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("E0503"), "{}", text(&output.stderr));
    }
    let edited = |from: &str, to: &str| {
        let desk = sound();
        let job = desk.write_job();
        fs::write(&job, fs::read_to_string(&job).unwrap().replacen(from, to, 1)).unwrap();
        (desk, job)
    };
    for (code, from, to) in [
        ("E0117", "as_of = 2017-08-31", "as_of = 2117-08-31"),
        ("E0104", "name = \"desk\"", "name = \" \""),
        ("E0116", "as_of = 2017-08-31", "as_of = 2017-08-31\nrules = []"),
        ("E0114", "name = \"registry\"", "name = \"registry\"\nschema = \"payroll\""),
        ("E0115", "as_of = 2017-08-31", "as_of = 2017-08-31\nparameters = { min_horsepwr = 50 }"),
    ] {
        let (_desk, job) = edited(from, to);
        for command in ["check", "run"] {
            let output = bidui(&[command, job.to_str().unwrap()]);
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{command} {code}: {said}");
            assert!(said.contains(code), "{command} {code}: {said}");
        }
    }
}

#[test]
fn check_names_headers_that_nobody_reads_columns_no_file_has_and_extracts_nobody_declares() {
    let rows = "owner_name,owner_id,plate_no,vehicle_class,status,first_registered_on,颜色\n张建国,#1,冀J1,K33,A,2012-05-08,红";
    let desk = Desk::new(REGISTRY).with("population", POPULATION).with("vehicle", rows);
    let output = desk.command("check", &[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for told in ["E0425", "颜色", "E0451", "`transferred_on`", "E0118", "`payroll`"] {
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn an_example_does_not_turn_with_the_calendar() {
    let folder = tempfile::tempdir().unwrap();
    let rule = format!(
        "id='a'\ntitle='a'\nversion=1\n{}\n[[basis]]\ndocument='-'\n{ANY_CAR_EXAMPLES}",
        ANY_CAR.replace("TRUE", "first_registered_on <= as_of")
    );
    let path = folder.path().join("a.toml");
    fs::write(&path, &rule).unwrap();
    let output = bidui(&["rules", "test", path.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("E0330"), "{}", text(&output.stderr));
}

#[test]
fn an_example_says_what_a_run_would_say_of_its_records() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.toml");
    let tested = |keys: &str, example: &str| {
        let rule = format!(
            "id='a'\ntitle='a'\nversion=1\n{keys}\n[[basis]]\ndocument='-'\n[[example]]\nname='b'\nverdict='clear'\n\
             [[example]]\nname='a'\nverdict='suspect'\n{example}"
        );
        fs::write(&path, &rule).unwrap();
        let output = bidui(&["rules", "test", path.to_str().unwrap(), "--lang", "en"]);
        (output.status.code(), text(&output.stderr))
    };
    let sister = "record={plate_no='x'}\nroster={relation='same_register'}";
    assert_eq!(tested(&ANY_CAR.replace("member", "household"), sister).0, Some(0));
    // A rule about members does not look at whoever else is in their register.
    let (code, said) = tested(ANY_CAR, sister);
    assert!(code == Some(1) && said.contains("E0360") && said.contains("says clear"), "{said}");
}

#[test]
fn rules_are_tested_against_the_schemas_of_a_job() {
    let desk = desk().declared("name = \"cars\"\nschema = \"vehicle\"\npath = \"in/cars.csv\"").rule(
        "other-car",
        &ANY_CAR.replace("vehicle", "cars"),
        ANY_CAR_EXAMPLES,
    );
    fs::write(
        desk.path("in/cars.csv"),
        crate::support::numbered(&format!("{VEHICLE}\n张建国,#1,冀J1,K33,A,2012-05-08,")),
    )
    .unwrap();
    // An extract may be called otherwise than its schema, and rules call it by its name.
    assert_eq!(desk.says("H1", "other-car"), "suspect");
    let job = desk.write_job();
    let output = bidui(&["rules", "test", "--job", job.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("1 rules, 2 examples, 2 as expected"));
}

#[test]
fn a_job_adds_to_the_built_in_rules_or_says_aloud_that_it_leaves_them_out() {
    let rows = "张建国,#1,冀J1,K33,A,2012-05-08,";
    let added =
        vehicle(rows).job("rules = [\"builtin\", \"rules\"]").rule("any-car", ANY_CAR, ANY_CAR_EXAMPLES);
    assert_eq!(added.says("H1", CAR), "suspect");
    assert_eq!(added.says("H1", "any-car"), "suspect");
    let alone = vehicle(rows).rule("any-car", ANY_CAR, ANY_CAR_EXAMPLES);
    let said = alone.run_to(&[0, 3]);
    assert!(said.contains("built-in rules are left out"), "{said}");
    assert!(text(&alone.command("check", &[]).stderr).contains("built-in rules are left out"));
}

#[test]
fn a_job_overrides_a_parameter_visibly() {
    let tractor =
        "owner_name,owner_id,kind,horsepower,purchased_on,status\n张建国,#1,拖拉机,48,2012-05-08,在用";
    let rule = "farm-machinery-large";
    assert_eq!(desk().with("machinery", tractor).says("H1", rule), "suspect");
    let raised = desk().with("machinery", tractor).job("[parameters]\nmin_horsepower = 50");
    assert_eq!(raised.says("H1", rule), "clear");
    assert_eq!(raised.manifest()["settings"]["parameters.min_horsepower"], "50");
    for said in [raised.run_to(&[0, 3]), text(&raised.command("check", &[]).stderr)] {
        assert!(said.contains("min_horsepower = 50") || said.contains("nothing differs"), "{said}");
    }
}

#[test]
fn the_rules_in_force_can_be_listed_and_written_out() {
    let folder = tempfile::tempdir().unwrap();
    let listed = bidui(&["rules", "list", "--lang", "en"]);
    assert!(text(&listed.stdout).contains("vehicle-car"), "{}", text(&listed.stdout));
    let out = folder.path().join("pack");
    assert_eq!(bidui(&["rules", "export", out.to_str().unwrap()]).status.code(), Some(0));
    let tested = bidui(&["rules", "test", out.to_str().unwrap(), "--lang", "en"]);
    assert_eq!(tested.status.code(), Some(0), "{}", text(&tested.stderr));
    assert_eq!(
        bidui(&["rules", "export", out.to_str().unwrap()]).status.code(),
        Some(1),
        "never over what is there"
    );
}

#[test]
fn what_was_warned_of_stands_in_the_run_and_in_the_report() {
    let desk = payroll("张建国,#1,县一中,在编,3200,2010-09-01,");
    desk.run_to(&[3]);
    let warnings = desk.manifest()["warnings"].to_string();
    assert!(warnings.contains("E0420") && warnings.contains("在编"), "{warnings}");
    let quality = desk.table("quality");
    assert_eq!(quality.iter().find(|row| row["extract"] == "payroll").unwrap()["codes_unknown"], "1");
    let report = fs::read_to_string(desk.path("out/latest/report.html")).unwrap();
    assert!(report.contains("E0420") && report.contains("在编"), "{report}");
}

// 6. No number gets out, nothing crashes.

#[test]
fn no_number_gets_out_wherever_it_stood() {
    let (one, two) = (number(1), number(2));
    let parted = format!("{}-{}-{}", &one[..6], &one[6..14], &one[14..]);
    let spaced = format!("{} {} {}", &one[..6], &one[6..14], &one[14..]);
    let registry = format!(
        "household_id,person_id,name,citizen_id,relation,township,village\n{one},{one}01,张建国,{one},户主,城关{one}镇,东村{one}\n{one},{two},王芳,{two},配偶,城关{one}镇,东村{one}"
    );
    let rule = "kind='present'\nextract='vehicle'\nscope='member'\nwhere='TRUE'\nevidence=['brand','model','plate_no']";
    let desk = Desk::new(&registry)
        .with("vehicle", &format!("owner_name,owner_id,plate_no,brand,model,status\n张建国,{one},1{one},车主{spaced}的车,{parted},{one}"))
        .rule("any-car", rule, ANY_CAR_EXAMPLES);
    let said = desk.command("run", &["--keep-stages", "-vv"]);
    assert_eq!(said.status.code(), Some(0), "{}", text(&said.stderr));
    let mut outside = text(&said.stdout) + &text(&said.stderr);
    outside += &text(&desk.command("check", &[]).stderr);
    outside +=
        &text(&bidui(&["list", "--run", desk.path("out").to_str().unwrap(), "--format", "json"]).stdout);
    let latest = desk.path("out/latest").canonicalize().unwrap();
    let mut cards = Vec::new();
    for (name, bytes) in files(&latest) {
        outside.push_str(&name);
        if name.ends_with(".xlsx") {
            let mut book = calamine::open_workbook_auto(latest.join(&name)).unwrap();
            for (_, range) in calamine::Reader::worksheets(&mut book) {
                for row in range.rows() {
                    outside.extend(row.iter().map(|cell| format!("{cell}\n")));
                }
            }
        } else if name.ends_with(".parquet") {
            let frame = bidui::publish::read_parquet(&latest.join(&name)).unwrap();
            for column in frame.columns() {
                for at in 0..column.len() {
                    outside.push_str(&format!("{}\n", column.get(at).unwrap()));
                }
            }
        } else {
            outside.push_str(&text(&bytes));
        }
        if name == "suspects.csv" {
            cards = desk.table("suspects").into_iter().map(|row| row["household_id"].clone()).collect();
        }
    }
    let digits: String = outside.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    for number in [&one, &two] {
        assert!(!digits.contains(&number[..17]), "{}", &outside[..0]);
    }
    assert_eq!(cards.len(), 1);
    // A household known by a number has a name that stays.
    fs::remove_dir_all(desk.path("out")).unwrap();
    desk.run_to(&[0, 3]);
    assert_eq!(desk.table("suspects")[0]["household_id"], cards[0]);
}

#[test]
fn a_cell_at_the_far_corner_of_a_sheet_is_refused_before_memory_is_asked_for() {
    let desk = workbook(desk(), "vehicle", |sheet| {
        write(sheet, 0, VEHICLE);
        write(sheet, 1, "张建国,#1,冀J1,K33,A,2012-05-08,");
        sheet.write_string(1_048_575, 16_383, " ").unwrap();
    });
    let said = desk.run_to(&[4]);
    assert!(said.contains("E0424"), "{said}");
}

#[test]
fn a_damaged_last_run_says_what_to_delete() {
    let desk = vehicle("张建国,#1,冀J1,K33,A,2012-05-08,");
    desk.run_to(&[0, 3]);
    let latest = desk.path("out/latest").canonicalize().unwrap();
    fs::write(latest.join("run.json"), "{").unwrap();
    let said = desk.run_to(&[1]);
    let said: String = said.split_whitespace().collect();
    assert!(said.contains("delete") && said.contains("out/latest"), "{said}");
    fs::remove_file(desk.path("out/latest")).unwrap();
    fs::remove_dir_all(latest).unwrap();
    desk.run_to(&[0, 3]);
}

#[test]
fn a_cache_that_cannot_be_written_costs_a_warning_and_nothing_else() {
    let desk = vehicle("张建国,#1,冀J1,K33,A,2012-05-08,").job("cache = \"/proc/bidui-cache\"");
    let said = desk.run_to(&[0, 3]);
    assert!(said.contains("E0508"), "{said}");
    assert_eq!(desk.verdicts()[&("H1".to_owned(), CAR.to_owned())].0, "suspect");
}

#[test]
fn names_that_sound_the_same_under_one_number_are_one_person() {
    for (member, owner) in [("李莉", "李丽"), ("章建国", "张建国"), ("张国", "张囯")] {
        let desk =
            Desk::new(&format!("household_id,name,citizen_id,registered_on\nH1,{member},#1,2014-01-01"))
                .with("population", &format!("register_id,name,citizen_id\nR1,{member},#1"))
                .with("disability", NO_CERTIFICATES)
                .with("vehicle", &format!("{VEHICLE}\n{owner},#1,冀J1,K33,A,2012-05-08,"));
        desk.run_to(&[0, 3]);
        let evidence = desk.table("evidence");
        let methods: Vec<_> =
            evidence.iter().filter(|row| row["rule"] == CAR).map(|row| row["method"].as_str()).collect();
        assert_eq!(methods, ["id_name_variant"], "{member} {owner}");
    }
}

#[test]
fn a_register_without_a_number_leaves_open_who_lives_with_a_member() {
    let car = format!("{VEHICLE}\n张小明,#5,冀J1,K33,A,2012-05-08,");
    let registered = |register: &str| {
        let rows = format!(
            "register_id,name,citizen_id,status\n{register},张建国,#1,正常\n{register},张小明,#5,正常"
        );
        let desk = Desk::new(REGISTRY).with("disability", NO_CERTIFICATES);
        desk.with("population", &rows).with("vehicle", &car).says("H1", CAR)
    };
    assert_eq!(registered("R1"), "suspect");
    assert_eq!(registered(""), "undetermined identity_unknown: 1 in the register");
}

#[test]
fn the_first_day_of_1900_is_no_day_on_which_pay_ended() {
    let desk = payroll("张建国,#1,县一中,事业,3200,2010-09-01,1900-01-01");
    assert_eq!(desk.says("H1", WAGE), "undetermined value_unreadable: paid_until=1900-01-01");
}

#[test]
fn a_rejected_record_with_a_members_number_leaves_the_card_open() {
    let others: Vec<_> = (20..90).map(|n| format!("路人,#{n},冀J{n},K33,A,2012-05-08,")).collect();
    let others = others.join("\n");
    let open = "undetermined value_unreadable: 1 rejected record(s)";
    // No name; cells shifted to the right; a cell too many; a line that breaks off.
    for row in [
        ",#1,冀J1,K33,A,2012-05-08,",
        ",张建国,#1,冀J1,K33,A,2012-05-08,x",
        "张建国,#1,冀J1,K33,A,2012-05-08,,,x",
        "张建国,#1,冀J1",
    ] {
        assert_eq!(vehicle(&format!("{row}\n{others}")).says("H1", CAR), open, "{row}");
    }
    assert_eq!(vehicle(&others).says("H1", CAR), "clear");
    let register = |row: &str| {
        let others: Vec<_> = (20..90).map(|n| format!("R{n},路人,#{n},西村,正常")).collect();
        let rows = format!("register_id,name,citizen_id,village,status\n{row}\n{}", others.join("\n"));
        Desk::new(REGISTRY).with("disability", NO_CERTIFICATES).with("population", &rows)
    };
    let no_name = register("R1,,#1,东村,正常").with("vehicle", &format!("{VEHICLE}\n{others}"));
    assert_eq!(no_name.says("H1", "no-register-entry"), open);
    assert_eq!(no_name.says("H1", CAR), "undetermined identity_unknown: 1 in the register");
}
