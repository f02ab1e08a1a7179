//! What is measured on? A synthetic county of 20,000 households, and what each step makes of it for the next.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use bidui::delivery::Delivery;
use bidui::domain::Cause;
use bidui::evaluate::Sources;
use bidui::ingest::{self, Selection};
use bidui::job::Job;
use bidui::link;
use bidui::roster;
use bidui::rulebook::RunnableRule;
use bidui::run::{Options, Outcome, Silent};
use bidui::synth::{self, Format, Level, Settings, Size};
use bidui::table::{Extract, LinkedExtract, Roster};
use chrono::NaiveDate;

/// Some 110,000 rows.
const HOUSEHOLDS: u64 = 20_000;
const AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2017, 8, 31).expect("a day of the calendar");

static PLACE: OnceLock<(PathBuf, Size)> = OnceLock::new();

/// Writes the county in both encodings. To be called once, before anything is measured.
pub fn generate(dir: &Path) {
    let settings = |format| Settings {
        households: HOUSEHOLDS,
        seed: 1,
        dirt: Level::Usual,
        broken_registry_numbers: 0,
        format,
    };
    let delivered = synth::generate(&dir.join("delivered"), &settings(Format::Delivered));
    synth::generate(&dir.join("utf8"), &settings(Format::Utf8)).expect("the county in UTF-8");
    PLACE.set((dir.to_owned(), delivered.expect("the county"))).expect("one county");
}

fn place() -> &'static (PathBuf, Size) {
    PLACE.get().expect("a county")
}

/// The rows of all deliveries.
pub fn rows() -> u64 {
    place().1.rows
}

/// The bytes of all deliveries.
pub fn bytes() -> u64 {
    let job = job();
    let files = job.extracts.iter().flat_map(|extract| &extract.delivery.files);
    files.map(|file| fs::metadata(&file.path).expect("a delivery").len()).sum()
}

/// The job as departments deliver it: GB18030.
pub fn job() -> Job {
    read_job("delivered")
}

/// The same job in UTF-8.
pub fn job_in_utf8() -> Job {
    read_job("utf8")
}

fn read_job(county: &str) -> Job {
    Job::read(&place().0.join(county).join("job.toml"), AS_OF).expect("the county's job").value
}

/// The job with a cache and an output of its own.
pub fn job_in(dir: &Path) -> Job {
    Job { output: dir.join("out"), cache: dir.join("cache"), ..job() }
}

/// One extract of a job.
pub fn delivery(job: &Job, name: &str) -> Delivery {
    let entry = job.extracts.iter().find(|entry| entry.name() == name).expect("an extract of the job");
    entry.delivery.clone()
}

/// Everything that the rules are run on.
pub struct Compared {
    pub rules: Vec<RunnableRule>,
    pub registry: Extract,
    pub roster: Roster,
    pub extracts: BTreeMap<String, LinkedExtract>,
    nothing: BTreeMap<String, Cause>,
}

impl Compared {
    pub fn extract(&self, name: &str) -> &Extract {
        &self.extracts[name].extract
    }

    pub fn sources(&self) -> Sources<'_> {
        Sources {
            roster: &self.roster,
            registry: &self.registry,
            extracts: &self.extracts,
            unusable: &self.nothing,
            as_of: AS_OF,
        }
    }
}

pub fn build_roster(registry: &Extract, population: &Extract, marriage: &Extract) -> Roster {
    roster::build(registry, Some(population), Some(marriage), AS_OF).expect("a roster")
}

/// The county, ingested and linked, with all its rows: a run links only those of its roster.
pub static COMPARED: LazyLock<Compared> = LazyLock::new(|| {
    let job = job();
    let prepared = bidui::run::prepare(&job).expect("a machine that works").expect("rules that fit").value;
    let ingested = |name: &str| {
        let delivery = delivery(&job, name);
        let ingested = ingest::ingest(&delivery, &Selection::All, &place().0.join("ingested"))
            .expect("an ingested delivery");
        Extract::new(name, delivery.schema, ingested.table).expect("an extract")
    };
    let names = job.extracts.iter().map(|entry| entry.name().to_owned());
    let extracts: BTreeMap<_, _> = names.map(|name| (name.clone(), ingested(&name))).collect();
    let registry = extracts["registry"].clone();
    let roster = build_roster(&registry, &extracts["population"], &extracts["marriage"]);
    let (extracts, _) =
        link::link_all(extracts, &roster, job.link, None, link::Known::default()).expect("links");
    Compared { rules: prepared.rule_set.rules, registry, roster, extracts, nothing: BTreeMap::new() }
});

/// A published run of the county.
pub static PUBLISHED: LazyLock<PathBuf> = LazyLock::new(|| match compare(&job_in(&place().0)) {
    Outcome::Published(report) => report.dir,
    Outcome::NothingNew { dir, .. } => dir,
});

pub fn compare(job: &Job) -> Outcome {
    bidui::run::run(job, &Options::default(), &Silent).expect("a published run")
}
