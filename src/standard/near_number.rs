//! Numbers nearly equal: how a citizen number as delivered stands to a person's own, and whose it may be.

use chrono::{Datelike, NaiveDate};
use smallvec::SmallVec;

use super::citizen_id::{CHECKS, Number, WEIGHTS, birth_date, check_character};
use super::text::half_width;
use crate::domain::{IdState, PersonKey};

/// How a number as delivered stands to a person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    Same,
    /// One digit wrong, lost or too many, two neighbours exchanged, or as many digits the same as a spreadsheet
    /// keeps: it may be the person's.
    Near,
    /// There is none, or nothing that could be one.
    NoNumber,
    Other,
}

/// A number as delivered, of a state that does not identify (or of the first generation, upgraded): read once, to be
/// compared with the numbers of many.
pub struct DeliveredNumber {
    characters: String,
    state: IdState,
    /// The number of its first digits, [`BEGINNING`] of them; none where one is no digit.
    beginning: Option<i64>,
    /// The numbers of all its digits that stand together, [`TOGETHER`] of them.
    together: SmallVec<[i64; 16]>,
    /// Of one that a spreadsheet cut: what is left of it as a number, and by what a person's is divided to begin so.
    left: Option<(i64, i64)>,
}

const BEGINNING: usize = 7;
const TOGETHER: usize = 8;

impl DeliveredNumber {
    pub fn new(delivered: &str, state: IdState) -> Self {
        let characters = significant(delivered);
        let number = |digits: &[u8]| {
            let digit = |number: i64, c: &u8| c.is_ascii_digit().then(|| number * 10 + i64::from(c - b'0'));
            digits.iter().try_fold(0, digit)
        };
        let beginning = characters.as_bytes().get(..BEGINNING).and_then(number);
        let together = characters.as_bytes().windows(TOGETHER).filter_map(number).collect();
        let left = kept_by_spreadsheet(&characters).trim_end_matches('0').as_bytes();
        let cut_off = 17u32.checked_sub(left.len() as u32).filter(|_| state == IdState::Truncated);
        let left = cut_off.and_then(|cut_off| Some((number(left)?, 10_i64.pow(cut_off))));
        Self { characters, state, beginning, together, left }
    }

    /// Whether it is near a person's number.
    pub fn is_near(&self, own: PersonKey) -> bool {
        // Of one slip either the beginning knows nothing, or what stands two places further on; a spreadsheet cuts the end.
        let may_be = match self.left {
            Some((left, cut_off)) => own.0 / cut_off == left,
            None => {
                self.state == IdState::Truncated
                    || self.beginning == Some(own.0 / 10_i64.pow(17 - BEGINNING as u32))
                    || self.together.contains(&(own.0 % 10_i64.pow(TOGETHER as u32)))
            }
        };
        may_be && self.likeness(Number::of(own).as_str()) == Likeness::Near
    }

    /// How it stands to a person's 18 characters.
    pub fn likeness(&self, own: &str) -> Likeness {
        let characters = self.characters.as_str();
        if self.state == IdState::Truncated {
            let kept = kept_by_spreadsheet(characters);
            // The six digits of `1.30927E+17` are a county's: they tell who it is not, and nothing more.
            return match own.starts_with(kept.trim_end_matches('0')) {
                _ if own.is_empty() => Likeness::NoNumber,
                false => Likeness::Other,
                true if kept.len() < 12 => Likeness::NoNumber,
                true => Likeness::Near,
            };
        }
        let digits = characters.bytes().filter(u8::is_ascii_digit).count();
        // What has so few digits is a word for nothing, or another kind of paper.
        if digits < 8 {
            return Likeness::NoNumber;
        }
        // The check character of a number of the first generation was reckoned from its digits.
        let compared = if self.state == IdState::Upgraded { 17 } else { usize::MAX };
        match slips(beginning(own, compared), beginning(characters, compared)) {
            Some(0) => Likeness::Same,
            Some(_) => Likeness::Near,
            // Of the 20 characters of a certificate, the first 18.
            None if characters.len() > 18 && slips(own, beginning(characters, 18)).is_some() => {
                Likeness::Near
            }
            None => Likeness::Other,
        }
    }
}

/// Compares a person's 18 characters with one [`DeliveredNumber`].
pub fn likeness(own: &str, delivered: &str, state: IdState) -> Likeness {
    DeliveredNumber::new(delivered, state).likeness(own)
}

/// Whether a number as delivered is somebody's, whoever it is: one that identifies, or one with a slip.
pub fn is_somebodys(delivered: &str, state: IdState) -> bool {
    state.usable() || likeness("", delivered, state) != Likeness::NoNumber
}

/// The first characters of a number, or all.
fn beginning(number: &str, most: usize) -> &str {
    number.get(..most).unwrap_or(number)
}

/// How many slips make one number of the other, if at most one does: a character wrong, lost or too many, or two
/// neighbours exchanged. It is the distance that `strsim::osa_distance` gives; a county asks it for every namesake.
pub fn slips(a: &str, b: &str) -> Option<usize> {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while let ([x, rest_of_a @ ..], [y, rest_of_b @ ..]) = (a, b)
        && x == y
    {
        (a, b) = (rest_of_a, rest_of_b);
    }
    while let ([rest_of_a @ .., x], [rest_of_b @ .., y]) = (a, b)
        && x == y
    {
        (a, b) = (rest_of_a, rest_of_b);
    }
    match (a, b) {
        ([], []) => Some(0),
        ([_], [_]) | ([_], []) | ([], [_]) => Some(1),
        ([w, x], [y, z]) if (w, x) == (z, y) => Some(1),
        _ => None,
    }
}

/// The letters and digits of a number as delivered, in half width and upper case.
fn significant(delivered: &str) -> String {
    let characters = delivered.chars().map(half_width).filter(char::is_ascii_alphanumeric);
    characters.map(|c| c.to_ascii_uppercase()).collect()
}

/// The leading digits that a spreadsheet kept of a number: 15, or those that it shows.
fn kept_by_spreadsheet(characters: &str) -> &str {
    match characters.split_once('E') {
        Some((mantissa, _)) => mantissa,
        None => characters.get(..15).unwrap_or(characters),
    }
}

/// Every valid number that a number as delivered may have been: one digit wrong, lost or too many, two neighbours
/// exchanged, the check character wrong or lost; of a number that a spreadsheet cut, all that begin so. In rising
/// order, each once, the number itself left out: some fifteen of a broken number, up to a hundred of a cut one, and
/// none of a valid one, since the check character finds every such slip.
pub fn neighbours(delivered: &str, state: IdState) -> Vec<PersonKey> {
    let characters = significant(delivered);
    let bytes = characters.as_bytes();
    // A company's code, a passport, or no number at all.
    if state != IdState::Truncated && bytes.iter().filter(|c| c.is_ascii_digit()).count() < 16 {
        return Vec::new();
    }
    let whole = bytes.get(..18).filter(|_| [18, 20, 22].contains(&bytes.len()));
    // The check character finds every slip, so that there is nothing to look for: nearly all numbers end here.
    if state.is_sure() && !whole.is_some_and(|whole| whole.ends_with(b"000")) {
        return Vec::new();
    }
    let mut found = match (state, whole) {
        (IdState::Missing, _) => Vec::new(),
        // The check character was reckoned from the digits, whichever they are.
        (IdState::Upgraded, Some(whole)) => {
            let digits = whole.get(..17).unwrap_or_default();
            let other = |at: usize| (b'0'..=b'9').filter_map(move |digit| key(&with(digits, at, digit)));
            (0..17).flat_map(other).collect()
        }
        // What ends in zeros was cut, or is mistyped like any other.
        (_, Some(whole)) if whole.ends_with(b"000") => {
            [beginning_with(kept_by_spreadsheet(&characters)), near_whole(whole)].concat()
        }
        (IdState::Truncated, _) => beginning_with(kept_by_spreadsheet(&characters)),
        (_, Some(whole)) => near_whole(whole),
        (_, None) if bytes.len() == 17 => near_short(bytes),
        (_, None) if bytes.len() == 19 => (0..19).filter_map(|at| valid(&without(bytes, at))).collect(),
        (_, None) => Vec::new(),
    };
    let own = whole.and_then(valid);
    found.retain(|key| Some(*key) != own);
    found.sort_unstable();
    found.dedup();
    found
}

/// The birth date that a number as delivered shows, whatever is wrong with the rest of it; none where its digits are
/// no such day.
pub fn birth_shown(delivered: &str, state: IdState) -> Option<NaiveDate> {
    let characters = significant(delivered);
    let digits = match state {
        IdState::Truncated => kept_by_spreadsheet(&characters),
        _ => characters.as_str(),
    };
    let date = digits.get(6..14).filter(|_| digits.len() >= 14)?;
    let number = |at: std::ops::Range<usize>| date.get(at)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(i32::try_from(number(0..4)?).ok()?, number(4..6)?, number(6..8)?)?;
    (1860..=2100).contains(&date.year()).then_some(date)
}

/// One of 18 characters wrong, or two neighbours exchanged.
fn near_whole(whole: &[u8]) -> Vec<PersonKey> {
    let Some((check, digits)) = whole.split_last() else { return Vec::new() };
    let mut found: Vec<_> = key(digits).into_iter().collect();
    let wanted = CHECKS.iter().position(|known| known == check);
    let foreign = digits.iter().filter(|c| !c.is_ascii_digit()).count();
    let value = |c: u8| u32::from(c.wrapping_sub(b'0')) % 10;
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(c, weight)| value(*c) * weight).sum();
    for (at, (c, weight)) in digits.iter().zip(WEIGHTS).enumerate() {
        // Whatever else is no digit would have to be another mistake.
        if foreign > usize::from(!c.is_ascii_digit()) {
            continue;
        }
        let rest = sum - value(*c) * weight;
        let fitting =
            (b'0'..=b'9').filter(|digit| wanted == Some(((rest + value(*digit) * weight) % 11) as usize));
        found.extend(fitting.filter_map(|digit| key(&with(digits, at, digit))));
    }
    for at in 0..17 {
        let mut swapped = whole.to_vec();
        swapped.swap(at, at + 1);
        found.extend(valid(&swapped));
    }
    found
}

/// One of 18 characters lost: a digit, or the check character.
fn near_short(short: &[u8]) -> Vec<PersonKey> {
    let mut found: Vec<_> = key(short).into_iter().collect();
    for at in 0..17 {
        let (before, after) = short.split_at_checked(at).unwrap_or((short, &[]));
        found.extend((b'0'..=b'9').filter_map(|digit| valid(&[before, &[digit], after].concat())));
    }
    found
}

/// All numbers that begin with the digits that a spreadsheet kept; none where it kept too few to say anything.
fn beginning_with(kept: &str) -> Vec<PersonKey> {
    let lacking = 17usize.saturating_sub(kept.len());
    let Some(first) = kept.parse::<i64>().ok().filter(|_| lacking <= 2) else { return Vec::new() };
    let many = 10i64.pow(u32::try_from(lacking).unwrap_or(0));
    (0..many).map(|rest| PersonKey(first * many + rest)).filter(|key| birth_date(*key).is_some()).collect()
}

fn with(characters: &[u8], at: usize, digit: u8) -> Vec<u8> {
    characters.iter().enumerate().map(|(place, c)| if place == at { digit } else { *c }).collect()
}

fn without(characters: &[u8], at: usize) -> Vec<u8> {
    characters.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, c)| *c).collect()
}

/// The person of 17 digits, if there is such a birth date.
fn key(digits: &[u8]) -> Option<PersonKey> {
    let text = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|c| c.is_ascii_digit()))?;
    let person = PersonKey(text.parse().ok().filter(|_| !text.starts_with('0'))?);
    birth_date(person).map(|_| person)
}

/// The person of 18 characters whose check character agrees.
fn valid(whole: &[u8]) -> Option<PersonKey> {
    let (check, digits) = whole.split_last()?;
    key(digits).filter(|_| check_character(digits) == *check)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::standard::citizen_id::{number, read};

    fn state(text: &str) -> IdState {
        read(text).state
    }

    #[test]
    fn a_number_one_edit_away_or_cut_by_a_spreadsheet_may_be_the_persons() {
        let own = "612127197604031231";
        let like = |text: &str| likeness(own, text, state(text));
        for near in ["612127197604031232", "612127197604031321", "61212719760403123", "6121271976040312311"] {
            assert_eq!(like(near), Likeness::Near, "{near}");
        }
        for near in ["6.12127197604031E+17", "612127197604031000"] {
            assert_eq!(like(near), Likeness::Near, "{near}");
        }
        assert_eq!(likeness(own, "612127197604031221", IdState::Upgraded), Likeness::Near);
        for none in ["", "无", "不详", "6.12127E+17"] {
            assert_eq!(like(none), Likeness::NoNumber, "{none}");
        }
        for other in ["612127198604031222", "6.12128E+17"] {
            assert_eq!(like(other), Likeness::Other, "{other}");
        }
    }

    fn a_person() -> impl Strategy<Value = PersonKey> {
        (110_000i64..700_000, 0u64..60_000, 0i64..1000).prop_map(|(division, days, order)| {
            let birth = chrono::NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days);
            let birth: i64 = birth.format("%Y%m%d").to_string().parse().unwrap();
            PersonKey((division * 100_000_000 + birth) * 1000 + order)
        })
    }

    proptest! {
        #[test]
        fn slips_are_the_edits_up_to_one(a in "[0-2X]{0,7}", at in 0usize..8, b in "[0-2X]{0,7}", near in 0..5) {
            let mut b = b.into_bytes();
            if near > 0 {
                b = a.clone().into_bytes();
            }
            let at = at.min(b.len().saturating_sub(1));
            match near {
                2 if !b.is_empty() => b[at] = b'1',
                3 if !b.is_empty() => _ = b.remove(at),
                4 if at + 1 < b.len() => b.swap(at, at + 1),
                _ => (),
            }
            let b = String::from_utf8(b).unwrap();
            let edits = Some(strsim::osa_distance(&a, &b)).filter(|edits| *edits <= 1);
            prop_assert_eq!(slips(&a, &b), edits);
        }

        #[test]
        fn one_slip_never_makes_a_valid_number_of_another(person in a_person()) {
            // Asked as of a broken one, so that all neighbours are looked for.
            let own = number(person);
            prop_assume!(!own.ends_with("000"));
            prop_assert_eq!(neighbours(&own, IdState::BadCheck), []);
        }

        #[test]
        fn a_number_is_among_the_neighbours_of_whatever_one_slip_makes_of_it(
            person in a_person(), other in a_person(), at in 0usize..18, digit in b'0'..=b'9', slip in 0..5,
        ) {
            let own = number(person);
            let mut typed = own.clone().into_bytes();
            match slip {
                0 => typed[at] = digit,
                1 => typed.swap(at.min(16), at.min(16) + 1),
                2 => _ = typed.remove(at),
                3 => typed.insert(at, digit),
                _ => typed[15..].copy_from_slice(b"000"),
            }
            let typed = String::from_utf8(typed).unwrap();
            let found = neighbours(&typed, state(&typed));
            let cut = typed.ends_with("000");
            prop_assert!(typed == own || found.contains(&person), "{own} {typed} {found:?}");
            let delivered = DeliveredNumber::new(&typed, state(&typed));
            // Whoever was born on the same day in the same place, too.
            let neighbour = PersonKey(person.0 / 1000 * 1000 + other.0 % 1000);
            for one in [person, other, neighbour] {
                prop_assert_eq!(delivered.is_near(one), delivered.likeness(&number(one)) == Likeness::Near);
            }
            for near in &found {
                let shown = number(*near);
                let distance = strsim::osa_distance(&shown, &typed);
                prop_assert!(distance == 1 || cut && shown[..15] == typed[..15], "{shown} {typed}");
            }
        }
    }

    #[test]
    fn of_a_first_generation_number_each_digit_may_be_another() {
        let found = neighbours("612127197604031231", IdState::Upgraded);
        assert!(
            found.contains(&PersonKey(61_212_719_760_403_124))
                && found.contains(&PersonKey(61_212_719_760_413_123))
        );
        assert!(!found.contains(&PersonKey(61_212_719_760_403_123)), "itself");
        assert_eq!(neighbours("", IdState::Missing), []);
        assert_eq!(neighbours("6.12127E+17", IdState::Truncated), []);
    }
}
