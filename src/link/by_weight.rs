//! Links of records without a usable number by the weight of evidence (rungs `name_birth_place` and `name_only`).
//!
//! Whoever has the name is a candidate. With the birth date, the weights of name, birth date, sex and place decide how
//! sure the link is; without one it is a lead, which is written down with its weight and links nothing: only the name
//! agrees. A contradiction in birth date or sex ends it, one of place leaves it possible at most.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{PlHashMap, PlHashSet};
use rayon::prelude::*;

use super::company::Company;
use super::weights::{
    BIRTH, ELSEWHERE, HOUSEHOLD, NAME, PLACE, SAME, SEX, Said, Strangers, of_county, teach,
};
use super::{AT_ONCE, Named};
use crate::domain::{Confidence, LinkLimits, Method, PersonKey};
use crate::schema::Subject;
use crate::standard::near_number::is_somebodys;
use crate::table::{
    Extract, LeftOut, Link, NameHash, Parties, Party, PlaceIdx, Roster, RosterPerson, RowIdx, TableError,
    WEIGHED_FIELDS, Weighed, dates, hash_of_name,
};
use crate::weight::{Model, Vector, beyond, expectation_maximization, log_odds, shared_probabilities};

/// Pairs of a record and a namesake that are written down for one extract; beyond that the commonest names are left
/// out.
const MOST_LEADS: u64 = 2_000_000;
/// Matches that are less likely are not written down: of the hundreds who are called 张伟 none is a lead.
const LEAST: f64 = 0.01;
/// Records with a number that are looked at to learn how often those of one person agree.
const MOST_LABELLED: usize = 20_000;
/// How many records what was learned of those with a number counts as, at most: those without may be of another kind.
const MOST_TRUST: f64 = 1_000.0;

/// What the county says of names, births and places.
pub(super) struct County<'a> {
    roster: &'a Roster,
    named: &'a Named<'a>,
    model: Model,
    limits: LinkLimits,
}

/// The links of one extract, and what was not compared.
#[derive(Default)]
pub(super) struct ByWeight {
    pub links: Vec<(Link, Weighed)>,
    pub left_out: LeftOut,
}

/// A record without a usable number.
struct Nameless<'a> {
    row: RowIdx,
    /// Folded; of today and of before.
    names: Vec<String>,
    said: Said<'a>,
    /// Digits of the number tell at least whose it is not.
    some_number: bool,
}

impl Nameless<'_> {
    /// Its name of today.
    fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }
}

impl<'a> County<'a> {
    pub(super) fn new(
        roster: &'a Roster,
        named: &'a Named<'a>,
        strangers: &Strangers,
        limits: LinkLimits,
    ) -> Self {
        let model = of_county(strangers, named.counts.chance_of_agreement());
        Self { roster, named, model, limits }
    }

    /// Links the records of one subject; `found` are the links that numbers made.
    pub(super) fn links(
        &self,
        extract: &Extract,
        subject: &Subject,
        found: &[Link],
    ) -> Result<ByWeight, TableError> {
        let linked: PlHashSet<RowIdx> = found.iter().map(|link| link.row).collect();
        let unsure = Parties::of(extract, subject)?.unsure();
        let nameless: Vec<_> =
            unsure.filter(|(row, party)| !party.state.usable() && !linked.contains(row)).collect();
        if nameless.is_empty() {
            return Ok(ByWeight::default());
        }
        let births = subject.birth.as_ref().map(|birth| dates(extract.frame(), birth)).transpose()?;
        let column = |name| extract.texts_if_any(name);
        let (sexes, townships, villages) = (column("sex"), column("township"), column("village"));
        let labelled = || found.iter().filter(|link| link.method == Method::Id).take(MOST_LABELLED);
        let rows = nameless.iter().map(|(row, _)| *row).chain(labelled().map(|link| link.row));
        let company = Company::of(extract, rows)?;
        let said = |row: RowIdx| Said {
            birth: births.as_ref().and_then(|births| births.get(row.at()).copied().flatten()),
            sex: sexes.and_then(|column| column.get(row.at())),
            township: townships.and_then(|column| column.get(row.at())),
            village: villages.and_then(|column| column.get(row.at())),
            household: company.of_row(row),
        };
        let record = |(row, party): (RowIdx, Party<'_>)| {
            let some_number = is_somebodys(party.number, party.state);
            Nameless { row, names: party.folded_names(), said: said(row), some_number }
        };
        let mut nameless: Vec<_> = nameless.into_iter().map(record).collect();
        let left_out = self.leave_out(&mut nameless);
        let mut known = self.model.no_counts();
        for link in labelled() {
            if let Some(person) = self.roster.person(link.place) {
                let own = Said::of(person, self.roster, &self.named.households);
                said(link.row).compare(&own, name_of(person)).count_into(&mut known, 1.0);
            }
        }
        let model = self.learn(&nameless, &known);
        let links = nameless
            .par_iter()
            .with_max_len(AT_ONCE)
            .flat_map_iter(|record| self.of_record(record, &model))
            .collect();
        Ok(ByWeight { links, left_out })
    }

    /// Takes out the records of the commonest names where too many people have them.
    fn leave_out(&self, nameless: &mut Vec<Nameless<'_>>) -> LeftOut {
        let mut by_name: BTreeMap<&str, (u64, usize)> = BTreeMap::new();
        let undated = nameless.par_iter().with_max_len(AT_ONCE).filter(|record| record.said.birth.is_none());
        let called = undated.map(|record| (record, self.called(record).len() as u64));
        for (record, called) in called.collect::<Vec<_>>() {
            let own = by_name.entry(record.name()).or_default();
            *own = (own.0 + called, own.1 + 1);
        }
        let groups = by_name.into_iter().map(|(name, (pairs, records))| (pairs, (records, name))).collect();
        let (mut left_out, mut names) = (LeftOut::default(), PlHashSet::default());
        for (pairs, (records, name)) in beyond(groups, MOST_LEADS) {
            left_out = left_out.and(LeftOut { names: 1, records, pairs });
            names.insert(name.to_owned());
        }
        if left_out.names > 0 {
            nameless.retain(|record| record.said.birth.is_some() || !names.contains(record.name()));
        }
        left_out
    }

    /// The weights for the records of one extract.
    fn learn(&self, nameless: &[Nameless<'_>], known: &[Vec<f64>]) -> Model {
        let mut model = self.model.clone();
        let trust = teach(&mut model, known).min(MOST_TRUST);
        let vectors = nameless
            .par_iter()
            .with_max_len(AT_ONCE)
            .filter(|record| record.said.birth.is_some())
            .flat_map_iter(|record| {
                self.called(record).into_iter().filter_map(|place| {
                    let vector = self.compare(record, place)?;
                    // All candidates agree in it: among them it says nothing.
                    (vector.level(BIRTH) == Some(SAME)).then_some(vector)
                })
            });
        let mut vectors: Vec<_> = vectors.collect();
        vectors.par_sort_unstable();
        let counted: Vec<_> = vectors
            .chunk_by(|a, b| a == b)
            .filter_map(|same| Some((*same.first()?, same.len() as u64)))
            .collect();
        expectation_maximization(
            &mut model,
            &counted,
            |field| matches!(field, SEX | PLACE | HOUSEHOLD),
            trust,
        );
        model
    }

    /// The places of those who have one of the record's names, and whose birth date, where both are known, is the same:
    /// of hundreds of namesakes hardly one is left.
    fn called(&self, record: &Nameless<'_>) -> Vec<PlaceIdx> {
        let namesakes = &self.named.namesakes;
        let of_name = |name: &String| match record.said.birth {
            Some(birth) => namesakes.called_and_born(name, birth).collect::<Vec<_>>(),
            None => namesakes.called_folded(name).to_vec(),
        };
        let mut places: Vec<_> = record.names.iter().flat_map(of_name).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// How many people of the county have one of the record's names.
    fn called_so(&self, record: &Nameless<'_>, least: usize) -> u64 {
        record.names.iter().map(|name| self.named.counts.called(name, least)).sum()
    }

    fn compare(&self, record: &Nameless<'_>, place: PlaceIdx) -> Option<Vector> {
        let person = self.roster.person(place)?;
        let own = Said::of(person, self.roster, &self.named.households);
        Some(record.said.compare(&own, name_of(person)).with(NAME, SAME))
    }

    /// The links of one record: to whom it is, might be, or who only has the name.
    fn of_record(&self, record: &Nameless<'_>, model: &Model) -> Vec<(Link, Weighed)> {
        // Where no birth date can agree, a number that can be read a little is another's, and nobody need be looked at.
        if record.some_number && record.said.birth.is_none() {
            return Vec::new();
        }
        // Asked before the card and its people are looked at: half of all namesakes end here.
        let of_sex =
            |place: &PlaceIdx| self.roster.person(*place).is_some_and(|own| own.may_be_of(record.said.sex));
        let candidates: Vec<_> = self
            .called(record)
            .into_iter()
            .filter(of_sex)
            .filter_map(|place| Some((place, self.compare(record, place)?)))
            // That the birth date agrees is what the rung stands on; and a number that can be read a little is another's.
            .filter(|(_, vector)| vector.level(BIRTH).is_some() || !record.some_number)
            .collect();
        let called_so = self.called_so(record, self.distinct(&candidates));
        let weighed: Vec<_> = candidates
            .iter()
            .map(|(place, vector)| (*place, *vector, self.weigh(*vector, model, called_so)))
            .collect();
        // Somebody who stands on two cards is one person; the better place speaks for both.
        let mut best: BTreeMap<Option<PersonKey>, f64> = BTreeMap::new();
        for (place, _, weighed) in &weighed {
            let own = best.entry(self.person(*place)).or_insert(f64::NEG_INFINITY);
            *own = own.max(weighed.log_odds);
        }
        let odds: Vec<_> = best.values().copied().collect();
        let shares: PlHashMap<_, _> = best.keys().copied().zip(shared_probabilities(&odds)).collect();
        let link = |(place, vector, weighed): (PlaceIdx, Vector, Weighed)| {
            let weighed = Weighed {
                probability: shares.get(&self.person(place)).copied().unwrap_or_default(),
                ..weighed
            };
            (self.judged(record, place, vector, &weighed), weighed)
        };
        let likely = |(link, weighed): &(Link, Weighed)| {
            link.confidence > Confidence::Lead || weighed.probability >= LEAST
        };
        weighed.into_iter().map(link).filter(likely).collect()
    }

    fn person(&self, place: PlaceIdx) -> Option<PersonKey> {
        self.roster.person(place).and_then(|person| person.person)
    }

    /// How many different people these are.
    fn distinct(&self, candidates: &[(PlaceIdx, Vector)]) -> usize {
        let persons: BTreeSet<_> = candidates.iter().filter_map(|(place, _)| self.person(*place)).collect();
        persons.len()
    }

    fn judged(&self, record: &Nameless<'_>, place: PlaceIdx, vector: Vector, weighed: &Weighed) -> Link {
        let row = record.row;
        if vector.level(BIRTH).is_none() {
            return Link::new(row, place, Method::NameOnly);
        }
        let LinkLimits { probable, possible, .. } = self.limits;
        // Digits that are nobody's of this name, and another place, speak for somebody else whatever the weights.
        let contradicted = record.some_number || vector.level(PLACE) == Some(ELSEWHERE);
        let sure = if weighed.probability >= probable && !contradicted {
            Confidence::Probable
        } else if weighed.probability >= possible {
            Confidence::Possible
        } else {
            Confidence::Lead
        };
        Link::new(row, place, Method::NameBirthPlace).as_sure_as(sure)
    }

    /// What the levels say: anyone of the county may be meant before the name is read, and of those who have it each.
    fn weigh(&self, vector: Vector, model: &Model, called_so: u64) -> Weighed {
        let people = self.named.counts.people() as f64;
        let mut fields = [None; WEIGHED_FIELDS.len()];
        for (at, (own, field)) in fields.iter_mut().zip(&model.fields).enumerate() {
            let Some(level) = vector.level(at) else { continue };
            let mut weight = field.weight(level);
            if at == NAME
                && self.limits.name_frequency
                && let Some(equal) = field.levels.first()
            {
                weight = (equal.m * people / called_so as f64).log2();
            }
            *own = Some((u8::try_from(level).unwrap_or(u8::MAX), weight as f32));
        }
        let prior = log_odds(1.0 / people);
        let evidence: f64 = fields.iter().flatten().map(|(_, weight)| f64::from(*weight)).sum();
        Weighed { probability: 0.0, log_odds: prior + evidence, prior, called_so, fields }
    }
}

/// By which a person stands among the names of a household.
fn name_of(person: &RosterPerson) -> NameHash {
    hash_of_name(person.known_names.first().map_or("", |name| name))
}
