//! Spouses of members, by the marriages in force on the as-of date.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::PlHashSet;
use rayon::prelude::*;

use super::registrations::{Registration, Says};
use crate::domain::{Confidence, PersonKey, Relation};
use crate::standard::citizen_id;
use crate::standard::person_name::{self, NameMatch};
use crate::table::{CardIdx, Groups, KnownNames, NumberSet, RosterPerson};

/// Two people, the smaller number first.
type Couple = (i64, i64);

/// What one registration says of its couple: its day, whether they are married, and their names.
type Event<'a> = (Option<NaiveDate>, Says, [&'a str; 2]);

/// What the registrations of one couple come to.
#[derive(Debug, Clone)]
struct Marriage {
    /// Whether it stands; none where that is open.
    stands: Option<bool>,
    /// The day of the last registration that says so; none where that is not dated.
    on: Option<NaiveDate>,
    /// Of the smaller number and the larger.
    names: [String; 2],
}

/// The marriages of members and of whom they registered with.
pub(super) struct Couples {
    /// Of which one is a member.
    own: BTreeMap<Couple, Marriage>,
    /// And those of whom members registered with.
    all: BTreeMap<Couple, Marriage>,
}

impl Couples {
    /// `members` are the numbers of the members.
    pub(super) fn of(registrations: &[Registration<'_>], members: &NumberSet) -> Self {
        let own = marriages(registrations, |person| members.contains(person));
        let partners: NumberSet = own.keys().flat_map(|(a, b)| [*a, *b]).collect();
        let all = marriages(registrations, |person| partners.contains(person));
        Self { own, all }
    }
}

/// The spouses of members who are not on the card yet. Who married again is no longer married to the first:
/// courts divorce too, and do not tell the registry office. Where it is open who is married (a kind that nobody
/// knows, a divorce without a day, a later registration of that sort), the spouse is only possibly one.
pub(super) fn of_members(Couples { own, all }: &Couples, persons: &[RosterPerson]) -> Vec<RosterPerson> {
    let asked: NumberSet = own.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let numbered = persons.par_iter().enumerate().flat_map_iter(|(at, own)| {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        own.numbers().filter(|key| asked.contains(key.0)).map(move |key| (at, own, key.0))
    });
    let numbered: Vec<_> = numbered.collect();
    let on_card = || -> PlHashSet<(CardIdx, i64)> {
        numbered.iter().map(|(_, person, key)| (person.card, *key)).collect()
    };
    let members = || {
        let members = numbered.iter().filter(|(_, person, _)| person.relation == Relation::Member);
        Groups::of(members.map(|(at, _, key)| (*key, *at)).collect())
    };
    let standing: Vec<_> = all.iter().filter(|(_, marriage)| marriage.stands != Some(false)).collect();
    let of_person = || {
        let standing = (0u32..).zip(&standing);
        Groups::of(standing.flat_map(|(at, ((a, b), _))| [(*a, at), (*b, at)]).collect())
    };
    let (mut on_card, (members, of_person)) = rayon::join(on_card, || (members(), of_person()));
    let mut added = Vec::new();
    for (couple, marriage) in own {
        let of_either = [couple.0, couple.1].into_iter().flat_map(|person| of_person.get(&person));
        let of_either = of_either.filter_map(|at| standing.get(*at as usize));
        let others = of_either.filter(|(other, _)| *other != couple).map(|(_, other)| *other);
        let Some(belongs) = in_force(marriage, others) else { continue };
        let ((a, b), [name_a, name_b]) = (couple, &marriage.names);
        for (member, own_name, spouse, name) in [(a, name_a, b, name_b), (b, name_b, a, name_a)] {
            for member in members.get(member).iter().filter_map(|at| persons.get(*at as usize)) {
                if is_called(member, own_name) && on_card.insert((member.card, *spouse)) {
                    added.push(spouse_of(member.card, PersonKey(*spouse), name, belongs.min(member.belongs)));
                }
            }
        }
    }
    added
}

/// How sure it is that a marriage is in force, beside the others of the same two people; none if it is over.
fn in_force<'a>(marriage: &Marriage, others: impl Iterator<Item = &'a Marriage>) -> Option<Confidence> {
    let mut belongs = match marriage.stands {
        Some(true) => Confidence::Certain,
        Some(false) => return None,
        None => Confidence::Possible,
    };
    for other in others {
        match (marriage.on, other.on) {
            (Some(own), Some(other)) if other < own => {}
            (Some(own), Some(later)) if own < later && other.stands == Some(true) => return None,
            // Which of the two came last, or whether the other is a marriage at all, is unknown.
            _ => belongs = Confidence::Possible,
        }
    }
    Some(belongs)
}

/// Whether a marriage record's name can be this member's: a number typed for the wrong person must
/// not bring that person's spouse along.
pub(super) fn is_called(member: &RosterPerson, name: &str) -> bool {
    let mut known = member.known_names.iter();
    known.any(|known| person_name::compare(known, name) != NameMatch::Different)
}

/// The marriages of some people, from their registrations.
fn marriages<'a>(
    registrations: &[Registration<'a>],
    wanted: impl Fn(i64) -> bool + Sync,
) -> BTreeMap<Couple, Marriage> {
    let event = |Registration { parties: [one, other], on, says }: &Registration<'a>| {
        let (a, b) = (one.person?, other.person?);
        if !(wanted(a) || wanted(b)) {
            return None;
        }
        let (couple, names) =
            if a <= b { ((a, b), [one.name, other.name]) } else { ((b, a), [other.name, one.name]) };
        Some((couple, (*on, *says, names)))
    };
    let mut events: Vec<(Couple, Event<'a>)> = registrations.par_iter().filter_map(event).collect();
    events.par_sort_unstable();
    let couples = events.chunk_by(|(a, _), (b, _)| a == b);
    couples.filter_map(marriage_of).collect()
}

/// What the registrations of one couple come to, in the order of their days; on one day, a divorce comes last.
fn marriage_of(events: &[(Couple, Event<'_>)]) -> Option<(Couple, Marriage)> {
    let (couple, (last_on, last, names)) = events.last()?;
    let any = |wanted| events.iter().any(|(_, (_, says, _))| *says == wanted);
    let undated = events.iter().any(|(_, (on, ..))| on.is_none());
    let stands = match last {
        Says::Unknown => None,
        // Where a marriage and a divorce stand side by side, only their days tell which came last.
        _ if undated && (any(Says::Unknown) || any(Says::Stands) && any(Says::Over)) => None,
        Says::Stands => Some(true),
        Says::Over => Some(false),
    };
    Some((*couple, Marriage { stands, on: *last_on, names: names.map(str::to_owned) }))
}

fn spouse_of(card: CardIdx, spouse: PersonKey, name: &str, belongs: Confidence) -> RosterPerson {
    RosterPerson {
        card,
        person: Some(spouse),
        also: None,
        resolved: None,
        may_be_member: false,
        disputed: false,
        person_id: None,
        name: name.into(),
        known_names: KnownNames::from_iter([person_name::fold(name).into()]),
        relation: Relation::Spouse,
        belongs,
        sex: Some(super::sex_of(spouse)),
        birth: citizen_id::birth_date(spouse),
        registry_row: None,
    }
}
