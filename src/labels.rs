//! Labels: what each word of the files is called in the reader's language, for lists, reports and the terminal.
//!
//! They stand in the catalogues (`words/*/labels.ftl`), each under its kind and its spelling: `cause-source_missing`.

use std::collections::BTreeMap;

use crate::domain::{Cause, Change, Gone, Method, Outcome, Reason};
use crate::words::{Said, label, phrase, word};

pub use crate::domain::Lang;

/// One of the six no-evaluate conditions in a few words; `None` stands for the reconciliation rules.
pub fn condition(number: Option<u8>, lang: Lang) -> &'static str {
    match number {
        None => word!(lang, "condition-none"),
        Some(number) => {
            label("condition", &number.to_string(), lang).unwrap_or_else(|| word!(lang, "condition-other"))
        }
    }
}

/// `第4项 车辆、工程或大型农机`: a condition under its number.
pub fn numbered_condition(number: Option<u8>, lang: Lang) -> String {
    let name = condition(number, lang);
    number.map_or_else(|| name.to_owned(), |number| phrase!(lang, "numbered-condition", number, name))
}

macro_rules! labels {
    ($($(#[$doc:meta])* $own:ident, $of:ident: $type:ident;)+) => { $(
        $(#[$doc])*
        pub fn $own(value: $type, lang: Lang) -> &'static str {
            label(stringify!($own), value.as_str(), lang).unwrap_or(value.as_str())
        }

        /// The same of a spelling found in a file; an unknown one stays as it is.
        pub fn $of(spelling: &str, lang: Lang) -> &str {
            label(stringify!($own), spelling, lang).unwrap_or(spelling)
        }
    )+ };
}

labels! {
    /// What became of a finding since the last run.
    change, of_change: Change;
    /// Why a finding of the last run is gone.
    gone, of_gone: Gone;
    /// What was decided after a visit.
    outcome, of_outcome: Outcome;
    /// Why a household was retained.
    reason, of_reason: Reason;
    /// By which rung of the ladder a record was linked.
    method, of_method: Method;
}

macro_rules! labels_of_spellings {
    ($($(#[$doc:meta])* $of:ident: $kind:literal;)+) => { $(
        $(#[$doc])*
        pub fn $of(spelling: &str, lang: Lang) -> &str {
            label($kind, spelling, lang).unwrap_or(spelling)
        }
    )+ };
}

labels_of_spellings! {
    /// How sure we are of a match.
    of_confidence: "confidence";
    /// What a rule asks for: that the card does not qualify if the visit confirms it, or to look at it again.
    of_severity: "severity";
    /// Whether a rule counts already.
    of_rule_status: "status";
    /// How a person stands to the card.
    of_relation: "relation";
    /// A field that records without a number are compared by.
    of_field: "field";
    /// A level of agreement of such a field.
    of_level: "level";
}

/// Why a verdict is undetermined.
pub fn cause(value: Cause, lang: Lang) -> &'static str {
    label("cause", value.as_str(), lang).unwrap_or(value.as_str())
}

/// The same, with what is known of it: `数据源质量未过关：没有可用的行`.
pub fn cause_and_why(value: Cause, why: &Said, lang: Lang) -> String {
    format!("{}{}{}", cause(value, lang), word!(lang, "punctuation-colon"), why.in_lang(lang))
}

/// The same of a spelling found in a file; what follows the word (`column_empty: wage`) is kept.
pub fn of_cause(spelling: &str, lang: Lang) -> String {
    let (word, rest) = spelling.split_once(':').unwrap_or((spelling, ""));
    let name = label("cause", word.trim(), lang).unwrap_or(word);
    if rest.is_empty() { name.to_owned() } else { format!("{name}: {}", rest.trim()) }
}

/// What somebody has to find out for a verdict that is left open, and who can.
pub fn missing(value: Option<Cause>, lang: Lang) -> &'static str {
    value.and_then(|cause| label("missing", cause.as_str(), lang)).unwrap_or_default()
}

/// What stands behind a cause: how many members it is about.
pub fn detail(detail: &str, lang: Lang) -> String {
    let count = detail.strip_suffix(" member(s)").and_then(|count| count.parse::<u64>().ok());
    count.map_or_else(|| detail.to_owned(), |count| phrase!(lang, "people-behind-cause", count))
}

/// By which rung a record was linked, and how sure that is: `证件号码、姓名一致，确定`.
pub fn how_sure(rung: Method, probability: f64, lang: Lang) -> String {
    let method = method(rung, lang);
    if probability >= 0.99 {
        return phrase!(lang, "sure", method);
    }
    phrase!(lang, "likely", method, percent = (probability * 100.0).round().to_string())
}

/// How many were retained, by reason: `挂名 12，已售未过户 3`.
pub fn reasons(retained_by_reason: &BTreeMap<String, u64>, lang: Lang) -> String {
    let said = retained_by_reason.iter().map(|(reason, count)| {
        let reason =
            if reason.is_empty() { word!(lang, "retained-see-note") } else { of_reason(reason, lang) };
        format!("{reason} {count}")
    });
    said.collect::<Vec<_>>().join(word!(lang, "punctuation-comma"))
}

/// `比对发现疑似户 87 户，已核查 87 户：剔除 23 户，重新评议 25 户，保留 39 户（挂名 12）。`
pub fn outcome_sentence(
    found: u64,
    visited: u64,
    by_outcome: &BTreeMap<&'static str, u64>,
    retained_by_reason: &BTreeMap<String, u64>,
    lang: Lang,
) -> String {
    let parts = Outcome::ALL.iter().filter_map(|value| {
        let count = *by_outcome.get(value.as_str())?;
        let said = phrase!(lang, "households-of-outcome", outcome = outcome(*value, lang), count);
        let explained = *value == Outcome::Retained && !retained_by_reason.is_empty();
        let why = explained.then(|| lang.in_brackets(&reasons(retained_by_reason, lang)));
        Some(said + &why.unwrap_or_default())
    });
    let parts: Vec<_> = parts.collect();
    if parts.is_empty() {
        return phrase!(lang, "found-and-not-visited", found);
    }
    phrase!(
        lang,
        "found-and-visited",
        found,
        visited,
        outcomes = parts.join(word!(lang, "punctuation-comma"))
    )
}
