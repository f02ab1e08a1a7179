//! `bidui sample`: a spot check, drawn by chance, recorded, and handed over as forms.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::Local;

use super::ExitCode;
use super::args::{HistoryArguments, MessageFormat};
use super::history::{JobHistory, answered};
use super::rules::{Meant, meant};
use super::terminal::{Terminal, harmless, text_table};
use crate::publish::PublishError;
use crate::read_back::{self, Frame};
use crate::spot_check::{
    Allocation, Design, Draw, FrameCard, Population, Stratum, Unit, UnitKind, VillageQuota, draw, draw_id,
    fingerprint, put_in_order,
};
use crate::store::Act;
use crate::words::{phrase, word};

mod files;

/// How many households that are on no card a form has room for.
const ROOM: usize = 6;

/// The arguments of `bidui sample`.
#[derive(Debug, clap::Args)]
pub struct SampleArguments {
    #[arg(long, value_name = "N|N%", default_value = "5%")]
    pub villages: VillageQuota,
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    pub cards: u16,
    #[arg(long, value_enum, default_value = Allocation::Stratified.as_str())]
    pub by: Allocation,
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    #[arg(long, value_name = "DIR")]
    pub run: Option<PathBuf>,
    #[arg(short = 'o', long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub format: MessageFormat,
    #[command(flatten)]
    pub history: HistoryArguments,
}

impl clap::ValueEnum for Allocation {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.as_str()))
    }
}

/// `bidui sample`.
pub fn answer(arguments: &SampleArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    super::print_answer(sample(arguments, terminal))
}

fn sample(arguments: &SampleArguments, terminal: &Terminal) -> Result<String, ExitCode> {
    let mut history = JobHistory::open(&arguments.history, terminal)?;
    let told = |error: PublishError| super::say_publish_error(&error, terminal);
    let dir = history.run_meant(arguments.run.as_deref(), terminal)?;
    let frame = read_back::read_frame(&dir).map_err(told)?;
    let design = Design {
        villages: arguments.villages,
        cards: usize::from(arguments.cards),
        allocation: arguments.by,
        seed: arguments.seed.unwrap_or_else(|| seed_of(&frame.manifest.run_id)),
    };
    let mut drawn = drawn(&frame, design, &history);
    let act = Act { at: &history.at, who: &history.who };
    let is_new = answered(history.store.record_draw(&history.job.name, &act, &drawn), terminal)?;
    if !is_new {
        // Drawn before: the day it was drawn on, and by whom, stand.
        let kept = answered(history.store.draws(&history.job.name), terminal)?;
        drawn = kept.into_iter().map(|own| own.draw).find(|own| own.id == drawn.id).unwrap_or(drawn);
    }
    let into = match &arguments.into {
        Some(into) => into.clone(),
        None => history.job.output.join("spot_checks").join(&drawn.id),
    };
    let path = arguments.history.job.clone().unwrap_or_else(|| "job.toml".into());
    let Some(Meant { rules, schemas, .. }) = meant(&[], Some(&path), terminal) else {
        return Err(ExitCode::MustFix);
    };
    let forms = files::Forms {
        dir: &dir,
        frame: &frame,
        draw: &drawn,
        rules: &rules,
        schemas: &schemas,
        lang: terminal.documents,
    };
    let written = forms.write(&into).map_err(told)?;
    Ok(match arguments.format {
        MessageFormat::Json => super::json_line(&json(&drawn, &into)),
        MessageFormat::Text => in_words(&drawn, is_new, written, &into, terminal),
    })
}

/// A seed that nobody chose, and that everybody finds who has the run.
fn seed_of(run_id: &str) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *blake3::hash(run_id.as_bytes()).as_bytes();
    // Short enough to be written down.
    u64::from_le_bytes([a, b, c, d, e, f, g, h]) % 1_000_000_000
}

fn drawn(frame: &Frame, design: Design, history: &JobHistory) -> Draw {
    let job = &history.job.name;
    let id = draw_id(&frame.manifest.as_of, &frame.manifest.run_id, &design);
    let chosen = draw(&frame.cards, &design);
    let mut units = Vec::new();
    for (card, weight) in &chosen.cards {
        let FrameCard { household_id, township, village, exited, .. } = card;
        units.push(Unit {
            fingerprint: fingerprint(job, &id, household_id).to_string(),
            kind: UnitKind::Card,
            household_id: household_id.clone(),
            township: township.clone(),
            village: village.clone(),
            stratum: Some(card.stratum()),
            exited: *exited,
            weight: *weight,
            family: String::new(),
        });
    }
    for ((township, village), weight) in &chosen.villages {
        let unit = |fingerprint: String, kind, family: String| Unit {
            fingerprint,
            kind,
            household_id: String::new(),
            township: (*township).to_owned(),
            village: (*village).to_owned(),
            stratum: None,
            exited: false,
            weight: *weight,
            family,
        };
        let here = frame.omissions.iter().filter(|row| row.township == *township && row.village == *village);
        let mut met = BTreeSet::new();
        for row in here.filter(|row| met.insert(&row.fingerprint)) {
            let family = row.register_id.clone().unwrap_or_else(|| row.fingerprint.clone());
            units.push(unit(row.fingerprint.clone(), UnitKind::LeftOut, family));
        }
        for number in 1..=ROOM {
            let own = fingerprint(job, &id, &format!("{township}/{village}/{number}")).to_string();
            units.push(unit(own.clone(), UnitKind::Room, own));
        }
    }
    put_in_order(&mut units);
    Draw {
        id,
        run_id: frame.manifest.run_id.clone(),
        as_of: frame.manifest.as_of.clone(),
        design,
        population: Population::of(&frame.cards),
        drawn_on: Local::now().date_naive().to_string(),
        drawn_by: history.who.clone(),
        units,
    }
}

fn json(own: &Draw, into: &std::path::Path) -> serde_json::Value {
    let unit = |unit: &Unit| {
        serde_json::json!({
            "fingerprint": unit.fingerprint, "kind": unit.kind.as_str(), "household_id": unit.household_id,
            "township": unit.township, "village": unit.village, "stratum": unit.stratum.map(Stratum::as_str),
            "exited": unit.exited, "weight": unit.weight,
        })
    };
    serde_json::json!({
        "id": own.id, "run_id": own.run_id, "as_of": own.as_of, "design": own.design.in_words(),
        "seed": own.design.seed, "population": own.population, "drawn_on": own.drawn_on,
        "forms": into.display().to_string(), "units": own.units.iter().map(unit).collect::<Vec<_>>(),
    })
}

fn in_words(own: &Draw, is_new: bool, forms: usize, into: &std::path::Path, terminal: &Terminal) -> String {
    let Population { villages, suspects, clear, exited } = own.population;
    let (id, seed, on) = (&own.id, own.design.seed, &own.drawn_on);
    let design = own.design.in_words();
    let cards = suspects + clear;
    let mut text = phrase!(terminal.lang, "sample-drawn", id, on, seed);
    text.push_str(&phrase!(
        terminal.lang,
        "sample-population",
        villages,
        cards,
        suspects,
        clear,
        exited,
        design
    ));
    if !is_new {
        text.push_str(word!(terminal.lang, "drawn-before"));
    }
    let mut by_village = BTreeMap::<_, [usize; 4]>::new();
    for unit in &own.units {
        let at = match (unit.kind, unit.stratum) {
            (UnitKind::Card, Some(Stratum::Suspect)) => 0,
            (UnitKind::Card, Some(Stratum::Exited)) => 2,
            (UnitKind::Card, _) => 1,
            (UnitKind::LeftOut, _) => 3,
            (UnitKind::Room, _) => continue,
        };
        if let Some(count) = by_village.entry(unit.place()).or_default().get_mut(at) {
            *count += 1;
        }
    }
    let heads = [
        word!(terminal.lang, "township"),
        word!(terminal.lang, "village"),
        word!(terminal.lang, "suspects"),
        word!(terminal.lang, "others"),
        word!(terminal.lang, "left-poverty"),
        word!(terminal.lang, "left-out"),
    ];
    let row = |((township, village), counts): ((&str, &str), [usize; 4])| {
        let places = [harmless(township), harmless(village)];
        places.into_iter().chain(counts.map(|count| count.to_string())).collect::<Vec<_>>()
    };
    text.push_str(&text_table(&heads, &by_village.into_iter().map(row).collect::<Vec<_>>()));
    let into = into.display();
    text.push_str(&phrase!(terminal.lang, "forms-written", forms, into));
    text
}
