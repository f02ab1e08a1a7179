//! What agreement in birth date, sex and place weighs among people of one name, and how it is learned.
//!
//! u, how often two people agree who are two, is counted on the roster's own namesakes: names go by generation and
//! village, so that two people of one name agree more often than any two. m, how often the records of one person agree,
//! is counted on records with a number, and corrected by those without (expectation maximization).

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::table::{
    CardIdx, NameHash, Namesakes, PlaceIdx, Roster, RosterPerson, WEIGHED_FIELDS, hash_of_name,
};
use crate::weight::{Field, Frequencies, Model, Vector};

/// The places of the fields in [`WEIGHED_FIELDS`].
pub(super) const NAME: usize = 0;
pub(super) const BIRTH: usize = 1;
pub(super) const SEX: usize = 2;
pub(super) const PLACE: usize = 3;
pub(super) const HOUSEHOLD: usize = 4;

/// Levels of birth date and sex, and of the place.
pub(super) const SAME: usize = 0;
const OTHER: usize = 1;
const VILLAGE: usize = 0;
const TOWNSHIP: usize = 1;
pub(super) const ELSEWHERE: usize = 2;

/// What is believed of m before any record is seen, by field and level; of the name, which all candidates share, only
/// that a record has it as the registry or the register does.
const BELIEVED: [&[f64]; WEIGHED_FIELDS.len()] =
    [&[0.95], &[0.97, 0.03], &[0.99, 0.01], &[0.85, 0.08, 0.07], &[0.8, 0.2]];
/// How many records that belief counts as.
const BELIEF: f64 = 20.0;
/// Pairs of namesakes that what is expected of strangers counts as.
const EXPECTED: f64 = 100.0;
/// Namesakes of one name that are held against each other: each against the next.
const OF_ONE_NAME: usize = 200;

/// What one side says of a person.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said<'a> {
    pub birth: Option<NaiveDate>,
    pub sex: Option<&'a str>,
    pub township: Option<&'a str>,
    pub village: Option<&'a str>,
    /// What the household is called, the person too: hashes of folded names. Empty where nothing is known of others.
    pub household: &'a [NameHash],
}

/// The names of everyone who matters to each card: one array for all of them, and not a list for each.
pub(super) struct Households {
    names: Vec<NameHash>,
    /// Where those of each card begin; those of the last end with the array.
    begins: Vec<u32>,
}

impl Households {
    pub(super) fn of(roster: &Roster) -> Self {
        let name = |person: &RosterPerson| {
            person.known_names.first().map(|name| (person.card.0, hash_of_name(name)))
        };
        let named: Vec<_> = roster.persons().par_iter().filter_map(name).collect();
        let mut begins = vec![0u32; roster.cards().len() + 1];
        for (card, _) in &named {
            if let Some(next) = begins.get_mut(*card as usize + 1) {
                *next += 1;
            }
        }
        let mut all = 0;
        for begin in &mut begins {
            all += *begin;
            *begin = all;
        }
        let (mut next, mut names) = (begins.clone(), vec![0; named.len()]);
        for (card, name) in named {
            let Some(at) = next.get_mut(card as usize) else { continue };
            if let Some(own) = names.get_mut(*at as usize) {
                *own = name;
            }
            *at += 1;
        }
        Self { names, begins }
    }

    fn on(&self, card: CardIdx) -> &[NameHash] {
        let begin = |card: usize| self.begins.get(card).map(|begin| *begin as usize);
        let of_card = begin(card.at()).zip(begin(card.at() + 1)).map(|(begin, end)| begin..end);
        of_card.and_then(|of_card| self.names.get(of_card)).unwrap_or_default()
    }
}

impl<'a> Said<'a> {
    /// What the roster says.
    pub(super) fn of(person: &'a RosterPerson, roster: &'a Roster, households: &'a Households) -> Self {
        let card = roster.card(person.card);
        Self {
            birth: person.birth,
            sex: person.sex.as_deref(),
            township: card.map(|card| card.township.as_str()),
            village: card.map(|card| card.village.as_str()),
            household: households.on(person.card),
        }
    }

    /// The levels that two sides reach in everything but the name, which is `own`.
    pub(super) fn compare(&self, other: &Said<'_>, own: NameHash) -> Vector {
        let mut vector = Vector::default();
        let equal = |same: bool| if same { SAME } else { OTHER };
        if let (Some(a), Some(b)) = (self.birth, other.birth) {
            vector = vector.with(BIRTH, equal(a == b));
        }
        if let (Some(a), Some(b)) = (self.sex, other.sex) {
            vector = vector.with(SEX, equal(a == b));
        }
        if let Some(level) = place(self, other) {
            vector = vector.with(PLACE, level);
        }
        // That the person itself stands on both sides says nothing.
        let others = |said: &Said<'_>| said.household.iter().any(|name| *name != own);
        if others(self) && others(other) {
            let shared = self.household.iter().any(|name| *name != own && other.household.contains(name));
            vector = vector.with(HOUSEHOLD, equal(shared));
        }
        vector
    }
}

/// The level of the place; none where one side has none.
fn place(a: &Said<'_>, b: &Said<'_>) -> Option<usize> {
    let same = |a: Option<&str>, b: Option<&str>| {
        let (a, b) = (a.filter(|a| !a.is_empty())?, b.filter(|b| !b.is_empty())?);
        // One department writes the township before the village, or the county before the township.
        Some(a.ends_with(b) || b.ends_with(a))
    };
    match (same(a.village, b.village), same(a.township, b.township)) {
        // A village of this name in another township is another village.
        (Some(true), Some(false)) => Some(ELSEWHERE),
        (Some(true), _) => Some(VILLAGE),
        (_, Some(true)) => Some(TOWNSHIP),
        (Some(false), _) | (_, Some(false)) => Some(ELSEWHERE),
        (None, None) => None,
    }
}

/// The weights before any record is seen: u of the county, m as believed.
pub(super) fn of_county(strangers: &Strangers, chance_of_name: f64) -> Model {
    let field = |(believed, counts): (&&[f64], &Vec<f64>)| {
        let total: f64 = counts.iter().sum();
        Field::new(believed, &counts.iter().map(|count| count / total).collect::<Vec<_>>())
    };
    let mut fields: Vec<_> = BELIEVED.iter().zip(&strangers.0).map(field).collect();
    if let Some(name) = fields.first_mut() {
        *name = Field::new(BELIEVED.first().copied().unwrap_or_default(), &[chance_of_name]);
    }
    Model { fields, prior: 0.5 }
}

/// How often people of one name agree who are two, by field and level.
#[derive(Debug, Clone, PartialEq)]
pub struct Strangers(Vec<Vec<f64>>);

impl Strangers {
    /// The numbers, bit for bit, to be kept.
    pub fn bits(&self) -> Vec<Vec<u64>> {
        self.0.iter().map(|levels| levels.iter().map(|count| count.to_bits()).collect()).collect()
    }

    /// What was kept; nothing if it is of other fields.
    pub fn of_bits(bits: &[Vec<u64>]) -> Option<Self> {
        let levels = |bits: &Vec<u64>| bits.iter().copied().map(f64::from_bits).collect::<Vec<_>>();
        let all: Vec<_> = bits.iter().map(levels).collect();
        all.iter().map(Vec::len).eq(BELIEVED.iter().map(|levels| levels.len())).then_some(Self(all))
    }
}

/// Counts it on the roster's namesakes.
pub(super) fn strangers(roster: &Roster, households: &Households, namesakes: &Namesakes<'_>) -> Strangers {
    type Counts = Vec<Vec<f64>>;
    let expected = expected_of_strangers(roster);
    let none = || expected.iter().map(|levels| vec![0.0; levels.len()]).collect::<Counts>();
    let count = |mut counts: Counts, (name, places): &(&str, &[PlaceIdx])| {
        let name = hash_of_name(name);
        let persons = places.iter().filter_map(|place| roster.person(*place)).take(OF_ONE_NAME);
        let persons: Vec<_> = persons.collect();
        for pair in persons.windows(2) {
            let [one, other] = pair else { continue };
            // Of one household they are one person under two numbers, or share everything.
            if one.card == other.card || one.numbers().any(|number| other.numbers().any(|own| own == number))
            {
                continue;
            }
            let (one, other) = (Said::of(one, roster, households), Said::of(other, roster, households));
            one.compare(&other, name).count_into(&mut counts, 1.0);
        }
        counts
    };
    let add = |mut sums: Counts, counts: Counts| {
        for (sum, count) in sums.iter_mut().flatten().zip(counts.into_iter().flatten()) {
            *sum += count;
        }
        sums
    };
    // In no order, which changes no count: they are whole numbers.
    let groups: Vec<_> = namesakes.groups().collect();
    let counted = groups.par_iter().fold(none, count).reduce(none, add);
    Strangers(add(expected, counted))
}

/// How often strangers would agree, as so many pairs: by how often each birth date, township and village occurs.
fn expected_of_strangers(roster: &Roster) -> Vec<Vec<f64>> {
    let mut births = Frequencies::default();
    let (mut villages, mut townships) = (Frequencies::default(), Frequencies::default());
    for person in roster.persons() {
        if let Some(birth) = person.birth {
            births.add(birth, 1);
        }
    }
    for card in (0..).map(CardIdx).map_while(|card| roster.card(card)) {
        villages.add((card.township.as_str(), card.village.as_str()), 1);
        townships.add(card.township.as_str(), 1);
    }
    // Of a county of one village nobody learns that it says nothing.
    let rare = |chance: f64| chance.clamp(1e-6, 0.9);
    // A day of birth is one of some twenty thousand, however few people a test county has.
    let birth = births.chance_of_agreement().clamp(1e-6, 1.0 / 10_000.0);
    let (village, township) = (rare(villages.chance_of_agreement()), rare(townships.chance_of_agreement()));
    let township = township.max(village);
    let shares = [
        vec![1.0],
        vec![birth, 1.0 - birth],
        vec![0.5, 0.5],
        vec![village, (township - village).max(1e-3), 1.0 - township],
        // A few names on each side, of which each is one of some thousand.
        vec![0.01, 0.99],
    ];
    // Birth dates agree so rarely that some hundred pairs would not show it.
    let strength = [EXPECTED, 1e5, EXPECTED, EXPECTED, EXPECTED];
    shares
        .iter()
        .zip(strength)
        .map(|(shares, strength)| shares.iter().map(|share| share * strength).collect())
        .collect()
}

/// Corrects m by `counts` of what records of known persons say; gives how many records it now stands for.
pub(super) fn teach(model: &mut Model, counts: &[Vec<f64>]) -> f64 {
    let mut most = 0_f64;
    // All candidates have the name: whose it is not is not among them.
    for (field, counts) in model.fields.iter_mut().zip(counts).skip(NAME + 1) {
        *field = field.taught(counts, BELIEF);
        most = most.max(counts.iter().sum());
    }
    most + BELIEF
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(a: [&'static str; 2], b: [&'static str; 2]) -> Option<usize> {
        let said = |[township, village]: [&'static str; 2]| Said {
            township: Some(township),
            village: Some(village),
            ..Said::default()
        };
        said(a).compare(&said(b), hash_of_name("张建国")).level(PLACE)
    }

    #[test]
    fn a_village_of_the_same_name_in_another_township_is_another_village() {
        assert_eq!(place_of(["刘八里乡", "前村"], ["刘八里乡", "前村"]), Some(VILLAGE));
        assert_eq!(place_of(["", "刘八里乡前村"], ["刘八里乡", "前村"]), Some(VILLAGE));
        assert_eq!(place_of(["刘八里乡", "前村"], ["寨子镇", "前村"]), Some(ELSEWHERE));
        assert_eq!(place_of(["刘八里乡", "前村"], ["刘八里乡", "后村"]), Some(TOWNSHIP));
        assert_eq!(place_of(["", ""], ["寨子镇", "前村"]), None);
    }

    #[test]
    fn a_household_agrees_by_somebody_else_of_it_and_not_by_the_person() {
        let household = |a: &[&str], b: &[&str]| {
            let [a, b] = [a, b].map(|names| names.iter().map(|name| hash_of_name(name)).collect::<Vec<_>>());
            let [a, b] = [&a, &b].map(|household| Said { household, ..Said::default() });
            a.compare(&b, hash_of_name("张建国")).level(HOUSEHOLD)
        };
        assert_eq!(household(&["张建国", "王芳"], &["王芳", "张建国"]), Some(SAME));
        assert_eq!(household(&["张建国", "王芳"], &["张建国", "李娜"]), Some(OTHER));
        assert_eq!(household(&["张建国"], &["张建国", "李娜"]), None);
    }
}
