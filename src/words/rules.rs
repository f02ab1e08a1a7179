//! The texts of the built-in rules and schemas in English. They are data and stand in their own files in Chinese; here each
//! stands under the text itself, so that one that was changed is shown as it is and never as it was.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::labels::Lang;

static ENGLISH: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    // What cannot be read of it is the tests' to find: the rules speak Chinese then.
    toml::from_str(include_str!("en/rules.toml")).unwrap_or_default()
});

/// A text of a rule or a schema in a language; what nobody translated stays as it is.
pub fn translated(text: &str, lang: Lang) -> &str {
    match lang {
        Lang::Zh => text,
        Lang::En => ENGLISH.get(text).map_or(text, String::as_str),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::test_support::{builtin_rules, schemas};

    #[test]
    fn every_text_of_the_built_in_rules_is_there_in_english_and_no_other() {
        let mut texts = BTreeSet::new();
        for rule in builtin_rules().iter().cloned() {
            texts.insert(rule.title);
            texts.extend(rule.verify.into_iter().chain(rule.false_positives));
            texts.extend(rule.unless.into_iter().map(|unless| unless.reason));
            texts.extend(
                rule.basis.into_iter().flat_map(|basis| [Some(basis.document), basis.note]).flatten(),
            );
            let thresholds = rule.parameters.into_iter().flat_map(|own| own.values);
            texts.extend(thresholds.filter_map(|value| value.basis));
        }
        for schema in schemas().values().cloned() {
            texts.insert(schema.title);
            texts.extend(schema.columns.into_iter().map(|column| column.title));
        }
        let chinese = |text: &String| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let texts: BTreeSet<_> = texts.into_iter().filter(chinese).collect();
        let known: BTreeSet<_> = ENGLISH.keys().cloned().collect();
        let lacking: Vec<_> = texts.difference(&known).collect();
        let in_vain: Vec<_> = known.difference(&texts).collect();
        assert!(lacking.is_empty() && in_vain.is_empty(), "lacking: {lacking:#?}; in vain: {in_vain:#?}");
    }
}
