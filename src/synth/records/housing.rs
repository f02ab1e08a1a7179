//! Houses in the register of real estate.

use chrono::NaiveDate;

use crate::synth::calendar::{AS_OF, DELIVERED, day};
use crate::synth::dice::Dice;
use crate::synth::people::Person;
use crate::synth::records::sheet::{Holders, Sheet};
use crate::synth::records::{Place, Record, Rule, Says};

pub struct House {
    kind: &'static str,
    usage: &'static str,
    acquired_by: &'static str,
    area: i64,
    registered_on: NaiveDate,
    status: &'static str,
    /// With the owner's husband or wife, half and half.
    shared: bool,
}

/// What is bought or given in town.
const IN_TOWN: &[(&str, u32)] = &[
    ("商品房", 66),
    ("拆迁安置房", 11),
    ("易地搬迁安置房", 9),
    ("经济适用房", 4),
    ("集资房", 4),
    ("灾后重建房", 3),
    ("公租房", 3),
];
const TOWN_USAGE: &[(&str, u32)] = &[("住宅", 84), ("商业", 8), ("办公", 2), ("车库", 5), ("仓储", 1)];
/// Houses of the married that husband and wife own together: in the village, in town.
const SHARED: (f64, f64) = (0.05, 0.4);
const BOUGHT: &[(&str, u32)] = &[("购买", 82), ("继承", 4), ("赠与", 3), ("", 9), ("分割", 2)];

impl Record for House {
    fn of(person: &Person, dice: &mut Dice) -> Vec<Self> {
        if !person.is_grown() {
            return Vec::new();
        }
        let head = person.relation == "户主";
        let (village, town) = match (person.poor, head) {
            (true, true) => (0.12, 0.005),
            (true, false) => (0.004, 0.0006),
            (false, true) => (0.22, 0.085),
            (false, false) => (0.01, 0.012),
        };
        let mut owned = Vec::new();
        if dice.chance(village) {
            let (kind, acquired_by) = ("自建房", if dice.chance(0.9) { "自建" } else { "" });
            let house = Self::new(kind, dice.weighted(&[("住宅", 97), ("商业", 3)]), acquired_by, dice);
            owned.push(house.perhaps_shared(SHARED.0, person, dice));
        }
        if dice.chance(town) {
            let kind = dice.weighted(IN_TOWN);
            let given =
                matches!(kind, "拆迁安置房" | "易地搬迁安置房") && dice.chance(0.8) || dice.chance(0.01);
            let acquired_by = if given { "安置" } else { dice.weighted(BOUGHT) };
            let house = Self::new(kind, dice.weighted(TOWN_USAGE), acquired_by, dice);
            owned.push(house.perhaps_shared(SHARED.1, person, dice));
        }
        owned
    }

    fn is_shared(&self) -> bool {
        self.shared
    }

    fn print(&self, holders: Holders<'_>, place: &Place<'_>, sheet: &mut Sheet) {
        let serial = place.serial;
        let land = if self.kind == "自建房" { "JC" } else { "GB" };
        sheet.holders(holders).show(format_args!("冀(2016)南皮县不动产权第{serial:08}号"));
        sheet.show(format_args!(
            "130927{:06}{land}{:05}F{:08}",
            serial / 100_000,
            serial % 100_000,
            serial % 100_000_000
        ));
        if self.kind == "自建房" {
            sheet.show(format_args!("{}{}", place.township, place.village));
        } else {
            sheet.show(format_args!("县城光明路{}号", serial % 300 + 1));
        }
        sheet.area(self.area).text(self.usage).text(self.kind).text(self.acquired_by);
        sheet.date(Some(self.registered_on));
        match holders {
            Holders::Both([a, b]) => sheet.show(format_args!("按份共有:{}50%,{}50%", a.name, b.name)),
            Holders::One(_) if self.shared => sheet.text("共同共有"),
            Holders::One(_) => sheet.text("单独所有"),
        };
        sheet.text(self.status);
    }

    fn rule(&self) -> Option<Rule> {
        match (self.status, self.usage, self.kind) {
            ("历史", _, _) | (_, _, "自建房") => None,
            (_, "商业" | "办公", _) => Some(Rule::TownShop),
            (_, "住宅", "公租房") => None,
            (_, "住宅", _) => Some(Rule::TownHousing),
            _ => None,
        }
    }

    fn says(&self, _: &Person, registered_on: NaiveDate) -> Option<Says> {
        let given = self.acquired_by == "安置"
            || self.usage == "住宅" && matches!(self.kind, "拆迁安置房" | "易地搬迁安置房" | "灾后重建房");
        (self.registered_on <= AS_OF).then(|| Says::unless(given || self.registered_on > registered_on))
    }
}

impl House {
    fn new(kind: &'static str, usage: &'static str, acquired_by: &'static str, dice: &mut Dice) -> Self {
        Self {
            kind,
            usage,
            acquired_by,
            area: dice.between(3_800, 16_500),
            registered_on: dice.day(day(1999, 1, 1), DELIVERED),
            status: dice.weighted(&[("现势", 94), ("历史", 6)]),
            shared: false,
        }
    }

    fn perhaps_shared(self, share: f64, owner: &Person, dice: &mut Dice) -> Self {
        let shared = dice.chance(share) && owner.spouse.is_some();
        Self { shared, ..self }
    }
}
