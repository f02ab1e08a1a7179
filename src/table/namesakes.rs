//! Namesakes: whom a record may be about that has a name and a number that identifies no person.

use std::hash::BuildHasher;

use polars::polars_utils::aliases::PlFixedStateQuality;
use polars::prelude::PlHashMap;

use super::{PlaceIdx, RosterPerson};
use crate::domain::{IdState, PersonKey};
use crate::standard::citizen_id::Number;
use crate::standard::near_number::{DeliveredNumber, Likeness};
use crate::standard::person_name;

/// Equal for equal names; of two others it hardly ever is.
pub type NameHash = u64;

/// The hash of a name, in whatever form names are compared.
pub fn hash_of_name(name: &str) -> NameHash {
    PlFixedStateQuality::default().hash_one(name)
}

/// Persons by name.
pub struct Namesakes<'a> {
    /// The number of each place: side by side, since a common name asks for hundreds.
    numbers: Vec<Option<PersonKey>>,
    by_name: PlHashMap<&'a str, Vec<PlaceIdx>>,
}

impl<'a> Namesakes<'a> {
    /// Those of `persons` who have a number.
    pub fn of(persons: &'a [RosterPerson]) -> Self {
        let mut by_name: PlHashMap<&str, Vec<PlaceIdx>> = PlHashMap::default();
        for (place, person) in PlaceIdx::all().zip(persons).filter(|(_, person)| person.person.is_some()) {
            for name in &person.known_names {
                by_name.entry(name).or_default().push(place);
            }
        }
        Self { numbers: persons.iter().map(|person| person.person).collect(), by_name }
    }

    /// The places of those of this name.
    pub fn called(&self, name: &str) -> &[PlaceIdx] {
        self.called_folded(&person_name::fold(name))
    }

    /// Likewise, of a name that is folded.
    pub fn called_folded(&self, name: &str) -> &[PlaceIdx] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The places of each name, in no order.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &[PlaceIdx])> {
        self.by_name.iter().map(|(name, places)| (*name, places.as_slice()))
    }

    /// The places of those of this name whose number is one edit from the delivered one. A number that
    /// identifies is near nobody else's; but one of the first generation has no check character, and a wrong
    /// digit there makes another person.
    pub fn near(&self, name: &str, number: &str, state: IdState) -> Vec<PlaceIdx> {
        if state == IdState::Missing || state.is_sure() {
            return Vec::new();
        }
        let name = person_name::fold(name);
        let Some(of_name) = self.by_name.get(name.as_str()) else { return Vec::new() };
        let delivered = DeliveredNumber::new(number, state);
        of_name.iter().copied().filter(|place| self.is_near(*place, &delivered)).collect()
    }

    fn is_near(&self, place: PlaceIdx, delivered: &DeliveredNumber) -> bool {
        let own = self.numbers.get(place.at()).copied().flatten().map(Number::of);
        own.is_some_and(|own| delivered.likeness(own.as_str()) == Likeness::Near)
    }
}
