//! The tables of the report, below the first screen.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use maud::{Markup, html};

use super::table::{Cell, table, text};
use super::{DeliveryNews, ReportFacts, pictures};
use crate::domain::{Cause, Gone};
use crate::labels::{self, Lang};
use crate::outcomes::Group;
use crate::publish::{GoneFinding, Warning};
use crate::results::QualityRow;
use crate::rulebook::RuleStatus;
use crate::spot_check::words;

/// How a rule's status reads that makes no suspect.
const EXPERIMENTAL: &str = RuleStatus::Experimental.as_str();

fn title(facts: &ReportFacts<'_>, rule: &str) -> String {
    facts.rules.get(rule).map_or_else(|| rule.to_owned(), |text| text.title_or(rule))
}

/// Suspects by township and condition.
pub fn by_township(facts: &ReportFacts<'_>) -> Markup {
    let mut matrix = BTreeMap::<&str, (u64, BTreeMap<Option<u8>, u64>)>::new();
    for card in facts.suspects.iter() {
        let (all, by_condition) = matrix.entry(&card.township).or_default();
        *all += 1;
        if card.conditions.0.is_empty() {
            *by_condition.entry(None).or_default() += 1;
        }
        for number in &card.conditions.0 {
            *by_condition.entry(number.parse().ok()).or_default() += 1;
        }
    }
    let columns: Vec<Option<u8>> = (1..=6).map(Some).chain([None]).collect();
    let row = |(township, (all, by_condition)): (&str, (u64, BTreeMap<Option<u8>, u64>))| {
        let counts = columns.iter().map(|column| match by_condition.get(column) {
            Some(count) => Cell::Number(*count),
            None => Cell::Number(0),
        });
        [Cell::text(township), Cell::Number(all)].into_iter().chain(counts).collect()
    };
    let heads = ["乡镇", "疑似户", "第1项", "第2项", "第3项", "第4项", "第5项", "第6项", "数据核对"];
    table("按乡镇和条件（疑似户；一户可符合几项）", &heads, matrix.into_iter().map(row).collect())
}

/// Findings by rule: those that make suspects, and what is apart from them.
pub fn by_rule(facts: &ReportFacts<'_>) -> Markup {
    // What makes a card a suspect, what is exempt, and what is possible at most: together all findings of the rule.
    let mut counts = BTreeMap::<(bool, i64, &str), [u64; 3]>::new();
    for own in facts.findings.iter() {
        let experimental = own.status == EXPERIMENTAL;
        let at = if own.exempt { 1 } else { usize::from(!own.confidence.stands()) * 2 };
        // What is no condition comes last.
        let condition = own.condition.unwrap_or(i64::MAX);
        let row = counts.entry((experimental, condition, &own.rule)).or_default();
        if let Some(count) = row.get_mut(at) {
            *count += 1;
        }
    }
    let rows = |wanted: bool| {
        let own = counts.iter().filter(|((experimental, ..), _)| *experimental == wanted);
        let most = counts.values().map(|own| own.iter().sum::<u64>()).max().unwrap_or(0);
        own.map(|((_, condition, rule), own)| {
            let condition = if *condition == i64::MAX { String::new() } else { format!("第{condition}项") };
            let [standing, exempt, possible] = *own;
            vec![
                Cell::text(condition),
                Cell::text(title(facts, rule)),
                Cell::Bar(standing, most),
                Cell::Number(exempt),
                Cell::Number(possible),
            ]
        })
        .collect()
    };
    html! {
        (table("按规则（户）", &["条件", "规则", "成立", "按豁免不计", "待核对"], rows(false)))
        (table("试行规则（不产生疑似户，命中户）", &["条件", "规则", "命中", "按豁免不计", "待核对"], rows(true)))
    }
}

/// What is new, what changed, what is gone since the run before.
pub fn changes(facts: &ReportFacts<'_>) -> Markup {
    let mut changes = BTreeMap::new();
    for card in facts.suspects.iter() {
        *changes.entry(card.change).or_insert(0u64) += 1;
    }
    let changes = changes
        .into_iter()
        .map(|(own, count)| vec![Cell::text(labels::change(own, Lang::Zh)), Cell::Number(count)]);
    let mut gone = BTreeMap::<&str, u64>::new();
    for finding in facts.gone.iter().filter(|gone| !was_not_looked_at(gone)) {
        *gone.entry(&finding.why).or_default() += 1;
    }
    let gone = gone
        .into_iter()
        .map(|(why, count)| vec![Cell::text(labels::of_gone(why, Lang::Zh)), Cell::Number(count)]);
    html! {
        (table("与上次比对相比（疑似户）", &["变化", "户数"], changes.collect()))
        (table("上次有、本次没有的命中", &["原因", "条数"], gone.collect()))
    }
}

/// Whether nobody could look: such a finding stands.
fn was_not_looked_at(gone: &GoneFinding) -> bool {
    Gone::parse(&gone.why).is_some_and(Gone::was_not_looked_at)
}

/// What was found before and nobody could look at, by rule: no total may fall for want of a source without a word.
pub fn standing(facts: &ReportFacts<'_>) -> Markup {
    let mut by_rule = BTreeMap::<(&str, String), (u64, Option<NaiveDate>)>::new();
    for row in facts.standing.iter() {
        let why = labels::of_cause(row.cause.as_deref().unwrap_or(&row.why), Lang::Zh);
        let (count, confirmed) = by_rule.entry((&row.rule, why)).or_default();
        *count += 1;
        *confirmed = (*confirmed).max(row.last_confirmed);
    }
    let row = |((rule, why), (count, confirmed)): ((&str, String), (u64, Option<NaiveDate>))| {
        let confirmed = confirmed.map(|day| day.to_string()).unwrap_or_default();
        vec![Cell::text(title(facts, rule)), Cell::Number(count), Cell::text(confirmed), Cell::text(why)]
    };
    let heads = ["规则", "户数", "上次确认", "本次未能核对的原因"];
    let caption = "仍然有效、本次未能核对的命中（已列入名单，未计入上面的数字）";
    table(caption, &heads, by_rule.into_iter().map(row).collect())
}

/// What came of the visits so far.
pub fn outcomes(facts: &ReportFacts<'_>) -> Markup {
    let own = &facts.statistics.households;
    if own.found == 0 {
        return spot_checks(facts);
    }
    let sentence =
        labels::outcome_sentence(own.found, own.visited, &own.by_outcome, &own.retained_by_reason, Lang::Zh);
    let row = |own: &Group| {
        let share = own.precision.map(|share| {
            let percent = |share: f64| (share * 100.0).round();
            format!("{} %（{}–{}）", percent(share.value), percent(share.low), percent(share.high))
        });
        let counts = [own.found, own.visited, own.removed, own.right, own.retained, own.disputed];
        let rest = [share.unwrap_or_default(), labels::reasons(&own.retained_by_reason, Lang::Zh)];
        std::iter::once(Cell::text(title(facts, &own.name)))
            .chain(counts.map(Cell::Number))
            .chain(rest.map(Cell::Text))
            .collect()
    };
    let visited = facts.statistics.by_rule.iter().filter(|own| own.visited + own.unreachable > 0);
    let heads = ["规则", "线索", "已核查", "剔除", "属实", "保留", "申诉", "属实率（95% 区间）", "保留理由"];
    let by_rule = facts.statistics.by_rule.iter();
    let precisions: Vec<_> =
        by_rule.filter_map(|own| Some((title(facts, &own.name), own.precision?))).collect();
    let decided = facts
        .decided
        .iter()
        .map(|(outcome, count)| vec![Cell::text(labels::outcome(*outcome, Lang::Zh)), Cell::Number(*count)]);
    let oldest = facts.disputed.iter().map(|own| own.days).max();
    let disputed = oldest.map(|days| vec![Cell::count(facts.disputed.len()), Cell::text(days.to_string())]);
    html! {
        p.note { "历次" (text(&sentence)) }
        (table("核查结果，按规则（历次线索）", &heads, visited.map(row).collect()))
        (pictures::shares("属实率，按规则（点为比例，横线为 95% 区间）", &precisions))
        (table("已有结论、证据未变，不再列入名单的命中", &["结论", "条数"], decided.collect()))
        (table("申诉复核中（另列清单）", &["命中", "最久天数"], disputed.into_iter().collect()))
        (spot_checks(facts))
    }
}

/// What the spot checks came to: the three rates.
fn spot_checks(facts: &ReportFacts<'_>) -> Markup {
    let heads = ["估计", "是", "核实", "村", "比例（95% 区间）", "折合全县户数"];
    html! {
        @for own in &facts.statistics.spot_checks {
            @let rows = words::rows(own, Lang::Zh);
            p.note { (text(&words::sentence(own, Lang::Zh))) "；" (own.design) }
            (table("抽查估计的错评、漏评、错退", &heads, rows.into_iter().map(|row| row.into_iter().map(Cell::Text).collect()).collect()))
        }
    }
}

/// Who was left out, by township and rule: people and households, of whom nobody is on a card.
pub fn omissions(facts: &ReportFacts<'_>) -> Markup {
    let mut by_place = BTreeMap::<(&str, &str), (u64, BTreeSet<&str>, u64)>::new();
    for own in facts.omissions.iter().filter(|own| own.status != EXPERIMENTAL) {
        let (people, registers, with_card) = by_place.entry((&own.township, &own.rule)).or_default();
        *people += 1;
        registers.extend(own.register_id.as_deref());
        *with_card += u64::from(!own.relatives.0.is_empty());
    }
    let row =
        |((township, rule), (people, registers, with_card)): ((&str, &str), (u64, BTreeSet<&str>, u64))| {
            vec![
                Cell::text(township),
                Cell::text(title(facts, rule)),
                Cell::Number(people),
                Cell::count(registers.len()),
                Cell::Number(with_card),
            ]
        };
    let heads = ["乡镇", "规则", "人数", "户口簿数", "其中同户有人在册"];
    let open = facts
        .open_omissions
        .iter()
        .map(|(cause, count)| vec![Cell::text(labels::cause(*cause, Lang::Zh)), Cell::Number(*count)]);
    html! {
        (table("漏评线索（未列入任何一户，供入户核查）", &heads, by_place.into_iter().map(row).collect()))
        (table("是否漏评未能判定（人）", &["原因", "人数"], open.collect()))
    }
}

/// What is left open, by cause: how many verdicts, and of how many cards.
pub fn undetermined(facts: &ReportFacts<'_>) -> Markup {
    let mut by_cause = BTreeMap::<Option<Cause>, (u64, BTreeSet<&str>)>::new();
    for row in facts.undetermined.iter() {
        let (verdicts, cards) = by_cause.entry(row.cause).or_default();
        *verdicts += 1;
        cards.insert(&row.household_id);
    }
    let row = |(cause, (verdicts, cards)): (Option<Cause>, (u64, BTreeSet<&str>))| {
        let name = cause.map(|cause| labels::cause(cause, Lang::Zh)).unwrap_or_default();
        let missing = labels::missing(cause, Lang::Zh);
        vec![Cell::text(name), Cell::count(cards.len()), Cell::Number(verdicts), Cell::text(missing)]
    };
    let heads = ["原因", "户数", "户 × 规则", "怎样补全"];
    table("未能判定", &heads, by_cause.into_iter().map(row).collect())
}

/// What came in, and how much of it could be used.
pub fn source_health(facts: &ReportFacts<'_>) -> Markup {
    let row = |(row, title): (&QualityRow, &String)| {
        let counts = [
            row.rows_read,
            row.rows_accepted,
            row.rows_rejected,
            row.rows_skipped,
            row.unreadable,
            row.codes_unknown,
            row.id_unusable,
            row.linked,
        ];
        let counts = counts.map(|count| Cell::Number(u64::try_from(count).unwrap_or(0)));
        let gate = if row.gate == "passed" {
            Cell::text("通过")
        } else {
            Cell::Open(labels::of_cause(&row.gate, Lang::Zh))
        };
        std::iter::once(Cell::text(title)).chain(counts).chain([gate]).collect()
    };
    let heads = [
        "数据源",
        "读取",
        "采用",
        "拒绝",
        "跳过",
        "无法识别的值",
        "未知代码",
        "证件号不可用",
        "已关联",
        "质量关口",
    ];
    table("数据源状况", &heads, facts.quality.iter().zip(facts.sources).map(row).collect())
}

/// What is new of the deliveries: against the last ones, and what they lack.
pub fn deliveries(facts: &ReportFacts<'_>) -> Markup {
    let row = |((quality, title), own): ((&QualityRow, &String), &DeliveryNews)| {
        let rows = u64::try_from(quality.rows_accepted).unwrap_or(0);
        let against = match own.rows_before {
            Some(before) if before > 0 => {
                let share = (rows as f64 - before as f64) * 100.0 / before as f64;
                format!("{before} → {rows}（{share:+.1} %）")
            }
            _ => format!("首次，{rows}"),
        };
        let unread =
            if own.unread_in > 0 { format!("{} 个（见提醒）", own.unread_in) } else { String::new() };
        let lacking =
            if own.undelivered.is_empty() { Cell::text("") } else { Cell::Open(own.undelivered.join("、")) };
        vec![
            Cell::text(title),
            Cell::count(quality.files.0.len()),
            Cell::text(own.delivered_on.map_or_else(|| "未注明".to_owned(), |day| day.to_string())),
            Cell::text(against),
            lacking,
            Cell::text(unread),
        ]
    };
    let heads = [
        "数据源",
        "文件",
        "交付日期",
        "采用的行，与上次交付相比",
        "规则要用、没有交付的列",
        "有未用列的文件",
    ];
    let delivered = facts.quality.iter().zip(facts.sources).zip(facts.deliveries);
    table("交付情况", &heads, delivered.filter(|((row, _), _)| row.rows_read > 0).map(row).collect())
}

/// The villages, each with its list.
pub fn villages(facts: &ReportFacts<'_>) -> Markup {
    let row = |own: &super::VillageLink<'_>| {
        vec![
            Cell::text(own.township),
            Cell::Link { text: own.village.to_owned(), path: own.path.to_owned() },
            Cell::count(own.to_visit),
            Cell::count(own.to_check),
        ]
    };
    let heads = ["乡镇", "行政村（核查表）", "入户核查（户）", "待核对（户）"];
    table("各村核查表", &heads, facts.villages.iter().map(row).collect())
}

/// What was said of job and deliveries, for whoever did not watch the run.
pub fn warnings(facts: &ReportFacts<'_>) -> Markup {
    let row = |warning: &Warning| {
        let line = warning.line.map(|line| format!(":{line}")).unwrap_or_default();
        let place = warning.file.as_ref().map(|file| format!("{file}{line}")).unwrap_or_default();
        vec![
            Cell::text(&warning.code),
            Cell::text(place),
            Cell::text(&warning.message),
            Cell::text(warning.help.clone().unwrap_or_default()),
        ]
    };
    table("提醒", &["编号", "位置", "内容", "处理办法"], facts.warnings.iter().map(row).collect())
}
