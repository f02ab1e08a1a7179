//! Are both catalogues whole? Every entry that the source names is in both, with the same things in it, and none is in vain.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

use super::{EN, ZH};

type Variables = BTreeSet<String>;

/// The entries of a catalogue (`id`, `id.help`), with the names of what stands in them.
fn entries(text: &'static str) -> BTreeMap<String, Variables> {
    let resource = fluent_syntax::parser::parse(text).map_err(|(_, errors)| errors).unwrap();
    let mut entries = BTreeMap::new();
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

/// The entries that the source names.
fn named() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut named = BTreeSet::new();
    for file in
        files.iter().filter(|file| !file.ends_with("words/mod.rs") && !file.ends_with("words/tests.rs"))
    {
        let text = std::fs::read_to_string(file).unwrap();
        for part in text.split("said!(").skip(1) {
            let id = part.trim_start().strip_prefix('"').and_then(|part| part.split('"').next());
            named.insert(
                id.unwrap_or_else(|| panic!("{}: an entry without a name", file.display())).to_owned(),
            );
        }
    }
    named
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
    let named = named();
    let lacking: Vec<_> = named.difference(&entries).collect();
    let in_vain: Vec<_> = entries.difference(&named).collect();
    assert!(lacking.is_empty() && in_vain.is_empty(), "lacking: {lacking:?}; nobody says: {in_vain:?}");
}

#[test]
fn what_is_said_in_chinese_is_chinese() {
    for (id, _) in entries(ZH) {
        let (name, what) = id.split_once('.').map_or((id.as_str(), None), |(name, what)| (name, Some(what)));
        let text = super::from_catalogue(crate::labels::Lang::Zh, name, what, &[]).unwrap();
        let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        // A name, a column, a value may stand alone.
        let plain = text.replace(|c: char| !c.is_alphabetic(), "");
        assert!(chinese || plain.len() < 12, "{id}: {text}");
    }
}
