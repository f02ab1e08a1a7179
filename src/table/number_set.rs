//! Sets of numbers that are asked for millions of times, in no order: what such a question costs is waiting for memory,
//! so that it looks in one place and not in two.

use rayon::prelude::*;

/// Numbers, each once.
#[derive(Debug, Clone, Default)]
pub struct NumberSet {
    /// Every number stands in its place or, where that is taken, in the next that is free (open addressing with linear
    /// probing; Knuth, TAOCP 3, 6.4). Half of the slots at least are free.
    slots: Vec<i64>,
    len: usize,
    /// Whether [`FREE`] is one of the numbers.
    has_free: bool,
}

/// Numbers that are inserted together.
const AT_HAND: usize = 64;

/// What stands in a slot that is free.
const FREE: i64 = i64::MIN;

impl NumberSet {
    pub fn of(mut numbers: Vec<i64>) -> Self {
        numbers.par_sort_unstable();
        numbers.dedup();
        let mut set = Self::default();
        set.extend(numbers);
        set
    }

    pub fn len(&self) -> usize {
        self.len + usize::from(self.has_free)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn contains(&self, number: i64) -> bool {
        if number == FREE {
            self.has_free
        } else {
            self.slot_of(number).is_some_and(|(_, own)| own == number)
        }
    }

    pub fn union(&self, other: &Self) -> Self {
        let (more, less) = if self.len() < other.len() { (other, self) } else { (self, other) };
        let mut all = more.clone();
        all.reserve(less.len());
        all.extend(less.iter());
        all
    }

    pub fn insert(&mut self, number: i64) {
        if number == FREE {
            self.has_free = true;
            return;
        }
        if self.slots.len() < (self.len + 1) * 2 {
            self.reserve(self.len + 1);
        }
        if let Some((at, FREE)) = self.slot_of(number)
            && let Some(slot) = self.slots.get_mut(at)
        {
            *slot = number;
            self.len += 1;
        }
    }

    fn insert_all(&mut self, mut numbers: impl Iterator<Item = i64>) {
        let mut lot = Vec::with_capacity(AT_HAND);
        loop {
            lot.extend(numbers.by_ref().take(AT_HAND));
            if lot.is_empty() {
                return;
            }
            // Their slots are looked at first, all of them: whoever inserts them one by one waits for memory each time.
            let looked =
                lot.iter().map(|number| self.slots.get(self.place(*number)).copied().unwrap_or(FREE));
            std::hint::black_box(looked.fold(0, |all, number| all ^ number));
            lot.drain(..).for_each(|number| self.insert(number));
        }
    }

    /// In no order, but always the same for the same numbers in the same order.
    pub fn iter(&self) -> impl Iterator<Item = i64> {
        self.slots.iter().copied().filter(|number| *number != FREE).chain(self.has_free.then_some(FREE))
    }

    /// The slots as they stand, from which [`NumberSet::of_slots`] makes the same set again; and whether the number that
    /// marks a free one is in the set.
    pub fn slots(&self) -> (&[i64], bool) {
        (&self.slots, self.has_free)
    }

    /// The set whose slots these are.
    pub fn of_slots(slots: Vec<i64>, has_free: bool) -> Self {
        let len = slots.iter().filter(|number| **number != FREE).count();
        Self { slots, len, has_free }
    }

    /// The same, on all cores.
    pub fn par_iter(&self) -> impl ParallelIterator<Item = i64> {
        let free = self.has_free.then_some(FREE);
        self.slots.par_iter().copied().filter(|number| *number != FREE).chain(free)
    }

    /// The slot that a number stands in or would, and what does.
    fn slot_of(&self, number: i64) -> Option<(usize, i64)> {
        let mut at = self.place(number);
        loop {
            let own = *self.slots.get(at)?;
            if own == number || own == FREE {
                return Some((at, own));
            }
            at = if at + 1 == self.slots.len() { 0 } else { at + 1 };
        }
    }

    fn place(&self, number: i64) -> usize {
        let slots = self.slots.len() as u64;
        // Sets of different sizes have their numbers in different orders: one that is filled from another would else be
        // crowded at one end while it grows.
        let mixed = mixed(number.cast_unsigned() ^ slots.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        // The upper half, scaled to the number of slots.
        usize::try_from(((mixed >> 32) * slots) >> 32).unwrap_or(0)
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        let slots = (self.len + more) * 2;
        if self.slots.len() < slots {
            let mut larger = Self { slots: vec![FREE; slots], len: 0, has_free: self.has_free };
            larger.insert_all(self.slots.iter().copied().filter(|number| *number != FREE));
            *self = larger;
        }
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): numbers that are alike are far apart.
pub fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

impl FromIterator<i64> for NumberSet {
    fn from_iter<I: IntoIterator<Item = i64>>(numbers: I) -> Self {
        Self::of(numbers.into_iter().collect())
    }
}

impl Extend<i64> for NumberSet {
    fn extend<I: IntoIterator<Item = i64>>(&mut self, numbers: I) {
        let numbers = numbers.into_iter();
        self.reserve(numbers.size_hint().0);
        self.insert_all(numbers);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_set_has_what_was_put_in_and_nothing_else(
            numbers in prop::collection::vec(prop_oneof![Just(FREE), -3..3i64, any::<i64>()], 0..200),
            asked in prop::collection::vec(prop_oneof![Just(FREE), -9..9i64, any::<i64>()], 0..50),
        ) {
            let set: NumberSet = numbers.iter().copied().collect();
            let mut one_by_one = NumberSet::default();
            one_by_one.extend(numbers.iter().copied().filter(|_| true));
            let known: BTreeSet<i64> = numbers.iter().copied().collect();
            for set in [&set, &one_by_one] {
                prop_assert_eq!(set.iter().collect::<BTreeSet<_>>(), known.clone());
                prop_assert_eq!((set.len(), set.iter().count()), (known.len(), known.len()));
                let (slots, has_free) = set.slots();
                let again = NumberSet::of_slots(slots.to_vec(), has_free);
                prop_assert_eq!((again.len(), again.iter().collect::<Vec<_>>()), (set.len(), set.iter().collect()));
                for number in asked.iter().chain(&numbers) {
                    prop_assert_eq!(set.contains(*number), known.contains(number));
                }
            }
        }
    }
}
