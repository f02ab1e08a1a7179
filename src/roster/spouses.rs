//! Whom is a member married to? By the marriages in force on the as-of date.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use polars::prelude::{PlHashMap, PlHashSet};

use crate::domain::{PersonKey, Relation};
use crate::standard::citizen_id;
use crate::standard::person_name::{self, NameMatch};
use crate::table::{Extract, RosterPerson, TableError, dates, integers, texts};

/// The kinds of record that say a marriage is over.
const OVER: &[&str] = &["离婚", "补领离婚证"];
/// The kinds that say it stands. A delivery without kinds is one of marriages; of a kind that nobody
/// has named, nothing is known, and the record says nothing.
const STANDS: &[&str] = &["结婚", "补领结婚证"];

struct Event {
    on: Option<NaiveDate>,
    over: bool,
    names: [String; 2],
}

/// Two people, the smaller number first.
type Couple = (i64, i64);

/// The latest record of each couple up to the as-of date.
pub(super) struct Couples {
    /// Of which one is a member.
    own: BTreeMap<Couple, Event>,
    /// And those of whom members registered with.
    all: BTreeMap<Couple, Event>,
}

impl Couples {
    /// `members` are the numbers of the members.
    pub(super) fn read(
        marriage: &Extract,
        members: &PlHashSet<i64>,
        as_of: NaiveDate,
    ) -> Result<Self, TableError> {
        let own = latest_events(marriage, as_of, |person| members.contains(&person))?;
        let partners: PlHashSet<i64> = own.keys().flat_map(|(a, b)| [*a, *b]).collect();
        let all = latest_events(marriage, as_of, |person| partners.contains(&person))?;
        Ok(Self { own, all })
    }
}

/// The spouses of members who are not on the card yet, by the latest record of each couple up to
/// the as-of date. A record without a date counts as the earliest; on one day, a divorce comes last. Who
/// married again is no longer married to the first: courts divorce too, and do not tell the registry
/// office.
pub(super) fn of_members(Couples { own, all }: &Couples, persons: &[RosterPerson]) -> Vec<RosterPerson> {
    let mut members: PlHashMap<i64, Vec<&RosterPerson>> = PlHashMap::default();
    for member in persons.iter().filter(|person| person.relation == Relation::Member) {
        if let Some(PersonKey(key)) = member.person {
            members.entry(key).or_default().push(member);
        }
    }
    let mut last_married: PlHashMap<i64, Option<NaiveDate>> = PlHashMap::default();
    for ((a, b), event) in all.iter().filter(|(_, event)| !event.over) {
        for person in [a, b] {
            let last = last_married.entry(*person).or_default();
            *last = event.on.max(*last);
        }
    }
    let mut on_card: PlHashSet<(u32, i64)> =
        persons.iter().filter_map(|person| Some((person.card, person.person?.0))).collect();
    let mut added = Vec::new();
    for ((a, b), event) in own.iter().filter(|(_, event)| !event.over) {
        let married_again = |person: &i64| last_married.get(person).is_some_and(|last| *last > event.on);
        if married_again(a) || married_again(b) {
            continue;
        }
        let [name_a, name_b] = &event.names;
        for (member, own_name, spouse, name) in [(a, name_a, b, name_b), (b, name_b, a, name_a)] {
            for member in members.get(member).into_iter().flatten() {
                if is_called(member, own_name) && on_card.insert((member.card, *spouse)) {
                    added.push(spouse_of(member.card, PersonKey(*spouse), name));
                }
            }
        }
    }
    added
}

/// Whether a marriage record's name can be this member's: a number typed for the wrong person must
/// not bring that person's spouse along.
fn is_called(member: &RosterPerson, name: &str) -> bool {
    let mut known = member.known_names.iter();
    known.any(|known| person_name::compare(known, name) != NameMatch::Different)
}

fn latest_events(
    marriage: &Extract,
    as_of: NaiveDate,
    wanted: impl Fn(i64) -> bool,
) -> Result<BTreeMap<Couple, Event>, TableError> {
    let frame = marriage.frame();
    let schema = marriage.schema();
    let a = integers(frame, &schema.person_column("party_a_id"))?;
    let b = integers(frame, &schema.person_column("party_b_id"))?;
    let (name_a, name_b) = (texts(frame, "party_a_name")?, texts(frame, "party_b_name")?);
    let kind = texts(frame, "kind")?;
    let on = dates(frame, "registered_on")?;
    let mut couples: BTreeMap<Couple, Event> = BTreeMap::new();
    for (at, ((a, b), on)) in a.iter().zip(b.iter()).zip(on).enumerate() {
        let (Some(a), Some(b)) = (a, b) else { continue };
        if !(wanted(a) || wanted(b)) || on.is_some_and(|on| on > as_of) {
            continue;
        }
        let kind = kind.get(at);
        let over = kind.is_some_and(|kind| OVER.contains(&kind));
        if !over && kind.is_some_and(|kind| !STANDS.contains(&kind)) {
            continue;
        }
        let names = [name_a, name_b].map(|names| names.get(at).unwrap_or_default().to_owned());
        let (couple, names) = if a <= b {
            ((a, b), names)
        } else {
            let [first, second] = names;
            ((b, a), [second, first])
        };
        let event = Event { on, over, names };
        let known = couples.get(&couple);
        if known.is_none_or(|known| (known.on, known.over) <= (event.on, event.over)) {
            couples.insert(couple, event);
        }
    }
    Ok(couples)
}

fn spouse_of(card: u32, spouse: PersonKey, name: &str) -> RosterPerson {
    RosterPerson {
        card,
        person: Some(spouse),
        disputed: false,
        person_id: None,
        name: name.to_owned(),
        known_names: vec![person_name::fold(name)],
        relation: Relation::Spouse,
        sex: Some(super::sex_of(spouse)),
        birth: citizen_id::birth_date(spouse),
        registry_row: None,
    }
}
