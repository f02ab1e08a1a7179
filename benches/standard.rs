//! How fast are citizen numbers and names read? In values, on one core.

use bidui::standard::{citizen_id, person_name};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

/// One number as it is written here and there.
#[divan::bench(args = [
    "130927195011046011",
    "13092719501104601x",
    "130927 19501104 6011",
    "１３０９２７１９５０１１０４６０１１",
    "130927501104601",
    "13092719501104601144",
    "1.30927195011046E+17",
    "130927195011046012",
    "无",
])]
fn citizen_id(bencher: Bencher<'_, '_>, number: &str) {
    many(bencher, || citizen_id::read(black_box(number)));
}

/// A name, folded for comparison.
#[divan::bench(args = ["张建国", "张　建 国", "張建國", "买买提•吐尔逊"])]
fn fold_name(bencher: Bencher<'_, '_>, name: &str) {
    many(bencher, || person_name::fold(black_box(name)));
}

/// Two folded names, compared.
#[divan::bench(args = [("张建国", "张建国"), ("张建国", "张国"), ("张建国", "章建国"), ("张建国", "李秀英")])]
fn compare_names(bencher: Bencher<'_, '_>, (one, other): (&str, &str)) {
    many(bencher, || person_name::compare_folded(black_box(one), black_box(other)));
}

/// A thousand times: one alone is shorter than the clock can see.
fn many<T>(bencher: Bencher<'_, '_>, read: impl Fn() -> T + Sync) {
    const TIMES: u32 = 1_000;
    bencher.counter(ItemsCount::new(TIMES)).bench(|| {
        for _ in 0..TIMES {
            black_box(read());
        }
    });
}
