//! How fast is a rule evaluated? In cards: each gets a verdict, whether somebody has a record or not.

use bidui::evaluate::evaluate;
use divan::Bencher;
use divan::counter::ItemsCount;

use crate::county::COMPARED;

/// One rule of each kind, and what else makes a rule dear.
#[divan::bench(args = [
    ("present", "town-land"),
    ("present, a dated parameter", "payroll-stable-wage"),
    ("present, an exemption in another extract", "vehicle-car"),
    ("present, members only", "deceased-register"),
    ("absent", "no-register-entry"),
    ("duplicate", "person-on-two-cards"),
])]
fn rule(bencher: Bencher<'_, '_>, (_, id): (&str, &str)) {
    let rule = COMPARED.rules.iter().find(|own| own.rule.id == id).expect("a rule of the pack");
    measure(bencher, std::slice::from_ref(rule));
}

/// The whole pack, on all cores.
#[divan::bench]
fn pack(bencher: Bencher<'_, '_>) {
    measure(bencher, &COMPARED.rules);
}

fn measure(bencher: Bencher<'_, '_>, rules: &[bidui::rulebook::RunnableRule]) {
    let sources = COMPARED.sources();
    let cards = ItemsCount::new(COMPARED.roster.cards().len());
    bencher.counter(cards).bench(|| evaluate(&sources, rules).expect("findings"));
}
