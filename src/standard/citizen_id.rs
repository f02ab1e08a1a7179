//! Citizen identity numbers (GB 11643): read, checked, repaired, and what happened to them on the way.

use chrono::NaiveDate;

use super::text::{half_width, is_blank, is_placeholder};
use crate::domain::{IdState, PersonKey};

pub(super) const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
pub(super) const CHECKS: [u8; 11] = *b"10X98765432";

/// A citizen number as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CitizenId {
    /// The key that joins persons; only where the state is usable.
    pub person: Option<PersonKey>,
    pub state: IdState,
}

impl CitizenId {
    const fn unusable(state: IdState) -> Self {
        Self { person: None, state }
    }

    /// The normal form, 18 characters; only where the state is usable.
    pub fn number(&self) -> Option<Number> {
        self.person.map(Number::of)
    }
}

/// The 18 characters of a citizen number, without allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number([u8; 18]);

impl Number {
    pub fn of(person: PersonKey) -> Self {
        let mut rest = person.0.unsigned_abs();
        let mut characters = [b'0'; 18];
        for place in characters.iter_mut().take(17).rev() {
            *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
        let check = check_character(&characters);
        if let Some(last) = characters.last_mut() {
            *last = check;
        }
        Self(characters)
    }

    pub fn as_str(&self) -> &str {
        // Digits and X only, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The check character of the first 17 digits.
pub(super) fn check_character(digits: &[u8]) -> u8 {
    let sum: u32 =
        digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight).sum();
    CHECKS.get((sum % 11) as usize).copied().unwrap_or(b'?')
}

/// The characters that count: half width, upper case, without spaces and quotes.
struct Significant {
    characters: [u8; Self::LONGEST],
    length: usize,
    /// Longer than any number, or with characters that no number has.
    foreign: bool,
}

impl Significant {
    /// A certificate that was issued again carries `B1` behind its 20 characters; Excel's
    /// `1.30927195011046E+17` is as long.
    const LONGEST: usize = 24;

    fn of(text: &str) -> Self {
        let mut found = Self { characters: [0; Self::LONGEST], length: 0, foreign: false };
        for c in text.chars() {
            let c = half_width(c);
            // A leading apostrophe or `="…"` keeps Excel from taking the number for one.
            if is_blank(c)
                || matches!(c, '\'' | '‘' | '’' | '`' | '´' | '"' | '“' | '”')
                || (c == '=' && found.length == 0)
            {
                continue;
            }
            let byte = u8::try_from(c).unwrap_or(0).to_ascii_uppercase();
            match found.characters.get_mut(found.length) {
                Some(place) if byte.is_ascii_graphic() => *place = byte,
                _ => {
                    found.foreign = true;
                    break;
                }
            }
            found.length += 1;
        }
        found
    }

    fn as_bytes(&self) -> &[u8] {
        self.characters.get(..self.length).unwrap_or_default()
    }
}

/// Reads a citizen number as departments write it: any width, spaces, a leading apostrophe, lower-case
/// `x`, 15 digits of the first generation, the 20 characters of a disability certificate.
///
/// A number with an impossible birth date is malformed, whatever its check character says.
pub fn read(text: &str) -> CitizenId {
    // Nearly every number is clean, and there are millions.
    if let Ok(characters) = <&[u8; 18]>::try_from(text.as_bytes())
        && let [first @ .., last] = characters
        && first.iter().all(u8::is_ascii_digit)
        && (last.is_ascii_digit() || *last == b'X')
    {
        return judge_18(characters, key_of(first), IdState::Valid);
    }
    let significant = Significant::of(text);
    let characters = significant.as_bytes();
    if significant.foreign {
        if let Some(number) = behind_label(text) {
            return read(number);
        }
        let empty = is_placeholder(super::text::tidy(text).as_ref());
        return CitizenId::unusable(if empty { IdState::Missing } else { IdState::Malformed });
    }
    match characters.len() {
        18 => read_18(characters, IdState::Valid),
        15 => read_15(characters),
        20 | 22 if is_certificate(characters) && characters.iter().take(17).all(u8::is_ascii_digit) => {
            read_18(characters.get(..18).unwrap_or_default(), IdState::FromCertificate)
        }
        _ if is_placeholder(std::str::from_utf8(characters).unwrap_or("?")) => {
            CitizenId::unusable(IdState::Missing)
        }
        _ => match behind_label(text) {
            Some(number) => read(number),
            None => CitizenId::unusable(exponent_or_malformed(characters)),
        },
    }
}

fn exponent_or_malformed(characters: &[u8]) -> IdState {
    let text = std::str::from_utf8(characters).unwrap_or_default();
    let exponent = text.split_once('E').map(|(_, exponent)| exponent.trim_start_matches('+'));
    if is_exponent(text) && matches!(exponent, Some("17" | "14")) {
        IdState::Truncated
    } else {
        IdState::Malformed
    }
}

/// Whether this is a long number as a spreadsheet shows it: `1.30927E+17`.
pub fn is_exponent(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let digits = exponent.trim_start_matches('+');
    mantissa.bytes().all(|c| c.is_ascii_digit() || c == b'.')
        && mantissa.bytes().any(|c| c.is_ascii_digit())
        && !digits.is_empty()
        && digits.bytes().all(|c| c.is_ascii_digit())
}

/// Words that clerks put before a number.
const LABELS: &[&str] = &[
    "居民身份证",
    "公民身份",
    "第二代",
    "身份证件",
    "身份证明",
    "身份证",
    "身份",
    "残疾人证",
    "残疾证",
    "证件",
    "居民",
    "公民",
    "二代",
    "号码",
    "编号",
    "证",
    "号",
    "ID",
    "NO",
];

/// Whether a text is nothing but words that stand before a number, and the signs around them.
pub fn is_label(text: &str) -> bool {
    // Behind most labels nothing stands.
    if text.is_empty() {
        return true;
    }
    let mut rest: String = text.chars().map(half_width).map(|c| c.to_ascii_uppercase()).collect();
    for label in LABELS {
        rest = rest.replace(label, "");
    }
    rest.chars().all(|c| is_blank(c) || matches!(c, ':' | '(' | ')' | '.' | '#' | '-' | '=' | '/'))
}

/// The number behind a label such as `身份证号：`, and before another; none where other words stand around it.
fn behind_label(text: &str) -> Option<&str> {
    let digit = |c: char| half_width(c).is_ascii_digit();
    let start = text.find(digit)?;
    let (before, rest) = text.split_at_checked(start)?;
    let length = rest.rfind(|c| digit(c) || matches!(half_width(c), 'x' | 'X'))?;
    let last = rest.get(length..)?.chars().next()?.len_utf8();
    let (number, after) = rest.split_at_checked(length + last)?;
    let alone = before.is_empty() && after.is_empty();
    (!alone && is_label(before) && is_label(after)).then_some(number)
}

/// The number that 17 digits write.
fn key_of(digits: &[u8; 17]) -> i64 {
    let [a @ .., h] = digits;
    let (first, second) = a.split_at(8);
    let eight = |digits: &[u8]| <[u8; 8]>::try_from(digits).map_or(0, eight_digits);
    (eight(first) * 100_000_000 + eight(second)) * 10 + i64::from(h - b'0')
}

/// The number that eight digits write: pairs, then fours, then all at once.
fn eight_digits(digits: [u8; 8]) -> i64 {
    let tens = u64::from_le_bytes(digits) & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = (tens.wrapping_mul(10) + (tens >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    ((fours.wrapping_mul(10_000) + (fours >> 32)) & 0xffff_ffff).cast_signed()
}

fn digits(characters: &[u8]) -> Option<i64> {
    characters.iter().try_fold(0i64, |number, c| {
        c.is_ascii_digit().then(|| number.wrapping_mul(10).wrapping_add(i64::from(c - b'0')))
    })
}

fn read_18(characters: &[u8], state: IdState) -> CitizenId {
    let first = characters.get(..17).unwrap_or_default();
    match (digits(first), <&[u8; 18]>::try_from(characters)) {
        (Some(key), Ok(characters)) => judge_18(characters, key, state),
        _ => CitizenId::unusable(exponent_or_malformed(characters)),
    }
}

/// What 18 characters are, of which the first 17 are the digits of `key`.
fn judge_18(characters: &[u8; 18], key: i64, state: IdState) -> CitizenId {
    let [first @ .., check] = characters;
    let check_agrees = check_character(first) == *check;
    if !check_agrees && characters.ends_with(b"000") {
        return CitizenId::unusable(IdState::Truncated);
    }
    let person = PersonKey(key);
    let in_form = check.is_ascii_digit() || *check == b'X';
    if !in_form || characters.first() == Some(&b'0') || !has_birth_date(person) {
        return CitizenId::unusable(IdState::Malformed);
    }
    if !check_agrees {
        return CitizenId::unusable(IdState::BadCheck);
    }
    CitizenId { person: Some(person), state }
}

fn read_15(characters: &[u8]) -> CitizenId {
    let Some(number) = digits(characters) else {
        return CitizenId::unusable(exponent_or_malformed(characters));
    };
    // 6 digits of division, then 19, then 9 digits of birth date and order.
    let division = number / 1_000_000_000;
    let person = PersonKey((division * 100 + 19) * 1_000_000_000 + number % 1_000_000_000);
    if characters.first() == Some(&b'0') || birth_date(person).is_none() {
        return CitizenId::unusable(IdState::Malformed);
    }
    CitizenId { person: Some(person), state: IdState::Upgraded }
}

/// 18 characters, category 1 to 7, grade 1 to 4; `B` and a digit where it was issued again.
fn is_certificate(characters: &[u8]) -> bool {
    match characters.get(18..) {
        Some([category, grade, again @ ..]) => {
            matches!(category, b'1'..=b'7')
                && matches!(grade, b'1'..=b'4')
                && (again.is_empty() || matches!(again, [b'B', b'0'..=b'9']))
        }
        _ => false,
    }
}

/// Whether there is such a day as the birth date in a number. No month is shorter than 28 days: nearly all end here.
fn has_birth_date(person: PersonKey) -> bool {
    let date = person.0 / 1_000 % 100_000_000;
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    (1860..=2100).contains(&year) && (1..=12).contains(&month) && (1..=28).contains(&day)
        || birth_date(person).is_some()
}

/// The birth date in a number, if there is such a day.
pub fn birth_date(person: PersonKey) -> Option<NaiveDate> {
    let date = person.0 / 1_000 % 100_000_000;
    let year = i32::try_from(date / 10_000).ok()?;
    let month = u32::try_from(date / 100 % 100).ok()?;
    let day = u32::try_from(date % 100).ok()?;
    if !(1860..=2100).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The 17th digit is odd for men.
pub fn is_male(person: PersonKey) -> bool {
    person.0 % 2 != 0
}

/// Whether a spreadsheet may have made this number, which keeps 15 digits and writes zeros for the rest: one
/// such number in eleven passes the check by chance.
pub fn may_be_cut(person: PersonKey) -> bool {
    Number::of(person).as_str().ends_with("000")
}

/// The 18 characters of a person's number.
pub fn number(person: PersonKey) -> String {
    Number::of(person).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn state(text: &str) -> IdState {
        read(text).state
    }

    #[test]
    fn the_example_of_the_standard_is_upgraded_as_the_standard_says() {
        let read = read("612127760403123");
        assert_eq!(read.state, IdState::Upgraded);
        assert_eq!(read.person.map(number).as_deref(), Some("612127197604031231"));
    }

    #[test]
    fn a_check_character_that_is_wrong_is_told_from_a_date_that_cannot_be() {
        assert_eq!(state("612127197604031231"), IdState::Valid);
        assert_eq!(state("612127197604031232"), IdState::BadCheck);
        assert_eq!(state("612127197613031231"), IdState::Malformed);
        assert_eq!(state("612127760230123"), IdState::Malformed);
    }

    #[test]
    fn what_excel_did_to_a_number_never_identifies() {
        for text in
            ["130927195011046000", "1.30927E+17", "1.30927195011046e+17", "１.30927E+17", "6.12128E+14"]
        {
            assert_eq!(read(text), CitizenId::unusable(IdState::Truncated), "{text}");
        }
    }

    #[test]
    fn a_disability_certificate_holds_its_owners_number() {
        for text in ["61212719760403123143", "61212719760403123143B1"] {
            let read = read(text);
            assert_eq!(read.state, IdState::FromCertificate);
            assert_eq!(read.person, Some(PersonKey(61_212_719_760_403_123)));
        }
        assert_eq!(state("61212719760403123183"), IdState::Malformed);
        assert_eq!(state("61212719760403123243"), IdState::BadCheck);
    }

    #[test]
    fn nothing_is_missing_and_anything_else_is_malformed() {
        for text in ["", " \t", "无", "不详", "-", "/", "　"] {
            assert_eq!(state(text), IdState::Missing, "{text:?}");
        }
        for text in [
            "张三",
            "12345",
            "6121271976040312",
            "张三:612127197604031231",
            "61212719760403123Y",
            "护照G12345678",
        ] {
            assert_eq!(state(text), IdState::Malformed, "{text:?}");
        }
    }

    #[test]
    fn a_label_before_a_number_is_read_past() {
        for text in [
            "身份证:612127197604031231",
            "居民身份证号码： 612127197604031231",
            "612127197604031231(身份证)",
            "ID 612127197604031231",
            "身份证６１２１２７１９７６０４０３１２３１",
        ] {
            assert_eq!(state(text), IdState::Valid, "{text}");
        }
        assert_eq!(state("身份证:612127760403123"), IdState::Upgraded);
        assert_eq!(state("身份证号"), IdState::Malformed);
    }

    #[test]
    fn birth_and_sex_are_in_the_number() {
        let person = PersonKey(61_212_719_760_403_123);
        assert_eq!(birth_date(person), NaiveDate::from_ymd_opt(1976, 4, 3));
        assert!(is_male(person));
    }

    prop_compose! {
        fn a_person()(division in 110_000i64..700_000, days in 0i64..60_000, order in 0i64..1000) -> PersonKey {
            let birth = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days as u64);
            let birth: i64 = birth.format("%Y%m%d").to_string().parse().unwrap();
            PersonKey((division * 100_000_000 + birth) * 1000 + order)
        }
    }

    proptest! {
        #[test]
        fn a_valid_number_however_typed_reads_back_to_the_same_person(
            person in a_person(), wide in any::<u32>(), space in 0usize..18, lower: bool, quote: bool, tab: bool,
        ) {
            let mut text = String::new();
            if quote { text.push('\''); }
            for (place, c) in number(person).chars().enumerate() {
                if place == space { text.push_str(if lower { " " } else { "\u{3000}" }); }
                let c = if lower { c.to_ascii_lowercase() } else { c };
                let c = if wide >> place & 1 == 1 { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c };
                text.push(c);
            }
            if tab { text.push('\t'); }
            prop_assert_eq!(read(&text), CitizenId { person: Some(person), state: IdState::Valid });
        }

        #[test]
        fn no_text_whatever_is_a_person_unless_its_state_is_usable(text in "\\PC{0,30}") {
            let read = read(&text);
            prop_assert_eq!(read.person.is_some(), read.state.usable());
        }
    }
}
