//! The records of an extract as a rule about people on no card sees them: whose each is, and where that person lives.

use polars::prelude::*;

use super::register::{Register, Registered};
use crate::domain::{Confidence, Relation};
use crate::evaluate::Sources;
use crate::evaluate::candidates::full_years;
use crate::rulebook::{ColumnRef, ColumnScope};
use crate::schema::RECORD;
use crate::standard::person_name::NameMatch;
use crate::table::{Extract, LinkedExtract, Parties, RowIdx, TableError, integers};

/// One record and one whom it names.
pub(super) struct Case<'a> {
    pub row: RowIdx,
    /// The same for records that say the same.
    pub record: i64,
    pub person: Option<i64>,
    pub name: &'a str,
    pub on_card: OnCard,
    pub home: Registration<'a>,
}

/// Whether a record is about somebody on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OnCard {
    /// As far as links tell.
    No,
    Perhaps,
    Surely,
}

/// What the household register has of somebody.
#[derive(Clone, Copy)]
pub(super) enum Registration<'a> {
    /// Nobody of this number; or there is no number to look for.
    None,
    /// Under another name.
    OfAnother,
    Own(Registered<'a>),
}

impl<'a> Registration<'a> {
    pub(super) fn own(&self) -> Option<&Registered<'a>> {
        match self {
            Self::Own(own) => Some(own),
            Self::None | Self::OfAnother => None,
        }
    }
}

/// Of each row of an extract, whether it is about somebody on a card.
pub(super) fn on_cards(sources: &Sources<'_>, own: &LinkedExtract) -> Vec<OnCard> {
    let LinkedExtract { extract, links } = own;
    let mut on_card = vec![OnCard::No; extract.frame().height()];
    for link in links.as_slice().iter().chain(links.leads()) {
        let is_member =
            sources.roster.person(link.place).is_some_and(|person| person.relation == Relation::Member);
        let says = match link.confidence {
            _ if !is_member => OnCard::No,
            Confidence::Certain | Confidence::Probable => OnCard::Surely,
            Confidence::Possible | Confidence::Lead => OnCard::Perhaps,
        };
        if let Some(known) = on_card.get_mut(link.row.at()) {
            *known = (*known).max(says);
        }
    }
    on_card
}

/// Some records of an extract with each whom they name; `on_card` is of all rows.
pub(super) fn cases<'a>(
    extract: &'a Extract,
    register: &Register<'a>,
    rows: &[RowIdx],
    on_card: &[OnCard],
) -> Result<Vec<Case<'a>>, TableError> {
    let records = integers(extract.frame(), RECORD)?;
    let mut cases = Vec::new();
    for subject in &extract.schema().subjects {
        let parties = Parties::of(extract, subject)?;
        for row in rows.iter().copied() {
            let party = parties.at(row.at());
            if party.name.is_empty() && party.person.is_none() {
                continue;
            }
            let rows = party.person.map(|person| register.of_person(person)).unwrap_or_default();
            let fits = rows.iter().find(|own| own.agreement(party.name) != NameMatch::Different);
            cases.push(Case {
                row,
                record: records.get(row.at()).unwrap_or_default(),
                person: party.person,
                name: party.name,
                on_card: on_card.get(row.at()).copied().unwrap_or(OnCard::No),
                home: match fits {
                    Some(own) => Registration::Own(**own),
                    None if rows.is_empty() => Registration::None,
                    None => Registration::OfAnother,
                },
            });
        }
    }
    Ok(cases)
}

/// The columns that expressions read, row by row of the cases. `people` is how many there are in each case's register.
pub(super) fn frame<'c>(
    sources: &Sources<'_>,
    extract: &Extract,
    cases: &[Case<'_>],
    columns: impl Iterator<Item = &'c ColumnRef>,
    people: &[u32],
) -> Result<DataFrame, TableError> {
    let rows = IdxCa::from_vec("row".into(), cases.iter().map(|case| case.row.0).collect());
    let mut built: Vec<Column> = vec![Column::new("bidui.row".into(), rows.clone().into_series())];
    let registered = || cases.iter().map(|case| case.home.own());
    for column in columns {
        let name: PlSmallStr = column.frame_name().into();
        if built.iter().any(|known| *known.name() == name) {
            continue;
        }
        let values = match (column.scope, column.name.as_str()) {
            (ColumnScope::Record, name) => extract.frame().column(name)?.take(&rows)?,
            (ColumnScope::Roster, "sex") => {
                Column::new(name.clone(), registered().map(|own| own?.sex).collect::<Vec<_>>())
            }
            (ColumnScope::Roster, "name") => {
                Column::new(name.clone(), cases.iter().map(|case| case.name).collect::<Vec<_>>())
            }
            (ColumnScope::Roster, "age") => {
                let ages = registered().map(|own| full_years(own?.birth?, sources.as_of));
                Column::new(name.clone(), ages.collect::<Vec<_>>())
            }
            (ColumnScope::Roster, "person") => {
                Column::new(name.clone(), people.iter().map(|count| i64::from(*count)).collect::<Vec<_>>())
            }
            (_, other) => {
                return Err(TableError::Missing { table: "omissions".into(), column: other.to_owned() });
            }
        };
        built.push(values.with_name(name));
    }
    Ok(DataFrame::new(cases.len(), built)?)
}
