//! The draw: in each township some villages, in each of these some cards, all by chance that can be repeated.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::Stratum;
use crate::domain::spelled;
use crate::words::{Said, said};

spelled!(
    /// How the cards of a village are drawn.
    Allocation {
        /// Half of them suspects, as far as there are; of the others some that left poverty.
        Stratified = "stratified",
        /// The same, and suspects the likelier the higher their rank.
        Rank = "rank",
        /// Every card with the same chance.
        Equal = "equal",
    }
);

/// How many villages of each township.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum VillageQuota {
    /// In per cent, rounded up; at least one.
    Percent(f64),
    Count(usize),
}

impl VillageQuota {
    fn of(self, villages: usize) -> usize {
        let wanted = match self {
            // Cut to whole numbers on purpose: there are no more villages than fit.
            Self::Percent(percent) => (villages as f64 * percent / 100.0).ceil() as usize,
            Self::Count(count) => count,
        };
        wanted.clamp(1, villages.max(1))
    }
}

impl fmt::Display for VillageQuota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}

impl FromStr for VillageQuota {
    type Err = Said;

    fn from_str(text: &str) -> Result<Self, Said> {
        let fault = || said!("no-share-of-villages", text);
        match text.trim().strip_suffix(['%', '％']) {
            Some(percent) => {
                let percent: f64 = percent.trim().parse().map_err(|_| fault())?;
                (percent > 0.0 && percent <= 100.0).then_some(Self::Percent(percent)).ok_or_else(fault)
            }
            None => {
                let count: usize = text.trim().parse().map_err(|_| fault())?;
                (count > 0).then_some(Self::Count(count)).ok_or_else(fault)
            }
        }
    }
}

/// How a spot check is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Design {
    pub villages: VillageQuota,
    /// Of each village drawn; all of one that has fewer.
    pub cards: usize,
    pub allocation: Allocation,
    pub seed: u64,
}

impl Design {
    /// `villages=5% cards=10 by=stratified seed=42`, as the store keeps it.
    pub fn in_words(&self) -> String {
        let Self { villages, cards, allocation, seed } = self;
        format!("villages={villages} cards={cards} by={allocation} seed={seed}")
    }

    /// Reads it back.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: BTreeMap<_, _> = text.split(' ').filter_map(|part| part.split_once('=')).collect();
        Some(Self {
            villages: parts.get("villages")?.parse().ok()?,
            cards: parts.get("cards")?.parse().ok()?,
            allocation: Allocation::parse(parts.get("by")?)?,
            seed: parts.get("seed")?.parse().ok()?,
        })
    }
}

/// A card that may be drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FrameCard {
    pub household_id: String,
    pub township: String,
    pub village: String,
    /// Whether a finding stands.
    pub suspect: bool,
    /// Whether it left poverty, as the registry has it.
    pub exited: bool,
    /// Of a suspect, how sure it is that a visit is worth it: between 0 and 1.
    pub worth: f64,
}

impl FrameCard {
    pub fn place(&self) -> (&str, &str) {
        (&self.township, &self.village)
    }

    pub fn stratum(&self) -> Stratum {
        match (self.suspect, self.exited) {
            (true, _) => Stratum::Suspect,
            (false, false) => Stratum::Clear,
            (false, true) => Stratum::Exited,
        }
    }
}

/// What was drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawn<'a> {
    /// The villages, each with for how many of its township it stands.
    pub villages: Vec<((&'a str, &'a str), f64)>,
    /// The cards, each with for how many it stands, by village and id.
    pub cards: Vec<(&'a FrameCard, f64)>,
}

/// Draws villages and cards. The same frame, in whatever order, and the same design draw the same.
pub fn draw<'a>(frame: &'a [FrameCard], design: &Design) -> Drawn<'a> {
    let mut townships = BTreeMap::<&str, BTreeMap<&str, Vec<&FrameCard>>>::new();
    for card in frame {
        townships.entry(&card.township).or_default().entry(&card.village).or_default().push(card);
    }
    let mut chance = fastrand::Rng::with_seed(design.seed);
    let mut drawn = Drawn::default();
    for (township, villages) in townships {
        let count = design.villages.of(villages.len());
        let standing_for = villages.len() as f64 / count as f64;
        for (village, mut cards) in some_of(villages.into_iter().collect(), count, &mut chance) {
            drawn.villages.push(((township, village), standing_for));
            cards.sort_by(|a, b| a.household_id.cmp(&b.household_id));
            let mut own = cards_of_village(cards, design, &mut chance);
            own.sort_by(|(a, _), (b, _)| a.household_id.cmp(&b.household_id));
            drawn.cards.extend(own.into_iter().map(|(card, weight)| (card, weight * standing_for)));
        }
    }
    drawn
}

/// So many, each with the same chance, in the order they came in.
fn some_of<T>(all: Vec<T>, count: usize, chance: &mut fastrand::Rng) -> Vec<T> {
    let mut places: Vec<_> = (0..all.len()).collect();
    chance.shuffle(&mut places);
    places.truncate(count);
    places.sort_unstable();
    let mut wanted = places.into_iter().peekable();
    all.into_iter()
        .enumerate()
        .filter(|(place, _)| wanted.next_if_eq(place).is_some())
        .map(|(_, own)| own)
        .collect()
}

fn cards_of_village<'a>(
    cards: Vec<&'a FrameCard>,
    design: &Design,
    chance: &mut fastrand::Rng,
) -> Vec<(&'a FrameCard, f64)> {
    if design.allocation == Allocation::Equal {
        return alike(cards, design.cards, chance);
    }
    let mut strata = BTreeMap::<Stratum, Vec<&FrameCard>>::new();
    for card in cards {
        strata.entry(card.stratum()).or_default().push(card);
    }
    let of = |stratum| strata.get(&stratum).map_or(0, Vec::len);
    let quotas = quotas(design.cards, [of(Stratum::Suspect), of(Stratum::Clear), of(Stratum::Exited)]);
    let mut drawn = Vec::new();
    for (stratum, quota) in [Stratum::Suspect, Stratum::Clear, Stratum::Exited].into_iter().zip(quotas) {
        let own = strata.remove(&stratum).unwrap_or_default();
        let by_rank = design.allocation == Allocation::Rank && stratum == Stratum::Suspect;
        drawn.extend(if by_rank { by_worth(own, quota, chance) } else { alike(own, quota, chance) });
    }
    drawn
}

/// How many of the suspects, of the others on the list, and of those that left poverty: half for suspects, the rest as
/// there are of each, but of each at least one; what one stratum cannot fill, the others do.
fn quotas(places: usize, [suspects, clear, exited]: [usize; 3]) -> [usize; 3] {
    let of_suspects = suspects.min(places.div_ceil(2));
    let rest = places - of_suspects;
    let share = (rest * exited + (clear + exited) / 2).checked_div(clear + exited).unwrap_or(0);
    let least = usize::from(exited > 0 && rest > 1);
    let most = if clear > 0 { rest.saturating_sub(1) } else { rest };
    let of_exited = share.clamp(least.min(most), most).min(exited);
    let of_clear = clear.min(rest - of_exited);
    let mut quotas = [of_suspects, of_clear, of_exited];
    for (quota, all) in quotas.iter_mut().zip([suspects, clear, exited]) {
        let left = places.saturating_sub(of_suspects + of_clear + of_exited);
        *quota += left.min(all - *quota);
        if left > 0 {
            break;
        }
    }
    quotas
}

fn alike<'a>(
    cards: Vec<&'a FrameCard>,
    count: usize,
    chance: &mut fastrand::Rng,
) -> Vec<(&'a FrameCard, f64)> {
    let (all, count) = (cards.len(), count.min(cards.len()));
    some_of(cards, count, chance).into_iter().map(|card| (card, all as f64 / count as f64)).collect()
}

/// Systematic sampling with chances proportional to what a visit is worth (Madow 1949): the chance of each is known
/// exactly. Whoever would have a chance above one is drawn for certain.
fn by_worth<'a>(
    cards: Vec<&'a FrameCard>,
    count: usize,
    chance: &mut fastrand::Rng,
) -> Vec<(&'a FrameCard, f64)> {
    // In thousandths: what a logarithm gives differs in its last digits from one machine to another.
    let size = |card: &FrameCard| (card.worth * 1000.0).round().max(1.0);
    let (mut certain, mut open, mut places) = (Vec::new(), cards, count);
    loop {
        let all: f64 = open.iter().map(|card| size(card)).sum();
        let (sure, rest): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|card| size(card) * places as f64 >= all);
        open = rest;
        if sure.is_empty() || places == 0 {
            open.extend(sure);
            break;
        }
        places -= sure.len().min(places);
        certain.extend(sure.into_iter().map(|card| (card, 1.0)));
    }
    let all: f64 = open.iter().map(|card| size(card)).sum();
    let step = all / places.max(1) as f64;
    let (mut next, mut passed) = (chance.f64() * step, 0.0);
    let mut taken = 0;
    for card in open {
        passed += size(card);
        if taken < places && next < passed {
            certain.push((card, step / size(card)));
            next += step;
            taken += 1;
        }
    }
    certain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn county(villages: usize, cards: usize, suspects: usize, exited: usize) -> Vec<FrameCard> {
        let card = |number: usize| {
            let (village, own) = (number / cards, number % cards);
            FrameCard {
                household_id: format!("H{number:04}"),
                township: format!("T{}", village % 3),
                village: format!("V{village}"),
                suspect: own < suspects,
                exited: own >= cards - exited,
                worth: 0.05 + (own % 7) as f64 / 10.0,
            }
        };
        (0..villages * cards).map(card).collect()
    }

    fn design(allocation: Allocation, seed: u64) -> Design {
        Design { villages: VillageQuota::Percent(5.0), cards: 10, allocation, seed }
    }

    #[test]
    fn one_village_in_twenty_of_each_township_and_ten_cards_of_each_village() {
        let frame = county(66, 40, 3, 10);
        let drawn = draw(&frame, &design(Allocation::Stratified, 1));
        // 22 villages in each of three townships: two each.
        assert_eq!(drawn.villages.len(), 6);
        assert!(drawn.villages.iter().all(|(_, weight)| *weight == 11.0));
        assert_eq!(drawn.cards.len(), 60);
        let of = |stratum| drawn.cards.iter().filter(|(card, _)| card.stratum() == stratum).count();
        assert_eq!([Stratum::Suspect, Stratum::Clear, Stratum::Exited].map(of), [18, 30, 12]);
    }

    #[test]
    fn the_order_of_the_cards_changes_nothing_and_the_seed_does() {
        let frame = county(40, 15, 2, 4);
        let mut turned = frame.clone();
        turned.reverse();
        let ids = |frame: &[FrameCard], seed| -> Vec<String> {
            let drawn = draw(frame, &design(Allocation::Rank, seed));
            drawn.cards.iter().map(|(card, _)| card.household_id.clone()).collect()
        };
        assert_eq!(ids(&frame, 7), ids(&turned, 7));
        assert_ne!(ids(&frame, 7), ids(&frame, 8));
    }

    #[test]
    fn a_design_is_read_back_as_it_was_written() {
        for villages in ["5%", "2", "12.5％"] {
            let villages = villages.parse().unwrap();
            let own = Design { villages, ..design(Allocation::Equal, u64::MAX) };
            assert_eq!(Design::parse(&own.in_words()), Some(own));
        }
        for wrong in ["0", "0%", "101%", "-1", "x"] {
            assert!(wrong.parse::<VillageQuota>().is_err(), "{wrong}");
        }
    }

    proptest! {
        /// What each card stands for adds up, on the average over all draws, to the county.
        #[test]
        fn the_cards_drawn_stand_for_the_county(
            cards in 1usize..30, suspects in 0usize..12, exited in 0usize..12, villages in 1usize..9, by in 0usize..3,
        ) {
            let (suspects, exited) = (suspects.min(cards), exited.min(cards));
            let frame = county(villages, cards, suspects, exited);
            let allocation = Allocation::ALL[by];
            let (mut weights, draws) = (0.0, 400);
            for seed in 0..draws {
                let drawn = draw(&frame, &design(allocation, seed));
                let wanted = drawn.villages.len() * cards.min(10);
                prop_assert_eq!(drawn.cards.len(), wanted);
                weights += drawn.cards.iter().map(|(_, weight)| weight).sum::<f64>();
            }
            let mean = weights / draws as f64;
            prop_assert!((mean / frame.len() as f64 - 1.0).abs() < 0.05, "{} of {}", mean, frame.len());
        }

        /// Every stratum that is there is drawn from, where there is room for all three.
        #[test]
        fn no_stratum_is_passed_over(places in 4usize..20, suspects in 0usize..30, clear in 0usize..30, exited in 0usize..30) {
            let all = [suspects, clear, exited];
            let quotas = quotas(places, all);
            prop_assert_eq!(quotas.iter().sum::<usize>(), places.min(all.iter().sum()));
            for (quota, all) in quotas.into_iter().zip(all) {
                prop_assert!(quota <= all && (quota > 0 || all == 0), "{:?} of {:?}", quota, all);
            }
        }
    }
}
