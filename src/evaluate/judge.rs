//! The verdict of a rule on a card, from the decisions on its records.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;

use super::open::{self, open_columns};
use super::verdict::{Conclusion, Holdings, Shown, Visibility, conclude, finding};
use super::{Candidate, Candidates, Decision};
use crate::domain::{Cause, Confidence, Verdict};
use crate::rulebook::CompiledRule;
use crate::table::{CardIdx, CardVerdict, Finding, Hit, PlaceIdx, RowIdx, RuleIdx, TableError, cell_text};

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
    fn new(verdict: Verdict, cause: Option<Cause>, detail: String) -> Self {
        Self { verdict, cause, detail, found: None, total: None, hits: Vec::new() }
    }

    fn undetermined((cause, detail): (Cause, String)) -> Self {
        Self::new(Verdict::Undetermined, Some(cause), detail)
    }

    /// A card without records is clear where everybody could be looked up.
    fn without_records(not_seen: Option<NotSeen>) -> Self {
        not_seen.map_or_else(|| Self::new(Verdict::Clear, None, String::new()), Self::undetermined)
    }

    pub(super) fn finding(&self, card: CardIdx, rule: RuleIdx) -> Option<Finding> {
        let (confidence, exempt) = self.found?;
        let (total, hits) = (self.total.clone(), self.hits.clone());
        Some(Finding { card, rule, confidence, exempt, total, hits })
    }

    pub(super) fn verdict(self, card: CardIdx, rule: RuleIdx) -> CardVerdict {
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

/// The classes of hits over which `having` is asked. More hits can fulfil it as well as undo it, so that it is
/// asked over ever larger sets: those that stand, then also those that may count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Set {
    Standing,
    WithUndecided,
    WithUnknown,
    /// Whatever could count.
    WithPossible,
    StandingOrPossible,
    Exempt,
}

impl Set {
    const ALL: [Self; 6] = [
        Self::Standing,
        Self::WithUndecided,
        Self::WithUnknown,
        Self::WithPossible,
        Self::StandingOrPossible,
        Self::Exempt,
    ];

    const fn classes(self) -> &'static [Class] {
        match self {
            Self::Standing => &[Class::Standing],
            Self::WithUndecided => &[Class::Standing, Class::Undecided],
            Self::WithUnknown => &[Class::Standing, Class::Undecided, Class::Unknown],
            Self::WithPossible => &[Class::Standing, Class::Undecided, Class::Unknown, Class::Possible],
            Self::StandingOrPossible => &[Class::Standing, Class::Possible],
            Self::Exempt => &[Class::Exempt],
        }
    }
}

impl Shown {
    /// The set whose total the finding names, the class whose best link is its confidence, and the classes of
    /// the records that it lists.
    const fn of(self) -> (Set, Class, &'static [Class]) {
        match self {
            Self::Standing => {
                (Set::Standing, Class::Standing, &[Class::Standing, Class::Exempt, Class::Possible])
            }
            Self::Possible => {
                (Set::StandingOrPossible, Class::Possible, &[Class::Standing, Class::Possible, Class::Exempt])
            }
            Self::Exempt => (Set::Exempt, Class::Exempt, &[Class::Exempt]),
        }
    }
}

/// Why not everybody in a rule's scope could be looked up on a card, and who.
pub(super) type NotSeen = (Cause, String);

/// Judges every card, and gives those, in order, that are not plainly clear.
///
/// `not_seen` has the cards of which something could not be looked up in the rule's scope: they are never clear.
pub(super) fn judge(
    candidates: &Candidates,
    decisions: &[Decision],
    compiled: &CompiledRule,
    not_seen: &BTreeMap<CardIdx, NotSeen>,
) -> Result<BTreeMap<CardIdx, Judgement>, TableError> {
    let pairs = candidates.rows.iter().zip(decisions);
    let classes: Vec<_> = pairs.map(|(candidate, decision)| class(candidate, decision)).collect();
    let mut over = BTreeMap::new();
    for set in Set::ALL {
        over.insert(set, holding(candidates, &classes, set.classes(), compiled)?);
    }
    let mut by_card: BTreeMap<CardIdx, Vec<usize>> = BTreeMap::new();
    // A record that does not meet the rule says no more than none.
    for (at, (candidate, _)) in
        candidates.rows.iter().zip(&classes).enumerate().filter(|(_, (_, class))| class.is_some())
    {
        by_card.entry(candidate.card).or_default().push(at);
    }
    // Nearly every card has no record that the rule asks for, and nobody who could not be looked up.
    let mut judgements: BTreeMap<_, _> = not_seen
        .iter()
        .filter(|(card, _)| !by_card.contains_key(card))
        .map(|(card, not_seen)| (*card, Judgement::undetermined(not_seen.clone())))
        .collect();
    for (card, rows) in &by_card {
        let not_seen = not_seen.get(card).cloned();
        let evidence = Evidence { candidates, decisions, classes: &classes, rows, compiled };
        let of_set = |set: Set| over.get(&set).and_then(|cards| cards.get(card));
        // A set without any hits does not hold.
        let holds = |set| of_set(set).map_or(Some(false), |holding| holding.holds);
        let holdings = Holdings {
            standing: holds(Set::Standing),
            with_undecided: holds(Set::WithUndecided),
            with_unknown: holds(Set::WithUnknown),
            with_possible: holds(Set::WithPossible),
            standing_or_possible: holds(Set::StandingOrPossible),
            exempt: holds(Set::Exempt),
            any_undecided: evidence.has(Class::Undecided),
            any_unknown: evidence.has(Class::Unknown),
            any_unidentified: evidence.has(Class::Unidentified),
        };
        let visibility = if not_seen.is_some() { Visibility::Partial } else { Visibility::Whole };
        let conclusion = conclude(&holdings, visibility);
        let judgement = evidence.judgement(conclusion, not_seen);
        let judgement = match finding(conclusion, &holdings) {
            None => judgement,
            Some(shown) => {
                let (set, best_of, classes) = shown.of();
                let found = evidence.best(best_of).map(|confidence| (confidence, shown == Shown::Exempt));
                let total = of_set(set).and_then(|holding| holding.total.clone());
                Judgement { found, total, hits: evidence.hits(classes), ..judgement }
            }
        };
        judgements.insert(*card, judgement);
    }
    Ok(judgements)
}

/// `having` per card over the candidates of the wanted classes; cards without any are left out. A record is
/// counted once, though two members of the card are its subjects.
fn holding(
    candidates: &Candidates,
    classes: &[Option<Class>],
    wanted: &[Class],
    compiled: &CompiledRule,
) -> Result<BTreeMap<CardIdx, Holding>, TableError> {
    let mut counted: PlHashSet<(CardIdx, i64)> = PlHashSet::default();
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
            by_card.insert(CardIdx(card), Holding { holds, total: cell_text(&totals.get(at)?) });
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

    /// The conclusion in the words of the contract: verdict, cause, and what is missing.
    fn judgement(&self, conclusion: Conclusion, not_seen: Option<NotSeen>) -> Judgement {
        match conclusion {
            Conclusion::Suspect => Judgement::new(Verdict::Suspect, None, String::new()),
            Conclusion::ExemptionOpen => {
                Judgement::undetermined((Cause::ExemptionUndecided, self.undecided()))
            }
            Conclusion::RecordOpen => Judgement::undetermined(self.open()),
            Conclusion::HavingOpen => Judgement::undetermined(self.open_in_having()),
            Conclusion::IdentityOpen => Judgement::undetermined((Cause::IdentityPossible, String::new())),
            Conclusion::NotAllSeen => Judgement::without_records(not_seen),
            Conclusion::Clear => Judgement::new(Verdict::Clear, None, self.exemptions()),
        }
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

    /// What `having` reads and is unknown in a record it counts.
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
        let mut hits: BTreeMap<(RowIdx, PlaceIdx), (Class, Hit)> = BTreeMap::new();
        for class in shown {
            for (candidate, decision) in self.of(*class) {
                let hit = Hit {
                    place: candidate.place,
                    extract: self.candidates.extract.clone(),
                    row: candidate.row,
                    method: candidate.method,
                    link: candidate.link,
                    exempt: self.reason(decision).map(str::to_owned),
                };
                let key = (candidate.row, candidate.place);
                hits.entry(key).or_insert((*class, hit));
            }
        }
        hits.into_values().map(|(_, hit)| hit).collect()
    }
}
