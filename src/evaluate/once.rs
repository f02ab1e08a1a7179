//! One record counts once for one person on one card, however many links tie the two together.

use std::cmp::Reverse;

use polars::prelude::{PlHashMap, PlHashSet};

use crate::domain::PersonKey;
use crate::schema::RECORD;
use crate::table::{CardIdx, Extract, Link, Roster, TableError, integers};

/// One record, and one person on one card.
type Pair = (Option<i64>, CardIdx, Option<PersonKey>);

/// What a link ties together.
fn pair_of<'a>(
    roster: &'a Roster,
    extract: &'a Extract,
) -> Result<impl Fn(&Link) -> Option<Pair>, TableError> {
    let records = integers(extract.frame(), RECORD)?;
    Ok(move |link: &Link| {
        let person = roster.person(link.place)?;
        Some((records.get(link.row.at()), person.card, person.person))
    })
}

/// The links of every pair that one of some chosen links ties together, in their order.
pub(super) fn of_the_same_pairs(
    roster: &Roster,
    extract: &Extract,
    links: Vec<Link>,
    chosen: &[bool],
) -> Result<Vec<Link>, TableError> {
    let pair = pair_of(roster, extract)?;
    let of_chosen = links.iter().zip(chosen).filter(|(_, chosen)| **chosen);
    let chosen: PlHashSet<Pair> = of_chosen.filter_map(|(link, _)| pair(link)).collect();
    Ok(links.into_iter().filter(|link| pair(link).is_some_and(|pair| chosen.contains(&pair))).collect())
}

/// Keeps, of the links of one record to one person on one card, the surest: neither a number typed for two
/// members nor a row that was delivered twice counts one record twice.
pub(super) fn once_per_person(
    roster: &Roster,
    extract: &Extract,
    links: Vec<Link>,
) -> Result<Vec<Link>, TableError> {
    let pair = pair_of(roster, extract)?;
    let rank = |link: &Link| (Reverse(link.confidence), link.method, link.row, link.place);
    let mut kept: Vec<Option<Link>> = Vec::with_capacity(links.len());
    let mut best: PlHashMap<_, usize> = PlHashMap::with_capacity_and_hasher(links.len(), <_>::default());
    for (pair, link) in links.into_iter().filter_map(|link| Some((pair(&link)?, link))) {
        let here = kept.len();
        let at = best.entry(pair).or_insert(here);
        let known = kept.get_mut(*at).and_then(|known| known.take_if(|known| rank(&link) < rank(known)));
        // Nearly always it is the first of its kind.
        let first = *at == here;
        if first || known.is_some() {
            *at = here;
            kept.push(Some(link));
        }
    }
    // By row and place, as the links are.
    Ok(kept.into_iter().flatten().collect())
}
