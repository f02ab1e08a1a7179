//! The rule files and deliveries on disk that a job names, and whether its folders can be written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::unreadable;
use crate::delivery::DeliveredFile;
use crate::diagnostic::{Diagnostic, SourceText};
use crate::toml_reader::At;
use crate::words::{Said, said};

/// A rule file or folder that is not there.
const NO_RULES: &str = "E0106";
/// A delivery that is not there.
const NO_DELIVERY: &str = "E0401";
/// A pattern that no file can match.
const BAD_PATTERN: &str = "E0112";

/// What would keep a run from writing in a folder, that may still have to be made. Nothing is written to find out.
pub fn obstacle(folder: &Path) -> Option<io::Error> {
    // The link to a folder that is gone is in the way, too, though nothing is there.
    let there = folder.ancestors().find(|path| path.symlink_metadata().is_ok())?;
    if !there.is_dir() { Some(io::ErrorKind::NotADirectory.into()) } else { not_writable(there) }
}

#[cfg(unix)]
fn not_writable(folder: &Path) -> Option<io::Error> {
    use rustix::fs::{Access, access};
    access(folder, Access::WRITE_OK | Access::EXEC_OK).err().map(io::Error::from)
}

#[cfg(not(unix))]
fn not_writable(_: &Path) -> Option<io::Error> {
    None
}

#[derive(Default)]
pub(super) struct RuleFiles {
    pub rules: Vec<Arc<SourceText>>,
    pub schemas: Vec<Arc<SourceText>>,
}

/// The rule and schema files under one entry of `rules`: schemas are those in a folder `schemas`.
pub(super) fn rule_files(
    dir: &Path,
    entry: &At<String>,
    source: &Arc<SourceText>,
    problems: &mut Vec<Diagnostic>,
) -> RuleFiles {
    rule_files_under(dir, Path::new(&entry.value), problems).unwrap_or_else(|| {
        let diagnostic = Diagnostic::error(NO_RULES, said!("no-such-rules"));
        problems.push(diagnostic.at(source, entry.span.clone(), said!("not-found")));
        RuleFiles::default()
    })
}

/// Likewise for one path; none if there is nothing of that name.
pub(super) fn rule_files_under(
    dir: &Path,
    entry: &Path,
    problems: &mut Vec<Diagnostic>,
) -> Option<RuleFiles> {
    let mut files = RuleFiles::default();
    let path = dir.join(entry);
    let mut paths = Vec::new();
    if path.is_dir() {
        walk(&path, &mut paths, problems);
    } else if path.is_file() {
        paths.push(path);
    } else {
        return None;
    }
    for path in paths {
        // Named as in the job, so that run ids and messages do not depend on where the job lies.
        let shown = path.strip_prefix(dir).unwrap_or(&path).display().to_string();
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let is_schema = path.components().any(|part| part.as_os_str() == "schemas");
                let list = if is_schema { &mut files.schemas } else { &mut files.rules };
                list.push(SourceText::new(shown, text));
            }
            Err(error) => problems.push(unreadable(&shown, &error)),
        }
    }
    Some(files)
}

fn walk(dir: &Path, paths: &mut Vec<PathBuf>, problems: &mut Vec<Diagnostic>) {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(unreadable(&dir.display().to_string(), &error));
            return;
        }
    };
    let mut found: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    found.sort();
    for path in found {
        if path.is_dir() {
            walk(&path, paths, problems);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
}

/// The files that the patterns of one extract match, in order and without repeats, and what is missing.
pub(super) fn deliveries(
    dir: &Path,
    patterns: &[At<String>],
    source: &Arc<SourceText>,
) -> (Vec<DeliveredFile>, Vec<Diagnostic>) {
    let mut files: Vec<DeliveredFile> = Vec::new();
    let mut missing = Vec::new();
    for pattern in patterns {
        let full = format!("{}/{}", glob::Pattern::escape(&dir.to_string_lossy()), pattern.value);
        let full = if Path::new(&pattern.value).is_absolute() { pattern.value.clone() } else { full };
        let found = match glob::glob(&full) {
            Ok(found) => found,
            Err(error) => {
                let diagnostic = Diagnostic::error(BAD_PATTERN, said!("not-a-pattern", why = error.msg));
                missing.push(diagnostic.at(source, pattern.span.clone(), said!("here")));
                continue;
            }
        };
        let mut matches = Vec::new();
        for found in found {
            match found {
                Ok(path) if is_lock(&path) => {}
                Ok(path) => matches.push(path),
                // A folder that may not be looked into could hold anything.
                Err(error) => {
                    let folder = error.path().strip_prefix(dir).unwrap_or(error.path()).display();
                    let (folder, why) = (folder.to_string(), Said::from(error.error()));
                    let diagnostic = Diagnostic::error(NO_DELIVERY, said!("folder-closed", folder, why));
                    missing.push(diagnostic.at(source, pattern.span.clone(), said!("reaches-there")));
                }
            }
        }
        if matches.is_empty() {
            let diagnostic = Diagnostic::error(NO_DELIVERY, said!("no-file-matches"));
            missing.push(diagnostic.at(source, pattern.span.clone(), said!("no-such-file-here")));
        }
        // What stands there and cannot be read (a link to nothing, a folder) is reported when it is opened, and
        // never passed over.
        for path in matches {
            if !files.iter().any(|known| known.path == path) {
                let shown = path.strip_prefix(dir).unwrap_or(&path).display().to_string();
                files.push(DeliveredFile { path, shown });
            }
        }
    }
    (files, missing)
}

/// What a spreadsheet leaves beside a workbook that is open.
fn is_lock(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_a_folder_from_being_written_is_known_without_writing() {
        let dir = tempfile::tempdir().unwrap();
        assert!(obstacle(dir.path()).is_none());
        assert!(obstacle(&dir.path().join("new/and/deep")).is_none());
        let file = dir.path().join("file");
        std::fs::write(&file, "x").unwrap();
        assert_eq!(obstacle(&file).unwrap().kind(), io::ErrorKind::NotADirectory);
        assert_eq!(obstacle(&file.join("below")).unwrap().kind(), io::ErrorKind::NotADirectory);
        let closed = dir.path().join("closed");
        std::fs::create_dir(&closed).unwrap();
        let mut rights = closed.metadata().unwrap().permissions();
        rights.set_readonly(true);
        std::fs::set_permissions(&closed, rights).unwrap();
        let below = closed.join("out");
        let said = obstacle(&below);
        // Whoever may do everything may write there all the same.
        assert_eq!(
            said.map(|error| error.kind()),
            std::fs::create_dir(&below).err().map(|error| error.kind())
        );
    }
}
