//! `bidui explain`: why a card is flagged, or is not, and whom each record was taken to be about.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::ExitCode;
use super::args::{ExplainArguments, ExplainFormat};
use super::list::where_runs_are;
use super::rules::{Meant, meant};
use super::terminal::{Terminal, harmless};
use crate::labels::Lang;
use crate::paper::Fonts;
use crate::publish;
use crate::read_back::{self, Explanation};
use crate::rulebook::Rule;
use crate::schema::Schema;
use crate::words::word;
use asked_for::explanations;

mod asked_for;
mod sheet;
mod text;

/// `bidui explain`.
pub fn answer(arguments: &ExplainArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let is_pdf = arguments.format == ExplainFormat::Pdf;
    if is_pdf && arguments.output.is_none() && terminal.cannot_show("pdf", word!(terminal.lang, "a-pdf")) {
        return Ok(ExitCode::Usage);
    }
    let out = match where_runs_are(arguments.job.as_deref(), arguments.run.as_deref()) {
        Ok(out) => out,
        Err(problems) => {
            super::print_problems(&problems, terminal);
            return Ok(ExitCode::MustFix);
        }
    };
    let explanations = match read_back::run_in(&out).and_then(|dir| explanations(arguments, &dir)) {
        Ok(Ok(explanations)) => explanations,
        Ok(Err(unknown)) => {
            eprintln!("{}", unknown.in_words(terminal));
            return Ok(ExitCode::Usage);
        }
        Err(error) => return Ok(super::say_publish_error(&error, terminal)),
    };
    let bytes = if let ExplainFormat::Json = arguments.format {
        let text = match explanations.as_slice() {
            [only] => serde_json::to_string_pretty(only)?,
            several => serde_json::to_string_pretty(several)?,
        };
        format!("{text}\n").into_bytes()
    } else {
        // As they stand today: what a run writes down of a rule is its version and digest.
        let path = arguments.job.clone().unwrap_or_else(|| "job.toml".into());
        let job = Some(path.as_path()).filter(|_| arguments.run.is_none());
        let Some(Meant { rules, schemas, .. }) = meant(&[], job, terminal) else {
            return Ok(ExitCode::MustFix);
        };
        let lang = match arguments.format {
            ExplainFormat::Text | ExplainFormat::Json => terminal.lang,
            ExplainFormat::Html | ExplainFormat::Pdf => terminal.documents,
        };
        let rules: BTreeMap<_, _> =
            rules.into_iter().map(|rule| (rule.id.clone(), rule.in_lang(lang))).collect();
        let schemas: BTreeMap<_, _> =
            schemas.into_iter().map(|(name, schema)| (name, schema.in_lang(lang))).collect();
        let card = |explanation| Card { explanation, rules: &rules, schemas: &schemas, lang };
        let cards: Vec<_> = explanations.iter().map(card).collect();
        match arguments.format {
            ExplainFormat::Html => sheet::page(&cards).into_bytes(),
            ExplainFormat::Pdf => match pdf(&cards, arguments.font.as_deref(), terminal) {
                Ok(bytes) => bytes,
                Err(code) => return Ok(code),
            },
            _ => cards.iter().map(Card::text).collect::<Vec<_>>().join("\n").into_bytes(),
        }
    };
    match &arguments.output {
        Some(path) => {
            if let Err(error) = publish::write_list(path, &bytes) {
                return Ok(super::say_publish_error(&error, terminal));
            }
            eprintln!("{} {}", word!(terminal.lang, "written-to"), path.display());
        }
        None => super::print_data(&bytes)?,
    }
    Ok(ExitCode::Done)
}

/// The sheets as PDF; what keeps them from that is said, and characters that no font has are named.
fn pdf(cards: &[Card<'_>], font: Option<&Path>, terminal: &Terminal) -> Result<Vec<u8>, ExitCode> {
    let mut fonts = Fonts::find(font).map_err(|problem| {
        super::print_problems(&[problem], terminal);
        ExitCode::MustFix
    })?;
    let bytes = sheet::write(cards, &mut fonts).map_err(|error| {
        eprintln!("{}{error}", word!(terminal.lang, "the-machine-failed"));
        ExitCode::Machine
    })?;
    if !fonts.missing().is_empty() {
        let missing: Vec<_> =
            fonts.missing().iter().map(|own| format!("{own} (U+{:04X})", u32::from(*own))).collect();
        let said = word!(terminal.lang, "no-font-has-these");
        eprintln!("{said} {}", harmless(&missing.join(", ")));
    }
    Ok(bytes)
}

/// One card, with the rules and schemas that its words are taken from.
struct Card<'a> {
    explanation: &'a Explanation,
    rules: &'a BTreeMap<String, Rule>,
    schemas: &'a BTreeMap<String, Schema>,
    lang: Lang,
}

impl Card<'_> {
    /// What a sheet is called.
    fn title_of_sheet(&self) -> &'static str {
        word!(self.lang, "visit-sheet")
    }

    /// As browsers and readers of PDF know it.
    fn language(&self) -> &'static str {
        word!(self.lang, "page-language")
    }

    fn title(&self, rule: &str) -> String {
        self.rules.get(rule).map(|rule| harmless(&rule.title)).unwrap_or_default()
    }

    /// A value of a record, under the column's title, with what a code means in the words of the department.
    fn value(&self, extract: &str, name: &str, value: &Value) -> String {
        let column = self.schemas.get(extract).and_then(|schema| schema.column(name));
        let Some(column) = column else {
            return format!("{name}={}", plain(value, self.lang));
        };
        let meant =
            |code: &str| column.codes.get(code).and_then(|words| words.split('|').next()).map(str::to_owned);
        let shown = match value {
            Value::Array(codes) => {
                let codes = codes.iter().map(|code| plain(code, self.lang));
                codes
                    .map(|code| meant(&code).unwrap_or(code))
                    .collect::<Vec<_>>()
                    .join(word!(self.lang, "punctuation-list"))
            }
            value => meant(&plain(value, self.lang)).unwrap_or_else(|| plain(value, self.lang)),
        };
        format!("{}{}{shown}", column.title, word!(self.lang, "punctuation-colon"))
    }
}

/// A value as a person would write it.
fn plain(value: &Value, lang: Lang) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items
            .iter()
            .map(|item| plain(item, lang))
            .collect::<Vec<_>>()
            .join(word!(lang, "punctuation-list")),
        other => other.to_string(),
    }
}
