//! Who cannot be looked up: people of a card who are in a rule's scope, and whose records cannot be found or were not
//! read.

use std::collections::BTreeMap;

use super::Sources;
use super::judge::NotSeen;
use crate::domain::{Cause, Relation, RosterSource, Scope};
use crate::rulebook::{Kind, Rule};
use crate::table::{Card, CardIdx, Extract, Roster};

/// The cards that have somebody whose records cannot be found, whoever asks: every rule asks, and hardly any card has.
pub(super) struct Hiding<'a>(Vec<(CardIdx, &'a Card)>);

impl<'a> Hiding<'a> {
    pub(super) fn of(roster: &'a Roster) -> Self {
        let hides =
            |card: &Card| card.unknown_members > 0 || card.unseen_in_register > 0 || card.unseen_spouses > 0;
        Self(CardIdx::all().zip(roster.cards()).filter(|(_, card)| hides(card)).collect())
    }

    /// What a rule cannot look up of each card: it is not clear of the rule then.
    pub(super) fn from(
        &self,
        sources: &Sources<'_>,
        extract: &Extract,
        rule: &Rule,
    ) -> BTreeMap<CardIdx, NotSeen> {
        let unseen = self.0.iter().filter_map(|(at, card)| Some((*at, unseen(card, rule)?)));
        let mut not_seen: BTreeMap<_, _> =
            unseen.map(|(at, who)| (at, (Cause::IdentityUnknown, who))).collect();
        for (at, count) in rejected_by_card(sources.roster, extract, rule) {
            let rejected = || (Cause::ValueUnreadable, format!("{count} rejected record(s)"));
            not_seen.entry(at).or_insert_with(rejected);
        }
        // Where the extract that says who is in scope cannot be used, nothing is known of any card.
        if let Some(missing) = rule.scope_extracts().find(|own| !sources.extracts.contains_key(*own)) {
            let cause = sources.unusable.get(missing).copied().unwrap_or(Cause::SourceMissing);
            for at in CardIdx::all().take(sources.roster.cards().len()) {
                not_seen.entry(at).or_insert_with(|| (cause, missing.to_owned()));
            }
        }
        not_seen
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
