//! Names of persons compared, as Chinese clerks and their machines write them.

mod look_alike;
mod surname;

use std::borrow::Cow;

use pinyin::ToPinyinMulti;

use super::text::{half_width, is_blank, is_placeholder};
use crate::domain::spelled;
use surname::given_name;

spelled!(
    /// How well two names agree, the best first. Of two people, only the name's owner can say whether they are one:
    /// a level says what a clerk or a machine may have done to one name to make the other.
    Level {
        /// Character by character.
        Equal = "equal",
        /// The same after folding: spaces, width, forms of the dot, traditional characters, capital letters.
        Folded = "folded",
        /// Characters that sound the same, tone included: 张丽、张莉.
        SameSound = "same_sound",
        /// Characters that sound the same, tones aside: 李娜、李纳.
        SimilarSound = "similar_sound",
        /// One character that looks alike: 王未、王末.
        LookAlike = "look_alike",
        /// One character lost or unreadable, in a given name of two or more: 张建国、张国、张?国.
        CharacterLost = "character_lost",
        /// A name of several parts without its dots, or cut short: 阿卜杜拉·买买提、阿卜杜拉.
        CutShort = "cut_short",
        Different = "different",
        /// One of them is missing, or cannot be read far enough to say anything.
        Unknown = "unknown",
    }
);

/// How two names stand to each other: the levels, as far as most of the program asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameMatch {
    /// The same after folding.
    Equal,
    /// What a clerk or a machine may have made of it.
    Variant,
    Different,
    /// One of them is missing or cannot be read, so nothing can be said.
    Unknown,
}

impl Level {
    /// What most of the program asks.
    pub const fn matches(self) -> NameMatch {
        match self {
            Self::Equal | Self::Folded => NameMatch::Equal,
            Self::SameSound | Self::SimilarSound | Self::LookAlike | Self::CharacterLost | Self::CutShort => {
                NameMatch::Variant
            }
            Self::Different => NameMatch::Different,
            Self::Unknown => NameMatch::Unknown,
        }
    }
}

/// A name for the record: trimmed, half width, middle dots as `·`, no spaces within a Chinese name.
/// Traditional characters stay, as evidence shows what was delivered.
pub fn tidy(name: &str) -> Cow<'_, str> {
    if name.chars().all(is_plain) {
        return Cow::Borrowed(name);
    }
    let name = name.trim_matches(is_blank);
    let chinese = name.chars().any(is_ideograph);
    let folded: String = name
        .chars()
        .map(|c| dot(half_width(c)))
        .filter(|c| if chinese { !is_blank(*c) } else { *c == ' ' || !is_blank(*c) })
        .collect();
    Cow::Owned(folded.trim().to_owned())
}

/// A name for comparison: tidied, traditional characters as simplified, Latin letters in upper case.
pub fn fold(name: &str) -> String {
    let tidied = tidy(name);
    if tidied.is_ascii() {
        tidied.to_ascii_uppercase()
    } else if tidied.chars().all(is_plain) {
        // Nearly every name: ideographs have no case.
        fast2s::convert(&tidied)
    } else {
        fast2s::convert(&tidied).to_uppercase()
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

fn is_plain(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// The dots between the parts of a minority name, in all their forms, as U+00B7.
fn dot(c: char) -> char {
    match c {
        '·' | '•' | '・' | '.' | '‧' | '∙' | '⋅' | '･' | '˙' | '●' => '·',
        _ => c,
    }
}

/// What is left where a system does not have the character.
fn is_unreadable(c: char) -> bool {
    matches!(c, '?' | '■' | '□' | '\u{fffd}' | '*' | '〓' | '_') || ('\u{e000}'..='\u{f8ff}').contains(&c)
}

/// Compares two names as delivered.
///
/// Short names get no budget for mistakes: 李娜 and 李妮 are two people.
pub fn compare(a: &str, b: &str) -> NameMatch {
    level(a, b).matches()
}

/// Compares two names that [`fold`] has been applied to.
pub fn compare_folded(a: &str, b: &str) -> NameMatch {
    level_of_folded(a, b).matches()
}

/// How well two names as delivered agree.
pub fn level(a: &str, b: &str) -> Level {
    // Most names agree to the byte, and folding is the dear part.
    if a == b && !a.is_empty() && a.chars().all(is_plain) && !is_placeholder(a) {
        return Level::Equal;
    }
    match level_of_folded(&fold(a), &fold(b)) {
        Level::Equal if a.trim_matches(is_blank) != b.trim_matches(is_blank) => Level::Folded,
        level => level,
    }
}

/// How well two names agree that [`fold`] has been applied to.
pub fn level_of_folded(a: &str, b: &str) -> Level {
    let (a, b) = (Readable::of(a), Readable::of(b));
    if a.says_nothing() || b.says_nothing() {
        return Level::Unknown;
    }
    let (short, long) = if a.characters.len() <= b.characters.len() { (&a, &b) } else { (&b, &a) };
    let lost = short.lost + long.lost;
    if lost == 0 && short.characters == long.characters {
        Level::Equal
    } else if short.characters.len() == long.characters.len() && lost == 0 {
        same_length(short, long)
    } else if cut_short(short, long) {
        Level::CutShort
    } else if one_unreadable(short, long) || one_lost(short, long) {
        Level::CharacterLost
    } else if lost > 0 && starts_alike(short, long) && given_name(&long.characters).len() < WITH_ONE_TO_SPARE
    {
        Level::Unknown
    } else {
        Level::Different
    }
}

/// Whether a character of a name cannot be read.
pub fn is_damaged(name: &str) -> bool {
    fold(name).chars().any(is_unreadable)
}

/// How a folded name sounds, tones aside, each character by its commonest reading: what clerks who type by sound share.
pub fn sound(folded: &str) -> String {
    let mut sound = String::new();
    for c in folded.chars() {
        match c.to_pinyin_multi().and_then(|readings| readings.into_iter().next()) {
            Some(reading) => sound.push_str(reading.plain()),
            None => sound.push(c),
        }
        sound.push(' ');
    }
    sound
}

/// The given names that have a character to spare.
const WITH_ONE_TO_SPARE: usize = 2;

/// The characters of a folded name.
struct Readable {
    /// `?` where a character cannot be read.
    characters: Vec<char>,
    lost: usize,
}

impl Readable {
    /// A character of two bytes is often lost as two marks: a run of marks counts as one character.
    fn of(name: &str) -> Self {
        let mut characters = Vec::new();
        if !is_placeholder(name) {
            for c in name.chars() {
                let c = if is_unreadable(c) { '?' } else { c };
                if c != '?' || characters.last() != Some(&'?') {
                    characters.push(c);
                }
            }
        }
        let lost = characters.iter().filter(|c| **c == '?').count();
        Self { characters, lost }
    }

    fn says_nothing(&self) -> bool {
        self.characters.len() <= self.lost
    }
}

fn starts_alike(a: &Readable, b: &Readable) -> bool {
    a.characters.first() == b.characters.first()
}

/// Two names of as many characters, all of them readable: clerks type names by sound, and machines read them by shape.
fn same_length(a: &Readable, b: &Readable) -> Level {
    let differing = || a.characters.iter().zip(&b.characters).filter(|(a, b)| a != b);
    let share = |reading: fn(pinyin::Pinyin) -> &'static str| {
        differing().all(|(a, b)| {
            let readings = |c: &char| c.to_pinyin_multi().into_iter().flatten().map(reading);
            readings(a).any(|of_a| readings(b).any(|of_b| of_a == of_b))
        })
    };
    let alone = a.characters.len() == 1;
    if !alone && share(pinyin::Pinyin::with_tone) {
        Level::SameSound
    } else if !alone && share(pinyin::Pinyin::plain) {
        Level::SimilarSound
    } else if !alone && differing().count() == 1 && differing().all(|(a, b)| look_alike::look_alike(*a, *b)) {
        Level::LookAlike
    } else {
        Level::Different
    }
}

/// As long as each other, and they differ only where one of them cannot be read.
fn one_unreadable(a: &Readable, b: &Readable) -> bool {
    let whole = if a.lost == 0 { a } else { b };
    let differing = || a.characters.iter().zip(&b.characters).filter(|(a, b)| a != b);
    a.characters.len() == b.characters.len()
        && a.lost + b.lost == 1
        && given_name(&whole.characters).len() >= WITH_ONE_TO_SPARE
        && differing().count() == 1
        && differing().all(|(a, b)| *a == '?' || *b == '?')
}

/// One character shorter, of the given name or the second of a compound surname (欧阳红梅、欧红梅), and all that is there
/// agrees.
fn one_lost(short: &Readable, long: &Readable) -> bool {
    if long.characters.len() != short.characters.len() + 1
        || given_name(&long.characters).len() < WITH_ONE_TO_SPARE
        || short.lost + long.lost > 0
        || short.characters.first() != long.characters.first()
    {
        return false;
    }
    let agreeing = short.characters.iter().zip(&long.characters).take_while(|(a, b)| a == b).count();
    short.characters.iter().skip(agreeing).eq(long.characters.iter().skip(agreeing + 1))
}

/// A name with dots is long, and columns are not: what is there agrees from the start, with the dots or without.
fn cut_short(short: &Readable, long: &Readable) -> bool {
    let plain = |name: &Readable| name.characters.iter().copied().filter(|c| *c != '·').collect::<Vec<_>>();
    let dotted = short.characters.contains(&'·') || long.characters.contains(&'·');
    let (a, b) = (plain(short), plain(long));
    let (short_one, long_one) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    dotted
        && short_one.len() >= 3
        && short.lost + long.lost == 0
        && long_one.starts_with(short_one.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: NameMatch, pairs: &[(&str, &str)]) {
        for (a, b) in pairs {
            assert_eq!(compare(a, b), expected, "{a} {b}");
            assert_eq!(compare(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn spaces_width_dots_and_traditional_forms_make_no_other_name() {
        let pairs = [
            ("张伟", "张　伟"),
            ("张伟", " 张 伟\t"),
            ("張偉", "张伟"),
            ("阿卜杜拉·买买提", "阿卜杜拉．买买提"),
            ("阿卜杜拉•买买提", "阿卜杜拉・买买提"),
            ("Ｌｉ Ｎａ", "li na"),
        ];
        check(NameMatch::Equal, &pairs);
    }

    #[test]
    fn one_character_lost_or_unreadable_makes_a_variant_of_a_longer_name() {
        let pairs = [
            ("张建国", "张?国"),
            ("张建国", "张??国"),
            ("张建国", "张建■"),
            ("张建国", "张＊国"),
            ("张建国", "张国"),
            ("欧阳红梅", "欧红梅"),
            ("欧阳建国", "欧阳建"),
            ("阿卜杜拉·买买提", "阿卜杜拉·买"),
            ("阿卜杜拉·买买提", "阿卜杜拉买买提"),
        ];
        check(NameMatch::Variant, &pairs);
    }

    #[test]
    fn a_short_name_gets_no_budget_for_mistakes() {
        let pairs = [
            ("张建国", "张建军"),
            ("李娜", "李妮"),
            ("李娜", "王娜"),
            ("李娜", "李"),
            ("张建国", "王建国"),
            ("张建国", "建国"),
            ("张建国", "张?军"),
        ];
        check(NameMatch::Different, &pairs);
    }

    #[test]
    fn a_name_that_is_missing_or_unreadable_says_nothing() {
        check(NameMatch::Unknown, &[("张建国", ""), ("张建国", "无"), ("张建国", "???"), ("李娜", "李?")]);
    }

    #[test]
    fn the_name_on_record_keeps_its_traditional_characters() {
        assert_eq!(tidy("張　偉"), "張偉");
        assert_eq!(tidy(" Li　Na "), "Li Na");
    }

    #[test]
    fn every_pair_on_record_has_the_level_that_a_reader_of_names_gives_it() {
        let mut wrong = Vec::new();
        let pairs = include_str!("../../../fixtures/names.csv");
        for (line, pair) in (2..).zip(pairs.lines().skip(1)) {
            let [a, b, expected] = pair.split(',').collect::<Vec<_>>()[..] else {
                panic!("line {line}: {pair}")
            };
            for (a, b) in [(a, b), (b, a)] {
                let found = level(a, b);
                if found.as_str() != expected {
                    wrong.push(format!("line {line}: {a} {b} is {found}, {expected} was expected"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(pairs.lines().filter(|line| line.ends_with(",different")).count() >= 150);
    }
}
