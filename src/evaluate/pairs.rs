//! The pairs of columns that a `differs` rule compares, and the links of whose records some pair has something to say.

use polars::prelude::{IdxCa, NewChunkedArray, StringChunked};

use super::Sources;
use super::compare::{self, Compared, Outcome};
use crate::rulebook::{Comparator, Comparison, With};
use crate::schema::UNREADABLE;
use crate::table::{Extract, Link, PlaceIdx, RowIdx, TableError, texts};

/// The two columns of a comparison.
pub(super) struct Pair<'a> {
    registry: Compared<'a>,
    record: Compared<'a>,
    by: Comparator,
}

impl<'a> Pair<'a> {
    pub(super) fn of(
        sources: &'a Sources<'_>,
        extract: &'a Extract,
        comparison: &'a Comparison,
        with: &'a str,
    ) -> Result<Self, TableError> {
        Ok(Self {
            registry: Compared::of(sources.registry, &comparison.registry)?,
            record: Compared::of(extract, with)?,
            by: comparison.by,
        })
    }

    /// What each pair of rows comes to.
    pub(super) fn outcomes(&self, registry: &IdxCa, record: &IdxCa) -> Result<Vec<Outcome>, TableError> {
        compare::outcomes(self.registry.at(registry), self.record.at(record), self.by)
    }
}

/// The links of members' records of which some comparison has something to say: of nearly all both sides say the same,
/// and nothing more needs to be asked of them.
pub(super) fn worth_a_look(
    sources: &Sources<'_>,
    extract: &Extract,
    comparisons: &[&Comparison],
    links: &[Link],
) -> Result<Vec<Link>, TableError> {
    let mut pairs = Vec::new();
    for comparison in comparisons {
        match &comparison.with {
            With::Column(column) => pairs.push(Pair::of(sources, extract, comparison, column)?),
            // Everybody counts.
            With::Count => return Ok(links.to_vec()),
        }
    }
    let notes = Notes::of(sources, extract)?;
    let mut kept = Vec::new();
    for links in links.chunks(AT_ONCE) {
        let own: Vec<_> = links.iter().map(|link| registry_row(sources, link.place)).collect();
        let mut asked: Vec<bool> =
            links.iter().zip(&own).map(|(link, own)| notes.any(link.row, *own)).collect();
        let own = IdxCa::from_iter_options("own".into(), own.iter().map(|row| row.map(|row| row.0)));
        let record = IdxCa::from_vec("record".into(), links.iter().map(|link| link.row.0).collect());
        for pair in &pairs {
            for (asked, outcome) in asked.iter_mut().zip(pair.outcomes(&own, &record)?) {
                *asked |= !matches!(outcome, Outcome::Same | Outcome::Silent);
            }
        }
        kept.extend(links.iter().zip(asked).filter(|(_, asked)| *asked).map(|(link, _)| *link));
    }
    Ok(kept)
}

/// How many links are compared at once: what is made of them stays near the processor.
const AT_ONCE: usize = 1 << 14;

/// Whether something in a record, or in the member's own row, was not understood; of nearly all everything was.
pub(super) struct Notes<'a> {
    registry: &'a StringChunked,
    record: &'a StringChunked,
}

impl<'a> Notes<'a> {
    pub(super) fn of(sources: &'a Sources<'_>, extract: &'a Extract) -> Result<Self, TableError> {
        let registry = texts(sources.registry.frame(), UNREADABLE)?;
        Ok(Self { registry, record: texts(extract.frame(), UNREADABLE)? })
    }

    pub(super) fn any(&self, record: RowIdx, own: Option<RowIdx>) -> bool {
        self.record.get(record.at()).is_some() || own.is_some_and(|row| self.registry.get(row.at()).is_some())
    }
}

/// The member's own row.
pub(super) fn registry_row(sources: &Sources<'_>, place: PlaceIdx) -> Option<RowIdx> {
    sources.roster.person(place)?.registry_row
}
