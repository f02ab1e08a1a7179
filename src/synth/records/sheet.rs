//! Rows on their way to a delivery, cell by cell, with their dirt and a mark of whose they are.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};

use crate::domain::PersonKey;
use crate::standard::citizen_id::Number;
use crate::synth::dice::Dice;
use crate::synth::dirt::legibility::Legibility;
use crate::synth::dirt::{self, CERTIFICATE, DUPLICATE, Kinds, OF_THE_HEAD, Of, Rates, SEVERAL_OWNERS};
use crate::synth::people::Person;
use crate::synth::records::cells::Cells;

/// Whose a row is, and what happened to it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mark {
    /// One person, or two.
    pub people: [Option<PersonKey>; 2],
    pub dirt: Kinds,
}

/// Whose record a row is.
#[derive(Debug, Clone, Copy)]
pub enum Holders<'a> {
    One(&'a Person),
    /// Two owners in one cell, each with half.
    Both([&'a Person; 2]),
}

/// The rows of one block in one delivery.
#[derive(Debug)]
pub struct Sheet {
    cells: Cells,
    /// A mark a row.
    marks: Vec<Mark>,
    /// The rows at which a household begins, where the delivery keeps households together.
    households: Vec<u32>,
    rates: Rates,
    dice: Dice,
    /// Of the row that is being written.
    mark: Mark,
}

impl Sheet {
    /// A sheet of so many columns.
    pub fn new(width: usize, rates: Rates, dice: Dice) -> Self {
        Self {
            cells: Cells::new(width),
            marks: Vec::new(),
            households: Vec::new(),
            rates,
            dice,
            mark: Mark::default(),
        }
    }

    fn cell(&mut self, write: impl FnOnce(&mut String, &Rates, &mut Dice) -> Kinds) -> &mut Self {
        let kinds = write(self.cells.open(), &self.rates, &mut self.dice);
        self.cells.close();
        self.mark.dirt.add(kinds);
        self
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.cells.open().push_str(text);
        self.cells.close();
        self
    }

    pub fn empty(&mut self) -> &mut Self {
        self.text("")
    }

    pub fn show(&mut self, value: impl std::fmt::Display) -> &mut Self {
        // Writing to a text never fails.
        write!(self.cells.open(), "{value}").ok();
        self.cells.close();
        self
    }

    pub fn name(&mut self, person: &Person) -> &mut Self {
        self.cell(|out, rates, dice| dirt::name(person, rates, dice, out))
    }

    /// The person's number: the row is theirs.
    pub fn number(&mut self, person: &Person) -> &mut Self {
        self.of(person).cell(|out, rates, dice| dirt::number(person.key, rates, dice, out))
    }

    /// Name and number of whose the row is.
    pub fn holder(&mut self, person: &Person) -> &mut Self {
        self.name(person).number(person)
    }

    /// As [`Sheet::holder`]; two in one cell are typed with care.
    pub fn holders(&mut self, holders: Holders<'_>) -> &mut Self {
        let [a, b] = match holders {
            Holders::One(person) => return self.holder(person),
            Holders::Both(both) => both,
        };
        self.of(a).of(b).mark.dirt.add(SEVERAL_OWNERS);
        let (first, second) = (Number::of(a.key), Number::of(b.key));
        self.show(format_args!("{},{}", a.name, b.name));
        self.show(format_args!("身份证:{},身份证:{}", first.as_str(), second.as_str()))
    }

    /// The number on a card: the disabled are at times entered with their certificate's; and at times the clerk
    /// types the head's number for everybody.
    pub fn number_on_card(&mut self, person: &Person, head: Option<&Person>) -> &mut Self {
        if let Some(head) = head.filter(|head| head.key != person.key)
            && self.happens(Of::NotTheHead)
        {
            self.of(person).mark.dirt.add(OF_THE_HEAD);
            return self.text(Number::of(head.key).as_str());
        }
        if let Some((category, grade)) = person.disability
            && self.happens(Of::Disabled)
        {
            self.of(person).mark.dirt.add(CERTIFICATE);
            let number = Number::of(person.key);
            return self.show(format_args!("{}{category}{grade}", number.as_str()));
        }
        self.number(person)
    }

    /// Whose the row is, whatever number stands in it.
    pub fn whose(&mut self, person: &Person) -> &mut Self {
        self.of(person)
    }

    /// What was done to the last row.
    pub fn last_dirt(&self) -> Kinds {
        self.marks.last().map_or(Kinds::NONE, |mark| mark.dirt)
    }

    fn of(&mut self, person: &Person) -> &mut Self {
        let [first, second] = &mut self.mark.people;
        *if first.is_none() { first } else { second } = Some(person.key);
        self
    }

    pub fn date(&mut self, date: Option<NaiveDate>) -> &mut Self {
        match date {
            Some(date) => self.cell(|out, rates, dice| dirt::date(date, rates, dice, out)),
            None => self.empty(),
        }
    }

    /// A month as the registry writes it.
    pub fn month(&mut self, date: NaiveDate) -> &mut Self {
        self.show(format_args!("{}{:02}", date.year(), date.month()))
    }

    /// In fen.
    pub fn amount(&mut self, fen: i64) -> &mut Self {
        self.cell(|out, rates, dice| dirt::amount(fen, rates, dice, out))
    }

    /// In hundredths of a square metre.
    pub fn area(&mut self, hundredths: i64) -> &mut Self {
        self.cell(|out, rates, dice| dirt::area(hundredths, rates, dice, out))
    }

    /// Whether something happens that happens in one way only.
    pub fn happens(&mut self, of: Of) -> bool {
        self.draw(of).is_some()
    }

    /// What happens to a whole card or house, if anything does.
    pub fn draw(&mut self, of: Of) -> Option<Kinds> {
        self.rates.draw(of, &mut self.dice)
    }

    /// Notes what was done to the row that is being written.
    pub fn note(&mut self, kinds: Kinds) -> &mut Self {
        self.mark.dirt.add(kinds);
        self
    }

    /// The next rows are one household's, and are delivered together.
    pub fn begin_household(&mut self) {
        self.households.push(u32::try_from(self.marks.len()).unwrap_or(u32::MAX));
    }

    /// Ends the row, and tells how well it can be read.
    pub fn end(&mut self) -> Legibility {
        let mark = std::mem::take(&mut self.mark);
        self.marks.push(mark);
        if self.happens(Of::Rows) {
            self.cells.repeat_row();
            self.marks.push(Mark { dirt: mark.dirt | DUPLICATE, ..mark });
        }
        Legibility::through(mark.dirt)
    }

    /// The rows, a mark each, and where households begin.
    pub fn done(self) -> (Cells, Vec<Mark>, Vec<u32>) {
        (self.cells, self.marks, self.households)
    }
}
