//! Links by equal citizen number; the name says how sure they are.

use crate::domain::Method;
use crate::schema::Subject;
use crate::standard::person_name::{self, NameMatch};
use crate::table::{Extract, Link, Roster, RosterPerson, RowIdx, TableError, integers, texts};

/// Links the records whose usable number is on the roster.
pub(super) fn links(extract: &Extract, subject: &Subject, roster: &Roster) -> Result<Vec<Link>, TableError> {
    let frame = extract.frame();
    let person = integers(frame, &extract.schema().person_column(&subject.id))?;
    let name = texts(frame, &subject.name)?;
    let mut links = Vec::new();
    for (row, person) in RowIdx::all().zip(person.iter()) {
        let places = person.map_or(&[][..], |person| roster.places_of(person));
        for place in places {
            let Some(on_roster) = roster.person(*place) else { continue };
            let method = method(name.get(row.at()).unwrap_or_default(), on_roster);
            links.push(Link::new(row, *place, method));
        }
    }
    Ok(links)
}

/// The best that any known name of the person gives. A record without a name neither agrees nor
/// contradicts: the equal number stands, as a variant.
///
/// A member whose own number is another than the records' is no surer the record's than the register's.
fn method(name: &str, person: &RosterPerson) -> Method {
    let matches = person.known_names.iter().map(|known| match person_name::compare(known, name) {
        NameMatch::Equal => Method::Id,
        NameMatch::Variant | NameMatch::Unknown => Method::IdNameVariant,
        NameMatch::Different => Method::IdNameConflict,
    });
    let by_name = matches.min().unwrap_or(Method::IdNameVariant);
    by_name.max(person.resolved.unwrap_or(Method::Id))
}
