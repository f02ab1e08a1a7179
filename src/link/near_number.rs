//! Links by a nearly equal citizen number and an equal name, which must be checked.
//!
//! The number of such a record identifies nobody by itself: a digit is wrong, two are swapped, one was lost, or a
//! spreadsheet cut it. Whether the repair is the only one is for a later rung to say; until then the match is
//! possible, never certain, so that neither the stranger is flagged nor the card reads clear.

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
        let near = namesakes.near(name, number, state).into_iter();
        links.extend(near.map(|place| Link { row, place, method: Method::IdRepaired }));
    }
    Ok(links)
}
