//! Members whom the household register has under another number than the registry: found by a number nearly the
//! same, or by the name among those who are registered together with the card's other members.
//!
//! A broken number in the registry would otherwise make two people of one: a member who cannot be found, and an
//! outsider in the family's own register.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::{PlHashMap, PlHashSet, StringChunked};
use rayon::prelude::*;

use super::register::Register;
use super::registered::Registered;
use crate::domain::{Confidence, IdState, Method, PersonKey};
use crate::standard::near_number::{birth_shown, neighbours};
use crate::standard::person_name::NameMatch;
use crate::table::{CardIdx, Extract, Parties, Party, RosterPerson, TableError, texts};

/// What the registry has of a member's number.
#[derive(Clone, Copy)]
struct Delivered<'a> {
    number: &'a str,
    state: IdState,
    relation: Option<&'a str>,
}

impl Delivered<'_> {
    fn birth(&self) -> Option<NaiveDate> {
        birth_shown(self.number, self.state)
    }
}

/// The registry's columns that say who a member is.
struct Registry<'a> {
    members: Parties<'a>,
    relations: &'a StringChunked,
}

impl<'a> Registry<'a> {
    fn of(registry: &'a Extract) -> Result<Self, TableError> {
        let members = Parties::in_columns(registry, "citizen_id", "name")?;
        Ok(Self { members, relations: texts(registry.frame(), "relation")? })
    }

    fn of_member(&self, member: &RosterPerson) -> Option<Delivered<'a>> {
        let at = member.registry_row?.at();
        let Party { number, state, .. } = self.members.at(at);
        Some(Delivered { number, state, relation: self.relations.get(at) })
    }
}

/// The numbers that each member may have who was not found, one slip from what the registry has.
pub(super) fn guesses(registry: &Extract) -> Result<impl Fn(&RosterPerson) -> Vec<PersonKey>, TableError> {
    let registry = Registry::of(registry)?;
    Ok(move |member: &RosterPerson| {
        let own = if member.can_be_found() { None } else { registry.of_member(member) };
        // Fifteen digits are no number.
        let own = own.filter(|own| own.state != IdState::Truncated);
        own.map_or_else(Vec::new, |own| neighbours(own.number, own.state))
    })
}

/// Marks those of the members' registers who may be a member of the card that was not found: the name is not plainly
/// another, or the birth date, or the word of kinship is the same.
pub(super) fn mark_possible_members(
    others: &mut [RosterPerson],
    members: &[RosterPerson],
    registry: &Extract,
    register: &Register<'_>,
) -> Result<(), TableError> {
    let registry = Registry::of(registry)?;
    let mut open: PlHashMap<CardIdx, Vec<(&RosterPerson, Delivered<'_>)>> = PlHashMap::default();
    for member in members.iter().filter(|member| !member.can_be_found()) {
        if let Some(delivered) = registry.of_member(member) {
            open.entry(member.card).or_default().push((member, delivered));
        }
    }
    for other in others {
        let Some(key) = other.person else { continue };
        let mut open = open.get(&other.card).into_iter().flatten();
        other.may_be_member = open.any(|(member, delivered)| {
            register.with_number(key).filter(|own| own.fits_sex(member)).any(|own| {
                own.agreement(&member.name) != NameMatch::Different
                    || own.is_born_on(delivered.birth())
                    || own.is_related_as(delivered.relation)
            })
        });
    }
    Ok(())
}

/// Gives members the number that the register has for them. `members` are all members, card by card; `found` says of
/// each whether the register has the member by number.
pub(super) fn resolve(
    members: &mut [RosterPerson],
    found: &[bool],
    registry: &Extract,
    register: &Register<'_>,
) -> Result<(), TableError> {
    let delivered = Registry::of(registry)?;
    let delivered = |member: &RosterPerson| delivered.of_member(member);
    let (mut cards, mut rest) = (Vec::new(), found);
    for card in members.chunk_by_mut(|a, b| a.card == b.card) {
        let (own, others) = rest.split_at_checked(card.len()).unwrap_or_default();
        rest = others;
        cards.push((own, card));
    }
    cards.par_iter_mut().for_each(|(found, card)| {
        let open =
            (0..).zip(card.iter().zip(*found)).filter(|(_, (member, found))| member.disputed || !**found);
        let open: BTreeSet<usize> = open.map(|(at, _)| at).collect();
        if !open.is_empty() {
            let delivered: Vec<_> = card.iter().map(&delivered).collect();
            resolve_card(card, open, &delivered, register);
        }
    });
    Ok(())
}

/// `open` are the members whom the register does not have by number, by their places on the card.
fn resolve_card(
    card: &mut [RosterPerson],
    mut open: BTreeSet<usize>,
    delivered: &[Option<Delivered<'_>>],
    register: &Register<'_>,
) {
    // Whom one member leads to, another may be found by: until nobody more is found.
    while !open.is_empty() {
        let sure = (0..).zip(card.iter()).filter(|(at, _)| !open.contains(at)).map(|(_, member)| member);
        let context = Context::of(sure, register);
        let found = |at: &usize| {
            let (member, delivered) = (card.get(*at)?, delivered.get(*at).copied().flatten()?);
            Some((*at, context.find(member, delivered)?))
        };
        let found: Vec<_> = open.iter().filter_map(found).collect();
        // Whom two members could be is neither of them for certain.
        let mut could_be: PlHashMap<i64, usize> = PlHashMap::default();
        for (_, (person, _)) in &found {
            *could_be.entry(person.person.0).or_default() += 1;
        }
        let before = open.len();
        for (at, (registered, method)) in found {
            if could_be.get(&registered.person.0) == Some(&1)
                && let Some(member) = card.get_mut(at)
            {
                open.remove(&at);
                take_over(member, registered, method, register);
            }
        }
        if open.len() == before {
            return;
        }
    }
}

/// The member is this person of the register: probably, never certainly.
fn take_over(
    member: &mut RosterPerson,
    registered: &Registered<'_>,
    method: Method,
    register: &Register<'_>,
) {
    // The registry's own number stays the member's, too, unless the register has it for somebody else.
    member.also = member.person.filter(|_| !register.knows(member) && !member.disputed);
    member.person = Some(registered.person);
    member.disputed = false;
    member.resolved = Some(method);
    member.belongs = member.belongs.min(Confidence::Probable);
    register.teach_names(member);
}

/// Where a card's open members are looked for, beside their own numbers.
struct Context<'a> {
    register: &'a Register<'a>,
    /// Who is a member of the card already.
    taken: PlHashSet<i64>,
    /// Who else is in the registers of the card's other members.
    free: Vec<&'a Registered<'a>>,
}

impl<'a> Context<'a> {
    fn of<'m>(sure: impl Iterator<Item = &'m RosterPerson>, register: &'a Register<'a>) -> Self {
        let (mut registers, mut taken) = (BTreeSet::new(), PlHashSet::default());
        for member in sure {
            registers.extend(register.registers_of(member));
            taken.extend(member.numbers().map(|key| key.0));
        }
        let people = registers.into_iter().flat_map(|id| register.household(id));
        let free = people.filter(|other| !taken.contains(&other.person.0)).collect();
        Self { register, taken, free }
    }

    /// The one person of the register whom a member can be; none where there are several.
    fn find(&self, member: &RosterPerson, delivered: Delivered<'_>) -> Option<(&'a Registered<'a>, Method)> {
        let near = neighbours(delivered.number, delivered.state);
        let near: Vec<_> = near
            .iter()
            .flat_map(|key| self.register.with_number(*key))
            .filter(|other| !self.taken.contains(&other.person.0) && other.fits_sex(member))
            .filter(|other| matches!(other.agreement(&member.name), NameMatch::Equal | NameMatch::Variant))
            .collect();
        let in_registers = || self.free.iter().copied().filter(|other| other.fits_sex(member));
        // Fifteen digits are no number: they say where and when somebody was born.
        let by_number = match delivered.state {
            IdState::Truncated => Method::NameBirthPlace,
            _ => Method::IdRepaired,
        };
        if let Some(only) = only(near.iter().copied()) {
            return Some((only, by_number));
        }
        let together =
            near.iter().copied().filter(|other| in_registers().any(|own| own.person == other.person));
        if let Some(only) = only(together) {
            return Some((only, by_number));
        }
        let called =
            |wanted: NameMatch| in_registers().filter(move |other| other.agreement(&member.name) == wanted);
        let same_name = only(called(NameMatch::Equal));
        // A name that is not quite the same needs the birth date beside it.
        let born = || only(called(NameMatch::Variant).filter(|other| other.is_born_on(delivered.birth())));
        same_name.or_else(born).map(|only| (only, Method::RegisterContext))
    }
}

/// The one person of some rows; none where there are several, or nobody.
fn only<'a>(mut rows: impl Iterator<Item = &'a Registered<'a>>) -> Option<&'a Registered<'a>> {
    let first = rows.next()?;
    rows.all(|other| other.person == first.person).then_some(first)
}
