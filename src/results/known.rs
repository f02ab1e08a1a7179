//! What a run leaves for the next one: tables that stand beside those of the contract, in `stages/`.

use chrono::NaiveDate;

use super::row::{List, published};

published! {
    /// A finding that was ever made, as the next run needs to know it.
    KnownRow = "known_findings" {
        fingerprint: String,
        household_id: String,
        rule: String,
        first_seen: Option<NaiveDate>,
        last_confirmed: Option<NaiveDate>,
        evidence_digest: String,
        /// Whether it ever made its card a suspect.
        made_suspect: bool,
        /// Why it was not found; nothing if it was.
        gone: String,
    }
}

published! {
    /// The people of a household that has a finding, by pseudonyms that stay: a renumbered household is known by them.
    PeopleRow = "known_people" { household_id: String, people: List }
}
