//! Rule and schema files written out, to be read or changed: what comes with the program, or what a job uses.

use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::builtin;
use crate::diagnostic::{Diagnostic, SourceText};
use crate::words::{Said, said};

/// The folder to write to cannot be made, is not empty, or cannot be written.
const NOT_WRITABLE: &str = "E0119";

/// Writes rule files, and the built-in schemas to `schemas/`; gives how many.
///
/// # Errors
/// What a person must fix. A folder that is not empty is left as it was.
pub fn export(rules: &[Arc<SourceText>], dir: &Path) -> Result<usize, Diagnostic> {
    let refused = |message: Said| Diagnostic::error(NOT_WRITABLE, message);
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(refused(said!("export-folder-not-empty", folder = dir.display().to_string())));
    }
    let schemas = builtin::schema_sources();
    for source in rules.iter().chain(&schemas) {
        let path = dir.join(place(&source.name));
        let written = (|| {
            fs::create_dir_all(path.parent().unwrap_or(dir))?;
            fs::File::create_new(&path)?.write_all(source.text.as_bytes())
        })();
        written.map_err(|error: std::io::Error| {
            let (path, why) = (path.display().to_string(), Said::from(&error));
            refused(said!("export-not-written", path, why))
        })?;
    }
    Ok(rules.len() + schemas.len())
}

/// Where a file goes: as it is named, but never out of the folder.
fn place(name: &str) -> PathBuf {
    let name = name.strip_prefix("builtin:").unwrap_or(name);
    Path::new(name).components().filter(|part| matches!(part, Component::Normal(_))).collect()
}
