//! Estimates from a draw: shares of the county with an interval that knows that cards were drawn village by village.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::Share;

/// A share of the county.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Of those drawn and decided, how many.
    pub some: u64,
    /// How many were drawn and decided.
    pub of: u64,
    /// In how many villages.
    pub villages: u64,
    #[serde(flatten)]
    pub share: Share,
}

/// Something that was visited.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub village: (&'a str, &'a str),
    pub weight: f64,
    pub is: bool,
}

/// Student's quantile that leaves 2.5 % on each side, by degrees of freedom from 1.
const STUDENT: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];
const NORMAL: f64 = 1.959_963_984_540_054;

impl Estimate {
    /// The weighted share, with the interval of Wilson at the effective sample size of Korn and Graubard (1998): villages
    /// are taken as drawn with replacement, which makes the interval too wide rather than too narrow. Nothing of nothing.
    pub(super) fn of(seen: &[Seen<'_>]) -> Option<Self> {
        let all: f64 = seen.iter().map(|own| own.weight).sum();
        if seen.is_empty() || all <= 0.0 {
            return None;
        }
        let value = seen.iter().filter(|own| own.is).map(|own| own.weight).sum::<f64>() / all;
        let squares: f64 = seen.iter().map(|own| own.weight * own.weight).sum();
        // Kish (1965): what unequal weights leave of the number visited.
        let by_weight = all * all / squares;
        let mut villages = BTreeMap::<_, f64>::new();
        for own in seen {
            let deviation = own.weight * (f64::from(u8::from(own.is)) - value) / all;
            *villages.entry(own.village).or_default() += deviation;
        }
        let count = villages.len();
        let squares: f64 = villages.values().map(|own| own * own).sum();
        let effective = if count < 2 {
            by_weight
        } else {
            let variance = squares * count as f64 / (count - 1) as f64;
            let by_village = if variance > 0.0 { value * (1.0 - value) / variance } else { by_weight };
            let student = STUDENT.get(count - 2).copied().unwrap_or(NORMAL);
            by_weight.min(by_village) * (NORMAL / student).powi(2)
        };
        let some = seen.iter().filter(|own| own.is).count() as u64;
        let share = Share::at(value, effective)?;
        Some(Self { some, of: seen.len() as u64, villages: count as u64, share })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VILLAGES: [&str; 40] = {
        let mut names = [""; 40];
        let all = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP";
        let mut at = 0;
        while at < 40 {
            names[at] = all.split_at(at).1.split_at(1).0;
            at += 1;
        }
        names
    };

    /// So many cards in each village, of which those are.
    fn seen(of_village: usize, are: &[usize]) -> Vec<Seen<'static>> {
        let own = |(village, are): (&&'static str, &usize)| {
            let name = *village;
            let are = *are;
            (0..of_village).map(move |card| Seen { village: ("", name), weight: 20.0, is: card < are })
        };
        VILLAGES.iter().zip(are).flat_map(own).collect()
    }

    #[test]
    fn cards_that_say_no_more_of_their_village_count_as_so_many() {
        // One in ten in every village: nothing is lost by drawing villages, but for the few degrees of freedom.
        let even = Estimate::of(&seen(10, &[1; 32])).unwrap();
        let alone = Share::of(32, 320).unwrap();
        assert!((even.share.low - alone.low).abs() < 1e-9 && (even.share.high - alone.high).abs() < 1e-9);
        // All in three villages: 320 cards say little more than 32 villages do.
        let mut are = [0; 32];
        are[..3].fill(10);
        let uneven = Estimate::of(&seen(10, &are)).unwrap();
        assert_eq!((uneven.some, uneven.of, uneven.villages), (30, 320, 32));
        assert!(uneven.share.high - uneven.share.low > 2.5 * (even.share.high - even.share.low));
    }

    #[test]
    fn none_found_among_few_says_little() {
        let none = Estimate::of(&seen(10, &[0; 4])).unwrap();
        assert_eq!((none.share.value, none.share.low), (0.0, 0.0));
        assert!(none.share.high > 0.08, "{:?}", none.share);
        assert_eq!(Estimate::of(&[]), None);
    }

    #[test]
    fn a_card_weighs_as_many_as_it_stands_for() {
        let own = |weight, is| Seen { village: ("", "a"), weight, is };
        let of = Estimate::of(&[own(1.0, true), own(3.0, false)]).unwrap();
        assert_eq!((of.some, of.of, of.share.value), (1, 2, 0.25));
    }

    /// The interval holds the truth nineteen times in twenty, in counties where villages differ.
    #[test]
    fn the_interval_holds_the_truth_nineteen_times_in_twenty() {
        let mut chance = fastrand::Rng::with_seed(20171128);
        let county: Vec<f64> = (0..400).map(|_| 0.12 * chance.f64() * chance.f64()).collect();
        let truth = county.iter().sum::<f64>() / county.len() as f64;
        let (mut held, tries) = (0, 1000);
        for _ in 0..tries {
            let villages = chance.choose_multiple(county.iter(), 40);
            let are: Vec<_> =
                villages.iter().map(|share| (0..20).filter(|_| chance.f64() < **share).count()).collect();
            let share = Estimate::of(&seen(20, &are)).unwrap().share;
            held += u32::from(share.low <= truth && truth <= share.high);
        }
        assert!((930..=985).contains(&held), "{held} of {tries}");
    }
}
