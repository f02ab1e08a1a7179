//! Masking of texts that leave the program: every citizen number hidden but for its last four characters.
//!
//! Numbers stand where nobody expects them: as the key of a household, in the name of a village, parted by
//! hyphens (`130927-19850505-0076`), with a digit typed before them.

use std::borrow::Cow;

use super::citizen_id;
use super::text::{half_width, is_blank};
use crate::domain::{IdState, PersonKey};

/// Whether citizen numbers leave the program in full.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Masking {
    /// All but the last four characters of each are hidden.
    #[default]
    Masked,
    /// Somebody asked for them.
    Revealed,
}

/// How the texts of one job leave the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mask {
    masking: Masking,
    /// Pseudonyms of one job say nothing of those of another.
    job: String,
}

impl Mask {
    pub fn new(job: &str, masking: Masking) -> Self {
        Self { masking, job: job.to_owned() }
    }

    /// A number as it may be handed over.
    pub fn number(&self, number: &str) -> String {
        if self.reveals() { number.to_owned() } else { masked(number) }
    }

    /// A text as it may be handed over.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.reveals() { Cow::Borrowed(text) } else { masked_text(text) }
    }

    /// A key as it may be handed over: one that is, or holds, a number has a pseudonym, the same in every run.
    pub fn key<'a>(&self, key: &'a str) -> Cow<'a, str> {
        if self.reveals() || !holds_a_number(key) { Cow::Borrowed(key) } else { self.pseudonym(key).into() }
    }

    /// Every form in which runs of this job may have handed a key over: masked, or in full.
    pub fn forms_of_key<'a>(&self, key: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
        let masked = holds_a_number(key).then(|| Cow::Owned(self.pseudonym(key)));
        std::iter::once(Cow::Borrowed(key)).chain(masked)
    }

    fn reveals(&self) -> bool {
        self.masking == Masking::Revealed
    }

    fn pseudonym(&self, key: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.job.as_bytes()).update(&[0]).update(key.as_bytes());
        let digest = hasher.finalize().to_hex();
        // Letters stand for the digits: a pseudonym must not look like a number itself.
        let letters = digest.chars().take(12).map(|c| match c.to_digit(16) {
            Some(digit) => char::from(b'a' + u8::try_from(digit).unwrap_or(0)),
            None => 'x',
        });
        format!("K-{}", letters.collect::<String>())
    }

    /// Another whole number that stands for a person, the same wherever that person stands.
    pub fn person(&self, person: i64) -> i64 {
        if self.reveals() {
            return person;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.job.as_bytes()).update(&person.to_le_bytes());
        let digest = hasher.finalize();
        let mut bytes = [0; 8];
        bytes.iter_mut().zip(digest.as_bytes()).for_each(|(byte, of_digest)| *byte = *of_digest);
        // Fewer digits than any citizen number.
        i64::from_le_bytes(bytes).rem_euclid(1_000_000_000_000)
    }
}

/// A number (or any other private text) of which only the last four characters can be read; nothing
/// can be read where there are not more than that.
pub fn masked(text: &str) -> String {
    let text = text.trim_matches(is_blank);
    let hidden = match text.chars().count() {
        length @ 0..=4 => length,
        length => length - 4,
    };
    text.chars().enumerate().map(|(place, c)| if place < hidden { '*' } else { c }).collect()
}

/// Whether a text holds a citizen number, whole or nearly so.
pub fn holds_a_number(text: &str) -> bool {
    may_hold_a_number(text) && !numbers(text).is_empty()
}

/// A name made of a digest: `before`, and the first so many of its hexadecimal digits.
///
/// Among tens of thousands of digests some read as citizen numbers by chance. Masked, such a name would be another than
/// the one it was given, and nobody would know it again; so the digest is digested until it reads as none.
pub fn digest_name(before: &str, mut digest: blake3::Hash, digits: usize) -> String {
    loop {
        let name: String = before.chars().chain(digest.to_hex().chars().take(digits)).collect();
        if !holds_a_number(&name) {
            return name;
        }
        digest = blake3::hash(digest.as_bytes());
    }
}

/// A text in which every citizen number is masked, however many digits it has lost or gained.
pub fn masked_text(text: &str) -> Cow<'_, str> {
    let hidden = if may_hold_a_number(text) { numbers(text) } else { Vec::new() };
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let shown = text.char_indices().map(|(at, c)| if hidden.contains(&at) { '*' } else { c });
    Cow::Owned(shown.collect())
}

/// Whether a text is worth a closer look: a run of its digits is as long as the shortest number. Nearly no text has one,
/// and a county has millions.
fn may_hold_a_number(text: &str) -> bool {
    if text.len() < SHORTEST {
        return false;
    }
    // Keys of households and members are long and have nothing but digits: one group, told at once.
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return tells_a_person(text.as_bytes(), true);
    }
    let bytes = text.as_bytes();
    // Whatever is long enough has its part in every so many bytes: all others need not be looked at.
    let mut at = SHORTEST - 1;
    while let Some(byte) = bytes.get(at) {
        if parts(*byte) {
            at += SHORTEST;
            continue;
        }
        let (before, behind) = bytes.split_at(at);
        let begin = before.iter().rposition(|byte| parts(*byte)).map_or(0, |last| last + 1);
        let end = behind.iter().position(|byte| parts(*byte)).map_or(bytes.len(), |first| at + first);
        if end - begin >= SHORTEST && longest_run(bytes.get(begin..end).unwrap_or_default()) >= SHORTEST {
            return true;
        }
        at = end + SHORTEST;
    }
    false
}

/// Whether a byte can stand in no number: it begins an ideograph, or is neither a digit nor a sign between two.
fn parts(byte: u8) -> bool {
    !matches!(
        byte,
        b'0'..=b'9' | b'x' | b'X' | b' ' | b'-' | b'_' | b'.' | b'/' | b'\\' | b',' | 0x80..=0xe3 | 0xea..
    )
}

/// How many digits stand beside each other at most, with no more than a sign between any two; never less than that. Whatever
/// is not ASCII counts as such a sign, and what may be a wide digit as a digit.
fn longest_run(text: &[u8]) -> usize {
    let (mut length, mut longest, mut gap) = (0, 0, 0);
    for byte in text {
        match byte {
            // A wide digit begins with the byte 0xEF.
            b'0'..=b'9' | b'x' | b'X' | 0xef => {
                length = if gap > 1 { 1 } else { length + 1 };
                longest = longest.max(length);
                gap = 0;
            }
            0x80..0xc0 => {}
            byte if parts(*byte) => gap = 2,
            _ => gap += 1,
        }
    }
    longest
}

/// The digits of the shortest citizen number.
const SHORTEST: usize = 15;

/// The bytes of the characters to be hidden: all but the last four of each number.
fn numbers(text: &str) -> Vec<usize> {
    let mut hidden = Vec::new();
    let mut run = Run::default();
    each_digit(text, |place, at, digit| {
        if place == Place::OtherRun {
            run.hide(&mut hidden);
            run.clear();
        }
        if place != Place::SameGroup {
            run.groups.push(run.digits.len());
        }
        run.digits.push(digit);
        run.places.push(at);
    });
    run.hide(&mut hidden);
    hidden
}

/// Digits in groups that a single sign parts.
#[derive(Debug, Default)]
struct Run {
    /// An X at the end of a number, too.
    digits: Vec<u8>,
    /// The byte at which each stands in the text.
    places: Vec<usize>,
    /// Where each group begins.
    groups: Vec<usize>,
}

impl Run {
    fn clear(&mut self) {
        self.digits.clear();
        self.places.clear();
        self.groups.clear();
    }

    /// Adds the places of the numbers in it.
    fn hide(&self, hidden: &mut Vec<usize>) {
        if self.digits.len() < SHORTEST {
            return;
        }
        let begin = |group: usize| self.groups.get(group).copied().unwrap_or(self.digits.len());
        let mut next = 0;
        while next < self.groups.len() {
            // The longest stretch of groups that is a number, from here.
            let stretch = (next + 1..=self.groups.len()).rev().find(|end| {
                let digits = self.digits.get(begin(next)..begin(*end)).unwrap_or_default();
                tells_a_person(digits, *end == next + 1)
            });
            let Some(end) = stretch else {
                next += 1;
                continue;
            };
            let places = self.places.get(begin(next)..begin(end)).unwrap_or_default();
            hidden.extend(places.iter().take(places.len().saturating_sub(4)));
            next = end;
        }
    }
}

/// Where a digit stands after the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Beside it.
    SameGroup,
    /// Behind a single sign.
    NextGroup,
    /// Behind more than that; the first digit, too.
    OtherRun,
}

/// The digits of a text in order, with the byte at which each stands; an X counts as one right behind a digit.
fn each_digit(text: &str, mut found: impl FnMut(Place, usize, u8)) {
    // How many signs stand since the last digit; none before the first, and where something else stands between.
    let mut gap = None;
    for (at, c) in text.char_indices() {
        let plain = half_width(c);
        let is_x = matches!(plain, 'x' | 'X') && gap == Some(0);
        let value = if is_x { Some(b'X') } else { u8::try_from(plain).ok().filter(u8::is_ascii_digit) };
        if let Some(value) = value {
            let place = match gap {
                Some(0) => Place::SameGroup,
                Some(1) => Place::NextGroup,
                _ => Place::OtherRun,
            };
            found(place, at, value);
            gap = Some(0);
        } else {
            let sign = matches!(plain, ' ' | '-' | '_' | '.' | '/' | '\\' | '·' | '—' | '–' | ',' | '\u{a0}');
            gap = gap.filter(|_| sign).map(|signs: u32| signs + 1);
        }
    }
}

/// A division and a birth date where a citizen number has them.
fn tells_a_person(digits: &[u8], alone: bool) -> bool {
    let read = |digits: &[u8]| std::str::from_utf8(digits).ok().map(|text| citizen_id::read(text).state);
    if !alone {
        // Parted digits may be anything: only a whole number is one.
        return matches!(digits.len(), 15 | 18) && read(digits) != Some(IdState::Malformed);
    }
    match digits.len() {
        0..15 => false,
        15 => read(digits) == Some(IdState::Upgraded),
        16 => born(digits, 16).is_some_and(|start| citizen_id::birth_date(PersonKey(start * 10)).is_some()),
        _ => {
            let at_start =
                born(digits, 17).is_some_and(|start| citizen_id::birth_date(PersonKey(start)).is_some());
            // A digit too many in front: the number behind it passes its own check.
            let behind = digits.windows(18).skip(1).any(|window| read(window) == Some(IdState::Valid));
            at_start || behind
        }
    }
}

/// The first so many characters as a number, if all are digits.
fn born(values: &[u8], length: usize) -> Option<i64> {
    let first = values.get(..length)?;
    first.iter().try_fold(0i64, |number, c| {
        c.is_ascii_digit().then(|| number.wrapping_mul(10).wrapping_add(i64::from(c - b'0')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_within_a_text_is_masked_however_it_is_typed_and_other_long_numbers_are_left() {
        let pairs = [
            ("张三612127197604031231", "张三**************1231"),
            ("61212719760403123x（本人）", "**************123x（本人）"),
            ("612127760403123,6121271976040312", "***********3123,************0312"),
            ("61212719760403123143", "****************3143"),
            ("612127-19760403-1231", "******-********-1231"),
            ("村612127 1976 0403 1231组", "村****** **** **** 1231组"),
            ("６１２１２７１９７６０４０３１２３１", "**************１２３１"),
            ("1612127197604031231", "***************1231"),
            ("130927102003GB00086F00010001", "130927102003GB00086F00010001"),
            ("911309270123456789 13012345678", "911309270123456789 13012345678"),
            ("2017-08-31 12:30:00.123456", "2017-08-31 12:30:00.123456"),
            ("1309270000000085", "1309270000000085"),
        ];
        for (text, shown) in pairs {
            assert_eq!(masked_text(text), shown);
        }
    }

    proptest::proptest! {
        #[test]
        fn the_quick_look_passes_over_no_long_run_of_digits(
            text in "[张a:,-]{0,20}([0-9０-９xXｘ][ \\-_./\\\\·—–,\u{a0}－　，张:\"]{0,1}){0,24}",
        ) {
            let (mut length, mut longest) = (0, 0);
            each_digit(&text, |place, _, _| {
                length = if place == Place::OtherRun { 1 } else { length + 1 };
                longest = longest.max(length);
            });
            let only_digits = text.bytes().all(|byte| byte.is_ascii_digit());
            proptest::prop_assert!(only_digits || longest < SHORTEST || may_hold_a_number(&text), "{text:?}");
        }
    }

    #[test]
    fn a_key_that_is_a_number_has_a_pseudonym_that_stays() {
        let mask = Mask::new("nightly", Masking::Masked);
        let (one, other) =
            (mask.key("612127197604031231").into_owned(), mask.key("61212719760403124X").into_owned());
        assert!(!holds_a_number(&one) && one != other);
        assert_eq!(mask.key("612127197604031231"), one);
        assert_eq!(mask.key("2701010003"), "2701010003");
        assert_eq!(Mask::new("nightly", Masking::Revealed).key("612127197604031231"), "612127197604031231");
    }

    #[test]
    fn a_name_made_of_a_digest_reads_as_no_number_and_is_the_digest_where_that_reads_as_none() {
        let digests = || (0..60_000u32).map(|nth| blake3::hash(&nth.to_le_bytes()));
        let (mut plain, mut others) = (0, 0);
        for digest in digests() {
            let name = digest_name("", digest, 64);
            assert_eq!(masked_text(&name), name);
            let same = name == digest.to_hex().as_str();
            *(if same { &mut plain } else { &mut others }) += 1;
        }
        assert!(others > 0 && others < plain / 100, "{others} of {plain}");
        // Behind a day in November, eleven digits are a number of the first generation.
        assert!(digests().any(|digest| holds_a_number(&format!("2026-11-30-{}", &digest.to_hex()[..12]))));
        for digest in digests() {
            assert!(!holds_a_number(&digest_name("2026-11-30-", digest, 12)));
        }
    }

    #[test]
    fn a_masked_number_shows_its_last_four_and_a_short_text_nothing() {
        assert_eq!(masked("612127197604031231"), "**************1231");
        assert_eq!(masked("1231"), "****");
    }
}
