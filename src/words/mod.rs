//! Words: what is said to people, by name, from one catalogue per language (`zh.ftl`, `en.ftl`, in the syntax of Project
//! Fluent).
//!
//! Whoever has something to say says which entry of the catalogue, and with what in it; whoever prints it knows the
//! language. So a message may be kept from one run to the next, and stand in a file in one language and on a terminal in
//! another.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
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
    )+ };
}
counts!(u64, usize, i64, u32, i32);

const ZH: &str = include_str!("zh.ftl");
const EN: &str = include_str!("en.ftl");

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 2]> =
    LazyLock::new(|| [bundle(langid!("zh-CN"), ZH), bundle(langid!("en"), EN)]);

fn bundle(language: LanguageIdentifier, text: &str) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Marks around what is put in would stand in files and on terminals.
    bundle.set_use_isolating(false);
    // What cannot be read of a catalogue is the tests' to find: the rest is said.
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(rest, _)| rest);
    bundle.add_resource_overriding(resource);
    bundle
}

fn from_catalogue(
    lang: Lang,
    id: &str,
    what: Option<&str>,
    args: &[(Cow<'static, str>, Arg)],
) -> Option<String> {
    let [zh, en] = &*BUNDLES;
    let bundle = match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let message = bundle.get_message(id)?;
    let pattern = match what {
        None => message.value()?,
        Some(what) => message.get_attribute(what)?.value(),
    };
    let mut values = FluentArgs::new();
    for (name, arg) in args {
        let value = match arg {
            Arg::Text(text) => FluentValue::from(text.clone()),
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Said(said) => FluentValue::from(said.in_lang(lang)),
        };
        values.set(name.clone(), value);
    }
    Some(bundle.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned())
}

#[cfg(test)]
mod tests;
