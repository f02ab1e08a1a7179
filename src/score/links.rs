//! Links against the truth: right, wrong, and missing.

use serde::Serialize;

use super::published::Link;
use super::records::{Record, RegistryDirt};
use super::tally::{Group, LinkScore, Tallies};
use super::truth::{Standing, Truth};
use crate::domain::{Confidence, PersonKey, Relation};
use crate::standard::citizen_id::Number;
use crate::standard::mask::masked;

/// A link that stands and is wrong, or one that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkError {
    /// `wrong` or `missed`.
    pub what: &'static str,
    pub extract: String,
    pub source_file: String,
    pub source_row: i64,
    /// Whose the record truly is, masked; two who married; nobody of the county.
    pub person: String,
    pub household_id: String,
    /// How the person truly stands to the card, of a missed link.
    pub relation: Option<&'static str>,
    /// To whom it was linked, masked; nothing for a relative, of whom a run names none.
    pub linked_to: Option<String>,
    /// Of a wrong link.
    pub method: Option<String>,
    /// Of a missed link: whether it is there as a match to be checked, or as a lead.
    pub possible: bool,
    /// What happened to the record.
    pub record_dirt: String,
    /// What happened to the member's own row of the registry.
    pub registry_dirt: String,
}

/// A link that should be there, and how surely it is.
struct Expected {
    standing: Standing,
    found: Option<Confidence>,
}

/// Hears every record once, with its links.
pub struct Judge<'a> {
    truth: &'a Truth,
    on_registry: &'a RegistryDirt,
    tallies: Tallies,
    errors: Vec<LinkError>,
}

impl<'a> Judge<'a> {
    /// `methods` are those that links name by number.
    pub fn new(truth: &'a Truth, on_registry: &'a RegistryDirt, methods: Vec<String>) -> Self {
        Self { truth, on_registry, tallies: Tallies::new(methods), errors: Vec::new() }
    }

    pub fn hear(&mut self, record: &Record, links: &[Link]) {
        let truth = self.truth;
        let standings = record.persons.iter().flat_map(|person| truth.standings(*person));
        let mut expected: Vec<_> = standings.map(|s| Expected { standing: *s, found: None }).collect();
        if expected.is_empty() && links.is_empty() {
            return;
        }
        let own = if record.extract == "registry" { own_row(record, links, &mut expected) } else { None };
        // Links that name a member first: a relative's link then takes who is left of the card.
        let places = || links.iter().enumerate().filter(|(at, _)| Some(*at) != own).map(|(_, link)| link);
        for link in
            places().filter(|link| link.member.is_some()).chain(places().filter(|l| l.member.is_none()))
        {
            let right = record.persons.iter().any(|person| self.may_be(link, *person));
            self.tallies.count_method(link.method, right);
            if right {
                find(link, &mut expected);
            } else if link.confidence.stands() {
                self.count(Group::WRONG, record, link.member);
                let error = self.wrong(record, link);
                self.errors.push(error);
            }
        }
        for Expected { standing, found } in expected {
            let member = (standing.relation == Relation::Member).then_some(standing.person);
            if found.is_some_and(Confidence::stands) {
                self.count(Group::RIGHT, record, member);
            } else {
                self.count(Group::missed(found.is_some()), record, member);
                let error = self.missed(record, standing, member, found.is_some());
                self.errors.push(error);
            }
        }
    }

    /// Whether a link can be to this person: a member is named; of a relative only the card is.
    fn may_be(&self, link: &Link, person: PersonKey) -> bool {
        let on_card = self.truth.standings(person).iter().any(|standing| standing.card == link.card);
        on_card && link.member.is_none_or(|member| member == person)
    }

    fn count(&mut self, one: Group, record: &Record, member: Option<PersonKey>) {
        let dirt = |member| self.on_registry.get(&member).into_iter().flatten().map(String::as_str);
        self.tallies.count(one, &record.extract, &record.dirt, member.map(dirt));
    }

    fn wrong(&self, record: &Record, link: &Link) -> LinkError {
        LinkError {
            what: "wrong",
            household_id: self.truth.card_id(link.card).to_owned(),
            linked_to: link.member.map(shown),
            method: Some(self.tallies.method(link.method).to_owned()),
            ..self.error(record, link.member)
        }
    }

    fn missed(
        &self,
        record: &Record,
        standing: Standing,
        member: Option<PersonKey>,
        possible: bool,
    ) -> LinkError {
        LinkError {
            person: shown(standing.person),
            household_id: self.truth.card_id(standing.card).to_owned(),
            relation: Some(standing.relation.as_str()),
            possible,
            ..self.error(record, member)
        }
    }

    fn error(&self, record: &Record, member: Option<PersonKey>) -> LinkError {
        let registry_dirt = member.and_then(|member| self.on_registry.get(&member));
        let registry_dirt = registry_dirt.into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
        LinkError {
            what: "missed",
            extract: record.extract.clone(),
            source_file: record.file.clone(),
            source_row: record.row,
            person: record.persons.iter().copied().map(shown).collect::<Vec<_>>().join(" "),
            household_id: String::new(),
            relation: None,
            linked_to: None,
            method: None,
            possible: false,
            record_dirt: record.dirt.clone(),
            registry_dirt: registry_dirt.join(" "),
        }
    }

    pub fn done(self) -> (LinkScore, Vec<LinkError>) {
        (self.tallies.score(), self.errors)
    }
}

/// The link of a registry row to the member whom it puts on the card. It holds by position, whatever the number,
/// and proves nothing: it is left out, with what it would answer.
fn own_row(record: &Record, links: &[Link], expected: &mut Vec<Expected>) -> Option<usize> {
    let member = |link: &Link| link.member.filter(|member| record.persons.contains(member));
    let own =
        links.iter().position(|link| member(link).is_some() && link.confidence == Confidence::Certain)?;
    let card = links.get(own)?.card;
    let answers = |e: &Expected| e.standing.card == card && e.standing.relation == Relation::Member;
    if let Some(at) = expected.iter().position(answers) {
        expected.remove(at);
    }
    Some(own)
}

/// Marks what a right link answers.
fn find(link: &Link, expected: &mut [Expected]) {
    let of_card = |e: &&mut Expected| e.standing.card == link.card;
    let answered = match link.member {
        Some(member) => expected.iter_mut().filter(of_card).find(|e| e.standing.person == member),
        None => expected
            .iter_mut()
            .filter(of_card)
            .filter(|e| e.found.is_none())
            .max_by_key(|e| e.standing.relation),
    };
    if let Some(answered) = answered {
        answered.found = answered.found.max(Some(link.confidence));
    }
}

fn shown(person: PersonKey) -> String {
    masked(Number::of(person).as_str())
}
