//! The three rates (三率) of a draw: wrongly included (错评), left out (漏评), wrongly exited (错退).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::estimate::{Estimate, Seen};
use super::{Draw, Population, Stratum, Unit, UnitKind};
use crate::domain::{Outcome, Share};

/// What came of a visit to a unit: to a card's own line, or for one of its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub outcome: Outcome,
    /// `2017-09-03`
    pub day: String,
}

/// What a draw came to so far.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rates {
    pub draw: String,
    pub as_of: String,
    pub drawn_on: String,
    pub design: String,
    pub population: Population,
    /// Cards drawn; of these visited, and visited and not decided yet (重新评议, 申诉复核中).
    pub cards: u64,
    pub visited: u64,
    pub undecided: u64,
    /// Of the cards on the list, those that do not fit.
    pub wrongly_included: Option<Rate>,
    /// The same of those with a finding, and of those without: what the comparison finds, and what it misses.
    pub among_suspects: Option<Rate>,
    pub among_clear: Option<Rate>,
    /// Of those who should be on the list, the households that are on no card.
    pub left_out: Option<Rate>,
    /// Of the cards that left poverty, those that should not have.
    pub wrongly_exited: Option<Rate>,
}

/// A rate, with how many of the county that makes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rate {
    #[serde(flatten)]
    pub estimate: Estimate,
    /// The share of the cards it is a share of; none where these are not counted.
    pub households: Option<Share>,
}

impl Rate {
    fn of(seen: &[Seen<'_>], population: Option<u64>) -> Option<Self> {
        let estimate = Estimate::of(seen)?;
        let households = population.map(|all| estimate.share.map(|share| share * all as f64));
        Some(Self { estimate, households })
    }
}

/// What a draw came to: `of_unit` says what is known of a fingerprint, `of_findings` of the findings of a card.
pub fn rates<'a>(
    draw: &Draw,
    of_unit: impl Fn(&str) -> Option<Visit>,
    of_findings: impl Fn(&str) -> Vec<&'a Visit>,
) -> Rates {
    let since = |visit: &Visit| visit.day >= draw.drawn_on;
    // What was written on the card's own line, or else what weighs most of its findings.
    let outcome = |unit: &Unit| {
        let own = of_unit(&unit.fingerprint).filter(since).map(|visit| visit.outcome);
        own.or_else(|| {
            let findings = of_findings(&unit.household_id).into_iter().filter(|visit| since(visit));
            findings.map(|visit| visit.outcome).min()
        })
    };
    let cards: Vec<_> = draw.units.iter().filter(|unit| unit.kind == UnitKind::Card).collect();
    let visited: Vec<_> = cards
        .iter()
        .filter_map(|unit| Some((*unit, outcome(unit)?)))
        .filter(|(_, outcome)| outcome.was_visited())
        .collect();
    let on_list: Vec<_> = visited.iter().filter(|(unit, _)| !unit.exited).collect();
    let wrong = |wanted: &dyn Fn(&Unit) -> bool| -> Vec<Seen<'_>> {
        let own = on_list.iter().filter(|(unit, outcome)| wanted(unit) && is_settled(*outcome));
        own.map(|(unit, outcome)| seen(unit, *outcome == Outcome::Removed)).collect()
    };
    let exited = visited
        .iter()
        .filter(|(unit, outcome)| unit.exited && (is_settled(*outcome) || *outcome == Outcome::Reevaluate));
    let wrongly_exited: Vec<_> =
        exited.map(|(unit, outcome)| seen(unit, *outcome == Outcome::Reevaluate)).collect();
    let of_exited = |unit: &Unit, outcome: Outcome| !unit.exited && outcome == Outcome::Reevaluate;
    let undecided = visited
        .iter()
        .filter(|(unit, outcome)| of_exited(unit, *outcome) || *outcome == Outcome::Disputed)
        .count();
    let population = &draw.population;
    Rates {
        draw: draw.id.clone(),
        as_of: draw.as_of.clone(),
        drawn_on: draw.drawn_on.clone(),
        design: draw.design.in_words(),
        population: *population,
        cards: cards.len() as u64,
        visited: visited.len() as u64,
        undecided: undecided as u64,
        wrongly_included: Rate::of(&wrong(&|_| true), Some(population.suspects + population.clear)),
        among_suspects: Rate::of(
            &wrong(&|unit| unit.stratum == Some(Stratum::Suspect)),
            Some(population.suspects),
        ),
        among_clear: Rate::of(&wrong(&|unit| unit.stratum == Some(Stratum::Clear)), Some(population.clear)),
        left_out: left_out(draw, &visited, &of_unit),
        wrongly_exited: Rate::of(&wrongly_exited, Some(population.exited)),
    }
}

/// Whether the visit said if the card fits.
fn is_settled(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Reevaluate | Outcome::Disputed | Outcome::Unreachable)
}

fn seen(unit: &Unit, is: bool) -> Seen<'_> {
    Seen { village: unit.place(), weight: unit.weight, is }
}

/// Of the households that should be on the list, those that are not: the cards found right against whoever was found to
/// be left out, in the villages that were visited.
fn left_out(
    draw: &Draw,
    visited: &[(&Unit, Outcome)],
    of_unit: &impl Fn(&str) -> Option<Visit>,
) -> Option<Rate> {
    let right = visited
        .iter()
        .filter(|(unit, outcome)| !unit.exited && is_settled(*outcome) && *outcome != Outcome::Removed);
    let mut all: Vec<_> = right.map(|(unit, _)| seen(unit, false)).collect();
    let villages: BTreeSet<_> = visited.iter().map(|(unit, _)| unit.place()).collect();
    // People of one register are one household.
    let mut families = BTreeMap::new();
    for unit in draw.units.iter().filter(|unit| unit.kind != UnitKind::Card) {
        let found = of_unit(&unit.fingerprint).filter(|visit| visit.day >= draw.drawn_on);
        if found.is_some_and(|visit| visit.outcome == Outcome::Reevaluate) && villages.contains(&unit.place())
        {
            families.entry((unit.place(), unit.family.as_str())).or_insert(unit);
        }
    }
    all.extend(families.into_values().map(|unit| seen(unit, true)));
    Rate::of(&all, None)
}

#[cfg(test)]
mod tests {
    use super::super::{Allocation, Design, VillageQuota};
    use super::*;

    fn unit(name: &str, kind: UnitKind, stratum: Option<Stratum>) -> Unit {
        Unit {
            fingerprint: name.to_owned(),
            kind,
            household_id: name.to_owned(),
            township: "T".to_owned(),
            village: "V".to_owned(),
            stratum,
            exited: stratum == Some(Stratum::Exited),
            weight: if stratum == Some(Stratum::Clear) { 4.0 } else { 1.0 },
            family: name.chars().take(1).collect(),
        }
    }

    fn drawn() -> Draw {
        let card = |name, stratum| unit(name, UnitKind::Card, Some(stratum));
        Draw {
            id: "d".to_owned(),
            run_id: String::new(),
            as_of: String::new(),
            design: Design {
                villages: VillageQuota::Count(1),
                cards: 10,
                allocation: Allocation::Stratified,
                seed: 1,
            },
            population: Population { villages: 1, suspects: 2, clear: 8, exited: 2 },
            drawn_on: "2017-09-01".to_owned(),
            drawn_by: String::new(),
            units: vec![
                card("s1", Stratum::Suspect),
                card("s2", Stratum::Suspect),
                card("c1", Stratum::Clear),
                card("c2", Stratum::Clear),
                card("e1", Stratum::Exited),
                card("e2", Stratum::Exited),
                unit("l1", UnitKind::LeftOut, None),
                unit("l2", UnitKind::LeftOut, None),
                unit("r1", UnitKind::Room, None),
            ],
        }
    }

    fn of(outcomes: &[(&str, Outcome)], findings: &[(&str, Outcome)]) -> Rates {
        let visit = |outcome| Visit { outcome, day: "2017-09-02".to_owned() };
        let findings: Vec<_> = findings.iter().map(|(card, outcome)| (*card, visit(*outcome))).collect();
        rates(
            &drawn(),
            |name| outcomes.iter().find(|own| own.0 == name).map(|own| visit(own.1)),
            |card| findings.iter().filter(|own| own.0 == card).map(|own| &own.1).collect(),
        )
    }

    fn counts(rate: Option<Rate>) -> Option<(u64, u64)> {
        rate.map(|rate| (rate.estimate.some, rate.estimate.of))
    }

    #[test]
    fn each_rate_is_of_those_it_is_about() {
        use Outcome::{Disputed, Reevaluate, Removed, Retained, Unreachable};
        let own = of(
            &[
                ("s1", Removed),
                ("s2", Retained),
                ("c1", Retained),
                ("c2", Retained),
                ("e1", Reevaluate),
                ("e2", Retained),
                ("l1", Reevaluate),
                ("l2", Reevaluate),
                ("r1", Reevaluate),
            ],
            &[],
        );
        assert_eq!(counts(own.wrongly_included), Some((1, 4)));
        // One of ten cards, since each clear one stands for four.
        let included = own.wrongly_included.unwrap();
        assert!((included.estimate.share.value - 0.1).abs() < 1e-9);
        assert!((included.households.unwrap().value - 1.0).abs() < 1e-9);
        assert_eq!((counts(own.among_suspects), counts(own.among_clear)), (Some((1, 2)), Some((0, 2))));
        assert_eq!(counts(own.wrongly_exited), Some((1, 2)));
        // Three right cards, one family of two people, and one that the visitors found.
        assert_eq!(counts(own.left_out), Some((2, 5)));
        assert_eq!((own.cards, own.visited, own.undecided), (6, 6, 0));
        let open = of(&[("s1", Disputed), ("c1", Reevaluate), ("c2", Unreachable)], &[]);
        assert_eq!((open.visited, open.undecided), (2, 2));
        assert_eq!((open.wrongly_included, open.left_out), (None, None));
    }

    #[test]
    fn where_the_cards_own_line_is_empty_its_findings_say_what_came_of_it() {
        use Outcome::{Removed, Retained};
        let own = of(&[("s2", Retained)], &[("s1", Retained), ("s1", Removed), ("s2", Removed)]);
        assert_eq!(counts(own.among_suspects), Some((1, 2)));
    }

    #[test]
    fn what_was_found_before_the_draw_says_nothing_of_it() {
        let before = Visit { outcome: Outcome::Removed, day: "2017-08-31".to_owned() };
        let own = rates(&drawn(), |_| Some(before.clone()), |_| vec![]);
        assert_eq!((own.visited, own.wrongly_included), (0, None));
    }
}
