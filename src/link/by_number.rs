//! Links by equal citizen number; the name says how sure they are.

use crate::domain::{Confidence, Method};
use crate::schema::Subject;
use crate::standard::person_name::{self, NameMatch};
use crate::table::{
    Extract, Link, PlaceIdx, Roster, RosterPerson, RowIdx, TableError, hash_of_name, integers, texts,
};

/// Links the records whose usable number is on the roster.
pub(super) fn links(extract: &Extract, subject: &Subject, roster: &Roster) -> Result<Vec<Link>, TableError> {
    let frame = extract.frame();
    let person = integers(frame, &extract.schema().person_column(&subject.id))?;
    let name = texts(frame, &subject.name)?;
    // All of them are asked for in one go: each has to wait for memory, and so they wait together.
    let places: Vec<&[PlaceIdx]> =
        person.iter().map(|person| person.map_or(&[][..], |person| roster.places_of(person))).collect();
    let mut links = Vec::new();
    for ((row, person), places) in RowIdx::all().zip(person.iter()).zip(places) {
        let Some(person) = person else { continue };
        let name = name.get(row.at()).unwrap_or_default();
        let name_hash = hash_of_name(name);
        for place in places {
            // Nearly every record.
            if roster.is_plainly(*place, name_hash) {
                links.push(Link::new(row, *place, Method::Id));
                continue;
            }
            let Some(on_roster) = roster.person(*place) else { continue };
            links.push(link(row, name, *place, on_roster, on_roster.resolved));
        }
        // A member whose number is broken, and whom no register knows.
        let guessed = roster.guessed_places_of(person).iter().copied();
        let called = |place: &PlaceIdx| {
            roster.person(*place).is_some_and(|member| member.agreement(name) == NameMatch::Equal)
        };
        let guessed: Vec<_> =
            guessed.filter(called).map(|place| Link::new(row, place, Method::IdRepaired)).collect();
        match guessed.as_slice() {
            [only] => links.push(*only),
            several => links.extend(several.iter().map(|link| link.only_possible())),
        }
    }
    Ok(links)
}

/// A link by number. Where one side's number is not its own but the one that the household register has for that
/// person (`resolved` by some rung), the link is by that rung, and no surer than probable.
pub(super) fn link(
    row: RowIdx,
    name: &str,
    place: PlaceIdx,
    person: &RosterPerson,
    resolved: Option<Method>,
) -> Link {
    let by_name = Link::new(row, place, by_name(name, person));
    match resolved {
        None => by_name,
        Some(rung) => Link {
            method: by_name.method.max(rung),
            confidence: by_name.confidence.min(Confidence::Probable),
            ..by_name
        },
    }
}

/// The best that any known name of the person gives. A record without a name neither agrees nor
/// contradicts: the equal number stands, as a variant.
fn by_name(name: &str, person: &RosterPerson) -> Method {
    let matches = person.known_names.iter().map(|known| match person_name::compare(known, name) {
        NameMatch::Equal => Method::Id,
        NameMatch::Variant | NameMatch::Unknown => Method::IdNameVariant,
        NameMatch::Different => Method::IdNameConflict,
    });
    matches.min().unwrap_or(Method::IdNameVariant)
}
