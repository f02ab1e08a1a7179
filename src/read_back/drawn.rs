//! What a spot check is drawn from, and what a run knows of the cards that were drawn.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::explanation::stage_rows;
use super::{read_manifest, read_rows, read_rows_of};
use crate::diagnostic::Diagnostic;
use crate::publish::{Manifest, PublishError, Visits};
use crate::results::{
    EvidenceRow, FindingRow, HouseholdRow, MaskedRows, MemberRow, OmissionRow, PublishedRow, QualityRow,
    RankRow, STANDING_EVIDENCE, StandingRow, SuspectRow, UndeterminedRow,
};
use crate::rulebook::RuleStatus;
use crate::spot_check::FrameCard;
use crate::standard::mask::{Mask, Masking};
use crate::words::said;

/// The run does not hold the cards that it compared.
const NO_CARDS: &str = "E0619";
/// How the registry calls a card that left poverty.
const EXITED: &str = "脱贫";

/// All cards of a run, and who was found on none.
pub struct Frame {
    /// What `run.json` says.
    pub manifest: Manifest,
    /// What may be drawn.
    pub cards: Vec<FrameCard>,
    /// By rules that are not on trial.
    pub omissions: MaskedRows<OmissionRow>,
    /// The sources that could not be used: name, and why.
    pub unusable: Vec<(String, String)>,
    suspects: Vec<SuspectRow>,
    standing: Vec<StandingRow>,
    ranks: Vec<RankRow>,
    households: Vec<HouseholdRow>,
}

/// Reads what a spot check is drawn from.
///
/// # Errors
/// The run cannot be read, or was made by a version that did not keep the cards.
pub fn read_frame(dir: &Path) -> Result<Frame, PublishError> {
    let manifest = read_manifest(dir)?;
    let households: Vec<HouseholdRow> = stage_rows(dir)?;
    if manifest.counts.get("cards").is_some_and(|cards| *cards != households.len() as u64) {
        let message = said!("run-without-its-cards", run = &manifest.run_id);
        return Err(PublishError::Fixable(Box::new(Diagnostic::error(NO_CARDS, message))));
    }
    let suspects = read_rows::<SuspectRow>(dir)?;
    let standing = read_rows::<StandingRow>(dir)?;
    let ranks = read_rows::<RankRow>(dir)?;
    let mut flagged: BTreeSet<&str> = suspects.iter().map(|row| row.household_id.as_str()).collect();
    let owed = standing.iter().filter(|row| row.made_a_suspect());
    flagged.extend(owed.map(|row| row.household_id.as_str()));
    let mut odds = BTreeMap::<&str, f64>::new();
    for row in &ranks {
        let best = odds.entry(&row.household_id).or_insert(f64::NEG_INFINITY);
        *best = best.max(row.log_odds);
    }
    let card = |row: &HouseholdRow| FrameCard {
        household_id: row.household_id.clone(),
        township: row.township.clone(),
        village: row.village.clone(),
        suspect: flagged.contains(row.household_id.as_str()),
        exited: row.status.as_deref() == Some(EXITED),
        worth: odds.get(row.household_id.as_str()).map_or(0.0, |odds| 1.0 / (1.0 + (-odds).exp())),
    };
    let cards = households.iter().map(card).collect();
    let mut omissions = read_rows::<OmissionRow>(dir)?;
    omissions.retain(|row| row.status == RuleStatus::Stable.as_str());
    let mask = Mask::new(&manifest.job, Masking::Masked);
    let unusable = super::open::read_csv::<QualityLine>(dir, QualityRow::TABLE)?.into_iter();
    let unusable = unusable.filter(|own| own.gate != "passed").map(|own| (own.extract, own.gate));
    Ok(Frame {
        cards,
        omissions: MaskedRows::new(omissions, &mask),
        unusable: unusable.collect(),
        suspects,
        standing,
        ranks,
        households,
        manifest,
    })
}

/// The columns of `quality` that say what could not be used.
#[derive(serde::Deserialize)]
struct QualityLine {
    extract: String,
    gate: String,
}

/// What a run knows of some cards.
pub struct CardRows {
    suspects: MaskedRows<SuspectRow>,
    findings: MaskedRows<FindingRow>,
    evidence: MaskedRows<EvidenceRow>,
    standing: MaskedRows<StandingRow>,
    standing_evidence: MaskedRows<EvidenceRow>,
    ranks: MaskedRows<RankRow>,
    undetermined: MaskedRows<UndeterminedRow>,
    /// Who they are and where they live.
    pub households: MaskedRows<HouseholdRow>,
    members: MaskedRows<MemberRow>,
    nothing_settled: BTreeSet<String>,
}

impl Frame {
    /// What the run knows of some cards, with the rest read from its folder; what is open of them is not told.
    pub fn cards_drawn(&self, dir: &Path, wanted: &BTreeSet<&str>) -> Result<CardRows, PublishError> {
        let mask = &Mask::new(&self.manifest.job, Masking::Masked);
        Ok(CardRows {
            suspects: rows_of(self.suspects.iter().cloned(), |row| &row.household_id, wanted, mask),
            findings: rows_of(read_rows::<FindingRow>(dir)?, |row| &row.household_id, wanted, mask),
            evidence: rows_of(read_rows::<EvidenceRow>(dir)?, |row| &row.household_id, wanted, mask),
            standing: rows_of(self.standing.iter().cloned(), |row| &row.household_id, wanted, mask),
            standing_evidence: rows_of(
                read_rows_of::<EvidenceRow>(dir, STANDING_EVIDENCE)?,
                |row| &row.household_id,
                wanted,
                mask,
            ),
            ranks: rows_of(self.ranks.iter().cloned(), |row| &row.household_id, wanted, mask),
            undetermined: MaskedRows::new(Vec::new(), mask),
            households: rows_of(self.households.iter().cloned(), |row| &row.household_id, wanted, mask),
            members: rows_of(stage_rows::<MemberRow>(dir)?, |row| &row.household_id, wanted, mask),
            nothing_settled: BTreeSet::new(),
        })
    }
}

/// Those rows that are about some cards.
fn rows_of<R: PublishedRow>(
    rows: impl IntoIterator<Item = R>,
    card: fn(&R) -> &String,
    wanted: &BTreeSet<&str>,
    mask: &Mask,
) -> MaskedRows<R> {
    let own = rows.into_iter().filter(|row| wanted.contains(card(row).as_str()));
    MaskedRows::new(own.collect(), mask)
}

impl CardRows {
    /// As the lists are made of them: whatever stands, decided or not.
    pub fn visits(&self) -> Visits<'_> {
        Visits {
            suspects: &self.suspects,
            findings: &self.findings,
            evidence: &self.evidence,
            standing: &self.standing,
            standing_evidence: &self.standing_evidence,
            not_to_visit: &self.nothing_settled,
            ranks: &self.ranks,
            undetermined: &self.undetermined,
            households: &self.households,
            members: &self.members,
        }
    }
}
