//! The schemas and the default rule pack, built into the program.

use std::sync::Arc;

use include_dir::{Dir, include_dir};

use crate::diagnostic::SourceText;

static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The built-in schema files, by name.
pub fn schema_sources() -> Vec<Arc<SourceText>> {
    sources(|path| path.starts_with("schemas/"))
}

/// The default rule pack, by name.
pub fn rule_sources() -> Vec<Arc<SourceText>> {
    sources(|path| !path.starts_with("schemas/"))
}

fn sources(wanted: impl Fn(&str) -> bool) -> Vec<Arc<SourceText>> {
    let mut found = Vec::new();
    collect(&RULES, &wanted, &mut found);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn collect(dir: &Dir<'_>, wanted: &impl Fn(&str) -> bool, found: &mut Vec<Arc<SourceText>>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let is_toml = file.path().extension().is_some_and(|extension| extension == "toml");
        if let (true, true, Some(text)) = (is_toml, wanted(&path), file.contents_utf8()) {
            found.push(SourceText::new(format!("builtin:{path}"), text));
        }
    }
    for inner in dir.dirs() {
        collect(inner, wanted, found);
    }
}
