//! Positions: which card, roster place, row or rule is meant. A type each, so that none is taken for another.

macro_rules! positions {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// All positions from the first on.
            pub fn all() -> impl Iterator<Item = Self> {
                (0..).map(Self)
            }

            /// The place in a slice.
            pub const fn at(self) -> usize {
                self.0 as usize
            }
        }
    )+ };
}

positions! {
    /// A card of [`Roster::cards`](super::Roster::cards).
    CardIdx,
    /// A person of [`Roster::persons`](super::Roster::persons): one person of one card.
    PlaceIdx,
    /// A row of an extract's table.
    RowIdx,
    /// A rule of those that run, by id.
    RuleIdx,
}
