//! Which kinds of dirt are there, and which of them destroy a number?

/// The kinds, each a bit, in the order of [`WORDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u32);

const WORDS: &[&str] = &[
    "id_lower_x",
    "id_full_width",
    "id_spaces",
    "id_apostrophe",
    "id_15_digits",
    "id_certificate",
    "id_excel",
    "id_wrong_digit",
    "id_missing",
    "name_spaces",
    "name_dot",
    "name_traditional",
    "name_lost_character",
    "date_form",
    "amount_form",
    "duplicate_row",
    "id_swapped_digits",
    "id_of_the_head",
];
pub const LOWER_X: Kinds = Kinds(1);
pub const FULL_WIDTH: Kinds = Kinds(1 << 1);
pub const SPACES: Kinds = Kinds(1 << 2);
pub const APOSTROPHE: Kinds = Kinds(1 << 3);
pub const FIFTEEN: Kinds = Kinds(1 << 4);
pub const CERTIFICATE: Kinds = Kinds(1 << 5);
pub const EXCEL: Kinds = Kinds(1 << 6);
pub const WRONG_DIGIT: Kinds = Kinds(1 << 7);
pub const MISSING: Kinds = Kinds(1 << 8);
pub const NAME_SPACES: Kinds = Kinds(1 << 9);
pub const NAME_DOT: Kinds = Kinds(1 << 10);
pub const NAME_TRADITIONAL: Kinds = Kinds(1 << 11);
pub const NAME_LOST: Kinds = Kinds(1 << 12);
pub const DATE_FORM: Kinds = Kinds(1 << 13);
pub const AMOUNT_FORM: Kinds = Kinds(1 << 14);
pub const DUPLICATE: Kinds = Kinds(1 << 15);
pub const SWAPPED: Kinds = Kinds(1 << 16);
pub const OF_THE_HEAD: Kinds = Kinds(1 << 17);

impl Kinds {
    pub fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether the number that was written can no longer tell whose it is.
    pub fn destroys(self) -> bool {
        self.0 & (EXCEL.0 | WRONG_DIGIT.0 | MISSING.0 | SWAPPED.0 | OF_THE_HEAD.0) != 0
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
