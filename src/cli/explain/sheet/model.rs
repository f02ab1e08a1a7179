//! What stands on a sheet, in words, whatever it is written as.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::Card;
use crate::domain::{Cause, Outcome, Reason};
use crate::labels;
use crate::read_back::{EvidenceLine, ExplainedFinding, ExplainedLink, LinkLine, MemberLine, StandingLine};
use crate::standard::mask::masked_text;
use crate::table::WEIGHED_FIELDS;
use crate::words::{phrase, translated, word};

/// One household.
pub struct Sheet {
    pub title: String,
    /// As of when, and of which run.
    pub run: String,
    /// Who, in few words; and where they live.
    pub who: String,
    pub home: String,
    /// Empty where nobody is known.
    pub members: String,
    pub lead: &'static str,
    pub findings: Vec<Finding>,
    /// What could not be decided, in the words of [`Group`].
    pub open: Option<Group>,
    /// Who signs.
    pub signatures: [&'static str; 3],
}

/// What was found by one rule.
pub struct Finding {
    pub title: String,
    pub about: String,
    pub records: Vec<Record>,
    /// What would clear it; what to check.
    pub clears: Vec<Group>,
    pub checks: Vec<Group>,
    pub to_fill_in: ToFillIn,
}

/// Points under a heading.
pub struct Group {
    pub heading: String,
    pub points: Vec<String>,
}

/// A record behind a finding.
pub struct Record {
    pub said: String,
    /// Where it stands, and how it was linked.
    pub source: String,
    /// What each field adds to the odds that it is this person's; nothing where a number made the link.
    pub ladder: Vec<Step>,
}

/// A field: what it says, and what that weighs in bits.
pub struct Step {
    pub label: String,
    pub weight: f64,
}

impl Step {
    pub fn value(&self) -> String {
        format!("{:+.1}", self.weight)
    }

    /// Of half the bar, which twenty bits fill; to the right it speaks for the person, to the left against.
    pub fn share(&self) -> f64 {
        self.weight.clamp(-20.0, 20.0) / 20.0
    }
}

/// Boxes to tick and room to write.
pub struct ToFillIn {
    /// Each with a label.
    pub ticks: Vec<(&'static str, Vec<&'static str>)>,
    pub note: &'static str,
    pub fingerprint: String,
}

/// A text in which no citizen number can be read.
fn text(text: &str) -> String {
    masked_text(text).into_owned()
}

impl Sheet {
    pub fn of(card: &Card<'_>) -> Self {
        let own = card.explanation;
        let household = own.household.as_ref();
        let place = household.map(|row| format!("{} {} ", row.township, row.village)).unwrap_or_default();
        let head = household.map(|row| row.head_name.clone()).unwrap_or_default();
        let home = household.map(|row| {
            let registered = Some(&row.registered_on).filter(|day| !day.is_empty());
            let registered = registered.map(|day| phrase!(card.lang, "sheet-registered", day));
            let parts = [row.address.clone(), row.village_group.clone(), row.phone.clone(), registered];
            parts.into_iter().flatten().collect::<Vec<_>>().join("　")
        });
        let findings = own.findings.iter().map(|explained| Finding::of(card, explained));
        let standing = own.standing.iter().map(|standing| Finding::of_standing(card, standing));
        Self {
            title: text(format!("{place}{}", card.title_of_sheet()).trim_start()),
            run: phrase!(card.lang, "sheet-edition", as_of = &own.as_of, run = &own.run_id),
            who: text(&phrase!(card.lang, "sheet-who", id = &own.household_id, head)),
            home: text(&home.unwrap_or_default()),
            members: text(&members(card)),
            lead: word!(card.lang, "sheet-lead"),
            findings: findings.chain(standing).collect(),
            open: open(card),
            signatures: [
                word!(card.lang, "signed-household"),
                word!(card.lang, "signed-visitors"),
                word!(card.lang, "signed-day"),
            ],
        }
    }
}

fn members(card: &Card<'_>) -> String {
    let own = &card.explanation.members;
    if own.is_empty() {
        return String::new();
    }
    let one = |row: &MemberLine| {
        let about = [row.relation.clone(), row.age.map(|age| phrase!(card.lang, "years-of-age", age))];
        let about: Vec<_> = about.into_iter().flatten().collect();
        if about.is_empty() {
            row.name.clone()
        } else {
            format!(
                "{}{}",
                row.name,
                card.lang.in_brackets(&about.join(word!(card.lang, "punctuation-comma")))
            )
        }
    };
    let all: Vec<_> = own.iter().map(one).collect();
    phrase!(card.lang, "household-and-members", members = all.join(word!(card.lang, "punctuation-list")))
}

/// What a visit can settle that the comparison could not, by cause: what a department has to deliver is not the family's
/// affair.
fn open(card: &Card<'_>) -> Option<Group> {
    let lang = card.lang;
    let mut rules = BTreeMap::<&str, Vec<String>>::new();
    for own in card.explanation.verdicts.iter().filter(|own| own.verdict == "undetermined") {
        let cause = Cause::parse(own.cause.split(':').next().unwrap_or_default());
        if !cause.is_some_and(Cause::waits_for_source) {
            rules.entry(&own.cause).or_default().push(card.title(&own.rule));
        }
    }
    let point = |(cause, rules): (&str, Vec<String>)| {
        let missing = labels::missing(Cause::parse(cause.split(':').next().unwrap_or_default()), lang);
        let rules = rules.join(word!(card.lang, "punctuation-semicolon"));
        text(&format!(
            "{}{}{missing}{}",
            labels::of_cause(cause, lang),
            word!(card.lang, "punctuation-full-stop"),
            lang.in_brackets(&rules)
        ))
    };
    let points: Vec<_> = rules.into_iter().map(point).collect();
    let heading = word!(card.lang, "left-open").to_owned();
    (!points.is_empty()).then_some(Group { heading, points })
}

impl Finding {
    fn of(card: &Card<'_>, explained: &ExplainedFinding) -> Self {
        let ExplainedFinding { finding, links } = explained;
        let lang = card.lang;
        let rule = card.rules.get(&finding.rule);
        let title = card.title(&finding.rule);
        let title = match finding.condition {
            Some(number) => phrase!(lang, "sheet-condition", number, title),
            None => title,
        };
        let mut about = vec![
            labels::of_confidence(&finding.confidence, lang).to_owned(),
            labels::of_change(&finding.change, lang).to_owned(),
            phrase!(lang, "household-first-seen", day = &finding.first_seen),
        ];
        if let Some(rule) = rule {
            let documents = rule.basis.iter().filter(|basis| !basis.document.starts_with(['（', '(']));
            about.extend(documents.map(|basis| {
                let article = basis.article.as_deref().unwrap_or_default();
                let basis = format!("{} {article}", basis.document);
                text(&phrase!(lang, "sheet-basis", basis = basis.trim_end()))
            }));
        }
        let records = finding.evidence.iter().zip(links);
        let group = |heading: &str, points: Vec<&String>| {
            let points: Vec<_> = points.into_iter().map(|point| text(point)).collect();
            (!points.is_empty()).then_some(Group { heading: heading.to_owned(), points })
        };
        let clears = rule.into_iter().flat_map(|rule| {
            [
                group(word!(card.lang, "what-would-clear-it"), rule.false_positives.iter().collect()),
                group(
                    word!(card.lang, "unregistered-exemptions"),
                    rule.unless.iter().map(|unless| &unless.reason).collect(),
                ),
            ]
        });
        let checks = rule.map(|rule| group(word!(card.lang, "what-to-check"), rule.verify.iter().collect()));
        Self {
            title,
            about: about.join(" · "),
            records: records.map(|(record, link)| Record::of(card, record, link)).collect(),
            clears: clears.flatten().collect(),
            checks: checks.flatten().into_iter().collect(),
            to_fill_in: ToFillIn::of(card, &finding.fingerprint),
        }
    }

    fn of_standing(card: &Card<'_>, own: &StandingLine) -> Self {
        Self {
            title: format!("{} {}", own.rule, card.title(&own.rule)),
            about: phrase!(card.lang, "stands-last-confirmed", day = &own.last_confirmed),
            records: Vec::new(),
            clears: Vec::new(),
            checks: Vec::new(),
            to_fill_in: ToFillIn::of(card, &own.fingerprint),
        }
    }
}

impl Record {
    fn of(card: &Card<'_>, record: &EvidenceLine, link: &ExplainedLink) -> Self {
        let lang = card.lang;
        let values = match &record.values {
            Value::Object(values) => values
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| card.value(&record.extract, name, value))
                .collect::<Vec<_>>()
                .join(word!(card.lang, "punctuation-comma")),
            _ => String::new(),
        };
        let relation = lang.in_brackets(labels::of_relation(&record.relation, lang));
        let exempt =
            record.exempt.as_ref().map(|why| phrase!(lang, "evidence-exempt", why = translated(why, lang)));
        let said = format!(
            "{}{relation}{}{values}{}",
            record.person_name,
            word!(card.lang, "punctuation-colon"),
            exempt.unwrap_or_default()
        );
        let source = phrase!(
            lang,
            "sheet-source",
            file = &record.source_file,
            line = record.source_row,
            method = labels::of_method(&record.method, lang)
        );
        let ladder = link.link.as_ref().map(|own| ladder(card, own)).unwrap_or_default();
        Self { said: text(&said), source: text(&source), ladder }
    }
}

fn ladder(card: &Card<'_>, link: &LinkLine) -> Vec<Step> {
    let Some(Value::Object(weights)) = &link.weights else { return Vec::new() };
    let lang = card.lang;
    let prior = weights.get("prior").and_then(Value::as_f64).unwrap_or_default();
    let mut steps = vec![Step { label: word!(card.lang, "weights-start").to_owned(), weight: prior }];
    for (field, _) in WEIGHED_FIELDS {
        let Some(said) = weights.get(field) else { continue };
        let level = said.get("level").and_then(Value::as_str).unwrap_or_default();
        steps.push(Step {
            label: format!("{} {}", labels::of_field(field, lang), labels::of_level(level, lang)),
            weight: said.get("weight").and_then(Value::as_f64).unwrap_or_default(),
        });
    }
    steps.extend(
        link.log_odds.map(|weight| Step { label: word!(card.lang, "weights-together").to_owned(), weight }),
    );
    steps
}

impl ToFillIn {
    fn of(card: &Card<'_>, fingerprint: &str) -> Self {
        let lang = card.lang;
        let outcomes = Outcome::ALL.iter().map(|own| labels::outcome(*own, lang)).collect();
        let reasons = Reason::ALL.iter().map(|own| labels::reason(*own, lang)).collect();
        Self {
            ticks: vec![(word!(card.lang, "outcome"), outcomes), (word!(card.lang, "why-retained"), reasons)],
            note: word!(card.lang, "note"),
            fingerprint: phrase!(card.lang, "sheet-finding", fingerprint),
        }
    }
}
