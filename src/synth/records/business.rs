//! Enterprises, and who leads or owns part of them.

use chrono::{Datelike, NaiveDate};

use crate::synth::calendar::{AS_OF, DELIVERED, day};
use crate::synth::dice::Dice;
use crate::synth::people::Person;
use crate::synth::records::sheet::{Holders, Sheet};
use crate::synth::records::{Place, Record, Rule, Says};

pub struct Role {
    kind: &'static str,
    role: &'static str,
    status: &'static str,
    established_on: NaiveDate,
    capital: i64,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// Of the year reported on; a shell has never reported.
    reported: Option<i32>,
}

const KINDS: &[(&str, u32)] =
    &[("有限责任公司", 36), ("个体工商户", 46), ("农民专业合作社", 13), ("个人独资企业", 4), ("合伙企业", 1)];
const KINDS_OF_THE_POOR: &[(&str, u32)] = &[("有限责任公司", 14), ("个体工商户", 42), ("农民专业合作社", 44)];
const STATUSES: &[(&str, u32)] = &[("存续", 80), ("注销", 13), ("吊销", 6), ("迁出", 1)];

impl Record for Role {
    fn of(person: &Person, dice: &mut Dice) -> Vec<Self> {
        let (share, kinds) = if person.poor { (0.008, KINDS_OF_THE_POOR) } else { (0.075, KINDS) };
        if !person.is_grown() || !dice.chance(share) {
            return Vec::new();
        }
        let kind = dice.weighted(kinds);
        let established_on = dice.day(day(2001, 1, 1), DELIVERED);
        let roles: &[(&str, u32)] = match kind {
            "个体工商户" => &[("负责人", 1)],
            "农民专业合作社" => &[("成员", 80), ("法定代表人", 8), ("股东", 12)],
            _ => &[("法定代表人", 42), ("股东", 42), ("监事", 12), ("高管", 4)],
        };
        let from = dice.chance(0.6).then(|| dice.day(established_on, DELIVERED));
        let began = from.unwrap_or(established_on);
        let reported = i32::try_from(dice.between(established_on.year().into(), 2016)).unwrap_or(2016);
        vec![Self {
            kind,
            role: dice.weighted(roles),
            status: dice.weighted(STATUSES),
            established_on,
            capital: dice.between(1, 500) * 100,
            from,
            to: dice.chance(0.06).then(|| dice.day(began, day(2019, 12, 31))),
            reported: dice.chance(0.75).then(|| if dice.chance(0.7) { 2016 } else { reported.min(2016) }),
        }]
    }

    fn print(&self, holders: Holders<'_>, place: &Place<'_>, sheet: &mut Sheet) {
        sheet.show(format_args!("{}", 130_927_600_000_000 + place.serial));
        sheet.show(format_args!(
            "南皮县第{}号{}",
            place.serial + 1,
            if self.kind == "个体工商户" { "店" } else { "公司" }
        ));
        sheet.text(self.kind).holders(holders).text(self.role).text(self.status);
        sheet.date(Some(self.established_on)).show(format_args!("{}", self.capital / 100));
        sheet.date(self.from).date(self.to);
        match self.reported {
            Some(year) => sheet.show(year),
            None => sheet.empty(),
        };
    }

    fn rule(&self) -> Option<Rule> {
        let leads = matches!(self.role, "法定代表人" | "股东" | "负责人");
        let reports = self.reported.is_some_and(|year| year >= AS_OF.year() - 2);
        (leads && reports && self.status == "存续").then_some(Rule::CompanyRole)
    }

    fn says(&self, _: &Person, registered_on: NaiveDate) -> Option<Says> {
        let began = self.from.unwrap_or(self.established_on);
        let in_office = began <= AS_OF && self.to.is_none_or(|to| to >= AS_OF);
        let exempt = matches!(self.kind, "农民专业合作社" | "个体工商户") || began > registered_on;
        in_office.then(|| Says::unless(exempt))
    }
}
