//! How fast are rows understood? In rows, on one core: each kind of delivery, then each type of column.

use std::collections::BTreeMap;
use std::sync::Arc;

use bidui::clean::{PassOver, Plan, Settings, Sought, Wanted, clean};
use bidui::extract;
use bidui::raw::{FoundColumn, Header, RawChunk};
use bidui::schema::Schema;
use divan::Bencher;
use divan::counter::ItemsCount;

use crate::county;

/// A delivery's rows as read, and how they are to be understood.
struct Raw {
    schema: Arc<Schema>,
    header: Header,
    chunks: Vec<RawChunk>,
}

impl Raw {
    /// The first table of an extract.
    fn of(name: &str) -> Self {
        let delivery = county::delivery(&county::job(), name);
        let file = delivery.files.first().expect("a file");
        let opened = extract::open(&delivery, file).map_err(|_| "unreadable");
        let table = opened.expect("a table").tables.remove(0);
        let mut windows = table.windows().expect("a file");
        let mut chunks = Vec::new();
        while let Some(window) = windows.next(Vec::new()).expect("a window") {
            let copy = |index| window.with_chunk(index, &mut RawChunk::default(), RawChunk::clone);
            chunks.extend((0..window.chunks()).map(copy));
        }
        Self { schema: Arc::clone(&delivery.schema), chunks, header: table.header.clone() }
    }

    /// One column alone.
    fn only(self, column: &str) -> Self {
        let at = self.schema.columns.iter().position(|known| known.name == column).expect("a column");
        let found = self.header.columns[at].as_ref().expect("a delivered column");
        let mut chunk = RawChunk::default();
        for row in self.chunks.iter().flat_map(RawChunk::rows) {
            // A row without content would be no row.
            let cell = row.field(found.field);
            if !cell.is_empty() {
                chunk.push_row(row.source_row(), [cell]);
            }
        }
        let header = Header {
            source_row: 1,
            first_row: 1,
            unmapped: BTreeMap::new(),
            names: vec![self.header.names[found.field].clone()],
            columns: vec![Some(FoundColumn { field: 0, unit: found.unit.clone() })],
            title_units: Vec::new(),
            usual_fields: None,
        };
        let columns = vec![self.schema.columns[at].clone()];
        let schema = Schema { columns, subjects: Vec::new(), asset: Vec::new(), ..(*self.schema).clone() };
        Self { schema: Arc::new(schema), header, chunks: vec![chunk] }
    }

    fn measure(&self, bencher: Bencher<'_, '_>, wanted: &Wanted) {
        let settings = Settings { units: &BTreeMap::new(), codes: &BTreeMap::new() };
        let plan = Plan::new(&self.schema, &self.header, &settings, "bench.csv");
        let plan = plan.map_err(|_| "unknown unit").expect("a plan");
        let rows: usize = self.chunks.iter().map(RawChunk::rows_read).sum();
        let over = PassOver::new(&plan, wanted);
        bencher.counter(ItemsCount::new(rows)).bench(|| {
            let clean = |chunk| clean(chunk, &plan, wanted, over.as_ref()).expect("clean rows");
            let cleaned = self.chunks.iter().map(clean);
            cleaned.map(|cleaned| cleaned.frame.height()).sum::<usize>()
        });
    }
}

/// Whole rows.
#[divan::bench(args = ["registry", "population", "vehicle", "housing", "business", "payroll", "marriage"])]
fn rows(bencher: Bencher<'_, '_>, name: &str) {
    Raw::of(name).measure(bencher, &Wanted::All);
}

/// Whole rows about nobody who matters: judged and counted, not kept.
#[divan::bench(args = ["population", "vehicle"])]
fn unwanted(bencher: Bencher<'_, '_>, name: &str) {
    let nobody = Wanted::Of { sought: Sought::default(), ties: None };
    Raw::of(name).measure(bencher, &nobody);
}

/// One column: its name in the schema, and which type it stands for.
#[divan::bench(args = [
    ("citizen_id", "vehicle", "owner_id"),
    ("name", "vehicle", "owner_name"),
    ("date", "vehicle", "first_registered_on"),
    ("decimal", "payroll", "wage"),
    ("integer", "registry", "household_size"),
    ("code", "housing", "kind"),
    ("code_list", "vehicle", "status"),
    ("text", "population", "address"),
])]
fn column(bencher: Bencher<'_, '_>, (_, extract, column): (&str, &str, &str)) {
    Raw::of(extract).only(column).measure(bencher, &Wanted::All);
}
