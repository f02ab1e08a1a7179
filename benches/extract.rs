//! How fast is a delivery decoded and cut into rows? The household register, in bytes as delivered, on one core.

use bidui::extract::{self, Table};
use bidui::raw::RawChunk;
use bidui::synth::Encoding;
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use rust_xlsxwriter::Workbook;

use crate::county;

const ENCODINGS: [Encoding; 2] = [Encoding::Gb18030, Encoding::Utf8];

/// A delivery, its name as a person knows it, and its bytes.
struct Delivered {
    delivery: extract::Delivery,
    shown: String,
    bytes: Vec<u8>,
}

impl Delivered {
    fn register(encoding: Encoding) -> Self {
        let job = match encoding {
            Encoding::Gb18030 => county::job(),
            Encoding::Utf8 => county::job_in_utf8(),
        };
        let delivery = county::delivery(&job, "population");
        let file = delivery.files.first().expect("a file");
        let bytes = std::fs::read(&file.path).expect("the register");
        Self { shown: file.shown.clone(), delivery, bytes }
    }

    /// The register's first 10,000 rows, as a workbook.
    fn workbook() -> Self {
        let csv = Self::register(Encoding::Utf8);
        let text = String::from_utf8(csv.bytes).expect("UTF-8");
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, line) in (0u32..).zip(text.lines().take(10_001)) {
            for (column, cell) in (0u16..).zip(line.split(',')) {
                sheet.write_string(row, column, cell).expect("a cell");
            }
        }
        let bytes = workbook.save_to_buffer().expect("a workbook");
        Self { delivery: csv.delivery, shown: "register.xlsx".to_owned(), bytes }
    }

    fn open(&self, bytes: Vec<u8>) -> Vec<Table> {
        extract::open(&self.delivery, &self.shown, bytes).map_err(|_| "unreadable").expect("a table").0
    }

    fn bytes(&self) -> BytesCount {
        BytesCount::new(self.bytes.len())
    }
}

/// Reads all rows of some tables; gives how many.
fn read(tables: &[Table], buffer: &mut RawChunk) -> usize {
    let chunks = tables.iter().flat_map(|table| (0..table.chunks()).map(move |index| (table, index)));
    chunks.map(|(table, index)| table.with_chunk(index, buffer, |chunk| black_box(chunk).rows_read())).sum()
}

/// Finding out encoding, delimiter and header, and where rows can be told apart.
#[divan::bench(args = ENCODINGS)]
fn open(bencher: Bencher<'_, '_>, encoding: Encoding) {
    let delivered = Delivered::register(encoding);
    let bencher = bencher.counter(delivered.bytes());
    bencher.with_inputs(|| delivered.bytes.clone()).bench_values(|bytes| delivered.open(bytes));
}

/// Decoding and cutting all rows of an open file.
#[divan::bench(args = ENCODINGS)]
fn rows(bencher: Bencher<'_, '_>, encoding: Encoding) {
    let delivered = Delivered::register(encoding);
    let tables = delivered.open(delivered.bytes.clone());
    let mut buffer = RawChunk::default();
    let rows = read(&tables, &mut buffer);
    let bencher = bencher.counter(delivered.bytes()).counter(ItemsCount::new(rows));
    bencher.bench_local(|| read(&tables, &mut buffer));
}

/// Unpacking a workbook and reading all its rows.
#[divan::bench]
fn workbook(bencher: Bencher<'_, '_>) {
    let delivered = Delivered::workbook();
    let mut buffer = RawChunk::default();
    let rows = read(&delivered.open(delivered.bytes.clone()), &mut buffer);
    let bencher = bencher.counter(delivered.bytes()).counter(ItemsCount::new(rows));
    bencher
        .with_inputs(|| delivered.bytes.clone())
        .bench_local_values(|bytes| read(&delivered.open(bytes), &mut buffer));
}
