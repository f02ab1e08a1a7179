//! Evaluation of rules: queries over linked records, findings and verdicts out.
//!
//! Per rule: the linked records in its scope become *candidates*; one query *decides* each of them
//! (hit, exempt, unknown, no hit); the decisions of a card are *judged* together.

mod absent;
mod candidates;
mod company;
mod compare;
mod decide;
mod differ;
mod judge;
mod not_seen;
mod odd_one;
mod omitted;
mod once;
mod open;
mod pairs;
mod verdict;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::domain::{Cause, Relation, RosterSource, Verdict};
use crate::rulebook::{Comparison, CompiledRule, Kind, Rule, RunnableRule};
use crate::table::{
    CardIdx, CardVerdict, Difference, Extract, Finding, Findings, Link, LinkedExtract, Links, OpenMatch,
    PlaceIdx, Roster, RosterPerson, RowIdx, RuleIdx, TableError, Verdicts,
};

use candidates::{Candidate, Candidates};
pub use decide::boolean;
use decide::{Decision, Exemption, decide, either};
use judge::{NotSeen, judge};
use not_seen::Hiding;
use once::{of_the_same_pairs, once_per_person};

/// What a rule can be run on.
pub struct Sources<'a> {
    pub roster: &'a Roster,
    pub registry: &'a Extract,
    /// Usable extracts with their links, by the name that rules use.
    pub extracts: &'a BTreeMap<String, LinkedExtract>,
    /// Extracts that are declared or read by a rule but cannot be used, and why.
    pub unusable: &'a BTreeMap<String, Cause>,
    pub as_of: NaiveDate,
}

/// Runs every rule over every card, in the order of the rules.
pub fn evaluate(sources: &Sources<'_>, rules: &[RunnableRule]) -> Result<Findings, TableError> {
    let all: Vec<_> = RuleIdx::all().zip(rules).collect();
    let (of_people, of_cards): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(_, own)| own.rule.kind == Kind::Omitted);
    let groups = looking_alike(&of_cards);
    let hiding = Hiding::of(sources.roster);
    let judge_cards = || {
        let judged = groups.par_iter().map(|group| evaluate_group(sources, &hiding, group));
        judged.collect::<Result<Vec<_>, TableError>>()
    };
    let read_county = || (!of_people.is_empty()).then(|| omitted::County::read(sources)).transpose();
    let (county, judged) = rayon::join(read_county, judge_cards);
    let (county, judged) = (county?, judged?);
    let mut all = Findings::default();
    let mut verdicts = Vec::new();
    for said in judged.into_iter().flatten() {
        all.findings.extend(said.findings);
        verdicts.extend(said.verdicts);
        all.open_matches.extend(said.open_matches);
        all.differences.extend(said.differences);
    }
    all.differences.sort_by_key(|own| (own.card, own.rule, own.place, own.row, own.column));
    if let Some(county) = &county {
        // Of who is on no card no card says anything.
        let asked = of_people.par_iter().map(|(index, RunnableRule { rule, compiled })| {
            omitted::omissions(sources, county, *index, rule, compiled)
        });
        for omissions in asked.collect::<Result<Vec<_>, TableError>>()? {
            all.omissions.people.extend(omissions.people);
            all.omissions.unasked.extend(omissions.unasked);
            all.omissions.exempt += omissions.exempt;
        }
    }
    all.open_matches.sort_unstable();
    all.open_matches.dedup();
    all.findings.par_sort_by_key(|finding| (finding.card, finding.rule));
    let judging = of_cards.iter().map(|(index, _)| *index).collect();
    all.verdicts = Verdicts::new(sources.roster.cards().len(), judging, verdicts);
    Ok(all)
}

/// What one rule says of the county's cards.
#[derive(Default)]
struct Said {
    findings: Vec<Finding>,
    /// Those that are not plainly clear.
    verdicts: Vec<CardVerdict>,
    open_matches: Vec<OpenMatch>,
    differences: Vec<Difference>,
}

/// A rule among those that run.
type Indexed<'a> = (RuleIdx, &'a RunnableRule);

/// The rules in groups that look at the same records in the same way, and only compare other columns of them.
fn looking_alike<'a>(rules: &[Indexed<'a>]) -> Vec<Vec<Indexed<'a>>> {
    let mut groups: Vec<Vec<Indexed<'_>>> = Vec::new();
    for (index, own) in rules {
        let alike = |group: &&mut Vec<Indexed<'_>>| {
            group.first().is_some_and(|(_, first)| {
                let compares = |one: &RunnableRule| one.rule.kind == Kind::Differs;
                let reads = |one: &RunnableRule| (one.rule.extract.clone(), one.rule.scope);
                compares(own)
                    && compares(first)
                    && reads(own) == reads(first)
                    && own.compiled.looks_like(&first.compiled)
            })
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push((*index, own)),
            None => groups.push(vec![(*index, own)]),
        }
    }
    groups
}

fn evaluate_group(
    sources: &Sources<'_>,
    hiding: &Hiding<'_>,
    group: &[Indexed<'_>],
) -> Result<Vec<Said>, TableError> {
    let Some((_, RunnableRule { rule, compiled })) = group.first() else { return Ok(Vec::new()) };
    let Some(LinkedExtract { extract, links }) = sources.extracts.get(&rule.extract) else {
        let cause = sources.unusable.get(&rule.extract).copied().unwrap_or(Cause::SourceMissing);
        let said =
            |(index, _): &Indexed<'_>| undetermined_everywhere(sources.roster, *index, cause, &rule.extract);
        return Ok(group.iter().map(said).collect());
    };
    let comparisons: Vec<_> = group.iter().flat_map(|(_, own)| &own.rule.compare).collect();
    let seen = look(sources, rule, compiled, &comparisons, extract, links)?;
    let not_seen = hiding.from(sources, extract, rule);
    let said = group.par_iter().map(|(index, own)| say(sources, *index, own, extract, &seen, &not_seen));
    said.collect()
}

/// The records that a rule looks at, and what it says of each.
struct Seen {
    candidates: Candidates,
    decisions: Vec<Decision>,
    open_matches: Vec<OpenMatch>,
}

/// `comparisons` are those of all rules that look so.
fn look(
    sources: &Sources<'_>,
    rule: &Rule,
    compiled: &CompiledRule,
    comparisons: &[&Comparison],
    extract: &Extract,
    links: &Links,
) -> Result<Seen, TableError> {
    let exemptions = other_extracts(sources, compiled)?;
    if rule.kind == Kind::Absent {
        let absent = absent::decide_members(sources, rule, compiled, &exemptions)?;
        return Ok(Seen {
            candidates: absent.candidates,
            decisions: absent.decisions,
            open_matches: absent.matches,
        });
    }
    let in_scope = |link: &&Link| {
        let Some(person) = sources.roster.person(link.place) else { return false };
        match rule.kind {
            Kind::Duplicate => {
                person.relation == Relation::Member && on_another_card(sources, link.row, person.card)
            }
            _ => rule.scope.includes(person.relation),
        }
    };
    let links = links.as_slice().iter();
    let candidates = if rule.kind == Kind::Differs {
        let links = links.filter(in_scope).copied().collect();
        let links = once_per_person(sources.roster, extract, links)?;
        let asked = pairs::worth_a_look(sources, extract, comparisons, &links)?;
        let mut candidates = Candidates::of_links(sources, extract, &asked, compiled)?;
        company::confirm(sources, extract, &links, &mut candidates)?;
        candidates
    } else {
        // Rows stand side by side and people do not: who a record is about is asked last.
        let rows = candidates::rows_that_may_meet(extract, compiled)?;
        let may_meet = |link: &&Link| rows.as_ref().is_none_or(|rows| rows.get(link.row.at()) == Some(&true));
        let links: Vec<Link> = links.filter(may_meet).filter(in_scope).copied().collect();
        let people = candidates::of_people_who_may_meet(sources, &links, compiled)?;
        let links = match people {
            Some(people) => of_the_same_pairs(sources.roster, extract, links, &people)?,
            None => links,
        };
        let links = once_per_person(sources.roster, extract, links)?;
        Candidates::of_links(sources, extract, &links, compiled)?
    };
    let decisions = decide(&candidates, compiled, &exemptions)?;
    Ok(Seen { candidates, decisions, open_matches: Vec::new() })
}

fn say(
    sources: &Sources<'_>,
    index: RuleIdx,
    RunnableRule { rule, compiled }: &RunnableRule,
    extract: &Extract,
    seen: &Seen,
    not_seen: &BTreeMap<CardIdx, NotSeen>,
) -> Result<Said, TableError> {
    let Seen { candidates, decisions, open_matches } = seen;
    let mut said = Said { open_matches: open_matches.clone(), ..Said::default() };
    let judgements = if rule.kind == Kind::Differs {
        let differing = differ::differ(sources, index, rule, extract, candidates, decisions)?;
        said.differences = differing.differences;
        judge(candidates, &differing.decisions, compiled, not_seen)?
    } else {
        judge(candidates, decisions, compiled, not_seen)?
    };
    for (card, judgement) in judgements {
        said.findings.extend(judgement.finding(card, index));
        said.verdicts.push(judgement.verdict(card, index));
    }
    Ok(said)
}

/// Whether a registry row belongs to another card than this one.
fn on_another_card(sources: &Sources<'_>, row: RowIdx, card: CardIdx) -> bool {
    sources.roster.card_of_row(row).is_some_and(|own| own != card)
}

fn undetermined_everywhere(roster: &Roster, rule: RuleIdx, cause: Cause, extract: &str) -> Said {
    let verdict = |(card, _)| CardVerdict {
        card,
        rule,
        verdict: Verdict::Undetermined,
        cause: Some(cause),
        detail: extract.to_owned(),
    };
    Said { verdicts: CardIdx::all().zip(roster.cards()).map(verdict).collect(), ..Said::default() }
}

/// For each exemption that reads another extract: what that extract says of each roster place.
fn other_extracts(sources: &Sources<'_>, compiled: &CompiledRule) -> Result<Vec<Exemption>, TableError> {
    let mut exemptions = Vec::new();
    for unless in &compiled.unless {
        let Some(name) = &unless.extract else {
            exemptions.push(Exemption::OfTheRecord);
            continue;
        };
        let Some(LinkedExtract { extract, links }) = sources.extracts.get(name) else {
            exemptions.push(Exemption::SourceMissing);
            continue;
        };
        let candidates = Candidates::for_exemption(sources, extract, links.as_slice(), unless)?;
        let answers = boolean(&candidates.frame, &unless.when)?;
        // Whose records cannot be found may have one; in the registry everybody is seen.
        let hidden = |person: &RosterPerson| {
            !RosterSource::Registry.is(name) && !person.can_be_found() || extract.rejects(person)
        };
        let hidden = PlaceIdx::all().zip(sources.roster.persons()).filter(|(_, person)| hidden(person));
        let mut by_place: HashMap<PlaceIdx, Option<bool>> = hidden.map(|(place, _)| (place, None)).collect();
        for (candidate, answer) in candidates.rows.iter().zip(answers) {
            // A record that is only possibly this person's can neither grant nor refuse the exemption.
            let stands = candidate.link.stands();
            let answer = if stands { answer } else { answer.filter(|holds| !holds) };
            let known = by_place.entry(candidate.place).or_insert(Some(false));
            *known = either(*known, answer);
        }
        exemptions.push(Exemption::ByPlace(by_place));
    }
    Ok(exemptions)
}

#[cfg(test)]
mod tests;
