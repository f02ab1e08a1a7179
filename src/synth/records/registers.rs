//! Rows of the two registers: the household register, and the registry of the poor.

use crate::synth::dirt::legibility::Legibility;
use crate::synth::dirt::{NO_HEAD, Of, SIZE_DIFFERS};
use crate::synth::people::cards::Card;
use crate::synth::people::places::Village;
use crate::synth::people::{Entry, People, Person};
use crate::synth::records::sheet::Sheet;
use crate::synth::truth::roster::{Readable, Said};

/// The village a person's household is in; a block's villages follow one another.
pub fn village_of<'a>(people: &People, villages: &'a [Village], person: &Person) -> Option<&'a Village> {
    let village = people.homes.get(person.home)?.village;
    villages.get(usize::try_from(village % villages.len().max(1) as u64).ok()?)
}

fn sex(person: &Person) -> &'static str {
    if person.male { "男" } else { "女" }
}

/// Writes the household register; `first_home` counts homes in the whole county.
pub fn print_register(
    people: &People,
    villages: &[Village],
    first_home: u64,
    sheet: &mut Sheet,
    readable: &mut Readable,
) {
    let mut home_before = None;
    for person in &people.persons {
        let status = match person.entry {
            Entry::None => {
                readable.register.push(Legibility::LOST);
                continue;
            }
            Entry::Normal => "正常",
            Entry::Dead => "死亡",
            Entry::MovedAway => "迁出",
            Entry::Cancelled => "注销",
        };
        let Some(village) = village_of(people, villages, person) else { continue };
        let home = first_home + person.home as u64;
        if home_before.replace(home) != Some(home) {
            sheet.begin_household();
        }
        sheet.show(format_args!("130927{home:09}")).name(person);
        sheet.text(person.former_name.as_deref().unwrap_or_default()).text(sex(person)).number(person);
        sheet.date(Some(person.birth)).text(person.relation).text(&village.township).text(&village.name);
        sheet.show(format_args!("{}{}{}号", village.township, village.name, home % 340 + 1));
        sheet.text(status).date(person.entry_on);
        readable.register.push(sheet.end());
    }
}

/// Writes the registry, card by card.
pub fn print_registry(
    people: &People,
    cards: &[Card],
    villages: &[Village],
    sheet: &mut Sheet,
    readable: &mut Readable,
) {
    for card in cards {
        let (mut seen, mut members) = (Vec::new(), Vec::new());
        let head = card.members.first().and_then(|head| people.persons.get(*head));
        sheet.begin_household();
        let dirt = sheet.draw(Of::Cards);
        let size = match dirt {
            Some(SIZE_DIFFERS) if card.members.len() > 1 => card.members.len() - 1,
            Some(SIZE_DIFFERS) => 2,
            _ => card.members.len(),
        };
        let of_the_head = if dirt == Some(NO_HEAD) { "其他亲属" } else { "户主" };
        for (place, member) in card.members.iter().enumerate() {
            let Some(person) = people.persons.get(*member) else { continue };
            let at = usize::try_from(card.village % villages.len().max(1) as u64).unwrap_or(0);
            let Some(village) = villages.get(at) else { continue };
            sheet.text(&card.id).text(&card.person_id(place)).name(person).text(sex(person));
            sheet.number_on_card(person, head).text(if place == 0 { of_the_head } else { person.relation });
            sheet.text(&village.township).text(&village.name).empty().show(size);
            sheet.text(card.kind).text(card.cause).amount(card.income).month(card.registered_on);
            sheet
                .month(card.registered_on)
                .empty()
                .show(format_args!("{}{}", village.township, village.name));
            sheet.text(card.status).note(dirt.unwrap_or_default());
            seen.push(sheet.end());
            members.push(sheet.last_dirt());
        }
        readable.registry.push(seen);
        readable.cards.push(Said { size, members });
    }
}
