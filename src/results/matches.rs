//! The tables of links, and of those among them that somebody must check.

use std::ops::Range;

use polars::prelude::*;

use super::row::{PublishedRow, published};
use super::{LargeTable, PublishedTable, RunData};
use crate::domain::{Confidence, Lang, Method, RosterSource};
use crate::table::{
    Link, LinkedExtract, Masked, MaskedColumn, RosterPerson, RowIdx, SharedTexts, TableError, Weighed,
    integers, texts,
};
use crate::words::word;

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
        /// The logarithm (base 2) of the odds, where the link was weighed.
        log_odds: Option<f64>,
        /// What each field adds to it, as JSON; where the link was weighed.
        weights: Option<String>,
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

/// The table of links: of each extract those that rules look at, and then the leads.
pub fn links<'a>(data: &'a RunData<'_>, names: &'a Names) -> LargeTable<'a> {
    let rows = lists(data).map(|(.., links)| links.len()).sum();
    LargeTable::new::<LinkRow>(rows, move |rows: Range<usize>| {
        let mut piece = Masked::new(DataFrame::new(0, LinkRow::columns(&[]))?, data.mask)?;
        let mut first = 0;
        for (name, own, links) in lists(data) {
            let here = rows.start.max(first)..rows.end.min(first + links.len());
            if let Some(links) = links.get(here.start - first..here.end.saturating_sub(first))
                && !links.is_empty()
            {
                piece.append(links_of(data, names, (name, own), links)?)?;
            }
            first += links.len();
        }
        Ok(piece)
    })
}

/// The lists that links stand in, each with its extract.
fn lists<'a>(data: &'a RunData<'_>) -> impl Iterator<Item = (&'a str, &'a LinkedExtract, &'a [Link])> {
    data.extracts.iter().flat_map(|(name, own)| {
        let lists = [own.links.as_slice(), own.links.leads()];
        lists.into_iter().map(move |links| (name.as_str(), own, links))
    })
}

/// What cards and persons are called, as it may be handed over.
pub struct Names {
    /// In the order of the cards.
    pub(super) households: SharedTexts,
    /// In the order of the roster.
    pub(super) persons: SharedTexts,
}

impl Names {
    pub fn of(data: &RunData<'_>) -> Self {
        let households = data.roster.cards().iter().map(|card| Some(&card.household_id));
        let persons = data.roster.persons().iter().map(|person| person.person_id.as_deref());
        let (households, persons) = rayon::join(
            || SharedTexts::new("household_id", households, data.mask),
            || SharedTexts::new("person_id", persons, data.mask),
        );
        Self { households, persons }
    }
}

/// A link is no surer than that the person belongs to the card.
fn confidence(data: &RunData<'_>, link: &Link) -> Confidence {
    let belongs = data.roster.person(link.place).map_or(Confidence::Lead, |person| person.belongs);
    link.confidence.min(belongs)
}

fn links_of(
    data: &RunData<'_>,
    names: &Names,
    (name, LinkedExtract { extract, links: own }): (&str, &LinkedExtract),
    links: &[Link],
) -> Result<Masked, TableError> {
    let places: Vec<_> = links.iter().map(|link| link.place.0).collect();
    let card = |link: &Link| data.roster.person(link.place).map(|person| person.card.0);
    let cards: Vec<_> = links.iter().filter_map(card).collect();
    let rows = IdxCa::from_vec("".into(), links.iter().map(|link| link.row.0).collect());
    let files = extract.frame().column("source_file")?.take(&rows)?;
    let lines = extract.frame().column("source_row")?.take(&rows)?;
    let mut methods: Vec<(Method, Confidence)> = Vec::new();
    let mut method_of = |link: &Link| {
        let own = (link.method, confidence(data, link));
        let known = methods.iter().position(|method| *method == own);
        let at = known.unwrap_or_else(|| {
            methods.push(own);
            methods.len() - 1
        });
        IdxSize::try_from(at).unwrap_or(0)
    };
    let method: Vec<_> = links.iter().map(&mut method_of).collect();
    let weighed: Vec<_> = links.iter().map(|link| own.weighed(link.row, link.place)).collect();
    let probability = links.iter().zip(&weighed).map(|(link, weighed)| {
        weighed
            .map_or_else(|| link.method.probability(link.confidence), |weighed| rounded(weighed.probability))
    });
    let log_odds = weighed.iter().map(|weighed| weighed.map(|weighed| rounded(weighed.log_odds)));
    let weights: StringChunked = weighed.iter().map(|weighed| weighed.map(weights_text)).collect();
    let mask = data.mask;
    let plain = |column: Column| MaskedColumn::new(column, mask);
    let words = |name, words: Vec<&str>| SharedTexts::new(name, words.into_iter().map(Some), mask);
    let method_words = words("method", methods.iter().map(|(method, _)| method.as_str()).collect());
    let confidences = words("confidence", methods.iter().map(|(_, own)| own.as_str()).collect());
    let columns = vec![
        words("extract", vec![name]).at(vec![0; links.len()])?,
        plain(files),
        plain(lines),
        names.households.at(cards)?,
        names.persons.at(places)?,
        method_words.at(method.clone())?,
        plain(Float64Chunked::from_iter_values("probability".into(), probability).into_column()),
        confidences.at(method)?,
        plain(Float64Chunked::from_iter_options("log_odds".into(), log_odds).into_column()),
        plain(weights.with_name("weights".into()).into_column()),
    ];
    Masked::of_columns(links.len(), columns)
}

/// Further digits say nothing, and files are larger for them.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// What a weighed link consists of, as JSON: `{"prior":-19.9,"called_so":37,"name":{"level":"equal","weight":14.7}}`.
fn weights_text(weighed: &Weighed) -> String {
    let digits = |weight: f64| (weight * 100.0).round() / 100.0;
    let mut text = serde_json::Map::new();
    text.insert("prior".into(), digits(weighed.prior).into());
    text.insert("called_so".into(), weighed.called_so.into());
    for (field, level, weight) in weighed.parts() {
        text.insert(field.into(), serde_json::json!({ "level": level, "weight": digits(weight.into()) }));
    }
    serde_json::Value::Object(text).to_string()
}

/// `identity`: a row a match that is only possible, with what to check; what an absence founders on; and a row a
/// member whose number in the registry is not the one that the household register has.
pub fn identity(data: &RunData<'_>, names: &Names) -> Result<PublishedTable, TableError> {
    let mut rows = open_matches(data)?;
    rows.extend(wrong_numbers(data)?);
    let mut table = DataFrame::new(0, IdentityRow::columns(&[]))?;
    for (name, own, links) in lists(data) {
        let is_possible = |link: &&Link| confidence(data, link) == Confidence::Possible;
        let possible: Vec<_> = links.iter().filter(is_possible).copied().collect();
        table.vstack_mut_owned(to_be_checked(
            links_of(data, names, (name, own), &possible)?.frame(),
            data.lang,
        )?)?;
    }
    table.vstack_mut_owned(DataFrame::new(rows.len(), IdentityRow::columns(&rows))?)?;
    table.rechunk_mut();
    PublishedTable::of_frame::<IdentityRow>(table, data.mask)
}

/// Links, with what to check.
fn to_be_checked(links: &DataFrame, lang: Lang) -> Result<DataFrame, TableError> {
    let columns =
        ["household_id", "person_id", "extract", "source_file", "source_row", "method", "probability"];
    let mut table = links.select(columns)?;
    let weighed = links.column("log_odds")?.f64()?;
    let why = texts(links, "method")?.iter().zip(weighed.iter()).map(|(method, log_odds)| match log_odds {
        Some(_) => Some(word!(lang, "check-weighed")),
        None => method.map(|method| why(method, lang)),
    });
    let why: StringChunked = why.collect();
    table.with_column(why.with_name("why".into()).into_column())?;
    Ok(table)
}

fn why(method: &str, lang: Lang) -> &'static str {
    match Method::parse(method) {
        Some(Method::IdNameConflict) => word!(lang, "check-name-conflict"),
        Some(Method::IdRepaired) => word!(lang, "check-repaired"),
        Some(Method::NameBirthPlace) => word!(lang, "check-cut-short"),
        _ => word!(lang, "check-relation"),
    }
}

/// What to check of a member whom the register has under another number, or not at all under this one.
fn why_wrong(person: &RosterPerson, lang: Lang) -> Option<(Method, &'static str)> {
    let why = match (person.resolved, person.disputed) {
        (Some(Method::IdRepaired), _) => {
            word!(lang, "wrong-repaired")
        }
        (Some(Method::NameBirthPlace), _) => {
            word!(lang, "wrong-cut-short")
        }
        (Some(_), _) => {
            word!(lang, "wrong-by-context")
        }
        (None, true) => {
            word!(lang, "wrong-disputed")
        }
        (None, false) => return None,
    };
    Some((person.resolved.unwrap_or(Method::IdNameConflict), why))
}

/// Members whose number in the registry is wrong, as far as the household register shows.
fn wrong_numbers(data: &RunData<'_>) -> Result<Vec<IdentityRow>, TableError> {
    let mut rows = Vec::new();
    let registry = RosterSource::Registry.as_str();
    for person in data.roster.persons() {
        if let (Some((method, why)), Some(row)) = (why_wrong(person, data.lang), person.registry_row) {
            let found = if person.resolved.is_some() { person.belongs } else { method.confidence() };
            rows.extend(identity_row(data, person, registry, row, (method, found), why)?);
        }
    }
    Ok(rows)
}

fn identity_row(
    data: &RunData<'_>,
    person: &RosterPerson,
    name: &str,
    row: RowIdx,
    (method, confidence): (Method, Confidence),
    why: &str,
) -> Result<Option<IdentityRow>, TableError> {
    let (card, extract) = (data.roster.card(person.card), data.extracts.get(name));
    let (Some(card), Some(LinkedExtract { extract, .. })) = (card, extract) else { return Ok(None) };
    Ok(Some(IdentityRow {
        household_id: card.household_id.clone(),
        person_id: person.person_id.as_ref().map(ToString::to_string),
        extract: name.to_owned(),
        source_file: texts(extract.frame(), "source_file")?.get(row.at()).map(str::to_owned),
        source_row: integers(extract.frame(), "source_row")?.get(row.at()),
        method: method.to_string(),
        probability: method.probability(confidence),
        why: why.to_owned(),
    }))
}

/// Records that may be a member's, though no number links them: only the name agrees.
fn open_matches(data: &RunData<'_>) -> Result<Vec<IdentityRow>, TableError> {
    let why = word!(data.lang, "check-name-only");
    let mut rows = Vec::new();
    for open in &data.findings.open_matches {
        if let Some(person) = data.roster.person(open.place) {
            rows.extend(identity_row(
                data,
                person,
                &open.extract,
                open.row,
                (Method::NameOnly, Confidence::Lead),
                why,
            )?);
        }
    }
    Ok(rows)
}
