//! Links by a nearly equal citizen number and an equal name (rung `id_repaired`).
//!
//! The number of such a record does not identify a person by itself: a digit is wrong, two are swapped, one was lost,
//! or a spreadsheet cut it. It is repaired where one person of the roster only is near and called so; otherwise the
//! match is possible, never certain, so that neither the stranger is flagged nor the card reads clear.

use std::collections::BTreeSet;

use crate::domain::{IdState, Method};
use crate::schema::Subject;
use crate::table::{Extract, Link, Namesakes, RowIdx, TableError, texts};

/// Links the records without a number that identifies to roster persons of the same name whose number is one
/// edit away.
pub(super) fn links(
    extract: &Extract,
    subject: &Subject,
    namesakes: &Namesakes<'_>,
) -> Result<Vec<Link>, TableError> {
    let (schema, frame) = (extract.schema(), extract.frame());
    let (number, name) = (texts(frame, &subject.id)?, texts(frame, &subject.name)?);
    let states = texts(frame, &schema.id_state_column(&subject.id))?;
    let mut links = Vec::new();
    for (row, state) in RowIdx::all().zip(states.iter()) {
        let (Some(state), Some(name)) = (state.and_then(IdState::parse), name.get(row.at())) else {
            continue;
        };
        let number = number.get(row.at()).unwrap_or_default();
        let near = namesakes.near(name, number, state);
        let persons: BTreeSet<_> = near.iter().filter_map(|place| namesakes.person(*place)).collect();
        let link = |place| match state {
            // Fifteen digits are no number: they say where and when somebody was born.
            IdState::Truncated => Link::new(row, place, Method::NameBirthPlace),
            IdState::BadCheck | IdState::Malformed if persons.len() == 1 => {
                Link::new(row, place, Method::IdRepaired)
            }
            // Several persons are near; or a number of the first generation, which has no check character, is
            // another person's.
            _ => Link::new(row, place, Method::IdRepaired).only_possible(),
        };
        links.extend(near.into_iter().map(link));
    }
    Ok(links)
}
