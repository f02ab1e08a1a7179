//! `bidui score`: what a run of a synthetic county got right and wrong.

use super::ExitCode;
use super::args::{ScoreArguments, ScoreFormat};
use super::terminal::{Terminal, text_table};
use crate::score::{
    self, DifferenceScore, GroupScore, MethodScore, OmissionScore, RuleScore, Score, ScoreError, Share,
};
use crate::words::{phrase, word};

/// Errors of each kind that a table shows; `--format json` has them all.
const SHOWN: usize = 20;

pub fn answer(arguments: &ScoreArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let score = match score::score(&arguments.run, &arguments.truth) {
        Ok(score) => score,
        Err(ScoreError::Fixable(problem)) => {
            super::print_problems(std::slice::from_ref(&problem), terminal);
            return Ok(ExitCode::MustFix);
        }
        Err(ScoreError::Run(error)) => return Ok(super::say_publish_error(&error, terminal)),
        Err(error) => {
            eprintln!("{}{error}", word!(terminal.lang, "the-machine-failed"));
            return Ok(ExitCode::Machine);
        }
    };
    let text = match arguments.format {
        ScoreFormat::Json => format!("{}\n", serde_json::to_string_pretty(&score)?),
        ScoreFormat::Table => tables(&score, terminal),
    };
    super::print_data(text.as_bytes())?;
    Ok(ExitCode::Done)
}

fn tables(score: &Score, terminal: &Terminal) -> String {
    let links = &score.links;
    let with_all = |groups: &[GroupScore]| groups.iter().chain([&links.all]).map(group).collect::<Vec<_>>();
    let rules: Vec<_> = score.findings.rules.iter().chain([&score.findings.all]).map(rule).collect();
    let methods: Vec<_> = links.methods.iter().map(method).collect();
    let parts = [
        (word!(terminal.lang, "findings-by-rule"), text_table(RULE, &rules)),
        (word!(terminal.lang, "links-by-method"), text_table(METHOD, &methods)),
        (word!(terminal.lang, "links-by-extract"), text_table(GROUP, &with_all(&links.extracts))),
        (word!(terminal.lang, "links-by-record-dirt"), text_table(GROUP, &with_all(&links.record_dirt))),
        (
            word!(terminal.lang, "links-by-registry-dirt"),
            text_table(GROUP, &links.registry_dirt.iter().map(group).collect::<Vec<_>>()),
        ),
        (word!(terminal.lang, "differences-of-copies-by-column"), {
            text_table(DIFFERENCE, &score.differences.iter().map(difference).collect::<Vec<_>>())
        }),
        (word!(terminal.lang, "people-left-out-by-rule"), {
            text_table(OMISSION, &score.omissions.iter().map(omission).collect::<Vec<_>>())
        }),
        (word!(terminal.lang, "finding-errors"), finding_errors(score, terminal)),
        (word!(terminal.lang, "link-errors"), link_errors(score, terminal)),
    ];
    let parts: Vec<_> = parts.iter().map(|(title, table)| format!("{title}\n{table}")).collect();
    format!("{} {}\n\n{}", word!(terminal.lang, "run-scored"), score.run_id, parts.join("\n"))
}

const RULE: &[&str] = &[
    "rule",
    "right",
    "wrong",
    "certain",
    "missed",
    "skill",
    "possible",
    "undet.",
    "exempt",
    "clear",
    "precision",
    "recall",
    "F1",
    "exempt ok",
    "unknowable",
];

fn rule(rule: &RuleScore) -> Vec<String> {
    let measure = &rule.measure;
    vec![
        rule.rule.clone(),
        measure.right.to_string(),
        measure.wrong.to_string(),
        rule.wrong_certain.to_string(),
        measure.missed.to_string(),
        rule.missed_needing.to_string(),
        rule.missed_possible.to_string(),
        rule.missed_undetermined.to_string(),
        rule.missed_exempt.to_string(),
        rule.missed_clear.to_string(),
        percent(measure.precision),
        percent(measure.recall),
        percent(measure.f1),
        format!("{}/{}", rule.exempt_found, rule.exempt),
        format!("{}/{}", rule.unknowable_flagged, rule.unknowable),
    ]
}

const METHOD: &[&str] = &["method", "links", "right", "precision", "recall", "F1"];

fn method(method: &MethodScore) -> Vec<String> {
    vec![
        method.method.clone(),
        method.links.to_string(),
        method.right.to_string(),
        percent(method.precision),
        percent(method.recall),
        percent(method.f1),
    ]
}

const GROUP: &[&str] = &["", "right", "wrong", "missed", "possible", "precision", "recall", "F1"];

fn group(group: &GroupScore) -> Vec<String> {
    let measure = &group.measure;
    vec![
        group.name.clone(),
        measure.right.to_string(),
        measure.wrong.to_string(),
        measure.missed.to_string(),
        group.missed_possible.to_string(),
        percent(measure.precision),
        percent(measure.recall),
        percent(measure.f1),
    ]
}

const DIFFERENCE: &[&str] =
    &["", "right", "wrong", "missed", "precision", "recall", "odd one right", "wrong"];

fn difference(own: &DifferenceScore) -> Vec<String> {
    let measure = &own.measure;
    let counts = [measure.right, measure.wrong, measure.missed].map(|count| count.to_string());
    let odd = [own.odd_one_right, own.odd_one_wrong].map(|count| count.to_string());
    let shares = [percent(measure.precision), percent(measure.recall)];
    [own.what.clone()].into_iter().chain(counts).chain(shares).chain(odd).collect()
}

const OMISSION: &[&str] =
    &["rule", "right", "wrong", "on a card", "missed", "undet.", "precision", "recall", "unknowable"];

fn omission(own: &OmissionScore) -> Vec<String> {
    let measure = &own.measure;
    vec![
        own.rule.clone(),
        measure.right.to_string(),
        measure.wrong.to_string(),
        own.wrong_on_a_card.to_string(),
        measure.missed.to_string(),
        own.missed_undetermined.to_string(),
        percent(measure.precision),
        percent(measure.recall),
        format!("{}/{}", own.unknowable_listed, own.unknowable),
    ]
}

/// `99.2 (98.1–99.7)`: per cent, with its 95 % interval.
fn percent(share: Option<Share>) -> String {
    let Some(Share { value, low, high }) = share else { return "–".to_owned() };
    // Not 100 but where it is: one error in a million must not be rounded away.
    let shown = |x: f64| if x < 1.0 { (x * 1000.0).floor() / 10.0 } else { 100.0 };
    let up = |x: f64| (x * 1000.0).ceil() / 10.0;
    format!("{:.1} ({:.1}–{:.1})", shown(value), shown(low), up(high))
}

fn finding_errors(score: &Score, terminal: &Terminal) -> String {
    let rows: Vec<_> = score
        .finding_errors
        .iter()
        .take(SHOWN)
        .map(|error| {
            let truth = error.truth.unwrap_or("–");
            [error.what, &error.household_id, &error.rule, truth, error.run, &error.needs]
                .map(str::to_owned)
                .to_vec()
        })
        .collect();
    let table = text_table(&["", "household_id", "rule", "truth", "run", "needs"], &rows);
    format!("{table}{}", and_more(score.finding_errors.len(), terminal))
}

fn link_errors(score: &Score, terminal: &Terminal) -> String {
    // The wrong ones first: a missed link sends nobody to the wrong door.
    let (wrong, missed): (Vec<_>, Vec<_>) = score.link_errors.iter().partition(|error| error.what == "wrong");
    let rows: Vec<_> = wrong
        .into_iter()
        .chain(missed)
        .take(SHOWN)
        .map(|error| {
            vec![
                error.what.to_owned(),
                format!("{}:{}", error.source_file, error.source_row),
                error.household_id.clone(),
                error.person.clone(),
                error.relation.unwrap_or_default().to_owned(),
                error.linked_to.clone().unwrap_or_default(),
                error.method.clone().unwrap_or_default(),
                error.record_dirt.clone(),
                error.registry_dirt.clone(),
            ]
        })
        .collect();
    let heads =
        ["", "record", "household_id", "person", "stands as", "linked to", "method", "dirt", "registry dirt"];
    format!("{}{}", text_table(&heads, &rows), and_more(score.link_errors.len(), terminal))
}

fn and_more(all: usize, terminal: &Terminal) -> String {
    match all.saturating_sub(SHOWN) {
        0 => String::new(),
        more => phrase!(terminal.lang, "and-more", count = more),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn almost_all_is_not_shown_as_all() {
        assert!(percent(Share::of(999_999, 1_000_000)).starts_with("99.9 ("));
        assert!(percent(Share::of(5, 5)).starts_with("100.0 ("));
        assert_eq!(percent(None), "–");
    }
}
