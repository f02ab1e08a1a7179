//! Who matters to a card? Its members, those in the same household register, spouses.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;

use crate::domain::{PersonKey, Relation};
use crate::standard::citizen_id;
use crate::standard::person_name;
use crate::table::{Card, Extract, Roster, RosterPerson, TableError, integers, person_level_columns, texts};

mod register;
mod spouses;

use register::Register;
use spouses::Couples;

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
    let of_registry = || {
        let (mut cards, heads_first) = read_cards(registry)?;
        let card_values = card_values(registry, &heads_first)?;
        let persons = members(registry, &mut cards)?;
        Ok::<_, TableError>((cards, card_values, persons))
    };
    let numbers = integers(registry.frame(), &registry.schema().person_column("citizen_id"))?;
    let numbers: PlHashSet<i64> = numbers.iter().flatten().collect();
    let of_others = || {
        let register = || population.map(|population| Register::read(population, &numbers)).transpose();
        let couples = || marriage.map(|marriage| Couples::read(marriage, &numbers, as_of)).transpose();
        rayon::join(register, couples)
    };
    let (of_registry, (register, couples)) = rayon::join(of_registry, of_others);
    let ((mut cards, card_values, mut persons), register) = (of_registry?, register?);
    let mut collective_registers = 0;
    if let Some(register) = register {
        persons.par_iter_mut().for_each(|person| {
            if register.disputes(person) {
                person.disputed = true;
            } else {
                register.teach_names(person);
            }
        });
        for person in persons.iter().filter(|person| person.disputed) {
            if let Some(card) = cards.get_mut(person.card as usize) {
                card.unknown_members += 1;
            }
        }
        let added = register.same_register(&persons);
        persons.extend(added);
        collective_registers = register.collective();
    }
    if let Some(couples) = couples? {
        let added = spouses::of_members(&couples, &persons);
        persons.extend(added);
    }
    persons.par_sort_by_key(|person| (person.card, person.relation, person.registry_row, person.person));
    Roster::new(cards, card_values, persons, collective_registers)
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
    let positions: PlHashMap<String, u32> =
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
            disputed: false,
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

#[cfg(test)]
mod tests;
