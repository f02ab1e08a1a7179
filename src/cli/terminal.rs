//! The terminal: language, colours, and tables whose Chinese columns line up.

use std::ffi::OsString;
use std::io::IsTerminal;

use unicode_width::UnicodeWidthStr;

use crate::labels::Lang;
use crate::words::phrase;

/// What the terminal's surroundings say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// The language of messages and of what is shown there.
    pub lang: Lang,
    /// The language of what is handed over: Chinese unless `--lang` says otherwise, whatever the terminal's is.
    pub documents: Lang,
    /// Whether messages on standard error may be coloured.
    pub color: bool,
    /// Whether someone watches standard error.
    pub watched: bool,
}

impl Terminal {
    /// Without colours, and nobody watching.
    #[cfg(test)]
    pub const fn plain(lang: Lang) -> Self {
        Self { lang, documents: lang, color: false, watched: false }
    }

    /// As `--lang` asks for, if it was given.
    pub fn new(asked: Option<Lang>) -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let watched = std::io::stderr().is_terminal();
        Self {
            lang: asked.unwrap_or_else(|| locale_language(variable)),
            documents: asked.unwrap_or_default(),
            color: watched && variable("NO_COLOR").is_none(),
            watched,
        }
    }

    /// Says so where standard output is a terminal, and the format is none to be read there.
    pub fn cannot_show(&self, format: &str, what: &str) -> bool {
        let refused = std::io::stdout().is_terminal();
        if refused {
            eprintln!("{}", phrase!(self.lang, "not-on-a-terminal", format, what));
        }
        refused
    }
}

impl clap::ValueEnum for Lang {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.as_str()))
    }
}

/// The language in which a command line is answered before it is read: what it asks for, or the terminal's.
pub fn language_of(words: &[OsString]) -> Lang {
    let words = words.iter().map(|word| word.to_string_lossy());
    let mut asked = None;
    let mut follows = false;
    for word in words {
        let value = if follows { Some(word.as_ref()) } else { word.strip_prefix("--lang=") };
        asked = value.map(str::to_owned).or(asked);
        follows = word == "--lang";
    }
    Terminal::new(asked.as_deref().and_then(Lang::parse)).lang
}

/// The first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set decides.
fn locale_language(variable: impl Fn(&str) -> Option<String>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| variable(name));
    if locale.is_some_and(|locale| locale.starts_with("zh")) { Lang::Zh } else { Lang::En }
}

/// A table in plain text: columns padded to equal width on the screen, numbers to the right.
pub fn text_table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = heads.iter().map(|head| head.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let numbers: Vec<bool> = (0..heads.len())
        .map(|column| {
            let mut cells = rows.iter().filter_map(|row| row.get(column)).peekable();
            // A household id is a number in form only: what starts with 0 or is long stays to the left.
            let is_count = |cell: &String| cell.len() < 10 && cell.parse::<i64>().is_ok();
            cells.peek().is_some() && cells.all(is_count)
        })
        .collect();
    let mut out = String::new();
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    for row in std::iter::once(&heads).chain(rows) {
        let mut line = String::new();
        for ((cell, width), number) in row.iter().zip(&widths).zip(&numbers) {
            let padding = " ".repeat(width.saturating_sub(cell.width()));
            let (before, after) = if *number { (padding.as_str(), "") } else { ("", padding.as_str()) };
            line.push_str(before);
            line.push_str(cell);
            line.push_str(after);
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A text without what could steer a terminal: names and places come from delivered files.
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides_the_language_and_lc_all_wins() {
        let set = |pairs: &'static [(&str, &str)]| {
            move |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(locale_language(set(&[("LANG", "zh_CN.UTF-8")])), Lang::Zh);
        assert_eq!(locale_language(set(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")])), Lang::En);
        assert_eq!(locale_language(set(&[])), Lang::En);
    }

    #[test]
    fn chinese_columns_line_up() {
        let rows = [vec!["张三".to_owned(), "12".to_owned()], vec!["李".to_owned(), "3".to_owned()]];
        assert_eq!(text_table(&["户主", "n"], &rows), "户主   n\n张三  12\n李     3\n");
    }
}
