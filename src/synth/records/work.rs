//! Payrolls and village cadres.

use chrono::NaiveDate;

use crate::synth::calendar::{AS_OF, DELIVERED, day};
use crate::synth::dice::Dice;
use crate::synth::people::Person;
use crate::synth::records::sheet::{Holders, Sheet};
use crate::synth::records::{Place, Record, Rule, Says};
use crate::synth::truth::omissions::Omits;

pub struct Wage {
    post: &'static str,
    employer: &'static str,
    /// In fen a month.
    wage: Option<i64>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

const EMPLOYERS: &[&str] =
    &["县第一中学", "县人民医院", "县供电公司", "县公路站", "乡镇政府", "县财政局", "县林业站", "中心小学"];
const POSTS: &[(&str, u32)] =
    &[("事业", 42), ("行政", 13), ("国企", 12), ("退休", 18), ("临时", 9), ("公益岗", 6)];
const POSTS_OF_THE_POOR: &[(&str, u32)] =
    &[("公益岗", 88), ("临时", 8), ("事业", 1), ("国企", 1), ("退休", 2)];
/// Hebei's lowest wage of the lowest class from July 2016, in fen.
const LOWEST_WAGE: i64 = 138_000;

impl Record for Wage {
    fn of(person: &Person, dice: &mut Dice) -> Vec<Self> {
        let (share, posts) = if person.poor { (0.022, POSTS_OF_THE_POOR) } else { (0.06, POSTS) };
        if !person.is_grown() || !dice.chance(share) {
            return Vec::new();
        }
        let post = dice.weighted(posts);
        let wage = match post {
            "公益岗" | "临时" => dice.between(60_000, 210_000),
            _ if dice.chance(0.04) => dice.between(70_000, LOWEST_WAGE - 1),
            _ => dice.between(LOWEST_WAGE, 690_000),
        };
        let from = dice.chance(0.85).then(|| dice.day(day(1990, 1, 1), DELIVERED));
        let began = from.unwrap_or(day(2000, 1, 1));
        vec![Self {
            post,
            employer: dice.pick(EMPLOYERS),
            wage: dice.chance(0.97).then_some(wage),
            from,
            until: dice.chance(0.08).then(|| dice.day(began.max(day(2012, 1, 1)), day(2018, 12, 31))),
        }]
    }

    fn print(&self, holders: Holders<'_>, _: &Place<'_>, sheet: &mut Sheet) {
        sheet.holders(holders).text(self.employer).text(self.post);
        match self.wage {
            Some(wage) => sheet.amount(wage),
            None => sheet.empty(),
        };
        sheet.date(self.from).date(self.until);
    }

    fn rule(&self) -> Option<Rule> {
        matches!(self.post, "行政" | "事业" | "国企").then_some(Rule::PayrollStableWage)
    }

    fn omits(&self) -> Option<Omits> {
        let paid = self.from.is_none_or(|from| from <= AS_OF) && self.until.is_none_or(|until| until > AS_OF);
        let small = matches!(self.post, "公益岗" | "临时") && self.wage.is_some();
        (paid && small).then_some(Omits::SmallWage(self.wage))
    }

    fn says(&self, _: &Person, _: NaiveDate) -> Option<Says> {
        let paid =
            self.from.is_none_or(|from| from <= AS_OF) && self.until.is_none_or(|until| until >= AS_OF);
        let low = self.wage.is_some_and(|wage| wage < LOWEST_WAGE);
        paid.then(|| Says::unless(low))
    }
}

pub struct Office {
    post: &'static str,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
}

impl Record for Office {
    fn of(person: &Person, dice: &mut Dice) -> Vec<Self> {
        if !person.is_grown() || !dice.chance(if person.poor { 0.0003 } else { 0.0065 }) {
            return Vec::new();
        }
        let from = dice.chance(0.8).then(|| dice.day(day(2003, 1, 1), DELIVERED));
        let began = from.unwrap_or(day(2012, 1, 1));
        vec![Self {
            post: dice.weighted(&[("村支书", 20), ("村主任", 20), ("两委成员", 60)]),
            from,
            until: dice.chance(0.2).then(|| dice.day(began, day(2018, 12, 31))),
        }]
    }

    fn print(&self, holders: Holders<'_>, place: &Place<'_>, sheet: &mut Sheet) {
        sheet.holders(holders).text(place.village).text(self.post);
        sheet.date(self.from).date(self.until);
    }

    fn rule(&self) -> Option<Rule> {
        matches!(self.post, "村支书" | "村主任").then_some(Rule::VillageCadre)
    }

    fn says(&self, _: &Person, _: NaiveDate) -> Option<Says> {
        let in_office =
            self.from.is_none_or(|from| from <= AS_OF) && self.until.is_none_or(|until| until >= AS_OF);
        in_office.then_some(Says::Flag)
    }
}
