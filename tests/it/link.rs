//! `bidui link`: two tables as they come, and which of their rows are one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its promise is broken")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{bidui, rows, text};

/// People of forty names and as many villages, a line each: name, birth date, village.
fn people(count: usize) -> Vec<[String; 3]> {
    let person = |n: usize| {
        let of = |from: &str, at: usize| from.chars().nth(at % from.chars().count()).unwrap();
        let name = format!("{}建{}", of("张王李赵刘陈杨黄", n), of("国军民华平", n / 8));
        let birth = format!("19{}-{:02}-{:02}", 50 + n * 7 % 50, 1 + n * 5 % 12, 1 + n * 11 % 28);
        [name, birth, format!("{}家村", of("东西南北前后上下", n * 3 + n / 8))]
    };
    (0..count).map(person).collect()
}

/// A list of the disabled under a title, in GB18030, and a register in UTF-8 under other headers.
fn deliver(folder: &Path) -> [String; 2] {
    let mut a = "全县残疾人名单\n姓名,出生年月,村,证号\n".to_owned();
    for (at, [name, birth, village]) in people(30).iter().enumerate() {
        let name = if at == 3 { name.replace('建', "健") } else { name.clone() };
        let birth = birth.replace('-', if at % 2 == 0 { "." } else { "" });
        a.push_str(&format!("{name},{birth},{village},证{at}\n"));
    }
    let mut b = "户编号,name,birth_date,village\n".to_owned();
    for (at, [name, birth, village]) in people(200).iter().enumerate() {
        b.push_str(&format!("H{at},{name},{birth},{village}\n"));
    }
    let (a_path, b_path) = (folder.join("残疾人.csv"), folder.join("register.csv"));
    fs::write(&a_path, encoding_rs::GB18030.encode(&a).0).unwrap();
    fs::write(&b_path, b).unwrap();
    [a_path, b_path].map(|path| path.to_str().unwrap().to_owned())
}

const ASKED: &[&str] = &[
    "--on",
    "姓名=name:name",
    "--on",
    "出生年月=birth_date:date",
    "--on",
    "村=village",
    "--block",
    "姓名=name",
    "--block",
    "出生年月=birth_date",
    "--key",
    "证号=户编号",
];

#[test]
fn a_list_in_gb18030_under_a_title_is_linked_to_a_register_with_other_headers() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = deliver(folder.path());
    let out = folder.path().join("pairs.csv");
    let mut arguments = vec!["link", &a, &b, "--lang", "en", "-o", out.to_str().unwrap()];
    arguments.extend(ASKED);
    let said = bidui(&arguments);
    assert_eq!(said.status.code(), Some(0), "{}", text(&said.stderr));
    let pairs: BTreeMap<_, _> = rows(&out).into_iter().map(|row| (row["a_证号"].clone(), row)).collect();
    assert_eq!(pairs.len(), 30, "{}", text(&said.stderr));
    for (own, row) in &pairs {
        assert_eq!(row["b_户编号"], own.replace('证', "H"));
    }
    // A homophone is found by the birth date; its line is that of the file, below title and header.
    assert_eq!((pairs["证3"]["姓名_level"].as_str(), pairs["证3"]["a_row"].as_str()), ("same_sound", "6"));
    assert!(text(&said.stderr).contains("30 found"));
}

#[test]
fn the_same_pairs_come_of_one_thread_and_of_two() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = deliver(folder.path());
    let of = |threads: &str| {
        let mut arguments = vec!["link", &a, &b, "--threads", threads, "--format", "json"];
        arguments.extend(ASKED);
        text(&bidui(&arguments).stdout)
    };
    assert!(of("1").contains("\"probability\"") && of("1") == of("2"));
}

#[test]
fn a_column_that_is_not_there_is_named_with_the_one_that_may_be_meant() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = deliver(folder.path());
    let said = bidui(&["link", &a, &b, "--lang", "en", "--on", "姓名=nmae:name", "--block", "姓名=name"]);
    assert_eq!(said.status.code(), Some(1));
    let said = text(&said.stderr);
    assert!(
        said.contains("no column `nmae`") && said.contains("register.csv") && said.contains("name"),
        "{said}"
    );
    let wrong = bidui(&["link", &a, &b, "--on", "姓名:soundex", "--block", "姓名"]);
    assert!(wrong.status.code() == Some(2) && text(&wrong.stderr).contains("is no comparator"));
}
