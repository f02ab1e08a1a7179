//! Filters: an option of the command, and the values it lets pass.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::super::args::ListArguments;
use super::super::terminal::{Terminal, harmless};
use super::listed::Listed;
use crate::diagnostic::nearest;
use crate::words::{phrase, word};

/// One option, with the values it lets pass; any of them will do.
pub(super) struct Filter<L> {
    pub option: &'static str,
    pub wanted: Vec<String>,
    pub value: fn(&L) -> String,
    /// All values there can be; where nothing is fixed, those of the run.
    pub known: Option<Vec<&'static str>>,
}

impl<L> Filter<L> {
    /// Of values that are whatever the run has.
    pub(super) fn of(option: &'static str, wanted: &[String], value: fn(&L) -> String) -> Self {
        Self { option, wanted: wanted.to_vec(), value, known: None }
    }

    /// Of fixed words.
    pub(super) fn of_words(self, known: Vec<&'static str>) -> Self {
        Self { known: Some(known), ..self }
    }

    fn passes(&self, line: &L) -> bool {
        self.wanted.is_empty() || self.wanted.contains(&(self.value)(line))
    }

    /// A value that stands for nothing is more likely mistyped than meant.
    pub(super) fn unknown(&self, lines: &[L], terminal: &Terminal) -> Vec<String> {
        let known: BTreeSet<String> = match &self.known {
            Some(known) => known.iter().map(|value| (*value).to_owned()).collect(),
            None => lines.iter().map(self.value).collect(),
        };
        let unknown = self.wanted.iter().filter(|wanted| !known.contains(*wanted));
        unknown.map(|wanted| no_such_value(self.option, wanted, &known, terminal)).collect()
    }

    fn in_words(&self) -> String {
        format!("{} = {}", self.option, self.wanted.join(" | "))
    }
}

/// The filters that every list has: by township and village.
pub(super) fn of_place<L: Listed>(arguments: &ListArguments) -> Vec<Filter<L>> {
    vec![
        Filter::of("township", &arguments.township, |line: &L| line.whose()[0].to_owned()),
        Filter::of("village", &arguments.village, |line: &L| line.whose()[1].to_owned()),
    ]
}

/// Says that an option has no such value, which may have been meant, and which there are.
pub(super) fn no_such_value(
    option: &str,
    wanted: &str,
    known: &BTreeSet<String>,
    terminal: &Terminal,
) -> String {
    let mut message = format!("--{option} {}: {}", harmless(wanted), word!(terminal.lang, "no-such-value"));
    if let Some(near) = nearest(wanted, known.iter().map(String::as_str)) {
        message.push_str(&phrase!(terminal.lang, "did-you-mean-value", near = harmless(near)));
    }
    let all: Vec<_> = known.iter().filter(|value| !value.is_empty()).map(|value| harmless(value)).collect();
    message.push_str(&format!("\n  {} {}", word!(terminal.lang, "known-values"), all.join(" ")));
    message
}

/// The days that `--first-seen` lets pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Days {
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Days {
    /// `2017-08-01`, `2017-08-01..`, `..2017-08-31` or both ends.
    fn read(text: &str) -> Option<Self> {
        let day = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        match text.split_once("..") {
            Some((from, until)) => Some(Self { from: day(from)?, until: day(until)? }),
            None => Some(Self { from: day(text)?, until: day(text)? }),
        }
    }

    /// A line without a day is in no period.
    fn has(self, day: &str) -> bool {
        if self == Self::default() {
            return true;
        }
        let Ok(day) = day.parse::<NaiveDate>() else { return false };
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// The lines that pass all filters, and the filters in words; nothing where a filter has a value that stands for nothing,
/// which is said.
pub(super) fn chosen<'a, L>(
    lines: &'a [L],
    filters: Vec<Filter<L>>,
    first_seen: fn(&L) -> &str,
    arguments: &ListArguments,
    terminal: &Terminal,
) -> Option<(Vec<&'a L>, String)> {
    let filters: Vec<_> = filters.into_iter().filter(|filter| !filter.wanted.is_empty()).collect();
    let mut unknown: Vec<_> = filters.iter().flat_map(|filter| filter.unknown(lines, terminal)).collect();
    let text = arguments.first_seen.as_deref().unwrap_or_default();
    let days = Days::read(text).unwrap_or_else(|| {
        let what = word!(terminal.lang, "how-to-write-days");
        unknown.push(format!("--first-seen {}: {what}", harmless(text)));
        Days::default()
    });
    for message in &unknown {
        eprintln!("{message}");
    }
    let passes = |line: &&L| filters.iter().all(|filter| filter.passes(line)) && days.has(first_seen(line));
    let mut words: Vec<_> = filters.iter().map(Filter::in_words).collect();
    words.extend((!text.is_empty()).then(|| format!("first-seen = {text}")));
    words.extend(arguments.top.map(|top| format!("top = {top}")));
    let words =
        if words.is_empty() { word!(terminal.lang, "no-filter").to_owned() } else { words.join(", ") };
    unknown.is_empty().then(|| (lines.iter().filter(passes).collect(), words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Lang;
    use crate::read_back::FindingLine;

    const EN: Terminal = Terminal::plain(Lang::En);

    #[test]
    fn a_mistyped_township_is_answered_with_the_one_meant_and_the_ones_there_are() {
        let line = |township: &str| FindingLine { township: township.to_owned(), ..FindingLine::default() };
        let township =
            Filter::<FindingLine>::of("township", &["刘八里镇".to_owned()], |line| line.township.clone());
        let messages = township.unknown(&[line("刘八里乡"), line("南皮镇")], &EN);
        let [message] = messages.as_slice() else { panic!("one message") };
        assert!(message.contains("did you mean 刘八里乡?") && message.contains("南皮镇"), "{message}");
    }

    #[test]
    fn a_period_has_its_first_and_its_last_day() {
        let has = |period: &str, day: &str| Days::read(period).unwrap().has(day);
        assert!(has("2017-08-01..2017-08-31", "2017-08-01") && has("2017-08-01..2017-08-31", "2017-08-31"));
        assert!(
            !has("2017-08-01..", "2017-07-31")
                && has("..2017-08-01", "2016-01-01")
                && has("2017-08-01", "2017-08-01")
        );
        assert!(!has("2017-08-01", "2017-08-02") && !has("2017-08-01..", "") && has("", ""));
        assert_eq!(Days::read("yesterday"), None);
    }
}
