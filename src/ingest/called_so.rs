//! How many people a whole delivery has of each name, of which few rows are kept.

use polars::prelude::*;
use rayon::prelude::*;

use crate::schema::CALLED_SO;
use crate::table::hash_of_name;

/// How many records of a delivery have the name of each kept row; `all` has a hash of each record's name.
pub(super) fn called_so(kept: &DataFrame, name: &str, all: &[u64]) -> PolarsResult<Column> {
    let names = kept.column(name)?.str()?;
    let hashes: Vec<Option<u64>> = names.iter().map(|name| name.map(hash_of_name)).collect();
    let mut places: PlHashMap<u64, usize> = PlHashMap::default();
    for hash in hashes.iter().flatten() {
        let next = places.len();
        places.entry(*hash).or_insert(next);
    }
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
    let counted = hashes.iter().map(|hash| counts.get(*places.get(hash.as_ref()?)?).copied());
    Ok(Int64Chunked::from_iter_options(CALLED_SO.into(), counted).into_column())
}
