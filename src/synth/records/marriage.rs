//! Marriages, and divorces on paper.

use crate::synth::calendar::{AS_OF, DELIVERED, day};
use crate::synth::dice::Dice;
use crate::synth::people::People;
use crate::synth::records::sheet::Sheet;

/// Writes the marriage office's records; older couples are not in its system. Gives the couples whose
/// marriage is in force by these records: of others no delivery tells.
pub fn print(people: &People, dice: &mut Dice, sheet: &mut Sheet) -> Vec<(usize, usize)> {
    let mut in_force = Vec::new();
    for (man, woman) in people.couples.iter().copied() {
        let (Some(him), Some(her)) = (people.persons.get(man), people.persons.get(woman)) else { continue };
        let recorded = dice.chance(0.42);
        let married_on = dice.day(him.birth.max(her.birth).max(day(1985, 1, 1)), DELIVERED);
        let parted_on = (recorded && dice.chance(0.06)).then(|| dice.day(married_on, DELIVERED));
        if !recorded {
            continue;
        }
        if married_on <= AS_OF && parted_on.is_none_or(|day| day > AS_OF) {
            in_force.push((man, woman));
        }
        for (kind, on) in [("结婚", Some(married_on)), ("离婚", parted_on)] {
            if on.is_some() {
                sheet.holder(him).holder(her).text(kind).date(on);
                sheet.end();
            }
        }
    }
    in_force
}
