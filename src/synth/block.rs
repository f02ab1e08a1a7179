//! One block of households: its people, their cards, every department's rows, and the truth.

use std::fmt::Write as _;

use crate::standard::citizen_id::Number;
use crate::synth::Settings;
use crate::synth::dice::Dice;
use crate::synth::dirt::legibility::Legibility;
use crate::synth::dirt::{Of, Rates};
use crate::synth::extract::Extract;
use crate::synth::people::cards::{self, Card};
use crate::synth::people::couples;
use crate::synth::people::number::Numbers;
use crate::synth::people::places;
use crate::synth::people::{self, People, Person};
use crate::synth::records::business;
use crate::synth::records::cells::Cells;
use crate::synth::records::copies::Copies;
use crate::synth::records::housing;
use crate::synth::records::land;
use crate::synth::records::machinery;
use crate::synth::records::marriage;
use crate::synth::records::registers;
use crate::synth::records::sheet::{Holders, Mark, Sheet};
use crate::synth::records::vehicle;
use crate::synth::records::welfare;
use crate::synth::records::work;
use crate::synth::records::{Place, Record};
use crate::synth::truth::Truth;
use crate::synth::truth::omissions::{Omissions, Omits};
use crate::synth::truth::roster::{self, Readable, Standing};

/// Households in a block. Everything between persons stays within one.
pub const HOUSEHOLDS: u64 = 1024;
const VILLAGES: u64 = 3;

/// One block's rows of one delivery.
pub struct Part {
    pub extract: Extract,
    pub cells: Cells,
    /// A mark a row.
    pub marks: Vec<Mark>,
    /// The rows at which a household begins, where the delivery keeps households together.
    pub households: Vec<u32>,
}

pub struct Block {
    pub parts: Vec<Part>,
    /// Lines of `truth/findings.csv` and `truth/members.csv`.
    pub findings: String,
    pub members: String,
    /// Lines of `truth/differences.csv` and `truth/omissions.csv`.
    pub differences: String,
    pub omissions: String,
    pub persons: u64,
    pub cards: u64,
}

impl Block {
    pub fn part(&self, extract: Extract) -> Option<&Part> {
        self.parts.iter().find(|part| part.extract == extract)
    }
}

/// What dice are for; every extract has its own, and its dirt again its own, so that the same people own
/// the same things however dirty the deliveries are.
const FOR_PEOPLE: u64 = 0;
const FOR_COUPLES: u64 = 1;
const FOR_RECORDS: u64 = 100;
const FOR_DIRT: u64 = 200;
const FOR_COPIES: u64 = 400;
const FOR_KINDS: u64 = 401;

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
    couples::marry_apart(&mut people, &mut Dice::new(settings.seed, block, FOR_COUPLES));
    let mut cards = cards::register(&mut people, block, &mut numbers, &mut dice);
    let helped = welfare::helped(&people, &mut maker.dice(Extract::Assistance));
    cards::name_kinds(&mut cards, &helped, &mut Dice::new(settings.seed, block, FOR_KINDS));
    let villages: Vec<_> = (0..VILLAGES).map(|at| places::village(block * VILLAGES + at)).collect();

    let mut omissions = Omissions::default();
    let mut parts = vec![maker.disability(&mut people, &mut omissions)];
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

    let mut copies = Copies {
        people: &people,
        cards: &cards,
        villages: &villages,
        readable: &readable,
        differences: String::new(),
        extras: Vec::new(),
    };
    let mut dice = Dice::new(settings.seed, block, FOR_COPIES);
    let (mut ledger, mut file) = (maker.sheet(Extract::VillageLedger), maker.sheet(Extract::TownshipFile));
    copies.print(block * HOUSEHOLDS, &mut dice, [&mut ledger, &mut file]);
    let (differences, extras) = (copies.differences, copies.extras);
    parts.push(maker.part(Extract::VillageLedger, ledger));
    parts.push(maker.part(Extract::TownshipFile, file));
    for (person, rule) in extras {
        let home = people.persons.get(person).map_or(0, |person| person.home);
        omissions.hear(person, home, Omits::By(rule), Legibility::default());
    }

    let roster = roster::of(&people, &cards, &readable, &married);
    let mut truth = Truth::new(&people, &cards, &roster);
    truth.hear_registers(&people, &readable);
    let mut rest = Departments {
        maker,
        people: &people,
        villages: &villages,
        truth: &mut truth,
        omissions: &mut omissions,
        parts: &mut parts,
    };
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
    let omissions = omissions.lines(&people, &cards, &readable);
    let (persons, cards) = (people.persons.len() as u64, cards.len() as u64);
    Block { parts, findings, members, differences, omissions, persons, cards }
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
        let mut rates = Rates::of(self.settings.dirt, extract);
        if extract == Extract::Registry {
            rates.break_numbers(self.settings.broken_registry_numbers);
        }
        Sheet::new(extract.width(), rates, dice)
    }

    fn part(&self, extract: Extract, sheet: Sheet) -> Part {
        let (cells, marks, households) = sheet.done();
        Part { extract, cells, marks, households }
    }

    /// First of all: who is disabled matters to cars and to cards.
    fn disability(&self, people: &mut People, omissions: &mut Omissions) -> Part {
        let mut dice = self.dice(Extract::Disability);
        let mut sheet = self.sheet(Extract::Disability);
        for (at, person) in people.persons.iter_mut().enumerate() {
            if let Some(certificate) = welfare::Certificate::give(person, &mut dice) {
                certificate.print(person, &mut sheet);
                let sight = sheet.end();
                person.disability_seen = sight.is_plain();
                if let Some(says) = certificate.omits() {
                    omissions.hear(at, person.home, says, sight);
                }
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
    omissions: &'a mut Omissions,
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
                let place = Place { township, village, serial };
                serial += 1;
                let spouse = person.spouse.filter(|_| record.is_shared());
                let spouse = spouse.and_then(|at| Some((at, self.people.persons.get(at)?)));
                let owners: Vec<_> = std::iter::once((at, person)).chain(spouse).collect();
                self.print(&record, &owners, &place, &mut sheet);
            }
        }
        self.parts.push(self.maker.part(extract, sheet));
    }

    /// A row for each owner, or one with both.
    fn print<R: Record>(
        &mut self,
        record: &R,
        owners: &[(usize, &Person)],
        place: &Place<'_>,
        sheet: &mut Sheet,
    ) {
        if let [(_, a), (_, b)] = *owners
            && sheet.happens(Of::Shared)
        {
            record.print(Holders::Both([a, b]), place, sheet);
            let sight = sheet.end();
            owners.iter().for_each(|(at, owner)| self.hear(record, *at, owner, sight));
            return;
        }
        for (at, owner) in owners {
            record.print(Holders::One(owner), place, sheet);
            let sight = sheet.end();
            self.hear(record, *at, owner, sight);
        }
    }

    fn hear<R: Record>(&mut self, record: &R, at: usize, owner: &Person, sight: Legibility) {
        self.truth.hear(record, at, owner, sight);
        if let Some(says) = record.omits() {
            self.omissions.hear(at, owner.home, says, sight);
        }
    }
}

/// `household_id,person_id,person,name,relation`, a line a person on a card's roster; relatives have no id there.
fn members(people: &People, cards: &[Card], roster: &[Standing]) -> String {
    let mut text = String::new();
    for standing in roster {
        let Some(card) = cards.get(standing.card) else { continue };
        let place = card.members.iter().position(|member| *member == standing.person);
        let id = place.map(|place| card.person_id(place)).unwrap_or_default();
        if let Some(person) = people.persons.get(standing.person) {
            let (number, relation) = (Number::of(person.key), standing.relation.as_str());
            writeln!(text, "{},{id},{},{},{relation}", card.id, number.as_str(), person.name).ok();
        }
    }
    text
}
