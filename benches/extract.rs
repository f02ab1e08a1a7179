//! How fast is a delivery decoded and cut into rows? The household register, in bytes as delivered, on one core.

use bidui::delivery::{DeliveredFile, Delivery, Encoding};
use bidui::extract::{self, Table, Window};
use bidui::raw::{FirstLook, RawChunk};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

use crate::county;

const ENCODINGS: [Encoding; 2] = [Encoding::Gb18030, Encoding::Utf8];

/// A delivery of one file.
struct Delivered {
    delivery: Delivery,
    file: DeliveredFile,
    bytes: u64,
    /// Where the file is, if it is not the county's.
    _folder: Option<TempDir>,
}

impl Delivered {
    fn new(delivery: Delivery, file: DeliveredFile, folder: Option<TempDir>) -> Self {
        let bytes = std::fs::metadata(&file.path).expect("the register").len();
        Self { delivery, file, bytes, _folder: folder }
    }

    fn register(encoding: Encoding) -> Self {
        let job = match encoding {
            Encoding::Utf8 => county::job_in_utf8(),
            _ => county::job(),
        };
        let delivery = county::delivery(&job, "population");
        let file = delivery.files.first().expect("a file").clone();
        Self::new(delivery, file, None)
    }

    /// The register's first 10,000 rows, as a workbook.
    fn workbook() -> Self {
        let csv = Self::register(Encoding::Utf8);
        let text = std::fs::read_to_string(&csv.file.path).expect("UTF-8");
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, line) in (0u32..).zip(text.lines().take(10_001)) {
            for (column, cell) in (0u16..).zip(line.split(',')) {
                sheet.write_string(row, column, cell).expect("a cell");
            }
        }
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("register.xlsx");
        workbook.save(&path).expect("a workbook");
        Self::new(csv.delivery, DeliveredFile { path, shown: "register.xlsx".to_owned() }, Some(folder))
    }

    fn open(&self) -> Vec<Table> {
        extract::open(&self.delivery, &self.file).map_err(|_| "unreadable").expect("a table").tables
    }

    fn bytes(&self) -> BytesCount {
        BytesCount::new(self.bytes)
    }
}

/// Shows every window of some tables; gives the sum of what `look` makes of them.
fn windows(tables: &[Table], mut look: impl FnMut(&Window<'_>) -> usize) -> usize {
    let mut sum = 0;
    for table in tables {
        let mut windows = table.windows().expect("a file");
        let mut spare = Vec::new();
        while let Some(window) = windows.next(std::mem::take(&mut spare)).expect("a window") {
            sum += look(&window);
            spare = window.into_spare();
        }
    }
    sum
}

/// Reads all rows of some tables; gives how many.
fn read(tables: &[Table], buffer: &mut RawChunk) -> usize {
    let mut rows =
        |window: &Window<'_>, index| window.with_chunk(index, buffer, |chunk| black_box(chunk).rows_read());
    windows(tables, |window| (0..window.chunks()).map(|index| rows(window, index)).sum())
}

/// Finding out encoding, delimiter and header, and where rows can be told apart.
#[divan::bench(args = ENCODINGS)]
fn open(bencher: Bencher<'_, '_>, encoding: Encoding) {
    let delivered = Delivered::register(encoding);
    let bencher = bencher.counter(delivered.bytes());
    bencher.bench(|| delivered.open());
}

/// Reading, decoding and cutting all rows of a file.
#[divan::bench(args = ENCODINGS)]
fn rows(bencher: Bencher<'_, '_>, encoding: Encoding) {
    let delivered = Delivered::register(encoding);
    let tables = delivered.open();
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
    let rows = read(&delivered.open(), &mut buffer);
    let bencher = bencher.counter(delivered.bytes()).counter(ItemsCount::new(rows));
    bencher.bench_local(|| read(&delivered.open(), &mut buffer));
}

/// A first look at a register's numbers, by which every row is passed by.
struct Numbers;

impl FirstLook for Numbers {
    fn first_fields(&self) -> &[usize] {
        &[0]
    }

    fn passes_by(&self, first: &RawChunk) -> Vec<bool> {
        vec![true; first.rows_read()]
    }

    fn fields(&self) -> &[usize] {
        &[0, 5]
    }
}

/// A first look at one field of every row.
#[divan::bench(args = ENCODINGS)]
fn survey(bencher: Bencher<'_, '_>, encoding: Encoding) {
    let delivered = Delivered::register(encoding);
    let tables = delivered.open();
    let mut buffer = RawChunk::default();
    let mut look = |window: &Window<'_>, index| {
        window.survey(index, &Numbers, &mut buffer);
        black_box(&buffer).rows_read()
    };
    let mut look_at_all = |window: &Window<'_>| (0..window.chunks()).map(|index| look(window, index)).sum();
    bencher.counter(delivered.bytes()).bench_local(|| windows(&tables, &mut look_at_all));
}
