//! The roster, as tables.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Entry, Notes, numbers, write_table};
use crate::content_digest::content_digest;
use crate::domain::{Confidence, Method, PersonKey, Relation};
use crate::table::{Card, CardIdx, KnownNames, PlaceIdx, Roster, RosterCounts, RosterPerson, RowIdx};

/// What parts the names of one person.
const PARTED: char = '\n';
/// How many people are read at once: few enough that nobody waits for the last.
const PIECE: usize = 1 << 13;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    counts: RosterCounts,
    /// [`Roster::digest`], which need not be taken again.
    digest: String,
    /// Of the registry, which the values of the cards follow from.
    registry: String,
}

/// A roster that was kept.
#[derive(Debug)]
pub struct KeptRoster {
    pub roster: Roster,
    /// [`Roster::digest`].
    pub digest: String,
    /// The digest of the registry that the values of its cards are of.
    pub registry: String,
}

/// The digest of the registry whose roster is kept under this key.
pub fn registry_of_roster(folder: &Path, key: &str) -> Option<String> {
    let notes = entry(folder).read_notes::<About>().filter(|notes| notes.key == key)?;
    Some(notes.about.registry)
}

/// The roster that was kept under this key, which its people follow from.
pub fn load_roster(folder: &Path, key: &str) -> Option<KeptRoster> {
    let (tables, About { counts, digest, registry }) = entry(folder).load::<About>(key)?;
    let [cards, values, persons, guesses, registers] = tables.try_into().ok()?;
    let (persons, cards) = rayon::join(|| persons_of(&persons), || cards_of(&cards));
    let roster = Roster::new(cards?, values, persons?, counts).ok()?;
    let (mut of_guesses, mut of_registers) =
        (PlHashMap::<_, Vec<_>>::default(), PlHashMap::<_, Vec<_>>::default());
    for (number, place) in guesses.column("number").ok()?.i64().ok()?.iter().zip(numbers(&guesses, "place")?)
    {
        of_guesses.entry(number?).or_default().push(PlaceIdx(place));
    }
    for (register, card) in
        registers.column("register").ok()?.str().ok()?.iter().zip(numbers(&registers, "card")?)
    {
        of_registers.entry(register?.to_owned()).or_default().push(CardIdx(card));
    }
    let roster = roster.with_guessed(of_guesses).with_registers(of_registers);
    Some(KeptRoster { roster, digest, registry })
}

/// Where the tables stand.
const CARD_VALUES: usize = 1;

/// Keeps it for the next run. Of one whose people are the same only what else the registry says of the cards is written.
pub fn save_roster(folder: &Path, key: &str, own: &KeptRoster) -> io::Result<()> {
    let KeptRoster { roster, digest, registry } = own;
    let about = About { counts: roster.counts(), digest: digest.clone(), registry: registry.clone() };
    let entry = entry(folder);
    if let Some(mut notes) = entry.read_notes::<About>().filter(|notes| notes.about.digest == *digest)
        && let Some(values) = notes.tables.get_mut(CARD_VALUES)
    {
        *values = write_table(&entry.table(CARD_VALUES), roster.card_values())?;
        // A table that was damaged is written, too.
        let whole =
            |(at, digest): (usize, &String)| content_digest(&entry.table(at)).is_ok_and(|own| own == *digest);
        if notes.tables.iter().enumerate().all(whole) {
            return entry.vouch(&Notes { key: key.to_owned(), about, ..notes });
        }
    }
    let mut names = roster.persons().iter().flat_map(|person| &person.known_names);
    if names.any(|name| name.contains(PARTED)) {
        return Err(io::Error::other("a name of two lines"));
    }
    let tables: [fn(&Roster) -> PolarsResult<DataFrame>; 5] = [
        |roster| table_of_cards(roster.cards()),
        |roster| Ok(roster.card_values().clone()),
        |roster| table_of_persons(roster.persons()),
        table_of_guesses,
        table_of_registers,
    ];
    entry.save(key, tables.iter().map(|table| table(roster)), about)
}

fn entry(folder: &Path) -> Entry<'_> {
    Entry { folder, name: "roster".to_owned() }
}

fn table_of_cards(cards: &[Card]) -> PolarsResult<DataFrame> {
    let texts = |text: fn(&Card) -> &str| cards.iter().map(text).collect::<Vec<_>>();
    let counts = |count: fn(&Card) -> u32| cards.iter().map(count).collect::<Vec<_>>();
    df!(
        "household_id" => texts(|card| &card.household_id),
        "township" => texts(|card| &card.township),
        "village" => texts(|card| &card.village),
        "head_name" => texts(|card| &card.head_name),
        "members" => counts(|card| card.members),
        "unknown_members" => counts(|card| card.unknown_members),
        "unseen_in_register" => counts(|card| card.unseen_in_register),
        "unseen_spouses" => counts(|card| card.unseen_spouses),
    )
}

fn cards_of(table: &DataFrame) -> Option<Vec<Card>> {
    let text = |name: &str| table.column(name).ok()?.str().ok();
    let count = |name: &str| table.column(name).ok()?.u32().ok();
    let (household_id, township) = (text("household_id")?, text("township")?);
    let (village, head_name) = (text("village")?, text("head_name")?);
    let (members, unknown_members) = (count("members")?, count("unknown_members")?);
    let (in_register, spouses) = (count("unseen_in_register")?, count("unseen_spouses")?);
    let card = |at: usize| {
        Some(Card {
            household_id: household_id.get(at)?.to_owned(),
            township: township.get(at)?.to_owned(),
            village: village.get(at)?.to_owned(),
            head_name: head_name.get(at)?.to_owned(),
            members: members.get(at)?,
            unknown_members: unknown_members.get(at)?,
            unseen_in_register: in_register.get(at)?,
            unseen_spouses: spouses.get(at)?,
        })
    };
    (0..table.height()).map(card).collect()
}

/// How a person stands to the card, in one number: four bits each for relation, confidence, the rung that the number was
/// found by and what is open.
fn standing(person: &RosterPerson) -> Option<u32> {
    let relation = Relation::ALL.iter().position(|own| *own == person.relation)?;
    let belongs = Confidence::ALL.iter().position(|own| *own == person.belongs)?;
    let rung = match person.resolved {
        Some(method) => Method::ALL.iter().position(|own| *own == method)? + 1,
        None => 0,
    };
    let open = usize::from(person.may_be_member) + 2 * usize::from(person.disputed);
    u32::try_from(relation | belongs << 4 | rung << 8 | open << 12).ok()
}

fn table_of_persons(persons: &[RosterPerson]) -> PolarsResult<DataFrame> {
    let texts = |text: fn(&RosterPerson) -> Option<&str>| persons.iter().map(text).collect::<Vec<_>>();
    let keys = |key: fn(&RosterPerson) -> Option<PersonKey>| {
        persons.iter().map(|own| key(own).map(|key| key.0)).collect::<Vec<_>>()
    };
    // Nearly everybody has one.
    let known = persons.iter().map(|own| match own.known_names.as_slice() {
        [name] => Cow::Borrowed(name.as_str()),
        names => Cow::Owned(names.join(&PARTED.to_string())),
    });
    df!(
        "card" => persons.iter().map(|own| own.card.0).collect::<Vec<_>>(),
        "standing" => persons.iter().map(standing).collect::<Vec<_>>(),
        "person" => keys(|own| own.person),
        "also" => keys(|own| own.also),
        "registry_row" => persons.iter().map(|own| own.registry_row.map(|row| row.0)).collect::<Vec<_>>(),
        "person_id" => texts(|own| own.person_id.as_deref()),
        "name" => texts(|own| Some(&own.name)),
        "known_names" => StringChunked::from_iter_values("known_names".into(), known),
        "names" => persons.iter().map(|own| own.known_names.len() as u32).collect::<Vec<_>>(),
        "sex" => texts(|own| own.sex.as_deref()),
        "birth" => persons.iter().map(|own| own.birth.map(|day| day.to_epoch_days())).collect::<Vec<_>>(),
    )
}

fn persons_of(table: &DataFrame) -> Option<Vec<RosterPerson>> {
    let text = |name: &str| table.column(name).ok()?.str().ok();
    let number = |name: &str| table.column(name).ok()?.u32().ok();
    let key = |name: &str| table.column(name).ok()?.i64().ok();
    let (cards, standings, rows) = (number("card")?, number("standing")?, number("registry_row")?);
    let (persons, others) = (key("person")?, key("also")?);
    let (ids, names) = (text("person_id")?, text("name")?);
    let (known, how_many, sexes) = (text("known_names")?, number("names")?, text("sex")?);
    let births = table.column("birth").ok()?.i32().ok()?;
    let person = |at: usize| {
        let standing = standings.get(at)? as usize;
        let known_names = match how_many.get(at)? {
            0 => KnownNames::new(),
            _ => known.get(at)?.split(PARTED).map(PlSmallStr::from_str).collect(),
        };
        let birth = match births.get(at) {
            Some(day) => Some(NaiveDate::from_epoch_days(day)?),
            None => None,
        };
        let resolved = match (standing >> 8) & 15 {
            0 => None,
            rung => Some(*Method::ALL.get(rung - 1)?),
        };
        Some(RosterPerson {
            card: CardIdx(cards.get(at)?),
            relation: *Relation::ALL.get(standing & 15)?,
            belongs: *Confidence::ALL.get((standing >> 4) & 15)?,
            may_be_member: standing >> 12 & 1 == 1,
            disputed: standing >> 13 & 1 == 1,
            person: persons.get(at).map(PersonKey),
            registry_row: rows.get(at).map(RowIdx),
            also: others.get(at).map(PersonKey),
            resolved,
            person_id: ids.get(at).map(PlSmallStr::from_str),
            name: PlSmallStr::from_str(names.get(at)?),
            known_names,
            sex: sexes.get(at).map(PlSmallStr::from_str),
            birth,
        })
    };
    (0..table.height()).into_par_iter().with_max_len(PIECE).map(person).collect()
}

fn table_of_guesses(roster: &Roster) -> PolarsResult<DataFrame> {
    let mut guesses: Vec<_> = roster.guessed().iter().collect();
    guesses.sort_unstable();
    let pairs: Vec<_> = guesses
        .into_iter()
        .flat_map(|(number, places)| places.iter().map(|place| (*number, place.0)))
        .collect();
    let (numbers, places): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
    df!("number" => numbers, "place" => places)
}

fn table_of_registers(roster: &Roster) -> PolarsResult<DataFrame> {
    let mut registers: Vec<_> = roster.registers().iter().collect();
    registers.sort_unstable();
    let pairs =
        registers.into_iter().flat_map(|(id, cards)| cards.iter().map(move |card| (id.as_str(), card.0)));
    let (ids, cards): (Vec<_>, Vec<_>) = pairs.unzip();
    df!("register" => ids, "card" => cards)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster() -> Roster {
        let card = |id: &str| Card {
            household_id: id.to_owned(),
            township: "寨子镇".to_owned(),
            village: String::new(),
            head_name: "张三".to_owned(),
            members: 2,
            unknown_members: 1,
            unseen_in_register: 3,
            unseen_spouses: 4,
        };
        let plain = RosterPerson {
            card: CardIdx(0),
            relation: Relation::Member,
            belongs: Confidence::Certain,
            may_be_member: false,
            disputed: false,
            person: None,
            registry_row: Some(RowIdx(1)),
            also: None,
            resolved: None,
            person_id: Some("".into()),
            name: "张三".into(),
            known_names: KnownNames::from_iter(["".into()]),
            sex: None,
            birth: None,
        };
        let other = RosterPerson {
            card: CardIdx(1),
            relation: Relation::Spouse,
            belongs: Confidence::Possible,
            may_be_member: true,
            disputed: true,
            person: Some(PersonKey(13_092_719_850_505_007)),
            registry_row: None,
            also: Some(PersonKey(13_092_719_850_505_008)),
            resolved: Some(Method::NameOnly),
            person_id: None,
            known_names: KnownNames::from_iter([
                "张三".into(),
                "一个很长的名字，比就地放得下的还要长得多".into(),
            ]),
            sex: Some("男".into()),
            birth: NaiveDate::from_ymd_opt(1899, 12, 31),
            ..plain.clone()
        };
        let nameless = RosterPerson { known_names: KnownNames::new(), ..plain.clone() };
        let values = df!("village" => [Some("甲"), None], "income" => [Some(1i64), None]).unwrap();
        let counts = RosterCounts { collective_registers: 1, shared_registers: 2, shared_household_ids: 3 };
        let roster =
            Roster::new(vec![card("H1"), card("H2")], values, vec![plain, nameless, other], counts).unwrap();
        roster
            .with_guesses(|person| person.also.into_iter().collect())
            .with_registers(PlHashMap::from_iter([("R1".to_owned(), vec![CardIdx(1), CardIdx(0)])]))
    }

    fn kept(roster: &Roster, registry: &str) -> KeptRoster {
        KeptRoster { roster: roster.clone(), digest: roster.digest(), registry: registry.to_owned() }
    }

    #[test]
    fn a_roster_that_was_kept_is_the_same_again() {
        let folder = tempfile::tempdir().unwrap();
        let own = roster();
        save_roster(folder.path(), "key", &kept(&own, "registry")).unwrap();
        let KeptRoster { roster: again, digest, registry } = load_roster(folder.path(), "key").unwrap();
        assert_eq!((digest, registry), (own.digest(), "registry".to_owned()));
        assert_eq!(again.digest(), own.digest());
        assert_eq!(format!("{:?}", again.persons()), format!("{:?}", own.persons()));
        assert_eq!(format!("{:?}", again.cards()), format!("{:?}", own.cards()));
        assert_eq!((again.counts(), again.guessed()), (own.counts(), own.guessed()));
        assert_eq!(again.registers(), own.registers());
        assert!(again.card_values().equals_missing(own.card_values()));
        assert!(load_roster(folder.path(), "another").is_none());
    }

    #[test]
    fn of_a_roster_of_the_same_people_what_else_is_said_of_the_cards_is_kept_anew() {
        let folder = tempfile::tempdir().unwrap();
        let own = roster();
        save_roster(folder.path(), "key", &kept(&own, "poor")).unwrap();
        let values = df!("village" => [Some("甲"), None], "income" => [Some(2i64), Some(3)]).unwrap();
        let richer = own.clone().with_card_values(values).unwrap();
        // A table that is damaged in the meantime is written again.
        for damaged in [None, Some("roster-2.parquet"), Some("roster.json")] {
            if let Some(name) = damaged {
                std::fs::write(folder.path().join(name), "").unwrap();
            }
            save_roster(folder.path(), "next", &kept(&richer, "richer")).unwrap();
            let KeptRoster { roster: again, registry, .. } = load_roster(folder.path(), "next").unwrap();
            assert_eq!((again.digest(), &*registry), (own.digest(), "richer"));
            assert!(again.card_values().equals_missing(richer.card_values()));
            assert!(load_roster(folder.path(), "key").is_none());
        }
    }

    #[test]
    fn whatever_a_link_may_hang_on_is_in_the_digest_of_the_roster() {
        let own = roster();
        let mut digests = vec![own.digest()];
        type Change = fn(&mut RosterPerson);
        let changes: [Change; 7] = [
            |own| own.name = "李四".into(),
            |own| own.known_names.push("李四".into()),
            |own| own.sex = Some("女".into()),
            |own| own.birth = NaiveDate::from_ymd_opt(1980, 1, 1),
            |own| own.person_id = None,
            |own| own.disputed = true,
            |own| own.resolved = Some(Method::Id),
        ];
        for change in changes {
            let mut persons = own.persons().to_vec();
            change(persons.first_mut().unwrap());
            let other =
                Roster::new(own.cards().to_vec(), own.card_values().clone(), persons, own.counts()).unwrap();
            digests.push(
                other.with_guessed(own.guessed().clone()).with_registers(own.registers().clone()).digest(),
            );
        }
        digests.push(own.clone().with_registers(PlHashMap::default()).digest());
        digests.push(own.clone().with_guessed(PlHashMap::default()).digest());
        let all = digests.len();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), all);
    }
}
