//! The two copies of the registry: the village's ledger and the township's file, with what each has wrong, and what
//! the registry has wrong and both have right.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{Days, Months, NaiveDate};

use crate::standard::citizen_id::Number;
use crate::synth::dice::Dice;
use crate::synth::dirt::Kinds;
use crate::synth::dirt::{NO_HEAD, OF_THE_HEAD};
use crate::synth::extract::Extract;
use crate::synth::people::cards::Card;
use crate::synth::people::places::Village;
use crate::synth::people::{Entry, People, Person, names};
use crate::synth::records::sheet::Sheet;
use crate::synth::truth::omissions::OmissionRule;
use crate::synth::truth::roster::Readable;

/// Shares of the cards of which one copy, or the registry, has a value wrong.
const CARD_WRONG: f64 = 0.01;
const REGISTRY_WRONG: f64 = 0.003;
/// Of the members: a value wrong in one copy; missing in it.
const MEMBER_WRONG: f64 = 0.002;
const MEMBER_MISSING: f64 = 0.003;
const CARD_MISSING: f64 = 0.002;
/// Of the cards: somebody of the register whom only one copy has. Of the homes without a card: a household of one copy.
const MEMBER_EXTRA: f64 = 0.004;
const HOME_EXTRA: f64 = 0.0006;

/// What can be wrong in a row of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Name,
    Number,
    Sex,
    Size,
    Kind,
    RegisteredOn,
    Status,
}

impl Field {
    const fn column(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Number => "citizen_id",
            Self::Sex => "sex",
            Self::Size => "household_size",
            Self::Kind => "household_type",
            Self::RegisteredOn => "registered_on",
            Self::Status => "status",
        }
    }
}

/// What one copy says of a household, as far as it is not what is true.
#[derive(Debug, Default)]
struct Copied {
    missing: Vec<bool>,
    of_card: Option<Field>,
    of_members: BTreeMap<usize, (Field, String)>,
    extra: Option<usize>,
}

/// What the registry itself has wrong: both copies say otherwise, and are right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RegistryWrong {
    Kind,
    Status,
}

/// Both copies of a block.
pub struct Copies<'a> {
    pub people: &'a People,
    pub cards: &'a [Card],
    pub villages: &'a [Village],
    pub readable: &'a Readable,
    /// Lines of `truth/differences.csv`: `household_id,person_id,copy,column,right`.
    pub differences: String,
    /// Who stands in one copy only.
    pub extras: Vec<(usize, OmissionRule)>,
}

const BOTH: [Extract; 2] = [Extract::VillageLedger, Extract::TownshipFile];

impl Copies<'_> {
    /// Prints both copies, card by card.
    pub fn print(&mut self, first_home: u64, dice: &mut Dice, sheets: [&mut Sheet; 2]) {
        let [ledger, file] = sheets;
        let (people, cards) = (self.people, self.cards);
        let mut on_card = vec![false; people.persons.len()];
        for member in cards.iter().flat_map(|card| &card.members) {
            if let Some(own) = on_card.get_mut(*member) {
                *own = true;
            }
        }
        for (at, card) in cards.iter().enumerate() {
            let wrong = dice
                .chance(REGISTRY_WRONG)
                .then(|| if dice.chance(0.5) { RegistryWrong::Kind } else { RegistryWrong::Status });
            let of_ledger = self.draw(card, wrong.is_some(), &on_card, dice);
            let mut of_file = self.draw(card, wrong.is_some(), &on_card, dice);
            // Two copies that are wrong alike would look as if the registry was.
            of_file.of_card = of_file.of_card.filter(|field| of_ledger.of_card != Some(*field));
            of_file.of_members.retain(|place, _| !of_ledger.of_members.contains_key(place));
            let both = BOTH.into_iter().zip([of_ledger, of_file]).zip([&mut *ledger, &mut *file]);
            for ((copy, copied), sheet) in both {
                self.print_card(copy, at, card, wrong, &copied, dice, sheet);
            }
        }
        for (home, own) in people.homes.iter().enumerate() {
            let with_card = own.people.clone().any(|person| on_card.get(person).copied().unwrap_or(false));
            if with_card || !dice.chance(HOME_EXTRA) {
                continue;
            }
            let at = usize::from(dice.chance(0.5));
            let (copy, sheet) = if at == 0 { (BOTH[0], &mut *ledger) } else { (BOTH[1], &mut *file) };
            self.print_home(copy, first_home + home as u64, home, sheet);
        }
    }

    /// What goes wrong in one copy of one card.
    fn draw(&self, card: &Card, spared: bool, on_card: &[bool], dice: &mut Dice) -> Copied {
        let mut copied = Copied { missing: vec![false; card.members.len()], ..Copied::default() };
        if dice.chance(CARD_MISSING) {
            copied.missing.fill(true);
            return copied;
        }
        if dice.chance(CARD_WRONG) && !spared {
            let fields = [Field::Size, Field::Kind, Field::RegisteredOn, Field::Status];
            copied.of_card = fields.get(dice.below(fields.len())).copied();
        }
        for (place, member) in card.members.iter().enumerate() {
            if card.members.len() > 1 && dice.chance(MEMBER_MISSING) {
                if let Some(missing) = copied.missing.get_mut(place) {
                    *missing = true;
                }
                continue;
            }
            let Some(person) = self.people.persons.get(*member).filter(|_| dice.chance(MEMBER_WRONG)) else {
                continue;
            };
            copied.of_members.insert(place, wrong_of(person, dice));
        }
        if dice.chance(MEMBER_EXTRA) {
            let head = card.members.first().and_then(|head| self.people.persons.get(*head));
            let range = head
                .and_then(|head| self.people.homes.get(head.home))
                .map_or(0..0, |home| home.people.clone());
            let mut others = range.filter(|person| !on_card.get(*person).copied().unwrap_or(true));
            copied.extra =
                others.find(|at| self.people.persons.get(*at).is_some_and(|own| own.entry == Entry::Normal));
        }
        copied
    }

    #[expect(clippy::too_many_arguments, reason = "one row in all its parts")]
    fn print_card(
        &mut self,
        copy: Extract,
        at: usize,
        card: &Card,
        wrong: Option<RegistryWrong>,
        copied: &Copied,
        dice: &mut Dice,
        sheet: &mut Sheet,
    ) {
        let village = usize::try_from(card.village % self.villages.len().max(1) as u64).unwrap_or(0);
        let Some(village) = self.villages.get(village) else { return };
        let size = card.members.len();
        let said = self.readable.said(at);
        let mut values = Values {
            size: if copied.of_card == Some(Field::Size) { size + 1 } else { size },
            kind: card.kind,
            registered_on: card.registered_on,
            status: card.status,
        };
        // What the county once knew, and the registry did not take over.
        match wrong {
            Some(RegistryWrong::Kind) => values.kind = other_kind(card.kind),
            Some(RegistryWrong::Status) => values.status = other_status(card.status),
            None => {}
        }
        match copied.of_card {
            Some(Field::Kind) => values.kind = other_kind(card.kind),
            Some(Field::Status) => values.status = other_status(card.status),
            Some(Field::RegisteredOn) => {
                values.registered_on =
                    card.registered_on.checked_add_months(Months::new(7)).unwrap_or_default();
            }
            _ => {}
        }
        let registered_on = Some(values.registered_on).filter(|_| copy == Extract::VillageLedger);
        let day = values.registered_on + Days::new(u64::try_from(dice.between(0, 27)).unwrap_or(0));
        sheet.begin_household();
        for (place, member) in card.members.iter().enumerate() {
            let Some(person) = self.people.persons.get(*member) else { continue };
            let id = card.person_id(place);
            if copied.missing.get(place) == Some(&true) {
                self.differs(card, &id, copy, "", "registry");
                continue;
            }
            let own = copied.of_members.get(&place);
            let of = |field| own.filter(|(own, _)| *own == field).map(|(_, said)| said.as_str());
            sheet.text(&card.id).text(&id);
            match of(Field::Name) {
                Some(name) => sheet.text(name),
                None => sheet.name(person),
            };
            sheet.text(of(Field::Sex).unwrap_or(if person.male { "男" } else { "女" }));
            match of(Field::Number) {
                Some(number) => sheet.whose(person).text(number),
                None => sheet.number(person),
            };
            sheet.text(if place == 0 { "户主" } else { person.relation });
            sheet.text(&village.township).text(&village.name).show(values.size).text(values.kind);
            match registered_on {
                Some(month) => sheet.month(month),
                None => sheet.date(Some(day)),
            };
            sheet.text(values.status);
            sheet.end();
            let right_registry = "registry";
            if let Some((field, _)) = own {
                self.differs(card, &id, copy, field.column(), right_registry);
            }
            if let Some(field) = copied.of_card {
                // Where the registry has the number of people wrong as well, the two may happen to agree.
                if field != Field::Size || said.size != values.size {
                    self.differs(card, &id, copy, field.column(), right_registry);
                }
            }
            let copies = "copies";
            match wrong {
                Some(RegistryWrong::Kind) => self.differs(card, &id, copy, Field::Kind.column(), copies),
                Some(RegistryWrong::Status) => self.differs(card, &id, copy, Field::Status.column(), copies),
                None => {}
            }
            if said.size != size && copied.of_card != Some(Field::Size) {
                self.differs(card, &id, copy, Field::Size.column(), copies);
            }
            let dirt = said.members.get(place).copied().unwrap_or(Kinds::NONE);
            if dirt.has(OF_THE_HEAD) && own.is_none_or(|(field, _)| *field != Field::Number) {
                self.differs(card, &id, copy, Field::Number.column(), copies);
            }
            if dirt.has(NO_HEAD) && place == 0 {
                self.differs(card, &id, copy, "relation", copies);
            }
        }
        if let Some((extra, person)) = copied.extra.and_then(|at| Some((at, self.people.persons.get(at)?))) {
            let rows = Household {
                id: &card.id,
                village,
                size: values.size,
                kind: values.kind,
                status: card.status,
            };
            rows.print(copy, person, person.relation, sheet);
            if card.status != "脱贫" {
                self.extras.push((extra, only_in(copy)));
            }
        }
    }

    /// A household that one copy has, and nobody else.
    fn print_home(&mut self, copy: Extract, serial: u64, home: usize, sheet: &mut Sheet) {
        let Some(own) = self.people.homes.get(home) else { return };
        let village = usize::try_from(own.village % self.villages.len().max(1) as u64).unwrap_or(0);
        let Some(village) = self.villages.get(village) else { return };
        let present = |at: &usize| self.people.persons.get(*at).is_some_and(|own| own.entry == Entry::Normal);
        let members: Vec<_> = own.people.clone().filter(present).collect();
        let id = format!("130928{serial:010}");
        let rows =
            Household { id: &id, village, size: members.len(), kind: "一般贫困户", status: "在册" };
        sheet.begin_household();
        for (place, at) in members.into_iter().enumerate() {
            let Some(person) = self.people.persons.get(at) else { continue };
            rows.print(copy, person, if place == 0 { "户主" } else { person.relation }, sheet);
            self.extras.push((at, only_in(copy)));
        }
    }

    fn differs(&mut self, card: &Card, person_id: &str, copy: Extract, column: &str, right: &str) {
        // Writing to a text never fails.
        writeln!(self.differences, "{},{person_id},{},{column},{right}", card.id, copy.name()).ok();
    }
}

/// What a copy says of a whole household.
struct Values {
    size: usize,
    kind: &'static str,
    registered_on: NaiveDate,
    status: &'static str,
}

/// A household as one copy alone has it.
struct Household<'a> {
    id: &'a str,
    village: &'a Village,
    size: usize,
    kind: &'static str,
    status: &'static str,
}

impl Household<'_> {
    fn print(&self, copy: Extract, person: &Person, relation: &str, sheet: &mut Sheet) {
        let on = crate::synth::calendar::day(2014, 1, 1);
        sheet.text(self.id).empty().name(person).text(if person.male { "男" } else { "女" }).number(person);
        sheet
            .text(relation)
            .text(&self.village.township)
            .text(&self.village.name)
            .show(self.size)
            .text(self.kind);
        if copy == Extract::VillageLedger {
            sheet.month(on)
        } else {
            sheet.date(Some(on))
        };
        sheet.text(self.status);
        sheet.end();
    }
}

const fn only_in(copy: Extract) -> OmissionRule {
    if matches!(copy, Extract::VillageLedger) { OmissionRule::OnlyInLedger } else { OmissionRule::OnlyInFile }
}

/// What one copy has wrong of a member: another name altogether, another person's number, the other sex.
fn wrong_of(person: &Person, dice: &mut Dice) -> (Field, String) {
    match dice.below(3) {
        0 => {
            let surname = if person.name.starts_with('欧') { "司徒" } else { "欧阳" };
            (Field::Name, names::name(dice, surname, person.male, 1970))
        }
        1 => {
            // Of a division whose people are in no register here.
            let order = dice.between(100, 999);
            let key = crate::domain::PersonKey(65_412_519_700_101_000 + order);
            (Field::Number, Number::of(key).as_str().to_owned())
        }
        _ => (Field::Sex, if person.male { "女" } else { "男" }.to_owned()),
    }
}

fn other_kind(kind: &str) -> &'static str {
    if kind == "一般贫困户" { "低保户" } else { "一般贫困户" }
}

fn other_status(status: &str) -> &'static str {
    if status == "脱贫" { "在册" } else { "脱贫" }
}
