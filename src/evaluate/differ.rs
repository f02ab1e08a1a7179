//! Differences: members of whom the registry says something else than their record.

use std::collections::BTreeSet;

use polars::prelude::{IdxCa, NewChunkedArray};

use super::compare::{self, Outcome, number_outcome};
use super::open::{self, Open};
use super::pairs::{Notes, Pair, registry_row};
use super::{Candidate, Candidates, Decision, Sources, odd_one};
use crate::domain::{Cause, Confidence, DifferenceKind, Method, Relation, RosterSource};
use crate::rulebook::{ColumnScope, Comparator, Comparison, DECIMAL_ONE, Rule, With};
use crate::standard::person_name::NameMatch;
use crate::table::{CardIdx, Difference, Extract, PlaceIdx, RuleIdx, TableError, cell_text, texts};

/// What a `differs` rule says of each candidate, and every pair of values that is not the same.
pub(super) struct Differing {
    pub decisions: Vec<Decision>,
    pub differences: Vec<Difference>,
}

/// Holds each member's record against the member's row in the registry. `decisions` say which records count at all;
/// what differs is a hit, what cannot be read leaves it open, what one side leaves empty is nothing.
pub(super) fn differ(
    sources: &Sources<'_>,
    index: RuleIdx,
    rule: &Rule,
    extract: &Extract,
    candidates: &Candidates,
    decisions: &[Decision],
) -> Result<Differing, TableError> {
    let rows = candidates.rows.iter();
    let own = rows.clone().map(|own| registry_row(sources, own.place).map(|row| row.0));
    let own = IdxCa::from_iter_options("own".into(), own);
    let of_record = IdxCa::from_vec("record".into(), rows.map(|own| own.row.0).collect());
    let (mut outcomes, mut counts) = (Vec::new(), Vec::new());
    for comparison in &rule.compare {
        outcomes.push(match &comparison.with {
            With::Column(column) => {
                Pair::of(sources, extract, comparison, column)?.outcomes(&own, &of_record)?
            }
            With::Count => {
                counts = counted(sources, candidates, decisions, comparison)?;
                counts.iter().map(|(outcome, _)| *outcome).collect()
            }
        });
    }
    let registry_columns = &sources.registry.schema().columns;
    let is_column = |own: &Comparison| registry_columns.iter().any(|column| column.name == own.registry);
    let in_the_number: Vec<bool> = rule.compare.iter().map(|own| !is_column(own)).collect();
    let notes = Notes::of(sources, extract)?;
    let mut differing = Differing { decisions: Vec::with_capacity(decisions.len()), differences: Vec::new() };
    for (at, (candidate, decision)) in candidates.rows.iter().zip(decisions).enumerate() {
        let is_member =
            sources.roster.person(candidate.place).is_some_and(|own| own.relation == Relation::Member);
        if *decision == Decision::No || !is_member {
            differing.decisions.push(Decision::No);
            continue;
        }
        let (mut differs, mut open) = (false, Vec::new());
        let has_notes = notes.any(candidate.row, registry_row(sources, candidate.place));
        for ((column, comparison), outcomes) in (0u8..).zip(&rule.compare).zip(&outcomes) {
            let found = |kind, level| Difference {
                card: candidate.card,
                rule: index,
                place: candidate.place,
                row: candidate.row,
                method: candidate.method,
                confidence: candidate.confidence(),
                column,
                kind,
                level,
                exempt: matches!(decision, Decision::Exempt(_)),
                counted: match comparison.with {
                    With::Count => counts.get(at).map(|(_, count)| *count),
                    With::Column(_) => None,
                },
                odd_one: None,
            };
            // A number that is not the person's own says nothing of the person.
            let own_number = matches!(candidate.method, Method::Id | Method::IdNameVariant);
            if !own_number && in_the_number.get(usize::from(column)) == Some(&true) {
                continue;
            }
            let outcome = outcomes.get(at).copied().unwrap_or(Outcome::Silent);
            match known_by_both(sources, extract, candidate, comparison, outcome)? {
                Outcome::Different(level) => {
                    differs = true;
                    differing.differences.push(found(DifferenceKind::Difference, level));
                }
                Outcome::Spelling(level) => {
                    differing.differences.push(found(DifferenceKind::Spelling, level));
                }
                Outcome::Unread => open.extend(unread(sources, extract, candidate, comparison)),
                Outcome::Silent if has_notes => open.extend(noted(sources, extract, candidate, comparison)),
                Outcome::Silent => {}
                Outcome::Same => {}
            }
        }
        differing.decisions.push(match decision {
            decision if differs => decision.clone(),
            Decision::Unknown(columns) if !open.is_empty() => Decision::Unknown(columns.clone()),
            _ if !open.is_empty() => Decision::Unknown(open),
            _ => Decision::No,
        });
    }
    odd_one::name_them(sources, rule, extract, &mut differing.differences)?;
    Ok(differing)
}

/// A name that the household register has for the member as well, of today or of before, is a spelling.
fn known_by_both(
    sources: &Sources<'_>,
    extract: &Extract,
    candidate: &Candidate,
    comparison: &Comparison,
    outcome: Outcome,
) -> Result<Outcome, TableError> {
    let (Outcome::Different(_), Comparator::Name, With::Column(with)) =
        (outcome, comparison.by, &comparison.with)
    else {
        return Ok(outcome);
    };
    let Some(member) = sources.roster.person(candidate.place) else { return Ok(outcome) };
    let name = texts(extract.frame(), with)?.get(candidate.row.at()).unwrap_or_default();
    let known = member.known_names.len() > 1 && member.agreement(name) != NameMatch::Different;
    Ok(if known { Outcome::Spelling(compare::FORMER) } else { outcome })
}

/// How many people of each card have a record that counts, held against what the registry says. It stands at the
/// card's first member; where a record may or may not count, the number is open.
fn counted(
    sources: &Sources<'_>,
    candidates: &Candidates,
    decisions: &[Decision],
    comparison: &Comparison,
) -> Result<Vec<(Outcome, usize)>, TableError> {
    let said = sources.registry.values(&comparison.registry)?;
    let mut outcomes = vec![(Outcome::Silent, 0); candidates.rows.len()];
    let Comparator::Number { tolerance, share } = comparison.by else { return Ok(outcomes) };
    for rows in of_cards(candidates) {
        let Some(first) = head_of(sources, candidates, &rows) else {
            continue;
        };
        let row = candidates.rows.get(first).and_then(|own| sources.roster.person(own.place)?.registry_row);
        let number = row.map(|row| said.get(row.at())).transpose()?.and_then(|number| cell_text(&number));
        let Some(number) = number.and_then(|text| text.parse::<f64>().ok()) else { continue };
        let card = candidates.rows.get(first).and_then(|own| sources.roster.card(own.card));
        let of_registry = RosterSource::Registry.is(&candidates.extract);
        let (persons, open) = match card.filter(|_| of_registry) {
            Some(card) => (card.members as usize, false),
            None => persons_of(sources, candidates, decisions, &rows),
        };
        // In the registry everybody of the card is seen.
        let unseen =
            !of_registry && card.is_none_or(|card| card.unknown_members + card.unseen_in_register > 0);
        let outcome = if open || unseen {
            Outcome::Unread
        } else {
            number_outcome(
                (number * DECIMAL_ONE as f64).round() as i128,
                persons as i128 * DECIMAL_ONE,
                tolerance,
                share,
            )
        };
        if let Some(own) = outcomes.get_mut(first) {
            *own = (outcome, persons);
        }
    }
    Ok(outcomes)
}

/// The people of a card with a record that counts, and whether one may count or not.
fn persons_of(
    sources: &Sources<'_>,
    candidates: &Candidates,
    decisions: &[Decision],
    rows: &[usize],
) -> (usize, bool) {
    let (mut persons, mut open) = (BTreeSet::new(), false);
    for at in rows {
        let Some((candidate, decision)) = candidates.rows.get(*at).zip(decisions.get(*at)) else { continue };
        match decision {
            Decision::No | Decision::Exempt(_) => {}
            Decision::Hit if candidate.confidence().stands() => {
                persons.insert(identity(sources, candidate.place));
            }
            _ => open = true,
        }
    }
    (persons.len(), open)
}

/// Somebody who stands on one card twice is one person.
fn identity(sources: &Sources<'_>, place: PlaceIdx) -> (Option<i64>, Option<PlaceIdx>) {
    let person = sources.roster.person(place).and_then(|own| own.person).map(|key| key.0);
    (person, person.is_none().then_some(place))
}

/// The positions of each card's candidates.
fn of_cards(candidates: &Candidates) -> Vec<Vec<usize>> {
    let mut cards: Vec<(CardIdx, PlaceIdx, usize)> =
        candidates.rows.iter().enumerate().map(|(at, own)| (own.card, own.place, at)).collect();
    cards.sort_unstable();
    cards.chunk_by(|(a, ..), (b, ..)| a == b).map(|rows| rows.iter().map(|(.., at)| *at).collect()).collect()
}

/// The candidate that stands for the card: its head's, or else the first by name, whatever the order of the rows.
fn head_of(sources: &Sources<'_>, candidates: &Candidates, rows: &[usize]) -> Option<usize> {
    let order = |at: &usize| {
        let own = candidates.rows.get(*at)?;
        let (person, card) = (sources.roster.person(own.place)?, sources.roster.card(own.card)?);
        Some((
            person.name != card.head_name,
            &person.name,
            person.person,
            own.confidence() < Confidence::Probable,
        ))
    };
    rows.iter().copied().filter(|at| is_member(sources, candidates, *at)).min_by_key(order)
}

fn is_member(sources: &Sources<'_>, candidates: &Candidates, at: usize) -> bool {
    let place = candidates.rows.get(at).map(|own| own.place);
    place.and_then(|place| sources.roster.person(place)).is_some_and(|own| own.relation == Relation::Member)
}

/// What stands in either column and was not understood.
fn noted(
    sources: &Sources<'_>,
    extract: &Extract,
    candidate: &Candidate,
    comparison: &Comparison,
) -> Vec<Open> {
    let own = sources.roster.person(candidate.place).and_then(|own| own.registry_row);
    let own = own.map(|row| open::noted(sources.registry, ColumnScope::Member, &comparison.registry, row));
    let mut open = own.unwrap_or_default();
    if let With::Column(with) = &comparison.with {
        open.extend(open::noted(extract, ColumnScope::Record, with, candidate.row));
    }
    open
}

/// Likewise, of two values that are there and cannot be held against each other.
fn unread(
    sources: &Sources<'_>,
    extract: &Extract,
    candidate: &Candidate,
    comparison: &Comparison,
) -> Vec<Open> {
    let noted = noted(sources, extract, candidate, comparison);
    if !noted.is_empty() {
        return noted;
    }
    match &comparison.with {
        With::Column(with) => {
            vec![Open {
                cause: Cause::ValueUnreadable,
                what: format!("member.{}, {with}", comparison.registry),
            }]
        }
        With::Count => vec![Open { cause: Cause::IdentityUnknown, what: comparison.registry.clone() }],
    }
}
