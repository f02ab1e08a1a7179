//! What still holds of an earlier run: the roster, and the links of every extract that is the same. A night in which one
//! delivery changed works out what hangs on that one.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::deliveries::Deliveries;
use super::usable::UsableTables;
use crate::domain::{LinkLimits, PartsDigest, RosterSource};
use crate::kept::{self, KeptRoster};
use crate::link::Strangers;
use crate::roster;
use crate::schema::CALLED_SO;
use crate::table::{Extract, LinkedExtract, Links, Roster, TableError};

/// Changes when the roster is built or extracts are linked otherwise, though the program's version may not.
const FORM: &str = "2";

/// What the usable deliveries are told apart by.
pub(super) struct Basis {
    /// By extract.
    tables: BTreeMap<String, String>,
    /// What all of them have in common.
    common: PartsDigest,
    registered: Option<u64>,
    /// Whether the household register says how many people have each name; if not, all extracts together do.
    counts_names: bool,
}

impl Basis {
    pub fn of(deliveries: &Deliveries, tables: &UsableTables) -> Self {
        let of_table = |input: &super::IngestedInput| {
            let (ingested, table) = (input.ingested.as_ref()?, tables.get(&input.name)?);
            // Of a table that is whole every row is compared; which rows of another, the roster decides.
            Some((input.name.clone(), format!("{} {} {:?}", ingested.digest, table.whole, input.impossible)))
        };
        let mut left_out: Vec<_> = deliveries.left_out.iter().collect();
        left_out.sort_unstable();
        let mut common = PartsDigest::of_version(FORM);
        common.add(&format!("{left_out:?}"));
        let registered = deliveries.registered();
        let register = tables.get(RosterSource::Population.as_str());
        let counts_names =
            registered.is_some() && register.is_some_and(|own| own.table.column(CALLED_SO).is_ok());
        let tables = deliveries.all.iter().filter_map(of_table).collect();
        Self { tables, common, registered, counts_names }
    }

    /// The key of the roster's people: of those of the registry, the household register and the marriages, and of the day
    /// where a marriage is registered later; else tomorrow's roster is the same.
    fn of_people(&self, people: &str, day: Option<NaiveDate>) -> String {
        let mut key = self.common.clone();
        key.add_all([people, &format!("{day:?}")]);
        for source in [RosterSource::Population, RosterSource::Marriage] {
            let own = self.tables.get(source.as_str()).map_or("", String::as_str);
            key.add_all([source.as_str(), own]);
        }
        key.hex()
    }

    fn of_registry(&self) -> String {
        self.tables.get(RosterSource::Registry.as_str()).cloned().unwrap_or_default()
    }

    /// The key of the links of each extract: of itself and the roster, and, but for the registry, of how many people of
    /// the county have each name. The household register says that, or all other extracts together.
    pub fn of_links(&self, roster: &str, limits: LinkLimits) -> LinkKeys {
        let mut by_number = self.common.clone();
        by_number.add(roster);
        let mut by_name = by_number.clone();
        by_name.add(&format!("{limits:?} {:?}", self.registered));
        // The registry tells them by the roster.
        let tells_names = |name: &str| match self.counts_names {
            true => RosterSource::Population.is(name),
            false => !RosterSource::Registry.is(name),
        };
        for (name, own) in self.tables.iter().filter(|(name, _)| tells_names(name)) {
            by_name.add_all([name, own]);
        }
        let key = |(name, own): (&String, &String)| {
            let mut key = if RosterSource::Registry.is(name) { by_number.clone() } else { by_name.clone() };
            key.add_all([name, own]);
            (name.clone(), key.hex())
        };
        LinkKeys { extracts: self.tables.iter().map(key).collect(), strangers: by_number.hex() }
    }
}

/// What links follow from.
pub(super) struct LinkKeys {
    /// Those of each extract.
    extracts: BTreeMap<String, String>,
    /// How often people agree who are two: the roster.
    strangers: String,
}

impl LinkKeys {
    /// The links that were kept and still hold.
    pub fn load(&self, cache: &Path) -> BTreeMap<String, Links> {
        let load =
            |(name, key): (&String, &String)| Some((name.clone(), kept::load_links(cache, name, key)?));
        self.extracts.par_iter().filter_map(load).collect()
    }

    /// What was kept of how often people agree who are two.
    pub fn strangers(&self, cache: &Path) -> Option<Strangers> {
        Strangers::of_bits(&kept::load_strangers(cache, &self.strangers)?)
    }

    /// Keeps it.
    pub fn save_strangers(&self, cache: &Path, strangers: &Strangers) {
        only_said(kept::save_strangers(cache, &self.strangers, strangers.bits()));
    }

    /// Keeps those that were not `known`.
    pub fn save(&self, cache: &Path, known: &[String], extracts: &BTreeMap<String, LinkedExtract>) {
        for (name, own) in extracts.iter().filter(|(name, _)| !known.contains(name)) {
            if let Some(key) = self.extracts.get(name) {
                only_said(kept::save_links(cache, name, key, &own.links));
            }
        }
    }
}

/// A roster, and what it is known by.
pub(super) struct KnownRoster {
    pub own: KeptRoster,
    /// Under which it is to be kept; none where it is.
    key: Option<String>,
}

impl KnownRoster {
    /// The roster that was kept, or the one that is built. Of a registry in which nobody is another only what it says of
    /// the cards is read anew.
    pub fn load_or(
        cache: &Path,
        basis: &Basis,
        of_registry: &Extract,
        day: Option<NaiveDate>,
        build: impl FnOnce() -> Result<Roster, TableError>,
    ) -> Result<Self, TableError> {
        let (key, registry) =
            (basis.of_people(&roster::digest_of_people(of_registry)?, day), basis.of_registry());
        let is_another = |kept: String| (kept != registry).then(|| roster::card_values(of_registry));
        let (own, values) = rayon::join(
            || kept::load_roster(cache, &key),
            || kept::registry_of_roster(cache, &key).and_then(is_another).transpose(),
        );
        Ok(match own {
            Some(own) if own.registry == registry => Self { own, key: None },
            Some(own) => {
                let values = values?.map_or_else(|| roster::card_values(of_registry), Ok)?;
                let roster = own.roster.with_card_values(values)?;
                Self { own: KeptRoster { roster, registry, ..own }, key: Some(key) }
            }
            None => {
                let roster = build()?;
                Self { own: KeptRoster { digest: roster.digest(), roster, registry }, key: Some(key) }
            }
        })
    }

    /// Keeps it, if it is new.
    pub fn save(&self, cache: &Path) {
        if let Some(key) = &self.key {
            only_said(kept::save_roster(cache, key, &self.own));
        }
    }
}

/// Nothing hangs on what is kept but time, and why the cache cannot be written was said of the deliveries.
pub(super) fn only_said(kept: std::io::Result<()>) {
    if let Err(error) = kept {
        tracing::debug!(%error, "not kept for the next run");
    }
}
