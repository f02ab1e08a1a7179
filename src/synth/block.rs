//! What does one block of households hand over? Its people, their cards, every department's rows, and the truth.

use std::fmt::Write as _;

use super::cards::{self, Card};
use super::dice::Dice;
use super::dirt::Rates;
use super::encode;
use super::extract::Extract;
use super::number::Numbers;
use super::people::{self, People};
use super::record::{Place, Record};
use super::roster::{self, Readable, Standing};
use super::sheet::{Mark, Sheet};
use super::truth::Truth;
use super::{
    Encoding, Settings, business, housing, land, machinery, marriage, places, registers, vehicle, welfare,
    work,
};
use crate::standard::citizen_id::Number;

/// Households in a block. Everything between persons stays within one.
pub const HOUSEHOLDS: u64 = 1024;
const VILLAGES: u64 = 3;

/// One block's rows of one delivery.
pub struct Part {
    pub extract: Extract,
    pub bytes: Vec<u8>,
    pub rows: u32,
    pub marks: Vec<Mark>,
}

pub struct Block {
    pub parts: Vec<Part>,
    /// Lines of `truth/findings.csv` and `truth/members.csv`.
    pub findings: String,
    pub members: String,
    pub persons: u64,
    pub cards: u64,
}

/// What dice are for; every extract has its own, and its dirt again its own, so that the same people own
/// the same things however dirty the deliveries are.
const FOR_PEOPLE: u64 = 0;
const FOR_RECORDS: u64 = 100;
const FOR_DIRT: u64 = 200;

/// Makes one block, from its number and the seed alone.
pub fn make(settings: &Settings, block: u64) -> Block {
    let maker = Maker { settings, block };
    let mut dice = Dice::new(settings.seed, block, FOR_PEOPLE);
    let mut numbers = Numbers::of_block(block);
    let mut people = People::default();
    let households = settings.households.saturating_sub(block * HOUSEHOLDS).min(HOUSEHOLDS);
    for household in 0..households {
        let village = block * VILLAGES + household * VILLAGES / HOUSEHOLDS;
        people::settle(&mut people, village, &mut numbers, &mut dice);
    }
    let cards = cards::register(&mut people, block, &mut numbers, &mut dice);
    let villages: Vec<_> = (0..VILLAGES).map(|at| places::village(block * VILLAGES + at)).collect();

    let mut parts = vec![maker.disability(&mut people)];
    let mut readable = Readable::default();
    let mut sheet = maker.sheet(Extract::Population);
    registers::print_register(&people, &villages, block * HOUSEHOLDS, &mut sheet, &mut readable);
    parts.push(maker.part(Extract::Population, sheet));
    let mut sheet = maker.sheet(Extract::Registry);
    registers::print_registry(&people, &cards, &villages, &mut sheet, &mut readable);
    parts.push(maker.part(Extract::Registry, sheet));
    let mut sheet = maker.sheet(Extract::Marriage);
    let married = marriage::print(&people, &mut maker.dice(Extract::Marriage), &mut sheet);
    parts.push(maker.part(Extract::Marriage, sheet));

    let roster = roster::of(&people, &cards, &readable, &married);
    let mut truth = Truth::new(&people, &cards, &roster);
    truth.hear_registers(&people, &readable);
    let mut rest =
        Departments { maker, people: &people, villages: &villages, truth: &mut truth, parts: &mut parts };
    rest.deliver::<vehicle::Vehicle>(Extract::Vehicle);
    rest.deliver::<housing::House>(Extract::Housing);
    rest.deliver::<business::Role>(Extract::Business);
    rest.deliver::<work::Wage>(Extract::Payroll);
    rest.deliver::<work::Office>(Extract::Cadre);
    rest.deliver::<welfare::Assistance>(Extract::Assistance);
    rest.deliver::<welfare::Death>(Extract::Death);
    rest.deliver::<machinery::Machine>(Extract::Machinery);
    rest.deliver::<land::Parcel>(Extract::Land);
    let findings = truth.findings();
    let members = members(&people, &cards, &roster);
    Block { parts, findings, members, persons: people.persons.len() as u64, cards: cards.len() as u64 }
}

#[derive(Clone, Copy)]
struct Maker<'a> {
    settings: &'a Settings,
    block: u64,
}

impl Maker<'_> {
    fn dice(&self, extract: Extract) -> Dice {
        Dice::new(self.settings.seed, self.block, FOR_RECORDS + extract as u64)
    }

    fn sheet(&self, extract: Extract) -> Sheet {
        let dice = Dice::new(self.settings.seed, self.block, FOR_DIRT + extract as u64);
        Sheet::new(Rates::of(self.settings.dirt, extract), dice)
    }

    fn part(&self, extract: Extract, sheet: Sheet) -> Part {
        let (text, rows, marks) = sheet.done();
        let bytes = match self.settings.encoding {
            Encoding::Gb18030 => encode::gb18030(&text),
            Encoding::Utf8 => text.into_bytes(),
        };
        Part { extract, bytes, rows, marks }
    }

    /// First of all: who is disabled matters to cars and to cards.
    fn disability(&self, people: &mut People) -> Part {
        let mut dice = self.dice(Extract::Disability);
        let mut sheet = self.sheet(Extract::Disability);
        for person in &mut people.persons {
            if let Some(certificate) = welfare::Certificate::give(person, &mut dice) {
                certificate.print(person, &mut sheet);
                person.disability_seen = sheet.end();
            }
        }
        self.part(Extract::Disability, sheet)
    }
}

struct Departments<'a, 'b> {
    maker: Maker<'a>,
    people: &'a People,
    villages: &'a [places::Village],
    truth: &'a mut Truth<'b>,
    parts: &'a mut Vec<Part>,
}

impl Departments<'_, '_> {
    /// Everything one department has of these people.
    fn deliver<R: Record>(&mut self, extract: Extract) {
        let mut dice = self.maker.dice(extract);
        let mut sheet = self.maker.sheet(extract);
        let mut serial = self.maker.block * HOUSEHOLDS * 8;
        for (at, person) in self.people.persons.iter().enumerate() {
            for record in R::of(person, &mut dice) {
                let village = registers::village_of(self.people, self.villages, person);
                let (township, village) =
                    village.map_or(("", ""), |village| (&village.township, &village.name));
                record.print(person, &Place { township, village, serial }, &mut sheet);
                let readable = sheet.end();
                self.truth.hear(&record, at, person, readable);
                serial += 1;
            }
        }
        self.parts.push(self.maker.part(extract, sheet));
    }
}

/// `household_id,person,name,relation`, a line a person on a card's roster.
fn members(people: &People, cards: &[Card], roster: &[Standing]) -> String {
    let mut text = String::new();
    for standing in roster {
        let card = cards.get(standing.card).map_or("", |card| card.id.as_str());
        if let Some(person) = people.persons.get(standing.person) {
            let number = Number::of(person.key);
            writeln!(text, "{card},{},{},{}", number.as_str(), person.name, standing.relation.as_str()).ok();
        }
    }
    text
}
