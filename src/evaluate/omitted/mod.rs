//! Omissions: people whom an extract has, who meet a rule, live in the county's villages, and are on no card.
//!
//! Per rule: every record becomes a *case*; what the links say of it, where the person lives by the household register,
//! and whether a member who cannot be found might be the same, decide it in three values, person by person.

mod cases;
mod having;
mod hidden;
mod register;

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::open::{self, open_columns};
use super::{Sources, decide};
use crate::domain::{Cause, Relation, RosterSource, Scope};
use crate::rulebook::{CompiledRule, CompiledUnless, Rule};
use crate::standard::person_name::NameMatch;
use crate::table::{
    CardIdx, Company, LinkedExtract, Omission, Omissions, RosterPerson, RowIdx, RuleIdx, TableError,
};
use cases::{Case, OnCard, Registration};
use having::Together;
use hidden::{Hidden, Somebody};
use register::{Home, Register, Registered};

/// What all rules about people on no card go by.
pub(super) struct County<'a> {
    register: Option<Register<'a>>,
    hidden: Hidden<'a>,
}

impl<'a> County<'a> {
    /// Reads the household register, where there is one, and who on a card cannot be found.
    pub(super) fn read(sources: &'a Sources<'a>) -> Result<Self, TableError> {
        let population = sources.extracts.get(RosterSource::Population.as_str());
        let register = population.map(|population| Register::read(&population.extract)).transpose()?;
        Ok(Self { register, hidden: Hidden::of(sources)? })
    }
}

/// Asks one rule.
pub(super) fn omissions(
    sources: &Sources<'_>,
    county: &County<'_>,
    index: RuleIdx,
    rule: &Rule,
    compiled: &CompiledRule,
) -> Result<Omissions, TableError> {
    let mut found = Omissions::default();
    let population = RosterSource::Population.as_str();
    for needed in [rule.extract.as_str(), population] {
        if !sources.extracts.contains_key(needed) {
            let cause = sources.unusable.get(needed).copied().unwrap_or(Cause::SourceMissing);
            found.unasked.push((index, cause, needed.to_owned()));
            return Ok(found);
        }
    }
    let (Some(own), Some(register)) = (sources.extracts.get(&rule.extract), &county.register) else {
        return Ok(found);
    };
    let asked = Asked { sources, index, rule, compiled, own, register, hidden: &county.hidden };
    (found.people, found.exempt) = asked.people()?;
    Ok(found)
}

/// Register, number (or record, where there is no number) and name.
type Who = (Option<String>, Option<i64>, String);

/// What a rule says of one case.
enum Said {
    Nothing,
    Exempt,
    Omitted,
    Open(Cause, String),
}

/// One rule, and what it is asked of.
struct Asked<'a> {
    sources: &'a Sources<'a>,
    index: RuleIdx,
    rule: &'a Rule,
    compiled: &'a CompiledRule,
    own: &'a LinkedExtract,
    register: &'a Register<'a>,
    hidden: &'a Hidden<'a>,
}

impl Asked<'_> {
    /// The people, and how many are exempt.
    fn people(&self) -> Result<(Vec<Omission>, u64), TableError> {
        let (extract, compiled) = (&self.own.extract, self.compiled);
        let on_card = cases::on_cards(self.sources, self.own);
        let of_records = self.meets_alone()?;
        // What others of a register have counts too, where a rule adds it up.
        let asked = |row: &RowIdx| {
            let may_meet = of_records.as_ref().is_none_or(|meets| meets.get(row.at()) != Some(&Some(false)));
            let open = compiled.having.is_some() || on_card.get(row.at()) != Some(&OnCard::Surely);
            may_meet && open
        };
        let rows: Vec<_> = RowIdx::all().take(extract.frame().height()).filter(asked).collect();
        let cases = cases::cases(extract, self.register, &rows, &on_card)?;
        // Of most records nobody asks who is registered with whom.
        let counts_people = compiled.having.is_some();
        let companies = cases.iter().map(|case| counts_people.then(|| self.company(case)));
        let companies: Vec<Option<Company>> = companies.collect();
        let people = companies.iter().map(|company| company.as_ref().map_or(1, |company| company.people));
        let people: Vec<u32> = people.collect();
        let own_unless = compiled.unless.iter().filter(|unless| unless.extract.is_none());
        let columns = compiled.where_columns.iter().chain(&compiled.having_columns);
        let columns = columns.chain(own_unless.flat_map(|unless| &unless.columns));
        let frame = cases::frame(self.sources, extract, &cases, columns, &people)?;
        let meets = match (of_records, &compiled.where_) {
            (Some(of_records), _) => {
                cases.iter().map(|case| of_records.get(case.row.at()).copied().flatten()).collect()
            }
            (None, Some(where_)) => decide::boolean(&frame, where_)?,
            (None, None) => vec![Some(true); cases.len()],
        };
        let exemptions = self.exemptions(&frame, &cases)?;
        let holding = having::together(compiled, &frame, &cases, &companies, &meets)?;
        let mut exempt: BTreeSet<i64> = BTreeSet::new();
        let mut by_person: BTreeMap<Who, Vec<(i64, Omission)>> = BTreeMap::new();
        for (at, (case, company)) in cases.iter().zip(companies).enumerate() {
            let meets = meets.get(at).copied().flatten();
            if meets == Some(false) {
                continue;
            }
            let company = company.unwrap_or_else(|| self.company(case));
            let said = match meets {
                Some(false) => continue,
                Some(true) => self.of_whom(case, None, &company),
                None => {
                    let open = open_columns(&frame, &compiled.where_columns, &compiled.where_tolerates, at);
                    let why = open::summary(&open).unwrap_or((Cause::ColumnEmpty, String::new()));
                    self.of_whom(case, Some(why), &company)
                }
            };
            let said = match said {
                Said::Omitted => exempted(compiled, &exemptions, at),
                said => said,
            };
            let together = holding.get(at).cloned().unwrap_or(Together { holds: Some(true), total: None });
            let said = match (said, together.holds) {
                (_, Some(false)) => continue,
                (Said::Omitted, None) => Said::Open(Cause::ColumnEmpty, "having".to_owned()),
                (said, _) => said,
            };
            let open = match said {
                Said::Nothing => continue,
                Said::Exempt => {
                    exempt.extend(case.person);
                    continue;
                }
                Said::Omitted => None,
                Said::Open(cause, detail) => Some((cause, detail)),
            };
            let key = (company.register_id.clone(), case.person, case.name.to_owned());
            // Whom no number tells apart from a namesake is one record's person.
            let key = if case.person.is_none() { (None, Some(case.record), key.2) } else { key };
            let omission = Omission {
                rule: self.index,
                row: case.row,
                records: 1,
                person: case.person,
                name: case.name.to_owned(),
                registered: case.home.own().map(|own| own.row),
                company,
                total: together.total,
                open,
            };
            by_person.entry(key).or_default().push((case.record, omission));
        }
        let people: Vec<_> = by_person.into_values().filter_map(one_of).collect();
        for own in &people {
            own.person.map(|person| exempt.remove(&person));
        }
        Ok((people, exempt.len() as u64))
    }

    /// Whether each row meets the rule, where the records alone tell; nothing where the household register is asked, too.
    fn meets_alone(&self) -> Result<Option<Vec<Option<bool>>>, TableError> {
        let where_ = self.compiled.where_of_the_record();
        where_.map(|where_| decide::boolean(self.own.extract.frame(), where_)).transpose()
    }

    /// Whether the person of a record that may count was left out. `open` is why it may not count.
    fn of_whom(&self, case: &Case<'_>, open: Option<(Cause, String)>, company: &Company) -> Said {
        match case.on_card {
            OnCard::Surely => return Said::Nothing,
            OnCard::Perhaps => return Said::Open(Cause::IdentityPossible, String::new()),
            OnCard::No => {}
        }
        if case.person.is_none() {
            let number = self.own.extract.schema().subjects.first().map(|subject| subject.id.clone());
            return Said::Open(Cause::IdentityUnknown, number.unwrap_or_default());
        }
        let registered = match &case.home {
            Registration::None => return Said::Nothing,
            Registration::OfAnother => return Said::Open(Cause::IdentityPossible, String::new()),
            Registration::Own(own) => own,
        };
        match registered.home() {
            Home::Elsewhere => return Said::Nothing,
            Home::Open(column) => {
                return Said::Open(Cause::ColumnEmpty, format!("{}.{column}", RosterSource::Population));
            }
            Home::Village => {}
        }
        let in_household = self.rule.scope != Scope::Member;
        if in_household && !company.on_cards.is_empty() {
            return Said::Nothing;
        }
        let may_be = |own: &Registered<'_>| {
            self.hidden.may_be(&Somebody { person: own.person, name: own.name, registered: Some(own) })
        };
        let itself = Somebody { person: case.person, name: case.name, registered: Some(registered) };
        let family = || company.register_id.as_deref().map(|id| self.register.family(id)).unwrap_or_default();
        if self.hidden.may_be(&itself) || in_household && family().into_iter().any(may_be) {
            return Said::Open(Cause::IdentityUnknown, "registry".to_owned());
        }
        open.map_or(Said::Omitted, |(cause, detail)| Said::Open(cause, detail))
    }

    /// Who is registered together with the person of a record.
    fn company(&self, case: &Case<'_>) -> Company {
        let Some(own) = case.home.own() else { return Company { people: 1, ..Company::default() } };
        let Some(register_id) = own.register_id else { return Company { people: 1, ..Company::default() } };
        let family = self.register.family(register_id);
        if family.is_empty() {
            return Company { people: 1, ..Company::default() };
        }
        let mut on_cards: BTreeSet<(CardIdx, String)> = BTreeSet::new();
        for relative in &family {
            on_cards.extend(self.cards_of(relative).map(|card| (card, relative.name.to_owned())));
        }
        Company {
            register_id: Some(register_id.to_owned()),
            people: u32::try_from(family.len()).unwrap_or(u32::MAX),
            on_cards: on_cards.into_iter().map(|(card, name)| (name, card)).collect(),
        }
    }

    /// The cards that somebody of the register is a member of.
    fn cards_of(&self, own: &Registered<'_>) -> impl Iterator<Item = CardIdx> {
        let places = own.person.map_or(&[][..], |person| self.sources.roster.places_of(person));
        let members = places.iter().filter_map(|place| self.sources.roster.person(*place));
        let agrees = |member: &&RosterPerson| member.agreement(own.name) != NameMatch::Different;
        members.filter(|member| member.relation == Relation::Member).filter(agrees).map(|member| member.card)
    }

    /// For each exemption, whether it holds of each case; nothing where it cannot be said.
    fn exemptions(
        &self,
        frame: &DataFrame,
        cases: &[Case<'_>],
    ) -> Result<Vec<Vec<Option<bool>>>, TableError> {
        let mut all = Vec::new();
        for unless in &self.compiled.unless {
            let Some(name) = &unless.extract else {
                all.push(decide::boolean(frame, &unless.when)?);
                continue;
            };
            let Some(other) = self.sources.extracts.get(name) else {
                all.push(vec![None; cases.len()]);
                continue;
            };
            let by_person = self.said_of_persons(other, unless)?;
            let said = |case: &Case<'_>| {
                let person = case.person?;
                let known = by_person.get(&person).copied();
                known.unwrap_or_else(|| (!other.extract.rejects_number(person)).then_some(false))
            };
            all.push(cases.iter().map(said).collect());
        }
        Ok(all)
    }

    /// Whether an exemption holds by anybody's records in another extract, by person.
    fn said_of_persons(
        &self,
        other: &LinkedExtract,
        unless: &CompiledUnless,
    ) -> Result<BTreeMap<i64, Option<bool>>, TableError> {
        let rows: Vec<_> = RowIdx::all().take(other.extract.frame().height()).collect();
        let cases = cases::cases(&other.extract, self.register, &rows, &[])?;
        let frame = cases::frame(self.sources, &other.extract, &cases, unless.columns.iter(), &[])?;
        let answers = decide::boolean(&frame, &unless.when)?;
        let mut by_person: BTreeMap<i64, Option<bool>> = BTreeMap::new();
        for (case, answer) in cases.iter().zip(answers) {
            let Some(person) = case.person else { continue };
            let known = by_person.entry(person).or_insert(Some(false));
            *known = decide::either(*known, answer);
        }
        Ok(by_person)
    }
}

/// Somebody who meets the rule, held against its exemptions.
fn exempted(compiled: &CompiledRule, exemptions: &[Vec<Option<bool>>], at: usize) -> Said {
    let answer = |answers: &Vec<Option<bool>>| answers.get(at).copied().flatten();
    if exemptions.iter().any(|answers| answer(answers) == Some(true)) {
        return Said::Exempt;
    }
    let open = compiled.unless.iter().zip(exemptions).filter(|(_, answers)| answer(answers).is_none());
    let open: BTreeSet<_> =
        open.map(|(unless, _)| unless.extract.as_deref().unwrap_or(unless.reason.as_str())).collect();
    if open.is_empty() {
        return Said::Omitted;
    }
    Said::Open(Cause::ExemptionUndecided, open.into_iter().collect::<Vec<_>>().join(", "))
}

/// One of a person's records for all: one that counts before one that may, and of several the first by what they say,
/// whatever their order.
fn one_of(same: Vec<(i64, Omission)>) -> Option<Omission> {
    let stands = same.iter().any(|(_, own)| own.open.is_none());
    let counted: Vec<_> = same.into_iter().filter(|(_, own)| !stands || own.open.is_none()).collect();
    let distinct: BTreeSet<_> = counted.iter().map(|(record, _)| *record).collect();
    let records = u32::try_from(distinct.len()).unwrap_or(u32::MAX);
    let (_, first) = counted.into_iter().min_by_key(|(record, own)| (*record, own.row))?;
    Some(Omission { records, ..first })
}
