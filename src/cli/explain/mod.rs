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

mod sheet;

/// `bidui explain`.
pub fn answer(arguments: &ExplainArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let is_pdf = arguments.format == ExplainFormat::Pdf;
    if is_pdf && arguments.output.is_none() && terminal.cannot_show("pdf", "PDF", "a PDF") {
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
        let rules: BTreeMap<_, _> = rules.into_iter().map(|rule| (rule.id.clone(), rule)).collect();
        let card = |explanation| Card { explanation, rules: &rules, schemas: &schemas, terminal };
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
            eprintln!("{} {}", terminal.say("已写入", "written to"), path.display());
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
        eprintln!("{}{error}", terminal.say("机器故障：", "the machine failed: "));
        ExitCode::Machine
    })?;
    if !fonts.missing().is_empty() {
        let missing: Vec<_> =
            fonts.missing().iter().map(|own| format!("{own} (U+{:04X})", u32::from(*own))).collect();
        let said = terminal.say(
            "本机的字体中没有这些字，PDF 中显示为方框：",
            "no font of this machine has these, and the PDF shows boxes for them:",
        );
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
            Self::Key(key) => (
                key,
                terminal.say(
                    "这次比对中没有这个户编号或线索编号；线索编号见 findings.csv 的 fingerprint 列",
                    "this run has no such household and no such finding; fingerprints stand in findings.csv",
                ),
            ),
            Self::Village(name) => {
                (name, terminal.say("这次比对中没有这个村", "this run has no such village"))
            }
            Self::NobodyToVisit(name) => (
                name,
                terminal.say(
                    "这次比对中，这个村没有需要入户核查的户",
                    "in this village this run has nobody to visit",
                ),
            ),
        };
        format!("{}: {said}", harmless(what))
    }
}

/// One card, in words.
struct Card<'a> {
    explanation: &'a Explanation,
    rules: &'a BTreeMap<String, Rule>,
    schemas: &'a BTreeMap<String, Schema>,
    terminal: &'a Terminal,
}

impl Card<'_> {
    /// What a sheet is called.
    fn title_of_sheet(&self) -> &'static str {
        self.terminal.lang.pick("入户核查单", "visit sheet")
    }

    /// As browsers and readers of PDF know it.
    fn language(&self) -> &'static str {
        self.terminal.lang.pick("zh-CN", "en")
    }

    fn say<'b>(&self, zh: &'b str, en: &'b str) -> &'b str {
        self.terminal.say(zh, en)
    }

    fn text(&self) -> String {
        let own = self.explanation;
        let mut out = String::new();
        let (household, run, as_of) = (harmless(&own.household_id), &own.run_id, &own.as_of);
        let place = own.findings.first().map(|first| {
            format!("  {} {} {}", first.finding.township, first.finding.village, first.finding.head_name)
        });
        let place = harmless(place.unwrap_or_default().trim_end());
        let _ = writeln!(out, "{} {household}{place}", self.say("户", "card"));
        let _ =
            writeln!(out, "{} {run}{} {as_of}", self.say("批次", "run"), self.say("，比对日期", ", as of"));
        for finding in &own.findings {
            self.finding(&mut out, finding);
        }
        self.standing(&mut out);
        self.verdicts(&mut out);
        self.identity(&mut out);
        self.weak_links(&mut out);
        let said = self.say(
            "以上是线索，不是结论；是否属实由入户核实的人认定。",
            "These are leads, not conclusions: whoever visits the household decides.",
        );
        let _ = writeln!(out, "\n{said}");
        out
    }

    fn title(&self, rule: &str) -> String {
        self.rules.get(rule).map(|rule| harmless(&rule.title)).unwrap_or_default()
    }

    fn finding(&self, out: &mut String, explained: &ExplainedFinding) {
        let ExplainedFinding { finding, links } = explained;
        let lang = self.terminal.lang;
        let standing = if finding.suspect {
            self.say("构成疑似", "makes the card a suspect")
        } else if finding.exempt {
            self.say("豁免", "exempt")
        } else if finding.status == "experimental" {
            self.say("试行规则，不构成疑似", "experimental: makes no suspect")
        } else {
            self.say("待核对，不构成疑似", "to be checked: makes no suspect")
        };
        let _ = writeln!(
            out,
            "\n● {} {}{} {} · {} · {}",
            finding.rule,
            self.title(&finding.rule),
            self.terminal.lang.in_brackets(labels::condition(finding.condition, lang)),
            labels::of_confidence(&finding.confidence, lang),
            standing,
            labels::of_change(&finding.change, lang)
        );
        let first_seen = self.say("首次发现 ", "first seen ");
        let outcome = match finding.last_outcome.as_str() {
            "" => String::new(),
            own => format!("{}{}", self.say("；上次核查：", "; last visit: "), labels::of_outcome(own, lang)),
        };
        let _ = writeln!(out, "  {first_seen}{}{outcome}", finding.first_seen);
        let used = self.explanation.rules.get(&finding.rule);
        let version = used.map(|used| used.version).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {} {}  {} {version}",
            self.say("线索编号", "finding"),
            finding.fingerprint,
            self.say("规则版本", "rule version")
        );
        if let Some(rule) = self.rules.get(&finding.rule) {
            if used.is_some_and(|used| used.digest != rule.digest) {
                let said = self.say(
                    "注意：规则在这次比对之后改过，下面的依据和核实办法是现行的",
                    "note: the rule has changed since this run; basis and checks below are today's",
                );
                let _ = writeln!(out, "  {said}");
            }
            for basis in &rule.basis {
                let article = basis.article.clone().unwrap_or_default();
                let _ = writeln!(
                    out,
                    "  {} {} {}",
                    self.say("依据", "basis"),
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
                (self.say("核实", "to verify"), &rule.verify),
                (self.say("常见误报", "known false positives"), &rule.false_positives),
            ] {
                if !points.is_empty() {
                    let points: Vec<_> = points.iter().map(|point| harmless(point)).collect();
                    let _ = writeln!(
                        out,
                        "  {label}{}{}",
                        self.say("：", ": "),
                        points.join(self.say("；", "; "))
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
            labels::of_relation(&record.relation, self.terminal.lang),
        );
        if let Value::Object(values) = &record.values {
            let said = values.iter().filter(|(_, value)| !value.is_null());
            let said: Vec<_> = said.map(|(name, value)| self.value(&record.extract, name, value)).collect();
            let _ = writeln!(out, "    {}", harmless(&said.join("  ")));
        }
        if let Some(reason) = &record.exempt {
            let _ = writeln!(out, "    {} {}", self.say("豁免：", "exempt:"), harmless(reason));
        }
        match &link.link {
            Some(link) => self.link(out, "    ", link),
            None => {
                let probability =
                    record.probability.map(|probability| format!("{probability:.3}")).unwrap_or_default();
                let method = labels::of_method(&record.method, self.terminal.lang);
                let _ = writeln!(out, "    {} {method}  {probability}", self.say("身份", "identity"));
            }
        }
        let runner_up = match &link.runner_up {
            Some(other) => format!(
                "{} {}  {}  {:.3}",
                self.say("次优人选：户", "runner-up: card"),
                harmless(&other.household_id),
                labels::of_method(&other.method, self.terminal.lang),
                other.probability
            ),
            None => self.say("没有别的人选", "nobody else it could be").to_owned(),
        };
        let _ = writeln!(out, "    {runner_up}");
    }

    /// A value of a record: for a Chinese reader under the column's title, with what a code means.
    fn value(&self, extract: &str, name: &str, value: &Value) -> String {
        let column = self.schemas.get(extract).and_then(|schema| schema.column(name));
        let Some(column) = column.filter(|_| self.terminal.lang == Lang::Zh) else {
            return format!("{name}={}", plain(value));
        };
        let meant =
            |code: &str| column.codes.get(code).and_then(|words| words.split('|').next()).map(str::to_owned);
        let shown = match value {
            Value::Array(codes) => {
                let codes = codes.iter().map(plain);
                codes.map(|code| meant(&code).unwrap_or(code)).collect::<Vec<_>>().join("、")
            }
            value => meant(&plain(value)).unwrap_or_else(|| plain(value)),
        };
        format!("{}：{shown}", column.title)
    }

    /// The rung and, where no number made the link, what each field weighs.
    fn link(&self, out: &mut String, indent: &str, link: &LinkLine) {
        let lang = self.terminal.lang;
        let odds = link.log_odds.map(|odds| format!("  {} {odds:+.1}", self.say("对数几率", "log odds")));
        let _ = writeln!(
            out,
            "{indent}{} {}{}  {}  {} {:.3}{}",
            self.say("身份", "identity"),
            labels::of_method(&link.method, lang),
            self.terminal.lang.in_brackets(&link.method),
            labels::of_confidence(&link.confidence, lang),
            self.say("概率", "probability"),
            link.probability,
            odds.unwrap_or_default()
        );
        let Some(Value::Object(weights)) = &link.weights else { return };
        let called_so = weights.get("called_so").and_then(Value::as_u64).unwrap_or_default();
        let prior = weights.get("prior").and_then(Value::as_f64).unwrap_or_default();
        let _ = writeln!(
            out,
            "{indent}  {prior:+6.1}  {}",
            self.say("起点：全县任何一人", "start: anyone of the county")
        );
        for (field, _) in WEIGHED_FIELDS {
            let Some(said) = weights.get(field) else { continue };
            let level = said.get("level").and_then(Value::as_str).unwrap_or_default();
            let weight = said.get("weight").and_then(Value::as_f64).unwrap_or_default();
            let level = labels::of_level(level, lang);
            let field_name = labels::of_field(field, lang);
            let note = match (field, lang) {
                ("name", Lang::Zh) => format!("（全县同名 {called_so} 人）"),
                ("name", Lang::En) => format!(" ({called_so} people of the county are called so)"),
                _ => String::new(),
            };
            let _ = writeln!(out, "{indent}  {weight:+6.1}  {field_name} {level}{note}");
        }
    }

    /// What was found before and could not be looked at.
    fn standing(&self, out: &mut String) {
        let lang = self.terminal.lang;
        for own in &self.explanation.standing {
            let cause = if own.cause.is_empty() { &own.why } else { &own.cause };
            let said = match lang {
                Lang::Zh => format!("{} 确认，本次未能核对，仍然有效：", own.last_confirmed),
                Lang::En => {
                    format!("confirmed {}, not looked at tonight, stands still: ", own.last_confirmed)
                }
            };
            let (rule, title) = (&own.rule, self.title(&own.rule));
            let _ = writeln!(out, "\n○ {rule} {title}\n  {said}{}", harmless(&labels::of_cause(cause, lang)));
        }
    }

    fn verdicts(&self, out: &mut String) {
        let lang = self.terminal.lang;
        let open: Vec<_> =
            self.explanation.verdicts.iter().filter(|line| line.verdict == "undetermined").collect();
        if !open.is_empty() {
            let _ = writeln!(
                out,
                "\n{}",
                self.say("未能判定的规则（不等于没有问题）", "rules left open (which does not mean clear)")
            );
        }
        for line in open {
            let cause = labels::of_cause(&line.cause, lang);
            let _ = writeln!(
                out,
                "  {} {}{}{}",
                line.rule,
                self.title(&line.rule),
                self.say("：", ": "),
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
            let _ = writeln!(out, "\n{}", self.say("未发现问题的规则", "rules that found nothing"));
            let _ = writeln!(out, "  {}", clear.join(" "));
        }
    }

    fn identity(&self, out: &mut String) {
        let own = &self.explanation.identity;
        if !own.is_empty() {
            let _ = writeln!(out, "\n{}", self.say("需要核对的身份", "identities to be checked"));
        }
        for line in own {
            let row = line.source_row.map(|row| format!(":{row}")).unwrap_or_default();
            let _ = writeln!(
                out,
                "  {} {}{row}  {}  {}\n    {}",
                line.extract,
                harmless(&line.source_file),
                harmless(&line.person_id),
                labels::of_method(&line.method, self.terminal.lang),
                harmless(&line.why)
            );
        }
    }

    fn weak_links(&self, out: &mut String) {
        let own = &self.explanation.weak_links;
        if !own.is_empty() {
            let said = self.say(
                "可能与本户有关、不足以作为依据的记录",
                "records that may be about this card, too weak to stand on",
            );
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
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}
