//! Who cannot be looked up: people of a card who are in a rule's scope, and whose records cannot be found or were not
//! read.

use std::collections::BTreeMap;

use super::Sources;
use super::judge::NotSeen;
use crate::domain::{Cause, Relation, RosterSource, Scope};
use crate::rulebook::{Kind, Rule};
use crate::table::{Card, CardIdx, Extract, Roster};

/// What a rule cannot look up: a card is not clear of it then.
pub(super) struct NotSeenBy<'a> {
    rule: &'a Rule,
    /// How many of a card's people have records that were rejected.
    rejected: BTreeMap<CardIdx, u32>,
    /// The extract that says who is in scope, where it cannot be used.
    scope: Option<NotSeen>,
}

impl<'a> NotSeenBy<'a> {
    pub(super) fn of(sources: &Sources<'_>, extract: &Extract, rule: &'a Rule) -> Self {
        let missing = rule.scope_extracts().find(|extract| !sources.extracts.contains_key(*extract));
        let scope = missing.map(|extract| {
            let cause = sources.unusable.get(extract).copied().unwrap_or(Cause::SourceMissing);
            (cause, extract.to_owned())
        });
        Self { rule, rejected: rejected_by_card(sources.roster, extract, rule), scope }
    }

    /// Of the card at a position.
    pub(super) fn on(&self, at: CardIdx, card: &Card) -> Option<NotSeen> {
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
