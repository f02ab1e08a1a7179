//! Names of persons compared, as Chinese clerks and their machines write them.

use std::borrow::Cow;

use pinyin::ToPinyinMulti;

use super::text::{half_width, is_blank, is_placeholder};

/// How two names stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameMatch {
    /// The same after folding.
    Equal,
    /// One character lost or unreadable, a long name cut short, or characters that sound the same.
    Variant,
    Different,
    /// One of them is missing or cannot be read, so nothing can be said.
    Unknown,
}

/// The names that a name is never shorter than, to have a character to spare.
const LONG_ENOUGH: usize = 3;

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
    if tidied.is_ascii() { tidied.to_ascii_uppercase() } else { fast2s::convert(&tidied).to_uppercase() }
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
    // Most names agree to the byte, and folding is the dear part.
    if a == b && !a.is_empty() && a.chars().all(is_plain) && !is_placeholder(a) {
        return NameMatch::Equal;
    }
    compare_folded(&fold(a), &fold(b))
}

/// Compares two names that [`fold`] has been applied to.
pub fn compare_folded(a: &str, b: &str) -> NameMatch {
    let (a, b) = (readable(a), readable(b));
    if a.says_nothing() || b.says_nothing() {
        return NameMatch::Unknown;
    }
    let (short, long) = if a.characters.len() <= b.characters.len() { (&a, &b) } else { (&b, &a) };
    if short.lost == 0 && long.lost == 0 && short.characters == long.characters {
        return NameMatch::Equal;
    }
    if one_unreadable(short, long)
        || one_lost(short, long)
        || cut_short(short, long)
        || sound_the_same(short, long)
    {
        return NameMatch::Variant;
    }
    if short.lost + long.lost > 0 && surnames_agree(short, long) && long.characters.len() < LONG_ENOUGH {
        return NameMatch::Unknown;
    }
    NameMatch::Different
}

struct Readable {
    /// `?` where a character cannot be read.
    characters: Vec<char>,
    lost: usize,
}

impl Readable {
    fn says_nothing(&self) -> bool {
        self.characters.len() <= self.lost
    }
}

/// A character of two bytes is often lost as two marks: a run of marks counts as one character.
fn readable(name: &str) -> Readable {
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
    Readable { characters, lost }
}

fn surnames_agree(a: &Readable, b: &Readable) -> bool {
    a.characters.first() == b.characters.first()
}

/// As long as each other, and where they differ, the characters have a reading in common, tones aside: clerks
/// type names by sound. Only of two names under one number does that say anything.
fn sound_the_same(a: &Readable, b: &Readable) -> bool {
    a.characters.len() == b.characters.len()
        && a.characters.len() > 1
        && a.characters.iter().zip(&b.characters).all(|(a, b)| a == b || share_a_reading(*a, *b))
}

fn share_a_reading(a: char, b: char) -> bool {
    let readings = |c: char| c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain());
    readings(a).any(|of_a| readings(b).any(|of_b| of_a == of_b))
}

/// As long as each other, and they differ only where one of them cannot be read.
fn one_unreadable(a: &Readable, b: &Readable) -> bool {
    let differing = a.characters.iter().zip(&b.characters).filter(|(a, b)| a != b);
    a.characters.len() == b.characters.len()
        && a.characters.len() >= LONG_ENOUGH
        && a.lost + b.lost == 1
        && differing.clone().count() == 1
        && differing.clone().all(|(a, b)| *a == '?' || *b == '?')
}

/// One character shorter, and all that is there agrees, the surname included.
fn one_lost(short: &Readable, long: &Readable) -> bool {
    if long.characters.len() != short.characters.len() + 1
        || long.characters.len() < LONG_ENOUGH
        || short.lost + long.lost > 0
        || !surnames_agree(short, long)
    {
        return false;
    }
    let agreeing = short.characters.iter().zip(&long.characters).take_while(|(a, b)| a == b).count();
    short.characters.iter().skip(agreeing).eq(long.characters.iter().skip(agreeing + 1))
}

/// A name with dots is long, and columns are not: what is there agrees from the start.
fn cut_short(short: &Readable, long: &Readable) -> bool {
    long.characters.contains(&'·')
        && short.characters.len() >= LONG_ENOUGH
        && short.lost + long.lost == 0
        && long.characters.starts_with(short.characters.as_slice())
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
}
