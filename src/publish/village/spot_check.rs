//! The workbook of a village that was drawn for a spot check: the cards drawn, whatever the comparison says of them, and
//! room for whoever is on no card.

use std::collections::BTreeMap;

use super::blocks::{Block, Line, People, Texts, Village, to_visit};
use super::{Edition, Heading, VillageWorkbook, Wording, workbooks};
use crate::labels::{self, Lang};
use crate::publish::list_text::values_in_words;
use crate::publish::omission_lists::{NOBODY_OF_THE_REGISTER, relatives};
use crate::publish::rule_text::RuleText;
use crate::publish::visits::Visits;
use crate::results::OmissionRow;

const SPOT_CHECK: Wording = Wording {
    kind: "-抽查",
    title: "抽查表",
    what: "随机抽取的农户，不论比对有无发现，都要入户核查；用来估计全县的错评、漏评和错退。抽中不表示有问题。",
    to_visit: Heading {
        sheet: "抽查表",
        title: "抽查表",
        note: "抽中的户都要入户，不得换户。先核对各条线索，再在“抽查”一行填写整户的结论。没有见到人的填“未能核实”。请妥善保管，不得外传。",
        clears: "排除情形／怎样填写",
        counted: "抽中",
    },
    to_check: Heading {
        sheet: "漏评核查",
        title: "漏评核查",
        note: "比对发现的、未列入任何一户的人，和走访中新发现的未列入名册的农户。核查后逐条填写；不应纳入的填“保留”。",
        clears: "怎样填写",
        counted: "漏评核查",
    },
    check_step: "“漏评核查”表：比对发现的逐人核实，走访中新发现的一户一行；应当纳入的填“重新评议”。",
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
    let people = People::of(visits);
    let texts = Texts::of(visits, &people, rules);
    let found = to_visit(visits, &texts, &people).into_values().flatten();
    let mut found: BTreeMap<_, _> = found.map(|block| (block.household_id, block)).collect();
    let mut village = |own: &DrawnVillage<'a>| {
        let of_card = |card: &DrawnCard<'a>| {
            let block = found.remove(card.household_id);
            let mut block = block.unwrap_or_else(|| people.block(card.household_id, card.head_name, &[]));
            block.lines.push(line_of_card(card));
            block
        };
        let to_visit = own.cards.iter().map(of_card).collect();
        let mut to_check: Vec<_> = own.left_out.iter().map(|row| left_out(row, rules)).collect();
        to_check.extend((!own.room.is_empty()).then(|| room(&own.room)));
        let (township, name) = (own.township.to_owned(), own.name.to_owned());
        Village { township, name, to_visit, to_check }
    };
    let villages = villages.iter().map(&mut village).collect();
    workbooks(villages, &SPOT_CHECK, visits, rules, edition)
}

/// The line on which a card's own outcome is written.
fn line_of_card<'a>(card: &DrawnCard<'a>) -> Line<'a> {
    let said =
        if card.suspect { "线索见上，逐条核实。" } else { "比对没有发现成立的线索。" };
    let (asked, clears): (&str, &[&str]) = if card.exited {
        (
            "抽查：脱贫是否属实（登记为脱贫）",
            &["脱贫属实：保留", "不应脱贫：重新评议", "从来不符合条件：剔除"],
        )
    } else {
        (
            "抽查：是否符合建档立卡条件",
            &["符合条件：保留", "不符合条件：剔除", "情况有变、需要评议：重新评议"],
        )
    };
    let conditions: Vec<_> = (1..=6).map(|own| labels::numbered_condition(Some(own), Lang::Zh)).collect();
    Line {
        rule: asked.to_owned(),
        evidence: vec![said.to_owned(), format!("逐项核实：{}。", conditions.join("；"))],
        clears: clears.iter().map(|own| format!("· {own}")).collect(),
        verify: ["查看住房、车辆和经营场所", "询问就业和收入来源", "核对户口簿"].map(str::to_owned).to_vec(),
        fingerprint: Some(card.fingerprint),
        // A household that is retained needs a reason or a note.
        note: "抽查",
        rule_id: None,
    }
}

fn to_be_taken_in() -> Vec<String> {
    ["· 应当纳入：重新评议", "· 不应纳入：保留"].map(str::to_owned).to_vec()
}

fn left_out<'a>(row: &'a OmissionRow, rules: &BTreeMap<String, RuleText>) -> Block<'a> {
    let unknown = RuleText::default();
    let text = rules.get(&row.rule).unwrap_or(&unknown);
    let together = match relatives(row).as_slice() {
        [] => NOBODY_OF_THE_REGISTER.to_owned(),
        some => format!("同户在册：{}", some.join("、")),
    };
    let said = values_in_words(&row.values.0, text);
    let source = if text.source.is_empty() { &row.extract } else { &text.source };
    let evidence =
        format!("{source}：{said}；来源：{} 第 {} 行。{together}。", row.source_file, row.source_row);
    let who = [
        Some(format!("未列入名册的人　姓名 {}", row.name)),
        row.person_id_masked.as_ref().map(|id| format!("证件号码 {id}")),
        Some(format!("同户口簿 {} 人", row.people)),
    ];
    Block {
        household_id: "",
        who: who.into_iter().flatten().collect::<Vec<_>>().join("　"),
        members: String::new(),
        lines: vec![Line {
            rule: text.heading(&row.rule, ""),
            evidence: vec![evidence],
            clears: to_be_taken_in(),
            verify: text.verify.clone(),
            fingerprint: Some(&row.fingerprint),
            note: "抽查",
            rule_id: None,
        }],
    }
}

fn room<'a>(fingerprints: &[&'a str]) -> Block<'a> {
    let line = |fingerprint: &&'a str| Line {
        rule: "走访发现：未列入名册".to_owned(),
        evidence: vec!["把户主、住址、人数和情况写在“说明”里。".to_owned()],
        clears: to_be_taken_in(),
        fingerprint: Some(fingerprint),
        note: "户主、住址：",
        ..Line::default()
    };
    Block {
        household_id: "",
        who: "走访中发现的、比对没有列出的农户（一户一行；没有的不填）".to_owned(),
        members: String::new(),
        lines: fingerprints.iter().map(line).collect(),
    }
}
