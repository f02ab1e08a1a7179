//! Which cards are to be explained.

use std::path::Path;

use crate::cli::args::ExplainArguments;
use crate::cli::terminal::{Terminal, harmless};
use crate::publish::PublishError;
use crate::read_back::{self, Explanation, FindingLine};
use crate::words::word;

/// The cards that are asked for: by their keys, or those of a village whom a visit is worth, the most first. Where a key
/// names none, that key.
pub(super) fn explanations(
    arguments: &ExplainArguments,
    dir: &Path,
) -> Result<Result<Vec<Explanation>, Unknown>, PublishError> {
    let listing = read_back::read_listing(dir)?;
    let mut keys = arguments.keys.clone();
    if let Some(village) = &arguments.village {
        let of_township = |line: &&FindingLine| {
            arguments.township.as_ref().is_none_or(|township| *township == line.township)
        };
        let own = listing.findings.iter().filter(|line| line.suspect && line.village == *village);
        let mut ranked: Vec<_> = own
            .filter(of_township)
            .filter_map(|line| Some((line.rank?, line.household_id.clone())))
            .collect();
        ranked.sort();
        ranked.dedup();
        if ranked.is_empty() {
            let is_there = read_back::has_village(dir, arguments.township.as_deref(), village)?;
            let village = village.clone();
            return Ok(Err(if is_there {
                Unknown::NobodyToVisit(village)
            } else {
                Unknown::Village(village)
            }));
        }
        keys.extend(ranked.into_iter().map(|(_, household)| household));
    }
    let found = read_back::read_explanations(listing, &keys)?;
    let unknown = keys.iter().zip(&found).find(|(_, found)| found.is_none()).map(|(key, _)| key.clone());
    Ok(match unknown {
        Some(key) => Err(Unknown::Key(key)),
        None => Ok(found.into_iter().flatten().collect()),
    })
}

/// What the run does not know.
pub(super) enum Unknown {
    Key(String),
    /// A village of which it has no card.
    Village(String),
    /// A village without anybody to visit.
    NobodyToVisit(String),
}

impl Unknown {
    pub(super) fn in_words(&self, terminal: &Terminal) -> String {
        let (what, said) = match self {
            Self::Key(key) => (key, word!(terminal.lang, "no-such-household")),
            Self::Village(name) => (name, word!(terminal.lang, "no-such-village")),
            Self::NobodyToVisit(name) => (name, word!(terminal.lang, "nobody-to-visit")),
        };
        format!("{}: {said}", harmless(what))
    }
}
