//! Vehicles registered with the traffic police: 1.08 cars to an owner; the poor have three-wheelers.

use chrono::NaiveDate;

use crate::synth::calendar::{AS_OF, DELIVERED, day};
use crate::synth::dice::Dice;
use crate::synth::people::Person;
use crate::synth::records::sheet::{Holders, Sheet};
use crate::synth::records::{Place, Record, Rule, Says};

pub struct Vehicle {
    class: &'static str,
    plate_class: &'static str,
    brand: &'static str,
    use_nature: &'static str,
    first_registered_on: NaiveDate,
    transferred_on: Option<NaiveDate>,
    status: &'static str,
}

const CARS: &[(&str, u32)] =
    &[("K33", 62), ("K31", 14), ("K32", 9), ("K39", 9), ("K43", 3), ("K49", 2), ("K41", 1)];
const MACHINES: &[&str] = &["J11", "J12", "J13"];
const LORRIES: &[(&str, u32)] = &[("H31", 60), ("H11", 20), ("T11", 10), ("H21", 10)];
const SMALL: &[(&str, u32)] = &[("M21", 62), ("N11", 22), ("H51", 8), ("M14", 8)];
const STATUSES: &[(&str, u32)] = &[
    ("A", 780),
    ("Q", 80),
    ("G,Q", 45),
    ("E", 45),
    ("M,Q", 12),
    ("B", 14),
    ("G", 10),
    ("C", 3),
    ("D", 5),
    ("K", 4),
    ("M", 6),
];
const BRANDS: &[&str] = &["五菱", "大众", "长安", "哈弗", "现代", "吉利", "比亚迪", "丰田", "别克", "东风"];

impl Record for Vehicle {
    fn of(person: &Person, dice: &mut Dice) -> Vec<Self> {
        if !person.is_grown() {
            return Vec::new();
        }
        let (car, machine, lorry, small) =
            if person.poor { (0.0012, 0.0002, 0.001, 0.09) } else { (0.13, 0.001, 0.02, 0.12) };
        let car = if person.male { car * 1.5 } else { car * 0.5 };
        let mut owned = Vec::new();
        if dice.chance(car) {
            owned.push(Self::new(dice.weighted(CARS), "02", dice));
            // Which makes 1.08 cars to an owner.
            if dice.chance(0.08) {
                owned.push(Self::new(dice.weighted(CARS), "02", dice));
            }
        }
        if dice.chance(machine) {
            owned.push(Self::new(dice.pick(MACHINES), "01", dice));
        }
        if dice.chance(lorry) {
            owned.push(Self::new(dice.weighted(LORRIES), "01", dice));
        }
        if dice.chance(small) {
            owned.push(Self::new(dice.weighted(SMALL), "07", dice));
        }
        owned
    }

    fn print(&self, holders: Holders<'_>, place: &Place<'_>, sheet: &mut Sheet) {
        sheet.holders(holders).text(self.plate_class);
        sheet.show(format_args!("冀J{}", Plate(place.serial))).text(self.class).text(self.use_nature);
        sheet.text(self.brand).date(Some(self.first_registered_on)).date(self.transferred_on);
        sheet.text("2017-12-31").text(self.status);
    }

    fn rule(&self) -> Option<Rule> {
        match self.class {
            _ if self.status.contains('E') => None,
            "J11" | "J12" | "J13" => Some(Rule::ConstructionMachinery),
            "K31" | "K32" | "K33" | "K39" | "K41" | "K42" | "K43" | "K49" => Some(Rule::VehicleCar),
            _ => None,
        }
    }

    fn says(&self, person: &Person, registered_on: NaiveDate) -> Option<Says> {
        let rule = self.rule()?;
        let acquired_on = self.transferred_on.unwrap_or(self.first_registered_on);
        if acquired_on > AS_OF {
            return None;
        }
        let exempt = self.status.contains('M') || acquired_on > registered_on;
        // The owner's own car, by the certificate of one who can hardly walk.
        let lame = matches!(person.disability, Some((4, 1 | 2)));
        Some(match (exempt, rule, lame) {
            (false, Rule::VehicleCar, true) if !person.disability_seen => Says::ExemptUnseen,
            (false, Rule::VehicleCar, true) => Says::Exempt,
            _ => Says::unless(exempt),
        })
    }
}

impl Vehicle {
    fn new(class: &'static str, plate_class: &'static str, dice: &mut Dice) -> Self {
        let first_registered_on = dice.day(day(2003, 1, 1), DELIVERED);
        let transferred_on = dice.chance(0.13).then(|| dice.day(first_registered_on, DELIVERED));
        Self {
            class,
            plate_class,
            brand: dice.pick(BRANDS),
            use_nature: if class.starts_with(['H', 'J']) {
                "F"
            } else {
                dice.weighted(&[("A", 97), ("L", 2), ("D", 1)])
            },
            first_registered_on,
            transferred_on,
            status: dice.weighted(STATUSES),
        }
    }
}

/// Five characters and more, without I and O.
struct Plate(u64);

impl std::fmt::Display for Plate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let mut rest = self.0;
        for _ in 0..5 {
            let at = usize::try_from(rest % 34).unwrap_or(0);
            f.write_str(SIGNS.get(at..=at).unwrap_or_default())?;
            rest /= 34;
        }
        if rest > 0 { write!(f, "{rest}") } else { Ok(()) }
    }
}
