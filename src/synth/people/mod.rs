//! Households: one to seven people of up to three generations.

pub mod cards;
pub mod couples;
pub mod names;
pub mod number;
pub mod places;

use chrono::{Datelike, Days, NaiveDate};

use crate::domain::PersonKey;
use crate::synth::calendar::{AS_OF, age, day};
use crate::synth::dice::Dice;
use crate::synth::people::number::Numbers;

/// How a person stands in the household register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Normal,
    Dead,
    MovedAway,
    Cancelled,
    /// Not in the register at all: a bride who has not moved hers yet, a child never registered.
    None,
}

impl Entry {
    /// Whether the person is of the household today.
    pub fn is_present(self) -> bool {
        self == Self::Normal
    }
}

#[derive(Debug, Clone)]
pub struct Person {
    pub key: PersonKey,
    pub name: String,
    pub former_name: Option<String>,
    pub male: bool,
    pub birth: NaiveDate,
    /// To the head, in the registry's words.
    pub relation: &'static str,
    pub home: usize,
    pub entry: Entry,
    /// The day of a death, a move, a cancelling; often not noted.
    pub entry_on: Option<NaiveDate>,
    /// Whom they are married to, of the block.
    pub spouse: Option<usize>,
    /// Whether a card has the household's register.
    pub poor: bool,
    /// Category and grade of a disability certificate in force.
    pub disability: Option<(u8, u8)>,
    /// Whether the certificate's record tells plainly whose it is.
    pub disability_seen: bool,
}

impl Person {
    /// Old enough to own and to work, and not gone.
    pub fn is_grown(&self) -> bool {
        matches!(age(self.birth), 18..=75) && self.entry != Entry::Dead
    }
}

/// Where a register's people live.
#[derive(Debug, Clone)]
pub struct Home {
    /// Of the county's villages.
    pub village: u64,
    pub people: std::ops::Range<usize>,
}

/// The people of a block, home by home, and who is married to whom.
#[derive(Debug, Default)]
pub struct People {
    pub persons: Vec<Person>,
    pub homes: Vec<Home>,
    pub couples: Vec<(usize, usize)>,
}

impl People {
    /// Marries a man and a woman.
    pub fn wed(&mut self, man: usize, woman: usize) {
        for (one, other) in [(man, woman), (woman, man)] {
            if let Some(person) = self.persons.get_mut(one) {
                person.spouse = Some(other);
            }
        }
        self.couples.push((man, woman));
    }
}

/// What kind of household it is.
#[derive(Debug, Clone, Copy, Default)]
enum Kind {
    #[default]
    Alone,
    Couple,
    Family,
    OneParent,
    ThreeGenerations,
}

const KINDS: &[(Kind, u32)] = &[
    (Kind::Alone, 13),
    (Kind::Couple, 20),
    (Kind::Family, 40),
    (Kind::OneParent, 6),
    (Kind::ThreeGenerations, 21),
];
/// Children of a family: one, two, three.
const CHILDREN: &[(i64, u32)] = &[(1, 48), (2, 44), (3, 8)];

/// Lets one more household come to be.
pub fn settle(people: &mut People, village: u64, numbers: &mut Numbers, dice: &mut Dice) {
    let first = people.persons.len();
    let home = people.homes.len();
    let kind = dice.weighted(KINDS);
    let surname = names::surname(dice);
    let mut settler = Settler { people, numbers, dice, home };
    let head_age = match kind {
        Kind::Alone | Kind::Couple => settler.dice.between(30, 86),
        Kind::Family | Kind::OneParent => settler.dice.between(27, 62),
        Kind::ThreeGenerations => settler.dice.between(32, 58),
    };
    let male = settler.dice.chance(if matches!(kind, Kind::Family | Kind::Couple) { 0.93 } else { 0.72 });
    let head = settler.person(surname, male, head_age, "户主");
    if !matches!(kind, Kind::Alone | Kind::OneParent) {
        let spouse_age = (head_age + settler.dice.between(-4, 2)).max(21);
        let spouse_surname = names::surname(settler.dice);
        let spouse = settler.person(spouse_surname, !male, spouse_age, "配偶");
        if male { settler.people.wed(head, spouse) } else { settler.people.wed(spouse, head) }
    }
    if !matches!(kind, Kind::Alone | Kind::Couple) {
        for _ in 0..settler.dice.weighted(CHILDREN) {
            let child_age = (head_age - settler.dice.between(22, 34)).max(0);
            let son = settler.dice.chance(0.53);
            settler.person(surname, son, child_age, if son { "之子" } else { "之女" });
        }
    }
    if matches!(kind, Kind::ThreeGenerations) {
        let mother_age = head_age + settler.dice.between(20, 30);
        let mother_surname = names::surname(settler.dice);
        let mother = settler.person(mother_surname, false, mother_age, "之母");
        if settler.dice.chance(0.6) {
            let father_age = mother_age + settler.dice.between(-2, 5);
            let father = settler.person(surname, true, father_age, "之父");
            settler.people.wed(father, mother);
        }
    }
    let last = people.persons.len();
    people.homes.push(Home { village, people: first..last });
}

struct Settler<'a> {
    people: &'a mut People,
    numbers: &'a mut Numbers,
    dice: &'a mut Dice,
    home: usize,
}

impl Settler<'_> {
    fn person(&mut self, surname: &str, male: bool, age: i64, relation: &'static str) -> usize {
        let person = somebody(self.dice, self.numbers, surname, male, age, relation, self.home);
        self.people.persons.push(person);
        self.people.persons.len() - 1
    }
}

/// A person as the register has them; most are simply there.
pub fn somebody(
    dice: &mut Dice,
    numbers: &mut Numbers,
    surname: &str,
    male: bool,
    age: i64,
    relation: &'static str,
    home: usize,
) -> Person {
    let days = u64::try_from(age * 365 + dice.between(70, 430)).unwrap_or(0);
    let birth = AS_OF.checked_sub_days(Days::new(days)).unwrap_or(AS_OF);
    let (key, birth) = numbers.give(dice, birth, male);
    let name = if !male && dice.chance(0.0008) {
        names::from_afar(dice)
    } else {
        names::name(dice, surname, male, birth.year())
    };
    let former_name = dice.chance(0.01).then(|| names::name(dice, surname, male, birth.year()));
    let dies = if age > 75 {
        0.06
    } else if age > 55 {
        0.012
    } else {
        0.001
    };
    let entry = if dice.chance(dies) {
        Entry::Dead
    } else if dice.chance(if relation == "之女" && age > 20 { 0.08 } else { 0.006 }) {
        Entry::MovedAway
    } else if dice.chance(0.0005) {
        Entry::Cancelled
    } else {
        Entry::Normal
    };
    let since = birth.max(day(2010, 1, 1));
    let noted = !entry.is_present() && dice.chance(0.8);
    let entry_on = noted.then(|| dice.day(since, AS_OF));
    Person {
        key,
        name,
        former_name,
        male,
        birth,
        relation,
        home,
        entry,
        entry_on,
        spouse: None,
        poor: false,
        disability: None,
        disability_seen: false,
    }
}
