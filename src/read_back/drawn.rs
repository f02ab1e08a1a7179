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
    let mut suspects: BTreeSet<_> =
        read_rows::<SuspectRow>(dir)?.into_iter().map(|row| row.household_id).collect();
    let standing = read_rows::<StandingRow>(dir)?.into_iter().filter(StandingRow::made_a_suspect);
    suspects.extend(standing.map(|row| row.household_id));
    let mut odds = BTreeMap::<_, f64>::new();
    for row in read_rows::<RankRow>(dir)? {
        let best = odds.entry(row.household_id).or_insert(f64::NEG_INFINITY);
        *best = best.max(row.log_odds);
    }
    let card = |row: HouseholdRow| FrameCard {
        suspect: suspects.contains(&row.household_id),
        exited: row.status.as_deref() == Some(EXITED),
        worth: odds.get(&row.household_id).map_or(0.0, |odds| 1.0 / (1.0 + (-odds).exp())),
        household_id: row.household_id,
        township: row.township,
        village: row.village,
    };
    let mut omissions = read_rows::<OmissionRow>(dir)?;
    omissions.retain(|row| row.status == RuleStatus::Stable.as_str());
    let mask = Mask::new(&manifest.job, Masking::Masked);
    let unusable = super::open::read_csv::<QualityLine>(dir, QualityRow::TABLE)?.into_iter();
    let unusable = unusable.filter(|own| own.gate != "passed").map(|own| (own.extract, own.gate));
    Ok(Frame {
        cards: households.into_iter().map(card).collect(),
        omissions: MaskedRows::new(omissions, &mask),
        unusable: unusable.collect(),
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

/// Reads what a run knows of some cards; what is open of them is not told.
pub fn read_cards(dir: &Path, job: &str, wanted: &BTreeSet<&str>) -> Result<CardRows, PublishError> {
    let mask = Mask::new(job, Masking::Masked);
    fn of<R: PublishedRow>(
        mut rows: Vec<R>,
        mask: &Mask,
        wanted: &BTreeSet<&str>,
        card: fn(&R) -> &String,
    ) -> MaskedRows<R> {
        rows.retain(|row| wanted.contains(card(row).as_str()));
        MaskedRows::new(rows, mask)
    }
    Ok(CardRows {
        suspects: of(read_rows(dir)?, &mask, wanted, |row: &SuspectRow| &row.household_id),
        findings: of(read_rows(dir)?, &mask, wanted, |row: &FindingRow| &row.household_id),
        evidence: of(read_rows(dir)?, &mask, wanted, |row: &EvidenceRow| &row.household_id),
        standing: of(read_rows(dir)?, &mask, wanted, |row: &StandingRow| &row.household_id),
        standing_evidence: of(read_rows_of(dir, STANDING_EVIDENCE)?, &mask, wanted, |row: &EvidenceRow| {
            &row.household_id
        }),
        ranks: of(read_rows(dir)?, &mask, wanted, |row: &RankRow| &row.household_id),
        undetermined: MaskedRows::new(Vec::new(), &mask),
        households: of(stage_rows(dir)?, &mask, wanted, |row: &HouseholdRow| &row.household_id),
        members: of(stage_rows(dir)?, &mask, wanted, |row: &MemberRow| &row.household_id),
        nothing_settled: BTreeSet::new(),
    })
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
