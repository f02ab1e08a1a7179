//! The roster: who matters to each card. Members, those in the same household register, spouses.

use chrono::NaiveDate;
use std::collections::BTreeSet;

use polars::prelude::*;
use rayon::prelude::*;

use crate::domain::{Confidence, PersonKey, Relation};
use crate::schema::{FORMER_NAME, RECORD};
use crate::standard::citizen_id;
use crate::standard::person_name::{self, NameMatch};
use crate::table::{
    CardIdx, DigestedBytes, Extract, KnownNames, NumberSet, Roster, RosterCounts, RosterPerson, RowIdx,
    TableError, integers, texts,
};

mod cards;
mod register;
mod registered;
mod registers;
mod registrations;
mod resolve;
mod spouses;
mod unseen;

use cards::Cards;
use register::Register;
use spouses::Couples;
use unseen::Members;

/// Builds the roster of all cards. Without the register nobody but the members and their spouses is
/// known; without marriages, no spouse who is not on the card.
pub fn build(
    registry: &Extract,
    population: Option<&Extract>,
    marriage: Option<&Extract>,
    as_of: NaiveDate,
) -> Result<Roster, TableError> {
    let of_registry = || {
        let cards = Cards::read(registry)?;
        let card_values = cards.values(registry)?;
        let persons = members(registry, &cards)?;
        Ok::<_, TableError>((cards, card_values, persons))
    };
    let numbers = integers(registry.frame(), &registry.schema().person_column("citizen_id"))?;
    let numbers: NumberSet = numbers.iter().flatten().collect();
    let of_others = || {
        let register = || population.map(|population| Register::read(population, &numbers)).transpose();
        let registrations = || {
            let Some(marriage) = marriage else { return Ok(Vec::new()) };
            registrations::read(marriage, as_of)
        };
        rayon::join(register, registrations)
    };
    let (of_registry, (register, registrations)) = rayon::join(of_registry, of_others);
    let ((cards, card_values, mut persons), register) = (of_registry?, register?);
    let registrations = registrations?;
    let mut counts = RosterCounts { shared_household_ids: cards.shared, ..RosterCounts::default() };
    let mut cards = cards.cards;
    let found: Vec<bool> = match &register {
        Some(register) => persons.par_iter_mut().map(|person| register.look_up(person)).collect(),
        None => Vec::new(),
    };
    dispute_shared_numbers(&mut persons, |member| {
        register.as_ref().and_then(|register| register.confirms(member))
    });
    let mut registers = PlHashMap::default();
    if let Some(register) = &register {
        resolve::resolve(&mut persons, &found, registry, register)?;
        registers = register.of_open_cards(&persons, &found);
    }
    for person in persons.iter().filter(|person| !person.can_be_found()) {
        if let Some(card) = cards.get_mut(person.card.at()) {
            card.unknown_members += 1;
        }
    }
    let of_register = || {
        let Some(register) = &register else { return Ok(Vec::new()) };
        let mut added = register.same_register(&persons);
        resolve::mark_possible_members(&mut added, &persons, registry, register)?;
        Ok::<_, TableError>(added)
    };
    let couples = || {
        let numbers = persons.iter().flat_map(RosterPerson::numbers).map(|key| key.0).collect();
        Couples::of(&registrations, &numbers)
    };
    let (added, couples) = rayon::join(of_register, couples);
    if let Some(register) = &register {
        counts.collective_registers = register.collective();
        counts.shared_registers = register.shared();
    }
    let added = added?;
    // A vector that grows by itself doubles, and this is among the largest that a run holds.
    persons.reserve_exact(added.len());
    persons.extend(added);
    let spouses = spouses::of_members(&couples, &persons);
    persons.reserve_exact(spouses.len());
    persons.extend(spouses);
    let members = Members::of(&persons);
    let (in_registers, spouses) = rayon::join(
        || Some(unseen::in_registers(population?, register.as_ref()?, &members)),
        || Some(unseen::spouses(marriage?, &registrations, &members)),
    );
    drop(members);
    for card in in_registers.into_iter().flatten() {
        if let Some(card) = cards.get_mut(card.at()) {
            card.unseen_in_register += 1;
        }
    }
    for card in spouses.into_iter().flatten() {
        if let Some(card) = cards.get_mut(card.at()) {
            card.unseen_spouses += 1;
        }
    }
    // In place: a county's people a second time would be the most memory that a run holds. No two of them stand alike.
    persons.par_sort_unstable_by_key(|person| {
        (person.card, person.relation, person.registry_row, person.person)
    });
    let (roster, guesses) =
        rayon::join(|| Roster::new(cards, card_values, persons, counts), || resolve::guesses(registry));
    Ok(roster?.with_guesses(guesses?).with_registers(registers))
}

/// What the registry says of each card, a row each in the order of the roster's cards.
pub fn card_values(registry: &Extract) -> Result<DataFrame, TableError> {
    Cards::read(registry)?.values(registry)
}

/// The digest of everything that [`build`] reads of the registry but the [`card_values`]: of who its people are, which of
/// them share a card, and where that is. Which rows repeat an earlier one enters, and not in what.
pub fn digest_of_people(registry: &Extract) -> Result<String, TableError> {
    let (frame, schema) = (registry.frame(), registry.schema());
    let id_state = schema.id_state_column("citizen_id");
    let columns = [
        "household_id",
        "person_id",
        "name",
        FORMER_NAME,
        "sex",
        "citizen_id",
        &id_state,
        "relation",
        "township",
        "village",
    ];
    let of_texts = |name: &&str| {
        let mut bytes = DigestedBytes::default();
        let texts = registry.texts_if_any(name).into_iter().flat_map(|texts| texts.iter());
        texts.for_each(|text| bytes.maybe_text(text));
        bytes.digest()
    };
    let of_texts = || columns.par_iter().map(of_texts).collect::<Vec<_>>();
    let of_numbers = || {
        let mut bytes = DigestedBytes::default();
        let persons = integers(frame, &schema.person_column("citizen_id"))?;
        persons.iter().for_each(|person| bytes.maybe(person));
        let mut first = PlHashMap::default();
        for (row, record) in (0u32..).zip(integers(frame, RECORD)?.iter()) {
            bytes.number((*first.entry(record).or_insert(row)).into());
        }
        Ok::<_, TableError>(bytes.digest())
    };
    let (of_texts, of_numbers) = rayon::join(of_texts, of_numbers);
    let mut all = blake3::Hasher::new();
    of_texts.iter().chain([&of_numbers?]).for_each(|own| _ = all.update(own.as_bytes()));
    Ok(all.finalize().to_hex().to_string())
}

/// One number typed for members of different names is the number of one of them at most: it is unknown then which of
/// the others' records are missing. Whom the register confirms keeps it; of several on one card, whoever it calls so
/// to the letter.
fn dispute_shared_numbers(
    members: &mut [RosterPerson],
    confirmed: impl Fn(&RosterPerson) -> Option<NameMatch>,
) {
    let numbered = members.iter().enumerate().filter_map(|(at, member)| Some((member.person?.0, at)));
    let mut numbered: Vec<(i64, usize)> = numbered.collect();
    numbered.par_sort_unstable();
    let mut disputed = Vec::new();
    for same in numbered.chunk_by(|(a, _), (b, _)| a == b).filter(|same| same.len() > 1) {
        let same: Vec<_> = same.iter().map(|(_, at)| *at).collect();
        let names: Vec<_> =
            same.iter().filter_map(|at| members.get(*at)).map(|member| &member.name).collect();
        let differ =
            |a: &PlSmallStr| names.iter().any(|b| person_name::compare(a, b) == NameMatch::Different);
        let own =
            |at: &&usize| members.get(**at).is_some_and(|member| confirmed(member) == Some(NameMatch::Equal));
        let to_the_letter = same.iter().filter(own).count() == 1 && !all_equal(&names);
        let keeps = |member: &RosterPerson| match confirmed(member) {
            Some(NameMatch::Equal) => true,
            Some(_) => !to_the_letter,
            None => false,
        };
        // Those of one card are different people, however nearly the same they are called: a father and his son.
        let cards: BTreeSet<_> =
            same.iter().filter_map(|at| members.get(*at)).map(|member| member.card).collect();
        let of_one_card = cards.len() == 1 && !all_equal(&names);
        if to_the_letter || of_one_card || names.iter().any(|name| differ(name)) {
            disputed
                .extend(same.into_iter().filter(|at| members.get(*at).is_some_and(|member| !keeps(member))));
        }
    }
    for at in disputed {
        if let Some(member) = members.get_mut(at) {
            member.disputed = true;
        }
    }
}

fn all_equal(names: &[&PlSmallStr]) -> bool {
    names.windows(2).all(|pair| matches!(pair, [a, b] if person_name::compare(a, b) == NameMatch::Equal))
}

/// The members of all cards, a row of the registry each.
fn members(registry: &Extract, cards: &Cards) -> Result<Vec<RosterPerson>, TableError> {
    let frame = registry.frame();
    let person = integers(frame, &registry.schema().person_column("citizen_id"))?;
    let person_id = texts(frame, "person_id")?;
    let name = texts(frame, "name")?;
    let sex = texts(frame, "sex")?;
    let member = |(card, row): (CardIdx, RowIdx)| {
        let at = row.at();
        let key = person.get(at).map(PersonKey);
        let name = name.get(at).unwrap_or_default();
        RosterPerson {
            card,
            person: key,
            disputed: false,
            also: None,
            resolved: None,
            may_be_member: false,
            person_id: person_id.get(at).map(PlSmallStr::from_str),
            name: PlSmallStr::from_str(name),
            known_names: KnownNames::from_iter([person_name::fold(name).into()]),
            relation: Relation::Member,
            belongs: Confidence::Certain,
            sex: sex.get(at).map(PlSmallStr::from_str).or_else(|| key.map(sex_of)),
            birth: key.and_then(citizen_id::birth_date),
            registry_row: Some(row),
        }
    };
    let of_cards = CardIdx::all().zip(&cards.rows);
    let rows: Vec<_> = of_cards.flat_map(|(card, rows)| rows.iter().map(move |row| (card, *row))).collect();
    Ok(rows.into_par_iter().map(member).collect())
}

fn sex_of(key: PersonKey) -> PlSmallStr {
    PlSmallStr::from_static(if citizen_id::is_male(key) { "男" } else { "女" })
}

#[cfg(test)]
mod tests;
