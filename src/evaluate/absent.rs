//! Absence: members whom an extract should know and does not.
//!
//! Absence is proven only against those who could be seen: a row that nobody could be linked to, and that may
//! be the member's, leaves it open.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use polars::prelude::{PlHashMap, PlHashSet};

use super::open::Open;
use super::{Candidates, Decision, Exemption, Sources, decide};
use crate::domain::{Method, Relation};
use crate::rulebook::{CompiledRule, Rule};
use crate::standard::near_number::is_somebodys;
use crate::standard::person_name::NameMatch;
use crate::table::{
    Link, LinkedExtract, OpenMatch, Parties, Party, PlaceIdx, RosterPerson, RowIdx, TableError, dates,
};

/// The members that a rule of the kind `absent` asks for, and what it says of each.
pub(super) struct Absent {
    pub candidates: Candidates,
    pub decisions: Vec<Decision>,
    /// Rows that may be a member's and cannot be linked.
    pub matches: Vec<OpenMatch>,
}

/// Decides every member with a usable number: a hit is a member without a record that meets `where`, and
/// who could be found if there was one. The record behind such a hit is the member's own row in the registry.
pub(super) fn decide_members(
    sources: &Sources<'_>,
    rule: &Rule,
    compiled: &CompiledRule,
    exemptions: &[Exemption],
) -> Result<Absent, TableError> {
    let recorded = recorded(sources, rule, compiled)?;
    let mut members = Vec::new();
    for (place, person) in PlaceIdx::all().zip(sources.roster.persons()) {
        if let (Relation::Member, Some(row), Some(_)) = (person.relation, person.registry_row, person.person)
            // Nearly everybody has a record, and nothing more is asked of them.
            && !recorded.surely(place)
        {
            members.push(Link::new(row, place, Method::Id));
        }
    }
    let without_where = compiled.without_where();
    let candidates = Candidates::of_links(sources, sources.registry, &members, &without_where)?;
    let mut decisions = decide(&candidates, &without_where, exemptions)?;
    let unlinked = match sources.extracts.get(&rule.extract) {
        Some(own) => Unlinked::of(own)?,
        None => Unlinked::default(),
    };
    let was_rejected = |person: &RosterPerson| {
        sources.extracts.get(&rule.extract).is_some_and(|own| own.extract.rejects(person))
    };
    let mut matches = Vec::new();
    for (candidate, decision) in candidates.rows.iter().zip(&mut decisions) {
        let Some(person) = sources.roster.person(candidate.place) else { continue };
        match recorded.of(candidate.place) {
            _ if recorded.surely(candidate.place) => *decision = Decision::No,
            Some(Recorded::Perhaps(columns)) => *decision = Decision::Unknown(columns.clone()),
            Some(Recorded::Possibly) => *decision = Decision::Unidentified,
            None if !person.can_be_found() || was_rejected(person) => *decision = Decision::No,
            None => {
                let own = unlinked.rows_that_may_be(person).map(|row| OpenMatch {
                    place: candidate.place,
                    extract: rule.extract.clone(),
                    row,
                });
                let before = matches.len();
                matches.extend(own);
                if matches.len() > before {
                    *decision = Decision::Unidentified;
                }
            }
        }
    }
    Ok(Absent { candidates, decisions, matches })
}

/// The rows of an extract without a number that could tell whose they are, by name. Rows whose number is nearly
/// somebody's are linked as possible.
#[derive(Default)]
struct Unlinked {
    rows: Vec<OpenRow>,
    /// Where among the rows.
    by_name: PlHashMap<String, Vec<usize>>,
    by_birth: PlHashMap<NaiveDate, Vec<usize>>,
}

/// Such a row, with what may tell that it is another's.
struct OpenRow {
    row: RowIdx,
    /// Of today and of before.
    names: Vec<String>,
    birth: Option<NaiveDate>,
    sex: Option<String>,
}

impl Unlinked {
    fn of(LinkedExtract { extract, links }: &LinkedExtract) -> Result<Self, TableError> {
        let linked = links.as_slice().iter().filter(|link| link.confidence.stands());
        let linked: PlHashSet<RowIdx> = linked.map(|link| link.row).collect();
        let sexes = extract.texts_if_any("sex");
        let mut unlinked = Self::default();
        for subject in &extract.schema().subjects {
            let births = subject.birth.as_ref().map(|birth| dates(extract.frame(), birth)).transpose()?;
            for (row, party) in Parties::of(extract, subject)?.unsure() {
                let Party { number, state, .. } = party;
                if is_somebodys(number, state) || linked.contains(&row) {
                    continue;
                }
                let birth = births.as_ref().and_then(|births| births.get(row.at()).copied().flatten());
                let sex = sexes.and_then(|sexes| sexes.get(row.at())).map(str::to_owned);
                let at = unlinked.rows.len();
                let names = party.folded_names();
                if let Some(birth) = birth {
                    unlinked.by_birth.entry(birth).or_default().push(at);
                }
                for name in &names {
                    unlinked.by_name.entry(name.clone()).or_default().push(at);
                }
                unlinked.rows.push(OpenRow { row, names, birth, sex });
            }
        }
        Ok(unlinked)
    }

    /// The rows that may be somebody's: there is no number, the name agrees, and neither birth date nor sex contradicts;
    /// or the birth date agrees, and the name is no other.
    fn rows_that_may_be(&self, person: &RosterPerson) -> impl Iterator<Item = RowIdx> {
        let called =
            person.known_names.iter().filter_map(|name| self.by_name.get(name.as_str())).flatten().copied();
        let born = person.birth.and_then(|birth| self.by_birth.get(&birth)).into_iter().flatten().copied();
        let fits = |row: &&OpenRow| {
            (row.birth.is_none() || person.birth.is_none() || row.birth == person.birth)
                && person.may_be_of(row.sex.as_deref())
                && row.names.iter().any(|name| person.agreement(name) != NameMatch::Different)
        };
        let rows: BTreeSet<usize> = called.chain(born).collect();
        rows.into_iter()
            .filter_map(|at| self.rows.get(at))
            .filter(fits)
            .map(|row| row.row)
            .collect::<Vec<_>>()
            .into_iter()
    }
}

/// What the extract has of each roster place, the best of it.
struct OfPlaces {
    /// Whether there is a record that meets `where`: of nearly everybody, so that it stands side by side.
    surely: Vec<bool>,
    /// What there is of others; nothing of who has no record.
    others: PlHashMap<PlaceIdx, Recorded>,
}

impl OfPlaces {
    fn surely(&self, place: PlaceIdx) -> bool {
        self.surely.get(place.at()) == Some(&true)
    }

    fn of(&self, place: PlaceIdx) -> Option<&Recorded> {
        self.others.get(&place)
    }

    /// Adds one record: what keeps it open, or nothing where it meets the rule for certain.
    fn add(&mut self, place: PlaceIdx, unsure: Option<Recorded>) {
        match unsure {
            Some(unsure) => {
                let known = self.others.entry(place).or_insert_with(|| unsure.clone());
                if unsure < *known {
                    *known = unsure;
                }
            }
            None => {
                if let Some(surely) = self.surely.get_mut(place.at()) {
                    *surely = true;
                }
            }
        }
    }
}

/// What the extract has of a member, where nothing in it meets `where` for certain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Recorded {
    /// A record that might meet it; what keeps it open.
    Perhaps(Vec<Open>),
    /// A record that is possibly somebody else's.
    Possibly,
}

fn recorded(sources: &Sources<'_>, rule: &Rule, compiled: &CompiledRule) -> Result<OfPlaces, TableError> {
    let surely = vec![false; sources.roster.persons().len()];
    let mut recorded = OfPlaces { surely, others: PlHashMap::default() };
    let Some(LinkedExtract { extract, links }) = sources.extracts.get(&rule.extract) else {
        return Ok(recorded);
    };
    if compiled.where_.is_none() && compiled.having_columns.is_empty() {
        // Any record will do, and nothing need be read of it.
        for link in links.as_slice() {
            let Some(person) = sources.roster.person(link.place) else { continue };
            let stands = link.confidence.min(person.belongs).stands();
            recorded.add(link.place, (!stands).then_some(Recorded::Possibly));
        }
        return Ok(recorded);
    }
    let without_exemptions = compiled.without_exemptions();
    let records = Candidates::of_links(sources, extract, links.as_slice(), &without_exemptions)?;
    let decisions = decide(&records, &without_exemptions, &[])?;
    for (record, decision) in records.rows.iter().zip(decisions) {
        let unsure = match decision {
            Decision::No => continue,
            _ if !record.confidence().stands() => Some(Recorded::Possibly),
            Decision::Unknown(columns) => Some(Recorded::Perhaps(columns)),
            _ => None,
        };
        recorded.add(record.place, unsure);
    }
    Ok(recorded)
}
