//! Couples across households.

use crate::synth::calendar::age;
use crate::synth::dice::Dice;
use crate::synth::people::{Entry, People};

/// Of the grown men without a wife in their own register: how many have one in another. Her registration has not
/// moved, or his has not.
const APART: f64 = 0.07;
/// Years between husband and wife, at most.
const BETWEEN: i32 = 8;
/// How many women a man is introduced to.
const INTRODUCTIONS: usize = 6;

/// Marries some of those who live in different households, and on different cards.
pub fn marry_apart(people: &mut People, dice: &mut Dice) {
    let free = |people: &People, at: usize, male: bool| {
        people.persons.get(at).is_some_and(|person| {
            let free = person.spouse.is_none() && person.entry == Entry::Normal;
            free && person.male == male && (22..=60).contains(&age(person.birth))
        })
    };
    let women: Vec<usize> = (0..people.persons.len()).filter(|at| free(people, *at, false)).collect();
    for man in 0..people.persons.len() {
        if !free(people, man, true) || !dice.chance(APART) {
            continue;
        }
        for _ in 0..INTRODUCTIONS {
            let woman = dice.pick(&women);
            let fits = match (people.persons.get(man), people.persons.get(woman)) {
                (Some(him), Some(her)) => {
                    him.home != her.home && (age(him.birth) - age(her.birth)).abs() <= BETWEEN
                }
                _ => false,
            };
            if fits && free(people, woman, false) {
                people.wed(man, woman);
                break;
            }
        }
    }
}
