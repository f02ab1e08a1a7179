//! Links by a nearly equal citizen number and a name that agrees (rung `id_repaired`).
//!
//! The number of such a record does not identify a person by itself: a digit is wrong, two are swapped, one was lost,
//! or a spreadsheet cut it. It is repaired where one person of the roster only is near and called so; otherwise the
//! match is possible, never certain, so that neither the stranger is flagged nor the card reads clear.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::AT_ONCE;
use crate::domain::{IdState, Method};
use crate::schema::Subject;
use crate::standard::near_number::neighbours;
use crate::standard::person_name::NameMatch;
use crate::table::{Extract, Link, Namesakes, Parties, Party, PlaceIdx, Roster, RowIdx, TableError};

/// Links the records without a number that identifies to roster persons called so whose number is one slip away.
pub(super) fn links(
    extract: &Extract,
    subject: &Subject,
    roster: &Roster,
    namesakes: &Namesakes<'_>,
) -> Result<Vec<Link>, TableError> {
    let links_of = |(row, party): &(RowIdx, Party<'_>)| {
        let (row, Party { number, state, name, .. }) = (*row, *party);
        let near = |link: fn(RowIdx, PlaceIdx) -> Link| {
            namesakes.near(name, number, state).into_iter().map(|place| link(row, place)).collect()
        };
        match state {
            IdState::BadCheck | IdState::Malformed => repaired(row, name, number, state, roster),
            // Fifteen digits are no number: they say where and when somebody was born.
            IdState::Truncated => near(|row, place| Link::new(row, place, Method::NameBirthPlace)),
            // Of the first generation, without a check character: it may be another person's.
            IdState::Upgraded => near(|row, place| Link::new(row, place, Method::IdRepaired).only_possible()),
            IdState::Valid | IdState::FromCertificate | IdState::Missing => Vec::new(),
        }
    };
    let unsure: Vec<_> = Parties::of(extract, subject)?.unsure().collect();
    Ok(unsure.par_iter().with_max_len(AT_ONCE).flat_map_iter(links_of).collect())
}

/// The links of one record by the numbers that a slip may have made its own of.
fn repaired(row: RowIdx, name: &str, number: &str, state: IdState, roster: &Roster) -> Vec<Link> {
    let places = neighbours(number, state).into_iter().flat_map(|key| roster.places_of(key.0));
    let called = |place: &PlaceIdx| Some((*place, roster.person(*place)?.agreement(name)));
    let called: Vec<_> = places.filter_map(called).collect();
    let of_name = |wanted: NameMatch| {
        called.iter().filter(move |(_, agrees)| *agrees == wanted).map(|(place, _)| *place)
    };
    let persons: BTreeSet<_> =
        of_name(NameMatch::Equal).filter_map(|place| roster.person(place)?.person).collect();
    let link = |place| Link::new(row, place, Method::IdRepaired);
    match persons.len() {
        // Number and name are both not quite the person's.
        0 => of_name(NameMatch::Variant).map(|place| link(place).only_possible()).collect(),
        1 => of_name(NameMatch::Equal).map(link).collect(),
        _ => of_name(NameMatch::Equal).map(|place| link(place).only_possible()).collect(),
    }
}
