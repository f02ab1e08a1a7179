//! Links of the rows of a copy of the registry by household and person id: what of a member was written otherwise in the
//! copy, name, sex or number, is then a difference, and not a member too many and one too few.

use polars::prelude::{PlHashMap, PlHashSet};

use super::alone::Alone;
use super::by_household::at_home;
use crate::domain::{IdState, Method, Relation};
use crate::standard::person_name::NameMatch;
use crate::table::{Extract, Link, PlaceIdx, Roster, RowIdx, TableError, texts};

/// Links rows and members that nothing links so far. A person id that two rows or two members have tells nobody; and
/// where name or sex contradicts it, nothing else may: no number that is a person's, nobody of the household who is
/// rather meant.
pub(super) fn links(
    copy: &Extract,
    roster: &Roster,
    linked_rows: &PlHashSet<RowIdx>,
    linked_places: &PlHashSet<PlaceIdx>,
) -> Result<Vec<Link>, TableError> {
    let Some(ids) = copy.texts_if_any("person_id") else { return Ok(Vec::new()) };
    let mut rows: PlHashMap<&str, Vec<RowIdx>> = PlHashMap::default();
    for (row, id) in RowIdx::all().zip(ids.iter()) {
        if let Some(id) = id.filter(|_| !linked_rows.contains(&row)) {
            rows.insert(id, Vec::new());
        }
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    for (row, id) in RowIdx::all().zip(ids.iter()) {
        if let Some(rows) = id.and_then(|id| rows.get_mut(id)) {
            rows.push(row);
        }
    }
    let mut members: PlHashMap<&str, Vec<PlaceIdx>> = PlHashMap::default();
    for (place, member) in PlaceIdx::all().zip(roster.persons()) {
        if let (Relation::Member, Some(id)) = (member.relation, member.person_id.as_deref())
            && rows.contains_key(id)
        {
            members.entry(id).or_default().push(place);
        }
    }
    let is_at_home = at_home(copy, roster)?;
    let mut pairs = Vec::new();
    for (id, places) in members {
        let (Some([row]), [place]) = (rows.get(id).map(Vec::as_slice), places.as_slice()) else { continue };
        if is_at_home(*row, *place) && !linked_rows.contains(row) && !linked_places.contains(place) {
            pairs.push((*row, *place));
        }
    }
    pairs.sort_unstable();
    let alone = Alone::of(copy, roster, &pairs)?;
    let (names, sexes) = (texts(copy.frame(), "name")?, copy.texts_if_any("sex"));
    let subject = copy.schema().subjects.first();
    let states =
        subject.map(|own| texts(copy.frame(), &copy.schema().id_state_column(&own.id))).transpose()?;
    let is_the_members = |(row, place): &(RowIdx, PlaceIdx)| {
        let Some((member, name)) = roster.person(*place).zip(names.get(row.at())) else { return false };
        let called_so = member.agreement(name) != NameMatch::Different;
        let of_the_sex = member.may_be_of(sexes.and_then(|sexes| sexes.get(row.at())));
        let state = states.and_then(|states| states.get(row.at())).and_then(IdState::parse);
        let has_a_number = state.is_some_and(IdState::usable);
        if called_so && of_the_sex {
            return true;
        }
        !has_a_number && (called_so || of_the_sex && alone.tells(*row, *place))
    };
    let own = pairs.into_iter().filter(is_the_members);
    Ok(own.map(|(row, place)| Link::new(row, place, Method::RegisterContext)).collect())
}
