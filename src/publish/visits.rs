//! The cards to visit, by village: tonight's suspects, and those whose findings nobody could look at.

use std::collections::{BTreeMap, BTreeSet};

use super::list_text::{RuleText, sentences_by_finding};
use crate::labels::{self, Lang};
use crate::results::{EvidenceRow, FindingRow, MaskedRows, RankRow, StandingRow, SuspectRow};

/// What the lists are made of.
#[derive(Debug, Clone, Copy)]
pub struct Visits<'a> {
    pub suspects: &'a MaskedRows<SuspectRow>,
    pub findings: &'a MaskedRows<FindingRow>,
    pub evidence: &'a MaskedRows<EvidenceRow>,
    /// What was found before and could not be looked at.
    pub standing: &'a MaskedRows<StandingRow>,
    pub standing_evidence: &'a MaskedRows<EvidenceRow>,
    /// The fingerprints of findings that nobody need go for: decided on the same evidence, or disputed, which have a
    /// list of their own.
    pub not_to_visit: &'a BTreeSet<String>,
    /// Which are most worth a visit: the cards of a village stand in this order.
    pub ranks: &'a MaskedRows<RankRow>,
}

/// A card to visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardLine {
    pub household_id: String,
    pub head_name: String,
    pub members: i64,
    pub conditions: Vec<String>,
    pub rules: Vec<String>,
    pub evidence: Vec<String>,
    pub confidence: String,
    pub change: String,
    pub verify: Vec<String>,
    /// None for a card that nobody could look at.
    pub rank: Option<Rank>,
}

/// The cards to visit in every township and village.
pub fn cards_by_village(
    visits: &Visits<'_>,
    rules: &BTreeMap<String, RuleText>,
) -> BTreeMap<(String, String), Vec<CardLine>> {
    let mut villages = BTreeMap::<(String, String), BTreeMap<String, CardLine>>::new();
    let sentences = sentences_by_finding(visits.evidence, rules);
    let findings = findings_by_card(visits.findings);
    let mut best = BTreeMap::<&str, &RankRow>::new();
    for row in visits.ranks.iter() {
        best.entry(&row.household_id).or_insert(row);
    }
    for suspect in visits.suspects.iter() {
        let mut card = CardLine {
            household_id: suspect.household_id.clone(),
            head_name: suspect.head_name.clone(),
            members: suspect.members,
            confidence: labels::confidence(suspect.confidence, Lang::Zh).to_owned(),
            change: labels::change(suspect.change, Lang::Zh).to_owned(),
            ..CardLine::default()
        };
        for (rule, fingerprint) in findings.get(suspect.household_id.as_str()).into_iter().flatten() {
            let stands = suspect.rules.0.iter().any(|standing| standing == rule);
            if stands && !visits.not_to_visit.contains(*fingerprint) {
                card.add(rule, rules, "");
                card.evidence.extend(sentences.get(*fingerprint).into_iter().flatten().cloned());
            }
        }
        if card.rules.is_empty() {
            continue;
        }
        let place = (suspect.township.clone(), suspect.village.clone());
        villages.entry(place).or_default().insert(card.household_id.clone(), card);
    }
    add_standing(&mut villages, visits, rules);
    let in_order = |cards: BTreeMap<String, CardLine>| {
        let mut cards: Vec<_> = cards.into_values().collect();
        for card in &mut cards {
            card.rank = best.get(card.household_id.as_str()).map(|row| Rank::of(row));
        }
        // Who could not be looked at comes behind, by id.
        cards.sort_by_key(|card| card.rank.as_ref().map_or(i64::MAX, |rank| rank.place));
        cards
    };
    villages.into_iter().map(|(place, cards)| (place, in_order(cards))).collect()
}

/// A card's place in its village, and the parts of its rank in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rank {
    pub place: i64,
    pub parts: String,
}

impl Rank {
    fn of(row: &RankRow) -> Self {
        let parts = format!(
            "{:+.1}\n规则 {:+.1}\n证据 {:+.1}\n等待 {:+.1}",
            row.log_odds, row.by_rule, row.by_evidence, row.by_age
        );
        Self { place: row.place, parts }
    }
}

/// Who was a suspect when somebody could look last is one until it is seen otherwise.
fn add_standing(
    villages: &mut BTreeMap<(String, String), BTreeMap<String, CardLine>>,
    visits: &Visits<'_>,
    rules: &BTreeMap<String, RuleText>,
) {
    let sentences = sentences_by_finding(visits.standing_evidence, rules);
    let is_owed =
        |row: &&StandingRow| row.made_a_suspect() && !visits.not_to_visit.contains(&row.fingerprint);
    for row in visits.standing.iter().filter(is_owed) {
        let place = (row.township.clone(), row.village.clone());
        let card = villages.entry(place).or_default().entry(row.household_id.clone());
        let card = card.or_insert_with(|| CardLine {
            household_id: row.household_id.clone(),
            head_name: row.head_name.clone(),
            members: row.members,
            confidence: labels::confidence(row.confidence, Lang::Zh).to_owned(),
            change: "本次未能核对".to_owned(),
            ..CardLine::default()
        });
        let day = row.last_confirmed.map(|day| day.to_string()).unwrap_or_default();
        let why = labels::of_cause(row.cause.as_deref().unwrap_or(&row.why), Lang::Zh);
        card.add(&row.rule, rules, &format!("（上次确认 {day}，本次未能核对：{why}）"));
        card.evidence.extend(sentences.get(row.fingerprint.as_str()).into_iter().flatten().cloned());
    }
}

impl CardLine {
    /// Adds a rule that the card meets, with a remark behind its title.
    fn add(&mut self, rule: &str, rules: &BTreeMap<String, RuleText>, remark: &str) {
        let unknown = RuleText::default();
        let text = rules.get(rule).unwrap_or(&unknown);
        let number = text.condition.map(|number| format!("第{number}项 ")).unwrap_or_default();
        push_new(&mut self.conditions, format!("{number}{}", labels::condition(text.condition, Lang::Zh)));
        let title = if text.title.is_empty() { rule } else { &text.title };
        push_new(&mut self.rules, format!("{title}{remark}"));
        for check in &text.verify {
            push_new(&mut self.verify, check.clone());
        }
    }
}

fn push_new(list: &mut Vec<String>, text: String) {
    if !list.contains(&text) {
        list.push(text);
    }
}

/// Rule and fingerprint of each card's findings, in the order of the rules.
fn findings_by_card(findings: &[FindingRow]) -> BTreeMap<&str, BTreeSet<(&str, &str)>> {
    let mut by_card = BTreeMap::<_, BTreeSet<_>>::new();
    for finding in findings {
        let own = (finding.rule.as_str(), finding.fingerprint.as_str());
        by_card.entry(finding.household_id.as_str()).or_default().insert(own);
    }
    by_card
}
