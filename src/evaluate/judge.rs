//! What does a rule say of a card? The decisions on its records, taken together.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::open::{self, open_columns};
use super::{Candidate, Candidates, Decision};
use crate::domain::{Cause, Confidence, Verdict};
use crate::rulebook::CompiledRule;
use crate::table::{Card, CardVerdict, Finding, Hit, TableError, cell_text};

/// What one rule says of one card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub verdict: Verdict,
    pub cause: Option<Cause>,
    pub detail: String,
    /// Confidence and exemption of the finding, if there is one.
    pub found: Option<(Confidence, bool)>,
    pub total: Option<String>,
    pub hits: Vec<Hit>,
}

impl Judgement {
    pub(super) fn finding(&self, card: u32, rule: usize) -> Option<Finding> {
        let (confidence, exempt) = self.found?;
        let (total, hits) = (self.total.clone(), self.hits.clone());
        Some(Finding { card, rule, confidence, exempt, total, hits })
    }

    pub(super) fn verdict(self, card: u32, rule: usize) -> CardVerdict {
        CardVerdict { card, rule, verdict: self.verdict, cause: self.cause, detail: self.detail }
    }
}

/// The kinds of decisions that are asked for together, from the surest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Standing,
    /// A hit on a link too weak to stand on.
    Possible,
    Exempt,
    Undecided,
    Unknown,
    /// Nothing can be said as long as it is not known whose record it is.
    Unidentified,
}

fn class(candidate: &Candidate, decision: &Decision) -> Option<Class> {
    match decision {
        Decision::No => None,
        Decision::Hit if candidate.confidence().stands() => Some(Class::Standing),
        Decision::Hit => Some(Class::Possible),
        Decision::Exempt(_) => Some(Class::Exempt),
        Decision::Undecided(_) => Some(Class::Undecided),
        Decision::Unknown(_) => Some(Class::Unknown),
        Decision::Unidentified => Some(Class::Unidentified),
    }
}

/// Whether `having` holds over some classes of a card's candidates.
#[derive(Debug, Clone, Default)]
struct Holding {
    holds: Option<bool>,
    total: Option<String>,
}

/// Judges every card, in order.
///
/// `unseen` says who of a card is in the rule's scope and cannot be found, so that the card is never clear.
pub fn judge(
    cards: &[Card],
    candidates: &Candidates,
    decisions: &[Decision],
    compiled: &CompiledRule,
    unseen: impl Fn(&Card) -> Option<String>,
) -> Result<Vec<Judgement>, TableError> {
    let classes: Vec<_> = candidates
        .rows
        .iter()
        .zip(decisions)
        .map(|(candidate, decision)| class(candidate, decision))
        .collect();
    let over = |wanted: &[Class]| holding(candidates, &classes, wanted, compiled);
    let standing = over(&[Class::Standing])?;
    let undecided = over(&[Class::Standing, Class::Undecided])?;
    let unknown = over(&[Class::Standing, Class::Undecided, Class::Unknown])?;
    let all = over(&[Class::Standing, Class::Undecided, Class::Unknown, Class::Possible])?;
    let possible = over(&[Class::Standing, Class::Possible])?;
    let exempt = over(&[Class::Exempt])?;
    let mut by_card: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, candidate) in candidates.rows.iter().enumerate() {
        by_card.entry(candidate.card).or_default().push(at);
    }
    let mut judgements = Vec::with_capacity(cards.len());
    for (index, card) in (0u32..).zip(cards) {
        let evidence = Evidence {
            candidates,
            decisions,
            classes: &classes,
            rows: by_card.get(&index).map_or(&[], Vec::as_slice),
            compiled,
        };
        // Nearly every card has no record that the rule asks for.
        if evidence.rows.is_empty() {
            judgements.push(without_records(unseen(card)));
            continue;
        }
        // Of no hits nothing holds.
        let none = Holding { holds: Some(false), total: None };
        let get = |over: &BTreeMap<u32, Holding>| over.get(&index).cloned().unwrap_or_else(|| none.clone());
        let (standing, possible, exempt) = (get(&standing), get(&possible), get(&exempt));
        let (undecided, unknown, all) = (get(&undecided).holds, get(&unknown).holds, get(&all).holds);
        // More hits can also undo a `having` that wants few.
        let stands = standing.holds == Some(true) && all == Some(true);
        let found = if stands {
            Some((
                &[Class::Standing, Class::Exempt, Class::Possible][..],
                Class::Standing,
                standing.total.clone(),
            ))
        } else if possible.holds == Some(true) {
            Some((
                &[Class::Standing, Class::Possible, Class::Exempt][..],
                Class::Possible,
                possible.total.clone(),
            ))
        } else if exempt.holds == Some(true) {
            Some((&[Class::Exempt][..], Class::Exempt, exempt.total.clone()))
        } else {
            None
        };
        let may_hold =
            |with: Option<bool>, without: Option<bool>| (with, without) != (Some(false), Some(false));
        let (verdict, cause, detail) = if stands {
            (Verdict::Suspect, None, String::new())
        } else if may_hold(undecided, standing.holds) && evidence.has(Class::Undecided) {
            (Verdict::Undetermined, Some(Cause::ExemptionUndecided), evidence.undecided())
        } else if may_hold(unknown, undecided) && evidence.has(Class::Unknown) {
            let (cause, what) = evidence.open();
            (Verdict::Undetermined, Some(cause), what)
        } else if unknown.is_none() {
            let (cause, what) = evidence.open_in_having();
            (Verdict::Undetermined, Some(cause), what)
        } else if may_hold(all, unknown) || evidence.has(Class::Unidentified) {
            (Verdict::Undetermined, Some(Cause::IdentityPossible), String::new())
        } else if let Some(who) = unseen(card) {
            (Verdict::Undetermined, Some(Cause::IdentityUnknown), who)
        } else {
            (Verdict::Clear, None, evidence.exemptions())
        };
        let (found, total, hits) = match found {
            Some((shown, best_of, total)) => {
                let confidence = evidence.best(best_of);
                (
                    confidence.map(|confidence| (confidence, best_of == Class::Exempt)),
                    total,
                    evidence.hits(shown),
                )
            }
            None => (None, None, Vec::new()),
        };
        judgements.push(Judgement { verdict, cause, detail, found, total, hits });
    }
    Ok(judgements)
}

/// Of no records nothing holds.
fn without_records(unseen: Option<String>) -> Judgement {
    let (verdict, cause, detail) = match unseen {
        Some(who) => (Verdict::Undetermined, Some(Cause::IdentityUnknown), who),
        None => (Verdict::Clear, None, String::new()),
    };
    Judgement { verdict, cause, detail, found: None, total: None, hits: Vec::new() }
}

/// `having` per card over the candidates of the wanted classes; cards without any are left out. A record is
/// counted once, though two members of the card are its subjects.
fn holding(
    candidates: &Candidates,
    classes: &[Option<Class>],
    wanted: &[Class],
    compiled: &CompiledRule,
) -> Result<BTreeMap<u32, Holding>, TableError> {
    let mut counted: PlHashSet<(u32, i64)> = PlHashSet::default();
    let chosen: Vec<IdxSize> = (0..)
        .zip(classes.iter().zip(&candidates.rows))
        .filter(|(_, (class, _))| class.is_some_and(|class| wanted.contains(&class)))
        .filter(|(_, (_, row))| counted.insert((row.card, row.record)))
        .map(|(at, _)| at)
        .collect();
    let Some(having) = &compiled.having else {
        let cards = chosen.iter().filter_map(|at| candidates.rows.get(*at as usize)).map(|row| row.card);
        return Ok(cards.map(|card| (card, Holding { holds: Some(true), total: None })).collect());
    };
    if chosen.is_empty() {
        return Ok(BTreeMap::new());
    }
    let frame = candidates.frame.take(&IdxCa::from_vec("row".into(), chosen))?;
    let total = compiled.total.clone().unwrap_or_else(|| lit(NULL));
    let totals = [having.clone().alias("bidui.having"), total.alias("bidui.total")];
    let grouped = frame.lazy().group_by_stable([col("bidui.card")]).agg(totals).collect()?;
    let cards = grouped.column("bidui.card")?.u32()?.clone();
    let holds = grouped.column("bidui.having")?.bool()?.clone();
    let totals = grouped.column("bidui.total")?;
    let mut by_card = BTreeMap::new();
    for (at, (card, holds)) in cards.iter().zip(holds.iter()).enumerate() {
        if let Some(card) = card {
            by_card.insert(card, Holding { holds, total: cell_text(&totals.get(at)?) });
        }
    }
    Ok(by_card)
}

/// One card's candidates, with what was decided on them.
struct Evidence<'a> {
    candidates: &'a Candidates,
    decisions: &'a [Decision],
    classes: &'a [Option<Class>],
    rows: &'a [usize],
    compiled: &'a CompiledRule,
}

impl<'a> Evidence<'a> {
    fn of(&self, class: Class) -> impl Iterator<Item = (&'a Candidate, &'a Decision)> {
        self.rows.iter().filter_map(move |at| {
            let of_class = self.classes.get(*at).copied().flatten() == Some(class);
            of_class.then_some((self.candidates.rows.get(*at)?, self.decisions.get(*at)?))
        })
    }

    fn has(&self, class: Class) -> bool {
        self.of(class).next().is_some()
    }

    fn best(&self, class: Class) -> Option<Confidence> {
        self.of(class).map(|(candidate, _)| candidate.confidence()).max()
    }

    /// What is missing to decide exemptions: columns, or extracts.
    fn undecided(&self) -> String {
        let mut missing = BTreeSet::new();
        for (_, decision) in self.of(Class::Undecided) {
            if let Decision::Undecided(columns) = decision {
                missing.extend(columns.iter().map(String::as_str));
            }
        }
        missing.into_iter().collect::<Vec<_>>().join(", ")
    }

    /// What keeps open whether records meet the rule.
    fn open(&self) -> (Cause, String) {
        let open = self.of(Class::Unknown).filter_map(|(_, decision)| match decision {
            Decision::Unknown(open) => Some(open),
            _ => None,
        });
        open::summary(open.flatten()).unwrap_or((Cause::ColumnEmpty, String::new()))
    }

    /// What `having` reads and nobody knows in a record it counts.
    fn open_in_having(&self) -> (Cause, String) {
        let counted =
            |class: Option<Class>| matches!(class, Some(Class::Standing | Class::Undecided | Class::Unknown));
        let counted = self.rows.iter().filter(|at| counted(self.classes.get(**at).copied().flatten()));
        let (frame, columns, none) = (&self.candidates.frame, &self.compiled.having_columns, BTreeSet::new());
        let open: Vec<_> = counted.flat_map(|at| open_columns(frame, columns, &none, *at)).collect();
        open::summary(&open).unwrap_or((Cause::ColumnEmpty, String::new()))
    }

    fn reason(&self, decision: &Decision) -> Option<&'a str> {
        let Decision::Exempt(unless) = decision else { return None };
        self.compiled.unless.get(*unless).map(|unless| unless.reason.as_str())
    }

    fn exemptions(&self) -> String {
        let mut reasons: Vec<_> =
            self.of(Class::Exempt).filter_map(|(_, decision)| self.reason(decision)).collect();
        reasons.sort_unstable();
        reasons.dedup();
        if reasons.is_empty() { String::new() } else { format!("exempt: {}", reasons.join("; ")) }
    }

    /// The records behind a finding: each once, with the surest link that this card has to it.
    fn hits(&self, shown: &[Class]) -> Vec<Hit> {
        let mut hits: BTreeMap<(u32, u32), (Class, Hit)> = BTreeMap::new();
        for class in shown {
            for (candidate, decision) in self.of(*class) {
                let hit = Hit {
                    place: candidate.place,
                    extract: self.candidates.extract.clone(),
                    row: candidate.row,
                    method: candidate.method,
                    exempt: self.reason(decision).map(str::to_owned),
                };
                let key = (candidate.row, candidate.place);
                hits.entry(key).or_insert((*class, hit));
            }
        }
        hits.into_values().map(|(_, hit)| hit).collect()
    }
}
