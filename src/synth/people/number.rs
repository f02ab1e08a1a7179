//! Citizen numbers: no two the same in the whole county, though blocks do not talk.

use std::collections::HashSet;

use chrono::{Datelike, Days, NaiveDate};

use crate::domain::PersonKey;
use crate::synth::dice::Dice;

/// Each block has four of the thousand order numbers of a day, in divisions that 249 others share with it.
const BLOCKS_PER_DIVISION: u64 = 250;
/// Prefectures and counties from which prefixes are taken; those born elsewhere use the upper half.
const PREFECTURES: u64 = 11;
const COUNTIES: u64 = 16;
const HOME: i64 = 130_927;
/// More blocks than this cannot have numbers of their own.
pub const MOST_BLOCKS: u64 = BLOCKS_PER_DIVISION * (PREFECTURES * COUNTIES / 2);

/// The numbers that a block may give away.
pub struct Numbers {
    home: i64,
    elsewhere: i64,
    order: i64,
    given: HashSet<i64>,
}

impl Numbers {
    pub fn of_block(block: u64) -> Self {
        let turn = block / BLOCKS_PER_DIVISION;
        // Spread out, as order numbers are; 97 has no part in common with 250.
        let order = i64::try_from(block * 97 % BLOCKS_PER_DIVISION).unwrap_or(0) * 4;
        let home = division(turn);
        Self { home, elsewhere: division(turn + PREFECTURES * COUNTIES / 2), order, given: HashSet::new() }
    }

    /// A number for somebody born about that day, and the day itself.
    pub fn give(&mut self, dice: &mut Dice, birth: NaiveDate, male: bool) -> (PersonKey, NaiveDate) {
        let division = if dice.chance(0.08) { self.elsewhere } else { self.home };
        let mut birth = birth;
        loop {
            let date = i64::from(birth.year()) * 10_000 + i64::from(birth.month() * 100 + birth.day());
            for order in [0, 2] {
                let order = self.order + order + i64::from(male);
                let number = (division * 100_000_000 + date) * 1000 + order;
                if self.given.insert(number) {
                    return (PersonKey(number), birth);
                }
            }
            birth = birth.checked_sub_days(Days::new(1)).unwrap_or(birth);
        }
    }
}

/// Six digits; the first is the county's own.
fn division(turn: u64) -> i64 {
    if turn == 0 {
        return HOME;
    }
    let prefecture = turn % PREFECTURES + 1;
    let county = turn / PREFECTURES % COUNTIES + 30;
    let code = 130_000 + i64::try_from(prefecture * 100 + county).unwrap_or(0);
    if code == HOME { 130_999 } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::citizen_id;

    #[test]
    fn divisions_differ_as_long_as_blocks_can_have_numbers() {
        let all: HashSet<_> = (0..PREFECTURES * COUNTIES).map(division).collect();
        assert_eq!(all.len() as u64, PREFECTURES * COUNTIES);
    }

    #[test]
    fn a_number_tells_birth_and_sex_and_is_given_once() {
        let mut numbers = Numbers::of_block(251);
        let mut dice = Dice::new(1, 251, 0);
        let born = NaiveDate::from_ymd_opt(1970, 5, 1).unwrap();
        let mut seen = HashSet::new();
        for turn in 0..100 {
            let male = turn % 2 == 0;
            let (key, birth) = numbers.give(&mut dice, born, male);
            assert_eq!(citizen_id::birth_date(key), Some(birth));
            assert_eq!(citizen_id::is_male(key), male);
            assert!(seen.insert(key));
        }
    }
}
