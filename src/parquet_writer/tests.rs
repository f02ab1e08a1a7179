use polars_io::SerReader;
use polars_io::prelude::ParquetReader;
use proptest::prelude::*;

use super::*;

fn written(tables: &[&DataFrame], readers: Readers) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut file = ParquetFile::begin(&mut bytes, tables[0].schema(), readers).unwrap();
    for rows in tables {
        file.write(rows).unwrap();
    }
    file.finish().unwrap();
    bytes
}

fn read_back(bytes: Vec<u8>) -> DataFrame {
    ParquetReader::new(std::io::Cursor::new(bytes)).finish().unwrap()
}

fn texts(texts: &[Option<String>]) -> Column {
    texts.iter().map(Option::as_deref).collect::<StringChunked>().with_name("text".into()).into_column()
}

fn table(columns: Vec<Column>) -> DataFrame {
    DataFrame::new(columns[0].len(), columns).unwrap()
}

/// A short text, a long one, or none; few of them or many.
fn any_text() -> impl Strategy<Value = Option<String>> {
    let few = (0..4u8).prop_map(|at| format!("{}{at}", "同一个地址".repeat(at.into())));
    let many = "[一-龥a-z]{0,30}";
    proptest::option::of(prop_oneof![few, many])
}

proptest! {
    #[test]
    fn whatever_stands_in_a_table_is_read_back(
        rows in prop::collection::vec(
            (any_text(), proptest::option::of(-3..3i64), any::<i64>(), proptest::option::of(any::<f64>())),
            0..200,
        ),
        repeated in 1..20usize,
    ) {
        let rows: Vec<_> = rows.iter().flat_map(|row| std::iter::repeat_n(row, repeated)).collect();
        let text: Vec<_> = rows.iter().map(|row| row.0.clone()).collect();
        let few: Int64Chunked = rows.iter().map(|row| row.1).collect();
        let many: Int64Chunked = rows.iter().map(|row| Some(row.2)).collect();
        let number: Float64Chunked = rows.iter().map(|row| row.3).collect();
        let table = table(vec![
            texts(&text),
            few.with_name("few".into()).into_column(),
            many.with_name("many".into()).into_column(),
            number.with_name("number".into()).into_column(),
        ]);
        for readers in [Readers::Anybody, Readers::Ourselves] {
            prop_assert!(read_back(written(&[&table], readers)).equals_missing(&table));
        }
    }
}

proptest! {
    #[test]
    fn texts_that_rows_share_are_written_as_if_each_row_had_its_own(
        texts_shared in prop::collection::btree_set(any_text(), 1..20),
        at in prop::collection::vec(any::<prop::sample::Index>(), 0..200),
        repeated in 1..20usize,
    ) {
        let shared = texts(&texts_shared.into_iter().collect::<Vec<_>>());
        let at = at.iter().flat_map(|at| std::iter::repeat_n(at.index(shared.len()), repeated));
        let at: Vec<_> = at.map(|at| IdxSize::try_from(at).unwrap()).collect();
        let each = table(vec![shared.take(&IdxCa::from_slice("".into(), &at)).unwrap()]);
        let mut bytes = Vec::new();
        let mut file = ParquetFile::begin(&mut bytes, each.schema(), Readers::Anybody).unwrap();
        file.write_columns(at.len(), &[Values::Shared(&shared, &at)]).unwrap();
        file.finish().unwrap();
        prop_assert!(bytes == written(&[&each], Readers::Anybody));
    }
}

#[test]
fn the_bytes_do_not_depend_on_where_texts_stand_in_memory() {
    let spread: Vec<_> =
        (0..3000).map(|row| Some(format!("河北省沧州市海兴县小山乡第{}村", row / 7))).collect();
    let apart = table(vec![texts(&spread)]);
    let each_once: Vec<_> = spread.iter().step_by(7).cloned().collect();
    let positions: IdxCa = (0..3000).map(|row| Some(row / 7)).collect();
    let shared = table(vec![texts(&each_once).take(&positions).unwrap()]);
    assert!(written(&[&apart], Readers::Anybody) == written(&[&shared], Readers::Anybody));
}

#[test]
fn texts_that_repeat_stand_in_the_file_once() {
    let address = "河北省沧州市海兴县小山乡东村";
    let repeated = table(vec![texts(&vec![Some(address.to_owned()); 5000])]);
    let bytes = written(&[&repeated], Readers::Ourselves);
    assert_eq!(bytes.windows(address.len()).filter(|own| *own == address.as_bytes()).count(), 1);
}

#[test]
fn row_groups_stand_in_their_order_and_a_table_of_none_has_its_columns() {
    let part = |rows: std::ops::Range<i64>| {
        table(vec![Int64Chunked::from_iter_values("n".into(), rows).into_column()])
    };
    let all = read_back(written(&[&part(0..5), &part(5..5), &part(5..9)], Readers::Anybody));
    assert!(all.equals(&part(0..9)));
    assert_eq!(read_back(written(&[&part(0..0)], Readers::Anybody)).schema(), part(0..0).schema());
}
