//! Who gets the lists: `[[recipient]]` of the job, with their keys.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::domain::file_name;
use crate::seal::Key;
use crate::toml_reader::{At, TomlTable};
use crate::words::said;

/// A key that nobody can be sealed to.
const WRONG_KEY: &str = "E0121";
/// Two recipients whose archives would have one name.
const TWICE: &str = "E0122";

/// Somebody who gets lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// As the archive is called, and the audit log.
    pub name: String,
    /// Any of them opens the archive.
    pub keys: Vec<Key>,
    /// Whose lists they get; nothing where it is the whole county's.
    pub townships: Option<Vec<String>>,
}

impl Recipient {
    /// What their archive is called.
    pub fn file_name(&self) -> String {
        format!("{}.zip.age", file_name(&self.name, "-"))
    }
}

/// Reads them, and says what is wrong with each.
pub(super) fn read_recipients(form: &TomlTable<'_>) -> Vec<Recipient> {
    let mut taken = BTreeSet::new();
    let mut recipients = Vec::new();
    for table in form.tables("recipient") {
        let name = table.required("name", table.text("name"), said!("who-gets-lists"));
        let keys = table.required("key", table.texts("key"), said!("key-of-recipient"));
        if keys.as_ref().is_some_and(Vec::is_empty) {
            let span = table.value("key").map_or(0..0, |value| value.span());
            form.problems.wrong_value(span, said!("recipient-without-key"), said!("here"));
        }
        let townships = table.texts("townships");
        table.finish();
        let keys: Vec<_> = keys.into_iter().flatten().filter_map(|key| read_key(form, &key)).collect();
        let Some(name) = name else { continue };
        let townships = townships.map(|all| all.into_iter().map(|own| own.value).collect());
        let recipient = Recipient { name: name.value, keys, townships };
        if !taken.insert(recipient.file_name().to_lowercase()) {
            let problem = Diagnostic::error(TWICE, said!("recipient-twice", name = &recipient.name));
            form.problems.push(problem.at(&form.problems.source, name.span, said!("the-second-one")));
        }
        recipients.push(recipient);
    }
    recipients
}

fn read_key(form: &TomlTable<'_>, key: &At<String>) -> Option<Key> {
    let wrong = |why| {
        let problem = Diagnostic::error(WRONG_KEY, why);
        // Without the line itself: a secret key must not end in logs.
        let line = form.problems.source.line_of(key.span.start);
        form.problems.push(problem.in_file(&form.problems.source.name, Some(line)));
    };
    key.value.parse().map_err(wrong).ok()
}
