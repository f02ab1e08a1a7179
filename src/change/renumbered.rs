//! Renumbered households: cards that have another id since the last run, and the same people.

use std::collections::{BTreeMap, BTreeSet};

/// For each card that is known under another id, that id: more than half of the people of the old card are on the new
/// one, and more than half of the people of the new card were on the old one. So no card is two old ones, and a
/// household that was parted or merged is none.
///
/// `before` has the people of the cards that are gone, by their old ids; `now` those of cards that were not known.
/// Whoever cannot be told by a number is left out of both.
pub fn renumbered<'a>(
    before: &'a BTreeMap<String, BTreeSet<String>>,
    now: impl Iterator<Item = (&'a str, BTreeSet<String>)>,
) -> BTreeMap<&'a str, &'a str> {
    let mut cards_of = BTreeMap::<&str, Vec<&str>>::new();
    for (card, people) in before {
        for person in people {
            cards_of.entry(person).or_default().push(card);
        }
    }
    let mut old_of = BTreeMap::new();
    let mut taken = BTreeMap::<&str, u32>::new();
    for (card, people) in now {
        let mut shared = BTreeMap::<&str, usize>::new();
        for old in people.iter().filter_map(|person| cards_of.get(person.as_str())).flatten() {
            *shared.entry(old).or_default() += 1;
        }
        let is_most = |old: &str, shared: usize| {
            let of_old = before.get(old).map_or(0, BTreeSet::len);
            2 * shared > of_old && 2 * shared > people.len()
        };
        let same: Vec<_> = shared.into_iter().filter(|(old, shared)| is_most(old, *shared)).collect();
        // People who are on several cards may make several of them the same.
        if let [(old, _)] = same.as_slice() {
            old_of.insert(card, *old);
            *taken.entry(old).or_default() += 1;
        }
    }
    old_of.retain(|_, old| taken.get(*old) == Some(&1));
    old_of
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(people: &str) -> BTreeSet<String> {
        people.chars().map(String::from).collect()
    }

    #[track_caller]
    fn check(before: &[(&str, &str)], now: &[(&str, &str)], expected: &[(&str, &str)]) {
        let before = before.iter().map(|(card, own)| ((*card).to_owned(), people(own))).collect();
        let found = renumbered(&before, now.iter().map(|(card, own)| (*card, people(own))));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_card_of_the_same_people_is_the_same_though_one_died_or_was_born() {
        check(&[("H1", "abcd")], &[("N1", "abc")], &[("N1", "H1")]);
        check(&[("H1", "abc")], &[("N1", "abcd")], &[("N1", "H1")]);
        check(&[("H1", "ab"), ("H2", "cd")], &[("N2", "cd"), ("N1", "ab")], &[("N1", "H1"), ("N2", "H2")]);
    }

    #[test]
    fn a_household_that_was_parted_or_merged_is_another_one() {
        check(&[("H1", "abcd")], &[("N1", "ab"), ("N2", "cd")], &[]);
        check(&[("H1", "a"), ("H2", "b")], &[("N1", "ab")], &[]);
        check(&[("H1", "ab")], &[("N1", "ax")], &[]);
        check(&[("H1", "")], &[("N1", "")], &[]);
    }

    #[test]
    fn a_card_that_stands_twice_tonight_takes_nothing_over() {
        check(&[("H1", "abc")], &[("N1", "abc"), ("N2", "abc")], &[]);
    }
}
