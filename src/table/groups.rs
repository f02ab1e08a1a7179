//! Values by what they have in common: one array for all of them, and not a list for each.

use std::borrow::Borrow;
use std::hash::Hash;

use polars::prelude::PlHashMap;
use rayon::prelude::*;

#[derive(Debug, Clone)]
pub struct Groups<K, V> {
    values: Vec<V>,
    /// Where the values of a key begin and end, of the keys below a middle one and of the others: two maps are filled by two
    /// cores.
    middle: Option<K>,
    below: Places<K>,
    others: Places<K>,
}

type Places<K> = PlHashMap<K, (u32, u32)>;

impl<K, V> Groups<K, V>
where
    K: Copy + Ord + Hash + Send + Sync,
    V: Copy + Ord + Send + Sync,
{
    /// The values of each key in rising order.
    pub fn of(mut pairs: Vec<(K, V)>) -> Self {
        pairs.par_sort_unstable();
        let middle = pairs.get(pairs.len() / 2).map(|(key, _)| *key);
        let cut = middle.map_or(0, |middle| pairs.partition_point(|(key, _)| *key < middle));
        let (below, others) = pairs.split_at(cut);
        let (below, others) = rayon::join(|| places(below, 0), || places(others, cut));
        Self { values: pairs.into_iter().map(|(_, value)| value).collect(), middle, below, others }
    }

    pub fn get<Q>(&self, key: &Q) -> &[V]
    where
        K: Borrow<Q>,
        Q: Hash + Ord + ?Sized,
    {
        let is_below = self.middle.as_ref().is_some_and(|middle| key < middle.borrow());
        let at = if is_below { self.below.get(key) } else { self.others.get(key) };
        let at = at.map(|(begin, end)| *begin as usize..*end as usize);
        at.and_then(|at| self.values.get(at)).unwrap_or_default()
    }
}

/// Where the values of each key stand in sorted pairs, of which the first is the `first` of all.
fn places<K: Copy + Eq + Hash, V>(pairs: &[(K, V)], first: usize) -> Places<K> {
    let of_one_key = || pairs.chunk_by(|(a, _), (b, _)| a == b);
    let mut at = Places::with_capacity_and_hasher(of_one_key().count(), Default::default());
    // A county has fewer people than fit.
    let mut begin = u32::try_from(first).unwrap_or(u32::MAX);
    for same in of_one_key() {
        let end = begin.saturating_add(u32::try_from(same.len()).unwrap_or(u32::MAX));
        at.extend(same.first().map(|(key, _)| (*key, (begin, end))));
        begin = end;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_values_in_rising_order_and_another_none() {
        let groups = Groups::of(vec![("b", 3), ("a", 2), ("b", 1), ("d", 4), ("c", 5), ("b", 0)]);
        assert_eq!(["a", "b", "c", "d"].map(|key| groups.get(key)), [&[2][..], &[0, 1, 3], &[5], &[4]]);
        assert_eq!((groups.get("e"), groups.get("")), (&[][..], &[][..]));
        assert!(Groups::<i64, u32>::of(Vec::new()).get(&1).is_empty());
    }
}
