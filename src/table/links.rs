//! Links: rows of one extract, each with the place on the roster that it is about.

use std::cmp::Reverse;

use polars::prelude::*;

use super::{Extract, PlaceIdx, RowIdx, TableError};
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

    /// The same link, whose method leaves it open how sure it is, and which is probable.
    pub fn probable(self) -> Self {
        Self { confidence: Confidence::Probable, ..self }
    }

    /// The same link, only possible: the method's condition is met, and somebody else may be meant.
    pub fn only_possible(self) -> Self {
        Self { confidence: self.confidence.min(Confidence::Possible), ..self }
    }
}

/// The links of one extract, by row and place; each pair once.
#[derive(Debug, Clone, Default)]
pub struct Links(Vec<Link>);

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
        Self(links)
    }

    pub fn as_slice(&self) -> &[Link] {
        &self.0
    }

    /// The number of records that are about somebody.
    pub fn records(&self) -> usize {
        self.0.chunk_by(|a, b| a.row == b.row).count()
    }

    /// The number of records whose number was repaired.
    pub fn repaired(&self) -> usize {
        let repaired = |link: &Link| link.method == Method::IdRepaired && link.confidence.stands();
        self.0.chunk_by(|a, b| a.row == b.row).filter(|links| links.iter().any(repaired)).count()
    }

    pub fn to_frame(&self) -> Result<DataFrame, TableError> {
        let rows: Vec<_> = self.0.iter().map(|link| link.row.0).collect();
        let places: Vec<_> = self.0.iter().map(|link| link.place.0).collect();
        let methods: Vec<_> = self.0.iter().map(|link| link.method.as_str()).collect();
        Ok(df!("row" => rows, "place" => places, "method" => methods)?)
    }
}
