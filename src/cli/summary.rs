//! The summary of a run on the terminal: suspects by condition and township, where the files are, what to do next.

use std::fmt::Write;

use super::terminal::{Terminal, harmless, text_table};
use crate::labels;
use crate::run::Report;
use crate::words::{phrase, translated, word};

/// The whole text, for standard output; `as_of` as `2017-08-31`.
pub fn summary_text(job: &str, as_of: &str, summary: &Report, terminal: &Terminal) -> String {
    let mut out = String::new();
    let job = harmless(job);
    let (cards, members, suspects) = (summary.cards, summary.members, summary.suspects);
    line(&mut out, &phrase!(terminal.lang, "summary-of-run", job, as_of, cards, members, suspects));

    line(&mut out, "");
    let rows = summary.suspects_by_condition.iter().map(|(number, count)| {
        let ordinal = number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        vec![ordinal, labels::condition(*number, terminal.lang).to_owned(), count.to_string()]
    });
    table(
        &mut out,
        &[
            word!(terminal.lang, "column-condition-number"),
            word!(terminal.lang, "suspects-by-condition"),
            word!(terminal.lang, "cards"),
        ],
        rows,
    );
    let rows = summary
        .suspects_by_township
        .iter()
        .map(|(township, count)| vec![harmless(township), count.to_string()]);
    table(&mut out, &[word!(terminal.lang, "suspects-by-township"), word!(terminal.lang, "cards")], rows);

    let experimental = match summary.shadow_findings {
        0 => String::new(),
        count => phrase!(terminal.lang, "summary-of-experimental", count),
    };
    let (findings, exempt, possible) = (summary.findings, summary.exempt_findings, summary.possible_findings);
    line(&mut out, &phrase!(terminal.lang, "summary-of-findings", findings, exempt, possible, experimental));
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
    line(out, &phrase!(terminal.lang, "summary-of-omissions", omitted, open));
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
        let head = word!(terminal.lang, "since-the-last-run");
        line(out, &format!("{head}{}", all.join(word!(terminal.lang, "punctuation-comma"))));
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
    let causes = causes.join(word!(terminal.lang, "punctuation-comma"));
    line(out, &phrase!(terminal.lang, "summary-of-undetermined", total, causes));
}

fn sources(out: &mut String, summary: &Report, terminal: &Terminal) {
    if summary.sources.is_empty() {
        return;
    }
    line(out, "");
    let heads = [
        word!(terminal.lang, "source"),
        word!(terminal.lang, "read"),
        word!(terminal.lang, "accepted"),
        word!(terminal.lang, "rejected"),
        word!(terminal.lang, "linked"),
        word!(terminal.lang, "fit-for-use"),
    ];
    let rows = summary.sources.iter().map(|source| {
        let row = &source.row;
        let name = translated(&source.title, terminal.lang);
        let gate = match &row.gate {
            Some((cause, why)) => labels::cause_and_why(*cause, why, terminal.lang),
            None => word!(terminal.lang, "yes-usable").to_owned(),
        };
        let numbers = [row.rows_read, row.rows_accepted, row.rows_rejected, row.linked];
        let [read, accepted, rejected, linked] = numbers.map(|number| number.to_string());
        vec![harmless(name), read, accepted, rejected, linked, harmless(&gate)]
    });
    table(out, &heads, rows);
}

fn next(out: &mut String, summary: &Report, terminal: &Terminal) {
    let dir = summary.dir.display();
    let folder = summary.dir.parent().and_then(|runs| runs.parent()).unwrap_or(&summary.dir).display();
    line(
        out,
        &phrase!(terminal.lang, "summary-what-next", dir = dir.to_string(), folder = folder.to_string()),
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
    use crate::domain::{Cause, Lang};

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
        let terminal = Terminal::plain(Lang::Zh);
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
