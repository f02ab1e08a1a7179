//! The summary of a run on the terminal: suspects by condition and township, where the files are, what to do next.

use std::fmt::Write;

use super::terminal::{Terminal, harmless, text_table};
use crate::labels::{self, Lang};
use crate::run::Report;

/// The whole text, for standard output; `as_of` as `2017-08-31`.
pub fn summary_text(job: &str, as_of: &str, summary: &Report, terminal: &Terminal) -> String {
    let say = |zh: &'static str, en: &'static str| terminal.say(zh, en);
    let mut out = String::new();
    let job = harmless(job);
    let (cards, members, suspects) = (summary.cards, summary.members, summary.suspects);
    line(
        &mut out,
        &match terminal.lang {
            Lang::Zh => {
                format!("{job}：比对日期 {as_of}，{cards} 户 {members} 人，疑似户 {suspects} 户")
            }
            Lang::En => {
                format!(
                    "{job}: as of {as_of}, {cards} cards with {members} members, {suspects} suspect cards"
                )
            }
        },
    );

    line(&mut out, "");
    let rows = summary.suspects_by_condition.iter().map(|(number, count)| {
        let ordinal = number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        vec![ordinal, labels::condition(*number, terminal.lang).to_owned(), count.to_string()]
    });
    table(
        &mut out,
        &[say("条件", "no."), say("疑似户按条件", "suspects by condition"), say("户", "cards")],
        rows,
    );
    let rows = summary
        .suspects_by_township
        .iter()
        .map(|(township, count)| vec![harmless(township), count.to_string()]);
    table(&mut out, &[say("疑似户按乡镇", "suspects by township"), say("户", "cards")], rows);

    let experimental = match (summary.shadow_findings, terminal.lang) {
        (0, _) => String::new(),
        (count, Lang::Zh) => format!("，试行规则 {count} 条"),
        (count, Lang::En) => format!(", {count} of experimental rules"),
    };
    let (findings, exempt, possible) = (summary.findings, summary.exempt_findings, summary.possible_findings);
    line(
        &mut out,
        &match terminal.lang {
            Lang::Zh => format!(
                "命中 {findings} 条；其中不构成疑似户的：豁免 {exempt} 条，身份待核对 {possible} 条{experimental}"
            ),
            Lang::En => format!(
                "{findings} findings; making no suspect: {exempt} exempt, {possible} with an identity to be checked{experimental}"
            ),
        },
    );
    omissions(&mut out, summary, terminal);
    changes(&mut out, summary, terminal);
    undetermined(&mut out, summary, terminal);
    sources(&mut out, summary, terminal);
    next(&mut out, summary, terminal);
    out
}

/// Who was left out, where a rule asks it.
fn omissions(out: &mut String, summary: &Report, terminal: &Terminal) {
    let (omitted, open) = (summary.omitted, summary.open_omissions.values().sum::<u64>());
    if omitted + open == 0 {
        return;
    }
    line(
        out,
        &match terminal.lang {
            Lang::Zh => {
                format!("漏评线索 {omitted} 人次（未列入任何一户，供入户核查），另有 {open} 人次未能判定")
            }
            Lang::En => format!(
                "{omitted} people seem to have been left out (on no card, to be visited); of {open} it cannot be said"
            ),
        },
    );
}

fn changes(out: &mut String, summary: &Report, terminal: &Terminal) {
    let stay = summary
        .changes
        .iter()
        .map(|(change, count)| format!("{} {count}", labels::of_change(change, terminal.lang)));
    let gone =
        summary.gone.iter().map(|(why, count)| format!("{} {count}", labels::gone(*why, terminal.lang)));
    let all: Vec<_> = stay.chain(gone).collect();
    if !all.is_empty() {
        let head = terminal.say("与上次比对相比：", "since the last run: ");
        line(out, &format!("{head}{}", all.join(terminal.say("，", ", "))));
    }
}

fn undetermined(out: &mut String, summary: &Report, terminal: &Terminal) {
    let total: u64 = summary.undetermined.values().sum();
    if total == 0 {
        return;
    }
    let causes: Vec<_> = summary
        .undetermined
        .iter()
        .map(|(cause, count)| format!("{} {count}", labels::cause(*cause, terminal.lang)))
        .collect();
    let causes = causes.join(terminal.say("，", ", "));
    line(
        out,
        &match terminal.lang {
            Lang::Zh => format!("未能判定 {total} 项（户 × 规则）：{causes}。未能判定不等于没有问题。"),
            Lang::En => {
                format!("{total} verdicts (card × rule) undetermined: {causes}. Undetermined is not clear.")
            }
        },
    );
}

fn sources(out: &mut String, summary: &Report, terminal: &Terminal) {
    if summary.sources.is_empty() {
        return;
    }
    line(out, "");
    let heads = [
        terminal.say("数据源", "source"),
        terminal.say("读取", "read"),
        terminal.say("采用", "accepted"),
        terminal.say("拒绝", "rejected"),
        terminal.say("关联", "linked"),
        terminal.say("是否可用", "fit for use"),
    ];
    let rows = summary.sources.iter().map(|source| {
        let row = &source.row;
        let name = match terminal.lang {
            Lang::Zh => source.title.clone(),
            Lang::En => row.extract.clone(),
        };
        let gate = match &row.gate {
            Some((cause, why)) => format!("{}: {why}", labels::cause(*cause, terminal.lang)),
            None => terminal.say("可用", "yes").to_owned(),
        };
        let numbers = [row.rows_read, row.rows_accepted, row.rows_rejected, row.linked];
        let [read, accepted, rejected, linked] = numbers.map(|number| number.to_string());
        vec![harmless(&name), read, accepted, rejected, linked, harmless(&gate)]
    });
    table(out, &heads, rows);
}

fn next(out: &mut String, summary: &Report, terminal: &Terminal) {
    let dir = summary.dir.display();
    let folder = summary.dir.parent().and_then(|runs| runs.parent()).unwrap_or(&summary.dir).display();
    line(
        out,
        &match terminal.lang {
            Lang::Zh => format!(
                "结果在 {dir}\n  \
             lists/          每村一份核查名单，打印后入户\n  \
             report.html     汇总，用浏览器打开\n  \
             suspects.csv    全部疑似户；findings.csv 命中；evidence.csv 证据（文件和行号）\n  \
             undetermined.csv 未能判定的户及原因；identity.csv 身份待核对的匹配；rejects.csv 未能读取的行\n\
             下一步：先看 rejects.csv、undetermined.csv 和 identity.csv，再把 lists/ 交给核查组。\n  \
             bidui list --run {folder} --condition 4     只看某一条件\n\
             命中只是线索，不是结论：以入户核查为准。"
            ),
            Lang::En => format!(
                "results are in {dir}\n  \
             lists/          a list per village, to print and take along\n  \
             report.html     totals, for a browser\n  \
             suspects.csv    every suspect card; findings.csv why; evidence.csv the records (file and line)\n  \
             undetermined.csv what is open and why; identity.csv matches to be checked; rejects.csv unread rows\n\
             next: look at rejects.csv, undetermined.csv and identity.csv, then hand lists/ to the inspectors.\n  \
             bidui list --run {folder} --condition 4     one condition only\n\
             a flag is a lead, not a conclusion: the visit decides."
            ),
        },
    );
}

fn line(out: &mut String, text: &str) {
    // Writing to a String cannot fail.
    _ = writeln!(out, "{text}");
}

fn table(out: &mut String, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        line(out, &text_table(heads, &rows));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    use super::*;
    use crate::domain::Cause;

    #[test]
    fn the_summary_says_who_where_and_what_to_do_next() {
        let report = Report {
            dir: PathBuf::from("out/runs/r1"),
            suspects: 3,
            suspects_by_condition: BTreeMap::from([(Some(4), 2), (None, 1)]),
            suspects_by_township: BTreeMap::from([("刘八里乡".to_owned(), 3)]),
            undetermined: BTreeMap::from([(Cause::SourceMissing, 7)]),
            ..Report::default()
        };
        let terminal = Terminal { lang: Lang::Zh, color: false, watched: false };
        let text = summary_text("demo", "2017-08-31", &report, &terminal);
        for promise in [
            "demo：比对日期 2017-08-31",
            "疑似户 3 户",
            "车辆、工程或大型农机",
            "刘八里乡",
            "缺少数据源 7",
            "out/runs/r1",
            "下一步",
        ] {
            assert!(text.contains(promise), "{promise} is missing in\n{text}");
        }
    }
}
