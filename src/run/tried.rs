//! Whether these rules were tried before, on nothing and on their examples: while rules, schemas and program are the same,
//! that comes out the same, and a night in which nothing changed should not try them again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::still_holds::only_said;
use crate::domain::PartsDigest;
use crate::kept::{read_sealed, write_sealed};
use crate::rulebook::Rule;
use crate::schema::Schema;

/// Changes when rules are tried otherwise, though the program's version may not.
const FORM: &str = "1";

/// What was tried of some rules.
#[derive(Debug)]
pub struct TriedRules {
    path: PathBuf,
    /// The digest of everything that it comes out by.
    key: String,
}

impl TriedRules {
    pub fn of<'r>(
        cache: &Path,
        rules: impl Iterator<Item = &'r Rule>,
        schemas: &BTreeMap<String, Schema>,
    ) -> Self {
        let mut key = PartsDigest::of_version(FORM);
        for rule in rules {
            key.add_all([&rule.id, &rule.digest]);
        }
        for (name, schema) in schemas {
            key.add_all([name, &schema.digest]);
        }
        Self { path: cache.join("examples.seal"), key: key.hex() }
    }

    /// Whether everything came out as it should, the last time.
    pub fn came_out(&self) -> bool {
        read_sealed(&self.path).is_some_and(|kept| kept == self.key.as_bytes())
    }

    /// Keeps that it did.
    pub fn keep(&self) {
        only_said(write_sealed(&self.path, self.key.as_bytes()));
    }
}
