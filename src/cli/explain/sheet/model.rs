//! What stands on a sheet, in words, whatever it is written as.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::Card;
use crate::domain::{Cause, Outcome, Reason};
use crate::labels;
use crate::read_back::{EvidenceLine, ExplainedFinding, ExplainedLink, LinkLine, MemberLine, StandingLine};
use crate::standard::mask::masked_text;
use crate::table::WEIGHED_FIELDS;

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
            let registered = registered.map(|day| format!("{}{day}", card.say("首次识别 ", "registered ")));
            let parts = [row.address.clone(), row.village_group.clone(), row.phone.clone(), registered];
            parts.into_iter().flatten().collect::<Vec<_>>().join("　")
        });
        let findings = own.findings.iter().map(|explained| Finding::of(card, explained));
        let standing = own.standing.iter().map(|standing| Finding::of_standing(card, standing));
        Self {
            title: text(format!("{place}{}", card.title_of_sheet()).trim_start()),
            run: format!(
                "{}{}　{}{}",
                card.say("数据截至 ", "as of "),
                own.as_of,
                card.say("批次 ", "run "),
                own.run_id
            ),
            who: text(&format!("{}{}　{head}", card.say("户编号 ", "card "), own.household_id)),
            home: text(&home.unwrap_or_default()),
            members: text(&members(card)),
            lead: card.say(
                "以下是线索，不是结论；是否属实由入户核实的人认定。",
                "These are leads, not conclusions: whoever visits the household decides.",
            ),
            findings: findings.chain(standing).collect(),
            open: open(card),
            signatures: [
                card.say("户主或成年家庭成员签字：", "signed, for the household:"),
                card.say("核查人签字：", "signed, visitors:"),
                card.say("日期：", "day:"),
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
        let about = [row.relation.clone(), row.age.map(|age| format!("{age} {}", card.say("岁", "years")))];
        let about: Vec<_> = about.into_iter().flatten().collect();
        if about.is_empty() {
            row.name.clone()
        } else {
            format!("{}{}", row.name, card.terminal.lang.in_brackets(&about.join(card.say("，", ", "))))
        }
    };
    let all: Vec<_> = own.iter().map(one).collect();
    format!("{}{}", card.say("成员：", "members: "), all.join(card.say("、", ", ")))
}

/// What a visit can settle that the comparison could not, by cause: what a department has to deliver is not the family's
/// affair.
fn open(card: &Card<'_>) -> Option<Group> {
    let lang = card.terminal.lang;
    let mut rules = BTreeMap::<&str, Vec<String>>::new();
    for own in card.explanation.verdicts.iter().filter(|own| own.verdict == "undetermined") {
        let cause = Cause::parse(own.cause.split(':').next().unwrap_or_default());
        if !cause.is_some_and(Cause::waits_for_source) {
            rules.entry(&own.cause).or_default().push(card.title(&own.rule));
        }
    }
    let point = |(cause, rules): (&str, Vec<String>)| {
        let missing = labels::missing(Cause::parse(cause.split(':').next().unwrap_or_default()), lang);
        let rules = rules.join(card.say("；", "; "));
        text(&format!(
            "{}{}{missing}{}",
            labels::of_cause(cause, lang),
            card.say("。", ". "),
            lang.in_brackets(&rules)
        ))
    };
    let points: Vec<_> = rules.into_iter().map(point).collect();
    let heading =
        card.say("未能判定的事项（不等于没有问题）", "left open (which does not mean clear)").to_owned();
    (!points.is_empty()).then_some(Group { heading, points })
}

impl Finding {
    fn of(card: &Card<'_>, explained: &ExplainedFinding) -> Self {
        let ExplainedFinding { finding, links } = explained;
        let lang = card.terminal.lang;
        let rule = card.rules.get(&finding.rule);
        let condition = finding
            .condition
            .map(|number| format!("{}{number}{}", card.say("第", "condition "), card.say("项　", ": ")));
        let mut about = vec![
            labels::of_confidence(&finding.confidence, lang).to_owned(),
            labels::of_change(&finding.change, lang).to_owned(),
            format!("{}{}", card.say("首次发现 ", "first seen "), finding.first_seen),
        ];
        if let Some(rule) = rule {
            let documents = rule.basis.iter().filter(|basis| !basis.document.starts_with('（'));
            about.extend(documents.map(|basis| {
                let article = basis.article.as_deref().unwrap_or_default();
                text(format!("{}{} {article}", card.say("依据：", "basis: "), basis.document).trim_end())
            }));
        }
        let records = finding.evidence.iter().zip(links);
        let group = |heading: &str, points: Vec<&String>| {
            let points: Vec<_> = points.into_iter().map(|point| text(point)).collect();
            (!points.is_empty()).then_some(Group { heading: heading.to_owned(), points })
        };
        let clears = rule.into_iter().flat_map(|rule| {
            [
                group(
                    card.say("什么情况可以排除", "what would clear it"),
                    rule.false_positives.iter().collect(),
                ),
                group(
                    card.say(
                        "登记上看不出、实际属于豁免情形的",
                        "exemptions that the register does not show",
                    ),
                    rule.unless.iter().map(|unless| &unless.reason).collect(),
                ),
            ]
        });
        let checks =
            rule.map(|rule| group(card.say("核查要点", "what to check"), rule.verify.iter().collect()));
        Self {
            title: format!("{}{}", condition.unwrap_or_default(), card.title(&finding.rule)),
            about: about.join(" · "),
            records: records.map(|(record, link)| Record::of(card, record, link)).collect(),
            clears: clears.flatten().collect(),
            checks: checks.flatten().into_iter().collect(),
            to_fill_in: ToFillIn::of(card, &finding.fingerprint),
        }
    }

    fn of_standing(card: &Card<'_>, own: &StandingLine) -> Self {
        let said =
            card.say("本次未能核对、仍然有效，上次确认 ", "not looked at this time, stands; last confirmed ");
        Self {
            title: format!("{} {}", own.rule, card.title(&own.rule)),
            about: format!("{said}{}", own.last_confirmed),
            records: Vec::new(),
            clears: Vec::new(),
            checks: Vec::new(),
            to_fill_in: ToFillIn::of(card, &own.fingerprint),
        }
    }
}

impl Record {
    fn of(card: &Card<'_>, record: &EvidenceLine, link: &ExplainedLink) -> Self {
        let lang = card.terminal.lang;
        let values = match &record.values {
            Value::Object(values) => values
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| card.value(&record.extract, name, value))
                .collect::<Vec<_>>()
                .join(card.say("，", ", ")),
            _ => String::new(),
        };
        let relation = lang.in_brackets(labels::of_relation(&record.relation, lang));
        let exempt = record
            .exempt
            .as_ref()
            .map(|reason| format!("{}{reason}", card.say("；按豁免情形不计：", "; exempt: ")));
        let said = format!(
            "{}{relation}{}{values}{}",
            record.person_name,
            card.say("：", ": "),
            exempt.unwrap_or_default()
        );
        let source = format!(
            "{}{}{}{}{}{}{}",
            card.say("来源：", ""),
            record.source_file,
            card.say(" 第 ", " line "),
            record.source_row,
            card.say(" 行", ""),
            card.say("；认定：", "; "),
            labels::of_method(&record.method, lang)
        );
        let ladder = link.link.as_ref().map(|own| ladder(card, own)).unwrap_or_default();
        Self { said: text(&said), source: text(&source), ladder }
    }
}

fn ladder(card: &Card<'_>, link: &LinkLine) -> Vec<Step> {
    let Some(Value::Object(weights)) = &link.weights else { return Vec::new() };
    let lang = card.terminal.lang;
    let prior = weights.get("prior").and_then(Value::as_f64).unwrap_or_default();
    let mut steps = vec![Step {
        label: card.say("起点：全县任何一人", "start: anyone of the county").to_owned(),
        weight: prior,
    }];
    for (field, _) in WEIGHED_FIELDS {
        let Some(said) = weights.get(field) else { continue };
        let level = said.get("level").and_then(Value::as_str).unwrap_or_default();
        steps.push(Step {
            label: format!("{} {}", labels::of_field(field, lang), labels::of_level(level, lang)),
            weight: said.get("weight").and_then(Value::as_f64).unwrap_or_default(),
        });
    }
    steps.extend(link.log_odds.map(|weight| Step {
        label: card.say("合计（对数几率）", "together (log odds)").to_owned(),
        weight,
    }));
    steps
}

impl ToFillIn {
    fn of(card: &Card<'_>, fingerprint: &str) -> Self {
        let lang = card.terminal.lang;
        let outcomes = Outcome::ALL.iter().map(|own| labels::outcome(*own, lang)).collect();
        let reasons = Reason::ALL.iter().map(|own| labels::reason(*own, lang)).collect();
        Self {
            ticks: vec![
                (card.say("核查结果", "outcome"), outcomes),
                (card.say("保留理由", "why retained"), reasons),
            ],
            note: card.say("说明", "note"),
            fingerprint: format!("{}{fingerprint}", card.say("线索编号 ", "finding ")),
        }
    }
}
