//! The cards: registered households, their rows in the registry, and what those say of the household.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::*;
use rayon::prelude::*;

use crate::domain::Cause;
use crate::schema::{AS_DELIVERED, RECORD, UNREADABLE};
use crate::table::{
    Card, CardIdx, Extract, RowIdx, TableError, cell_text, integers, person_level_columns, texts,
};

/// How the registry says that a row is the card's head.
const HEAD: &[&str] = &["户主", "本人", "本人或户主", "01", "02"];

/// The cards with their rows in the registry, the head's first.
pub(super) struct Cards {
    pub cards: Vec<Card>,
    /// By card.
    pub rows: Vec<Vec<RowIdx>>,
    /// Cards whose household id stands for other cards, too.
    pub shared: u64,
}

/// One row of the registry, as far as it decides which card it is of.
#[derive(Clone, Copy)]
struct Row<'a> {
    household: &'a str,
    /// Equal for rows that say the same.
    record: i64,
    at: RowIdx,
    name: &'a str,
    township: Option<&'a str>,
    village: Option<&'a str>,
    head: bool,
}

impl Cards {
    /// Groups the registry's rows into cards, by household id; a row that repeats another is left out.
    ///
    /// A household id that two villages use is two cards, never one: neighbours by number are no family. So it is
    /// with townships, if each of them has a head of its own under the id; otherwise the rows contradict each
    /// other, and are one card.
    pub fn read(registry: &Extract) -> Result<Self, TableError> {
        let frame = registry.frame();
        let household = texts(frame, "household_id")?;
        let (township, village) = (texts(frame, "township")?, texts(frame, "village")?);
        let (name, relation) = (texts(frame, "name")?, texts(frame, "relation")?);
        let record = integers(frame, RECORD)?;
        let mut rows = Vec::with_capacity(frame.height());
        for (at, household) in RowIdx::all().zip(household.iter()) {
            let (Some(household), row) = (household, at.at()) else { continue };
            let head = relation.get(row).is_some_and(|relation| HEAD.contains(&relation));
            let (township, village) = (township.get(row), village.get(row));
            let record = record.get(row).unwrap_or_default();
            let name = name.get(row).unwrap_or_default();
            rows.push(Row { household, record, at, name, township, village, head });
        }
        rows.par_sort_by_key(|row| row.household);
        let households: Vec<_> = rows.chunk_by_mut(|a, b| a.household == b.household).collect();
        let found: Vec<_> = households.into_par_iter().map(cards_of_id).collect();
        let shared = found.iter().map(Vec::len).filter(|cards| *cards > 1).sum::<usize>() as u64;
        let (cards, rows) = found.into_iter().flatten().unzip();
        Ok(Self { cards, rows, shared })
    }

    /// What the registry says of each household, a row a card: a value where its rows agree, or say nothing
    /// else; where they contradict each other, nothing, and both values beside it.
    pub fn values(&self, registry: &Extract) -> Result<DataFrame, TableError> {
        let frame = registry.frame();
        let names = registry.schema().columns.iter().map(|column| column.name.as_str());
        let names: Vec<_> = names.filter(|name| !person_level_columns().contains(name)).collect();
        let said = names.par_iter().map(|name| self.said(frame.column(name)?));
        let said = said.collect::<Result<Vec<_>, TableError>>()?;
        let (mut notes, mut values) = (Notes::default(), Vec::new());
        for (name, Said { value, differing }) in names.iter().zip(said) {
            notes.contradictions(name, &differing, &self.rows, frame.column(name)?)?;
            values.push(value);
        }
        let values = DataFrame::new(self.cards.len(), values)?;
        notes.unread(&values, &self.rows, frame)?;
        Ok(values.hstack(&notes.into_columns(self.cards.len()))?)
    }

    /// What one column of the registry says of each card.
    fn said(&self, column: &Column) -> Result<Said, TableError> {
        let physical = column.to_physical_repr();
        let (rows, differing) = match physical.dtype() {
            DataType::String => self.first_rows(physical.str()?),
            DataType::Int32 => self.first_rows(physical.i32()?),
            DataType::Int64 => self.first_rows(physical.i64()?),
            _ => self.first_rows(physical.i128()?),
        };
        let rows = IdxCa::from_iter_options("row".into(), rows.into_iter());
        Ok(Said { value: column.take(&rows)?, differing })
    }

    /// By card, the first row that says something, unless another one says something else; and the cards of which one does.
    fn first_rows<'a, T>(&self, values: &'a ChunkedArray<T>) -> (Vec<Option<IdxSize>>, Vec<CardIdx>)
    where
        T: PolarsDataType,
        T::Physical<'a>: PartialEq,
    {
        let mut differing = Vec::new();
        let of_card = |(card, rows): (CardIdx, &Vec<RowIdx>)| {
            let mut said = rows.iter().filter_map(|row| Some((row.0, values.get(row.at())?)));
            let (first, value) = said.next()?;
            let differs = said.any(|(_, other)| other != value);
            if differs {
                differing.push(card);
            }
            (!differs).then_some(first)
        };
        let rows = CardIdx::all().zip(&self.rows).map(of_card).collect();
        (rows, differing)
    }
}

/// What a column says of the cards.
struct Said {
    value: Column,
    /// Those whose rows contradict each other.
    differing: Vec<CardIdx>,
}

/// The cards of one household id, each with its rows.
fn cards_of_id(rows: &mut [Row<'_>]) -> Vec<(Card, Vec<RowIdx>)> {
    rows.sort_unstable_by_key(|row| (row.record, row.at));
    let mut rows = rows.to_vec();
    rows.dedup_by_key(|row| row.record);
    let households = apart(rows);
    let shared = households.len() > 1;
    let card = |mut rows: Vec<Row<'_>>| {
        rows.sort_by_key(|row| (!row.head, row.name, row.at));
        let household = rows.first().map_or("", |row| row.household);
        let head = rows.first().filter(|row| row.head).map_or("", |row| row.name);
        let (township, village) = (agreed(&rows, |row| row.township), agreed(&rows, |row| row.village));
        let household_id =
            if shared { in_place(household, &township, &village) } else { household.to_owned() };
        let card = Card {
            household_id,
            township,
            village,
            head_name: head.to_owned(),
            members: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            unknown_members: 0,
            unseen_in_register: 0,
            unseen_spouses: 0,
        };
        (card, rows.iter().map(|row| row.at).collect())
    };
    households.into_iter().map(card).collect()
}

/// Parts the rows of one household id into households.
fn apart(rows: Vec<Row<'_>>) -> Vec<Vec<Row<'_>>> {
    // Nearly every card is of one place.
    let one_place = |(a, b): (&Row<'_>, &Row<'_>)| a.village == b.village && a.township == b.township;
    if rows.iter().zip(rows.iter().skip(1)).all(one_place) {
        return vec![rows];
    }
    let villages: BTreeSet<_> = rows.iter().filter_map(|row| row.village).collect();
    let by_village = by(rows, |row| if villages.len() > 1 { row.village } else { None });
    let mut households = Vec::new();
    for rows in by_village {
        let of_heads = rows.iter().filter(|row| row.head).filter_map(|row| row.township);
        let townships: BTreeSet<_> = of_heads.collect();
        if townships.len() > 1 {
            households.extend(by(rows, |row| row.township));
        } else {
            households.push(rows);
        }
    }
    households
}

fn by<'a>(rows: Vec<Row<'a>>, place: impl Fn(&Row<'a>) -> Option<&'a str>) -> Vec<Vec<Row<'a>>> {
    let mut groups: BTreeMap<Option<&str>, Vec<Row<'_>>> = BTreeMap::new();
    for row in rows {
        groups.entry(place(&row)).or_default().push(row);
    }
    groups.into_values().collect()
}

/// The place that a card's rows name; the head's where they name several, or else the first by name.
fn agreed<'a>(rows: &[Row<'a>], place: impl Fn(&Row<'a>) -> Option<&'a str>) -> String {
    let of_head = rows.first().filter(|row| row.head).and_then(&place);
    of_head.or_else(|| rows.iter().filter_map(place).min()).unwrap_or_default().to_owned()
}

/// A household id that several cards have, with the place that tells them apart.
fn in_place(household: &str, township: &str, village: &str) -> String {
    let place =
        [township, village].into_iter().filter(|place| !place.is_empty()).collect::<Vec<_>>().join("/");
    format!("{household}@{}", if place.is_empty() { "-" } else { &place })
}

/// What a card's rows say and cannot be used, a line each as in ingested extracts.
#[derive(Default)]
struct Notes {
    by_card: BTreeMap<usize, OfCard>,
}

/// The lines of one card, by column.
type OfCard = BTreeMap<String, BTreeSet<String>>;

impl Notes {
    fn add(&mut self, card: usize, column: &str, line: String) {
        self.by_card.entry(card).or_default().entry(column.to_owned()).or_default().insert(line);
    }

    /// Notes the values of the cards whose rows differ in a column.
    fn contradictions(
        &mut self,
        name: &str,
        differing: &[CardIdx],
        rows: &[Vec<RowIdx>],
        values: &Column,
    ) -> Result<(), TableError> {
        for card in differing {
            let mut said = BTreeSet::new();
            for row in rows.get(card.at()).into_iter().flatten() {
                said.extend(cell_text(&values.get(row.at())?));
            }
            let values = said.into_iter().collect::<Vec<_>>().join(" / ");
            self.add(card.at(), name, format!("{} {name}={values}", Cause::ValuesContradict));
        }
        Ok(())
    }

    /// Notes what could not be read in any row of a card, where no other row says it.
    fn unread(
        &mut self,
        values: &DataFrame,
        rows: &[Vec<RowIdx>],
        registry: &DataFrame,
    ) -> Result<(), TableError> {
        let (unreadable, as_delivered) = (texts(registry, UNREADABLE)?, texts(registry, AS_DELIVERED)?);
        let rows = rows.iter().enumerate().flat_map(|(card, rows)| rows.iter().map(move |row| (card, row)));
        for (card, row) in rows {
            let Some(columns) = unreadable.get(row.at()) else { continue };
            for name in columns.split(',') {
                let is_null = |column: &Column| column.get(card).is_ok_and(|value| value.is_null());
                if !values.column(name).is_ok_and(is_null) {
                    continue;
                }
                let lines = as_delivered.get(row.at()).unwrap_or_default().lines();
                let of_column = lines.filter(|line| {
                    line.split_once(' ')
                        .and_then(|(_, rest)| rest.split_once('='))
                        .is_some_and(|(of, _)| of == name)
                });
                self.by_card.entry(card).or_default().entry(name.to_owned()).or_default();
                for line in of_column {
                    self.add(card, name, line.to_owned());
                }
            }
        }
        Ok(())
    }

    fn into_columns(self, cards: usize) -> [Column; 2] {
        let of_card = |card: usize| self.by_card.get(&card);
        let names = |of_card: &OfCard| of_card.keys().map(String::as_str).collect::<Vec<_>>().join(",");
        let lines =
            |of_card: &OfCard| of_card.values().flatten().map(String::as_str).collect::<Vec<_>>().join("\n");
        let unreadable: Vec<_> = (0..cards).map(|card| of_card(card).map(names)).collect();
        let as_delivered: Vec<_> = (0..cards).map(|card| of_card(card).map(lines)).collect();
        [Column::new(UNREADABLE.into(), unreadable), Column::new(AS_DELIVERED.into(), as_delivered)]
    }
}
