//! Are both catalogues whole? Every entry that the source names is in both, with the same things in it, and none is in vain.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::{EN, FILES, Lang, Said, ZH};

type Variables = BTreeSet<String>;

/// The entries of a catalogue (`id`, `id.help`), with the names of what stands in them.
fn entries(files: [&'static str; FILES]) -> BTreeMap<String, Variables> {
    let mut entries = BTreeMap::new();
    for text in files {
        let resource = fluent_syntax::parser::parse(text).map_err(|(_, errors)| errors).unwrap();
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name.to_owned();
            if let Some(value) = &message.value {
                assert!(entries.insert(id.clone(), variables(value)).is_none(), "{id} stands there twice");
            }
            for attribute in &message.attributes {
                entries.insert(format!("{id}.{}", attribute.id.name), variables(&attribute.value));
            }
        }
    }
    entries
}

fn variables(pattern: &Pattern<&str>) -> Variables {
    let mut names = Variables::new();
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(InlineExpression::VariableReference { id }) => {
                names.insert(id.name.to_owned());
            }
            Expression::Select { selector, variants } => {
                if let InlineExpression::VariableReference { id } = selector {
                    names.insert(id.name.to_owned());
                }
                names.extend(variants.iter().flat_map(|variant| variables(&variant.value)));
            }
            Expression::Inline(_) => {}
        }
    }
    names
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// All sources but those that say how entries are named, by path from `src/`.
fn all_sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let named = files.iter().map(|file| {
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        (name, std::fs::read_to_string(file).unwrap())
    });
    named.filter(|(name, _)| !["words/mod.rs", "words/tests.rs"].contains(&name.as_str())).collect()
}

/// The entries that the source names.
fn named() -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (file, text) in all_sources() {
        for call in ["said!(", "phrase!(", "word!("] {
            for part in text.split(call).skip(1) {
                let id = part.split('"').nth(1).filter(|id| !id.contains(char::is_whitespace));
                named.insert(id.unwrap_or_else(|| panic!("{file}: an entry without a name")).to_owned());
            }
        }
    }
    named
}

/// Those that are named by a kind and a spelling of the files.
fn labelled() -> BTreeSet<String> {
    use crate::domain::{Cause, Change, Confidence, Gone, Method, Outcome, Reason, Relation};
    let mut all = BTreeSet::new();
    let mut kind = |kind: &str, spellings: &[&str]| {
        all.extend(spellings.iter().map(|spelling| format!("{kind}-{spelling}")));
    };
    macro_rules! spellings {
        ($type:ident) => {
            $type::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>()
        };
    }
    kind("stage", &["extract", "roster", "link", "evaluate", "change", "publish"]);
    kind("list", &["findings", "omissions", "standing", "undetermined", "matches", "disputes"]);
    kind("condition", &["1", "2", "3", "4", "5", "6"]);
    kind("severity", &["exclude", "review"]);
    kind("status", &["stable", "experimental"]);
    kind("confidence", &spellings!(Confidence));
    kind("change", &spellings!(Change));
    kind("gone", &spellings!(Gone));
    kind("outcome", &spellings!(Outcome));
    kind("reason", &spellings!(Reason));
    kind("cause", &spellings!(Cause));
    kind("missing", &spellings!(Cause));
    kind("method", &spellings!(Method));
    kind("relation", &spellings!(Relation));
    kind("field", &crate::table::WEIGHED_FIELDS.map(|(field, _)| field));
    kind("level", &["equal", "different", "village", "township", "shared"]);
    all
}

#[test]
fn both_catalogues_say_the_same_of_the_same_things() {
    let (zh, en) = (entries(ZH), entries(EN));
    let ids = |own: &BTreeMap<String, Variables>| own.keys().cloned().collect::<BTreeSet<_>>();
    let one_sided: Vec<_> = ids(&zh).symmetric_difference(&ids(&en)).cloned().collect();
    assert!(one_sided.is_empty(), "only in one catalogue: {one_sided:?}");
    for (id, own) in &zh {
        assert_eq!(own, &en[id], "{id}");
    }
}

#[test]
fn every_entry_that_is_named_is_there_and_none_is_in_vain() {
    let entries: BTreeSet<_> = entries(EN).into_keys().filter(|id| !id.contains('.')).collect();
    let named: BTreeSet<_> = named().union(&labelled()).cloned().collect();
    let lacking: Vec<_> = named.difference(&entries).collect();
    // Columns of lists are named by the columns, help by the commands.
    let by_others = |id: &&String| ["listed-", "help-"].iter().any(|kind| id.starts_with(kind));
    let in_vain: Vec<_> = entries.difference(&named).filter(|id| !by_others(id)).collect();
    assert!(lacking.is_empty() && in_vain.is_empty(), "lacking: {lacking:?}; nobody says: {in_vain:?}");
}

#[test]
fn an_entry_that_is_said_as_a_word_has_nothing_in_it() {
    let entries = entries(EN);
    for (file, text) in all_sources() {
        for part in text.split("word!(").skip(1) {
            let id = part.split('"').nth(1).unwrap();
            assert!(entries[id].is_empty(), "{file}: {id} holds {:?}", entries[id]);
        }
    }
}

#[test]
fn what_is_said_in_chinese_is_chinese() {
    for (id, _) in entries(ZH) {
        let (name, what) = id.split_once('.').map_or((id.as_str(), None), |(name, what)| (name, Some(what)));
        let text =
            super::from_catalogue(crate::labels::Lang::Zh, name, what, &[]).unwrap_or_else(|| panic!("{id}"));
        let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        // A name, a column, a value may stand alone.
        let plain = text.replace(|c: char| !c.is_alphabetic(), "");
        assert!(chinese || plain.len() < 12, "{id}: {text}");
    }
}

#[test]
fn an_outcome_is_read_back_as_it_is_offered_in_either_language() {
    use crate::domain::{Lang, Outcome, Reason};
    for lang in [Lang::Zh, Lang::En] {
        for own in Outcome::ALL {
            assert_eq!(Outcome::of_wording(crate::labels::outcome(*own, lang)), Some(*own));
        }
        for own in Reason::ALL {
            assert_eq!(Reason::of_wording(crate::labels::reason(*own, lang)), Some(*own));
        }
    }
}

/// Folders and files that speak to people.
const SPEAKING: &[&str] = &[
    "cli/",
    "gate.rs",
    "labels.rs",
    "publish/",
    "results/matches.rs",
    "rulebook/describe.rs",
    "run/replay.rs",
    "run/told.rs",
    "spot_check/words.rs",
];

const NAMES_OF_FILES: &str = "publish/list_names.rs";

#[test]
fn nothing_is_said_outside_the_catalogues() {
    for (file, text) in all_sources() {
        if !SPEAKING.iter().any(|own| file.starts_with(own))
            || file.ends_with("tests.rs")
            || NAMES_OF_FILES == file
        {
            continue;
        }
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            assert!(!line.contains(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{file}: {line}");
        }
    }
}

#[test]
fn what_keeps_a_file_from_being_read_or_written_is_said_in_chinese_too() {
    for kind in [ErrorKind::PermissionDenied, ErrorKind::StorageFull, ErrorKind::NotADirectory] {
        let said = Said::from(&io::Error::from(kind)).in_lang(Lang::Zh);
        assert!(!said.contains(|c: char| c.is_ascii_alphabetic()), "{said}");
    }
}
