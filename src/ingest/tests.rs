//! Tests of ingestion: what is ingested is what was delivered, every row of it.

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::content_digest::content_digest;
use crate::delivery::DeliveredFile;
use crate::diagnostic::SourceText;
use crate::domain::IdState;
use crate::schema::{AS_DELIVERED, MONTH_ONLY, RECORD, Schema, UNREADABLE, read_schema};

const SCHEMA: &str = r#"
name = "vehicle"
title = "机动车登记"
subject = { id = "owner_id", name = "owner_name" }
[[column]]
name = "owner_name"
type = "name"
aliases = ["机动车所有人", "SYR"]
required = true
[[column]]
name = "owner_id"
type = "citizen_id"
aliases = ["身份证明号码", "SFZMHM"]
required = true
[[column]]
name = "plate_no"
type = "text"
aliases = ["号牌号码"]
[[column]]
name = "first_registered_on"
type = "date"
aliases = ["初次登记日期"]
[[column]]
name = "status"
type = "code_list"
aliases = ["机动车状态"]
codes = { A = "正常", G = "违法未处理", Q = "逾期未检验", E = "注销" }
[[column]]
name = "price"
type = "decimal"
unit = "yuan"
aliases = ["价格"]
"#;

fn schema() -> std::sync::Arc<Schema> {
    read_schema(&SourceText::new("vehicle.toml", SCHEMA)).unwrap().value.into()
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> DeliveredFile {
        let path = self.folder.path().join(name);
        fs::write(&path, content).unwrap();
        DeliveredFile { path, shown: name.to_owned() }
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn delivery(&self, content: impl AsRef<[u8]>) -> Delivery {
        Delivery::new("vehicle", schema(), vec![self.file("vehicle.csv", content)])
    }
}

/// What was ingested, and its table.
fn stage_content(content: impl AsRef<[u8]>) -> (Ingested, DataFrame) {
    let desk = Desk::new();
    let ingested = ingest(&desk.delivery(content), &Selection::All, &desk.cache());
    let ingested = ingested.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(ingested.counts.rows_read, ingested.counts.rows_accepted + ingested.counts.rows_rejected);
    let frame = ingested.table.clone();
    (ingested, frame)
}

/// The frame as lines of text, null as `~`.
fn shown(frame: &DataFrame, columns: &[&str]) -> Vec<String> {
    let line = |row| {
        let cells = columns.iter().map(|column| match frame.column(column).unwrap().get(row).unwrap() {
            AnyValue::Null => "~".to_owned(),
            value => value.str_value().into_owned(),
        });
        cells.collect::<Vec<_>>().join(" ")
    };
    (0..frame.height()).map(line).collect()
}

fn reasons(ingested: &Ingested) -> Vec<String> {
    let line = |reject: &Reject| format!("{} {}: {}", reject.row, reject.kind.as_str(), reject.reason);
    ingested.rejects.iter().map(line).collect()
}

const CLEAN: &str = "\
南皮县机动车登记信息,,,,,
制表日期：2017-08-31,,,,,
机动车所有人,身份证明号码,号牌号码,初次登记日期,机动车状态,价格（万元）
张　三,'61212719760403123x,冀J１２３,2014/1/1,违法未处理,3.5
李四,612127197604031231,冀J124,201401,\"G,Q\",\"12,000元\"

王五,130927195011046000,冀J125,2014-02-30,A,-
合计,3,,,,
";

#[test]
fn a_delivery_becomes_the_canonical_frame() {
    let (ingested, frame) = stage_content(CLEAN);
    let columns = [
        "owner_name",
        "owner_id",
        "plate_no",
        "first_registered_on",
        "status",
        "price",
        "person",
        "id_state",
        "source_file",
        "source_row",
    ];
    let beside = [UNREADABLE, AS_DELIVERED, MONTH_ONLY, RECORD];
    let all: Vec<_> = columns.into_iter().chain(beside).map(PlSmallStr::from_static).collect();
    assert_eq!(frame.get_column_names_owned(), all);
    assert_eq!(
        shown(&frame, &columns),
        [
            "张三 61212719760403123x 冀J123 2014-01-01 G 35000.000000 ~ bad_check vehicle.csv 4",
            "李四 612127197604031231 冀J124 2014-01-01 G,Q 12000.000000 61212719760403123 valid vehicle.csv 5",
            "王五 130927195011046000 冀J125 ~ A ~ ~ truncated vehicle.csv 7",
        ]
    );
    let skipped = [
        "1 skipped: above the header",
        "2 skipped: above the header",
        "6 skipped: blank line",
        "8 skipped: total line",
    ];
    assert_eq!(reasons(&ingested), skipped);
    assert_eq!(ingested.counts.cleaning.unreadable, [("first_registered_on".to_owned(), 1)].into());
    let noted = "first_registered_on value_unreadable first_registered_on=2014-02-30";
    assert_eq!(shown(&frame, &[UNREADABLE, AS_DELIVERED]), ["~ ~", "~ ~", noted]);
}

#[test]
fn a_row_that_cannot_be_used_is_rejected_with_its_line_and_reason() {
    let (ingested, frame) = stage_content(
        "SYR,SFZMHM,号牌号码\n\
         张三,612127197604031231,冀J1,多\n\
         李四,612127197604031231\n\
         无,612127197604031231,冀J3\n\
         王五,,冀J4\n\
         ,,冀J5\n\
         SYR,SFZMHM,号牌号码\n\
         赵六,612127197604031231,冀J6,,\n\
         钱七,\"612127197604031231,冀J7\n",
    );
    assert_eq!(
        reasons(&ingested),
        [
            "2 rejected: 4 fields where the header has 3",
            "3 rejected: 2 fields where the header has 3",
            "4 rejected: a required column is empty",
            "6 rejected: a required column is empty",
            "7 skipped: header again",
            "8 rejected: 5 fields where the header has 3",
            "9 rejected: a quote is opened and never closed",
        ]
    );
    assert_eq!(shown(&frame, &["owner_name", "id_state"]), ["王五 missing"]);
}

#[test]
fn a_line_that_cannot_be_decoded_costs_that_line_only() {
    let mut content = "SYR,SFZMHM\n张三,1\n李四,2\n".as_bytes().to_vec();
    content.extend_from_slice(b"\xd5\xc5,3\n");
    let (ingested, _) = stage_content(content);
    assert_eq!(reasons(&ingested), ["4 rejected: not decodable in the file's encoding"]);
    assert_eq!(ingested.counts.rows_accepted, 2);
}

#[test]
fn the_second_time_comes_from_the_cache_and_says_the_same() {
    let desk = Desk::new();
    let delivery = desk.delivery(format!("{CLEAN}孙八,,,,X?,\n"));
    let first = ingest(&delivery, &Selection::All, &desk.cache()).unwrap();
    assert_eq!(first.save(&desk.cache()), None);
    let again = ingest(&delivery, &Selection::All, &desk.cache()).unwrap();
    assert!(!first.from_cache && again.from_cache);
    assert!(first.table.equals_missing(&again.table));
    assert_eq!(first.table.schema(), again.table.schema());
    assert_eq!((first.counts, first.rejects, first.warnings), (again.counts, again.rejects, again.warnings));
    assert_eq!(first.digest, again.digest);
}

#[test]
fn a_damaged_cache_entry_is_made_anew() {
    let desk = Desk::new();
    let delivery = desk.delivery(CLEAN);
    let first = ingest(&delivery, &Selection::All, &desk.cache()).unwrap();
    assert_eq!(first.save(&desk.cache()), None);
    for entry in fs::read_dir(desk.cache()).unwrap() {
        let path = entry.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let again = ingest(&delivery, &Selection::All, &desk.cache()).unwrap();
        assert_eq!(again.save(&desk.cache()), None);
        assert!(!again.from_cache, "{path:?}");
        assert!(first.table.equals_missing(&again.table));
    }
}

#[test]
fn whatever_changes_the_frame_changes_the_key() {
    let desk = Desk::new();
    let delivery = desk.delivery(CLEAN);
    let key = |delivery: &Delivery| {
        cache::key(delivery, &Basis::default(), &look_at_files(delivery, digest_and_size).unwrap())
    };
    let first = key(&delivery);
    let mut renamed = delivery.clone();
    renamed.files[0].shown.push('2');
    let mut in_yuan = delivery.clone();
    in_yuan.units.insert("price".into(), "元".into());
    let mut skipped = delivery.clone();
    skipped.skip_rows = Some(2);
    let others = [renamed, in_yuan, skipped].map(|delivery| key(&delivery));
    assert!(others.iter().all(|other| *other != first));
    fs::write(&delivery.files[0].path, "other").unwrap();
    assert_ne!(key(&delivery), first);
}

#[test]
fn a_cache_that_cannot_be_written_is_said_and_costs_nothing_else() {
    let desk = Desk::new();
    let delivery = desk.delivery(CLEAN);
    let ingested = ingest(&delivery, &Selection::All, &desk.cache()).unwrap();
    let problem = ingested.save(&delivery.files[0].path).unwrap();
    assert_eq!((problem.code, problem.is_error()), ("E0508", false));
}

#[test]
fn one_thread_and_two_give_the_same_frame() {
    let desk = Desk::new();
    let mut delivery = desk.delivery(CLEAN);
    delivery.chunk_bytes = 16;
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let cache = desk.cache().join(threads.to_string());
        let ingested = pool.install(|| ingest(&delivery, &Selection::All, &cache)).unwrap();
        assert_eq!(ingested.save(&cache), None);
        let table = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().path());
        let table = table.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "parquet"));
        (ingested, content_digest(&table.unwrap()).unwrap())
    };
    let ((one, one_bytes), (two, two_bytes)) = (with(1), with(2));
    assert!(one.table.equals_missing(&two.table));
    assert_eq!((one.counts, one.rejects, one_bytes), (two.counts, two.rejects, two_bytes));
}

#[test]
fn identical_rows_are_counted_and_kept() {
    let (ingested, _) = stage_content("序号,SYR,SFZMHM\n1,张三,1\n2,张三,1\n3,李四,1\n");
    assert_eq!((ingested.counts.duplicates, ingested.counts.rows_accepted), (1, 3));
}

#[test]
fn what_a_record_is_known_by_never_changes_since_fingerprints_are_made_of_it() {
    let (_, frame) = stage_content("序号,SYR,SFZMHM\n1,张三,1\n2, 李四 ,\n");
    assert_eq!(integers_of(&frame, RECORD), [-1_487_819_126_792_695_569, -9_053_757_045_049_571_016]);
}

#[test]
fn a_header_of_merged_cells_in_two_lines_is_one_header() {
    let (_, frame) = stage_content("单位：万元,,,\n所有人情况,,车辆,\nSYR,SFZMHM,,价格\n张三,1,冀J1,3.5\n");
    assert_eq!(shown(&frame, &["owner_name", "price", "source_row"]), ["张三 35000.000000 4"]);
    let (_, frame) = stage_content("机动车,,号牌,价格\n所有人,身份证明号码,号码,\n张三,1,冀J1,3.5\n");
    assert_eq!(shown(&frame, &["owner_name", "plate_no", "price"]), ["张三 冀J1 3.500000"]);
}

/// Rows about whoever has one of the numbers that [`a_cell`] gives.
fn about_somebody(follow: Follow) -> Selection {
    let numbers = SoughtNumbers::of(&Persons::from_iter([SOMEBODY]).into(), &Arc::default()).into();
    Selection::of(Sought { numbers, ..Sought::default() }, follow)
}

const SOMEBODY: i64 = 61212719760403123;

fn integers_of(frame: &DataFrame, column: &str) -> Vec<i64> {
    frame.column(column).unwrap().i64().unwrap().iter().flatten().collect()
}

fn of_somebody(frame: &DataFrame) -> BooleanChunked {
    frame.column("person").unwrap().i64().unwrap().equal(SOMEBODY)
}

#[test]
fn who_stands_in_one_row_with_the_wanted_brings_their_own_rows() {
    let desk = Desk::new();
    let couples = "612127197604031231,130927195011046006\n130927195011046006,\n,612127197604031231\n612127195001010009,\n";
    let file = desk.file("marriage.csv", format!("A,B\n{couples}"));
    let text = "name = \"marriage\"\ntitle = \"婚姻登记\"\n\
        [[subject]]\nid = \"a_id\"\nname = \"a_name\"\n[[subject]]\nid = \"b_id\"\nname = \"b_name\"\n\
        [[column]]\nname = \"a_id\"\ntype = \"citizen_id\"\naliases = [\"A\"]\n\
        [[column]]\nname = \"b_id\"\ntype = \"citizen_id\"\naliases = [\"B\"]\n\
        [[column]]\nname = \"a_name\"\ntype = \"name\"\naliases = [\"C\"]\n\
        [[column]]\nname = \"b_name\"\ntype = \"name\"\naliases = [\"D\"]\n";
    let schema = read_schema(&SourceText::new("marriage.toml", text)).unwrap().value;
    let delivery = Delivery::new("marriage", schema.into(), vec![file]);
    let ingested = ingest(&delivery, &about_somebody(Follow::Partners), &desk.cache()).unwrap();
    assert_eq!(shown(&ingested.table, &["source_row"]), ["2", "3", "4"]);
    assert_eq!(ingested.counts.rows_accepted, 4);
}

fn a_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("张三".to_owned()),
        2 => Just("612127197604031231".to_owned()),
        1 => Just("合计".to_owned()),
        1 => Just("SYR".to_owned()),
        2 => Just(String::new()),
        1 => Just("2014-02-30".to_owned()),
        1 => "[\"a，,\n\r 三]{0,6}",
    ]
}

prop_compose! {
    fn a_csv()(
        rows in prop::collection::vec((prop::collection::vec((a_cell(), any::<bool>()), 0..6), any::<bool>()), 0..12),
        // Enough to be read in several windows.
        times in prop_oneof![3 => Just(1), 1 => Just(40)],
    ) -> String {
        let mut text = "SYR,SFZMHM,初次登记日期\n".to_owned();
        for (cells, return_too) in std::iter::repeat_n(&rows, times).flatten() {
            for (place, (cell, quoted)) in cells.iter().enumerate() {
                if place > 0 { text.push(','); }
                if *quoted { text.push_str(&format!("\"{}\"", cell.replace('"', "\"\""))); } else { text.push_str(cell); }
            }
            text.push_str(if *return_too { "\r\n" } else { "\n" });
        }
        text
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_row_read_is_accepted_or_rejected_and_chunks_make_no_difference(text in a_csv(), size in 1usize..80) {
        let desk = Desk::new();
        let mut delivery = desk.delivery(&text);
        let whole = ingest(&delivery, &Selection::All, &desk.cache().join("whole")).unwrap();
        prop_assert_eq!(whole.counts.rows_read, whole.counts.rows_accepted + whole.counts.rows_rejected);
        prop_assert_eq!(whole.counts.rows_rejected + whole.counts.rows_skipped, whole.rejects.len() as u64);
        let lines: Vec<_> = whole.rejects.iter().map(|reject| reject.row).collect();
        prop_assert!(lines.is_sorted());
        delivery.chunk_bytes = size;
        let cut = ingest(&delivery, &Selection::All, &desk.cache().join("cut")).unwrap();
        prop_assert!(whole.table.equals_missing(&cut.table));
        prop_assert_eq!((whole.counts, whole.rejects), (cut.counts, cut.rejects));
    }

    /// Found once: `2014-02-30,"a,"612127197604031231",张三`, where a quote that is not closed leaves a number behind letters.
    #[test]
    fn rows_that_are_not_wanted_are_counted_all_the_same(text in a_csv(), size in 1usize..80) {
        let desk = Desk::new();
        let mut delivery = desk.delivery(&text);
        delivery.chunk_bytes = size;
        let whole = ingest(&delivery, &Selection::All, &desk.cache()).unwrap();
        let own = ingest(&delivery, &about_somebody(Follow::Own), &desk.cache()).unwrap();
        let of_somebody = of_somebody(&whole.table);
        // Kept are the person's rows, and those whose number is unsure and may be the person's.
        let kept = integers_of(&own.table, "source_row");
        let is_kept = integers_of(&whole.table, "source_row").iter().map(|row| kept.contains(row)).collect::<Vec<_>>();
        let states = whole.table.column("id_state").unwrap().str().unwrap().iter();
        for ((kept, own), state) in is_kept.iter().zip(of_somebody.iter()).zip(states) {
            let unsure = !state.and_then(IdState::parse).is_some_and(IdState::is_sure);
            let right = if own == Some(true) { *kept } else { !kept || unsure };
            prop_assert!(right, "{state:?}");
        }
        let is_kept = BooleanChunked::from_slice("".into(), &is_kept);
        prop_assert!(own.table.equals_missing(&whole.table.filter(&is_kept).unwrap()));
        prop_assert_eq!((&own.counts, &own.rejects), (&whole.counts, &whole.rejects));
        let sharing = ingest(&delivery, &about_somebody(Follow::Sharing("owner_name")), &desk.cache()).unwrap();
        let name = |frame: &DataFrame| frame.column("owner_name").unwrap().str().unwrap().clone();
        let (names, all) = (name(&own.table), name(&whole.table));
        let shared = all.iter().map(|name| name.is_some() && names.iter().any(|known| known == name));
        let shared = BooleanChunked::from_iter_values("".into(), shared) | of_somebody;
        // A rejected row may have led to more.
        prop_assert!(sharing.table.height() >= whole.table.filter(&shared).unwrap().height());
        prop_assert_eq!((&sharing.counts, &sharing.rejects), (&whole.counts, &whole.rejects));
    }

    #[test]
    fn the_encoding_makes_no_difference(text in a_csv()) {
        let desk = Desk::new();
        let text = format!("机动车所有人登记表\n{text}");
        let utf8 = ingest(&desk.delivery(&text), &Selection::All, &desk.cache()).unwrap();
        let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
        let other = Desk::new();
        let gb18030 = ingest(&other.delivery(bytes), &Selection::All, &other.cache()).unwrap();
        prop_assert!(utf8.table.equals_missing(&gb18030.table));
        prop_assert_eq!(utf8.rejects, gb18030.rejects);
    }
}
