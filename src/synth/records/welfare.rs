//! Assistance, disability certificates and deaths.

use chrono::NaiveDate;

use crate::synth::calendar::{AS_OF, DELIVERED, age, day};
use crate::synth::dice::Dice;
use crate::synth::people::{Entry, People, Person};
use crate::synth::records::sheet::{Holders, Sheet};
use crate::synth::records::{Place, Record, Rule, Says};
use crate::synth::truth::omissions::{OmissionRule, Omits};

pub struct Assistance {
    kind: &'static str,
    amount: i64,
    from: NaiveDate,
    stopped_on: Option<NaiveDate>,
}

impl Record for Assistance {
    fn of(person: &Person, dice: &mut Dice) -> Vec<Self> {
        if !dice.chance(if person.poor { 0.33 } else { 0.015 }) {
            return Vec::new();
        }
        let from = dice.day(day(2010, 1, 1), AS_OF);
        vec![Self {
            kind: dice.weighted(&[("低保", 80), ("特困", 11), ("临时救助", 8), ("孤儿", 1)]),
            amount: dice.between(12_000, 52_000),
            from,
            stopped_on: dice.chance(0.1).then(|| dice.day(from, AS_OF)),
        }]
    }

    fn print(&self, holders: Holders<'_>, _: &Place<'_>, sheet: &mut Sheet) {
        sheet.holders(holders).text(self.kind).amount(self.amount);
        sheet.date(Some(self.from)).date(self.stopped_on);
        sheet.text(if self.stopped_on.is_some() { "停发" } else { "在享" });
    }

    fn rule(&self) -> Option<Rule> {
        None
    }

    fn omits(&self) -> Option<Omits> {
        let rule = match self.kind {
            "低保" => OmissionRule::Allowance,
            "特困" => OmissionRule::Scattered,
            _ => return None,
        };
        self.stopped_on.is_none().then_some(Omits::By(rule))
    }

    fn says(&self, _: &Person, _: NaiveDate) -> Option<Says> {
        None
    }
}

/// Who draws support today that makes a household another kind, by person: the same draws as the list's.
pub fn helped(people: &People, dice: &mut Dice) -> Vec<Option<&'static str>> {
    let of_person = |person: &Person| {
        let in_force = Assistance::of(person, dice).into_iter().filter(|own| own.stopped_on.is_none());
        in_force.map(|own| own.kind).find(|kind| matches!(*kind, "低保" | "特困"))
    };
    people.persons.iter().map(of_person).collect()
}

pub struct Certificate {
    category: u8,
    grade: u8,
    issued_on: Option<NaiveDate>,
    in_force: bool,
}

impl Certificate {
    /// Gives certificates to a share of the people: to be done before anybody's cars are judged.
    pub fn give(person: &mut Person, dice: &mut Dice) -> Option<Self> {
        if !dice.chance(if person.poor { 0.075 } else { 0.018 }) {
            return None;
        }
        let category = dice.weighted(&[(4, 55), (1, 14), (2, 10), (3, 3), (5, 8), (6, 8), (7, 2)]);
        let grade = dice.weighted(&[(1, 14), (2, 26), (3, 30), (4, 30)]);
        let issued_on = dice.chance(0.9).then(|| dice.day(day(2009, 1, 1), DELIVERED));
        let in_force = !dice.chance(0.05);
        if in_force && issued_on.is_none_or(|day| day <= AS_OF) {
            person.disability = Some((category, grade));
        }
        Some(Self { category, grade, issued_on, in_force })
    }

    /// A heavy disability, by a certificate in force.
    pub fn omits(&self) -> Option<Omits> {
        (self.in_force && self.grade <= 2).then_some(Omits::By(OmissionRule::Disabled))
    }

    pub fn print(&self, person: &Person, sheet: &mut Sheet) {
        const CATEGORIES: [&str; 7] = ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"];
        const GRADES: [&str; 4] = ["一级", "二级", "三级", "四级"];
        let word =
            |words: &[&'static str], at: u8| words.get(usize::from(at) - 1).copied().unwrap_or_default();
        sheet.holder(person).empty();
        sheet.text(word(&CATEGORIES, self.category)).text(word(&GRADES, self.grade));
        sheet.date(self.issued_on).text(if self.in_force { "有效" } else { "注销" });
    }
}

pub struct Death {
    died_on: Option<NaiveDate>,
    cremated_on: Option<NaiveDate>,
}

impl Record for Death {
    fn of(person: &Person, dice: &mut Dice) -> Vec<Self> {
        // The register often hears of a death later than the funeral home.
        let known = match person.entry {
            Entry::Dead => dice.chance(0.75),
            _ => dice.chance(if age(person.birth) > 70 { 0.006 } else { 0.0004 }),
        };
        if !known {
            return Vec::new();
        }
        let died_on = dice.day(day(2010, 6, 1).max(person.birth), DELIVERED);
        let cremated_on =
            dice.chance(0.6).then(|| dice.day(died_on, (died_on + chrono::Days::new(3)).min(DELIVERED)));
        let noted = cremated_on.is_none() || dice.chance(0.85);
        vec![Self { died_on: noted.then_some(died_on), cremated_on }]
    }

    fn print(&self, holders: Holders<'_>, _: &Place<'_>, sheet: &mut Sheet) {
        sheet.holders(holders).date(self.died_on).date(self.cremated_on);
    }

    fn rule(&self) -> Option<Rule> {
        Some(Rule::DeceasedCivilAffairs)
    }

    fn omits(&self) -> Option<Omits> {
        let known = [self.died_on, self.cremated_on].into_iter().flatten().any(|day| day <= AS_OF);
        known.then_some(Omits::Dead)
    }

    fn says(&self, _: &Person, _: NaiveDate) -> Option<Says> {
        let died_on = self.died_on.or(self.cremated_on)?;
        (died_on <= AS_OF).then_some(Says::Flag)
    }
}
