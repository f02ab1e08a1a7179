//! Links: rows of one extract, each with the place on the roster that it is about.

use std::cmp::Reverse;

use polars::prelude::*;

use super::{Extract, PlaceIdx, RowIdx, TableError, Weighed};
use crate::domain::{Confidence, Method};

/// One record of an extract is about one roster person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub row: RowIdx,
    pub place: PlaceIdx,
    pub method: Method,
    /// No surer than the method.
    pub confidence: Confidence,
}

impl Link {
    /// A link as sure as its method.
    pub fn new(row: RowIdx, place: PlaceIdx, method: Method) -> Self {
        Self { row, place, method, confidence: method.confidence() }
    }

    /// The same link, whose method leaves it open how sure it is.
    pub fn as_sure_as(self, confidence: Confidence) -> Self {
        Self { confidence, ..self }
    }

    /// The same link, only possible: the method's condition is met, and somebody else may be meant.
    pub fn only_possible(self) -> Self {
        Self { confidence: self.confidence.min(Confidence::Possible), ..self }
    }
}

/// The links of one extract, by row and place; each pair once.
#[derive(Debug, Clone, Default)]
pub struct Links {
    links: Vec<Link>,
    /// Matches too weak to be looked at by any rule: written down, and nothing else.
    leads: Vec<Link>,
    /// Of those links and leads that no number makes, by row and place.
    weighed: Vec<((RowIdx, PlaceIdx), Weighed)>,
    left_out: LeftOut,
}

/// Records that are not compared by name, since too many people have those names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LeftOut {
    pub names: usize,
    pub records: usize,
    pub pairs: u64,
}

impl LeftOut {
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            names: self.names + other.names,
            records: self.records + other.records,
            pairs: self.pairs + other.pairs,
        }
    }
}

/// An extract with the links of its rows.
#[derive(Debug, Clone)]
pub struct LinkedExtract {
    pub extract: Extract,
    pub links: Links,
}

impl Links {
    /// Sorts the links and keeps the best of those that join the same record and place.
    pub fn new(mut links: Vec<Link>) -> Self {
        links.sort_by_key(|link| (link.row, link.place, Reverse(link.confidence), link.method));
        links.dedup_by_key(|link| (link.row, link.place));
        let leads: Vec<_> =
            links.iter().filter(|link| link.confidence == Confidence::Lead).copied().collect();
        links.retain(|link| link.confidence > Confidence::Lead);
        Self { links, leads, ..Self::default() }
    }

    /// Adds what the links say that were weighed.
    #[must_use]
    pub fn with_weighed(mut self, weighed: Vec<(Link, Weighed)>, left_out: LeftOut) -> Self {
        let own: Vec<_> =
            weighed.into_iter().filter(|(link, _)| self.find(link.row, link.place) == Some(link)).collect();
        self.weighed = own.into_iter().map(|(link, weighed)| ((link.row, link.place), weighed)).collect();
        self.weighed.sort_by_key(|(pair, _)| *pair);
        self.weighed.dedup_by_key(|(pair, _)| *pair);
        self.left_out = left_out;
        self
    }

    /// The links as [`Self::as_slice`], [`Self::leads`], [`Self::all_weighed`] and [`Self::left_out`] give them.
    pub fn of_parts(
        links: Vec<Link>,
        leads: Vec<Link>,
        weighed: Vec<((RowIdx, PlaceIdx), Weighed)>,
        left_out: LeftOut,
    ) -> Self {
        Self { links, leads, weighed, left_out }
    }

    /// Those that rules look at.
    pub fn as_slice(&self) -> &[Link] {
        &self.links
    }

    /// Those that no rule looks at.
    pub fn leads(&self) -> &[Link] {
        &self.leads
    }

    /// What speaks for those that were weighed, by row and place.
    pub fn all_weighed(&self) -> &[((RowIdx, PlaceIdx), Weighed)] {
        &self.weighed
    }

    pub fn left_out(&self) -> LeftOut {
        self.left_out
    }

    /// The link, or lead, of a record to a place.
    fn find(&self, row: RowIdx, place: PlaceIdx) -> Option<&Link> {
        let at =
            |links: &[Link]| links.binary_search_by_key(&(row, place), |link| (link.row, link.place)).ok();
        at(&self.links)
            .and_then(|at| self.links.get(at))
            .or_else(|| at(&self.leads).and_then(|at| self.leads.get(at)))
    }

    /// What speaks for the link of a record to a place, if it was weighed.
    pub fn weighed(&self, row: RowIdx, place: PlaceIdx) -> Option<&Weighed> {
        let at = self.weighed.binary_search_by_key(&(row, place), |(pair, _)| *pair).ok()?;
        self.weighed.get(at).map(|(_, weighed)| weighed)
    }

    /// The chance that the record is this person's: as weighed, or the convention of the rung.
    pub fn probability(&self, row: RowIdx, place: PlaceIdx, method: Method, link: Confidence) -> f64 {
        self.weighed(row, place).map_or_else(|| method.probability(link), |weighed| weighed.probability)
    }

    /// The number of records that are about somebody.
    pub fn records(&self) -> usize {
        self.links.chunk_by(|a, b| a.row == b.row).count()
    }

    /// The number of records whose number was repaired.
    pub fn repaired(&self) -> usize {
        let repaired = |link: &Link| link.method == Method::IdRepaired && link.confidence.stands();
        self.links.chunk_by(|a, b| a.row == b.row).filter(|links| links.iter().any(repaired)).count()
    }

    pub fn to_frame(&self) -> Result<DataFrame, TableError> {
        let rows: Vec<_> = self.links.iter().map(|link| link.row.0).collect();
        let places: Vec<_> = self.links.iter().map(|link| link.place.0).collect();
        let methods: Vec<_> = self.links.iter().map(|link| link.method.as_str()).collect();
        Ok(df!("row" => rows, "place" => places, "method" => methods)?)
    }
}
