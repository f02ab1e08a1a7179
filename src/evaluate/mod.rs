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
mod odd_one;
mod omitted;
mod open;
mod verdict;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use polars::prelude::PlHashMap;
use rayon::prelude::*;

use crate::domain::{Cause, Relation, RosterSource, Scope, Verdict};
use crate::rulebook::{CompiledRule, Kind, Rule, RunnableRule};
use crate::schema::RECORD;
use crate::table::{
    Card, CardIdx, CardVerdict, Extract, Findings, Link, LinkedExtract, PlaceIdx, Roster, RosterPerson,
    RowIdx, RuleIdx, TableError, integers,
};

use candidates::{Candidate, Candidates};
pub use decide::boolean;
use decide::{Decision, Exemption, decide, either};
use judge::{NotSeen, judge};

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
    let judge_cards = || {
        let rules = of_cards.into_par_iter();
        let judged = rules.map(|(index, own)| evaluate_rule(sources, index, &own.rule, &own.compiled));
        judged.collect::<Result<Vec<_>, TableError>>()
    };
    let read_county = || (!of_people.is_empty()).then(|| omitted::County::read(sources)).transpose();
    let (county, judged) = rayon::join(read_county, judge_cards);
    let (county, judged) = (county?, judged?);
    let mut all = Findings::default();
    let mut verdicts = Vec::with_capacity(judged.len());
    for findings in judged {
        all.findings.extend(findings.findings);
        verdicts.push(findings.verdicts.into_iter());
        all.open_matches.extend(findings.open_matches);
        all.differences.extend(findings.differences);
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
    // Each rule has a verdict of every card, in order: a county's millions need no sorting.
    all.verdicts.reserve_exact(verdicts.iter().map(ExactSizeIterator::len).sum());
    for _ in sources.roster.cards() {
        all.verdicts.extend(verdicts.iter_mut().filter_map(Iterator::next));
    }
    Ok(all)
}

fn evaluate_rule(
    sources: &Sources<'_>,
    index: RuleIdx,
    rule: &Rule,
    compiled: &CompiledRule,
) -> Result<Findings, TableError> {
    let Some(LinkedExtract { extract, links }) = sources.extracts.get(&rule.extract) else {
        let cause = sources.unusable.get(&rule.extract).copied().unwrap_or(Cause::SourceMissing);
        return Ok(undetermined_everywhere(sources.roster, index, cause, &rule.extract));
    };
    let exemptions = other_extracts(sources, compiled)?;
    let mut findings = Findings::default();
    let (candidates, decisions) = if rule.kind == Kind::Absent {
        let absent = absent::decide_members(sources, rule, compiled, &exemptions)?;
        findings.open_matches = absent.matches;
        (absent.candidates, absent.decisions)
    } else {
        let links = links.as_slice().iter().filter(|link| {
            let Some(person) = sources.roster.person(link.place) else { return false };
            match rule.kind {
                Kind::Duplicate => {
                    person.relation == Relation::Member && on_another_card(sources, link.row, person.card)
                }
                _ => rule.scope.includes(person.relation),
            }
        });
        let links = once_per_person(sources.roster, extract, links)?;
        let mut candidates = Candidates::of_links(sources, extract, &links, compiled)?;
        if rule.kind == Kind::Differs {
            company::confirm(sources, extract, &mut candidates)?;
        }
        let decisions = decide(&candidates, compiled, &exemptions)?;
        if rule.kind == Kind::Differs {
            let differing = differ::differ(sources, index, rule, extract, &candidates, decisions)?;
            findings.differences = differing.differences;
            (candidates, differing.decisions)
        } else {
            (candidates, decisions)
        }
    };
    let not_seen = NotSeenBy::of(sources, extract, rule);
    let judgements =
        judge(sources.roster.cards(), &candidates, &decisions, compiled, |at, card| not_seen.on(at, card))?;
    for (card, judgement) in CardIdx::all().zip(judgements) {
        findings.findings.extend(judgement.finding(card, index));
        findings.verdicts.push(judgement.verdict(card, index));
    }
    Ok(findings)
}

/// What a rule cannot look up: a card is not clear of it then.
struct NotSeenBy<'a> {
    rule: &'a Rule,
    /// How many of a card's people have records that were rejected.
    rejected: BTreeMap<CardIdx, u32>,
    /// The extract that says who is in scope, where it cannot be used.
    scope: Option<NotSeen>,
}

impl<'a> NotSeenBy<'a> {
    fn of(sources: &Sources<'_>, extract: &Extract, rule: &'a Rule) -> Self {
        let missing = rule.scope_extracts().find(|extract| !sources.extracts.contains_key(*extract));
        let scope = missing.map(|extract| {
            let cause = sources.unusable.get(extract).copied().unwrap_or(Cause::SourceMissing);
            (cause, extract.to_owned())
        });
        Self { rule, rejected: rejected_by_card(sources.roster, extract, rule), scope }
    }

    /// Of the card at a position.
    fn on(&self, at: CardIdx, card: &Card) -> Option<NotSeen> {
        let rejected = || {
            let count = self.rejected.get(&at)?;
            Some((Cause::ValueUnreadable, format!("{count} rejected record(s)")))
        };
        let unseen = unseen(card, self.rule).map(|who| (Cause::IdentityUnknown, who));
        unseen.or_else(rejected).or_else(|| self.scope.clone())
    }
}

/// How many of a card's people in a rule's scope have records in its extract that could not be used at all.
fn rejected_by_card(roster: &Roster, extract: &Extract, rule: &Rule) -> BTreeMap<CardIdx, u32> {
    let mut by_card = BTreeMap::new();
    if extract.rejects_nobody() {
        return by_card;
    }
    let in_scope = |relation| match rule.kind {
        Kind::Present | Kind::Differs => rule.scope.includes(relation),
        _ => relation == Relation::Member,
    };
    for person in roster.persons().iter().filter(|person| extract.rejects(person)) {
        if in_scope(person.relation) {
            *by_card.entry(person.card).or_default() += 1;
        }
    }
    by_card
}

/// Who of a card is in a rule's scope and cannot be found, and how many.
fn unseen(card: &Card, rule: &Rule) -> Option<String> {
    // A member whose number cannot be used is seen in the registry all the same, and nowhere else.
    // Nor is it known who else is in that member's register.
    let blind = !RosterSource::Registry.is(&rule.extract)
        || rule.kind == Kind::Duplicate
        || rule.scope != Scope::Member;
    let reaches = matches!(rule.kind, Kind::Present | Kind::Differs);
    let in_scope = |relation| reaches && rule.scope.includes(relation);
    let unseen = [
        (blind, card.unknown_members, "member(s)"),
        (in_scope(Relation::SameRegister), card.unseen_in_register, "in the register"),
        (in_scope(Relation::Spouse), card.unseen_spouses, "spouse(s)"),
    ];
    let unseen = unseen.into_iter().filter(|(asked, count, _)| *asked && *count > 0);
    let who: Vec<_> = unseen.map(|(_, count, who)| format!("{count} {who}")).collect();
    (!who.is_empty()).then(|| who.join("; "))
}

/// Keeps, of the links of one record to one person on one card, the surest: neither a number typed for two
/// members nor a row that was delivered twice counts one record twice.
fn once_per_person<'a>(
    roster: &Roster,
    extract: &Extract,
    links: impl Iterator<Item = &'a Link>,
) -> Result<Vec<Link>, TableError> {
    let records = integers(extract.frame(), RECORD)?;
    let key = |link: &Link| {
        let person = roster.person(link.place)?;
        Some((records.get(link.row.at()), person.card, person.person))
    };
    let rank = |link: &Link| (Reverse(link.confidence), link.method, link.row, link.place);
    let mut kept: Vec<Option<Link>> = Vec::new();
    let mut best: PlHashMap<_, usize> = PlHashMap::default();
    for (key, link) in links.filter_map(|link| Some((key(link)?, *link))) {
        let here = kept.len();
        let at = best.entry(key).or_insert(here);
        let known = kept.get_mut(*at).and_then(|known| known.take_if(|known| rank(&link) < rank(known)));
        // Nearly always it is the first of its kind.
        let first = *at == here;
        if first || known.is_some() {
            *at = here;
            kept.push(Some(link));
        }
    }
    // By row and place, as the links are.
    Ok(kept.into_iter().flatten().collect())
}

/// Whether a registry row belongs to another card than this one.
fn on_another_card(sources: &Sources<'_>, row: RowIdx, card: CardIdx) -> bool {
    sources.roster.card_of_row(row).is_some_and(|own| own != card)
}

fn undetermined_everywhere(roster: &Roster, rule: RuleIdx, cause: Cause, extract: &str) -> Findings {
    let verdict = |(card, _)| CardVerdict {
        card,
        rule,
        verdict: Verdict::Undetermined,
        cause: Some(cause),
        detail: extract.to_owned(),
    };
    Findings { verdicts: CardIdx::all().zip(roster.cards()).map(verdict).collect(), ..Findings::default() }
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
