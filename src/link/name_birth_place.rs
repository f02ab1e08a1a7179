//! Links of records without a number by name, birth date and place (rung `name_birth_place`).
//!
//! Two people of one name who were born on one day are rare, and those of one village are hardly ever two: such a record
//! is probably that person's. Elsewhere, or where several are meant, it is only possible.

use std::collections::BTreeSet;

use crate::domain::Method;
use crate::schema::Subject;
use crate::table::{Extract, Link, Namesakes, Parties, Party, PlaceIdx, Roster, TableError, dates};

/// Links the records whose number says nothing to roster persons of the same name and birth date, where sex does not
/// contradict.
pub(super) fn links(
    extract: &Extract,
    subject: &Subject,
    roster: &Roster,
    namesakes: &Namesakes<'_>,
) -> Result<Vec<Link>, TableError> {
    let Some(birth) = &subject.birth else { return Ok(Vec::new()) };
    let births = dates(extract.frame(), birth)?;
    let (sexes, villages) = (extract.texts_if_any("sex"), extract.texts_if_any("village"));
    let mut links = Vec::new();
    for (row, Party { state, name, .. }) in Parties::of(extract, subject)?.unsure() {
        let Some(birth) = births.get(row.at()).copied().flatten().filter(|_| !state.usable()) else {
            continue;
        };
        let sex = sexes.and_then(|sexes| sexes.get(row.at()));
        let same = |place: &PlaceIdx| {
            roster.person(*place).is_some_and(|person| person.birth == Some(birth) && person.may_be_of(sex))
        };
        let places: Vec<_> = namesakes.called(name).into_iter().filter(same).collect();
        let persons: BTreeSet<_> = places.iter().filter_map(|place| roster.person(*place)?.person).collect();
        let village = villages.and_then(|villages| villages.get(row.at()));
        let of_village = |place: PlaceIdx| {
            let card = roster.person(place).and_then(|person| roster.card(person.card));
            card.zip(village).is_some_and(|(card, village)| is_village(&card.village, village))
        };
        let alone = persons.len() == 1 && places.iter().any(|place| of_village(*place));
        links.extend(places.into_iter().map(|place| {
            let link = Link::new(row, place, Method::NameBirthPlace);
            if alone { link.probable() } else { link }
        }));
    }
    Ok(links)
}

/// Whether two departments mean one village: one writes the township before it, the other does not.
fn is_village(a: &str, b: &str) -> bool {
    !a.is_empty() && !b.is_empty() && (a.ends_with(b) || b.ends_with(a))
}
