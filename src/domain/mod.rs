//! The vocabulary that every stage shares: fingerprints, confidences, verdicts, causes and changes.
//!
//! Knows neither Polars nor files nor the clock.

mod file_name;
mod lang;
mod outcome;
mod share;

use std::fmt;

pub use file_name::file_name;
pub use lang::Lang;
pub use outcome::{Outcome, Reason};
pub use share::Share;

use crate::standard::mask::digest_name;

/// A citizen as every join knows them: the first 17 digits of the citizen number (GB 11643).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey(pub i64);

/// A BLAKE3 digest of several texts. Each is preceded by its length, so that no two different lists share an input.
#[derive(Debug, Clone, Default)]
pub struct PartsDigest(blake3::Hasher);

impl PartsDigest {
    /// Begins with the version of this program and a `form`: what changes when something else comes of the same, though the
    /// version may not.
    pub fn of_version(form: &str) -> Self {
        let mut digest = Self::default();
        digest.add_all([form, env!("CARGO_PKG_VERSION")]);
        digest
    }

    /// Adds the next text.
    pub fn add(&mut self, part: &str) {
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part.as_bytes());
    }

    /// Adds the next texts.
    pub fn add_all<T: AsRef<str>>(&mut self, parts: impl IntoIterator<Item = T>) {
        parts.into_iter().for_each(|part| self.add(part.as_ref()));
    }

    /// The digest in hexadecimal.
    pub fn hex(&self) -> String {
        self.0.finalize().to_hex().to_string()
    }

    /// A name of so many hexadecimal digits, which no mask takes for a citizen number.
    pub fn name(&self, digits: usize) -> String {
        digest_name("", self.0.finalize(), digits)
    }
}

/// The stable name of a finding: the hash of job name, rule id and household id, for ever.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of one rule on one card in one job: 24 hexadecimal digits of a BLAKE3 hash, none of which read as a
    /// citizen number: wherever it is handed over, it is the same.
    pub fn of(job: &str, rule: &str, household_id: &str) -> Self {
        let mut digest = PartsDigest::default();
        digest.add_all([job, rule, household_id]);
        Self(digest.name(24))
    }

    /// A fingerprint read back from where it was written.
    pub fn from_text(text: String) -> Self {
        Self(text)
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Declares an enum whose variants have one fixed spelling in files.
macro_rules! spelled {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* #[doc = concat!("Spelled `", $text, "`.")] $variant),+ }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The spelling used in every file and table.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The one with this spelling.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

pub(crate) use spelled;

spelled!(
    /// What two values that are not the same come to.
    DifferenceKind {
        Difference = "difference",
        /// The same, written otherwise: what a clerk or a machine may have made of it.
        Spelling = "spelling",
    }
);

spelled!(
    /// How sure we are that a record is about a roster person; ordered, the surest last.
    Confidence { Lead = "lead", Possible = "possible", Probable = "probable", Certain = "certain" }
);

impl Confidence {
    /// Only certain and probable links can make a household a suspect.
    pub const fn stands(self) -> bool {
        matches!(self, Self::Certain | Self::Probable)
    }
}

spelled!(
    /// By which rung of the ladder a record was linked to a roster person.
    ///
    /// Ordered from the surest down.
    Method {
        Id = "id",
        IdNameVariant = "id_name_variant",
        /// The number is one edit away from one person's only, and the name agrees.
        IdRepaired = "id_repaired",
        /// A member and a row of the household register that agree in the name, in a register of the card's other
        /// members, where nobody else is called so.
        RegisterContext = "register_context",
        /// Name and birth date agree, and neither place nor sex contradicts.
        NameBirthPlace = "name_birth_place",
        IdNameConflict = "id_name_conflict",
        NameOnly = "name_only",
    }
);

impl Method {
    /// How sure a link of this rung is.
    pub const fn confidence(self) -> Confidence {
        match self {
            Self::Id | Self::IdNameVariant => Confidence::Certain,
            Self::IdRepaired | Self::RegisterContext => Confidence::Probable,
            Self::NameBirthPlace | Self::IdNameConflict => Confidence::Possible,
            Self::NameOnly => Confidence::Lead,
        }
    }

    /// The chance that the record is this person's, between 0 and 1: a published convention of
    /// this rung at a link of this confidence. Of a record whose fields were weighed, the estimate stands instead.
    pub const fn probability(self, link: Confidence) -> f64 {
        match (self, link) {
            (Self::Id, Confidence::Certain) => 0.999,
            (Self::IdNameVariant, Confidence::Certain) => 0.99,
            (Self::IdRepaired, _) if link.stands() => 0.95,
            (_, Confidence::Certain | Confidence::Probable) => 0.9,
            (_, Confidence::Possible) => 0.5,
            (_, Confidence::Lead) => 0.1,
        }
    }
}

/// Register statuses of people who are no longer of the household.
pub const LEFT_THE_REGISTER: &[&str] = &["死亡", "迁出", "注销"];

/// A register with more people than this is a collective one (集体户: of a school, a works, an old
/// people's home), and they are no family. Four generations under one roof stay well below it.
pub const LARGEST_FAMILY: usize = 30;

/// How sure a match of a record without a usable number must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinkLimits {
    /// From this probability on a match can make a suspect: of so many matches at the limit, one in a hundred is
    /// another person's where it is 0.99.
    pub probable: f64,
    /// From this probability on a match is to be checked by a person.
    pub possible: f64,
    /// Whether sharing a rare name weighs more than sharing a common one.
    pub name_frequency: bool,
}

impl Default for LinkLimits {
    fn default() -> Self {
        Self { probable: 0.99, possible: 0.1, name_frequency: true }
    }
}

spelled!(
    /// What cleaning made of a citizen number.
    #[derive(serde::Serialize, serde::Deserialize)]
    IdState {
        Valid = "valid",
        Upgraded = "upgraded",
        FromCertificate = "from_certificate",
        BadCheck = "bad_check",
        Truncated = "truncated",
        Malformed = "malformed",
        Missing = "missing",
    }
);

impl IdState {
    /// Whether the number surely is who it says: one of the first generation has no check character, and a wrong digit
    /// in it makes another person.
    pub const fn is_sure(self) -> bool {
        matches!(self, Self::Valid | Self::FromCertificate)
    }

    /// Whether the number may identify a person.
    pub const fn usable(self) -> bool {
        matches!(self, Self::Valid | Self::Upgraded | Self::FromCertificate)
    }
}

spelled!(
    /// How a roster person stands to the card; ordered from the nearest.
    Relation { Member = "member", SameRegister = "same_register", Spouse = "spouse" }
);

spelled!(
    /// Whose records a rule looks at.
    Scope { Member = "member", Household = "household", Family = "family" }
);

impl Scope {
    /// Whether the records of who stands so to the card are looked at.
    pub const fn includes(self, relation: Relation) -> bool {
        match relation {
            Relation::Member => true,
            Relation::SameRegister => matches!(self, Self::Household | Self::Family),
            Relation::Spouse => matches!(self, Self::Family),
        }
    }

    /// The extracts that say who is in it, beside the registry.
    pub const fn sources(self) -> &'static [RosterSource] {
        match self {
            Self::Member => &[],
            Self::Household => &[RosterSource::Population],
            Self::Family => &[RosterSource::Population, RosterSource::Marriage],
        }
    }
}

spelled!(
    /// The extracts that say who matters to a card. The program reads them by name, whatever the rules.
    RosterSource {
        /// 建档立卡: the cards and their members.
        Registry = "registry",
        /// 户籍: who is in the same household register.
        Population = "population",
        /// 婚姻登记: spouses.
        Marriage = "marriage",
    }
);

impl RosterSource {
    /// Whether an extract of this name is the one.
    pub fn is(self, extract: &str) -> bool {
        self.as_str() == extract
    }
}

spelled!(
    /// What a rule says of a card. Source missing never reads as clear.
    Verdict { Suspect = "suspect", Clear = "clear", Undetermined = "undetermined" }
);

spelled!(
    /// Why a verdict is undetermined.
    Cause {
        /// The extract is not declared, or an optional one is not there.
        SourceMissing = "source_missing",
        /// The extract is there but too bad to be used.
        SourceGated = "source_gated",
        /// A column that the rule needs is empty.
        ColumnEmpty = "column_empty",
        /// A column that the rule needs holds something that cannot be read as a date, amount or number.
        ValueUnreadable = "value_unreadable",
        /// A column that the rule needs holds a code that neither schema nor job knows.
        CodeUnknown = "code_unknown",
        /// The rows of one card say different things of the household.
        ValuesContradict = "values_contradict",
        /// An exemption cannot be decided because a column is empty.
        ExemptionUndecided = "exemption_undecided",
        /// A member's citizen number cannot be used, or is somebody else's by the register.
        IdentityUnknown = "identity_unknown",
        /// Only matches too weak to stand on.
        IdentityPossible = "identity_possible",
    }
);

impl Cause {
    /// Whether a department has to deliver before anything can be said: no visit settles it.
    pub const fn waits_for_source(self) -> bool {
        matches!(self, Self::SourceMissing | Self::SourceGated)
    }
}

spelled!(
    /// What became of a finding since the last published run.
    Change {
        New = "new",
        Unchanged = "unchanged",
        /// The evidence is another.
        Changed = "changed",
        /// It was cleared, or its rule or card was gone, and it is back.
        Reopened = "reopened",
    }
);

spelled!(
    /// Why a finding that stood is not among a run's findings.
    Gone {
        /// This run's verdict is clear, and only then.
        Cleared = "cleared",
        Undetermined = "undetermined",
        SourceMissing = "source_missing",
        RuleRetired = "rule_retired",
        LeftRegistry = "left_registry",
    }
);

impl Gone {
    /// Whether nobody could look, so that the finding stands as it was last seen.
    pub const fn was_not_looked_at(self) -> bool {
        matches!(self, Self::Undetermined | Self::SourceMissing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_does_not_confuse_where_one_part_ends_and_the_next_begins() {
        assert_ne!(Fingerprint::of("job", "ab", "c"), Fingerprint::of("job", "a", "bc"));
    }

    #[test]
    fn only_certain_and_probable_links_stand() {
        let standing: Vec<_> = Confidence::ALL.iter().filter(|c| c.stands()).collect();
        assert_eq!(standing, [&Confidence::Probable, &Confidence::Certain]);
    }
}
