//! Namesakes: whom a record may be about that has a name and a number that identifies no person.

use std::hash::BuildHasher;
use std::ops::Range;

use chrono::NaiveDate;
use polars::polars_utils::aliases::PlFixedStateQuality;
use polars::prelude::PlHashMap;

use super::{PlaceIdx, RosterPerson};
use crate::domain::{IdState, PersonKey};
use crate::standard::near_number::DeliveredNumber;
use crate::standard::person_name;

/// Equal for equal names; of two others it hardly ever is.
pub type NameHash = u64;

/// The hash of a name, in whatever form names are compared.
pub fn hash_of_name(name: &str) -> NameHash {
    PlFixedStateQuality::default().hash_one(name)
}

/// Persons by name: one array for all of them, and not a list for each, since a common name asks for hundreds.
pub struct Namesakes<'a> {
    /// Which of the names, counted as they were met.
    names: PlHashMap<&'a str, u32>,
    /// Where the places of each name begin; those of the last end with the array.
    begins: Vec<u32>,
    places: Vec<PlaceIdx>,
    /// The number of whoever stands in each of `places`.
    numbers: Vec<PersonKey>,
    /// The same places of each name in the order of their birth dates, unknown ones first.
    by_birth: Vec<(Option<NaiveDate>, PlaceIdx)>,
}

impl<'a> Namesakes<'a> {
    /// Those of `persons` who have a number.
    pub fn of(persons: &'a [RosterPerson]) -> Self {
        let mut names: PlHashMap<&str, u32> = PlHashMap::default();
        // How many places each name has, one further on: the next name begins there.
        let mut begins = vec![0u32];
        let mut named = Vec::with_capacity(persons.len());
        for (place, person) in PlaceIdx::all().zip(persons) {
            let Some(number) = person.person else { continue };
            for name in &person.known_names {
                let next = u32::try_from(names.len()).unwrap_or(u32::MAX);
                let name = *names.entry(name).or_insert(next);
                if name == next {
                    begins.push(0);
                }
                if let Some(count) = begins.get_mut(name as usize + 1) {
                    *count += 1;
                }
                named.push((name, place, number));
            }
        }
        let mut all = 0;
        for begin in &mut begins {
            all += *begin;
            *begin = all;
        }
        let mut next = begins.clone();
        let mut places = vec![PlaceIdx(0); named.len()];
        let mut numbers = vec![PersonKey(0); named.len()];
        for (name, place, number) in named {
            let Some(at) = next.get_mut(name as usize) else { continue };
            if let (Some(own), Some(of)) = (places.get_mut(*at as usize), numbers.get_mut(*at as usize)) {
                (*own, *of) = (place, number);
            }
            *at += 1;
        }
        let birth = |place: &PlaceIdx| persons.get(place.at()).and_then(|person| person.birth);
        let mut by_birth: Vec<_> = places.iter().map(|place| (birth(place), *place)).collect();
        for (begin, end) in begins.iter().zip(begins.iter().skip(1)) {
            by_birth.get_mut(*begin as usize..*end as usize).into_iter().for_each(<[_]>::sort_unstable);
        }
        Self { names, begins, places, numbers, by_birth }
    }

    /// The places of those of a folded name.
    pub fn called_folded(&self, name: &str) -> &[PlaceIdx] {
        self.names.get(name).map_or(&[], |name| self.places.get(self.range(*name)).unwrap_or_default())
    }

    /// The places of those of a folded name who were born on a day, and of those of whom it is not known: of a common name's
    /// hundreds hardly one.
    pub fn called_and_born<'s>(
        &'s self,
        name: &str,
        birth: NaiveDate,
    ) -> impl Iterator<Item = PlaceIdx> + use<'s, 'a> {
        let of_name = self.names.get(name).and_then(|name| self.by_birth.get(self.range(*name)));
        let of_name = of_name.unwrap_or_default();
        let from = |birth: Option<NaiveDate>| of_name.partition_point(move |(own, _)| *own < birth);
        let known = from(Some(NaiveDate::MIN));
        let unknown = of_name.get(..known).unwrap_or_default();
        let born = of_name.get(from(Some(birth))..).unwrap_or_default();
        let born = born.iter().take_while(move |(own, _)| *own == Some(birth));
        unknown.iter().chain(born).map(|(_, place)| *place)
    }

    /// The places of each name, in no order.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &[PlaceIdx])> {
        self.names.iter().map(|(name, at)| (*name, self.places.get(self.range(*at)).unwrap_or_default()))
    }

    fn range(&self, name: u32) -> Range<usize> {
        let begin = |name: usize| self.begins.get(name).map_or(self.places.len(), |begin| *begin as usize);
        begin(name as usize)..begin(name as usize + 1)
    }

    /// The places of those of this name whose number is one edit from the delivered one. A number that
    /// identifies is near nobody else's; but one of the first generation has no check character, and a wrong
    /// digit there makes another person.
    pub fn near(&self, name: &str, number: &str, state: IdState) -> Vec<PlaceIdx> {
        if state == IdState::Missing || state.is_sure() {
            return Vec::new();
        }
        let Some(name) = self.names.get(person_name::fold(name).as_str()) else { return Vec::new() };
        let at = self.range(*name);
        let numbers = self.numbers.get(at.clone()).unwrap_or_default();
        let of_name = self.places.get(at).unwrap_or_default().iter().zip(numbers);
        let delivered = DeliveredNumber::new(number, state);
        of_name.filter(|(_, own)| delivered.is_near(**own)).map(|(place, _)| *place).collect()
    }
}
