//! Farm machines, and who bought them.

use chrono::NaiveDate;

use crate::synth::calendar::{AS_OF, DELIVERED, day};
use crate::synth::dice::Dice;
use crate::synth::people::Person;
use crate::synth::records::sheet::{Holders, Sheet};
use crate::synth::records::{Place, Record, Rule, Says};

pub struct Machine {
    kind: &'static str,
    /// In hundredths of a horsepower.
    horsepower: i64,
    price: i64,
    purchased_on: NaiveDate,
    status: &'static str,
}

const KINDS: &[(&str, u32)] = &[
    ("拖拉机", 38),
    ("联合收割机", 7),
    ("播种机", 18),
    ("微耕机", 10),
    ("手扶拖拉机", 12),
    ("旋耕机", 13),
    ("装载机", 2),
];
const SMALL_KINDS: &[(&str, u32)] =
    &[("拖拉机", 18), ("联合收割机", 1), ("播种机", 20), ("微耕机", 26), ("手扶拖拉机", 35)];

impl Record for Machine {
    fn of(person: &Person, dice: &mut Dice) -> Vec<Self> {
        let (share, kinds) = if person.poor { (0.006, SMALL_KINDS) } else { (0.036, KINDS) };
        if !person.is_grown() || !dice.chance(share) {
            return Vec::new();
        }
        let kind = dice.weighted(kinds);
        let horsepower = match kind {
            "拖拉机" => dice.pick(&[18, 24, 30, 40, 45, 50, 55, 70, 90]),
            "联合收割机" | "装载机" => dice.between(45, 160),
            _ => dice.between(4, 15),
        };
        vec![Self {
            kind,
            horsepower: horsepower * 100,
            price: horsepower * dice.between(60_000, 110_000),
            purchased_on: dice.day(day(2004, 1, 1), DELIVERED),
            status: dice.weighted(&[("在用", 88), ("报废", 6), ("转让", 5), ("注销", 1)]),
        }]
    }

    fn print(&self, holders: Holders<'_>, _: &Place<'_>, sheet: &mut Sheet) {
        sheet.holders(holders).text(self.kind);
        sheet.show(self.horsepower / 100).amount(self.price).date(Some(self.purchased_on)).text(self.status);
    }

    fn rule(&self) -> Option<Rule> {
        let large =
            matches!(self.kind, "拖拉机" | "联合收割机" | "挖掘机" | "装载机") && self.horsepower >= 4_500;
        (large && self.status == "在用").then_some(Rule::FarmMachineryLarge)
    }

    fn says(&self, _: &Person, registered_on: NaiveDate) -> Option<Says> {
        (self.purchased_on <= AS_OF).then(|| Says::unless(self.purchased_on > registered_on))
    }
}
