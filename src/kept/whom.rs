//! Whom the rows of deliveries were kept about: sets of numbers as they stand in memory, so that none is filled again.

use std::io;
use std::path::Path;

use polars::prelude::*;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Entry;
use crate::table::NumberSet;

/// What is known of the people sought without looking anybody up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhomKnown {
    /// By the key of what they follow from: the digest of those sought.
    pub digests: Vec<(String, String)>,
    /// Which sets hold the number that marks a free slot.
    with_free: Vec<bool>,
}

impl WhomKnown {
    pub fn new(digests: Vec<(String, String)>) -> Self {
        Self { digests, with_free: Vec::new() }
    }

    /// The digest of those sought, of whom this is the key.
    pub fn digest(&self, key: &str) -> Option<&str> {
        self.digests.iter().find(|(own, _)| own == key).map(|(_, digest)| digest.as_str())
    }
}

/// Where it is kept.
#[derive(Debug, Clone, Copy)]
pub struct KeptWhom<'a> {
    pub cache: &'a Path,
}

impl KeptWhom<'_> {
    fn entry(&self) -> Entry<'_> {
        Entry { folder: self.cache, name: "sought".to_owned() }
    }

    /// What the last run knew.
    pub fn known(&self) -> Option<WhomKnown> {
        Some(self.entry().read_notes::<WhomKnown>()?.about)
    }

    /// The sets of whom this is the key, and the words of their sieve.
    pub fn load(&self, key: &str) -> Option<([NumberSet; 4], Vec<u64>)> {
        let (tables, known) = self.entry().load::<WhomKnown>(key)?;
        let mut parts = tables.par_iter().map(slots).collect::<Option<Vec<_>>>()?;
        let sieve = parts.pop()?;
        let sets = parts.into_iter().zip(known.with_free);
        let sets = sets.map(|(slots, with_free)| NumberSet::of_slots(slots, with_free));
        let sets = sets.collect::<Vec<_>>().try_into().ok()?;
        Some((sets, sieve.into_iter().map(i64::cast_unsigned).collect()))
    }

    /// Keeps them.
    pub fn save(
        &self,
        key: &str,
        known: WhomKnown,
        (sets, sieve): ([&NumberSet; 4], &[u64]),
    ) -> io::Result<()> {
        let sets = sets.map(NumberSet::slots);
        let with_free = sets.iter().map(|(_, with_free)| *with_free).collect();
        let sieve: Vec<_> = sieve.iter().map(|word| word.cast_signed()).collect();
        let slots = sets.iter().map(|(slots, _)| *slots).chain([&*sieve]);
        let tables = slots.map(|slots| df!(SLOTS => slots));
        self.entry().save(key, tables, WhomKnown { with_free, ..known })
    }
}

const SLOTS: &str = "slots";

fn slots(table: &DataFrame) -> Option<Vec<i64>> {
    let column = table.column(SLOTS).ok()?.i64().ok()?.rechunk();
    Some(column.cont_slice().ok()?.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_read_back_under_their_key_only_and_not_if_they_were_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptWhom { cache: folder.path() };
        assert_eq!(kept.known(), None);
        let sets = [vec![1, 2, i64::MIN], vec![7], vec![], vec![-1, 5]].map(NumberSet::of);
        let sieve = [3, u64::MAX];
        let known = WhomKnown::new(vec![("members".to_owned(), "digest".to_owned())]);
        kept.save("everyone", known, (sets.each_ref(), &sieve)).unwrap();
        let (again, words) = kept.load("everyone").unwrap();
        let members = |sets: &[NumberSet; 4]| sets.each_ref().map(|set| set.iter().collect::<Vec<_>>());
        assert_eq!((members(&again), &words[..]), (members(&sets), &sieve[..]));
        assert_eq!(kept.known().unwrap().digest("members"), Some("digest"));
        assert!(kept.load("others").is_none());

        let table = folder.path().join("sought-2.parquet");
        let mut bytes = std::fs::read(&table).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&table, bytes).unwrap();
        assert!(kept.load("everyone").is_none());
    }
}
