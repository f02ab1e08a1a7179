//! Who matters to a card? Its members, those in the same household register, spouses.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use polars::prelude::*;

use crate::domain::{PersonKey, Relation};
use crate::standard::citizen_id;
use crate::standard::person_name::{self, NameMatch};
use crate::table::{
    Card, Extract, Roster, RosterPerson, TableError, dates, integers, person_level_columns, texts,
};

mod spouses;

/// Register statuses of people who are no longer of the household.
const LEFT_THE_REGISTER: &[&str] = &["死亡", "迁出", "注销"];
/// How the registry says that a row is the card's head.
const HEAD: &[&str] = &["户主", "本人", "本人或户主", "01", "02"];

/// Builds the roster of all cards. Without the register nobody but the members and their spouses is
/// known; without marriages, no spouse who is not on the card.
pub fn build(
    registry: &Extract,
    population: Option<&Extract>,
    marriage: Option<&Extract>,
    as_of: NaiveDate,
) -> Result<Roster, TableError> {
    let (mut cards, heads_first) = read_cards(registry)?;
    let card_values = card_values(registry, &heads_first)?;
    let mut persons = members(registry, &mut cards)?;
    let register = population.map(|population| Register::read(population, &persons)).transpose()?;
    if let Some(register) = &register {
        for person in &mut persons {
            register.teach_names(person);
        }
        let added = register.same_register(&persons);
        persons.extend(added);
    }
    if let Some(marriage) = marriage {
        let added = spouses::of_members(marriage, &persons, as_of)?;
        persons.extend(added);
    }
    persons.sort_by_key(|person| (person.card, person.relation, person.registry_row, person.person));
    Roster::new(cards, card_values, persons)
}

/// The cards by household id, and the registry rows by card with the head's row first.
fn read_cards(registry: &Extract) -> Result<(Vec<Card>, Vec<IdxSize>), TableError> {
    let frame = registry.frame();
    let household = texts(frame, "household_id")?;
    let township = texts(frame, "township")?;
    let village = texts(frame, "village")?;
    let name = texts(frame, "name")?;
    let relation = texts(frame, "relation")?;
    let mut rows: BTreeMap<&str, Vec<IdxSize>> = BTreeMap::new();
    for (row, household) in (0..).zip(household.iter()) {
        rows.entry(household.unwrap_or_default()).or_default().push(row);
    }
    let is_head = |row: IdxSize| relation.get(row as usize).is_some_and(|relation| HEAD.contains(&relation));
    let first_text = |rows: &[IdxSize], column: &StringChunked| {
        rows.iter().find_map(|row| column.get(*row as usize)).unwrap_or_default().to_owned()
    };
    let mut cards = Vec::with_capacity(rows.len());
    let mut heads_first = Vec::with_capacity(frame.height());
    for (household, mut rows) in rows {
        rows.sort_by_key(|row| (!is_head(*row), *row));
        let head = rows.first().filter(|row| is_head(**row)).and_then(|row| name.get(*row as usize));
        cards.push(Card {
            household_id: household.to_owned(),
            township: first_text(&rows, township),
            village: first_text(&rows, village),
            head_name: head.unwrap_or_default().to_owned(),
            members: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            unknown_members: 0,
        });
        heads_first.extend(rows);
    }
    Ok((cards, heads_first))
}

/// The card-level values, a row per card by household id: the head's, or else the first that is not empty.
fn card_values(registry: &Extract, heads_first: &[IdxSize]) -> Result<DataFrame, TableError> {
    let ordered = registry.frame().take(&IdxCa::from_slice("row".into(), heads_first))?;
    let person_level = person_level_columns();
    let names = registry.schema().columns.iter().map(|column| column.name.as_str());
    let values: Vec<_> = names
        .filter(|name| *name != "household_id" && !person_level.contains(name))
        .map(|name| col(name).drop_nulls().first())
        .collect();
    Ok(ordered.lazy().group_by_stable([col("household_id")]).agg(values).collect()?)
}

fn members(registry: &Extract, cards: &mut [Card]) -> Result<Vec<RosterPerson>, TableError> {
    let frame = registry.frame();
    let positions: HashMap<String, u32> =
        (0u32..).zip(cards.iter()).map(|(index, card)| (card.household_id.clone(), index)).collect();
    let household = texts(frame, "household_id")?;
    let person = integers(frame, &registry.schema().person_column("citizen_id"))?;
    let person_id = texts(frame, "person_id")?;
    let name = texts(frame, "name")?;
    let sex = texts(frame, "sex")?;
    let mut members = Vec::with_capacity(frame.height());
    for (row, household) in (0u32..).zip(household.iter()) {
        let at = row as usize;
        let Some(card) = household.and_then(|household| positions.get(household)).copied() else { continue };
        let key = person.get(at).map(PersonKey);
        if key.is_none()
            && let Some(card) = cards.get_mut(card as usize)
        {
            card.unknown_members += 1;
        }
        let name = name.get(at).unwrap_or_default();
        members.push(RosterPerson {
            card,
            person: key,
            person_id: person_id.get(at).map(str::to_owned),
            name: name.to_owned(),
            known_names: vec![person_name::fold(name)],
            relation: Relation::Member,
            sex: sex.get(at).map(str::to_owned).or_else(|| key.map(sex_of)),
            birth: key.and_then(citizen_id::birth_date),
            registry_row: Some(row),
        });
    }
    Ok(members)
}

fn sex_of(key: PersonKey) -> String {
    if citizen_id::is_male(key) { "男" } else { "女" }.to_owned()
}

/// What the household register says of the members, and who lives in their registers.
struct Register {
    people: HashMap<i64, Vec<Registered>>,
    households: BTreeMap<String, Vec<Registered>>,
}

#[derive(Clone)]
struct Registered {
    person: PersonKey,
    register_id: Option<String>,
    name: String,
    former_name: Option<String>,
    sex: Option<String>,
    birth: Option<NaiveDate>,
    left: bool,
}

impl Register {
    /// Two passes: in which registers are the members, and who else is in those.
    fn read(population: &Extract, members: &[RosterPerson]) -> Result<Self, TableError> {
        let frame = population.frame();
        let person = integers(frame, "person")?;
        let register_id = texts(frame, "register_id")?;
        let wanted: HashSet<i64> =
            members.iter().filter_map(|member| member.person).map(|key| key.0).collect();
        let mut registers: HashSet<&str> = HashSet::new();
        for (person, register_id) in person.iter().zip(register_id.iter()) {
            if let (Some(person), Some(register_id)) = (person, register_id)
                && wanted.contains(&person)
            {
                registers.insert(register_id);
            }
        }
        let mut rows = Vec::new();
        for (row, (person, register_id)) in (0..).zip(person.iter().zip(register_id.iter())) {
            let Some(person) = person else { continue };
            if wanted.contains(&person) || register_id.is_some_and(|id| registers.contains(id)) {
                rows.push(row);
            }
        }
        Self::index(&frame.take(&IdxCa::from_vec("row".into(), rows))?)
    }

    fn index(frame: &DataFrame) -> Result<Self, TableError> {
        let register_id = texts(frame, "register_id")?;
        let (name, former_name) = (texts(frame, "name")?, texts(frame, "former_name")?);
        let (sex, status) = (texts(frame, "sex")?, texts(frame, "status")?);
        let birth = dates(frame, "birth_date")?;
        let mut register = Self { people: HashMap::new(), households: BTreeMap::new() };
        for (at, (person, birth)) in integers(frame, "person")?.iter().zip(birth).enumerate() {
            let Some(person) = person.map(PersonKey) else { continue };
            let registered = Registered {
                person,
                register_id: register_id.get(at).map(str::to_owned),
                name: name.get(at).unwrap_or_default().to_owned(),
                former_name: former_name.get(at).map(str::to_owned),
                sex: sex.get(at).map(str::to_owned).or_else(|| Some(sex_of(person))),
                birth: birth.or_else(|| citizen_id::birth_date(person)),
                left: status.get(at).is_some_and(|status| LEFT_THE_REGISTER.contains(&status)),
            };
            if let Some(register_id) = &registered.register_id {
                register.households.entry(register_id.clone()).or_default().push(registered.clone());
            }
            register.people.entry(person.0).or_default().push(registered);
        }
        Ok(register)
    }

    /// Adds the register's names to a member, but only where the registry's own name agrees with one
    /// of them: a number typed for the wrong person must not bring that person's name along.
    fn teach_names(&self, member: &mut RosterPerson) {
        let Some(PersonKey(key)) = member.person else { return };
        for registered in self.people.get(&key).into_iter().flatten() {
            let names = registered.names();
            let agrees = |name: &String| {
                matches!(person_name::compare(&member.name, name), NameMatch::Equal | NameMatch::Variant)
            };
            if names.iter().any(agrees) {
                let new: Vec<_> =
                    names.into_iter().filter(|name| !member.known_names.contains(name)).collect();
                member.known_names.extend(new);
                member.birth = registered.birth.or(member.birth);
            }
        }
    }

    /// Those in the register of a member who are not members of the same card; each card and person once.
    fn same_register(&self, members: &[RosterPerson]) -> Vec<RosterPerson> {
        let mut on_card: HashSet<(u32, i64)> =
            members.iter().filter_map(|member| Some((member.card, member.person?.0))).collect();
        let mut added = Vec::new();
        for member in members {
            let own = member.person.and_then(|key| self.people.get(&key.0)).into_iter().flatten();
            let household_ids = own.filter(|own| !own.left).filter_map(|own| own.register_id.as_ref());
            for other in household_ids.filter_map(|id| self.households.get(id)).flatten() {
                if !other.left && on_card.insert((member.card, other.person.0)) {
                    added.push(other.as_roster_person(member.card));
                }
            }
        }
        added
    }
}

impl Registered {
    fn names(&self) -> Vec<String> {
        let names = [Some(&self.name), self.former_name.as_ref()];
        names.into_iter().flatten().map(|name| person_name::fold(name)).collect()
    }

    fn as_roster_person(&self, card: u32) -> RosterPerson {
        RosterPerson {
            card,
            person: Some(self.person),
            person_id: None,
            name: self.name.clone(),
            known_names: self.names(),
            relation: Relation::SameRegister,
            sex: self.sex.clone(),
            birth: self.birth,
            registry_row: None,
        }
    }
}
