//! Whom is a member married to? By the marriages in force on the as-of date.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use crate::domain::{PersonKey, Relation};
use crate::standard::{citizen_id, person_name};
use crate::table::{Extract, RosterPerson, TableError, dates, integers, texts};

/// The kind of record that ends a marriage; every other kind says that it stands.
const DIVORCE: &str = "离婚";

struct Event {
    on: Option<NaiveDate>,
    divorce: bool,
    names: [String; 2],
}

/// The spouses of members who are not on the card yet, by the latest record of each couple up to
/// `as_of`. A record without a date counts as the earliest; on one day, a divorce comes last.
pub(super) fn of_members(
    marriage: &Extract,
    persons: &[RosterPerson],
    as_of: NaiveDate,
) -> Result<Vec<RosterPerson>, TableError> {
    let mut cards_of: HashMap<i64, Vec<u32>> = HashMap::new();
    for member in persons.iter().filter(|person| person.relation == Relation::Member) {
        if let Some(PersonKey(key)) = member.person {
            cards_of.entry(key).or_default().push(member.card);
        }
    }
    let couples = latest_events(marriage, as_of, |person| cards_of.contains_key(&person))?;
    let mut on_card: HashSet<(u32, i64)> =
        persons.iter().filter_map(|person| Some((person.card, person.person?.0))).collect();
    let mut added = Vec::new();
    for ((a, b), event) in couples.iter().filter(|(_, event)| !event.divorce) {
        let [name_a, name_b] = &event.names;
        for (member, spouse, name) in [(a, b, name_b), (b, a, name_a)] {
            for card in cards_of.get(member).into_iter().flatten() {
                if on_card.insert((*card, *spouse)) {
                    added.push(spouse_of(*card, PersonKey(*spouse), name));
                }
            }
        }
    }
    Ok(added)
}

fn latest_events(
    marriage: &Extract,
    as_of: NaiveDate,
    wanted: impl Fn(i64) -> bool,
) -> Result<BTreeMap<(i64, i64), Event>, TableError> {
    let frame = marriage.frame();
    let schema = marriage.schema();
    let a = integers(frame, &schema.person_column("party_a_id"))?;
    let b = integers(frame, &schema.person_column("party_b_id"))?;
    let (name_a, name_b) = (texts(frame, "party_a_name")?, texts(frame, "party_b_name")?);
    let kind = texts(frame, "kind")?;
    let on = dates(frame, "registered_on")?;
    let mut couples: BTreeMap<(i64, i64), Event> = BTreeMap::new();
    for (at, ((a, b), on)) in a.iter().zip(b.iter()).zip(on).enumerate() {
        let (Some(a), Some(b)) = (a, b) else { continue };
        if !(wanted(a) || wanted(b)) || on.is_some_and(|on| on > as_of) {
            continue;
        }
        let names = [name_a, name_b].map(|names| names.get(at).unwrap_or_default().to_owned());
        let divorce = kind.get(at) == Some(DIVORCE);
        let (couple, names) = if a <= b {
            ((a, b), names)
        } else {
            let [first, second] = names;
            ((b, a), [second, first])
        };
        let event = Event { on, divorce, names };
        let known = couples.get(&couple);
        if known.is_none_or(|known| (known.on, known.divorce) <= (event.on, event.divorce)) {
            couples.insert(couple, event);
        }
    }
    Ok(couples)
}

fn spouse_of(card: u32, spouse: PersonKey, name: &str) -> RosterPerson {
    RosterPerson {
        card,
        person: Some(spouse),
        person_id: None,
        name: name.to_owned(),
        known_names: vec![person_name::fold(name)],
        relation: Relation::Spouse,
        sex: Some(super::sex_of(spouse)),
        birth: citizen_id::birth_date(spouse),
        registry_row: None,
    }
}
