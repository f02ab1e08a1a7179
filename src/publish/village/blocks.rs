//! A village's households, a block each: who they are, what was found, and what would take them off the list.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::PlHashMap;
use rayon::prelude::*;

use crate::domain::{Cause, Confidence};
use crate::labels::{self, Lang};
use crate::publish::list_text::sentences_by_finding;
use crate::publish::rule_text::RuleText;
use crate::publish::visits::Visits;
use crate::results::{
    FindingRow, HouseholdRow, MemberRow, RankRow, StandingRow, SuspectRow, UndeterminedRow,
};
use crate::rulebook::RuleStatus;
use crate::words::{phrase, word};

/// What is to be done in one village.
#[derive(Debug, Clone, Default)]
pub struct Village<'a> {
    pub township: String,
    pub name: String,
    /// The households to visit, whom a visit is most worth first.
    pub to_visit: Vec<Block<'a>>,
    /// Those of whom something is to be found out, and who are no suspects for it.
    pub to_check: Vec<Block<'a>>,
}

/// One household.
#[derive(Debug, Clone)]
pub struct Block<'a> {
    pub household_id: &'a str,
    /// Who they are and where they live, in a line; and who belongs to it.
    pub who: String,
    pub members: String,
    pub lines: Vec<Line<'a>>,
}

/// One finding, or what is left open.
#[derive(Debug, Clone, Default)]
pub struct Line<'a> {
    /// The rule with its condition, version and basis.
    pub rule: String,
    /// None where several wait.
    pub rule_id: Option<&'a str>,
    /// A sentence for each record.
    pub evidence: Vec<String>,
    /// What would take the household off the list.
    pub clears: Vec<String>,
    pub verify: Vec<String>,
    /// None where there is nothing to record an outcome for.
    pub fingerprint: Option<&'a str>,
    /// What stands in the note before anybody writes there.
    pub note: &'a str,
}

/// A card's place in its village, and the parts of its rank in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rank {
    pub place: i64,
    pub parts: String,
}

impl Rank {
    fn of(row: &RankRow, lang: Lang) -> Self {
        // Nothing is a little less than nothing.
        let tenths = |value: f64| (value * 10.0).round() / 10.0 + 0.0;
        let [all, rule, evidence, age] = [row.log_odds, row.by_rule, row.by_evidence, row.by_age].map(tenths);
        let [all, rule, evidence, age] = [all, rule, evidence, age].map(|own| format!("{own:+.1}"));
        let parts = phrase!(lang, "parts-of-rank", all, rule, evidence, age);
        Self { place: row.place, parts }
    }
}

impl Village<'_> {
    /// The findings that the village's blocks are about, in their order.
    pub fn fingerprints(&self) -> impl Iterator<Item = &str> {
        let blocks = self.to_visit.iter().chain(&self.to_check);
        blocks.flat_map(|block| &block.lines).filter_map(|line| line.fingerprint)
    }
}

/// Every village with something to do, ordered by township and name.
pub fn villages<'a>(visits: &Visits<'a>, rules: &BTreeMap<String, RuleText>, lang: Lang) -> Vec<Village<'a>> {
    let people = People::of(visits, lang);
    let texts = Texts::of(visits, &people, rules);
    let (visit, check) =
        rayon::join(|| to_visit(visits, &texts, &people), || to_check(visits, &texts, &people));
    let mut villages: BTreeMap<Place<'_>, Village<'a>> = BTreeMap::new();
    for (place, blocks) in visit {
        villages.entry(place).or_default().to_visit = blocks;
    }
    for (place, blocks) in check {
        villages.entry(place).or_default().to_check = blocks;
    }
    let named = |((township, name), own): (Place<'_>, Village<'a>)| Village {
        township: township.to_owned(),
        name: name.to_owned(),
        ..own
    };
    villages.into_iter().map(named).collect()
}

/// What the sentences and titles of findings are.
pub(super) struct Texts<'a, 'r> {
    rules: &'r BTreeMap<String, RuleText>,
    sentences: PlHashMap<&'a str, Vec<String>>,
    standing: PlHashMap<&'a str, Vec<String>>,
    /// Of a rule that nobody knows any more.
    unknown: RuleText,
    lang: Lang,
}

/// Who belongs to each card.
pub(super) struct People<'a> {
    cards: PlHashMap<&'a str, &'a HouseholdRow>,
    members: PlHashMap<&'a str, Vec<String>>,
    /// 与户主关系 by card and person id.
    relations: PlHashMap<(&'a str, &'a str), &'a str>,
    lang: Lang,
}

impl<'a> People<'a> {
    pub(super) fn of(visits: &Visits<'a>, lang: Lang) -> Self {
        let (households, all): (&'a [HouseholdRow], &'a [MemberRow]) = (visits.households, visits.members);
        let cards = households.iter().map(|card| (card.household_id.as_str(), card)).collect();
        let in_words = |member: &MemberRow| {
            let about = [
                member.relation.clone(),
                member.sex.clone(),
                member.age.map(|age| phrase!(lang, "years-of-age", age)),
                member.not_found.then(|| word!(lang, "number-to-be-checked").to_owned()),
            ];
            let about: Vec<_> = about.into_iter().flatten().collect();
            if about.is_empty() {
                member.name.clone()
            } else {
                format!("{}{}", member.name, lang.in_brackets(&about.join(word!(lang, "punctuation-comma"))))
            }
        };
        let mut members: PlHashMap<&'a str, Vec<String>> = PlHashMap::default();
        let mut relations = PlHashMap::default();
        for (member, said) in all.iter().zip(all.par_iter().map(in_words).collect::<Vec<_>>()) {
            members.entry(&member.household_id).or_default().push(said);
            if let (Some(id), Some(relation)) = (&member.person_id, &member.relation) {
                relations.insert((member.household_id.as_str(), id.as_str()), relation.as_str());
            }
        }
        Self { cards, members, relations, lang }
    }

    /// A block without lines; `about` is what else stands behind who they are.
    pub(super) fn block(&self, household_id: &'a str, head_name: &str, about: &[String]) -> Block<'a> {
        let (card, lang) = (self.cards.get(household_id).copied(), self.lang);
        let mut who = vec![
            phrase!(lang, "household-and-id", id = household_id),
            phrase!(lang, "household-and-head", name = head_name),
        ];
        if let Some(card) = card {
            who.push(phrase!(lang, "people-of-household", count = card.members));
            let place =
                [&card.address, &card.village_group].into_iter().flatten().cloned().collect::<Vec<_>>();
            who.extend(
                (!place.is_empty()).then(|| phrase!(lang, "household-and-address", place = place.join(" "))),
            );
            who.extend(card.phone.as_ref().map(|phone| phrase!(lang, "household-and-phone", phone)));
            who.extend(
                card.registered_on
                    .map(|day| phrase!(lang, "household-registered", day = day.format("%Y-%m").to_string())),
            );
        }
        who.extend(about.iter().cloned());
        let members = self.members.get(household_id).map(|all| {
            phrase!(lang, "household-and-members", members = all.join(word!(lang, "punctuation-list")))
        });
        Block { household_id, who: who.join("　"), members: members.unwrap_or_default(), lines: Vec::new() }
    }
}

impl<'a, 'r> Texts<'a, 'r> {
    pub(super) fn of(
        visits: &Visits<'a>,
        people: &People<'a>,
        rules: &'r BTreeMap<String, RuleText>,
    ) -> Self {
        let of = |evidence| sentences_by_finding(evidence, &people.relations, rules, people.lang);
        Self {
            rules,
            sentences: of(visits.evidence),
            standing: of(visits.standing_evidence),
            unknown: RuleText::default(),
            lang: people.lang,
        }
    }

    fn rule(&self, id: &str) -> &RuleText {
        self.rules.get(id).unwrap_or(&self.unknown)
    }

    /// Some rules by their titles; many of them by their conditions.
    fn concerned(&self, rules: &[&str]) -> String {
        const TOLD_ONE_BY_ONE: usize = 3;
        if rules.len() <= TOLD_ONE_BY_ONE {
            return rules
                .iter()
                .map(|rule| self.rule(rule).title_or(rule))
                .collect::<Vec<_>>()
                .join(word!(self.lang, "punctuation-semicolon"));
        }
        let conditions: BTreeSet<_> = rules.iter().map(|rule| self.rule(rule).condition).collect();
        let numbers: Vec<_> = conditions.iter().flatten().map(u8::to_string).collect();
        let mut parts = Vec::new();
        parts.extend((!numbers.is_empty()).then(|| {
            let numbers = numbers.join(word!(self.lang, "punctuation-list"));
            phrase!(self.lang, "conditions-by-number", numbers)
        }));
        parts.extend(conditions.contains(&None).then(|| labels::condition(None, self.lang).to_owned()));
        parts.join(word!(self.lang, "punctuation-comma"))
    }

    fn line(&self, rule: &'a str, remark: &str, sentences: Option<&Vec<String>>) -> Line<'a> {
        let text = self.rule(rule);
        Line {
            rule: text.heading(rule, remark, self.lang),
            rule_id: Some(rule),
            evidence: numbered(sentences.map_or(&[], Vec::as_slice)),
            clears: text.clears(self.lang),
            verify: text.verify.clone(),
            fingerprint: None,
            note: "",
        }
    }
}

/// Sentences with their numbers, where there are several.
fn numbered(sentences: &[String]) -> Vec<String> {
    match sentences {
        [only] => vec![only.clone()],
        several => (1..).zip(several).map(|(number, sentence)| format!("({number}) {sentence}")).collect(),
    }
}

/// A place, by township and village.
pub(super) type Place<'a> = (&'a str, &'a str);

pub(super) fn to_visit<'a>(
    visits: &Visits<'a>,
    texts: &Texts<'a, '_>,
    people: &People<'a>,
) -> BTreeMap<Place<'a>, Vec<Block<'a>>> {
    let lang = texts.lang;
    let mut best = PlHashMap::<&str, &RankRow>::default();
    for row in visits.ranks.iter() {
        best.entry(&row.household_id).or_insert(row);
    }
    let findings = findings_by_card(visits.findings);
    let of_suspect = |suspect: &'a SuspectRow| {
        let rank = best.get(suspect.household_id.as_str()).map(|row| Rank::of(row, lang));
        let mut about = vec![labels::change(suspect.change, lang).to_owned()];
        about.extend(
            suspect.first_seen.map(|day| phrase!(lang, "household-first-seen", day = day.to_string())),
        );
        about.extend(rank.as_ref().map(|rank| phrase!(lang, "household-and-rank", rank = &rank.parts)));
        let mut block = people.block(&suspect.household_id, &suspect.head_name, &about);
        for finding in findings.get(suspect.household_id.as_str()).into_iter().flatten() {
            let stands = suspect.rules.0.contains(&finding.rule);
            if stands && !visits.not_to_visit.contains(&finding.fingerprint) {
                let sentences = texts.sentences.get(finding.fingerprint.as_str());
                let remark = finding.change.map(|change| labels::change(change, lang)).unwrap_or_default();
                let line = texts.line(&finding.rule, remark, sentences);
                block.lines.push(Line { fingerprint: Some(&finding.fingerprint), ..line });
            }
        }
        (!block.lines.is_empty()).then(|| (suspect, rank.map_or(i64::MAX, |rank| rank.place), block))
    };
    let suspects: &'a [SuspectRow] = visits.suspects;
    let mut cards: BTreeMap<Place<'a>, BTreeMap<&'a str, (i64, Block<'a>)>> = BTreeMap::new();
    for (suspect, rank, block) in suspects.par_iter().filter_map(of_suspect).collect::<Vec<_>>() {
        let place = (suspect.township.as_str(), suspect.village.as_str());
        cards.entry(place).or_default().insert(&suspect.household_id, (rank, block));
    }
    // Who was a suspect when somebody could look last is one until it is seen otherwise.
    let is_owed =
        |row: &&StandingRow| row.made_a_suspect() && !visits.not_to_visit.contains(&row.fingerprint);
    for row in visits.standing.iter().filter(is_owed) {
        let of_village = cards.entry((&row.township, &row.village)).or_default();
        let (_, block) = of_village.entry(&row.household_id).or_insert_with(|| {
            (
                i64::MAX,
                people.block(&row.household_id, &row.head_name, &[word!(lang, "not-looked-at").to_owned()]),
            )
        });
        let day = row.last_confirmed.map(|day| day.to_string()).unwrap_or_default();
        let why = labels::of_cause(row.cause.as_deref().unwrap_or(&row.why), lang);
        let remark = phrase!(lang, "last-confirmed-and-why", day, why);
        let line = texts.line(&row.rule, &remark, texts.standing.get(row.fingerprint.as_str()));
        block.lines.push(Line { fingerprint: Some(&row.fingerprint), ..line });
    }
    let in_order = |blocks: BTreeMap<&'a str, (i64, Block<'a>)>| {
        let mut blocks: Vec<_> = blocks.into_values().collect();
        blocks.sort_by_key(|(rank, _)| *rank);
        blocks.into_iter().map(|(_, block)| block).collect()
    };
    cards.into_iter().map(|(place, blocks)| (place, in_order(blocks))).collect()
}

/// What may be a household's, and what could not be decided about it.
fn to_check<'a>(
    visits: &Visits<'a>,
    texts: &Texts<'a, '_>,
    people: &People<'a>,
) -> BTreeMap<Place<'a>, Vec<Block<'a>>> {
    let lang = texts.lang;
    let mut cards: BTreeMap<Place<'a>, BTreeMap<&'a str, Block<'a>>> = BTreeMap::new();
    let mut add = |place: Place<'a>, household_id: &'a str, line: Line<'a>| {
        let head = people.cards.get(household_id).map_or("", |card| card.head_name.as_str());
        let of_village = cards.entry(place).or_default();
        let block = of_village.entry(household_id).or_insert_with(|| people.block(household_id, head, &[]));
        block.lines.push(line);
    };
    let possible = |finding: &&FindingRow| {
        finding.confidence == Confidence::Possible
            && !finding.exempt
            && finding.status == RuleStatus::Stable.as_str()
            && !visits.not_to_visit.contains(&finding.fingerprint)
    };
    let findings: &'a [FindingRow] = visits.findings;
    for finding in findings.iter().filter(possible) {
        let sentences = texts.sentences.get(finding.fingerprint.as_str());
        let line = texts.line(&finding.rule, word!(lang, "possible-at-most"), sentences);
        let line = Line {
            clears: vec![word!(lang, "record-of-another").to_owned()],
            fingerprint: Some(&finding.fingerprint),
            ..line
        };
        add((&finding.township, &finding.village), &finding.household_id, line);
    }
    for (row, rules) in left_open(visits) {
        let missing = labels::missing(row.cause, lang);
        let cause = row.cause.map(|cause| labels::cause(cause, lang)).unwrap_or_default();
        let first = rules.first().map_or(&texts.unknown, |rule| texts.rule(rule));
        let line = Line {
            rule: phrase!(lang, "rules-undetermined", count = rules.len()),
            evidence: vec![
                phrase!(lang, "undetermined-why", cause, detail = in_words(&row.detail, first, lang)),
                phrase!(lang, "undetermined-of", rules = texts.concerned(&rules)),
            ],
            clears: vec![missing.to_owned()],
            ..Line::default()
        };
        add((&row.township, &row.village), &row.household_id, line);
    }
    cards.into_iter().map(|(place, blocks)| (place, blocks.into_values().collect())).collect()
}

/// What stands behind a cause: how many people, or the columns of a rule's extract by their titles.
fn in_words(detail: &str, rule: &RuleText, lang: Lang) -> String {
    let members = labels::detail(detail, lang);
    if members != detail {
        return lang.in_brackets(&members);
    }
    let column = |name: &str| {
        let own = name.strip_prefix("member.").or_else(|| name.strip_prefix("card."));
        match (own, rule.columns.get(name)) {
            (Some(own), _) => phrase!(
                lang,
                "registry-column",
                column = rule.registry_columns.get(own).map_or(own, String::as_str)
            ),
            (None, Some(title)) => title.clone(),
            (None, None) => name.to_owned(),
        }
    };
    let columns: Vec<_> = detail.split(", ").filter(|name| !name.is_empty()).map(column).collect();
    if columns.is_empty() {
        String::new()
    } else {
        lang.in_brackets(&columns.join(word!(lang, "punctuation-list")))
    }
}

/// What a visit can clear up, once for each card, cause and detail, with the rules that wait for it. What a
/// department has to deliver is not the village's affair: the cover says it.
fn left_open<'a>(visits: &Visits<'a>) -> Vec<(&'a UndeterminedRow, Vec<&'a str>)> {
    let of_village = |row: &&UndeterminedRow| !row.cause.is_some_and(Cause::waits_for_source);
    let rows: &'a [UndeterminedRow] = visits.undetermined;
    let mut open = BTreeMap::<_, (&'a UndeterminedRow, Vec<&'a str>)>::new();
    for row in rows.iter().filter(of_village) {
        let own =
            open.entry((&row.household_id, row.cause, &row.detail)).or_insert_with(|| (row, Vec::new()));
        own.1.push(&row.rule);
    }
    open.into_values().collect()
}

/// Each card's findings, in the order of the rules.
fn findings_by_card(findings: &[FindingRow]) -> PlHashMap<&str, Vec<&FindingRow>> {
    let mut by_card = PlHashMap::<_, Vec<_>>::default();
    for finding in findings {
        by_card.entry(finding.household_id.as_str()).or_default().push(finding);
    }
    for own in by_card.values_mut() {
        own.sort_by_key(|finding| (&finding.rule, &finding.fingerprint));
    }
    by_card
}
