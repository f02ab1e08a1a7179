//! Rights to land.

use chrono::NaiveDate;

use crate::synth::calendar::{AS_OF, DELIVERED, day};
use crate::synth::dice::Dice;
use crate::synth::people::Person;
use crate::synth::records::sheet::{Holders, Sheet};
use crate::synth::records::{Place, Record, Rule, Says};

pub struct Parcel {
    usage: &'static str,
    right: &'static str,
    area: i64,
    registered_on: NaiveDate,
    status: &'static str,
}

impl Record for Parcel {
    fn of(person: &Person, dice: &mut Dice) -> Vec<Self> {
        if !person.is_grown() || person.relation != "户主" {
            return Vec::new();
        }
        let mut held = Vec::new();
        if dice.chance(0.22) {
            let (usage, right) = dice.weighted(&[
                (("耕地", "土地承包经营权"), 55),
                (("农村宅基地", "宅基地使用权"), 42),
                (("林地", "土地承包经营权"), 2),
                (("工业用地", "集体建设用地使用权"), 1),
            ]);
            held.push(Self::new(usage, right, dice));
        }
        if dice.chance(if person.poor { 0.003 } else { 0.015 }) {
            let usage = dice.weighted(&[("城镇住宅用地", 70), ("商服用地", 20), ("工业用地", 10)]);
            held.push(Self::new(usage, "国有建设用地使用权", dice));
        }
        held
    }

    fn print(&self, holders: Holders<'_>, place: &Place<'_>, sheet: &mut Sheet) {
        let serial = place.serial;
        let kind = if self.right == "国有建设用地使用权" { "GB" } else { "JC" };
        sheet.holders(holders);
        sheet.show(format_args!("130927{:06}{kind}{:05}", serial / 100_000, serial % 100_000)).empty();
        sheet.area(self.area).text(self.usage).text(self.right);
        sheet.date(Some(self.registered_on)).text(self.status);
    }

    fn rule(&self) -> Option<Rule> {
        let in_town = self.right == "国有建设用地使用权" && matches!(self.usage, "城镇住宅用地" | "商服用地");
        (in_town && self.status == "现势").then_some(Rule::TownLand)
    }

    fn says(&self, _: &Person, registered_on: NaiveDate) -> Option<Says> {
        (self.registered_on <= AS_OF).then(|| Says::unless(self.registered_on > registered_on))
    }
}

impl Parcel {
    fn new(usage: &'static str, right: &'static str, dice: &mut Dice) -> Self {
        Self {
            usage,
            right,
            area: dice.between(9_000, 400_000),
            registered_on: dice.day(day(1996, 1, 1), DELIVERED),
            status: dice.weighted(&[("现势", 95), ("历史", 5)]),
        }
    }
}
