//! Spot checks: cards drawn at random and visited whatever the comparison says of them, so that what it misses can be
//! estimated too.
//!
//! `draw` chooses, `rates` estimates (wrongly included, left out, wrongly exited) from what the visits came to. Knows
//! neither files nor the store.

mod draw;
mod estimate;
mod rates;
pub mod words;

pub use draw::{Allocation, Design, FrameCard, VillageQuota, draw};
pub use rates::{Rates, Visit, rates};

use crate::domain::{Fingerprint, PartsDigest, spelled};

spelled!(
    /// The cards of a village fall into strata, each of which is drawn from on its own.
    Stratum {
        /// A finding stands.
        Suspect = "suspect",
        /// On the list of the poor, without a finding that stands.
        Clear = "clear",
        /// Left poverty, as the registry has it, without a finding that stands.
        Exited = "exited",
    }
);

spelled!(
    /// What is to be visited.
    UnitKind {
        Card = "card",
        /// Somebody whom the comparison found on no card.
        LeftOut = "left_out",
        /// Room for a household that the visitors find on no card.
        Room = "room",
    }
);

/// A spot check that was drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// `2017-08-31-1f2e3d4c`: the day compared, and a digest of run, design and seed.
    pub id: String,
    pub run_id: String,
    /// `2017-08-31`.
    pub as_of: String,
    pub design: Design,
    pub population: Population,
    /// `2017-09-03`; what came of earlier visits says nothing of this draw.
    pub drawn_on: String,
    pub drawn_by: String,
    pub units: Vec<Unit>,
}

/// What was drawn from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Population {
    pub villages: u64,
    /// On the list of the poor, with a finding that stands, and without.
    pub suspects: u64,
    pub clear: u64,
    /// Left poverty, as the registry has it.
    pub exited: u64,
}

impl Population {
    pub fn of(frame: &[FrameCard]) -> Self {
        let count = |wanted: &dyn Fn(&&FrameCard) -> bool| frame.iter().filter(wanted).count() as u64;
        let villages: std::collections::BTreeSet<_> = frame.iter().map(FrameCard::place).collect();
        Self {
            villages: villages.len() as u64,
            suspects: count(&|card| card.suspect && !card.exited),
            clear: count(&|card| !card.suspect && !card.exited),
            exited: count(&|card| card.exited),
        }
    }
}

/// One line of a spot check.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// By which its outcome is known.
    pub fingerprint: String,
    pub kind: UnitKind,
    /// Of a card.
    pub household_id: String,
    pub township: String,
    pub village: String,
    /// Of a card.
    pub stratum: Option<Stratum>,
    /// Whether the card had left poverty.
    pub exited: bool,
    /// For how many of its kind it stands: one divided by the chance of being drawn.
    pub weight: f64,
    /// People left out of one register are one household.
    pub family: String,
}

impl Unit {
    pub fn place(&self) -> (&str, &str) {
        (&self.township, &self.village)
    }
}

/// Puts the lines of a draw in their order: cards, people left out, room; by village and card.
pub fn put_in_order(units: &mut [Unit]) {
    let key =
        |unit: &Unit| (unit.kind, unit.township.clone(), unit.village.clone(), unit.household_id.clone());
    units.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.fingerprint.cmp(&b.fingerprint)));
}

/// The id of a draw: the same run, design and seed draw the same.
pub fn draw_id(as_of: &str, run_id: &str, design: &Design) -> String {
    let mut digest = PartsDigest::default();
    digest.add_all([run_id, &design.in_words()]);
    let short: String = digest.hex().chars().take(8).collect();
    format!("{as_of}-{short}")
}

/// The fingerprint of a unit that has none of its own.
pub fn fingerprint(job: &str, draw_id: &str, what: &str) -> Fingerprint {
    Fingerprint::of(job, &format!("spot_check {draw_id}"), what)
}
