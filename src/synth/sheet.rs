//! How does a row get onto a delivery? Cell by cell, with its dirt, and a mark of whose it is.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};

use super::dice::Dice;
use super::dirt::{self, Rates};
use super::kinds::{CERTIFICATE, DUPLICATE, Kinds, OF_THE_HEAD};
use super::people::Person;
use crate::domain::PersonKey;
use crate::standard::citizen_id::Number;

/// Whose a row is, and what happened to it. Rows count from 0 in their block.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    pub row: u32,
    pub person: PersonKey,
    pub dirt: Kinds,
}

/// The rows of one block in one delivery.
#[derive(Debug)]
pub struct Sheet {
    text: String,
    rows: u32,
    marks: Vec<Mark>,
    rates: Rates,
    dice: Dice,
    /// Where the row that is being written began.
    start: usize,
    kinds: Kinds,
    /// Whose the row is: one person, or two.
    people: [Option<(PersonKey, bool)>; 2],
}

impl Sheet {
    pub fn new(rates: Rates, dice: Dice) -> Self {
        let kinds = Kinds::default();
        Self {
            text: String::new(),
            rows: 0,
            marks: Vec::new(),
            rates,
            dice,
            start: 0,
            kinds,
            people: [None; 2],
        }
    }

    fn cell(&mut self) {
        if self.text.len() > self.start {
            self.text.push(',');
        }
    }

    pub fn text(&mut self, text: &str) -> &mut Self {
        self.cell();
        if text.contains(',') {
            self.text.extend(["\"", text, "\""]);
        } else {
            self.text.push_str(text);
        }
        self
    }

    pub fn empty(&mut self) -> &mut Self {
        // The first cell of a row is never empty.
        self.text.push(',');
        self
    }

    pub fn show(&mut self, value: impl std::fmt::Display) -> &mut Self {
        self.cell();
        write!(self.text, "{value}").ok();
        self
    }

    pub fn name(&mut self, name: &str) -> &mut Self {
        self.cell();
        let kinds = dirt::name(name, &self.rates, &mut self.dice, &mut self.text);
        self.kinds.add(kinds);
        self
    }

    /// The person's number: the row is theirs.
    pub fn number(&mut self, person: &Person) -> &mut Self {
        self.cell();
        let kinds = dirt::number(person.key, &self.rates, &mut self.dice, &mut self.text);
        self.of(person, kinds)
    }

    /// As [`Sheet::number`]; the disabled are at times entered with their certificate's number.
    fn number_or_certificate(&mut self, person: &Person) -> &mut Self {
        match person.disability {
            Some((category, grade)) if self.rates.number_form > 0.0 && self.dice.chance(0.3) => {
                self.cell();
                let number = Number::of(person.key);
                write!(self.text, "{}{category}{grade}", number.as_str()).ok();
                self.of(person, CERTIFICATE)
            }
            _ => self.number(person),
        }
    }

    /// As [`Sheet::number_or_certificate`]; at times the clerk types the head's number for everybody.
    pub fn number_on_card(&mut self, person: &Person, head: Option<&Person>) -> &mut Self {
        match head {
            Some(head) if self.dice.chance(self.rates.of_the_head) && head.key != person.key => {
                self.show(Number::of(head.key).as_str()).of(person, OF_THE_HEAD)
            }
            _ => self.number_or_certificate(person),
        }
    }

    fn of(&mut self, person: &Person, kinds: Kinds) -> &mut Self {
        let whose = Some((person.key, !kinds.destroys()));
        let [first, second] = &mut self.people;
        *if first.is_none() { first } else { second } = whose;
        self.kinds.add(kinds);
        self
    }

    pub fn date(&mut self, date: Option<NaiveDate>) -> &mut Self {
        let Some(date) = date else { return self.empty() };
        self.cell();
        let kinds = dirt::date(date, &self.rates, &mut self.dice, &mut self.text);
        self.kinds.add(kinds);
        self
    }

    /// A month as the registry writes it.
    pub fn month(&mut self, date: NaiveDate) -> &mut Self {
        self.show(format_args!("{}{:02}", date.year(), date.month()))
    }

    /// In hundredths: of a yuan, of a square metre.
    pub fn amount(&mut self, hundredths: i64) -> &mut Self {
        self.cell();
        let kinds = dirt::amount(hundredths, &self.rates, &mut self.dice, &mut self.text);
        self.kinds.add(kinds);
        self
    }

    /// Ends the row, and tells whether everybody's number on it can still be read.
    pub fn end(&mut self) -> bool {
        self.text.push_str("\r\n");
        self.mark();
        if self.dice.chance(self.rates.duplicate) {
            self.kinds.add(DUPLICATE);
            self.text.extend_from_within(self.start..);
            self.mark();
        }
        let readable = self.people.iter().flatten().all(|(_, readable)| *readable);
        (self.start, self.kinds, self.people) = (self.text.len(), Kinds::default(), [None; 2]);
        readable
    }

    fn mark(&mut self) {
        for (person, _) in self.people.into_iter().flatten() {
            self.marks.push(Mark { row: self.rows, person, dirt: self.kinds });
        }
        self.rows += 1;
    }

    /// The text, how many rows it has, and whose they are.
    pub fn done(self) -> (String, u32, Vec<Mark>) {
        (self.text, self.rows, self.marks)
    }
}
