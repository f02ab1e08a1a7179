//! The lists of a run that are handed over: all of them, or those of some townships and of no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{read_manifest, read_rows, read_stage_rows};
use crate::publish::{Manifest, PublishError, township_folder, township_summary};
use crate::results::{HouseholdRow, OmissionRow};

/// Where the lists of a run stand, below its folder.
const LISTS: &str = "lists/";
/// The report, which names nobody.
const REPORT: &str = "report.html";

/// The lists of a run.
pub struct HandedOver {
    /// What `run.json` says.
    pub manifest: Manifest,
    /// The townships that the run knows.
    pub townships: BTreeSet<String>,
}

impl HandedOver {
    /// Reads which there are.
    ///
    /// # Errors
    /// The run cannot be read.
    pub fn read(dir: &Path) -> Result<Self, PublishError> {
        let manifest = read_manifest(dir)?;
        let of_cards = read_stage_rows::<HouseholdRow>(dir)?.into_iter().map(|row| row.township);
        let left_out = read_rows::<OmissionRow>(dir)?.into_iter().map(|row| row.township);
        Ok(Self { townships: of_cards.chain(left_out).collect(), manifest })
    }

    /// Another township whose lists stand in the same folder as this one's, whose names a file system cannot tell apart.
    pub fn shares_folder_with(&self, township: &str) -> Option<&str> {
        let folder = township_folder(township).to_lowercase();
        let mut others = self.townships.iter().filter(|own| *own != township);
        others.find(|own| township_folder(own).to_lowercase() == folder).map(String::as_str)
    }

    /// The files of some townships by their path below `lists/`, or all of the county's with the report; each as it was
    /// published.
    ///
    /// # Errors
    /// A file cannot be read, or is not what was published.
    pub fn files(
        &self,
        dir: &Path,
        townships: Option<&[String]>,
    ) -> Result<BTreeMap<String, Vec<u8>>, PublishError> {
        let theirs = |path: &str| match townships {
            None => path.starts_with(LISTS) || path == REPORT,
            Some(townships) => path.strip_prefix(LISTS).is_some_and(|own| {
                let of = |township: &String| {
                    own == township_summary(township)
                        || own
                            .strip_prefix(&township_folder(township))
                            .is_some_and(|own| own.starts_with('/'))
                };
                townships.iter().any(of)
            }),
        };
        let mut files = BTreeMap::new();
        for (path, output) in self.manifest.outputs.iter().filter(|(path, _)| theirs(path)) {
            let file = dir.join(path);
            let bytes = std::fs::read(&file)
                .map_err(|error| PublishError::not_readable(&file, &error.to_string()))?;
            if blake3::hash(&bytes).to_hex().as_str() != output.digest {
                return Err(PublishError::changed_since(&file));
            }
            files.insert(path.strip_prefix(LISTS).unwrap_or(path).to_owned(), bytes);
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_townships_that_a_file_system_takes_for_one_are_found_out() {
        let townships = ["North/1", "north_1", "South"].map(str::to_owned).into();
        let lists = HandedOver { manifest: Manifest::default(), townships };
        assert_eq!(lists.shares_folder_with("North/1"), Some("north_1"));
        assert_eq!(lists.shares_folder_with("South"), None);
    }
}
