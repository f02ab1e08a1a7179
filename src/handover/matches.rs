//! The tables of links, and of those among them that somebody must check.

use polars::prelude::*;

use super::Told;
use crate::domain::{Confidence, Method};
use crate::table::{Extract, Link, TableError, integers, texts};

struct Match<'a> {
    extract: &'a str,
    source_file: &'a str,
    source_row: i64,
    household_id: &'a str,
    person_id: Option<String>,
    method: Method,
}

fn matches<'a>(told: &'a Told<'_>, wanted: impl Fn(&Link) -> bool) -> Result<Vec<Match<'a>>, TableError> {
    let mut matches = Vec::new();
    for (name, (extract, links)) in told.extracts {
        let (files, rows) = places(extract)?;
        for link in links.as_slice().iter().filter(|link| wanted(link)) {
            let Some(person) = told.roster.person(link.place) else { continue };
            let Some(card) = told.roster.card(person.card) else { continue };
            matches.push(Match {
                extract: name,
                source_file: files.get(link.row as usize).unwrap_or_default(),
                source_row: rows.get(link.row as usize).unwrap_or_default(),
                household_id: &card.household_id,
                person_id: person.person_id.as_deref().map(|id| told.text(id)),
                method: link.method,
            });
        }
    }
    Ok(matches)
}

fn places(extract: &Extract) -> Result<(&StringChunked, &Int64Chunked), TableError> {
    Ok((texts(extract.frame(), "source_file")?, integers(extract.frame(), "source_row")?))
}

/// `links`: a row a link of a record to a roster person.
pub fn links(told: &Told<'_>) -> Result<DataFrame, TableError> {
    let rows = matches(told, |_| true)?;
    Ok(df!(
        "extract" => rows.iter().map(|r| r.extract).collect::<Vec<_>>(),
        "source_file" => rows.iter().map(|r| r.source_file).collect::<Vec<_>>(),
        "source_row" => rows.iter().map(|r| r.source_row).collect::<Vec<_>>(),
        "household_id" => rows.iter().map(|r| r.household_id).collect::<Vec<_>>(),
        "person_id" => rows.iter().map(|r| r.person_id.as_deref()).collect::<Vec<_>>(),
        "method" => rows.iter().map(|r| r.method.as_str()).collect::<Vec<_>>(),
        "probability" => rows.iter().map(|r| r.method.probability()).collect::<Vec<_>>(),
        "confidence" => rows.iter().map(|r| r.method.confidence().as_str()).collect::<Vec<_>>()
    )?)
}

/// `identity`: a row a match that is only possible, with what to check.
pub fn identity(told: &Told<'_>) -> Result<DataFrame, TableError> {
    let rows = matches(told, |link| link.method.confidence() == Confidence::Possible)?;
    Ok(df!(
        "household_id" => rows.iter().map(|r| r.household_id).collect::<Vec<_>>(),
        "person_id" => rows.iter().map(|r| r.person_id.as_deref()).collect::<Vec<_>>(),
        "extract" => rows.iter().map(|r| r.extract).collect::<Vec<_>>(),
        "source_file" => rows.iter().map(|r| r.source_file).collect::<Vec<_>>(),
        "source_row" => rows.iter().map(|r| r.source_row).collect::<Vec<_>>(),
        "method" => rows.iter().map(|r| r.method.as_str()).collect::<Vec<_>>(),
        "probability" => rows.iter().map(|r| r.method.probability()).collect::<Vec<_>>(),
        "why" => rows.iter().map(|r| why(r.method)).collect::<Vec<_>>()
    )?)
}

fn why(method: Method) -> &'static str {
    match method {
        Method::Id | Method::IdNameVariant => "",
        Method::IdNameConflict => "证件号码相同，姓名不同：核对证件原件，确认号码属于谁",
    }
}
