//! Who a card's people are and where they live: for whoever has to find them.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::RunData;
use super::row::published;
use crate::domain::{Cause, Confidence, Relation, RosterSource};
use crate::suspects::Suspect;
use crate::table::{CardIdx, Groups, PlaceIdx, RosterPerson, TableError, cell_text, dates, texts};

published! {
    /// A card, as far as one needs it to find the household.
    HouseholdRow = "households" {
        household_id: String,
        township: String,
        village: String,
        head_name: String,
        members: i64,
        /// 自然村/组
        village_group: Option<String>,
        address: Option<String>,
        /// The head's telephone, or else another member's.
        phone: Option<String>,
        /// 首次识别时间
        registered_on: Option<NaiveDate>,
    }
}

published! {
    /// A member of such a card.
    MemberRow = "members" {
        household_id: String,
        person_id: Option<String>,
        name: String,
        /// 与户主关系, as the registry has it.
        relation: Option<String>,
        sex: Option<String>,
        /// Full years on the day compared.
        age: Option<i64>,
        /// The number cannot be used, or is another's: records of this member cannot be found.
        not_found: bool,
    }
}

/// The cards that somebody may go to: suspects, those with a match to be checked or a verdict that a visit can settle,
/// and those of these ids.
pub fn cards_to_find(data: &RunData<'_>, suspects: &[Suspect], others: &BTreeSet<&str>) -> BTreeSet<CardIdx> {
    let possible = data.findings.findings.iter().filter(|own| own.confidence == Confidence::Possible);
    let open = data.findings.verdicts.undetermined();
    let open = open.filter(|own| !own.cause.is_some_and(Cause::waits_for_source));
    let suspects = suspects.iter().map(|suspect| suspect.card);
    let others = data.roster.cards_called(others).into_values();
    suspects.chain(possible.map(|own| own.card)).chain(open.map(|own| own.card)).chain(others).collect()
}

/// Some cards with their members, the head first.
pub fn households(
    data: &RunData<'_>,
    wanted: &BTreeSet<CardIdx>,
    as_of: NaiveDate,
) -> Result<(Vec<HouseholdRow>, Vec<MemberRow>), TableError> {
    let registry = data.extracts.get(RosterSource::Registry.as_str()).map(|own| &own.extract);
    let (mut cards, mut members) = (Vec::new(), Vec::new());
    let Some(registry) = registry else { return Ok((cards, members)) };
    let persons = PlaceIdx::all().zip(data.roster.persons());
    let own =
        persons.filter(|(_, person)| person.relation == Relation::Member && wanted.contains(&person.card));
    let by_card = Groups::of(own.map(|(place, person)| (person.card, place)).collect());
    let phones = registry.texts_if_any("phone");
    let relations = texts(registry.frame(), "relation")?;
    let said = CardValues::of(data)?;
    for at in wanted.iter().copied() {
        let Some(card) = data.roster.card(at) else { continue };
        let mut people: Vec<&RosterPerson> =
            by_card.get(&at).iter().filter_map(|place| data.roster.person(*place)).collect();
        people.sort_by_key(|person| (person.name != card.head_name, person.registry_row));
        let row_of = |person: &RosterPerson| person.registry_row.map(|row| row.at());
        let phone = people.iter().find_map(|person| phones?.get(row_of(person)?));
        cards.push(HouseholdRow {
            household_id: card.household_id.clone(),
            township: card.township.clone(),
            village: card.village.clone(),
            head_name: card.head_name.clone(),
            members: i64::from(card.members),
            village_group: said.text("village_group", at)?,
            address: said.text("address", at)?,
            phone: phone.map(|phone| data.number(phone)),
            registered_on: said.registered_on.get(at.at()).copied().flatten(),
        });
        members.extend(people.into_iter().map(|person| MemberRow {
            household_id: card.household_id.clone(),
            person_id: person.person_id.as_ref().map(|id| data.text(id)),
            name: person.name.to_string(),
            relation: row_of(person).and_then(|row| relations.get(row)).map(str::to_owned),
            sex: person.sex.as_ref().map(ToString::to_string),
            age: person.birth.and_then(|birth| as_of.years_since(birth)).map(i64::from),
            not_found: !person.can_be_found(),
        }));
    }
    Ok((cards, members))
}

/// What the registry says of each card.
struct CardValues<'a> {
    data: &'a RunData<'a>,
    registered_on: Vec<Option<NaiveDate>>,
}

impl<'a> CardValues<'a> {
    fn of(data: &'a RunData<'_>) -> Result<Self, TableError> {
        Ok(Self { data, registered_on: dates(data.roster.card_values(), "registered_on")? })
    }

    fn text(&self, column: &str, card: CardIdx) -> Result<Option<String>, TableError> {
        let values = self.data.roster.card_values();
        Ok(match values.column(column) {
            Ok(column) => cell_text(&column.get(card.at())?),
            Err(_) => None,
        })
    }
}
