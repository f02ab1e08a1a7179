//! How fast is it found out who matters, and whom a record is about? In rows of the deliveries.

use std::collections::BTreeMap;

use bidui::domain::LinkLimits;
use bidui::link::{Linker, Named};
use divan::Bencher;
use divan::counter::ItemsCount;

use crate::county::{self, COMPARED};

/// The roster from the registry, the whole household register and all marriages.
#[divan::bench]
fn roster(bencher: Bencher<'_, '_>) {
    let [registry, population, marriage] =
        ["registry", "population", "marriage"].map(|name| COMPARED.extract(name));
    let rows: usize = [registry, population, marriage].iter().map(|extract| extract.frame().height()).sum();
    let build = || county::build_roster(registry, population, marriage);
    bencher.counter(ItemsCount::new(rows)).bench(build);
}

fn named() -> Named<'static> {
    Named::of(&BTreeMap::new(), &COMPARED.roster, None).expect("names")
}

fn linker<'a>(named: &'a Named<'a>) -> Linker<'a> {
    Linker::new(&COMPARED.roster, named, &named.strangers(&COMPARED.roster), LinkLimits::default())
}

/// The records of one extract, all of them: a run has left out by now whoever is on no roster.
#[divan::bench(args = ["population", "vehicle", "business", "marriage"])]
fn records(bencher: Bencher<'_, '_>, name: &str) {
    let extract = COMPARED.extract(name);
    let named = named();
    let linker = linker(&named);
    let link = || linker.links(extract).expect("links");
    bencher.counter(ItemsCount::new(extract.frame().height())).bench(link);
}

/// The registry: each row to its own member, and to the same person on other cards.
#[divan::bench]
fn registry(bencher: Bencher<'_, '_>) {
    let extract = COMPARED.extract("registry");
    let named = named();
    let linker = linker(&named);
    let link = || linker.links(extract).expect("links");
    bencher.counter(ItemsCount::new(extract.frame().height())).bench(link);
}
