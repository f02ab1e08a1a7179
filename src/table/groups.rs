//! Values by what they have in common: one array for all of them, and not a list for each.

use std::borrow::Borrow;
use std::hash::Hash;

use polars::prelude::PlHashMap;
use rayon::prelude::*;

#[derive(Debug, Clone)]
pub struct Groups<K, V> {
    values: Vec<V>,
    /// Where the values of a key begin and end.
    at: PlHashMap<K, (u32, u32)>,
}

impl<K, V> Groups<K, V>
where
    K: Copy + Ord + Hash + Send,
    V: Copy + Ord + Send,
{
    /// The values of each key in rising order.
    pub fn of(mut pairs: Vec<(K, V)>) -> Self {
        pairs.par_sort_unstable();
        let of_one_key = || pairs.chunk_by(|(a, _), (b, _)| a == b);
        let mut at = PlHashMap::with_capacity_and_hasher(of_one_key().count(), Default::default());
        let mut begin = 0;
        for same in of_one_key() {
            // A county has fewer people than fit.
            let end = begin + u32::try_from(same.len()).unwrap_or(0);
            at.extend(same.first().map(|(key, _)| (*key, (begin, end))));
            begin = end;
        }
        Self { values: pairs.into_iter().map(|(_, value)| value).collect(), at }
    }

    pub fn get<Q>(&self, key: &Q) -> &[V]
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        let at = self.at.get(key).map(|(begin, end)| *begin as usize..*end as usize);
        at.and_then(|at| self.values.get(at)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_values_in_rising_order_and_another_none() {
        let groups = Groups::of(vec![("b", 3), ("a", 2), ("b", 1)]);
        assert_eq!((groups.get("b"), groups.get("a"), groups.get("c")), (&[1, 3][..], &[2][..], &[][..]));
    }
}
