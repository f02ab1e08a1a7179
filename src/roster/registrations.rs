//! The registrations of marriages and divorces, up to the as-of date.

use chrono::NaiveDate;

use crate::schema::{UNREADABLE, is_unread};
use crate::table::{Extract, Parties, Party, TableError, dates, texts};

/// The kinds of record that say a marriage is over.
const OVER: &[&str] = &["离婚", "补领离婚证"];
/// The kinds that say it stands. A delivery without kinds is one of marriages.
const STANDS: &[&str] = &["结婚", "补领结婚证"];

/// What one registration says of a couple.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Says {
    Stands,
    Over,
    /// Of a kind that is empty among others, or an unknown word.
    Unknown,
}

/// What two people had registered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Registration<'a> {
    pub parties: [Party<'a>; 2],
    pub on: Option<NaiveDate>,
    pub says: Says,
}

/// Reads them all; what was registered after the as-of date has not happened yet.
pub(super) fn read(marriage: &Extract, as_of: NaiveDate) -> Result<Vec<Registration<'_>>, TableError> {
    let frame = marriage.frame();
    let [one, other] = [("party_a_id", "party_a_name"), ("party_b_id", "party_b_name")]
        .map(|(id, name)| Parties::in_columns(marriage, id, name));
    let parties = [one?, other?];
    let (kinds, unreadable) = (texts(frame, "kind")?, texts(frame, UNREADABLE)?);
    let has_kinds = kinds.iter().any(|kind| kind.is_some());
    let registration = |(at, on): (usize, Option<NaiveDate>)| {
        let says = match kinds.get(at) {
            Some(kind) if OVER.contains(&kind) => Says::Over,
            Some(kind) if STANDS.contains(&kind) => Says::Stands,
            None if !has_kinds && !is_unread(unreadable.get(at), "kind") => Says::Stands,
            _ => Says::Unknown,
        };
        let parties = parties.map(|parties| parties.at(at));
        Registration { parties, on, says }
    };
    let known = dates(frame, "registered_on")?.into_iter().enumerate();
    Ok(known.filter(|(_, on)| on.is_none_or(|on| on <= as_of)).map(registration).collect())
}
