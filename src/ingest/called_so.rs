//! How many people a whole delivery has of each name, of which few rows are kept.

use polars::prelude::*;
use rayon::prelude::*;

use crate::schema::CALLED_SO;
use crate::table::hash_of_name;

/// How many records of a delivery have the name of each kept row; `all` has a hash of each record's name.
pub(super) fn called_so(kept: &DataFrame, name: &str, all: &[u64]) -> PolarsResult<Column> {
    let names = kept.column(name)?.str()?;
    let hashes = (0..names.len()).into_par_iter().map(|row| names.get(row).map(hash_of_name));
    let hashes: Vec<Option<u64>> = hashes.collect();
    let mut different: Vec<u64> = hashes.par_iter().flatten().copied().collect();
    different.par_sort_unstable();
    different.dedup();
    let places: PlHashMap<u64, usize> = different.into_iter().zip(0..).collect();
    let none = || vec![0_i64; places.len()];
    let count = |mut counts: Vec<i64>, hash: &u64| {
        if let Some(count) = places.get(hash).and_then(|place| counts.get_mut(*place)) {
            *count += 1;
        }
        counts
    };
    let add = |mut sums: Vec<i64>, counts: Vec<i64>| {
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        sums
    };
    // As few parts as there are threads: each has a count for every name.
    let part = all.len().div_ceil(rayon::current_num_threads()).max(1);
    let counts = all.par_chunks(part).map(|part| part.iter().fold(none(), count)).reduce(none, add);
    let counted = hashes.par_iter().map(|hash| counts.get(*places.get(hash.as_ref()?)?).copied());
    let counted: Vec<Option<i64>> = counted.collect();
    Ok(Int64Chunked::from_slice_options(CALLED_SO.into(), &counted).into_column())
}
