//! What is new since the last run, of findings and of people left out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use polars::prelude::PlHashSet;

use super::last_run::{LastRun, NO_HOUSEHOLD, People};
use super::rule_set::RuleSet;
use crate::change::{self, Changes, Coverage, Fingerprints, FoundNow, KnownFinding};
use crate::domain::{Cause, Fingerprint, PersonKey, Relation};
use crate::results::{self, EvidenceRecords, RunData};
use crate::rulebook::RunnableRule;
use crate::standard::mask::{Mask, Masking};
use crate::suspects::Suspect;
use crate::table::{CardIdx, Finding, Roster, TableError};

/// What earlier runs know, told in tonight's household ids.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    findings: BTreeMap<Fingerprint, KnownFinding>,
    omissions: BTreeMap<Fingerprint, KnownFinding>,
    people: People,
    /// The known households that are in the registry tonight.
    there: BTreeSet<String>,
    pub fingerprints: Fingerprints,
}

impl Earlier {
    /// What the last run left, with each household under the id that it has tonight.
    pub fn of(last: Option<&LastRun>, roster: &Roster, job: &str, as_of: NaiveDate) -> Self {
        let Some(last) = last else { return Self::default() };
        let mut own = Self {
            findings: last.findings.clone(),
            omissions: last.omissions.clone(),
            people: last.people.clone(),
            ..Self::default()
        };
        let tonight = Tonight::of(roster, job, &own.people);
        own.rename(&tonight, as_of);
        own.fingerprints = Fingerprints::of_known(job, &own.findings);
        own
    }

    fn rename(&mut self, tonight: &Tonight<'_>, as_of: NaiveDate) {
        let (mut now_called, mut gone) = (BTreeMap::new(), BTreeMap::new());
        for (household, people) in &self.people {
            match tonight.cards.get(household) {
                Some(card) if !tonight.is_anothers(*card, people) => {
                    now_called.insert(household.clone(), tonight.id(*card).to_owned());
                }
                other => {
                    gone.insert(household.clone(), people.clone());
                    if other.is_some() {
                        // Until it is known what it is called tonight, if it is there at all.
                        now_called.insert(household.clone(), format!("{household}（{as_of} 前）"));
                    }
                }
            }
        }
        if gone.values().any(|people| !people.is_empty()) {
            let known: BTreeSet<_> = now_called.values().cloned().collect();
            let unknown = tonight.cards_of(&gone).into_iter().filter(|(id, _)| !known.contains(*id));
            for (new, old) in change::renumbered(&gone, unknown) {
                now_called.insert(old.to_owned(), new.to_owned());
            }
        }
        let called = |household: &mut String| {
            if let Some(now) = now_called.get(household.as_str()) {
                household.clone_from(now);
            }
        };
        for finding in self.findings.values_mut() {
            called(&mut finding.household_id);
        }
        let people = std::mem::take(&mut self.people).into_iter();
        self.people = people
            .map(|(mut household, people)| {
                called(&mut household);
                (household, people)
            })
            .collect();
        let households = self.people.keys().map(String::as_str).collect();
        let there = tonight.roster.cards_called(&households);
        self.there = there.into_keys().map(str::to_owned).collect();
    }

    /// Compares what was found tonight with everything that was found before.
    pub fn changes(
        &self,
        data: &RunData<'_>,
        evidence: &EvidenceRecords,
        suspects: &[Suspect],
        rule_set: &RuleSet,
        as_of: NaiveDate,
    ) -> Result<Changes, TableError> {
        let rules: BTreeSet<_> = rule_set.rules.iter().map(|own| own.rule.id.as_str()).collect();
        let households: BTreeSet<_> = self.there.iter().map(String::as_str).collect();
        let undetermined = self.undetermined(data);
        let coverage =
            Coverage { as_of, households: &households, rules: &rules, undetermined: &undetermined };
        let mut all = change::changes(findings_of(data, evidence, suspects), &self.findings, &coverage);
        let nobody = BTreeSet::from([NO_HOUSEHOLD]);
        let open = self.open_omissions(data)?;
        let coverage = Coverage { households: &nobody, undetermined: &open, ..coverage };
        let of_people = change::changes(omissions_of(data)?, &self.omissions, &coverage);
        all.changes.extend(of_people.changes);
        all.gone.extend(of_people.gone);
        all.known.extend(of_people.known);
        Ok(all)
    }

    /// What is undetermined tonight of what was found before.
    fn undetermined(&self, data: &RunData<'_>) -> BTreeMap<Fingerprint, (Cause, String)> {
        let asked: BTreeSet<_> =
            self.findings.values().map(|old| (old.household_id.as_str(), old.rule.as_str())).collect();
        let open = data.findings.verdicts.told().iter().filter_map(|verdict| {
            let (cause, text) = (verdict.cause?, verdict.cause_text()?);
            let (card, RunnableRule { rule, .. }) =
                (data.roster.card(verdict.card)?, data.rules.get(verdict.rule.at())?);
            let asked = asked.contains(&(card.household_id.as_str(), rule.id.as_str()));
            asked.then(|| Some((data.fingerprint(verdict.card, verdict.rule)?, (cause, text)))).flatten()
        });
        open.collect()
    }

    /// Of whom of those left out before it cannot be said tonight.
    fn open_omissions(
        &self,
        data: &RunData<'_>,
    ) -> Result<BTreeMap<Fingerprint, (Cause, String)>, TableError> {
        let mut open = BTreeMap::new();
        let omissions = &data.findings.omissions;
        for own in omissions.open() {
            if let (Some(fingerprint), Some((cause, detail))) =
                (results::fingerprint_of(data, own)?, &own.open)
            {
                open.insert(fingerprint, (*cause, format!("{cause}: {detail}")));
            }
        }
        for (rule, cause, extract) in &omissions.unasked {
            let Some(own) = data.rules.get(rule.at()) else { continue };
            for (fingerprint, _) in self.omissions.iter().filter(|(_, old)| old.rule == own.rule.id) {
                open.insert(fingerprint.clone(), (*cause, format!("{cause}: {extract}")));
            }
        }
        Ok(open)
    }

    /// The people of every household that has a finding, for the next run.
    pub fn people_for_next(&self, data: &RunData<'_>, known: &BTreeMap<Fingerprint, KnownFinding>) -> People {
        let households: BTreeSet<_> = known.values().map(|known| known.household_id.as_str()).collect();
        let there = data.roster.cards_called(&households);
        let cards = there.values().copied().collect();
        let mut people = Pseudonyms::of(data.job).of_cards(data.roster, &cards);
        let mut people_of = |household: &str| match there.get(household) {
            Some(card) => people.remove(card).unwrap_or_default(),
            None => self.people.get(household).cloned().unwrap_or_default(),
        };
        let households = households.into_iter().filter(|household| *household != NO_HOUSEHOLD);
        households.map(|household| (household.to_owned(), people_of(household))).collect()
    }
}

/// What a person is called in the memory of a job: the same in every run, whether it reveals numbers or not.
struct Pseudonyms(Mask);

impl Pseudonyms {
    fn of(job: &str) -> Self {
        Self(Mask::new(job, Masking::Masked))
    }

    /// The members of some cards; whoever cannot be told by a number is left out.
    fn of_cards(&self, roster: &Roster, cards: &BTreeSet<CardIdx>) -> BTreeMap<CardIdx, BTreeSet<String>> {
        let mut people = BTreeMap::<_, BTreeSet<_>>::new();
        // Every member of the county is asked.
        let mut is_wanted = vec![false; roster.cards().len()];
        for card in cards {
            if let Some(is_wanted) = is_wanted.get_mut(card.at()) {
                *is_wanted = true;
            }
        }
        let is_wanted = |card: CardIdx| is_wanted.get(card.at()).copied().unwrap_or(false);
        if !cards.is_empty() {
            for (card, person) in known_members(roster).filter(|(card, _)| is_wanted(*card)) {
                people.entry(card).or_default().insert(self.0.person(person.0).to_string());
            }
        }
        people
    }
}

/// The members who can be told by a number, each with the card.
fn known_members(roster: &Roster) -> impl Iterator<Item = (CardIdx, PersonKey)> {
    let members = roster.persons().iter().filter(|own| own.relation == Relation::Member && !own.disputed);
    members.filter_map(|own| Some((own.card, own.person?)))
}

/// The registry of this run, as far as known households are asked of it.
struct Tonight<'a> {
    roster: &'a Roster,
    pseudonyms: Pseudonyms,
    /// Of known households, by every form in which their id may have been handed over.
    cards: BTreeMap<String, CardIdx>,
    people: BTreeMap<CardIdx, BTreeSet<String>>,
}

impl<'a> Tonight<'a> {
    fn of(roster: &'a Roster, job: &str, known: &People) -> Self {
        let pseudonyms = Pseudonyms::of(job);
        let known: PlHashSet<&str> = known.keys().map(String::as_str).collect();
        let mut cards = BTreeMap::new();
        for (at, card) in CardIdx::all().zip(roster.cards()) {
            for form in pseudonyms.0.forms_of_key(&card.household_id) {
                if known.contains(form.as_ref()) {
                    cards.insert(form.into_owned(), at);
                }
            }
        }
        let people = pseudonyms.of_cards(roster, &cards.values().copied().collect());
        Self { roster, pseudonyms, cards, people }
    }

    fn id(&self, card: CardIdx) -> &'a str {
        self.roster.card(card).map_or("", |card| card.household_id.as_str())
    }

    /// Whether the card of a known household's id is another household's: nobody of the one is on the other.
    fn is_anothers(&self, card: CardIdx, people: &BTreeSet<String>) -> bool {
        let now = self.people.get(&card);
        now.is_some_and(|now| !now.is_empty() && !people.is_empty() && now.is_disjoint(people))
    }

    /// The cards that have somebody of some households, each with all its people.
    fn cards_of(&self, households: &People) -> BTreeMap<&'a str, BTreeSet<String>> {
        let wanted: BTreeSet<_> = households.values().flatten().map(String::as_str).collect();
        let is_wanted =
            |person: PersonKey| wanted.contains(self.pseudonyms.0.person(person.0).to_string().as_str());
        let cards = known_members(self.roster)
            .filter(|(_, person)| is_wanted(*person))
            .map(|(card, _)| card)
            .collect();
        let people = self.pseudonyms.of_cards(self.roster, &cards).into_iter();
        people.map(|(card, people)| (self.id(card), people)).collect()
    }
}

fn findings_of(
    data: &RunData<'_>,
    evidence: &EvidenceRecords,
    suspects: &[Suspect],
) -> BTreeMap<Fingerprint, FoundNow> {
    let digests = evidence.digests();
    let standing: BTreeSet<_> = suspects.iter().flat_map(|suspect| &suspect.findings).collect();
    let finding = |(at, finding): (usize, &Finding)| {
        let (card, RunnableRule { rule, .. }) =
            (data.roster.card(finding.card)?, data.rules.get(finding.rule.at())?);
        let fingerprint = data.fingerprint(finding.card, finding.rule)?;
        let found = FoundNow {
            household_id: card.household_id.clone(),
            rule: rule.id.clone(),
            evidence_digest: digests.get(&fingerprint).cloned().unwrap_or_default(),
            makes_suspect: standing.contains(&at),
        };
        Some((fingerprint, found))
    };
    data.findings.findings.iter().enumerate().filter_map(finding).collect()
}

/// What the people whom this run found left out are to the next one.
fn omissions_of(data: &RunData<'_>) -> Result<BTreeMap<Fingerprint, FoundNow>, TableError> {
    let digests = results::omission_digests(data)?.into_iter();
    let found = |(fingerprint, (rule, evidence_digest))| {
        let household_id = NO_HOUSEHOLD.to_owned();
        (fingerprint, FoundNow { household_id, rule, evidence_digest, makes_suspect: false })
    };
    Ok(digests.map(found).collect())
}
