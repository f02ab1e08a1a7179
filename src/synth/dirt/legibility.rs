//! Legibility: whether a reader of the deliveries can see what is true, and what they must be able to read
//! for it.

use crate::synth::dirt::Kinds;

/// How well something can be seen. What hangs on several things is seen as [`Legibility::and`] says; where one way
/// of several is enough, as [`Legibility::or`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Legibility {
    /// A number on the way is destroyed: nobody can know whose it is.
    lost: bool,
    /// It is known whose it is, but a day on it is not a day.
    undated: bool,
    /// Kinds of dirt that stand in the way of whoever has not learnt to read them.
    needs: Kinds,
}

impl Legibility {
    pub const LOST: Self = Self { lost: true, undated: false, needs: Kinds::NONE };

    /// What all this dirt leaves to be seen.
    pub fn through(dirt: Kinds) -> Self {
        Self { lost: dirt.destroys_a_number(), undated: dirt.destroys_a_date(), needs: dirt.skills() }
    }

    /// What is left to be seen where no register says the true number: a slip cannot be repaired then.
    pub fn without_register(self) -> Self {
        if self.needs.is_slip() { Self::LOST } else { self }
    }

    pub fn is_lost(self) -> bool {
        self.lost
    }

    pub fn is_undated(self) -> bool {
        self.undated
    }

    /// Whether nothing stands in the way.
    pub fn is_plain(self) -> bool {
        self == Self::default()
    }

    pub fn needs(self) -> Kinds {
        self.needs
    }

    pub fn and(self, other: Self) -> Self {
        Self {
            lost: self.lost || other.lost,
            undated: self.undated || other.undated,
            needs: self.needs | other.needs,
        }
    }

    /// The better of two.
    pub fn or(self, other: Self) -> Self {
        let rank = |sight: Self| (sight.lost, sight.undated, sight.needs);
        if rank(other) < rank(self) { other } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::dirt::{EXCEL, HOMOPHONE, LOWER_X};

    #[test]
    fn of_two_ways_the_better_counts_and_on_one_way_each_hindrance() {
        let [plain, hard, lost] = [LOWER_X, HOMOPHONE, EXCEL].map(Legibility::through);
        assert!(plain.is_plain());
        assert_eq!((hard.or(lost), lost.or(hard), hard.or(plain)), (hard, hard, plain));
        assert!(hard.and(lost).is_lost());
        assert_eq!(plain.and(hard).needs(), HOMOPHONE);
    }
}
