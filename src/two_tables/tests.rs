//! Tests of the linker on its own.

use super::*;

/// A table of these columns; an empty text is an empty cell.
fn table(columns: &[&str], rows: &[Vec<String>]) -> Cells {
    let cells =
        |at: usize| rows.iter().map(|row| Some(row[at].clone()).filter(|cell| !cell.is_empty())).collect();
    Cells::new(columns.iter().enumerate().map(|(at, column)| ((*column).to_owned(), cells(at))).collect())
}

fn question(on: &[&str], blocks: &[&str]) -> Question {
    Question {
        on: on.iter().map(|text| text.parse().unwrap()).collect(),
        blocks: blocks.iter().map(|text| text.parse().unwrap()).collect(),
        relation: Relation::OneToOne,
        threshold: 0.9,
        most_pairs: 1_000_000,
        frequency: true,
    }
}

/// People of a hundred names and seventeen villages.
fn people(count: usize) -> Vec<Vec<String>> {
    let person = |n: usize| {
        let drawn = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let of = |from: &str, at: usize| from.chars().nth(at % 10).unwrap();
        let name = format!("{}{}", of("张王李赵刘陈杨黄周吴", drawn), of("伟芳娜静强军洋艳涛霞", drawn / 10));
        let (month, day) = (1 + drawn / 6000 % 12, 1 + drawn / 72_000 % 28);
        let birth = format!("19{}-{month:02}-{day:02}", 40 + drawn / 100 % 60);
        vec![name, birth, format!("村{}", drawn / 2_016_000 % 17)]
    };
    (0..count).map(person).collect()
}

const COLUMNS: &[&str] = &["name", "birth", "village"];

fn pairs(question: &Question, a: &[Vec<String>], b: &[Vec<String>]) -> Vec<(usize, usize)> {
    let answer = link(question, &table(COLUMNS, a), &table(COLUMNS, b));
    answer.pairs.iter().map(|pair| (pair.a, pair.b)).collect()
}

fn usual() -> Question {
    question(&["name:name", "birth:date", "village"], &["name", "birth"])
}

#[test]
fn rows_that_agree_are_found_and_one_with_a_mistyped_birth_date_as_well() {
    let b = people(400);
    let mut a = b[..100].to_vec();
    a[0][1].replace_range(8.., "17");
    let expected: Vec<_> = (0..100).map(|row| (row, row)).collect();
    let found = pairs(&usual(), &a, &b);
    assert_eq!(found.iter().filter(|pair| !expected.contains(pair)).count(), 0, "{found:?}");
    assert!(found.len() > 95, "{} found", found.len());
}

#[test]
fn who_two_rows_could_be_is_neither_for_certain() {
    let mut b = people(400);
    b.push(b[7].clone());
    let found = pairs(&usual(), &b[..20], &b);
    assert!(!found.iter().any(|(a, _)| *a == 7) && found.contains(&(8, 8)), "{found:?}");
}

#[test]
fn the_order_of_rows_changes_no_pair() {
    let b = people(400);
    let a: Vec<_> = b[..100].to_vec();
    let (turned_a, turned_b): (Vec<_>, Vec<_>) =
        (a.iter().rev().cloned().collect(), b.iter().rev().cloned().collect());
    let mut turned: Vec<_> =
        pairs(&usual(), &turned_a, &turned_b).iter().map(|(a, b)| (99 - a, 399 - b)).collect();
    turned.sort_unstable();
    assert_eq!(turned, pairs(&usual(), &a, &b));
}

#[test]
fn several_rows_may_be_one_where_the_question_says_so() {
    let b = people(400);
    let a = vec![b[3].clone(), b[3].clone()];
    let many = Question { relation: Relation::ManyToOne, ..usual() };
    let mut rows = a.clone();
    rows.extend(b[10..90].to_vec());
    assert!(pairs(&many, &rows, &b).starts_with(&[(0, 3), (1, 3)]));
    assert!(!pairs(&usual(), &rows, &b).starts_with(&[(0, 3), (1, 3)]));
}

#[test]
fn a_rare_name_weighs_more_than_a_common_one_unless_frequencies_are_turned_off() {
    let mut b = people(400);
    b[20][0] = "欧阳修".to_owned();
    let a = b[..100].to_vec();
    let weight = |frequency: bool, row: usize| {
        let answer = link(&Question { frequency, ..usual() }, &table(COLUMNS, &a), &table(COLUMNS, &b));
        answer.pairs.iter().find(|pair| pair.a == row).and_then(|pair| Some(pair.fields[0]?.1)).unwrap()
    };
    assert!(weight(true, 20) > weight(true, 21) + 1.0);
    assert!((weight(false, 20) - weight(false, 21)).abs() < 1e-9);
}

#[test]
fn blocks_that_bring_too_many_pairs_are_cut_and_say_so() {
    let b = people(400);
    let few = Question { most_pairs: 1_000, ..usual() };
    let answer = link(&few, &table(COLUMNS, &b), &table(COLUMNS, &b));
    let left_out = answer.left_out[0];
    assert!(left_out.keys > 0 && left_out.pairs > 0, "{left_out:?}");
    assert!(answer.compared <= 1_000 + 400);
}
