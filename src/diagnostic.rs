//! Diagnostics: what a person must fix. Numbered codes, the place marked, and what to do.
//!
//! A diagnostic is for what a person can fix: a job, a rule, a schema, a delivery. Codes are
//! never reused: `E01xx` job, `E02xx` schema, `E03xx` rule, `E04xx` delivery, `E05xx` output, `E06xx` store.

use std::ops::Range;
use std::sync::Arc;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource};
use serde::Serialize;

use crate::labels::Lang;
use crate::standard::mask::masked_text;
use crate::words::{Said, said};

/// A text that a person wrote, with the name they know it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// Its path, or what else they call it.
    pub name: String,
    /// All of it.
    pub text: String,
}

impl SourceText {
    /// A text under a name.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into() })
    }

    /// The line in which a byte stands, from 1.
    pub fn line_of(&self, byte: usize) -> u64 {
        1 + self.text.get(..byte).unwrap_or_default().matches('\n').count() as u64
    }
}

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A stretch of a text file that can be shown: job, rule or schema. Bytes.
    #[expect(missing_docs, reason = "said by their types")]
    Span { source: Arc<SourceText>, span: Range<usize>, label: Said },
    /// A delivered file whose content is not shown; lines and rows count from 1.
    #[expect(missing_docs, reason = "said by their names")]
    File { path: String, line: Option<u64>, column: Option<String> },
}

/// Whether a run can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It goes on.
    Warning,
    /// What it is about cannot be used.
    Error,
}

/// One thing a person must (or had better) fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// `E0104`: never reused.
    pub code: &'static str,
    /// Whether a run can go on.
    pub level: Level,
    /// Lower case, in the user's words, no Rust type names, no personal data.
    pub message: Said,
    /// Where it is, if it is anywhere in particular.
    pub place: Option<Place>,
    /// What to do, where the entry of the message does not say it.
    pub help: Option<Said>,
}

/// A value made from what a person wrote, and the warnings about it.
#[derive(Debug, Clone)]
pub struct Loaded<T> {
    /// Good to be used.
    pub value: T,
    /// In the order of finding.
    pub warnings: Vec<Diagnostic>,
}

/// Why a value cannot be used: at least one of the problems is an error.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", .problems.iter().map(|problem| problem.message.to_string()).collect::<Vec<_>>().join("; "))]
pub struct Faulty<T> {
    /// As far as it could be read: good for finding more problems in what it names, and for nothing else.
    pub rest: Option<Box<T>>,
    /// Warnings too, in the order of finding.
    pub problems: Vec<Diagnostic>,
}

/// What a loader gives.
pub type Load<T> = Result<Loaded<T>, Faulty<T>>;

/// What was read, and every problem on the way, as something that can be used or cannot.
pub fn load<T>(read: Option<T>, problems: Vec<Diagnostic>) -> Load<T> {
    match read {
        Some(value) if !problems.iter().any(Diagnostic::is_error) => Ok(Loaded { value, warnings: problems }),
        rest => Err(Faulty { rest: rest.map(Box::new), problems }),
    }
}

/// Whatever could be read, and every problem: for who looks for more of them.
pub fn whatever_was_read<T>(load: Load<T>) -> (Option<T>, Vec<Diagnostic>) {
    match load {
        Ok(Loaded { value, warnings }) => (Some(value), warnings),
        Err(Faulty { rest, problems }) => (rest.map(|rest| *rest), problems),
    }
}

impl Diagnostic {
    /// A problem that keeps something from being used.
    pub fn error(code: &'static str, message: impl Into<Said>) -> Self {
        Self { code, level: Level::Error, message: message.into(), place: None, help: None }
    }

    /// A problem that a run goes on with.
    pub fn warning(code: &'static str, message: impl Into<Said>) -> Self {
        Self { level: Level::Warning, ..Self::error(code, message) }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Said>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Marks a stretch of a text file.
    #[must_use]
    pub fn at(mut self, source: &Arc<SourceText>, span: Range<usize>, label: impl Into<Said>) -> Self {
        self.place = Some(Place::Span { source: Arc::clone(source), span, label: label.into() });
        self
    }

    /// Names a delivered file and, where known, the line in it.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<String>, line: Option<u64>) -> Self {
        self.place = Some(Place::File { path: path.into(), line, column: None });
        self
    }

    /// The file it is about, and the line in it, where known.
    pub fn file_and_line(&self) -> (Option<&str>, Option<u64>) {
        match &self.place {
            None => (None, None),
            Some(Place::File { path, line, .. }) => (Some(path), *line),
            Some(Place::Span { source, span, .. }) => {
                let before = source.text.get(..span.start).unwrap_or(&source.text);
                (Some(&source.name), Some(before.matches('\n').count() as u64 + 1))
            }
        }
    }

    /// What to do, in the words of a language.
    pub fn help_in(&self, lang: Lang) -> Option<String> {
        match &self.help {
            Some(help) => Some(help.in_lang(lang)),
            None => self.message.beside("help", lang),
        }
    }

    /// The same in the words of a language, without any citizen number: what a file is called, or holds, may be one.
    fn shown(&self, lang: Lang) -> Shown {
        let text = |text: &str| masked_text(text).into_owned();
        let place = self.place.as_ref().map(|place| match place {
            Place::File { path, line, column } => {
                Place::File { path: text(path), line: *line, column: column.as_deref().map(text) }
            }
            Place::Span { source, span, label } => {
                let label = text(&label.in_lang(lang)).into();
                Place::Span { source: masked_source(source), span: span.clone(), label }
            }
        });
        Shown {
            code: self.code,
            level: self.level,
            message: text(&self.message.in_lang(lang)),
            help: self.help_in(lang).as_deref().map(text),
            place,
        }
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.level == Level::Error
    }
}

/// A diagnostic as somebody reads it.
struct Shown {
    code: &'static str,
    level: Level,
    message: String,
    help: Option<String>,
    place: Option<Place>,
}

/// A text of the same length in bytes, so that places in it stay.
fn masked_source(source: &Arc<SourceText>) -> Arc<SourceText> {
    match masked_text(&source.text) {
        std::borrow::Cow::Owned(text) if text.len() == source.text.len() => {
            SourceText::new(source.name.clone(), text)
        }
        _ => Arc::clone(source),
    }
}

/// Asks whether the nearest was meant, or says something else.
pub fn did_you_mean(near: Option<&str>, otherwise: impl FnOnce() -> Said) -> Said {
    near.map_or_else(otherwise, |near| said!("did-you-mean", near))
}

/// Asks whether the nearest of those known was meant, or lists them.
pub fn near_or_known<'a>(typed: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Said {
    let all = || known.clone().into_iter().collect::<Vec<_>>().join(", ");
    did_you_mean(nearest(typed, known.clone()), || said!("known", known = all()))
}

/// "did you mean": the candidate nearest to what was typed, if it is near.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(typed, candidate), candidate))
        .filter(|(distance, candidate)| {
            let longest = typed.chars().count().max(candidate.chars().count());
            *distance > 0 && *distance <= (longest / 3).max(1)
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Renders diagnostics for a terminal, each with its source lines and the place marked.
pub fn render_text(diagnostics: &[Diagnostic], color: bool, lang: Lang) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(100);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let shown = diagnostic.shown(lang);
        let report = as_report(&shown);
        let mut drawn = String::new();
        // Writing to a String cannot fail; a report that cannot be drawn still says its message.
        if handler.render_report(&mut drawn, report.as_ref()).is_err() {
            drawn.push_str(&shown.message);
        }
        // The one word that the drawing itself says; what stands below it keeps its place.
        out.push_str(&if lang == Lang::Zh { drawn.replacen("  help: ", "  办法: ", 1) } else { drawn });
        out.push('\n');
    }
    out
}

fn as_report(diagnostic: &Shown) -> miette::Report {
    let severity = match diagnostic.level {
        Level::Warning => miette::Severity::Warning,
        Level::Error => miette::Severity::Error,
    };
    let mut message = diagnostic.message.clone();
    if let Some(Place::File { path, line, column }) = &diagnostic.place {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        let column = column.as_ref().map(|column| format!(" [{column}]")).unwrap_or_default();
        message = format!("{path}{line}{column}: {message}");
    }
    let mut report = MietteDiagnostic::new(message).with_code(diagnostic.code).with_severity(severity);
    if let Some(help) = &diagnostic.help {
        report = report.with_help(help);
    }
    match &diagnostic.place {
        Some(Place::Span { source, span, label }) => {
            let label = LabeledSpan::new(Some(label.to_string()), span.start, span.len());
            miette::Report::new(report.with_label(label))
                .with_source_code(NamedSource::new(&source.name, source.text.clone()))
        }
        _ => miette::Report::new(report),
    }
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    code: &'a str,
    level: Level,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<u64>,
    column: Option<String>,
    help: Option<&'a str>,
}

/// Renders diagnostics as a JSON array, for programs; lines and columns count from 1.
pub fn render_json(diagnostics: &[Diagnostic], lang: Lang) -> serde_json::Result<String> {
    let shown: Vec<_> = diagnostics.iter().map(|own| own.shown(lang)).collect();
    let rows: Vec<_> = shown.iter().map(as_json).collect();
    serde_json::to_string_pretty(&rows)
}

/// Renders one diagnostic as a JSON object, for a program that reads as it goes.
pub fn render_json_object(diagnostic: &Diagnostic, lang: Lang) -> serde_json::Result<serde_json::Value> {
    serde_json::to_value(as_json(&diagnostic.shown(lang)))
}

fn as_json(diagnostic: &Shown) -> JsonDiagnostic<'_> {
    let (file, line, column) = match &diagnostic.place {
        None => (None, None, None),
        Some(Place::File { path, line, column }) => (Some(path.as_str()), *line, column.clone()),
        Some(Place::Span { source, span, .. }) => {
            let before = source.text.get(..span.start).unwrap_or(&source.text);
            let line = before.matches('\n').count() as u64 + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            (Some(source.name.as_str()), Some(line), Some(column.to_string()))
        }
    };
    JsonDiagnostic {
        code: diagnostic.code,
        level: diagnostic.level,
        message: &diagnostic.message,
        file,
        line,
        column,
        help: diagnostic.help.as_deref(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggestion_is_made_only_when_it_is_close() {
        let columns = ["plate_no", "plate_class", "vehicle_class"];
        assert_eq!(nearest("vehicel_class", columns), Some("vehicle_class"));
        assert_eq!(nearest("owner", columns), None);
    }
}
