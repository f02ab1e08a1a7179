//! The id of a run: the same of everything that counts gives the same id.

use super::Options;
use super::deliveries::Deliveries;
use super::last_run::LastRun;
use super::rule_set::RuleSet;
use crate::domain::{Lang, PartsDigest};
use crate::job::Job;
use crate::outcomes::KnownOutcomes;
use crate::standard::mask::{Masking, digest_name};

/// The id of a run and what it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub run_id: String,
    /// Digest of everything but the previous run: if it equals the latest run's, nothing is new.
    pub basis: String,
}

/// Program version, as-of date, deliveries, rules, settings and outcomes make the basis; with the previous run's id
/// they make the run id.
pub(super) fn of(
    job: &Job,
    options: &Options,
    rule_set: &RuleSet,
    deliveries: &Deliveries,
    outcomes: &KnownOutcomes,
    last: Option<&LastRun>,
) -> Identity {
    let mut digest = PartsDigest::default();
    let mut add = |part: &str| digest.add(part);
    add(env!("CARGO_PKG_VERSION"));
    add(&job.as_of.to_string());
    add(&job.settings());
    if options.lang != Lang::default() {
        add(options.lang.as_str());
    }
    add(if options.masking == Masking::Revealed { "revealed" } else { "masked" });
    add(if options.keep_stages { "stages kept" } else { "" });
    for rule in rule_set.all() {
        add(&rule.id);
        add(&rule.digest);
    }
    for input in &deliveries.all {
        add(&input.name);
        add(input.ingested.as_ref().map_or("", |ingested| &ingested.digest));
        // The day of a file is no part of its content; what follows from it is.
        add(&format!("{:?}", input.impossible));
        add(&input.unusable.as_ref().map_or_else(String::new, |(cause, why)| format!("{cause}: {why}")));
    }
    add(&outcomes.digest());
    let basis = digest.hex();
    let previous = last.map_or("", |last| last.run_id.as_str());
    let digest = blake3::hash(format!("{basis}|{previous}").as_bytes());
    Identity { run_id: digest_name(&format!("{}-", job.as_of), digest, 12), basis }
}
