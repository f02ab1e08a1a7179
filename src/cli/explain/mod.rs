//! `bidui explain`: why a card is flagged, or is not, and whom each record was taken to be about.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use super::ExitCode;
use super::args::{ExplainArguments, ExplainFormat};
use super::list::where_runs_are;
use super::rules::{Meant, meant};
use super::terminal::{Terminal, harmless};
use crate::labels::{self, Lang};
use crate::paper::Fonts;
use crate::publish::{self, PublishError};
use crate::read_back::{
    self, EvidenceLine, ExplainedFinding, ExplainedLink, Explanation, FindingLine, LinkLine,
};
use crate::rulebook::Rule;
use crate::schema::Schema;
use crate::table::WEIGHED_FIELDS;
use crate::words::{phrase, translated, word};

mod sheet;

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

/// The cards that are asked for: by their keys, or those of a village whom a visit is worth, the most first. Where a key
/// names none, that key.
fn explanations(
    arguments: &ExplainArguments,
    dir: &Path,
) -> Result<Result<Vec<Explanation>, Unknown>, PublishError> {
    let listing = read_back::read_listing(dir)?;
    let mut keys = arguments.keys.clone();
    if let Some(village) = &arguments.village {
        let of_township = |line: &&FindingLine| {
            arguments.township.as_ref().is_none_or(|township| *township == line.township)
        };
        let own = listing.findings.iter().filter(|line| line.suspect && line.village == *village);
        let mut ranked: Vec<_> = own
            .filter(of_township)
            .filter_map(|line| Some((line.rank?, line.household_id.clone())))
            .collect();
        ranked.sort();
        ranked.dedup();
        if ranked.is_empty() {
            let is_there = read_back::has_village(dir, arguments.township.as_deref(), village)?;
            let village = village.clone();
            return Ok(Err(if is_there {
                Unknown::NobodyToVisit(village)
            } else {
                Unknown::Village(village)
            }));
        }
        keys.extend(ranked.into_iter().map(|(_, household)| household));
    }
    let found = read_back::read_explanations(listing, &keys)?;
    let unknown = keys.iter().zip(&found).find(|(_, found)| found.is_none()).map(|(key, _)| key.clone());
    Ok(match unknown {
        Some(key) => Err(Unknown::Key(key)),
        None => Ok(found.into_iter().flatten().collect()),
    })
}

/// What the run does not know.
enum Unknown {
    Key(String),
    /// A village of which it has no card.
    Village(String),
    /// A village without anybody to visit.
    NobodyToVisit(String),
}

impl Unknown {
    fn in_words(&self, terminal: &Terminal) -> String {
        let (what, said) = match self {
            Self::Key(key) => (key, word!(terminal.lang, "no-such-household")),
            Self::Village(name) => (name, word!(terminal.lang, "no-such-village")),
            Self::NobodyToVisit(name) => (name, word!(terminal.lang, "nobody-to-visit")),
        };
        format!("{}: {said}", harmless(what))
    }
}

/// One card, in words.
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

    fn text(&self) -> String {
        let own = self.explanation;
        let mut out = String::new();
        let (household, run, as_of) = (harmless(&own.household_id), &own.run_id, &own.as_of);
        let place = own.findings.first().map(|first| {
            format!("  {} {} {}", first.finding.township, first.finding.village, first.finding.head_name)
        });
        let place = harmless(place.unwrap_or_default().trim_end());
        let _ = writeln!(out, "{} {household}{place}", word!(self.lang, "card"));
        let _ = writeln!(out, "{} {run}{} {as_of}", word!(self.lang, "run"), word!(self.lang, "as-of"));
        for finding in &own.findings {
            self.finding(&mut out, finding);
        }
        self.standing(&mut out);
        self.verdicts(&mut out);
        self.identity(&mut out);
        self.weak_links(&mut out);
        let said = word!(self.lang, "leads-not-conclusions");
        let _ = writeln!(out, "\n{said}");
        out
    }

    fn title(&self, rule: &str) -> String {
        self.rules.get(rule).map(|rule| harmless(&rule.title)).unwrap_or_default()
    }

    fn finding(&self, out: &mut String, explained: &ExplainedFinding) {
        let ExplainedFinding { finding, links } = explained;
        let lang = self.lang;
        let standing = if finding.suspect {
            word!(self.lang, "makes-a-suspect")
        } else if finding.exempt {
            word!(self.lang, "as-exempt")
        } else if finding.status == "experimental" {
            word!(self.lang, "as-experimental")
        } else {
            word!(self.lang, "as-possible")
        };
        let _ = writeln!(
            out,
            "\n● {} {}{} {} · {} · {}",
            finding.rule,
            self.title(&finding.rule),
            self.lang.in_brackets(labels::condition(finding.condition, lang)),
            labels::of_confidence(&finding.confidence, lang),
            standing,
            labels::of_change(&finding.change, lang)
        );
        let first_seen = phrase!(lang, "household-first-seen", day = &finding.first_seen);
        let outcome = match finding.last_outcome.as_str() {
            "" => String::new(),
            own => phrase!(lang, "last-visit", outcome = labels::of_outcome(own, lang)),
        };
        let _ = writeln!(out, "  {first_seen}{outcome}");
        let used = self.explanation.rules.get(&finding.rule);
        let version = used.map(|used| used.version).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {} {}  {} {version}",
            word!(self.lang, "finding"),
            finding.fingerprint,
            word!(self.lang, "rule-version")
        );
        if let Some(rule) = self.rules.get(&finding.rule) {
            if used.is_some_and(|used| used.digest != rule.digest) {
                let said = word!(self.lang, "rule-changed-since");
                let _ = writeln!(out, "  {said}");
            }
            for basis in &rule.basis {
                let article = basis.article.clone().unwrap_or_default();
                let _ = writeln!(
                    out,
                    "  {} {} {}",
                    word!(self.lang, "basis"),
                    harmless(&basis.document),
                    harmless(&article)
                );
            }
        }
        for (record, link) in finding.evidence.iter().zip(links) {
            self.record(out, record, link);
        }
        if let Some(rule) = self.rules.get(&finding.rule) {
            for (label, points) in [
                (word!(self.lang, "to-verify"), &rule.verify),
                (word!(self.lang, "known-false-positives"), &rule.false_positives),
            ] {
                if !points.is_empty() {
                    let points: Vec<_> = points.iter().map(|point| harmless(point)).collect();
                    let _ = writeln!(
                        out,
                        "  {label}{}{}",
                        word!(self.lang, "punctuation-colon"),
                        points.join(word!(self.lang, "punctuation-semicolon"))
                    );
                }
            }
        }
    }

    fn record(&self, out: &mut String, record: &EvidenceLine, link: &ExplainedLink) {
        let _ = writeln!(
            out,
            "  ─ {} {}:{}  {} {} {}",
            record.extract,
            harmless(&record.source_file),
            record.source_row,
            harmless(&record.person_name),
            harmless(&record.person_id_masked),
            labels::of_relation(&record.relation, self.lang),
        );
        if let Value::Object(values) = &record.values {
            let said = values.iter().filter(|(_, value)| !value.is_null());
            let said: Vec<_> = said.map(|(name, value)| self.value(&record.extract, name, value)).collect();
            let _ = writeln!(out, "    {}", harmless(&said.join("  ")));
        }
        if let Some(reason) = &record.exempt {
            let _ = writeln!(
                out,
                "    {} {}",
                word!(self.lang, "exempt-because"),
                harmless(translated(reason, self.lang))
            );
        }
        match &link.link {
            Some(link) => self.link(out, "    ", link),
            None => {
                let probability =
                    record.probability.map(|probability| format!("{probability:.3}")).unwrap_or_default();
                let method = labels::of_method(&record.method, self.lang);
                let _ = writeln!(out, "    {} {method}  {probability}", word!(self.lang, "identity"));
            }
        }
        let runner_up = match &link.runner_up {
            Some(other) => format!(
                "{} {}  {}  {:.3}",
                word!(self.lang, "runner-up-card"),
                harmless(&other.household_id),
                labels::of_method(&other.method, self.lang),
                other.probability
            ),
            None => word!(self.lang, "no-runner-up").to_owned(),
        };
        let _ = writeln!(out, "    {runner_up}");
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

    /// The rung and, where no number made the link, what each field weighs.
    fn link(&self, out: &mut String, indent: &str, link: &LinkLine) {
        let lang = self.lang;
        let odds = link.log_odds.map(|odds| format!("  {} {odds:+.1}", word!(self.lang, "log-odds")));
        let _ = writeln!(
            out,
            "{indent}{} {}{}  {}  {} {:.3}{}",
            word!(self.lang, "identity"),
            labels::of_method(&link.method, lang),
            self.lang.in_brackets(&link.method),
            labels::of_confidence(&link.confidence, lang),
            word!(self.lang, "probability"),
            link.probability,
            odds.unwrap_or_default()
        );
        let Some(Value::Object(weights)) = &link.weights else { return };
        let called_so = weights.get("called_so").and_then(Value::as_u64).unwrap_or_default();
        let prior = weights.get("prior").and_then(Value::as_f64).unwrap_or_default();
        let _ = writeln!(out, "{indent}  {prior:+6.1}  {}", word!(self.lang, "weights-start"));
        for (field, _) in WEIGHED_FIELDS {
            let Some(said) = weights.get(field) else { continue };
            let level = said.get("level").and_then(Value::as_str).unwrap_or_default();
            let weight = said.get("weight").and_then(Value::as_f64).unwrap_or_default();
            let level = labels::of_level(level, lang);
            let field_name = labels::of_field(field, lang);
            let note = if *field == *"name" {
                phrase!(lang, "people-called-so", count = called_so)
            } else {
                String::new()
            };
            let _ = writeln!(out, "{indent}  {weight:+6.1}  {field_name} {level}{note}");
        }
    }

    /// What was found before and could not be looked at.
    fn standing(&self, out: &mut String) {
        let lang = self.lang;
        for own in &self.explanation.standing {
            let cause = if own.cause.is_empty() { &own.why } else { &own.cause };
            let said = phrase!(lang, "confirmed-and-stands", day = &own.last_confirmed);
            let (rule, title) = (&own.rule, self.title(&own.rule));
            let _ = writeln!(out, "\n○ {rule} {title}\n  {said}{}", harmless(&labels::of_cause(cause, lang)));
        }
    }

    fn verdicts(&self, out: &mut String) {
        let lang = self.lang;
        let open: Vec<_> =
            self.explanation.verdicts.iter().filter(|line| line.verdict == "undetermined").collect();
        if !open.is_empty() {
            let _ = writeln!(out, "\n{}", word!(self.lang, "rules-left-open"));
        }
        for line in open {
            let cause = labels::of_cause(&line.cause, lang);
            let _ = writeln!(
                out,
                "  {} {}{}{}",
                line.rule,
                self.title(&line.rule),
                word!(self.lang, "punctuation-colon"),
                harmless(&cause)
            );
        }
        let clear: Vec<_> = self
            .explanation
            .verdicts
            .iter()
            .filter(|line| line.verdict == "clear")
            .map(|line| line.rule.as_str())
            .collect();
        if !clear.is_empty() {
            let _ = writeln!(out, "\n{}", word!(self.lang, "rules-that-found-nothing"));
            let _ = writeln!(out, "  {}", clear.join(" "));
        }
    }

    fn identity(&self, out: &mut String) {
        let own = &self.explanation.identity;
        if !own.is_empty() {
            let _ = writeln!(out, "\n{}", word!(self.lang, "identities-to-be-checked"));
        }
        for line in own {
            let row = line.source_row.map(|row| format!(":{row}")).unwrap_or_default();
            let _ = writeln!(
                out,
                "  {} {}{row}  {}  {}\n    {}",
                line.extract,
                harmless(&line.source_file),
                harmless(&line.person_id),
                labels::of_method(&line.method, self.lang),
                harmless(&line.why)
            );
        }
    }

    fn weak_links(&self, out: &mut String) {
        let own = &self.explanation.weak_links;
        if !own.is_empty() {
            let said = word!(self.lang, "too-weak-to-stand-on");
            let _ = writeln!(out, "\n{said}");
        }
        for link in own {
            let (extract, file, row) = (&link.extract, harmless(&link.source_file), link.source_row);
            let _ = writeln!(out, "  {extract} {file}:{row}  {}", harmless(&link.person_id));
            self.link(out, "    ", link);
        }
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
