//! The tables of links, and of those among them that somebody must check.

use std::ops::Range;

use polars::prelude::*;

use super::row::{PublishedRow, published};
use super::{LargeTable, PublishedTable, RunData};
use crate::domain::{Confidence, Lang, Method, RosterSource};
use crate::table::{
    CardIdx, Link, LinkedExtract, Masked, MaskedColumn, RosterPerson, RowIdx, SharedTexts, TableError,
    Weighed, texts,
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
        let mut piece = LinkColumns::new(data, names)?;
        let mut first = 0;
        for (name, own, links) in lists(data) {
            let here = rows.start.max(first)..rows.end.min(first + links.len());
            if let Some(links) = links.get(here.start - first..here.end.saturating_sub(first)) {
                piece.add(name, own, links)?;
            }
            first += links.len();
        }
        Ok(piece.finish())
    })
}

/// The lists that links stand in, each with the place of its extract.
fn lists<'a>(data: &'a RunData<'_>) -> impl Iterator<Item = (IdxSize, &'a LinkedExtract, &'a [Link])> {
    (0..).zip(data.extracts.values()).flat_map(|(place, own)| {
        let lists = [own.links.as_slice(), own.links.leads()];
        lists.into_iter().map(move |links| (place, own, links))
    })
}

/// What cards, persons, extracts and kinds of links are called, as it may be handed over.
pub struct Names {
    /// In the order of the cards.
    pub(super) households: SharedTexts,
    /// In the order of the roster.
    pub(super) persons: SharedTexts,
    /// Likewise: the card, and how sure it is that the person belongs to it. A link asks for both, in no order of persons,
    /// and the persons themselves are too large to be near.
    places: Vec<(CardIdx, Confidence)>,
    extracts: SharedTexts,
    methods: SharedTexts,
    confidences: SharedTexts,
}

impl Names {
    pub fn of(data: &RunData<'_>) -> Self {
        let households = data.roster.cards().iter().map(|card| Some(&card.household_id));
        let persons = data.roster.persons().iter().map(|person| person.person_id.as_deref());
        let places = data.roster.persons().iter().map(|person| (person.card, person.belongs));
        let ((households, places), persons) = rayon::join(
            || (SharedTexts::new("household_id", households, data.mask), places.collect()),
            || SharedTexts::new("person_id", persons, data.mask),
        );
        let methods = Method::ALL.iter().map(|own| Some(own.as_str()));
        let confidences = Confidence::ALL.iter().map(|own| Some(own.as_str()));
        Self {
            households,
            persons,
            places,
            extracts: SharedTexts::new("extract", data.extracts.keys().map(Some), data.mask),
            methods: SharedTexts::new("method", methods, data.mask),
            confidences: SharedTexts::new("confidence", confidences, data.mask),
        }
    }
}

/// The card of a link, and how sure the link is: no surer than that the person belongs to the card.
fn card_and_confidence(names: &Names, link: &Link) -> (CardIdx, Confidence) {
    let place = names.places.get(link.place.at()).copied();
    let (card, belongs) = place.unwrap_or((CardIdx(0), Confidence::Lead));
    (card, link.confidence.min(belongs))
}

/// The columns of links, filled list by list.
struct LinkColumns<'a> {
    data: &'a RunData<'a>,
    names: &'a Names,
    extracts: Vec<IdxSize>,
    files: Column,
    lines: Column,
    cards: Vec<IdxSize>,
    persons: Vec<IdxSize>,
    methods: Vec<IdxSize>,
    probabilities: Vec<f64>,
    confidences: Vec<IdxSize>,
    log_odds: Vec<Option<f64>>,
    weights: StringChunkedBuilder,
}

impl<'a> LinkColumns<'a> {
    fn new(data: &'a RunData<'_>, names: &'a Names) -> Result<Self, TableError> {
        let none = |name: &str, kind| Column::new_empty(name.into(), &kind);
        Ok(Self {
            data,
            names,
            extracts: Vec::new(),
            files: none("source_file", DataType::String),
            lines: none("source_row", DataType::Int64),
            cards: Vec::new(),
            persons: Vec::new(),
            methods: Vec::new(),
            probabilities: Vec::new(),
            confidences: Vec::new(),
            log_odds: Vec::new(),
            weights: StringChunkedBuilder::new("weights".into(), 0),
        })
    }

    /// Adds links of the extract in this place.
    fn add(&mut self, place: IdxSize, own: &LinkedExtract, links: &[Link]) -> Result<(), TableError> {
        if links.is_empty() {
            return Ok(());
        }
        let LinkedExtract { extract, links: all } = own;
        let rows = IdxCa::from_vec("".into(), links.iter().map(|link| link.row.0).collect());
        self.files.append_owned(extract.frame().column("source_file")?.take(&rows)?)?;
        self.lines.append_owned(extract.frame().column("source_row")?.take(&rows)?)?;
        self.extracts.resize(self.extracts.len() + links.len(), place);
        for link in links {
            let (card, confidence) = card_and_confidence(self.names, link);
            self.cards.push(card.0);
            self.persons.push(link.place.0);
            self.methods.push(index_of(Method::ALL, link.method));
            self.confidences.push(index_of(Confidence::ALL, confidence));
            let weighed = all.weighed(link.row, link.place);
            let probability = weighed.map(|weighed| rounded(weighed.probability));
            self.probabilities.push(probability.unwrap_or_else(|| link.method.probability(link.confidence)));
            self.log_odds.push(weighed.map(|weighed| rounded(weighed.log_odds)));
            self.weights.append_option(weighed.map(weights_text));
        }
        Ok(())
    }

    fn finish(self) -> Vec<MaskedColumn> {
        let (names, mask) = (self.names, self.data.mask);
        let plain = |column: Column| MaskedColumn::new(column.rechunk(), mask);
        vec![
            names.extracts.at(self.extracts),
            plain(self.files),
            plain(self.lines),
            names.households.at(self.cards),
            names.persons.at(self.persons),
            names.methods.at(self.methods),
            plain(Column::new("probability".into(), self.probabilities)),
            names.confidences.at(self.confidences),
            plain(Column::new("log_odds".into(), self.log_odds)),
            plain(self.weights.finish().into_column()),
        ]
    }
}

/// The place of a value among all of its kind.
fn index_of<T: PartialEq>(all: &[T], value: T) -> IdxSize {
    all.iter().position(|own| *own == value).and_then(|at| IdxSize::try_from(at).ok()).unwrap_or(0)
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
    let mut links = LinkColumns::new(data, names)?;
    for (place, own, all) in lists(data) {
        let is_possible = |link: &&Link| card_and_confidence(names, link).1 == Confidence::Possible;
        let possible: Vec<_> = all.iter().filter(is_possible).copied().collect();
        links.add(place, own, &possible)?;
    }
    let height = links.cards.len();
    let links = Masked::of_columns(height, links.finish())?;
    let mut table = to_be_checked(links.frame(), data.lang)?;
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
    let (source_file, source_row) = extract.source(row)?;
    Ok(Some(IdentityRow {
        household_id: card.household_id.clone(),
        person_id: person.person_id.as_ref().map(ToString::to_string),
        extract: name.to_owned(),
        source_file: Some(source_file),
        source_row: Some(source_row),
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
