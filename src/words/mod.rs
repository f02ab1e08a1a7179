//! Words: what is said to people, by name, from one catalogue per language (the folders `zh` and `en`, in the syntax of
//! Project Fluent).
//!
//! Whoever has something to say says which entry of the catalogue, and with what in it; whoever prints it knows the
//! language. So a message may be kept from one run to the next, and stand in a file in one language and on a terminal in
//! another: that is `said!`. Where the language is known, `word!` is an entry with nothing in it, and `phrase!` one with.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{self, Expression, InlineExpression, PatternElement};
use fluent_syntax::unicode::unescape_unicode_to_string;
use serde::{Deserialize, Serialize};
use unic_langid::{LanguageIdentifier, langid};

use crate::labels::Lang;

/// Something to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    /// An entry of the catalogue, with what stands in it. In a box, since a message is handed on many times.
    Entry(Box<Entry>),
    /// In whatever language it is.
    Plain(String),
}

/// An entry of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    id: Cow<'static, str>,
    /// What stands in it, by name.
    args: Vec<(Cow<'static, str>, Arg)>,
}

/// What stands in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arg {
    /// A name, a path, a value.
    Text(String),
    /// A count: languages that have a plural choose by it.
    Number(i64),
    /// Another entry.
    Said(Box<Said>),
}

/// `said!("no-such-file")`, `said!("no-column", column, schema = schema.name)`: an entry of the catalogue.
macro_rules! said {
    ($id:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::words::Said::entry($id, vec![$((stringify!($name), $crate::words::said!(@arg $name $(= $value)?))),*])
    };
    (@arg $name:ident) => { $crate::words::Arg::from($name) };
    (@arg $name:ident = $value:expr) => { $crate::words::Arg::from($value) };
}
pub(crate) use said;

/// `phrase!(lang, "people-behind-cause", count)`: an entry of the catalogue, in the words of a language.
macro_rules! phrase {
    ($lang:expr, $id:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::words::said!($id $(, $name $(= $value)?)*).in_lang($lang)
    };
}
pub(crate) use phrase;

/// `word!(lang, "column-rule")`: an entry of the catalogue in which nothing stands.
macro_rules! word {
    ($lang:expr, $id:literal) => {
        $crate::words::plain($lang, $id)
    };
}
pub(crate) use word;

impl Said {
    /// An entry of the catalogue.
    pub fn entry(id: &'static str, args: Vec<(&'static str, Arg)>) -> Self {
        let args = args.into_iter().map(|(name, arg)| (Cow::Borrowed(name), arg)).collect();
        Self::Entry(Box::new(Entry { id: Cow::Borrowed(id), args }))
    }

    /// In the words of a language.
    pub fn in_lang(&self, lang: Lang) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            // The tests hold every entry against both catalogues; a name says more than nothing.
            Self::Entry(own) => {
                from_catalogue(lang, &own.id, None, &own.args).unwrap_or_else(|| own.id.to_string())
            }
        }
    }

    /// What stands in it under a name; nothing where nothing does.
    pub fn arg(&self, name: &str) -> Arg {
        let Self::Entry(own) = self else { return Arg::from("") };
        own.args.iter().find(|(own, _)| own == name).map_or_else(|| Arg::from(""), |(_, arg)| arg.clone())
    }

    /// Whether this text stands in it under this name.
    pub fn holds(&self, name: &str, text: &str) -> bool {
        matches!(self.arg(name), Arg::Text(own) if own == text)
    }

    /// What the same entry says beside its sentence: `help` says what to do.
    pub fn beside(&self, what: &str, lang: Lang) -> Option<String> {
        match self {
            Self::Plain(_) => None,
            Self::Entry(own) => from_catalogue(lang, &own.id, Some(what), &own.args),
        }
    }
}

/// In English, for whoever reads the program's own files.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_lang(Lang::En))
    }
}

/// As a value of the command line is refused.
impl std::error::Error for Said {}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Said> for Arg {
    fn from(said: Said) -> Self {
        Self::Said(Box::new(said))
    }
}

impl From<&Arg> for Arg {
    fn from(arg: &Arg) -> Self {
        arg.clone()
    }
}

impl From<std::path::Display<'_>> for Arg {
    fn from(path: std::path::Display<'_>) -> Self {
        Self::Text(path.to_string())
    }
}

/// Nothing is nothing.
impl From<Option<Said>> for Arg {
    fn from(said: Option<Said>) -> Self {
        said.map_or_else(|| Self::Text(String::new()), Self::from)
    }
}

macro_rules! counts {
    ($($count:ty),+) => { $(
        impl From<$count> for Arg {
            fn from(count: $count) -> Self {
                Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
            }
        }

        impl From<&$count> for Arg {
            fn from(count: &$count) -> Self {
                Self::from(*count)
            }
        }
    )+ };
}
counts!(u64, usize, i64, u32, i32, u8, u16);

/// The files of a catalogue.
macro_rules! catalogue {
    ($folder:literal) => {
        [
            include_str!(concat!($folder, "/diagnostics.ftl")),
            include_str!(concat!($folder, "/help.ftl")),
            include_str!(concat!($folder, "/labels.ftl")),
            include_str!(concat!($folder, "/lists.ftl")),
            include_str!(concat!($folder, "/report.ftl")),
            include_str!(concat!($folder, "/terminal.ftl")),
        ]
    };
}
const FILES: usize = 6;
const ZH: [&str; FILES] = catalogue!("zh");
const EN: [&str; FILES] = catalogue!("en");

type Bundle = FluentBundle<FluentResource>;

/// A language with all its entries.
struct Catalogue {
    bundle: Bundle,
    /// Those in which nothing stands, by name.
    plain: HashMap<String, String>,
}

// Each is read when it is first spoken: most runs speak one.
static CHINESE: LazyLock<Catalogue> = LazyLock::new(|| catalogue(langid!("zh-CN"), ZH));
static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| catalogue(langid!("en"), EN));

fn catalogue(language: LanguageIdentifier, files: [&str; FILES]) -> Catalogue {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Marks around what is put in would stand in files and on terminals.
    bundle.set_use_isolating(false);
    // What cannot be read of a catalogue is the tests' to find: the rest is said.
    let resource = FluentResource::try_new(files.join("\n")).unwrap_or_else(|(rest, _)| rest);
    let plain = |entry: &ast::Entry<&str>| {
        let ast::Entry::Message(message) = entry else { return None };
        let mut text = String::new();
        for element in &message.value.as_ref()?.elements {
            match element {
                PatternElement::TextElement { value }
                | PatternElement::Placeable {
                    expression: Expression::Inline(InlineExpression::StringLiteral { value }),
                } => text.push_str(&unescape_unicode_to_string(value)),
                PatternElement::Placeable { .. } => return None,
            }
        }
        Some((message.id.name.to_owned(), text))
    };
    let plain = resource.entries().filter_map(plain).collect();
    bundle.add_resource_overriding(resource);
    Catalogue { bundle, plain }
}

fn of(lang: Lang) -> &'static Catalogue {
    match lang {
        Lang::Zh => &CHINESE,
        Lang::En => &ENGLISH,
    }
}

/// An entry in which nothing stands; `word!` has its name checked by the tests.
pub fn plain(lang: Lang, id: &'static str) -> &'static str {
    of(lang).plain.get(id).map_or(id, String::as_str)
}

/// What a spelling of the files is called, as one of a kind; nothing where the catalogue does not know it.
pub fn label(kind: &str, spelling: &str, lang: Lang) -> Option<&'static str> {
    of(lang).plain.get(&format!("{kind}-{spelling}")).map(String::as_str)
}

fn from_catalogue(
    lang: Lang,
    id: &str,
    what: Option<&str>,
    args: &[(Cow<'static, str>, Arg)],
) -> Option<String> {
    let bundle = &of(lang).bundle;
    let message = bundle.get_message(id)?;
    let pattern = match what {
        None => message.value()?,
        Some(what) => message.get_attribute(what)?.value(),
    };
    let mut values = FluentArgs::new();
    for (name, arg) in args {
        let value = match arg {
            Arg::Text(text) => FluentValue::from(text.as_str()),
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Said(said) => FluentValue::from(said.in_lang(lang)),
        };
        values.set(name.clone(), value);
    }
    Some(bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned())
}

mod fault;
mod rules;

pub use rules::translated;

#[cfg(test)]
mod tests;
