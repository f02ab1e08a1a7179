//! How fast could a county be read at all? The least that each part of reading costs, written without regard to anything
//! else, over the same files as the other measurements: on one core, in bytes as delivered. What `ingest` takes beyond
//! it is the price of understanding, or waste.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use bidui::standard::citizen_id;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use encoding_rs::GB18030;
use memchr::memchr_iter;
use zip::ZipArchive;

use crate::county;

fn files(ending: &str) -> Vec<PathBuf> {
    let job = county::job();
    let files = job.extracts.iter().flat_map(|extract| &extract.delivery.files).map(|file| file.path.clone());
    files.filter(|path| path.extension().is_some_and(|own| own == ending)).collect()
}

fn read(path: &PathBuf) -> Vec<u8> {
    std::fs::read(path).expect("a delivery")
}

/// Works on every CSV file, read anew each time.
fn over_csv(bencher: Bencher<'_, '_>, work: impl Fn(&[u8]) -> usize) {
    let files = files("csv");
    let bytes: u64 = files.iter().map(|path| std::fs::metadata(path).expect("a delivery").len()).sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| -> usize { files.iter().map(|path| black_box(work(&read(path)))).sum() });
}

/// The fields of a line.
fn fields(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|c| *c == b',')
}

/// Every citizen number of a file, as the key that joins persons.
fn numbers(bytes: &[u8]) -> impl Iterator<Item = i64> {
    let lines = bytes.split(|c| *c == b'\n');
    let numbers = lines.flat_map(fields).filter(|cell| cell.len() == 18);
    let read = numbers.filter_map(|cell| citizen_id::read(std::str::from_utf8(cell).ok()?).person);
    read.map(|person| person.0)
}

/// Read, and find every newline.
#[divan::bench]
fn newlines(bencher: Bencher<'_, '_>) {
    over_csv(bencher, |bytes| memchr_iter(b'\n', bytes).count());
}

/// And find every citizen number: 17 digits, the check character, the birth date.
#[divan::bench]
fn citizen_numbers(bencher: Bencher<'_, '_>) {
    over_csv(bencher, |bytes| numbers(bytes).count());
}

/// And look each of them up among the members.
#[divan::bench]
fn members(bencher: Bencher<'_, '_>) {
    let registry = county::delivery(&county::job(), "registry");
    let members: HashSet<i64> =
        registry.files.iter().flat_map(|file| numbers(&read(&file.path)).collect::<Vec<_>>()).collect();
    over_csv(bencher, |bytes| numbers(bytes).filter(|number| members.contains(number)).count());
}

/// BLAKE3 of every file.
#[divan::bench]
fn digests(bencher: Bencher<'_, '_>) {
    over_csv(bencher, |bytes| usize::from(blake3::hash(bytes).as_bytes()[0]));
}

/// GB18030 to UTF-8, and nothing else.
#[divan::bench]
fn decoding(bencher: Bencher<'_, '_>) {
    let mut text = String::new();
    let files = files("csv");
    let bytes: u64 = files.iter().map(|path| std::fs::metadata(path).expect("a delivery").len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for path in &files {
            let bytes = read(path);
            text.clear();
            let mut decoder = GB18030.new_decoder_without_bom_handling();
            text.reserve(decoder.max_utf8_buffer_length(bytes.len()).expect("a size"));
            let (result, ..) = decoder.decode_to_string(&bytes, &mut text, true);
            assert_eq!(result, encoding_rs::CoderResult::InputEmpty);
            black_box(text.len());
        }
    });
}

/// Unpack every workbook and find the end of every cell.
#[divan::bench]
fn workbooks(bencher: Bencher<'_, '_>) {
    let files = files("xlsx");
    let bytes: u64 = files.iter().map(|path| std::fs::metadata(path).expect("a delivery").len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let mut cells = 0;
        let mut part = Vec::new();
        for path in &files {
            let mut bytes = Vec::new();
            File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).expect("a workbook");
            let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
            for index in 0..archive.len() {
                let mut packed = archive.by_index(index).expect("a part");
                if packed.name().is_ok_and(|name| name.contains("sheet")) {
                    part.clear();
                    packed.read_to_end(&mut part).expect("a sheet");
                    cells += memchr::memmem::find_iter(&part, "</c>").count();
                }
            }
        }
        black_box(cells)
    });
}
