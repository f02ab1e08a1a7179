//! The conclusion from a card's hits: a pure function of whether `having` holds over sets of them.

/// `having` over each set of a card's hits, in three values, and the classes of hits that leave something open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holdings {
    pub standing: Option<bool>,
    pub with_undecided: Option<bool>,
    pub with_unknown: Option<bool>,
    pub with_possible: Option<bool>,
    pub standing_or_possible: Option<bool>,
    pub exempt: Option<bool>,
    pub any_undecided: bool,
    pub any_unknown: bool,
    pub any_unidentified: bool,
}

/// Whether everybody in a rule's scope could be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Visibility {
    Whole,
    /// Somebody has records that cannot be found or were not read.
    Partial,
}

/// What a rule's verdict on a card comes to, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conclusion {
    Suspect,
    /// An exemption is open that would tip the balance.
    ExemptionOpen,
    /// It is open whether a record meets `where`.
    RecordOpen,
    /// `having` reads a value that is unknown.
    HavingOpen,
    /// A record is possibly somebody else's.
    IdentityOpen,
    /// Nothing was found, and not everybody could be looked up.
    NotAllSeen,
    Clear,
}

/// The conclusion from `having` over the sets of a card's hits. Whatever could turn it round, in either direction,
/// leaves it open.
pub(super) fn conclude(over: &Holdings, visibility: Visibility) -> Conclusion {
    let may_hold = |with: Option<bool>, without: Option<bool>| (with, without) != (Some(false), Some(false));
    if over.standing == Some(true) && over.with_possible == Some(true) {
        Conclusion::Suspect
    } else if over.any_undecided && may_hold(over.with_undecided, over.standing) {
        Conclusion::ExemptionOpen
    } else if over.any_unknown && may_hold(over.with_unknown, over.with_undecided) {
        Conclusion::RecordOpen
    } else if over.with_unknown.is_none() {
        Conclusion::HavingOpen
    } else if over.any_unidentified || may_hold(over.with_possible, over.with_unknown) {
        Conclusion::IdentityOpen
    } else if visibility == Visibility::Partial {
        Conclusion::NotAllSeen
    } else {
        Conclusion::Clear
    }
}

/// The hits that a finding shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Standing,
    Possible,
    Exempt,
}

/// The finding, if there is one: a hit on a weak link or an exempt one is shown, too, though it makes no suspect.
pub(super) fn finding(conclusion: Conclusion, over: &Holdings) -> Option<Shown> {
    if conclusion == Conclusion::Suspect {
        Some(Shown::Standing)
    } else if over.standing_or_possible == Some(true) {
        Some(Shown::Possible)
    } else if over.exempt == Some(true) {
        Some(Shown::Exempt)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line a rule of the verdict, the first that fits counts: `having` over the sets (standing, with undecided, with
    /// unknown, with possible), whether there are undecided, unknown and unidentified hits, and the visibility.
    /// `+` holds or there are, `-` does not or there are none, `?` is open, `.` is any.
    const TABLE: &[(&str, Conclusion)] = &[
        ("+..+ ... .", Conclusion::Suspect),
        // An undecided exemption matters if it can make the rule hold, or undo it.
        (".... +.. .", Conclusion::ExemptionOpen),
        (".... .+. .", Conclusion::RecordOpen),
        ("..?. ... .", Conclusion::HavingOpen),
        (".... ..+ .", Conclusion::IdentityOpen),
        ("..+. ... .", Conclusion::IdentityOpen),
        ("...+ ... .", Conclusion::IdentityOpen),
        ("...? ... .", Conclusion::IdentityOpen),
        (".... ... -", Conclusion::NotAllSeen),
        (".... ... +", Conclusion::Clear),
    ];

    /// The sets of which one at least must not be false, for a line that asks for undecided or unknown hits.
    fn tips(over: &Holdings, conclusion: Conclusion) -> bool {
        let both = match conclusion {
            Conclusion::ExemptionOpen => [over.standing, over.with_undecided],
            Conclusion::RecordOpen => [over.with_undecided, over.with_unknown],
            _ => return true,
        };
        both != [Some(false), Some(false)]
    }

    #[test]
    fn the_verdict_is_what_the_table_says_of_every_combination() {
        let three = [Some(true), Some(false), None];
        let two = [true, false];
        let mut used = vec![0; TABLE.len()];
        for sets in (0..81).map(|n| [n % 3, n / 3 % 3, n / 9 % 3, n / 27].map(|n| three[n])) {
            for flags in (0..16).map(|n| [n % 2, n / 2 % 2, n / 4 % 2, n / 8].map(|n| two[n])) {
                let over = Holdings {
                    standing: sets[0],
                    with_undecided: sets[1],
                    with_unknown: sets[2],
                    with_possible: sets[3],
                    standing_or_possible: None,
                    exempt: None,
                    any_undecided: flags[0],
                    any_unknown: flags[1],
                    any_unidentified: flags[2],
                };
                let signs = sets.map(|set| set.map_or('?', |holds| if holds { '+' } else { '-' }));
                let flags_shown = flags.map(|flag| if flag { '+' } else { '-' });
                let shown: Vec<char> = signs.into_iter().chain(flags_shown).collect();
                let fits = |line: &str| {
                    let wanted = line.chars().filter(|c| *c != ' ');
                    wanted.zip(&shown).all(|(wanted, is)| wanted == '.' || wanted == *is)
                };
                let line = TABLE.iter().position(|(line, said)| fits(line) && tips(&over, *said)).unwrap();
                used[line] += 1;
                let visibility = if flags[3] { Visibility::Whole } else { Visibility::Partial };
                assert_eq!(conclude(&over, visibility), TABLE[line].1, "{shown:?}");
            }
        }
        assert!(used.iter().all(|used| *used > 0), "a line that never counts: {used:?}");
    }

    #[test]
    fn a_finding_shows_the_surest_hits_and_an_exempt_one_only_where_nothing_else_holds() {
        let over = |possible, exempt| Holdings {
            standing: Some(false),
            with_undecided: Some(false),
            with_unknown: Some(false),
            with_possible: Some(false),
            standing_or_possible: possible,
            exempt,
            any_undecided: false,
            any_unknown: false,
            any_unidentified: false,
        };
        for (conclusion, possible, exempt, shown) in [
            (Conclusion::Suspect, Some(true), Some(true), Some(Shown::Standing)),
            (Conclusion::IdentityOpen, Some(true), Some(true), Some(Shown::Possible)),
            (Conclusion::ExemptionOpen, None, Some(true), Some(Shown::Exempt)),
            (Conclusion::Clear, Some(false), Some(true), Some(Shown::Exempt)),
            (Conclusion::Clear, None, None, None),
        ] {
            assert_eq!(finding(conclusion, &over(possible, exempt)), shown);
        }
    }
}
