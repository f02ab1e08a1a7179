//! Who else stands in a household of a copy, of rows that have a member's key and not the member's name.

use polars::prelude::{PlHashMap, PlHashSet, StringChunked};

use crate::domain::Relation;
use crate::standard::person_name::NameMatch;
use crate::table::{CardIdx, Extract, PlaceIdx, Roster, RowIdx, TableError, texts};

/// The rows and the members of the households asked for.
pub(super) struct Alone<'a> {
    roster: &'a Roster,
    households: &'a StringChunked,
    names: &'a StringChunked,
    rows: PlHashMap<&'a str, Vec<RowIdx>>,
    members: PlHashMap<CardIdx, Vec<PlaceIdx>>,
}

impl<'a> Alone<'a> {
    /// `asked` are the rows that are going to be asked about, each with its member.
    pub(super) fn of(
        copy: &'a Extract,
        roster: &'a Roster,
        asked: &[(RowIdx, PlaceIdx)],
    ) -> Result<Self, TableError> {
        let (households, names) = (texts(copy.frame(), "household_id")?, texts(copy.frame(), "name")?);
        let mut alone =
            Self { roster, households, names, rows: PlHashMap::default(), members: PlHashMap::default() };
        if asked.is_empty() {
            return Ok(alone);
        }
        let of_rows: PlHashSet<&str> = asked.iter().filter_map(|(row, _)| households.get(row.at())).collect();
        let cards: PlHashSet<CardIdx> =
            asked.iter().filter_map(|(_, place)| Some(roster.person(*place)?.card)).collect();
        for (row, household) in RowIdx::all().zip(households.iter()) {
            if let Some(household) = household.filter(|household| of_rows.contains(household)) {
                alone.rows.entry(household).or_default().push(row);
            }
        }
        for (place, member) in PlaceIdx::all().zip(roster.persons()) {
            if member.relation == Relation::Member && cards.contains(&member.card) {
                alone.members.entry(member.card).or_default().push(place);
            }
        }
        Ok(alone)
    }

    /// Whether nobody else of the household is the member by name, and the row's name no other member's: then the two
    /// keys that agree, the household and another, are the member's, and the name is written otherwise.
    pub(super) fn tells(&self, row: RowIdx, place: PlaceIdx) -> bool {
        let is_called = |place: PlaceIdx, row: RowIdx| {
            let name = self.names.get(row.at()).unwrap_or_default();
            let member = self.roster.person(place);
            member.is_some_and(|member| member.agreement(name) != NameMatch::Different)
        };
        let Some(member) = self.roster.person(place) else { return false };
        let household = self.households.get(row.at());
        let rows = household.and_then(|household| self.rows.get(household)).into_iter().flatten();
        let there = rows
            .filter(|other| **other != row && self.names.get(other.at()).is_some())
            .any(|other| is_called(place, *other));
        let mut others = self.members.get(&member.card).into_iter().flatten();
        !there && !others.any(|other| *other != place && is_called(*other, row))
    }
}
