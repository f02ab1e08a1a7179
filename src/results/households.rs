//! Who a card's people are and where they live: for whoever has to find them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;

use super::row::published;
use super::{MaskedRows, Names, PublishedTable, RunData};
use crate::domain::{Cause, Confidence, Relation, RosterSource};
use crate::suspects::Suspect;
use crate::table::{Card, CardIdx, Extract, Masked, MaskedColumn, PlaceIdx, RosterPerson, TableError, texts};

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
        /// 脱贫状态, as the registry has it: 脱贫 of a card that has left poverty.
        status: Option<String>,
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

/// All cards of a run with their members.
pub struct Households {
    /// In the order of the roster.
    pub cards: PublishedTable,
    /// By card, the head first.
    pub members: PublishedTable,
    /// The card of each member.
    card_of: Vec<CardIdx>,
}

impl Households {
    pub fn of(data: &RunData<'_>, names: &Names, as_of: NaiveDate) -> Result<Self, TableError> {
        let registry = data.extracts.get(RosterSource::Registry.as_str()).map(|own| &own.extract);
        let people = people_by_card(data);
        let (cards, members) = rayon::join(
            || cards(data, names, registry, &people),
            || members(data, names, registry, &people, as_of),
        );
        let card_of = people.into_iter().map(|member| member.card).collect();
        Ok(Self { cards: cards?, members: members?, card_of })
    }

    /// The rows of some cards.
    pub fn rows(
        &self,
        wanted: &BTreeSet<CardIdx>,
    ) -> Result<(MaskedRows<HouseholdRow>, MaskedRows<MemberRow>), TableError> {
        let own = IdxCa::from_vec("".into(), wanted.iter().map(|card| card.0).collect());
        let of_wanted = (0..).zip(&self.card_of).filter(|(_, card)| wanted.contains(card));
        let people = IdxCa::from_vec("".into(), of_wanted.map(|(row, _)| row).collect());
        Ok((self.cards.rows_at(&own)?, self.members.rows_at(&people)?))
    }
}

/// A member and where the roster has it.
struct Member<'a> {
    card: CardIdx,
    place: PlaceIdx,
    person: &'a RosterPerson,
}

/// The members of all cards, by card, the head first, then as the registry has them.
fn people_by_card<'a>(data: &RunData<'a>) -> Vec<Member<'a>> {
    let places = PlaceIdx::all().zip(data.roster.persons());
    let members = places.filter(|(_, person)| person.relation == Relation::Member);
    let member = |(place, person): (PlaceIdx, &'a RosterPerson)| Member { card: person.card, place, person };
    let mut people: Vec<_> = members.map(member).collect();
    let head_name = |card: CardIdx| data.roster.card(card).map_or("", |card| card.head_name.as_str());
    people.par_sort_by_key(|Member { card, person, .. }| {
        (*card, person.name != head_name(*card), person.registry_row)
    });
    people
}

fn cards(
    data: &RunData<'_>,
    names: &Names,
    registry: Option<&Extract>,
    people: &[Member<'_>],
) -> Result<PublishedTable, TableError> {
    let cards = data.roster.cards();
    let text = |name: &str, of: fn(&Card) -> &str| {
        StringChunked::from_iter_values(name.into(), cards.iter().map(of)).into_column()
    };
    let mut phones: Vec<Option<PlSmallStr>> = vec![None; cards.len()];
    if let Some(own) = registry.and_then(|registry| registry.texts_if_any("phone")) {
        for Member { card, person, .. } in people {
            if let Some(phone) = phones.get_mut(card.at()).filter(|phone| phone.is_none()) {
                *phone =
                    person.registry_row.and_then(|row| own.get(row.at())).map(|own| data.number(own).into());
            }
        }
    }
    let values = data.roster.card_values();
    // Of a column that the registry lacks nothing is known.
    let value = |name: &str| match values.column(name) {
        Ok(own) => own.cast(&DataType::String),
        Err(_) => Ok(Column::full_null(name.into(), cards.len(), &DataType::String)),
    };
    let members = cards.iter().map(|card| i64::from(card.members));
    let shown = |column| MaskedColumn::new(column, data.mask);
    let columns = [
        text("township", |card| &card.township),
        text("village", |card| &card.village),
        text("head_name", |card| &card.head_name),
        Int64Chunked::from_vec("members".into(), members.collect()).into_column(),
        value("village_group")?,
        value("address")?,
        StringChunked::from_iter_options("phone".into(), phones.iter().map(Option::as_deref)).into_column(),
        value("registered_on")?,
        value("status")?,
    ];
    let mut all = vec![names.households.all()];
    all.extend(columns.map(shown));
    PublishedTable::new::<HouseholdRow>(Masked::of_columns(cards.len(), all)?)
}

fn members<'a>(
    data: &'a RunData<'_>,
    names: &Names,
    registry: Option<&'a Extract>,
    people: &[Member<'a>],
    as_of: NaiveDate,
) -> Result<PublishedTable, TableError> {
    let of = |name: &str, text: &dyn Fn(&'a RosterPerson) -> Option<&'a str>| {
        let texts = people.iter().map(|member| text(member.person));
        StringChunked::from_iter_options(name.into(), texts).into_column()
    };
    let relations = registry.map(|registry| texts(registry.frame(), "relation")).transpose()?;
    let relation = |person: &RosterPerson| relations?.get(person.registry_row?.at());
    let age = |person: &RosterPerson| person.birth.and_then(|birth| as_of.years_since(birth)).map(i64::from);
    let ages = people.iter().map(|member| age(member.person));
    let not_found = people.iter().map(|member| !member.person.can_be_found());
    let shown = |column| MaskedColumn::new(column, data.mask);
    let who = || {
        [
            names.households.at(people.iter().map(|member| member.card.0).collect()),
            names.persons.at(people.iter().map(|member| member.place.0).collect()),
            shown(of("name", &|person| Some(&person.name))),
        ]
    };
    let about = || {
        [
            shown(of("relation", &relation)),
            shown(of("sex", &|person| person.sex.as_deref())),
            shown(Int64Chunked::from_iter_options("age".into(), ages).into_column()),
            shown(BooleanChunked::from_iter_values("not_found".into(), not_found).into_column()),
        ]
    };
    let (who, about) = rayon::join(who, about);
    let columns = who.into_iter().chain(about).collect();
    PublishedTable::new::<MemberRow>(Masked::of_columns(people.len(), columns)?)
}
