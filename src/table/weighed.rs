//! The weight of evidence of a link: what each field of a record without a usable number says.

/// The fields that such records are compared by, with their levels, the best first.
pub const WEIGHED_FIELDS: [(&str, &[&str]); 5] = [
    ("name", &["equal"]),
    ("birth", &["equal", "different"]),
    ("sex", &["equal", "different"]),
    ("place", &["village", "township", "different"]),
    // Whether somebody else of the same register or record is called as somebody else of the card.
    ("household", &["shared", "different"]),
];

/// What speaks for one link, and how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// That the record is this person's, against all others it could be.
    pub probability: f64,
    /// The logarithm (base 2) of the odds, without regard to others of the roster who fit as well.
    pub log_odds: f64,
    /// What anyone of the county starts with, before anything is compared.
    pub prior: f64,
    /// How many people of the county have the name, as far as is known.
    pub called_so: u64,
    /// By field: the level reached, and what it adds to the logarithm of the odds; none where one side says nothing.
    pub fields: [Option<(u8, f32)>; WEIGHED_FIELDS.len()],
}

impl Weighed {
    /// Field, level and weight of those that say something.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &'static str, f32)> {
        WEIGHED_FIELDS.iter().zip(self.fields).filter_map(|((field, levels), reached)| {
            let (level, weight) = reached?;
            Some((*field, *levels.get(usize::from(level))?, weight))
        })
    }
}
