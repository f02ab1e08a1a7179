//! The tables of links, and of those among them that somebody must check.

use polars::prelude::*;

use super::{Told, repeated};
use crate::domain::{Confidence, Method};
use crate::table::{Extract, Link, TableError, integers, texts};

/// `links`: a row a link of a record to a roster person.
pub fn links(told: &Told<'_>) -> Result<DataFrame, TableError> {
    let households: StringChunked =
        told.roster.cards().iter().map(|card| Some(card.household_id.as_str())).collect();
    let persons = told.roster.persons().iter();
    let persons: StringChunked =
        persons.map(|person| person.person_id.as_deref().map(|id| told.text(id))).collect();
    let mut table = links_of(told, "", None, &[], &households, &persons)?;
    for (name, (extract, links)) in told.extracts {
        let links = links_of(told, name, Some(extract), links.as_slice(), &households, &persons)?;
        table.vstack_mut_owned(links)?;
    }
    table.rechunk_mut_par();
    Ok(table)
}

fn links_of(
    told: &Told<'_>,
    name: &str,
    extract: Option<&Extract>,
    links: &[Link],
    households: &StringChunked,
    persons: &StringChunked,
) -> Result<DataFrame, TableError> {
    let places: Vec<_> = links.iter().map(|link| link.place).collect();
    let card = |link: &Link| told.roster.person(link.place).map(|person| person.card);
    let cards: Vec<_> = links.iter().filter_map(card).collect();
    let rows = IdxCa::from_vec("".into(), links.iter().map(|link| link.row).collect());
    let (files, lines) = match extract {
        Some(extract) => (
            texts(extract.frame(), "source_file")?.take(&rows)?,
            integers(extract.frame(), "source_row")?.take(&rows)?,
        ),
        None => (StringChunked::default(), Int64Chunked::default()),
    };
    let mut methods: Vec<Method> = Vec::new();
    let mut method_of = |link: &Link| {
        let known = methods.iter().position(|method| *method == link.method);
        let at = known.unwrap_or_else(|| {
            methods.push(link.method);
            methods.len() - 1
        });
        IdxSize::try_from(at).unwrap_or(0)
    };
    let method: Vec<_> = links.iter().map(&mut method_of).collect();
    let probability = links.iter().map(|link| link.method.probability());
    let confidence = methods.iter().map(|method| method.confidence().as_str()).collect::<Vec<_>>();
    let columns = vec![
        StringChunked::full("extract".into(), name, links.len()).into_column(),
        files.with_name("source_file".into()).into_column(),
        lines.with_name("source_row".into()).into_column(),
        repeated("household_id", households, cards)?,
        repeated("person_id", persons, places)?,
        repeated("method", &methods.iter().map(|method| Some(method.as_str())).collect(), method.clone())?,
        Float64Chunked::from_iter_values("probability".into(), probability).into_column(),
        repeated("confidence", &confidence.into_iter().map(Some).collect(), method)?,
    ];
    Ok(DataFrame::new(links.len(), columns)?)
}

/// `identity`: a row a match that is only possible, with what to check; taken from `links`.
pub fn identity(links: &DataFrame) -> Result<DataFrame, TableError> {
    let possible = texts(links, "confidence")?.equal(Confidence::Possible.as_str());
    let possible = links.filter(&possible)?;
    let columns =
        ["household_id", "person_id", "extract", "source_file", "source_row", "method", "probability"];
    let mut table = possible.select(columns)?;
    let why: StringChunked = texts(&possible, "method")?.iter().map(|method| method.map(why)).collect();
    table.with_column(why.with_name("why".into()).into_column())?;
    Ok(table)
}

fn why(method: &str) -> &'static str {
    if method == Method::IdNameConflict.as_str() {
        "证件号码相同，姓名不同：核对证件原件，确认号码属于谁"
    } else {
        ""
    }
}
