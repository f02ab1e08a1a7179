//! The roster as a table: cards, their people, and who is found by which number.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;
use smallvec::SmallVec;

use super::{CardIdx, DigestedBytes, Groups, NameHash, PlaceIdx, RowIdx, TableError, hash_of_name};
use crate::domain::{Confidence, Method, PersonKey, Relation};
use crate::standard::person_name::{self, NameMatch};

/// Registry columns that say something of one person, not of the card.
pub fn person_level_columns() -> &'static [&'static str] {
    &["person_id", "name", "sex", "citizen_id", "relation", "person_registered_on", "phone"]
}

/// A registered household.
#[derive(Debug, Clone)]
pub struct Card {
    pub household_id: String,
    pub township: String,
    pub village: String,
    /// Empty if the card names no head.
    pub head_name: String,
    pub members: u32,
    /// Members whose records cannot be found: their citizen number cannot be used, or the household
    /// register has it for somebody of a plainly different name.
    pub unknown_members: u32,
    /// People in the members' registers whose records cannot be found, and registers that may be a member's.
    pub unseen_in_register: u32,
    /// Spouses whose records cannot be found, and marriages that may be a member's.
    pub unseen_spouses: u32,
}

impl Card {
    /// The household id as the registry has it, where the card's own also names the place.
    pub fn delivered_id(&self) -> &str {
        // Asked of every link of a copy, and hardly any id has one.
        let at = memchr::memrchr(b'@', self.household_id.as_bytes());
        let place = at.and_then(|at| Some((self.household_id.get(..at)?, self.household_id.get(at + 1..)?)));
        let place = place.filter(|(_, place)| {
            *place == "-" || place.split('/').all(|part| part == self.township || part == self.village)
        });
        place.map_or(&self.household_id, |(id, _)| id)
    }
}

/// The names of one person, of which most have one. Texts as short as names are kept in place: a county's roster is a
/// million people, and whatever is done to all of them waits for memory.
pub type KnownNames = SmallVec<[PlSmallStr; 1]>;

/// One person of one card.
///
/// What every rule asks of every link stands first, together: a county has millions of links, in no order of persons.
#[derive(Debug, Clone)]
#[repr(C)]
pub struct RosterPerson {
    pub card: CardIdx,
    pub relation: Relation,
    /// How sure it is that this person stands so to the card: of who is married to whom, or still registered
    /// with whom, the records may leave it open.
    pub belongs: Confidence,
    /// Somebody of the register who may be a member of the card that was not found: then a rule that asks how people
    /// stand to the card cannot say it for certain.
    pub may_be_member: bool,
    /// The household register has the number for somebody of a plainly different name, or a spreadsheet may
    /// have made it and the register knows nobody by it.
    pub disputed: bool,
    /// By whose number records are found; none: it cannot be used.
    pub person: Option<PersonKey>,
    /// Row in the registry extract; none for who is not on the card.
    pub registry_row: Option<RowIdx>,
    /// Another number of the same person: the registry's, where the register has another one.
    pub also: Option<PersonKey>,
    /// By which rung a member was found in the household register under another number than the registry's.
    pub resolved: Option<Method>,
    /// 人编号; none for who is not on the card.
    pub person_id: Option<PlSmallStr>,
    pub name: PlSmallStr,
    /// Every name this person is known by, folded for comparison.
    pub known_names: KnownNames,
    pub sex: Option<PlSmallStr>,
    pub birth: Option<NaiveDate>,
}

impl RosterPerson {
    /// The first name, where it can be read and the number is not one that was found for it.
    fn plain_name(&self) -> Option<NameHash> {
        let name = self.known_names.first().filter(|_| self.resolved.is_none())?;
        (person_name::compare(name, name) == NameMatch::Equal).then(|| hash_of_name(name))
    }

    /// Every number by which records find this person.
    pub fn numbers(&self) -> impl Iterator<Item = PersonKey> {
        self.person.into_iter().chain(self.also)
    }

    /// How the better of the person's names agrees with a record's.
    pub fn agreement(&self, name: &str) -> NameMatch {
        let matches = self.known_names.iter().map(|known| person_name::compare(known, name));
        matches.min().unwrap_or(NameMatch::Unknown)
    }

    /// Whether a record that gives this sex can be this person's, as far as both say it.
    pub fn may_be_of(&self, sex: Option<&str>) -> bool {
        sex.is_none() || self.sex.is_none() || self.sex.as_deref() == sex
    }

    /// Whether the number finds this person's records: where it does not, that there are none says nothing.
    pub fn can_be_found(&self) -> bool {
        self.person.is_some() && !self.disputed
    }
}

/// All cards and everyone who matters to them.
#[derive(Debug, Clone)]
pub struct Roster {
    cards: Vec<Card>,
    card_values: DataFrame,
    persons: Vec<RosterPerson>,
    by_person: Groups<i64, PlaceIdx>,
    /// By place, the first name of whoever stands there under a number of his own; side by side, since a county asks for
    /// all of them.
    plain_names: Vec<Option<NameHash>>,
    /// Members who were not found, by each number that one slip may have made theirs of.
    by_guess: PlHashMap<i64, Vec<PlaceIdx>>,
    /// The cards with a member whom the household register does not have by number, by the families' registers that
    /// their members live in.
    by_register: PlHashMap<String, Vec<CardIdx>>,
    /// The card of each registry row; none for one that is no member's.
    by_row: Vec<Option<CardIdx>>,
    counts: RosterCounts,
}

/// What was met while the roster was built.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RosterCounts {
    /// Members' household registers that are too large to be a family's: nobody was taken from them.
    pub collective_registers: u64,
    /// Registers whose number stands for strangers of different villages: no one was taken from them either.
    pub shared_registers: u64,
    /// Cards whose household id another village uses, too.
    pub shared_household_ids: u64,
}

fn of_height(card_values: &DataFrame, cards: usize) -> Result<(), TableError> {
    if card_values.height() == cards {
        return Ok(());
    }
    let (wanted, found) = (format!("{cards} rows"), format!("{} rows", card_values.height()));
    Err(TableError::WrongType { table: "cards".into(), column: "*".into(), wanted, found })
}

fn digest_of_persons(persons: &[RosterPerson]) -> blake3::Hash {
    let mut bytes = DigestedBytes::default();
    for person in persons {
        // Every field: what is added one day is not forgotten here.
        let RosterPerson {
            card,
            relation,
            belongs,
            may_be_member,
            disputed,
            person,
            registry_row,
            also,
            resolved,
            person_id,
            name,
            known_names,
            sex,
            birth,
        } = person;
        bytes.number(card.0.into());
        bytes.flags(&[*relation as u8, *belongs as u8, (*may_be_member).into(), (*disputed).into()]);
        bytes.flags(&[resolved.map_or(u8::MAX, |method| method as u8)]);
        bytes.maybe(person.map(|key| key.0));
        bytes.maybe(also.map(|key| key.0));
        bytes.maybe(registry_row.map(|row| row.0.into()));
        bytes.maybe(birth.map(|day| day.to_epoch_days().into()));
        bytes.maybe_text(person_id.as_deref());
        bytes.text(name);
        bytes.number(known_names.len() as i64);
        known_names.iter().for_each(|name| bytes.text(name));
        bytes.maybe_text(sex.as_deref());
    }
    bytes.digest()
}

fn digest_of_cards(cards: &[Card]) -> blake3::Hash {
    let mut bytes = DigestedBytes::default();
    for card in cards {
        let Card {
            household_id,
            township,
            village,
            head_name,
            members,
            unknown_members,
            unseen_in_register,
            unseen_spouses,
        } = card;
        [household_id, township, village, head_name].into_iter().for_each(|text| bytes.text(text));
        let counts = [members, unknown_members, unseen_in_register, unseen_spouses];
        counts.into_iter().for_each(|count| bytes.number((*count).into()));
    }
    bytes.digest()
}

impl Roster {
    /// `card_values` holds the card-level registry columns, a row per card in the order of `cards`.
    pub fn new(
        cards: Vec<Card>,
        card_values: DataFrame,
        persons: Vec<RosterPerson>,
        counts: RosterCounts,
    ) -> Result<Self, TableError> {
        of_height(&card_values, cards.len())?;
        let by_person = || {
            let placed = PlaceIdx::all().zip(&persons);
            Groups::of(placed.flat_map(|(place, own)| own.numbers().map(move |key| (key.0, place))).collect())
        };
        let by_row = || {
            let rows = || persons.iter().filter_map(|person| Some((person.registry_row?, person.card)));
            let mut by_row = vec![None; rows().map(|(row, _)| row.at() + 1).max().unwrap_or(0)];
            for (row, card) in rows() {
                if let Some(own) = by_row.get_mut(row.at()) {
                    *own = Some(card);
                }
            }
            by_row
        };
        let plain_names = || persons.par_iter().map(RosterPerson::plain_name).collect();
        let (by_person, (by_row, plain_names)) = rayon::join(by_person, || (by_row(), plain_names()));
        Ok(Self {
            cards,
            card_values,
            persons,
            by_person,
            plain_names,
            by_guess: PlHashMap::default(),
            by_register: PlHashMap::default(),
            by_row,
            counts,
        })
    }

    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    pub fn card(&self, card: CardIdx) -> Option<&Card> {
        self.cards.get(card.at())
    }

    /// The cards of these household ids, as far as there are any.
    pub fn cards_called(&self, households: &BTreeSet<&str>) -> BTreeMap<&str, CardIdx> {
        if households.is_empty() {
            return BTreeMap::new();
        }
        // A county is asked whole: for each of its cards, the tree of those wanted would be searched by text.
        let wanted: PlHashSet<&str> = households.iter().copied().collect();
        let all = CardIdx::all().zip(&self.cards).map(|(at, card)| (card.household_id.as_str(), at));
        all.filter(|(id, _)| wanted.contains(id)).collect()
    }

    /// The same people, of whose cards the registry says something else.
    pub fn with_card_values(self, card_values: DataFrame) -> Result<Self, TableError> {
        of_height(&card_values, self.cards.len())?;
        Ok(Self { card_values, ..self })
    }

    pub fn card_values(&self) -> &DataFrame {
        &self.card_values
    }

    pub fn persons(&self) -> &[RosterPerson] {
        &self.persons
    }

    pub fn person(&self, place: PlaceIdx) -> Option<&RosterPerson> {
        self.persons.get(place.at())
    }

    /// Whether the number of whoever stands in a place is his own, and his first name is this one: then a record under
    /// that number and this name is about him, and there is nothing more to ask.
    pub fn is_plainly(&self, place: PlaceIdx, name: NameHash) -> bool {
        self.plain_names.get(place.at()).copied().flatten() == Some(name)
    }

    /// The roster places of a person; several if the person matters to several cards.
    pub fn places_of(&self, person: i64) -> &[PlaceIdx] {
        self.by_person.get(&person)
    }

    /// Notes which numbers members may have who were not found: `guesses` gives those of one.
    #[must_use]
    pub fn with_guesses(mut self, guesses: impl Fn(&RosterPerson) -> Vec<PersonKey>) -> Self {
        for (place, person) in PlaceIdx::all().zip(&self.persons) {
            for PersonKey(key) in guesses(person) {
                self.by_guess.entry(key).or_default().push(place);
            }
        }
        self
    }

    /// The numbers of [`Self::with_guesses`], each with who may have it.
    #[must_use]
    pub fn with_guessed(mut self, guessed: PlHashMap<i64, Vec<PlaceIdx>>) -> Self {
        self.by_guess = guessed;
        self
    }

    /// Notes which registers the cards live in of which a member lacks a row; each card once by register.
    #[must_use]
    pub fn with_registers(mut self, registers: PlHashMap<String, Vec<CardIdx>>) -> Self {
        self.by_register = registers;
        self
    }

    /// As [`Self::with_registers`] was told.
    pub fn registers(&self) -> &PlHashMap<String, Vec<CardIdx>> {
        &self.by_register
    }

    /// The cards that live in a family's register and have a member whom it does not have by number.
    pub fn cards_of_register(&self, register_id: &str) -> &[CardIdx] {
        self.by_register.get(register_id).map_or(&[], Vec::as_slice)
    }

    /// The members who were not found, by each number that they may have.
    pub fn guessed(&self) -> &PlHashMap<i64, Vec<PlaceIdx>> {
        &self.by_guess
    }

    /// The numbers that members may have who were not found.
    pub fn guesses(&self) -> impl Iterator<Item = i64> {
        self.by_guess.keys().copied()
    }

    /// The members who were not found and may have this number.
    pub fn guessed_places_of(&self, person: i64) -> &[PlaceIdx] {
        self.by_guess.get(&person).map_or(&[], Vec::as_slice)
    }

    /// The card of a registry row; none for a row that repeats another.
    pub fn card_of_row(&self, row: RowIdx) -> Option<CardIdx> {
        self.by_row.get(row.at()).copied().flatten()
    }

    pub fn counts(&self) -> RosterCounts {
        self.counts
    }

    /// The digest of everybody on it and of where they live: of whatever says whom a record is about. What else the
    /// registry says of the cards is no part of it.
    pub fn digest(&self) -> String {
        /// People that are digested in one go.
        const PIECE: usize = 1 << 14;
        let of_people = || {
            let pieces = self.persons.par_chunks(PIECE).map(digest_of_persons);
            pieces.collect::<Vec<_>>()
        };
        let of_cards = || self.cards.par_chunks(PIECE).map(digest_of_cards).collect::<Vec<_>>();
        let (people, cards) = rayon::join(of_people, of_cards);
        let mut all = blake3::Hasher::new();
        people.iter().chain(&cards).for_each(|digest| _ = all.update(digest.as_bytes()));
        let mut guesses: Vec<_> = self.by_guess.iter().collect();
        guesses.sort_unstable();
        let mut registers: Vec<_> = self.by_register.iter().collect();
        registers.sort_unstable();
        all.update(format!("{guesses:?} {registers:?}").as_bytes());
        all.finalize().to_hex().to_string()
    }

    /// The number of members whose number in the registry was repaired.
    pub fn repaired(&self) -> u64 {
        self.persons.iter().filter(|person| person.resolved == Some(Method::IdRepaired)).count() as u64
    }

    /// The roster as a table, for whoever asks why.
    pub fn to_frame(&self) -> Result<DataFrame, TableError> {
        let persons = &self.persons;
        let card = |person: &RosterPerson| self.card(person.card).map(|card| card.household_id.as_str());
        let household: Vec<_> = persons.iter().map(card).collect();
        let person: Vec<_> = persons.iter().map(|p| p.person.map(|key| key.0)).collect();
        let person_id: Vec<_> = persons.iter().map(|p| p.person_id.as_deref()).collect();
        let relation: Vec<_> = persons.iter().map(|p| p.relation.as_str()).collect();
        Ok(
            df!("household_id" => household, "person" => person, "person_id" => person_id, "relation" => relation)?,
        )
    }
}
