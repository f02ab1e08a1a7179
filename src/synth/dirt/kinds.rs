//! The kinds of dirt, and what each costs whoever reads.

use std::ops::BitOr;

/// Kinds, each a bit, in the order of [`WORDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Kinds(u32);

/// Declares each kind with its word in `truth/records.csv`.
macro_rules! kinds {
    ($($name:ident = $word:literal),+ $(,)?) => {
        const WORDS: &[&str] = &[$($word),+];
        kinds!(@bits 0; $($name)+);
    };
    (@bits $bit:expr; $name:ident $($rest:ident)*) => {
        pub const $name: Kinds = Kinds(1 << ($bit));
        kinds!(@bits $bit + 1; $($rest)*);
    };
    (@bits $bit:expr;) => {};
}

kinds! {
    LOWER_X = "id_lower_x",
    FULL_WIDTH = "id_full_width",
    SPACES = "id_spaces",
    APOSTROPHE = "id_apostrophe",
    TAB = "id_trailing_tab",
    FIFTEEN = "id_15_digits",
    CERTIFICATE = "id_certificate",
    EXCEL = "id_excel",
    WRONG_DIGIT = "id_wrong_digit",
    SWAPPED = "id_swapped_digits",
    MISSING = "id_missing",
    OF_THE_HEAD = "id_of_the_head",
    NAME_SPACES = "name_spaces",
    NAME_DOT = "name_dot",
    NAME_TRADITIONAL = "name_traditional",
    NAME_LOST = "name_lost_character",
    HOMOPHONE = "name_homophone",
    FORMER_NAME = "name_former",
    DATE_FORM = "date_form",
    IMPOSSIBLE_DATE = "date_impossible",
    AMOUNT_FORM = "amount_form",
    TEN_THOUSANDS = "amount_ten_thousands",
    AREA_FORM = "area_form",
    MU = "area_mu",
    DUPLICATE = "duplicate_row",
    SEVERAL_OWNERS = "several_owners",
    SIZE_DIFFERS = "size_differs",
    NO_HEAD = "no_head",
    TOTAL_LINE = "total_line",
}

/// After these a number no longer tells whose it is.
const DESTROY_A_NUMBER: &[Kinds] = &[EXCEL, MISSING, OF_THE_HEAD];
/// These leave a number one edit from the true one: with the name, whoever knows the true numbers can tell.
const SLIPS: &[Kinds] = &[WRONG_DIGIT, SWAPPED];
/// Behind these the record is whole, for whoever has learnt to read them.
const ASK_FOR_SKILL: &[Kinds] = &[HOMOPHONE, SEVERAL_OWNERS, WRONG_DIGIT, SWAPPED];

impl Kinds {
    pub const NONE: Self = Self(0);

    pub fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether all of these kinds are among them.
    pub const fn has(self, kinds: Self) -> bool {
        self.0 & kinds.0 == kinds.0
    }

    pub fn destroys_a_number(self) -> bool {
        self.any_of(DESTROY_A_NUMBER)
    }

    /// Whether a number is one edit from the true one.
    pub fn is_slip(self) -> bool {
        self.any_of(SLIPS)
    }

    pub fn destroys_a_date(self) -> bool {
        self.any_of(&[IMPOSSIBLE_DATE])
    }

    /// Of these kinds, those that ask for a skill.
    pub fn skills(self) -> Self {
        ASK_FOR_SKILL.iter().filter(|kind| self.any_of(&[**kind])).fold(Self::NONE, |all, kind| all | *kind)
    }

    fn any_of(self, kinds: &[Self]) -> bool {
        kinds.iter().any(|kind| self.0 & kind.0 != 0)
    }

    /// The words, with a space between.
    pub fn write(self, out: &mut String) {
        let before = out.len();
        for (place, word) in WORDS.iter().enumerate() {
            if self.0 >> place & 1 == 1 {
                if out.len() > before {
                    out.push(' ');
                }
                out.push_str(word);
            }
        }
    }
}

impl BitOr for Kinds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_own_word() {
        let mut text = String::new();
        (LOWER_X | TOTAL_LINE | HOMOPHONE).write(&mut text);
        assert_eq!(text, "id_lower_x name_homophone total_line");
        assert_eq!((LOWER_X | HOMOPHONE).skills(), HOMOPHONE);
        assert!((LOWER_X | EXCEL).destroys_a_number() && !LOWER_X.destroys_a_number());
    }
}
