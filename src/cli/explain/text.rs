//! A card in words, for the terminal.

use std::fmt::Write;

use serde_json::Value;

use super::Card;
use crate::cli::terminal::harmless;
use crate::labels;
use crate::read_back::{EvidenceLine, ExplainedFinding, ExplainedLink, LinkLine};
use crate::table::WEIGHED_FIELDS;
use crate::words::{phrase, translated, word};

impl Card<'_> {
    /// All of it.
    pub(super) fn text(&self) -> String {
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
