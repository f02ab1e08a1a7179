//! The workbook of a village that was drawn for a spot check: the cards drawn, whatever the comparison says of them, and
//! room for whoever is on no card.

use std::collections::BTreeMap;

use super::blocks::{Block, Line, People, Texts, Village, to_visit};
use super::{Edition, Heading, VillageWorkbook, Wording, workbooks};
use crate::labels::{self, Lang};
use crate::publish::list_names;
use crate::publish::list_text::values_in_words;
use crate::publish::omission_lists::{nobody_of_the_register, relatives};
use crate::publish::rule_text::RuleText;
use crate::publish::visits::Visits;
use crate::results::OmissionRow;
use crate::words::{phrase, word};

const SPOT_CHECK: Wording = Wording {
    kind: list_names::SPOT_CHECK,
    title: |lang| word!(lang, "spot-title"),
    what: |lang| word!(lang, "spot-what"),
    to_visit: Heading {
        sheet: |lang| word!(lang, "spot-title"),
        title: |lang| word!(lang, "spot-title"),
        note: |lang| word!(lang, "spot-note"),
        clears: |lang| word!(lang, "spot-clears"),
        counted: |lang| word!(lang, "spot-counted"),
    },
    to_check: Heading {
        sheet: |lang| word!(lang, "spot-left-out-sheet"),
        title: |lang| word!(lang, "spot-left-out-sheet"),
        note: |lang| word!(lang, "spot-left-out-note"),
        clears: |lang| word!(lang, "spot-left-out-clears"),
        counted: |lang| word!(lang, "spot-left-out-sheet"),
    },
    check_step: |lang| word!(lang, "spot-step"),
};

/// What a spot check asks of a village.
#[derive(Debug, Clone, Default)]
pub struct DrawnVillage<'a> {
    pub township: &'a str,
    pub name: &'a str,
    pub cards: Vec<DrawnCard<'a>>,
    /// Who was found on no card.
    pub left_out: Vec<&'a OmissionRow>,
    /// The fingerprints of lines for households that the visitors find.
    pub room: Vec<&'a str>,
}

/// A card that was drawn.
#[derive(Debug, Clone)]
pub struct DrawnCard<'a> {
    pub household_id: &'a str,
    pub head_name: &'a str,
    /// Of its own line.
    pub fingerprint: &'a str,
    pub suspect: bool,
    pub exited: bool,
}

/// A workbook for every village drawn.
pub fn spot_check_workbooks<'a>(
    villages: &[DrawnVillage<'a>],
    visits: &Visits<'a>,
    rules: &'a BTreeMap<String, RuleText>,
    edition: &'a Edition<'a>,
) -> Vec<VillageWorkbook<'a>> {
    let lang = edition.lang;
    let people = People::of(visits, lang);
    let texts = Texts::of(visits, &people, rules);
    let found = to_visit(visits, &texts, &people).into_values().flatten();
    let mut found: BTreeMap<_, _> = found.map(|block| (block.household_id, block)).collect();
    let mut village = |own: &DrawnVillage<'a>| {
        let of_card = |card: &DrawnCard<'a>| {
            let block = found.remove(card.household_id);
            let mut block = block.unwrap_or_else(|| people.block(card.household_id, card.head_name, &[]));
            block.lines.push(line_of_card(card, lang));
            block
        };
        let to_visit = own.cards.iter().map(of_card).collect();
        let mut to_check: Vec<_> = own.left_out.iter().map(|row| left_out(row, rules, lang)).collect();
        to_check.extend((!own.room.is_empty()).then(|| room(&own.room, lang)));
        let (township, name) = (own.township.to_owned(), own.name.to_owned());
        Village { township, name, to_visit, to_check }
    };
    let villages = villages.iter().map(&mut village).collect();
    workbooks(villages, &SPOT_CHECK, visits, rules, edition)
}

/// The line on which a card's own outcome is written.
fn line_of_card<'a>(card: &DrawnCard<'a>, lang: Lang) -> Line<'a> {
    let said =
        if card.suspect { word!(lang, "spot-findings-above") } else { word!(lang, "spot-no-findings") };
    let (asked, clears): (&str, &[&str]) = if card.exited {
        (
            word!(lang, "spot-asks-exited"),
            &[
                word!(lang, "spot-exited-right"),
                word!(lang, "spot-exited-wrong"),
                word!(lang, "spot-never-qualified"),
            ],
        )
    } else {
        (
            word!(lang, "spot-asks-qualified"),
            &[
                word!(lang, "spot-qualifies"),
                word!(lang, "spot-does-not-qualify"),
                word!(lang, "spot-has-changed"),
            ],
        )
    };
    let conditions: Vec<_> = (1..=6).map(|own| labels::numbered_condition(Some(own), lang)).collect();
    Line {
        rule: asked.to_owned(),
        evidence: vec![
            said.to_owned(),
            phrase!(
                lang,
                "spot-each-condition",
                conditions = conditions.join(word!(lang, "punctuation-semicolon"))
            ),
        ],
        clears: clears.iter().map(|own| format!("· {own}")).collect(),
        verify: [
            word!(lang, "spot-look-at-property"),
            word!(lang, "spot-ask-for-income"),
            word!(lang, "spot-look-at-register"),
        ]
        .map(str::to_owned)
        .to_vec(),
        fingerprint: Some(card.fingerprint),
        // A household that is retained needs a reason or a note.
        note: word!(lang, "spot-remark"),
        rule_id: None,
    }
}

fn to_be_taken_in(lang: Lang) -> Vec<String> {
    [word!(lang, "spot-take-in"), word!(lang, "spot-leave-out")].map(str::to_owned).to_vec()
}

fn left_out<'a>(row: &'a OmissionRow, rules: &BTreeMap<String, RuleText>, lang: Lang) -> Block<'a> {
    let unknown = RuleText::default();
    let text = rules.get(&row.rule).unwrap_or(&unknown);
    let together = match relatives(row, lang).as_slice() {
        [] => nobody_of_the_register(lang).to_owned(),
        some => phrase!(lang, "spot-relatives", people = some.join(word!(lang, "punctuation-list"))),
    };
    let said = values_in_words(&row.values.0, text, lang);
    let source = if text.source.is_empty() { &row.extract } else { &text.source };
    let total = row.total.as_ref().map(|total| phrase!(lang, "total-of-household", total));
    let evidence = phrase!(
        lang,
        "spot-left-out-evidence",
        source,
        said,
        total = total.unwrap_or_default(),
        file = &row.source_file,
        line = row.source_row,
        together
    );
    let who = [
        Some(phrase!(lang, "spot-left-out-who", name = &row.name)),
        row.person_id_masked.as_ref().map(|id| phrase!(lang, "person-and-number", id)),
        Some(phrase!(lang, "person-and-register", count = row.people)),
    ];
    Block {
        household_id: "",
        who: who.into_iter().flatten().collect::<Vec<_>>().join("　"),
        members: String::new(),
        lines: vec![Line {
            rule: text.heading(&row.rule, "", lang),
            evidence: vec![evidence],
            clears: to_be_taken_in(lang),
            verify: text.verify.clone(),
            fingerprint: Some(&row.fingerprint),
            note: word!(lang, "spot-remark"),
            rule_id: None,
        }],
    }
}

fn room<'a>(fingerprints: &[&'a str], lang: Lang) -> Block<'a> {
    let line = |fingerprint: &&'a str| Line {
        rule: word!(lang, "spot-visitors-found").to_owned(),
        evidence: vec![word!(lang, "spot-write-down").to_owned()],
        clears: to_be_taken_in(lang),
        fingerprint: Some(fingerprint),
        note: word!(lang, "spot-room-note"),
        ..Line::default()
    };
    Block {
        household_id: "",
        who: word!(lang, "spot-room").to_owned(),
        members: String::new(),
        lines: fingerprints.iter().map(line).collect(),
    }
}
