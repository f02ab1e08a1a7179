//! Verdicts: what every rule says of every card. Nearly all of a county's millions are plainly `clear`; only the
//! others are kept.

use std::ops::Range;

use super::{CardIdx, RuleIdx};
use crate::domain::{Cause, Verdict};

/// What one rule says of one card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardVerdict {
    pub card: CardIdx,
    pub rule: RuleIdx,
    pub verdict: Verdict,
    pub cause: Option<Cause>,
    /// What the cause is about: columns, an extract, the reason of an exemption.
    pub detail: String,
}

impl CardVerdict {
    /// The cause as it stands in files: `column_empty: status`.
    pub fn cause_text(&self) -> Option<String> {
        match (self.cause, self.detail.is_empty()) {
            (Some(cause), true) => Some(cause.as_str().to_owned()),
            (Some(cause), false) => Some(format!("{cause}: {}", self.detail)),
            (None, true) => None,
            (None, false) => Some(self.detail.clone()),
        }
    }

    /// Clear, with nothing to add.
    pub fn is_plain(&self) -> bool {
        self.verdict == Verdict::Clear && self.cause.is_none() && self.detail.is_empty()
    }
}

/// A verdict for every card and every rule that judges cards.
#[derive(Debug, Clone, Default)]
pub struct Verdicts {
    cards: usize,
    /// In order.
    rules: Vec<RuleIdx>,
    /// Those that are not plain, by card and rule.
    told: Vec<CardVerdict>,
}

impl Verdicts {
    /// All verdicts of some rules (in order) on the first so many cards; those that are not given are plain.
    pub fn new(cards: usize, rules: Vec<RuleIdx>, mut told: Vec<CardVerdict>) -> Self {
        told.retain(|verdict| !verdict.is_plain());
        told.sort_unstable_by_key(|verdict| (verdict.card, verdict.rule));
        Self { cards, rules, told }
    }

    /// The rules that judge cards, in order.
    pub fn rules(&self) -> &[RuleIdx] {
        &self.rules
    }

    pub fn len(&self) -> usize {
        self.cards * self.rules.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those that are not plainly clear, by card and rule.
    pub fn told(&self) -> &[CardVerdict] {
        &self.told
    }

    /// Those left open, by card and rule.
    pub fn undetermined(&self) -> impl Iterator<Item = &CardVerdict> {
        self.told.iter().filter(|verdict| verdict.verdict == Verdict::Undetermined)
    }

    /// The place of a verdict among all, by card and rule.
    pub fn place(&self, card: CardIdx, rule: RuleIdx) -> Option<usize> {
        let rule = self.rules.binary_search(&rule).ok()?;
        (card.at() < self.cards).then_some(card.at() * self.rules.len() + rule)
    }

    /// Those that are not plainly clear among some places, each with its own.
    pub fn told_within(&self, places: &Range<usize>) -> impl Iterator<Item = (usize, &CardVerdict)> {
        let place = |own: &CardVerdict| self.place(own.card, own.rule).unwrap_or(usize::MAX);
        let first = self.told.partition_point(|own| place(own) < places.start);
        let told = self.told.iter().skip(first).map(move |own| (place(own), own));
        told.take_while(|(place, _)| *place < places.end)
    }

    /// All of them, by card and rule.
    pub fn iter(&self) -> impl Iterator<Item = CardVerdict> {
        let mut told = self.told.iter().peekable();
        let keys =
            CardIdx::all().take(self.cards).flat_map(|card| self.rules.iter().map(move |rule| (card, *rule)));
        keys.map(move |(card, rule)| {
            let own = told.next_if(|own| (own.card, own.rule) == (card, rule));
            let plain =
                || CardVerdict { card, rule, verdict: Verdict::Clear, cause: None, detail: String::new() };
            own.cloned().unwrap_or_else(plain)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_told_is_clear_and_every_verdict_has_its_place() {
        let (card, rule) = (CardIdx(1), RuleIdx(3));
        let open = CardVerdict {
            card,
            rule,
            verdict: Verdict::Undetermined,
            cause: Some(Cause::SourceMissing),
            detail: "vehicle".to_owned(),
        };
        let plain =
            CardVerdict { verdict: Verdict::Clear, cause: None, detail: String::new(), ..open.clone() };
        let verdicts = Verdicts::new(2, vec![RuleIdx(0), rule], vec![open.clone(), plain]);
        let all: Vec<_> = verdicts.iter().collect();
        assert_eq!(all.len(), verdicts.len());
        assert!(all[..3].iter().all(CardVerdict::is_plain));
        assert_eq!(all[3], open);
        for (at, own) in all.iter().enumerate() {
            assert_eq!(verdicts.place(own.card, own.rule), Some(at));
        }
        assert_eq!(verdicts.place(card, RuleIdx(1)), None);
    }
}
