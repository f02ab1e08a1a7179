//! The bound on pairs: what is left out so that no more of them are compared.

/// The groups of the most pairs that must go until no more than `most` pairs are left; each with its pairs.
pub fn beyond<T: Ord>(mut groups: Vec<(u64, T)>, most: u64) -> Vec<(u64, T)> {
    let mut total: u64 = groups.iter().map(|(pairs, _)| pairs).sum();
    groups.sort_unstable();
    let mut left_out = Vec::new();
    while total > most
        && let Some((pairs, group)) = groups.pop()
    {
        total -= pairs;
        left_out.push((pairs, group));
    }
    left_out
}
