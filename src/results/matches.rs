//! The tables of links, and of those among them that somebody must check.

use polars::prelude::*;

use super::row::published;
use super::{RunData, repeated};
use crate::domain::{Confidence, Method};
use crate::table::{Extract, Link, LinkedExtract, TableError, integers, texts};

published! {
    /// A row of `links`: a link of a record to a roster person.
    LinkRow = "links" {
        extract: String,
        source_file: String,
        source_row: i64,
        household_id: String,
        person_id: Option<String>,
        method: Method,
        probability: f64,
        confidence: Confidence,
    }
}

published! {
    /// A row of `identity`: a match to be checked.
    IdentityRow = "identity" {
        household_id: String,
        person_id: Option<String>,
        extract: String,
        source_file: Option<String>,
        source_row: Option<i64>,
        method: String,
        probability: f64,
        why: String,
    }
}

/// The table of links. A county has millions: it is made column by column.
pub fn links(data: &RunData<'_>) -> Result<DataFrame, TableError> {
    let households: StringChunked =
        data.roster.cards().iter().map(|card| Some(card.household_id.as_str())).collect();
    let persons = data.roster.persons().iter();
    let persons: StringChunked =
        persons.map(|person| person.person_id.as_deref().map(|id| data.text(id))).collect();
    let mut table = links_of(data, "", None, &[], &households, &persons)?;
    for (name, LinkedExtract { extract, links }) in data.extracts {
        let links = links_of(data, name, Some(extract), links.as_slice(), &households, &persons)?;
        table.vstack_mut_owned(links)?;
    }
    table.rechunk_mut_par();
    Ok(table)
}

fn links_of(
    data: &RunData<'_>,
    name: &str,
    extract: Option<&Extract>,
    links: &[Link],
    households: &StringChunked,
    persons: &StringChunked,
) -> Result<DataFrame, TableError> {
    let places: Vec<_> = links.iter().map(|link| link.place.0).collect();
    let card = |link: &Link| data.roster.person(link.place).map(|person| person.card.0);
    let cards: Vec<_> = links.iter().filter_map(card).collect();
    let rows = IdxCa::from_vec("".into(), links.iter().map(|link| link.row.0).collect());
    let (files, lines) = match extract {
        Some(extract) => (
            texts(extract.frame(), "source_file")?.take(&rows)?,
            integers(extract.frame(), "source_row")?.take(&rows)?,
        ),
        None => (StringChunked::default(), Int64Chunked::default()),
    };
    // A link is no surer than that the person belongs to the card.
    let belongs =
        |link: &Link| data.roster.person(link.place).map_or(Confidence::Lead, |person| person.belongs);
    let mut methods: Vec<(Method, Confidence)> = Vec::new();
    let mut method_of = |link: &Link| {
        let own = (link.method, link.confidence.min(belongs(link)));
        let known = methods.iter().position(|method| *method == own);
        let at = known.unwrap_or_else(|| {
            methods.push(own);
            methods.len() - 1
        });
        IdxSize::try_from(at).unwrap_or(0)
    };
    let method: Vec<_> = links.iter().map(&mut method_of).collect();
    let probability = links.iter().map(|link| link.method.probability());
    let confidence = methods.iter().map(|(_, confidence)| confidence.as_str()).collect::<Vec<_>>();
    let columns = vec![
        StringChunked::full("extract".into(), name, links.len()).into_column(),
        files.with_name("source_file".into()).into_column(),
        lines.with_name("source_row".into()).into_column(),
        repeated("household_id", households, cards)?,
        repeated("person_id", persons, places)?,
        repeated(
            "method",
            &methods.iter().map(|(method, _)| Some(method.as_str())).collect(),
            method.clone(),
        )?,
        Float64Chunked::from_iter_values("probability".into(), probability).into_column(),
        repeated("confidence", &confidence.into_iter().map(Some).collect(), method)?,
    ];
    Ok(DataFrame::new(links.len(), columns)?)
}

/// `identity`: a row a match that is only possible, with what to check; taken from `links`, and from what an
/// absence founders on.
pub fn identity(data: &RunData<'_>, links: &DataFrame) -> Result<DataFrame, TableError> {
    let possible = texts(links, "confidence")?.equal(Confidence::Possible.as_str());
    let possible = links.filter(&possible)?;
    let columns =
        ["household_id", "person_id", "extract", "source_file", "source_row", "method", "probability"];
    let mut table = possible.select(columns)?;
    let why: StringChunked = texts(&possible, "method")?.iter().map(|method| method.map(why)).collect();
    table.with_column(why.with_name("why".into()).into_column())?;
    table.vstack_mut_owned(open_matches(data)?)?;
    table.rechunk_mut_par();
    Ok(table)
}

fn why(method: &str) -> &'static str {
    if method == Method::IdNameConflict.as_str() {
        "证件号码相同，姓名不同：核对证件原件，确认号码属于谁"
    } else if method == Method::IdRepaired.as_str() {
        "姓名相同，证件号码只差一处：核对原件，确认是否本人"
    } else {
        "是否仍为本户配偶或同户人员无法确定：核对婚姻登记的类别和日期、户籍人员状态"
    }
}

/// Only the name agrees: such a match is a lead, and links nothing.
const NAME_ONLY: &str = "name_only";

/// Records that may be a member's, though no number links them.
fn open_matches(data: &RunData<'_>) -> Result<DataFrame, TableError> {
    let mut rows = Vec::new();
    for open in &data.findings.open_matches {
        let person = data.roster.person(open.place);
        let card = person.and_then(|person| data.roster.card(person.card));
        if let (Some(person), Some(card), Some(LinkedExtract { extract, .. })) =
            (person, card, data.extracts.get(&open.extract))
        {
            let at = open.row.at();
            let file = texts(extract.frame(), "source_file")?.get(at);
            let line = integers(extract.frame(), "source_row")?.get(at);
            rows.push((card, person, open, file, line));
        }
    }
    Ok(df!(
        "household_id" => rows.iter().map(|r| r.0.household_id.as_str()).collect::<Vec<_>>(),
        "person_id" => rows.iter().map(|r| r.1.person_id.as_deref()).collect::<Vec<_>>(),
        "extract" => rows.iter().map(|r| r.2.extract.as_str()).collect::<Vec<_>>(),
        "source_file" => rows.iter().map(|r| r.3).collect::<Vec<_>>(),
        "source_row" => rows.iter().map(|r| r.4).collect::<Vec<_>>(),
        "method" => vec![NAME_ONLY; rows.len()],
        "probability" => vec![0.1; rows.len()],
        "why" => vec!["姓名相同，来源记录没有可用的证件号码：核对出生日期和住址，确认是否本人"; rows.len()]
    )?)
}
