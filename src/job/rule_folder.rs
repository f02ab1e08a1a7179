//! The rules meant by a command without a job: those under some paths, or the built-in pack.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::folder::{RuleFiles, rule_files_under};
use super::read_schemas;
use crate::builtin;
use crate::diagnostic::{Diagnostic, SourceText};
use crate::schema::Schema;

/// Rule files with the schemas they are checked against.
#[derive(Debug, Clone, Default)]
pub struct RuleFolder {
    /// The rule files.
    pub rules: Vec<Arc<SourceText>>,
    /// By name.
    pub schemas: BTreeMap<String, Schema>,
}

impl RuleFolder {
    /// Reads rule files and folders, relative to the working folder; none: the built-in pack.
    pub fn read(paths: &[PathBuf]) -> (Self, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let mut schema_sources = builtin::schema_sources();
        let mut rules = Vec::new();
        if paths.is_empty() {
            rules = builtin::rule_sources();
        }
        for path in paths {
            match rule_files_under(Path::new("."), path, &mut problems) {
                Some(RuleFiles { rules: found, schemas }) => {
                    rules.extend(found);
                    schema_sources.extend(schemas);
                }
                None => problems.push(super::unreadable(
                    &path.display().to_string(),
                    &std::io::Error::from(std::io::ErrorKind::NotFound),
                )),
            }
        }
        let (schemas, _) = read_schemas(schema_sources, &mut problems);
        (Self { rules, schemas }, problems)
    }
}
